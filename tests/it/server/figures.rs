//! What the server counts for the figures of a centre.

use chrono::Duration;
use reqwest::StatusCode;
use reqwest::header::{ETAG, IF_NONE_MATCH};
use tongxin::api::figures::LiveFigures;
use tongxin::api::paths;
use tongxin::model::exhibit::FigureSource;
use uuid::Uuid;

use super::activities::check_in;
use super::{Bench, Device};

async fn figures(bench: &Bench, kiosk: &Device) -> LiveFigures {
    let response = bench.get(kiosk, paths::FIGURES).await;
    assert_eq!(response.status(), StatusCode::OK);
    response.json().await.expect("figures")
}

/// What is counted, in the order of [`FigureSource::ALL`].
async fn counted(bench: &Bench, kiosk: &Device) -> Vec<f64> {
    let figures = figures(bench, kiosk).await;
    let value = |source: FigureSource| figures.values[source.key()];
    FigureSource::ALL.into_iter().map(value).collect()
}

#[tokio::test]
async fn figures_follow_what_happens_at_the_centre() {
    let bench = Bench::new().await;
    bench.sign_in().await;
    let kiosk = bench.kiosk().await;
    let other = bench.kiosk_at("elsewhere", "riyue").await;
    assert_eq!(
        counted(&bench, &kiosk).await,
        [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 2.0]
    );

    // Monday: an activity with ten places, two of them taken, one of the two came.
    let occurrence = bench.activity("10:00", "11:30", "10").await;
    let code = bench.register(occurrence, "Ann").await;
    bench.register(occurrence, "Bea").await;
    bench.pass(Duration::minutes(55));
    check_in(&bench, &kiosk, Uuid::new_v4(), &code, None).await;
    assert_eq!(
        counted(&bench, &kiosk).await,
        // The other kiosk has been silent for too long.
        [1.0, 1.0, 1.0, 1.0, 8.0, 0.0, 1.0]
    );

    // What has begun has no places left for this week, and a day later nobody came "today".
    bench.pass(Duration::days(1));
    assert_eq!(
        counted(&bench, &other).await[..5],
        [0.0, 1.0, 0.0, 1.0, 0.0]
    );
    // Next month all begins anew; nothing is connected that has been silent since.
    bench.pass(Duration::days(20));
    assert_eq!(counted(&bench, &other).await[..5], [0.0; 5]);
    assert_eq!(counted(&bench, &other).await[6], 1.0);
}

#[tokio::test]
async fn figures_come_with_an_etag_and_only_to_kiosks() {
    let bench = Bench::new().await;
    bench.sign_in().await;
    let kiosk = bench.kiosk().await;
    let first = bench.get(&kiosk, paths::FIGURES).await;
    let etag = first.headers()[ETAG].to_str().expect("text").to_owned();
    let again = bench
        .browser
        .get(bench.url(paths::FIGURES))
        .bearer_auth(&kiosk.secret)
        .header(IF_NONE_MATCH, &etag);
    assert_eq!(
        again.send().await.expect("an answer").status(),
        StatusCode::NOT_MODIFIED
    );
    let stranger = bench.browser.get(bench.url(paths::FIGURES));
    assert_eq!(
        stranger.send().await.expect("an answer").status(),
        StatusCode::UNAUTHORIZED
    );
}

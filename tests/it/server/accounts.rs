//! Signing in, forms, the audit log, and what everyone may ask.

use reqwest::StatusCode;
use serde_json::Value;
use tongxin::api::paths;

use super::Bench;

#[tokio::test]
async fn signing_in_opens_the_console_and_signing_out_closes_it() {
    let bench = Bench::new().await;
    let closed = bench
        .browser
        .get(bench.url("/console/kiosks"))
        .send()
        .await
        .expect("an answer");
    assert_eq!(closed.headers()["location"], "/console/sign-in");
    bench.sign_in().await;
    assert!(bench.page("/console/kiosks").await.contains("No kiosk yet"));
    assert_eq!(
        bench.do_form("/console/sign-out", &[]).await,
        "/console/sign-in"
    );
    let closed = bench
        .browser
        .get(bench.url("/console/kiosks"))
        .send()
        .await
        .expect("an answer");
    assert_eq!(closed.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_wrong_password_and_a_wrong_account_get_the_same_kind_words() {
    let bench = Bench::new().await;
    for (account, password) in [("admin", "wrong"), ("nobody", "wrong")] {
        let response = bench.try_to_sign_in(account, password).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            response
                .text()
                .await
                .expect("text")
                .contains("Account or password is not right")
        );
    }
}

#[tokio::test]
async fn passwords_cannot_be_tried_out() {
    let bench = Bench::new().await;
    for _ in 0..8 {
        assert_eq!(
            bench.try_to_sign_in("admin", "wrong").await.status(),
            StatusCode::UNPROCESSABLE_ENTITY
        );
    }
    let refused = bench.try_to_sign_in("admin", &bench.password).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.text().await.expect("text").contains("Please wait"));
}

#[tokio::test]
async fn a_form_without_its_token_is_refused() {
    let bench = Bench::new().await;
    let blind = [("account", "admin"), ("password", bench.password.as_str())];
    let refused = bench
        .browser
        .post(bench.url("/console/sign-in"))
        .form(&blind)
        .send()
        .await
        .expect("an answer");
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    bench.sign_in().await;
    for token in [None, Some("0000"), Some("")] {
        let form: Vec<_> = token
            .map(|token| ("form_token", token))
            .into_iter()
            .collect();
        let refused = bench
            .browser
            .post(bench.url("/console/schedules/publish"))
            .form(&form)
            .send()
            .await
            .expect("an answer");
        assert_eq!(refused.status(), StatusCode::FORBIDDEN, "{token:?}");
    }
}

#[tokio::test]
async fn a_form_from_another_site_is_refused_even_with_a_token() {
    let bench = Bench::new().await;
    bench.sign_in().await;
    let token = super::form_token(&bench.page("/console/account").await);
    let form = [("form_token", token.as_str())];
    let request = bench
        .browser
        .post(bench.url("/console/sign-out"))
        .header("origin", "https://evil.example")
        .form(&form);
    assert_eq!(
        request.send().await.expect("an answer").status(),
        StatusCode::FORBIDDEN
    );
    bench.page("/console/kiosks").await;
}

#[tokio::test]
async fn a_changed_password_ends_every_session() {
    let bench = Bench::new().await;
    bench.sign_in().await;
    let short = [
        ("password", bench.password.as_str()),
        ("new_password", "short"),
        ("new_password_again", "short"),
    ];
    assert_eq!(
        bench.send_form("/console/account", &short).await.status(),
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let new = [
        ("password", bench.password.as_str()),
        ("new_password", "a longer one"),
        ("new_password_again", "a longer one"),
    ];
    assert_eq!(
        bench.do_form("/console/account", &new).await,
        "/console/sign-in"
    );
    let closed = bench
        .browser
        .get(bench.url("/console/kiosks"))
        .send()
        .await
        .expect("an answer");
    assert_eq!(closed.status(), StatusCode::SEE_OTHER);
    assert_eq!(
        bench.try_to_sign_in("admin", "a longer one").await.status(),
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn the_audit_log_says_who_did_what() {
    let bench = Bench::new().await;
    bench.try_to_sign_in("admin", "wrong").await;
    bench.sign_in().await;
    let log = bench.page("/console/audit").await;
    assert!(
        log.contains("Could not sign in") && log.contains("Signed in") && log.contains("127.0.0.1"),
        "{log}"
    );
}

#[tokio::test]
async fn pages_may_run_no_script_but_ours_and_stand_in_no_frame() {
    let bench = Bench::new().await;
    let response = bench
        .browser
        .get(bench.url("/console/sign-in"))
        .send()
        .await
        .expect("an answer");
    let policy = response.headers()["content-security-policy"]
        .to_str()
        .expect("text")
        .to_owned();
    assert!(policy.contains("script-src 'self';") && policy.contains("frame-ancestors 'none'"));
    let cookie = response.headers()["set-cookie"]
        .to_str()
        .expect("text")
        .to_owned();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    let page = response.text().await.expect("text");
    assert!(!page.contains("<style") && !page.contains("onclick") && !page.contains(" style="));
}

#[tokio::test]
async fn the_server_says_that_it_lives_and_that_it_is_ready() {
    let bench = Bench::new().await;
    assert!(bench.page("/healthz").await.contains("alive"));
    let ready: Value = serde_json::from_str(&bench.page("/readyz").await).expect("JSON");
    assert_eq!(
        ready,
        serde_json::json!({ "database": true, "repository": true })
    );
}

#[tokio::test]
async fn the_api_describes_itself() {
    let bench = Bench::new().await;
    let description: Value = serde_json::from_str(&bench.page(paths::OPENAPI).await).expect("JSON");
    assert!(
        description["openapi"]
            .as_str()
            .is_some_and(|version| version.starts_with("3.1"))
    );
    let all = [
        paths::PUBLIC_ACTIVITIES,
        paths::ENROLMENTS,
        paths::ENROLMENT,
        paths::REPORT,
        paths::EVENTS,
        paths::CENTRE_DAYS,
        paths::CHECK_INS,
    ];
    for path in all {
        assert!(description["paths"].get(path).is_some(), "{path}");
    }
    assert!(
        description["components"]["schemas"]["CalendarEntry"]["properties"]["starts_at"]
            .is_object()
    );
}

#[tokio::test]
async fn what_is_not_there_is_said_in_json_to_programs() {
    let bench = Bench::new().await;
    for path in ["/api/v1/activities?centre=nowhere", "/api/none"] {
        let response = bench
            .browser
            .get(bench.url(path))
            .send()
            .await
            .expect("an answer");
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        let answer: Value = response.json().await.expect("JSON");
        assert_eq!(answer["reason"], "not_found");
    }
}

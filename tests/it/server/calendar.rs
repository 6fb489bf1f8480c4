//! What comes again: made ahead, changed for the dates ahead, asked about; rooms and hosts; days; moves taken back.

use chrono::Duration;
use reqwest::StatusCode;
use serde_json::Value;
use tongxin::api::paths;

use super::Bench;

/// A weekly class from Tuesday, 24 November 2026.
const CLASS: [(&str, &str); 11] = [
    ("title_zh", "书法课"),
    ("title_en", "Calligraphy"),
    ("room_zh", "学习室"),
    ("room_en", "Study room"),
    ("host_zh", "王老师"),
    ("category", "training"),
    ("date", "2026-11-24"),
    ("start", "10:00"),
    ("end", "11:30"),
    ("capacity", "12"),
    ("every", "1"),
];

fn class<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let replaced = |name: &str| more.iter().any(|(other, _)| *other == name);
    let kept = CLASS.into_iter().filter(|(name, _)| !replaced(name));
    kept.chain(more.iter().copied()).collect()
}

async fn signed_in() -> Bench {
    let bench = Bench::new().await;
    bench.sign_in().await;
    bench
}

/// Title and start of what anyone sees, as `Calligraphy 11-24T02:00`, canceled ones in brackets.
async fn calendar(bench: &Bench) -> Vec<String> {
    let path = format!("{}?centre=riyue", paths::PUBLIC_ACTIVITIES);
    let entries: Vec<Value> = serde_json::from_str(&bench.page(&path).await).expect("JSON");
    let told = |entry: &Value| {
        let title = entry["title"]["en"].as_str().unwrap_or_default().to_owned();
        let start = &entry["starts_at"].as_str().expect("a time")[5..16];
        if entry["canceled"] == true {
            format!("({title} {start})")
        } else {
            format!("{title} {start}")
        }
    };
    entries.iter().map(told).collect()
}

async fn first_occurrence(bench: &Bench) -> (String, String) {
    let path = format!("{}?centre=riyue", paths::PUBLIC_ACTIVITIES);
    let entries: Vec<Value> = serde_json::from_str(&bench.page(&path).await).expect("JSON");
    let text = |key: &str| entries[0][key].as_str().expect("an id").to_owned();
    (text("activity"), text("occurrence"))
}

#[tokio::test]
async fn a_weekly_class_is_made_ahead_and_goes_on_by_itself() {
    let bench = signed_in().await;
    let fields = class(&[("repeats", "weekly"), ("days", "tue"), ("ends", "never")]);
    bench.do_form("/console/activities", &fields).await;
    let dates = calendar(&bench).await;
    assert_eq!(dates.len(), 7, "45 days hold seven Tuesdays: {dates:?}");
    assert_eq!(dates[0], "Calligraphy 11-24T02:00");
    assert_eq!(dates[6], "Calligraphy 01-05T02:00");
    // A year later nobody has touched anything.
    bench.pass(Duration::days(364));
    assert_eq!(calendar(&bench).await, Vec::<String>::new());
    bench.server.app.make_dates_ahead().await.expect("made");
    bench
        .server
        .app
        .make_dates_ahead()
        .await
        .expect("made once");
    assert_eq!(calendar(&bench).await.len(), 7);
}

#[tokio::test]
async fn holidays_and_closed_days_are_left_out_and_follow_what_staff_mark() {
    let bench = signed_in().await;
    let fields = class(&[
        ("date", "2026-12-25"),
        ("repeats", "weekly"),
        ("days", "fri"),
        ("no_holidays", "yes"),
    ]);
    bench.do_form("/console/activities", &fields).await;
    bench.pass(Duration::days(30));
    bench.sign_in().await;
    // 1 January is a holiday.
    let expected = ["12-25", "01-08", "01-15", "01-22", "01-29"];
    let days = |dates: Vec<String>| -> Vec<String> {
        dates
            .iter()
            .filter(|date| !date.starts_with('('))
            .map(|date| date["Calligraphy ".len()..][..5].to_owned())
            .collect()
    };
    assert_eq!(days(calendar(&bench).await), expected);
    let mark = [
        ("centre", "riyue"),
        ("from", "2027-01-15"),
        ("to", "2027-01-17"),
        ("mark", "closed"),
    ];
    bench.do_form("/console/activities/days", &mark).await;
    assert_eq!(
        days(calendar(&bench).await),
        ["12-25", "01-08", "01-22", "01-29"]
    );
    let page = bench.page("/console/activities/days?centre=riyue").await;
    assert!(
        page.contains("Centre closed") && page.contains("Spring Festival"),
        "{page}"
    );
    let unmark = [
        ("centre", "riyue"),
        ("from", "2027-01-15"),
        ("to", "2027-01-17"),
        ("mark", ""),
    ];
    bench.do_form("/console/activities/days", &unmark).await;
    assert_eq!(days(calendar(&bench).await), expected);
}

#[tokio::test]
async fn a_day_of_the_lunar_calendar_comes_every_year() {
    let bench = signed_in().await;
    let fields = class(&[
        ("repeats", "lunar"),
        ("lunar_month", "1"),
        ("lunar_day", "15"),
    ]);
    bench.do_form("/console/activities", &fields).await;
    bench.pass(Duration::days(60));
    assert_eq!(calendar(&bench).await, ["Calligraphy 02-20T02:00"]);
}

#[tokio::test]
async fn a_changed_series_asks_about_people_and_leaves_what_hands_changed() {
    let bench = signed_in().await;
    let fields = class(&[
        ("repeats", "weekly"),
        ("days", "tue"),
        ("ends", "count"),
        ("count", "4"),
    ]);
    bench.do_form("/console/activities", &fields).await;
    let (activity, first) = first_occurrence(&bench).await;
    bench.register(first.parse().expect("an id"), "Ann").await;
    // The second date is moved by hand.
    let page = bench.page("/console/activities?week=2026-12-01").await;
    let second = page
        .split("/console/occurrences/")
        .last()
        .and_then(|rest| rest.get(..36))
        .expect("an occurrence");
    let to = [("date", "2026-12-02"), ("start", "15:00")];
    bench
        .do_form(&format!("/console/occurrences/{second}/move"), &to)
        .await;

    let series = format!("/console/activities/{activity}/series");
    let changed = [
        ("repeats", "weekly"),
        ("days", "tue"),
        ("ends", "count"),
        ("count", "4"),
        ("start", "14:00"),
        ("end", "15:30"),
    ];
    let refused = bench.send_form(&series, &class(&changed)).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let mut check = class(&changed);
    check.push(("activity", &activity));
    let answer = bench.send_form("/console/activities/check", &check).await;
    let said = answer.text().await.expect("text");
    assert!(said.contains("1 person"), "{said}");

    let mut keep = class(&changed);
    keep.push(("held", "keep"));
    bench.do_form(&series, &keep).await;
    assert_eq!(
        calendar(&bench).await,
        [
            "Calligraphy 11-24T02:00",
            "Calligraphy 12-02T07:00",
            "Calligraphy 12-08T06:00",
            "Calligraphy 12-15T06:00"
        ]
    );
    // Nothing is made twice.
    bench.server.app.make_dates_ahead().await.expect("made");
    assert_eq!(calendar(&bench).await.len(), 4);
    bench.do_form(&format!("{series}/end"), &[]).await;
    assert_eq!(calendar(&bench).await.len(), 4);
}

#[tokio::test]
async fn a_rule_that_comes_more_often_keeps_the_far_dates_it_still_gives() {
    let bench = signed_in().await;
    let monthly = class(&[
        ("repeats", "monthly"),
        ("month_by", "weekday"),
        ("nth", "4"),
        ("nth_day", "tue"),
        ("ends", "never"),
    ]);
    bench.do_form("/console/activities", &monthly).await;
    let (activity, _) = first_occurrence(&bench).await;
    // Eleven months on: further than weekly dates are made ahead.
    let week = "/console/activities?week=2027-10-26";
    let page = bench.page(week).await;
    let far = page
        .split("/console/occurrences/")
        .last()
        .and_then(|rest| rest.get(..36))
        .expect("an occurrence");
    bench.register(far.parse().expect("an id"), "Ann").await;
    let weekly = class(&[("repeats", "weekly"), ("days", "tue"), ("ends", "never")]);
    let series = format!("/console/activities/{activity}/series");
    // Nobody is asked what becomes of Ann: her date stays, and goes on with the series.
    bench.do_form(&series, &weekly).await;
    assert_eq!(calendar(&bench).await.len(), 7);
    assert!(bench.page(week).await.contains(far));
    let later = class(&[
        ("repeats", "weekly"),
        ("days", "tue"),
        ("ends", "never"),
        ("start", "14:00"),
        ("end", "15:30"),
        ("held", "move"),
    ]);
    bench.do_form(&series, &later).await;
    let page = bench.page(&format!("/console/occurrences/{far}")).await;
    assert!(page.contains("14:00"), "{page}");
}

#[tokio::test]
async fn a_move_and_a_cancellation_can_be_taken_back_once() {
    let bench = signed_in().await;
    let occurrence = bench.activity("10:00", "11:30", "5").await;
    let path = |what: &str| format!("/console/occurrences/{occurrence}/{what}");
    let to = [
        ("date", "2026-11-25"),
        ("start", "15:15"),
        ("back", "https://evil.example/"),
    ];
    let led = bench.do_form(&path("move"), &to).await;
    assert!(led.starts_with(&format!(
        "/console/occurrences/{occurrence}?done=occurrence-moved"
    )));
    assert_eq!(calendar(&bench).await, ["Free clinic 11-25T07:15"]);
    assert!(
        bench
            .page(&led)
            .await
            .contains("was moved from Mon 23 Nov 10:00")
    );
    bench.do_form(&path("undo"), &[]).await;
    assert_eq!(calendar(&bench).await, ["Free clinic 11-23T02:00"]);
    let again = bench.send_form(&path("undo"), &[]).await;
    assert_eq!(again.status(), StatusCode::CONFLICT);
    bench.do_form(&path("cancel"), &[("reason", "storm")]).await;
    assert_eq!(calendar(&bench).await, ["(Free clinic 11-23T02:00)"]);
    let canceled = bench.send_form(&path("move"), &to).await;
    assert_eq!(canceled.status(), StatusCode::CONFLICT);
    bench.do_form(&path("undo"), &[]).await;
    assert_eq!(calendar(&bench).await, ["Free clinic 11-23T02:00"]);
}

#[tokio::test]
async fn a_room_and_a_host_are_not_taken_twice_without_a_tick() {
    let bench = signed_in().await;
    bench.do_form("/console/activities", &class(&[])).await;
    let other = [
        ("title_zh", "读报"),
        ("title_en", "Newspapers"),
        ("start", "11:00"),
        ("end", "12:00"),
    ];
    let refused = bench.send_form("/console/activities", &class(&other)).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = refused.text().await.expect("text");
    assert!(
        page.contains("Study room is taken and 王老师 is busy: Calligraphy"),
        "{page}"
    );
    assert!(page.contains("Tue 24 Nov 2026 10:00–11:30"), "{page}");
    // Another room: the host is still busy there.
    let mut check = class(&other);
    check.retain(|(name, _)| !name.starts_with("room"));
    check.extend([("room_zh", "大厅"), ("room_en", "Hall")]);
    let said = bench.send_form("/console/activities/check", &check).await;
    assert!(
        said.text()
            .await
            .expect("text")
            .contains("王老师 is busy: Calligraphy")
    );
    let mut despite = class(&other);
    despite.push(("despite", "yes"));
    bench.do_form("/console/activities", &despite).await;
    assert_eq!(calendar(&bench).await.len(), 2);
}

#[tokio::test]
async fn odd_rules_and_dates_are_refused_in_words() {
    let bench = signed_in().await;
    let refused = async |more: &[(&str, &str)], words: &str| {
        let answer = bench.send_form("/console/activities", &class(more)).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        let page = answer.text().await.expect("text");
        let plain = page.replace(['\u{2068}', '\u{2069}'], "");
        assert!(plain.contains(words), "{plain}");
    };
    refused(
        &[("repeats", "rule"), ("rule", "FREQ=HOURLY")],
        "at most once a day",
    )
    .await;
    refused(
        &[("repeats", "rule"), ("rule", "FREQ=DAILY;UNTIL=20200101")],
        "gives no dates",
    )
    .await;
    refused(&[("repeats", "weekly")], "choose at least one weekday").await;
    refused(
        &[("repeats", "weekly"), ("days", "tue"), ("every", "0")],
        "a number from 1 to 99",
    )
    .await;
    refused(
        &[("repeats", "dates"), ("also", "soon")],
        "write it like 2026-12-24",
    )
    .await;
    refused(
        &[("age_min", "12"), ("age_max", "6")],
        "below the youngest age",
    )
    .await;
    let never = class(&[
        ("repeats", "rule"),
        ("rule", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
    ]);
    let answer = bench.send_form("/console/activities", &never).await;
    assert_eq!(answer.status(), StatusCode::CONFLICT);
}

#[tokio::test]
async fn one_more_date_and_a_copy_keep_what_was_written() {
    let bench = signed_in().await;
    let fields = class(&[
        ("languages", "csl"),
        ("languages", "zh-CN"),
        ("cost_en", "15 yuan for paper"),
        ("age_min", "12"),
        ("course", "yes"),
    ]);
    bench.do_form("/console/activities", &fields).await;
    let (activity, occurrence) = first_occurrence(&bench).await;
    let date = [
        ("date", "2026-12-03"),
        ("start", "10:00"),
        ("end", "11:30"),
        ("capacity", "8"),
    ];
    bench
        .do_form(&format!("/console/activities/{activity}/dates"), &date)
        .await;
    assert_eq!(
        calendar(&bench).await,
        ["Calligraphy 11-24T02:00", "Calligraphy 12-03T02:00"]
    );
    let copy = bench
        .page(&format!("/console/activities/new?copy={occurrence}"))
        .await;
    for part in [
        "Calligraphy",
        "15 yuan for paper",
        "value=\"csl\" checked",
        "value=\"2026-11-24\"",
    ] {
        assert!(copy.contains(part), "{part}: {copy}");
    }
    for view in ["list", "week", "month"] {
        let page = bench
            .page(&format!("/console/activities?view={view}&day=2026-12-03"))
            .await;
        assert!(page.contains("Calligraphy"), "{view}: {page}");
        let other = bench
            .page(&format!(
                "/console/activities?view={view}&day=2026-12-03&category=health"
            ))
            .await;
        assert!(!other.contains("Calligraphy"), "{view}: {other}");
    }
}

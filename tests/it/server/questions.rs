//! Questions for the desk: taken strictly and once, grouped, seen to, forgotten.

use chrono::Duration;
use reqwest::StatusCode;
use serde_json::{Value, json};
use tongxin::api::paths;
use tongxin::server::store;
use uuid::Uuid;

use super::{Bench, Device};

fn question(bench: &Bench, words: &str) -> Value {
    json!({ "id": Uuid::now_v7(), "exhibit": "guide", "language": "zh-CN", "at": bench.now(),
        "what": { "question": { "text": words } } })
}

fn read(bench: &Bench, zh: &str, en: &str) -> Value {
    json!({ "id": Uuid::now_v7(), "exhibit": "guide", "language": "en", "at": bench.now(),
        "what": { "answer_read": { "question": { "zh-CN": zh, "en": en } } } })
}

impl Bench {
    /// Sends what a kiosk would; which of it was taken.
    async fn deliver(&self, device: &Device, deliveries: &[Value]) -> Vec<String> {
        let body = json!({ "deliveries": deliveries });
        let response = self.post(device, paths::DELIVERIES, &body).await;
        assert_eq!(response.status(), StatusCode::OK);
        let answer: Value = response.json().await.expect("an answer");
        let taken = answer["taken"].as_array().expect("a list");
        taken
            .iter()
            .map(|id| id.as_str().expect("an id").to_owned())
            .collect()
    }

    #[track_caller]
    fn shows(page: &str, words: &str) {
        assert!(page.contains(words), "{words} is not on the page");
    }
}

/// The key hidden in the form beside a question.
fn key_beside(page: &str, words: &str) -> String {
    let row = page.split(words).nth(1).expect("the question");
    let value = row.split("name=\"key\" value=\"").nth(1).expect("a key");
    value.split('"').next().expect("a value").to_owned()
}

#[tokio::test]
async fn questions_are_counted_once_each_and_grouped_by_what_they_say() {
    let bench = Bench::new().await;
    bench.sign_in().await;
    let page = bench.page("/console/questions").await;
    Bench::shows(&page, "No questions");
    let (hall, library) = (
        bench.kiosk_at("Hall", "riyue").await,
        bench.kiosk_at("Library", "riyue").await,
    );
    let first = question(&bench, "哪里可以晒被子？");
    let taken = bench.deliver(&hall, std::slice::from_ref(&first)).await;
    assert_eq!(taken, [first["id"].as_str().expect("an id")]);
    assert_eq!(
        bench.deliver(&hall, std::slice::from_ref(&first)).await,
        taken
    );
    bench.pass(Duration::hours(2));
    let again = question(&bench, "哪里可以 晒被子");
    let other = question(&bench, "Is there a <b>piano</b>?");
    bench.deliver(&library, &[again, other]).await;

    let page = bench.page("/console/questions").await;
    Bench::shows(&page, "2 open questions");
    let row = page.split("哪里可以 晒被子").nth(1).expect("as asked last");
    let row = row.split("</tr>").next().expect("a row");
    Bench::shows(row, ">2<");
    Bench::shows(row, "Hall, Library");
    Bench::shows(row, "11:00");
    assert!(!page.contains("<b>piano"), "what visitors write is text");
    Bench::shows(&page, "&#60;b&#62;piano");
}

#[tokio::test]
async fn staff_see_to_a_question_take_that_back_and_see_it_asked_again() {
    let bench = Bench::new().await;
    bench.sign_in().await;
    let kiosk = bench.kiosk().await;
    bench
        .deliver(&kiosk, &[question(&bench, "有钢琴吗？")])
        .await;
    let page = bench.page("/console/questions").await;
    let key = key_beside(&page, "有钢琴吗？");
    let form = [("centre", "riyue"), ("key", key.as_str())];
    let to = bench.do_form("/console/questions/done", &form).await;
    let page = bench.page(&to).await;
    Bench::shows(&page, "The question is seen to");
    Bench::shows(&page, "Every question is seen to");
    Bench::shows(&page, "one question seen to");
    bench.do_form("/console/questions/open", &form).await;
    Bench::shows(&bench.page("/console/questions").await, "one open question");

    bench.do_form("/console/questions/done", &form).await;
    bench.pass(Duration::days(1));
    bench.sign_in().await;
    bench.deliver(&kiosk, &[question(&bench, "有钢琴吗")]).await;
    let page = bench.page("/console/questions").await;
    Bench::shows(&page, "one open question");
    Bench::shows(&page, "asked again");

    let log = bench.page("/console/audit").await;
    Bench::shows(&log, "Saw to a question");
    assert!(
        !log.contains("钢琴"),
        "the log never forgets, so it is not told"
    );
    let unknown = [("centre", "riyue"), ("key", "nobody asked this")];
    let refused = bench.send_form("/console/questions/done", &unknown).await;
    assert_eq!(refused.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_no_kiosk_of_ours_sends_is_refused_in_words() {
    let bench = Bench::new().await;
    bench.sign_in().await;
    let kiosk = bench.kiosk().await;
    let long = "问".repeat(201);
    for words in ["", " ？ ", "call 13812345678", "two\nlines", long.as_str()] {
        let body = json!({ "deliveries": [question(&bench, words)] });
        let refused = bench.post(&kiosk, paths::DELIVERIES, &body).await;
        assert_eq!(
            refused.status(),
            StatusCode::UNPROCESSABLE_ENTITY,
            "{words:?}"
        );
    }
    for question in [json!({}), json!({ "en": "x".repeat(201) })] {
        let mut read = read(&bench, "在哪？", "Where?");
        read["what"]["answer_read"]["question"] = question;
        let body = json!({ "deliveries": [read] });
        let refused = bench.post(&kiosk, paths::DELIVERIES, &body).await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    }
    Bench::shows(&bench.page("/console/questions").await, "No questions");
}

#[tokio::test]
async fn one_kiosk_cannot_fill_the_page_and_is_heard_again_the_next_day() {
    let bench = Bench::new().await;
    bench.sign_in().await;
    let (flooding, other) = (
        bench.kiosk().await,
        bench.kiosk_at("Library", "riyue").await,
    );
    for four in 0..25 {
        let each = (0..4).map(|i| question(&bench, &format!("第 {four} {i} 个问题")));
        let questions: Vec<_> = each.collect();
        assert_eq!(bench.deliver(&flooding, &questions).await.len(), 4);
    }
    let one_more = question(&bench, "再来一个");
    assert!(
        bench
            .deliver(&flooding, std::slice::from_ref(&one_more))
            .await
            .is_empty()
    );
    assert_eq!(
        bench
            .deliver(&other, &[question(&bench, "有钢琴吗")])
            .await
            .len(),
        1
    );
    bench.pass(Duration::hours(25));
    assert_eq!(bench.deliver(&flooding, &[one_more]).await.len(), 1);
}

#[tokio::test]
async fn answers_that_were_read_are_counted_and_each_centre_sees_its_own() {
    let folder = std::sync::Arc::new(tempfile::tempdir().expect("a folder"));
    let centres = [
        ("riyue", "日月广场", "Riyue Plaza"),
        ("guomao", "国贸", "Guomao"),
    ];
    let bench = Bench::with_centres(folder, &centres).await;
    bench.sign_in().await;
    let here = bench.kiosk_at("Hall", "riyue").await;
    let there = bench.kiosk_at("Tea room", "guomao").await;
    let toilet = read(&bench, "卫生间在哪里？", "Where is the toilet?");
    let later = read(&bench, "卫生间在哪里？", "Where is the toilet?");
    bench.deliver(&here, &[toilet.clone(), later]).await;
    bench.deliver(&here, &[toilet]).await;
    bench
        .deliver(&there, &[question(&bench, "有钢琴吗？")])
        .await;
    let page = bench.page("/console/questions?centre=riyue").await;
    let row = page.split("Where is the toilet?").nth(1).expect("a row");
    Bench::shows(row.split("</tr>").next().expect("a row"), ">2<");
    assert!(!page.contains("有钢琴吗"));
    Bench::shows(
        &bench.page("/console/questions?centre=guomao").await,
        "有钢琴吗",
    );
}

#[tokio::test]
async fn questions_are_deleted_after_ninety_days_and_counts_after_thirty() {
    let bench = Bench::new().await;
    bench.sign_in().await;
    let kiosk = bench.kiosk().await;
    let toilet = read(&bench, "卫生间在哪里？", "Where is the toilet?");
    let piano = question(&bench, "有钢琴吗？");
    bench.deliver(&kiosk, &[toilet, piano]).await;
    let key = key_beside(&bench.page("/console/questions").await, "有钢琴吗？");
    let form = [("centre", "riyue"), ("key", key.as_str())];
    bench.do_form("/console/questions/done", &form).await;
    for (days, question, count) in [(29, true, true), (2, true, false), (60, false, false)] {
        bench.pass(Duration::days(days));
        bench
            .server
            .app
            .forget_questions()
            .await
            .expect("forgotten");
        bench.sign_in().await;
        let page = bench.page("/console/questions").await;
        let seen = (
            page.contains("有钢琴吗"),
            page.contains("Where is the toilet?"),
        );
        assert_eq!(seen, (question, count), "{days} days later");
    }
}

#[tokio::test]
async fn a_page_that_knows_all_is_sent_nothing_until_something_is_new() {
    let bench = Bench::new().await;
    bench.sign_in().await;
    let kiosk = bench.kiosk().await;
    let known = |page: &str| {
        let after = page.split("name=\"known\" value=\"").nth(1).expect("news");
        after.split('"').next().expect("a value").to_owned()
    };
    let list = async |known: &str| {
        let url = bench.url(&format!(
            "/console/questions/list?centre=riyue&known={known}"
        ));
        bench.browser.get(url).send().await.expect("an answer")
    };
    let mut news = known(&bench.page("/console/questions").await);
    assert_eq!(list(&news).await.status(), StatusCode::NO_CONTENT);
    let changes = [
        question(&bench, "哪里可以晒被子？"),
        question(&bench, "第二个 问题？"),
        read(&bench, "几点开门？", "When do you open?"),
    ];
    for change in changes {
        bench.deliver(&kiosk, &[change]).await;
        let response = list(&news).await;
        assert_eq!(response.status(), StatusCode::OK);
        news = known(&response.text().await.expect("a page"));
        assert_eq!(list(&news).await.status(), StatusCode::NO_CONTENT);
    }
    let page = bench.page("/console/questions").await;
    let key = key_beside(&page, "第二个 问题？");
    for path in ["/console/questions/done", "/console/questions/open"] {
        bench
            .do_form(path, &[("centre", "riyue"), ("key", &key)])
            .await;
        let response = list(&news).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        news = known(&response.text().await.expect("a page"));
    }
}

#[tokio::test]
async fn what_was_left_before_a_move_goes_to_the_centre_where_it_was_left() {
    let folder = std::sync::Arc::new(tempfile::tempdir().expect("a folder"));
    let centres = [
        ("riyue", "日月广场", "Riyue Plaza"),
        ("meishe", "美舍河", "Meishe River"),
        ("haidian", "海甸", "Haidian"),
    ];
    let bench = Bench::with_centres(folder, &centres).await;
    bench.sign_in().await;
    let kiosk = bench.kiosk_at("Hall", "meishe").await;
    let mut tx = bench.server.app.store.write().await.expect("a change");
    let noted = store::kiosks::note_centre(&mut tx, kiosk.id, "riyue").await;
    noted.expect("it stood there before");
    tx.commit().await.expect("kept");
    let mut never = question(&bench, "说是在海甸问的");
    never["centre"] = json!("haidian");
    let mut before = question(&bench, "在日月广场问的");
    before["centre"] = json!("riyue");
    let now = question(&bench, "在美舍河问的");
    let mut gone = question(&bench, "在哪里都不在了的地方问的");
    gone["centre"] = json!("closed");
    bench.deliver(&kiosk, &[before, now, gone, never]).await;
    let page = bench.page("/console/questions?centre=riyue").await;
    Bench::shows(&page, "在日月广场问的");
    Bench::shows(&page, "one open question");
    let page = bench.page("/console/questions?centre=meishe").await;
    Bench::shows(&page, "在美舍河问的");
    Bench::shows(&page, "在哪里都不在了的地方问的");
    // Where it never stood it leaves nothing.
    Bench::shows(&page, "说是在海甸问的");
}

//! Publishing from an author's folder: the command and the API behind it.

use reqwest::StatusCode;
use serde_json::json;
use tongxin::api::author::{SignInAnswer, UploadAnswer};
use tongxin::api::paths;

use super::{Bench, pack_file, write_pack};
use crate::authoring::tongxin;

/// The command, off the thread that serves it.
async fn run(arguments: Vec<String>) -> (bool, String) {
    let run = move || tongxin(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    tokio::task::spawn_blocking(run).await.expect("runs")
}

fn publish(bench: &Bench, more: &[&str]) -> Vec<String> {
    let folder = bench.folder.path();
    let password = folder.join("password");
    std::fs::write(&password, format!("{}\n", bench.password)).expect("written");
    let author = folder.join("author");
    let mut arguments = vec![
        "pack",
        "publish",
        author.to_str().expect("text"),
        "--language",
        "en",
        "--account",
        "admin",
    ];
    let server = bench.url("");
    arguments.extend([
        "--server",
        &server,
        "--password-file",
        password.to_str().expect("text"),
    ]);
    arguments.extend(more);
    arguments.into_iter().map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_is_compared_agreed_to_and_published() {
    let bench = Bench::new().await;
    let author = bench.folder.path().join("author");
    write_pack(&author, "Riyue");
    // Nobody at a terminal to ask: nothing is published.
    let (done, said) = run(publish(&bench, &[])).await;
    assert!(
        !done
            && said.contains("is not published there yet")
            && said.contains("Nothing was published"),
        "{said}"
    );
    let (done, said) = run(publish(&bench, &["--yes"])).await;
    assert!(
        done && said.contains("Published: riyue version 1"),
        "{said}"
    );
    let (done, said) = run(publish(&bench, &["--yes"])).await;
    assert!(done && said.contains("nothing changes"), "{said}");
    write_pack(&author, "Riyue Plaza");
    let against = [
        "pack",
        "diff",
        author.to_str().expect("text"),
        "--language",
        "en",
        "--against",
        &bench.url(""),
    ];
    let (done, said) = run(against.iter().map(|text| (*text).to_owned()).collect()).await;
    assert!(done && said.contains("the pack itself: 1 text"), "{said}");
    let (done, said) = run(publish(&bench, &["--yes"])).await;
    assert!(
        done && said.contains("Published: riyue version 2"),
        "{said}"
    );
    bench.sign_in().await;
    let audit = bench.page("/console/audit").await;
    assert!(
        audit.contains("Published a pack") && audit.contains("Signed out"),
        "{audit}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_server_does_not_take_is_said_and_nothing_is_published() {
    let bench = Bench::new().await;
    let author = bench.folder.path().join("author");
    write_pack(&author, "Riyue");
    let pack = author.join("pack.toml");
    let toml = std::fs::read_to_string(&pack).expect("read");
    std::fs::write(
        &pack,
        toml.replace("centre = \"riyue\"", "centre = \"elsewhere\""),
    )
    .expect("written");
    let (done, said) = run(publish(&bench, &["--yes"])).await;
    assert!(
        !done && said.contains("elsewhere") && said.contains("Nothing was published"),
        "{said}"
    );
    std::fs::write(&pack, toml).expect("written");
    let mut wrong = publish(&bench, &["--yes"]);
    std::fs::write(bench.folder.path().join("password"), "wrong").expect("written");
    let (done, said) = run(wrong.clone()).await;
    assert!(
        !done && said.contains("Account or password are wrong"),
        "{said}"
    );
    // The password travels to another machine only where nobody can read it.
    let at = wrong
        .iter()
        .position(|argument| argument == "--server")
        .expect("there")
        + 1;
    wrong[at] = "http://tongxin.example".to_owned();
    let (done, said) = run(wrong).await;
    assert!(
        !done && said.contains("unencrypted to tongxin.example"),
        "{said}"
    );
    let uploads = bench.folder.path().join("server/uploads");
    assert_eq!(
        std::fs::read_dir(uploads).expect("the folder").count(),
        0,
        "nothing stays behind"
    );
}

#[tokio::test]
async fn an_author_publishes_only_what_was_agreed_to_and_only_signed_in() {
    let bench = Bench::new().await;
    let client = reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("a client");
    let upload = |token: String, bytes: Vec<u8>| {
        let request = client
            .post(bench.url(paths::AUTHOR_UPLOADS))
            .bearer_auth(token);
        request.header("accept-language", "en").body(bytes).send()
    };
    let stranger = upload("no-token".to_owned(), pack_file("Riyue", |_| {}))
        .await
        .expect("an answer");
    assert_eq!(stranger.status(), StatusCode::UNAUTHORIZED);
    let sign_in = client.post(bench.url(paths::AUTHOR_SESSIONS));
    let sign_in = sign_in.json(&json!({ "account": "admin", "password": bench.password }));
    let SignInAnswer { token } = sign_in
        .send()
        .await
        .expect("an answer")
        .json()
        .await
        .expect("a token");

    let refused = upload(token.clone(), b"hello".to_vec())
        .await
        .expect("an answer");
    let refused: UploadAnswer = refused.json().await.expect("an answer");
    assert!(
        refused.upload.is_none() && refused.problems[0].what.contains("not a zip file"),
        "{refused:?}"
    );
    let good = upload(token.clone(), pack_file("Riyue", |_| {}))
        .await
        .expect("an answer");
    let good: UploadAnswer = good.json().await.expect("an answer");
    let id = good.upload.expect("it can be published").to_string();
    let publish = |after: Option<u64>| {
        let request = client.post(bench.url(&paths::AUTHOR_PUBLISH.replace("{id}", &id)));
        request
            .bearer_auth(&token)
            .json(&json!({ "after_version": after }))
            .send()
    };
    let stale = publish(Some(7)).await.expect("an answer");
    assert_eq!(stale.status(), StatusCode::CONFLICT);
    let manifest = || client.get(bench.url("/api/v1/packs/riyue/riyue")).send();
    assert_eq!(
        manifest().await.expect("an answer").status(),
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        publish(None).await.expect("an answer").status(),
        StatusCode::OK
    );
    assert_eq!(
        manifest().await.expect("an answer").status(),
        StatusCode::OK
    );

    let out = client
        .delete(bench.url(paths::AUTHOR_SESSIONS))
        .bearer_auth(&token)
        .send();
    assert_eq!(
        out.await.expect("an answer").status(),
        StatusCode::NO_CONTENT
    );
    let after = upload(token, pack_file("Riyue", |_| {}))
        .await
        .expect("an answer");
    assert_eq!(after.status(), StatusCode::UNAUTHORIZED);
}

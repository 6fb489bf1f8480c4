//! What the server has answered is there after `kill -9`.

use std::net::SocketAddr;
use std::path::Path;

use tongxin::cli::bench::stage::{self, KioskKey, ServerProcess};
use tongxin::model::check_in::CheckInReason;
use tongxin::server::store;

use super::*;

/// Checks someone in; the reason that came back, or nothing when the server died over it.
async fn check_in(address: SocketAddr, key: &KioskKey, code: &str) -> Option<String> {
    let body = json!({ "check_ins": [{ "id": Uuid::new_v4(), "code": code, "at": Utc::now(), "offline": false }] });
    let client = Client::builder().no_proxy().build().expect("a client");
    let asked = client
        .post(format!("http://{address}{}", paths::CHECK_INS))
        .bearer_auth(&key.0)
        .json(&body);
    let answer: Value = asked.send().await.ok()?.json().await.ok()?;
    answer["answers"][0]["reason"].as_str().map(str::to_owned)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answered_check_in_survives_kill_nine() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("server");
    let database = support::database(folder.path()).await;
    let here = stage::server_here(&data, database.as_ref())
        .await
        .expect("a server");
    let keys = stage::kiosks(&here.app, here.address, 8)
        .await
        .expect("kiosks");
    let clinic = stage::occurrence(&here.app, "Clinic", None)
        .await
        .expect("an occurrence");
    let codes = stage::register(&here.app, clinic, 160)
        .await
        .expect("people");
    here.stop().await.expect("stopped");

    let program = Path::new(env!("CARGO_BIN_EXE_tongxin"));
    let server = ServerProcess::start(program, &data, database.as_ref()).expect("a server");
    let address = server.address;
    let (answered, mut answers) = tokio::sync::mpsc::unbounded_channel();
    let kiosks: Vec<_> = keys
        .iter()
        .cloned()
        .zip(codes.chunks(20).map(<[String]>::to_vec))
        .map(|(key, codes)| {
            let answered = answered.clone();
            tokio::spawn(async move {
                for code in codes {
                    let Some(reason) = check_in(address, &key, &code).await else {
                        return;
                    };
                    assert_eq!(reason, CheckInReason::Ok.key());
                    answered.send(code).expect("the test waits");
                }
            })
        })
        .collect();
    drop(answered);
    let mut in_by_now = Vec::new();
    let mut server = Some(server);
    while let Some(code) = answers.recv().await {
        in_by_now.push(code);
        // In the middle of everyone coming in.
        if in_by_now.len() == 40 {
            server = None;
        }
    }
    drop(server);
    for kiosk in kiosks {
        kiosk.await.expect("no panic");
    }
    assert!(in_by_now.len() >= 40);

    let here = stage::server_here(&data, database.as_ref())
        .await
        .expect("starts again");
    let mut conn = here.app.store.read().await.expect("a connection");
    let all = store::registrations::of_occurrence(&mut conn, clinic)
        .await
        .expect("read");
    drop(conn);
    for code in &in_by_now {
        let person = all
            .iter()
            .find(|one| one.code == *code)
            .expect("registered");
        assert!(
            person.attended.is_some(),
            "{code} was let in and is forgotten"
        );
    }
    here.stop().await.expect("stopped");
}

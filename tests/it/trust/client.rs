//! The program itself: the ceremony from the command line, and the client that other people's suites drive.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use chrono::{Duration, Utc};
use tongxin::pack::trust::sign::Repository;
use tower_http::services::ServeDir;

use super::manifest;

fn tongxin(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tongxin"))
        .args(args)
        .stdin(std::process::Stdio::null())
        .output()
        .expect("started")
}

#[track_caller]
fn says(args: &[&str], succeeds: bool) -> String {
    let output = tongxin(args);
    let text = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(
        output.status.code(),
        Some(i32::from(!succeeds)),
        "{args:?}: {text}"
    );
    text
}

fn text(path: &Path) -> &str {
    path.to_str().expect("text")
}

#[test]
fn a_ceremony_a_delegation_and_a_rotation_from_the_command_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("server");
    let secret = folder.path().join("passphrase");
    fs::write(&secret, "日月广场二〇二六\n").expect("written");
    let media: Vec<PathBuf> = (1..=3)
        .map(|n| folder.path().join(format!("m{n}")))
        .collect();
    for medium in &media {
        fs::create_dir(medium).expect("made");
    }
    let [one, two, three] = [0, 1, 2].map(|n: usize| text(&media[n]));
    let common = [
        "--data",
        text(&data),
        "--language",
        "en",
        "--passphrase-file",
        text(&secret),
    ];
    let run = |args: &[&str], succeeds: bool| {
        let all: Vec<&str> = ["trust"]
            .iter()
            .chain(args)
            .chain(&common)
            .copied()
            .collect();
        says(&all, succeeds)
    };
    let all = ["--medium", one, "--medium", two, "--medium", three];
    let asked = run(&[&["init"], &all[..]].concat(), false);
    assert!(
        asked.contains("2 of them have to come together") && asked.contains("--yes"),
        "{asked}"
    );
    assert!(!data.join("tuf").exists(), "nothing was made");
    run(&[&["init", "--yes"], &all[..]].concat(), true);
    let status = run(&["status"], true);
    assert!(
        status.contains("2 of 3 keys are needed") && status.contains("good until"),
        "{status}"
    );

    let alone = run(&["delegate", "riyue", "--medium", one], false);
    assert!(alone.contains("it takes 2 keys, and 1 are here"), "{alone}");
    let twice = run(
        &["delegate", "riyue", "--medium", one, "--medium", one],
        false,
    );
    assert!(twice.contains("given twice"), "{twice}");
    run(
        &["delegate", "riyue", "--medium", one, "--medium", three],
        true,
    );
    run(
        &[
            "rotate", "online", "--yes", "--medium", two, "--medium", three,
        ],
        true,
    );
    let asked = run(
        &["revoke", "riyue", "--medium", one, "--medium", two],
        false,
    );
    assert!(asked.contains("may publish nothing more"), "{asked}");
    run(
        &["revoke", "riyue", "--yes", "--medium", one, "--medium", two],
        true,
    );
    run(&["renew", "--medium", one, "--medium", two], true);
    let again = run(&[&["init", "--yes"], &all[..]].concat(), false);
    assert!(
        again.contains("already, and nothing is written over"),
        "{again}"
    );
}

#[test]
fn without_a_repository_it_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let said = says(&["trust", "status", "--data", text(folder.path())], false);
    assert!(said.contains("no repository in"), "{said}");
    let said = says(&["trust", "status", "--config", "/nonexistent.toml"], false);
    assert!(said.contains("/nonexistent.toml"), "{said}");
}

/// A folder on the web.
async fn serve(folder: &Path) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let address = listener.local_addr().expect("an address");
    let app = axum::Router::new().fallback_service(ServeDir::new(folder));
    tokio::spawn(async move { axum::serve(listener, app).await });
    format!("http://{address}")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_client_keeps_plain_names_fetches_targets_and_refuses_what_a_kiosk_would() {
    let folder = tempfile::tempdir().expect("a folder");
    let (tuf, keys) = (folder.path().join("tuf"), folder.path().join("keys"));
    let now = Utc::now();
    let mut repository = Repository::open_or_create(&tuf, &keys, now)
        .await
        .expect("made");
    repository
        .add_centre("riyue", now)
        .await
        .expect("delegated");
    repository
        .publish_manifest(&manifest("riyue", "story", 1), now)
        .await
        .expect("published");
    let base = serve(&tuf).await;
    let kept = folder.path().join("kept");
    let targets = folder.path().join("fetched");
    for made in [&kept, &targets] {
        fs::create_dir(made).expect("made");
    }
    let root = tuf.join("metadata/1.root.json");
    let (metadata_url, target_url) = (format!("{base}/metadata"), format!("{base}/targets/"));
    let client = |rest: &[&str], succeeds: bool| {
        let start = ["trust", "client", "--metadata-dir", text(&kept)];
        let all: Vec<&str> = start.iter().chain(rest).copied().collect();
        says(&all, succeeds)
    };
    let refresh = ["--metadata-url", &metadata_url, "refresh"];
    client(&refresh, false);
    client(&["init", text(&root)], true);
    client(&refresh, true);
    let mut names: Vec<String> = fs::read_dir(&kept)
        .expect("read")
        .map(|entry| {
            entry
                .expect("read")
                .file_name()
                .into_string()
                .expect("a name")
        })
        .collect();
    names.sort();
    assert_eq!(
        names,
        [
            "root.json",
            "snapshot.json",
            "targets.json",
            "timestamp.json"
        ]
    );

    let download = |name: &str, succeeds: bool| {
        let rest = [
            "--metadata-url",
            &metadata_url,
            "--target-name",
            name,
            "--target-base-url",
            &target_url,
            "--target-dir",
            text(&targets),
            "download",
        ];
        client(&rest, succeeds)
    };
    download("centres/riyue/story.1.json", true);
    let fetched = fs::read(targets.join("centres/riyue/story.1.json")).expect("read");
    assert_eq!(
        fetched,
        serde_json::to_vec(&manifest("riyue", "story", 1)).expect("written")
    );
    assert!(kept.join("centre-riyue.json").exists());
    let said = download("centres/riyue/story.7.json", false);
    assert!(said.contains("no role vouches for"), "{said}");

    // Yesterday's timestamp.
    let old = fs::read(tuf.join("metadata/timestamp.json")).expect("read");
    repository
        .renew(now + Duration::seconds(1))
        .await
        .expect("renewed");
    client(&refresh, true);
    let trusted = fs::read(kept.join("timestamp.json")).expect("read");
    fs::write(tuf.join("metadata/timestamp.json"), old).expect("written");
    let said = client(&refresh, false);
    assert!(said.contains("rollback"), "{said}");
    assert_eq!(
        fs::read(kept.join("timestamp.json")).expect("read"),
        trusted
    );
}

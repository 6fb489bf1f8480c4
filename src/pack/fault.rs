//! Places where a test lets the program die, and the test that dies at every one of them.
//!
//! The child of the test is the test program itself; it counts [`point`]s and aborts at the one it was told.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};

use super::activation::PackStore;
use super::blobs::BlobStore;
use super::transport::FolderTransport;
use super::trust::sign::Repository;
use super::update::{UpdateOutcome, update};
use crate::model::manifest::{MANIFEST_FORMAT, Manifest, PackFile};
use crate::model::text::LocalizedText;

const FOLDER: &str = "TONGXIN_FAULT_FOLDER";
const DIE_AT: &str = "TONGXIN_FAULT_DIE_AT";

static REACHED: AtomicU64 = AtomicU64::new(0);

/// Dies here when it is this point's turn.
pub(super) fn point() {
    let reached = REACHED.fetch_add(1, Ordering::SeqCst) + 1;
    if std::env::var(DIE_AT).is_ok_and(|at| at == reached.to_string()) {
        // As kill -9 would: no destructor, no flush.
        std::process::abort();
    }
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_763_863_200, 0).expect("a time")
}

/// A pack of three blobs: one of its own for each version, two that stay.
fn pack(version: u64, blobs: &BlobStore, scratch: &Path) -> Manifest {
    let contents = [
        format!("only in {version}").repeat(20_000),
        "a".repeat(70_000),
        "b".repeat(10),
    ];
    let files = contents.iter().enumerate().map(|(i, content)| {
        let file = PackFile {
            sha256: hex::encode(Sha256::digest(content)),
            length: content.len() as u64,
            media_type: "text/plain".to_owned(),
            chunk_index: None,
            width: None,
            height: None,
        };
        let source = scratch.join("source");
        fs::write(&source, content).expect("written");
        blobs.add_file(&source, &file).expect("added");
        (format!("{i}.txt"), file)
    });
    Manifest {
        format: MANIFEST_FORMAT,
        id: "small".to_owned(),
        centre: "riyue".to_owned(),
        version,
        languages: vec!["en".to_owned()],
        title: LocalizedText::default(),
        tagline: LocalizedText::default(),
        cover: "0.txt".to_owned(),
        not_after: None,
        exhibits: Vec::new(),
        files: files.collect(),
    }
}

/// One update from the folder and its activation, as the kiosk does it, then the end of the trial.
async fn bring_up_to_date(folder: &Path) -> UpdateOutcome {
    let first_root = fs::read_to_string(folder.join("first-root.json")).expect("read");
    let store = PackStore::open(&folder.join("kiosk")).expect("opened");
    let transport = FolderTransport::new(&folder.join("tuf"), &folder.join("blobs"));
    let outcome = update(
        &store,
        &first_root,
        "riyue",
        Arc::new(transport),
        now(),
        &|_| {},
    )
    .await
    .expect("updates");
    if let UpdateOutcome::Staged(generation) = outcome {
        store.activate(generation).expect("activated");
    }
    if let Some(content) = store.current() {
        store.mark_good(content.generation).expect("good");
    }
    outcome
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("read") {
        let entry = entry.expect("read");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copied");
        }
    }
}

/// The version on show, which must be whole.
fn whole_version(store: &PackStore) -> u64 {
    let content = store.current().expect("something is on show");
    let manifest = content.manifests.first().expect("a pack");
    for file in manifest.files.values() {
        assert!(content.blobs.verify(file), "{} is not whole", file.sha256);
    }
    manifest.version
}

#[test]
#[ignore = "the child of the test below"]
fn child() {
    let Ok(folder) = std::env::var(FOLDER) else {
        return;
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(bring_up_to_date(Path::new(&folder)));
    let reached = REACHED.load(Ordering::SeqCst).to_string();
    fs::write(Path::new(&folder).join("reached"), reached).expect("written");
}

/// Runs the child; returns whether it lived.
fn run_child(folder: &Path, die_at: u64) -> bool {
    let status = Command::new(std::env::current_exe().expect("this program"))
        .args(["--ignored", "--exact", "pack::fault::child"])
        .env(FOLDER, folder)
        .env(DIE_AT, die_at.to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("started");
    status.success()
}

#[tokio::test]
async fn killed_at_any_step_a_kiosk_shows_a_whole_pack_and_finishes_the_update() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let mut repository =
        Repository::open_or_create(&folder.join("tuf"), &folder.join("keys"), now())
            .await
            .expect("made");
    repository
        .add_centre("riyue", now())
        .await
        .expect("delegated");
    fs::write(folder.join("first-root.json"), repository.first_root()).expect("written");
    let blobs = BlobStore::open(folder.join("blobs")).expect("opened");
    for version in 1..=2 {
        let manifest = pack(version, &blobs, folder);
        repository
            .publish_manifest(&manifest, now())
            .await
            .expect("published");
        if version == 1 {
            bring_up_to_date(folder).await;
        }
    }
    let kiosk = folder.join("kiosk");
    let before = folder.join("kiosk-before");
    copy_folder(&kiosk, &before);

    assert!(run_child(folder, 0), "nobody kills it");
    let points: u64 = fs::read_to_string(folder.join("reached"))
        .expect("read")
        .parse()
        .expect("a number");
    assert!(points > 30, "only {points} points");
    let mut seen = [0, 0];
    for die_at in 1..=points {
        fs::remove_dir_all(&kiosk).expect("removed");
        copy_folder(&before, &kiosk);
        assert!(!run_child(folder, die_at), "it dies at {die_at}");
        let version = whole_version(&PackStore::open(&kiosk).expect("opened"));
        seen[usize::try_from(version - 1).expect("1 or 2")] += 1;
        bring_up_to_date(folder).await;
        let store = PackStore::open(&kiosk).expect("opened");
        assert_eq!(whole_version(&store), 2, "after a death at {die_at}");
    }
    assert!(
        seen.iter().all(|count| *count > 0),
        "the old pack and the new one: {seen:?}"
    );
}

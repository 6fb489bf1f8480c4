//! Places where a test lets the program die or the disk say no, and the tests that do so at every one of them.
//!
//! The child of the tests is the test program itself; it counts [`point`]s and aborts at the one it was told.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};

use super::activation::PackStore;
use super::blobs::BlobStore;
use super::chunks::noise;
use super::fetch::Delivery;
use super::transport::FolderTransport;
use super::trust::sign::Repository;
use super::update::{Order, UpdateError, UpdateOutcome, update};
use crate::model::manifest::{CHUNKED_BYTES_MIN, MANIFEST_FORMAT, Manifest, PackFile};
use crate::model::text::LocalizedText;

const FOLDER: &str = "TONGXIN_FAULT_FOLDER";
const DIE_AT: &str = "TONGXIN_FAULT_DIE_AT";
/// Kills at random instants; more with this environment variable.
const RANDOM_KILLS: &str = "TONGXIN_RANDOM_KILLS";
const RANDOM_KILLS_DEFAULT: u64 = 40;

static REACHED: AtomicU64 = AtomicU64::new(0);
/// One test at a time: a child that is just being started holds the locks of its parent's files for a moment.
static ALONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

thread_local! {
    /// The point at which the disk says no to this thread, counted down; 0 is never.
    static FAIL_IN: Cell<u64> = const { Cell::new(0) };
}

/// Dies here when it is this point's turn, or fails as a full disk would.
pub(super) fn point() -> io::Result<()> {
    let reached = REACHED.fetch_add(1, Ordering::SeqCst) + 1;
    if std::env::var(DIE_AT).is_ok_and(|at| at == reached.to_string()) {
        // As kill -9 would: no destructor, no flush.
        std::process::abort();
    }
    let left = FAIL_IN.get();
    FAIL_IN.set(left.saturating_sub(1));
    if left == 1 {
        return Err(io::ErrorKind::StorageFull.into());
    }
    Ok(())
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_763_863_200, 0).expect("a time")
}

/// A pack of four blobs: one of its own for each version, two that stay, and a large one that changes in the middle.
fn pack(version: u64, blobs: &BlobStore, scratch: &Path) -> Manifest {
    let mut large = noise(7, CHUNKED_BYTES_MIN as usize + 500_000);
    large[4_000_000..4_000_100].copy_from_slice(&noise(version + 100, 100));
    let contents = [
        format!("only in {version}").repeat(20_000).into_bytes(),
        "a".repeat(70_000).into_bytes(),
        "b".repeat(10).into_bytes(),
        large,
    ];
    let files = contents.iter().enumerate().map(|(i, content)| {
        let mut file = PackFile {
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
        if file.length > CHUNKED_BYTES_MIN {
            file.chunk_index = Some(blobs.cut(&file).expect("cut"));
        }
        (format!("{i}.txt"), file)
    });
    let files: BTreeMap<_, _> = files.collect();
    Manifest {
        format: MANIFEST_FORMAT,
        id: "small".to_owned(),
        centre: "riyue".to_owned(),
        version,
        languages: vec!["en".to_owned()],
        title: LocalizedText::default(),
        tagline: LocalizedText::default(),
        cover: "0.txt".to_owned(),
        ambience: None,
        look: crate::model::look::PackLook::default(),
        not_after: None,
        exhibits: Vec::new(),
        files,
    }
}

/// One update from the folder and its activation, as the kiosk does it, then the end of the trial.
async fn bring_up_to_date(folder: &Path) -> Result<UpdateOutcome, UpdateError> {
    let first_root = fs::read_to_string(folder.join("first-root.json")).expect("read");
    let store = PackStore::open(&folder.join("kiosk"))?;
    let transport = Arc::new(FolderTransport::new(
        &folder.join("tuf"),
        &folder.join("blobs"),
    ));
    let order = Order {
        first_root: &first_root,
        kiosk: "k1",
        centre: "riyue",
        now: now(),
    };
    let delivery = Delivery::from_server(transport.clone());
    let updated = update(&store, transport, &delivery, order, &|_| {}).await?;
    if let UpdateOutcome::Staged(generation) = updated.outcome {
        store.activate(generation)?;
    }
    if let Some(content) = store.current() {
        store.confirm(content.generation)?;
    }
    Ok(updated.outcome)
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("read") {
        let entry = entry.expect("read");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            // Blobs are never written again, only made and removed: a link is as good as a copy, and quick.
            fs::hard_link(entry.path(), target).expect("linked");
        }
    }
}

/// The version on show, which must be whole.
fn whole_version(kiosk: &Path) -> u64 {
    let store = PackStore::open(kiosk).expect("opened");
    let content = store.current().expect("something is on show");
    let manifest = content.manifests.first().expect("a pack");
    for file in manifest.files.values() {
        assert!(content.blobs.verify(file), "{} is not whole", file.sha256);
    }
    manifest.version
}

#[test]
#[ignore = "the child of the tests below"]
fn child() {
    let Ok(folder) = std::env::var(FOLDER) else {
        return;
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime
        .block_on(bring_up_to_date(Path::new(&folder)))
        .expect("updates");
    let reached = REACHED.load(Ordering::SeqCst).to_string();
    fs::write(Path::new(&folder).join("reached"), reached).expect("written");
}

fn child_of(folder: &Path, die_at: u64) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command
        .args(["--ignored", "--exact", "pack::fault::child"])
        .env(FOLDER, folder)
        .env(DIE_AT, die_at.to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// A repository with two versions, and a kiosk that has the first.
struct Scene {
    folder: tempfile::TempDir,
    points: u64,
}

impl Scene {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path();
        let mut repository =
            Repository::open_or_create(&path.join("tuf"), &path.join("keys"), now())
                .await
                .expect("made");
        repository
            .add_centre("riyue", now())
            .await
            .expect("delegated");
        fs::write(path.join("first-root.json"), repository.first_root()).expect("written");
        let blobs = BlobStore::open(path.join("blobs")).expect("opened");
        for version in 1..=2 {
            let manifest = pack(version, &blobs, path);
            repository
                .publish_manifest(&manifest, now())
                .await
                .expect("published");
            if version == 1 {
                bring_up_to_date(path).await.expect("updates");
                fs::rename(path.join("kiosk"), path.join("kiosk-before")).expect("moved");
            }
        }
        let mut scene = Self { folder, points: 0 };
        scene.reset();
        let lived = child_of(scene.path(), 0).status().expect("started");
        assert!(lived.success(), "nobody kills it");
        scene.points = fs::read_to_string(scene.path().join("reached"))
            .expect("read")
            .parse()
            .expect("a number");
        assert!(scene.points > 50, "only {} points", scene.points);
        scene
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn kiosk(&self) -> std::path::PathBuf {
        self.path().join("kiosk")
    }

    /// The kiosk as it was with the first version.
    fn reset(&self) {
        if self.kiosk().exists() {
            fs::remove_dir_all(self.kiosk()).expect("removed");
        }
        copy_folder(&self.path().join("kiosk-before"), &self.kiosk());
    }

    /// After whatever happened: something whole is on show, and the update can be finished.
    async fn check(&self, what: &str) -> u64 {
        let version = whole_version(&self.kiosk());
        bring_up_to_date(self.path()).await.expect("updates");
        assert_eq!(whole_version(&self.kiosk()), 2, "after {what}");
        version
    }
}

#[tokio::test]
async fn killed_at_any_step_a_kiosk_shows_a_whole_pack_and_finishes_the_update() {
    let _alone = ALONE.lock().await;
    let scene = Scene::new().await;
    let mut seen = [0, 0];
    let mut note = |version: u64| seen[usize::try_from(version - 1).expect("1 or 2")] += 1;
    for die_at in 1..=scene.points {
        scene.reset();
        let died = !child_of(scene.path(), die_at)
            .status()
            .expect("started")
            .success();
        assert!(died, "it dies at {die_at}");
        note(scene.check(&format!("a death at {die_at}")).await);
    }
    // And at instants that nobody chose: the time of an update, in as many parts as there are kills.
    let kills = std::env::var(RANDOM_KILLS)
        .ok()
        .and_then(|kills| kills.parse().ok())
        .unwrap_or(RANDOM_KILLS_DEFAULT);
    scene.reset();
    let started = std::time::Instant::now();
    child_of(scene.path(), 0).status().expect("started");
    let whole = started.elapsed();
    for kill in 0..kills {
        scene.reset();
        let mut child = child_of(scene.path(), 0).spawn().expect("started");
        let after = whole.mul_f64(kill as f64 / kills as f64);
        tokio::time::sleep(after.max(Duration::from_micros(1))).await;
        child.kill().expect("killed");
        child.wait().expect("ended");
        note(scene.check(&format!("a kill after {after:?}")).await);
    }
    assert!(
        seen.iter().all(|count| *count > 0),
        "the old pack and the new one: {seen:?}"
    );
}

#[tokio::test]
async fn a_full_disk_at_any_step_stops_the_update_loudly_and_loses_nothing() {
    let _alone = ALONE.lock().await;
    let scene = Scene::new().await;
    let mut stopped = 0;
    for fail_at in 1..=scene.points {
        scene.reset();
        FAIL_IN.set(fail_at);
        let outcome = bring_up_to_date(scene.path()).await;
        FAIL_IN.set(0);
        assert!(outcome.is_err(), "it says so at {fail_at}");
        stopped += 1;
        scene.check(&format!("a full disk at {fail_at}")).await;
    }
    assert_eq!(stopped, scene.points);
}

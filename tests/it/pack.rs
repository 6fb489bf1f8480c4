//! Packs: what authors are told, what archives are refused, and the way from a folder to a kiosk's disk.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use tongxin::model::manifest::Manifest;
use tongxin::model::play_schedule::PlaySchedule;
use tongxin::pack::activation::PackStore;
use tongxin::pack::archive::{self, ArchiveError};
use tongxin::pack::author::{self, Severity};
use tongxin::pack::blobs::BlobStore;
use tongxin::pack::transport::FolderTransport;
use tongxin::pack::trust::sign::Repository;
use tongxin::pack::update::{UpdateError, UpdateOutcome, update};

fn now() -> DateTime<Utc> {
    "2026-11-23T02:00:00Z".parse().expect("a time")
}

fn picture(path: &Path, shade: u8) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    image::RgbImage::from_pixel(64, 48, image::Rgb([shade, 80, 60]))
        .save(path)
        .expect("saved");
}

/// A small whole pack.
fn author_folder(folder: &Path, shade: u8) {
    fs::write(
        folder.join("pack.toml"),
        "format = 1\nid = \"small\"\ncentre = \"riyue\"\nlanguages = [\"zh-CN\", \"en\"]\nexhibits = [\"one\"]\n\
         cover = \"cover.png\"\ntitle = { \"zh-CN\" = \"名\", en = \"Name\" }\ntagline = { \"zh-CN\" = \"行\", en = \"Line\" }\n",
    )
    .expect("written");
    picture(&folder.join("cover.png"), 1);
    picture(&folder.join("one/cover.png"), shade);
    fs::write(
        folder.join("one/exhibit.toml"),
        "kind = \"story\"\ncover = \"cover.png\"\ntitle = { \"zh-CN\" = \"一\", en = \"One\" }\n\
         subtitle = { \"zh-CN\" = \"行\", en = \"Line\" }\n\n[[pages]]\npicture = \"cover.png\"\n\
         alt = { \"zh-CN\" = \"图\", en = \"Picture\" }\nheading = { \"zh-CN\" = \"题\", en = \"Heading\" }\n\
         text = { \"zh-CN\" = \"文\", en = \"Text\" }\n",
    )
    .expect("written");
}

/// The problems of a folder after a change, one a line: place, then the English sentence.
fn problems(change: impl FnOnce(&Path)) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    author_folder(folder.path(), 9);
    change(folder.path());
    let checked = author::check(folder.path());
    assert_eq!(
        checked.manifest.is_none(),
        checked
            .problems
            .iter()
            .any(|p| p.severity == Severity::Error)
    );
    checked
        .problems
        .iter()
        .map(|p| format!("{}: {}\n", p.place(), p.what("en")))
        .collect()
}

fn replace(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).expect("read");
    assert!(text.contains(from), "{from}");
    fs::write(path, text.replace(from, to)).expect("written");
}

#[test]
fn a_whole_pack_has_no_problems_and_the_shipped_one_neither() {
    assert_eq!(problems(|_| {}), "");
    let shipped = author::check(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content/riyue"));
    assert_eq!(shipped.problems, vec![]);
    let manifest = shipped.manifest.expect("a manifest");
    assert!(manifest.exhibits.len() >= 4 && shipped.activities.len() >= 14);
}

#[test]
fn every_problem_is_reported_at_once_with_its_line() {
    let all = problems(|folder| {
        replace(&folder.join("pack.toml"), "format = 1", "format = 7");
        replace(
            &folder.join("pack.toml"),
            "exhibits = [\"one\"]",
            "exhibits = [\"one\", \"two\"]",
        );
        replace(&folder.join("one/exhibit.toml"), ", en = \"Heading\"", "");
        replace(
            &folder.join("one/exhibit.toml"),
            "picture = \"cover.png\"",
            "picture = \"../../secret.png\"",
        );
        fs::write(folder.join("cover.png"), b"no picture").expect("written");
        fs::write(folder.join("left-over.png"), b"x").expect("written");
    });
    for line in [
        "pack.toml:1:10: the pack’s format is 7",
        "pack.toml:5:20: the file “two/exhibit.toml” is not there",
        "pack.toml:6:9: “cover.png” cannot be shown:",
        "one/exhibit.toml:7:11: the path “../../secret.png” leaves the exhibit’s folder",
        "one/exhibit.toml:9:11: “heading” has no text in en",
        "left-over.png: nothing uses this file",
    ] {
        assert!(all.contains(line), "{line}\nis missing in\n{all}");
    }
    assert_eq!(all.matches("nothing uses this file").count(), 1, "{all}");
}

#[test]
fn broken_toml_names_its_line_and_hides_nothing_elsewhere() {
    let all = problems(|folder| {
        replace(
            &folder.join("one/exhibit.toml"),
            "kind = \"story\"",
            "kind = story\"",
        );
        replace(&folder.join("pack.toml"), "format = 1", "format = 2");
    });
    assert!(
        all.contains("one/exhibit.toml:1:") && all.contains("the pack’s format is 2"),
        "{all}"
    );
}

#[test]
fn an_over_large_picture_is_refused_before_it_is_decoded() {
    let all = problems(|folder| {
        image::GrayImage::new(9000, 4)
            .save(folder.join("cover.png"))
            .expect("saved");
    });
    assert!(all.contains("“cover.png” has 9000 × 4 pixels"), "{all}");
}

#[track_caller]
fn refused(build: impl FnOnce(&mut zip::ZipWriter<fs::File>)) -> ArchiveError {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("pack.txpack");
    let mut writer = zip::ZipWriter::new(fs::File::create(&path).expect("made"));
    build(&mut writer);
    writer.finish().expect("finished");
    let into = folder.path().join("into");
    fs::create_dir(&into).expect("made");
    let error = archive::unpack(&path, &into).expect_err("refused");
    assert!(
        !folder.path().join("evil").exists(),
        "nothing was written outside"
    );
    error
}

fn file(writer: &mut zip::ZipWriter<fs::File>, name: &str) {
    writer
        .start_file(name, zip::write::SimpleFileOptions::default())
        .expect("started");
    writer.write_all(b"x").expect("written");
}

#[test]
fn hostile_archives_are_refused_with_the_reason() {
    assert!(matches!(
        refused(|zip| file(zip, "../evil")),
        ArchiveError::Name(_)
    ));
    assert!(matches!(
        refused(|zip| file(zip, "/evil")),
        ArchiveError::Name(_)
    ));
    assert!(matches!(
        refused(|zip| file(zip, "a\\..\\evil")),
        ArchiveError::Name(_)
    ));
    let twice = refused(|zip| {
        file(zip, "a.png");
        file(zip, "A.png");
    });
    assert!(matches!(twice, ArchiveError::Duplicate(_)));
    let link = refused(|zip| {
        zip.add_symlink(
            "evil",
            "/etc/passwd",
            zip::write::SimpleFileOptions::default(),
        )
        .expect("added")
    });
    assert!(matches!(link, ArchiveError::NotAFile(_)));
    assert!(matches!(
        refused(|zip| file(zip, "readme.txt")),
        ArchiveError::NoPack
    ));
}

#[test]
fn a_pack_file_holds_what_the_folder_held() {
    let folder = tempfile::tempdir().expect("a folder");
    let (source, into) = (folder.path().join("source"), folder.path().join("into"));
    fs::create_dir_all(&source).expect("made");
    fs::create_dir_all(&into).expect("made");
    author_folder(&source, 9);
    let file = folder.path().join("small.txpack");
    archive::write(&source, &file).expect("written");
    let unpacked = archive::unpack(&file, &into).expect("unpacked");
    assert_eq!(
        author::check(&unpacked).manifest,
        author::check(&source).manifest
    );
}

/// A publisher and a kiosk, each in a folder.
struct Pair {
    folder: tempfile::TempDir,
    repository: Repository,
    blobs: BlobStore,
}

impl Pair {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut repository = Repository::open_or_create(
            &folder.path().join("tuf"),
            &folder.path().join("keys"),
            now(),
        )
        .await
        .expect("made");
        repository
            .add_centre("riyue", now())
            .await
            .expect("delegated");
        let blobs = BlobStore::open(folder.path().join("blobs")).expect("opened");
        Self {
            folder,
            repository,
            blobs,
        }
    }

    async fn publish(&mut self, version: u64, shade: u8) -> Manifest {
        let source = tempfile::tempdir().expect("a folder");
        author_folder(source.path(), shade);
        let manifest = Manifest {
            version,
            ..author::check(source.path()).manifest.expect("whole")
        };
        author::store_files(source.path(), &manifest, &self.blobs).expect("stored");
        self.repository
            .publish_manifest(&manifest, now())
            .await
            .expect("published");
        manifest
    }

    fn kiosk(&self) -> PackStore {
        PackStore::open(&self.folder.path().join("kiosk")).expect("opened")
    }

    async fn update(
        &self,
        kiosk: &PackStore,
        at: DateTime<Utc>,
    ) -> Result<UpdateOutcome, UpdateError> {
        let transport = Arc::new(FolderTransport::new(
            &self.folder.path().join("tuf"),
            self.blobs.folder(),
        ));
        update(
            kiosk,
            self.repository.first_root(),
            "riyue",
            transport,
            at,
            &|_| {},
        )
        .await
    }

    async fn update_and_activate(&self, kiosk: &PackStore) -> u64 {
        let outcome = self.update(kiosk, now()).await.expect("updates");
        let generation = match outcome {
            UpdateOutcome::Staged(generation) => Some(generation),
            UpdateOutcome::Nothing | UpdateOutcome::Unchanged => None,
        }
        .expect("something was staged");
        kiosk.activate(generation).expect("activated");
        generation
    }
}

fn version(kiosk: &PackStore) -> Option<u64> {
    Some(kiosk.current()?.manifests.first()?.version)
}

#[tokio::test]
async fn a_publication_reaches_the_kiosk_and_survives_a_restart() {
    let mut pair = Pair::new().await;
    let kiosk = pair.kiosk();
    assert_eq!(
        pair.update(&kiosk, now()).await.expect("updates"),
        UpdateOutcome::Nothing
    );
    let manifest = pair.publish(1, 9).await;
    let schedule = PlaySchedule::home("riyue", "small", chrono_tz::Asia::Shanghai);
    pair.repository
        .publish_schedule(&schedule, now())
        .await
        .expect("published");
    pair.update_and_activate(&kiosk).await;
    drop(kiosk);
    let content = pair.kiosk().current().expect("content");
    assert_eq!(
        (content.manifests, content.schedule),
        (vec![manifest], Some(schedule))
    );
    assert_eq!(
        pair.update(&pair.kiosk(), now()).await.expect("updates"),
        UpdateOutcome::Unchanged
    );
}

#[tokio::test]
async fn a_server_that_starts_again_goes_on_where_it_was() {
    let mut pair = Pair::new().await;
    pair.publish(1, 9).await;
    let kiosk = pair.kiosk();
    pair.update_and_activate(&kiosk).await;
    let folder = pair.folder.path().to_owned();
    pair.repository = Repository::open_or_create(&folder.join("tuf"), &folder.join("keys"), now())
        .await
        .expect("opened");
    pair.repository.renew(now()).await.expect("renewed");
    pair.publish(2, 10).await;
    pair.update_and_activate(&kiosk).await;
    assert_eq!(version(&kiosk), Some(2));
}

#[tokio::test]
async fn what_does_not_verify_is_refused_and_what_is_on_show_stays() {
    let mut pair = Pair::new().await;
    pair.publish(1, 9).await;
    let kiosk = pair.kiosk();
    pair.update_and_activate(&kiosk).await;
    let metadata = pair.folder.path().join("tuf/metadata");
    let old = fs::read(metadata.join("timestamp.json")).expect("read");
    pair.publish(2, 10).await;
    let new = fs::read_to_string(metadata.join("timestamp.json")).expect("read");

    // Arbitrary software: a timestamp nobody signed.
    fs::write(
        metadata.join("timestamp.json"),
        new.replace("2026-12", "2036-12"),
    )
    .expect("written");
    assert!(matches!(
        pair.update(&kiosk, now()).await,
        Err(UpdateError::Trust(_))
    ));
    // Freeze: signed, but expired.
    fs::write(metadata.join("timestamp.json"), &new).expect("written");
    assert!(matches!(
        pair.update(&kiosk, now() + Duration::days(40)).await,
        Err(UpdateError::Trust(_))
    ));
    assert_eq!(version(&kiosk), Some(1));
    // The honest one is taken; then rollback: yesterday's timestamp.
    pair.update_and_activate(&kiosk).await;
    fs::write(metadata.join("timestamp.json"), old).expect("written");
    assert!(matches!(
        pair.update(&kiosk, now()).await,
        Err(UpdateError::Trust(_))
    ));
    assert_eq!(version(&kiosk), Some(2));
}

#[tokio::test]
async fn a_tampered_blob_never_reaches_the_screen_and_a_half_one_is_finished() {
    let mut pair = Pair::new().await;
    let manifest = pair.publish(1, 9).await;
    let kiosk = pair.kiosk();
    let file = manifest.files.get("cover.png").expect("a file");
    let path = pair.blobs.path(&file.sha256);
    let right = fs::read(&path).expect("read");
    let mut wrong = right.clone();
    wrong[20] ^= 1;
    fs::write(&path, &wrong).expect("written");
    assert!(matches!(
        pair.update(&kiosk, now()).await,
        Err(UpdateError::Blob(_))
    ));
    assert!(kiosk.current().is_none());
    // The same download stopped half way, then the right bytes: it goes on from the half.
    fs::write(kiosk.parts().join(&file.sha256), &right[..right.len() / 2]).expect("written");
    fs::write(&path, &right).expect("written");
    pair.update_and_activate(&kiosk).await;
    assert!(kiosk.blobs().verify(file));
}

#[tokio::test]
async fn a_blob_that_rots_on_disk_is_fetched_again() {
    let mut pair = Pair::new().await;
    let manifest = pair.publish(1, 9).await;
    let kiosk = pair.kiosk();
    pair.update_and_activate(&kiosk).await;
    let file = manifest.files.get("cover.png").expect("a file");
    let path = kiosk.blobs().path(&file.sha256);
    let mut rotten = fs::read(&path).expect("read");
    rotten[10] ^= 1;
    fs::write(&path, rotten).expect("written");
    assert_eq!(kiosk.remove_corrupt().expect("checked"), 1);
    assert_eq!(
        pair.update(&kiosk, now()).await.expect("updates"),
        UpdateOutcome::Unchanged
    );
    assert!(kiosk.blobs().verify(file));
}

#[tokio::test]
async fn a_record_that_rots_on_disk_is_written_again() {
    let mut pair = Pair::new().await;
    pair.publish(1, 9).await;
    let kiosk = pair.kiosk();
    pair.update_and_activate(&kiosk).await;
    let packs = pair.folder.path().join("kiosk/packs");
    for record in fs::read_dir(packs).expect("read") {
        fs::write(record.expect("read").path(), b"{}").expect("rotted");
    }
    assert!(kiosk.current().is_none(), "it is not believed");
    pair.publish(2, 10).await;
    pair.update_and_activate(&kiosk).await;
    assert_eq!(version(&kiosk), Some(2));
}

#[tokio::test]
async fn a_torn_slot_leaves_the_one_before_current() {
    let mut pair = Pair::new().await;
    pair.publish(1, 9).await;
    let kiosk = pair.kiosk();
    pair.update_and_activate(&kiosk).await;
    pair.publish(2, 10).await;
    pair.update_and_activate(&kiosk).await;
    drop(kiosk);
    // The second activation wrote slot.a; a power cut tore it.
    fs::write(
        pair.folder.path().join("kiosk/slot.a"),
        b"{\"record\":{\"sequ",
    )
    .expect("written");
    assert_eq!(version(&pair.kiosk()), Some(1));
}

#[tokio::test]
async fn a_pack_that_crashes_three_times_takes_itself_back_and_is_remembered() {
    let mut pair = Pair::new().await;
    pair.publish(1, 9).await;
    let kiosk = pair.kiosk();
    let first = pair.update_and_activate(&kiosk).await;
    kiosk.mark_good(first).expect("marked");
    pair.publish(2, 10).await;
    let second = pair.update_and_activate(&kiosk).await;
    assert_eq!(kiosk.note_crash().expect("noted"), None);
    assert_eq!(kiosk.note_crash().expect("noted"), None);
    assert_eq!(version(&kiosk), Some(2));
    assert_eq!(kiosk.note_crash().expect("noted"), Some(second));
    assert_eq!(version(&kiosk), Some(1));
    assert_eq!(
        pair.update(&kiosk, now()).await.expect("updates"),
        UpdateOutcome::Unchanged,
        "known to be bad"
    );
    pair.publish(3, 11).await;
    pair.update_and_activate(&kiosk).await;
    assert_eq!(version(&kiosk), Some(3));
}

#[test]
fn two_kiosks_cannot_share_a_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let _first = PackStore::open(folder.path()).expect("opened");
    assert!(PackStore::open(folder.path()).is_err());
}

//! The way of a publication to a kiosk's disk: what travels, what is refused, what is on show afterwards.

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};
use futures_util::StreamExt as _;
use sha2::{Digest as _, Sha256};
use tongxin::api::kiosk::{PackState, RevertedPack};
use tongxin::model::manifest::{Manifest, PackFile};
use tongxin::model::play_schedule::PlaySchedule;
use tongxin::pack::activation::{PackStore, RevertReason};
use tongxin::pack::author;
use tongxin::pack::blobs::BlobStore;
use tongxin::pack::export;
use tongxin::pack::fetch::Delivery;
use tongxin::pack::transport::{BlobStream, FolderTransport, Transport, TransportError};
use tongxin::pack::trust::sign::Repository;
use tongxin::pack::update::{Order, UpdateError, UpdateOutcome, Updated, update};

use super::pack::author_folder;

fn now() -> DateTime<Utc> {
    "2026-11-23T02:00:00Z".parse().expect("a time")
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
        let manifest = author::store_files(source.path(), &manifest, &self.blobs).expect("stored");
        self.repository
            .publish_manifest(&manifest, now())
            .await
            .expect("published");
        manifest
    }

    /// Publishes a pack of these files, large ones cut.
    async fn publish_files(&mut self, version: u64, files: &[(&str, Vec<u8>)]) -> Manifest {
        let source = tempfile::tempdir().expect("a folder");
        let named = files.iter().map(|(name, bytes)| {
            fs::write(source.path().join(name), bytes).expect("written");
            let file = PackFile {
                sha256: hex::encode(Sha256::digest(bytes)),
                length: bytes.len() as u64,
                media_type: "video/mp4".to_owned(),
                chunk_index: None,
                width: None,
                height: None,
            };
            ((*name).to_owned(), file)
        });
        let files: BTreeMap<_, _> = named.collect();
        author_folder(source.path(), 9);
        let manifest = Manifest {
            version,
            files,
            ..author::check(source.path()).manifest.expect("whole")
        };
        let manifest = author::store_files(source.path(), &manifest, &self.blobs).expect("stored");
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
        let transport = self.transport();
        let delivery = Delivery::from_server(transport.clone());
        let updated = self.update_by(kiosk, transport, &delivery, at).await?;
        Ok(updated.outcome)
    }

    async fn update_by(
        &self,
        kiosk: &PackStore,
        metadata: Arc<dyn Transport>,
        delivery: &Delivery,
        now: DateTime<Utc>,
    ) -> Result<Updated, UpdateError> {
        let order = Order {
            first_root: self.repository.first_root(),
            kiosk: "k1",
            centre: "riyue",
            now,
        };
        update(kiosk, metadata, delivery, order, &|_| {}).await
    }

    fn transport(&self) -> Arc<dyn Transport> {
        Arc::new(FolderTransport::new(
            &self.folder.path().join("tuf"),
            self.blobs.folder(),
        ))
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
    kiosk.confirm(first).expect("confirmed");
    pair.publish(2, 10).await;
    pair.update_and_activate(&kiosk).await;
    assert_eq!(kiosk.note_crash().expect("noted"), []);
    assert_eq!(kiosk.note_crash().expect("noted"), []);
    assert_eq!(version(&kiosk), Some(2));
    let reverted = RevertedPack {
        id: "small".to_owned(),
        version: 2,
        reason: "crashed".to_owned(),
    };
    assert_eq!(kiosk.note_crash().expect("noted"), [reverted]);
    assert_eq!(version(&kiosk), Some(1));
    assert_eq!(
        pair.update(&kiosk, now()).await.expect("updates"),
        UpdateOutcome::Unchanged,
        "known to be bad"
    );
    // News of another kind does not bring it back.
    let schedule = PlaySchedule::home("riyue", "small", chrono_tz::Asia::Shanghai);
    pair.repository
        .publish_schedule(&schedule, now())
        .await
        .expect("published");
    pair.update_and_activate(&kiosk).await;
    assert_eq!(
        (version(&kiosk), kiosk.current().expect("content").schedule),
        (Some(1), Some(schedule))
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

/// Bytes without a pattern, the same for the same seed.
fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}

const LARGE: usize = 12_000_000;

/// A large file of two versions that differ by 10,000 bytes in the middle.
fn two_versions() -> (Vec<u8>, Vec<u8>) {
    let first = noise(1, LARGE);
    let mut second = first.clone();
    second[6_000_000..6_010_000].copy_from_slice(&noise(2, 10_000));
    (first, second)
}

#[tokio::test]
async fn a_small_change_of_a_large_file_costs_a_little_more_than_the_change() {
    let mut pair = Pair::new().await;
    let (first, second) = two_versions();
    pair.publish_files(1, &[("film.mp4", first)]).await;
    let kiosk = pair.kiosk();
    pair.update_and_activate(&kiosk).await;
    let manifest = pair.publish_files(2, &[("film.mp4", second)]).await;
    let delivery = Delivery::from_server(pair.transport());
    let updated = pair
        .update_by(&kiosk, pair.transport(), &delivery, now())
        .await
        .expect("updates");
    let traffic = updated.traffic;
    assert!(
        traffic.server_bytes < 3_000_000 && traffic.reused_bytes > 9_000_000,
        "{traffic:?}"
    );
    assert!(
        manifest
            .files
            .values()
            .all(|file| kiosk.blobs().verify(file))
    );
}

#[tokio::test]
async fn a_large_file_that_came_half_goes_on_with_the_chunks_it_lacks() {
    let mut pair = Pair::new().await;
    let (first, _) = two_versions();
    let manifest = pair.publish_files(1, &[("film.mp4", first.clone())]).await;
    let kiosk = pair.kiosk();
    let file = &manifest.files["film.mp4"];
    // A power cut left the first half, and a hole.
    let mut half = first[..LARGE / 2].to_vec();
    half.resize(LARGE, 0);
    fs::write(kiosk.parts().join(&file.sha256), half).expect("written");
    let delivery = Delivery::from_server(pair.transport());
    let updated = pair
        .update_by(&kiosk, pair.transport(), &delivery, now())
        .await
        .expect("updates");
    let came = updated.traffic.server_bytes;
    assert!((5_900_000..8_000_000).contains(&came), "{came} bytes came");
    assert!(kiosk.blobs().verify(file));
}

/// Someone who has every blob, with a wrong byte in each if it lies.
struct Neighbour {
    blobs: FolderTransport,
    lies: bool,
}

#[async_trait]
impl Transport for Neighbour {
    async fn metadata(&self, name: &str, _: u64) -> Result<Option<Vec<u8>>, TransportError> {
        Err(TransportError::Refused {
            name: name.to_owned(),
            reason: "nobody asks a neighbour for it".to_owned(),
        })
    }

    async fn target(&self, path: &str, _: u64) -> Result<Option<Vec<u8>>, TransportError> {
        Err(TransportError::Refused {
            name: path.to_owned(),
            reason: "nobody asks a neighbour for it".to_owned(),
        })
    }

    async fn blob(&self, sha256: &str, range: Range<u64>) -> Result<BlobStream, TransportError> {
        let lies = self.lies;
        let stream = self.blobs.blob(sha256, range).await?;
        Ok(stream
            .map(move |bytes| {
                let mut bytes = bytes?.to_vec();
                bytes[0] ^= u8::from(lies);
                Ok(bytes.into())
            })
            .boxed())
    }
}

#[tokio::test]
async fn neighbours_are_asked_first_and_a_liar_costs_nothing_but_time() {
    for (lies, from_server, from_neighbour) in [(false, false, true), (true, true, true)] {
        let mut pair = Pair::new().await;
        let (first, _) = two_versions();
        let manifest = pair
            .publish_files(1, &[("film.mp4", first), ("a.mp4", noise(5, 90_000))])
            .await;
        let kiosk = pair.kiosk();
        let neighbour = Neighbour {
            blobs: FolderTransport::new(Path::new("/nonexistent"), pair.blobs.folder()),
            lies,
        };
        let delivery = Delivery {
            neighbours: vec![Arc::new(neighbour)],
            ..Delivery::from_server(pair.transport())
        };
        let updated = pair
            .update_by(&kiosk, pair.transport(), &delivery, now())
            .await
            .expect("updates");
        let traffic = updated.traffic;
        assert_eq!(
            (traffic.server_bytes > 0, traffic.neighbour_bytes > 0),
            (from_server, from_neighbour),
            "{traffic:?}"
        );
        assert!(
            manifest
                .files
                .values()
                .all(|file| kiosk.blobs().verify(file))
        );
    }
}

/// Writes everything of the pair onto a stick; the export's folder.
async fn export_to(pair: &Pair, stick: &Path) -> PathBuf {
    let (record, _) = export::write(pair.transport(), "riyue", stick, now(), &|_| {})
        .await
        .expect("written");
    let found = export::find(&[stick.parent().expect("a folder").to_owned()]);
    assert_eq!(found.first().map(|(_, found)| found), Some(&record));
    found[0].0.clone()
}

async fn import(
    pair: &Pair,
    kiosk: &PackStore,
    export: &Path,
) -> Result<UpdateOutcome, UpdateError> {
    let stick: Arc<dyn Transport> =
        Arc::new(FolderTransport::new(export, &export::blobs_in(export)));
    let delivery = Delivery::from_server(stick.clone());
    let updated = pair.update_by(kiosk, stick, &delivery, now()).await?;
    Ok(updated.outcome)
}

#[tokio::test]
async fn a_stick_brings_what_the_server_would_and_is_verified_like_it() {
    let mut pair = Pair::new().await;
    let media = tempfile::tempdir().expect("a folder");
    let stick = |name: &str| media.path().join("root").join(name);
    pair.publish(1, 9).await;
    let old = export_to(&pair, &stick("old")).await;
    let (film, _) = two_versions();
    pair.publish_files(2, &[("film.mp4", film)]).await;
    fs::rename(old, media.path().join("kept")).expect("moved");
    let new = export_to(&pair, &stick("new")).await;

    let kiosk = pair.kiosk();
    let UpdateOutcome::Staged(generation) = import(&pair, &kiosk, &new).await.expect("imported")
    else {
        panic!("nothing was staged");
    };
    kiosk.activate(generation).expect("activated");
    assert_eq!(version(&kiosk), Some(2));
    assert_eq!(
        import(&pair, &kiosk, &new).await.expect("imported"),
        UpdateOutcome::Unchanged
    );
    // A stick of last week is a rollback, whoever holds it.
    let refused = import(&pair, &kiosk, &media.path().join("kept")).await;
    assert!(
        matches!(&refused, Err(UpdateError::Trust(error)) if error.key() == "rollback"),
        "{refused:?}"
    );
    assert_eq!(version(&kiosk), Some(2));
}

#[tokio::test]
async fn a_tampered_stick_is_refused() {
    let mut pair = Pair::new().await;
    let media = tempfile::tempdir().expect("a folder");
    let manifest = pair.publish(1, 9).await;
    let export = export_to(&pair, &media.path().join("root/stick")).await;
    let blob = &manifest.files["cover.png"].sha256;
    let path = export.join("blobs").join(&blob[..2]).join(blob);
    let mut bytes = fs::read(&path).expect("read");
    bytes[30] ^= 1;
    fs::write(&path, bytes).expect("written");
    let kiosk = pair.kiosk();
    assert!(import(&pair, &kiosk, &export).await.is_err());
    assert!(kiosk.current().is_none());
}

#[tokio::test]
async fn every_step_of_a_version_is_told_and_staff_can_go_back() {
    let mut pair = Pair::new().await;
    pair.publish(1, 9).await;
    let kiosk = pair.kiosk();
    let states = |kiosk: &PackStore| -> Vec<(u64, PackState)> {
        let states = kiosk.pack_states().into_iter();
        states.map(|pack| (pack.version, pack.state)).collect()
    };
    let first = pair.update_and_activate(&kiosk).await;
    assert_eq!(states(&kiosk), [(1, PackState::Trial)]);
    kiosk.confirm(first).expect("confirmed");
    assert_eq!(states(&kiosk), [(1, PackState::Confirmed)]);
    pair.publish(2, 10).await;
    let outcome = pair.update(&kiosk, now()).await.expect("updates");
    let UpdateOutcome::Staged(second) = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(
        states(&kiosk),
        [(1, PackState::Confirmed), (2, PackState::Staged)]
    );
    kiosk.activate(second).expect("activated");
    kiosk.confirm(second).expect("confirmed");
    let reverted = kiosk.revert(RevertReason::ByStaff).expect("reverted");
    assert_eq!((reverted[0].version, version(&kiosk)), (2, Some(1)));
    assert!(
        kiosk.revert(RevertReason::ByStaff).is_err(),
        "nothing is before the first"
    );
    assert_eq!(
        pair.update(&kiosk, now()).await.expect("updates"),
        UpdateOutcome::Unchanged
    );
}

#[tokio::test]
async fn what_nothing_needs_any_more_goes_and_what_is_on_show_stays() {
    let mut pair = Pair::new().await;
    let kiosk = pair.kiosk();
    let mut manifests = Vec::new();
    for version in 1..=4 {
        manifests.push(pair.publish(version, 10 + version as u8).await);
        let generation = pair.update_and_activate(&kiosk).await;
        kiosk.confirm(generation).expect("confirmed");
    }
    let here = |manifest: &Manifest| {
        manifest
            .files
            .values()
            .all(|file| kiosk.blobs().verify(file))
    };
    assert!(here(&manifests[3]) && here(&manifests[2]) && !here(&manifests[0]));
    let records = fs::read_dir(pair.folder.path().join("kiosk/packs"))
        .expect("read")
        .count();
    assert_eq!(records, 2, "the version on show and the one before");
}

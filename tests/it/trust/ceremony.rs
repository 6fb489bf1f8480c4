//! The life of keys: a kiosk that was enrolled on the first day follows every change.

use std::fs;
use std::path::PathBuf;

use tongxin::pack::trust::ceremony::{self, Revocation, Rotation};
use tongxin::pack::trust::client::Refusal;
use tongxin::pack::trust::medium::{FILE, Medium};
use tongxin::pack::trust::sign::{Committed, Repository, SignError, SigningKey};
use zeroize::Zeroizing;

use super::repository::{Bench, brings};
use super::{Kiosk, Layers, day, manifest, well};

fn passphrase() -> Zeroizing<String> {
    Zeroizing::new("日月广场二〇二六".to_owned())
}

/// A repository whose root and targets take two of three media.
struct Safe {
    folder: tempfile::TempDir,
    repository: Repository,
}

impl Safe {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let media = (1..=3).map(|n| make(&folder, n)).collect();
        let (tuf, keys) = (folder.path().join("tuf"), folder.path().join("keys"));
        let repository = ceremony::init(&tuf, &keys, media, 2, day(0))
            .await
            .expect("made");
        Self { folder, repository }
    }

    fn open(&self, numbers: &[u8]) -> Vec<Medium> {
        let open = |n: &u8| Medium::open(&medium(&self.folder, *n), passphrase()).expect("opened");
        numbers.iter().map(open).collect()
    }

    fn layers(&self) -> Layers {
        Layers::new(&[self.folder.path().join("tuf")])
    }

    async fn delegate(&mut self, centre: &str) {
        let media = self.open(&[1, 3]);
        ceremony::delegate(&mut self.repository, centre, None, &media, day(0))
            .await
            .expect("delegated");
    }

    async fn publish(&mut self, version: u64) {
        let story = manifest("riyue", "story", version);
        self.repository
            .publish_manifest(&story, day(0))
            .await
            .expect("published");
    }

    async fn check(&self, kiosk: &Kiosk, version: u64) {
        let verified = kiosk
            .refresh(self.layers(), day(0))
            .await
            .expect("verifies");
        assert_eq!(brings(verified), [format!("story {version}")]);
    }
}

fn medium(folder: &tempfile::TempDir, n: u8) -> PathBuf {
    folder.path().join(format!("medium-{n}"))
}

fn make(folder: &tempfile::TempDir, n: u8) -> Medium {
    fs::create_dir_all(medium(folder, n)).expect("made");
    Medium::make(&medium(folder, n), passphrase()).expect("made")
}

#[tokio::test]
async fn two_of_three_keepers_delegate_and_one_alone_cannot() {
    let mut safe = Safe::new().await;
    let on_server: Vec<String> = fs::read_dir(safe.folder.path().join("keys"))
        .expect("read")
        .map(|entry| {
            entry
                .expect("read")
                .file_name()
                .into_string()
                .expect("a name")
        })
        .collect();
    assert!(
        !on_server
            .iter()
            .any(|name| name.starts_with("root") || name.starts_with("targets")),
        "{on_server:?}"
    );
    let one = safe.open(&[2]);
    let refused = ceremony::delegate(&mut safe.repository, "riyue", None, &one, day(0)).await;
    assert!(
        matches!(
            refused,
            Err(SignError::TooFewKeys {
                found: 1,
                threshold: 2,
                ..
            })
        ),
        "{refused:?}"
    );
    safe.delegate("riyue").await;
    safe.publish(1).await;
    let kiosk = Kiosk::new(safe.repository.first_root(), "riyue");
    safe.check(&kiosk, 1).await;
}

#[tokio::test]
async fn every_kind_of_key_can_be_changed_and_an_old_kiosk_follows() {
    let mut safe = Safe::new().await;
    safe.delegate("riyue").await;
    safe.publish(1).await;
    let kiosk = Kiosk::new(safe.repository.first_root(), "riyue");
    safe.check(&kiosk, 1).await;
    let mut version = 1;
    for word in ["root", "targets", "online", "riyue", "shared"] {
        let mut media = safe.open(&[1, 2]);
        let before = keys_of(&safe.repository);
        let rotation = Rotation::named(word);
        let done = ceremony::rotate(&mut safe.repository, &rotation, &mut media, day(0)).await;
        assert_eq!(well(word, done), Committed::Published);
        assert_ne!(keys_of(&safe.repository), before, "{word}");
        // A server that starts again finds everything by itself.
        safe.repository = Repository::open(
            &safe.folder.path().join("tuf"),
            &safe.folder.path().join("keys"),
        )
        .expect("opened");
        version += 1;
        safe.publish(version).await;
        safe.check(&kiosk, version).await;
    }
    let late = Kiosk::new(safe.repository.first_root(), "riyue");
    safe.check(&late, version).await;
}

/// Every role with its keys.
fn keys_of(repository: &Repository) -> Vec<(String, Vec<(String, bool)>)> {
    let status = ceremony::status(repository).expect("a status");
    status
        .into_iter()
        .map(|role| (role.name, role.keys))
        .collect()
}

#[tokio::test]
async fn a_lost_medium_is_revoked_and_a_new_one_takes_its_place() {
    let mut safe = Safe::new().await;
    safe.delegate("riyue").await;
    let kiosk = Kiosk::new(safe.repository.first_root(), "riyue");
    let lost: Vec<String> = safe.open(&[3])[0].keys().map(SigningKey::id_text).collect();
    let revocation = Revocation::Keys(lost.iter().map(|id| id[..10].to_owned()).collect());
    let new = make(&safe.folder, 4);
    let mut media = safe.open(&[1, 2]);
    ceremony::revoke(
        &mut safe.repository,
        &revocation,
        &mut media,
        Some(&new),
        day(0),
    )
    .await
    .expect("revoked");
    let all = format!("{:?}", keys_of(&safe.repository));
    assert!(lost.iter().all(|id| !all.contains(id)), "{all}");
    // The old medium signs nothing any more, the new one does.
    let with_lost = safe.open(&[1, 3]);
    let refused = ceremony::renew(&mut safe.repository, &with_lost, day(0)).await;
    assert!(
        matches!(refused, Err(SignError::TooFewKeys { .. })),
        "{refused:?}"
    );
    let with_new = safe.open(&[1, 4]);
    ceremony::renew(&mut safe.repository, &with_new, day(0))
        .await
        .expect("renewed");
    safe.publish(1).await;
    safe.check(&kiosk, 1).await;
}

#[tokio::test]
async fn too_few_keys_never_remain() {
    let mut safe = Safe::new().await;
    let ids = |n| -> Vec<String> { safe.open(&[n])[0].keys().map(SigningKey::id_text).collect() };
    let revocation = Revocation::Keys(ids(2).into_iter().chain(ids(3)).collect());
    let mut media = safe.open(&[1, 2]);
    let refused =
        ceremony::revoke(&mut safe.repository, &revocation, &mut media, None, day(0)).await;
    assert!(
        matches!(refused, Err(SignError::NotPossible(_))),
        "{refused:?}"
    );
    let unknown = Revocation::Keys(vec!["00000000".to_owned()]);
    let refused = ceremony::revoke(&mut safe.repository, &unknown, &mut media, None, day(0)).await;
    assert!(
        matches!(refused, Err(SignError::NotPossible(_))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_revoked_centre_has_no_news_keeps_what_it_has_and_can_come_back() {
    let mut safe = Safe::new().await;
    safe.delegate("riyue").await;
    safe.delegate("guomao").await;
    safe.publish(1).await;
    let kiosk = Kiosk::new(safe.repository.first_root(), "riyue");
    let neighbour = Kiosk::new(safe.repository.first_root(), "guomao");
    safe.check(&kiosk, 1).await;
    neighbour
        .refresh(safe.layers(), day(0))
        .await
        .expect("verifies");
    let mut media = safe.open(&[2, 3]);
    let revocation = Revocation::Owner("riyue".to_owned());
    ceremony::revoke(&mut safe.repository, &revocation, &mut media, None, day(0))
        .await
        .expect("revoked");
    let verified = kiosk
        .refresh(safe.layers(), day(0))
        .await
        .expect("the rest verifies");
    let error = verified.centre.expect_err("no news");
    assert_eq!(error.refusal(), Some(Refusal::NotDelegated));
    let verified = neighbour
        .refresh(safe.layers(), day(0))
        .await
        .expect("verifies");
    assert!(verified.centre.is_ok());
    let refused = safe
        .repository
        .publish_manifest(&manifest("riyue", "story", 2), day(0))
        .await;
    assert!(
        matches!(refused, Err(SignError::NotDelegated { .. })),
        "{refused:?}"
    );
    safe.delegate("riyue").await;
    safe.publish(2).await;
    safe.check(&kiosk, 2).await;
}

#[tokio::test]
async fn keys_of_a_start_without_ceremony_move_to_media() {
    let mut bench = Bench::new().await;
    bench.publish("riyue", "story", 1).await;
    let kiosk = bench.kiosk("riyue");
    let verified = kiosk
        .refresh(bench.layers(), day(0))
        .await
        .expect("verifies");
    assert_eq!(brings(verified), ["story 1"]);
    let media = (1..=3).map(|n| make(&bench.folder, n)).collect();
    bench.repository = ceremony::init(&bench.tuf(), &bench.keys(), media, 2, day(0))
        .await
        .expect("moved");
    assert!(!bench.keys().join("root.pk8").exists() && !bench.keys().join("targets.pk8").exists());
    bench.publish("riyue", "story", 2).await;
    let verified = kiosk
        .refresh(bench.layers(), day(0))
        .await
        .expect("verifies");
    assert_eq!(brings(verified), ["story 2"]);
    let again = (4..=6).map(|n| make(&bench.folder, n)).collect();
    let refused = ceremony::init(&bench.tuf(), &bench.keys(), again, 2, day(0)).await;
    assert!(matches!(refused.err(), Some(SignError::NotPossible(_))));
}

#[tokio::test]
async fn stolen_online_keys_that_drove_versions_up_are_recovered_from_by_rotation() {
    let mut safe = Safe::new().await;
    safe.delegate("riyue").await;
    safe.publish(1).await;
    let kiosk = Kiosk::new(safe.repository.first_root(), "riyue");
    safe.check(&kiosk, 1).await;
    let tuf = safe.folder.path().join("tuf");
    let kept = fs::read(tuf.join("metadata/timestamp.json")).expect("read");
    drive_up(&safe, None);
    kiosk
        .refresh(safe.layers(), day(0))
        .await
        .expect("rightly signed");
    // The honest server's own timestamp is now a rollback.
    let driven = fs::read(tuf.join("metadata/timestamp.json")).expect("read");
    fs::write(tuf.join("metadata/timestamp.json"), kept).expect("written");
    let refused = kiosk
        .refresh(safe.layers(), day(0))
        .await
        .expect_err("a rollback");
    assert_eq!(refused.refusal(), Some(Refusal::Rollback));
    fs::write(tuf.join("metadata/timestamp.json"), driven).expect("written");

    safe.repository = Repository::open(&tuf, &safe.folder.path().join("keys")).expect("opened");
    let status = ceremony::status(&safe.repository).expect("a status");
    let jumped = status.iter().filter(|role| role.jumped).count();
    assert_eq!(jumped, 2, "status says so");
    let mut media = safe.open(&[1, 2]);
    ceremony::rotate(&mut safe.repository, &Rotation::Online, &mut media, day(0))
        .await
        .expect("rotated");
    safe.publish(2).await;
    safe.check(&kiosk, 2).await;
    let status = ceremony::status(&safe.repository).expect("a status");
    assert!(
        status.iter().all(|role| !role.jumped && role.version < 100),
        "{status:?}"
    );
}

#[tokio::test]
async fn a_centre_that_was_driven_up_and_revoked_comes_back_after_a_rotation() {
    let mut safe = Safe::new().await;
    safe.delegate("riyue").await;
    safe.publish(1).await;
    let kiosk = Kiosk::new(safe.repository.first_root(), "riyue");
    safe.check(&kiosk, 1).await;
    drive_up(&safe, Some("riyue"));
    kiosk
        .refresh(safe.layers(), day(0))
        .await
        .expect("rightly signed");
    let (tuf, keys) = (
        safe.folder.path().join("tuf"),
        safe.folder.path().join("keys"),
    );
    safe.repository = Repository::open(&tuf, &keys).expect("opened");
    let mut media = safe.open(&[1, 2]);
    let revocation = Revocation::Owner("riyue".to_owned());
    ceremony::revoke(&mut safe.repository, &revocation, &mut media, None, day(0))
        .await
        .expect("revoked");
    ceremony::rotate(&mut safe.repository, &Rotation::Online, &mut media, day(0))
        .await
        .expect("rotated");
    // The kiosk keeps what the new keys list: nothing it must go below afterwards.
    kiosk
        .refresh(safe.layers(), day(0))
        .await
        .expect("the rest verifies");
    safe.delegate("riyue").await;
    safe.publish(2).await;
    safe.check(&kiosk, 2).await;
}

/// What a thief of the online keys does: the same content under versions that nobody can follow, a centre's too.
fn drive_up(safe: &Safe, centre: Option<&str>) {
    use aws_lc_rs::signature::Ed25519KeyPair;
    use sigstore_tuf::canonical_json::to_canonical_bytes;
    let metadata = safe.folder.path().join("tuf/metadata");
    let read = |name: &str| -> serde_json::Value {
        serde_json::from_slice(&fs::read(metadata.join(name)).expect("read")).expect("metadata")
    };
    let far = 1u64 << 50;
    let sign = |mut file: serde_json::Value, key: &str, name: String| {
        let bytes = fs::read(safe.folder.path().join("keys").join(key)).expect("the stolen key");
        let pair = Ed25519KeyPair::from_pkcs8(&bytes).expect("a key");
        let message = to_canonical_bytes(&file["signed"]).expect("canonical");
        file["signatures"][0]["sig"] = hex::encode(pair.sign(&message).as_ref()).into();
        fs::write(metadata.join(name), file.to_string()).expect("written");
    };
    let mut timestamp = read("timestamp.json");
    let number = timestamp["signed"]["meta"]["snapshot.json"]["version"].clone();
    let mut snapshot = read(&format!("{number}.snapshot.json"));
    if let Some(centre) = centre {
        let role = format!("centre-{centre}");
        let pin = &mut snapshot["signed"]["meta"][format!("{role}.json")];
        let mut targets = read(&format!("{}.{role}.json", pin["version"]));
        targets["signed"]["version"] = far.into();
        sign(
            targets,
            &format!("{role}.pk8"),
            format!("{far}.{role}.json"),
        );
        *pin = serde_json::json!({ "version": far });
    }
    snapshot["signed"]["version"] = far.into();
    sign(snapshot, "snapshot.pk8", format!("{far}.snapshot.json"));
    timestamp["signed"]["version"] = far.into();
    timestamp["signed"]["meta"]["snapshot.json"]["version"] = far.into();
    sign(timestamp, "timestamp.pk8", "timestamp.json".to_owned());
}

#[tokio::test]
async fn what_is_signed_on_another_machine_the_server_takes_up() {
    let mut safe = Safe::new().await;
    let server_tuf = safe.folder.path().join("tuf");
    let refused = safe.repository.add_centre("riyue", day(0)).await;
    assert!(matches!(refused, Err(SignError::NotDelegated { .. })));
    let public = safe.folder.path().join("keys/centre-riyue.pub.json");
    let public = ceremony::read_public_key(&public).expect("the server left it there");
    // A laptop in the safe room has a copy of the repository and no online keys.
    let laptop = safe.folder.path().join("laptop");
    fs::create_dir_all(laptop.join("metadata")).expect("made");
    for entry in fs::read_dir(server_tuf.join("metadata")).expect("read") {
        let entry = entry.expect("read");
        fs::copy(
            entry.path(),
            laptop.join("metadata").join(entry.file_name()),
        )
        .expect("copied");
    }
    let mut there = Repository::open(&laptop, &safe.folder.path().join("no-keys")).expect("opened");
    let media = safe.open(&[1, 2]);
    let done = ceremony::delegate(&mut there, "riyue", Some(public), &media, day(0)).await;
    assert_eq!(done.expect("signed"), Committed::WaitsForServer);
    fs::copy(
        laptop.join("metadata/2.targets.json"),
        server_tuf.join("metadata/2.targets.json"),
    )
    .expect("carried over");
    safe.publish(1).await;
    let kiosk = Kiosk::new(safe.repository.first_root(), "riyue");
    safe.check(&kiosk, 1).await;
}

#[tokio::test]
async fn a_medium_holds_nothing_readable() {
    let safe = Safe::new().await;
    let text = fs::read_to_string(medium(&safe.folder, 1).join(FILE)).expect("read");
    for key in safe.open(&[1])[0].keys() {
        assert!(text.contains(&key.id_text()));
    }
    assert!(!text.contains("302e02"), "no private key in plain PKCS#8");
}

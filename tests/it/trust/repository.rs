//! A repository and its kiosks: publications, rollouts, renewals, and whatever goes wrong on disk or clock.

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use tongxin::model::clock::{ClockEvidence, ClockState, judge};
use tongxin::model::manifest::SHARED;
use tongxin::model::play_schedule::PlaySchedule;
use tongxin::model::rollout::{Candidate, Ring, RolloutPlan, RolloutPlans};
use tongxin::pack::transport::{BlobStream, Transport, TransportError};
use tongxin::pack::trust::client::{Reader, Refusal, TrustError, Verified, refresh};
use tongxin::pack::trust::sign::{Publication, Repository, SignError};
use tongxin::pack::trust::state::metadata_state;

use super::{Kiosk, Layers, day, manifest, versions};

/// A server in a folder, and kiosks that read it.
pub(super) struct Bench {
    pub(super) folder: tempfile::TempDir,
    pub(super) repository: Repository,
}

impl Bench {
    pub(super) async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (tuf, keys) = (folder.path().join("tuf"), folder.path().join("keys"));
        let mut repository = Repository::open_or_create(&tuf, &keys, day(0))
            .await
            .expect("made");
        for centre in ["riyue", "guomao"] {
            repository
                .add_centre(centre, day(0))
                .await
                .expect("delegated");
        }
        Self { folder, repository }
    }

    pub(super) fn tuf(&self) -> PathBuf {
        self.folder.path().join("tuf")
    }

    pub(super) fn keys(&self) -> PathBuf {
        self.folder.path().join("keys")
    }

    pub(super) fn layers(&self) -> Layers {
        Layers::new(&[self.tuf()])
    }

    pub(super) fn kiosk(&self, centre: &str) -> Kiosk {
        Kiosk::new(self.repository.first_root(), centre)
    }

    pub(super) async fn publish(&mut self, owner: &str, pack: &str, version: u64) {
        self.repository
            .publish_manifest(&manifest(owner, pack, version), day(0))
            .await
            .expect("published");
    }

    fn timestamp(&self) -> serde_json::Value {
        let bytes = fs::read(self.tuf().join("metadata/timestamp.json")).expect("read");
        serde_json::from_slice(&bytes).expect("metadata")
    }
}

/// What the centre's role brings a kiosk.
#[track_caller]
pub(super) fn brings(verified: Verified) -> Vec<String> {
    versions(&verified.centre.expect("the centre's role verifies"))
}

fn plans(stable: Option<u64>, candidate: Option<(u64, &str)>) -> RolloutPlans {
    let candidate = candidate.map(|(version, kiosk)| Candidate {
        version,
        rings: vec![
            Ring::Kiosks {
                kiosks: vec![kiosk.to_owned()],
            },
            Ring::All,
        ],
        reached: 1,
        paused: false,
    });
    RolloutPlans {
        version: 1,
        plans: vec![RolloutPlan {
            pack: "story".to_owned(),
            stable,
            candidate,
        }],
    }
}

#[tokio::test]
async fn a_manifest_and_its_plan_appear_in_one_step() {
    let mut bench = Bench::new().await;
    bench.publish("riyue", "story", 1).await;
    let before = bench.timestamp()["signed"]["version"]
        .as_u64()
        .expect("a version");
    let second = manifest("riyue", "story", 2);
    let schedule = PlaySchedule::home("riyue", "story", chrono_tz::Asia::Shanghai);
    let publication = Publication {
        manifest: Some(&second),
        schedule: Some(&schedule),
        rollout: Some(&plans(Some(1), Some((2, "k1")))),
    };
    bench
        .repository
        .publish("riyue", publication, day(0))
        .await
        .expect("published");
    let after = bench.timestamp()["signed"]["version"]
        .as_u64()
        .expect("a version");
    assert_eq!(after, before + 1);

    let first_ring = bench.kiosk("riyue");
    let verified = first_ring
        .refresh(bench.layers(), day(0))
        .await
        .expect("verifies");
    assert_eq!(brings(verified), ["story 2"]);
    let other = bench.kiosk("riyue");
    let reader = Reader {
        kiosk: "k2",
        centre: "riyue",
        holding: &BTreeMap::new(),
    };
    let transport = Arc::new(bench.layers());
    let verified = refresh(
        transport,
        &other.store(),
        &other.first_root,
        &reader,
        day(0),
    )
    .await;
    let news = verified.expect("verifies").centre.expect("news");
    assert_eq!(versions(&news), ["story 1"]);
    assert_eq!(news.schedule.expect("a schedule").1, schedule);
}

#[tokio::test]
async fn the_newest_five_versions_stay_listed_and_those_a_plan_names() {
    let mut bench = Bench::new().await;
    for version in 1..=4 {
        bench.publish("riyue", "story", version).await;
    }
    let back = plans(Some(2), None);
    bench
        .repository
        .publish_rollout("riyue", &back, day(0))
        .await
        .expect("published");
    for version in 5..=9 {
        bench.publish("riyue", "story", version).await;
    }
    let kiosk = bench.kiosk("riyue");
    let verified = kiosk
        .refresh(bench.layers(), day(0))
        .await
        .expect("verifies");
    assert_eq!(
        brings(verified),
        ["story 2"],
        "the plan holds everyone there"
    );
    let role = newest_role(&bench, "centre-riyue");
    let mut listed: Vec<&String> = role["signed"]["targets"]
        .as_object()
        .expect("a list")
        .keys()
        .collect();
    listed.sort();
    assert_eq!(
        listed,
        [2, 5, 6, 7, 8, 9]
            .map(|version| format!("centres/riyue/story.{version}.json"))
            .iter()
            .chain(&["centres/riyue/rollout.json".to_owned()])
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .collect::<Vec<_>>()
    );
}

fn newest_role(bench: &Bench, name: &str) -> serde_json::Value {
    let metadata = bench.tuf().join("metadata");
    let newest = fs::read_dir(&metadata)
        .expect("read")
        .filter_map(|entry| {
            let file = entry.ok()?.file_name().into_string().ok()?;
            let version = file
                .strip_suffix(&format!(".{name}.json"))?
                .parse::<u64>()
                .ok()?;
            Some((version, file))
        })
        .max()
        .expect("a role");
    serde_json::from_slice(&fs::read(metadata.join(newest.1)).expect("read")).expect("metadata")
}

#[tokio::test]
async fn shared_packs_reach_every_centre_and_have_no_schedule() {
    let mut bench = Bench::new().await;
    bench.publish(SHARED, "city", 1).await;
    for centre in ["riyue", "guomao"] {
        let kiosk = bench.kiosk(centre);
        let verified = kiosk
            .refresh(bench.layers(), day(0))
            .await
            .expect("verifies");
        assert_eq!(versions(&verified.shared.expect("news")), ["city 1"]);
    }
    let schedule = PlaySchedule::home(SHARED, "city", chrono_tz::Asia::Shanghai);
    let refused = bench.repository.publish_schedule(&schedule, day(0)).await;
    assert!(
        matches!(refused, Err(SignError::NotPossible(_))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_server_without_the_targets_keys_serves_and_says_what_to_do() {
    let mut bench = Bench::new().await;
    bench.publish("riyue", "story", 1).await;
    for key in ["root", "targets"] {
        fs::rename(
            bench.keys().join(format!("{key}.pk8")),
            bench.folder.path().join(key),
        )
        .expect("in the safe");
    }
    bench.repository = Repository::open_or_create(&bench.tuf(), &bench.keys(), day(1))
        .await
        .expect("opened");
    let refused = bench.repository.add_centre("haidian", day(1)).await;
    let text = refused.expect_err("nobody can delegate").to_string();
    assert!(text.contains("tongxin trust delegate haidian"), "{text}");
    let refused = bench
        .repository
        .publish_manifest(&manifest("haidian", "x", 1), day(1))
        .await;
    assert!(
        matches!(refused, Err(SignError::NotDelegated { .. })),
        "{refused:?}"
    );
    bench.publish("riyue", "story", 2).await;
    bench.repository.renew(day(1)).await.expect("renewed");
    let kiosk = bench.kiosk("riyue");
    let verified = kiosk
        .refresh(bench.layers(), day(1))
        .await
        .expect("verifies");
    assert_eq!(brings(verified), ["story 2"]);
}

#[tokio::test]
async fn an_hourly_renewal_changes_the_timestamp_alone_until_something_is_old() {
    let mut bench = Bench::new().await;
    let snapshot =
        |bench: &Bench| bench.timestamp()["signed"]["meta"]["snapshot.json"]["version"].clone();
    let before = snapshot(&bench);
    assert_eq!(bench.repository.renew(day(1)).await.expect("renewed"), []);
    assert_eq!(snapshot(&bench), before);
    assert_eq!(
        bench.timestamp()["signed"]["issued_at"],
        "2026-11-02T02:00:00Z"
    );

    // Past half of their year, centres and targets are signed anew, and a kiosk finds them good for long.
    bench.repository.renew(day(200)).await.expect("renewed");
    assert_ne!(snapshot(&bench), before);
    let kiosk = bench.kiosk("riyue");
    let verified = kiosk
        .refresh(bench.layers(), day(200))
        .await
        .expect("verifies");
    assert!(verified.centre.is_ok());
    bench.repository.renew(day(220)).await.expect("renewed");
    let verified = kiosk
        .refresh(bench.layers(), day(220))
        .await
        .expect("verifies");
    assert_eq!(
        verified.expires_at,
        day(250),
        "the timestamp is the first to expire"
    );
    assert_eq!(verified.issued_at, Some(day(220)));
}

#[tokio::test]
async fn what_expires_and_cannot_be_renewed_here_is_reported() {
    let mut bench = Bench::new().await;
    for key in ["root", "targets", "centre-guomao"] {
        fs::rename(
            bench.keys().join(format!("{key}.pk8")),
            bench.folder.path().join(key),
        )
        .expect("in the safe");
    }
    assert_eq!(bench.repository.renew(day(100)).await.expect("renewed"), []);
    let expiring = bench.repository.renew(day(300)).await.expect("renewed");
    let names: Vec<&str> = expiring.iter().map(|expiring| &*expiring.role).collect();
    assert_eq!(names, ["targets", "centre-guomao"]);
    let expired = bench.repository.renew(day(700)).await;
    assert!(
        matches!(expired, Err(SignError::NotAccepted(ref error)) if error.refusal() == Some(Refusal::Freeze)),
        "kiosks would not take it: {expired:?}"
    );
}

#[tokio::test]
async fn one_role_that_rots_on_the_server_stops_its_own_publications_only() {
    let mut bench = Bench::new().await;
    bench.publish("riyue", "story", 1).await;
    bench.publish("guomao", "film", 1).await;
    let metadata = bench.tuf().join("metadata");
    for entry in fs::read_dir(metadata).expect("read") {
        let path = entry.expect("read").path();
        if path.to_string_lossy().ends_with("centre-guomao.json") {
            fs::write(path, b"{").expect("rotted");
        }
    }
    bench.repository = Repository::open(&bench.tuf(), &bench.keys()).expect("opened");
    bench.publish("riyue", "story", 2).await;
    let refused = bench
        .repository
        .publish_manifest(&manifest("guomao", "film", 2), day(0))
        .await;
    assert!(
        matches!(refused, Err(SignError::Broken { .. })),
        "{refused:?}"
    );
    let kiosk = bench.kiosk("riyue");
    let verified = kiosk
        .refresh(bench.layers(), day(0))
        .await
        .expect("verifies");
    assert_eq!(brings(verified), ["story 2"]);
}

#[tokio::test]
async fn two_programs_that_change_a_repository_lose_nothing_of_each_other() {
    let mut bench = Bench::new().await;
    let mut other = Repository::open(&bench.tuf(), &bench.keys()).expect("opened");
    bench.publish("riyue", "story", 1).await;
    other
        .publish_manifest(&manifest("riyue", "film", 1), day(0))
        .await
        .expect("published");
    bench.publish("riyue", "story", 2).await;
    let kiosk = bench.kiosk("riyue");
    let verified = kiosk
        .refresh(bench.layers(), day(0))
        .await
        .expect("verifies");
    assert_eq!(brings(verified), ["film 1", "story 2"]);
}

/// Counts what is asked for.
struct Counting {
    inner: Layers,
    asked: Arc<Mutex<Vec<String>>>,
}

#[async_trait]
impl Transport for Counting {
    async fn metadata(
        &self,
        name: &str,
        length_max: u64,
    ) -> Result<Option<Vec<u8>>, TransportError> {
        self.asked.lock().expect("whole").push(name.to_owned());
        self.inner.metadata(name, length_max).await
    }

    async fn target(&self, path: &str, length_max: u64) -> Result<Option<Vec<u8>>, TransportError> {
        self.asked.lock().expect("whole").push(path.to_owned());
        self.inner.target(path, length_max).await
    }

    async fn blob(&self, sha256: &str, range: Range<u64>) -> Result<BlobStream, TransportError> {
        self.inner.blob(sha256, range).await
    }
}

#[tokio::test]
async fn when_nothing_is_new_two_small_files_are_asked_for() {
    let mut bench = Bench::new().await;
    bench.publish("riyue", "story", 1).await;
    bench.publish(SHARED, "city", 1).await;
    let kiosk = bench.kiosk("riyue");
    kiosk
        .refresh(bench.layers(), day(0))
        .await
        .expect("verifies");
    bench.repository.renew(day(1)).await.expect("renewed");
    let asked = Arc::<Mutex<Vec<String>>>::default();
    let counting = || Counting {
        inner: bench.layers(),
        asked: asked.clone(),
    };
    let verified = kiosk.refresh(counting(), day(1)).await.expect("verifies");
    assert_eq!(brings(verified), ["story 1"]);
    let names = std::mem::take(&mut *asked.lock().expect("whole"));
    assert_eq!(names, ["2.root.json", "timestamp.json"]);
}

#[tokio::test]
async fn news_of_others_cost_a_timestamp_and_a_snapshot() {
    let mut bench = Bench::new().await;
    bench.publish("riyue", "story", 1).await;
    let kiosk = bench.kiosk("riyue");
    kiosk
        .refresh(bench.layers(), day(0))
        .await
        .expect("verifies");
    bench.publish("guomao", "story", 1).await;
    let asked = Arc::<Mutex<Vec<String>>>::default();
    let counting = |inner: Layers| Counting {
        inner,
        asked: asked.clone(),
    };
    let verified = kiosk
        .refresh(counting(bench.layers()), day(0))
        .await
        .expect("verifies");
    assert_eq!(brings(verified), ["story 1"]);
    let names = std::mem::take(&mut *asked.lock().expect("whole"));
    let kinds: Vec<&str> = names
        .iter()
        .map(|name| name.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.'))
        .collect();
    assert_eq!(kinds, ["root.json", "timestamp.json", "snapshot.json"]);

    // What was kept and has rotted is asked for, not believed.
    bench.publish("guomao", "story", 2).await;
    for half in ["targets.json.a", "targets.json.b"] {
        let path = kiosk.folder.path().join(half);
        if let Ok(kept) = fs::read_to_string(&path) {
            fs::write(&path, kept.replace("riyue", "ruyue")).expect("written");
        }
    }
    let verified = kiosk
        .refresh(counting(bench.layers()), day(0))
        .await
        .expect("verifies");
    assert_eq!(brings(verified), ["story 1"]);
    let names = std::mem::take(&mut *asked.lock().expect("whole"));
    assert!(
        names.iter().any(|name| name.ends_with(".targets.json")),
        "{names:?}"
    );
}

#[tokio::test]
async fn old_manifests_and_old_snapshots_do_not_pile_up_on_a_kiosk() {
    let mut bench = Bench::new().await;
    let kiosk = bench.kiosk("riyue");
    for version in 1..=4 {
        bench.publish("riyue", "story", version).await;
        kiosk
            .refresh(bench.layers(), day(0))
            .await
            .expect("verifies");
    }
    let count = |folder: &str| {
        fs::read_dir(kiosk.folder.path().join(folder))
            .expect("read")
            .count()
    };
    assert_eq!(count("targets"), 1);
    let snapshots = fs::read_dir(kiosk.folder.path()).expect("read");
    let snapshots = snapshots.filter(|entry| {
        let name = entry.as_ref().expect("read").file_name();
        name.to_string_lossy().contains("snapshot")
    });
    assert_eq!(snapshots.count(), 2, "two copies of the newest");
}

#[tokio::test]
async fn a_refresh_that_could_not_be_kept_has_failed() {
    let mut bench = Bench::new().await;
    bench.publish("riyue", "story", 1).await;
    for blocked in [
        "timestamp.json.a",
        "snapshot.json.a",
        "targets.json.a",
        "centre-riyue.json.a",
        "root.json.a",
    ] {
        let kiosk = bench.kiosk("riyue");
        fs::create_dir(kiosk.folder.path().join(blocked)).expect("in the way");
        let refused = kiosk.refresh(bench.layers(), day(0)).await;
        assert!(
            matches!(refused, Err(TrustError::NotKept(_))),
            "{blocked}: {refused:?}"
        );
        fs::remove_dir(kiosk.folder.path().join(blocked)).expect("out of the way");
        let verified = kiosk
            .refresh(bench.layers(), day(0))
            .await
            .expect("verifies");
        assert_eq!(brings(verified), ["story 1"], "{blocked}");
    }
    let kiosk = bench.kiosk("riyue");
    fs::write(kiosk.folder.path().join("targets"), b"in the way").expect("written");
    let refused = kiosk.refresh(bench.layers(), day(0)).await;
    assert!(
        matches!(refused, Err(TrustError::NotKept(_))),
        "{refused:?}"
    );
}

/// The moment a kiosk works with when its clock says this.
fn moment(kiosk: &Kiosk, wall: DateTime<Utc>) -> (ClockState, DateTime<Utc>) {
    let state = metadata_state(&kiosk.store(), &kiosk.first_root, &[]);
    judge(ClockEvidence {
        wall,
        synchronized: false,
        signed_floor: state.issued_at,
        confirmed_at: None,
    })
}

#[tokio::test]
async fn a_wrong_clock_bricks_nothing() {
    let mut bench = Bench::new().await;
    bench.publish("riyue", "story", 1).await;
    let kiosk = bench.kiosk("riyue");
    kiosk
        .refresh(bench.layers(), day(0))
        .await
        .expect("verifies");
    bench.publish("riyue", "story", 2).await;

    // Far ahead: everything looks expired, and nothing of it is remembered.
    let (_, ahead) = moment(&kiosk, day(4000));
    let refused = kiosk
        .refresh(bench.layers(), ahead)
        .await
        .expect_err("expired");
    assert_eq!(refused.refusal(), Some(Refusal::Freeze));
    let (_, right) = moment(&kiosk, day(0));
    let verified = kiosk
        .refresh(bench.layers(), right)
        .await
        .expect("verifies");
    assert_eq!(brings(verified), ["story 2"]);

    // In 1970: the moment that was signed stands in, and news goes on arriving.
    bench.publish("riyue", "story", 3).await;
    let (state, behind) = moment(&kiosk, DateTime::UNIX_EPOCH);
    assert_eq!((state, behind), (ClockState::Untrusted, day(0)));
    let verified = kiosk
        .refresh(bench.layers(), behind)
        .await
        .expect("verifies");
    assert_eq!(brings(verified), ["story 3"]);
}

#[tokio::test]
async fn what_is_verified_on_disk_is_read_without_a_network_even_when_expired() {
    let mut bench = Bench::new().await;
    bench.publish("riyue", "story", 1).await;
    let kiosk = bench.kiosk("riyue");
    let empty = metadata_state(&kiosk.store(), &kiosk.first_root, &["centre-riyue"]);
    assert_eq!(
        (empty.issued_at, empty.roles.len()),
        (None, 1),
        "the first root alone"
    );
    kiosk
        .refresh(bench.layers(), day(0))
        .await
        .expect("verifies");
    let state = metadata_state(&kiosk.store(), &kiosk.first_root, &["centre-riyue"]);
    assert_eq!(state.issued_at, Some(day(0)));
    assert_eq!(state.expires_at("centre-riyue"), Some(day(30)));
    assert_eq!(
        state.role("centre-riyue").expect("the role").expires_at,
        day(365)
    );

    // A file that somebody changed is not believed.
    for copy in ["timestamp.json.a", "timestamp.json.b"] {
        fs::remove_file(kiosk.folder.path().join(copy)).unwrap_or_default();
    }
    let forged = bench.timestamp().to_string().replace("2026", "2036");
    use sigstore_tuf::MetadataStore as _;
    kiosk
        .store()
        .store("timestamp.json", forged.as_bytes())
        .expect("stored");
    let state = metadata_state(&kiosk.store(), &kiosk.first_root, &[]);
    assert_eq!((state.issued_at, state.role("timestamp")), (None, None));
}

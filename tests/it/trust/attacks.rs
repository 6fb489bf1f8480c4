//! Every attack of the specification, as a folder of `tests/it/data/trust`: refused, and named.
//!
//! A folder holds the attacker's files and `attack.toml`, which says in order what a kiosk is served and what must
//! come of it. `honest-1` to `honest-3` are three days of an honest server. `make` writes all of it.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use tongxin::pack::trust::client::{Refusal, TrustError, Verified};
use tongxin::pack::trust::state::{MetadataState, metadata_state};

use super::{Kiosk, Layers, day, versions, well};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Attack {
    /// One sentence: what is attacked.
    what: String,
    /// Whether the honest server of the third day is believed again without any doing.
    #[serde(default = "yes")]
    passes_over: bool,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    /// Folders over one another; `.` is the attack's own.
    serves: Vec<String>,
    /// The kiosk's clock, in days after the first.
    #[serde(default = "two")]
    day: i64,
    #[serde(default = "riyue")]
    centre: String,
    /// A kiosk that has verified nothing yet.
    #[serde(default)]
    new_kiosk: bool,
    /// Files that come too slowly.
    #[serde(default)]
    slow: Vec<String>,
    /// The refusal's key; nothing is refused without one.
    refused: Option<String>,
    /// Who is refused: `repository`, `centre` or `shared`.
    #[serde(default = "repository")]
    whose: String,
    /// What the centre brings, when it brings something.
    brings: Option<String>,
}

fn yes() -> bool {
    true
}

fn two() -> i64 {
    2
}

fn riyue() -> String {
    "riyue".to_owned()
}

fn repository() -> String {
    "repository".to_owned()
}

pub(super) fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/data/trust")
}

fn attack(name: &str) -> Attack {
    let path = data().join(name).join("attack.toml");
    let text = std::fs::read_to_string(&path).expect("attack.toml");
    well(name, toml::from_str(&text))
}

pub(super) fn names() -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(data())
        .expect("the folder of attacks")
        .map(|entry| entry.expect("an entry"))
        .filter(|entry| entry.path().join("attack.toml").exists())
        .map(|entry| entry.file_name().into_string().expect("a name"))
        .collect();
    names.sort();
    names
}

fn layers(name: &str, serves: &[String], armed: bool) -> Layers {
    let folders: Vec<PathBuf> = serves
        .iter()
        .filter(|folder| armed || *folder != ".")
        .map(|folder| data().join(if folder == "." { name } else { folder }))
        .collect();
    Layers::new(&folders)
}

fn first_root() -> String {
    std::fs::read_to_string(data().join("honest-1/metadata/1.root.json")).expect("the root")
}

/// The refusal of whom the step names, or none.
fn refusal(step: &Step, verified: &Result<Verified, TrustError>) -> Option<Refusal> {
    match (&*step.whose, verified) {
        ("repository", Err(error)) => error.refusal(),
        ("centre", Ok(verified)) => verified.centre.as_ref().err()?.refusal(),
        ("shared", Ok(verified)) => verified.shared.as_ref().err()?.refusal(),
        _ => None,
    }
}

fn state(kiosk: &Kiosk) -> MetadataState {
    let roles = ["centre-riyue", "centre-guomao", "shared"];
    metadata_state(&kiosk.store(), &kiosk.first_root, &roles)
}

/// What was trusted is still there. A timestamp that is rightly signed may have moved on (specification 5.4.5), and so
/// may a role that was right in itself; nothing ever goes back.
#[track_caller]
fn untouched(name: &str, before: &MetadataState, after: &MetadataState) {
    for role in &before.roles {
        let now = after.role(&role.name);
        assert!(
            now.is_some_and(|now| now.version >= role.version),
            "{name}: {} was {} and is {now:?}",
            role.name,
            role.version
        );
    }
    for role in ["root", "targets"] {
        assert_eq!(before.role(role), after.role(role), "{name}: {role}");
    }
}

async fn run(name: &str) {
    let attack = attack(name);
    assert!(attack.what.ends_with('.'), "{name} says what it is");
    let mut kiosk = Kiosk::new(&first_root(), &attack.steps[0].centre);
    for (number, step) in attack.steps.iter().enumerate() {
        let place = format!("{name}, step {}", number + 1);
        if step.new_kiosk {
            kiosk = Kiosk::new(&first_root(), &step.centre);
        }
        let before = state(&kiosk);
        let refresh = async || {
            let mut transport = layers(name, &step.serves, true);
            transport.slow.clone_from(&step.slow);
            kiosk.refresh(transport, day(step.day)).await
        };
        let mut verified = refresh().await;
        match &step.refused {
            Some(key) => {
                // Who is refused tries again.
                for time in ["the first time", "again"] {
                    let found = refusal(step, &verified).map(Refusal::key);
                    assert_eq!(found, Some(&**key), "{place}, {time}: {verified:?}");
                    verified = refresh().await;
                }
                if step.whose == "repository" {
                    untouched(&place, &before, &state(&kiosk));
                } else {
                    others_have_news(&place, step, verified);
                }
            }
            None => {
                let centre = well(&place, well(&place, verified).centre);
                if let Some(brings) = &step.brings {
                    assert_eq!(versions(&centre).join(", "), *brings, "{place}");
                }
            }
        }
    }
    if attack.passes_over {
        let honest = Layers::new(&[data().join("honest-3")]);
        let place = format!("{name}, afterwards");
        let verified = well(&place, kiosk.refresh(honest, day(3)).await);
        well(&place, verified.centre);
        well(&place, verified.shared);
    }
}

/// One role's trouble is nobody else's.
#[track_caller]
fn others_have_news(place: &str, step: &Step, verified: Result<Verified, TrustError>) {
    let verified = well(place, verified);
    let other = if step.whose == "centre" {
        verified.shared
    } else {
        verified.centre
    };
    let other = well(place, other);
    assert!(
        !other.manifests.is_empty(),
        "{place}: the other role brings its packs"
    );
}

#[tokio::test]
async fn every_attack_is_refused_by_its_name_and_leaves_what_was_trusted() {
    let names = names();
    assert!(names.len() >= 20, "{names:?}");
    for name in names {
        run(&name).await;
    }
}

#[tokio::test]
async fn without_the_attackers_files_nothing_is_refused() {
    let mut disarmed = 0;
    for name in names() {
        let attack = attack(&name);
        // A story rests on more than the attacker's files.
        if !attack.passes_over {
            continue;
        }
        let mut kiosk = Kiosk::new(&first_root(), &attack.steps[0].centre);
        for step in &attack.steps {
            let own = step.serves.iter().any(|folder| folder == ".") || !step.slow.is_empty();
            if step.new_kiosk {
                kiosk = Kiosk::new(&first_root(), &step.centre);
            }
            let verified = kiosk
                .refresh(layers(&name, &step.serves, false), day(step.day))
                .await;
            if own && step.refused.is_some() {
                disarmed += 1;
                let verified = well(&name, verified);
                assert!(verified.centre.is_ok() && verified.shared.is_ok(), "{name}");
            }
        }
    }
    assert!(
        disarmed >= 15,
        "only {disarmed} steps rest on the attacker's files"
    );
}

#[test]
fn every_refusal_of_the_specification_has_its_folder() {
    let expected: Vec<String> = names()
        .iter()
        .flat_map(|name| attack(name).steps)
        .filter_map(|step| step.refused)
        .collect();
    for refusal in Refusal::ALL {
        assert!(
            expected.iter().any(|key| key == refusal.key()),
            "no folder expects {refusal}"
        );
    }
}

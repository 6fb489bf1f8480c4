//! Trust is TUF 1.0 (DESIGN section 5): `client` verifies, `refusal` names what it refuses, `store` keeps what was
//! verified and `state` reads it without a network, `sign` publishes, `ceremony` is the life of keys, `medium` where
//! they lie between two ceremonies; `plain` is the verifying code for other people's suites.

mod bridge;
#[cfg(feature = "server")]
pub mod ceremony;
pub mod client;
mod floor;
#[cfg(feature = "server")]
pub mod medium;
pub mod plain;
pub mod refusal;
#[cfg(feature = "server")]
pub mod sign;
pub mod state;
pub mod store;

use crate::model::manifest::SHARED;

/// The delegated role of an owner: a centre's id, or [`SHARED`].
pub fn role_of(owner: &str) -> String {
    if owner == SHARED {
        SHARED.to_owned()
    } else {
        format!("centre-{owner}")
    }
}

/// The folder an owner's targets lie in; nothing else is delegated to its role.
pub fn folder_of(owner: &str) -> String {
    if owner == SHARED {
        SHARED.to_owned()
    } else {
        format!("centres/{owner}")
    }
}

/// Target path of one version of a pack's manifest.
pub fn manifest_target(owner: &str, pack: &str, version: u64) -> String {
    format!("{}/{pack}.{version}.json", folder_of(owner))
}

/// Target path of a centre's schedule.
pub fn schedule_target(centre: &str) -> String {
    format!("{}/schedule.json", folder_of(centre))
}

/// Target path of an owner's rollout plans.
pub fn rollout_target(owner: &str) -> String {
    format!("{}/rollout.json", folder_of(owner))
}

/// What a target of an owner is, by its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TargetKind<'a> {
    Manifest {
        pack: &'a str,
        version: u64,
    },
    Schedule,
    Rollout,
    /// Of a newer publisher than this program.
    Unknown,
}

/// `None` when the path is not in the owner's folder.
pub(super) fn kind_of<'a>(owner: &str, path: &'a str) -> Option<TargetKind<'a>> {
    let name = path.strip_prefix(&folder_of(owner))?.strip_prefix('/')?;
    if name.contains('/') {
        return None;
    }
    Some(match name {
        "schedule.json" => TargetKind::Schedule,
        "rollout.json" => TargetKind::Rollout,
        _ => name
            .strip_suffix(".json")
            .and_then(|name| name.rsplit_once('.'))
            .and_then(|(pack, version)| Some((pack, version.parse().ok()?)))
            .map_or(TargetKind::Unknown, |(pack, version)| {
                TargetKind::Manifest { pack, version }
            }),
    })
}

/// A moment as the verifying library has it.
fn verifying_moment(now: chrono::DateTime<chrono::Utc>) -> jiff::Timestamp {
    jiff::Timestamp::from_second(now.timestamp()).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
}

/// A moment as we have it.
fn our_moment(at: jiff::Timestamp) -> chrono::DateTime<chrono::Utc> {
    chrono::DateTime::from_timestamp(at.as_second(), 0)
        .unwrap_or(chrono::DateTime::<chrono::Utc>::MAX_UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(owner: &str, path: &str, expected: Option<TargetKind>) {
        assert_eq!(kind_of(owner, path), expected, "{path}");
    }

    #[test]
    fn a_path_says_what_it_is_and_whose() {
        let manifest = Some(TargetKind::Manifest {
            pack: "riyue",
            version: 12,
        });
        check("riyue", &manifest_target("riyue", "riyue", 12), manifest);
        check(SHARED, &manifest_target(SHARED, "riyue", 12), manifest);
        check(
            "riyue",
            &schedule_target("riyue"),
            Some(TargetKind::Schedule),
        );
        check(SHARED, &rollout_target(SHARED), Some(TargetKind::Rollout));
        check("riyue", "centres/riyue/new.json", Some(TargetKind::Unknown));
        check("riyue", "centres/guomao/a.1.json", None);
        check("riyue", "centres/riyue-2/a.1.json", None);
        check("riyue", "centres/riyue/deeper/a.1.json", None);
        check("riyue", "shared/a.1.json", None);
    }
}

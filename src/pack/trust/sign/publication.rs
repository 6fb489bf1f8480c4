//! What one role's targets become by a publication.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;

use serde::Serialize;
use sha2::{Digest as _, Sha256};
use tough::TargetName;
use tough::schema::{Hashes, Target, Targets};

use super::super::{
    TargetKind, kind_of, manifest_target, role_of, rollout_target, schedule_target,
};
use super::state::State;
use super::{Repository, SignError};
use crate::model::manifest::{Manifest, SHARED};
use crate::model::play_schedule::PlaySchedule;
use crate::model::rollout::RolloutPlans;
use crate::pack::disk;

/// Versions of a pack that stay listed, so that a rollout can go back.
const VERSIONS_LISTED: usize = 5;

/// What is published at once.
#[derive(Debug, Clone, Copy, Default)]
pub struct Publication<'a> {
    /// A new version of a pack.
    pub manifest: Option<&'a Manifest>,
    /// A centre's schedule.
    pub schedule: Option<&'a PlaySchedule>,
    /// Which versions are meant for whom, for every pack of the owner that has a plan.
    pub rollout: Option<&'a RolloutPlans>,
}

impl Repository {
    /// Versions of a pack that kiosks can fetch, oldest first.
    pub fn versions(&self, owner: &str, pack: &str) -> Vec<u64> {
        let role = self.state.roles.get(&role_of(owner));
        let names = role
            .and_then(|role| role.content.as_ref().ok())
            .into_iter()
            .flat_map(|targets| targets.targets.keys());
        let mut versions: Vec<_> = names
            .filter_map(|name| match kind_of(owner, name.raw()) {
                Some(TargetKind::Manifest { pack: id, version }) if id == pack => Some(version),
                _ => None,
            })
            .collect();
        versions.sort_unstable();
        versions
    }

    /// Puts a publication into the owner's role. Its files are written under new names; nothing lists them yet.
    pub(super) fn apply(
        &self,
        next: &mut State,
        owner: &str,
        publication: Publication<'_>,
    ) -> Result<(), SignError> {
        let name = role_of(owner);
        let Some(role) = next.roles.get_mut(&name) else {
            return Err(SignError::NotDelegated {
                owner: owner.to_owned(),
            });
        };
        let targets = role.content.as_mut().map_err(|reason| SignError::Broken {
            name: name.clone(),
            reason: reason.clone(),
        })?;
        let Publication {
            manifest,
            schedule,
            rollout,
        } = publication;
        if let Some(manifest) = manifest {
            owned_by(owner, &manifest.centre)?;
            let path = manifest_target(owner, &manifest.id, manifest.version);
            self.put(targets, &path, manifest)?;
        }
        if let Some(schedule) = schedule {
            owned_by(owner, &schedule.centre)?;
            if owner == SHARED {
                return Err(SignError::NotPossible(
                    "shared packs have no schedule".to_owned(),
                ));
            }
            self.put(targets, &schedule_target(owner), schedule)?;
        }
        let plans = match rollout {
            Some(plans) => {
                self.put(targets, &rollout_target(owner), plans)?;
                plans.clone()
            }
            None => self.plans(targets, owner)?,
        };
        drop_old_versions(targets, owner, &plans);
        next.changed.roles.push(name);
        Ok(())
    }

    fn put<T: Serialize>(
        &self,
        targets: &mut Targets,
        path: &str,
        content: &T,
    ) -> Result<(), SignError> {
        let bytes =
            serde_json::to_vec(content).map_err(|error| SignError::Key(error.to_string()))?;
        let sha256 = Sha256::digest(&bytes).to_vec();
        let file = self.folder.join("targets").join(hashed(path, &sha256));
        disk::write_durably(&file, &bytes)?;
        let target = Target {
            length: bytes.len() as u64,
            hashes: Hashes {
                sha256: sha256.into(),
                _extra: HashMap::new(),
            },
            custom: HashMap::new(),
            _extra: HashMap::new(),
        };
        targets.targets.insert(TargetName::new(path)?, target);
        Ok(())
    }

    /// The plans that are published now.
    fn plans(&self, targets: &Targets, owner: &str) -> Result<RolloutPlans, SignError> {
        let path = rollout_target(owner);
        let Some(target) = targets.targets.get(&TargetName::new(&*path)?) else {
            return Ok(RolloutPlans::default());
        };
        let broken = |reason: String| SignError::Broken {
            name: path.clone(),
            reason,
        };
        let file = self
            .folder
            .join("targets")
            .join(hashed(&path, &target.hashes.sha256));
        let bytes = fs::read(file).map_err(|error| broken(error.to_string()))?;
        serde_json::from_slice(&bytes).map_err(|error| broken(error.to_string()))
    }

    /// Removes files of targets that an old version of a role listed and today's does not.
    pub(super) fn remove_target_files(&self, old: &Targets, now: &Targets) {
        for (name, target) in &old.targets {
            if now.targets.get(name) != Some(target) {
                let file = hashed(name.raw(), &target.hashes.sha256);
                fs::remove_file(self.folder.join("targets").join(file)).unwrap_or_default();
            }
        }
    }
}

/// Where a target's file lies: the hash goes before the last part of its path (specification 6.2).
fn hashed(path: &str, sha256: &[u8]) -> String {
    let hash = hex::encode(sha256);
    match path.rsplit_once('/') {
        Some((folder, file)) => format!("{folder}/{hash}.{file}"),
        None => format!("{hash}.{path}"),
    }
}

fn owned_by(owner: &str, says: &str) -> Result<(), SignError> {
    if owner == says {
        Ok(())
    } else {
        Err(SignError::NotPossible(format!(
            "{owner} cannot publish for {says}"
        )))
    }
}

/// Keeps the newest versions of each pack, and those that a plan names.
fn drop_old_versions(targets: &mut Targets, owner: &str, plans: &RolloutPlans) {
    let mut versions: BTreeMap<String, BTreeSet<u64>> = BTreeMap::new();
    for name in targets.targets.keys() {
        if let Some(TargetKind::Manifest { pack, version }) = kind_of(owner, name.raw()) {
            versions.entry(pack.to_owned()).or_default().insert(version);
        }
    }
    let planned = |pack: &str, version: u64| {
        plans.plan(pack).is_some_and(|plan| {
            plan.stable == Some(version)
                || plan.candidate.as_ref().map(|candidate| candidate.version) == Some(version)
        })
    };
    targets
        .targets
        .retain(|name, _| match kind_of(owner, name.raw()) {
            Some(TargetKind::Manifest { pack, version }) => {
                let newer = versions
                    .get(pack)
                    .map_or(0, |all| all.range(version + 1..).count());
                newer < VERSIONS_LISTED || planned(pack, version)
            }
            _ => true,
        });
}

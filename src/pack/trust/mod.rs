//! Trust is TUF 1.0 (DESIGN section 5): `client` verifies, `store` keeps what was verified, `sign` publishes.

pub mod client;
#[cfg(feature = "server")]
pub mod sign;
pub mod store;

/// The delegated role of a centre.
pub fn centre_role(centre: &str) -> String {
    format!("centre-{centre}")
}

/// Target path of a pack's manifest.
pub fn manifest_target(centre: &str, pack: &str) -> String {
    format!("centres/{centre}/{pack}.json")
}

/// Target path of a centre's schedule.
pub fn schedule_target(centre: &str) -> String {
    format!("schedules/{centre}/schedule.json")
}

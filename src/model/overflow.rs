//! Overflow plans: what happens when more people come than fit.
//!
//! Pure decisions. Storing what they did is `server::store`.

use serde::{Deserialize, Serialize};

/// The plan of an activity, chosen by staff. The default is first come, first served with a waitlist.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct OverflowPlan {
    /// Places kept for people who come without having registered.
    pub kept_for_walk_ins: u32,
}

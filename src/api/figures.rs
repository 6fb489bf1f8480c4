//! What the server counts for a centre's figures, on its way to kiosks.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Values by the key of [`crate::model::exhibit::FigureSource`]; a kiosk passes over keys that it does not know.
///
/// When they were right is not in it: a kiosk knows when the server last said so, changed or not.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct LiveFigures {
    /// For this kiosk's centre.
    pub values: BTreeMap<String, f64>,
}

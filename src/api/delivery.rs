//! What visitors leave at exhibits for the centre, on its way from kiosk to server.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::model::outgoing::Outgoing;

/// Most deliveries in one [`DeliveryBatch`]: the largest ones together fit in the body of a call.
pub const DELIVERY_BATCH_MAX: usize = 4;

/// What visitors left, in the order in which it happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DeliveryBatch {
    /// At most [`DELIVERY_BATCH_MAX`].
    pub deliveries: Vec<Delivery>,
}

/// One thing a visitor left.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Delivery {
    /// Made on the kiosk; sending it twice is harmless.
    pub id: Uuid,
    /// The centre at which it was left, though the kiosk may have moved since; empty is where the kiosk is now.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub centre: String,
    /// The exhibit at which it was left.
    pub exhibit: String,
    /// The language the visitor had chosen.
    pub language: String,
    /// When, by the kiosk's clock.
    pub at: DateTime<Utc>,
    /// What it is.
    #[cfg_attr(feature = "server", schema(value_type = Object))]
    pub what: Outgoing,
}

/// The answers to a [`DeliveryBatch`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct DeliveryAnswers {
    /// One for each delivery: the server has it, now or since an earlier time.
    pub taken: Vec<Uuid>,
}

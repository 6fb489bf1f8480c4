//! Paths of the server, as both ends use them.

/// Ask to join: `POST` [`super::kiosk::EnrolmentRequest`].
pub const ENROLMENTS: &str = "/api/kiosk/v1/enrolments";
/// A kiosk's own view of its enrolment: `GET ENROLMENTS/{id}` with the bearer secret.
pub const ENROLMENT: &str = "/api/kiosk/v1/enrolments/{id}";
/// Say what is on: `POST` [`super::kiosk::KioskReport`].
pub const REPORT: &str = "/api/kiosk/v1/report";
/// Server-sent events of [`super::kiosk::PushEvent`] names.
pub const EVENTS: &str = "/api/kiosk/v1/events";
/// `GET` [`super::kiosk::CentreDays`], with an ETag.
pub const CENTRE_DAYS: &str = "/api/kiosk/v1/days";
/// `POST` [`super::kiosk::CheckInBatch`].
pub const CHECK_INS: &str = "/api/kiosk/v1/check-ins";
/// What visitors left at exhibits: `POST` [`super::delivery::DeliveryBatch`].
pub const DELIVERIES: &str = "/api/kiosk/v1/deliveries";
/// `GET` [`super::wall::Walls`], with an ETag.
pub const WALLS: &str = "/api/kiosk/v1/walls";
/// `GET` [`super::figures::LiveFigures`], with an ETag.
pub const FIGURES: &str = "/api/kiosk/v1/figures";
/// TUF metadata, plain files.
pub const TUF_METADATA: &str = "/tuf/metadata/";
/// TUF targets, plain files.
pub const TUF_TARGETS: &str = "/tuf/targets/";
/// Blobs: `BLOBS` + first two hex digits + `/` + SHA-256.
pub const BLOBS: &str = "/blobs/";
/// Activities of a centre for anyone: `GET ?centre=`.
pub const PUBLIC_ACTIVITIES: &str = "/api/v1/activities";
/// The newest published manifest of a pack, for anyone: its files are public, too.
pub const PUBLISHED_PACK: &str = "/api/v1/packs/{centre}/{pack}";
/// Sign in to publish: `POST` [`super::author::SignInRequest`]; `DELETE` signs out.
pub const AUTHOR_SESSIONS: &str = "/api/author/v1/sessions";
/// Upload a pack file: `POST` its bytes.
pub const AUTHOR_UPLOADS: &str = "/api/author/v1/uploads";
/// `DELETE` throws an upload away.
pub const AUTHOR_UPLOAD: &str = "/api/author/v1/uploads/{id}";
/// Publish an upload: `POST` [`super::author::PublishRequest`].
pub const AUTHOR_PUBLISH: &str = "/api/author/v1/uploads/{id}/publish";
/// OpenAPI 3.1 of the public and the kiosk API.
pub const OPENAPI: &str = "/api/openapi.json";

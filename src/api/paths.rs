//! Paths of the server, as both ends use them.

use uuid::Uuid;

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
/// Register: `POST` [`super::registration::RegistrationRequest`].
pub const REGISTRATIONS: &str = "/api/kiosk/v1/registrations";
/// One's own registration: `POST` [`super::registration::OwnRegistrationRequest`].
pub const OWN_REGISTRATION: &str = "/api/kiosk/v1/registrations/own";
/// Send a code to a number: `POST` [`super::phone::PhoneCodeRequest`].
pub const PHONE_CODES: &str = "/api/kiosk/v1/phone-codes";
/// Type it: `POST` [`super::phone::PhoneCodeTry`].
pub const PHONE_CODE_TRIES: &str = "/api/kiosk/v1/phone-codes/tries";
/// Go on on a phone: `POST` [`super::phone::CarryOverRequest`].
pub const CARRY_OVERS: &str = "/api/kiosk/v1/carry-overs";
/// How far the phone is: `GET` [`super::phone::CarryOverState`].
pub const CARRY_OVER: &str = "/api/kiosk/v1/carry-overs/{id}";
/// The page of one occurrence for phones, followed by its id.
pub const PHONE_ACTIVITY: &str = "/a/";
/// The page of one's own registration for phones, followed by its token.
pub const PHONE_OWN: &str = "/r/";
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
/// A centre's activities as iCalendar: `GET FEED_CENTRES + {centre}.ics`, with `?category=` ([`Category::key`]) and
/// `?lang=` (`en`, `zh-CN`); anyone may. Use [`centre_feed`].
///
/// [`Category::key`]: crate::model::activity::Category::key
pub const FEED_CENTRES: &str = "/feeds/centres/";
/// One occurrence as iCalendar: `GET FEED_OCCURRENCES + {id}.ics`, with `?lang=`. Use [`occurrence_feed`].
pub const FEED_OCCURRENCES: &str = "/feeds/occurrences/";
/// [`FEED_CENTRES`] as OpenAPI names it.
pub const FEED_OF_CENTRE: &str = "/feeds/centres/{centre}.ics";
/// [`FEED_OCCURRENCES`] as OpenAPI names it.
pub const FEED_OF_OCCURRENCE: &str = "/feeds/occurrences/{id}.ics";
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
/// Of a kiosk, for kiosks of its centre: `GET ?after=` and `POST` a [`super::neighbours::SeenPage`].
pub const NEIGHBOURS_SEEN: &str = "/neighbours/seen";

/// The path of a centre's feed, of one category or all.
pub fn centre_feed(centre: &str, category: Option<&str>, language: &str) -> String {
    let category = category.map(|category| format!("category={category}&"));
    format!(
        "{FEED_CENTRES}{centre}.ics?{}lang={language}",
        category.unwrap_or_default()
    )
}

/// The path of the feed that puts one occurrence into a phone's calendar.
pub fn occurrence_feed(occurrence: Uuid, language: &str) -> String {
    format!("{FEED_OCCURRENCES}{occurrence}.ics?lang={language}")
}

//! The page of one's own registration: how it stands, the pass, and what can be done; and the page that finds it.

use askama::Template;
use axum::response::Html;
use chrono_tz::Tz;
use fast_qr::convert::Builder as _;
use fast_qr::convert::svg::SvgBuilder;
use fast_qr::{ECL, QRBuilder};

use super::{Frame, html};
use crate::api::paths;
use crate::api::registration::OwnRegistration;
use crate::locale;
use crate::model::check_in::spaced_code;
use crate::model::registration::{AgeBand, Standing};
use crate::server::ServerError;

/// White modules around a code (ISO/IEC 18004, 9.1).
const QUIET_MODULES: usize = 4;

struct Person {
    id: String,
    name: String,
    code: String,
    standing: String,
    tone: &'static str,
    came: bool,
    active: bool,
}

#[derive(Template)]
#[template(path = "own.html", config = "config/askama-phone.toml")]
struct OwnPage {
    page: Frame,
    token: String,
    done: Option<String>,
    trouble: Option<String>,
    title: String,
    when: String,
    room: String,
    course: bool,
    heading: String,
    why: String,
    tone: &'static str,
    position: Option<String>,
    offer_until: Option<String>,
    draw_at: Option<String>,
    pass: Option<String>,
    people: Vec<Person>,
    calendar: String,
    activity: String,
    holds: bool,
    active: bool,
    several: bool,
    ages: Vec<(&'static str, String)>,
}

fn tone(standing: Standing) -> &'static str {
    match standing {
        Standing::Confirmed | Standing::Offered => "good",
        Standing::Waiting | Standing::Entered | Standing::Standby => "wait",
        Standing::Released | Standing::Canceled => "bad",
    }
}

/// The page.
pub(in crate::server) fn page(
    frame: Frame,
    zone: Tz,
    token: &str,
    own: &OwnRegistration,
    done: Option<String>,
    trouble: Option<String>,
) -> Result<Html<String>, ServerError> {
    let active = own.standing != Standing::Canceled && !own.occurrence_canceled;
    let pass = own
        .pass
        .as_ref()
        .filter(|_| active)
        .map(|pass| picture(pass))
        .transpose()?;
    let names: Vec<_> = own
        .people
        .iter()
        .map(|person| person.masked_name.as_str())
        .collect();
    let names = locale::catalog(frame.language()).told_apart(&names);
    let people = own
        .people
        .iter()
        .zip(names)
        .map(|(person, name)| Person {
            id: person.registration.to_string(),
            name,
            code: spaced_code(&person.code),
            standing: frame.t(&format!("standing-{}", person.standing.key())),
            tone: tone(person.standing),
            came: person.came,
            active: person.standing != Standing::Canceled,
        })
        .collect();
    let heading = if own.occurrence_canceled {
        frame.t("closed-canceled")
    } else {
        frame.t(&format!("own-{}", own.standing.key()))
    };
    html(&OwnPage {
        token: token.to_owned(),
        done,
        trouble,
        title: frame.local(&own.title),
        when: frame.when(own.starts_at, own.ends_at, zone),
        room: frame.local(&own.room),
        course: own.course,
        heading,
        // A place needs no reason.
        why: if own.standing == Standing::Confirmed {
            String::new()
        } else {
            frame.local(&own.why)
        },
        tone: if own.occurrence_canceled {
            "bad"
        } else {
            tone(own.standing)
        },
        position: own
            .position
            .filter(|_| active)
            .map(|position| frame.with("own-position", [("position", position.into())])),
        offer_until: own
            .offer_until
            .filter(|_| active)
            .map(|at| frame.s("own-offer-until", "time", &frame.moment(at, zone))),
        draw_at: own
            .draw_at
            .filter(|_| active)
            .map(|at| frame.s("own-draw-at", "time", &frame.moment(at, zone))),
        pass,
        people,
        calendar: paths::occurrence_feed(own.occurrence, frame.language()),
        activity: format!("{}{}", paths::PHONE_ACTIVITY, own.occurrence),
        holds: own.standing == Standing::Confirmed,
        active,
        several: own.people.len() > 1,
        ages: AgeBand::ALL
            .into_iter()
            .map(|band| (band.key(), frame.shared(&format!("age-{}", band.key()))))
            .collect(),
        page: frame,
    })
}

/// A pass as a picture that any screen shows sharply.
fn picture(pass: &str) -> Result<String, ServerError> {
    let code = QRBuilder::new(pass)
        .ecl(ECL::M)
        .build()
        .map_err(|error| ServerError::Internal(format!("a pass makes no QR code: {error:?}")))?;
    Ok(SvgBuilder::default().margin(QUIET_MODULES).to_str(&code))
}

#[derive(Template)]
#[template(path = "find.html", config = "config/askama-phone.toml")]
struct FindPage {
    page: Frame,
    trouble: Option<String>,
}

/// The page that asks for a code and the last digits of a number.
pub(in crate::server) fn find_page(
    frame: Frame,
    trouble: Option<String>,
) -> Result<Html<String>, ServerError> {
    html(&FindPage {
        page: frame,
        trouble,
    })
}

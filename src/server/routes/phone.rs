//! What visitors do on their own phones: register, see how it stands, take an offer, change, give up.
//!
//! No scripts, no other servers. A form carries a token that belongs to the browser it was given to; what is filled in
//! travels in the form itself, so that nothing is kept of those who do not finish.

mod visitor;

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use uuid::Uuid;

use self::visitor::{CARRY_COOKIE, Visitor, VisitorForm, visitor_cookie};
use super::who::Fields;
use crate::api::paths;
use crate::api::phone::{PhoneCodeAnswer, PhoneCodeTried};
use crate::api::registration::{
    OwnRegistration, OwnRegistrationRequest, OwnWish, OwnershipProof, RegistrationAnswer,
    RegistrationRequest,
};
use crate::locale;
use crate::model::phone_code::is_code;
use crate::model::registration::{
    AgeBand, FAMILY_MAX, GuardianConsent, NAME_CHARS_MAX, PersonToRegister, RegistrationReason,
    RegistrationSource, check_people,
};
use crate::server::limits::network;
use crate::server::messages::own_path;
use crate::server::phone_pages::activity::{Draft, Faults, Shown};
use crate::server::phone_pages::{self, Frame};
use crate::server::store::activities::Listed;
use crate::server::{App, ServerError, console, store};

const PHONE_CHARS_MAX: usize = 24;

/// Whether a path is one of these pages.
pub(super) fn is_page(path: &str) -> bool {
    path == "/r"
        || ["/a/", "/r/", "/c/"]
            .iter()
            .any(|start| path.starts_with(start))
}

/// The style of these pages.
pub(super) async fn file(Path(name): Path<String>) -> Result<Response, ServerError> {
    if name != "phone.css" {
        return Err(ServerError::NotFound);
    }
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, phone_pages::STYLE).into_response())
}

async fn listed(app: &App, occurrence: Uuid) -> Result<Listed, ServerError> {
    store::activities::by_occurrence(&mut *app.store.read().await?, occurrence)
        .await?
        .ok_or(ServerError::NotFound)
}

/// One occurrence, and the form.
pub(super) async fn activity(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(occurrence): Path<Uuid>,
) -> Result<Response, ServerError> {
    let listed = listed(&app, occurrence).await?;
    let page = activity_page(&app, &visitor, &listed, Draft::empty(), Faults::new(), None)?;
    Ok(visitor.answer(&app, page))
}

fn activity_page(
    app: &App,
    visitor: &Visitor,
    listed: &Listed,
    draft: Draft,
    faults: Faults,
    trouble: Option<String>,
) -> Result<Html<String>, ServerError> {
    let centre = console::chosen_centre(app, &listed.activity.centre);
    let shown = Shown {
        draft,
        faults,
        trouble,
        confirms: app.confirms_numbers(),
        carried: visitor.carry.is_some(),
        over: listed.occurrence.ends_at <= app.now(),
    };
    phone_pages::activity::page(visitor.frame(app, &centre.id), centre, listed, shown)
}

/// A kiosk's QR code: the visit goes on here.
pub(super) async fn carry_over(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(token): Path<String>,
) -> Result<Response, ServerError> {
    app.limits.phone_form(visitor.address.0)?;
    let carry = app
        .open_carry_over(&token)
        .await?
        .ok_or(ServerError::Conflict("carry_over_gone"))?;
    let language = locale::languages()
        .into_iter()
        .find(|known| *known == carry.language)
        .unwrap_or(visitor.language);
    let to = format!(
        "{}{}?lang={language}",
        paths::PHONE_ACTIVITY,
        carry.occurrence
    );
    let mut response = Redirect::to(&to).into_response();
    let cookie = visitor_cookie(&app, CARRY_COOKIE, token);
    if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    Ok(response)
}

/// What was filled in.
fn read_draft(fields: &Fields) -> Result<Draft, ServerError> {
    let id: Uuid = fields
        .get("id")
        .parse()
        .ok()
        .filter(|id| *id != Uuid::nil())
        .ok_or_else(|| ServerError::Malformed("the form has no id".to_owned()))?;
    let names = (0..FAMILY_MAX).take_while(|i| fields.has(&format!("name-{i}")));
    let mut people: Vec<_> = names
        .map(|i| {
            (
                fields.line(&format!("name-{i}"), NAME_CHARS_MAX),
                fields.line(&format!("age-{i}"), 16),
            )
        })
        .collect();
    if people.is_empty() {
        people.push((String::new(), String::new()));
    }
    Ok(Draft {
        id,
        people,
        guardian: fields.line("guardian", NAME_CHARS_MAX),
        consents: fields.get("consents") == "yes",
        phone: fields.line("phone", PHONE_CHARS_MAX),
    })
}

fn people_of(draft: &Draft) -> Vec<PersonToRegister> {
    draft
        .people
        .iter()
        .map(|(name, age)| PersonToRegister {
            name: name.clone(),
            age_band: AgeBand::from_key(age),
        })
        .collect()
}

fn guardian_of(app: &App, draft: &Draft) -> Option<GuardianConsent> {
    (draft.consents && !draft.guardian.is_empty()).then(|| GuardianConsent {
        name: draft.guardian.clone(),
        consented_at: app.now(),
    })
}

/// What is wrong with the form, by field.
fn faults(app: &App, frame: &Frame, listed: &Listed, draft: &Draft) -> Faults {
    let mut faults = Faults::new();
    for (i, (name, _)) in draft.people.iter().enumerate() {
        if name.is_empty() {
            faults.insert(format!("name-{i}"), frame.t("fault-name"));
        }
    }
    if !draft.phone.is_empty() && app.a_phone(&draft.phone).is_err() {
        faults.insert("phone".to_owned(), frame.t("fault-phone"));
    }
    let people = people_of(draft);
    if let Err(RegistrationReason::GuardianNeeded) = check_people(
        &people,
        guardian_of(app, draft).as_ref(),
        &listed.activity.details,
    ) {
        faults.insert("guardian".to_owned(), frame.t("fault-guardian"));
    }
    faults
}

fn reason_in_words(frame: &Frame, reason: RegistrationReason) -> String {
    let key = reason.key().replace('_', "-");
    let said = frame.shared(&format!("registration-reason-{key}"));
    let more = frame.shared(&format!("register-answer-{key}-more"));
    format!("{said}. {more}")
}

/// Everything the form can do: one person more or fewer, send a code, take a code, register.
pub(super) async fn register(
    State(app): State<Arc<App>>,
    Path(occurrence): Path<Uuid>,
    form: VisitorForm,
) -> Result<Response, ServerError> {
    let VisitorForm { visitor, fields } = form;
    let listed = listed(&app, occurrence).await?;
    let mut draft = read_draft(&fields)?;
    let wish = fields.get("do");
    let again = |draft, faults, trouble| {
        let page = activity_page(&app, &visitor, &listed, draft, faults, trouble)?;
        Ok::<_, ServerError>((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    };
    if wish == "more" && draft.people.len() < FAMILY_MAX {
        draft.people.push((String::new(), String::new()));
        let page = activity_page(&app, &visitor, &listed, draft, Faults::new(), None)?;
        return Ok(page.into_response());
    }
    if let Some(i) = wish
        .strip_prefix("less-")
        .and_then(|i| i.parse::<usize>().ok())
    {
        if i < draft.people.len() && draft.people.len() > 1 {
            draft.people.remove(i);
        }
        let page = activity_page(&app, &visitor, &listed, draft, Faults::new(), None)?;
        return Ok(page.into_response());
    }
    let frame = visitor.frame(&app, &listed.activity.centre);
    let faults = faults(&app, &frame, &listed, &draft);
    if !faults.is_empty() || wish == "edit" {
        return again(draft, faults, None);
    }
    let mut confirmation = None;
    if !draft.phone.is_empty() && app.confirms_numbers() {
        match confirmed(&app, &visitor, &listed, &frame, &draft, &fields).await? {
            Confirmed::Yes(token) => confirmation = Some(token),
            Confirmed::Ask(sent, trouble) => {
                let page = phone_pages::activity::code_page(frame, &listed, draft, sent, trouble)?;
                return Ok(page.into_response());
            }
            Confirmed::No(trouble) => {
                let faults = Faults::from([("phone".to_owned(), trouble)]);
                return again(draft, faults, None);
            }
        }
    }
    let request = RegistrationRequest {
        id: draft.id,
        occurrence,
        people: people_of(&draft),
        phone: draft.phone.clone(),
        phone_confirmation: confirmation,
        guardian: guardian_of(&app, &draft),
        source: RegistrationSource::Phone,
        language: visitor.language.to_owned(),
    };
    let answer = app.register_visitors(&Visitor::actor(), &request).await?;
    let Some(own) = answer
        .registration
        .as_ref()
        .filter(|_| answer.reason.is_taken())
    else {
        let trouble = reason_in_words(&frame, answer.reason);
        return again(draft, Faults::new(), Some(trouble));
    };
    app.tell_registration(&listed.activity.centre, &request, &answer)
        .await?;
    if let Some(token) = &visitor.carry {
        app.carry_over_done(token, occurrence, &answer).await?;
    }
    let to = format!("{}?done=registered", own_path(own));
    let mut response = Redirect::to(&to).into_response();
    if visitor.carry.is_some() {
        // Used: what this phone does next is no kiosk's business.
        let gone = format!("{CARRY_COOKIE}=; Path=/; Max-Age=0");
        if let Ok(value) = HeaderValue::from_str(&gone) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    Ok(response)
}

/// Where a number's confirmation stands.
enum Confirmed {
    /// It is confirmed.
    Yes(String),
    /// A code was sent under this id; what was wrong with the last try.
    Ask(Uuid, Option<String>),
    /// No code can be sent; why.
    No(String),
}

async fn confirmed(
    app: &App,
    visitor: &Visitor,
    listed: &Listed,
    frame: &Frame,
    draft: &Draft,
    fields: &Fields,
) -> Result<Confirmed, ServerError> {
    let sent: Option<Uuid> = fields.get("sent").parse().ok();
    let digits: String = fields
        .get("code")
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    if let (Some(sent), "code") = (sent, fields.get("do")) {
        if !is_code(&digits) {
            return Ok(Confirmed::Ask(sent, Some(frame.t("code-six"))));
        }
        return Ok(
            match app.try_phone_code(sent, &draft.phone, &digits).await? {
                PhoneCodeTried::Confirmed { confirmation } => Confirmed::Yes(confirmation),
                PhoneCodeTried::Wrong { tries_left } => {
                    let words = frame.with("code-wrong", [("left", tries_left.into())]);
                    Confirmed::Ask(sent, Some(words))
                }
                PhoneCodeTried::Over => Confirmed::Ask(sent, Some(frame.t("code-over"))),
            },
        );
    }
    let id = Uuid::new_v4();
    let asker = network(visitor.address.0).to_string();
    let centre = &listed.activity.centre;
    let answer = app
        .answer_phone_code(id, centre, &asker, &draft.phone, visitor.language)
        .await?;
    Ok(match (answer, sent) {
        (PhoneCodeAnswer::Sent, _) => Confirmed::Ask(id, None),
        (PhoneCodeAnswer::Wait { wait_secs }, Some(sent)) => {
            let words = frame.with("code-wait", [("seconds", wait_secs.into())]);
            Confirmed::Ask(sent, Some(words))
        }
        (PhoneCodeAnswer::Wait { wait_secs }, None) => {
            Confirmed::No(frame.with("code-wait", [("seconds", wait_secs.into())]))
        }
        (PhoneCodeAnswer::PhoneUnclear | PhoneCodeAnswer::NotNeeded, _) => {
            Confirmed::No(frame.t("fault-phone"))
        }
    })
}

fn proof_of(token: &str) -> Result<OwnershipProof, ServerError> {
    let (party, token) = token.split_once('-').ok_or(ServerError::NotFound)?;
    let party = party.parse().map_err(|_| ServerError::NotFound)?;
    Ok(OwnershipProof::Token {
        party,
        token: token.to_owned(),
    })
}

/// What the page of one's own registration is to say on top.
#[derive(Debug, Deserialize)]
pub(super) struct OwnQuery {
    done: Option<String>,
}

async fn asked(
    app: &App,
    proof: OwnershipProof,
    centre: &str,
    tries_of: Uuid,
    wish: OwnWish,
) -> Result<RegistrationAnswer, ServerError> {
    let request = OwnRegistrationRequest {
        id: Uuid::new_v4(),
        proof,
        wish,
    };
    app.own_registration(centre, tries_of, &request).await
}

/// One's own registration.
pub(super) async fn own(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(token): Path<String>,
    Query(query): Query<OwnQuery>,
) -> Result<Response, ServerError> {
    let answer = asked(&app, proof_of(&token)?, "", Uuid::nil(), OwnWish::Look).await?;
    let own = answer.registration.ok_or(ServerError::NotFound)?;
    let done = query
        .done
        .filter(|done| ["registered", "changed", "canceled", "accepted"].contains(&done.as_str()));
    let page = own_page(&app, &visitor, &token, &own, done, None).await?;
    Ok(visitor.answer(&app, page))
}

async fn own_page(
    app: &App,
    visitor: &Visitor,
    token: &str,
    own: &OwnRegistration,
    done: Option<String>,
    trouble: Option<String>,
) -> Result<Html<String>, ServerError> {
    let listed = listed(app, own.occurrence).await?;
    let centre = console::chosen_centre(app, &listed.activity.centre);
    let frame = visitor.frame(app, &centre.id);
    let done = done.map(|done| frame.t(&format!("done-{done}")));
    phone_pages::own::page(frame, centre.time_zone, token, own, done, trouble)
}

/// Takes an offer, changes or gives up.
pub(super) async fn change(
    State(app): State<Arc<App>>,
    Path(token): Path<String>,
    form: VisitorForm,
) -> Result<Response, ServerError> {
    let VisitorForm { visitor, fields } = form;
    let (wish, done) = match fields.get("do") {
        "accept" => (OwnWish::Accept, "accepted"),
        "cancel" => {
            let registrations = Vec::new();
            (OwnWish::Cancel { registrations }, "canceled")
        }
        "some" => {
            let named = fields.all("who").into_iter();
            let registrations: Vec<Uuid> = named.filter_map(|id| id.parse().ok()).collect();
            // Nobody is ticked: that is not everyone.
            if registrations.is_empty() {
                return Ok(Redirect::to(&format!("{}{token}", paths::PHONE_OWN)).into_response());
            }
            (OwnWish::Cancel { registrations }, "canceled")
        }
        "change" => {
            let draft = read_draft(&fields)?;
            let wish = OwnWish::Change {
                people: people_of(&draft),
                guardian: guardian_of(&app, &draft),
            };
            (wish, "changed")
        }
        _ => {
            return Err(ServerError::Malformed(
                "the form asks for nothing".to_owned(),
            ));
        }
    };
    let answer = asked(&app, proof_of(&token)?, "", Uuid::nil(), wish).await?;
    let own = answer.registration.ok_or(ServerError::NotFound)?;
    if answer.reason.is_taken() {
        return Ok(
            Redirect::to(&format!("{}{token}?done={done}", paths::PHONE_OWN)).into_response(),
        );
    }
    let listed = listed(&app, own.occurrence).await?;
    let frame = visitor.frame(&app, &listed.activity.centre);
    let trouble = reason_in_words(&frame, answer.reason);
    let page = own_page(&app, &visitor, &token, &own, None, Some(trouble)).await?;
    Ok((StatusCode::CONFLICT, page).into_response())
}

/// Which centre's code.
#[derive(Debug, Deserialize)]
pub(super) struct FindQuery {
    #[serde(default)]
    centre: String,
}

/// The page that finds one's own registration by its code.
pub(super) async fn find_page(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Query(query): Query<FindQuery>,
) -> Result<Response, ServerError> {
    let page = phone_pages::own::find_page(visitor.frame(&app, &query.centre), None)?;
    Ok(visitor.answer(&app, page))
}

/// Finds it. Whatever is not found is answered alike.
pub(super) async fn find(
    State(app): State<Arc<App>>,
    Query(query): Query<FindQuery>,
    form: VisitorForm,
) -> Result<Response, ServerError> {
    let VisitorForm { visitor, fields } = form;
    let digits = |name| {
        fields
            .get(name)
            .chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    let centre = console::chosen_centre(&app, &query.centre);
    let proof = OwnershipProof::Code {
        code: digits("code"),
        phone_tail: digits("tail"),
    };
    // Wrong codes are counted for the address they come from.
    let address = network(visitor.address.0).to_string();
    let tries_of = app.secrets.personal_hash("address", &address)[..32]
        .parse()
        .unwrap_or_default();
    let answer = asked(&app, proof, &centre.id, tries_of, OwnWish::Look).await?;
    let Some(own) = answer.registration else {
        let frame = visitor.frame(&app, &centre.id);
        let trouble = Some(frame.t("find-nothing"));
        let page = phone_pages::own::find_page(frame, trouble)?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    Ok(Redirect::to(&own_path(&own)).into_response())
}

//! The page of one person who is registered: correct, hand out, erase. Only here is a name shown whole.

use askama::Template;
use axum::response::Html;
use uuid::Uuid;

use super::page::Page;
use super::{activities, html, words};
use crate::model::registration::AgeBand;
use crate::server::app::local_day;
use crate::server::routes::SignedIn;
use crate::server::{App, ServerError, store};

#[derive(Template)]
#[template(path = "person.html", config = "config/askama.toml")]
struct PersonPage {
    page: Page,
    id: String,
    occurrence: String,
    title: String,
    day: String,
    name: String,
    phone: String,
    guardian: String,
    age_key: String,
    ages: Vec<(&'static str, String)>,
}

/// The page.
pub(in crate::server) async fn page(
    app: &App,
    by: &SignedIn,
    registration: Uuid,
) -> Result<Html<String>, ServerError> {
    let mut conn = app.store.read().await?;
    let row = store::registrations::by_id(&mut conn, registration)
        .await?
        .filter(|row| row.forgotten_at.is_none())
        .ok_or(ServerError::NotFound)?;
    let listed = store::activities::by_occurrence(&mut conn, row.occurrence)
        .await?
        .ok_or(ServerError::NotFound)?;
    let centre = super::chosen_centre(app, &listed.activity.centre);
    let page = Page {
        centres: Vec::new(),
        ..Page::new(app, by, "activities", &centre.id)
    };
    let day = local_day(listed.occurrence.starts_at, centre.time_zone);
    html(&PersonPage {
        id: row.id.to_string(),
        occurrence: row.occurrence.to_string(),
        title: words::local(page.words, &listed.activity.title),
        day: words::day(page.words, day),
        phone: row.phone_masked.unwrap_or_default(),
        guardian: row.guardian.map(|given| given.name).unwrap_or_default(),
        age_key: row.age_band.map_or("", AgeBand::key).to_owned(),
        ages: activities::ages(page.words),
        name: row.name,
        page,
    })
}

//! The page of packs: what is published, and what an upload would change.

use askama::Template;
use axum::response::Html;
use uuid::Uuid;

use super::page::{Page, Words};
use super::{html, words};
use crate::locale;
use crate::model::exhibit::ExhibitContent;
use crate::model::manifest::Manifest;
use crate::pack::archive::ArchiveError;
use crate::pack::author::{Checked, Problem, Severity};
use crate::pack::diff::{Changes, Fate};
use crate::server::routes::SignedIn;
use crate::server::{App, ServerError, store};

struct Tile {
    title: String,
    kind: String,
    picture: Option<String>,
}

struct Pack {
    id: String,
    title: String,
    tagline: String,
    cover: Option<String>,
    version: u64,
    published: String,
    size: String,
    files: u32,
    exhibits: Vec<Tile>,
}

struct Version {
    pack: String,
    version: u64,
    at: String,
    by: String,
    current: bool,
    size: String,
}

#[derive(Template)]
#[template(path = "packs.html", config = "config/askama.toml")]
struct PacksPage {
    page: Page,
    packs: Vec<Pack>,
    versions: Vec<Version>,
}

/// The page.
pub(in crate::server) async fn page(
    app: &App,
    by: &SignedIn,
    centre: &str,
) -> Result<Html<String>, ServerError> {
    let centre = super::chosen_centre(app, centre);
    let page = Page::new(app, by, "packs", &centre.id);
    let mut conn = app.store.read().await?;
    let current = store::packs::current(&mut conn, &centre.id).await?;
    let versions = store::packs::versions(&mut conn, &centre.id).await?;
    let at = |at| words::moment(page.words, at, app.now(), centre.time_zone);
    let packs = current
        .iter()
        .map(|version| {
            pack(
                page.words,
                &version.manifest,
                version.published_at.map(at).unwrap_or_default(),
            )
        })
        .collect();
    let versions = versions
        .iter()
        .map(|version| Version {
            pack: version.manifest.id.clone(),
            version: version.manifest.version,
            at: version.published_at.map(at).unwrap_or_default(),
            by: page
                .words
                .known(&format!("program-{}", version.published_by))
                .unwrap_or_else(|| version.published_by.clone()),
            current: current.iter().any(|now| {
                now.manifest.id == version.manifest.id
                    && now.manifest.version == version.manifest.version
            }),
            size: words::bytes(version.manifest.blob_bytes()),
        })
        .collect();
    html(&PacksPage {
        page,
        packs,
        versions,
    })
}

fn pack(words: Words, manifest: &Manifest, published: String) -> Pack {
    Pack {
        id: manifest.id.clone(),
        title: words::local(words, &manifest.title),
        tagline: words::local(words, &manifest.tagline),
        cover: blob_address(manifest, &manifest.cover),
        version: manifest.version,
        published,
        size: words::bytes(manifest.blob_bytes()),
        files: u32::try_from(manifest.files.len()).unwrap_or(u32::MAX),
        exhibits: manifest
            .exhibits
            .iter()
            .map(|exhibit| tile(words, manifest, exhibit))
            .collect(),
    }
}

fn tile(words: Words, manifest: &Manifest, exhibit: &crate::model::exhibit::Exhibit) -> Tile {
    let kind = match &exhibit.content {
        ExhibitContent::Story { pages } => words.n("exhibit-story", "count", &count(pages.len())),
        ExhibitContent::Gallery { pictures } => {
            words.n("exhibit-gallery", "count", &count(pictures.len()))
        }
        ExhibitContent::Quiz { questions } => {
            words.n("exhibit-quiz", "count", &count(questions.len()))
        }
    };
    Tile {
        title: words::local(words, &exhibit.title),
        kind,
        picture: blob_address(manifest, &exhibit.cover),
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Where a browser gets a picture of a published pack.
pub(super) fn blob_address(manifest: &Manifest, path: &str) -> Option<String> {
    let sha256 = &manifest.files.get(path)?.sha256;
    Some(format!(
        "{}{}/{sha256}",
        crate::api::paths::BLOBS,
        sha256.get(..2)?
    ))
}

struct ProblemLine {
    error: bool,
    place: String,
    what: String,
    remedy: String,
}

fn problem_lines(language: &str, problems: &[Problem]) -> Vec<ProblemLine> {
    let mut lines: Vec<_> = problems
        .iter()
        .map(|problem| ProblemLine {
            error: problem.severity == Severity::Error,
            place: problem.place(),
            what: problem.what(language),
            remedy: problem.remedy(language),
        })
        .collect();
    // What keeps the pack from being published comes first; within that, as the check found it.
    lines.sort_by_key(|line| !line.error);
    lines
}

#[derive(Template)]
#[template(path = "upload-good.html", config = "config/askama.toml")]
struct GoodUpload {
    words: Words,
    form_token: String,
    id: String,
    file_name: String,
    title: String,
    pack: String,
    centre: String,
    exhibits: u32,
    changes: Changes,
    added: Vec<String>,
    changed: Vec<String>,
    removed: Vec<String>,
    new_files: u32,
    new_size: String,
    version_next: u64,
    examples: u32,
    kiosks: u32,
    warnings: Vec<ProblemLine>,
}

/// An upload without errors: what publishing it would change.
pub(in crate::server) async fn good_upload(
    app: &App,
    by: &SignedIn,
    id: Uuid,
    file_name: &str,
    checked: &Checked,
) -> Result<Html<String>, ServerError> {
    let words = Words::new(locale::catalog(by.language));
    let Some(manifest) = &checked.manifest else {
        return Ok(refused_upload(by, file_name, checked));
    };
    let mut conn = app.store.read().await?;
    let current = store::packs::current(&mut conn, &manifest.centre).await?;
    let now = current
        .iter()
        .map(|version| &version.manifest)
        .find(|now| now.id == manifest.id);
    let kiosks = store::kiosks::in_state(&mut conn, store::kiosks::KioskState::Approved).await?;
    let costs = app.chunk_costs(id, now, manifest).await?;
    let changes = Changes::between(now, manifest, &|file| costs.bytes_for(file));
    let titles = |fate| {
        let titles = changes
            .with(fate)
            .map(|exhibit| words::local(words, &exhibit.title));
        titles.collect::<Vec<_>>()
    };
    html(&GoodUpload {
        words,
        form_token: by.form_token.clone(),
        id: id.to_string(),
        file_name: file_name.to_owned(),
        title: words::local(words, &manifest.title),
        pack: manifest.id.clone(),
        centre: words::local(words, &super::chosen_centre(app, &manifest.centre).title),
        exhibits: count(manifest.exhibits.len()),
        added: titles(Fate::Added),
        changed: titles(Fate::Changed),
        removed: titles(Fate::Removed),
        new_files: count(changes.total.files),
        new_size: words::bytes(changes.total.bytes),
        version_next: changes.version_now.unwrap_or(0) + 1,
        changes,
        examples: count(checked.activities.len()),
        kiosks: count(
            kiosks
                .iter()
                .filter(|kiosk| kiosk.centre == manifest.centre)
                .count(),
        ),
        warnings: problem_lines(by.language, &checked.problems),
    })
}

#[derive(Template)]
#[template(path = "upload-refused.html", config = "config/askama.toml")]
struct RefusedUpload {
    words: Words,
    file_name: String,
    errors: u32,
    problems: Vec<ProblemLine>,
    /// A reason that is about the file as a whole.
    whole: Option<String>,
}

/// An upload with errors: every one of them.
pub(in crate::server) fn refused_upload(
    by: &SignedIn,
    file_name: &str,
    checked: &Checked,
) -> Html<String> {
    let words = Words::new(locale::catalog(by.language));
    let problems = problem_lines(by.language, &checked.problems);
    let errors = count(problems.iter().filter(|problem| problem.error).count());
    // Nothing wrong inside: then it is for a centre that is not here.
    let stranger = checked
        .manifest
        .as_ref()
        .map(|manifest| unknown_centre(by.language, &manifest.centre));
    let page = RefusedUpload {
        words,
        file_name: file_name.to_owned(),
        errors,
        problems,
        whole: stranger,
    };
    Html(page.render().unwrap_or_default())
}

/// That a pack is for a centre this server does not have.
pub(in crate::server) fn unknown_centre(language: &str, centre: &str) -> String {
    Words::new(locale::catalog(language)).s("upload-unknown-centre", "centre", centre)
}

/// An upload that cannot even be unpacked.
pub(in crate::server) fn unreadable_upload(
    by: &SignedIn,
    file_name: &str,
    error: &ArchiveError,
) -> Html<String> {
    let words = Words::new(locale::catalog(by.language));
    let page = RefusedUpload {
        words,
        file_name: file_name.to_owned(),
        errors: 1,
        problems: Vec::new(),
        whole: Some(error.explain(by.language)),
    };
    Html(page.render().unwrap_or_default())
}

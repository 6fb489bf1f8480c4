//! The page of packs: what is published, and what an upload would change.

use askama::Template;
use axum::response::Html;
use uuid::Uuid;

use super::page::{Page, Words};
use super::rollouts::OpenRollouts;
use super::{Owner, html, words};
use crate::locale;
use crate::model::manifest::{Manifest, SHARED};
use crate::model::rollout::RolloutPolicy;
use crate::pack::archive::ArchiveError;
use crate::pack::author::{Checked, Problem, Severity};
use crate::pack::diff::{Changes, Fate};
use crate::server::routes::SignedIn;
use crate::server::store::kiosks::Kiosk;
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
    title: String,
    version: u64,
    at: String,
    by: String,
    current: bool,
    size: String,
    rollout: Option<RolloutLink>,
    /// Whether kiosks can still fetch it, and it is not for all already.
    choosable: bool,
    /// Which version is for all now.
    instead_of: Option<u64>,
}

struct RolloutLink {
    id: String,
    tag: &'static str,
    state: String,
}

#[derive(Template)]
#[template(path = "packs.html", config = "config/askama.toml")]
struct PacksPage {
    page: Page,
    owner: Owner,
    shared: bool,
    open: OpenRollouts,
    packs: Vec<Pack>,
    versions: Vec<Version>,
}

/// The page.
pub(in crate::server) async fn page(
    app: &App,
    by: &SignedIn,
    owner: &str,
) -> Result<Html<String>, ServerError> {
    let page = Page::new(app, by, "packs", &super::chosen_centre(app, owner).id);
    let owner = super::chosen_owner(app, page.words, owner);
    let current = app.current_packs(&owner.id).await?;
    let mut conn = app.store.read().await?;
    let published = store::packs::versions(&mut conn, &owner.id).await?;
    let rollouts = store::rollouts::of_owner(&mut conn, &owner.id).await?;
    let anything_shared = !store::packs::current(&mut conn, SHARED).await?.is_empty();
    drop(conn);
    let words = page.words;
    let at = |at| words::moment(words, at, app.now(), owner.time_zone);
    let packs = current
        .iter()
        .map(|version| {
            let published = version.published_at.map(at).unwrap_or_default();
            pack(words, &version.manifest, published)
        })
        .collect();
    let mut versions = Vec::new();
    for version in &published {
        let manifest = &version.manifest;
        let for_all = current
            .iter()
            .map(|now| &now.manifest)
            .find(|now| now.id == manifest.id)
            .map(|now| now.version);
        let rollout = rollouts
            .iter()
            .find(|rollout| rollout.pack == manifest.id && rollout.version == manifest.version);
        let listed = app.listed_versions(&owner.id, &manifest.id).await;
        let on_its_way = rollout.is_some_and(|rollout| rollout.state.open());
        versions.push(Version {
            pack: manifest.id.clone(),
            title: words::local(words, &manifest.title),
            version: manifest.version,
            at: version.published_at.map(at).unwrap_or_default(),
            by: words.actor(&version.published_by),
            current: for_all == Some(manifest.version),
            size: words::bytes(manifest.blob_bytes()),
            rollout: rollout.map(|rollout| RolloutLink {
                id: rollout.id.to_string(),
                tag: super::rollouts::tag(rollout.state),
                state: words.t(&format!("rollout-state-{}", rollout.state.key())),
            }),
            choosable: for_all != Some(manifest.version)
                && !on_its_way
                && listed.contains(&manifest.version),
            instead_of: for_all,
        });
    }
    let open = OpenRollouts {
        words,
        open: super::rollouts::summaries(app, words, &owner.id).await?,
    };
    let several = app.settings.centres.len() > 1 || anything_shared || owner.id == SHARED;
    html(&PacksPage {
        page: if several {
            page.with_shared(app, &owner.id)
        } else {
            page
        },
        shared: owner.id == SHARED,
        owner,
        open,
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
    let kind = words.n(
        &format!("exhibit-{}", exhibit.content.kind()),
        "count",
        &count(exhibit.parts()),
    );
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
    shared: bool,
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
    /// The rollout that is on its way, which has to end first: its id and what to do.
    in_the_way: Option<(String, String)>,
    /// Id, and name with whether it is connected.
    first_kiosks: Vec<(String, String)>,
    /// Id and title, where a ring of one centre makes sense.
    ring_centres: Vec<(String, String)>,
    policy: RolloutPolicy,
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
    let current = app.current_packs(&manifest.centre).await?;
    let now = current
        .iter()
        .map(|version| &version.manifest)
        .find(|now| now.id == manifest.id);
    let mut conn = app.store.read().await?;
    let on_its_way = store::rollouts::open_of(&mut conn, &manifest.centre, &manifest.id).await?;
    let version_next =
        store::packs::next_version(&mut conn, &manifest.centre, &manifest.id).await?;
    drop(conn);
    let fleet = app.fleet_of(&manifest.centre).await?;
    let owner = super::chosen_owner(app, words, &manifest.centre);
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
        centre: owner.title,
        shared: owner.id == SHARED,
        exhibits: count(manifest.exhibits.len()),
        added: titles(Fate::Added),
        changed: titles(Fate::Changed),
        removed: titles(Fate::Removed),
        new_files: count(changes.total.files),
        new_size: words::bytes(changes.total.bytes),
        version_next,
        changes,
        // Example activities belong to a centre.
        examples: if manifest.centre == SHARED {
            0
        } else {
            count(checked.activities.len())
        },
        kiosks: count(fleet.len()),
        in_the_way: on_its_way.map(|rollout| {
            let key = format!("in-the-way-{}", rollout.state.key());
            let version = format!("v{}", rollout.version);
            (rollout.id.to_string(), words.s(&key, "version", &version))
        }),
        first_kiosks: first_kiosks(app, words, &fleet, manifest.centre == SHARED),
        ring_centres: ring_centres(app, words, &fleet),
        policy: RolloutPolicy::default(),
        warnings: problem_lines(by.language, &checked.problems),
    })
}

/// Kiosks to begin with; connected ones first, since they answer soonest.
fn first_kiosks(
    app: &App,
    words: Words,
    fleet: &[Kiosk],
    with_centre: bool,
) -> Vec<(String, String)> {
    let choice = |kiosk: &Kiosk| {
        let online = super::kiosks::online(app, kiosk);
        let mut name = kiosk.name.clone();
        if with_centre {
            let centre = super::chosen_owner(app, words, &kiosk.centre).title;
            name = format!("{name} · {centre}");
        }
        if !online {
            name = format!("{name} · {}", words.t("offline"));
        }
        (!online, (kiosk.id.to_string(), name))
    };
    let mut choices: Vec<_> = fleet.iter().map(choice).collect();
    choices.sort_by_key(|(offline, _)| *offline);
    choices.into_iter().map(|(_, choice)| choice).collect()
}

/// Centres with kiosks, where there is more than one.
fn ring_centres(app: &App, words: Words, fleet: &[Kiosk]) -> Vec<(String, String)> {
    let with_kiosks: Vec<_> = app
        .settings
        .centres
        .iter()
        .filter(|centre| fleet.iter().any(|kiosk| kiosk.centre == centre.id))
        .map(|centre| (centre.id.clone(), words::local(words, &centre.title)))
        .collect();
    if with_kiosks.len() > 1 {
        with_kiosks
    } else {
        Vec::new()
    }
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

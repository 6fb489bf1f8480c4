//! The page of messages on walls, each with its picture.
//!
//! A message comes from a kiosk and is not to be believed: a picture is made here of numbers and colours that were
//! checked, and words are escaped by the template.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use askama::Template;
use axum::response::Html;
use uuid::Uuid;

use super::page::{Page, Words};
use super::{html, words};
use crate::config::CentreSettings;
use crate::model::manifest::SHARED;
use crate::model::note::{GRID, Note, NoteContent, NoteState, Stroke, WIDTHS};
use crate::server::routes::SignedIn;
use crate::server::store::notes::StoredNote;
use crate::server::{App, ServerError, store};

/// Messages on a page.
const PER_PAGE: u32 = 60;

/// What a page is to show.
pub(in crate::server) struct Shown<'a> {
    /// Whose walls.
    pub centre: &'a CentreSettings,
    /// Messages in this state.
    pub state: NoteState,
    /// From 0.
    pub page: u32,
    /// A decision that can be taken back.
    pub decision: Option<Uuid>,
}

/// A state to choose.
struct Tab {
    key: &'static str,
    name: String,
    count: u32,
    here: bool,
}

struct Card {
    id: String,
    /// An SVG without the words, made of numbers and colours.
    picture: String,
    /// Lines of the words, each with its height in the picture.
    lines: Vec<(u16, String)>,
    /// The colour of the words.
    ink: String,
    /// Height of the letters.
    size: u16,
    /// What it is, said to whoever does not see it.
    label: String,
    wall: String,
    when: String,
    kiosk: String,
    decided: Option<String>,
    /// Whether it may say how to reach somebody.
    number: bool,
    state: NoteState,
}

impl Card {
    fn shown(&self) -> bool {
        self.state == NoteState::Shown
    }

    fn declined(&self) -> bool {
        self.state == NoteState::Declined
    }
}

#[derive(Template)]
#[template(path = "wall.html", config = "config/askama.toml")]
struct WallPage {
    page: Page,
    tabs: Vec<Tab>,
    state: NoteState,
    cards: Vec<Card>,
    waiting: u32,
    decision: Option<Uuid>,
    newer: Option<u32>,
    older: Option<u32>,
}

impl WallPage {
    fn empty(&self, part: &str) -> String {
        self.page
            .t(&format!("wall-empty-{}{part}", self.state.key()))
    }

    fn offers_shown(&self) -> bool {
        self.state != NoteState::Shown
    }

    fn offers_declined(&self) -> bool {
        self.state != NoteState::Declined
    }
}

/// Messages in one state.
pub(in crate::server) async fn page(
    app: &App,
    by: &SignedIn,
    shown: Shown<'_>,
) -> Result<Html<String>, ServerError> {
    let Shown { centre, state, .. } = shown;
    let page = Page::new(app, by, "wall", &centre.id);
    let mut conn = app.store.read().await?;
    let mut tabs = Vec::new();
    for each in NoteState::ALL {
        tabs.push(Tab {
            key: each.key(),
            name: page.t(&format!("wall-{}", each.key())),
            count: store::notes::count_in(&mut conn, &centre.id, each).await?,
            here: each == state,
        });
    }
    let skip = shown.page.saturating_mul(PER_PAGE);
    let mut notes =
        store::notes::in_state(&mut conn, &centre.id, state, skip, PER_PAGE + 1).await?;
    let more = notes.len() > PER_PAGE as usize;
    notes.truncate(PER_PAGE as usize);
    let titles = wall_titles(&mut conn, page.words, centre).await?;
    drop(conn);
    let cards = notes
        .iter()
        .map(|note| card(app, page.words, centre, &titles, note))
        .collect();
    html(&WallPage {
        waiting: tabs.first().map_or(0, |tab| tab.count),
        tabs,
        state,
        cards,
        decision: shown.decision.filter(|_| page.done.is_some()),
        newer: shown.page.checked_sub(1),
        older: more.then(|| shown.page.saturating_add(1)),
        page,
    })
}

#[derive(Template)]
#[template(path = "wall-news.html", config = "config/askama.toml")]
struct News<'a> {
    words: Words,
    centre: &'a str,
    more: u32,
}

/// A line that says that more have come; nothing when none have.
pub(in crate::server) async fn news(
    app: &App,
    by: &SignedIn,
    centre: &CentreSettings,
    known: u32,
) -> Result<Html<String>, ServerError> {
    let mut conn = app.store.read().await?;
    let waiting = store::notes::count_in(&mut conn, &centre.id, NoteState::Waiting).await?;
    html(&News {
        words: Words::new(crate::locale::catalog(by.language)),
        centre: &centre.id,
        more: waiting.saturating_sub(known),
    })
}

/// What walls are called, by exhibit, as published now.
async fn wall_titles(
    conn: &mut store::Conn,
    words: Words,
    centre: &CentreSettings,
) -> Result<BTreeMap<String, String>, ServerError> {
    let mut titles = BTreeMap::new();
    for pack in store::packs::current(conn, SHARED).await? {
        let folder = &pack.manifest.id;
        titles.extend(pack.manifest.exhibits.iter().map(|exhibit| {
            let id = format!("{folder}/{}", exhibit.id);
            (id, words::local(words, &exhibit.title))
        }));
    }
    for pack in store::packs::current(conn, &centre.id).await? {
        let exhibits = pack.manifest.exhibits.iter();
        titles.extend(
            exhibits.map(|exhibit| (exhibit.id.clone(), words::local(words, &exhibit.title))),
        );
    }
    Ok(titles)
}

fn card(
    app: &App,
    words: Words,
    centre: &CentreSettings,
    titles: &BTreeMap<String, String>,
    stored: &StoredNote,
) -> Card {
    let (now, zone) = (app.now(), centre.time_zone);
    let note = &stored.note;
    let (size, lines) = note.words().map_or((0, Vec::new()), lay_out);
    let label = match note.words() {
        Some(wish) => words.s("wall-wish", "words", wish),
        None => words.t("wall-drawing"),
    };
    let wall = titles.get(&stored.exhibit);
    Card {
        id: stored.id.to_string(),
        picture: picture(note),
        lines,
        size,
        ink: note
            .inks
            .first()
            .map(ToString::to_string)
            .unwrap_or_default(),
        label,
        wall: wall.cloned().unwrap_or_else(|| stored.exhibit.clone()),
        when: words::moment(words, stored.left_at, now, zone),
        kiosk: stored.kiosk_name.clone(),
        decided: stored.decided.as_ref().map(|(account, at)| {
            words.with(
                "wall-decided",
                [
                    ("account", words.actor(account).into()),
                    ("time", words::moment(words, *at, now, zone).into()),
                ],
            )
        }),
        number: note.may_hold_a_number(),
        state: stored.state,
    }
}

/// Paper and strokes. Nothing but numbers and colours gets into it.
fn picture(note: &Note) -> String {
    let mut svg = format!(
        r#"<rect width="{GRID}" height="{GRID}" fill="{}"/>"#,
        note.paper
    );
    if let NoteContent::Drawing(strokes) = &note.content {
        for stroke in strokes {
            let ink = note.inks.get(usize::from(stroke.ink));
            let width = WIDTHS.get(usize::from(stroke.width));
            if let (Some(ink), Some(width)) = (ink, width) {
                // Writing to a string does not fail.
                let _ = write!(
                    svg,
                    r#"<path d="{}" stroke="{ink}" stroke-width="{width}"/>"#,
                    path(stroke)
                );
            }
        }
    }
    svg
}

fn path(stroke: &Stroke) -> String {
    let ([x, y], pieces) = stroke.curve();
    // A line of no length with round ends is a dot.
    let mut path = format!("M{x:.0} {y:.0}l0 0");
    for [a, b, to] in pieces {
        let _ = write!(
            path,
            "C{:.0} {:.0} {:.0} {:.0} {:.0} {:.0}",
            a[0], a[1], b[0], b[1], to[0], to[1]
        );
    }
    path
}

/// Words in lines that fit on the paper: how large, and how high each stands. Letters are half as wide as characters.
fn lay_out(wish: &str) -> (u16, Vec<(u16, String)>) {
    // Above the words there is room for the box that ticks them.
    const MARGIN: u16 = 180;
    const ABOVE: u16 = 330;
    let halves = |c: char| if c.is_ascii() { 11 } else { 20 };
    let room = f32::from(GRID - 2 * MARGIN);
    let high = f32::from(GRID - 2 * ABOVE);
    let sizes = [300_u16, 250, 210, 180, 155, 130];
    let fitting = sizes.into_iter().map(|size| {
        let width = (room / f32::from(size) * 20.0) as u32;
        (size, broken(wish, width, halves))
    });
    let fits =
        |(size, lines): &(u16, Vec<String>)| lines.len() as f32 * f32::from(*size) * 1.4 <= high;
    let (size, lines) = fitting
        .clone()
        .find(fits)
        .or_else(|| fitting.clone().next_back())
        .unwrap_or_default();
    let step = f32::from(size) * 1.4;
    let top = (f32::from(GRID) - step * lines.len() as f32) / 2.0 + f32::from(size) * 1.05;
    let placed = lines
        .into_iter()
        .enumerate()
        .map(|(i, line)| ((top + step * i as f32) as u16, line));
    (size, placed.collect())
}

/// Breaks between characters, and not within a word of letters where that can be.
fn broken(wish: &str, width: u32, wide: impl Fn(char) -> u32) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    let mut parts: Vec<String> = Vec::new();
    for c in wish.chars() {
        match parts.last_mut() {
            Some(part)
                if c.is_ascii_alphanumeric()
                    && part.ends_with(|c: char| c.is_ascii_alphanumeric()) =>
            {
                part.push(c)
            }
            _ => parts.push(c.to_string()),
        }
    }
    for part in parts {
        let long: u32 = part.chars().map(&wide).sum();
        let pieces: Vec<String> = if long > width {
            part.chars().map(String::from).collect()
        } else {
            vec![part]
        };
        for piece in pieces {
            let long: u32 = piece.chars().map(&wide).sum();
            if used + long > width && used > 0 {
                lines.push(String::new());
                used = 0;
                if piece == " " {
                    continue;
                }
            }
            used += long;
            if let Some(line) = lines.last_mut() {
                line.push_str(&piece);
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::color::Rgb;

    #[test]
    fn a_drawing_is_made_of_numbers_and_colors() {
        let note = Note {
            paper: Rgb([255, 252, 245]),
            inks: vec![Rgb([0x1d, 0x2b, 0x30])],
            content: NoteContent::Drawing(vec![
                Stroke {
                    ink: 0,
                    width: 0,
                    points: vec![[10, 20]],
                },
                Stroke {
                    ink: 0,
                    width: 2,
                    points: vec![[0, 0], [300, 0]],
                },
            ]),
        };
        assert_eq!(
            picture(&note),
            r##"<rect width="2000" height="2000" fill="#FFFCF5"/><path d="M10 20l0 0" stroke="#1D2B30" stroke-width="18"/><path d="M0 0l0 0C100 0 200 0 300 0" stroke="#1D2B30" stroke-width="84"/>"##
        );
    }

    #[test]
    fn words_are_large_when_few_and_always_fit() {
        let (size, lines) = lay_out("平安");
        assert_eq!((size, lines.len()), (300, 1));
        for wish in ["愿".repeat(60), "w".repeat(60), "a wish ".repeat(8)] {
            let (size, lines) = lay_out(&wish);
            assert!(lines.iter().all(|(at, _)| *at < GRID - 100), "{wish}");
            assert!(size >= 130);
            let whole: String = lines.into_iter().map(|(_, line)| line).collect();
            assert_eq!(whole.replace(' ', ""), wish.replace(' ', ""));
        }
        let lines = |wish| lay_out(wish).1.into_iter().map(|(_, line)| line);
        assert!(
            lines("Happiness and good health to everyone")
                .any(|line| line.starts_with("good") || line.contains(" good"))
        );
    }
}

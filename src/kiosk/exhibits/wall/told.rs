//! What whoever does not see a message wall is told of it.

use super::board::note_words;
use super::colors::color_name;
use super::leave::became;
use super::sketch::width_key;
use super::{Done, Draft, Making, Page, WallState};
use crate::kiosk::exhibits::Scene;
use crate::kiosk::theme::Theme;
use crate::model::exhibit::Wall;

/// What the page is for, what was just done there, and what became of what was sent.
pub(super) fn place_words(scene: &Scene<'_>, wall: &Wall, state: &WallState) -> Option<String> {
    let (theme, draft) = (scene.theme, &state.draft);
    let said = |keys: &[&str]| lines(keys.iter().map(|key| theme.text(key)));
    Some(match &state.page {
        Page::Wall => wall.invitation.in_language(theme.language()).to_owned(),
        Page::Open(id) => {
            let note = scene.notes.iter().find(|note| note.id == *id)?;
            note_words(theme, &note.note)
        }
        Page::Choose => said(&["wall-leave", "wall-write", "wall-draw"]),
        Page::Write => done_words(theme, wall, draft)
            .unwrap_or_else(|| said(&["wall-write", "wall-write-more"])),
        Page::Draw { clearing: true } => theme.text("wall-clear-question"),
        Page::Draw { clearing: false } if draft.drawing.is_full() => theme.text("wall-full"),
        Page::Draw { clearing: false } => match done_words(theme, wall, draft) {
            Some(done) => done,
            None if draft.drawing.is_empty() => said(&["wall-draw", "wall-draw-more"]),
            None => lines_drawn(theme, draft),
        },
        Page::Preview(making) => lines([
            theme.text("wall-ready"),
            made_words(theme, draft, *making),
            said(&["wall-checked", "wall-no-names"]),
        ]),
        Page::Sent(_) => said(&became(scene.sent)),
    })
}

/// What was done last.
fn done_words(theme: &Theme, wall: &Wall, draft: &Draft) -> Option<String> {
    let color = |key: &str, color: &_| {
        let name = color_name(theme, *color);
        theme.text_with(key, [("color", name.into())])
    };
    Some(match draft.done? {
        Done::Ink => color("wall-ink", wall.inks.get(draft.ink)?),
        Done::Paper => color("wall-paper-color", wall.papers.get(draft.paper)?),
        Done::Width => theme.text(width_key(draft.width)),
        Done::Undone => lines([theme.text("wall-told-undone"), lines_drawn(theme, draft)]),
        Done::Redone => lines([theme.text("wall-told-redone"), lines_drawn(theme, draft)]),
        Done::Cleared => theme.text("wall-told-cleared"),
    })
}

fn lines_drawn(theme: &Theme, draft: &Draft) -> String {
    let count = draft.drawing.strokes().count();
    theme.text_with("wall-told-lines", [("count", count.into())])
}

/// What is about to be sent.
fn made_words(theme: &Theme, draft: &Draft, making: Making) -> String {
    match making {
        Making::Words => {
            let writing = draft.writing.as_ref();
            writing.map_or_else(String::new, |writing| writing.text().trim().to_owned())
        }
        Making::Drawing => lines_drawn(theme, draft),
    }
}

fn lines(said: impl IntoIterator<Item = String>) -> String {
    said.into_iter().collect::<Vec<_>>().join("\n")
}

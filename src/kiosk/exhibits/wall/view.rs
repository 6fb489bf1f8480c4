//! Draws the page of a message wall the visitor is on.

use egui::{Rect, Ui};

use super::{Making, Page, WallState, board, leave, sketch};
use crate::kiosk::exhibits::{Scene, Sent, Step};
use crate::kiosk::shell::ShellAction;
use crate::kiosk::shell::view::header_ui;
use crate::kiosk::theme::tokens::space;
use crate::model::exhibit::Wall;

/// What a page gives back.
pub(super) type Wanted = Option<Step<WallState>>;

/// Draws the wall, a message, or the making of one.
pub fn wall_ui(ui: &mut Ui, scene: &Scene<'_>, wall: &Wall, state: &WallState) -> Wanted {
    let theme = scene.theme;
    let mut area = scene
        .stage
        .shrink2(egui::vec2(theme.u(space::PAGE), theme.u(space::L)));
    let title = match &state.page {
        Page::Write | Page::Preview(Making::Words) => theme.text("wall-write"),
        Page::Draw { .. } | Page::Preview(Making::Drawing) => theme.text("wall-draw"),
        Page::Choose => theme.text("wall-leave"),
        Page::Wall | Page::Open(_) | Page::Sent(_) => {
            scene.exhibit.title.in_language(theme.language()).to_owned()
        }
    };
    let shell = header_ui(ui, theme, &mut area, &title);
    let wanted = page_ui(ui, scene, area, wall, state);
    match shell {
        Some(ShellAction::Back) => Some(back(scene, wall, state)),
        Some(action) => Some(Step::Shell(action)),
        None => wanted,
    }
}

fn page_ui(ui: &mut Ui, scene: &Scene<'_>, area: Rect, wall: &Wall, state: &WallState) -> Wanted {
    match &state.page {
        Page::Wall => board::wall_ui(ui, scene, area, wall, state),
        Page::Open(id) => board::open_ui(ui, scene, area, wall, state, *id),
        Page::Choose => leave::choose_ui(ui, scene, area, state),
        Page::Write => leave::write_ui(ui, scene, area, wall, state),
        Page::Draw { clearing } => sketch::draw_ui(ui, scene, area, wall, state, *clearing),
        Page::Preview(making) => leave::preview_ui(ui, scene, area, wall, state, *making),
        Page::Sent(note) => leave::sent_ui(ui, scene, area, state, note),
    }
}

/// One step back; from the wall itself, home.
fn back(scene: &Scene<'_>, wall: &Wall, state: &WallState) -> Step<WallState> {
    let both = wall.words && wall.drawings;
    let mut next = match &state.page {
        Page::Wall => return Step::Shell(ShellAction::Back),
        Page::Write | Page::Draw { .. } if both => state.to(Page::Choose),
        Page::Preview(Making::Words) => state.to(Page::Write),
        Page::Preview(Making::Drawing) => state.to(Page::Draw { clearing: false }),
        // What is kept, or on its way, is not sent again; what is lost can be.
        Page::Sent(note) if matches!(scene.sent, Some(Sent::Lost | Sent::Enough)) => {
            state.to(Page::Preview(if note.words().is_some() {
                Making::Words
            } else {
                Making::Drawing
            }))
        }
        Page::Sent(_) => WallState {
            scroll: state.scroll,
            ..WallState::default()
        },
        _ => state.to(Page::Wall),
    };
    next.draft.drawing.end_all();
    Step::Go(next)
}

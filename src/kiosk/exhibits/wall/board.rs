//! Draws the messages on the wall, and one of them large.

use egui::{Align2, Rangef, Rect, Ui, Vec2, pos2, vec2};
use uuid::Uuid;

use super::paper::{Sheet, note_ui, paper_ui, sheet_ring};
use super::view::Wanted;
use super::{Page, WallState};
use crate::api::wall::WallNote;
use crate::kiosk::exhibits::{Scene, Step};
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::scroll::Scroll;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, button, centered_text, columns, layout, picture, pressable, take_bottom,
    take_left, take_top, text,
};
use crate::model::exhibit::Wall;
use crate::model::note::Note;

/// A note's side on the wall, in `u`.
const SIDE: f32 = 270.0;
/// Between notes, in `u`.
const GAP: f32 = 40.0;
/// A note hangs at most so far askew, in radians.
const TURN: f32 = 0.035;

/// Messages that hang, and the way to leave another.
pub(super) fn wall_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    mut area: Rect,
    wall: &Wall,
    state: &WallState,
) -> Wanted {
    let theme = scene.theme;
    let upright = Theme::upright(area);
    let aside = if upright {
        take_bottom(
            &mut area,
            theme.touch(touch::MAIN) + lines_height(theme),
            theme.u(space::M),
        )
    } else {
        take_left(&mut area, theme.u(430.0), theme.u(space::L))
    };
    let leaves = invitation_ui(ui, scene, aside, wall, upright);
    if let Some(backdrop) = &wall.backdrop {
        picture(ui, theme, scene.pictures, area, backdrop, "", corner::CARD);
    }
    let notes = &scene.notes[..scene.notes.len().min(wall.shown_max)];
    let wanted = if notes.is_empty() {
        empty_ui(ui, theme, area, wall)
    } else {
        notes_ui(ui, scene, area, notes, state)
    };
    if leaves {
        return Some(Step::Go(state.leave(wall, theme.language())));
    }
    wanted
}

fn lines_height(theme: &Theme) -> f32 {
    theme.text_size(TextSize::Card) * 1.35 * 2.0 + theme.u(space::M)
}

/// What the wall asks for, and the button; whether it was touched.
fn invitation_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    mut area: Rect,
    wall: &Wall,
    upright: bool,
) -> bool {
    let theme = scene.theme;
    let language = theme.language();
    let foot = take_bottom(&mut area, theme.touch(touch::MAIN), theme.u(space::M));
    let label = theme.text("wall-leave");
    let touched = button(ui, theme, foot, ButtonKind::Main, &label, "leave").clicked();
    let style = TextStyle::bold(
        if upright {
            TextSize::Card
        } else {
            TextSize::Heading
        },
        theme.palette.ink,
    );
    let style = if upright { style.rows(2) } else { style };
    let said = text(
        ui,
        theme,
        area,
        wall.invitation.in_language(language),
        style,
    );
    if upright {
        return touched;
    }
    area.min.y = said.bottom() + theme.u(space::M);
    let style = TextStyle::regular(TextSize::Body, theme.palette.soft);
    let indent = theme.u(space::M);
    for prompt in &wall.prompts {
        let words = prompt.in_language(language);
        let mut line = area;
        line.min.x += indent;
        let height = layout(ui, theme, words, style, line.width()).size().y;
        if height > area.height() {
            break;
        }
        let dot = pos2(
            area.left() + indent * 0.3,
            area.top() + theme.text_size(TextSize::Body) * 0.75,
        );
        ui.painter()
            .circle_filled(dot, theme.u(5.0), theme.palette.lacquer);
        text(ui, theme, line, words, style);
        area.min.y += height + theme.u(space::XS);
    }
    let note = theme.text("wall-checked");
    let style = TextStyle::regular(TextSize::Second, theme.palette.soft);
    let height = layout(ui, theme, &note, style, area.width()).size().y;
    if height + theme.u(space::M) < area.height() {
        let at = take_bottom(&mut area, height, 0.0);
        text(ui, theme, at, &note, style);
    }
    touched
}

/// Blank paper, for the first message.
fn empty_ui(ui: &mut Ui, theme: &Theme, area: Rect, wall: &Wall) -> Wanted {
    let side = (area.height() * 0.46).min(area.width() * 0.4);
    for (i, paper) in wall.papers.iter().take(3).enumerate().rev() {
        let shift = vec2(
            (i as f32 - 1.0) * side * 0.62,
            side * (0.12 * (i % 2) as f32 - 0.25),
        );
        let rect = Rect::from_center_size(area.center() + shift, vec2(side, side));
        let turn = [-0.06, 0.03, 0.08][i];
        paper_ui(ui, theme, Sheet { rect, turn }, *paper);
    }
    let below = Rect::from_min_max(pos2(area.left(), area.center().y + side * 0.5), area.max);
    let sheet = Rect::from_center_size(below.center(), vec2(area.width() * 0.8, below.height()));
    let style = TextStyle::bold(TextSize::Card, theme.palette.ink);
    let words = theme.text("wall-empty");
    let size = layout(ui, theme, &words, style, sheet.width()).size();
    // On a picture, words have a ground of their own.
    let ground = Rect::from_center_size(sheet.center(), size).expand(theme.u(space::M));
    let corner = crate::kiosk::theme::widgets::radius(theme, corner::CARD);
    ui.painter().rect_filled(ground, corner, theme.palette.card);
    let room = Rect::from_center_size(sheet.center(), vec2(sheet.width(), size.y));
    centered_text(ui, theme, room, &words, style);
    None
}

/// The messages in rows, as many as are seen.
fn notes_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    area: Rect,
    notes: &[WallNote],
    state: &WallState,
) -> Wanted {
    let theme = scene.theme;
    let gap = theme.u(GAP);
    let inside = area.shrink2(vec2(gap * 0.6, 0.0));
    let hang = Hang::of(inside.size(), notes.len(), theme.touch(SIDE), gap);
    let step = hang.side + gap;
    let height = hang.rows as f32 * step + gap * 1.35;
    let start = vec2(
        gap * 0.6 + (inside.width() - (hang.across as f32 * step - gap)) / 2.0,
        gap + (area.height() - height).max(0.0) / 2.0,
    );
    let mut opened = None;
    let scrolled = Scroll::new(theme, area).at(state.scroll).show(
        ui,
        ("wall", &scene.exhibit.id),
        |ui, viewport| {
            let origin = ui.max_rect().min + start;
            ui.allocate_space(vec2(area.width(), height.max(area.height())));
            let seen = rows_seen(viewport.y_range(), step, hang.rows);
            for (i, note) in notes.iter().enumerate() {
                let (row, column) = (i / hang.across, i % hang.across);
                if !seen.contains(&row) {
                    continue;
                }
                let drop = if column % 2 == 1 { gap * 0.35 } else { 0.0 };
                let at = vec2(column as f32 * step, row as f32 * step + drop);
                let rect = Rect::from_min_size(origin + at, vec2(hang.side, hang.side));
                let turn = turn_of(note.id);
                if tile_ui(ui, theme, Sheet { rect, turn }, note) {
                    opened = Some(note.id);
                }
            }
        },
    );
    let scroll = scrolled.offset;
    let mut next = WallState {
        scroll,
        ..state.clone()
    };
    if let Some(id) = opened {
        next.page = Page::Open(id);
    }
    (next != *state).then_some(Step::Go(next))
}

/// How notes hang: few are large and seen at once, many are smaller and scroll.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Hang {
    across: usize,
    rows: usize,
    side: f32,
}

impl Hang {
    /// A few notes are at most so much larger than many.
    const GROWTH: f32 = 1.6;

    fn of(room: Vec2, count: usize, side_min: f32, gap: f32) -> Self {
        let count = count.max(1);
        let fitting = ((room.x + gap) / (side_min + gap)).max(1.0) as usize;
        let with = |across: usize, side_max: f32| Self {
            across,
            rows: count.div_ceil(across),
            side: ((room.x + gap) / across as f32 - gap).min(side_max),
        };
        let all_seen = (1..=fitting.min(count)).find_map(|across| {
            let rows = count.div_ceil(across) as f32;
            let high = (room.y - gap * 1.35) / rows - gap;
            let hang = with(across, high.min(side_min * Self::GROWTH));
            (hang.side >= side_min).then_some(hang)
        });
        all_seen.unwrap_or_else(|| with(fitting, side_min * 1.25))
    }
}

/// Rows that are seen, and one more on each side so that the keyboard comes to it.
fn rows_seen(viewport: Rangef, step: f32, rows: usize) -> std::ops::Range<usize> {
    let first = ((viewport.min / step).floor() - 1.0).max(0.0) as usize;
    let end = ((viewport.max / step).ceil() + 1.0).max(0.0) as usize;
    first.min(rows)..end.min(rows)
}

/// How far askew a message hangs: always the same for the same one.
fn turn_of(id: Uuid) -> f32 {
    let byte = id.as_bytes()[15];
    (f32::from(byte) / 127.5 - 1.0) * TURN
}

/// What a message is, said aloud.
pub(super) fn note_words(theme: &Theme, note: &Note) -> String {
    match note.words() {
        Some(words) => words.to_owned(),
        None => theme.text("wall-a-drawing"),
    }
}

fn tile_ui(ui: &mut Ui, theme: &Theme, sheet: Sheet, note: &WallNote) -> bool {
    let label = note_words(theme, &note.note);
    let response = pressable(ui, sheet.rect, &label, true, note.id);
    let drawn = if response.is_pointer_button_down_on() {
        let rect = sheet.rect.shrink(theme.u(4.0));
        Sheet { rect, ..sheet }
    } else {
        sheet
    };
    // With its shadow, and with what stands out of its square because it hangs askew.
    if ui.is_rect_visible(sheet.rect.expand(theme.u(GAP))) {
        note_ui(ui, theme, drawn, &note.note);
    }
    if response.gained_focus() {
        ui.scroll_to_rect(sheet.rect.expand(theme.u(space::M)), None);
    }
    if response.has_focus() {
        sheet_ring(ui, theme, drawn, theme.palette.sea);
    }
    response.clicked()
}

/// One message, large, between those before and after it.
pub(super) fn open_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    mut area: Rect,
    wall: &Wall,
    state: &WallState,
    id: Uuid,
) -> Wanted {
    let theme = scene.theme;
    let notes = &scene.notes[..scene.notes.len().min(wall.shown_max)];
    // Taken down while it was looked at.
    let Some(index) = notes.iter().position(|note| note.id == id) else {
        return Some(Step::Go(state.to(Page::Wall)));
    };
    let foot = take_bottom(&mut area, theme.touch(touch::MAIN), theme.u(space::L));
    let note = &notes[index];
    let rect = Align2::CENTER_CENTER.align_size_within_rect(
        vec2(
            area.width().min(area.height()),
            area.width().min(area.height()),
        ) * 0.98,
        area,
    );
    note_ui(ui, theme, Sheet::straight(rect), &note.note);
    let response = ui.interact(rect, ui.id().with("open note"), egui::Sense::hover());
    let said = note_words(theme, &note.note);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Image, true, &said));
    let ways = [
        ("part-back", index.checked_sub(1)),
        ("wall-all", None),
        ("part-on", Some(index + 1).filter(|on| *on < notes.len())),
    ];
    let mut wanted = None;
    let row = columns(foot, 3, theme.u(space::S));
    for (rect, (key, to)) in row.into_iter().zip(ways) {
        let page = match (key, to.and_then(|to| notes.get(to))) {
            ("wall-all", _) => Some(Page::Wall),
            (_, Some(note)) => Some(Page::Open(note.id)),
            _ => None,
        };
        let kind = if page.is_some() {
            ButtonKind::Plain
        } else {
            ButtonKind::Disabled
        };
        let clicked = button(ui, theme, rect, kind, &theme.text(key), key).clicked();
        if let Some(page) = page.filter(|_| clicked) {
            wanted = Some(Step::Go(state.to(page)));
        }
    }
    wanted
}

/// Cuts a square off an area that is wide, or off the top of one that is high.
pub(super) fn square(area: &mut Rect, gap: f32, rest_min: f32) -> Rect {
    if Theme::upright(*area) {
        let side = area.width().min(area.height() - rest_min - gap);
        let taken = take_top(area, side, gap);
        return Align2::CENTER_CENTER.align_size_within_rect(vec2(side, side), taken);
    }
    let side = area.height().min(area.width() - rest_min - gap);
    let taken = take_left(area, side, gap);
    Rect::from_min_size(taken.min, vec2(side, side))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Walls of both orientations.
    const ROOMS: [Vec2; 2] = [vec2(1250.0, 880.0), vec2(920.0, 1400.0)];

    #[test]
    fn few_messages_are_large_and_many_scroll() {
        for room in ROOMS {
            let one = Hang::of(room, 1, 270.0, 40.0);
            assert_eq!((one.across, one.side), (1, 270.0 * 1.6));
            for count in 1..=60 {
                let hang = Hang::of(room, count, 270.0, 40.0);
                assert!(hang.side >= 270.0, "{count}: {hang:?}");
                let across = hang.across as f32 * (hang.side + 40.0) - 40.0;
                assert!(across <= room.x + 0.5, "{count}: {hang:?}");
                assert!(hang.across * hang.rows >= count);
            }
            let many = Hang::of(room, 60, 270.0, 40.0);
            assert!(many.rows as f32 * (many.side + 40.0) > room.y);
        }
    }
}

//! Draws the choice between a wish and a drawing, the writing, the look at it before it is sent, and the thanks.

use egui::{Align2, Rect, Ui, pos2, vec2};

use super::board::square;
use super::paper::{Sheet, note_ui, paper_ui};
use super::sketch::papers_ui;
use super::view::Wanted;
use super::{Making, Page, WallState};
use crate::kiosk::exhibits::{Scene, Sent, Step};
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, button, card, centered_text, columns, focus_ring, layout, pressable,
    result_mark, take_bottom, take_top, text,
};
use crate::kiosk::writing::{Typed, keyboard_height_for, keyboard_ui, written_ui};
use crate::model::color::Rgb;
use crate::model::exhibit::Wall;
use crate::model::note::{Note, NoteContent, Stroke};
use crate::model::outgoing::Outgoing;

/// A wish or a drawing?
pub(super) fn choose_ui(ui: &mut Ui, scene: &Scene<'_>, area: Rect, state: &WallState) -> Wanted {
    let theme = scene.theme;
    let gap = theme.u(space::L);
    let rects = if Theme::upright(area) {
        let mut rest = area;
        let height = (area.height() - gap) / 2.0;
        let first = take_top(&mut rest, height, gap);
        vec![first, rest]
    } else {
        columns(area, 2, gap)
    };
    let ways = [
        ("wall-write", Making::Words),
        ("wall-draw", Making::Drawing),
    ];
    let mut wanted = None;
    for (rect, (key, making)) in rects.into_iter().zip(ways) {
        if way_ui(ui, theme, rect, key, making) {
            wanted = Some(Step::Go(match making {
                Making::Words => state.write(theme.language()),
                Making::Drawing => state.to(Page::Draw { clearing: false }),
            }));
        }
    }
    wanted
}

/// A card with what comes of it, and its words.
fn way_ui(ui: &mut Ui, theme: &Theme, rect: Rect, key: &str, making: Making) -> bool {
    let label = theme.text(key);
    let response = pressable(ui, rect, &label, true, key);
    let down = response.is_pointer_button_down_on();
    let drawn = if down {
        rect.shrink(theme.u(4.0))
    } else {
        rect
    };
    card(ui, theme, drawn, down);
    let mut inside = drawn.shrink(theme.u(space::L));
    let more = theme.text(&format!("{key}-more"));
    let second = TextStyle::regular(TextSize::Body, theme.palette.soft);
    let more_height = layout(ui, theme, &more, second, inside.width()).size().y;
    let foot = take_bottom(&mut inside, more_height, theme.u(space::XS));
    centered_text(ui, theme, foot, &more, second);
    let first = TextStyle::bold(TextSize::Heading, theme.palette.ink);
    let height = theme.text_size(TextSize::Heading) * 1.25;
    let foot = take_bottom(&mut inside, height, theme.u(space::L));
    centered_text(ui, theme, foot, &label, first);
    let side = inside.width().min(inside.height()) * 0.86;
    let rect = Align2::CENTER_CENTER.align_size_within_rect(vec2(side, side), inside);
    let (paper, turn) = match making {
        Making::Words => (Rgb([0xfc, 0xe4, 0xde]), -0.05),
        Making::Drawing => (Rgb([0xfd, 0xef, 0xc3]), 0.05),
    };
    let note = Note {
        paper,
        inks: crate::model::exhibit::WALL_INKS.to_vec(),
        content: match making {
            Making::Words => NoteContent::Words(theme.text("wall-example")),
            Making::Drawing => NoteContent::Drawing(sun()),
        },
    };
    note_ui(ui, theme, Sheet { rect, turn }, &note);
    focus_ring(ui, theme, &response, drawn, corner::CARD);
    response.clicked()
}

/// A sun over the sea.
fn sun() -> Vec<Stroke> {
    let round = (0..=24).map(|i| {
        let turn = std::f32::consts::TAU * i as f32 / 24.0;
        let at = |center: f32, way: f32| (center + 280.0 * way) as u16;
        [at(1000.0, turn.cos()), at(820.0, turn.sin())]
    });
    let mut strokes = vec![Stroke {
        ink: 1,
        width: 1,
        points: round.collect(),
    }];
    strokes.extend((0..7).map(|i| {
        let turn = std::f32::consts::PI * (1.0 + i as f32 / 6.0);
        let at = |far: f32| {
            [
                (1000.0 + far * turn.cos()) as u16,
                (820.0 + far * turn.sin()) as u16,
            ]
        };
        Stroke {
            ink: 2,
            width: 1,
            points: vec![at(400.0), at(560.0)],
        }
    }));
    strokes.extend([1340_u16, 1560].into_iter().map(|y| {
        let wave = (0..=8_u16).map(|i| [280 + i * 180, if i % 2 == 0 { y } else { y - 90 }]);
        Stroke {
            ink: 5,
            width: 1,
            points: wave.collect(),
        }
    }));
    strokes
}

/// The keyboard, and above it the paper with what is written.
pub(super) fn write_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    mut area: Rect,
    wall: &Wall,
    state: &WallState,
) -> Wanted {
    let theme = scene.theme;
    let Some(writing) = &state.draft.writing else {
        return Some(Step::Go(state.write(theme.language())));
    };
    let wanted_height = keyboard_height_for(theme, area.width(), writing);
    let beside_height = theme.touch(touch::CONTROL) + theme.text_size(TextSize::Second) * 1.5;
    let mut next = state.clone();
    // Within low reach there is no room for more than keys: what is written stands above, where nobody has to touch.
    let above = Rect::from_min_max(
        ui.max_rect().min,
        pos2(ui.max_rect().right(), scene.stage.top()),
    );
    let crowded = area.height() < wanted_height + beside_height;
    let keys = if crowded && above.height() > beside_height * 2.0 {
        let ground = above.shrink(theme.u(space::PAGE));
        card(ui, theme, ground, false);
        let inside = ground.shrink(theme.u(space::L));
        written_and_paper_ui(ui, scene, inside, wall, &mut next, false);
        take_bottom(&mut area, wanted_height, 0.0)
    } else {
        let height = wanted_height.min(area.height() * 0.72);
        let keys = take_bottom(&mut area, height, theme.u(space::M));
        written_and_paper_ui(ui, scene, area, wall, &mut next, true);
        keys
    };
    let done = theme.text("wall-done");
    match keyboard_ui(ui, theme, keys, writing, &done) {
        Some(Typed::Writing(writing)) => next.draft.writing = Some(writing),
        Some(Typed::Done(writing)) => {
            let empty = writing.is_empty();
            next.draft.writing = Some(writing);
            if !empty {
                next.page = Page::Preview(Making::Words);
            }
        }
        None => {}
    }
    (next != *state).then_some(Step::Go(next))
}

/// The paper with what is written, and the text as it is being written: beside each other, or one above the other.
/// Where a finger does not reach there is no paper to choose.
fn written_and_paper_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    mut area: Rect,
    wall: &Wall,
    next: &mut WallState,
    reachable: bool,
) {
    let theme = scene.theme;
    let Some(writing) = next.draft.writing.clone() else {
        return;
    };
    let line = theme.text_size(TextSize::Second) * 1.5;
    let papers_height = if reachable {
        theme.touch(touch::CONTROL)
    } else {
        0.0
    };
    let field_height = theme.text_size(TextSize::Card) * 1.35 * 2.0 + theme.u(space::M);
    let below = field_height + papers_height + line + theme.u(space::M) * 2.0;
    let sheet = if Theme::upright(area) {
        let side = (area.height() - below).min(area.width());
        let taken = take_top(&mut area, side, theme.u(space::M));
        Align2::CENTER_CENTER.align_size_within_rect(vec2(side, side), taken)
    } else {
        let side = area.height().min(area.width() * 0.34);
        let sheet = Rect::from_min_size(area.min, vec2(side, side));
        area.min.x = sheet.right() + theme.u(space::L);
        sheet
    };
    let (text_now, composing) = writing.shown();
    let paper = wall.papers.get(next.draft.paper).or(wall.papers.first());
    let note = Note {
        paper: paper.copied().unwrap_or(Rgb([255; 3])),
        inks: wall.inks.clone(),
        content: NoteContent::Words(format!("{text_now}{composing}")),
    };
    note_ui(ui, theme, Sheet::straight(sheet), &note);
    let left = theme.text_with("wall-chars-left", [("count", writing.chars_left().into())]);
    let foot = take_bottom(&mut area, line, theme.u(space::XS));
    let style = TextStyle::regular(TextSize::Second, theme.palette.soft);
    text(ui, theme, foot, &left, style);
    if reachable && area.height() > papers_height + field_height * 0.8 {
        let mut papers = take_bottom(&mut area, papers_height, theme.u(space::S));
        papers_ui(ui, theme, &mut papers, wall, &mut next.draft);
    }
    let hint = wall.prompts.first().unwrap_or(&wall.invitation);
    written_ui(
        ui,
        theme,
        area,
        &writing,
        hint.in_language(theme.language()),
    );
}

/// The message as it will hang, and what happens to it.
pub(super) fn preview_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    mut area: Rect,
    wall: &Wall,
    state: &WallState,
    making: Making,
) -> Wanted {
    let theme = scene.theme;
    let again = match making {
        Making::Words => Page::Write,
        Making::Drawing => Page::Draw { clearing: false },
    };
    let Some(note) = state.draft.note(wall, making) else {
        return Some(Step::Go(state.to(again)));
    };
    let rect = square(&mut area, theme.u(space::L), theme.u(560.0));
    note_ui(ui, theme, Sheet::straight(rect), &note);
    let foot = take_bottom(&mut area, theme.touch(touch::MAIN), theme.u(space::M));
    let change = take_bottom(&mut area, theme.touch(touch::MAIN), theme.u(space::L));
    let said = [
        (
            "wall-ready",
            TextStyle::bold(TextSize::Heading, theme.palette.ink),
        ),
        (
            "wall-checked",
            TextStyle::regular(TextSize::Body, theme.palette.ink),
        ),
        (
            "wall-no-names",
            TextStyle::regular(TextSize::Body, theme.palette.ink),
        ),
    ];
    let gap = theme.u(space::S);
    let lines = said.map(|(key, style)| {
        let words = theme.text(key);
        let height = layout(ui, theme, &words, style, area.width()).size().y;
        (words, style, height)
    });
    // Where there is little room the question goes first: the button asks it, too.
    let all: f32 = lines.iter().map(|(_, _, height)| height + gap).sum();
    let skipped = usize::from(all > area.height());
    for (words, style, height) in lines.iter().skip(skipped) {
        let line = take_top(&mut area, *height, gap);
        text(ui, theme, line, words, *style);
    }
    let label = theme.text("wall-change");
    if button(ui, theme, change, ButtonKind::Plain, &label, "change").clicked() {
        return Some(Step::Go(state.to(again)));
    }
    let label = theme.text("wall-send");
    if button(ui, theme, foot, ButtonKind::Main, &label, "send").clicked() {
        let sent = state.to(Page::Sent(note.clone()));
        return Some(Step::Send(Outgoing::Note(note), sent));
    }
    None
}

/// What became of a message: the keys of its words.
pub(super) fn became(sent: Option<Sent>) -> [&'static str; 2] {
    match sent {
        Some(Sent::Kept) => ["wall-thanks", "wall-thanks-more"],
        Some(Sent::Lost) => ["wall-lost", "wall-lost-more"],
        Some(Sent::Enough) => ["wall-enough", "wall-enough-more"],
        Some(Sent::Waiting) | None => ["wall-sending", "wall-checked"],
    }
}

/// What became of it.
pub(super) fn sent_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    mut area: Rect,
    state: &WallState,
    note: &Note,
) -> Wanted {
    let theme = scene.theme;
    let palette = theme.palette;
    let foot = take_bottom(&mut area, theme.touch(touch::MAIN), theme.u(space::L));
    let width = theme.u(720.0).min(foot.width());
    let foot = Align2::CENTER_CENTER.align_size_within_rect(vec2(width, foot.height()), foot);
    let [heading, more] = became(scene.sent);
    let said = [
        (heading, TextStyle::bold(TextSize::Page, palette.ink)),
        (more, TextStyle::regular(TextSize::Body, palette.ink)),
    ];
    let lines = said.map(|(key, style)| {
        let words = theme.text(key);
        let height = layout(ui, theme, &words, style, area.width()).size().y;
        (words, style, height)
    });
    let gap = theme.u(space::S);
    let lower: f32 = lines.iter().map(|(_, _, height)| height + gap).sum();
    let rest = (area.height() - lower - theme.u(space::L)).max(0.0);
    // The message a little above the middle; words below it.
    let side = (rest * 0.9).min(theme.u(620.0)).min(area.width());
    let slack = (rest - side).max(0.0);
    area.min.y += slack * 0.4;
    let upper = take_top(&mut area, side, theme.u(space::L));
    let rect = Align2::CENTER_CENTER.align_size_within_rect(vec2(side, side), upper);
    let sheet = Sheet { rect, turn: -0.03 };
    match scene.sent {
        Some(Sent::Kept | Sent::Lost | Sent::Enough) => note_ui(ui, theme, sheet, note),
        _ => paper_ui(ui, theme, sheet, note.paper),
    }
    if let Some(kept) = scene.sent.filter(|sent| *sent != Sent::Waiting) {
        let at = rect.right_bottom() - vec2(side, side) * 0.06;
        let radius = theme.u(62.0).min(side * 0.16);
        result_mark(ui, theme, at, radius, kept == Sent::Kept);
    }
    for (words, style, height) in &lines {
        let line = take_top(&mut area, *height, gap);
        centered_text(ui, theme, line, words, *style);
    }
    match scene.sent {
        Some(Sent::Kept) => {
            let label = theme.text("wall-to-wall");
            let clicked = button(ui, theme, foot, ButtonKind::Main, &label, "wall").clicked();
            clicked.then(|| Step::Go(WallState::default()))
        }
        Some(Sent::Lost | Sent::Enough) => {
            let label = theme.text("wall-again");
            let clicked = button(ui, theme, foot, ButtonKind::Main, &label, "again").clicked();
            clicked.then(|| Step::Send(Outgoing::Note(note.clone()), state.clone()))
        }
        _ => None,
    }
}

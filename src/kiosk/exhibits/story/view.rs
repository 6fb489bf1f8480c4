//! Draws a page of a story; a swipe or an arrow turns it.

use egui::{Align2, Key, Rect, Response, Ui, pos2, vec2};

use super::StoryState;
use crate::kiosk::exhibits::{Heard, Scene, Step};
use crate::kiosk::shell::ShellAction;
use crate::kiosk::shell::view::header_ui;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::pager::Pager;
use crate::kiosk::theme::scroll::Scroll;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, bar, button, button_width, layout, line, picture, take_bottom,
    take_left, take_right, take_top, text,
};
use crate::model::exhibit::{Exhibit, Story, StoryPage};

/// Nearer to each other than this, in `u`, dots are a smear.
const DOT_STEP_MIN: f32 = 20.0;
/// Narrower than this, in `u`, a column beside the picture has no room for back, how far and on.
const COLUMN_MIN: f32 = 480.0;

/// Draws the page on `stage`.
pub fn story_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    story: &Story,
    state: &StoryState,
) -> Option<Step<StoryState>> {
    let Scene {
        theme,
        stage,
        exhibit,
        ..
    } = *scene;
    let pages = &story.pages;
    let index = state.page.min(pages.len().saturating_sub(1));
    let page = pages.get(index)?;
    let title = exhibit.title.in_language(theme.language());
    let mut area = stage.shrink2(vec2(theme.u(space::PAGE), theme.u(space::L)));
    let mut wanted = header_ui(ui, theme, &mut area, title).map(Step::Shell);
    let swipe = pages_ui(ui, scene, area, pages, index);
    let Parts {
        listen, mut turns, ..
    } = cut(ui, theme, area, page);
    // What slides past goes under what stays.
    let ground = listen.unwrap_or(turns).union(turns).expand(theme.u(10.0));
    ui.painter().rect_filled(ground, 0.0, theme.palette.paper);
    let turn = turn_ui(ui, theme, &mut turns, index, pages.len());
    let at = |page| {
        Step::Go(StoryState {
            page,
            listening: state.listening,
        })
    };
    if let Some(row) = listen {
        let heard = listen_ui(ui, theme, row, scene.heard, state.listening);
        let heard = heard.map(|listening| StoryState {
            listening,
            ..*state
        });
        wanted = heard.map(Step::Go).or(wanted);
    }
    match turn.or(swipe).or(keyed_turn(ui)) {
        Some(Turn::On) if index + 1 < pages.len() => wanted = Some(at(index + 1)),
        Some(Turn::On) if turn.is_some() => wanted = Some(Step::Shell(ShellAction::Back)),
        Some(Turn::Back) if index > 0 => wanted = Some(at(index - 1)),
        _ => {}
    }
    wanted
}

/// The pages, pictures and words, under a finger. Returns where it turns.
fn pages_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    area: Rect,
    pages: &[StoryPage],
    index: usize,
) -> Option<Turn> {
    let theme = scene.theme;
    let more = (index > 0, index + 1 < pages.len());
    let turned = Pager::new(theme, area, index as i64, more).show(
        ui,
        ("story", &scene.exhibit.id),
        |ui, rect, number, lead| {
            let at = usize::try_from(number).ok();
            if let Some((at, page)) = at.and_then(|at| Some((at, pages.get(at)?))) {
                page_ui(ui, scene, rect, page, at, lead);
            }
        },
    );
    // Those beside it are made ready while this one is read.
    for beside in [index.checked_sub(1), Some(index + 1)] {
        if let Some(page) = beside.and_then(|beside| pages.get(beside)) {
            let parts = cut(ui, theme, area, page);
            scene.pictures.soon(&page.picture, parts.shown.size());
        }
    }
    turned.map(|by| if by > 0 { Turn::On } else { Turn::Back })
}

/// One page: its picture and its words.
fn page_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    area: Rect,
    page: &StoryPage,
    index: usize,
    lead: Option<&Response>,
) {
    let theme = scene.theme;
    let Parts { shown, words, .. } = cut(ui, theme, area, page);
    let alt = page.alt.in_language(theme.language());
    picture(
        ui,
        theme,
        scene.pictures,
        shown,
        &page.picture,
        alt,
        corner::CARD,
    );
    words_ui(ui, theme, words, scene.exhibit, page, (index, lead));
}

/// Whether a page is spoken in this language.
fn spoken(theme: &Theme, page: &StoryPage) -> bool {
    page.narration.in_language(theme.language()).is_some()
}

/// Where everything of a page is.
struct Parts {
    /// The picture.
    shown: Rect,
    words: Rect,
    /// What reads aloud, where the page is spoken.
    listen: Option<Rect>,
    /// Back, how far, on.
    turns: Rect,
}

/// The parts of a page. The picture is beside the words, or above them with what they leave.
fn cut(ui: &Ui, theme: &Theme, mut area: Rect, page: &StoryPage) -> Parts {
    let (gap, control) = (theme.u(space::M), theme.touch(touch::CONTROL));
    let spoken = spoken(theme, page);
    let mut foot_height = turn_height(theme);
    if spoken {
        foot_height += gap + control;
    }
    if !Theme::upright(area) {
        let width = area.width() * 0.6;
        // Hardly as wide as high: what turns would have no room beside the picture, and stands below both.
        if area.width() - width < theme.u(COLUMN_MIN) {
            let foot = take_bottom(&mut area, turn_height(theme), gap);
            let shown = take_left(&mut area, width, theme.u(space::L));
            return in_one_row(theme, shown, area, foot, spoken);
        }
        // Hardly any height: the picture is no wider than usual for it, and words have what one row leaves.
        if area.height() - foot_height - gap < control * 2.0 {
            let width = width.min(area.height() * 16.0 / 9.0);
            let shown = take_left(&mut area, width, theme.u(56.0));
            let foot = take_bottom(&mut area, control, gap);
            return in_one_row(theme, shown, area, foot, spoken);
        }
        let shown = take_left(&mut area, width, theme.u(56.0));
        let foot = take_bottom(&mut area, foot_height, gap);
        return above_each_other(theme, shown, area, foot, spoken);
    }
    let words = words_height(ui, theme, area.width(), page);
    let left = area.height() - words - foot_height - gap - theme.u(space::L);
    let height = left.clamp(area.height() * 0.36, area.height() * 0.66);
    let shown = take_top(&mut area, height, theme.u(space::L));
    let foot = take_bottom(&mut area, foot_height, gap);
    above_each_other(theme, shown, area, foot, spoken)
}

/// With what reads aloud before what turns.
fn in_one_row(theme: &Theme, shown: Rect, words: Rect, mut turns: Rect, spoken: bool) -> Parts {
    let share = turns.width() * 0.28;
    let listen = spoken.then(|| take_left(&mut turns, share, theme.u(space::S)));
    Parts {
        shown,
        words,
        listen,
        turns,
    }
}

/// With what reads aloud above what turns.
fn above_each_other(
    theme: &Theme,
    shown: Rect,
    words: Rect,
    mut foot: Rect,
    spoken: bool,
) -> Parts {
    let turns = take_bottom(&mut foot, turn_height(theme), theme.u(space::M));
    Parts {
        shown,
        words,
        listen: spoken.then_some(foot),
        turns,
    }
}

/// Has what is here read aloud, stops it, or begins it again; what is turned to is read, too. Returns the new take.
pub(in crate::kiosk::exhibits) fn listen_ui(
    ui: &mut Ui,
    theme: &Theme,
    row: Rect,
    heard: &Heard,
    listening: Option<u32>,
) -> Option<Option<u32>> {
    let (key, kind, next) = match listening {
        Some(_) if heard.silent => ("listen-silent", ButtonKind::Plain, None),
        Some(take) if heard.ended => {
            let again = Some(take.wrapping_add(1));
            ("listen-again", ButtonKind::Plain, again)
        }
        Some(_) => ("listen-stop", ButtonKind::Chosen, None),
        None => ("listen", ButtonKind::Plain, Some(0)),
    };
    button(ui, theme, row, kind, &theme.text(key), "listen")
        .clicked()
        .then_some(next)
}

/// Where a visitor turns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::kiosk::exhibits) enum Turn {
    Back,
    On,
}

/// Back, how far, on: at the foot of `area`. The last "on" ends the story.
pub(in crate::kiosk::exhibits) fn turn_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: &mut Rect,
    index: usize,
    count: usize,
) -> Option<Turn> {
    let mut row = take_bottom(area, turn_height(theme), theme.u(space::M));
    let last = index + 1 == count;
    let (on_label, back_label) = (
        theme.text(if last { "page-end" } else { "page-on" }),
        theme.text("page-back"),
    );
    // As wide as their words, and the same on every page: a finger that turns pages stays where it is.
    let width = [&back_label, &theme.text("page-on"), &theme.text("page-end")]
        .iter()
        .map(|label| button_width(ui, theme, label))
        .fold(row.width() * 0.3, f32::max)
        .min((row.width() - theme.u(space::S)) / 2.0);
    let on = take_right(&mut row, width, theme.u(space::S));
    let back = take_left(&mut row, width, theme.u(space::S));
    let mut turn = None;
    let kind = if index == 0 {
        ButtonKind::Disabled
    } else {
        ButtonKind::Plain
    };
    if button(ui, theme, back, kind, &back_label, "page-back").clicked() {
        turn = Some(Turn::Back);
    }
    if button(ui, theme, on, ButtonKind::Main, &on_label, "page-on").clicked() {
        turn = Some(Turn::On);
    }
    place_ui(ui, theme, row, index, count);
    turn
}

/// "2 / 5" over a row of dots, or over a bar where those would lie too near to each other.
fn place_ui(ui: &mut Ui, theme: &Theme, row: Rect, index: usize, count: usize) {
    let mut row = row.shrink2(vec2(0.0, theme.u(space::S)));
    let half = row.height() * 0.6;
    let words = take_top(&mut row, half, 0.0);
    let place = theme.text_with(
        "page-of",
        [("page", (index + 1).into()), ("count", count.into())],
    );
    let style = TextStyle::regular(TextSize::Second, theme.palette.soft);
    line(ui, theme, words, Align2::CENTER_CENTER, &place, style);
    let Some(step) = dot_step(theme, row.width(), count) else {
        let size = vec2(row.width().min(theme.u(360.0)), theme.u(10.0));
        if size.x > size.y {
            let track = Rect::from_center_size(row.center(), size);
            let share = (index + 1) as f32 / count as f32;
            bar(ui, theme, track, share, theme.palette.lacquer);
        }
        return;
    };
    let left = row.center().x - step * (count as f32 - 1.0) / 2.0;
    for i in 0..count {
        let center = pos2(left + step * i as f32, row.center().y);
        if i == index {
            let rect = Rect::from_center_size(center, vec2(step * 0.9, theme.u(14.0)));
            ui.painter()
                .rect_filled(rect, theme.u(7.0), theme.palette.lacquer);
        } else {
            ui.painter()
                .circle_filled(center, theme.u(7.0), theme.palette.line);
        }
    }
}

/// How far apart `count` dots stand in `width`; `None` where they would be a smear.
fn dot_step(theme: &Theme, width: f32, count: usize) -> Option<f32> {
    let step = theme.u(30.0).min(width / count.max(1) as f32);
    (step >= theme.u(DOT_STEP_MIN)).then_some(step)
}

/// The height of the row that turns.
pub(in crate::kiosk::exhibits) fn turn_height(theme: &Theme) -> f32 {
    theme.touch(112.0)
}

/// Heading and text. Short of their room they stand in its middle; longer, with large text, they scroll.
fn words_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    exhibit: &Exhibit,
    page: &StoryPage,
    (index, lead): (usize, Option<&Response>),
) {
    let height = words_height(ui, theme, area.width(), page);
    let spare = (area.height() - height).max(0.0);
    let list = Scroll::new(theme, area).led_by(lead);
    list.show(ui, ("story", &exhibit.id, index), |ui, _| {
        let top = ui.min_rect().min;
        let start = top + vec2(0.0, spare * 0.45);
        let mut rest = Rect::from_min_size(start, vec2(area.width(), f32::INFINITY));
        for (words, style, gap) in word_lines(theme, page) {
            let rect = text(ui, theme, rest, words, style);
            rest.min.y = rect.bottom() + gap;
        }
        ui.allocate_space(vec2(area.width(), height.max(area.height())));
    });
}

fn words_height(ui: &Ui, theme: &Theme, width: f32, page: &StoryPage) -> f32 {
    word_lines(theme, page)
        .iter()
        .map(|(words, style, gap)| layout(ui, theme, words, *style, width).size().y + gap)
        .sum()
}

/// What a page says, each with its style and the gap below.
fn word_lines<'a>(theme: &Theme, page: &'a StoryPage) -> [(&'a str, TextStyle, f32); 2] {
    let (language, ink) = (theme.language(), theme.palette.ink);
    [
        (
            page.heading.in_language(language),
            TextStyle::bold(TextSize::Heading, ink),
            theme.u(space::M),
        ),
        (
            page.text.in_language(language),
            TextStyle::regular(TextSize::Card, ink),
            0.0,
        ),
    ]
}

/// A page turned by an arrow key, while the keyboard is on nothing; on a button arrows go to its neighbours.
pub(in crate::kiosk::exhibits) fn keyed_turn(ui: &Ui) -> Option<Turn> {
    if ui.memory(|memory| memory.focused().is_some()) {
        return None;
    }
    ui.input(|input| {
        if input.key_pressed(Key::ArrowRight) {
            Some(Turn::On)
        } else if input.key_pressed(Key::ArrowLeft) {
            Some(Turn::Back)
        } else {
            None
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kiosk::theme::{Comfort, Panel};

    #[test]
    fn dots_are_told_apart_or_there_are_none() {
        let panel = Panel {
            width: 1080.0,
            height: 1920.0,
            width_mm: 398.0,
            bottom_mm: 900.0,
        };
        let theme = Theme::new(panel, Comfort::new("en"));
        let step = |count| dot_step(&theme, 348.0, count);
        assert_eq!(step(5), Some(30.0));
        assert!(step(17).is_some_and(|step| step >= DOT_STEP_MIN));
        for count in [18, 24, 60] {
            assert_eq!(step(count), None, "{count}");
        }
        assert_eq!(dot_step(&theme, 0.0, 4), None);
    }
}

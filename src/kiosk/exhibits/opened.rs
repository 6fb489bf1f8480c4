//! One part of an exhibit, opened from a line or a wall: a large picture, its words, and the way to the others.

use std::borrow::Cow;

use egui::{Key, Rect, Response, Ui, vec2};

use super::Scene;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::pager::Pager;
use crate::kiosk::theme::scroll::Scroll;
use crate::kiosk::theme::tokens::{TextSize, corner, space};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, button, columns, layout, picture, take_bottom, take_left, take_top, text,
};

/// Which part is open, from 0, and of how many; and the button that closes it.
pub(super) struct Open {
    pub(super) index: usize,
    pub(super) count: usize,
    pub(super) close: String,
}

/// What is shown of a part.
pub(super) struct Part<'a> {
    /// Path of the picture and what it shows.
    pub(super) picture: Option<(&'a str, &'a str)>,
    /// Share of a wide area that the picture takes.
    pub(super) picture_share: f32,
    /// What is said, from the top.
    pub(super) words: Vec<Words<'a>>,
}

/// A piece of text and the gap below it.
pub(super) struct Words<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) style: TextStyle,
    pub(super) gap: f32,
}

/// Where a visitor goes from there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// Back to the line or the wall.
    Close,
    /// To the part of this index.
    To(usize),
}

/// Draws the part that is open in `area`; those beside it come in under a finger. `part` says what is shown of each.
pub(super) fn opened_ui<'a>(
    ui: &mut Ui,
    scene: &Scene<'_>,
    area: Rect,
    open: &Open,
    part: impl Fn(usize) -> Option<Part<'a>>,
) -> Option<Turn> {
    let theme = scene.theme;
    let Open { index, count, .. } = *open;
    let more = (index > 0, index + 1 < count);
    let swiped = Pager::new(theme, area, index as i64, more).show(
        ui,
        ("opened", &scene.exhibit.id),
        |ui, rect, number, lead| {
            let at = usize::try_from(number).ok();
            if let Some((at, part)) = at.and_then(|at| Some((at, part(at)?))) {
                part_ui(ui, scene, rect, &part, at, lead);
            }
        },
    );
    // Those beside it are made ready while this one is looked at.
    for beside in [index.checked_sub(1), index.checked_add(1)] {
        if let Some(part) = beside.and_then(&part)
            && let (Some(shown), ..) = cut(ui, theme, area, &part)
            && let Some((path, _)) = part.picture
        {
            scene.pictures.soon(path, shown.size());
        }
    }
    let foot = cut(ui, theme, area, &part(index)?).2;
    // What slides past goes under what stays.
    let ground = foot.expand(theme.u(10.0));
    ui.painter().rect_filled(ground, 0.0, theme.palette.paper);
    let touched = foot_ui(ui, theme, foot, open);
    let by = swiped.or_else(|| keyed(ui));
    touched.or_else(|| turned(by? as isize, index, count))
}

/// One part: its picture and its words.
fn part_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    area: Rect,
    part: &Part<'_>,
    index: usize,
    lead: Option<&Response>,
) {
    let theme = scene.theme;
    let (shown, words, _) = cut(ui, theme, area, part);
    if let (Some(shown), Some((path, alt))) = (shown, part.picture) {
        picture(ui, theme, scene.pictures, shown, path, alt, corner::CARD);
    }
    words_ui(ui, scene, words, part, (index, lead));
}

/// The places of a part: picture, if it has one, words, and the foot. The picture is beside the words, or above them
/// with what they leave.
fn cut(ui: &Ui, theme: &Theme, mut area: Rect, part: &Part<'_>) -> (Option<Rect>, Rect, Rect) {
    let (foot_height, gap) = (theme.touch(112.0), theme.u(space::M));
    if !Theme::upright(area) {
        let width = area.width() * part.picture_share;
        let shown = part
            .picture
            .map(|_| take_left(&mut area, width, theme.u(56.0)));
        let foot = take_bottom(&mut area, foot_height, gap);
        return (shown, area, foot);
    }
    let foot = take_bottom(&mut area, foot_height, gap);
    let shown = part.picture.map(|_| {
        let words = words_height(ui, theme, area.width(), part) + theme.u(space::L);
        let height = (area.height() - words).clamp(area.height() * 0.36, area.height() * 0.66);
        take_top(&mut area, height, theme.u(space::L))
    });
    (shown, area, foot)
}

/// A step back or on, where there is one.
fn turned(by: isize, index: usize, count: usize) -> Option<Turn> {
    let to = index.checked_add_signed(by)?;
    (to < count).then_some(Turn::To(to))
}

/// All of them, the one before, the one after.
fn foot_ui(ui: &mut Ui, theme: &Theme, row: Rect, open: &Open) -> Option<Turn> {
    let thirds = columns(row, 3, theme.u(space::S));
    let ways = [
        (open.close.clone(), "part-close", Some(Turn::Close)),
        (
            theme.text("part-back"),
            "part-back",
            turned(-1, open.index, open.count),
        ),
        (
            theme.text("part-on"),
            "part-on",
            turned(1, open.index, open.count),
        ),
    ];
    let mut wanted = None;
    for (rect, (label, salt, turn)) in thirds.into_iter().zip(ways) {
        let kind = match turn {
            None => ButtonKind::Disabled,
            Some(Turn::To(to)) if to > open.index => ButtonKind::Main,
            Some(_) => ButtonKind::Plain,
        };
        if button(ui, theme, rect, kind, &label, salt).clicked() {
            wanted = turn;
        }
    }
    wanted
}

/// Short of their room the words stand in its middle; longer, with large text, they scroll.
fn words_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    area: Rect,
    part: &Part<'_>,
    (index, lead): (usize, Option<&Response>),
) {
    let theme = scene.theme;
    let height = words_height(ui, theme, area.width(), part);
    let spare = (area.height() - height).max(0.0);
    let list = Scroll::new(theme, area).led_by(lead);
    list.show(ui, ("opened", &scene.exhibit.id, index), |ui, _| {
        let start = ui.min_rect().min + vec2(0.0, spare * 0.4);
        let mut rest = Rect::from_min_size(start, vec2(area.width(), f32::INFINITY));
        for words in said(part) {
            let rect = text(ui, theme, rest, &words.text, words.style);
            rest.min.y = rect.bottom() + words.gap;
        }
        ui.allocate_space(vec2(area.width(), height.max(area.height())));
    });
}

fn words_height(ui: &Ui, theme: &Theme, width: f32, part: &Part<'_>) -> f32 {
    said(part)
        .map(|words| layout(ui, theme, &words.text, words.style, width).size().y + words.gap)
        .sum()
}

fn said<'a>(part: &'a Part<'a>) -> impl Iterator<Item = &'a Words<'a>> {
    part.words.iter().filter(|words| !words.text.is_empty())
}

/// Arrows turn while the keyboard is on nothing; on a button they go to its neighbours.
fn keyed(ui: &Ui) -> Option<i64> {
    if ui.memory(|memory| memory.focused().is_some()) {
        return None;
    }
    ui.input(|input| {
        if input.key_pressed(Key::ArrowRight) {
            Some(1)
        } else if input.key_pressed(Key::ArrowLeft) {
            Some(-1)
        } else {
            None
        }
    })
}

/// How the second line of a part is written.
pub(super) fn second_style(theme: &Theme) -> TextStyle {
    TextStyle::bold(TextSize::Card, theme.palette.sea)
}

/// How the running text of a part is written.
pub(super) fn text_style(theme: &Theme) -> TextStyle {
    TextStyle::regular(TextSize::Card, theme.palette.ink)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_nothing_before_the_first_and_after_the_last() {
        assert_eq!(turned(-1, 0, 3), None);
        assert_eq!(turned(1, 0, 3), Some(Turn::To(1)));
        assert_eq!(turned(1, 2, 3), None);
    }
}

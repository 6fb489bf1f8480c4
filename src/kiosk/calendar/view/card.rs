//! The card of an occurrence in a list: picture, time, name, where, how many places are left.

use egui::{Align2, CornerRadius, Rect, Ui, pos2, vec2};

use super::CalendarFrame;
use super::places::tags_ui;
use crate::api::kiosk::CalendarEntry;
use crate::kiosk::calendar::words::{course_words, entry_tag, time_range};
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::{TextSize, corner, space};
use crate::kiosk::theme::widgets::{
    PictureSource, TextStyle, Tone, card, focus_ring, line, picture_rounded, pressable, radius,
    tag_size, take_left, take_right, take_top,
};

/// A narrower card has no picture, in `u`.
const PICTURED: f32 = 640.0;

/// Height of every card of a list.
pub(super) fn card_height(theme: &Theme) -> f32 {
    let words = time_height(theme)
        + theme.text_size(TextSize::Card) * 1.4
        + theme.text_size(TextSize::Second) * 1.55;
    theme.touch(150.0).max(words + theme.u(space::S) * 2.0)
}

fn time_height(theme: &Theme) -> f32 {
    theme.text_size(TextSize::Small) * 1.5 + theme.u(space::XS)
}

/// Draws it; whether it was touched.
pub(super) fn card_ui(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    rect: Rect,
    entry: &CalendarEntry,
    frame: &CalendarFrame,
) -> bool {
    let palette = theme.palette;
    let language = theme.language();
    let title = entry.title.in_language(language);
    let response = pressable(ui, rect, title, true, entry.occurrence);
    let pressed = response.is_pointer_button_down_on();
    let rect = if pressed {
        rect.shrink(theme.u(4.0))
    } else {
        rect
    };
    card(ui, theme, rect, pressed);
    focus_ring(ui, theme, &response, rect, corner::CARD);
    let gone = entry.canceled || entry.ends_at <= frame.now;
    let ink = if gone { palette.soft } else { palette.ink };
    let mut inside = rect;
    if let Some(path) = &entry.picture
        && rect.width() > theme.u(PICTURED)
    {
        let outline = theme.u(palette.outline_u).max(1.0);
        let shown = take_left(&mut inside, rect.height() * 1.1, 0.0).shrink(outline);
        let round = radius(theme, corner::CARD);
        let corners = CornerRadius {
            ne: 0,
            se: 0,
            ..round
        };
        picture_rounded(ui, theme, pictures, shown, path, "", corners);
    }
    let mut inside = inside.shrink2(vec2(theme.u(space::M), theme.u(space::S)));
    let mut first = take_top(&mut inside, time_height(theme), 0.0);
    let (tone, places) = entry_tag(theme, entry, frame.now);
    let mut tags = vec![(tone, places)];
    if entry.details.for_children {
        tags.push((Tone::Plain, theme.text("filter-children")));
    }
    let wide: f32 = tags
        .iter()
        .map(|(_, words)| tag_size(ui, theme, words).x + theme.u(space::XS))
        .sum();
    // The time comes first: a tag that would cut it is left out.
    if wide > first.width() * 0.55 {
        tags.truncate(1);
    }
    let height = first.height();
    let size: f32 = tags
        .iter()
        .map(|(_, words)| tag_size(ui, theme, words).x + theme.u(space::XS))
        .sum();
    let place = take_right(&mut first, size - theme.u(space::XS), theme.u(space::S));
    tags_ui(ui, theme, pos2(place.left(), place.top()), height, &tags);
    let mut time = time_range(entry, frame.time_zone);
    if !gone && entry.starts_at <= frame.now {
        time = theme.text_with("time-now", [("time", time.into())]);
    }
    let style = TextStyle::bold(TextSize::Body, ink);
    line(ui, theme, first, Align2::LEFT_CENTER, &time, style);
    let name = take_top(&mut inside, theme.text_size(TextSize::Card) * 1.4, 0.0);
    let style = TextStyle::bold(TextSize::Card, ink);
    line(ui, theme, name, Align2::LEFT_CENTER, title, style);
    let below = if entry.details.course {
        course_words(theme, frame.entries, entry, frame.time_zone)
    } else {
        let category = theme.text(&format!("category-{}", entry.category.key()));
        format!("{} · {category}", entry.room.in_language(language))
    };
    let style = TextStyle::regular(TextSize::Second, palette.soft);
    line(ui, theme, inside, Align2::LEFT_CENTER, &below, style);
    response.clicked()
}

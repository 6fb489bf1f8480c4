//! How full an occurrence is: as tags, and as a bar with its words.

use egui::{Align2, Pos2, Rect, Ui, pos2};

use crate::api::kiosk::CalendarEntry;
use crate::kiosk::calendar::words::places_words;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::{TextSize, space};
use crate::kiosk::theme::widgets::{
    TextStyle, Tone, bar, line, tag, tag_size, take_bottom, take_left,
};

/// Tags beside each other from `at`, in the middle of a row of this height.
pub(super) fn tags_ui(ui: &mut Ui, theme: &Theme, at: Pos2, height: f32, tags: &[(Tone, String)]) {
    let mut left = at.x;
    for (tone, words) in tags {
        let size = tag_size(ui, theme, words);
        let top = at.y + (height - size.y) / 2.0;
        left = tag(ui, theme, pos2(left, top), *tone, words).right() + theme.u(space::XS);
    }
}

/// What a tag says of it, how many places are taken, and a bar; cut from the foot of `area`.
pub(super) fn places_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: &mut Rect,
    entry: &CalendarEntry,
    tag: (Tone, String),
) {
    let palette = &theme.palette;
    if let (false, Some(capacity)) = (entry.canceled, entry.places.capacity) {
        let row = take_bottom(area, theme.u(14.0), theme.u(space::S));
        let full = entry.places.confirmed >= capacity;
        let color = if full { palette.gold_ink } else { palette.sea };
        let share = entry.places.confirmed as f32 / capacity.max(1) as f32;
        bar(ui, theme, row, share, color);
    }
    let words = places_words(theme, entry);
    let size = tag_size(ui, theme, &tag.1);
    let height = size.y.max(theme.text_size(TextSize::Second) * 1.5);
    let mut row = take_bottom(area, height, theme.u(space::M));
    let place = take_left(&mut row, size.x, theme.u(space::S));
    let says_all = words == tag.1;
    tags_ui(ui, theme, place.min, height, &[tag]);
    if !says_all {
        let style = TextStyle::regular(TextSize::Second, palette.soft);
        line(ui, theme, row, Align2::LEFT_CENTER, &words, style);
    }
}

//! How full an occurrence is: as tags, and as a bar with its words.

use egui::{Align2, Pos2, Rect, Ui, pos2};

use crate::api::kiosk::CalendarEntry;
use crate::kiosk::calendar::words::places_words;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::{TextSize, space};
use crate::kiosk::theme::widgets::{TextStyle, Tone, bar, line, tag, tag_size, take_bottom};

/// Tags beside each other from `at`, in the middle of a row of this height.
pub(super) fn tags_ui(ui: &mut Ui, theme: &Theme, at: Pos2, height: f32, tags: &[(Tone, String)]) {
    let mut left = at.x;
    for (tone, words) in tags {
        let size = tag_size(ui, theme, words);
        let top = at.y + (height - size.y) / 2.0;
        left = tag(ui, theme, pos2(left, top), *tone, words).right() + theme.u(space::XS);
    }
}

/// The bar and its words at the foot of `area`.
pub(super) fn places_bar_ui(ui: &mut Ui, theme: &Theme, area: &mut Rect, entry: &CalendarEntry) {
    let palette = &theme.palette;
    let words_height = theme.text_size(TextSize::Second) * 1.5;
    let row = take_bottom(area, words_height, theme.u(space::XS));
    let words = places_words(theme, entry);
    let style = TextStyle::regular(TextSize::Second, palette.soft);
    line(ui, theme, row, Align2::LEFT_CENTER, &words, style);
    if let (false, Some(capacity)) = (entry.canceled, entry.places.capacity) {
        let row = take_bottom(area, theme.u(14.0), theme.u(space::S));
        let full = entry.places.confirmed >= capacity;
        let color = if full { palette.gold_ink } else { palette.sea };
        let share = entry.places.confirmed as f32 / capacity.max(1) as f32;
        bar(ui, theme, row, share, color);
    }
}

//! The sections of the gallery screen, each of them one part of the theme.

use egui::{Align2, Rect, StrokeKind, Ui, pos2, vec2};

use super::view::{Sheet, chosen_in_header};
use super::{DIGITS, PAGES};
use crate::kiosk::shell::view::access::switch_ui;
use crate::kiosk::shell::view::header_ui;
use crate::kiosk::theme::keypad::{KeypadKey, digits_ui, keypad_ui};
use crate::kiosk::theme::pager::Pager;
use crate::kiosk::theme::qr::{qr_side_min, qr_ui};
use crate::kiosk::theme::scroll::Scroll;
use crate::kiosk::theme::tokens::{BODY_TEXT_MM_MIN, TOUCH_MM_MIN, TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, Held, PictureSource, TextStyle, Tone, bar, button, button_face, card, columns,
    foot_scrim, line, logo, logo_width, picture, radius, result_mark, ring, stroke, tag,
    take_bottom, take_left, take_top,
};
use crate::kiosk::theme::{Comfort, Theme, Weight};
use crate::kiosk::writing::{Typed, Writing, keyboard_height_for, keyboard_ui, written_ui};

/// Rows of the list that scrolls.
const LIST_ROWS: usize = 24;
/// The picture that is ready, and the logo.
pub(super) const PICTURE: &str = "picture";
pub(super) const LOGO: &str = "logo";
/// One that never is.
const WAITING: &str = "waiting";
/// One that cannot be shown.
pub(super) const BROKEN: &str = "broken";

fn small(theme: &Theme) -> TextStyle {
    TextStyle::regular(TextSize::Small, theme.palette.soft)
}

fn small_row(theme: &Theme) -> f32 {
    theme.text_size(TextSize::Small) * 1.5
}

/// A page's top. Its choices are the screen's own.
pub(super) fn header(ui: &mut Ui, sheet: &mut Sheet) -> Option<Comfort> {
    let theme = sheet.theme;
    sheet.heading(ui, "gallery-screen-header");
    // Where it is narrow the comforts have a row of their own.
    let height = theme.touch(touch::CONTROL);
    let mut area = sheet.row(height);
    if area.width() < theme.u(1400.0) && !theme.comfort.reach {
        area.max.y = sheet.row(height).bottom();
    }
    let title = theme.text("gallery-screen-title");
    let wanted = header_ui(ui, theme, &mut area, &title)?;
    chosen_in_header(&theme.comfort, wanted)
}

/// Colours that stand on each other, with how well they are told apart.
pub(super) fn colors(ui: &mut Ui, sheet: &mut Sheet) {
    let theme = sheet.theme;
    sheet.heading(ui, "gallery-screen-colors");
    let pairs = theme.palette.colors().pairs();
    let height = theme.text_size(TextSize::Page) * 1.4 + small_row(theme) * 3.0;
    let cells = sheet.cells(pairs.len(), theme.u(400.0), height);
    for (pair, cell) in pairs.iter().zip(cells) {
        let (ground, ink) = (opaque(pair.ground.0), opaque(pair.ink.0));
        let outline = stroke(theme, theme.palette.line);
        let round = radius(theme, corner::BUTTON);
        ui.painter()
            .rect(cell, round, ground, outline, StrokeKind::Inside);
        let mut inside = cell.shrink2(vec2(theme.u(space::M), theme.u(space::XS)));
        let words = take_bottom(&mut inside, small_row(theme) * 3.0 - theme.u(space::S), 0.0);
        let sample = TextStyle::bold(TextSize::Page, ink);
        line(
            ui,
            theme,
            inside,
            Align2::LEFT_CENTER,
            "同心 Aa 123",
            sample,
        );
        let name = theme.text(&format!("gallery-screen-pair-{}", pair.name));
        let enough = theme.text(if pair.is_enough() {
            "gallery-screen-enough"
        } else {
            "gallery-screen-too-little"
        });
        let ratio = format!("{:.1} : 1 ≥ {:.1}  {enough}", pair.contrast(), pair.least);
        let written = format!("{} / {}", pair.ink, pair.ground);
        let style = TextStyle::regular(TextSize::Small, ink);
        let mut rest = words;
        for said in [name, ratio, written] {
            let row = take_top(&mut rest, words.height() / 3.0, 0.0);
            line(ui, theme, row, Align2::LEFT_CENTER, &said, style);
        }
    }
}

fn opaque([r, g, b]: [u8; 3]) -> egui::Color32 {
    egui::Color32::from_rgb(r, g, b)
}

/// Every size of text, in both weights.
pub(super) fn type_scale(ui: &mut Ui, sheet: &mut Sheet) {
    let theme = sheet.theme;
    sheet.heading(ui, "gallery-screen-type");
    let mm = |size| theme.text_size(size) / theme.panel.per_mm();
    let floor = theme.text_with(
        "gallery-screen-text-floor",
        [
            ("least", format!("{BODY_TEXT_MM_MIN:.1}").into()),
            ("now", format!("{:.1}", mm(TextSize::Body)).into()),
        ],
    );
    let row = sheet.row(small_row(theme));
    line(ui, theme, row, Align2::LEFT_CENTER, &floor, small(theme));
    let names = [
        "poster", "clock", "title", "page", "heading", "card", "body", "second", "small",
    ];
    for (size, name) in TextSize::ALL.into_iter().zip(names) {
        let mut row = sheet.row(theme.text_size(size) * 1.35);
        let width = theme.text_size(TextSize::Small) * 11.0;
        let said = take_left(&mut row, width, theme.u(space::S));
        let name = theme.text(&format!("gallery-screen-size-{name}"));
        let words = format!("{name} · {} u · {:.1} mm", size.u(), mm(size));
        line(ui, theme, said, Align2::LEFT_CENTER, &words, small(theme));
        let bold = row.with_max_x(row.center().x - theme.u(space::S));
        let regular = row.with_min_x(row.center().x);
        for (rect, weight) in [(bold, Weight::Bold), (regular, Weight::Regular)] {
            let style = TextStyle {
                weight,
                ..TextStyle::bold(size, theme.palette.ink)
            };
            // A number is all that is as large as on a poster.
            let words = match size {
                TextSize::Poster => "472",
                _ => "同心 Tongxin",
            };
            line(ui, theme, rect, Align2::LEFT_CENTER, words, style);
        }
    }
}

/// Every kind of button as it is, under a finger, and with the keyboard on it; the first column answers to a touch.
pub(super) fn buttons(ui: &mut Ui, sheet: &mut Sheet) {
    let theme = sheet.theme;
    sheet.heading(ui, "gallery-screen-buttons");
    let kinds = [
        (ButtonKind::Main, "main"),
        (ButtonKind::Plain, "plain"),
        (ButtonKind::Chosen, "chosen"),
        (ButtonKind::Disabled, "disabled"),
    ];
    let pressed = Held {
        pressed: true,
        focused: false,
    };
    let focused = Held {
        pressed: false,
        focused: true,
    };
    let height = theme.touch(touch::CONTROL);
    for (kind, name) in kinds {
        let label = theme.text(&format!("gallery-screen-button-{name}"));
        let cells = sheet.cells(3, theme.u(280.0), height + small_row(theme));
        let states = [
            ("rest", None),
            ("pressed", Some(pressed)),
            ("focused", Some(focused)),
        ];
        for (mut cell, (state, held)) in cells.into_iter().zip(states) {
            let said = take_bottom(&mut cell, small_row(theme), 0.0);
            match held {
                None => {
                    button(ui, theme, cell, kind, &label, state);
                }
                // What cannot be pressed has no such state.
                Some(_) if kind == ButtonKind::Disabled => continue,
                Some(held) => button_face(ui, theme, cell, kind, &label, TextSize::Card, held),
            }
            let state = theme.text(&format!("gallery-screen-state-{state}"));
            let words = format!("{label} · {state}");
            line(ui, theme, said, Align2::LEFT_BOTTOM, &words, small(theme));
        }
    }
}

/// What a finger needs, in its real size.
pub(super) fn touch_floor(ui: &mut Ui, sheet: &mut Sheet) {
    let theme = sheet.theme;
    sheet.heading(ui, "gallery-screen-touch");
    let per_mm = theme.panel.per_mm();
    let floor = TOUCH_MM_MIN * per_mm;
    let heights = [
        ("floor", floor),
        ("control", theme.touch(touch::CONTROL)),
        ("main", theme.touch(touch::MAIN)),
    ];
    let most = heights
        .iter()
        .map(|(_, height)| *height)
        .fold(0.0, f32::max);
    let cells = sheet.cells(3, theme.u(280.0), most + small_row(theme));
    for (mut cell, (name, height)) in cells.into_iter().zip(heights) {
        let said = take_bottom(&mut cell, small_row(theme), 0.0);
        let square = Rect::from_min_size(
            pos2(cell.left(), cell.bottom() - height),
            vec2(height, height),
        );
        let round = radius(theme, corner::TAG);
        let palette = &theme.palette;
        let outline = stroke(theme, palette.sea);
        ui.painter()
            .rect(square, round, palette.sea_soft, outline, StrokeKind::Inside);
        let name = theme.text(&format!("gallery-screen-touch-{name}"));
        let words = format!("{name} · {:.1} mm", height / per_mm);
        line(ui, theme, said, Align2::LEFT_BOTTOM, &words, small(theme));
    }
}

/// Tags of every tone.
pub(super) fn tags(ui: &mut Ui, sheet: &mut Sheet) {
    let theme = sheet.theme;
    sheet.heading(ui, "gallery-screen-tags");
    let tones = [
        (Tone::Sea, "sea"),
        (Tone::Gold, "gold"),
        (Tone::Lacquer, "lacquer"),
        (Tone::Plain, "plain"),
    ];
    let cells = sheet.cells(4, theme.u(210.0), small_row(theme) + theme.u(space::S));
    for (cell, (tone, name)) in cells.into_iter().zip(tones) {
        let words = theme.text(&format!("gallery-screen-tag-{name}"));
        tag(ui, theme, cell.min, tone, &words);
    }
}

/// The switch of the menu, on and off.
pub(super) fn switches(ui: &mut Ui, sheet: &mut Sheet) {
    let theme = sheet.theme;
    sheet.heading(ui, "gallery-screen-switches");
    let cells = sheet.cells(2, theme.u(420.0), theme.touch(touch::CONTROL));
    for (cell, on) in cells.into_iter().zip([true, false]) {
        let mut row = cell;
        switch_ui(ui, theme, &mut row, on);
        let words = theme.text("gallery-screen-switch");
        let style = TextStyle::bold(TextSize::Card, theme.palette.ink);
        line(ui, theme, row, Align2::LEFT_CENTER, &words, style);
    }
}

/// Cards, bars, marks, and a picture's dark foot.
pub(super) fn surfaces(ui: &mut Ui, sheet: &mut Sheet) {
    let theme = sheet.theme;
    sheet.heading(ui, "gallery-screen-surfaces");
    let names = [
        "card", "chosen", "focused", "bar", "good", "not-now", "scrim",
    ];
    let height = theme.text_size(TextSize::Body) * 2.0 + theme.u(130.0);
    let cells = sheet.cells(names.len(), theme.u(290.0), height);
    for (cell, name) in cells.into_iter().zip(names) {
        let words = theme.text(&format!("gallery-screen-surface-{name}"));
        surface(ui, theme, cell, name);
        let palette = &theme.palette;
        let ink = if name == "scrim" {
            palette.on_scrim
        } else {
            palette.ink
        };
        let mut inside = cell.shrink(theme.u(space::M));
        let said = take_bottom(&mut inside, theme.text_size(TextSize::Body) * 1.4, 0.0);
        let style = TextStyle::bold(TextSize::Body, ink);
        line(ui, theme, said, Align2::LEFT_CENTER, &words, style);
        let drawn = inside.center();
        let size = theme.u(38.0);
        match name {
            "bar" => {
                let track = Rect::from_center_size(drawn, vec2(inside.width(), theme.u(16.0)));
                bar(ui, theme, track, 0.62, palette.sea);
            }
            "good" => result_mark(ui, theme, drawn, size, true),
            "not-now" => result_mark(ui, theme, drawn, size, false),
            _ => {}
        }
    }
}

fn surface(ui: &Ui, theme: &Theme, cell: Rect, name: &str) {
    if name == "scrim" {
        // The quiet ground of a picture that is not ready.
        ui.painter().rect_filled(cell, 0.0, theme.palette.line);
        foot_scrim(ui, theme, cell, 1.0);
        return;
    }
    card(ui, theme, cell, name == "chosen");
    if name == "focused" {
        ring(ui, theme, cell, corner::CARD);
    }
}

/// A picture that is ready, one that is not, one that never will be, and a logo.
pub(super) fn pictures(ui: &mut Ui, sheet: &mut Sheet, source: &dyn PictureSource) {
    let theme = sheet.theme;
    sheet.heading(ui, "gallery-screen-pictures");
    let height = theme.u(270.0) + small_row(theme);
    let names = [PICTURE, WAITING, BROKEN, LOGO];
    let cells = sheet.cells(names.len(), theme.u(300.0), height);
    for (mut cell, name) in cells.into_iter().zip(names) {
        let said = take_bottom(&mut cell, small_row(theme), 0.0);
        let words = theme.text(&format!("gallery-screen-picture-{name}"));
        if name == LOGO {
            let height = theme.touch(touch::CONTROL);
            let size = source
                .picture(name, cell.size())
                .map_or(vec2(1.0, 1.0), |texture| texture.size);
            let rect = Rect::from_min_size(cell.min, vec2(logo_width(height, size), height));
            logo(ui, theme, source, rect, name);
        } else {
            picture(ui, theme, source, cell, name, &words, corner::CARD);
        }
        line(ui, theme, said, Align2::LEFT_BOTTOM, &words, small(theme));
    }
}

/// A code that a phone reads.
pub(super) fn code(ui: &mut Ui, sheet: &mut Sheet) {
    let theme = sheet.theme;
    sheet.heading(ui, "gallery-screen-code");
    let text = "https://tongxin.example/";
    let label = theme.text("gallery-screen-code-label");
    let side = qr_side_min(ui, theme, text).map_or(0.0, |least| least.max(theme.u(300.0)));
    let row = sheet.row(side);
    qr_ui(ui, theme, row.with_max_x(row.left() + side), text, &label);
}

/// A list within the list: flung, caught, pulled past its ends.
pub(super) fn scroll(ui: &mut Ui, sheet: &mut Sheet) {
    let theme = sheet.theme;
    sheet.heading(ui, "gallery-screen-scroll");
    let height = theme.touch(touch::CONTROL);
    let frame = sheet.row(height * 4.0);
    card(ui, theme, frame, false);
    let area = frame.shrink(theme.u(space::S));
    Scroll::new(theme, area).show(ui, "gallery-screen-list", |ui, seen| {
        let top = ui.min_rect().min;
        ui.allocate_space(vec2(area.width(), height * LIST_ROWS as f32));
        for number in 0..LIST_ROWS {
            let y = number as f32 * height;
            if y + height < seen.top() || y > seen.bottom() {
                continue;
            }
            let row = Rect::from_min_size(pos2(top.x, top.y + y), vec2(area.width(), height));
            let inside = row.shrink2(vec2(theme.u(space::M), 0.0));
            let edge = stroke(theme, theme.palette.line);
            ui.painter().hline(inside.x_range(), row.bottom(), edge);
            let words = theme.text_with("gallery-screen-row", [("number", (number + 1).into())]);
            let style = TextStyle::regular(TextSize::Body, theme.palette.ink);
            line(ui, theme, inside, Align2::LEFT_CENTER, &words, style);
        }
    });
}

/// Pages side by side, turned by a finger or a button.
pub(super) fn pager(ui: &mut Ui, sheet: &mut Sheet, page: i64) -> Option<i64> {
    let theme = sheet.theme;
    sheet.heading(ui, "gallery-screen-pager");
    let more = (page > 1, page < PAGES);
    let row = sheet.row(theme.touch(touch::CONTROL));
    let ways = [("before", -1, more.0), ("after", 1, more.1)];
    let mut wanted = None;
    for ((name, step, on), rect) in ways.into_iter().zip(columns(row, 2, theme.u(space::S))) {
        let kind = if on {
            ButtonKind::Plain
        } else {
            ButtonKind::Disabled
        };
        let label = theme.text(&format!("gallery-screen-page-{name}"));
        if button(ui, theme, rect, kind, &label, "page").clicked() {
            wanted = Some(page + step);
        }
    }
    let area = sheet.row(theme.u(260.0));
    let pages = Pager::new(theme, area, page, more);
    let turned = pages.show(ui, "gallery-screen-pages", |ui, place, number, _| {
        card(ui, theme, place, false);
        let words = theme.text_with("gallery-screen-page", [("number", number.into())]);
        let style = TextStyle::bold(TextSize::Heading, theme.palette.ink);
        line(ui, theme, place, Align2::CENTER_CENTER, &words, style);
    });
    wanted.or(turned.map(|step| page + step))
}

/// The keypad and the cells of what it types.
pub(super) fn keypad(ui: &mut Ui, sheet: &mut Sheet, digits: &str) -> Option<KeypadKey> {
    let theme = sheet.theme;
    sheet.heading(ui, "gallery-screen-keypad");
    let (height, gap) = (theme.touch(touch::CONTROL), theme.u(space::S));
    let narrow = |row: Rect| row.with_max_x(row.right().min(row.left() + theme.u(680.0)));
    let cells = narrow(sheet.row(height));
    digits_ui(ui, theme, cells, DIGITS, gap, digits);
    let area = narrow(sheet.row(height * 4.0 + gap * 3.0));
    keypad_ui(ui, theme, area, gap, height, |key| match key {
        KeypadKey::Digit(_) => digits.len() < DIGITS,
        KeypadKey::Erase | KeypadKey::Clear => !digits.is_empty(),
    })
}

/// The keyboard and what it writes.
pub(super) fn keyboard(ui: &mut Ui, sheet: &mut Sheet, writing: &Writing) -> Option<Writing> {
    let theme = sheet.theme;
    sheet.heading(ui, "gallery-screen-keyboard");
    let written = sheet.row(theme.touch(touch::MAIN));
    let hint = theme.text("gallery-screen-hint");
    written_ui(ui, theme, written, writing, &hint);
    let width = written.width();
    let area = sheet.row(keyboard_height_for(theme, width, writing));
    let done = theme.text("gallery-screen-done");
    let (Typed::Writing(writing) | Typed::Done(writing)) =
        keyboard_ui(ui, theme, area, writing, &done)?;
    Some(writing)
}

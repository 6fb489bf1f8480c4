//! Draws the gallery screen: the switches above, one section below the other under them.

use egui::{Align2, Rect, Ui, pos2, vec2};

use super::{Sample, samples};
use crate::kiosk::shell::ShellAction;
use crate::kiosk::shell::view::language_choice;
use crate::kiosk::theme::keypad::KeypadKey;
use crate::kiosk::theme::scroll::Scroll;
use crate::kiosk::theme::tokens::{TextSize, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, PictureSource, TextStyle, button_sized, columns, line, take_bottom, take_top,
};
use crate::kiosk::theme::{Comfort, Theme};
use crate::kiosk::writing::Writing;

/// What whoever looks wants.
#[derive(Debug, Clone, PartialEq)]
pub enum GalleryAction {
    /// To see it all like this.
    Comfort(Comfort),
    /// As in a dark room, or by day.
    Night(bool),
    /// In the colours of a pack, or in the usual ones.
    Accent(bool),
    /// What is written now.
    Writing(Writing),
    /// A key of the keypad.
    Key(KeypadKey),
    /// Another page.
    Page(i64),
}

/// Draws the screen as `theme` has it, which is made of `sample`.
pub fn gallery_screen_ui(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    sample: &Sample,
) -> Option<GalleryAction> {
    let all = ui.max_rect();
    let mut stage = all;
    if theme.comfort.reach {
        stage = take_bottom(&mut stage, all.height() * theme.panel.reach_share(), 0.0);
        ui.painter()
            .rect_filled(all.with_max_y(stage.top()), 0.0, theme.palette.line);
    }
    let edge = theme.u(space::PAGE);
    let mut area = stage.shrink2(vec2(edge, theme.u(space::M)));
    let chosen = switches_ui(ui, theme, &mut area, sample);
    // Rings and shadows reach past what they surround: the list is as wide as the screen.
    let list = Rect::from_min_max(
        pos2(all.left(), area.top()),
        pos2(all.right(), stage.bottom()),
    );
    let scrolled = Scroll::new(theme, list).show(ui, "gallery-screen", |ui, _| {
        let top = ui.min_rect().min;
        let mut sheet = Sheet {
            theme,
            left: top.x + edge,
            width: list.width() - edge * 2.0,
            y: top.y + theme.u(space::S),
        };
        let comfort = samples::header(ui, &mut sheet);
        samples::colors(ui, &mut sheet);
        samples::type_scale(ui, &mut sheet);
        samples::buttons(ui, &mut sheet);
        samples::touch_floor(ui, &mut sheet);
        samples::tags(ui, &mut sheet);
        samples::switches(ui, &mut sheet);
        samples::surfaces(ui, &mut sheet);
        samples::pictures(ui, &mut sheet, pictures);
        samples::code(ui, &mut sheet);
        samples::scroll(ui, &mut sheet);
        let page = samples::pager(ui, &mut sheet, sample.page);
        let key = samples::keypad(ui, &mut sheet, &sample.digits);
        let written = samples::keyboard(ui, &mut sheet, &sample.writing);
        ui.allocate_space(vec2(list.width(), sheet.y + edge - top.y));
        let written = written.map(GalleryAction::Writing);
        let comfort = comfort.map(GalleryAction::Comfort);
        let (page, key) = (page.map(GalleryAction::Page), key.map(GalleryAction::Key));
        comfort.or(page).or(key).or(written)
    });
    chosen.or(scrolled.inner)
}

/// Language, large text, contrast, reach, motion, night, a pack's colours: beside the title, or below it where it is
/// narrow.
fn switches_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: &mut Rect,
    sample: &Sample,
) -> Option<GalleryAction> {
    let height = theme.touch(touch::CONTROL);
    let (next, language) = language_choice(theme);
    let comfort = &theme.comfort;
    let with = |change: fn(&mut Comfort)| {
        let mut comfort = comfort.clone();
        change(&mut comfort);
        GalleryAction::Comfort(comfort)
    };
    let spoken = chosen_in_header(comfort, language).unwrap_or_else(|| comfort.clone());
    let switches = [
        (next, false, GalleryAction::Comfort(spoken)),
        (
            theme.text("comfort-large-text"),
            comfort.large_text,
            with(|comfort| comfort.large_text = !comfort.large_text),
        ),
        (
            theme.text("comfort-high-contrast"),
            comfort.high_contrast,
            with(|comfort| comfort.high_contrast = !comfort.high_contrast),
        ),
        (
            theme.text("comfort-reach"),
            comfort.reach,
            with(|comfort| comfort.reach = !comfort.reach),
        ),
        (
            theme.text("comfort-reduced-motion"),
            comfort.reduced_motion,
            with(|comfort| comfort.reduced_motion = !comfort.reduced_motion),
        ),
        (
            theme.text("gallery-screen-night"),
            sample.night,
            GalleryAction::Night(!sample.night),
        ),
        (
            theme.text("gallery-screen-accent"),
            sample.accent,
            GalleryAction::Accent(!sample.accent),
        ),
    ];
    let gap = theme.u(space::S);
    let narrow = area.width() < theme.u(1400.0);
    let style = TextStyle::bold(TextSize::Page, theme.palette.ink);
    let title = theme.text("gallery-screen-title");
    let mut name = take_top(area, height, gap);
    let (across, left) = if narrow {
        (3, name.left())
    } else {
        (4, name.left() + name.width() * 0.28)
    };
    let mut rows = Vec::new();
    if !narrow {
        rows.extend(columns(name.with_min_x(left), across, gap));
        name.max.x = left - gap;
    }
    while rows.len() < switches.len() {
        let row = take_top(area, height, gap).with_min_x(left);
        rows.extend(columns(row, across, gap));
    }
    line(ui, theme, name, Align2::LEFT_CENTER, &title, style);
    let mut wanted = None;
    for ((label, on, action), rect) in switches.into_iter().zip(rows) {
        let kind = if on {
            ButtonKind::Chosen
        } else {
            ButtonKind::Plain
        };
        let size = TextSize::Second;
        if button_sized(ui, theme, rect, kind, &label, size, "switch").clicked() {
            wanted = Some(action);
        }
    }
    wanted
}

/// What a choice in the header makes of the comforts; back and the menu lead nowhere here.
pub(super) fn chosen_in_header(comfort: &Comfort, action: ShellAction) -> Option<Comfort> {
    let mut comfort = comfort.clone();
    match action {
        ShellAction::Language(language) => comfort.language = language,
        ShellAction::LargeText(on) => comfort.large_text = on,
        _ => return None,
    }
    Some(comfort)
}

/// Where the next section goes.
pub(super) struct Sheet<'a> {
    pub(super) theme: &'a Theme,
    left: f32,
    width: f32,
    y: f32,
}

impl Sheet<'_> {
    /// A section's name.
    pub(super) fn heading(&mut self, ui: &mut Ui, key: &str) {
        let theme = self.theme;
        self.y += theme.u(space::M);
        let row = self.row(theme.text_size(TextSize::Heading) * 1.4);
        let style = TextStyle::bold(TextSize::Heading, theme.palette.ink);
        line(ui, theme, row, Align2::LEFT_CENTER, &theme.text(key), style);
    }

    /// The next row, this high, with room for a ring below it.
    pub(super) fn row(&mut self, height: f32) -> Rect {
        let row = Rect::from_min_size(pos2(self.left, self.y), vec2(self.width, height));
        self.y = row.bottom() + self.theme.u(space::M);
        row
    }

    /// Cells for `count` things, as many in a row as fit at `least` wide.
    pub(super) fn cells(&mut self, count: usize, least: f32, height: f32) -> Vec<Rect> {
        let gap = self.theme.u(space::M);
        let fit = ((self.width + gap) / (least + gap)).floor().max(1.0) as usize;
        let across = fit.min(count.max(1));
        let mut cells = Vec::new();
        while cells.len() < count {
            let row = self.row(height);
            cells.extend(columns(row, across, gap));
        }
        cells
    }
}

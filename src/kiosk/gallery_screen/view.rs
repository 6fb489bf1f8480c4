//! Draws the gallery screen: the switches above, one section below the other under them.

use egui::{Align2, Rect, Ui, pos2, vec2};

use super::samples;
use crate::kiosk::shell::ShellAction;
use crate::kiosk::shell::view::language_choice;
use crate::kiosk::theme::scroll::Scroll;
use crate::kiosk::theme::tokens::{TextSize, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, button_sized, columns, line, take_bottom, take_left, take_top,
};
use crate::kiosk::theme::{Comfort, Theme};
use crate::kiosk::writing::Writing;

/// What whoever looks wants.
#[derive(Debug, Clone, PartialEq)]
pub enum GalleryAction {
    /// To see it all like this.
    Comfort(Comfort),
    /// What is written now.
    Writing(Writing),
}

/// Draws the screen, with what was written on its keyboard.
pub fn gallery_screen_ui(ui: &mut Ui, theme: &Theme, writing: &Writing) -> Option<GalleryAction> {
    let all = ui.max_rect();
    let mut stage = all;
    if theme.comfort.reach {
        stage = take_bottom(&mut stage, all.height() * theme.panel.reach_share(), 0.0);
        ui.painter()
            .rect_filled(all.with_max_y(stage.top()), 0.0, theme.palette.line);
    }
    let edge = theme.u(space::PAGE);
    let mut area = stage.shrink2(vec2(edge, theme.u(space::M)));
    let chosen = switches_ui(ui, theme, &mut area).map(GalleryAction::Comfort);
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
        samples::colors(ui, &mut sheet);
        samples::type_scale(ui, &mut sheet);
        samples::buttons(ui, &mut sheet);
        samples::touch_floor(ui, &mut sheet);
        samples::tags(ui, &mut sheet);
        samples::surfaces(ui, &mut sheet);
        samples::code(ui, &mut sheet);
        samples::scroll(ui, &mut sheet);
        let written = samples::keyboard(ui, &mut sheet, writing);
        ui.allocate_space(vec2(list.width(), sheet.y + edge - top.y));
        written
    });
    chosen.or(scrolled.inner.map(GalleryAction::Writing))
}

/// Language, large text, contrast, reach, motion: beside the title, or below it where it is narrow.
fn switches_ui(ui: &mut Ui, theme: &Theme, area: &mut Rect) -> Option<Comfort> {
    let height = theme.touch(touch::CONTROL);
    let (next, language) = language_choice(theme);
    let comfort = &theme.comfort;
    let with = |change: fn(&mut Comfort)| {
        let mut comfort = comfort.clone();
        change(&mut comfort);
        comfort
    };
    let spoken = match language {
        ShellAction::Language(language) => Comfort {
            language,
            ..comfort.clone()
        },
        _ => comfort.clone(),
    };
    let switches = [
        (next, false, spoken),
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
    ];
    let gap = theme.u(space::S);
    let mut row = take_top(area, height, gap);
    let style = TextStyle::bold(TextSize::Page, theme.palette.ink);
    let title = theme.text("gallery-screen-title");
    let narrow = row.width() < theme.u(1400.0);
    let name = if narrow {
        row
    } else {
        let width = row.width() * 0.28;
        take_left(&mut row, width, gap)
    };
    line(ui, theme, name, Align2::LEFT_CENTER, &title, style);
    let rows = if narrow {
        let first = take_top(area, height, gap);
        let second = take_top(area, height, gap);
        let mut rects = columns(first, 3, gap);
        rects.extend(columns(second, 2, gap));
        rects
    } else {
        columns(row, switches.len(), gap)
    };
    let mut wanted = None;
    for ((label, on, comfort), rect) in switches.into_iter().zip(rows) {
        let kind = if on {
            ButtonKind::Chosen
        } else {
            ButtonKind::Plain
        };
        let size = TextSize::Second;
        if button_sized(ui, theme, rect, kind, &label, size, "switch").clicked() {
            wanted = Some(comfort);
        }
    }
    wanted
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

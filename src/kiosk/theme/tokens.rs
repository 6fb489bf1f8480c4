//! The design tokens: every colour, size, space and duration of the screens, in one place.
//!
//! Sizes are in `u`, 1/1080 of the panel's short side. [`super::Theme`] turns them into points on this panel.

use egui::Color32;

use crate::model::color::Rgb;
use crate::model::look::{self, Colors};

/// Colours by what they are for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Palette {
    /// The ground.
    pub paper: Color32,
    /// Surfaces on it.
    pub card: Color32,
    /// Text.
    pub ink: Color32,
    /// Second text.
    pub soft: Color32,
    /// Hairlines.
    pub line: Color32,
    /// The one thing to do here.
    pub lacquer: Color32,
    /// Text on lacquer.
    pub on_lacquer: Color32,
    /// Chosen.
    pub lacquer_soft: Color32,
    /// Done, places left.
    pub sea: Color32,
    /// Its ground.
    pub sea_soft: Color32,
    /// Waiting.
    pub gold_soft: Color32,
    /// Text on it.
    pub gold_ink: Color32,
    /// The foot of a picture, under text.
    pub scrim: Color32,
    /// Text on a scrim.
    pub on_scrim: Color32,
    /// Lines around cards and buttons, in `u`.
    pub outline_u: f32,
}

/// Warm paper and ink.
pub const DAY: Palette = Palette::of(&look::DAY);

/// A dark room.
pub const NIGHT: Palette = Palette::of(&look::NIGHT);

impl Palette {
    /// These colours, with what stands on pictures.
    pub const fn of(colors: &Colors) -> Self {
        Self {
            paper: color(colors.paper),
            card: color(colors.card),
            ink: color(colors.ink),
            soft: color(colors.soft),
            line: color(colors.line),
            lacquer: color(colors.lacquer),
            on_lacquer: color(colors.on_lacquer),
            lacquer_soft: color(colors.lacquer_soft),
            sea: color(colors.sea),
            sea_soft: color(colors.sea_soft),
            gold_soft: color(colors.gold_soft),
            gold_ink: color(colors.gold_ink),
            scrim: Color32::from_rgb(0x14, 0x1C, 0x1F),
            on_scrim: Color32::from_rgb(0xFF, 0xFC, 0xF5),
            outline_u: 2.0,
        }
    }

    /// As the domain names them.
    pub fn colors(&self) -> Colors {
        let rgb = |color: Color32| Rgb([color.r(), color.g(), color.b()]);
        Colors {
            paper: rgb(self.paper),
            card: rgb(self.card),
            ink: rgb(self.ink),
            soft: rgb(self.soft),
            line: rgb(self.line),
            lacquer: rgb(self.lacquer),
            on_lacquer: rgb(self.on_lacquer),
            lacquer_soft: rgb(self.lacquer_soft),
            sea: rgb(self.sea),
            sea_soft: rgb(self.sea_soft),
            gold_soft: rgb(self.gold_soft),
            gold_ink: rgb(self.gold_ink),
        }
    }
}

const fn color(Rgb([r, g, b]): Rgb) -> Color32 {
    Color32::from_rgb(r, g, b)
}

/// Ink on white, strong outlines, no tints.
pub const HIGH_CONTRAST: Palette = Palette {
    paper: Color32::WHITE,
    card: Color32::WHITE,
    ink: Color32::BLACK,
    soft: Color32::from_rgb(0x20, 0x20, 0x20),
    line: Color32::BLACK,
    lacquer: Color32::from_rgb(0x8E, 0x12, 0x0B),
    on_lacquer: Color32::WHITE,
    lacquer_soft: Color32::WHITE,
    sea: Color32::from_rgb(0x00, 0x46, 0x43),
    sea_soft: Color32::WHITE,
    gold_soft: Color32::WHITE,
    gold_ink: Color32::from_rgb(0x5A, 0x38, 0x00),
    scrim: Color32::BLACK,
    on_scrim: Color32::WHITE,
    outline_u: 3.0,
};

/// What cannot be pressed, in high contrast: 7 to 1 on white (WCAG 2.2, 1.4.6).
pub const OFF_INK: Color32 = Color32::from_gray(0x59);

/// The nine sizes of the type scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextSize {
    /// A number that has a page to itself.
    Poster,
    /// The attract screen's clock.
    Clock,
    /// The title over a picture.
    Title,
    /// A page's name.
    Page,
    /// A heading.
    Heading,
    /// A card's name, a button.
    Card,
    /// Running text.
    Body,
    /// Second text.
    Second,
    /// Tags and captions.
    Small,
}

impl TextSize {
    /// Every size, largest first.
    pub const ALL: [TextSize; 9] = [
        TextSize::Poster,
        TextSize::Clock,
        TextSize::Title,
        TextSize::Page,
        TextSize::Heading,
        TextSize::Card,
        TextSize::Body,
        TextSize::Second,
        TextSize::Small,
    ];

    /// In `u`.
    pub const fn u(self) -> f32 {
        match self {
            TextSize::Poster => 208.0,
            TextSize::Clock => 104.0,
            TextSize::Title => 84.0,
            TextSize::Page => 60.0,
            TextSize::Heading => 52.0,
            TextSize::Card => 38.0,
            TextSize::Body => 32.0,
            TextSize::Second => 27.0,
            TextSize::Small => 24.0,
        }
    }

    /// How much of the large-text factor it takes: what is big already grows less.
    pub const fn large_share(self) -> f32 {
        match self {
            TextSize::Poster | TextSize::Clock | TextSize::Title => 0.0,
            TextSize::Page | TextSize::Heading => 0.4,
            TextSize::Card => 0.6,
            TextSize::Body | TextSize::Second | TextSize::Small => 1.0,
        }
    }
}

/// Large text (适老化) multiplies running text by this.
pub const LARGE_TEXT: f32 = 1.35;
/// Least height of running text, in millimetres.
pub const BODY_TEXT_MM_MIN: f32 = 4.5;
/// Least side of a touch target, in millimetres.
pub const TOUCH_MM_MIN: f32 = 15.0;
/// As far as a finger may tremble and still tap, in millimetres.
pub const TAP_MM: f32 = 7.0;
/// The same at least, in points: what a coarse panel knows of a finger is no finer.
pub const TAP_POINTS_MIN: f32 = 24.0;
/// As far apart as two fingers of one hand come down, in millimetres.
pub const HAND_MM: f32 = 250.0;
/// Highest control in reach mode, in millimetres above the floor.
pub const REACH_MM: f32 = 1200.0;

/// Space, in `u`.
pub mod space {
    /// Inside a tag.
    pub const XS: f32 = 8.0;
    /// Between neighbours.
    pub const S: f32 = 16.0;
    /// Between cards.
    pub const M: f32 = 28.0;
    /// Inside a card.
    pub const L: f32 = 36.0;
    /// A page's edge.
    pub const PAGE: f32 = 64.0;
}

/// Corners, in `u`.
pub mod corner {
    /// A tag.
    pub const TAG: f32 = 12.0;
    /// A button.
    pub const BUTTON: f32 = 24.0;
    /// A card.
    pub const CARD: f32 = 28.0;
}

/// Heights of what is touched, in `u`.
pub mod touch {
    /// An ordinary control.
    pub const CONTROL: f32 = 88.0;
    /// The main thing to do.
    pub const MAIN: f32 = 120.0;
}

/// Colours of QR codes: the same in every palette, because readers know no other.
pub mod code {
    use egui::Color32;

    /// A dark module.
    pub const DARK: Color32 = Color32::BLACK;
    /// A light module and the quiet zone.
    pub const LIGHT: Color32 = Color32::WHITE;
}

/// Colours of test pictures: as pure as the panel can show them.
pub mod test_picture {
    use egui::Color32;

    /// White, the primaries, their mixtures, black.
    pub const COLORS: [Color32; 8] = [
        Color32::WHITE,
        Color32::from_rgb(0xFF, 0x00, 0x00),
        Color32::from_rgb(0x00, 0xFF, 0x00),
        Color32::from_rgb(0x00, 0x00, 0xFF),
        Color32::from_rgb(0x00, 0xFF, 0xFF),
        Color32::from_rgb(0xFF, 0x00, 0xFF),
        Color32::from_rgb(0xFF, 0xFF, 0x00),
        Color32::BLACK,
    ];
    /// The outermost line.
    pub const EDGE: Color32 = Color32::from_rgb(0xFF, 0x00, 0x00);
}

/// Durations of motion, in seconds.
pub mod motion {
    /// A small thing that comes or goes.
    pub const SMALL_SECS: f32 = 0.2;
    /// One screen to the next.
    pub const SCREEN_SECS: f32 = 0.25;
    /// One attract picture into the next.
    pub const CROSSFADE_SECS: f32 = 0.6;
    /// A number from nothing to what it is.
    pub const COUNT_UP_SECS: f32 = 0.9;
}

/// Colours of the flowers that stand for a day's results: petals, then heart. Each is named beside itself.
pub mod flower {
    use egui::Color32;

    /// In the order of their names.
    pub const COLORS: [(Color32, Color32); 12] = [
        // Bougainvillea, coconut blossom, lotus, kapok, frangipani, hibiscus.
        (rgb(0xC2, 0x3A, 0x7A), rgb(0xF6, 0xE7, 0xC8)),
        (rgb(0xE9, 0xD8, 0x8C), rgb(0x7A, 0x8F, 0x3C)),
        (rgb(0xF0, 0xA6, 0xB8), rgb(0xE2, 0xB2, 0x3E)),
        (rgb(0xD9, 0x5B, 0x2B), rgb(0x7A, 0x4E, 0x05)),
        (rgb(0xFF, 0xF6, 0xE0), rgb(0xF0, 0xB4, 0x3C)),
        (rgb(0xB5, 0x28, 0x1F), rgb(0xF0, 0xC4, 0x5C)),
        // Jasmine, sunflower, orchid, ixora, water lily, morning glory.
        (rgb(0xFB, 0xFB, 0xF4), rgb(0xC9, 0xC4, 0x66)),
        (rgb(0xF0, 0xB4, 0x2C), rgb(0x6B, 0x44, 0x12)),
        (rgb(0x9A, 0x6B, 0xC4), rgb(0xF6, 0xE7, 0xC8)),
        (rgb(0xE0, 0x6A, 0x4C), rgb(0xF3, 0xDD, 0xD6)),
        (rgb(0x8E, 0xB8, 0xDC), rgb(0xF0, 0xC4, 0x5C)),
        (rgb(0x4F, 0x6F, 0xC0), rgb(0xFF, 0xFC, 0xF5)),
    ];

    const fn rgb(r: u8, g: u8, b: u8) -> Color32 {
        Color32::from_rgb(r, g, b)
    }
}

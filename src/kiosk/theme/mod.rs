//! How screens look: tokens made into points for this panel and this visitor, and the widgets made of them.

pub mod fingers;
pub mod fonts;
pub mod keypad;
pub mod pager;
pub mod qr;
pub mod scroll;
pub mod tokens;
pub mod widgets;
mod writing;

use egui::{FontFamily, FontId, Rect};

use crate::locale::{self, Catalog, FluentValue};
use crate::model::look::PackLook;
use tokens::{BODY_TEXT_MM_MIN, LARGE_TEXT, Palette, TOUCH_MM_MIN, TextSize};

/// Gives egui our fonts and a kiosk's habits. Fonts count from the next pass on.
pub fn dress(ctx: &egui::Context) {
    ctx.set_fonts(fonts::definitions());
    ctx.add_plugin(fingers::Fingers::default());
    ctx.global_style_mut(|style| {
        style.interaction.selectable_labels = false;
        style.interaction.tooltip_delay = f32::INFINITY;
        style.spacing.item_spacing = egui::Vec2::ZERO;
        style.spacing.window_margin = egui::Margin::ZERO;
        style.animation_time = tokens::motion::SMALL_SECS;
        // There is no mouse to come near: that there is more to see is seen from the start.
        style.spacing.scroll.floating_width = 4.0;
        style.spacing.scroll.dormant_handle_opacity = 0.4;
    });
    ctx.options_mut(|options| {
        let input = &mut options.input_options;
        // Until it is known how fine the panel is: see `set_tap`.
        input.max_click_dist = tokens::TAP_POINTS_MIN;
        // A slow finger has touched, too. And the frame that a touch wakes still has the time at which the screen
        // fell asleep: by egui's clock that touch would last as long as the sleep.
        input.max_click_duration = f64::INFINITY;
    });
}

/// Whether egui's own parts (bars that come and go) move.
pub fn set_motion(ctx: &egui::Context, moves: bool) {
    let secs = if moves {
        tokens::motion::SMALL_SECS
    } else {
        0.0
    };
    ctx.global_style_mut(|style| style.animation_time = secs);
}

/// A finger that trembles on this panel taps; one that goes farther means to drag. Two that come down farther apart than
/// a hand is wide are two people's.
pub fn set_tap(ctx: &egui::Context, panel: &Panel) {
    ctx.options_mut(|options| options.input_options.max_click_dist = panel.tap());
    ctx.with_plugin(|fingers: &mut fingers::Fingers| fingers.set_hand(panel.hand()));
}

/// As far as a finger may move and still mean what it touches, in points.
pub fn meant_within(ctx: &egui::Context) -> f32 {
    ctx.options(|options| options.input_options.max_click_dist)
}

/// What a visitor chose for eyes, ears and hands; forgotten with the visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comfort {
    /// Language of everything.
    pub language: String,
    /// Large text.
    pub large_text: bool,
    /// High contrast.
    pub high_contrast: bool,
    /// Every control low.
    pub reach: bool,
    /// A touch speaks first.
    pub speak: bool,
    /// Nothing slides, fades or counts up.
    pub reduced_motion: bool,
    /// The screen waits longer.
    pub more_time: bool,
}

impl Comfort {
    /// What a visitor meets before choosing.
    pub fn new(language: &str) -> Self {
        Self {
            language: language.to_owned(),
            large_text: false,
            high_contrast: false,
            reach: false,
            speak: false,
            reduced_motion: false,
            more_time: false,
        }
    }
}

/// The panel, in points and millimetres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Panel {
    /// Width in points.
    pub width: f32,
    /// Height in points.
    pub height: f32,
    /// Width in millimetres.
    pub width_mm: f32,
    /// Height of the lower edge above the floor, in millimetres.
    pub bottom_mm: f32,
}

impl Panel {
    /// Points in a millimetre.
    pub fn per_mm(&self) -> f32 {
        self.width / self.width_mm
    }

    /// As far as a finger may move and still tap, in points: the same on a fine panel as on a coarse one.
    pub fn tap(&self) -> f32 {
        (tokens::TAP_MM * self.per_mm()).max(tokens::TAP_POINTS_MIN)
    }

    /// As far apart as two fingers of one hand come down, in points.
    pub fn hand(&self) -> f32 {
        tokens::HAND_MM * self.per_mm()
    }

    /// The part of the panel a seated person reaches: all below [`tokens::REACH_MM`], at least two fifths.
    pub fn reach_share(&self) -> f32 {
        let reachable = (tokens::REACH_MM - self.bottom_mm) * self.per_mm();
        (reachable / self.height).clamp(0.4, 1.0)
    }
}

/// Tokens in points, the palette and the words of one visitor on one panel.
#[derive(Clone)]
pub struct Theme {
    /// Colours.
    pub palette: Palette,
    /// What the visitor chose.
    pub comfort: Comfort,
    /// The panel it is made for.
    pub panel: Panel,
    /// Whether pinyin may also mean what sounds alike in the south.
    pub southern_sounds: bool,
    look: PackLook,
    night: bool,
    words: &'static Catalog,
    unit: f32,
    text_floor: f32,
}

impl Theme {
    /// The theme for a visitor on a panel.
    pub fn new(panel: Panel, comfort: Comfort) -> Self {
        let unit = panel.width.min(panel.height) / 1080.0;
        let body_mm = TextSize::Body.u() * unit / panel.per_mm();
        Self {
            palette: palette(&comfort, &PackLook::default(), false),
            look: PackLook::default(),
            night: false,
            words: locale::catalog(&comfort.language),
            comfort,
            panel,
            southern_sounds: true,
            unit,
            // One factor for all, so that the scale keeps its steps on a small panel.
            text_floor: (BODY_TEXT_MM_MIN / body_mm).max(1.0),
        }
    }

    /// The same theme with the southern sounds of pinyin on or off.
    pub fn with_southern_sounds(self, southern_sounds: bool) -> Self {
        Self {
            southern_sounds,
            ..self
        }
    }

    /// The same theme in the colours of a pack. High contrast has its own, and none that cannot be read are taken.
    pub fn with_look(self, look: &PackLook) -> Self {
        Self {
            palette: palette(&self.comfort, look, self.night),
            look: look.clone(),
            ..self
        }
    }

    /// The same theme for a dark room, or for a light one.
    pub fn at_night(self, night: bool) -> Self {
        Self {
            palette: palette(&self.comfort, &self.look, night),
            night,
            ..self
        }
    }

    /// Whether it is for a dark room.
    pub fn is_night(&self) -> bool {
        self.night
    }

    /// What the pack changes of the usual look.
    pub fn look(&self) -> &PackLook {
        &self.look
    }

    /// `u` in points.
    pub fn u(&self, u: f32) -> f32 {
        u * self.unit
    }

    /// The height of a touch target of `u`, never under the physical floor.
    pub fn touch(&self, u: f32) -> f32 {
        self.u(u).max(TOUCH_MM_MIN * self.panel.per_mm())
    }

    /// A size of the type scale in points, rounded so that few sizes reach the glyph atlas.
    pub fn text_size(&self, size: TextSize) -> f32 {
        let large = if self.comfort.large_text {
            1.0 + (LARGE_TEXT - 1.0) * size.large_share()
        } else {
            1.0
        };
        (size.u() * self.unit * self.text_floor * large).round()
    }

    /// A font of the type scale.
    pub fn font(&self, size: TextSize, weight: Weight) -> FontId {
        let family = match weight {
            Weight::Regular => FontFamily::Proportional,
            Weight::Bold => FontFamily::Name(fonts::BOLD.into()),
        };
        FontId::new(self.text_size(size), family)
    }

    /// A text in the visitor's language.
    pub fn text(&self, key: &str) -> String {
        self.words.text(key)
    }

    /// A text with arguments.
    pub fn text_with<'a>(
        &self,
        key: &str,
        args: impl IntoIterator<Item = (&'a str, FluentValue<'a>)>,
    ) -> String {
        self.words.text_with(key, args)
    }

    /// Every text, in the visitor's language.
    pub fn words(&self) -> &'static Catalog {
        self.words
    }

    /// The visitor's language.
    pub fn language(&self) -> &str {
        &self.comfort.language
    }

    /// Whether what changes may slide, fade or count up.
    pub fn moves(&self) -> bool {
        !self.comfort.reduced_motion
    }

    /// A duration of motion, in seconds: nothing where nothing may move.
    pub fn motion(&self, secs: f32) -> f32 {
        if self.moves() { secs } else { 0.0 }
    }

    /// Whether an area is taller than wide.
    pub fn upright(area: Rect) -> bool {
        area.height() > area.width()
    }
}

/// High contrast is the same by day and by night: whoever chose it needs it.
fn palette(comfort: &Comfort, look: &PackLook, night: bool) -> Palette {
    if comfort.high_contrast {
        tokens::HIGH_CONTRAST
    } else if night {
        Palette::of(&look.readable_night_colors())
    } else {
        Palette::of(&look.readable_colors())
    }
}

/// The two weights of the family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Running text.
    Regular,
    /// Names, headings, buttons.
    Bold,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn theme(width: f32, height: f32, width_mm: f32) -> Theme {
        Theme::new(
            Panel {
                width,
                height,
                width_mm,
                bottom_mm: 900.0,
            },
            Comfort::new("en"),
        )
    }

    #[test]
    fn a_unit_is_the_same_share_of_the_short_side_both_ways() {
        assert_eq!(theme(1920.0, 1080.0, 698.0).u(88.0), 88.0);
        assert_eq!(theme(1080.0, 1920.0, 392.0).u(88.0), 88.0);
        assert_eq!(theme(3840.0, 2160.0, 1900.0).u(88.0), 176.0);
    }

    #[test]
    fn touch_and_text_never_fall_under_their_floors_on_a_small_panel() {
        // A 10-inch tablet: 217 mm across.
        let small = theme(1280.0, 800.0, 217.0);
        assert!(small.touch(88.0) >= 15.0 * small.panel.per_mm());
        assert!(small.text_size(TextSize::Body) >= (4.5 * small.panel.per_mm()).floor());
    }

    #[test]
    fn a_finger_may_tremble_as_far_on_a_fine_panel_as_on_a_coarse_one() {
        // 43 inches of 1080 lines, 21.5 and 65 inches of 2160.
        let tap =
            |width: f32, width_mm: f32| theme(width, width * 9.0 / 16.0, width_mm).panel.tap();
        assert_eq!(tap(1920.0, 952.0), tokens::TAP_POINTS_MIN);
        assert!((tap(3840.0, 476.0) - 56.5).abs() < 0.1);
        assert_eq!(tap(3840.0, 1429.0), tokens::TAP_POINTS_MIN);
    }

    #[test]
    fn reach_is_measured_from_the_floor() {
        let upright = Panel {
            width: 1080.0,
            height: 1920.0,
            width_mm: 392.0,
            bottom_mm: 900.0,
        };
        assert!((upright.reach_share() - 0.43).abs() < 0.01);
        assert_eq!(
            Panel {
                bottom_mm: 0.0,
                ..upright
            }
            .reach_share(),
            1.0
        );
    }
}

//! Every widget of the theme in every state, for whoever draws screens: no server, no content, no visitor.
//!
//! Not to be confused with `exhibits::gallery`, which shows pictures.

mod drawn;
mod samples;
pub mod view;

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass};

use super::theme::keypad::KeypadKey;
use super::theme::{self, Comfort, Panel, Theme};
use super::writing::{Field, Writing};
use super::{Settings, panel_of};
use crate::model::color::Rgb;
use crate::model::look::PackLook;
use drawn::Drawn;
use view::{GalleryAction, gallery_screen_ui};

/// Most characters that the sample of the keyboard takes.
const CHARS_MAX: usize = 60;

/// Digits that the sample of the keypad takes.
pub const DIGITS: usize = 6;
/// Pages of the sample that is turned.
pub const PAGES: i64 = 5;

/// The accent of a pack that has one.
const ACCENT: Rgb = Rgb([0x1F, 0x5F, 0x8B]);

/// What was chosen, written, typed and turned to on the gallery screen.
#[derive(Resource, Debug, Clone, PartialEq)]
pub struct Sample {
    /// Language, text, contrast, reach, motion.
    pub comfort: Comfort,
    /// As in a dark room.
    pub night: bool,
    /// In the colours of a pack that has its own.
    pub accent: bool,
    /// What is written on the keyboard.
    pub writing: Writing,
    /// What is typed on the keypad.
    pub digits: String,
    /// The page that is shown, from 1.
    pub page: i64,
}

impl Sample {
    /// By day, in the usual colours, with nothing written.
    pub fn new(comfort: Comfort) -> Self {
        Self {
            writing: new_writing(&comfort.language),
            comfort,
            night: false,
            accent: false,
            digits: String::new(),
            page: 1,
        }
    }

    /// How it looks on this panel.
    pub fn theme(&self, panel: Panel) -> Theme {
        let look = PackLook {
            accent: self.accent.then_some(ACCENT),
            ..PackLook::default()
        };
        Theme::new(panel, self.comfort.clone())
            .at_night(self.night)
            .with_look(&look)
    }

    /// Does what whoever looks wants.
    pub fn apply(&mut self, action: GalleryAction) {
        match action {
            GalleryAction::Comfort(comfort) => {
                if comfort.language != self.comfort.language {
                    self.writing = new_writing(&comfort.language);
                }
                self.comfort = comfort;
            }
            GalleryAction::Night(night) => self.night = night,
            GalleryAction::Accent(accent) => self.accent = accent,
            GalleryAction::Writing(writing) => self.writing = writing,
            GalleryAction::Key(KeypadKey::Digit(digit)) => self.digits.push(digit),
            GalleryAction::Key(KeypadKey::Erase) => {
                self.digits.pop();
            }
            GalleryAction::Key(KeypadKey::Clear) => self.digits.clear(),
            GalleryAction::Page(page) => self.page = page.clamp(1, PAGES),
        }
    }
}

/// Nothing written yet, on the keys of `language`.
pub fn new_writing(language: &str) -> Writing {
    let field = Field::Words {
        chars_max: CHARS_MAX,
    };
    Writing::new(language, field)
}

pub(super) fn plugin(app: &mut App) {
    let settings = app.world().resource::<Settings>();
    let sample = Sample::new(Comfort {
        reduced_motion: settings.access.reduced_motion,
        ..Comfort::new(&settings.language)
    });
    app.insert_resource(sample)
        .init_resource::<ClearColor>()
        .add_systems(EguiPrimaryContextPass, show);
}

fn show(
    mut contexts: EguiContexts,
    settings: Res<Settings>,
    mut images: ResMut<Assets<Image>>,
    mut drawn: Local<Option<Drawn>>,
    mut sample: ResMut<Sample>,
    mut ground: ResMut<ClearColor>,
) -> Result {
    let pictures = drawn.get_or_insert_with(|| Drawn::new(&mut images, &mut contexts));
    let ctx = contexts.ctx_mut()?;
    let rect = ctx.content_rect();
    let theme = sample
        .theme(panel_of(rect, &settings))
        .with_southern_sounds(settings.writing.southern_sounds);
    theme::set_motion(ctx, theme.moves());
    theme::set_tap(ctx, &theme.panel);
    let [r, g, b, _] = theme.palette.paper.to_array();
    ground.0 = Color::srgb_u8(r, g, b);
    let area = egui::Area::new(egui::Id::new("gallery-screen")).fixed_pos(egui::Pos2::ZERO);
    let wanted = area.constrain(false).show(ctx, |ui| {
        ui.set_min_size(rect.size());
        let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(rect));
        gallery_screen_ui(&mut ui, &theme, pictures, &sample)
    });
    if let Some(action) = wanted.inner {
        sample.apply(action);
        ctx.request_repaint();
    }
    Ok(())
}

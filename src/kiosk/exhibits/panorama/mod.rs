//! Panorama: a visitor stands in a place and looks around.

pub mod camera;
mod labels;
mod list;
mod map;
mod spots;
pub mod view;

use egui::{Ui, Vec2, vec2};

use self::camera::{Look, turned};
use super::closer::Closer;
use super::{Kind, Narration, Scene, Step};
use crate::model::exhibit::{ExhibitContent, Panorama, PanoramaScene};

/// The kind as the shell knows it.
pub struct PanoramaKind;

impl Kind for PanoramaKind {
    type Content = Panorama;
    type State = PanoramaState;

    fn content<'a>(&self, content: &'a ExhibitContent) -> Option<&'a Panorama> {
        match content {
            ExhibitContent::Panorama(panorama) => Some(panorama),
            _ => None,
        }
    }

    fn ui(
        &self,
        ui: &mut Ui,
        scene: &Scene<'_>,
        panorama: &Panorama,
        state: &PanoramaState,
    ) -> Option<Step<PanoramaState>> {
        view::panorama_ui(ui, scene, panorama, state)
    }

    fn narration(
        &self,
        panorama: &Panorama,
        state: &PanoramaState,
        language: &str,
    ) -> Option<Narration> {
        let take = state.listening?;
        let scene = panorama.scenes.get(state.scene)?;
        let path = scene.narration.in_language(language)?.to_owned();
        Some(Narration { path, take })
    }

    fn place_words(
        &self,
        around: &Scene<'_>,
        panorama: &Panorama,
        state: &PanoramaState,
    ) -> Option<String> {
        let scene = panorama.scenes.get(state.scene)?;
        let language = around.theme.language();
        if let Some(spot) = state.open.and_then(|open| scene.spots.get(open)) {
            let told = [&spot.label, &spot.text];
            return Some(told.map(|text| text.in_language(language)).join("\n"));
        }
        // Nothing talks over the recording of this scene.
        if self.narration(panorama, state, language).is_some() {
            return None;
        }
        Some(scene.title.in_language(language).to_owned())
    }

    fn recorded<'a>(
        &self,
        panorama: &'a Panorama,
        state: &PanoramaState,
        language: &str,
        words: &str,
    ) -> Option<&'a str> {
        let scene = panorama.scenes.get(state.scene)?;
        let recording = scene.narration.in_language(language)?;
        (scene.text.in_language(language) == words).then_some(recording)
    }
}

/// Share of its speed that a turn keeps for each second.
const SPIN_KEPT: f32 = 0.03;
/// Degrees a second below which a turn ends.
const SPIN_MIN: f32 = 1.5;
/// Fastest turn that a finger leaves behind.
const SPIN_MAX: f32 = 240.0;
/// How soon a turn that was asked for arrives, per second.
const GLIDE: f32 = 9.0;
/// Nearer than this it has arrived, in degrees.
const ARRIVED: f32 = 0.3;

/// Where to look next, on the way there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Toward {
    /// Which way.
    pub look: Look,
    /// The spot that is opened on arriving.
    pub opens: Option<usize>,
}

/// Where a visitor stands, which way they look, and what they opened.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct PanoramaState {
    /// From 0.
    pub scene: usize,
    /// Which way; `None` is where the scene begins.
    pub look: Option<Look>,
    /// Degrees a second that it goes on turning after the finger has left.
    pub spin: Vec2,
    /// Where it turns by itself.
    pub toward: Option<Toward>,
    /// How wide it will look, on the way closer or back.
    pub closer: Option<Closer>,
    /// The spot whose card is open.
    pub open: Option<usize>,
    /// Whether what is told of scenes is put away.
    pub wordless: bool,
    /// Whether scenes are spoken; another number begins this one again.
    pub listening: Option<u32>,
}

impl PanoramaState {
    /// In a scene, looking where it begins.
    pub fn at(scene: usize) -> Self {
        Self {
            scene,
            ..Self::default()
        }
    }

    /// In the scene of this id, looking this way.
    pub fn arriving(panorama: &Panorama, id: &str, yaw: f32) -> Option<Self> {
        let scene = panorama.scenes.iter().position(|scene| scene.id == id)?;
        Some(Self {
            look: Some(Look::to(yaw)),
            ..Self::at(scene)
        })
    }

    /// Somewhere else, with what the visitor chose for every scene.
    pub fn on_to(self, next: Self) -> Self {
        Self {
            wordless: self.wordless,
            listening: self.listening,
            ..next
        }
    }

    /// What a touch on a spot leads to: its card, or the scene it leads to.
    pub fn opening(self, panorama: &Panorama, here: &PanoramaScene, spot: usize) -> Option<Self> {
        match &here.spots.get(spot)?.way {
            Some(way) => {
                let next = Self::arriving(panorama, &way.to, way.yaw)?;
                Some(self.on_to(next))
            }
            None => Some(Self {
                open: Some(spot),
                ..self.looking(self.look_in(here))
            }),
        }
    }

    /// Which way one looks in this scene.
    pub fn look_in(&self, scene: &PanoramaScene) -> Look {
        self.look.unwrap_or_else(|| Look::to(scene.yaw))
    }

    /// Looking another way, and still.
    pub fn looking(self, look: Look) -> Self {
        Self {
            look: Some(look),
            spin: Vec2::ZERO,
            toward: None,
            closer: None,
            ..self
        }
    }

    /// Closer by `factor`, on the way there. A second press goes on from where the first one leads.
    pub fn gliding(self, look: Look, factor: f32) -> Self {
        let field = self.closer.map_or(look.field, |closer| closer.goal());
        let to = Look { field, ..look }.closer(factor).field;
        Self {
            closer: Some(Closer::to(to)),
            ..self.looking(look)
        }
    }

    /// As close as it has come `secs` later.
    pub fn glided(self, look: Look, secs: f32) -> Self {
        let Some(closer) = self.closer else {
            return self;
        };
        let (field, closer) = closer.after(look.field, secs);
        Self {
            look: Some(Look { field, ..look }),
            closer,
            ..self
        }
    }

    /// On the way to another direction.
    pub fn turning(self, look: Look, opens: Option<usize>) -> Self {
        Self {
            spin: Vec2::ZERO,
            toward: Some(Toward { look, opens }),
            ..self
        }
    }

    /// On the way to a spot, which is opened there.
    pub fn turning_to(self, here: &PanoramaScene, spot: usize) -> Option<Self> {
        let place = here.spots.get(spot)?;
        let ahead = Look {
            field: self.look_in(here).field,
            ..Look::to(place.yaw)
        };
        let look = ahead.turned(vec2(0.0, place.pitch));
        let closed = Self { open: None, ..self };
        Some(closed.turning(look, Some(spot)))
    }

    /// Nearer to where it turns by itself, some time later.
    pub fn nearer(self, look: Look, secs: f32) -> Self {
        let Some(toward) = self.toward else {
            return self;
        };
        // How wide one looks is not this turn's.
        let to = Look {
            field: look.field,
            ..toward.look
        };
        let off = vec2(turned(look.yaw - to.yaw), look.pitch - to.pitch);
        let off = off * (-GLIDE * secs).exp();
        if off.length() < ARRIVED {
            return Self {
                closer: self.closer,
                ..self.looking(to)
            };
        }
        Self {
            look: Some(to.turned(off)),
            ..self
        }
    }

    /// Left turning at this speed, in degrees a second.
    pub fn left_turning(self, spin: Vec2) -> Self {
        let fast = spin.length() >= SPIN_MIN * 10.0;
        let spin = if fast { spin } else { Vec2::ZERO };
        let most = (SPIN_MAX / spin.length().max(1.0)).min(1.0);
        Self {
            spin: spin * most,
            ..self
        }
    }

    /// Some time later: turned on and slower, until it stands.
    pub fn after(self, look: Look, secs: f32) -> Self {
        let spin = self.spin * SPIN_KEPT.powf(secs);
        Self {
            look: Some(look.turned(self.spin * secs)),
            spin: if spin.length() < SPIN_MIN {
                Vec2::ZERO
            } else {
                spin
            },
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::vec2;

    #[test]
    fn a_turn_goes_on_slows_down_and_stands() {
        let mut state = PanoramaState::at(0).left_turning(vec2(120.0, 0.0));
        let mut look = Look::to(0.0);
        let mut frames = 0;
        while state.spin != Vec2::ZERO {
            state = state.after(look, 1.0 / 60.0);
            let next = state.look.expect("looks somewhere");
            assert!(next.yaw > look.yaw);
            look = next;
            frames += 1;
            assert!(frames < 200, "it stands within three seconds");
        }
        assert!(frames > 20);
    }

    #[test]
    fn a_turn_that_was_asked_for_goes_the_short_way_and_arrives() {
        for (from, to, left) in [
            (10.0, 60.0, false),
            (170.0, -150.0, false),
            (-170.0, 150.0, true),
        ] {
            let mut state = PanoramaState::at(0)
                .looking(Look::to(from))
                .turning(Look::to(to), None);
            let mut frames = 0;
            while let Some(look) = state.look.filter(|_| state.toward.is_some()) {
                state = state.nearer(look, 1.0 / 60.0);
                let next = state.look.expect("looks somewhere");
                assert_eq!(turned(next.yaw - look.yaw) < 0.0, left, "{from} to {to}");
                frames += 1;
                assert!(frames < 60, "it arrives within a second");
            }
            assert_eq!(state.look, Some(Look::to(to)));
        }
    }

    #[test]
    fn a_press_comes_closer_in_its_time_and_a_finger_stops_it() {
        let look = Look::to(20.0);
        let (one, two) = (look.closer(1.4), look.closer(1.4).closer(1.4));
        let midway = PanoramaState::at(0).gliding(look, 1.4).glided(look, 0.05);
        let seen = midway.look.expect("looks somewhere");
        assert!(
            seen.field < 79.0 && seen.field > one.field + 0.5,
            "{seen:?}"
        );
        assert_eq!(midway.looking(seen).glided(seen, 1.0).look, Some(seen));
        // Pressed again it goes on from where it was going; a turn that is asked for meanwhile stops nothing.
        let again = midway.gliding(seen, 1.4);
        let turning = again.turning(Look::to(20.1), None).nearer(seen, 1.0);
        assert_eq!((turning.toward, turning.closer), (None, again.closer));
        let there = turning.glided(seen, 1.0);
        assert_eq!(there.look.map(|look| look.field), Some(two.field));
        assert_eq!(there.closer, None);
    }

    #[test]
    fn a_finger_that_stops_before_it_leaves_leaves_nothing() {
        let state = PanoramaState::at(0).left_turning(vec2(4.0, 0.0));
        assert_eq!(state.spin, Vec2::ZERO);
        let fast = PanoramaState::at(0).left_turning(vec2(9000.0, 0.0));
        assert!(fast.spin.length() <= SPIN_MAX + 0.1);
    }
}

//! Model: an object in the round, turned by finger, seen closer by two.
//!
//! The view asks for a picture of the object from where the visitor looks; `stage` has it drawn. Where a
//! point of the object is on that picture is decided here, by the same camera.

mod draw;
pub(super) mod stage;
pub mod view;

use egui::{Pos2, TextureId, Ui, Vec2, pos2};

use super::closer::Closer;
use super::{Kind, Scene, Step};
use crate::model::exhibit::{ExhibitContent, Model};

/// How close a visitor can come.
pub const ZOOM_MAX: f32 = 4.0;
/// Height of what the camera sees, as an angle in degrees: long, as for a portrait.
pub const VIEW_DEGREES: f32 = 30.0;
/// How far up and down a visitor can go, in degrees.
const PITCH_MAX: f32 = 80.0;
/// Seconds in which a thrown object loses most of its speed.
const SLOWING_SECS: f32 = 0.6;
/// Degrees a second at which it stands still.
const STILL: f32 = 2.0;
/// How soon a turn that was asked for arrives, per second: half-way round in a third of one.
const GLIDE: f32 = 16.0;
/// Nearer than this it has arrived, in degrees.
const ARRIVED: f32 = 0.5;
/// From how far below and above a point is looked at when it is chosen, in degrees: as a person looks at an object, not
/// as a bird.
const POINT_PITCH: std::ops::RangeInclusive<f32> = -10.0..=30.0;

/// Where the object turns by itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Toward {
    /// Degrees to the side and up or down, since the beginning.
    Side(f32, f32),
    /// Until the explained point faces the visitor.
    Point,
}

/// From where the object is seen, and which point is explained.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ModelState {
    /// Degrees turned to the side since the beginning.
    pub yaw: f32,
    /// Degrees turned up or down since the beginning.
    pub pitch: f32,
    /// 1 shows the whole object.
    pub zoom: f32,
    /// Degrees a second it goes on turning by itself after a throw.
    pub spin: f32,
    /// Where it turns by itself.
    pub toward: Option<Toward>,
    /// Where it comes closer or goes back by itself.
    pub closer: Option<Closer>,
    /// Whether two fingers have turned it since it was touched: it is laid down then, not thrown.
    pub pinched: bool,
    /// The point that is explained.
    pub point: Option<usize>,
}

impl Default for ModelState {
    fn default() -> Self {
        Self {
            yaw: 0.0,
            pitch: 0.0,
            zoom: 1.0,
            spin: 0.0,
            toward: None,
            closer: None,
            pinched: false,
            point: None,
        }
    }
}

impl ModelState {
    /// Turned by these degrees and seen closer by `factor`. `start` is the pitch it began with.
    pub fn moved(self, yaw: f32, pitch: f32, factor: f32, start: f32) -> Self {
        Self {
            yaw: (self.yaw + yaw) % 360.0,
            pitch: (start + self.pitch + pitch).clamp(-PITCH_MAX, PITCH_MAX) - start,
            zoom: (self.zoom * factor).clamp(1.0, ZOOM_MAX),
            ..self
        }
    }

    /// Held where it is.
    pub fn held(self) -> Self {
        Self {
            closer: None,
            ..self.unturned()
        }
    }

    /// Turning by itself no more.
    fn unturned(self) -> Self {
        Self {
            spin: 0.0,
            toward: None,
            ..self
        }
    }

    /// Closer by `factor`, on its way there. A second press goes on from where the first one leads.
    pub fn gliding(self, factor: f32) -> Self {
        let from = self.closer.map_or(self.zoom, |closer| closer.goal());
        let to = (from * factor).clamp(1.0, ZOOM_MAX);
        Self {
            closer: Some(Closer::to(to)),
            ..self
        }
    }

    /// As close as it has come `secs` later.
    pub fn glided(self, secs: f32) -> Self {
        let Some(closer) = self.closer else {
            return self;
        };
        let (zoom, closer) = closer.after(self.zoom, secs);
        Self {
            zoom,
            closer,
            ..self
        }
    }

    /// Let go at this many degrees a second.
    pub fn thrown(self, spin: f32) -> Self {
        let spin = if spin.abs() > STILL * 4.0 && !self.pinched {
            spin.clamp(-720.0, 720.0)
        } else {
            0.0
        };
        Self {
            spin,
            pinched: false,
            ..self
        }
    }

    /// On the way to the side by these degrees. A second press goes on from where the first one leads.
    pub fn turning(self, degrees: f32) -> Self {
        let (yaw, pitch) = match self.toward {
            Some(Toward::Side(yaw, pitch)) => (yaw, pitch),
            _ => (self.yaw, self.pitch),
        };
        Self {
            toward: Some(Toward::Side(yaw + degrees, pitch)),
            ..self.unturned()
        }
    }

    /// With this point explained and on its way to the visitor; the same one again is put away.
    pub fn choosing(self, point: usize) -> Self {
        if self.point == Some(point) {
            return Self {
                point: None,
                ..self
            };
        }
        Self {
            point: Some(point),
            toward: Some(Toward::Point),
            ..self.unturned()
        }
    }

    /// Nearer to these degrees to the side and up or down, some time later.
    pub fn nearer(self, yaw: f32, pitch: f32, secs: f32) -> Self {
        let off = (self.yaw - yaw + 180.0).rem_euclid(360.0) - 180.0;
        let left = (-GLIDE * secs).exp();
        let (side, up) = (off * left, (self.pitch - pitch) * left);
        if side.hypot(up) < ARRIVED {
            return self.at(yaw, pitch);
        }
        Self {
            yaw: (yaw + side) % 360.0,
            pitch: pitch + up,
            ..self
        }
    }

    /// Turned to these degrees, and still.
    pub fn at(self, yaw: f32, pitch: f32) -> Self {
        Self {
            yaw: yaw % 360.0,
            pitch,
            ..self.unturned()
        }
    }

    /// After `secs` of turning by itself.
    pub fn after(self, secs: f32) -> Self {
        let spin = self.spin * (-secs / SLOWING_SECS).exp();
        Self {
            yaw: (self.yaw + self.spin * secs) % 360.0,
            spin: if spin.abs() < STILL { 0.0 } else { spin },
            ..self
        }
    }
}

/// From where a picture of an object is taken.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelView {
    /// The model's path in the pack.
    pub path: String,
    /// Width and height of the picture, in points.
    pub size: Vec2,
    /// Degrees from the right of the object's front.
    pub yaw: f32,
    /// Degrees from above.
    pub pitch: f32,
    /// 1 shows the whole object.
    pub zoom: f32,
}

/// A sphere around an object, in its own units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Its middle.
    pub center: [f32; 3],
    /// Its radius.
    pub radius: f32,
}

/// What there is of an object's picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ModelNow {
    /// It is being made ready.
    Waiting,
    /// Here it is.
    Ready(TextureId, Bounds),
    /// It cannot be shown.
    Broken,
}

/// Where views get pictures of objects from.
pub trait ModelSource {
    /// The object seen from there.
    fn model(&self, view: &ModelView) -> ModelNow;
}

/// A place without an engine: no object is ever ready.
pub struct NoModels;

impl ModelSource for NoModels {
    fn model(&self, _: &ModelView) -> ModelNow {
        ModelNow::Waiting
    }
}

/// Where the camera stands, and how it is turned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Camera {
    /// Where it stands.
    pub eye: [f32; 3],
    /// To its right, upwards, and where it looks.
    pub axes: [[f32; 3]; 3],
}

impl Camera {
    /// The camera that sees all of an object from `view` at zoom 1.
    pub fn new(view: &ModelView, bounds: Bounds) -> Self {
        let (yaw, pitch) = (view.yaw.to_radians(), view.pitch.to_radians());
        let out = [
            yaw.sin() * pitch.cos(),
            pitch.sin(),
            yaw.cos() * pitch.cos(),
        ];
        let aspect = view.size.x / view.size.y.max(1.0);
        // The narrower of the two angles must hold the sphere.
        let half = (VIEW_DEGREES / 2.0).to_radians();
        let narrow = (half.tan() * aspect.min(1.0)).atan();
        let distance = bounds.radius / narrow.sin() / view.zoom.max(0.1);
        let eye = [0, 1, 2].map(|i| bounds.center[i] + out[i] * distance);
        let forward = out.map(|part| -part);
        let right = [yaw.cos(), 0.0, -yaw.sin()];
        let up = cross(right, forward);
        Self {
            eye,
            axes: [right, up, forward],
        }
    }

    /// Where a point is on the picture, in shares of its width and height from the left top; `None` behind the camera.
    pub fn project(&self, at: [f32; 3], aspect: f32) -> Option<Pos2> {
        let from = [0, 1, 2].map(|i| at[i] - self.eye[i]);
        let [right, up, depth] = self.axes.map(|axis| dot(from, axis));
        if depth <= 0.0 {
            return None;
        }
        let height = (VIEW_DEGREES / 2.0).to_radians().tan() * depth;
        Some(pos2(
            0.5 + right / (height * aspect) / 2.0,
            0.5 - up / height / 2.0,
        ))
    }

    /// Whether a point is on the side of the object that is turned away.
    pub fn turned_away(&self, at: [f32; 3], bounds: Bounds) -> bool {
        let from = [0, 1, 2].map(|i| at[i] - bounds.center[i]);
        dot(from, self.axes[2]) > bounds.radius * 0.15
    }
}

/// Degrees to the side and from above from which a point of the object is faced; straight above there is no side.
pub fn facing(at: [f32; 3], bounds: Bounds) -> (Option<f32>, f32) {
    let [x, y, z] = [0, 1, 2].map(|i| at[i] - bounds.center[i]);
    let flat = x.hypot(z);
    let side = (flat > bounds.radius * 0.05).then(|| x.atan2(z).to_degrees());
    let pitch = y.atan2(flat).to_degrees();
    (side, pitch.clamp(*POINT_PITCH.start(), *POINT_PITCH.end()))
}

fn dot(a: [f32; 3], b: [f32; 3]) -> f32 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn cross(a: [f32; 3], b: [f32; 3]) -> [f32; 3] {
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}

/// The kind as the shell knows it.
pub struct ModelKind;

impl Kind for ModelKind {
    type Content = Model;
    type State = ModelState;

    fn content<'a>(&self, content: &'a ExhibitContent) -> Option<&'a Model> {
        match content {
            ExhibitContent::Model(model) => Some(model),
            _ => None,
        }
    }

    fn ui(
        &self,
        ui: &mut Ui,
        scene: &Scene<'_>,
        model: &Model,
        state: &ModelState,
    ) -> Option<Step<ModelState>> {
        view::model_ui(ui, scene, model, state)
    }

    fn place_words(&self, scene: &Scene<'_>, model: &Model, state: &ModelState) -> Option<String> {
        let point = model.points.get(state.point?)?;
        let told = [&point.label, &point.text];
        Some(
            told.map(|text| text.in_language(scene.theme.language()))
                .join("\n"),
        )
    }
}

#[cfg(test)]
mod tests {
    use egui::vec2;

    use super::*;

    const BOUNDS: Bounds = Bounds {
        center: [1.0, 2.0, 3.0],
        radius: 2.0,
    };

    fn view(yaw: f32, pitch: f32, size: Vec2) -> ModelView {
        ModelView {
            path: String::new(),
            size,
            yaw,
            pitch,
            zoom: 1.0,
        }
    }

    #[test]
    fn the_middle_is_in_the_middle_from_everywhere_and_the_whole_sphere_is_seen() {
        for size in [vec2(1600.0, 900.0), vec2(900.0, 1600.0)] {
            let aspect = size.x / size.y;
            for (yaw, pitch) in [(0.0, 0.0), (90.0, 30.0), (-135.0, -60.0), (180.0, 80.0)] {
                let camera = Camera::new(&view(yaw, pitch, size), BOUNDS);
                let middle = camera.project(BOUNDS.center, aspect).expect("in front");
                assert!((middle - pos2(0.5, 0.5)).length() < 1e-4, "{middle:?}");
                for axis in camera.axes {
                    for sign in [-1.0, 1.0] {
                        let rim = [0, 1, 2].map(|i| BOUNDS.center[i] + axis[i] * 2.0 * sign);
                        let at = camera.project(rim, aspect).expect("in front");
                        assert!(
                            (0.0..=1.0).contains(&at.x) && (0.0..=1.0).contains(&at.y),
                            "{at:?}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn from_the_front_right_is_right_and_the_back_is_turned_away() {
        let size = vec2(1000.0, 1000.0);
        let camera = Camera::new(&view(0.0, 0.0, size), BOUNDS);
        let right = camera.project([2.0, 2.0, 3.0], 1.0).expect("in front");
        let above = camera.project([1.0, 3.0, 3.0], 1.0).expect("in front");
        assert!(right.x > 0.5 && above.y < 0.5);
        assert!(camera.turned_away([1.0, 2.0, 1.5], BOUNDS));
        assert!(!camera.turned_away([1.0, 2.0, 4.5], BOUNDS));
    }

    #[test]
    fn a_thrown_object_slows_down_and_stands_still() {
        let mut state = ModelState::default().thrown(200.0);
        let mut steps = 0;
        while state.spin != 0.0 {
            state = state.after(1.0 / 60.0);
            steps += 1;
            assert!(steps < 600);
        }
        assert!((90.0..150.0).contains(&state.yaw), "{}", state.yaw);
        assert_eq!(
            ModelState::default().thrown(5.0).spin,
            0.0,
            "laid down, not thrown"
        );
    }

    #[test]
    fn a_point_that_is_chosen_comes_to_the_visitor_the_short_way() {
        for at in [[1.0, 2.0, 1.0], [-0.9, 2.5, 2.9], [3.0, 1.0, 3.0]] {
            let (yaw, pitch) = facing(at, BOUNDS);
            let yaw = yaw.expect("at a side");
            let mut state = ModelState {
                yaw: 170.0,
                ..ModelState::default()
            }
            .choosing(1);
            let mut frames = 0;
            while state.toward.is_some() {
                state = state.nearer(yaw, pitch, 1.0 / 60.0);
                frames += 1;
                assert!(frames < 30, "in half a second");
            }
            let seen = view(state.yaw, state.pitch, vec2(1000.0, 1000.0));
            let camera = Camera::new(&seen, BOUNDS);
            assert!(!camera.turned_away(at, BOUNDS));
            let share = camera.project(at, 1.0).expect("in front");
            assert!((share.x - 0.5).abs() < 0.02, "{share:?}");
            assert_eq!(state.point, Some(1));
        }
        assert_eq!(facing([1.0, 4.0, 3.0], BOUNDS), (None, 30.0));
    }

    #[test]
    fn what_two_fingers_turned_is_laid_down() {
        let pinched = ModelState {
            pinched: true,
            ..ModelState::default()
        };
        assert_eq!(pinched.thrown(300.0), ModelState::default());
    }

    #[test]
    fn a_second_press_turns_on_from_where_the_first_one_leads() {
        let state = ModelState::default().turning(30.0).turning(30.0);
        assert_eq!(state.toward, Some(Toward::Side(60.0, 0.0)));
    }

    #[test]
    fn a_press_comes_closer_in_its_time_and_a_finger_stops_it() {
        let pressed = ModelState::default().gliding(1.5);
        let midway = pressed.glided(0.05);
        assert!((1.05..1.49).contains(&midway.zoom), "{midway:?}");
        assert_eq!(midway.held().glided(1.0).zoom, midway.zoom);
        // Pressed again it goes on from where it was going; a turn that is asked for meanwhile stops nothing.
        let again = midway.gliding(1.5).turning(30.0).glided(1.0);
        assert_eq!((again.zoom, again.closer), (2.25, None));
        let most = again.gliding(9.0).glided(f32::INFINITY);
        assert_eq!(most.zoom, ZOOM_MAX);
    }

    #[test]
    fn nobody_looks_from_beyond_the_pole() {
        let state = ModelState::default().moved(0.0, 500.0, 1.0, 20.0);
        assert_eq!(state.pitch + 20.0, PITCH_MAX);
    }
}

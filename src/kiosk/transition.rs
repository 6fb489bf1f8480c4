//! From one screen to the next: the new one grows out of what was touched, and on the way back it shrinks into it.
//!
//! What was seen before is kept for this moment only, and never when a visit ends. Where each screen grew from is kept
//! until the way back is gone, or the visit ends.

use std::time::Duration;

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass};
use egui::epaint::ClippedShape;
use egui::{Id, LayerId, Order, Rect, Ui};

use super::theme::Theme;
use super::theme::tokens::{corner, motion, touch};
use super::theme::widgets::{radius, stroke};
use super::{Look, Screen, WallClock};

/// The layer that screens are drawn in.
pub(super) fn screen_layer() -> LayerId {
    LayerId::new(Order::Background, Id::new("screen"))
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Transition>();
    for screen in [
        Screen::Attract,
        Screen::Home,
        Screen::Exhibit,
        Screen::Calendar,
        Screen::CheckIn,
        Screen::Registration,
        Screen::Staff,
    ] {
        app.add_systems(OnEnter(screen), note_entered);
    }
    app.add_systems(
        EguiPrimaryContextPass,
        prepare.after(super::show_shell).after(super::ScreenSystems),
    );
}

/// How the current screen comes.
#[derive(Resource, Default)]
pub struct Transition {
    entered: Duration,
    way: Way,
    /// What was seen before.
    before: Vec<ClippedShape>,
    /// How the visitor has come to the screen that is open.
    trail: Trail,
}

/// The screens that led to the one that is open, the first one first, and what was touched on each of them.
#[derive(Debug, Default, PartialEq)]
struct Trail(Vec<(Screen, Option<Rect>)>);

/// Which way a visitor goes.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Turn {
    /// On, from what was touched.
    On(Option<Rect>),
    /// Back to where what was opened there grew from; nowhere if it just came.
    Back(Option<Rect>),
}

impl Trail {
    /// Goes from a screen to another one, where this was touched.
    fn go(&mut self, from: Screen, to: Screen, touched: Option<Rect>) -> Turn {
        if is_quiet(from) || is_quiet(to) {
            self.0.clear();
            return Turn::On(touched);
        }
        if let Some(at) = self.0.iter().position(|(screen, _)| *screen == to) {
            let since = self.0.split_off(at);
            let all = since.iter().all(|(_, touched)| touched.is_some());
            let first = since.first().and_then(|(_, touched)| *touched);
            return Turn::Back(first.filter(|_| all));
        }
        if from != to {
            self.0.push((from, touched));
        }
        Turn::On(touched)
    }
}

/// Whether nothing is opened on this screen and nothing leads back to it.
fn is_quiet(screen: Screen) -> bool {
    !screen.in_visit() || screen == Screen::Staff
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
enum Way {
    /// It is there.
    #[default]
    Cut,
    /// It becomes visible, over what was seen before if that is kept.
    Fade,
    /// It grows from here.
    Grow(Rect),
    /// The one before shrinks to here.
    Shrink(Rect),
}

fn note_entered(mut transition: ResMut<Transition>, clock: Res<WallClock>) {
    transition.entered = clock.steady();
}

/// When another screen was asked for: how it comes, and what is seen until then.
fn prepare(
    mut contexts: EguiContexts,
    mut transition: ResMut<Transition>,
    screen: Res<State<Screen>>,
    next: Res<NextState<Screen>>,
    look: Res<Look>,
) -> Result {
    let (NextState::Pending(to) | NextState::PendingIfNeq(to)) = *next else {
        return Ok(());
    };
    let ctx = contexts.ctx_mut()?;
    let from = *screen.get();
    let touched = if from == Screen::Attract {
        // All of it is touched: what counts is where the finger was.
        let side = look.0.touch(touch::MAIN);
        ctx.input(|input| input.pointer.interact_pos())
            .map(|at| Rect::from_center_size(at, egui::Vec2::splat(side)))
    } else {
        ctx.interaction_snapshot(|touched| touched.clicked)
            .and_then(|id| ctx.read_response(id))
            .map(|response| response.rect)
    };
    let turn = transition.trail.go(from, to, touched);
    let way = way(from, to, turn, look.0.moves(), ctx.content_rect());
    transition.way = way;
    transition.before = if keeps_before(from, to, way) {
        ctx.graphics(|layers| {
            layers
                .get(screen_layer())
                .map(|list| list.all_entries().cloned().collect())
                .unwrap_or_default()
        })
    } else {
        Vec::new()
    };
    Ok(())
}

/// A visit's screens grow from what was touched and shrink back there; all else becomes visible.
fn way(from: Screen, to: Screen, turn: Turn, moves: bool, window: Rect) -> Way {
    if !moves {
        return Way::Cut;
    }
    let begins = from == Screen::Attract && to.in_visit();
    if from == to || is_quiet(to) || (is_quiet(from) && !begins) {
        return Way::Fade;
    }
    // Turned to upright in the meantime, the place where it was is no longer there.
    let seen = |rect: &Rect| window.contains(rect.center());
    match turn {
        Turn::Back(opened_from) => opened_from.filter(seen).map_or(Way::Fade, Way::Shrink),
        Turn::On(touched) => touched.filter(seen).map_or(Way::Fade, Way::Grow),
    }
}

/// Whether what was seen before is seen while the next screen comes: always where that grows or shrinks; and under the
/// first screen of a visit, or a dark picture would give way to bare paper first.
fn keeps_before(from: Screen, to: Screen, way: Way) -> bool {
    match way {
        Way::Cut => false,
        Way::Fade => from == Screen::Attract && to.in_visit(),
        Way::Grow(_) | Way::Shrink(_) => true,
    }
}

impl Transition {
    /// How far it is, most of the way at once; all of it at its end.
    fn share(&self, now: Duration, theme: &Theme) -> f32 {
        let since = now.saturating_sub(self.entered).as_secs_f32();
        let whole = theme.motion(motion::SCREEN_SECS);
        if self.way == Way::Cut || since >= whole {
            return 1.0;
        }
        1.0 - (1.0 - since / whole).powi(3)
    }

    /// Draws a screen with `draw` on its way in; whether it is still on it.
    pub(super) fn draw<T>(
        &mut self,
        ui: &mut Ui,
        theme: &Theme,
        now: Duration,
        draw: impl FnOnce(&mut Ui) -> T,
    ) -> (T, bool) {
        let share = self.share(now, theme);
        if share >= 1.0 {
            self.before = Vec::new();
            self.way = Way::Cut;
            return (draw(ui), false);
        }
        let window = ui.max_rect();
        let drawn = match self.way {
            Way::Cut => draw(ui),
            Way::Fade => {
                self.before_ui(ui, window);
                ui.set_opacity(share);
                if !self.before.is_empty() {
                    ui.painter().rect_filled(window, 0.0, theme.palette.paper);
                }
                draw(ui)
            }
            Way::Grow(from) => {
                self.before_ui(ui, window);
                let opening = lerp(from, window, share);
                ground_ui(ui, theme, opening);
                let first = painted(ui);
                let drawn = draw(ui);
                cut(ui, first..painted(ui), opening);
                drawn
            }
            Way::Shrink(to) => {
                let drawn = draw(ui);
                let closing = lerp(window, to, share);
                ground_ui(ui, theme, closing);
                self.before_ui(ui, closing);
                drawn
            }
        };
        (drawn, true)
    }

    /// What was seen before, as much of it as `clip` leaves.
    fn before_ui(&self, ui: &Ui, clip: Rect) {
        for ClippedShape { clip_rect, shape } in &self.before {
            let clip = clip_rect.intersect(clip);
            if clip.is_positive() {
                ui.painter().with_clip_rect(clip).add(shape.clone());
            }
        }
    }
}

/// How much is painted in the layer by now.
fn painted(ui: &Ui) -> usize {
    let next = |layers: &egui::layers::GraphicLayers| {
        let list = layers.get(ui.layer_id());
        list.map_or(0, |list| list.next_idx().0)
    };
    ui.ctx().graphics(next)
}

/// Leaves of what was painted only what lies in `opening`. A finger finds all of it: it need not wait for the motion.
fn cut(ui: &Ui, painted: std::ops::Range<usize>, opening: Rect) {
    ui.ctx().graphics_mut(|layers| {
        let list = layers.entry(ui.layer_id());
        for at in painted {
            list.mutate_shape(egui::layers::ShapeIdx(at), |clipped| {
                clipped.clip_rect = clipped.clip_rect.intersect(opening);
            });
        }
    });
}

/// Paper under what comes and goes, and the line around it. Solid: what is half there costs twice, and looks grey.
fn ground_ui(ui: &Ui, theme: &Theme, rect: Rect) {
    let paper = theme.palette.paper;
    let line = stroke(theme, theme.palette.line);
    ui.painter().rect(
        rect,
        radius(theme, corner::CARD),
        paper,
        line,
        egui::StrokeKind::Outside,
    );
}

fn lerp(from: Rect, to: Rect, share: f32) -> Rect {
    Rect::from_min_max(from.min.lerp(to.min, share), from.max.lerp(to.max, share))
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{pos2, vec2};

    const WINDOW: Rect = Rect::from_min_max(pos2(0.0, 0.0), pos2(1920.0, 1080.0));

    const TILE: Rect = Rect::from_min_max(pos2(100.0, 200.0), pos2(400.0, 500.0));
    const BUTTON: Rect = Rect::from_min_max(pos2(900.0, 800.0), pos2(1300.0, 900.0));

    #[test]
    fn a_screen_grows_from_what_was_touched_and_goes_back_there() {
        let way = |from, to, turn, moves| super::way(from, to, turn, moves, WINDOW);
        let (home, exhibit) = (Screen::Home, Screen::Exhibit);
        let on = Turn::On(Some(TILE));
        assert_eq!(way(home, exhibit, on, true), Way::Grow(TILE));
        let back = Turn::Back(Some(TILE));
        assert_eq!(way(exhibit, home, back, true), Way::Shrink(TILE));
        // Nothing of a visit is kept when it ends, and nothing moves where nothing may.
        let ends = way(exhibit, Screen::Attract, on, true);
        assert_eq!(ends, Way::Fade);
        assert!(!keeps_before(exhibit, Screen::Attract, ends));
        assert_eq!(way(home, exhibit, on, false), Way::Cut);
        let gone = Turn::Back(Some(TILE.translate(vec2(0.0, 2_000.0))));
        assert_eq!(way(exhibit, home, gone, true), Way::Fade);
    }

    #[test]
    fn a_visit_begins_over_the_picture_that_was_touched() {
        let (attract, home) = (Screen::Attract, Screen::Home);
        let begin = |touched| super::way(attract, home, Turn::On(touched), true, WINDOW);
        assert_eq!(begin(Some(TILE)), Way::Grow(TILE));
        // By the keyboard, or by two fingers that were held.
        assert_eq!(begin(None), Way::Fade);
        for way in [Way::Fade, Way::Grow(TILE)] {
            assert!(keeps_before(attract, home, way));
        }
    }

    #[test]
    fn every_screen_on_the_way_back_goes_to_where_it_grew_from() {
        use Screen::{Attract, Calendar, CheckIn, Exhibit, Home, Registration};
        let mut trail = Trail::default();
        trail.go(Home, Calendar, Some(BUTTON));
        let on = trail.go(Calendar, Registration, Some(TILE));
        assert_eq!(on, Turn::On(Some(TILE)));
        let back = trail.go(Registration, Calendar, None);
        assert_eq!(back, Turn::Back(Some(TILE)));
        let home = trail.go(Calendar, Home, None);
        assert_eq!(home, Turn::Back(Some(BUTTON)));
        assert_eq!(trail, Trail::default());
        // Two steps at once.
        trail.go(Home, Calendar, Some(BUTTON));
        trail.go(Calendar, Registration, Some(TILE));
        let home = trail.go(Registration, Home, None);
        assert_eq!(home, Turn::Back(Some(BUTTON)));
        // A scan was not touched: the tile of the exhibit is not where check-in came from.
        trail.go(Home, Exhibit, Some(TILE));
        trail.go(Exhibit, CheckIn, None);
        assert_eq!(trail.go(CheckIn, Home, None), Turn::Back(None));
        // Nothing of it outlives the visit.
        trail.go(Home, Exhibit, Some(TILE));
        trail.go(Exhibit, Attract, None);
        assert_eq!(trail, Trail::default());
    }
}

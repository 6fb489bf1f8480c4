//! From one screen to the next: the new one grows out of what was touched, and on the way back it shrinks into it.
//!
//! What was seen before is kept for this moment only, and never when a visit ends.

use std::time::Duration;

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass};
use egui::epaint::ClippedShape;
use egui::{Id, LayerId, Order, Rect, Ui};

use super::theme::Theme;
use super::theme::tokens::{corner, motion};
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
    /// Where the screen that is open grew from.
    opened_from: Option<Rect>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
enum Way {
    /// It is there.
    #[default]
    Cut,
    /// It becomes visible.
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
    let touched = ctx
        .interaction_snapshot(|touched| touched.clicked)
        .and_then(|id| ctx.read_response(id))
        .map(|response| response.rect);
    let from = *screen.get();
    let way = way(
        from,
        to,
        touched,
        transition.opened_from,
        look.0.moves(),
        ctx.content_rect(),
    );
    transition.way = way;
    transition.before = match way {
        Way::Cut | Way::Fade => Vec::new(),
        Way::Grow(_) | Way::Shrink(_) => ctx.graphics(|layers| {
            layers
                .get(screen_layer())
                .map(|list| list.all_entries().cloned().collect())
                .unwrap_or_default()
        }),
    };
    transition.opened_from = match way {
        Way::Grow(from) if to != Screen::Home => Some(from),
        _ => None,
    };
    Ok(())
}

/// A visit's screens grow from what was touched and shrink back there; all else becomes visible.
fn way(
    from: Screen,
    to: Screen,
    touched: Option<Rect>,
    opened_from: Option<Rect>,
    moves: bool,
    window: Rect,
) -> Way {
    if !moves {
        return Way::Cut;
    }
    let quiet = |screen: Screen| !screen.in_visit() || screen == Screen::Staff;
    if quiet(from) || quiet(to) || from == to {
        return Way::Fade;
    }
    // Turned to upright in the meantime, the place where it was is no longer there.
    let seen = |rect: &Rect| window.contains(rect.center());
    if to == Screen::Home {
        return opened_from.filter(seen).map_or(Way::Fade, Way::Shrink);
    }
    touched.filter(seen).map_or(Way::Fade, Way::Grow)
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
                ui.set_opacity(share);
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

    #[test]
    fn a_screen_grows_from_what_was_touched_and_goes_back_there() {
        let tile = Rect::from_min_size(pos2(100.0, 200.0), vec2(300.0, 300.0));
        let way =
            |from, to, touched, opened, moves| super::way(from, to, touched, opened, moves, WINDOW);
        let (home, exhibit) = (Screen::Home, Screen::Exhibit);
        assert_eq!(way(home, exhibit, Some(tile), None, true), Way::Grow(tile));
        assert_eq!(
            way(exhibit, home, Some(tile), Some(tile), true),
            Way::Shrink(tile)
        );
        // Nothing of a visit is kept when it ends, and nothing moves where nothing may.
        assert_eq!(
            way(exhibit, Screen::Attract, Some(tile), Some(tile), true),
            Way::Fade
        );
        assert_eq!(way(home, exhibit, Some(tile), None, false), Way::Cut);
        let gone = tile.translate(vec2(0.0, 2_000.0));
        assert_eq!(way(exhibit, home, None, Some(gone), true), Way::Fade);
    }
}

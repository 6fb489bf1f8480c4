//! What is shown in the place of something else: it becomes visible in a moment, and may grow out of what was touched.
//! What goes for it may shrink into a part of it.
//!
//! What is shown first, after another screen, is there at once: that screen's own motion brings it.

use std::sync::Arc;

use egui::emath::TSTransform;
use egui::epaint::ClippedShape;
use egui::layers::ShapeIdx;
use egui::{AsIdSalt, Id, Rect, Ui, lerp};

use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::motion;

/// The smallest that something begins to grow from, as a share of itself: less cannot be made out.
const SMALLEST: f32 = 0.3;

/// How far what is shown has come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Coming {
    /// 1 when it is there.
    share: f32,
    /// What was touched for it.
    from: Option<Rect>,
}

/// What is known from the frame before.
#[derive(Debug, Clone, Copy)]
struct Known {
    what: Id,
    secs: f32,
    from: Option<Rect>,
    /// What was touched in it.
    touched: Option<Rect>,
    /// The pass it was drawn in.
    pass: u64,
}

/// What is gone from a place, as it was seen last.
#[derive(Clone)]
struct Gone {
    /// The part of what is shown now that it shrinks into.
    into: usize,
    shapes: Arc<[ClippedShape]>,
    /// The pass it was drawn in.
    pass: u64,
}

/// Keeps what was painted since `first`: it goes, and what is shown in this `place` from the next frame on has a part
/// that it shrinks into.
pub(super) fn leave(ui: &Ui, place: impl AsIdSalt, into: usize, first: ShapeIdx) {
    let layer = ui.layer_id();
    let shapes = ui.ctx().graphics(|layers| {
        let painted = layers.get(layer)?.all_entries();
        Some(painted.skip(first.0).cloned().collect())
    });
    let Some(shapes) = shapes else {
        return;
    };
    let pass = ui.ctx().cumulative_pass_nr();
    let gone = Gone { into, shapes, pass };
    ui.data_mut(|data| data.insert_temp(gone_key(place), gone));
}

/// The part that what is gone from this `place` shrinks into.
pub(super) fn gone_into(ui: &Ui, place: impl AsIdSalt) -> Option<usize> {
    let gone: Option<Gone> = ui.data(|data| data.get_temp(gone_key(place)));
    gone.map(|gone| gone.into)
}

fn gone_key(place: impl AsIdSalt) -> Id {
    Id::new(("gone", Id::new(place)))
}

/// How far `what` has come in this `place`.
pub(super) fn coming_ui(
    ui: &Ui,
    theme: &Theme,
    place: impl AsIdSalt,
    what: impl AsIdSalt,
) -> Coming {
    let key = Id::new(("coming", Id::new(place)));
    let what = Id::new(what);
    let pass = ui.ctx().cumulative_pass_nr();
    let frame = ui.input(|input| input.stable_dt.clamp(0.001, 0.1));
    let before: Option<Known> = ui.data(|data| data.get_temp(key));
    let before = before.filter(|known| known.pass + 1 >= pass);
    let (secs, from) = match before {
        None => (f32::INFINITY, None),
        Some(known) if known.pass == pass && known.what == what => (known.secs, known.from),
        Some(known) if known.what == what => (known.secs + frame, known.from),
        // Of its first frame something is seen, too.
        Some(known) => (frame, known.touched),
    };
    let touched = ui
        .ctx()
        .interaction_snapshot(|touched| touched.clicked)
        .and_then(|id| ui.ctx().read_response(id))
        .map(|response| response.rect);
    let known = Known {
        what,
        secs,
        from,
        touched,
        pass,
    };
    ui.data_mut(|data| data.insert_temp(key, known));
    let share = share(secs, theme.motion(motion::SMALL_SECS));
    if share < 1.0 {
        ui.ctx().request_repaint();
    }
    Coming { share, from }
}

impl Coming {
    /// 1 when it is there.
    pub(super) fn share(self) -> f32 {
        self.share
    }

    /// Where it is, without growing out of anything.
    pub(super) fn in_place(self) -> Self {
        Self { from: None, ..self }
    }

    /// Draws it in `area` as far as it has come. A finger finds all of it: it need not wait for the motion.
    pub(super) fn draw<R>(self, ui: &mut Ui, area: Rect, draw: impl FnOnce(&mut Ui) -> R) -> R {
        if self.share >= 1.0 {
            return draw(ui);
        }
        let whole = ui.opacity();
        ui.set_opacity(whole * self.share);
        let first = painted(ui);
        let drawn = draw(ui);
        ui.set_opacity(whole);
        if let Some(from) = self.from.filter(|from| area.contains(from.center())) {
            move_painted(ui, first, grown(from, area, self.share));
        }
        drawn
    }

    /// Draws what is gone from this `place` over what has come, on its way from `area` to `into`; a part that is not
    /// seen takes nothing back. It is paint only: a finger finds what has come.
    pub(super) fn gone_ui(self, ui: &Ui, area: Rect, place: impl AsIdSalt, into: Option<Rect>) {
        let key = gone_key(place);
        let Some(gone) = ui.data(|data| data.get_temp::<Gone>(key)) else {
            return;
        };
        let pass = ui.ctx().cumulative_pass_nr();
        let going = self.share < 1.0 && gone.pass + 1 >= pass;
        let into = into.filter(|into| going && area.contains(into.center()));
        let Some(into) = into else {
            ui.data_mut(|data| data.remove::<Gone>(key));
            return;
        };
        let left = 1.0 - self.share;
        let first = painted(ui);
        let mut painter = ui.painter().clone();
        painter.multiply_opacity(left);
        for ClippedShape { clip_rect, shape } in gone.shapes.iter() {
            painter.with_clip_rect(*clip_rect).add(shape.clone());
        }
        move_painted(ui, first, grown(into, area, left));
        ui.data_mut(|data| data.insert_temp(key, Gone { pass, ..gone }));
    }
}

/// Moves what was painted since `first`.
fn move_painted(ui: &Ui, first: ShapeIdx, way: TSTransform) {
    let last = painted(ui);
    ui.ctx().graphics_mut(|layers| {
        let list = layers.entry(ui.layer_id());
        list.transform_range(first, last, way);
    });
}

/// How much is painted in the layer by now.
pub(super) fn painted(ui: &Ui) -> ShapeIdx {
    let layer = ui.layer_id();
    let next = |layers: &egui::layers::GraphicLayers| layers.get(layer).map(|list| list.next_idx());
    ui.ctx().graphics(next).unwrap_or(ShapeIdx(0))
}

/// How far it is after `secs`, most of the way at once; all of it after `whole`.
fn share(secs: f32, whole: f32) -> f32 {
    if secs >= whole {
        return 1.0;
    }
    1.0 - (1.0 - secs / whole).powi(3)
}

/// What moves `area` to where it is on its way from `from` to itself.
fn grown(from: Rect, area: Rect, share: f32) -> TSTransform {
    let smallest = (from.size() / area.size()).max_elem().clamp(SMALLEST, 1.0);
    let scaling = lerp(smallest..=1.0, share);
    let center = from.center().lerp(area.center(), share);
    TSTransform::new(
        center.to_vec2() - area.center().to_vec2() * scaling,
        scaling,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{pos2, vec2};

    #[test]
    fn it_comes_fast_then_slowly_and_is_there_at_the_end() {
        assert!(share(0.05, 0.2) > 0.5);
        assert_eq!(share(0.2, 0.2), 1.0);
        // Where nothing may move it is there at once.
        assert_eq!(share(0.016, 0.0), 1.0);
    }

    #[test]
    fn it_grows_from_what_was_touched_to_its_place() {
        let area = Rect::from_min_size(pos2(100.0, 100.0), vec2(1000.0, 500.0));
        let from = Rect::from_min_size(pos2(700.0, 400.0), vec2(400.0, 100.0));
        let begins = grown(from, area, 0.0).mul_rect(area);
        assert!((begins.center() - from.center()).length() < 0.01);
        assert!((begins.width() - 400.0).abs() < 0.01);
        let ends = grown(from, area, 1.0).mul_rect(area);
        assert!((ends.min - area.min).length() < 0.01 && (ends.max - area.max).length() < 0.01);
    }
}

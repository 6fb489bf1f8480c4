//! What can be touched in a scene, where it is seen, and the card that opens.

use egui::{Align2, Color32, Pos2, Rect, Sense, Shape, Stroke, StrokeKind, Ui, Vec2, vec2};

use super::PanoramaState;
use super::camera::Look;
use super::labels::{Label, Placed, Stand, laid_out};
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::scroll::Scroll;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, button, button_width, card, focus_ring, layout, line, pressable, radius,
    stroke, take_bottom, take_left, take_right, take_top, text,
};
use crate::model::exhibit::{Panorama, PanoramaScene, PanoramaSpot};

/// A spot in sight.
struct Seen<'a> {
    spot: &'a PanoramaSpot,
    index: usize,
    label: &'a str,
    /// Where it is seen.
    at: Pos2,
    /// Where its label stands if nothing is in its way.
    rect: Rect,
}

/// The spots whose place in `view` is in sight; their labels stay within `room` and never lie over each other.
pub(super) fn spots_ui(
    ui: &mut Ui,
    theme: &Theme,
    (view, room): (Rect, Rect),
    panorama: &Panorama,
    here: &PanoramaScene,
    state: &PanoramaState,
) -> Option<PanoramaState> {
    let room = room.shrink(theme.u(space::XS));
    let seen = seen(ui, theme, (view, room), here, state.look_in(here));
    let labels: Vec<Label> = seen
        .iter()
        .map(|one| Label {
            spot: one.index,
            rect: one.rect,
            off_middle: (one.at - view.center()).length(),
        })
        .collect();
    let chosen = state.toward.and_then(|toward| toward.opens);
    let kept = ui.id().with(("labels", &here.id));
    let before: Vec<Placed> = ui.data(|data| data.get_temp(kept)).unwrap_or_default();
    let placed = laid_out(&labels, room, theme.u(space::XS), chosen, &before);
    let stand = |one: &Seen<'_>| {
        let known = placed.iter().find(|placed| placed.spot == one.index);
        known.map_or(Stand::Mark, |placed| placed.stand)
    };
    let label_of = |one: &Seen<'_>| match stand(one) {
        Stand::Labeled(step) => Some((step, one.rect.translate(vec2(0.0, step)))),
        Stand::Mark => None,
    };
    let labels: Vec<Rect> = seen.iter().filter_map(label_of).map(|(_, at)| at).collect();
    for (one, (step, label)) in seen.iter().filter_map(|one| Some((one, label_of(one)?))) {
        if step != 0.0 {
            line_to_ui(ui, theme, one.at.clamp(room.min, room.max), label);
        }
    }
    let mut touched = None;
    for one in &seen {
        let pressed = match label_of(one) {
            Some((_, label)) => spot_ui(ui, theme, label, one, true),
            None => {
                let side = theme.touch(touch::CONTROL * 0.8);
                let rect = inward(one.at, Vec2::splat(side), room);
                // What cannot be touched for a label over it is in the list alone.
                let bare = !labels.iter().any(|label| label.intersects(rect));
                bare && spot_ui(ui, theme, rect, one, false)
            }
        };
        if pressed {
            touched = Some(one.index);
        }
    }
    ui.data_mut(|data| data.insert_temp(kept, placed));
    state.opening(panorama, here, touched?)
}

fn seen<'a>(
    ui: &Ui,
    theme: &Theme,
    (view, room): (Rect, Rect),
    here: &'a PanoramaScene,
    look: Look,
) -> Vec<Seen<'a>> {
    let spots = here.spots.iter().enumerate().filter_map(|(index, spot)| {
        let at = view.center() + look.point_of(spot.yaw, spot.pitch, view.size())?;
        let label = spot.label.in_language(theme.language());
        view.contains(at).then(|| Seen {
            spot,
            index,
            label,
            at,
            rect: inward(at, spot_size(ui, theme, room.width(), label), room),
        })
    });
    spots.collect()
}

/// From a spot to its label that had to give way, seen on any ground.
fn line_to_ui(ui: &Ui, theme: &Theme, spot: Pos2, label: Rect) {
    let end = label.clamp(spot);
    let palette = &theme.palette;
    for (width, dot, color) in [(10.0, 12.0, palette.card), (4.0, 8.0, palette.ink)] {
        let stroke = Stroke::new(theme.u(width), color);
        ui.painter().line_segment([spot, end], stroke);
        ui.painter().circle_filled(spot, theme.u(dot), color);
    }
}

/// As near to where it belongs as it can be whole: half a label cannot be read.
fn inward(at: Pos2, size: Vec2, room: Rect) -> Rect {
    let half = size.min(room.size()) / 2.0;
    let center = at.clamp(room.min + half, (room.max - half).max(room.min + half));
    Rect::from_center_size(center, half * 2.0)
}

/// One row, or two where `width` is too narrow for its words.
fn spot_size(ui: &Ui, theme: &Theme, width: f32, label: &str) -> Vec2 {
    let style = TextStyle::bold(TextSize::Body, theme.palette.ink).rows(2);
    let height = theme.touch(touch::CONTROL * 0.8);
    let around = height + theme.u(space::M);
    let words = layout(ui, theme, label, style, (width - around).max(1.0)).size();
    let height = height.max(words.y + theme.u(space::S));
    vec2((words.x + around).ceil(), height)
}

/// A spot as a button: with its label, or its mark alone, which is said all the same. Whether it was touched.
fn spot_ui(ui: &mut Ui, theme: &Theme, rect: Rect, spot: &Seen<'_>, labeled: bool) -> bool {
    let palette = &theme.palette;
    let leads = spot.spot.way.is_some();
    let response = pressable(ui, rect, spot.label, true, ("spot", spot.index));
    let (fill, ink) = if leads {
        (palette.sea, palette.on_lacquer)
    } else {
        (palette.card, palette.ink)
    };
    let round = radius(theme, corner::BUTTON);
    ui.painter()
        .rect(rect, round, fill, stroke(theme, ink), StrokeKind::Inside);
    let mut words = rect;
    let side = theme.touch(touch::CONTROL * 0.8);
    let mark = take_left(&mut words, side, 0.0).center();
    let color = if leads { ink } else { palette.sea };
    mark_ui(ui, mark, side * 0.2, leads, color);
    if labeled {
        words.max.x -= theme.u(space::XS);
        let style = TextStyle::bold(TextSize::Body, ink);
        name_ui(ui, theme, words, spot.label, style);
    }
    focus_ring(ui, theme, &response, rect, corner::BUTTON);
    response.clicked()
}

/// An arrow where it leads on, a dot where it opens a card.
pub(super) fn mark_ui(ui: &Ui, center: Pos2, size: f32, leads: bool, color: Color32) {
    if !leads {
        ui.painter().circle_filled(center, size, color);
        return;
    }
    let at = |x: f32, y: f32| center + vec2(x, y) * size;
    let arrow = vec![at(-0.5, -0.9), at(0.9, 0.0), at(-0.5, 0.9)];
    ui.painter()
        .add(Shape::convex_polygon(arrow, color, Stroke::NONE));
}

/// A name in the middle of `area`'s height: one line, or two.
pub(super) fn name_ui(ui: &mut Ui, theme: &Theme, area: Rect, name: &str, style: TextStyle) {
    let style = style.rows(2);
    let size = layout(ui, theme, name, style, area.width()).size();
    if size.y > theme.text_size(style.size) * 2.0 {
        let room = Rect::from_center_size(area.center(), vec2(area.width(), size.y));
        text(ui, theme, room, name, style);
    } else {
        line(ui, theme, area, Align2::LEFT_CENTER, name, style);
    }
}

/// The card of a spot over the foot of the view; whether it is closed.
pub(super) fn card_ui(ui: &mut Ui, theme: &Theme, area: Rect, spot: &PanoramaSpot) -> bool {
    let language = theme.language();
    let (heading, words) = (
        spot.label.in_language(language),
        spot.text.in_language(language),
    );
    let heading_style = TextStyle::bold(TextSize::Card, theme.palette.ink);
    let style = TextStyle::regular(TextSize::Body, theme.palette.ink);
    let (margin, pad) = (theme.u(space::S), theme.u(space::M));
    let width = area.width() - 2.0 * (margin + pad);
    let close = theme.text("close");
    let control = theme.touch(touch::CONTROL);
    let close_width = button_width(ui, theme, &close);
    let beside = width - close_width - pad;
    let head = layout(ui, theme, heading, heading_style, beside)
        .size()
        .y
        .max(control);
    let body = layout(ui, theme, words, style, width).size().y;
    let height = (head + body + 2.0 * pad + margin).min(area.height() - 2.0 * margin);
    let mut around = area.shrink(margin);
    let rect = take_bottom(&mut around, height, 0.0);
    // What lies under the card is not touched through it.
    ui.interact(rect, ui.id().with("spot-card"), Sense::CLICK);
    card(ui, theme, rect, false);
    let mut inside = rect.shrink(pad);
    let mut top = take_top(&mut inside, head, margin);
    let button_rect = take_right(&mut top, close_width, pad);
    text(ui, theme, top, heading, heading_style);
    let closed = button(
        ui,
        theme,
        Rect::from_min_size(button_rect.min, vec2(close_width, control)),
        ButtonKind::Plain,
        &close,
        "spot-close",
    )
    .clicked();
    Scroll::new(theme, inside)
        .without_arrows()
        .show(ui, ("spot-text", heading), |ui, _| {
            let room = Rect::from_min_size(ui.min_rect().min, vec2(inside.width(), f32::INFINITY));
            let written = text(ui, theme, room, words, style);
            ui.allocate_space(written.size());
        });
    closed
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    #[test]
    fn a_label_stands_at_its_spot_and_at_an_edge_as_near_as_it_is_whole() {
        let room = Rect::from_min_max(pos2(100.0, 50.0), pos2(900.0, 650.0));
        let size = vec2(300.0, 80.0);
        let middle = inward(pos2(500.0, 300.0), size, room);
        assert_eq!(middle.center(), pos2(500.0, 300.0));
        for at in [pos2(101.0, 51.0), pos2(899.0, 300.0), pos2(400.0, 700.0)] {
            let rect = inward(at, size, room);
            assert!(room.contains_rect(rect), "{at:?}: {rect:?}");
        }
        let wide = inward(pos2(500.0, 300.0), vec2(5000.0, 80.0), room);
        assert_eq!(wide.width(), room.width());
    }
}

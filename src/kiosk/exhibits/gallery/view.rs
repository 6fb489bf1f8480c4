//! Draws a gallery: one picture to pinch and pan, its caption, and the others below.

use egui::{Color32, CornerRadius, Pos2, Rect, Sense, Ui, Vec2, pos2, vec2};

use super::deep::tiles_ui;
use super::{GalleryState, zoom_max};
use crate::kiosk::exhibits::{Scene, Step};
use crate::kiosk::shell::view::header_ui;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::fingers::pinch;
use crate::kiosk::theme::scroll::Scroll;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, PictureSource, TextStyle, button, columns, focus_ring, layout, picture, pressable,
    radius, take_bottom, take_right, take_top, text,
};
use crate::model::exhibit::{Gallery, GalleryPicture};

/// Draws the gallery on `stage`.
pub fn gallery_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    gallery: &Gallery,
    state: &GalleryState,
) -> Option<Step<GalleryState>> {
    let Scene {
        theme,
        pictures,
        stage,
        exhibit,
        ..
    } = *scene;
    let shown = &gallery.pictures;
    let index = state.picture.min(shown.len().saturating_sub(1));
    let current = shown.get(index)?;
    let language = theme.language();
    let mut area = stage.shrink2(vec2(theme.u(space::PAGE), theme.u(space::L)));
    let title = exhibit.title.in_language(language);
    let shell = header_ui(ui, theme, &mut area, title).map(Step::Shell);

    let words = current.caption.in_language(language);
    let style = TextStyle::regular(TextSize::Card, theme.palette.ink);
    // From the top down, as the keyboard goes: picture, closer and back, caption, small pictures, turning.
    let mut next;
    if Theme::upright(area) {
        let turns = take_bottom(&mut area, theme.touch(112.0), theme.u(space::M));
        let mut rest = area;
        let natural =
            size_of(pictures, current, area).map_or(0.0, |size| area.width() * size.y / size.x);
        let height = natural.clamp(area.height() * 0.48, area.height() * 0.62);
        area = take_top(&mut rest, height, theme.u(space::M));
        let fit = fit(pictures, current, area);
        next = canvas_ui(ui, theme, pictures, area, current, state);
        let controls = take_top(&mut rest, theme.touch(touch::CONTROL), theme.u(space::M));
        let most = closest(ui, pictures, current, area);
        next = zoom_buttons_ui(ui, theme, controls, state, (fit, most)).or(next);
        let natural = layout(ui, theme, words, style, rest.width()).size().y;
        let caption_height = natural.min(rest.height() * 0.5);
        let caption = take_top(&mut rest, caption_height, theme.u(space::L));
        caption_ui(ui, theme, caption, words, style, index);
        next = thumbs_ui(ui, theme, pictures, rest, shown, index).or(next);
        next = turn_ui(ui, theme, turns, shown.len(), index).or(next);
    } else {
        // A wide picture takes all the height there is; what is said and touched stands beside it.
        let width = (area.width() * 0.28).max(theme.touch(420.0));
        let mut side = take_right(&mut area, width, theme.u(52.0));
        let turns = take_bottom(&mut side, theme.touch(112.0), theme.u(space::M));
        let small = take_bottom(&mut side, theme.touch(120.0), theme.u(space::M));
        let controls = take_bottom(&mut side, theme.touch(touch::CONTROL), theme.u(space::M));
        let fit = fit(pictures, current, area);
        next = canvas_ui(ui, theme, pictures, area, current, state);
        caption_ui(ui, theme, side, words, style, index);
        let most = closest(ui, pictures, current, area);
        next = zoom_buttons_ui(ui, theme, controls, state, (fit, most)).or(next);
        next = thumbs_ui(ui, theme, pictures, small, shown, index).or(next);
        next = turn_ui(ui, theme, turns, shown.len(), index).or(next);
    }
    next.map(Step::Go).or(shell)
}

/// The share of `area` that the whole picture takes; all of it while the picture is not ready.
fn fit(pictures: &dyn PictureSource, shown: &GalleryPicture, area: Rect) -> Vec2 {
    size_of(pictures, shown, area).map_or(Vec2::ONE, |size| whole_size(size, area) / area.size())
}

/// A picture's own size in pixels, once it is known.
fn size_of(pictures: &dyn PictureSource, shown: &GalleryPicture, area: Rect) -> Option<Vec2> {
    if let Some(tiles) = &shown.tiles {
        return Some(vec2(tiles.width.max(1) as f32, tiles.height.max(1) as f32));
    }
    let texture = pictures.picture(&shown.picture, area.size())?;
    Some(texture.size)
}

/// How close a visitor can come.
fn closest(ui: &Ui, pictures: &dyn PictureSource, shown: &GalleryPicture, area: Rect) -> f32 {
    let Some(size) = size_of(pictures, shown, area) else {
        return zoom_max(f32::INFINITY, 1.0, false);
    };
    let whole = whole_size(size, area).x * ui.ctx().pixels_per_point();
    zoom_max(size.x, whole, shown.tiles.is_some())
}

/// How large the whole picture is in `area`.
fn whole_size(picture: Vec2, area: Rect) -> Vec2 {
    picture * (area.width() / picture.x).min(area.height() / picture.y)
}

/// The caption; one longer than its room scrolls.
fn caption_ui(ui: &mut Ui, theme: &Theme, area: Rect, words: &str, style: TextStyle, index: usize) {
    let list = Scroll::new(theme, area).without_arrows();
    list.show(ui, ("caption", index), |ui, _| {
        let room = Rect::from_min_size(ui.min_rect().min, vec2(area.width(), f32::INFINITY));
        let written = text(ui, theme, room, words, style);
        ui.allocate_space(written.size());
    });
}

/// The picture itself, under two fingers, one finger, or a wheel.
fn canvas_ui(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    area: Rect,
    shown: &GalleryPicture,
    state: &GalleryState,
) -> Option<GalleryState> {
    let response = ui.interact(
        area,
        ui.id().with(("canvas", &shown.picture)),
        Sense::click_and_drag(),
    );
    let alt = shown.alt.in_language(theme.language());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Image, true, alt));
    ui.painter()
        .rect_filled(area, radius(theme, corner::CARD), theme.palette.line);
    if let Some(tiles) = &shown.tiles {
        let size = vec2(tiles.width as f32, tiles.height as f32);
        let whole = whole_rect(size, area, state);
        tiles_ui(ui, pictures, area, whole, shown, tiles);
    // Asked for at the size it is drawn, so that it stays sharp when close.
    } else if let Some(texture) = pictures.picture(&shown.picture, area.size() * state.zoom) {
        let (frame, uv) = frame_of(texture.size, area, state);
        // Its corners are the card's where it reaches them, and its own edges inside.
        let round = |x: bool, y: bool| {
            if x && y {
                theme.u(corner::CARD) as u8
            } else {
                0
            }
        };
        let (left, right) = (
            frame.left() <= area.left() + 1.0,
            frame.right() >= area.right() - 1.0,
        );
        let (top, bottom) = (
            frame.top() <= area.top() + 1.0,
            frame.bottom() >= area.bottom() - 1.0,
        );
        let corners = CornerRadius {
            nw: round(left, top),
            ne: round(right, top),
            sw: round(left, bottom),
            se: round(right, bottom),
        };
        let shape = egui::epaint::RectShape::filled(frame, corners, Color32::WHITE);
        ui.painter().add(shape.with_texture(texture.id, uv));
    }
    focus_ring(ui, theme, &response, area, corner::CARD);
    let fit = fit(pictures, shown, area);
    let most = closest(ui, pictures, shown, area);
    let moved =
        |factor: f32, focus: Vec2, drag: Vec2| Some(state.moved(fit, most, factor, focus, drag));
    if response.has_focus() && state.zoom > 1.0 {
        // Arrows move a picture that has come closer; once it is whole again they go on to what is beside it.
        let arrows = egui::EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            ..egui::EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
        let step = ui.input(arrow_keys) * 0.1;
        if step != Vec2::ZERO {
            return moved(1.0, Vec2::ZERO, step);
        }
    }
    let focus_of = |at: Pos2| (at - area.center()) / area.size();
    if let Some(touch) = pinch(ui, &response, area) {
        let drag = touch.translation_delta / area.size();
        return moved(touch.zoom_delta, focus_of(touch.center_pos), drag);
    }
    let wheel =
        ui.input(|input| input.zoom_delta() * (input.smooth_scroll_delta().y / 400.0).exp());
    if response.hovered() && wheel != 1.0 {
        let focus = response.hover_pos().map(focus_of).unwrap_or_default();
        return moved(wheel, focus, Vec2::ZERO);
    }
    if response.dragged() && response.drag_delta() != Vec2::ZERO {
        return moved(1.0, Vec2::ZERO, response.drag_delta() / area.size());
    }
    if response.double_clicked() {
        let focus = response
            .interact_pointer_pos()
            .map(focus_of)
            .unwrap_or_default();
        let factor = if state.zoom > 1.0 { 0.0 } else { 2.5 };
        return moved(factor, focus, Vec2::ZERO);
    }
    None
}

/// Where the picture goes when these arrows are pressed: a look to the right moves it to the left.
fn arrow_keys(input: &egui::InputState) -> Vec2 {
    [
        (egui::Key::ArrowLeft, vec2(1.0, 0.0)),
        (egui::Key::ArrowRight, vec2(-1.0, 0.0)),
        (egui::Key::ArrowUp, vec2(0.0, 1.0)),
        (egui::Key::ArrowDown, vec2(0.0, -1.0)),
    ]
    .into_iter()
    .filter(|(key, _)| input.key_pressed(*key))
    .fold(Vec2::ZERO, |sum, (_, step)| sum + step)
}

/// Where a picture is drawn in `area` and which part of it: whole at first, and out to all of `area` as it comes closer.
fn frame_of(picture: Vec2, area: Rect, state: &GalleryState) -> (Rect, Rect) {
    let whole = whole_rect(picture, area, state);
    let seen = whole.intersect(area);
    let share = |at: Pos2| ((at - whole.min) / whole.size()).to_pos2();
    (seen, Rect::from_min_max(share(seen.min), share(seen.max)))
}

/// Where all of the picture is, seen or not.
fn whole_rect(picture: Vec2, area: Rect, state: &GalleryState) -> Rect {
    let size = whole_size(picture, area) * state.zoom;
    Rect::from_center_size(area.center() + state.pan * area.size(), size)
}

/// For one finger, a stick, or a switch: closer and back by buttons.
fn zoom_buttons_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    state: &GalleryState,
    (fit, most): (Vec2, f32),
) -> Option<GalleryState> {
    let halves = columns(area, 2, theme.u(space::S));
    let centre = Vec2::ZERO;
    let mut next = None;
    let out = if state.zoom <= 1.0 {
        ButtonKind::Disabled
    } else {
        ButtonKind::Plain
    };
    if button(
        ui,
        theme,
        halves[0],
        out,
        &theme.text("zoom-out"),
        "zoom-out",
    )
    .clicked()
    {
        next = Some(state.moved(fit, most, 1.0 / 1.6, centre, centre));
    }
    let closer = if state.zoom >= most {
        ButtonKind::Disabled
    } else {
        ButtonKind::Plain
    };
    if button(
        ui,
        theme,
        halves[1],
        closer,
        &theme.text("zoom-in"),
        "zoom-in",
    )
    .clicked()
    {
        next = Some(state.moved(fit, most, 1.6, centre, centre));
    }
    next
}

/// Back at the left of `row`, on at its right.
fn turn_ui(
    ui: &mut Ui,
    theme: &Theme,
    row: Rect,
    count: usize,
    index: usize,
) -> Option<GalleryState> {
    let halves = columns(row, 2, theme.u(space::S));
    let mut next = None;
    for (rect, key, possible, to) in [
        (
            halves[0],
            "picture-back",
            index > 0,
            index.saturating_sub(1),
        ),
        (halves[1], "picture-on", index + 1 < count, index + 1),
    ] {
        let kind = if possible {
            ButtonKind::Plain
        } else {
            ButtonKind::Disabled
        };
        if button(ui, theme, rect, kind, &theme.text(key), key).clicked() && possible {
            next = Some(GalleryState::at(to));
        }
    }
    next
}

/// The pictures, small, in as many rows as fit; those around the current one where not all do.
fn thumbs_ui(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    area: Rect,
    shown: &[GalleryPicture],
    index: usize,
) -> Option<GalleryState> {
    let gap = theme.u(space::S);
    let fit = |length: f32, least: f32| ((length + gap) / (least + gap)).floor().max(1.0) as usize;
    let least = theme.touch(110.0);
    // Larger where there is room for rows of them.
    let wide = if fit(area.height(), least) > 1 {
        area.width() / 2.0 - gap
    } else {
        least
    };
    let per_row = fit(area.width(), wide).min(shown.len());
    let rows = fit(area.height(), least).min(shown.len().div_ceil(per_row));
    let count = (per_row * rows).min(shown.len());
    let first = index.saturating_sub(count / 2).min(shown.len() - count);
    let height = ((area.height() - gap * (rows as f32 - 1.0)) / rows as f32).min(theme.u(240.0));
    let mut next = None;
    for offset in 0..count {
        let row = Rect::from_min_size(
            pos2(
                area.left(),
                area.top() + (offset / per_row) as f32 * (height + gap),
            ),
            vec2(area.width(), height),
        );
        let cell = columns(row, per_row, gap)[offset % per_row];
        let i = first + offset;
        let small = &shown[i];
        let alt = small.alt.in_language(theme.language());
        let response = pressable(ui, cell, alt, true, i);
        picture(ui, theme, pictures, cell, &small.picture, "", corner::TAG);
        if i == index {
            let ring = egui::Stroke::new(theme.u(6.0), theme.palette.lacquer);
            ui.painter().rect_stroke(
                cell,
                radius(theme, corner::TAG),
                ring,
                egui::StrokeKind::Inside,
            );
        }
        focus_ring(ui, theme, &response, cell, corner::TAG);
        if response.clicked() {
            next = Some(GalleryState::at(i));
        }
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_whole_at_first_and_fills_its_frame_when_close() {
        let area = Rect::from_min_size(pos2(0.0, 0.0), vec2(1000.0, 1000.0));
        let wide = vec2(1600.0, 900.0);
        let (frame, uv) = frame_of(wide, area, &GalleryState::default());
        assert_eq!(frame.width(), 1000.0);
        assert!((frame.height() - 562.5).abs() < 0.1);
        assert_eq!(uv, Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0)));
        let close = GalleryState {
            zoom: 4.0,
            pan: vec2(-1.5, 0.0),
            ..GalleryState::default()
        };
        let (frame, uv) = frame_of(wide, area, &close);
        assert_eq!(frame, area);
        assert!((uv.right() - 1.0).abs() < 1e-5, "moved to its right edge");
        assert!((uv.width() - 0.25).abs() < 1e-5);
    }
}

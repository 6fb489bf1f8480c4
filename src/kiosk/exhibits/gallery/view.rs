//! Draws a gallery: one picture to pinch and pan, its caption, and the others below.

use egui::{Color32, Rect, Sense, Ui, pos2, vec2};

use super::GalleryState;
use crate::kiosk::exhibits::{ExhibitAction, Place};
use crate::kiosk::shell::view::header_ui;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::{TextSize, corner, space};
use crate::kiosk::theme::widgets::{
    ButtonKind, PictureSource, TextStyle, button, columns, cover_uv, focus_ring, picture,
    pressable, radius, take_bottom, take_left, take_right, text,
};
use crate::model::exhibit::{Exhibit, GalleryPicture};

/// Draws the gallery on `stage`.
pub fn gallery_ui(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    stage: Rect,
    exhibit: &Exhibit,
    shown: &[GalleryPicture],
    state: &GalleryState,
) -> Option<ExhibitAction> {
    let index = state.picture.min(shown.len().saturating_sub(1));
    let current = shown.get(index)?;
    let language = theme.language();
    let mut area = stage.shrink2(vec2(theme.u(space::PAGE), theme.u(space::L)));
    let title = exhibit.title.in_language(language);
    let shell = header_ui(ui, theme, &mut area, title).map(ExhibitAction::Shell);

    let strip = take_bottom(&mut area, theme.touch(132.0), theme.u(space::M));
    let mut next = strip_ui(ui, theme, pictures, strip, shown, index);
    let mut caption = take_bottom(
        &mut area,
        theme.touch(88.0).max(theme.text_size(TextSize::Body) * 3.1),
        theme.u(space::S),
    );
    let controls = take_right(
        &mut caption,
        theme.touch(180.0) * 2.0 + theme.u(space::S),
        theme.u(space::M),
    );
    next = zoom_buttons_ui(ui, theme, controls, state).or(next);
    let words = current.caption.in_language(language);
    text(
        ui,
        theme,
        caption,
        words,
        TextStyle::regular(TextSize::Body, theme.palette.ink).rows(2),
    );

    let moved = canvas_ui(ui, theme, pictures, area, current, state);
    next = next.or(moved);
    next.map(|state| ExhibitAction::Place(Place::Gallery(state)))
        .or(shell)
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
    // Asked for at the size it is drawn, so that it stays sharp when close.
    match pictures.picture(&shown.picture, area.size() * state.zoom) {
        Some(texture) => {
            let cover = cover_uv(texture.size, area.size());
            let size = cover.size() / state.zoom;
            let middle = pos2(
                0.5 - state.pan.x * cover.width() / state.zoom,
                0.5 - state.pan.y * cover.height() / state.zoom,
            );
            let uv = Rect::from_center_size(middle, size);
            let shape =
                egui::epaint::RectShape::filled(area, radius(theme, corner::CARD), Color32::WHITE);
            ui.painter().add(shape.with_texture(texture.id, uv));
        }
        None => {
            ui.painter()
                .rect_filled(area, radius(theme, corner::CARD), theme.palette.line);
        }
    }
    let focus_of = |at: egui::Pos2| (at - area.center()) / area.size();
    let over = response.hovered() || response.dragged() || response.is_pointer_button_down_on();
    if over && let Some(touch) = ui.input(|input| input.multi_touch()) {
        let drag = touch.translation_delta / area.size();
        return Some(state.moved(touch.zoom_delta, focus_of(touch.center_pos), drag));
    }
    let wheel =
        ui.input(|input| input.zoom_delta() * (input.smooth_scroll_delta().y / 400.0).exp());
    if response.hovered() && wheel != 1.0 {
        let focus = response.hover_pos().map(focus_of).unwrap_or_default();
        return Some(state.moved(wheel, focus, egui::Vec2::ZERO));
    }
    if response.dragged() && response.drag_delta() != egui::Vec2::ZERO {
        return Some(state.moved(1.0, egui::Vec2::ZERO, response.drag_delta() / area.size()));
    }
    if response.double_clicked() {
        let focus = response
            .interact_pointer_pos()
            .map(focus_of)
            .unwrap_or_default();
        let factor = if state.zoom > 1.0 { 0.0 } else { 2.5 };
        return Some(state.moved(factor, focus, egui::Vec2::ZERO));
    }
    None
}

/// For one finger, a stick, or a switch: closer and back by buttons.
fn zoom_buttons_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    state: &GalleryState,
) -> Option<GalleryState> {
    let halves = columns(area, 2, theme.u(space::S));
    let centre = egui::Vec2::ZERO;
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
        next = Some(state.moved(1.0 / 1.6, centre, centre));
    }
    let closer = if state.zoom >= super::ZOOM_MAX {
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
        next = Some(state.moved(1.6, centre, centre));
    }
    next
}

/// The gallery's pictures, small; as many as fit around the current one.
fn strip_ui(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    strip: Rect,
    shown: &[GalleryPicture],
    index: usize,
) -> Option<GalleryState> {
    let gap = theme.u(space::S);
    let mut row = strip;
    let turn = theme.touch(176.0);
    let mut next = None;
    let back = take_left(&mut row, turn, gap);
    let on = take_right(&mut row, turn, gap);
    let go = |picture: usize| {
        Some(GalleryState {
            picture,
            ..GalleryState::default()
        })
    };
    let kind = |enabled: bool| {
        if enabled {
            ButtonKind::Plain
        } else {
            ButtonKind::Disabled
        }
    };
    if button(
        ui,
        theme,
        back,
        kind(index > 0),
        &theme.text("picture-back"),
        "picture-back",
    )
    .clicked()
    {
        next = go(index - 1);
    }
    if button(
        ui,
        theme,
        on,
        kind(index + 1 < shown.len()),
        &theme.text("picture-on"),
        "picture-on",
    )
    .clicked()
    {
        next = go(index + 1);
    }
    let fit = ((row.width() + gap) / (theme.u(170.0) + gap))
        .floor()
        .max(1.0) as usize;
    let count = fit.min(shown.len());
    let first = index.saturating_sub(count / 2).min(shown.len() - count);
    for (offset, cell) in columns(row, count, gap).into_iter().enumerate() {
        let i = first + offset;
        let alt = shown[i].alt.in_language(theme.language());
        let response = pressable(ui, cell, alt, true, i);
        picture(
            ui,
            theme,
            pictures,
            cell,
            &shown[i].picture,
            "",
            corner::TAG,
        );
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
            next = go(i);
        }
    }
    next
}

//! Draws a gallery: one picture to pinch and pan, its caption, and the others below.

use egui::{Color32, CornerRadius, Pos2, Rect, Sense, Ui, Vec2, pos2, vec2};

use super::GalleryState;
use crate::kiosk::exhibits::deep::tiles_ui;
use crate::kiosk::exhibits::pan::{Frame, Framing, Movement, moved_ui, not_nothing, zoom_max};
use crate::kiosk::exhibits::story::view::{Turn, keyed_turn};
use crate::kiosk::exhibits::{Scene, Step};
use crate::kiosk::shell::view::header_ui;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::pager::Pager;
use crate::kiosk::theme::scroll::Scroll;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, PictureSource, TextStyle, button, columns, focus_ring, layout, no_picture, picture,
    pressable, radius, take_bottom, take_left, take_right, take_top, text,
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
    let mut area = stage.shrink2(vec2(theme.u(space::PAGE), theme.u(space::L)));
    let title = exhibit.title.in_language(theme.language());
    let shell = header_ui(ui, theme, &mut area, title).map(Step::Shell);

    let said = said(theme, shown, index);
    // From the top down, as the keyboard goes: picture, closer and back, caption, small pictures, turning.
    let mut next;
    if Theme::upright(area) {
        let turns = take_bottom(&mut area, theme.touch(112.0), theme.u(space::M));
        let place = |shown: &GalleryPicture| upright_canvas(pictures, shown, area);
        let canvas = place(current);
        next = pages_ui(ui, scene, canvas, shown, state, &place);
        let mut rest = area.with_min_y(canvas.bottom() + theme.u(space::M));
        let controls = take_top(&mut rest, theme.touch(touch::CONTROL), theme.u(space::M));
        let most = closest(ui, pictures, current, canvas);
        next = zoom_buttons_ui(ui, theme, controls, state, most).or(next);
        let natural = said_height(ui, theme, &said, rest.width());
        let caption_height = natural.min(rest.height() * 0.5);
        let caption = take_top(&mut rest, caption_height, theme.u(space::L));
        caption_ui(ui, theme, caption, &said, index);
        next = thumbs_ui(ui, theme, pictures, rest, shown, index).or(next);
        next = turn_ui(ui, theme, turns, shown.len(), index).or(next);
    } else {
        let parts = cut(theme, area);
        let canvas = parts.canvas;
        next = pages_ui(ui, scene, canvas, shown, state, &|_| canvas);
        caption_ui(ui, theme, parts.caption, &said, index);
        let most = closest(ui, pictures, current, canvas);
        let small = |ui: &mut Ui| thumbs_ui(ui, theme, pictures, parts.small, shown, index);
        let controls = |ui: &mut Ui| zoom_buttons_ui(ui, theme, parts.controls, state, most);
        let touched = if parts.small.top() < parts.controls.top() {
            small(ui).or(controls(ui))
        } else {
            controls(ui).or(small(ui))
        };
        next = touched.or(next);
        next = turn_ui(ui, theme, parts.turns, shown.len(), index).or(next);
    }
    // Also while a picture runs on by itself there is a way back.
    shell.or(next.map(Step::Go))
}

/// Where everything of a picture is on a wide stage.
struct Parts {
    canvas: Rect,
    caption: Rect,
    /// Closer and back.
    controls: Rect,
    /// The others, small.
    small: Rect,
    turns: Rect,
}

/// A wide picture takes all the height there is; what is said and touched stands beside it.
fn cut(theme: &Theme, mut area: Rect) -> Parts {
    let (gap, control) = (theme.u(space::M), theme.touch(touch::CONTROL));
    let (turn, small) = (theme.touch(112.0), theme.touch(120.0));
    // Where that would leave hardly any height for what is said, all buttons stand in one row.
    if area.height() - turn - small - control - gap * 3.0 < control {
        let width = area.width() * 0.45;
        let canvas = take_left(&mut area, width, theme.u(52.0));
        let row = take_bottom(&mut area, control, gap);
        let [controls, turns] = halves(row, theme.u(space::S));
        let [caption, small] = halves(area, gap);
        return Parts {
            canvas,
            caption,
            controls,
            small,
            turns,
        };
    }
    let width = (area.width() * 0.28).max(theme.touch(420.0));
    let mut side = take_right(&mut area, width, theme.u(52.0));
    let turns = take_bottom(&mut side, turn, gap);
    let small = take_bottom(&mut side, small, gap);
    let controls = take_bottom(&mut side, control, gap);
    Parts {
        canvas: area,
        caption: side,
        controls,
        small,
        turns,
    }
}

fn halves(mut area: Rect, gap: f32) -> [Rect; 2] {
    let width = (area.width() - gap) / 2.0;
    [take_left(&mut area, width, gap), area]
}

/// A picture's part of an upright stage: as high as it needs, and leaving room for the others.
fn upright_canvas(pictures: &dyn PictureSource, shown: &GalleryPicture, area: Rect) -> Rect {
    let (least, most) = (area.height() * 0.48, area.height() * 0.62);
    let size = size_of(pictures, shown);
    let natural = size.map_or(0.0, |size| area.width() * size.y / size.x);
    area.with_max_y(area.top() + natural.clamp(least, most))
}

/// The pictures: whole, they are turned by a finger like pages; closer, it moves the one that is there. `place` says
/// where each is shown.
fn pages_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    area: Rect,
    shown: &[GalleryPicture],
    state: &GalleryState,
    place: &dyn Fn(&GalleryPicture) -> Rect,
) -> Option<GalleryState> {
    let (theme, pictures) = (scene.theme, scene.pictures);
    let index = state.picture.min(shown.len().saturating_sub(1));
    let more = (index > 0, index + 1 < shown.len());
    let touched = ui.input(egui::InputState::multi_touch);
    let pinched = touched.is_some_and(|touched| area.contains(touched.center_pos));
    let mut next = None;
    let turned = Pager::new(theme, area, index as i64, more)
        .fixed(pinched || !state.framing.whole_seen())
        .show(ui, ("gallery", &scene.exhibit.id), |ui, rect, number, _| {
            let at = usize::try_from(number).ok();
            let Some((at, shown)) = at.and_then(|at| Some((at, shown.get(at)?))) else {
                return;
            };
            if at == index {
                next = canvas_ui(ui, theme, pictures, rect, shown, state);
            } else {
                let rect = place(shown).translate(rect.min - area.min);
                shown_ui(ui, theme, pictures, rect, shown, &Framing::default());
            }
        });
    // Those beside it are made ready while this one is looked at.
    for beside in [index.checked_sub(1), index.checked_add(1)] {
        if let Some(shown) = beside.and_then(|beside| shown.get(beside)) {
            pictures.soon(&shown.picture, place(shown).size());
        }
    }
    let turned = turned.or_else(|| {
        keyed_turn(ui).map(|turn| match turn {
            Turn::Back => -1,
            Turn::On => 1,
        })
    });
    let to = turned.and_then(|by| index.checked_add_signed(by as isize));
    let to = to.filter(|to| *to < shown.len());
    next.or(to.map(GalleryState::at))
}

/// The share of `area` that the whole picture takes; all of it while the picture is not ready.
fn fit(pictures: &dyn PictureSource, shown: &GalleryPicture, area: Rect) -> Vec2 {
    size_of(pictures, shown).map_or(Vec2::ONE, |size| whole_size(size, area) / not_nothing(area))
}

/// A picture's own size in pixels.
fn size_of(pictures: &dyn PictureSource, shown: &GalleryPicture) -> Option<Vec2> {
    if let Some(tiles) = &shown.tiles {
        return Some(vec2(tiles.width.max(1) as f32, tiles.height.max(1) as f32));
    }
    pictures.size_of(&shown.picture)
}

/// How close a visitor can come.
fn closest(ui: &Ui, pictures: &dyn PictureSource, shown: &GalleryPicture, area: Rect) -> f32 {
    let Some(size) = size_of(pictures, shown) else {
        return zoom_max(f32::INFINITY, 1.0, false);
    };
    let whole = whole_size(size, area).x * ui.ctx().pixels_per_point();
    zoom_max(size.x, whole, shown.tiles.is_some())
}

/// How large the whole picture is in `area`.
fn whole_size(picture: Vec2, area: Rect) -> Vec2 {
    picture * (area.width() / picture.x).min(area.height() / picture.y)
}

/// What is said of a picture: which one it is, where there are others, and its caption.
fn said(theme: &Theme, shown: &[GalleryPicture], index: usize) -> Vec<(String, TextStyle)> {
    let place = (shown.len() > 1).then(|| {
        let place = theme.text_with(
            "picture-of",
            [
                ("picture", (index + 1).into()),
                ("count", shown.len().into()),
            ],
        );
        (
            place,
            TextStyle::regular(TextSize::Second, theme.palette.soft),
        )
    });
    let caption = shown.get(index).map(|picture| {
        let caption = picture.caption.in_language(theme.language()).to_owned();
        (
            caption,
            TextStyle::regular(TextSize::Card, theme.palette.ink),
        )
    });
    place.into_iter().chain(caption).collect()
}

fn said_height(ui: &Ui, theme: &Theme, said: &[(String, TextStyle)], width: f32) -> f32 {
    said.iter()
        .map(|(words, style)| layout(ui, theme, words, *style, width).size().y)
        .sum()
}

/// What is said of the picture; longer than its room it scrolls.
fn caption_ui(ui: &mut Ui, theme: &Theme, area: Rect, said: &[(String, TextStyle)], index: usize) {
    let list = Scroll::new(theme, area).without_arrows();
    list.show(ui, ("caption", index), |ui, _| {
        let top = ui.min_rect().min;
        let mut rest = Rect::from_min_size(top, vec2(area.width(), f32::INFINITY));
        for (words, style) in said {
            rest.min.y = text(ui, theme, rest, words, *style).bottom();
        }
        ui.allocate_space(vec2(area.width(), rest.min.y - top.y));
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
    // Whole it has nowhere to go: the finger turns to the next one.
    let sense = if state.framing.whole_seen() {
        Sense::click()
    } else {
        Sense::click_and_drag()
    };
    let response = ui.interact(area, ui.id().with(("canvas", &shown.picture)), sense);
    // A second finger came: the first one turns nothing any more, it brings the picture closer with it.
    let two = ui.input(|input| input.multi_touch().is_some() && input.pointer.any_down());
    if two && !response.dragged() {
        ui.ctx().set_dragged_id(response.id);
    }
    let alt = shown.alt.in_language(theme.language());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Image, true, alt));
    shown_ui(ui, theme, pictures, area, shown, &state.framing);
    focus_ring(ui, theme, &response, area, corner::CARD);
    let frame = Frame {
        area,
        fit: fit(pictures, shown, area),
        zoom_max: closest(ui, pictures, shown, area),
    };
    let at = |framing| GalleryState { framing, ..*state };
    if response.has_focus() && state.framing.zoom > 1.0 {
        // Arrows move a picture that has come closer; once it is whole again they go on to what is beside it.
        let arrows = egui::EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            ..egui::EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
        let step = ui.input(arrow_keys) * 0.1;
        if step != Vec2::ZERO {
            let movement = Movement {
                factor: 1.0,
                focus: Vec2::ZERO,
                drag: step,
            };
            let framing = state.framing.moved(frame.fit, frame.zoom_max, movement);
            return Some(at(framing));
        }
    }
    moved_ui(ui, theme, &response, &frame, state.framing).map(at)
}

/// Draws what of a picture is seen.
fn shown_ui(
    ui: &Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    area: Rect,
    shown: &GalleryPicture,
    framing: &Framing,
) {
    ui.painter()
        .rect_filled(area, radius(theme, corner::CARD), theme.palette.line);
    if let Some(tiles) = &shown.tiles {
        let size = vec2(tiles.width as f32, tiles.height as f32);
        let whole = whole_rect(size, area, framing);
        tiles_ui(ui, pictures, area, whole, &shown.picture, tiles);
    // Asked for at the size it is drawn, so that it stays sharp when close.
    } else if let Some(texture) = pictures.picture(&shown.picture, area.size() * framing.asked()) {
        let (frame, uv) = frame_of(texture.size, area, framing);
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
    } else {
        let corners = radius(theme, corner::CARD);
        no_picture(ui, theme, pictures, area, &shown.picture, corners);
    }
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
fn frame_of(picture: Vec2, area: Rect, framing: &Framing) -> (Rect, Rect) {
    let whole = whole_rect(picture, area, framing);
    let seen = whole.intersect(area);
    let share = |at: Pos2| ((at - whole.min) / whole.size()).to_pos2();
    (seen, Rect::from_min_max(share(seen.min), share(seen.max)))
}

/// Where all of the picture is, seen or not.
fn whole_rect(picture: Vec2, area: Rect, framing: &Framing) -> Rect {
    framing.whole(whole_size(picture, area) / not_nothing(area), area)
}

/// For one finger, a stick, or a switch: closer and back by buttons.
fn zoom_buttons_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    state: &GalleryState,
    most: f32,
) -> Option<GalleryState> {
    let halves = columns(area, 2, theme.u(space::S));
    let zoom = state.framing.zoom;
    let mut next = None;
    for (rect, key, factor, possible) in [
        (halves[0], "zoom-out", 1.0 / 1.6, zoom > 1.0),
        (halves[1], "zoom-in", 1.6, zoom < most),
    ] {
        let kind = if possible {
            ButtonKind::Plain
        } else {
            ButtonKind::Disabled
        };
        if button(ui, theme, rect, kind, &theme.text(key), key).clicked() {
            next = Some(GalleryState {
                framing: state.framing.gliding(most, factor, Vec2::ZERO),
                ..*state
            });
        }
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
        let (frame, uv) = frame_of(wide, area, &Framing::default());
        assert_eq!(frame.width(), 1000.0);
        assert!((frame.height() - 562.5).abs() < 0.1);
        assert_eq!(uv, Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0)));
        let close = Framing {
            zoom: 4.0,
            pan: vec2(-1.5, 0.0),
            ..Framing::default()
        };
        let (frame, uv) = frame_of(wide, area, &close);
        assert_eq!(frame, area);
        assert!((uv.right() - 1.0).abs() < 1e-5, "moved to its right edge");
        assert!((uv.width() - 0.25).abs() < 1e-5);
    }
}

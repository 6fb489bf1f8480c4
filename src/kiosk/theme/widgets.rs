//! The widgets every screen is made of. Each takes the rectangle it fills and says its label aloud (AccessKit).

use egui::epaint::RectShape;
use egui::{
    Align2, AsId, Color32, CornerRadius, Id, Mesh, Pos2, Rect, Response, Sense, Shape, Stroke,
    StrokeKind, TextureId, Ui, Vec2, WidgetInfo, WidgetType, pos2, vec2,
};

use super::Theme;
use super::tokens::{self, TextSize, corner, space};
use super::writing::paint_line;
pub use super::writing::{TextStyle, centered_text, layout, line, text};

/// A picture ready to draw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Texture {
    /// Where egui finds it.
    pub id: TextureId,
    /// Width and height in pixels.
    pub size: Vec2,
}

/// Where views get pictures from: what is ready now, at about the size asked for.
pub trait PictureSource {
    /// The picture at this path of the pack; `None` while it is being made ready or when it cannot be shown.
    fn picture(&self, path: &str, size: Vec2) -> Option<Texture>;

    /// Width and height of a picture in pixels: known before it is ready.
    fn size_of(&self, path: &str) -> Option<Vec2>;

    /// Makes a picture ready that may be asked for next: in this size, or smaller where memory is dear.
    fn soon(&self, path: &str, size: Vec2) {
        self.picture(path, size);
    }

    /// As [`Self::picture`], for a picture of all around: past its right edge it begins again at its left, and it may be
    /// larger than others are held.
    fn around(&self, path: &str, size: Vec2) -> Option<Texture> {
        self.picture(path, size)
    }

    /// Whether the picture at this path will never be ready.
    fn is_broken(&self, _path: &str) -> bool {
        false
    }
}

/// What a button is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ButtonKind {
    /// The one thing to do here.
    Main,
    /// Anything else.
    Plain,
    /// A choice that is made.
    Chosen,
    /// One that cannot be pressed now.
    Disabled,
}

/// What a tag says beside its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Good: places left.
    Sea,
    /// Waiting.
    Gold,
    /// Full, canceled.
    Lacquer,
    /// Nothing special.
    Plain,
}

/// A button that fills `rect`. `salt` tells it from others with the same label.
pub fn button(
    ui: &mut Ui,
    theme: &Theme,
    rect: Rect,
    kind: ButtonKind,
    label: &str,
    salt: impl AsId,
) -> Response {
    button_sized(ui, theme, rect, kind, label, TextSize::Card, salt)
}

/// A [`button`] with text of another size.
pub fn button_sized(
    ui: &mut Ui,
    theme: &Theme,
    rect: Rect,
    kind: ButtonKind,
    label: &str,
    size: TextSize,
    salt: impl AsId,
) -> Response {
    let response = pressable(ui, rect, label, kind != ButtonKind::Disabled, salt);
    if kind == ButtonKind::Chosen {
        response
            .widget_info(|| WidgetInfo::selected(WidgetType::SelectableLabel, true, true, label));
    }
    button_face(ui, theme, rect, kind, label, size, Held::of(&response));
    if response.gained_focus() {
        ui.scroll_to_rect(rect.expand(theme.u(space::M)), None);
    }
    response
}

/// What a control meets right now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Held {
    /// A finger is on it.
    pub pressed: bool,
    /// The keyboard is on it.
    pub focused: bool,
}

impl Held {
    fn of(response: &Response) -> Self {
        Self {
            pressed: response.is_pointer_button_down_on(),
            focused: response.has_focus(),
        }
    }
}

/// How a [`button`] looks: nothing is heard and nothing is said aloud.
pub fn button_face(
    ui: &Ui,
    theme: &Theme,
    rect: Rect,
    kind: ButtonKind,
    label: &str,
    size: TextSize,
    held: Held,
) {
    let palette = &theme.palette;
    let (fill, ink, outline) = match kind {
        ButtonKind::Main => (palette.lacquer, palette.on_lacquer, palette.lacquer),
        ButtonKind::Plain => (palette.card, palette.ink, palette.line),
        ButtonKind::Chosen if theme.comfort.high_contrast => {
            (palette.ink, palette.card, palette.ink)
        }
        ButtonKind::Chosen => (palette.lacquer_soft, palette.lacquer, palette.lacquer),
        // Every outline is strong there: what cannot be pressed has none.
        ButtonKind::Disabled if theme.comfort.high_contrast => {
            (palette.paper, tokens::OFF_INK, Color32::TRANSPARENT)
        }
        ButtonKind::Disabled => (palette.paper, palette.soft, palette.line),
    };
    // A touch smaller and darker under the finger.
    let (drawn, fill) = if held.pressed {
        (
            rect.shrink(theme.u(4.0)),
            fill.lerp_to_gamma(palette.ink, 0.12),
        )
    } else {
        (rect, fill)
    };
    let radius = radius(theme, corner::BUTTON);
    ui.painter().rect(
        drawn,
        radius,
        fill,
        stroke(theme, outline),
        StrokeKind::Inside,
    );
    if held.focused {
        ring(ui, theme, drawn, corner::BUTTON);
    }
    if kind == ButtonKind::Chosen {
        chosen_bar(ui, theme, drawn, ink);
    }
    let inside = drawn.shrink2(vec2(theme.u(space::S), 0.0));
    paint_line(
        ui,
        theme,
        inside,
        Align2::CENTER_CENTER,
        label,
        TextStyle::bold(size, ink),
    );
}

/// A bar under the words of a choice that is made: it is told from the others without its colour (WCAG 2.2, 1.4.1).
fn chosen_bar(ui: &Ui, theme: &Theme, rect: Rect, color: Color32) {
    let height = theme.u(5.0).min(rect.height() * 0.07);
    let width = theme.u(72.0).min(rect.width() * 0.4);
    let above = theme.u(8.0).min(rect.height() * 0.1);
    let center = pos2(rect.center().x, rect.bottom() - above);
    let mark = Rect::from_center_size(center, vec2(width, height));
    ui.painter().rect_filled(mark, height / 2.0, color);
}

/// Width a [`button`] needs to show its label whole.
pub fn button_width(ui: &Ui, theme: &Theme, label: &str) -> f32 {
    button_width_sized(ui, theme, label, TextSize::Card)
}

/// Width a [`button_sized`] needs to show its label whole.
pub fn button_width_sized(ui: &Ui, theme: &Theme, label: &str, size: TextSize) -> f32 {
    let style = TextStyle::bold(size, theme.palette.ink);
    layout(ui, theme, label, style, f32::INFINITY).size().x + theme.u(64.0)
}

/// An invisible pressable area over `rect`, with its label.
pub fn pressable(ui: &mut Ui, rect: Rect, label: &str, enabled: bool, salt: impl AsId) -> Response {
    let sense = if enabled {
        Sense::click()
    } else {
        Sense::hover()
    };
    // In a list that scrolls, what a finger or a screen reader is told of is the part that is seen.
    let seen = rect.intersect(ui.clip_rect());
    let rect = if seen.is_positive() { seen } else { rect };
    let response = ui.interact(rect, ui.id().with(("press", label, Id::new(salt))), sense);
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, enabled, label));
    response
}

/// A ring around what the keyboard is on; in a list it is brought into view.
pub fn focus_ring(ui: &Ui, theme: &Theme, response: &Response, rect: Rect, corner_u: f32) {
    if response.gained_focus() {
        ui.scroll_to_rect(rect.expand(theme.u(space::M)), None);
    }
    if response.has_focus() {
        ring(ui, theme, rect, corner_u);
    }
}

/// The ring itself.
pub fn ring(ui: &Ui, theme: &Theme, rect: Rect, corner_u: f32) {
    let ring = Stroke::new(theme.u(5.0), theme.palette.sea);
    ui.painter().rect_stroke(
        rect.expand(theme.u(4.0)),
        radius(theme, corner_u + 4.0),
        ring,
        StrokeKind::Outside,
    );
}

/// A card: soft shadow, surface, hairline. `chosen` gives it the lacquer outline.
pub fn card(ui: &Ui, theme: &Theme, rect: Rect, chosen: bool) {
    let radius = radius(theme, corner::CARD);
    if !theme.comfort.high_contrast {
        soft_shadow(ui, theme, rect);
    }
    let outline = if chosen {
        Stroke::new(theme.u(4.0), theme.palette.lacquer)
    } else {
        stroke(theme, theme.palette.line)
    };
    ui.painter().rect(
        rect,
        radius,
        theme.palette.card,
        outline,
        StrokeKind::Inside,
    );
}

/// The shadow around a card, where it can be seen: under the card nothing is painted.
fn soft_shadow(ui: &Ui, theme: &Theme, rect: Rect) {
    const CORNER_STEPS: u16 = 6;
    let shade = |alpha| Color32::from_rgba_unmultiplied(0x3A, 0x2C, 0x12, alpha);
    let lowered = rect.translate(vec2(0.0, theme.u(10.0)));
    // From just inside the card outwards: how far, how dark.
    let loops = [(-10.0, 20), (0.0, 13), (8.0, 6), (22.0, 0)];
    let mut mesh = Mesh::default();
    for (out, alpha) in loops {
        let corner = theme.u((corner::CARD + out).max(4.0));
        let inner = lowered.expand(theme.u(out)).shrink(corner);
        let centers = [
            inner.right_bottom(),
            inner.left_bottom(),
            inner.left_top(),
            inner.right_top(),
        ];
        for (quarter, center) in centers.into_iter().enumerate() {
            for step in 0..=CORNER_STEPS {
                let turn = quarter as f32 + f32::from(step) / f32::from(CORNER_STEPS);
                let at = center + Vec2::angled(turn * std::f32::consts::FRAC_PI_2) * corner;
                mesh.colored_vertex(at, shade(alpha));
            }
        }
    }
    let around = 4 * (u32::from(CORNER_STEPS) + 1);
    for ring in 0..loops.len() as u32 - 1 {
        for i in 0..around {
            let [a, b] = [i, (i + 1) % around].map(|i| ring * around + i);
            mesh.add_triangle(a, b, a + around);
            mesh.add_triangle(b, a + around, b + around);
        }
    }
    ui.painter().add(Shape::mesh(mesh));
}

/// Width and height of a tag with these words.
pub fn tag_size(ui: &Ui, theme: &Theme, words: &str) -> Vec2 {
    let style = TextStyle::bold(TextSize::Small, theme.palette.ink);
    let galley = layout(ui, theme, words, style, f32::INFINITY);
    galley.size() + vec2(theme.u(space::S) * 2.0, theme.u(space::XS))
}

/// A tag whose top left is `at`.
pub fn tag(ui: &mut Ui, theme: &Theme, at: Pos2, tone: Tone, words: &str) -> Rect {
    let palette = &theme.palette;
    let (fill, ink) = match tone {
        Tone::Sea => (palette.sea_soft, palette.sea),
        Tone::Gold => (palette.gold_soft, palette.gold_ink),
        Tone::Lacquer => (palette.lacquer_soft, palette.lacquer),
        Tone::Plain => (palette.paper, palette.soft),
    };
    let rect = Rect::from_min_size(at, tag_size(ui, theme, words));
    let outline = if theme.comfort.high_contrast {
        stroke(theme, ink)
    } else {
        Stroke::NONE
    };
    ui.painter().rect(
        rect,
        radius(theme, corner::TAG),
        fill,
        outline,
        StrokeKind::Inside,
    );
    line(
        ui,
        theme,
        rect,
        Align2::CENTER_CENTER,
        words,
        TextStyle::bold(TextSize::Small, ink),
    );
    rect
}

/// A picture that covers `rect`, cut evenly at its edges; a quiet ground while it is not ready.
pub fn picture(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    rect: Rect,
    path: &str,
    alt: &str,
    corner_u: f32,
) {
    picture_rounded(
        ui,
        theme,
        pictures,
        rect,
        path,
        alt,
        radius(theme, corner_u),
    );
}

/// A [`picture`] with corners of its own, for one that meets something at an edge.
pub fn picture_rounded(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    rect: Rect,
    path: &str,
    alt: &str,
    radius: CornerRadius,
) {
    match pictures.picture(path, rect.size()) {
        Some(texture) => {
            let uv = cover_uv(texture.size, rect.size());
            ui.painter()
                .add(RectShape::filled(rect, radius, Color32::WHITE).with_texture(texture.id, uv));
        }
        None => no_picture(ui, theme, pictures, rect, path, radius),
    }
    if !alt.is_empty() {
        let response = ui.interact(
            rect,
            ui.id().with(("picture", path, rect.min.x as i32)),
            Sense::hover(),
        );
        response.widget_info(|| WidgetInfo::labeled(WidgetType::Image, true, alt));
    }
}

/// What stands where a picture would: a quiet ground and, where there will never be one, a quiet word for it.
pub fn no_picture(
    ui: &Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    rect: Rect,
    path: &str,
    corners: CornerRadius,
) {
    ui.painter().rect_filled(rect, corners, theme.palette.line);
    if !pictures.is_broken(path) {
        return;
    }
    let words = theme.text("picture-broken");
    let style = TextStyle::regular(TextSize::Small, theme.palette.ink);
    let room = rect.shrink(theme.u(space::S));
    let galley = layout(ui, theme, &words, style, room.width());
    if galley.size().y > room.height() || galley.size().x > room.width() {
        return;
    }
    let place = Align2::CENTER_CENTER.align_size_within_rect(galley.size(), room);
    ui.painter().galley(place.min, galley, style.color);
    let response = ui.interact(place, ui.id().with(("no picture", path)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Label, true, &words));
}

/// Width of a [`logo`] of this height, from the picture's size in pixels.
pub fn logo_width(height: f32, size: Vec2) -> f32 {
    let shape = size.x / size.y.max(1.0);
    height * shape.clamp(1.0, LOGO_SHAPE_MAX)
}

/// A centre's logo, whole, on a plate of its own: it is seen on paper and on any picture. The name beside it is what is
/// said aloud.
pub fn logo(ui: &Ui, theme: &Theme, pictures: &dyn PictureSource, rect: Rect, path: &str) {
    let Some(texture) = pictures.picture(path, rect.size()) else {
        return;
    };
    let palette = &theme.palette;
    let outline = stroke(theme, palette.line);
    let round = radius(theme, corner::BUTTON);
    ui.painter()
        .rect(rect, round, palette.card, outline, StrokeKind::Inside);
    let room = rect.shrink(theme.u(space::XS));
    let scale = (room.size() / texture.size).min_elem();
    let shown = Rect::from_center_size(room.center(), texture.size * scale);
    let uv = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    ui.painter().image(texture.id, shown, uv, Color32::WHITE);
}

/// A wider logo becomes lower, not longer.
const LOGO_SHAPE_MAX: f32 = 3.0;

/// The part of a picture that covers an area of another shape, centred.
pub fn cover_uv(picture: Vec2, area: Vec2) -> Rect {
    let scale = (area.x / picture.x).max(area.y / picture.y);
    let shown = vec2(area.x / (picture.x * scale), area.y / (picture.y * scale));
    Rect::from_center_size(pos2(0.5, 0.5), shown)
}

/// A dark foot that makes text on a picture readable: clear at the top of `rect`, dark at its bottom.
pub fn foot_scrim(ui: &Ui, theme: &Theme, rect: Rect, strength: f32) {
    let clear = theme.palette.scrim.gamma_multiply(0.0);
    let dark = theme.palette.scrim.gamma_multiply(strength);
    gradient(ui, rect, [clear, clear, dark, dark]);
}

/// A dark head: dark at the top of `rect`, clear at its bottom.
pub fn head_scrim(ui: &Ui, theme: &Theme, rect: Rect, strength: f32) {
    let clear = theme.palette.scrim.gamma_multiply(0.0);
    let dark = theme.palette.scrim.gamma_multiply(strength);
    gradient(ui, rect, [dark, dark, clear, clear]);
}

/// A dark side for text at the left of a picture.
pub fn side_scrim(ui: &Ui, theme: &Theme, rect: Rect, strength: f32) {
    let clear = theme.palette.scrim.gamma_multiply(0.0);
    let dark = theme.palette.scrim.gamma_multiply(strength);
    gradient(ui, rect, [dark, clear, clear, dark]);
}

/// A gradient by the colours of its corners: left top, right top, right bottom, left bottom.
pub fn gradient(ui: &Ui, rect: Rect, corners: [Color32; 4]) {
    let mut mesh = Mesh::default();
    for (corner, color) in [
        rect.left_top(),
        rect.right_top(),
        rect.right_bottom(),
        rect.left_bottom(),
    ]
    .into_iter()
    .zip(corners)
    {
        mesh.colored_vertex(corner, color);
    }
    mesh.add_triangle(0, 1, 2);
    mesh.add_triangle(0, 2, 3);
    ui.painter().add(Shape::mesh(mesh));
}

/// A bar that is full to `share`.
pub fn bar(ui: &Ui, theme: &Theme, rect: Rect, share: f32, color: Color32) {
    let radius = CornerRadius::same((rect.height() / 2.0) as u8);
    let palette = &theme.palette;
    if theme.comfort.high_contrast {
        // What is left is empty: a line around nothing.
        let outline = stroke(theme, palette.line);
        ui.painter().rect(
            rect,
            radius,
            palette.card,
            outline,
            egui::StrokeKind::Outside,
        );
    } else {
        ui.painter().rect_filled(rect, radius, palette.line);
    }
    let full = Rect::from_min_size(
        rect.min,
        vec2(
            (rect.width() * share.clamp(0.0, 1.0)).max(rect.height()),
            rect.height(),
        ),
    );
    ui.painter().rect_filled(full, radius, color);
}

/// A round mark in the middle of a result: ✓ drawn by hand, or a bar for "not now".
pub fn result_mark(ui: &Ui, theme: &Theme, center: Pos2, radius: f32, good: bool) {
    let palette = &theme.palette;
    let color = if good { palette.sea } else { palette.gold_ink };
    ui.painter().circle_filled(center, radius, color);
    let stroke = Stroke::new(radius * 0.16, palette.card);
    let at = |x: f32, y: f32| center + vec2(x, y) * radius;
    if good {
        ui.painter().add(Shape::line(
            vec![at(-0.42, 0.02), at(-0.12, 0.32), at(0.44, -0.3)],
            stroke,
        ));
    } else {
        ui.painter()
            .line_segment([at(0.0, -0.45), at(0.0, 0.12)], stroke);
        ui.painter()
            .circle_filled(at(0.0, 0.42), radius * 0.1, palette.card);
    }
}

/// A corner in points.
pub fn radius(theme: &Theme, corner_u: f32) -> CornerRadius {
    CornerRadius::same(theme.u(corner_u).clamp(0.0, 255.0) as u8)
}

/// The palette's outline in `color`.
pub fn stroke(theme: &Theme, color: Color32) -> Stroke {
    Stroke::new(theme.u(theme.palette.outline_u).max(1.0), color)
}

/// Cuts `area` into `count` equal columns with `gap` between them.
pub fn columns(area: Rect, count: usize, gap: f32) -> Vec<Rect> {
    let count_f = count.max(1) as f32;
    let width = ((area.width() - gap * (count_f - 1.0)) / count_f).max(0.0);
    (0..count)
        .map(|i| {
            Rect::from_min_size(
                pos2(area.left() + i as f32 * (width + gap), area.top()),
                vec2(width, area.height()),
            )
        })
        .collect()
}

/// Cuts `height` from the top of `area`, and `gap` below it.
pub fn take_top(area: &mut Rect, height: f32, gap: f32) -> Rect {
    let taken = Rect::from_min_size(
        area.min,
        vec2(area.width(), height.min(area.height().max(0.0))),
    );
    area.min.y = (taken.bottom() + gap).min(area.max.y);
    taken
}

/// Cuts `height` from the bottom of `area`, and `gap` above it.
pub fn take_bottom(area: &mut Rect, height: f32, gap: f32) -> Rect {
    let top = (area.max.y - height).max(area.min.y);
    let taken = Rect::from_min_max(pos2(area.min.x, top), area.max);
    area.max.y = (top - gap).max(area.min.y);
    taken
}

/// Cuts `width` from the left of `area`, and `gap` beside it.
pub fn take_left(area: &mut Rect, width: f32, gap: f32) -> Rect {
    let taken = Rect::from_min_size(
        area.min,
        vec2(width.min(area.width().max(0.0)), area.height()),
    );
    area.min.x = (taken.right() + gap).min(area.max.x);
    taken
}

/// Cuts `width` from the right of `area`, and `gap` beside it.
pub fn take_right(area: &mut Rect, width: f32, gap: f32) -> Rect {
    let left = (area.max.x - width).max(area.min.x);
    let taken = Rect::from_min_max(pos2(left, area.min.y), area.max);
    area.max.x = (left - gap).max(area.min.x);
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cover_shows_the_middle_and_fills_the_area() {
        assert_eq!(
            cover_uv(vec2(200.0, 100.0), vec2(100.0, 100.0)),
            Rect::from_min_max(pos2(0.25, 0.0), pos2(0.75, 1.0))
        );
        assert_eq!(
            cover_uv(vec2(100.0, 100.0), vec2(50.0, 50.0)),
            Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0))
        );
    }

    #[test]
    fn columns_fill_the_area_and_cuts_never_turn_inside_out() {
        let area = Rect::from_min_size(pos2(0.0, 0.0), vec2(100.0, 50.0));
        let parts = columns(area, 3, 5.0);
        assert!((parts[2].right() - 100.0).abs() < 0.01);
        let mut rest = area;
        let taken = take_top(&mut rest, 80.0, 10.0);
        assert_eq!((taken.height(), rest.height()), (50.0, 0.0));
    }
}

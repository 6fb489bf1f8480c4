//! The widgets every screen is made of. Each takes the rectangle it fills and says its label aloud (AccessKit).

use std::sync::Arc;

use egui::epaint::RectShape;
use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{
    Align, Align2, AsId, Color32, CornerRadius, Galley, Id, Mesh, Pos2, Rect, Response, Sense,
    Shape, Stroke, StrokeKind, TextureId, Ui, Vec2, WidgetInfo, WidgetType, pos2, vec2,
};

use super::tokens::{TextSize, corner, space};
use super::{Theme, Weight};

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

/// How a piece of text is set.
#[derive(Debug, Clone, Copy)]
pub struct TextStyle {
    /// Its step of the scale.
    pub size: TextSize,
    /// Its weight.
    pub weight: Weight,
    /// Its colour.
    pub color: Color32,
    /// Most rows; the last ends in `…`. 0 for no limit.
    pub rows_max: usize,
}

impl TextStyle {
    /// Bold text of any number of rows.
    pub fn bold(size: TextSize, color: Color32) -> Self {
        Self {
            size,
            weight: Weight::Bold,
            color,
            rows_max: 0,
        }
    }

    /// Regular text of any number of rows.
    pub fn regular(size: TextSize, color: Color32) -> Self {
        Self {
            size,
            weight: Weight::Regular,
            color,
            rows_max: 0,
        }
    }

    /// At most this many rows.
    pub fn rows(self, rows_max: usize) -> Self {
        Self { rows_max, ..self }
    }
}

/// Lays text out in `width` points.
pub fn layout(ui: &Ui, theme: &Theme, text: &str, style: TextStyle, width: f32) -> Arc<Galley> {
    layout_scaled(ui, theme, text, style, width, 1.0)
}

fn layout_scaled(
    ui: &Ui,
    theme: &Theme,
    text: &str,
    style: TextStyle,
    width: f32,
    scale: f32,
) -> Arc<Galley> {
    lay_out(ui, text, |text| text_job(theme, text, style, width, scale))
}

/// Characters that must not begin a line, and those that must not end one (GB/T 15834-2011, 5.1; the full-width ones
/// are what egui 0.36 does not know).
const NOT_FIRST: &str = "，。、；：！？）》」』】〉〕”’…—％℃·";
const NOT_LAST: &str = "（《「『【〈〔“‘￥";

/// Lays text out so that no line begins or ends with a mark that must not stand there.
fn lay_out(ui: &Ui, text: &str, job: impl Fn(&str) -> LayoutJob) -> Arc<Galley> {
    let mut text = text.to_owned();
    let mut galley = ui.fonts_mut(|fonts| fonts.layout_job(job(&text)));
    // Each turn mends one line; a line that cannot be mended ends it.
    for _ in 0..text.len() {
        let Some(at) = misplaced_mark(&galley) else {
            break;
        };
        let Some((byte, _)) = text.char_indices().nth(at) else {
            break;
        };
        text.insert(byte, '\n');
        galley = ui.fonts_mut(|fonts| fonts.layout_job(job(&text)));
    }
    galley
}

/// Where a line should end instead: the index of the character that should begin the next one.
fn misplaced_mark(galley: &Galley) -> Option<usize> {
    let mut first = 0;
    for pair in galley.rows.windows(2) {
        let chars: Vec<char> = pair[0].row.glyphs.iter().map(|glyph| glyph.chr).collect();
        let next = first + chars.len();
        let begins = pair[1].row.glyphs.first().map(|glyph| glyph.chr);
        if !pair[0].ends_with_newline {
            let stays = |i: usize| {
                let follows = if i + 1 < chars.len() {
                    Some(chars[i + 1])
                } else {
                    begins
                };
                follows.is_some_and(|mark| NOT_FIRST.contains(mark)) || NOT_LAST.contains(chars[i])
            };
            // Back over whatever may not be parted from what follows it, as long as something stays on the line.
            let mut keep = chars.len();
            while keep > 0 && stays(keep - 1) {
                keep -= 1;
            }
            if keep < chars.len() && keep > 0 {
                return Some(first + keep);
            }
        }
        first = next + usize::from(pair[0].ends_with_newline);
    }
    None
}

fn text_job(theme: &Theme, text: &str, style: TextStyle, width: f32, scale: f32) -> LayoutJob {
    let mut font = theme.font(style.size, style.weight);
    font.size = (font.size * scale).round();
    let line_height = match style.size {
        TextSize::Body | TextSize::Second | TextSize::Small => 1.5,
        TextSize::Card => 1.35,
        _ => 1.25,
    };
    let format = TextFormat {
        line_height: Some((font.size * line_height).round()),
        ..TextFormat::simple(font, style.color)
    };
    let mut job = LayoutJob::single_section(text.to_owned(), format);
    job.wrap = TextWrapping {
        max_width: width,
        max_rows: if style.rows_max == 0 {
            usize::MAX
        } else {
            style.rows_max
        },
        ..TextWrapping::default()
    };
    job
}

/// Writes text from the top left of `area`; returns the rectangle it took.
pub fn text(ui: &mut Ui, theme: &Theme, area: Rect, words: &str, style: TextStyle) -> Rect {
    let galley = layout(ui, theme, words, style, area.width());
    let rect = Rect::from_min_size(area.min, galley.size());
    say(ui, rect, words);
    ui.painter().galley(rect.min, galley, style.color);
    rect
}

/// Writes text centred across `area`, from its top; returns the rectangle it took.
pub fn centered_text(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    words: &str,
    style: TextStyle,
) -> Rect {
    let galley = lay_out(ui, words, |words| LayoutJob {
        halign: Align::Center,
        ..text_job(theme, words, style, area.width(), 1.0)
    });
    let rect = Rect::from_min_size(area.min, vec2(area.width(), galley.size().y));
    say(ui, rect, words);
    ui.painter().galley(rect.center_top(), galley, style.color);
    rect
}

/// Writes one line against `anchor` of `area`, smaller if it would not fit, then cut with `…`.
pub fn line(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    anchor: Align2,
    words: &str,
    style: TextStyle,
) -> Rect {
    let rect = paint_line(ui, theme, area, anchor, words, style);
    say(ui, rect, words);
    rect
}

fn paint_line(
    ui: &Ui,
    theme: &Theme,
    area: Rect,
    anchor: Align2,
    words: &str,
    style: TextStyle,
) -> Rect {
    let natural = layout(ui, theme, words, style.rows(1), f32::INFINITY);
    let galley = if natural.size().x <= area.width() {
        natural
    } else {
        let scale = (area.width() / natural.size().x).max(0.75);
        layout_scaled(ui, theme, words, style.rows(1), area.width(), scale)
    };
    let rect = anchor.align_size_within_rect(galley.size(), area);
    ui.painter().galley(rect.min, galley, style.color);
    rect
}

/// Lets a screen reader and tests find painted text.
fn say(ui: &mut Ui, rect: Rect, words: &str) {
    let response = ui.interact(
        rect,
        ui.id().with((words, rect.min.x as i32, rect.min.y as i32)),
        Sense::hover(),
    );
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Label, true, words));
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
    let palette = &theme.palette;
    let (fill, ink, outline) = match kind {
        ButtonKind::Main => (palette.lacquer, palette.on_lacquer, palette.lacquer),
        ButtonKind::Plain => (palette.card, palette.ink, palette.line),
        ButtonKind::Chosen if theme.comfort.high_contrast => {
            (palette.ink, palette.card, palette.ink)
        }
        ButtonKind::Chosen => (palette.lacquer_soft, palette.lacquer, palette.lacquer),
        ButtonKind::Disabled => (palette.paper, palette.soft, palette.line),
    };
    let drawn = pressed_rect(&response, rect, theme);
    let fill = if response.is_pointer_button_down_on() {
        fill.lerp_to_gamma(palette.ink, 0.12)
    } else {
        fill
    };
    let radius = radius(theme, corner::BUTTON);
    ui.painter().rect(
        drawn,
        radius,
        fill,
        stroke(theme, outline),
        StrokeKind::Inside,
    );
    focus_ring(ui, theme, &response, drawn, corner::BUTTON);
    let inside = drawn.shrink2(vec2(theme.u(space::S), 0.0));
    paint_line(
        ui,
        theme,
        inside,
        Align2::CENTER_CENTER,
        label,
        TextStyle::bold(size, ink),
    );
    response
}

/// Width a [`button`] needs to show its label whole.
pub fn button_width(ui: &Ui, theme: &Theme, label: &str) -> f32 {
    let style = TextStyle::bold(TextSize::Card, theme.palette.ink);
    layout(ui, theme, label, style, f32::INFINITY).size().x + theme.u(64.0)
}

/// An invisible pressable area over `rect`, with its label.
pub fn pressable(ui: &mut Ui, rect: Rect, label: &str, enabled: bool, salt: impl AsId) -> Response {
    let sense = if enabled {
        Sense::click()
    } else {
        Sense::hover()
    };
    let response = ui.interact(rect, ui.id().with(("press", label, Id::new(salt))), sense);
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, enabled, label));
    response
}

/// Where a pressed thing is drawn: a touch smaller under the finger.
fn pressed_rect(response: &Response, rect: Rect, theme: &Theme) -> Rect {
    if response.is_pointer_button_down_on() {
        rect.shrink(theme.u(4.0))
    } else {
        rect
    }
}

/// A ring around what the keyboard is on.
pub fn focus_ring(ui: &Ui, theme: &Theme, response: &Response, rect: Rect, corner_u: f32) {
    if response.has_focus() {
        let ring = Stroke::new(theme.u(5.0), theme.palette.sea);
        ui.painter().rect_stroke(
            rect.expand(theme.u(4.0)),
            radius(theme, corner_u + 4.0),
            ring,
            StrokeKind::Outside,
        );
    }
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
        None => {
            ui.painter().rect_filled(rect, radius, theme.palette.line);
        }
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
    ui.painter().rect_filled(rect, radius, theme.palette.line);
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
    fn no_line_begins_or_ends_with_a_mark_that_must_not_stand_there() {
        let ctx = egui::Context::default();
        ctx.set_fonts(super::super::fonts::definitions());
        let text = "据报道（这里原来有公厕），院里常年没有亮灯，垃圾成堆，《棚子乱搭》，路面破损！";
        for width in 60..400 {
            let mut rows = Vec::new();
            ctx.run_ui(egui::RawInput::default(), |ui| {
                let galley = lay_out(ui, text, |text| {
                    LayoutJob::simple(
                        text.to_owned(),
                        egui::FontId::proportional(20.0),
                        Color32::BLACK,
                        width as f32,
                    )
                });
                rows = galley
                    .rows
                    .iter()
                    .map(|row| row.row.glyphs.iter().map(|glyph| glyph.chr).collect())
                    .collect::<Vec<String>>();
            })
            .textures_delta
            .clear();
            assert_eq!(rows.concat(), text, "at {width}");
            for row in &rows[1..] {
                assert!(
                    !row.starts_with(|c| NOT_FIRST.contains(c)),
                    "{rows:?} at {width}"
                );
            }
            for row in &rows[..rows.len() - 1] {
                assert!(
                    !row.ends_with(|c| NOT_LAST.contains(c)),
                    "{rows:?} at {width}"
                );
            }
        }
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

//! Draws the attract screen: one picture, one title, the time, the next activity, and an invitation to touch.

use egui::{Align2, Color32, Pos2, Rect, Ui, WidgetInfo, WidgetType, pos2, vec2};

use crate::kiosk::calendar::view::places_tag;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::{TextSize, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, PictureSource, TextStyle, button, button_width, card, cover_uv, foot_scrim,
    head_scrim, layout, line, logo, logo_width, side_scrim, tag, tag_size, take_bottom, take_left,
    text,
};
use crate::model::activity::Places;

/// What the attract screen shows now. Texts come in the centre's language, then in the second.
#[derive(Debug, Clone, PartialEq)]
pub struct AttractFrame {
    /// The centre's name in both languages.
    pub centre: [String; 2],
    /// The pack's logo and its size in pixels.
    pub logo: Option<(String, egui::Vec2)>,
    /// The picture.
    pub shot: Shot,
    /// The exhibit's title.
    pub title: String,
    /// Its line in both languages.
    pub subtitle: [String; 2],
    /// The picture this one comes from, and how far it has faded in (0 to 1).
    pub fade: Option<(Shot, f32)>,
    /// `09:41`.
    pub clock: String,
    /// The date with the traditional date.
    pub date: String,
    /// What is on next.
    pub coming: Option<Coming>,
    /// "Touch to begin" in both languages.
    pub invitation: [String; 2],
}

/// A picture, and how far it has moved on its slow way.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shot {
    /// Its path.
    pub path: String,
    /// Which way it moves; neighbours in the loop move differently.
    pub way: usize,
    /// How far, 0 to 1; `None` stands still.
    pub moved: Option<f32>,
}

/// What is on next: the rest of today, or the next day on which anything is.
#[derive(Debug, Clone, PartialEq)]
pub struct Coming {
    /// `Today`, `Tomorrow`, or a date.
    pub day: String,
    /// At least one, by their start, and no more than [`COMING_MAX`].
    pub activities: Vec<NextActivity>,
}

/// Activities that are named.
pub const COMING_MAX: usize = 3;
/// How much of a picture lies outside the screen while it moves.
const PAN_SHARE: f32 = 0.07;

/// How dark the head of a picture is: white on the palest sky keeps 4.5 : 1 (WCAG 2.2, 1.4.3). Light is added and taken
/// in linear space, so this share of it is gone.
const HEAD_STRENGTH: f32 = 0.78;
/// How dark it is behind the title and its lines, where pictures are darker by themselves.
const WORDS_STRENGTH: f32 = 0.66;

/// Height of the pack's logo, in `u`.
const LOGO: f32 = 104.0;

/// An activity that comes.
#[derive(Debug, Clone, PartialEq)]
pub struct NextActivity {
    /// `10:00`.
    pub time: String,
    /// Its name.
    pub title: String,
    /// Where.
    pub room: String,
    /// Who is in.
    pub places: Places,
}

/// Returns whether somebody touched.
pub fn attract_ui(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    frame: &AttractFrame,
) -> bool {
    let all = ui.max_rect();
    // Anywhere, and moved or not: a finger need not find the button, nor stand still. The keyboard finds that one.
    let anywhere = ui.interact(
        all,
        ui.id().with("anywhere"),
        egui::Sense::CLICK | egui::Sense::DRAG,
    );
    let label = frame.invitation.join(" ");
    anywhere.widget_info(|| WidgetInfo::labeled(WidgetType::Button, true, &label));
    let touched = anywhere.clicked() || anywhere.drag_stopped();
    let pressed = if Theme::upright(all) {
        upright_ui(ui, theme, pictures, all, frame)
    } else {
        wide_ui(ui, theme, pictures, all, frame)
    };
    touched || pressed
}

/// The picture fills the screen; the words stand on it above the invitation, the next activity beside them.
fn wide_ui(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    all: Rect,
    frame: &AttractFrame,
) -> bool {
    backdrop_ui(ui, theme, pictures, all, frame);
    // Dark behind the words, and clear again before the picture's middle is over.
    let at = |share: f32| all.left() + all.width() * share;
    let dark = theme.palette.scrim.gamma_multiply(WORDS_STRENGTH);
    ui.painter().rect_filled(all.with_max_x(at(0.3)), 0.0, dark);
    let fading = all.with_min_x(at(0.3)).with_max_x(at(0.7));
    side_scrim(ui, theme, fading, WORDS_STRENGTH);
    foot_scrim(
        ui,
        theme,
        all.with_min_y(all.max.y - all.height() * 0.36),
        0.5,
    );
    let page = all.shrink(theme.u(space::PAGE * 1.5));
    head_ui(ui, theme, pictures, page, frame);
    let width = invitation_width(ui, theme, frame).min(page.width() * 0.56);
    let mut words = page.with_max_x(page.left() + page.width() * 0.56);
    let foot = take_bottom(&mut words, theme.touch(touch::MAIN), theme.u(48.0));
    let white = theme.palette.on_scrim;
    words.min.y = words.bottom() - words_height(ui, theme, words.width(), frame, white);
    words_ui(ui, theme, words, frame, white);
    if let Some(coming) = &frame.coming {
        // On a panel that is nearly square the invitation leaves it less.
        let beside = page.width() - width - theme.u(space::L);
        let size = vec2(theme.u(640.0).min(beside), coming_height(theme, coming));
        let rect = Rect::from_min_size(page.max - size, size);
        coming_ui(ui, theme, rect, coming);
    }
    invitation_ui(ui, theme, foot.with_max_x(foot.left() + width), frame)
}

/// The picture above, whole in its own shape; words, next activity and invitation on paper below, low enough for all.
fn upright_ui(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    all: Rect,
    frame: &AttractFrame,
) -> bool {
    let palette = theme.palette;
    let edge = theme.u(space::PAGE);
    let mut page = all.shrink(edge);
    let invitation = take_bottom(&mut page, theme.touch(touch::MAIN), theme.u(space::L));
    if let Some(coming) = &frame.coming {
        let height = coming_height(theme, coming);
        let rect = take_bottom(&mut page, height, theme.u(space::PAGE));
        coming_ui(ui, theme, rect, coming);
    }
    let height = words_height(ui, theme, page.width(), frame, palette.ink);
    let words = take_bottom(&mut page, height, theme.u(space::PAGE * 0.75));
    words_ui(ui, theme, words, frame, palette.ink);
    backdrop_ui(ui, theme, pictures, all.with_max_y(page.bottom()), frame);
    head_ui(ui, theme, pictures, page, frame);
    invitation_ui(ui, theme, invitation, frame)
}

fn backdrop_ui(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    all: Rect,
    frame: &AttractFrame,
) {
    let before = frame.fade.iter().map(|(shot, shown)| (shot, 1.0 - shown));
    for (shot, opacity) in std::iter::once((&frame.shot, 1.0)).chain(before) {
        if let Some(texture) = pictures.picture(&shot.path, all.size()) {
            let uv = shot.part(cover_uv(texture.size, all.size()));
            let tint = Color32::WHITE.gamma_multiply(opacity);
            ui.painter().image(texture.id, all, uv, tint);
        } else if opacity >= 1.0 {
            ui.painter().rect_filled(all, 0.0, theme.palette.line);
        }
    }
    // Dark under the names, the clock and the date, which stand on whatever the picture has there.
    let head = theme.u(space::PAGE * 1.5) + theme.u(112.0) + theme.text_size(TextSize::Body) * 1.5;
    let words = all.with_max_y((all.min.y + head).min(all.max.y));
    let strength = HEAD_STRENGTH;
    let dark = theme.palette.scrim.gamma_multiply(strength);
    ui.painter().rect_filled(words, 0.0, dark);
    let below = Rect::from_min_size(words.left_bottom(), vec2(all.width(), theme.u(220.0)));
    head_scrim(ui, theme, below.intersect(all), strength);
}

/// The centre's names at the left, the clock and the date at the right.
fn head_ui(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    page: Rect,
    frame: &AttractFrame,
) {
    let white = theme.palette.on_scrim;
    let clock = TextStyle::bold(TextSize::Clock, white);
    let row = page.with_max_y(page.top() + theme.u(112.0));
    line(ui, theme, row, Align2::RIGHT_CENTER, &frame.clock, clock);
    let below = Rect::from_min_size(
        row.left_bottom(),
        vec2(page.width(), theme.text_size(TextSize::Body) * 1.5),
    );
    let date = TextStyle::regular(TextSize::Body, white);
    line(ui, theme, below, Align2::RIGHT_CENTER, &frame.date, date);
    // One language under the other: a name is never broken in its middle.
    let mut names = page.with_max_x(page.left() + page.width() * 0.6);
    if let Some((path, size)) = &frame.logo {
        let height = theme.u(LOGO);
        let at = take_left(&mut names, logo_width(height, *size), theme.u(space::M));
        logo(ui, theme, pictures, at.with_max_y(at.top() + height), path);
    }
    for (name, size) in frame.centre.iter().zip([TextSize::Card, TextSize::Second]) {
        let style = TextStyle::bold(size, white).rows(1);
        names.min.y = text(ui, theme, names, name, style).bottom();
    }
}

fn invitation_width(ui: &Ui, theme: &Theme, frame: &AttractFrame) -> f32 {
    button_width(ui, theme, &frame.invitation.join("   ")) + theme.u(64.0)
}

fn invitation_ui(ui: &mut Ui, theme: &Theme, rect: Rect, frame: &AttractFrame) -> bool {
    let label = frame.invitation.join("   ");
    button(ui, theme, rect, ButtonKind::Main, &label, "begin").clicked()
}

fn words_height(ui: &Ui, theme: &Theme, width: f32, frame: &AttractFrame, ink: Color32) -> f32 {
    word_lines(frame, ink)
        .iter()
        .map(|(words, style)| layout(ui, theme, words, *style, width).size().y)
        .sum()
}

fn word_lines(frame: &AttractFrame, ink: Color32) -> Vec<(&str, TextStyle)> {
    let title = TextStyle::bold(TextSize::Title, ink).rows(2);
    let subtitle = TextStyle::regular(TextSize::Body, ink).rows(2);
    let mut lines = vec![(frame.title.as_str(), title)];
    lines.extend(
        frame
            .subtitle
            .iter()
            .filter(|words| !words.is_empty())
            .map(|words| (words.as_str(), subtitle)),
    );
    lines
}

fn words_ui(ui: &mut Ui, theme: &Theme, mut area: Rect, frame: &AttractFrame, ink: Color32) {
    for (words, style) in word_lines(frame, ink) {
        area.min.y = text(ui, theme, area, words, style).bottom();
    }
}

impl Shot {
    /// The part of the picture that is seen, of what covers the screen when it stands still.
    fn part(&self, whole: Rect) -> Rect {
        let Some(moved) = self.moved else {
            return whole;
        };
        let moved = moved.clamp(0.0, 1.0);
        let (from, to) = (1.0, 1.0 - PAN_SHARE);
        // Closer, to the right, up, to the left: never the same twice in a row.
        let (scale, across, down) = match self.way % 4 {
            0 => (from + (to - from) * moved, 0.5, 0.5),
            1 => (to, moved, 0.5),
            2 => (to, 0.5, 1.0 - moved),
            _ => (to, 1.0 - moved, 0.5),
        };
        let size = whole.size() * scale;
        let spare = whole.size() - size;
        Rect::from_min_size(whole.min + vec2(spare.x * across, spare.y * down), size)
    }
}

fn coming_height(theme: &Theme, coming: &Coming) -> f32 {
    let others = coming.activities.len().saturating_sub(1) as f32;
    theme.u(space::L) * 2.0
        + theme.u(space::S)
        + theme.text_size(TextSize::Small) * 3.1
        + theme.text_size(TextSize::Card) * 1.35
        + others * other_height(theme)
        + if others > 0.0 { theme.u(space::S) } else { 0.0 }
}

fn other_height(theme: &Theme) -> f32 {
    theme.text_size(TextSize::Body) * 1.55
}

/// The next activity with its room and its places, and those after it by their time.
fn coming_ui(ui: &mut Ui, theme: &Theme, rect: Rect, coming: &Coming) {
    let Some(next) = coming.activities.first() else {
        return;
    };
    card(ui, theme, rect, false);
    let mut inside = rect.shrink(theme.u(space::L));
    for other in coming.activities.iter().skip(1).rev() {
        let row = take_bottom(&mut inside, other_height(theme), 0.0);
        let words = format!("{}  {}", other.time, other.title);
        let style = TextStyle::regular(TextSize::Body, theme.palette.ink);
        line(ui, theme, row, Align2::LEFT_CENTER, &words, style);
    }
    let palette = theme.palette;
    let day = TextStyle::bold(TextSize::Small, palette.lacquer).rows(1);
    let today = text(ui, theme, inside, &coming.day, day);
    let title_area = inside.with_min_y(today.bottom() + theme.u(4.0));
    let title = format!("{}  {}", next.time, next.title);
    let style = TextStyle::bold(TextSize::Card, palette.ink).rows(1);
    let title = text(ui, theme, title_area, &title, style);
    let (tone, words) = places_tag(theme, &next.places);
    let size = tag_size(ui, theme, &words);
    let at: Pos2 = pos2(inside.right() - size.x, title.bottom() + theme.u(8.0));
    tag(ui, theme, at, tone, &words);
    let room = Rect::from_min_max(
        pos2(inside.left(), at.y),
        pos2(at.x - theme.u(space::S), at.y + size.y),
    );
    let style = TextStyle::regular(TextSize::Second, palette.soft);
    line(ui, theme, room, Align2::LEFT_CENTER, &next.room, style);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_moves_within_what_it_covers_and_stands_where_it_may_not_move() {
        let whole = Rect::from_min_max(pos2(0.1, 0.0), pos2(0.9, 1.0));
        for way in 0..4 {
            let shot = |moved| Shot {
                path: String::new(),
                way,
                moved,
            };
            assert_eq!(shot(None).part(whole), whole);
            let parts = [0.0, 0.3, 1.0].map(|moved| shot(Some(moved)).part(whole));
            assert!(
                parts
                    .iter()
                    .all(|part| whole.expand(1e-4).contains_rect(*part))
            );
            assert!(parts[0] != parts[1] && parts[1] != parts[2], "{way}");
            // Its shape stays: nothing is stretched.
            let shape = |part: &Rect| part.width() / part.height();
            assert!(
                parts
                    .iter()
                    .all(|part| (shape(part) - shape(&whole)).abs() < 1e-3)
            );
        }
    }
}

//! Draws the attract screen: one picture, one title, the time, the next activity, and an invitation to touch.

use egui::{Align2, Color32, Pos2, Rect, Ui, Vec2, pos2, vec2};

use crate::kiosk::calendar::view::places_tag;
use crate::kiosk::theme::tokens::{TextSize, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, PictureSource, TextStyle, button, card, foot_scrim, layout, line, picture,
    pressable, side_scrim, tag, tag_size, text,
};
use crate::kiosk::theme::{Theme, Weight};
use crate::model::activity::Places;

/// What the attract screen shows now. Texts come in the centre's language, then in the second.
#[derive(Debug, Clone, PartialEq)]
pub struct AttractFrame {
    /// The centre's name in both languages.
    pub centre: [String; 2],
    /// Path of the picture.
    pub picture: String,
    /// The exhibit's title.
    pub title: String,
    /// Its line in both languages.
    pub subtitle: [String; 2],
    /// The picture this one comes from, and how far it has faded in (0 to 1).
    pub fade: Option<(String, f32)>,
    /// `09:41`.
    pub clock: String,
    /// The date with the traditional date.
    pub date: String,
    /// The next activity of today.
    pub next: Option<NextActivity>,
    /// "Touch to begin" in both languages.
    pub invitation: [String; 2],
}

/// The next activity of today.
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
    let touched = pressable(ui, all, &frame.invitation.join(" "), true, "attract").clicked();
    backdrop_ui(ui, theme, pictures, all, frame);
    let page = all.shrink(theme.u(96.0_f32.min(space::PAGE * 1.5)));
    let upright = Theme::upright(all);
    let white = theme.palette.on_scrim;

    let names = frame.centre.join(" · ");
    text(
        ui,
        theme,
        page.with_max_x(page.center().x),
        &names,
        TextStyle::bold(TextSize::Body, white).rows(2),
    );
    clock_ui(ui, theme, page, frame);

    // The words stand above the invitation, from the bottom up: in both shapes they keep the same foot.
    let invite = invitation_rect(ui, theme, page, frame);
    let mut words = page;
    words.max.y = invite.top() - theme.u(space::PAGE * 0.75);
    words.max.x = if upright {
        page.right()
    } else {
        page.left() + page.width() * 0.56
    };
    words_ui(ui, theme, words, frame);
    let pressed = button(
        ui,
        theme,
        invite,
        ButtonKind::Main,
        &frame.invitation.join("   "),
        "begin",
    )
    .clicked();
    if let Some(next) = &frame.next {
        let size = vec2(theme.u(640.0), theme.u(220.0));
        let foot = if upright {
            invite.top()
                - theme.u(space::PAGE)
                - words_height(ui, theme, words, frame)
                - theme.u(space::PAGE)
        } else {
            page.bottom()
        };
        let left = if upright {
            page.left()
        } else {
            page.right() - size.x
        };
        next_ui(
            ui,
            theme,
            Rect::from_min_size(pos2(left, foot - size.y), size),
            next,
        );
    }
    touched || pressed
}

fn backdrop_ui(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    all: Rect,
    frame: &AttractFrame,
) {
    picture(ui, theme, pictures, all, &frame.picture, "", 0.0);
    if let Some((before, shown)) = &frame.fade
        && let Some(texture) = pictures.picture(before, all.size())
    {
        let uv = crate::kiosk::theme::widgets::cover_uv(texture.size, all.size());
        ui.painter().image(
            texture.id,
            all,
            uv,
            Color32::WHITE.gamma_multiply(1.0 - shown),
        );
    }
    let (head, foot) = (all.height() * 0.34, all.height() * 0.62);
    let top = Rect::from_min_max(all.min, pos2(all.max.x, all.min.y + head));
    // A scrim for the names and the clock, turned upside down.
    crate::kiosk::theme::widgets::head_scrim(ui, theme, top, 0.94);
    foot_scrim(
        ui,
        theme,
        Rect::from_min_max(pos2(all.min.x, all.max.y - foot), all.max),
        0.86,
    );
    if !Theme::upright(all) {
        side_scrim(
            ui,
            theme,
            all.with_max_x(all.min.x + all.width() * 0.6),
            0.5,
        );
    }
}

fn clock_ui(ui: &mut Ui, theme: &Theme, page: Rect, frame: &AttractFrame) {
    let white = theme.palette.on_scrim;
    let row = Rect::from_min_size(page.min, vec2(page.width(), theme.u(112.0)));
    line(
        ui,
        theme,
        row,
        Align2::RIGHT_CENTER,
        &frame.clock,
        TextStyle::bold(TextSize::Clock, white),
    );
    let date = Rect::from_min_size(
        pos2(page.left(), row.bottom()),
        vec2(page.width(), theme.u(48.0)),
    );
    line(
        ui,
        theme,
        date,
        Align2::RIGHT_CENTER,
        &frame.date,
        TextStyle::regular(TextSize::Body, white),
    );
}

fn invitation_rect(ui: &Ui, theme: &Theme, page: Rect, frame: &AttractFrame) -> Rect {
    let style = TextStyle {
        size: TextSize::Card,
        weight: Weight::Bold,
        color: theme.palette.on_lacquer,
        rows_max: 1,
    };
    let width = layout(
        ui,
        theme,
        &frame.invitation.join("   "),
        style,
        f32::INFINITY,
    )
    .size()
    .x + theme.u(128.0);
    let size = Vec2::new(width.min(page.width()), theme.touch(touch::MAIN));
    Rect::from_min_size(pos2(page.left(), page.bottom() - size.y), size)
}

fn words_height(ui: &Ui, theme: &Theme, area: Rect, frame: &AttractFrame) -> f32 {
    word_lines(theme, frame)
        .iter()
        .map(|(words, style)| layout(ui, theme, words, *style, area.width()).size().y)
        .sum()
}

fn word_lines(theme: &Theme, frame: &AttractFrame) -> Vec<(String, TextStyle)> {
    let white = theme.palette.on_scrim;
    let mut lines = vec![(
        frame.title.clone(),
        TextStyle::bold(TextSize::Title, white).rows(2),
    )];
    lines.extend(
        frame
            .subtitle
            .iter()
            .filter(|words| !words.is_empty())
            .map(|words| {
                (
                    words.clone(),
                    TextStyle::regular(TextSize::Body, white).rows(2),
                )
            }),
    );
    lines
}

fn words_ui(ui: &mut Ui, theme: &Theme, area: Rect, frame: &AttractFrame) {
    let mut top = area.bottom() - words_height(ui, theme, area, frame);
    for (words, style) in word_lines(theme, frame) {
        let rect = text(
            ui,
            theme,
            Rect::from_min_max(pos2(area.left(), top), area.max),
            &words,
            style,
        );
        top = rect.bottom();
    }
}

fn next_ui(ui: &mut Ui, theme: &Theme, rect: Rect, next: &NextActivity) {
    card(ui, theme, rect, false);
    let inside = rect.shrink(theme.u(space::L));
    let palette = theme.palette;
    let today = text(
        ui,
        theme,
        inside,
        &theme.text("today"),
        TextStyle::bold(TextSize::Small, palette.lacquer).rows(1),
    );
    let title_area = inside.with_min_y(today.bottom() + theme.u(4.0));
    let title = format!("{}  {}", next.time, next.title);
    let title = text(
        ui,
        theme,
        title_area,
        &title,
        TextStyle::bold(TextSize::Card, palette.ink).rows(1),
    );
    let (tone, words) = places_tag(theme, &next.places);
    let size = tag_size(ui, theme, &words);
    let at: Pos2 = pos2(inside.right() - size.x, title.bottom() + theme.u(8.0));
    tag(ui, theme, at, tone, &words);
    let room = Rect::from_min_max(
        pos2(inside.left(), at.y),
        pos2(at.x - theme.u(space::S), at.y + size.y),
    );
    line(
        ui,
        theme,
        room,
        Align2::LEFT_CENTER,
        &next.room,
        TextStyle::regular(TextSize::Second, palette.soft),
    );
}

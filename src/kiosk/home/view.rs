//! Draws the home screen: a mosaic of exhibits, what is on today, and the two things to do.

use egui::{Align2, Rect, Ui, pos2, vec2};
use uuid::Uuid;

use super::mosaic::mosaic;
use crate::api::kiosk::CalendarEntry;
use crate::kiosk::calendar::view::{places_tag, time_range};
use crate::kiosk::dates;
use crate::kiosk::shell::ShellAction;
use crate::kiosk::shell::view::{comforts_ui, comforts_width};
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::scroll::Scroll;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, PictureSource, TextStyle, button, card, focus_ring, gradient, layout, line, logo,
    logo_width, picture, picture_rounded, pressable, radius, stroke, tag, tag_size, take_bottom,
    take_left, take_right, take_top, text,
};
use crate::model::exhibit::Exhibit;

/// A stage lower than this has room for little, in `u`.
const LOW_STAGE: f32 = 900.0;
/// A tile's picture is no lower than this, in `u`: less is a slit.
const TILE_PICTURE_LEAST: f32 = 130.0;
/// Tiles are arranged so often at most. Each time but the first their columns have become narrower, which ends after two.
const MEASURED_MAX: usize = 4;

/// Height of the pack's logo, in `u`.
const LOGO: f32 = 116.0;

/// What the home screen shows.
pub struct HomeFrame<'a> {
    /// "Good morning, welcome", and what is said where that is too long.
    pub greeting: [String; 2],
    /// What stands below it, the longest first: the first that fits is shown.
    pub sublines: Vec<String>,
    /// The pack's logo and its size in pixels.
    pub logo: Option<(String, egui::Vec2)>,
    /// In the pack's order.
    pub exhibits: &'a [Exhibit],
    /// What is still to come today, by start.
    pub today: Vec<&'a CalendarEntry>,
    /// What the days after today bring, by start.
    pub later: Vec<&'a CalendarEntry>,
    /// Times are shown in this zone.
    pub time_zone: chrono_tz::Tz,
}

/// What a visitor wants on the home screen.
#[derive(Debug, Clone, PartialEq)]
pub enum HomeAction {
    /// A choice in the shell.
    Shell(ShellAction),
    /// This exhibit.
    Exhibit(String),
    /// The calendar, at this activity if one was touched.
    Calendar(Option<Uuid>),
    /// Check-in.
    CheckIn,
}

/// Draws the screen on `stage`.
pub fn home_ui(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    stage: Rect,
    frame: &HomeFrame,
) -> Option<HomeAction> {
    let mut area = stage;
    let foot = take_bottom(
        &mut area,
        theme.touch(touch::MAIN) + theme.u(space::M) * 2.0,
        0.0,
    );
    let mut wanted = None;
    area = area.shrink2(vec2(theme.u(space::PAGE), theme.u(space::L)));
    // Where reach mode leaves little room, the greeting and today give way to what can be touched.
    let low = stage.height() < theme.u(LOW_STAGE);
    let comforts = if low {
        let row = take_top(&mut area, theme.touch(touch::CONTROL), theme.u(space::M));
        comforts_ui(ui, theme, row)
    } else {
        top_ui(ui, theme, pictures, &mut area, frame)
    };
    if let Some(action) = comforts {
        wanted = Some(HomeAction::Shell(action));
    }
    if Theme::upright(area) {
        let height = today_chrome(theme) + today_row_height(theme, 1);
        let today = take_top(&mut area, height, theme.u(space::M));
        wanted = today_ui(ui, theme, today, frame, 1).or(wanted);
    } else if area.width() > theme.u(1300.0) && !low {
        let today = take_right(&mut area, theme.u(470.0), theme.u(space::M));
        wanted = today_ui(ui, theme, today, frame, 2).or(wanted);
    }
    mosaic_ui(ui, theme, pictures, area, frame.exhibits)
        .map(HomeAction::Exhibit)
        .or(foot_ui(ui, theme, foot))
        .or(wanted)
}

fn top_ui(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    area: &mut Rect,
    frame: &HomeFrame,
) -> Option<ShellAction> {
    let height = theme.touch(touch::CONTROL);
    let mut row = take_top(area, height.max(theme.u(124.0)), theme.u(space::M));
    let wide = comforts_width(ui, theme);
    let comforts = if row.width() > wide + theme.u(640.0) {
        take_right(&mut row, wide, theme.u(space::M))
    } else {
        take_top(area, height, theme.u(space::M))
    };
    if let Some((path, size)) = &frame.logo {
        let height = theme.u(LOGO);
        let at = take_left(&mut row, logo_width(height, *size), theme.u(space::M));
        logo(ui, theme, pictures, at.with_max_y(at.top() + height), path);
    }
    // A little higher than its row: the tails of its letters keep clear of the words below.
    let lift = vec2(0.0, theme.u(6.0));
    let name = Rect::from_min_size(row.min - lift, vec2(row.width(), theme.u(78.0)));
    let style = TextStyle::bold(TextSize::Page, theme.palette.ink);
    let [long, short] = &frame.greeting;
    let fits = layout(ui, theme, long, style, f32::INFINITY).size().x <= name.width();
    let greeting = if fits { long } else { short };
    line(ui, theme, name, Align2::LEFT_CENTER, greeting, style);
    let below = Rect::from_min_max(pos2(row.left(), name.bottom()), row.max);
    let style = TextStyle::regular(TextSize::Second, theme.palette.soft);
    let subline = subline(ui, theme, frame, style, below.width());
    line(ui, theme, below, Align2::LEFT_BOTTOM, subline, style);
    let comforts = Rect::from_min_size(comforts.min, vec2(comforts.width(), height));
    comforts_ui(ui, theme, comforts)
}

/// The first that fits whole; where none does, the shortest.
fn subline<'a>(
    ui: &Ui,
    theme: &Theme,
    frame: &'a HomeFrame,
    style: TextStyle,
    width: f32,
) -> &'a str {
    let fits = |words: &&String| layout(ui, theme, words, style, f32::INFINITY).size().x <= width;
    let lines = &frame.sublines;
    let fitting = lines.iter().find(fits).or(lines.last());
    fitting.map_or("", String::as_str)
}

/// One large tile, the others in columns beside or below it; scrolls when there are many.
fn mosaic_ui(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    area: Rect,
    exhibits: &[Exhibit],
) -> Option<String> {
    if exhibits.is_empty() {
        let style = TextStyle::regular(TextSize::Body, theme.palette.soft);
        line(
            ui,
            theme,
            area,
            Align2::CENTER_CENTER,
            &theme.text("home-no-exhibits"),
            style,
        );
        return None;
    }
    let (tiles, height, captions) = settled(ui, theme, area, exhibits);
    let mut opened = None;
    let mut draw = |ui: &mut Ui, offset: egui::Vec2| {
        // The keyboard goes on to tiles that are not seen yet.
        let by_keyboard = ui.memory(|memory| memory.focused().is_some());
        for ((exhibit, tile), caption) in exhibits.iter().zip(&tiles).zip(&captions) {
            let tile = tile.translate(offset);
            let drawn = by_keyboard || ui.is_rect_visible(tile);
            if drawn && tile_ui(ui, theme, pictures, tile, exhibit, *caption) {
                opened = Some(exhibit.id.clone());
            }
        }
    };
    if height <= area.height() + 1.0 {
        draw(ui, vec2(0.0, 0.0));
    } else {
        // Down to the foot: what is cut off there says that there is more.
        let seen = area.with_max_y(area.max.y + theme.u(space::L));
        // The shadow of a tile needs a little room at the sides of the clip.
        let seen = seen.expand2(vec2(theme.u(8.0), 0.0));
        Scroll::new(theme, seen).bare().show(ui, "mosaic", |ui, _| {
            let top = ui.min_rect().top();
            ui.allocate_space(vec2(seen.width(), height + theme.u(space::L)));
            draw(ui, vec2(0.0, top - area.top()));
        });
    }
    opened
}

/// The tiles, the height they take, and the height of the words under each. In narrower columns words take more lines:
/// what a tile needs is measured again until it has it.
fn settled(ui: &Ui, theme: &Theme, area: Rect, exhibits: &[Exhibit]) -> (Vec<Rect>, f32, Vec<f32>) {
    let gap = theme.u(space::M);
    let mut least = 0.0_f32;
    let mut measured = 0;
    loop {
        let (tiles, height) = mosaic(area, exhibits.len(), gap, least);
        let captions = captions(ui, theme, &tiles, exhibits);
        let highest = captions.iter().copied().fold(0.0, f32::max);
        let needed = highest + theme.u(TILE_PICTURE_LEAST);
        measured += 1;
        if needed <= least || measured == MEASURED_MAX {
            return (tiles, height, captions);
        }
        least = needed;
    }
}

/// A large tile is a poster with its words on the picture; a small one has them on paper below it.
fn tile_ui(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    tile: Rect,
    exhibit: &Exhibit,
    caption: f32,
) -> bool {
    let title = exhibit.title.in_language(theme.language());
    let response = pressable(ui, tile, title, true, &exhibit.id);
    let drawn = if response.is_pointer_button_down_on() {
        tile.shrink(theme.u(6.0))
    } else {
        tile
    };
    if is_poster(theme, &tile) {
        poster_ui(ui, theme, pictures, drawn, exhibit);
    } else {
        captioned_ui(ui, theme, pictures, drawn, exhibit, caption);
    }
    focus_ring(ui, theme, &response, drawn, corner::CARD);
    response.clicked()
}

fn poster_ui(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    rect: Rect,
    exhibit: &Exhibit,
) {
    let white = theme.palette.on_scrim;
    let language = theme.language();
    let room = rect.shrink2(vec2(theme.u(space::L), theme.u(space::M)));
    let lines: Vec<(&str, TextStyle)> = [
        (
            exhibit.title.in_language(language),
            TextStyle::bold(TextSize::Heading, white).rows(2),
        ),
        (
            exhibit.subtitle.in_language(language),
            TextStyle::regular(TextSize::Body, white).rows(2),
        ),
    ]
    .into_iter()
    .filter(|(words, _)| !words.is_empty())
    .collect();
    let height: f32 = lines
        .iter()
        .map(|(words, style)| layout(ui, theme, words, *style, room.width()).size().y)
        .sum();
    picture(ui, theme, pictures, rect, &exhibit.cover, "", corner::CARD);
    let scrim_top = room.bottom() - height - theme.u(space::S);
    words_ground(ui, theme, rect, scrim_top.max(rect.top()));
    let mut rest = room.with_min_y(room.bottom() - height);
    for (words, style) in lines {
        rest.min.y = text(ui, theme, rest, words, style).bottom();
    }
}

fn captioned_ui(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    rect: Rect,
    exhibit: &Exhibit,
    caption: f32,
) {
    card(ui, theme, rect, false);
    let outline = theme.u(theme.palette.outline_u).max(1.0);
    let mut inside = rect.shrink(outline);
    let shown_height = (inside.height() - caption).max(inside.height() * 0.3);
    let shown = take_top(&mut inside, shown_height, 0.0);
    let round = radius(theme, corner::CARD);
    let corners = egui::CornerRadius {
        sw: 0,
        se: 0,
        ..round
    };
    picture_rounded(ui, theme, pictures, shown, &exhibit.cover, "", corners);
    let room = inside.shrink2(vec2(theme.u(24.0), 0.0));
    let title = exhibit.title.in_language(theme.language());
    let style = caption_style(theme);
    let size = layout(ui, theme, title, style, room.width()).size();
    let at = Align2::LEFT_CENTER.align_size_within_rect(size, room);
    text(ui, theme, at.with_max_x(room.right()), title, style);
}

fn caption_style(theme: &Theme) -> TextStyle {
    TextStyle::bold(TextSize::Body, theme.palette.ink).rows(3)
}

/// Height of the words under each tile: the same for neighbours in a row, so that their pictures end on one line. A tile
/// that is a poster has its words on the picture.
fn captions(ui: &Ui, theme: &Theme, tiles: &[Rect], exhibits: &[Exhibit]) -> Vec<f32> {
    let edges = theme.u(24.0) * 2.0 + theme.u(theme.palette.outline_u).max(1.0) * 2.0;
    let natural: Vec<f32> = exhibits
        .iter()
        .zip(tiles)
        .map(|(exhibit, tile)| {
            let title = exhibit.title.in_language(theme.language());
            let words = layout(ui, theme, title, caption_style(theme), tile.width() - edges);
            words.size().y + theme.u(space::S) * 2.0
        })
        .collect();
    let in_row = |row: &Rect| {
        tiles
            .iter()
            .zip(&natural)
            .filter(|(tile, _)| tile.top() == row.top() && !is_poster(theme, tile))
            .map(|(_, height)| *height)
            .fold(0.0, f32::max)
    };
    tiles.iter().map(in_row).collect()
}

/// Large enough for words on the picture.
fn is_poster(theme: &Theme, tile: &Rect) -> bool {
    tile.height() > theme.u(340.0) && tile.width() > theme.u(420.0)
}

/// What makes words on a picture readable: dark from `top` down, and a soft edge above it.
fn words_ground(ui: &Ui, theme: &Theme, picture: Rect, top: f32) {
    let strength = if theme.comfort.high_contrast {
        1.0
    } else {
        0.78
    };
    let edge = picture
        .with_max_y(top)
        .with_min_y((top - theme.u(90.0)).max(picture.top()));
    let clear = theme.palette.scrim.gamma_multiply(0.0);
    let dark = theme.palette.scrim.gamma_multiply(strength);
    gradient(ui, edge, [clear, clear, dark, dark]);
    let corners = egui::CornerRadius {
        nw: 0,
        ne: 0,
        ..radius(theme, corner::CARD)
    };
    ui.painter()
        .rect_filled(picture.with_min_y(top), corners, dark);
}

/// What the card needs beside its rows: edges and heading.
fn today_chrome(theme: &Theme) -> f32 {
    theme.u(space::L) * 2.0 + today_heading(theme) + theme.u(space::S)
}

fn today_heading(theme: &Theme) -> f32 {
    theme.text_size(TextSize::Card) * 1.35
}

/// A row with a title of so many lines.
fn today_row_height(theme: &Theme, title_rows: usize) -> f32 {
    theme.text_size(TextSize::Small) * 1.5
        + title_rows as f32 * theme.text_size(TextSize::Body) * 1.5
        + theme.u(40.0)
}

fn today_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    frame: &HomeFrame,
    title_rows: usize,
) -> Option<HomeAction> {
    card(ui, theme, area, false);
    let mut inside = area.shrink(theme.u(space::L));
    let palette = theme.palette;
    let heading = take_top(&mut inside, today_heading(theme), theme.u(space::S));
    line(
        ui,
        theme,
        heading,
        Align2::LEFT_CENTER,
        &theme.text("today"),
        TextStyle::bold(TextSize::Card, palette.ink),
    );
    let count = theme.text_with("today-count", [("count", frame.today.len().into())]);
    line(
        ui,
        theme,
        heading,
        Align2::RIGHT_CENTER,
        &count,
        TextStyle::regular(TextSize::Second, palette.soft),
    );
    if frame.today.is_empty() {
        let words = theme.text("today-empty");
        let style = TextStyle::regular(TextSize::Body, palette.soft);
        let written = text(ui, theme, inside, &words, style);
        inside.min.y = written.bottom() + theme.u(space::S);
    }
    let mut wanted = None;
    let mut above = None;
    for entry in frame.today.iter().chain(&frame.later) {
        let day = entry.starts_at.with_timezone(&frame.time_zone).date_naive();
        let later = frame
            .today
            .iter()
            .all(|today| today.occurrence != entry.occurrence);
        let heading = if later && above != Some(day) {
            today_heading(theme) + theme.u(space::S)
        } else {
            0.0
        };
        let title = entry.title.in_language(theme.language());
        let style = TextStyle::bold(TextSize::Body, palette.ink).rows(title_rows);
        let rows = layout(ui, theme, title, style, inside.width()).rows.len();
        let height = today_row_height(theme, rows);
        if inside.height() + 1.0 < heading + height {
            break;
        }
        if heading > 0.0 {
            let row = take_top(&mut inside, heading, 0.0);
            let style = TextStyle::bold(TextSize::Body, palette.ink);
            let words = dates::long_date(theme, day);
            line(ui, theme, row, Align2::LEFT_CENTER, &words, style);
            above = Some(day);
        }
        let row = take_top(&mut inside, height, 0.0);
        if today_row_ui(ui, theme, row, entry, frame.time_zone, title_rows) {
            wanted = Some(HomeAction::Calendar(Some(entry.occurrence)));
        }
    }
    wanted
}

fn today_row_ui(
    ui: &mut Ui,
    theme: &Theme,
    row: Rect,
    entry: &CalendarEntry,
    zone: chrono_tz::Tz,
    title_rows: usize,
) -> bool {
    let palette = theme.palette;
    let title = entry.title.in_language(theme.language());
    let response = pressable(ui, row, title, true, entry.occurrence);
    ui.painter()
        .hline(row.x_range(), row.top(), stroke(theme, palette.line));
    let mut inside = row.shrink2(vec2(0.0, theme.u(12.0)));
    let (tone, words) = places_tag(theme, &entry.places);
    let size = tag_size(ui, theme, &words);
    let first = take_top(&mut inside, size.y, theme.u(4.0));
    let time = time_range(entry, zone);
    line(
        ui,
        theme,
        first,
        Align2::LEFT_CENTER,
        &time,
        TextStyle::regular(TextSize::Second, palette.soft),
    );
    tag(
        ui,
        theme,
        pos2(first.right() - size.x, first.top()),
        tone,
        &words,
    );
    text(
        ui,
        theme,
        inside,
        title,
        TextStyle::bold(TextSize::Body, palette.ink).rows(title_rows),
    );
    focus_ring(ui, theme, &response, row, corner::TAG);
    response.clicked()
}

fn foot_ui(ui: &mut Ui, theme: &Theme, foot: Rect) -> Option<HomeAction> {
    ui.painter().rect_filled(foot, 0.0, theme.palette.card);
    ui.painter().hline(
        foot.x_range(),
        foot.top(),
        stroke(theme, theme.palette.line),
    );
    let mut inside = foot.shrink2(vec2(theme.u(space::PAGE), theme.u(space::M)));
    let mut wanted = None;
    let main_width = inside.width() * 0.58;
    let main = take_right(&mut inside, main_width, theme.u(space::M));
    if button(
        ui,
        theme,
        inside,
        ButtonKind::Plain,
        &theme.text("calendar"),
        "calendar",
    )
    .clicked()
    {
        wanted = Some(HomeAction::Calendar(None));
    }
    if button(
        ui,
        theme,
        main,
        ButtonKind::Main,
        &theme.text("check-in-here"),
        "check-in",
    )
    .clicked()
    {
        wanted = Some(HomeAction::CheckIn);
    }
    wanted
}

//! Draws the home screen: a mosaic of exhibits, what is on today, and the two things to do.

use egui::{Align2, Rect, Ui, pos2, vec2};
use uuid::Uuid;

use crate::api::kiosk::CalendarEntry;
use crate::kiosk::calendar::view::{places_tag, time_range};
use crate::kiosk::shell::ShellAction;
use crate::kiosk::shell::view::{comforts_ui, comforts_width};
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, PictureSource, TextStyle, button, card, columns, focus_ring, foot_scrim, layout,
    line, picture, pressable, tag, tag_size, take_bottom, take_right, take_top, text,
};
use crate::model::exhibit::Exhibit;

/// What the home screen shows.
pub struct HomeFrame<'a> {
    /// "Good morning, welcome".
    pub greeting: String,
    /// Centre, date, traditional date.
    pub subline: String,
    /// In the pack's order.
    pub exhibits: &'a [Exhibit],
    /// What is still to come today, by start.
    pub today: Vec<&'a CalendarEntry>,
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
    let mut wanted = foot_ui(ui, theme, foot);
    area = area.shrink2(vec2(theme.u(space::PAGE), theme.u(space::L)));
    if let Some(action) = top_ui(ui, theme, &mut area, frame) {
        wanted = Some(HomeAction::Shell(action));
    }
    let upright = Theme::upright(area);
    if upright {
        let height = today_height(theme, frame.today.len().min(2));
        let today = take_top(&mut area, height, theme.u(space::M));
        wanted = today_ui(ui, theme, today, frame, 2).or(wanted);
    } else if area.width() > theme.u(1300.0) {
        let today = take_right(&mut area, theme.u(470.0), theme.u(space::M));
        let rows = ((today.height() - theme.u(130.0)) / theme.u(170.0))
            .floor()
            .max(1.0) as usize;
        wanted = today_ui(ui, theme, today, frame, rows).or(wanted);
    }
    mosaic_ui(ui, theme, pictures, area, frame.exhibits)
        .map(HomeAction::Exhibit)
        .or(wanted)
}

fn top_ui(ui: &mut Ui, theme: &Theme, area: &mut Rect, frame: &HomeFrame) -> Option<ShellAction> {
    let height = theme.touch(touch::CONTROL);
    let mut row = take_top(area, height.max(theme.u(124.0)), theme.u(space::M));
    let wide = comforts_width(ui, theme);
    let comforts = if row.width() > wide + theme.u(640.0) {
        take_right(&mut row, wide, theme.u(space::M))
    } else {
        take_top(area, height, theme.u(space::M))
    };
    let name = Rect::from_min_size(row.min, vec2(row.width(), theme.u(78.0)));
    line(
        ui,
        theme,
        name,
        Align2::LEFT_CENTER,
        &frame.greeting,
        TextStyle::bold(TextSize::Page, theme.palette.ink),
    );
    let below = Rect::from_min_max(pos2(row.left(), name.bottom()), row.max);
    let style = TextStyle::regular(TextSize::Second, theme.palette.soft);
    line(ui, theme, below, Align2::LEFT_TOP, &frame.subline, style);
    let comforts = Rect::from_min_size(comforts.min, vec2(comforts.width(), height));
    comforts_ui(ui, theme, comforts)
}

/// One large tile, the others in two columns beside or below it; scrolls when there are many.
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
    let least = theme.u(200.0);
    let (tiles, height) = mosaic(area, exhibits.len(), theme.u(space::M), least);
    let mut opened = None;
    let mut draw = |ui: &mut Ui, offset: egui::Vec2| {
        for (exhibit, tile) in exhibits.iter().zip(&tiles) {
            let tile = tile.translate(offset);
            if ui.is_rect_visible(tile) && tile_ui(ui, theme, pictures, tile, exhibit) {
                opened = Some(exhibit.id.clone());
            }
        }
    };
    if height <= area.height() + 1.0 {
        draw(ui, vec2(0.0, 0.0));
    } else {
        let mut inner = ui.new_child(egui::UiBuilder::new().max_rect(area));
        egui::ScrollArea::vertical()
            .id_salt("mosaic")
            .auto_shrink(false)
            .show(&mut inner, |ui| {
                let top = ui.min_rect().min;
                ui.allocate_space(vec2(area.width(), height));
                draw(ui, top - area.min);
            });
    }
    opened
}

/// Rectangles of `count` tiles in `area`, and the height they take.
fn mosaic(area: Rect, count: usize, gap: f32, least: f32) -> (Vec<Rect>, f32) {
    let rest = count - 1;
    if rest == 0 {
        return (vec![area], area.height());
    }
    let mut tiles = Vec::with_capacity(count);
    if Theme::upright(area) {
        // The large tile over two columns.
        let rows = rest.div_ceil(2) as f32;
        let big = (area.height() - gap) * if rest <= 2 { 0.6 } else { 0.42 };
        let row = ((area.height() - big - gap * rows) / rows).max(least);
        tiles.push(Rect::from_min_size(area.min, vec2(area.width(), big)));
        let below = Rect::from_min_size(
            pos2(area.left(), area.top() + big + gap),
            vec2(area.width(), row),
        );
        push_rows(&mut tiles, below, rest, gap, 2);
        return (tiles, big + (row + gap) * rows);
    }
    let columns_beside = if rest <= 2 { 1 } else { 2 };
    let rows = rest.div_ceil(columns_beside) as f32;
    let row = ((area.height() - gap * (rows - 1.0)) / rows).max(least);
    let height = row * rows + gap * (rows - 1.0);
    let share = if columns_beside == 1 { 0.64 } else { 0.46 };
    let big = vec2((area.width() - gap) * share, area.height());
    tiles.push(Rect::from_min_size(area.min, big));
    let beside = Rect::from_min_max(
        pos2(area.left() + big.x + gap, area.top()),
        pos2(area.right(), area.top() + row),
    );
    push_rows(&mut tiles, beside, rest, gap, columns_beside);
    (tiles, height)
}

fn push_rows(tiles: &mut Vec<Rect>, first_row: Rect, count: usize, gap: f32, per_row: usize) {
    for start in (0..count).step_by(per_row) {
        let row = first_row.translate(vec2(
            0.0,
            (start / per_row) as f32 * (first_row.height() + gap),
        ));
        // A last row that is not full stretches, so that the mosaic has no hole.
        tiles.extend(columns(row, per_row.min(count - start), gap));
    }
}

fn tile_ui(
    ui: &mut Ui,
    theme: &Theme,
    pictures: &dyn PictureSource,
    tile: Rect,
    exhibit: &Exhibit,
) -> bool {
    let title = exhibit.title.in_language(theme.language());
    let response = pressable(ui, tile, title, true, &exhibit.id);
    let pressed = response.is_pointer_button_down_on();
    let drawn = if pressed {
        tile.shrink(theme.u(6.0))
    } else {
        tile
    };
    picture(ui, theme, pictures, drawn, &exhibit.cover, "", corner::CARD);
    let big = tile.height() > theme.u(420.0);
    let foot_height = (theme.u(if big { 260.0 } else { 190.0 })).min(drawn.height());
    let mut foot = Rect::from_min_max(pos2(drawn.left(), drawn.bottom() - foot_height), drawn.max);
    rounded_foot(ui, theme, foot);
    foot = foot.shrink2(vec2(theme.u(space::L), theme.u(24.0)));
    let white = theme.palette.on_scrim;
    let subtitle = exhibit.subtitle.in_language(theme.language());
    let mut bottom = foot;
    if !subtitle.is_empty() {
        let line_rect = take_bottom(&mut bottom, theme.text_size(TextSize::Second) * 1.4, 0.0);
        line(
            ui,
            theme,
            line_rect,
            Align2::LEFT_BOTTOM,
            subtitle,
            TextStyle::regular(TextSize::Second, white),
        );
    }
    let size = if big {
        TextSize::Heading
    } else {
        TextSize::Card
    };
    // From the bottom up: a long title takes two rows and leaves the line below where it is.
    let style = TextStyle::bold(size, white).rows(2);
    let mut top = bottom;
    top.min.y = bottom.bottom() - layout(ui, theme, title, style, bottom.width()).size().y;
    text(ui, theme, top, title, style);
    focus_ring(ui, theme, &response, drawn, corner::CARD);
    response.clicked()
}

/// The scrim under a tile's words; its square corners hide under the card's round ones.
fn rounded_foot(ui: &Ui, theme: &Theme, foot: Rect) {
    let radius = theme.u(corner::CARD);
    let strength = if theme.comfort.high_contrast {
        1.0
    } else {
        0.9
    };
    foot_scrim(ui, theme, foot.with_max_y(foot.max.y - radius), strength);
    let base = Rect::from_min_max(pos2(foot.left(), foot.bottom() - radius), foot.max);
    let corners = egui::CornerRadius {
        nw: 0,
        ne: 0,
        sw: radius as u8,
        se: radius as u8,
    };
    ui.painter()
        .rect_filled(base, corners, theme.palette.scrim.gamma_multiply(strength));
}

fn today_height(theme: &Theme, rows: usize) -> f32 {
    theme.u(150.0) + rows.max(1) as f32 * theme.u(120.0)
}

fn today_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    frame: &HomeFrame,
    rows: usize,
) -> Option<HomeAction> {
    card(ui, theme, area, false);
    let mut inside = area.shrink(theme.u(space::L));
    let palette = theme.palette;
    let heading = take_top(&mut inside, theme.u(52.0), theme.u(space::S));
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
        text(
            ui,
            theme,
            inside,
            &theme.text("today-empty"),
            TextStyle::regular(TextSize::Body, palette.soft),
        );
        return None;
    }
    let shown = rows.min(frame.today.len());
    let gap = theme.u(space::XS);
    let height = ((inside.height() - gap * shown as f32) / shown as f32).min(theme.u(176.0));
    let mut wanted = None;
    for entry in &frame.today[..shown] {
        let row = take_top(&mut inside, height, gap);
        if today_row_ui(ui, theme, row, entry, frame.time_zone) {
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
) -> bool {
    let palette = theme.palette;
    let title = entry.title.in_language(theme.language());
    let response = pressable(ui, row, title, true, entry.occurrence);
    ui.painter().hline(
        row.x_range(),
        row.top(),
        crate::kiosk::theme::widgets::stroke(theme, palette.line),
    );
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
        TextStyle::bold(TextSize::Body, palette.ink).rows(if inside.height() > theme.u(90.0) {
            2
        } else {
            1
        }),
    );
    focus_ring(ui, theme, &response, row, corner::TAG);
    response.clicked()
}

fn foot_ui(ui: &mut Ui, theme: &Theme, foot: Rect) -> Option<HomeAction> {
    ui.painter().rect_filled(foot, 0.0, theme.palette.card);
    ui.painter().hline(
        foot.x_range(),
        foot.top(),
        crate::kiosk::theme::widgets::stroke(theme, theme.palette.line),
    );
    let mut inside = foot.shrink2(vec2(theme.u(space::PAGE), theme.u(space::M)));
    let mut wanted = None;
    let main = {
        let size = inside.width() * 0.58;
        take_right(&mut inside, size, theme.u(space::M))
    };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mosaic_fills_its_area_without_holes_or_overlaps() {
        let wide = Rect::from_min_size(pos2(0.0, 0.0), vec2(1200.0, 700.0));
        let tall = Rect::from_min_size(pos2(0.0, 0.0), vec2(950.0, 1100.0));
        for area in [wide, tall] {
            for count in 1..=7 {
                let (tiles, height) = mosaic(area, count, 28.0, 100.0);
                assert_eq!(tiles.len(), count);
                assert!(
                    (height - area.height()).abs() < 1.0,
                    "{count} tiles are {height} high"
                );
                for (i, a) in tiles.iter().enumerate() {
                    assert!(area.expand(0.5).contains_rect(*a));
                    assert!(
                        tiles[i + 1..].iter().all(|b| !a.shrink(1.0).intersects(*b)),
                        "{count} tiles overlap"
                    );
                }
            }
        }
    }

    #[test]
    fn many_tiles_keep_their_least_height() {
        let area = Rect::from_min_size(pos2(0.0, 0.0), vec2(1200.0, 700.0));
        let (tiles, height) = mosaic(area, 20, 28.0, 200.0);
        assert!(height > area.height());
        assert!(tiles.iter().all(|tile| tile.height() >= 200.0));
    }
}

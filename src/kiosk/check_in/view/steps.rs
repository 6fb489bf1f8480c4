//! Draws what is asked between typing and the answer: which name, which surname, who came, where to go in.

use chrono::{DateTime, Utc};
use egui::{Align2, Rect, Ui, pos2, vec2};

use super::{CheckInAction, CheckInWay, OpenDoor};
use crate::api::kiosk::WALK_IN_PEOPLE_MAX;
use crate::kiosk::dates;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::scroll::Scroll;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, button, button_sized, card, columns, line, pressable, radius, ring,
    stroke, take_bottom, take_top, text,
};
use crate::model::check_in::CheckInEntry;

/// Which of these masked names is it?
pub(super) fn names_ui(
    ui: &mut Ui,
    theme: &Theme,
    mut area: Rect,
    names: &[String],
) -> Option<CheckInAction> {
    let back = foot_ui(ui, theme, &mut area);
    head_ui(
        ui,
        theme,
        &mut area,
        "check-in-names",
        "check-in-names-more",
    );
    let labels: Vec<_> = names
        .iter()
        .map(|name| (name.clone(), said(theme, name)))
        .collect();
    tiles_ui(ui, theme, area, &labels)
        .map(CheckInAction::Name)
        .or(back)
}

/// What does the surname begin with?
pub(super) fn surnames_ui(
    ui: &mut Ui,
    theme: &Theme,
    mut area: Rect,
    name: &str,
    surnames: &[String],
) -> Option<CheckInAction> {
    let back = foot_ui(ui, theme, &mut area);
    let heading = theme.text_with("check-in-surnames", [("name", name.to_owned().into())]);
    words_ui(
        ui,
        theme,
        &mut area,
        &heading,
        &theme.text("check-in-surnames-more"),
    );
    let labels: Vec<_> = surnames
        .iter()
        .map(|sign| (sign.clone(), sign.clone()))
        .collect();
    tiles_ui(ui, theme, area, &labels)
        .map(CheckInAction::Surname)
        .or(back)
}

/// Which of them came?
pub(super) fn who_ui(
    ui: &mut Ui,
    theme: &Theme,
    mut area: Rect,
    people: &[(CheckInEntry, bool)],
) -> Option<CheckInAction> {
    let count = people.iter().filter(|(_, came)| *came).count();
    let mut foot = take_bottom(&mut area, theme.touch(touch::MAIN), theme.u(space::M));
    let start = foot.split_left_right_at_fraction(0.3);
    foot = start.1.with_min_x(start.1.left() + theme.u(space::M));
    let mut wanted = None;
    if button(
        ui,
        theme,
        start.0,
        ButtonKind::Plain,
        &theme.text("check-in-start-over"),
        "over",
    )
    .clicked()
    {
        wanted = Some(CheckInAction::Way(CheckInWay::Code));
    }
    head_ui(ui, theme, &mut area, "check-in-who", "check-in-who-more");
    let names: Vec<_> = people
        .iter()
        .map(|(entry, _)| entry.masked_name.as_str())
        .collect();
    let names = theme.words().told_apart(&names);
    let cells = grid(area, people.len(), theme);
    for (at, (((entry, came), name), cell)) in people.iter().zip(&names).zip(cells).enumerate() {
        if person_ui(ui, theme, cell, entry, name, *came, at) {
            wanted = Some(CheckInAction::Toggle(at));
        }
    }
    let kind = if count == 0 {
        ButtonKind::Disabled
    } else {
        ButtonKind::Main
    };
    let count = i64::try_from(count).unwrap_or(0);
    let label = theme.text_with("check-in-came", [("count", count.into())]);
    if button(ui, theme, foot, kind, &label, "came").clicked() && count > 0 {
        wanted = Some(CheckInAction::Came);
    }
    wanted
}

/// One of a family, with a box that is ticked when they came.
fn person_ui(
    ui: &mut Ui,
    theme: &Theme,
    cell: Rect,
    entry: &CheckInEntry,
    name: &str,
    came: bool,
    at: usize,
) -> bool {
    let palette = theme.palette;
    let inside_already = entry.checked_in_at.is_some();
    let said = match (inside_already, came) {
        (true, _) => "check-in-person-in",
        (false, true) => "check-in-person-came",
        (false, false) => "check-in-person-missing",
    };
    let note = theme.text(said);
    let label = format!("{} {}: {note}", at + 1, entry.masked_name);
    let can_say = entry.in_and_out || !inside_already;
    let response = pressable(ui, cell, &label, can_say, ("person", at));
    card(ui, theme, cell, came);
    let mut inside = cell.shrink2(vec2(theme.u(space::M), theme.u(space::S)));
    let side = inside.height().min(theme.u(72.0));
    let tick = Rect::from_center_size(
        pos2(inside.left() + side / 2.0, inside.center().y),
        vec2(side, side),
    );
    let settled = !can_say;
    let fill = match (came, settled) {
        (true, _) => palette.sea,
        (false, true) => palette.soft,
        (false, false) => palette.card,
    };
    ui.painter().rect(
        tick,
        radius(theme, corner::TAG),
        fill,
        stroke(theme, palette.ink),
        egui::StrokeKind::Inside,
    );
    if came || settled {
        let point = |x: f32, y: f32| tick.min + vec2(side * x, side * y);
        let points = vec![point(0.24, 0.52), point(0.43, 0.71), point(0.77, 0.31)];
        let pen = egui::Stroke::new(theme.u(9.0), palette.card);
        ui.painter().add(egui::Shape::line(points, pen));
    }
    inside.min.x = tick.right() + theme.u(space::M);
    let (upper, below) = inside.split_top_bottom_at_fraction(0.55);
    let bold = TextStyle::bold(TextSize::Card, palette.ink);
    line(ui, theme, upper, Align2::LEFT_CENTER, name, bold);
    let style = TextStyle::regular(TextSize::Second, palette.soft);
    line(ui, theme, below, Align2::LEFT_CENTER, &note, style);
    if response.has_focus() {
        ring(ui, theme, cell, corner::CARD);
    }
    response.clicked()
}

/// Where to go in without having registered.
pub(super) fn doors_ui(
    ui: &mut Ui,
    theme: &Theme,
    mut area: Rect,
    doors: &[OpenDoor],
    known: bool,
    opens_at: Option<DateTime<Utc>>,
    zone: chrono_tz::Tz,
) -> Option<CheckInAction> {
    let back = foot_ui(ui, theme, &mut area);
    if doors.is_empty() {
        let more = match (known, opens_at) {
            (false, _) => theme.text("answer-no-list-more"),
            (true, Some(at)) => {
                let local = at.with_timezone(&zone);
                let day = dates::long_date(theme, local.date_naive());
                let time = format!("{day} {}", dates::clock(&local));
                theme.text_with("check-in-doors-next", [("time", time.into())])
            }
            (true, None) => theme.text("check-in-doors-ask"),
        };
        let heading = theme.text("check-in-doors-none");
        words_ui(ui, theme, &mut area, &heading, &more);
        return back;
    }
    head_ui(
        ui,
        theme,
        &mut area,
        "check-in-doors",
        "check-in-doors-more",
    );
    let height = theme.touch(132.0);
    let gap = theme.u(space::S);
    let mut wanted = None;
    Scroll::new(theme, area.expand2(vec2(theme.u(8.0), 0.0))).show(ui, "doors", |ui, _| {
        let origin = ui.max_rect().top();
        ui.set_height((height + gap) * doors.len() as f32);
        for (at, door) in doors.iter().enumerate() {
            let top = origin + at as f32 * (height + gap);
            let row = Rect::from_min_size(pos2(area.left(), top), vec2(area.width(), height));
            if door_ui(ui, theme, row, door, zone) {
                wanted = Some(CheckInAction::Door(door.entry.occurrence));
            }
        }
    });
    wanted.or(back)
}

fn door_ui(ui: &mut Ui, theme: &Theme, row: Rect, door: &OpenDoor, zone: chrono_tz::Tz) -> bool {
    let language = theme.language();
    let entry = door.entry;
    let title = entry.title.in_language(language);
    let local = |at: DateTime<Utc>| dates::clock(&at.with_timezone(&zone));
    let places = match door.places {
        Some(count) => theme.text_with("check-in-places", [("count", i64::from(count).into())]),
        None => theme.text("check-in-places-all"),
    };
    let facts = format!(
        "{}–{} · {} · {places}",
        local(entry.starts_at),
        local(entry.ends_at),
        entry.room.in_language(language)
    );
    let label = format!("{title}, {facts}");
    let response = pressable(ui, row, &label, true, ("door", entry.occurrence));
    card(ui, theme, row, false);
    let inside = row.shrink2(vec2(theme.u(space::L), theme.u(space::S)));
    let (first, second) = inside.split_top_bottom_at_fraction(0.55);
    let bold = TextStyle::bold(TextSize::Card, theme.palette.ink);
    line(ui, theme, first, Align2::LEFT_CENTER, title, bold);
    let style = TextStyle::regular(TextSize::Second, theme.palette.soft);
    line(ui, theme, second, Align2::LEFT_CENTER, &facts, style);
    if response.has_focus() {
        ring(ui, theme, row, corner::CARD);
    }
    response.clicked()
}

/// How many are they?
pub(super) fn people_ui(
    ui: &mut Ui,
    theme: &Theme,
    mut area: Rect,
    door: &OpenDoor,
    people: u32,
) -> Option<CheckInAction> {
    let most = door
        .places
        .unwrap_or(WALK_IN_PEOPLE_MAX)
        .min(WALK_IN_PEOPLE_MAX);
    let back = foot_ui(ui, theme, &mut area);
    let title = door.entry.title.in_language(theme.language());
    words_ui(
        ui,
        theme,
        &mut area,
        title,
        &theme.text("check-in-people-more"),
    );
    let mut wanted = None;
    let go = take_bottom(&mut area, theme.touch(touch::MAIN), theme.u(space::L));
    let go = Rect::from_center_size(
        go.center(),
        vec2(go.width().min(theme.u(900.0)), go.height()),
    );
    let height = theme.touch(150.0).min(area.height());
    let row = Rect::from_center_size(
        area.center(),
        vec2(area.width().min(theme.u(760.0)), height),
    );
    let cells = columns(row, 3, theme.u(space::M));
    let kind = |on: bool| {
        if on {
            ButtonKind::Plain
        } else {
            ButtonKind::Disabled
        }
    };
    let sign = |ui: &mut Ui, cell, on, label: &str, salt| {
        button_sized(ui, theme, cell, kind(on), label, TextSize::Heading, salt).clicked() && on
    };
    if sign(
        ui,
        cells[0],
        people > 1,
        &theme.text("check-in-fewer"),
        "fewer",
    ) {
        wanted = Some(CheckInAction::Fewer);
    }
    let number = TextStyle::bold(TextSize::Title, theme.palette.ink);
    line(
        ui,
        theme,
        cells[1],
        Align2::CENTER_CENTER,
        &people.to_string(),
        number,
    );
    if sign(
        ui,
        cells[2],
        people < most,
        &theme.text("check-in-more"),
        "more",
    ) {
        wanted = Some(CheckInAction::More { most });
    }
    let label = theme.text_with("check-in-go-in", [("count", i64::from(people).into())]);
    if button(ui, theme, go, ButtonKind::Main, &label, "go").clicked() {
        wanted = Some(CheckInAction::WalkIn);
    }
    wanted.or(back)
}

/// A masked name as a screen reader says it.
fn said(theme: &Theme, name: &str) -> String {
    match name.chars().nth(2) {
        Some(last) => theme.text_with("check-in-name-ending", [("last", last.to_string().into())]),
        None => theme.text("check-in-name-of-two"),
    }
}

/// Large tiles, each with what is shown and what is said.
fn tiles_ui(ui: &mut Ui, theme: &Theme, area: Rect, tiles: &[(String, String)]) -> Option<usize> {
    let mut wanted = None;
    for (at, ((shown, label), cell)) in tiles.iter().zip(grid(area, tiles.len(), theme)).enumerate()
    {
        let response = pressable(ui, cell, label, true, ("tile", at));
        card(ui, theme, cell, false);
        let style = TextStyle::bold(TextSize::Heading, theme.palette.ink);
        line(ui, theme, cell, Align2::CENTER_CENTER, shown, style);
        if response.has_focus() {
            ring(ui, theme, cell, corner::CARD);
        }
        if response.clicked() {
            wanted = Some(at);
        }
    }
    wanted
}

/// Cells for `count` tiles, as many beside each other as suit the area.
fn grid(area: Rect, count: usize, theme: &Theme) -> Vec<Rect> {
    let gap = theme.u(space::M);
    let across = match (Theme::upright(area), count) {
        (false, ..=4) => 2,
        (false, _) => 4,
        (true, ..=4) => 1,
        (true, ..=8) => 2,
        (true, _) => 3,
    };
    let rows = count.div_ceil(across).max(1);
    let height = ((area.height() - gap * (rows as f32 - 1.0)) / rows as f32).min(theme.u(190.0));
    (0..rows)
        .flat_map(|row| {
            let top = area.top() + row as f32 * (height + gap);
            let row = Rect::from_min_size(pos2(area.left(), top), vec2(area.width(), height));
            columns(row, across, gap)
        })
        .take(count)
        .collect()
}

fn head_ui(ui: &mut Ui, theme: &Theme, area: &mut Rect, heading: &str, more: &str) {
    words_ui(ui, theme, area, &theme.text(heading), &theme.text(more));
}

fn words_ui(ui: &mut Ui, theme: &Theme, area: &mut Rect, heading: &str, more: &str) {
    let style = TextStyle::bold(TextSize::Heading, theme.palette.ink).rows(2);
    let drawn = text(ui, theme, *area, heading, style);
    area.min.y = drawn.bottom() + theme.u(space::XS);
    let style = TextStyle::regular(TextSize::Body, theme.palette.soft).rows(3);
    let drawn = text(ui, theme, *area, more, style);
    area.min.y = drawn.bottom() + theme.u(space::L);
}

/// The way back to the beginning.
fn foot_ui(ui: &mut Ui, theme: &Theme, area: &mut Rect) -> Option<CheckInAction> {
    let mut foot = take_bottom(area, theme.touch(touch::CONTROL), theme.u(space::M));
    let width = foot.width().min(theme.u(520.0));
    foot = take_top(&mut foot, theme.touch(touch::CONTROL), 0.0);
    let cell = Rect::from_min_size(foot.min, vec2(width, foot.height()));
    let label = theme.text("check-in-start-over");
    button(ui, theme, cell, ButtonKind::Plain, &label, "over")
        .clicked()
        .then_some(CheckInAction::Way(CheckInWay::Code))
}

//! Draws the answer: large and friendly, with what it is about, to be read from across the room.

use chrono::{DateTime, Utc};
use egui::{Rect, Ui, pos2, vec2};

use super::CheckInAction;
use crate::api::kiosk::CalendarEntry;
use crate::kiosk::dates;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, button, centered_text, columns, layout, radius, result_mark, stroke,
    take_bottom,
};
use crate::model::check_in::{CheckInEntry, CheckInReason};
use crate::model::text::LocalizedText;

/// An answer, and what it is about.
#[derive(Debug, Clone, PartialEq)]
pub struct ShownAnswer<'a> {
    /// Why.
    pub reason: CheckInReason,
    /// The registration, where it is known.
    pub entry: Option<&'a CheckInEntry>,
    /// Of several people those whom it is about.
    pub people: &'a [CheckInEntry],
    /// What people who had not registered went in to, and how many they are.
    pub walked_in: Option<(&'a CalendarEntry, u32)>,
    /// Whether it is about a pass.
    pub pass: bool,
    /// Whether it waits on this kiosk to be delivered.
    pub kept: bool,
    /// Times are shown in this zone.
    pub time_zone: chrono_tz::Tz,
}

/// Draws an answer over all of `area`, and what can be done then.
pub(super) fn answer_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    answer: &ShownAnswer,
) -> Option<CheckInAction> {
    let good = answer.reason.passes() || answer.reason == CheckInReason::AlreadyIn;
    let (fill, outline) = if good {
        (theme.palette.sea_soft, theme.palette.sea)
    } else {
        (theme.palette.gold_soft, theme.palette.gold_ink)
    };
    // Readable from across the room: the whole card says whether it went well.
    ui.painter().rect(
        area,
        radius(theme, corner::CARD),
        fill,
        stroke(theme, outline),
        egui::StrokeKind::Inside,
    );
    let mut inside = area.shrink(theme.u(space::PAGE));
    let mut buttons = take_bottom(
        &mut inside,
        theme.touch(touch::CONTROL + 12.0),
        theme.u(space::M),
    );
    buttons = Rect::from_center_size(
        buttons.center(),
        vec2(buttons.width().min(theme.u(1000.0)), buttons.height()),
    );
    let halves = columns(buttons, 2, theme.u(space::M));
    let mut wanted = None;
    if button(
        ui,
        theme,
        halves[0],
        ButtonKind::Plain,
        &theme.text("check-in-again"),
        "again",
    )
    .clicked()
    {
        wanted = Some(CheckInAction::Again);
    }
    if button(
        ui,
        theme,
        halves[1],
        ButtonKind::Main,
        &theme.text("check-in-done"),
        "done",
    )
    .clicked()
    {
        wanted = Some(CheckInAction::Done);
    }

    let lines = lines(theme, answer);
    let heights: Vec<f32> = lines
        .iter()
        .map(|(words, style)| layout(ui, theme, words, *style, inside.width()).size().y)
        .collect();
    let words_height: f32 =
        heights.iter().sum::<f32>() + theme.u(space::S) * (lines.len() as f32 - 1.0);
    let mark = ((inside.height() - words_height - theme.u(space::L)) / 2.0)
        .min(theme.u(110.0))
        .max(0.0);
    let mut top = inside.center().y - (words_height + mark * 2.0 + theme.u(space::L)) / 2.0;
    if mark > theme.u(24.0) {
        result_mark(ui, theme, pos2(inside.center().x, top + mark), mark, good);
        top += mark * 2.0 + theme.u(space::L);
    }
    for ((words, style), height) in lines.iter().zip(heights) {
        let row = Rect::from_min_size(pos2(inside.left(), top), vec2(inside.width(), height));
        centered_text(ui, theme, row, words, *style);
        top += height + theme.u(space::S);
    }
    wanted
}

/// What whoever does not see it is told.
pub(super) fn told(theme: &Theme, answer: &ShownAnswer) -> String {
    let lines = lines(theme, answer).into_iter();
    let said: Vec<String> = lines.map(|(words, _)| words).collect();
    // What hides a part of a name has no sound.
    said.join("\n").replace(['*', '＊'], "")
}

/// Its lines, from the largest.
fn lines(theme: &Theme, answer: &ShownAnswer) -> Vec<(String, TextStyle)> {
    let palette = &theme.palette;
    let (reason, entry, zone) = (answer.reason, answer.entry, answer.time_zone);
    let names: Vec<_> = if answer.people.is_empty() {
        entry
            .iter()
            .map(|entry| entry.masked_name.as_str())
            .collect()
    } else {
        let people = answer.people.iter();
        people.map(|entry| entry.masked_name.as_str()).collect()
    };
    let name = names.join(&theme.text("name-separator"));
    let key = match (reason, names.is_empty(), answer.pass) {
        (CheckInReason::Unknown, _, true) => "answer-unknown-pass".to_owned(),
        // A pass that no list knows, or people who walk in: nobody is called by name.
        (CheckInReason::Ok | CheckInReason::AlreadyIn, true, _) => {
            format!("answer-{}-nameless", reason.key().replace('_', "-"))
        }
        _ => format!("answer-{}", reason.key().replace('_', "-")),
    };
    let heading = theme.text_with(&key, [("name", name.into())]);
    let mut lines = vec![(
        heading,
        TextStyle::bold(TextSize::Title, palette.ink).rows(2),
    )];
    if let Some(entry) = entry {
        let times = (entry.starts_at, entry.ends_at);
        lines.extend(about(theme, &entry.title, &entry.room, times, zone));
    } else if let Some((entry, _)) = answer.walked_in {
        let times = (entry.starts_at, entry.ends_at);
        lines.extend(about(theme, &entry.title, &entry.room, times, zone));
    }
    let more = match answer.walked_in {
        Some((_, people)) if reason == CheckInReason::Ok => {
            theme.text_with("answer-walked-in-more", [("count", people.into())])
        }
        _ => theme.text(&format!("{key}-more")),
    };
    lines.push((more, TextStyle::bold(TextSize::Card, palette.ink).rows(2)));
    if answer.kept {
        lines.push((
            theme.text("answer-kept"),
            TextStyle::regular(TextSize::Second, palette.ink).rows(2),
        ));
    }
    lines
}

/// What an answer is about: its title, and when and where it is.
fn about(
    theme: &Theme,
    title: &LocalizedText,
    room: &LocalizedText,
    (starts_at, ends_at): (DateTime<Utc>, DateTime<Utc>),
    zone: chrono_tz::Tz,
) -> [(String, TextStyle); 2] {
    let ink = theme.palette.ink;
    let language = theme.language();
    let title = title.in_language(language).to_owned();
    let local = |time: DateTime<Utc>| dates::clock(&time.with_timezone(&zone));
    let day = dates::long_date(theme, starts_at.with_timezone(&zone).date_naive());
    let times = format!("{}–{}", local(starts_at), local(ends_at));
    let facts = format!("{day} · {times}\n{}", room.in_language(language));
    [
        (title, TextStyle::bold(TextSize::Heading, ink).rows(2)),
        (facts, TextStyle::regular(TextSize::Body, ink).rows(3)),
    ]
}

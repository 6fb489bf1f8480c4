//! Draws what staff can do, and the export files on a stick.

use chrono_tz::Tz;
use egui::{Rect, Ui, pos2, vec2};

use super::facts::{Fact, Section, sections_ui};
use super::pattern::Pattern;
use super::{Confirm, Page, PanelFrame, StaffAction, now, words};
use crate::kiosk::staff::status::{FoundExport, ImportStep};
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::scroll::Scroll;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, button, button_width, card, centered_text, columns, focus_ring, layout,
    pressable, take_bottom, take_left, take_top, text,
};

/// A thing to do: its key, and what touching it means; `None` while it cannot be done.
struct Deed {
    key: &'static str,
    why_not: &'static str,
    action: Option<StaffAction>,
}

pub(super) fn actions_ui(
    ui: &mut Ui,
    theme: &Theme,
    mut area: Rect,
    panel: &PanelFrame,
) -> Option<StaffAction> {
    let able = |key, action| Deed {
        key,
        why_not: "",
        action: Some(action),
    };
    let deeds = [
        able("staff-look", StaffAction::LookNow),
        able("staff-import", StaffAction::Page(Page::Import)),
        Deed {
            key: "staff-go-back",
            why_not: "staff-go-back-none",
            action: panel
                .status
                .before
                .map(|_| StaffAction::Ask(Confirm::GoBack)),
        },
        able(
            "staff-pattern",
            StaffAction::Pattern(Some(Pattern::default())),
        ),
        able("staff-restart", StaffAction::Ask(Confirm::Restart)),
        able("staff-exit", StaffAction::Ask(Confirm::Exit)),
    ];
    let per_row = if Theme::upright(ui.max_rect()) { 1 } else { 3 };
    let gap = theme.u(space::M);
    let width = columns(area, per_row, gap)[0].width();
    let height = deeds
        .iter()
        .map(|deed| deed_height(ui, theme, deed, width))
        .fold(theme.touch(touch::MAIN), f32::max);
    let mut wanted = None;
    for row in deeds.chunks(per_row) {
        let rect = take_top(&mut area, height, gap);
        for (deed, cell) in row.iter().zip(columns(rect, per_row, gap)) {
            wanted = deed_ui(ui, theme, cell, deed).or(wanted);
        }
    }
    let mut facts = vec![now::step(theme, panel.status.update)];
    if let Some(last) = &panel.status.last_update {
        let (tone, tag, value, more) = words::result(theme, &last.result);
        let at = words::moment(theme, last.at, panel.now.timezone());
        let fact = Fact::new(theme.text("staff-last-look"), format!("{at}\n{value}"));
        facts.push(fact.tagged(tone, tag).more(more));
    }
    let section = Section {
        heading: theme.text("staff-news"),
        facts,
    };
    sections_ui(ui, theme, area, &[section]);
    wanted
}

fn deed_words(theme: &Theme, deed: &Deed) -> [(String, TextStyle); 2] {
    let palette = &theme.palette;
    let (ink, more) = if deed.action.is_some() {
        (palette.ink, format!("{}-what", deed.key))
    } else {
        (palette.soft, deed.why_not.to_owned())
    };
    [
        (
            theme.text(deed.key),
            TextStyle::bold(TextSize::Card, ink).rows(2),
        ),
        (
            theme.text(&more),
            TextStyle::regular(TextSize::Second, palette.soft).rows(3),
        ),
    ]
}

fn deed_height(ui: &Ui, theme: &Theme, deed: &Deed, width: f32) -> f32 {
    let inside = width - theme.u(space::L) * 2.0;
    let words: f32 = deed_words(theme, deed)
        .iter()
        .map(|(words, style)| layout(ui, theme, words, *style, inside).size().y)
        .sum();
    words + theme.u(space::M) * 2.0
}

fn deed_ui(ui: &mut Ui, theme: &Theme, rect: Rect, deed: &Deed) -> Option<StaffAction> {
    let label = theme.text(deed.key);
    let response = pressable(ui, rect, &label, deed.action.is_some(), deed.key);
    let drawn = if response.is_pointer_button_down_on() {
        rect.shrink(theme.u(4.0))
    } else {
        rect
    };
    card(ui, theme, drawn, false);
    focus_ring(ui, theme, &response, drawn, corner::CARD);
    let mut inside = drawn.shrink2(vec2(theme.u(space::L), theme.u(space::M)));
    for (words, style) in deed_words(theme, deed) {
        inside.min.y = text(ui, theme, inside, &words, style).bottom();
    }
    deed.action.clone().filter(|_| response.clicked())
}

pub(super) fn import_ui(
    ui: &mut Ui,
    theme: &Theme,
    mut area: Rect,
    panel: &PanelFrame,
) -> Option<StaffAction> {
    let mut wanted = None;
    let mut row = take_top(&mut area, theme.touch(touch::CONTROL), theme.u(space::M));
    for (key, action) in [
        ("back", StaffAction::Page(Page::Actions)),
        ("staff-find-exports", StaffAction::FindExports),
    ] {
        let label = theme.text(key);
        let width = button_width(ui, theme, &label);
        let rect = take_left(&mut row, width, theme.u(space::S));
        if button(ui, theme, rect, ButtonKind::Plain, &label, key).clicked() {
            wanted = Some(action);
        }
    }
    if let Some(fact) = import_fact(theme, &panel.status.import) {
        let section = Section {
            heading: theme.text("staff-import"),
            facts: vec![fact],
        };
        let height = theme.u(320.0).min(area.height() * 0.5);
        let rect = take_top(&mut area, height, theme.u(space::M));
        sections_ui(ui, theme, rect, &[section]);
    }
    let running = matches!(panel.status.import, ImportStep::Running { .. });
    match panel.exports {
        None => say_ui(ui, theme, area, "staff-asking"),
        Some([]) => say_ui(ui, theme, area, "staff-exports-none"),
        Some(files) => {
            wanted = files_ui(ui, theme, area, files, panel.now.timezone(), running).or(wanted)
        }
    }
    wanted
}

/// Words in place of a list: an invitation, not a void.
fn say_ui(ui: &mut Ui, theme: &Theme, area: Rect, key: &str) {
    let rect = area.with_max_y((area.top() + theme.u(320.0)).min(area.bottom()));
    card(ui, theme, rect, false);
    let inside = rect.shrink(theme.u(space::PAGE));
    let style = TextStyle::regular(TextSize::Body, theme.palette.ink).rows(4);
    let words = theme.text(key);
    let height = layout(ui, theme, &words, style, inside.width()).size().y;
    let row = Rect::from_center_size(inside.center(), vec2(inside.width(), height));
    centered_text(ui, theme, row, &words, style);
}

fn import_fact(theme: &Theme, step: &ImportStep) -> Option<Fact> {
    match step {
        ImportStep::Idle => None,
        ImportStep::Running { name, done, total } => {
            let words = theme.text_with(
                "staff-import-running",
                [
                    ("done", words::bytes(theme, *done).into()),
                    ("total", words::bytes(theme, *total).into()),
                ],
            );
            Some(Fact {
                share: Some(*done as f32 / (*total).max(1) as f32),
                ..Fact::new(name.clone(), words)
            })
        }
        ImportStep::Done { name, result } => {
            let (tone, tag, value, more) = words::result(theme, result);
            Some(Fact::new(name.clone(), value).tagged(tone, tag).more(more))
        }
    }
}

fn files_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    files: &[FoundExport],
    zone: Tz,
    running: bool,
) -> Option<StaffAction> {
    let gap = theme.u(space::S);
    let height = theme
        .touch(touch::MAIN)
        .max(theme.text_size(TextSize::Card) * 1.4 + theme.text_size(TextSize::Second) * 1.6)
        + theme.u(space::M);
    let mut wanted = None;
    let seen = area.expand2(vec2(theme.u(8.0), 0.0));
    Scroll::new(theme, seen).show(ui, "staff-exports", |ui, _| {
        let top = ui.min_rect().top();
        let all = (height + gap) * files.len() as f32;
        ui.allocate_space(vec2(area.width(), all + theme.u(space::L)));
        for (i, file) in files.iter().enumerate() {
            let at = pos2(area.left(), top + (height + gap) * i as f32);
            let rect = Rect::from_min_size(at, vec2(area.width(), height));
            if file_ui(ui, theme, rect, file, zone, running) {
                wanted = Some(StaffAction::Import(i));
            }
        }
    });
    wanted
}

fn file_ui(
    ui: &mut Ui,
    theme: &Theme,
    rect: Rect,
    file: &FoundExport,
    zone: Tz,
    running: bool,
) -> bool {
    let mount = file.path.parent().and_then(std::path::Path::file_name);
    let name = mount.unwrap_or_default().to_string_lossy().into_owned();
    let response = pressable(ui, rect, &name, !running, &file.path);
    card(ui, theme, rect, false);
    focus_ring(ui, theme, &response, rect, corner::CARD);
    let mut inside = rect.shrink2(vec2(theme.u(space::L), theme.u(space::S)));
    let half = inside.height() * 0.45;
    let about = take_bottom(&mut inside, half, 0.0);
    let ink = if running {
        theme.palette.soft
    } else {
        theme.palette.ink
    };
    let style = TextStyle::bold(TextSize::Card, ink).rows(1);
    text(ui, theme, inside, &name, style);
    let packs = file.packs.iter();
    let packs: Vec<_> = packs
        .map(|(pack, version)| format!("{pack} {version}"))
        .collect();
    let made_at = words::moment(theme, file.made_at, zone);
    let words = format!("{made_at} · {}", packs.join(" · "));
    let style = TextStyle::regular(TextSize::Second, theme.palette.soft).rows(1);
    text(ui, theme, about, &words, style);
    response.clicked()
}

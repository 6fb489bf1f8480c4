//! Draws the shell.

pub mod access;

use egui::{Align2, Rect, Ui, pos2, vec2};

use super::ShellAction;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::{TextSize, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, PictureSource, TextStyle, button, button_sized, button_width, card, layout, line,
    picture, take_bottom, take_left, take_right, take_top, text,
};
use crate::locale;

/// The part of the panel that holds controls: all of it, or the low part in reach mode with a calm picture above.
pub fn stage_ui(ui: &mut Ui, theme: &Theme, pictures: &dyn PictureSource, cover: &str) -> Rect {
    let all = ui.max_rect();
    if !theme.comfort.reach {
        return all;
    }
    let mut rest = all;
    let stage = take_bottom(&mut rest, all.height() * theme.panel.reach_share(), 0.0);
    if rest.height() > 1.0 {
        picture(ui, theme, pictures, rest, cover, "", 0.0);
    }
    stage
}

/// The page's top: back, the page's name, the comforts. Returns what was touched; `area` loses the header.
pub fn header_ui(ui: &mut Ui, theme: &Theme, area: &mut Rect, title: &str) -> Option<ShellAction> {
    let height = theme.touch(touch::CONTROL);
    let mut row = take_top(area, height, theme.u(space::M));
    let mut wanted = None;
    let back = theme.text("back");
    let back_width = button_width(ui, theme, &back);
    let back_rect = take_left(&mut row, back_width, theme.u(space::L));
    if button(ui, theme, back_rect, ButtonKind::Plain, &back, "back").clicked() {
        wanted = Some(ShellAction::Back);
    }
    let upright = Theme::upright(ui.max_rect()) && row.width() < theme.u(1200.0);
    // The rest is in the menu and on the home screen.
    if upright && short_headers(theme, ui.max_rect()) {
        let [.., menu] = choices(theme);
        let width = button_width(ui, theme, &menu.label);
        let rect = take_right(&mut row, width, theme.u(space::M));
        let style = TextStyle::bold(TextSize::Card, theme.palette.ink);
        line(ui, theme, row, Align2::LEFT_CENTER, title, style);
        return choice_ui(ui, theme, rect, menu).or(wanted);
    }
    // Upright, the comforts get a row of their own.
    let mut comforts = if upright {
        line(
            ui,
            theme,
            row,
            Align2::LEFT_CENTER,
            title,
            TextStyle::bold(TextSize::Page, theme.palette.ink),
        );
        take_top(area, height, theme.u(space::M))
    } else {
        let comforts = {
            let size = comforts_width(ui, theme).min(row.width() * 0.72);
            take_right(&mut row, size, theme.u(space::M))
        };
        line(
            ui,
            theme,
            row,
            Align2::LEFT_CENTER,
            title,
            TextStyle::bold(TextSize::Page, theme.palette.ink),
        );
        comforts
    };
    comforts.max.y = comforts.min.y + height;
    comforts_ui(ui, theme, comforts).or(wanted)
}

/// Whether a page's top has room for the menu alone: within reach of a seated person there is no height for a second row.
fn short_headers(theme: &Theme, window: Rect) -> bool {
    theme.comfort.reach && Theme::upright(window)
}

/// Width the comforts would like.
pub fn comforts_width(ui: &Ui, theme: &Theme) -> f32 {
    let style = TextStyle::bold(TextSize::Second, theme.palette.ink);
    let gap = theme.u(space::S);
    choices(theme)
        .iter()
        .map(|choice| {
            layout(ui, theme, &choice.label, style, f32::INFINITY)
                .size()
                .x
                + theme.u(56.0)
                + gap
        })
        .sum::<f32>()
        - gap
}

struct Choice {
    label: String,
    chosen: bool,
    action: ShellAction,
}

/// The next language, by its own name.
pub fn language_choice(theme: &Theme) -> (String, ShellAction) {
    let next = next_language(theme.language());
    let name = locale::catalog(&next).text("language-name");
    (name, ShellAction::Language(next))
}

/// What is chosen most, and the way to all the rest.
fn choices(theme: &Theme) -> [Choice; 3] {
    let comfort = &theme.comfort;
    let (label, action) = language_choice(theme);
    [
        Choice {
            label,
            chosen: false,
            action,
        },
        Choice {
            label: theme.text("comfort-large-text"),
            chosen: comfort.large_text,
            action: ShellAction::LargeText(!comfort.large_text),
        },
        Choice {
            label: theme.text("access"),
            // A choice that is made in the menu is seen from outside.
            chosen: comfort.high_contrast
                || comfort.reach
                || comfort.speak
                || comfort.more_time
                || comfort.reduced_motion,
            action: ShellAction::Access(true),
        },
    ]
}

fn next_language(current: &str) -> String {
    let all = locale::languages();
    let at = all
        .iter()
        .position(|language| *language == current)
        .unwrap_or(0);
    all.get((at + 1) % all.len().max(1))
        .copied()
        .unwrap_or(current)
        .to_owned()
}

/// Language, large text, access: in a row that fills `area`, each as wide as its word.
pub fn comforts_ui(ui: &mut Ui, theme: &Theme, area: Rect) -> Option<ShellAction> {
    let gap = theme.u(space::S);
    let style = TextStyle::bold(TextSize::Second, theme.palette.ink);
    let choices = choices(theme);
    let natural: Vec<f32> = choices
        .iter()
        .map(|choice| {
            layout(ui, theme, &choice.label, style, f32::INFINITY)
                .size()
                .x
                + theme.u(56.0)
        })
        .collect();
    let count = choices.len() as f32;
    let spare = area.width() - natural.iter().sum::<f32>() - gap * (count - 1.0);
    let mut left = area.left();
    let mut wanted = None;
    for (choice, width) in choices.into_iter().zip(natural) {
        // Shared out evenly: they line up with both edges, whatever the language.
        let width = width + spare / count;
        let rect = Rect::from_min_size(pos2(left, area.top()), vec2(width, area.height()));
        left += width + gap;
        wanted = choice_ui(ui, theme, rect, choice).or(wanted);
    }
    wanted
}

fn choice_ui(ui: &mut Ui, theme: &Theme, rect: Rect, choice: Choice) -> Option<ShellAction> {
    let kind = if choice.chosen {
        ButtonKind::Chosen
    } else {
        ButtonKind::Plain
    };
    let (label, size) = (&choice.label, TextSize::Second);
    let response = button_sized(ui, theme, rect, kind, label, size, "comfort");
    response.clicked().then_some(choice.action)
}

/// What a visitor answers when asked whether somebody is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stay {
    /// Yes.
    On,
    /// Yes, and ask less often.
    Longer,
}

/// The question before a visit ends.
pub fn idle_warning_ui(ui: &mut Ui, theme: &Theme, stage: Rect, seconds: u32) -> Option<Stay> {
    ui.painter()
        .rect_filled(ui.max_rect(), 0.0, theme.palette.scrim.gamma_multiply(0.72));
    let edge = theme.u(space::PAGE);
    let width = stage.width().min(theme.u(1000.0)) - edge;
    let heading = TextStyle::bold(TextSize::Heading, theme.palette.ink);
    let body = TextStyle::regular(TextSize::Body, theme.palette.soft).rows(3);
    let lines = [
        (theme.text("idle-question"), heading),
        (
            theme.text_with("idle-countdown", [("seconds", seconds.into())]),
            body,
        ),
    ];
    // As high as its words, whatever the language and the size of the text.
    let words: f32 = lines
        .iter()
        .map(|(words, style)| {
            layout(ui, theme, words, *style, width - edge * 2.0)
                .size()
                .y
        })
        .sum();
    let longer_height = if theme.comfort.more_time {
        0.0
    } else {
        theme.touch(touch::CONTROL) + theme.u(space::M)
    };
    let height = words
        + theme.u(space::S + space::PAGE)
        + theme.touch(touch::MAIN)
        + longer_height
        + edge * 2.0;
    let size = vec2(width, height.min(stage.height() - theme.u(32.0)));
    let rect = Rect::from_center_size(stage.center(), size);
    card(ui, theme, rect, false);
    let mut inside = rect.shrink(edge);
    let longer = (longer_height > 0.0)
        .then(|| take_bottom(&mut inside, theme.touch(touch::CONTROL), theme.u(space::M)));
    let stay = take_bottom(&mut inside, theme.touch(touch::MAIN), theme.u(space::M));
    for (words, style) in lines {
        inside.min.y = text(ui, theme, inside, &words, style).bottom() + theme.u(space::S);
    }
    let label = theme.text("idle-stay");
    let mut answer = button(ui, theme, stay, ButtonKind::Main, &label, "stay")
        .clicked()
        .then_some(Stay::On);
    if let Some(rect) = longer {
        let label = theme.text("idle-longer");
        if button(ui, theme, rect, ButtonKind::Plain, &label, "longer").clicked() {
            answer = Some(Stay::Longer);
        }
    }
    answer
}

/// A small quiet sign: the network is away, everything here still works.
pub fn away_sign_ui(ui: &mut Ui, theme: &Theme, outbox: u32) {
    let words = if outbox == 0 {
        theme.text("away")
    } else {
        theme.text_with("away-outbox", [("count", outbox.into())])
    };
    let style = TextStyle::regular(TextSize::Small, theme.palette.soft);
    let size = layout(ui, theme, &words, style, f32::INFINITY).size()
        + vec2(theme.u(space::M), theme.u(4.0));
    let all = ui.max_rect();
    let rect = Rect::from_min_size(pos2(all.center().x - size.x / 2.0, all.top()), size);
    ui.painter()
        .rect_filled(rect, theme.u(10.0), theme.palette.card);
    line(ui, theme, rect, Align2::CENTER_CENTER, &words, style);
}

//! Draws the menu of what makes a screen easier to use: every choice with what it does, on or off.

use egui::{Align2, Rect, Response, Sense, StrokeKind, Ui, WidgetInfo, WidgetType, pos2, vec2};

use crate::kiosk::shell::ShellAction;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::scroll::Scroll;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, button, card, columns, focus_ring, layout, line, pressable, radius,
    stroke, take_bottom, take_left, take_right, take_top, text,
};

/// Whether this kiosk can speak.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Speech {
    /// It does not offer it.
    #[default]
    Off,
    /// It would, but has no voice.
    Missing,
    /// It can.
    Ready,
}

/// A choice is no lower than this, in `u`.
const LEAST: f32 = 66.0;
/// Height of a switch, in `u`.
const SWITCH: f32 = 46.0;

/// One choice of the menu.
struct Choice {
    name: String,
    what: String,
    on: bool,
    possible: bool,
    action: ShellAction,
}

/// Draws the menu over the stage and says what was chosen.
pub fn access_ui(ui: &mut Ui, theme: &Theme, stage: Rect, speech: Speech) -> Option<ShellAction> {
    let all = ui.max_rect();
    ui.painter()
        .rect_filled(all, 0.0, theme.palette.scrim.gamma_multiply(0.72));
    // Beside the card nothing is touched but the way out.
    let beside = ui.interact(all, ui.id().with("access-beside"), Sense::CLICK);
    let page = stage.shrink2(vec2(theme.u(space::PAGE), theme.u(space::M)));
    let width = page.width().min(theme.u(1400.0));
    let mut choices = choices(theme, speech);
    // Two by two where the stage is wide and every name is whole beside its switch.
    let half = (width - theme.u(space::L) * 2.0 - theme.u(space::S)) / 2.0;
    let wide = !Theme::upright(stage) && name_width(ui, theme, &choices) <= half;
    let across = if wide { 2 } else { 1 };
    let mut plan = Plan::of(ui, theme, &choices, width, across, true);
    if plan.height > page.height() {
        // Low stages and large text: what can be chosen is all there, its explanation is not.
        for choice in choices.iter_mut().filter(|choice| choice.possible) {
            choice.what.clear();
        }
        plan = Plan::of(ui, theme, &choices, width, across, false);
    }
    let size = vec2(width, plan.height.min(page.height()));
    let frame = Rect::from_center_size(page.center(), size);
    ui.interact(frame, ui.id().with("access-card"), Sense::CLICK);
    card(ui, theme, frame, false);
    let Plan { gap, cell, .. } = plan;
    let mut inside = frame.shrink(plan.edge);
    let done = take_bottom(&mut inside, plan.done, gap);
    let head = take_top(&mut inside, plan.title_height, gap);
    text(ui, theme, head, &theme.text("access-title"), plan.title);
    let mut wanted = None;
    Scroll::new(theme, inside).show(ui, "access-choices", |ui, _| {
        let top = ui.min_rect().min;
        ui.allocate_space(vec2(inside.width(), plan.list));
        for (row, pair) in choices.chunks(across).enumerate() {
            let at = pos2(top.x, top.y + row as f32 * (cell + gap));
            let row = Rect::from_min_size(at, vec2(inside.width(), cell));
            for (choice, rect) in pair.iter().zip(columns(row, across, gap)) {
                if choice_ui(ui, theme, rect, choice).clicked() {
                    wanted = Some(choice.action.clone());
                }
            }
        }
    });
    let label = theme.text("access-done");
    let closed = button(ui, theme, done, ButtonKind::Main, &label, "access-done").clicked();
    if closed || beside.clicked() {
        return Some(ShellAction::Access(false));
    }
    wanted
}

/// Sizes of the menu's parts, in points.
struct Plan {
    edge: f32,
    gap: f32,
    title: TextStyle,
    title_height: f32,
    cell: f32,
    list: f32,
    done: f32,
    /// Of all of it.
    height: f32,
}

impl Plan {
    fn of(
        ui: &Ui,
        theme: &Theme,
        choices: &[Choice],
        width: f32,
        across: usize,
        generous: bool,
    ) -> Self {
        let (edge, gap, size, done) = if generous {
            (space::L, space::S, TextSize::Heading, touch::MAIN)
        } else {
            (space::M, space::XS, TextSize::Card, touch::CONTROL)
        };
        let (edge, gap, done) = (theme.u(edge), theme.u(gap), theme.touch(done));
        let room = width - edge * 2.0;
        let title = TextStyle::bold(size, theme.palette.ink).rows(2);
        let title_height = layout(ui, theme, &theme.text("access-title"), title, room)
            .size()
            .y;
        let count = across as f32;
        let column = (room - gap * (count - 1.0)) / count;
        let cell = cell_height(ui, theme, choices, column);
        let rows = choices.len().div_ceil(across) as f32;
        let list = rows * (cell + gap) - gap;
        Self {
            edge,
            gap,
            title,
            title_height,
            cell,
            list,
            done,
            height: edge * 2.0 + title_height + gap + list + gap + done,
        }
    }
}

fn choices(theme: &Theme, speech: Speech) -> Vec<Choice> {
    let comfort = &theme.comfort;
    let speaks = speech == Speech::Ready;
    let all = [
        (
            "large-text",
            comfort.large_text,
            ShellAction::LargeText as fn(bool) -> ShellAction,
        ),
        (
            "high-contrast",
            comfort.high_contrast,
            ShellAction::HighContrast,
        ),
        ("speak", comfort.speak, ShellAction::Speak),
        ("reach", comfort.reach, ShellAction::Reach),
        ("more-time", comfort.more_time, ShellAction::MoreTime),
        (
            "reduced-motion",
            comfort.reduced_motion,
            ShellAction::ReducedMotion,
        ),
    ];
    all.into_iter()
        .filter(|(key, ..)| *key != "speak" || speech != Speech::Off)
        .map(|(key, on, action)| {
            let possible = key != "speak" || speaks;
            let missing = if possible { "" } else { "-missing" };
            Choice {
                name: theme.text(&format!("comfort-{key}")),
                what: theme.text(&format!("access-{key}{missing}")),
                on,
                possible,
                action: action(!on),
            }
        })
        .collect()
}

fn name_style(theme: &Theme) -> TextStyle {
    TextStyle::bold(TextSize::Card, theme.palette.ink).rows(1)
}

fn what_style(theme: &Theme) -> TextStyle {
    TextStyle::regular(TextSize::Second, theme.palette.soft)
}

/// The width that the longest name needs with its switch.
fn name_width(ui: &Ui, theme: &Theme, choices: &[Choice]) -> f32 {
    let width = |words: &str, style| layout(ui, theme, words, style, f32::INFINITY).size().x;
    let name = choices
        .iter()
        .map(|choice| width(&choice.name, name_style(theme)))
        .fold(0.0, f32::max);
    let style = TextStyle::bold(TextSize::Second, theme.palette.ink);
    let word = width(&theme.text("access-on"), style).max(width(&theme.text("access-off"), style));
    let gaps = theme.u(space::M * 2.0 + space::XS + space::S);
    name + word + theme.u(SWITCH) * 1.8 + gaps
}

/// The height that the longest explanation needs.
fn cell_height(ui: &Ui, theme: &Theme, choices: &[Choice], width: f32) -> f32 {
    let inside = width - theme.u(space::M) * 2.0;
    let words = choices
        .iter()
        .filter(|choice| !choice.what.is_empty())
        .map(|choice| {
            layout(ui, theme, &choice.what, what_style(theme), inside)
                .size()
                .y
        })
        .fold(0.0, f32::max);
    let words = if words > 0.0 {
        words + theme.u(4.0) + theme.u(space::S)
    } else {
        0.0
    };
    (head_height(theme) + words + theme.u(space::S)).max(theme.touch(LEAST))
}

/// Of the row with the name and the switch.
fn head_height(theme: &Theme) -> f32 {
    (theme.text_size(TextSize::Card) * 1.35).max(theme.u(52.0))
}

/// Its name and its switch, and below them what it does.
fn choice_ui(ui: &mut Ui, theme: &Theme, rect: Rect, choice: &Choice) -> Response {
    let palette = &theme.palette;
    let response = pressable(ui, rect, &choice.name, choice.possible, "access-choice");
    response.widget_info(|| {
        WidgetInfo::selected(
            WidgetType::SelectableLabel,
            choice.possible,
            choice.on,
            &choice.name,
        )
    });
    let outline = if choice.on {
        palette.lacquer
    } else {
        palette.line
    };
    let fill = match (choice.on, response.is_pointer_button_down_on()) {
        (true, _) => palette.lacquer_soft,
        (false, true) => palette.line,
        (false, false) => palette.paper,
    };
    ui.painter().rect(
        rect,
        radius(theme, corner::BUTTON),
        fill,
        stroke(theme, outline),
        StrokeKind::Inside,
    );
    focus_ring(ui, theme, &response, rect, corner::BUTTON);
    let said = if choice.what.is_empty() {
        (rect.height() - head_height(theme)) / 2.0
    } else {
        theme.u(space::S)
    };
    let mut inside = rect.shrink2(vec2(theme.u(space::M), said));
    let mut head = take_top(&mut inside, head_height(theme), theme.u(4.0));
    if choice.possible {
        switch_ui(ui, theme, &mut head, choice.on);
    }
    line(
        ui,
        theme,
        head,
        Align2::LEFT_CENTER,
        &choice.name,
        name_style(theme),
    );
    if !choice.what.is_empty() {
        text(ui, theme, inside, &choice.what, what_style(theme));
    }
    response
}

/// A switch at the right of `row`, with the word for where it is.
pub fn switch_ui(ui: &mut Ui, theme: &Theme, row: &mut Rect, on: bool) {
    let palette = &theme.palette;
    let style = TextStyle::bold(TextSize::Second, palette.ink).rows(1);
    let words = [theme.text("access-on"), theme.text("access-off")];
    let width = words
        .iter()
        .map(|word| layout(ui, theme, word, style, f32::INFINITY).size().x)
        .fold(0.0, f32::max);
    let height = theme.u(SWITCH);
    let track = take_right(row, height * 1.8, theme.u(space::XS));
    let track = Rect::from_center_size(track.center(), vec2(track.width(), height));
    let mut word = take_right(row, width, theme.u(space::S));
    let word = take_left(&mut word, width, 0.0);
    let said = if on { &words[0] } else { &words[1] };
    line(ui, theme, word, Align2::RIGHT_CENTER, said, style);
    let (ground, knob) = if on {
        (palette.sea, palette.card)
    } else {
        (palette.card, palette.soft)
    };
    let edge = if on { palette.sea } else { palette.soft };
    let round = egui::CornerRadius::same((height / 2.0) as u8);
    ui.painter().rect(
        track,
        round,
        ground,
        stroke(theme, edge),
        StrokeKind::Inside,
    );
    let x = if on {
        track.right() - height / 2.0
    } else {
        track.left() + height / 2.0
    };
    ui.painter()
        .circle_filled(pos2(x, track.center().y), height * 0.34, knob);
}

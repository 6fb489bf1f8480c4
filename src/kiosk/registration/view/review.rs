//! Draws everything that is filled in, to be read and changed before it is sent.

use egui::{Align2, Rect, Ui, pos2, vec2};

use super::people::{age_words, small_button_ui};
use super::{RegistrationAction, RegistrationFrame, Wanted, foot_ui, said_ui, trouble_ui};
use crate::kiosk::registration::form::{Question, grouped};
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::scroll::Scroll;
use crate::kiosk::theme::tokens::{TextSize, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, card, layout, line, take_left, take_right,
};

/// One line: what it is, what was said, and the question that changes it.
struct Line {
    name: String,
    said: String,
    question: Question,
}

/// Everything, and the one button that registers.
pub(super) fn review_ui(
    ui: &mut Ui,
    theme: &Theme,
    mut area: Rect,
    frame: &RegistrationFrame,
) -> Wanted {
    let fault = frame.form.check(&frame.entry.details).err();
    let (kind, action) = if fault.is_some() {
        (ButtonKind::Disabled, RegistrationAction::Done)
    } else {
        (ButtonKind::Main, RegistrationAction::Send)
    };
    let label = theme.text("register-send");
    let mut wanted = foot_ui(ui, theme, &mut area, &[(kind, label, action)]);
    if let Some(reason) = fault {
        let key = format!("registration-reason-{}", reason.key().replace('_', "-"));
        let style = TextStyle::bold(TextSize::Body, theme.palette.lacquer);
        said_ui(
            ui,
            theme,
            &mut area,
            &theme.text(&key),
            style,
            theme.u(space::S),
        );
    }
    trouble_ui(ui, theme, &mut area, frame.trouble);
    let style = TextStyle::regular(TextSize::Second, theme.palette.soft);
    let privacy = theme.text("register-privacy");
    let privacy_height = layout(ui, theme, &privacy, style, area.width()).size().y;
    let foot =
        crate::kiosk::theme::widgets::take_bottom(&mut area, privacy_height, theme.u(space::S));
    crate::kiosk::theme::widgets::text(ui, theme, foot, &privacy, style);
    let lines = lines(theme, frame);
    let gap = theme.u(space::S);
    let height = theme.touch(touch::CONTROL) + theme.u(space::M);
    Scroll::new(theme, area.expand2(vec2(theme.u(8.0), 0.0)))
        .bare()
        .show(ui, "review", |ui, _| {
            let origin = ui.max_rect().min;
            ui.set_height((height + gap) * lines.len() as f32);
            for (i, line) in lines.iter().enumerate() {
                let at = pos2(area.left(), origin.y + i as f32 * (height + gap));
                let rect = Rect::from_min_size(at, vec2(area.width(), height));
                wanted = line_ui(ui, theme, rect, line).or(wanted.take());
            }
        });
    wanted
}

fn lines(theme: &Theme, frame: &RegistrationFrame) -> Vec<Line> {
    let form = frame.form;
    let together = form.together == Some(true);
    let mut lines: Vec<_> = form
        .coming()
        .iter()
        .enumerate()
        .map(|(i, person)| Line {
            name: if together {
                theme.text_with("register-person", [("number", (i + 1).into())])
            } else {
                theme.text("register-review-you")
            },
            said: format!("{} · {}", person.written(), age_words(theme, person.age)),
            question: if together {
                Question::People
            } else {
                Question::Name(0)
            },
        })
        .collect();
    if form.needs_guardian() {
        let guardian = form
            .guardian
            .as_ref()
            .map(|name| name.text().trim().to_owned());
        lines.push(Line {
            name: theme.text("register-review-guardian"),
            said: theme.text_with(
                "register-review-consents",
                [("name", guardian.unwrap_or_default().into())],
            ),
            question: Question::Guardian,
        });
    }
    let number = form.phone_number();
    lines.push(Line {
        name: theme.text("register-review-phone"),
        said: if number.is_empty() {
            theme.text("register-review-no-phone")
        } else {
            format!("+86 {}", grouped(number))
        },
        question: Question::Phone,
    });
    lines
}

fn line_ui(ui: &mut Ui, theme: &Theme, rect: Rect, shown: &Line) -> Wanted {
    card(ui, theme, rect, false);
    let mut inside = rect.shrink2(vec2(theme.u(space::L), theme.u(space::M) / 2.0));
    let words = theme.text("register-change");
    let label = theme.text_with(
        "register-change-name",
        [("name", shown.name.clone().into())],
    );
    let style = TextStyle::bold(TextSize::Body, theme.palette.ink);
    let width = layout(ui, theme, &words, style, f32::INFINITY).size().x + theme.u(56.0);
    let at = take_right(
        &mut inside,
        width.max(theme.touch(touch::CONTROL)),
        theme.u(space::S),
    );
    let changed = small_button_ui(
        ui,
        theme,
        at,
        &words,
        &label,
        format!("{:?}", shown.question),
    );
    let width = (inside.width() * 0.26).max(theme.u(180.0));
    let name = take_left(&mut inside, width, theme.u(space::S));
    let soft = TextStyle::regular(TextSize::Body, theme.palette.soft);
    line(ui, theme, name, Align2::LEFT_CENTER, &shown.name, soft);
    let ink = TextStyle::bold(TextSize::Card, theme.palette.ink);
    line(ui, theme, inside, Align2::LEFT_CENTER, &shown.said, ink);
    changed.then_some(RegistrationAction::Ask(shown.question))
}

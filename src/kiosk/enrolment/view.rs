//! Draws the screens before a kiosk has something to show: the pairing code, then the first download.

use egui::{Align2, Rect, Ui, vec2};

use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::{TextSize, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, bar, button, button_width, card, line, take_bottom, text,
};

/// What a kiosk without content is doing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Preparing {
    /// Looking for its server.
    #[default]
    Searching,
    /// An admin has to approve this code.
    PairingCode(String),
    /// An admin said no.
    Refused,
    /// Enrolled; nothing has been published for its centre.
    NothingPublished,
    /// Fetching its first pack.
    Fetching {
        /// Bytes that are here.
        done_bytes: u64,
        /// Bytes in all.
        total_bytes: u64,
    },
}

/// One calm card in the middle. Returns whether a refused device shall ask again.
pub fn preparing_ui(ui: &mut Ui, theme: &Theme, server: &str, preparing: &Preparing) -> bool {
    let all = ui.max_rect();
    let size = vec2(
        (all.width() - theme.u(128.0)).min(theme.u(1100.0)),
        theme.u(560.0),
    );
    let rect = Rect::from_center_size(all.center(), size);
    card(ui, theme, rect, false);
    let mut inside = rect.shrink(theme.u(64.0));
    let name = TextStyle::bold(TextSize::Card, theme.palette.lacquer);
    let top = text(ui, theme, inside, &theme.text("product-name"), name);
    inside.min.y = top.bottom() + theme.u(space::S);
    let (heading, body) = words(theme, server, preparing);
    let heading = text(
        ui,
        theme,
        inside,
        &heading,
        TextStyle::bold(TextSize::Heading, theme.palette.ink),
    );
    inside.min.y = heading.bottom() + theme.u(space::S);
    if let Preparing::PairingCode(code) = preparing {
        let big = TextStyle::bold(TextSize::Clock, theme.palette.ink);
        let code = code.chars().map(String::from).collect::<Vec<_>>().join(" ");
        let mut row = inside;
        row.max.y = row.min.y + theme.u(150.0);
        line(ui, theme, row, Align2::LEFT_CENTER, &code, big);
        inside.min.y = row.max.y + theme.u(space::S);
    }
    if let Preparing::Fetching {
        done_bytes,
        total_bytes,
    } = preparing
    {
        let row = Rect::from_min_size(
            inside.min + vec2(0.0, theme.u(24.0)),
            vec2(inside.width(), theme.u(16.0)),
        );
        bar(
            ui,
            theme,
            row,
            *done_bytes as f32 / (*total_bytes).max(1) as f32,
            theme.palette.sea,
        );
        inside.min.y = row.max.y + theme.u(space::M);
    }
    text(
        ui,
        theme,
        inside,
        &body,
        TextStyle::regular(TextSize::Body, theme.palette.soft),
    );
    *preparing == Preparing::Refused && ask_again_ui(ui, theme, inside)
}

fn ask_again_ui(ui: &mut Ui, theme: &Theme, mut inside: Rect) -> bool {
    let label = theme.text("preparing-ask-again");
    let foot = take_bottom(&mut inside, theme.touch(touch::CONTROL), 0.0);
    let width = button_width(ui, theme, &label).min(foot.width());
    let rect = foot.with_max_x(foot.left() + width);
    button(ui, theme, rect, ButtonKind::Main, &label, "ask-again").clicked()
}

/// For example `12.3`.
fn megabytes(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / 1_000_000.0)
}

fn words(theme: &Theme, server: &str, preparing: &Preparing) -> (String, String) {
    let server = || [("server", server.to_owned().into())];
    match preparing {
        Preparing::Searching => (
            theme.text("preparing-searching"),
            theme.text_with("preparing-searching-more", server()),
        ),
        Preparing::PairingCode(_) => (
            theme.text("preparing-code"),
            theme.text_with("preparing-code-more", server()),
        ),
        Preparing::Refused => (
            theme.text("preparing-refused"),
            theme.text("preparing-refused-more"),
        ),
        Preparing::NothingPublished => (
            theme.text("preparing-nothing"),
            theme.text("preparing-nothing-more"),
        ),
        Preparing::Fetching {
            done_bytes,
            total_bytes,
        } => (
            theme.text("preparing-fetching"),
            theme.text_with(
                "preparing-fetching-more",
                [
                    ("done", megabytes(*done_bytes).into()),
                    ("total", megabytes(*total_bytes).into()),
                ],
            ),
        ),
    }
}

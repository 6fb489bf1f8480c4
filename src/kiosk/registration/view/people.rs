//! Draws who comes: names, ages, the list, and a guardian's consent.

use egui::{Align2, Rect, Ui, pos2, vec2};

use super::{RegistrationAction, RegistrationFrame, Wanted, foot_ui, said_ui, trouble_ui};
use crate::kiosk::registration::form::{AgeAnswer, Person, Question};
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::scroll::Scroll;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, button, button_sized, card, columns, focus_ring, layout, line,
    pressable, radius, stroke, take_bottom, take_left, take_right, text,
};
use crate::kiosk::writing::{Writing, keyboard_height_for, keyboard_ui, written_ui};
use crate::model::registration::{AgeBand, FAMILY_MAX};

/// The keyboard in name mode, what is written above it, and names that can be taken as they are.
pub(super) fn name_ui(
    ui: &mut Ui,
    theme: &Theme,
    stage: Rect,
    mut area: Rect,
    writing: &Writing,
    names: &[String],
) -> Wanted {
    let wanted_height = keyboard_height_for(theme, area.width(), writing);
    let field = theme.text_size(TextSize::Card) * 1.35 + theme.u(space::L);
    let row = theme.touch(touch::CONTROL);
    let needed = field + theme.u(space::M) + if names.is_empty() { 0.0 } else { row };
    // Within low reach there is no room for more than keys: what is written stands above, where nobody has to touch.
    let above = Rect::from_min_max(ui.max_rect().min, pos2(ui.max_rect().right(), stage.top()));
    let crowded = area.height() < wanted_height + needed;
    let stands_above = crowded && above.height() > field * 2.0;
    let keys_height = if stands_above {
        let mut ground = above.shrink(theme.u(space::PAGE));
        let edge = theme.u(space::M);
        ground.min.y = ground.top().max(ground.bottom() - field - edge * 2.0);
        card(ui, theme, ground, false);
        let hint = theme.text("register-name-hint");
        written_ui(ui, theme, ground.shrink(edge), writing, &hint);
        // Somewhat lower keys, so that names to choose stay within reach.
        let names_height = if names.is_empty() {
            0.0
        } else {
            row + theme.u(space::M)
        };
        wanted_height.min(area.height() - names_height)
    } else {
        wanted_height.min(area.height() * 0.72)
    };
    let keys = take_bottom(&mut area, keys_height, theme.u(space::M));
    let mut wanted = None;
    if !names.is_empty() && area.height() >= row {
        let names_row = take_bottom(&mut area, row, theme.u(space::S));
        let count = names.len().min(4);
        for (rect, name) in columns(names_row, count, theme.u(space::S))
            .into_iter()
            .zip(names)
        {
            if button(ui, theme, rect, ButtonKind::Plain, name, "guardian").clicked() {
                wanted = Some(RegistrationAction::GuardianIs(name.clone()));
            }
        }
    }
    if !stands_above {
        let height = area.height().min(field * 1.4);
        let rect = Align2::CENTER_CENTER.align_size_within_rect(vec2(area.width(), height), area);
        written_ui(ui, theme, rect, writing, &theme.text("register-name-hint"));
    }
    let done = theme.text("register-next");
    keyboard_ui(ui, theme, keys, writing, &done)
        .map(|typed| RegistrationAction::Name(Box::new(typed)))
        .or(wanted)
}

/// An age band in words.
pub(super) fn age_words(theme: &Theme, age: Option<AgeAnswer>) -> String {
    match age {
        Some(AgeAnswer::Band(band)) => theme.text(&format!("age-{}", band.key())),
        _ => theme.text("age-unsaid"),
    }
}

/// One large tile a band.
pub(super) fn age_ui(ui: &mut Ui, theme: &Theme, mut area: Rect, person: &Person) -> Wanted {
    let foot = take_bottom(&mut area, theme.touch(touch::CONTROL), theme.u(space::M));
    let width = theme.u(620.0).min(foot.width());
    let foot = Rect::from_min_max(pos2(foot.right() - width, foot.top()), foot.max);
    let label = theme.text("register-age-unsaid");
    let kind = if person.age == Some(AgeAnswer::Unsaid) {
        ButtonKind::Chosen
    } else {
        ButtonKind::Plain
    };
    let mut wanted = None;
    if button(ui, theme, foot, kind, &label, "unsaid").clicked() {
        wanted = Some(RegistrationAction::Age(AgeAnswer::Unsaid));
    }
    let style = TextStyle::regular(TextSize::Body, theme.palette.soft);
    let why = theme.text("register-age-why");
    said_ui(ui, theme, &mut area, &why, style, theme.u(space::M));
    let across = if Theme::upright(area) { 2 } else { 3 };
    let gap = theme.u(space::M);
    let down = AgeBand::ALL.len().div_ceil(across);
    let height = (area.height() - gap * (down as f32 - 1.0)) / down as f32;
    for (row, bands) in AgeBand::ALL.chunks(across).enumerate() {
        let top = area.top() + row as f32 * (height + gap);
        let rect = Rect::from_min_size(pos2(area.left(), top), vec2(area.width(), height));
        for (cell, band) in columns(rect, across, gap).into_iter().zip(bands) {
            let answer = AgeAnswer::Band(*band);
            let kind = if person.age == Some(answer) {
                ButtonKind::Chosen
            } else {
                ButtonKind::Plain
            };
            let label = age_words(theme, Some(answer));
            if button_sized(ui, theme, cell, kind, &label, TextSize::Heading, band.key()).clicked()
            {
                wanted = Some(RegistrationAction::Age(answer));
            }
        }
    }
    wanted
}

/// Everyone who comes, with ways to change, add and remove.
pub(super) fn list_ui(
    ui: &mut Ui,
    theme: &Theme,
    mut area: Rect,
    frame: &RegistrationFrame,
) -> Wanted {
    let people = frame.form.coming();
    let fault = frame.form.check(&frame.entry.details).err();
    let more = people.len() < FAMILY_MAX;
    let mut buttons = Vec::new();
    if more {
        let label = theme.text("register-add");
        buttons.push((ButtonKind::Plain, label, RegistrationAction::AddPerson));
    }
    let label = theme.text("register-everyone");
    buttons.push((ButtonKind::Main, label, RegistrationAction::PeopleDone));
    let mut wanted = foot_ui(ui, theme, &mut area, &buttons);
    let said = match fault {
        Some(reason @ crate::model::registration::RegistrationReason::NotForThisAge) => {
            let words = theme.text(&format!(
                "registration-reason-{}",
                reason.key().replace('_', "-")
            ));
            (words, theme.palette.lacquer)
        }
        _ => {
            let count = FAMILY_MAX - people.len();
            let words = theme.text_with("register-people-more", [("count", count.into())]);
            (words, theme.palette.soft)
        }
    };
    let style = TextStyle::regular(TextSize::Body, said.1);
    said_ui(ui, theme, &mut area, &said.0, style, theme.u(space::M));
    let gap = theme.u(space::S);
    let height = theme.touch(touch::CONTROL) + theme.u(space::M);
    Scroll::new(theme, area.expand2(vec2(theme.u(8.0), 0.0)))
        .bare()
        .show(ui, "people", |ui, _| {
            let origin = ui.max_rect().min;
            ui.set_height((height + gap) * people.len() as f32);
            for (i, person) in people.iter().enumerate() {
                let at = pos2(area.left(), origin.y + i as f32 * (height + gap));
                let rect = Rect::from_min_size(at, vec2(area.width(), height));
                wanted = person_ui(ui, theme, rect, i, person, people.len() > 1).or(wanted.take());
            }
        });
    wanted
}

fn person_ui(
    ui: &mut Ui,
    theme: &Theme,
    rect: Rect,
    i: usize,
    person: &Person,
    removable: bool,
) -> Wanted {
    card(ui, theme, rect, false);
    let mut inside = rect.shrink2(vec2(theme.u(space::L), theme.u(space::M) / 2.0));
    let mut wanted = None;
    let name = person.written();
    let mut actions = vec![(
        "register-change",
        RegistrationAction::Ask(Question::Name(i)),
    )];
    // Whoever stands here comes.
    if removable && i > 0 {
        actions.push(("register-remove", RegistrationAction::RemovePerson(i)));
    }
    for (key, action) in actions.into_iter().rev() {
        let words = theme.text(key);
        let label = theme.text_with(&format!("{key}-name"), [("name", name.clone().into())]);
        let style = TextStyle::bold(TextSize::Body, theme.palette.ink);
        let width = layout(ui, theme, &words, style, f32::INFINITY).size().x + theme.u(56.0);
        let at = take_right(
            &mut inside,
            width.max(theme.touch(touch::CONTROL)),
            theme.u(space::S),
        );
        if small_button_ui(ui, theme, at, &words, &label, (key, i)) {
            wanted = Some(action);
        }
    }
    let age = age_words(theme, person.age);
    let style = TextStyle::bold(TextSize::Card, theme.palette.ink);
    let width = layout(ui, theme, &name, style, f32::INFINITY).size().x;
    let width = width.min(inside.width() * 0.6);
    let name_rect = take_left(&mut inside, width, theme.u(space::M));
    line(ui, theme, name_rect, Align2::LEFT_CENTER, &name, style);
    let style = TextStyle::regular(TextSize::Body, theme.palette.soft);
    line(ui, theme, inside, Align2::LEFT_CENTER, &age, style);
    wanted
}

/// A button whose face is shorter than what is said aloud.
pub(super) fn small_button_ui(
    ui: &mut Ui,
    theme: &Theme,
    rect: Rect,
    words: &str,
    label: &str,
    salt: impl egui::AsId,
) -> bool {
    let response = pressable(ui, rect, label, true, salt);
    ui.painter().rect(
        rect,
        radius(theme, corner::BUTTON),
        theme.palette.paper,
        stroke(theme, theme.palette.line),
        egui::StrokeKind::Inside,
    );
    focus_ring(ui, theme, &response, rect, corner::BUTTON);
    let style = TextStyle::bold(TextSize::Body, theme.palette.ink);
    let galley = layout(ui, theme, words, style, f32::INFINITY);
    let at = Align2::CENTER_CENTER.align_size_within_rect(galley.size(), rect);
    ui.painter().galley(at.min, galley, theme.palette.ink);
    response.clicked()
}

/// What a guardian consents to, and what consenting says.
const CONSENT_WORDS: [&str; 2] = ["register-consent-what", "register-consent-data"];

/// A guardian's consent as it is laid out.
struct Consent {
    tick: String,
    tick_height: f32,
    words_height: f32,
}

impl Consent {
    /// Within this width, in points.
    fn of(ui: &Ui, theme: &Theme, width: f32, frame: &RegistrationFrame) -> Self {
        let form = frame.form;
        let guardian = form.guardian.as_ref();
        let guardian = guardian.map(|name| name.text().trim().to_owned());
        let children: Vec<_> = form
            .coming()
            .iter()
            .filter(|person| person.band().is_some_and(AgeBand::needs_guardian))
            .map(Person::written)
            .collect();
        let children = children.join(&theme.text("names-between"));
        let args = [
            ("name", guardian.unwrap_or_default().into()),
            ("children", children.into()),
        ];
        let tick = theme.text_with("register-consent-tick", args);
        let side = theme.touch(touch::CONTROL);
        let beside = width - side - theme.u(space::L) - theme.u(space::M) * 2.0;
        let tick_height = layout(ui, theme, &tick, tick_style(theme), beside).size().y;
        let words = CONSENT_WORDS.map(|key| {
            let words = layout(ui, theme, &theme.text(key), words_style(theme), width);
            words.size().y + theme.u(space::S)
        });
        Self {
            tick,
            tick_height: tick_height.max(side) + theme.u(space::M) * 2.0,
            words_height: words.iter().sum(),
        }
    }
}

fn tick_style(theme: &Theme) -> TextStyle {
    TextStyle::bold(TextSize::Card, theme.palette.ink)
}

fn words_style(theme: &Theme) -> TextStyle {
    TextStyle::regular(TextSize::Card, theme.palette.ink)
}

/// The height that a guardian's consent needs within this width, in points.
pub(super) fn consent_height(ui: &Ui, theme: &Theme, width: f32, frame: &RegistrationFrame) -> f32 {
    let edge = theme.u(space::L) * 2.0;
    let consent = Consent::of(ui, theme, width - edge, frame);
    let foot = theme.touch(touch::MAIN) + theme.u(space::M);
    consent.words_height + consent.tick_height + theme.u(space::M) + edge + foot
}

/// What a guardian says yes to, and the tick.
pub(super) fn consent_ui(
    ui: &mut Ui,
    theme: &Theme,
    mut area: Rect,
    frame: &RegistrationFrame,
) -> Wanted {
    let form = frame.form;
    let kind = if form.consents {
        ButtonKind::Main
    } else {
        ButtonKind::Disabled
    };
    let next = theme.text("register-next");
    let foot = [(kind, next, RegistrationAction::ConsentDone)];
    let mut wanted = foot_ui(ui, theme, &mut area, &foot);
    trouble_ui(ui, theme, &mut area, frame.trouble);
    card(ui, theme, area, false);
    let mut inside = area.shrink(theme.u(space::L));
    let consent = Consent::of(ui, theme, inside.width(), frame);
    let tick = &consent.tick;
    let side = theme.touch(touch::CONTROL);
    let row = take_bottom(&mut inside, consent.tick_height, theme.u(space::M));
    let response = pressable(ui, row, tick, true, "tick");
    response.widget_info(|| {
        egui::WidgetInfo::selected(egui::WidgetType::Checkbox, true, form.consents, tick)
    });
    let (fill, outline) = if form.consents {
        (theme.palette.sea_soft, theme.palette.sea)
    } else {
        (theme.palette.paper, theme.palette.soft)
    };
    let corners = radius(theme, corner::BUTTON);
    let inside_kind = egui::StrokeKind::Inside;
    ui.painter()
        .rect(row, corners, fill, stroke(theme, outline), inside_kind);
    focus_ring(ui, theme, &response, row, corner::BUTTON);
    let mut content = row.shrink(theme.u(space::M));
    let box_area = take_left(&mut content, side, theme.u(space::L));
    let small = Rect::from_center_size(box_area.center(), vec2(side, side) * 0.72);
    let thick = egui::Stroke::new(theme.u(5.0), outline);
    ui.painter().rect(
        small,
        radius(theme, corner::TAG),
        theme.palette.card,
        thick,
        inside_kind,
    );
    if form.consents {
        let at = |x: f32, y: f32| small.center() + vec2(x, y) * small.width();
        let mark = vec![at(-0.26, 0.02), at(-0.07, 0.22), at(0.3, -0.22)];
        let pen = egui::Stroke::new(theme.u(9.0), theme.palette.sea);
        ui.painter().add(egui::Shape::line(mark, pen));
    }
    let galley = layout(ui, theme, tick, tick_style(theme), content.width());
    let at = Align2::LEFT_CENTER.align_size_within_rect(galley.size(), content);
    ui.painter().galley(at.min, galley, theme.palette.ink);
    if response.clicked() {
        wanted = Some(RegistrationAction::Consents(!form.consents));
    }
    for key in CONSENT_WORDS {
        let rect = text(ui, theme, inside, &theme.text(key), words_style(theme));
        inside.min.y = rect.bottom() + theme.u(space::S);
    }
    wanted
}

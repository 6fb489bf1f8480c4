//! Draws the line: lying on a wide stage, standing on an upright one; and a year when it is open.

use egui::{Align2, CornerRadius, Rect, Response, Sense, Stroke, Ui, UiBuilder, pos2, vec2};

use super::geometry::{Geometry, is_low};
use super::strip::{jump_list_ui, jumps_ui};
use super::{TimelineState, jumps};
use crate::kiosk::exhibits::coming::{coming_ui, gone_into, leave, painted};
use crate::kiosk::exhibits::opened::{
    Open, Part, Turn, Words, opened_ui, second_style, text_style,
};
use crate::kiosk::exhibits::slider::{Slider, slider_ui};
use crate::kiosk::exhibits::{Scene, Step};
use crate::kiosk::shell::ShellAction;
use crate::kiosk::shell::view::header_ui;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    TextStyle, card, focus_ring, layout, line, picture_rounded, pressable, radius, take_bottom,
    take_left, take_top, text,
};
use crate::locale::Catalog;
use crate::model::exhibit::{Timeline, TimelineEntry};

/// Faster than this, in `u` a second, a finger stops the line and opens nothing, as in every list.
const CATCH_ABOVE: f32 = 200.0;

/// Draws the line, or the year that is open.
pub fn timeline_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    timeline: &Timeline,
    state: &TimelineState,
) -> Option<Step<TimelineState>> {
    let theme = scene.theme;
    let entries = &timeline.entries;
    let title = scene.exhibit.title.in_language(theme.language());
    let mut area = scene
        .stage
        .shrink2(vec2(theme.u(space::PAGE), theme.u(space::L)));
    let shell = header_ui(ui, theme, &mut area, title);
    let open = state.open.filter(|open| *open < entries.len());
    let place = ("years", &scene.exhibit.id);
    let coming = coming_ui(ui, theme, place, open.is_some());
    if let Some(index) = open {
        let open = Open {
            index,
            count: entries.len(),
            close: theme.text("timeline-all"),
        };
        let part = |at: usize| Some(part_of(theme, entries.get(at)?));
        let first = painted(ui);
        let turn = coming.draw(ui, area, |ui| opened_ui(ui, scene, area, &open, part));
        let shut = TimelineState {
            open: None,
            ..*state
        };
        return match (turn, shell) {
            (_, Some(ShellAction::Back)) | (Some(Turn::Close), _) => {
                if theme.moves() {
                    leave(ui, place, index, first);
                }
                Some(Step::Go(shut))
            }
            (Some(Turn::To(to)), _) => Some(Step::Go(opened(to))),
            (None, action) => action.map(Step::Shell),
        };
    }
    let line = |ui: &mut Ui| travel_ui(ui, scene, area, entries, state);
    let (mut next, geometry) = coming.in_place().draw(ui, area, line);
    let card = |entry: usize| geometry.card(entry as f32 - state.offset);
    let card = gone_into(ui, place).map(card);
    coming.gone_ui(ui, area, place, card);
    if !theme.moves() && ui.ctx().dragged_id().is_none() {
        next = next.at_rest(entries.len());
    }
    // Under a finger it moves with the finger alone.
    let held = ui.ctx().dragged_id().is_some() && next.velocity == 0.0;
    if !held && !next.still(entries.len()) {
        ui.ctx().request_repaint();
    }
    shell
        .map(Step::Shell)
        .or((next != *state).then_some(Step::Go(next)))
}

/// At an entry that is open: closed again, the line is there.
fn opened(entry: usize) -> TimelineState {
    TimelineState {
        offset: entry as f32,
        open: Some(entry),
        ..TimelineState::default()
    }
}

/// What is shown of an entry that is open.
fn part_of<'a>(theme: &Theme, entry: &'a TimelineEntry) -> Part<'a> {
    let language = theme.language();
    let heading = TextStyle::bold(TextSize::Heading, theme.palette.ink);
    let words = [
        (
            entry_year(theme.words(), entry).into(),
            second_style(theme),
            space::XS,
        ),
        (
            entry.heading.in_language(language).into(),
            heading,
            space::M,
        ),
        (
            entry.text.in_language(language).into(),
            text_style(theme),
            0.0,
        ),
    ];
    let words = words.into_iter().map(|(text, style, gap)| Words {
        text,
        style,
        gap: theme.u(gap),
    });
    let alt = entry.alt.in_language(language);
    Part {
        picture: entry.picture.as_deref().map(|path| (path, alt)),
        picture_share: 0.56,
        words: words.collect(),
    }
}

/// The line and the strip below it; where the visitor is afterwards, and where everything stands.
fn travel_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    mut area: Rect,
    entries: &[TimelineEntry],
    state: &TimelineState,
) -> (TimelineState, Geometry) {
    let theme = scene.theme;
    let upright = Theme::upright(area);
    let years: Vec<i32> = entries.iter().map(|entry| entry.year).collect();
    let low = is_low(theme, area);
    let gap = theme.u(space::S);
    let width = theme.touch(160.0);
    let per_row = ((area.width() + gap) / (width + gap)).max(2.0) as usize;
    let parts = jumps(&years, per_row * if upright { 2 } else { 1 });
    let strip = (!parts.is_empty()).then(|| {
        if low {
            return take_left(&mut area, width, theme.u(space::M));
        }
        let rows = parts.len().div_ceil(per_row);
        let height = rows as f32 * (theme.touch(touch::CONTROL) + gap) - gap;
        take_bottom(&mut area, height, theme.u(space::M))
    });
    let mut edges = scene.stage;
    if low && strip.is_some() {
        edges.min.x = area.min.x;
    }
    let (next, geometry) = line_ui(ui, scene, area, edges, entries, state);
    let here = state.nearest(entries.len());
    let jumped = strip.and_then(|strip| {
        if low {
            jump_list_ui(ui, scene, strip, &parts, here, entries.len())
        } else {
            jumps_ui(ui, theme, strip, &parts, per_row, here, entries.len())
        }
    });
    let next = match jumped {
        Some(first) => state.gliding_to(entries.len(), first),
        None => next,
    };
    (next, geometry)
}

/// The line itself under a finger, a wheel or the keyboard; and where everything stands.
fn line_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    area: Rect,
    edges: Rect,
    entries: &[TimelineEntry],
    state: &TimelineState,
) -> (TimelineState, Geometry) {
    let theme = scene.theme;
    let count = entries.len();
    let place = Geometry::new(theme, area, edges);
    let mut inner = ui.new_child(UiBuilder::new().id_salt("line").max_rect(place.area));
    inner.set_clip_rect(place.area.intersect(ui.clip_rect()));
    let ui = &mut inner;
    let seen = place.seen(state.offset, count);
    let asked = axis_ui(ui, theme, &place, entries, state);
    let mut next = moved_ui(ui, &place, count, state, asked);
    if seen.start == 0 {
        opening_ui(ui, scene, &place, state.offset);
    }
    let here = state.nearest(count);
    for i in seen {
        let entry = &entries[i];
        let at = i as f32 - state.offset;
        year_ui(
            ui,
            theme,
            &place,
            at,
            &entry_year(theme.words(), entry),
            i == here,
        );
        let rect = place.card(at);
        let label = entry_label(theme.words(), entry);
        let response = pressable(ui, rect, &label, true, i);
        card(ui, theme, rect, i == here);
        card_ui(ui, scene, rect, entry, place.upright);
        if response.gained_focus() {
            next = state.gliding_to(count, i);
        }
        focus_ring(
            ui,
            theme,
            &response,
            rect.shrink(theme.u(9.0)),
            corner::CARD,
        );
        if response.clicked() {
            next = opened(i);
        }
    }
    catch_ui(ui, theme, &place, &next);
    (next, place)
}

/// While the line runs a finger catches it and opens nothing, until it lifts.
fn catch_ui(ui: &Ui, theme: &Theme, place: &Geometry, next: &TimelineState) {
    let runs = next.pace().abs() * place.spacing > theme.u(CATCH_ABOVE);
    let key = ui.id().with("caught");
    let caught = ui.data(|data| data.get_temp(key)).unwrap_or(false);
    let held = caught && ui.input(|input| input.pointer.any_down());
    // Over the cards: a finger meets this one.
    let over = (runs || held).then(|| ui.interact(place.area, ui.id().with("catch"), Sense::DRAG));
    let on = |over: Response| runs || over.dragged() || over.is_pointer_button_down_on();
    ui.data_mut(|data| data.insert_temp(key, over.is_some_and(on)));
}

/// How the line moves now; `asked` is the entry that the keyboard or a screen reader asks for.
fn moved_ui(
    ui: &Ui,
    place: &Geometry,
    count: usize,
    state: &TimelineState,
    asked: Option<usize>,
) -> TimelineState {
    let under = ui.interact(place.area, ui.id().with("pull"), Sense::DRAG);
    let over = ui.ctx().read_response(ui.id().with("catch"));
    let response = over
        .filter(|over| over.dragged() || over.is_pointer_button_down_on())
        .unwrap_or(under);
    if response.dragged() {
        let velocity = ui.input(|input| input.pointer.velocity());
        let by = place.entries(response.drag_delta());
        return state.pulled(count, by, place.entries(velocity));
    }
    // A finger on a flung line stops it; one on a line at rest may be about to touch a card.
    if response.is_pointer_button_down_on() {
        return state.held();
    }
    let wheel = ui.input(|input| input.smooth_scroll_delta());
    let wheel = place.entries(vec2(wheel.x + wheel.y, wheel.y));
    if wheel != 0.0 && ui.rect_contains_pointer(place.area) {
        return state.pulled(count, wheel, 0.0);
    }
    if let Some(entry) = asked {
        return state.gliding_to(count, entry);
    }
    state.after(count, ui.input(|input| input.stable_dt).min(0.1))
}

/// The line from the first dot to the last, for whoever does not drag it; the entry that is asked for.
fn axis_ui(
    ui: &mut Ui,
    theme: &Theme,
    place: &Geometry,
    entries: &[TimelineEntry],
    state: &TimelineState,
) -> Option<usize> {
    let last = entries.len().saturating_sub(1);
    let edges = place.area.expand(theme.u(8.0));
    let dots = [0, last].map(|at| edges.clamp(place.dot(at as f32 - state.offset)));
    let stroke = Stroke::new(theme.u(6.0), theme.palette.line);
    ui.painter().line_segment(dots, stroke);
    // Asked again on the way, it goes on from where it was going.
    let going = TimelineState {
        offset: state.target.unwrap_or(state.offset),
        ..*state
    };
    let here = going.nearest(entries.len());
    // Between the cards and the years: a finger that looks about comes to all of them.
    let band = Rect::from_two_pos(dots[0], dots[1]).expand(place.stem * 0.4);
    let band = band.intersect(place.area);
    let sense = Sense::focusable_noninteractive();
    let response = ui.interact(band, ui.id().with("axis"), sense);
    let slider = Slider {
        label: &theme.text("timeline-line"),
        words: &entry_label(theme.words(), entries.get(here)?),
        value: here as f64,
        range: 0.0..=last as f64,
        step: 1.0,
        upright: place.upright,
        alone: true,
        unfocused: true,
        enabled: true,
    };
    let asked = slider_ui(ui, &response, &slider);
    focus_ring(ui, theme, &response, band, corner::TAG);
    asked.map(|entry| entry.round() as usize)
}

/// Before the first entry: what the line is about and how to travel on it.
fn opening_ui(ui: &mut Ui, scene: &Scene<'_>, place: &Geometry, offset: f32) {
    let theme = scene.theme;
    let first = place.card(-offset);
    let about = scene.exhibit.subtitle.in_language(theme.language());
    let hint = theme.text("timeline-hint");
    let low = is_low(theme, place.area);
    let size = if low {
        TextSize::Card
    } else {
        TextSize::Heading
    };
    let heading = TextStyle::bold(size, theme.palette.ink).rows(3);
    let second = TextStyle::regular(TextSize::Body, theme.palette.soft).rows(3);
    let gap = theme.u(space::S);
    let width = if place.upright {
        place.card.x
    } else {
        place.area.width() / 2.0 - place.card.x / 2.0 - theme.u(space::PAGE) * 2.0
    };
    let about_height = layout(ui, theme, about, heading, width).size().y;
    let height = about_height + gap + layout(ui, theme, &hint, second, width).size().y;
    // Where there is not the height for both, the hint is what is left out.
    let hinted = place.upright || height <= place.area.height();
    let height = if hinted { height } else { about_height };
    let min = if place.upright {
        pos2(first.left(), first.top() - theme.u(space::L) - height)
    } else {
        let right = first.left() - theme.u(space::PAGE);
        let top = first.center().y - height / 2.0;
        pos2(right - width, top.max(place.area.top()))
    };
    let rest = Rect::from_min_size(min, vec2(width, height));
    let above = text(ui, theme, rest, about, heading);
    if hinted {
        let below = Rect::from_min_max(pos2(min.x, above.bottom() + gap), rest.max);
        text(ui, theme, below, &hint, second);
    }
}

/// The dot and the year beside it, large for the one in the middle.
fn year_ui(ui: &mut Ui, theme: &Theme, place: &Geometry, at: f32, year: &str, here: bool) {
    let palette = &theme.palette;
    let dot = place.dot(at);
    let (style, color, size) = if here {
        let style = TextStyle::bold(TextSize::Heading, palette.lacquer);
        (style, palette.lacquer, 17.0)
    } else {
        let style = TextStyle::bold(TextSize::Card, palette.soft);
        (style, palette.soft, 11.0)
    };
    let touching = place.card(at);
    let end = if place.upright {
        pos2(touching.left(), dot.y)
    } else {
        pos2(dot.x, touching.bottom())
    };
    ui.painter()
        .line_segment([dot, end], Stroke::new(theme.u(4.0), palette.line));
    ui.painter().circle_filled(dot, theme.u(size), color);
    let anchor = if place.upright {
        Align2::RIGHT_CENTER
    } else {
        Align2::CENTER_CENTER
    };
    line(ui, theme, place.year(at), anchor, year, style);
}

/// What is on a card: the picture above or beside the words, as many of them as there is room for.
fn card_ui(ui: &mut Ui, scene: &Scene<'_>, rect: Rect, entry: &TimelineEntry, beside: bool) {
    let theme = scene.theme;
    let language = theme.language();
    let mut inside = rect.shrink(theme.u(4.0));
    // On a low card there is room for words alone.
    let pictured = beside || inside.height() >= theme.u(200.0);
    if let Some(path) = entry.picture.as_ref().filter(|_| pictured) {
        let round = radius(theme, corner::CARD - 4.0);
        let (shown, corners) = if beside {
            let width = inside.width() * 0.38;
            let corners = CornerRadius {
                ne: 0,
                se: 0,
                ..round
            };
            (take_left(&mut inside, width, 0.0), corners)
        } else {
            let height = inside.height() * 0.58;
            let corners = CornerRadius {
                sw: 0,
                se: 0,
                ..round
            };
            (take_top(&mut inside, height, 0.0), corners)
        };
        picture_rounded(ui, theme, scene.pictures, shown, path, "", corners);
    }
    let mut rest = inside.shrink2(vec2(theme.u(24.0), theme.u(space::S)));
    let heading = TextStyle::bold(TextSize::Card, theme.palette.ink);
    let rows = rows_in(theme, rest.height(), TextSize::Card, 1.35);
    let words = entry.heading.in_language(language);
    let written = text(ui, theme, rest, words, heading.rows(rows.clamp(1, 2)));
    rest.min.y = written.bottom() + theme.u(space::XS);
    let rows = rows_in(theme, rest.height(), TextSize::Second, 1.5);
    if rows > 0 {
        let second = TextStyle::regular(TextSize::Second, theme.palette.soft);
        let words = entry.text.in_language(language);
        text(ui, theme, rest, words, second.rows(rows));
    }
}

/// How many rows of a size fit in `height`.
fn rows_in(theme: &Theme, height: f32, size: TextSize, line_height: f32) -> usize {
    (height / (theme.text_size(size) * line_height).round()).max(0.0) as usize
}

/// What a card is called.
pub fn entry_label(words: &Catalog, entry: &TimelineEntry) -> String {
    let heading = entry.heading.in_language(words.language());
    format!("{} · {heading}", entry_year(words, entry))
}

/// What stands at an entry's year.
fn entry_year(words: &Catalog, entry: &TimelineEntry) -> String {
    if entry.label.is_empty() {
        year_words(words, entry.year)
    } else {
        entry.label.in_language(words.language()).to_owned()
    }
}

pub(super) fn year_words(words: &Catalog, year: i32) -> String {
    let key = if year < 0 {
        "timeline-year-bc"
    } else {
        "timeline-year"
    };
    // As text: a year is not grouped like a number.
    words.text_with(key, [("year", year.abs().to_string().into())])
}

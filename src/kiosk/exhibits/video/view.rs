//! Draws a film: its picture under the finger, what is said in it, the bar, the buttons, and the words beside it.

use egui::epaint::RectShape;
use egui::{
    Align2, Color32, CornerRadius, Rect, Sense, Shape, Stroke, StrokeKind, Ui, Vec2, WidgetInfo,
    WidgetType, pos2, vec2,
};

use super::play::{self, Event, KEY_SECS, SKIP_MS};
use super::{FilmFrame, FilmNow, FilmView, Phase, VideoState, place_in};
use crate::kiosk::exhibits::slider::{Slider, slider_ui};
use crate::kiosk::exhibits::{Scene, Step};
use crate::kiosk::shell::view::header_ui;
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::scroll::Scroll;
use crate::kiosk::theme::tokens::{TextSize, corner, space, touch};
use crate::kiosk::theme::widgets::{
    ButtonKind, TextStyle, button, button_width, centered_text, columns, focus_ring, layout, line,
    picture, radius, stroke, take_bottom, take_left, take_right, take_top, text,
};
use crate::model::exhibit::Video;
use crate::model::subtitles::said_at;

/// Draws the film on the scene's stage.
pub fn video_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    video: &Video,
    state: &VideoState,
) -> Option<Step<VideoState>> {
    let theme = scene.theme;
    let title = scene.exhibit.title.in_language(theme.language());
    let mut area = scene
        .stage
        .shrink2(vec2(theme.u(space::PAGE), theme.u(space::L)));
    let shell = header_ui(ui, theme, &mut area, title).map(Step::Shell);
    let places = Places::new(ui, theme, area, video);
    let film = Film::asked(scene, video, state, places.screen.size());
    let touched = [
        screen_ui(ui, scene, places.screen, video, state, &film),
        bar_ui(ui, theme, places.bar, video, state, &film),
        turns_ui(ui, theme, &places.turns, state, &film),
        choices_ui(ui, theme, &places.choices, video, state, &film),
        words_ui(ui, scene, places.words, video, state, &film),
    ];
    let over = film.frame.is_some_and(|frame| state.is_over(&frame));
    let found = [
        over.then_some(Event::Ended),
        film.broken.then_some(Event::Broken),
    ];
    let next = found
        .into_iter()
        .chain(touched)
        .flatten()
        .fold(*state, |state, event| {
            state.after(event, film.at_ms, video.length_ms)
        });
    shell.or((next != *state).then_some(Step::Go(next)))
}

/// Where everything is.
struct Places {
    screen: Rect,
    bar: Rect,
    /// Back, play or pause, on.
    turns: [Rect; 3],
    choices: Vec<Rect>,
    words: Rect,
}

impl Places {
    fn new(ui: &Ui, theme: &Theme, area: Rect, video: &Video) -> Self {
        if !Theme::upright(area) && area.height() < theme.u(640.0) {
            return Self::low(ui, theme, area, video);
        }
        let (mut area, small, gap) = (area, theme.u(space::S), theme.u(space::M));
        let (control, main) = (theme.touch(touch::CONTROL), theme.touch(touch::MAIN));
        let below = control + main + small * 2.0;
        let size = natural(video);
        let upright = Theme::upright(area);
        let mut column = if upright {
            let height = (area.width() * size.y / size.x).min(area.height() * 0.56);
            take_top(&mut area, height + below, small)
        } else {
            let room = vec2(area.width() * 0.68, area.height() - below);
            let width = (size * (room.x / size.x).min(room.y / size.y)).x;
            take_left(&mut area, width.max(theme.u(620.0)), theme.u(52.0))
        };
        let turns = take_bottom(&mut column, main, small);
        let bar = take_bottom(&mut column, control, small);
        let choices = choice_rows(ui, theme, area.width(), video);
        // Upright, all of the film's buttons stand together.
        let foot = if upright {
            take_top(&mut area, choices.0, gap)
        } else {
            take_bottom(&mut area, choices.0, gap)
        };
        Self {
            screen: within(column, video),
            bar,
            turns: thirds(turns, small),
            choices: choice_places(theme, foot, choices.1),
            words: area,
        }
    }

    /// Where there is little height every button stands beside the picture, and what is said has what they leave.
    fn low(ui: &Ui, theme: &Theme, mut area: Rect, video: &Video) -> Self {
        let (control, small) = (theme.touch(touch::CONTROL), theme.u(space::S));
        let width = area.width() * 0.44;
        let mut side = take_right(&mut area, width, theme.u(space::L));
        let bar = take_bottom(&mut area, control, small);
        let choices = choice_rows(ui, theme, side.width(), video);
        let foot = take_bottom(&mut side, choices.0, small);
        let skips = columns(take_bottom(&mut side, control, small), 2, small);
        let play = take_bottom(&mut side, control, small);
        let skip = |at: usize| skips.get(at).copied().unwrap_or(play);
        Self {
            screen: within(area, video),
            bar,
            turns: [skip(0), play, skip(1)],
            choices: choice_places(theme, foot, choices.1),
            words: side,
        }
    }
}

/// As large as a film's picture can be there, in its own shape.
fn within(area: Rect, video: &Video) -> Rect {
    let size = natural(video);
    let scale = (area.width() / size.x).min(area.height() / size.y);
    Rect::from_center_size(area.center(), size * scale.max(0.0))
}

fn natural(video: &Video) -> Vec2 {
    vec2(video.size.0.max(1) as f32, video.size.1.max(1) as f32)
}

fn thirds(row: Rect, gap: f32) -> [Rect; 3] {
    let width = (row.width() - gap * 2.0) / 3.0;
    [0.0, 1.0, 2.0].map(|at| {
        let left = row.left() + (width + gap) * at;
        Rect::from_min_size(pos2(left, row.top()), vec2(width, row.height()))
    })
}

/// How high the buttons for subtitles and sound are together in this width, and how many stand below each other and
/// beside each other.
fn choice_rows(ui: &Ui, theme: &Theme, width: f32, video: &Video) -> (f32, (usize, usize)) {
    let (control, gap) = (theme.touch(touch::CONTROL), theme.u(space::S));
    let count = if video.sound { 2 } else { 1 };
    let half = (width - gap * (count as f32 - 1.0)) / count as f32;
    let fits = choice_labels(theme)
        .iter()
        .all(|label| button_width(ui, theme, label) * 0.8 <= half);
    let (rows, across) = if fits { (1, count) } else { (count, 1) };
    let height = control * rows as f32 + gap * (rows as f32 - 1.0);
    (height, (rows, across))
}

fn choice_places(theme: &Theme, mut area: Rect, (rows, across): (usize, usize)) -> Vec<Rect> {
    let (control, gap) = (theme.touch(touch::CONTROL), theme.u(space::S));
    (0..rows)
        .flat_map(|_| columns(take_top(&mut area, control, gap), across, gap))
        .collect()
}

/// The longest words on the buttons for subtitles and sound.
fn choice_labels(theme: &Theme) -> [String; 4] {
    [
        "film-subtitles-on",
        "film-subtitles-off",
        "film-sound-on",
        "film-sound-off",
    ]
    .map(|key| theme.text(key))
}

/// What there is of the film in this frame.
struct Film {
    frame: Option<FilmFrame>,
    at_ms: u64,
    /// Whether it turned out that it cannot be played.
    broken: bool,
    /// The key of why it does not play.
    note: Option<&'static str>,
}

impl Film {
    /// Not begun, it is not asked for: a poster costs nothing.
    fn asked(scene: &Scene<'_>, video: &Video, state: &VideoState, size: Vec2) -> Self {
        let now = (scene.films.plays() && state.phase != Phase::Poster).then(|| {
            scene.films.film(&FilmView {
                path: video.film.clone(),
                size,
                playing: state.playing(),
                muted: state.muted,
                jump: state.jump,
            })
        });
        let frame = match now {
            Some(FilmNow::Shown(frame)) => Some(frame),
            _ => None,
        };
        let broken = now == Some(FilmNow::Broken);
        let note = if scene.films.plays() {
            broken.then_some("film-broken")
        } else {
            Some("film-absent")
        };
        Self {
            frame,
            at_ms: state.at_ms(frame.as_ref(), video.length_ms),
            broken,
            note,
        }
    }

    fn plays(&self) -> bool {
        self.note.is_none()
    }

    /// A button of this kind, if the film plays at all.
    fn kind(&self, kind: ButtonKind) -> ButtonKind {
        if self.plays() {
            kind
        } else {
            ButtonKind::Disabled
        }
    }
}

/// The picture, or the poster; a touch plays and pauses.
fn screen_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    area: Rect,
    video: &Video,
    state: &VideoState,
    film: &Film,
) -> Option<Event> {
    let theme = scene.theme;
    let shown = film.frame.and_then(|frame| frame.picture);
    let begun = film.plays() && state.phase != Phase::Ended;
    match shown.filter(|_| begun) {
        Some((id, size)) => {
            let rounded = radius(theme, corner::CARD);
            ui.painter().rect_filled(area, rounded, theme.palette.scrim);
            let fit = size * (area.width() / size.x).min(area.height() / size.y);
            let rect = Rect::from_center_size(area.center(), fit);
            let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
            // Only a picture that fills its place has its corners.
            let filled = (area.size() - fit).length() < 4.0;
            let rounded = if filled { rounded } else { CornerRadius::ZERO };
            let shape = RectShape::filled(rect, rounded, Color32::WHITE);
            ui.painter().add(shape.with_texture(id, whole));
        }
        // Said below, over the whole area.
        None => picture(
            ui,
            theme,
            scene.pictures,
            area,
            &video.poster,
            "",
            corner::CARD,
        ),
    }
    let response = ui.interact(area, ui.id().with("film"), Sense::click());
    let alt = video.alt.in_language(theme.language());
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Image, true, alt));
    focus_ring(ui, theme, &response, area, corner::CARD);
    if let Some(note) = film.note {
        note_ui(ui, theme, area, &theme.text(note));
        return None;
    }
    match state.phase {
        Phase::Poster => mark_ui(ui, theme, area, &watch_label(theme, video)),
        Phase::Paused => mark_ui(ui, theme, area, &theme.text("film-play")),
        Phase::Ended => mark_ui(ui, theme, area, &theme.text("film-again")),
        Phase::Playing if shown.is_none() => {
            note_ui(ui, theme, area, &theme.text("film-waiting"));
        }
        Phase::Playing => {}
    }
    if state.subtitles && matches!(state.phase, Phase::Playing | Phase::Paused) {
        subtitle_ui(ui, scene, area, video, film);
    }
    response.clicked().then_some(Event::Touched)
}

fn watch_label(theme: &Theme, video: &Video) -> String {
    let length = play::clock(video.length_ms);
    theme.text_with("film-watch-length", [("length", length.into())])
}

/// A triangle and its words in the middle of the picture.
fn mark_ui(ui: &Ui, theme: &Theme, area: Rect, words: &str) {
    let style = TextStyle::bold(TextSize::Card, theme.palette.on_scrim);
    let galley = layout(ui, theme, words, style.rows(1), area.width() * 0.7);
    let (gap, side) = (theme.u(space::S), theme.u(44.0));
    let inner = vec2(galley.size().x + gap + side, galley.size().y.max(side));
    let rect = Rect::from_center_size(area.center(), inner + vec2(theme.u(88.0), theme.u(56.0)));
    let ground = theme.palette.scrim.gamma_multiply(scrim_strength(theme));
    let rounded = radius(theme, (rect.height() / theme.u(1.0).max(0.01)) / 2.0);
    ui.painter().rect_filled(rect, rounded, ground);
    let at = Rect::from_center_size(area.center(), inner);
    let tip = |x: f32, y: f32| pos2(at.left() + side * x, at.center().y + side * y);
    ui.painter().add(Shape::convex_polygon(
        vec![tip(0.1, -0.5), tip(0.95, 0.0), tip(0.1, 0.5)],
        style.color,
        Stroke::NONE,
    ));
    let text = pos2(
        at.left() + side + gap,
        at.center().y - galley.size().y / 2.0,
    );
    ui.painter().galley(text, galley, style.color);
}

fn scrim_strength(theme: &Theme) -> f32 {
    if theme.comfort.high_contrast {
        1.0
    } else {
        0.9
    }
}

/// Words at the foot of the picture, on a ground of their own.
fn note_ui(ui: &mut Ui, theme: &Theme, area: Rect, words: &str) {
    let style = TextStyle::bold(TextSize::Card, theme.palette.on_scrim);
    let room = area.width() * 0.9 - theme.u(space::M) * 2.0;
    let width = even_width(ui, theme, words, style, room);
    let galley = layout(ui, theme, words, style, width);
    let size = galley.size() + vec2(theme.u(space::M) * 2.0, theme.u(space::S) * 1.5);
    let foot = area.shrink(theme.u(space::M));
    let rect = Align2::CENTER_BOTTOM.align_size_within_rect(size, foot);
    let ground = theme.palette.scrim.gamma_multiply(scrim_strength(theme));
    ui.painter()
        .rect_filled(rect, radius(theme, corner::TAG), ground);
    let inside = Rect::from_center_size(rect.center(), vec2(width, galley.size().y));
    centered_text(ui, theme, inside, words, style);
}

/// The width at which no row is much shorter than the others: a word alone in the last one reads badly.
fn even_width(ui: &Ui, theme: &Theme, words: &str, style: TextStyle, room: f32) -> f32 {
    let rows = |width: f32| layout(ui, theme, words, style, width).rows.len();
    let fewest = rows(room);
    if fewest == 1 {
        return room;
    }
    let (mut narrow, mut wide) = (room / 2.0, room);
    for _ in 0..5 {
        let middle = f32::midpoint(narrow, wide);
        if rows(middle) == fewest {
            wide = middle;
        } else {
            narrow = middle;
        }
    }
    wide
}

/// What is said at this moment, in the visitor's language.
fn subtitle_ui(ui: &mut Ui, scene: &Scene<'_>, area: Rect, video: &Video, film: &Film) {
    let theme = scene.theme;
    let file = video.subtitles.in_language(theme.language());
    let said = file
        .and_then(|file| scene.films.subtitles(file))
        .and_then(|cues| said_at(&cues, film.at_ms));
    if let Some(said) = said {
        note_ui(ui, theme, area, &said);
    }
}

/// The moment, the bar under the finger, and the length.
fn bar_ui(
    ui: &mut Ui,
    theme: &Theme,
    mut area: Rect,
    video: &Video,
    state: &VideoState,
    film: &Film,
) -> Option<Event> {
    let style = TextStyle::regular(TextSize::Second, theme.palette.ink);
    let length = play::clock(video.length_ms);
    let width = layout(ui, theme, &length, style, f32::INFINITY).size().x + theme.u(space::XS);
    let gap = theme.u(space::M);
    let left = take_left(&mut area, width, gap);
    let right = take_right(&mut area, width, gap);
    let at = play::clock(film.at_ms);
    line(ui, theme, left, Align2::LEFT_CENTER, &at, style);
    line(ui, theme, right, Align2::RIGHT_CENTER, &length, style);
    let share = play::share(film.at_ms, video.length_ms);
    let sense = if film.plays() {
        Sense::click_and_drag()
    } else {
        Sense::hover()
    };
    let response = ui.interact(area, ui.id().with("film-bar"), sense);
    let slider = Slider {
        label: &theme.text("film-bar"),
        words: &place_in(theme.words(), film.at_ms, video.length_ms),
        // Whole ones: a screen reader is not told of every frame.
        value: secs(film.at_ms).floor(),
        range: 0.0..=secs(video.length_ms),
        step: KEY_SECS,
        upright: false,
        alone: false,
        // An arrow begins no film and none anew.
        unfocused: matches!(state.phase, Phase::Playing | Phase::Paused),
        enabled: film.plays(),
    };
    let asked = slider_ui(ui, &response, &slider);
    focus_ring(ui, theme, &response, area, corner::BUTTON);
    draw_bar(ui, theme, area, video, share, film.plays());
    if response.is_pointer_button_down_on()
        && let Some(finger) = response.interact_pointer_pos()
    {
        let share = (finger.x - area.left()) / area.width().max(1.0);
        return Some(Event::Held(play::moment(share, video.length_ms)));
    }
    if state.held.is_some() {
        return Some(Event::Released);
    }
    asked.map(|secs| Event::To((secs * 1000.0).round() as u64))
}

fn secs(ms: u64) -> f64 {
    ms as f64 / 1000.0
}

fn draw_bar(ui: &Ui, theme: &Theme, area: Rect, video: &Video, share: f32, plays: bool) {
    let palette = &theme.palette;
    let thick = theme.u(14.0);
    let track = Rect::from_center_size(area.center(), vec2(area.width(), thick));
    let rounded = radius(theme, 7.0);
    ui.painter().rect(
        track,
        rounded,
        palette.line,
        stroke(theme, palette.line),
        StrokeKind::Inside,
    );
    let x = track.left() + track.width() * share;
    let done = Rect::from_min_max(track.min, pos2(x, track.max.y));
    if plays {
        ui.painter().rect_filled(done, rounded, palette.lacquer);
    }
    for chapter in &video.chapters {
        let share = play::share(chapter.at_ms, video.length_ms);
        let at = pos2(track.left() + track.width() * share, track.center().y);
        let mark = Rect::from_center_size(at, vec2(theme.u(5.0), thick));
        if chapter.at_ms > 0 {
            ui.painter().rect_filled(mark, 0.0, palette.card);
        }
    }
    if plays {
        let size = theme.u(22.0);
        let center = pos2(
            x.clamp(area.left() + size, area.right() - size),
            track.center().y,
        );
        let ring = Stroke::new(theme.u(4.0), palette.card);
        ui.painter().circle(center, size, palette.lacquer, ring);
    }
}

/// Back, play or pause, on.
fn turns_ui(
    ui: &mut Ui,
    theme: &Theme,
    places: &[Rect; 3],
    state: &VideoState,
    film: &Film,
) -> Option<Event> {
    let (key, kind) = match state.phase {
        Phase::Poster => ("film-watch", ButtonKind::Main),
        Phase::Playing => ("film-pause", ButtonKind::Plain),
        Phase::Paused => ("film-play", ButtonKind::Main),
        Phase::Ended => ("film-again", ButtonKind::Main),
    };
    let begun = state.phase != Phase::Poster;
    let skip = if begun {
        ButtonKind::Plain
    } else {
        ButtonKind::Disabled
    };
    let ways = [
        ("film-back", skip, Event::By(-SKIP_MS)),
        (key, kind, Event::Touched),
        ("film-on", skip, Event::By(SKIP_MS)),
    ];
    let mut wanted = None;
    for (i, (rect, (key, kind, event))) in places.iter().zip(ways).enumerate() {
        let kind = film.kind(kind);
        let touched = button(ui, theme, *rect, kind, &theme.text(key), ("film-turn", i)).clicked();
        if touched && kind != ButtonKind::Disabled {
            wanted = Some(event);
        }
    }
    wanted
}

/// Subtitles and sound.
fn choices_ui(
    ui: &mut Ui,
    theme: &Theme,
    places: &[Rect],
    video: &Video,
    state: &VideoState,
    film: &Film,
) -> Option<Event> {
    let silent = film.frame.is_some_and(|frame| frame.silent);
    let written = video.subtitles.in_language(theme.language()).is_some();
    let chosen = |on: bool| {
        if on {
            ButtonKind::Chosen
        } else {
            ButtonKind::Plain
        }
    };
    let subtitles = match (written, state.subtitles) {
        (false, _) => ("film-subtitles-none", ButtonKind::Disabled),
        (true, true) => ("film-subtitles-on", chosen(true)),
        (true, false) => ("film-subtitles-off", chosen(false)),
    };
    let sound = match (silent, state.muted) {
        (true, _) => ("film-sound-none", ButtonKind::Disabled),
        (false, true) => ("film-sound-off", chosen(false)),
        (false, false) => ("film-sound-on", chosen(true)),
    };
    let choices = [
        (subtitles, Event::Subtitles(!state.subtitles)),
        (sound, Event::Muted(!state.muted)),
    ];
    let mut wanted = None;
    for (i, (rect, ((key, kind), event))) in places.iter().zip(choices).enumerate() {
        let kind = film.kind(kind);
        let touched = button(ui, theme, *rect, kind, &theme.text(key), ("film-choice", i));
        if touched.clicked() && kind != ButtonKind::Disabled {
            wanted = Some(event);
        }
    }
    wanted
}

/// What is said of the film, and its chapters. Longer than its room it scrolls.
fn words_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    area: Rect,
    video: &Video,
    state: &VideoState,
    film: &Film,
) -> Option<Event> {
    let theme = scene.theme;
    let language = theme.language();
    let (gap, height) = (theme.u(space::S), theme.touch(touch::CONTROL));
    let begun = state.phase != Phase::Poster;
    let current = video
        .chapters
        .iter()
        .rposition(|chapter| begun && chapter.at_ms <= film.at_ms);
    let mut wanted = None;
    Scroll::new(theme, area).show(ui, ("film-words", &scene.exhibit.id), |ui, _| {
        let top = ui.max_rect().min;
        let mut rest = Rect::from_min_size(top, vec2(area.width(), f32::INFINITY));
        let style = TextStyle::regular(TextSize::Card, theme.palette.ink);
        let words = text(ui, theme, rest, video.text.in_language(language), style);
        rest.min.y = words.bottom() + theme.u(space::M);
        for (i, chapter) in video.chapters.iter().enumerate() {
            let row = Rect::from_min_size(rest.min, vec2(area.width(), height));
            rest.min.y += height + gap;
            let kind = film.kind(if current == Some(i) {
                ButtonKind::Chosen
            } else {
                ButtonKind::Plain
            });
            let title = chapter.title.in_language(language);
            let label = format!("{}  {title}", play::clock(chapter.at_ms));
            let touched = button(ui, theme, row, kind, &label, ("chapter", i));
            if touched.clicked() && kind != ButtonKind::Disabled {
                wanted = Some(Event::To(chapter.at_ms));
            }
        }
        ui.allocate_space(vec2(area.width(), rest.min.y - top.y));
    });
    wanted
}

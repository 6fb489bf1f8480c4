//! Speak-on-touch: a visitor who does not see the screen hears it, and chooses by a second tap.
//!
//! `explore` finds what is under the finger, this decides how it is said: by the pack's own recording where it has one,
//! else by espeak-ng (`voice`), with its words in a strip. Nothing here knows of any screen: each one tells where in it
//! the visitor is ([`Told`]), and that is said when it changes.

pub mod explore;
pub mod hold;
mod numbers;
mod pinyin;
mod script;
pub(in crate::kiosk) mod sentences;
pub mod view;
mod voice;

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use bevy::input::ButtonState;
use bevy::input::mouse::MouseButtonInput;
use bevy::input::touch::{TouchInput, TouchPhase};
use bevy::prelude::*;
use bevy::window::PrimaryWindow;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass};
use crossbeam_channel::{Receiver, Sender, bounded};

use super::content::Shown;
use super::exhibits;
use super::shell::view::access::Speech as Offer;
use super::sound::{self, Sound};
use super::theme::Theme;
use super::theme::fingers::Fingers;
use super::theme::widgets::take_bottom;
use super::visit::{Idle, LastTouch, Visit, idle, waits};
use super::{KioskSystems, Look, NextWake, Screen, ScreenSystems, Settings, WallClock};
use crate::locale::{self, Catalog};
use explore::{Explorer, Hints, Said};
use hold::Hold;
use voice::Request;

pub(super) fn plugin(app: &mut App) {
    let (requests, queue) = bounded(8);
    app.insert_resource(Speech {
        requests,
        state: Arc::new(AtomicU8::new(voice::UNKNOWN)),
        queue: Some(queue),
        caption: None,
        asking: false,
        spoke: false,
        spot: None,
        turned: None,
        hinted: false,
        hinting: None,
    })
    .init_resource::<Held>()
    .init_resource::<Told>()
    .add_systems(Startup, start)
    .add_systems(
        Update,
        (hold, listen, hint, say, stay_awake, keep_caption)
            .chain()
            .in_set(KioskSystems::Input),
    )
    .add_systems(
        EguiPrimaryContextPass,
        // Once the screen that was drawn has told where the visitor is.
        (announce, show)
            .chain()
            .after(super::show_shell)
            .after(ScreenSystems),
    );
}

/// What is spoken and who speaks it.
#[derive(Resource)]
pub struct Speech {
    requests: Sender<Request>,
    state: Arc<AtomicU8>,
    queue: Option<Receiver<Request>>,
    caption: Option<Caption>,
    /// Whether it asks if somebody is still there: that keeps nobody there.
    asking: bool,
    /// Whether it was chosen in the frame before.
    spoke: bool,
    /// Where the visitor was in the frame before.
    spot: Option<Spot>,
    /// Whether it was turned on, or off, by somebody who may not see: both languages are said then.
    turned: Option<bool>,
    /// Whether this visitor was told how to turn it on.
    hinted: bool,
    /// Since when that is being said.
    hinting: Option<Duration>,
}

/// What whoever does not see the screen is told of it: where in it they are, and what happened there.
#[derive(Resource, Default)]
pub struct Told {
    /// It.
    pub words: String,
    /// The exhibit that was drawn, if it was one.
    exhibit: Option<String>,
    /// In this language.
    language: String,
}

impl Told {
    /// Nothing yet of what is drawn for this visitor.
    pub(super) fn nothing(visit: &Visit) -> Self {
        Self {
            words: String::new(),
            exhibit: visit.exhibit.as_ref().map(|state| state.exhibit.clone()),
            language: visit.comfort.language.clone(),
        }
    }

    /// Whether it is of what the visitor sees next: a touch may just have opened something else.
    fn holds(&self, visit: &Visit) -> bool {
        let now = visit.exhibit.as_ref().map(|state| &state.exhibit);
        self.exhibit.as_ref() == now && self.language == visit.comfort.language
    }
}

/// Where a visitor is, and what is told of it.
#[derive(Debug, Clone, PartialEq)]
struct Spot {
    screen: Screen,
    name: String,
    told: String,
}

impl Spot {
    /// Whether it is another place than this one, whatever is told there.
    fn leaves(&self, before: &Self) -> bool {
        (self.screen, &self.name) != (before.screen, &before.name)
    }
}

/// What is said at a place after another one: its name and what is told of it, and at the same place only what is new.
fn arrival(before: Option<&Spot>, now: &Spot) -> Option<String> {
    let words = match before {
        Some(before) if !now.leaves(before) && now.told == before.told => return None,
        Some(before) if !now.leaves(before) => now.told.clone(),
        _ if now.told.is_empty() => now.name.clone(),
        _ => format!("{}\n{}", now.name, now.told),
    };
    Some(words).filter(|words| !words.trim().is_empty())
}

/// Fingers that are held.
#[derive(Resource, Default)]
struct Held(Hold);

/// What is said, until when it is read.
struct Caption {
    words: String,
    begun: Duration,
    /// How long it takes to read them.
    reads: Duration,
    until: Duration,
}

/// So long the words stay when the voice has come to their end, to be read to theirs.
const READ_ON: Duration = Duration::from_secs(4);

/// So long one is read, and about so long said: four Chinese characters a second, eleven letters.
fn reading_time(sign: char) -> Duration {
    Duration::from_millis(if sign.is_ascii() { 90 } else { 250 })
}

impl Caption {
    /// Words that are about to be said.
    fn new(words: &str, now: Duration) -> Self {
        let reads = words.chars().map(reading_time).sum();
        Self {
            words: words.replace('\n', "  ·  "),
            begun: now,
            reads,
            // Where nothing is heard, nothing else says when they can go.
            until: now + Duration::from_secs(2) + reads,
        }
    }

    /// How much of them is read, 0 to 1.
    fn share(&self, now: Duration) -> f32 {
        let read = now.saturating_sub(self.begun).as_secs_f32();
        (read / self.reads.as_secs_f32().max(0.1)).min(1.0)
    }

    /// They stay while they are being said.
    fn heard(&mut self, now: Duration) {
        self.until = self.until.max(now + READ_ON);
    }
}

impl Speech {
    /// Whether a visitor can choose it.
    pub fn offer(&self, settings: &Settings) -> Offer {
        match self.state.load(Ordering::Relaxed) {
            _ if !settings.access.speech => Offer::Off,
            voice::READY => Offer::Ready,
            _ => Offer::Missing,
        }
    }

    /// Says it in a language and shows its words.
    fn utter(&mut self, words: &str, catalog: &Catalog, now: Duration) {
        let script = script::ssml(words, &catalog.text("speech-voice"));
        self.ask(Request::Say(script));
        self.show(words, now);
    }

    /// A full queue means that the voice hangs: what is shown is read.
    fn ask(&self, request: Request) {
        self.requests.try_send(request).unwrap_or_default();
    }

    fn show(&mut self, words: &str, now: Duration) {
        self.caption = Some(Caption::new(words, now));
        self.asking = false;
    }

    fn quiet(&mut self) {
        self.ask(Request::Quiet);
        self.caption = None;
        self.asking = false;
        self.spot = None;
    }
}

fn start(mut speech: ResMut<Speech>, sound: Res<Sound>, settings: Res<Settings>) -> Result {
    let Some(queue) = speech.queue.take().filter(|_| settings.access.speech) else {
        return Ok(());
    };
    let (state, mouth) = (speech.state.clone(), sound.mouth());
    let words_per_min = settings.access.speech_words_per_min;
    std::thread::Builder::new()
        .name("speech".into())
        .spawn(move || voice::run(&queue, words_per_min, &mouth, &state))?;
    Ok(())
}

/// Two fingers held still turn it on and off, whatever is on the screen.
fn hold(
    mut contexts: EguiContexts,
    (mut touches, mut buttons): (MessageReader<TouchInput>, MessageReader<MouseButtonInput>),
    windows: Query<&Window, With<PrimaryWindow>>,
    mut held: ResMut<Held>,
    mut speech: ResMut<Speech>,
    mut visit: ResMut<Visit>,
    (settings, clock, look): (Res<Settings>, Res<WallClock>, Res<Look>),
    screen: Res<State<Screen>>,
    mut next: ResMut<NextState<Screen>>,
    mut touch: ResMut<LastTouch>,
    mut wake: ResMut<NextWake>,
) {
    /// A mouse is one finger more.
    const MOUSE: u64 = u64::MAX;
    let (now, panel) = (clock.steady(), look.0.panel);
    for touch in touches.read() {
        let at = egui::pos2(touch.position.x, touch.position.y);
        match touch.phase {
            TouchPhase::Started => held.0.down(touch.id, at, now),
            TouchPhase::Moved => held.0.moves(touch.id, at, &panel),
            TouchPhase::Ended | TouchPhase::Canceled => held.0.up(touch.id),
        }
    }
    let cursor = windows.single().ok().and_then(Window::cursor_position);
    let cursor = cursor.map(|at| egui::pos2(at.x, at.y));
    for button in buttons
        .read()
        .filter(|button| button.button == MouseButton::Left)
    {
        match (button.state, cursor) {
            (ButtonState::Pressed, Some(at)) => held.0.down(MOUSE, at, now),
            _ => held.0.up(MOUSE),
        }
    }
    if let Some(at) = cursor {
        held.0.moves(MOUSE, at, &panel);
    }
    match held.0.left(now, &panel) {
        Some(left) if !left.is_zero() => return wake.within(left),
        Some(_) => {}
        None => return,
    }
    let here = !matches!(screen.get(), Screen::Preparing | Screen::Staff);
    if !held.0.held(now, &panel) || !here || speech.offer(&settings) != Offer::Ready {
        return;
    }
    // They chose nothing else by the way.
    if let Ok(ctx) = contexts.ctx_mut() {
        ctx.with_plugin(Fingers::let_go);
    }
    visit.comfort.speak = !visit.comfort.speak;
    speech.turned = Some(visit.comfort.speak);
    touch.0 = now;
    if *screen.get() == Screen::Attract {
        next.set(Screen::Home);
    }
    wake.within(Duration::ZERO);
}

/// Whoever touched and does nothing more may not see what there is to do: how to hear it is said once, in every language.
fn hint(
    mut speech: ResMut<Speech>,
    settings: Res<Settings>,
    visit: Res<Visit>,
    screen: Res<State<Screen>>,
    (clock, touch): (Res<WallClock>, Res<LastTouch>),
    mut wake: ResMut<NextWake>,
) {
    if !screen.in_visit() {
        speech.hinted = false;
        return;
    }
    // Whoever goes on needs no more of it.
    if speech.hinting.is_some_and(|since| touch.0 > since) {
        speech.hinting = None;
        if !speech.spoke {
            speech.quiet();
        }
    }
    let wait = Duration::from_secs(settings.access.speech_hint_secs.into());
    let lost = *screen.get() == Screen::Home && !visit.comfort.speak && !visit.choosing;
    let wanted = lost && !wait.is_zero() && !speech.hinted;
    if !wanted || speech.offer(&settings) != Offer::Ready {
        return;
    }
    let now = clock.steady();
    let left = wait.saturating_sub(now.saturating_sub(touch.0));
    if !left.is_zero() {
        return wake.within(left);
    }
    speech.hinted = true;
    speech.hinting = Some(now);
    let catalog = locale::catalog(&visit.comfort.language);
    let words = in_every_language(catalog, "speech-hint");
    speech.utter(&words, catalog, now);
}

/// A text in the visitor's language, then in the others.
fn in_every_language(catalog: &Catalog, key: &str) -> String {
    catalog.text(key)
        + "
" + &in_other_languages(catalog, key)
}

fn in_other_languages(catalog: &Catalog, key: &str) -> String {
    let others = locale::languages().into_iter();
    let others = others.filter(|language| *language != catalog.language());
    let said: Vec<_> = others
        .map(|language| locale::catalog(language).text(key))
        .collect();
    said.join(
        "
",
    )
}

/// Taps are kept back while the visitor wants to hear first.
fn listen(
    mut contexts: EguiContexts,
    mut speech: ResMut<Speech>,
    visit: Res<Visit>,
    screen: Res<State<Screen>>,
    clock: Res<WallClock>,
) {
    let on = visit.comfort.speak && screen.in_visit() && *screen.get() != Screen::Staff;
    if !on && !speech.spoke {
        return;
    }
    let Ok(ctx) = contexts.ctx_mut() else {
        return;
    };
    if on {
        ctx.enable_accesskit();
    }
    // Two fingers scroll, wherever they are.
    ctx.with_plugin(|fingers: &mut Fingers| fingers.hear_all(on));
    ctx.plugin_or_default::<Explorer>()
        .lock()
        .turn(on, hints(locale::catalog(&visit.comfort.language)));
    if speech.spoke && !on {
        speech.quiet();
        if speech.turned.take() == Some(false) {
            let catalog = locale::catalog(&visit.comfort.language);
            let words = in_every_language(catalog, "speech-off");
            speech.utter(&words, catalog, clock.steady());
        }
    }
    speech.spoke = on;
}

fn hints(catalog: &Catalog) -> Hints {
    Hints {
        button: catalog.text("speech-button"),
        unavailable: catalog.text("speech-unavailable"),
        picture: catalog.text("speech-picture"),
        slider: catalog.text("speech-slider"),
        chosen: catalog.text("speech-chosen"),
        not_chosen: catalog.text("speech-not-chosen"),
    }
}

/// Says where the visitor has come to and what happened there, and asks before a visit ends.
fn announce(
    mut contexts: EguiContexts,
    mut speech: ResMut<Speech>,
    visit: Res<Visit>,
    shown: Res<Shown>,
    told: Res<Told>,
    screen: Res<State<Screen>>,
    settings: Res<Settings>,
    clock: Res<WallClock>,
    touch: Res<LastTouch>,
) {
    if !speech.spoke {
        return;
    }
    let catalog = locale::catalog(&visit.comfort.language);
    let now = clock.steady();
    let spot = spot(catalog, *screen.get(), &visit, &shown, &told);
    // Words of what has just been left would be said of what comes.
    let arrived = told
        .holds(&visit)
        .then(|| arrival(speech.spot.as_ref(), &spot));
    if let Some(words) = arrived.flatten() {
        let before = speech.spot.as_ref();
        let first = before.is_none();
        // What was touched last on the same screen can be touched again: one page after the other.
        if before.is_none_or(|before| spot.leaves(before))
            && let Ok(ctx) = contexts.ctx_mut()
        {
            ctx.with_plugin::<Explorer, _>(Explorer::arrive);
        }
        let words = if first && speech.turned.take() == Some(true) {
            // Whoever turned it on without seeing may read neither language.
            let intro = in_every_language(catalog, "speech-intro");
            intro
                + "
" + &in_other_languages(catalog, "speech-switch")
        } else if first {
            catalog.text("speech-intro")
        } else {
            words
        };
        speech.utter(&words, catalog, now);
    }
    if told.holds(&visit) {
        speech.spot = Some(spot);
    }
    let waits = waits(&settings.idle, &settings.access, &visit.comfort);
    let warned = matches!(idle(&waits, now.saturating_sub(touch.0)), Idle::Warning(_));
    if warned && !speech.asking {
        let words = catalog.text("speech-idle");
        speech.utter(&words, catalog, now);
        speech.asking = true;
    } else if !warned {
        speech.asking = false;
    }
}

fn spot(catalog: &Catalog, screen: Screen, visit: &Visit, shown: &Shown, told: &Told) -> Spot {
    // The menu lies over whatever the screen has to tell.
    let (name, told) = if visit.choosing {
        (catalog.text("access-title"), String::new())
    } else {
        (
            place_name(catalog, screen, visit, shown),
            told.words.clone(),
        )
    };
    Spot { screen, name, told }
}

fn place_name(catalog: &Catalog, screen: Screen, visit: &Visit, shown: &Shown) -> String {
    let exhibit = || {
        let state = visit.exhibit.as_ref()?;
        let exhibit = shown.manifest()?.exhibit(&state.exhibit)?;
        Some(exhibit.title.in_language(catalog.language()).to_owned())
    };
    match screen {
        Screen::Exhibit => exhibit().unwrap_or_default(),
        Screen::Calendar => catalog.text("calendar"),
        Screen::CheckIn => catalog.text("check-in-here"),
        Screen::Registration => catalog.text("register"),
        _ => catalog.text("speech-home"),
    }
}

/// Says what was touched: the pack's own recording of it, or the voice.
fn say(
    mut contexts: EguiContexts,
    mut speech: ResMut<Speech>,
    visit: Res<Visit>,
    shown: Res<Shown>,
    screen: Res<State<Screen>>,
    clock: Res<WallClock>,
) {
    if !speech.spoke {
        return;
    }
    let said = contexts
        .ctx_mut()
        .ok()
        .and_then(|ctx| ctx.with_plugin::<Explorer, _>(Explorer::take))
        .flatten();
    let Some(Said { words, label }) = said else {
        return;
    };
    let (catalog, now) = (locale::catalog(&visit.comfort.language), clock.steady());
    let recorded = (*screen.get() == Screen::Exhibit)
        .then_some(visit.exhibit.as_ref())
        .flatten()
        .and_then(|state| {
            let exhibit = shown.manifest()?.exhibit(&state.exhibit)?;
            let path = exhibits::recorded(exhibit, &state.place, catalog.language(), &label)?;
            sound::recording(&shown, path)
        });
    match recorded {
        Some(recording) => {
            speech.ask(Request::Play(recording));
            speech.show(&words, now);
        }
        None => speech.utter(&words, catalog, now),
    }
}

/// Who listens does not touch.
fn stay_awake(
    speech: Res<Speech>,
    sound: Res<Sound>,
    clock: Res<WallClock>,
    mut touch: ResMut<LastTouch>,
) {
    if speech.spoke && !speech.asking && sound.heard().speech {
        touch.0 = clock.steady().max(touch.0);
    }
}

/// The words of what is being said stay.
fn keep_caption(mut speech: ResMut<Speech>, sound: Res<Sound>, clock: Res<WallClock>) {
    if let Some(caption) = &mut speech.caption
        && sound.heard().speech
    {
        caption.heard(clock.steady());
    }
}

/// The line around what was spoken and its words.
fn show(
    mut contexts: EguiContexts,
    speech: Res<Speech>,
    look: Res<Look>,
    clock: Res<WallClock>,
    mut wake: ResMut<NextWake>,
) -> Result {
    if !speech.spoke && speech.caption.is_none() {
        return Ok(());
    }
    let theme = look.0.clone();
    let now = clock.steady();
    let ctx = contexts.ctx_mut()?;
    let about = ctx.with_plugin::<Explorer, _>(|explorer| explorer.focus());
    let about = about.flatten().filter(|_| speech.spoke);
    let caption = speech
        .caption
        .as_ref()
        .filter(|caption| now < caption.until);
    if let Some(caption) = caption {
        wake.within(caption.until - now);
    }
    let mut next_lines = None;
    let window = ctx.content_rect();
    egui::Area::new(egui::Id::new("speech"))
        .order(egui::Order::Tooltip)
        .fixed_pos(egui::Pos2::ZERO)
        .constrain(false)
        .interactable(false)
        .show(ctx, |ui| {
            let ui = ui.new_child(egui::UiBuilder::new().max_rect(window));
            if let Some(rect) = about {
                view::outline_ui(&ui, &theme, rect);
            }
            if let Some(caption) = caption {
                let stage = stage(&theme, window);
                let read = (caption.words.as_str(), caption.share(now));
                let next = view::caption_ui(&ui, &theme, stage, read, about);
                next_lines = next.map(|share| caption.reads.mul_f32(share - read.1));
            }
        });
    if let Some(next) = next_lines {
        wake.within(next);
    }
    Ok(())
}

fn stage(theme: &Theme, mut window: egui::Rect) -> egui::Rect {
    if !theme.comfort.reach {
        return window;
    }
    let height = window.height() * theme.panel.reach_share();
    take_bottom(&mut window, height, 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(screen: Screen, name: &str, told: &str) -> Spot {
        Spot {
            screen,
            name: name.to_owned(),
            told: told.to_owned(),
        }
    }

    #[test]
    fn another_place_is_named_and_at_the_same_one_only_what_is_new_is_said() {
        let said = |before: &Spot, now: &Spot| arrival(Some(before), now);
        let home = spot(Screen::Home, "Home", "");
        let typing = spot(Screen::CheckIn, "Check in", "Type your code");
        let answer = spot(Screen::CheckIn, "Check in", "Welcome, Lin");
        let nothing = spot(Screen::CheckIn, "Check in", "");
        assert_eq!(arrival(None, &home).as_deref(), Some("Home"));
        let arrived = said(&home, &typing);
        assert_eq!(arrived.as_deref(), Some("Check in\nType your code"));
        assert_eq!(said(&typing, &answer).as_deref(), Some("Welcome, Lin"));
        assert_eq!(said(&answer, &answer), None);
        assert_eq!(said(&answer, &nothing), None);
        assert_eq!(said(&answer, &home).as_deref(), Some("Home"));
    }

    #[test]
    fn words_stay_while_they_are_said_and_a_little_longer() {
        let secs = Duration::from_secs;
        let long = "a".repeat(600);
        let silent = Caption::new(&long, secs(0));
        assert_eq!(silent.until, secs(56));
        assert_eq!(Caption::new(&"字".repeat(600), secs(0)).until, secs(152));
        assert_eq!(silent.share(secs(27)), 0.5);
        assert_eq!(silent.share(secs(60)), 1.0);
        let mut spoken = Caption::new("Welcome", secs(0));
        assert!(spoken.until < secs(3));
        spoken.heard(secs(10));
        assert_eq!(spoken.until, secs(10) + READ_ON);
        // The voice was quicker than the reader: nothing goes sooner for it.
        let mut quick = Caption::new(&long, secs(0));
        quick.heard(secs(10));
        assert_eq!(quick.until, secs(56));
    }
}

//! Speak-on-touch: a visitor who does not see the screen hears it, and chooses by a second tap.
//!
//! `explore` finds what is under the finger, this decides how it is said: by the pack's own recording where it has one,
//! else by espeak-ng (`voice`), with its words in a strip. Nothing here knows of any screen.

pub mod explore;
mod numbers;
mod pinyin;
mod script;
pub mod view;
mod voice;

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use bevy::prelude::*;
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
        place: None,
    })
    .add_systems(Startup, start)
    .add_systems(
        Update,
        (listen, announce, say, stay_awake)
            .chain()
            .in_set(KioskSystems::Input),
    )
    .add_systems(
        EguiPrimaryContextPass,
        show.after(super::show_shell).after(ScreenSystems),
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
    place: Option<(Screen, String)>,
}

/// What is said, until when it is read.
struct Caption {
    words: String,
    until: Duration,
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
        // Read twice as slowly as it is spoken.
        let read = Duration::from_millis(2_000 + 180 * words.chars().count() as u64);
        self.caption = Some(Caption {
            words: words.replace('\n', "  ·  "),
            until: now + read.min(Duration::from_secs(20)),
        });
        self.asking = false;
    }

    fn quiet(&mut self) {
        self.ask(Request::Quiet);
        self.caption = None;
        self.asking = false;
        self.place = None;
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

/// Taps are kept back while the visitor wants to hear first.
fn listen(
    mut contexts: EguiContexts,
    mut speech: ResMut<Speech>,
    visit: Res<Visit>,
    screen: Res<State<Screen>>,
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
    }
    speech.spoke = on;
}

fn hints(catalog: &Catalog) -> Hints {
    Hints {
        button: catalog.text("speech-button"),
        unavailable: catalog.text("speech-unavailable"),
        picture: catalog.text("speech-picture"),
        chosen: catalog.text("speech-chosen"),
        not_chosen: catalog.text("speech-not-chosen"),
    }
}

/// Says where the visitor has come to, and asks before a visit ends.
fn announce(
    mut contexts: EguiContexts,
    mut speech: ResMut<Speech>,
    visit: Res<Visit>,
    shown: Res<Shown>,
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
    let name = place_name(catalog, *screen.get(), &visit, &shown);
    let place = Some((*screen.get(), name.clone()));
    if speech.place != place {
        let first = speech.place.is_none();
        speech.place = place;
        if let Ok(ctx) = contexts.ctx_mut() {
            ctx.with_plugin::<Explorer, _>(Explorer::arrive);
        }
        let words = if first {
            catalog.text("speech-intro")
        } else {
            name
        };
        speech.utter(&words, catalog, now);
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

/// The line around what was spoken and its words.
fn show(
    mut contexts: EguiContexts,
    speech: Res<Speech>,
    look: Res<Look>,
    clock: Res<WallClock>,
    mut wake: ResMut<NextWake>,
) -> Result {
    if !speech.spoke {
        return Ok(());
    }
    let theme = look.0.clone();
    let now = clock.steady();
    let ctx = contexts.ctx_mut()?;
    let about = ctx.with_plugin::<Explorer, _>(|explorer| explorer.focus());
    let about = about.flatten();
    let caption = speech
        .caption
        .as_ref()
        .filter(|caption| now < caption.until);
    if let Some(caption) = caption {
        wake.within(caption.until - now);
    }
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
                view::caption_ui(&ui, &theme, stage, &caption.words, about);
            }
        });
    Ok(())
}

fn stage(theme: &Theme, mut window: egui::Rect) -> egui::Rect {
    if !theme.comfort.reach {
        return window;
    }
    let height = window.height() * theme.panel.reach_share();
    take_bottom(&mut window, height, 0.0)
}

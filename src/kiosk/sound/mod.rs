//! Sound: narration that a visitor asked for, ambience under it, and a soft tap for a touch.
//!
//! What should be heard follows from where the visitor is: nobody starts or stops a recording. A kiosk without a card
//! is silent and says so where it matters.

mod player;
#[cfg(test)]
mod through_a_card;
mod volume;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bevy::input::ButtonState;
use bevy::input::mouse::MouseButtonInput;
use bevy::input::touch::{TouchInput, TouchPhase};
use bevy::prelude::*;
use crossbeam_channel::{Sender, bounded};

use super::content::{Shown, Waker};
use super::exhibits::video::stage::Films;
use super::exhibits::{self, Heard, Narration};
use super::visit::{LastTouch, Visit};
use super::{KioskSystems, Screen, Settings, WallClock};
use player::Command;
pub use player::{Recording, Wave};
use volume::volume_at;

pub(super) fn plugin(app: &mut App) {
    let (commands, queue) = bounded(32);
    let sound = Sound {
        commands,
        heard: Arc::default(),
        wanted: None,
        ambience: None,
        volume: None,
    };
    app.insert_resource(Start(Some((queue, sound.heard.clone()))))
        .insert_resource(sound)
        .add_systems(Startup, start)
        .add_systems(
            Update,
            (
                follow_volume,
                follow_place,
                follow_ambience,
                tap,
                stay_awake,
            )
                .chain()
                .in_set(KioskSystems::Input),
        );
}

/// What is heard and what should be.
#[derive(Resource)]
pub struct Sound {
    commands: Sender<Command>,
    heard: Arc<Mutex<Heard>>,
    wanted: Option<Narration>,
    ambience: Option<String>,
    volume: Option<f32>,
}

impl Sound {
    /// What is heard now.
    pub fn heard(&self) -> Heard {
        self.heard
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// How loud everything is now, 0 to 1.
    #[cfg(feature = "video")]
    pub fn volume(&self) -> f32 {
        self.volume.unwrap_or_default()
    }

    /// What speaks for a visitor who touches.
    pub fn mouth(&self) -> Mouth {
        Mouth(self.commands.clone())
    }

    /// A full queue means that the card hangs: what should be heard is said again with the next change.
    fn tell(&self, command: Command) -> bool {
        self.commands.try_send(command).is_ok()
    }
}

/// Says one thing after the other; the next one cuts the last.
#[derive(Clone)]
pub struct Mouth(Sender<Command>);

impl Mouth {
    /// Says this now, or nothing more.
    pub fn say(&self, said: Option<Said>) {
        self.0.try_send(Command::Say(said)).unwrap_or_default();
    }
}

/// What can be said.
#[derive(Debug)]
pub enum Said {
    /// What a voice made.
    Wave(Wave),
    /// A recording of the pack.
    Recording(Recording),
}

#[derive(Resource)]
struct Start(Option<(crossbeam_channel::Receiver<Command>, Arc<Mutex<Heard>>)>);

fn start(mut start: ResMut<Start>, waker: Option<Res<Waker>>) {
    let Some((queue, heard)) = start.0.take() else {
        return;
    };
    let wake = waker.map(|waker| waker.0.clone());
    let wake = move || {
        if let Some(wake) = &wake {
            wake();
        }
    };
    let thread = std::thread::Builder::new()
        .name("sound".into())
        .spawn(move || player::run(&queue, &heard, &wake));
    if let Err(error) = thread {
        tracing::error!(%error, "could not start the thread that plays sound");
    }
}

/// As loud as this time of day allows.
fn follow_volume(
    mut sound: ResMut<Sound>,
    settings: Res<Settings>,
    clock: Res<WallClock>,
    shown: Res<Shown>,
) {
    let local = clock.now().with_timezone(&shown.time_zone()).time();
    let volume = volume_at(&settings.sound, local);
    if sound.volume != Some(volume) && sound.tell(Command::Volume(volume)) {
        sound.volume = Some(volume);
    }
}

/// Speaks what belongs to the visitor's place, and stops when it is left.
fn follow_place(
    mut sound: ResMut<Sound>,
    screen: Res<State<Screen>>,
    visit: Res<Visit>,
    shown: Res<Shown>,
) {
    let wanted = if *screen.get() == Screen::Exhibit {
        visit.exhibit.as_ref().and_then(|state| {
            let exhibit = shown.manifest()?.exhibit(&state.exhibit)?;
            exhibits::narration(exhibit, &state.place, &visit.comfort.language)
        })
    } else {
        None
    };
    if wanted == sound.wanted {
        return;
    }
    let recording = wanted.as_ref().and_then(|wanted| {
        let recording = recording(&shown, &wanted.path)?;
        Some((wanted.clone(), recording))
    });
    if sound.tell(Command::Narrate(recording)) {
        sound.wanted = wanted;
    }
}

/// The pack's ambience, in a visit and while nobody is there; never under a film or while staff work.
fn follow_ambience(
    mut sound: ResMut<Sound>,
    screen: Res<State<Screen>>,
    shown: Res<Shown>,
    films: Option<Res<Films>>,
) {
    let quiet = matches!(screen.get(), Screen::Staff | Screen::Preparing)
        || films.is_some_and(|films| films.heard());
    let wanted = shown
        .manifest()
        .and_then(|manifest| manifest.ambience.clone())
        .filter(|_| !quiet);
    if wanted == sound.ambience {
        return;
    }
    let recording = wanted.as_ref().and_then(|path| recording(&shown, path));
    if sound.tell(Command::Ambience(recording)) {
        sound.ambience = wanted;
    }
}

/// Where a recording of the pack is.
pub fn recording(shown: &Shown, path: &str) -> Option<Recording> {
    let file = shown.manifest()?.files.get(path)?;
    let blobs = &shown.content.as_ref()?.blobs;
    Some(Recording {
        path: blobs.path(&file.sha256),
        sha256: file.sha256.clone(),
    })
}

/// A soft tap under every finger.
fn tap(
    mut touches: MessageReader<TouchInput>,
    mut buttons: MessageReader<MouseButtonInput>,
    sound: Res<Sound>,
    settings: Res<Settings>,
) {
    let fingers = touches
        .read()
        .filter(|touch| touch.phase == TouchPhase::Started)
        .count();
    let clicks = buttons
        .read()
        .filter(|button| button.state == ButtonState::Pressed)
        .count();
    if settings.sound.touch && fingers + clicks > 0 {
        sound.tell(Command::Tap);
    }
}

/// Who listens does not touch: a visit does not end under a narration.
fn stay_awake(sound: Res<Sound>, clock: Res<WallClock>, mut touch: ResMut<LastTouch>) {
    if sound.wanted.is_some() && sound.heard().speaking() {
        touch.0 = clock.steady().max(touch.0);
    }
}

/// How long sound takes to come and go.
const FADE: Duration = Duration::from_millis(300);

//! The thread that plays: one card, one narration, one ambience, and what is said of a touch.
//!
//! The card is opened with the first sound and given back after the last: a silent kiosk costs nothing.

use std::io::Cursor;
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError};
use rodio::buffer::SamplesBuffer;
use rodio::source::Source as _;
use rodio::{Decoder, DeviceSinkBuilder, MixerDeviceSink, Player};

use super::volume::{ambience_share, faded};
use super::{FADE, Said};
use crate::kiosk::exhibits::{Heard, Narration};
use crate::pack::blobs;

/// How often fades go on and ends are noticed.
const STEP: Duration = Duration::from_millis(50);
/// Steps of silence after which the card is given back.
const IDLE_STEPS: u32 = 100;
/// How loud a tap is beside a voice.
const TAP_SHARE: f32 = 0.35;
static TAP: &[u8] = include_bytes!("../../../assets/sounds/tap.wav");

/// What should be heard.
#[derive(Debug)]
pub enum Command {
    /// Speak this, or nothing.
    Narrate(Option<(Narration, Recording)>),
    /// Play this under everything, or nothing.
    Ambience(Option<Recording>),
    /// Say this over everything, or nothing.
    Say(Option<Said>),
    /// A finger touched.
    Tap,
    /// How loud everything is, 0 to 1.
    Volume(f32),
}

/// A file of the pack and what it must be.
#[derive(Debug, Clone)]
pub struct Recording {
    /// Where it is.
    pub path: PathBuf,
    /// What it must be.
    pub sha256: String,
}

/// Sound of one channel.
#[derive(Clone)]
pub struct Wave {
    /// Samples a second.
    pub rate: u32,
    /// From -1 to 1.
    pub samples: Vec<f32>,
}

impl std::fmt::Debug for Wave {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{} samples", self.samples.len())
    }
}

/// Plays until the queue is closed. `wake` is called when something ended.
pub(super) fn run(queue: &Receiver<Command>, heard: &Mutex<Heard>, wake: &dyn Fn()) {
    let mut desk = Desk {
        card: None,
        missing: false,
        volume: 1.0,
        share: 1.0,
        voice_share: 1.0,
        voice: None,
        said: None,
        ambience: None,
        idle: 0,
    };
    loop {
        let command = if desk.busy() {
            queue.recv_timeout(STEP)
        } else {
            queue.recv().map_err(|_| RecvTimeoutError::Disconnected)
        };
        match command {
            Ok(command) => desk.take(command, heard),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        if desk.step(heard) {
            wake();
        }
    }
}

struct Desk {
    card: Option<MixerDeviceSink>,
    /// Whether there was none when one was last looked for: a tap is no reason to look again.
    missing: bool,
    volume: f32,
    /// Of ambience, while it makes way or comes back.
    share: f32,
    /// Of the narration, while something is said of a touch.
    voice_share: f32,
    voice: Option<Player>,
    said: Option<Player>,
    ambience: Option<Player>,
    idle: u32,
}

impl Desk {
    /// Whether there is anything to step for.
    fn busy(&self) -> bool {
        self.card.is_some()
    }

    fn take(&mut self, command: Command, heard: &Mutex<Heard>) {
        self.idle = 0;
        match command {
            Command::Narrate(None) => {
                self.voice = None;
                tell(heard, |heard| heard.narration = None);
            }
            Command::Narrate(Some((narration, recording))) => {
                self.voice = None;
                let started = self.play(&recording, false);
                tell(heard, |heard| {
                    heard.silent = started.is_none();
                    heard.ended = started.is_none();
                    heard.narration = Some(narration);
                });
                self.voice = started;
            }
            Command::Ambience(None) => self.ambience = None,
            Command::Ambience(Some(recording)) => {
                self.ambience = None;
                self.ambience = self.play(&recording, true);
            }
            Command::Say(said) => {
                self.said = None;
                self.said = said.and_then(|said| match said {
                    Said::Wave(wave) => self.speak(wave),
                    Said::Recording(recording) => self.play(&recording, false),
                });
                let speaks = self.said.is_some();
                tell(heard, |heard| heard.speech = speaks);
            }
            Command::Tap => self.tap(),
            Command::Volume(volume) => {
                self.volume = volume;
                for player in [&self.voice, &self.said].into_iter().flatten() {
                    player.set_volume(volume);
                }
            }
        }
    }

    /// One step of fades and ends; whether the screen should know.
    fn step(&mut self, heard: &Mutex<Heard>) -> bool {
        let ended = self.voice.as_ref().is_some_and(Player::empty);
        if ended {
            self.voice = None;
            tell(heard, |heard| heard.ended = true);
        }
        let silent = self.said.as_ref().is_some_and(Player::empty);
        if silent {
            self.said = None;
            tell(heard, |heard| heard.speech = false);
        }
        let says = self.said.is_some();
        let fade = |now, wanted| faded(now, wanted, STEP.as_secs_f32(), FADE.as_secs_f32());
        self.share = fade(self.share, ambience_share(self.voice.is_some() || says));
        self.voice_share = fade(self.voice_share, ambience_share(says));
        if let Some(voice) = &self.voice {
            voice.set_volume(self.volume * self.voice_share);
        }
        if let Some(ambience) = &self.ambience {
            ambience.set_volume(self.volume * self.share);
        }
        if self.voice.is_none() && self.ambience.is_none() && self.said.is_none() {
            self.idle += 1;
            if self.idle > IDLE_STEPS {
                self.card = None;
            }
        }
        ended || silent
    }

    fn card(&mut self) -> Option<&MixerDeviceSink> {
        if self.card.is_none() {
            match DeviceSinkBuilder::open_default_sink() {
                Ok(mut card) => {
                    card.log_on_drop(false);
                    self.missing = false;
                    self.card = Some(card);
                }
                Err(error) => {
                    self.missing = true;
                    tracing::info!(%error, "there is no sound card: running silent");
                }
            }
        }
        self.card.as_ref()
    }

    fn play(&mut self, recording: &Recording, over_and_over: bool) -> Option<Player> {
        // Read whole and verified, as a picture is: what rotted on the disk is not heard.
        let bytes = match blobs::read_verified(&recording.path, &recording.sha256) {
            Ok(bytes) => bytes,
            Err(error) => {
                tracing::warn!(%error, blob = recording.sha256, "a recording cannot be read");
                return None;
            }
        };
        let decoder = match Decoder::new(Cursor::new(Arc::<[u8]>::from(bytes))) {
            Ok(decoder) => decoder,
            Err(error) => {
                tracing::warn!(%error, blob = recording.sha256, "a recording cannot be played");
                return None;
            }
        };
        let volume = self.volume;
        let player = Player::connect_new(self.card()?.mixer());
        player.set_volume(volume);
        if over_and_over {
            player.append(decoder.repeat_infinite().fade_in(FADE * 4));
        } else {
            player.append(decoder.fade_in(FADE / 6));
        }
        Some(player)
    }

    fn speak(&mut self, wave: Wave) -> Option<Player> {
        let (one, rate) = (NonZero::<u16>::MIN, NonZero::new(wave.rate)?);
        let volume = self.volume;
        let player = Player::connect_new(self.card()?.mixer());
        player.set_volume(volume);
        player.append(SamplesBuffer::new(one, rate, wave.samples));
        Some(player)
    }

    fn tap(&mut self) {
        let volume = self.volume * TAP_SHARE;
        if volume <= 0.0 || self.missing {
            return;
        }
        if let (Ok(tap), Some(card)) = (Decoder::new(Cursor::new(TAP)), self.card()) {
            card.mixer().add(tap.amplify(volume));
        }
    }
}

fn tell(heard: &Mutex<Heard>, change: impl FnOnce(&mut Heard)) {
    change(&mut heard.lock().unwrap_or_else(PoisonError::into_inner));
}

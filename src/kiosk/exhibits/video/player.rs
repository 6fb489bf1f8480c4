//! The thread that plays one film: GStreamer decodes it, hands over its pictures, and plays its sound.
//!
//! The screen says what it wants and takes the newest picture; it never waits. A film is verified before a byte of it
//! is decoded, only the two containers that a pack may hold are opened, and nothing is fetched from anywhere.

mod pipeline;

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use gstreamer as gst;

use self::pipeline::Pipeline;
use super::paint::Frame;
use super::play::Jump;
use crate::pack::blobs;

/// How often a film that should go on is looked at, and how often it may have stood still in a row.
const LOOK: Duration = Duration::from_secs(2);
const STALLS_MAX: u32 = 3;

/// A film of the pack and what it must be.
#[derive(Debug, Clone)]
pub(super) struct Film {
    pub(super) path: PathBuf,
    pub(super) sha256: String,
    /// As its author's check found it: `video/mp4` or `video/webm`.
    pub(super) media_type: String,
}

/// What is wanted of the film.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Wish {
    pub(super) playing: bool,
    /// 0 to 1.
    pub(super) volume: f32,
    pub(super) jump: Jump,
}

/// Why a film cannot be played.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FilmFault {
    /// The file is not there, or not what was published.
    Missing(String),
    /// It is what was published, and cannot be played here.
    Unplayable(String),
}

/// Where the film is.
#[derive(Debug, Clone, Default)]
pub(super) struct Now {
    pub(super) at_ms: u64,
    /// The last jump it has made.
    pub(super) take: u32,
    pub(super) ended: bool,
    pub(super) silent: bool,
    pub(super) fault: Option<FilmFault>,
}

/// A film that is played; dropped, it stops.
pub(super) struct Player {
    desk: Arc<Desk>,
    notes: Sender<Note>,
}

/// What the thread and the screen share.
struct Desk {
    wish: Mutex<Wish>,
    now: Mutex<Now>,
    /// The newest picture that the screen has not taken: an older one is late, and gone.
    frame: Mutex<Option<Frame>>,
    stopped: AtomicBool,
    wake: Box<dyn Fn() + Send + Sync>,
}

/// What the thread wakes for.
enum Note {
    /// There is another wish, or none any more.
    Look,
    /// Every jump and change has been made.
    Settled,
    /// The film has come to its end.
    Ended,
    /// It does not go on: why, and whether only its sound is to blame.
    Failed { reason: String, sound: bool },
}

impl Player {
    /// Begins to open a film; `wake` is called from other threads when there is something new.
    pub(super) fn start(film: Film, wake: Box<dyn Fn() + Send + Sync>) -> std::io::Result<Self> {
        let (notes, queue) = bounded(64);
        let desk = Arc::new(Desk {
            wish: Mutex::default(),
            now: Mutex::default(),
            frame: Mutex::default(),
            stopped: AtomicBool::new(false),
            wake,
        });
        let player = Self {
            desk: desk.clone(),
            notes: notes.clone(),
        };
        std::thread::Builder::new()
            .name("film".into())
            .spawn(move || {
                if let Err(fault) = run(&film, &desk, &notes, &queue) {
                    desk.tell(|now| now.fault = Some(fault));
                    (desk.wake)();
                }
            })?;
        Ok(player)
    }

    pub(super) fn want(&self, wish: Wish) {
        let mut wanted = lock(&self.desk.wish);
        if *wanted != wish {
            *wanted = wish;
            // A full queue is read soon, and the wish with it.
            self.notes.try_send(Note::Look).unwrap_or_default();
        }
    }

    pub(super) fn now(&self) -> Now {
        lock(&self.desk.now).clone()
    }

    /// The newest picture, once.
    pub(super) fn take_frame(&self) -> Option<Frame> {
        lock(&self.desk.frame).take()
    }
}

impl Drop for Player {
    fn drop(&mut self) {
        self.desk.stopped.store(true, Ordering::Relaxed);
        self.notes.try_send(Note::Look).unwrap_or_default();
    }
}

impl Desk {
    fn tell(&self, change: impl FnOnce(&mut Now)) {
        change(&mut lock(&self.now));
    }

    /// A picture has its moment.
    fn show(&self, frame: Frame) {
        self.tell(|now| now.at_ms = frame.at_ms);
        *lock(&self.frame) = Some(frame);
        (self.wake)();
    }
}

fn lock<T>(shared: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Plays until nobody wants it any more.
fn run(
    film: &Film,
    desk: &Arc<Desk>,
    notes: &Sender<Note>,
    queue: &Receiver<Note>,
) -> Result<(), FilmFault> {
    let missing = |error: std::io::Error| FilmFault::Missing(error.to_string());
    if blobs::hash_file(&film.path).map_err(missing)? != film.sha256 {
        let reason = "the file on disk is not what was published".to_owned();
        return Err(FilmFault::Missing(reason));
    }
    let broken = |error: gst::glib::Error| FilmFault::Unplayable(error.to_string());
    gst::init().map_err(broken)?;
    let mut silent = false;
    loop {
        let pipeline = Pipeline::open(film, silent, desk, notes).map_err(FilmFault::Unplayable)?;
        let stop = follow(&pipeline, desk, queue);
        drop(pipeline);
        // What it still said is not said of the next one.
        queue.try_iter().for_each(drop);
        match stop {
            Stop::Done => return Ok(()),
            Stop::Failed { sound: true, .. } if !silent => {
                tracing::info!("the sound card does not play: the film goes on without it");
                silent = true;
            }
            Stop::Failed { reason, .. } => return Err(FilmFault::Unplayable(reason)),
        }
    }
}

/// Why a pipeline is no longer followed.
enum Stop {
    Done,
    Failed { reason: String, sound: bool },
}

/// Does what is wished, as long as it is.
fn follow(pipeline: &Pipeline, desk: &Desk, queue: &Receiver<Note>) -> Stop {
    // The last jump was made by whatever played before.
    let mut steps = Steps {
        begun: lock(&desk.now).take,
        ..Steps::default()
    };
    // A film that is opened again goes on where it was.
    let resume_ms = lock(&desk.now).at_ms;
    let mut resumed = resume_ms == 0;
    let (mut stalls, mut seen_ms) = (0, resume_ms);
    loop {
        let note = queue.recv_timeout(LOOK);
        if desk.stopped.load(Ordering::Relaxed) {
            return Stop::Done;
        }
        match note {
            Ok(Note::Look) => {}
            Ok(Note::Settled) => {
                if let Some(take) = steps.settle() {
                    desk.tell(|now| now.take = take);
                }
                desk.tell(|now| now.silent = pipeline.is_silent());
                (desk.wake)();
            }
            Ok(Note::Ended) => {
                if steps.settled {
                    desk.tell(|now| now.ended = true);
                    (desk.wake)();
                }
            }
            Ok(Note::Failed { reason, sound }) => return Stop::Failed { reason, sound },
            Err(RecvTimeoutError::Timeout) => {
                let now = lock(&desk.now).clone();
                let should_move = lock(&desk.wish).playing && !now.ended;
                // A picture may stand still for long; time does not.
                let at_ms = pipeline.position_ms().unwrap_or(now.at_ms);
                stalls = if should_move && at_ms == seen_ms {
                    stalls + 1
                } else {
                    0
                };
                seen_ms = at_ms;
                if stalls >= STALLS_MAX {
                    // Of all parts a card is the one that hangs: without it there is another try.
                    let reason = "it does not go on".to_owned();
                    return Stop::Failed {
                        reason,
                        sound: true,
                    };
                }
            }
            Err(RecvTimeoutError::Disconnected) => return Stop::Done,
        }
        if !steps.settled {
            continue;
        }
        let wish = *lock(&desk.wish);
        if !resumed {
            resumed = true;
            // The last jump that was made: one that came meanwhile is still to be made.
            steps.jump(Jump {
                take: lock(&desk.now).take,
                to_ms: resume_ms,
            });
            pipeline.seek(resume_ms);
            continue;
        }
        pipeline.set_volume(wish.volume);
        if let Some(to_ms) = steps.next(wish.jump) {
            desk.tell(|now| now.ended = false);
            pipeline.seek(to_ms);
        } else {
            pipeline.set_playing(wish.playing);
        }
    }
}

/// Which jumps have been made: one at a time, and of those that came meanwhile only the last.
#[derive(Default)]
struct Steps {
    /// Whether nothing is on its way.
    settled: bool,
    /// The last jump that was begun.
    begun: u32,
}

impl Steps {
    /// What was on its way is done; the jump that it was.
    fn settle(&mut self) -> Option<u32> {
        let news = !self.settled;
        self.settled = true;
        news.then_some(self.begun)
    }

    fn jump(&mut self, jump: Jump) {
        self.begun = jump.take;
        self.settled = false;
    }

    /// Where to go now, if it has not been gone to.
    fn next(&mut self, jump: Jump) -> Option<u64> {
        if !self.settled || jump.take == self.begun {
            return None;
        }
        self.jump(jump);
        Some(jump.to_ms)
    }
}

#[cfg(test)]
mod tests;

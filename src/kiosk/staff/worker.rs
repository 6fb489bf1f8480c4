//! The panel's own thread: checking a PIN, asking the system and looking through a stick take longer than a frame.

use std::path::PathBuf;

use crossbeam_channel::{Receiver, Sender, bounded};

use super::status::{DeviceFacts, FoundExport};
use super::{device, door};

/// What can be asked.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Job {
    /// Is this the PIN behind this hash?
    Pin { hash: String, pin: String },
    /// What the device says, with the disk of this folder.
    Device(PathBuf),
    /// Export files below these folders.
    Exports(Vec<PathBuf>),
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Answer {
    Pin(bool),
    Device(DeviceFacts),
    Exports(Vec<FoundExport>),
}

/// The way to the thread and back.
pub(super) struct Worker {
    jobs: Sender<Job>,
    answers: Receiver<Answer>,
}

impl Worker {
    /// Starts the thread; `wake` is called after every answer. It ends with the last [`Worker`].
    pub(super) fn start(wake: Box<dyn Fn() + Send>) -> std::io::Result<Self> {
        // Bounded: a panel that asks faster than the disk answers asks again.
        let (jobs, queue) = bounded::<Job>(8);
        let (sender, answers) = bounded(8);
        std::thread::Builder::new()
            .name("staff".into())
            .spawn(move || {
                for job in queue {
                    if sender.send(answer(job)).is_err() {
                        return;
                    }
                    wake();
                }
            })?;
        Ok(Self { jobs, answers })
    }

    /// Asks; whether there was room.
    pub(super) fn ask(&self, job: Job) -> bool {
        self.jobs.try_send(job).is_ok()
    }

    /// Answers that have come.
    pub(super) fn answers(&self) -> impl Iterator<Item = Answer> {
        self.answers.try_iter()
    }
}

fn answer(job: Job) -> Answer {
    match job {
        Job::Pin { hash, pin } => Answer::Pin(door::pin_fits(&hash, &pin)),
        Job::Device(data) => Answer::Device(device::facts(&data)),
        Job::Exports(folders) => Answer::Exports(device::exports(&folders)),
    }
}

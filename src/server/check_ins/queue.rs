//! Check-ins that wait for their turn, so that those of several kiosks go in one change.
//!
//! A change costs the same few messages to the database and one commit, for one person or for sixteen. Whoever comes
//! while another change runs queues; the next change is for all who wait. Nobody waits for a clock: one kiosk alone is
//! decided for at once.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot::error::TryRecvError;
use tokio::sync::{Mutex as Turn, oneshot};
use uuid::Uuid;

use crate::api::kiosk::CheckInRequest;
use crate::config::CentreSettings;
use crate::model::check_in::CheckInAnswer;
use crate::server::{App, ServerError};

/// Check-ins of one change; more would keep the first of them waiting.
const ROUND_MAX: usize = 16;

/// What waits, by centre.
#[derive(Default)]
pub(in crate::server) struct CheckInQueues(Mutex<HashMap<String, Arc<Queue>>>);

/// The kiosks of one centre that wait.
#[derive(Default)]
struct Queue {
    waiting: Mutex<VecDeque<Batch>>,
    turn: Turn<()>,
}

/// What one kiosk sent.
pub(super) struct Batch {
    pub(super) kiosk: Uuid,
    pub(super) check_ins: Vec<CheckInRequest>,
    answers: oneshot::Sender<Vec<CheckInAnswer>>,
}

impl CheckInQueues {
    fn of(&self, centre: &str) -> Arc<Queue> {
        let mut queues = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        queues.entry(centre.to_owned()).or_default().clone()
    }
}

impl Queue {
    fn join(
        &self,
        kiosk: Uuid,
        check_ins: Vec<CheckInRequest>,
    ) -> oneshot::Receiver<Vec<CheckInAnswer>> {
        let (answers, receiver) = oneshot::channel();
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.push_back(Batch {
            kiosk,
            check_ins,
            answers,
        });
        receiver
    }

    /// Who goes next, in the order in which they came.
    fn next_round(&self) -> Vec<Batch> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let mut round = Vec::new();
        let mut check_ins = 0;
        while let Some(batch) = waiting.pop_front() {
            // Whoever does not wait any more sends it again.
            if batch.answers.is_closed() {
                continue;
            }
            check_ins += batch.check_ins.len();
            if !round.is_empty() && check_ins > ROUND_MAX {
                waiting.push_front(batch);
                break;
            }
            round.push(batch);
        }
        round
    }
}

impl App {
    /// Answers check-ins of a kiosk, in one change with those of others that wait. What fails together is tried alone.
    pub(super) async fn answer_with_others(
        &self,
        centre: &CentreSettings,
        kiosk: Uuid,
        check_ins: &[CheckInRequest],
    ) -> Result<Vec<CheckInAnswer>, ServerError> {
        let queue = self.check_in_queues.of(&centre.id);
        let mut answers = queue.join(kiosk, check_ins.to_vec());
        let turn = tokio::select! {
            biased;
            answered = &mut answers => {
                return match answered {
                    Ok(answers) => Ok(answers),
                    Err(_) => self.answer_one_by_one(centre, kiosk, check_ins).await,
                };
            }
            turn = queue.turn.lock() => turn,
        };
        loop {
            match answers.try_recv() {
                Ok(answers) => return Ok(answers),
                Err(TryRecvError::Closed) => break,
                Err(TryRecvError::Empty) => {}
            }
            // Dropped in the middle, as when the client goes away, it tells the others that they were not answered.
            let round = queue.next_round();
            match self.answer_round(centre, &round).await {
                Ok(answers) => {
                    for (batch, answers) in round.into_iter().zip(answers) {
                        // Whoever does not wait any more sends it again.
                        batch.answers.send(answers).unwrap_or_default();
                    }
                }
                Err(error) => tracing::debug!(%error, "check-ins are tried each kiosk alone"),
            }
        }
        drop(turn);
        self.answer_one_by_one(centre, kiosk, check_ins).await
    }
}

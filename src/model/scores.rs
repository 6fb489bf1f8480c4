//! A day's best results of quizzes on one kiosk: a sign and a number, and nobody's name.
//!
//! When a day is over is decided where the clock is; here a board of another day is simply not taken.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Signs that results are shown under; screens draw and name as many.
pub const SIGNS: u8 = 12;
/// Results that are shown.
pub const BEST_SHOWN: usize = 5;
/// Results that are remembered: whoever plays again keeps the sign.
const REMEMBERED_MAX: usize = 60;
/// Quizzes that are remembered.
const QUIZZES_MAX: usize = 64;

/// The results of one day at the centre.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayScores {
    /// By the centre's wall clock.
    pub day: NaiveDate,
    /// By exhibit.
    quizzes: BTreeMap<String, Board>,
}

/// What became of one quiz, once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The exhibit.
    pub exhibit: String,
    /// Made for this visit and this quiz, and gone with the visit.
    pub taker: Uuid,
    /// Right answers.
    pub right: u32,
    /// Questions.
    pub of: u32,
}

/// One result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// Whose it is, as long as the visit lasts.
    pub taker: Uuid,
    /// Below [`SIGNS`].
    pub sign: u8,
    /// Right answers.
    pub right: u32,
    /// Questions.
    pub of: u32,
}

/// The results of one quiz, the best first, then the earliest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Board {
    /// Visitors who have come to its end.
    takers: u32,
    scores: Vec<Score>,
}

impl DayScores {
    /// A day on which nobody has played yet.
    pub fn new(day: NaiveDate) -> Self {
        Self {
            day,
            quizzes: BTreeMap::new(),
        }
    }

    /// The results of a quiz with so many questions, the best first.
    pub fn best(&self, exhibit: &str, of: u32) -> impl Iterator<Item = &Score> {
        let board = self.quizzes.get(exhibit).into_iter();
        board
            .flat_map(|board| &board.scores)
            .filter(move |score| score.of == of)
    }

    /// Notes a result. Of one visitor only the best stays.
    pub fn note(&mut self, taken: &Taken) {
        let room = self.quizzes.len() < QUIZZES_MAX || self.quizzes.contains_key(&taken.exhibit);
        if taken.right > taken.of || !room {
            return;
        }
        let board = self.quizzes.entry(taken.exhibit.clone()).or_default();
        // Another number of questions: another quiz has come in its place.
        board.scores.retain(|score| score.of == taken.of);
        let before = board.scores.iter().position(|s| s.taker == taken.taker);
        let sign = match before.map(|at| board.scores[at]) {
            Some(score) if score.right >= taken.right => return,
            Some(score) => score.sign,
            None => board.next_sign(),
        };
        if let Some(at) = before {
            board.scores.remove(at);
        }
        let place = board.scores.partition_point(|s| s.right >= taken.right);
        let Taken {
            taker, right, of, ..
        } = *taken;
        let score = Score {
            taker,
            sign,
            right,
            of,
        };
        board.scores.insert(place, score);
        board.scores.truncate(REMEMBERED_MAX);
    }
}

impl Board {
    /// In turn, passing over those that are shown now.
    fn next_sign(&mut self) -> u8 {
        let shown = self.scores.iter().take(BEST_SHOWN).map(|score| score.sign);
        let shown: Vec<u8> = shown.collect();
        let turns = (0..u32::from(SIGNS)).map(|turn| self.takers.wrapping_add(turn));
        let sign = |turn: u32| (turn % u32::from(SIGNS)) as u8;
        let turn = turns.clone().find(|turn| !shown.contains(&sign(*turn)));
        let turn = turn.unwrap_or(self.takers);
        self.takers = turn.wrapping_add(1);
        sign(turn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day() -> DayScores {
        DayScores::new(NaiveDate::from_ymd_opt(2026, 11, 27).expect("a day"))
    }

    fn taken(taker: u128, right: u32) -> Taken {
        Taken {
            exhibit: "quiz".to_owned(),
            taker: Uuid::from_u128(taker),
            right,
            of: 6,
        }
    }

    /// Who and how many, the best first.
    #[track_caller]
    fn check(day: &DayScores, best: &[(u128, u32)]) {
        let scores = day.best("quiz", 6);
        let scores: Vec<_> = scores.map(|s| (s.taker.as_u128(), s.right)).collect();
        assert_eq!(scores, best);
    }

    #[test]
    fn the_best_comes_first_and_of_equals_the_earliest() {
        let mut day = day();
        for (taker, right) in [(1, 3), (2, 5), (3, 3), (4, 6)] {
            day.note(&taken(taker, right));
        }
        check(&day, &[(4, 6), (2, 5), (1, 3), (3, 3)]);
    }

    #[test]
    fn whoever_plays_again_keeps_the_sign_and_only_the_best_result() {
        let mut day = day();
        day.note(&taken(1, 3));
        day.note(&taken(2, 4));
        let sign = |day: &DayScores| {
            let mut scores = day.best("quiz", 6);
            scores.find(|s| s.taker.as_u128() == 1).map(|s| s.sign)
        };
        let first = sign(&day);
        day.note(&taken(1, 2));
        check(&day, &[(2, 4), (1, 3)]);
        day.note(&taken(1, 5));
        check(&day, &[(1, 5), (2, 4)]);
        assert_eq!(sign(&day), first);
    }

    #[test]
    fn those_who_are_shown_together_have_signs_of_their_own() {
        let mut day = day();
        for taker in 0..100 {
            day.note(&taken(taker, (taker % 7) as u32));
            let shown = day.best("quiz", 6).take(BEST_SHOWN);
            let mut signs: Vec<_> = shown.map(|score| score.sign).collect();
            let count = signs.len();
            assert!(signs.iter().all(|sign| *sign < SIGNS));
            signs.sort_unstable();
            signs.dedup();
            assert!(signs.len() + 1 >= count, "one may move up: {signs:?}");
        }
        assert!(day.best("quiz", 6).count() <= REMEMBERED_MAX);
    }

    #[test]
    fn what_cannot_be_and_what_was_another_quiz_is_not_shown() {
        let mut day = day();
        day.note(&taken(1, 7));
        check(&day, &[]);
        day.note(&taken(1, 6));
        let of = 4;
        day.note(&Taken { of, ..taken(2, 4) });
        check(&day, &[]);
        assert_eq!(day.best("quiz", 4).count(), 1);
    }
}

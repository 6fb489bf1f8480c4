//! How a rollout goes on: from what the kiosks of a ring report to the next step.
//!
//! Pure decisions. Storing and signing them is `server::rollouts`; which version a kiosk takes is [`super::rollout`].

use chrono::{DateTime, Duration, Utc};

use super::rollout::{Candidate, KioskPlace, RolloutPolicy};

/// How far the version is on a kiosk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// The kiosk has said nothing of it.
    Awaited,
    /// Its files are there; it waits for a visit to end.
    Arrived,
    /// It is shown and has to prove itself.
    Trial,
    /// It proved itself.
    Confirmed,
    /// The kiosk took it back.
    Reverted,
}

/// A kiosk the publication is meant for, and what it last said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KioskStanding {
    /// The kiosk's id.
    pub kiosk: String,
    /// The centre it stands in.
    pub centre: String,
    /// How far the version is on it.
    pub standing: Standing,
    /// When it was last heard of.
    pub last_seen_at: DateTime<Utc>,
}

/// The kiosks of one ring, counted. A kiosk counts in the first ring that takes it in, and nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RingCount {
    /// Those that said nothing of the version yet.
    pub awaited: u32,
    /// Those whose files are there.
    pub arrived: u32,
    /// Those that try it.
    pub trial: u32,
    /// Those where it proved itself.
    pub confirmed: u32,
    /// Those that took it back.
    pub reverted: u32,
    /// Those without an answer that were silent for too long to be waited for.
    pub silent: u32,
}

impl RingCount {
    /// All kiosks of the ring.
    pub fn all(&self) -> u32 {
        self.heard() + self.silent
    }

    /// Those that show the version.
    pub fn have(&self) -> u32 {
        self.trial + self.confirmed
    }

    /// Those whose answer is still waited for.
    pub fn waited_for(&self) -> u32 {
        self.awaited + self.arrived + self.trial
    }

    fn heard(&self) -> u32 {
        self.waited_for() + self.confirmed + self.reverted
    }
}

/// What the next step follows from, beside the kiosks.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'a> {
    /// The pack's id.
    pub pack: &'a str,
    /// The version on its way.
    pub candidate: &'a Candidate,
    /// When to stop, how long to watch and wait.
    pub policy: RolloutPolicy,
    /// Since when every kiosk of the newest ring has answered, if it was so when last asked.
    pub complete_since: Option<DateTime<Utc>>,
    /// Kiosks whose failure somebody has seen and gone on in spite of.
    pub accepted: &'a [String],
}

/// What happens to a rollout next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Nothing yet.
    Wait(Waiting),
    /// The next ring gets it.
    Advance,
    /// It stops: these kiosks took the version back.
    Stop {
        /// Ids of kiosks.
        failed: Vec<String>,
    },
    /// It was the last ring: the version is for all.
    Finish,
}

/// What a rollout waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waiting {
    /// For somebody to go on.
    Paused,
    /// For so many kiosks of the newest ring to answer.
    Kiosks {
        /// How many.
        count: u32,
    },
    /// For the end of the watch: all have answered.
    Soak {
        /// When it ends.
        until: DateTime<Utc>,
    },
    /// For a first kiosk anywhere on which the version proves itself.
    FirstConfirmation,
}

/// The ring a kiosk counts in: the first that takes it in.
pub fn ring_of(candidate: &Candidate, pack: &str, place: KioskPlace) -> Option<usize> {
    candidate
        .rings
        .iter()
        .position(|ring| ring.includes(place, pack, candidate.version))
}

/// The kiosks of every ring, counted.
pub fn count_rings(
    progress: &Progress,
    fleet: &[KioskStanding],
    now: DateTime<Utc>,
) -> Vec<RingCount> {
    let mut rings = vec![RingCount::default(); progress.candidate.rings.len()];
    for kiosk in fleet {
        let Some(ring) = ring_of_kiosk(progress, kiosk).and_then(|ring| rings.get_mut(ring)) else {
            continue;
        };
        let silent = is_silent(progress.policy, kiosk, now);
        let count = match kiosk.standing {
            Standing::Confirmed => &mut ring.confirmed,
            Standing::Reverted => &mut ring.reverted,
            _ if silent => &mut ring.silent,
            Standing::Awaited => &mut ring.awaited,
            Standing::Arrived => &mut ring.arrived,
            Standing::Trial => &mut ring.trial,
        };
        *count += 1;
    }
    rings
}

/// Whether a kiosk was silent for too long to be waited for.
pub fn is_silent(policy: RolloutPolicy, kiosk: &KioskStanding, now: DateTime<Utc>) -> bool {
    now - kiosk.last_seen_at > Duration::minutes(i64::from(policy.offline_wait_mins))
}

/// The next step of a rollout at `now`, by what `fleet` reported. `fleet` is every kiosk the pack is meant for.
pub fn next_step(progress: &Progress, fleet: &[KioskStanding], now: DateTime<Utc>) -> Step {
    let Progress {
        candidate, policy, ..
    } = *progress;
    if candidate.paused {
        return Step::Wait(Waiting::Paused);
    }
    let rings = count_rings(progress, fleet, now);
    let reached = &rings[..candidate.reached.min(rings.len())];
    let Some(newest) = reached.last() else {
        return Step::Advance;
    };
    let too_many = reached
        .iter()
        .enumerate()
        .any(|(index, ring)| too_many_failures(policy, ring, unaccepted(progress, fleet, index)));
    if too_many {
        return Step::Stop {
            failed: failed(progress, fleet),
        };
    }
    if newest.waited_for() > 0 {
        return Step::Wait(Waiting::Kiosks {
            count: newest.waited_for(),
        });
    }
    // Silence proves nothing: without one kiosk that showed it well, nobody else gets it.
    if reached.iter().all(|ring| ring.confirmed == 0) {
        return Step::Wait(Waiting::FirstConfirmation);
    }
    let until =
        progress.complete_since.unwrap_or(now) + Duration::minutes(i64::from(policy.soak_mins));
    // A ring nobody answered in has nothing to watch.
    if newest.heard() > 0 && now < until {
        return Step::Wait(Waiting::Soak { until });
    }
    if candidate.reached < candidate.rings.len() {
        Step::Advance
    } else {
        Step::Finish
    }
}

/// The kiosks of reached rings that took the version back, by id.
pub fn failed(progress: &Progress, fleet: &[KioskStanding]) -> Vec<String> {
    fleet
        .iter()
        .filter(|kiosk| kiosk.standing == Standing::Reverted)
        .filter(|kiosk| {
            ring_of_kiosk(progress, kiosk).is_some_and(|ring| ring < progress.candidate.reached)
        })
        .map(|kiosk| kiosk.kiosk.clone())
        .collect()
}

fn ring_of_kiosk(progress: &Progress, kiosk: &KioskStanding) -> Option<usize> {
    let place = KioskPlace {
        kiosk: &kiosk.kiosk,
        centre: &kiosk.centre,
    };
    ring_of(progress.candidate, progress.pack, place)
}

/// Failures in a ring that nobody has accepted.
fn unaccepted(progress: &Progress, fleet: &[KioskStanding], ring: usize) -> u32 {
    let count = fleet
        .iter()
        .filter(|kiosk| kiosk.standing == Standing::Reverted)
        .filter(|kiosk| !progress.accepted.contains(&kiosk.kiosk))
        .filter(|kiosk| ring_of_kiosk(progress, kiosk) == Some(ring))
        .count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn too_many_failures(policy: RolloutPolicy, ring: &RingCount, failures: u32) -> bool {
    // Kiosks too silent to be waited for must not hide what the others say.
    let heard = ring.heard();
    let least = policy.failures_min.clamp(1, heard.max(1));
    let above_share =
        u64::from(failures) * 100 > u64::from(policy.failures_percent) * u64::from(heard);
    failures >= least && above_share
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::rollout::Ring;

    const NOW: i64 = 1_763_863_200;

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(NOW, 0).expect("a time")
    }

    fn mins(count: i64) -> DateTime<Utc> {
        now() + Duration::minutes(count)
    }

    fn policy() -> RolloutPolicy {
        RolloutPolicy {
            failures_percent: 10,
            failures_min: 1,
            soak_mins: 30,
            offline_wait_mins: 60,
        }
    }

    fn candidate(reached: usize) -> Candidate {
        Candidate {
            version: 4,
            rings: vec![
                Ring::Kiosks {
                    kiosks: vec!["a".to_owned()],
                },
                Ring::Centres {
                    centres: vec!["riyue".to_owned()],
                },
                Ring::All,
            ],
            reached,
            paused: false,
        }
    }

    /// Kiosks by a line: `a@riyue C` is kiosk a in Riyue, confirmed; a trailing `!` is one that was silent for long.
    fn fleet(lines: &[&str]) -> Vec<KioskStanding> {
        let kiosk = |line: &str| {
            let (place, said) = line.split_once(' ').expect("a place and a standing");
            let (kiosk, centre) = place.split_once('@').expect("a kiosk and a centre");
            KioskStanding {
                kiosk: kiosk.to_owned(),
                centre: centre.to_owned(),
                standing: match said.trim_end_matches('!') {
                    "." => Standing::Awaited,
                    "A" => Standing::Arrived,
                    "T" => Standing::Trial,
                    "C" => Standing::Confirmed,
                    _ => Standing::Reverted,
                },
                last_seen_at: if said.ends_with('!') {
                    mins(-61)
                } else {
                    mins(-2)
                },
            }
        };
        lines.iter().map(|line| kiosk(line)).collect()
    }

    #[track_caller]
    fn check(reached: usize, complete_mins: Option<i64>, lines: &[&str], expected: Step) {
        check_with(policy(), reached, complete_mins, &[], lines, expected);
    }

    #[track_caller]
    fn check_with(
        policy: RolloutPolicy,
        reached: usize,
        complete_mins: Option<i64>,
        accepted: &[&str],
        lines: &[&str],
        expected: Step,
    ) {
        let accepted: Vec<_> = accepted.iter().map(|kiosk| (*kiosk).to_owned()).collect();
        let progress = Progress {
            pack: "riyue",
            candidate: &candidate(reached),
            policy,
            complete_since: complete_mins.map(mins),
            accepted: &accepted,
        };
        assert_eq!(next_step(&progress, &fleet(lines), now()), expected);
    }

    fn wait(count: u32) -> Step {
        Step::Wait(Waiting::Kiosks { count })
    }

    fn soak(until_mins: i64) -> Step {
        Step::Wait(Waiting::Soak {
            until: mins(until_mins),
        })
    }

    fn stop(failed: &[&str]) -> Step {
        Step::Stop {
            failed: failed.iter().map(|kiosk| (*kiosk).to_owned()).collect(),
        }
    }

    #[test]
    fn a_ring_is_waited_for_watched_and_then_the_next_gets_it() {
        check(0, None, &["a@riyue ."], Step::Advance);
        check(1, None, &["a@riyue .", "b@riyue ."], wait(1));
        check(1, None, &["a@riyue A"], wait(1));
        check(1, None, &["a@riyue T"], wait(1));
        check(1, None, &["a@riyue C"], soak(30));
        check(1, Some(-29), &["a@riyue C"], soak(1));
        check(1, Some(-30), &["a@riyue C"], Step::Advance);
        check(2, None, &["a@riyue C", "b@riyue T", "c@guomao ."], wait(1));
        check(3, Some(-30), &["a@riyue C", "c@guomao C"], Step::Finish);
    }

    #[test]
    fn kiosks_outside_the_rings_reached_hold_nothing_up() {
        check(
            1,
            Some(-30),
            &["a@riyue C", "b@riyue .", "c@guomao ."],
            Step::Advance,
        );
        check(
            2,
            Some(-30),
            &["a@riyue C", "b@riyue C", "c@guomao ."],
            Step::Advance,
        );
    }

    #[test]
    fn kiosks_silent_for_too_long_are_not_waited_for_but_prove_nothing() {
        check(
            1,
            None,
            &["a@riyue .!"],
            Step::Wait(Waiting::FirstConfirmation),
        );
        check(
            1,
            None,
            &["a@riyue T!"],
            Step::Wait(Waiting::FirstConfirmation),
        );
        check(2, Some(-30), &["a@riyue C", "b@riyue .!"], Step::Advance);
        check(2, None, &["a@riyue C", "b@riyue C", "d@riyue .!"], soak(30));
        // A kiosk that proved it and went silent has still proved it.
        check(1, Some(-30), &["a@riyue C!"], Step::Advance);
    }

    #[test]
    fn a_ring_without_kiosks_is_passed_over_once_somebody_has_shown_it() {
        check(
            1,
            None,
            &["b@riyue ."],
            Step::Wait(Waiting::FirstConfirmation),
        );
        check(2, None, &["a@riyue C", "c@guomao ."], Step::Advance);
        check(1, None, &[], Step::Wait(Waiting::FirstConfirmation));
    }

    #[test]
    fn failures_above_the_threshold_stop_it_and_name_the_kiosks() {
        check(1, None, &["a@riyue R"], stop(&["a"]));
        check(
            2,
            None,
            &["a@riyue C", "b@riyue R", "c@riyue ."],
            stop(&["b"]),
        );
        // A late failure in an earlier ring counts, too.
        check(2, None, &["a@riyue R", "b@riyue T"], stop(&["a"]));
        // One that no ring has reached does not: it had the version some other way.
        check(1, Some(-30), &["a@riyue C", "c@guomao R"], Step::Advance);
    }

    #[test]
    fn a_share_of_failures_at_the_threshold_is_borne() {
        let ten = ["b", "c", "d", "e", "f", "g", "h", "i", "j", "k"];
        let lines = |failed: usize| {
            let mut lines = vec!["a@riyue C".to_owned()];
            lines.extend(ten.iter().enumerate().map(|(index, kiosk)| {
                let said = if index < failed { "R" } else { "C" };
                format!("{kiosk}@riyue {said}")
            }));
            lines
        };
        let check_failed = |failed: usize, expected: Step| {
            let lines = lines(failed);
            let lines: Vec<_> = lines.iter().map(String::as_str).collect();
            check(2, Some(-30), &lines, expected);
        };
        check_failed(1, Step::Advance);
        check_failed(2, stop(&["b", "c"]));
    }

    #[test]
    fn a_least_number_of_failures_bears_single_ones_except_where_a_ring_has_fewer_kiosks() {
        let two = RolloutPolicy {
            failures_min: 2,
            ..policy()
        };
        check_with(
            two,
            2,
            None,
            &[],
            &["a@riyue C", "b@riyue R", "c@riyue T"],
            wait(1),
        );
        check_with(two, 1, None, &[], &["a@riyue R"], stop(&["a"]));
        let ring = ["a@riyue C", "b@riyue R", "c@riyue R"];
        check_with(two, 2, None, &[], &ring, stop(&["b", "c"]));
    }

    #[test]
    fn silent_kiosks_do_not_thin_out_the_failures_of_the_others() {
        let mut lines = vec!["a@riyue C", "b@riyue R", "c@riyue C"];
        lines.extend([
            "d@riyue .!",
            "e@riyue .!",
            "f@riyue .!",
            "g@riyue .!",
            "h@riyue .!",
        ]);
        lines.extend([
            "i@riyue .!",
            "j@riyue .!",
            "k@riyue .!",
            "l@riyue .!",
            "m@riyue .!",
        ]);
        check(2, None, &lines, stop(&["b"]));
    }

    #[test]
    fn failures_somebody_accepted_do_not_stop_it_again_but_new_ones_do() {
        let ring = ["a@riyue C", "b@riyue R", "c@riyue C"];
        check_with(policy(), 2, Some(-30), &["b"], &ring, Step::Advance);
        let worse = ["a@riyue C", "b@riyue R", "c@riyue R"];
        check_with(policy(), 2, Some(-30), &["b"], &worse, stop(&["b", "c"]));
    }

    #[test]
    fn paused_it_waits_whatever_happens() {
        let paused = Candidate {
            paused: true,
            ..candidate(1)
        };
        let progress = Progress {
            pack: "riyue",
            candidate: &paused,
            policy: policy(),
            complete_since: None,
            accepted: &[],
        };
        let step = next_step(&progress, &fleet(&["a@riyue R"]), now());
        assert_eq!(step, Step::Wait(Waiting::Paused));
    }

    #[test]
    fn every_kiosk_counts_in_one_ring() {
        let progress = Progress {
            pack: "riyue",
            candidate: &candidate(2),
            policy: policy(),
            complete_since: None,
            accepted: &[],
        };
        let lines = [
            "a@riyue C",
            "b@riyue T",
            "c@riyue R",
            "d@riyue .!",
            "e@guomao .",
        ];
        let counts = count_rings(&progress, &fleet(&lines), now());
        let facts: Vec<_> = counts
            .iter()
            .map(|ring| {
                (
                    ring.all(),
                    ring.have(),
                    ring.reverted,
                    ring.silent,
                    ring.waited_for(),
                )
            })
            .collect();
        assert_eq!(facts, [(1, 1, 0, 0, 0), (3, 1, 1, 1, 1), (1, 0, 0, 0, 1)]);
    }
}

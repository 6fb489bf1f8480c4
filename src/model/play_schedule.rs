//! What plays when: one function, [`explain`], answers for the kiosk and for the console's preview alike.
//!
//! A schedule is a list of rules; the first rule that matches wins, and without one the default plays.

use chrono::{
    DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc, Weekday,
};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::text::LocalizedText;

/// What plays on a centre's kiosks, as a signed target carries it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlaySchedule {
    /// Counts publications, from 1.
    pub version: u64,
    /// The centre it is for.
    pub centre: String,
    /// Rules speak of this zone's wall clock.
    pub time_zone: Tz,
    /// What plays when no rule matches.
    pub default_play: Play,
    /// First match wins.
    pub rules: Vec<Rule>,
    /// The playlists rules name.
    pub playlists: Vec<Playlist>,
}

/// One line of a schedule: on these kiosks, on these days, in this window, this plays.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// Unique in its schedule.
    pub id: String,
    /// What staff call it.
    pub name: String,
    /// Ids of kiosks; empty means all of the centre.
    #[serde(default)]
    pub kiosks: Vec<String>,
    /// Days the window begins on; empty means every day.
    #[serde(default)]
    pub weekdays: Vec<Weekday>,
    /// Begins at this wall-clock time.
    pub from: NaiveTime,
    /// Ends before this one. At or before `from` it is on the next day.
    pub to: NaiveTime,
    /// What plays.
    pub play: Play,
}

/// What a kiosk shows while nobody touches it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Play {
    /// The pack's own attract loop and home screen; `None` is the centre's first pack.
    Home {
        /// The pack's id.
        pack: Option<String>,
    },
    /// A playlist in place of the attract loop.
    Playlist {
        /// The playlist's id.
        playlist: String,
    },
}

/// An ordered list of items.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Playlist {
    /// Unique in its schedule.
    pub id: String,
    /// What staff and the status line call it.
    pub name: LocalizedText,
    /// In the order they play, over and over.
    pub items: Vec<PlayItem>,
}

/// One thing a playlist shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlayItem {
    /// Id of an exhibit in the centre's pack.
    pub exhibit: String,
    /// How long it stays.
    pub duration_secs: u32,
}

/// What plays, why, and when that next changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct Explanation {
    /// What plays.
    pub play: Play,
    /// The rule that says so; `None` for the default.
    pub rule: Option<RuleName>,
    /// When the answer next differs; `None` if not within [`LOOK_AHEAD_DAYS`].
    pub until: Option<DateTime<Utc>>,
}

/// A rule by id and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub struct RuleName {
    /// [`Rule::id`].
    pub id: String,
    /// [`Rule::name`].
    pub name: String,
}

/// How far ahead [`explain`] looks for the next change: a week and a day covers every weekly rule once.
pub const LOOK_AHEAD_DAYS: u64 = 8;

impl PlaySchedule {
    /// The schedule a centre starts with: its home, always.
    pub fn home(centre: &str, pack: &str, time_zone: Tz) -> Self {
        Self {
            version: 1,
            centre: centre.to_owned(),
            time_zone,
            default_play: Play::Home {
                pack: Some(pack.to_owned()),
            },
            rules: Vec::new(),
            playlists: Vec::new(),
        }
    }

    /// The playlist with this id.
    pub fn playlist(&self, id: &str) -> Option<&Playlist> {
        self.playlists.iter().find(|playlist| playlist.id == id)
    }
}

/// What plays on `kiosk` at `instant`, why, and when that next changes.
pub fn explain(schedule: &PlaySchedule, kiosk: &str, instant: DateTime<Utc>) -> Explanation {
    let rule = winner(schedule, kiosk, instant);
    let until = boundaries(schedule, kiosk, instant)
        .into_iter()
        .filter(|boundary| *boundary > instant)
        .find(|boundary| winner(schedule, kiosk, *boundary).map(|r| &r.id) != rule.map(|r| &r.id));
    Explanation {
        play: rule.map_or_else(|| schedule.default_play.clone(), |rule| rule.play.clone()),
        rule: rule.map(|rule| RuleName {
            id: rule.id.clone(),
            name: rule.name.clone(),
        }),
        until,
    }
}

fn winner<'a>(schedule: &'a PlaySchedule, kiosk: &str, instant: DateTime<Utc>) -> Option<&'a Rule> {
    let today = instant.with_timezone(&schedule.time_zone).date_naive();
    // A window that began yesterday may still run.
    let days = [today.pred_opt().unwrap_or(today), today];
    schedule
        .rules
        .iter()
        .filter(|rule| rule.applies_to(kiosk))
        .find(|rule| {
            days.iter()
                .filter_map(|day| rule.window_on(*day, schedule.time_zone))
                .any(|(from, to)| from <= instant && instant < to)
        })
}

/// Every start and end of every window near `instant`, in order.
fn boundaries(schedule: &PlaySchedule, kiosk: &str, instant: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    let today = instant.with_timezone(&schedule.time_zone).date_naive();
    let first = today.pred_opt().unwrap_or(today);
    let mut all: Vec<_> = schedule
        .rules
        .iter()
        .filter(|rule| rule.applies_to(kiosk))
        .flat_map(|rule| {
            (0..=LOOK_AHEAD_DAYS + 1)
                .filter_map(|offset| first.checked_add_days(Days::new(offset)))
                .filter_map(|day| rule.window_on(day, schedule.time_zone))
        })
        .flat_map(|(from, to)| [from, to])
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

impl Rule {
    fn applies_to(&self, kiosk: &str) -> bool {
        self.kiosks.is_empty() || self.kiosks.iter().any(|id| id == kiosk)
    }

    /// The window that begins on `day`, if one does.
    fn window_on(&self, day: NaiveDate, zone: Tz) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        if !self.weekdays.is_empty() && !self.weekdays.contains(&day.weekday()) {
            return None;
        }
        let last_day = if self.to <= self.from {
            day.succ_opt()?
        } else {
            day
        };
        Some((
            local_instant(day.and_time(self.from), zone)?,
            local_instant(last_day.and_time(self.to), zone)?,
        ))
    }
}

/// A wall-clock time as an instant: of two the earlier; one that a clock change skips is an hour later.
pub fn local_instant(local: NaiveDateTime, zone: Tz) -> Option<DateTime<Utc>> {
    zone.from_local_datetime(&local)
        .earliest()
        .or_else(|| {
            zone.from_local_datetime(&(local + chrono::Duration::hours(1)))
                .earliest()
        })
        .map(|instant| instant.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HAINAN: Tz = chrono_tz::Asia::Shanghai;

    fn time(text: &str) -> NaiveTime {
        text.parse().expect("a time")
    }

    fn rule(id: &str, weekdays: &[Weekday], from: &str, to: &str) -> Rule {
        Rule {
            id: id.into(),
            name: id.into(),
            kiosks: vec![],
            weekdays: weekdays.to_vec(),
            from: time(from),
            to: time(to),
            play: Play::Playlist {
                playlist: id.into(),
            },
        }
    }

    fn schedule(rules: Vec<Rule>) -> PlaySchedule {
        PlaySchedule {
            rules,
            ..PlaySchedule::home("riyue", "riyue", HAINAN)
        }
    }

    /// `local` is a wall-clock time in Hainan; the answer is `rule until local-time`.
    #[track_caller]
    fn check(schedule: &PlaySchedule, kiosk: &str, local: &str, expected: &str) {
        let zone = schedule.time_zone;
        let instant =
            local_instant(format!("{local}:00").parse().expect("a time"), zone).expect("exists");
        let answer = explain(schedule, kiosk, instant);
        let rule = answer.rule.map_or("home".to_owned(), |rule| rule.id);
        let until = answer.until.map_or("ever".to_owned(), |t| {
            t.with_timezone(&zone).format("%a %H:%M").to_string()
        });
        assert_eq!(format!("{rule} until {until}"), expected);
    }

    #[test]
    fn without_rules_the_home_plays_for_ever() {
        check(
            &schedule(vec![]),
            "k1",
            "2026-11-23T10:00",
            "home until ever",
        );
    }

    #[test]
    fn a_window_begins_on_the_minute_and_ends_before_it() {
        let s = schedule(vec![rule("lunch", &[], "12:00", "13:00")]);
        check(&s, "k1", "2026-11-23T11:59", "home until Mon 12:00");
        check(&s, "k1", "2026-11-23T12:00", "lunch until Mon 13:00");
        check(&s, "k1", "2026-11-23T13:00", "home until Tue 12:00");
    }

    #[test]
    fn the_first_rule_that_matches_wins_and_hands_over() {
        let s = schedule(vec![
            rule("short", &[], "12:00", "12:30"),
            rule("long", &[], "11:00", "14:00"),
        ]);
        check(&s, "k1", "2026-11-23T11:30", "long until Mon 12:00");
        check(&s, "k1", "2026-11-23T12:10", "short until Mon 12:30");
        check(&s, "k1", "2026-11-23T12:30", "long until Mon 14:00");
    }

    #[test]
    fn a_window_past_midnight_belongs_to_the_day_it_begins_on() {
        let s = schedule(vec![rule("night", &[Weekday::Fri], "22:00", "02:00")]);
        check(&s, "k1", "2026-11-27T23:00", "night until Sat 02:00");
        check(&s, "k1", "2026-11-28T01:00", "night until Sat 02:00");
        check(&s, "k1", "2026-11-28T23:00", "home until Fri 22:00");
    }

    #[test]
    fn equal_ends_mean_the_whole_day_without_a_gap() {
        let s = schedule(vec![rule("all", &[], "00:00", "00:00")]);
        check(&s, "k1", "2026-11-23T10:00", "all until ever");
    }

    #[test]
    fn a_rule_for_one_kiosk_leaves_the_others_alone() {
        let mut only = rule("one", &[], "08:00", "20:00");
        only.kiosks = vec!["k1".into()];
        let s = schedule(vec![only]);
        check(&s, "k1", "2026-11-23T10:00", "one until Mon 20:00");
        check(&s, "k2", "2026-11-23T10:00", "home until ever");
    }

    #[test]
    fn a_clock_change_neither_loses_nor_repeats_a_window() {
        let mut s = schedule(vec![rule("early", &[], "02:30", "04:00")]);
        s.time_zone = chrono_tz::Europe::Berlin;
        // 02:30 does not exist on this day: the window begins at 03:30.
        check(&s, "k1", "2026-03-29T03:30", "early until Sun 04:00");
        check(&s, "k1", "2026-03-29T03:00", "home until Sun 03:30");
        check(&s, "k1", "2026-10-25T03:30", "early until Sun 04:00");
    }
}

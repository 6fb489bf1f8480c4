//! What a visitor's touches do to a film, and how its moments are written. Pure.

use super::FilmFrame;

/// How far the buttons go back and on, in milliseconds.
pub const SKIP_MS: i64 = 10_000;
/// How far an arrow key goes, in seconds.
pub const KEY_SECS: f64 = 5.0;
/// A jump lands no nearer to the end than this: there is a picture there.
const BEFORE_END_MS: u64 = 300;

/// Where a visitor is in a film.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VideoState {
    /// Whether it plays.
    pub phase: Phase,
    /// Where it was sent last.
    pub jump: Jump,
    /// The moment at which a finger holds the bar, in milliseconds.
    pub held: Option<u64>,
    /// The moment at which it was begun, paused or sent somewhere last, in milliseconds: it is told to whoever does not
    /// see the bar, and does not change while the film plays.
    pub told_ms: u64,
    /// Whether it turned out that it cannot be played.
    pub broken: bool,
    /// Whether nothing should be heard.
    pub muted: bool,
    /// Whether what is said is written below.
    pub subtitles: bool,
}

impl Default for VideoState {
    fn default() -> Self {
        Self {
            phase: Phase::Poster,
            jump: Jump::default(),
            held: None,
            told_ms: 0,
            broken: false,
            muted: false,
            // In a hall nobody hears every word.
            subtitles: true,
        }
    }
}

/// Whether a film plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Not begun.
    Poster,
    /// It goes on.
    Playing,
    /// It stands still.
    Paused,
    /// It is over.
    Ended,
}

/// Where a film is sent. Another number sends it again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Jump {
    /// Counts jumps.
    pub take: u32,
    /// The moment, in milliseconds.
    pub to_ms: u64,
}

/// What happens to a film.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// The picture or the large button was touched.
    Touched,
    /// Back or on by so many milliseconds.
    By(i64),
    /// To a moment.
    To(u64),
    /// A finger holds the bar at a moment.
    Held(u64),
    /// It let go.
    Released,
    /// The film came to its end.
    Ended,
    /// It cannot be played.
    Broken,
    /// Heard or not.
    Muted(bool),
    /// Written or not.
    Subtitles(bool),
}

impl VideoState {
    /// After something happened, `at_ms` into a film of `length_ms`.
    pub fn after(self, event: Event, at_ms: u64, length_ms: u64) -> Self {
        match event {
            Event::Touched => match self.phase {
                Phase::Playing => self.told(at_ms).in_phase(Phase::Paused),
                Phase::Poster | Phase::Paused => self.told(at_ms).in_phase(Phase::Playing),
                Phase::Ended => self.sent(0, length_ms).in_phase(Phase::Playing),
            },
            Event::By(by_ms) => self.sent(at_ms.saturating_add_signed(by_ms), length_ms),
            Event::To(to_ms) => self.sent(to_ms, length_ms),
            Event::Held(at_ms) => Self {
                held: Some(at_ms.min(length_ms)),
                ..self
            },
            Event::Released => match self.held {
                Some(held) => Self { held: None, ..self }.sent(held, length_ms),
                None => self,
            },
            // Over is what was playing; and whoever holds the bar is not through with it.
            Event::Ended if self.phase == Phase::Playing && self.held.is_none() => {
                self.in_phase(Phase::Ended)
            }
            Event::Ended => self,
            Event::Broken => Self {
                broken: true,
                ..self
            },
            Event::Muted(muted) => Self { muted, ..self },
            Event::Subtitles(subtitles) => Self { subtitles, ..self },
        }
    }

    /// Whether the film should go on: not under a finger that looks for a place in it.
    pub fn playing(&self) -> bool {
        self.phase == Phase::Playing && self.held.is_none()
    }

    /// The moment a visitor is at, which the film may still be on its way to.
    pub fn at_ms(&self, film: Option<&FilmFrame>, length_ms: u64) -> u64 {
        if let Some(held) = self.held {
            return held;
        }
        match (self.phase, film) {
            (Phase::Ended, _) => length_ms,
            (_, Some(film)) if film.take == self.jump.take => film.at_ms.min(length_ms),
            _ => self.jump.to_ms,
        }
    }

    /// Whether the film has come to its end, and not before its last jump.
    pub fn is_over(&self, film: &FilmFrame) -> bool {
        film.ended && film.take == self.jump.take
    }

    /// Who sends a film somewhere wants to see it from there.
    fn sent(self, to_ms: u64, length_ms: u64) -> Self {
        let jump = Jump {
            take: self.jump.take.wrapping_add(1),
            to_ms: to_ms.min(length_ms.saturating_sub(BEFORE_END_MS)),
        };
        let phase = match self.phase {
            Phase::Poster | Phase::Ended => Phase::Playing,
            phase => phase,
        };
        Self {
            jump,
            phase,
            ..self.told(jump.to_ms)
        }
    }

    fn told(self, told_ms: u64) -> Self {
        Self { told_ms, ..self }
    }

    fn in_phase(self, phase: Phase) -> Self {
        Self { phase, ..self }
    }
}

/// A moment or a length, for example `12:05`.
pub fn clock(ms: u64) -> String {
    let secs = ms / 1000;
    format!("{}:{:02}", secs / 60, secs % 60)
}

/// The moment under a finger, `share` of the way along the bar.
pub fn moment(share: f32, length_ms: u64) -> u64 {
    (f64::from(share.clamp(0.0, 1.0)) * length_ms as f64).round() as u64
}

/// How far along the bar a moment is.
pub fn share(at_ms: u64, length_ms: u64) -> f32 {
    (at_ms as f64 / length_ms.max(1) as f64).clamp(0.0, 1.0) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    const LENGTH: u64 = 60_000;

    fn playing() -> VideoState {
        VideoState::default().after(Event::Touched, 0, LENGTH)
    }

    fn frame(at_ms: u64, take: u32, ended: bool) -> FilmFrame {
        FilmFrame {
            picture: None,
            at_ms,
            take,
            ended,
            silent: false,
        }
    }

    #[test]
    fn a_touch_plays_pauses_and_plays_on() {
        let state = playing();
        assert!(state.playing());
        let paused = state.after(Event::Touched, 4000, LENGTH);
        assert_eq!(
            (paused.phase, paused.jump),
            (Phase::Paused, Jump::default())
        );
        assert!(paused.after(Event::Touched, 4000, LENGTH).playing());
    }

    #[test]
    fn the_end_is_the_end_until_it_is_watched_again() {
        let over = playing().after(Event::Ended, LENGTH, LENGTH);
        assert_eq!(over.phase, Phase::Ended);
        assert_eq!(over.at_ms(Some(&frame(59_000, 0, true)), LENGTH), LENGTH);
        let again = over.after(Event::Touched, LENGTH, LENGTH);
        assert_eq!(again.jump, Jump { take: 1, to_ms: 0 });
        // The end that is still reported is the one before.
        assert!(!again.is_over(&frame(LENGTH, 0, true)));
        assert!(again.is_over(&frame(LENGTH, 1, true)));
        assert_eq!(again.at_ms(Some(&frame(LENGTH, 0, true)), LENGTH), 0);
    }

    #[test]
    fn what_stands_still_does_not_end() {
        let paused = playing().after(Event::Touched, 59_990, LENGTH);
        assert_eq!(paused.after(Event::Ended, LENGTH, LENGTH), paused);
        let held = playing().after(Event::Held(20_000), 59_990, LENGTH);
        assert_eq!(held.after(Event::Ended, LENGTH, LENGTH), held);
    }

    #[test]
    fn steps_go_from_where_the_film_is_and_stay_inside_it() {
        let by = |at, by| playing().after(Event::By(by), at, LENGTH).jump.to_ms;
        assert_eq!(by(15_000, SKIP_MS), 25_000);
        assert_eq!(by(15_000, -SKIP_MS), 5_000);
        assert_eq!(by(5_000, -SKIP_MS), 0);
        assert_eq!(by(58_000, SKIP_MS), LENGTH - BEFORE_END_MS);
        // Two steps before the film has made the first: both count.
        let one = playing().after(Event::By(SKIP_MS), 15_000, LENGTH);
        let at = one.at_ms(Some(&frame(15_010, 0, false)), LENGTH);
        let two = one.after(Event::By(SKIP_MS), at, LENGTH);
        assert_eq!(
            two.jump,
            Jump {
                take: 2,
                to_ms: 35_000
            }
        );
    }

    #[test]
    fn a_finger_on_the_bar_holds_the_film_and_lets_it_go_on_from_there() {
        let held = playing().after(Event::Held(90_000), 1_000, LENGTH);
        assert!(!held.playing());
        assert_eq!(held.at_ms(None, LENGTH), LENGTH);
        let gone =
            held.after(Event::Held(30_000), 1_000, LENGTH)
                .after(Event::Released, 1_000, LENGTH);
        assert!(gone.playing());
        assert_eq!(
            gone.jump,
            Jump {
                take: 1,
                to_ms: 30_000
            }
        );
        // From the poster and from the end it plays from there, too; what was paused stays so.
        let poster = VideoState::default();
        assert!(poster.after(Event::To(9_000), 0, LENGTH).playing());
        let paused = playing().after(Event::Touched, 0, LENGTH);
        assert_eq!(
            paused.after(Event::To(9_000), 0, LENGTH).phase,
            Phase::Paused
        );
        assert_eq!(paused.after(Event::Released, 0, LENGTH), paused);
    }

    #[test]
    fn what_is_told_is_where_it_was_begun_paused_or_sent_and_stays_while_it_plays() {
        let told = |state: VideoState, event, at| state.after(event, at, LENGTH).told_ms;
        let began = VideoState::default().after(Event::Touched, 0, LENGTH);
        assert_eq!(told(began, Event::Muted(true), 8_000), 0);
        assert_eq!(told(began, Event::Touched, 8_000), 8_000);
        assert_eq!(told(began, Event::By(SKIP_MS), 8_000), 18_000);
        let held = began.after(Event::Held(30_000), 8_000, LENGTH);
        assert_eq!(held.told_ms, 0, "not at every place that a finger goes by");
        assert_eq!(told(held, Event::Released, 30_000), 30_000);
    }

    #[test]
    fn moments_are_written_as_people_say_them_and_found_along_the_bar() {
        let written = [0, 999, 61_000, 725_000, 3_600_000].map(clock);
        assert_eq!(written, ["0:00", "0:00", "1:01", "12:05", "60:00"]);
        assert_eq!(moment(0.5, LENGTH), 30_000);
        assert_eq!((moment(-1.0, LENGTH), moment(2.0, LENGTH)), (0, LENGTH));
        assert_eq!(moment(f32::NAN, LENGTH), 0);
        assert_eq!((share(15_000, LENGTH), share(5, 0)), (0.25, 1.0));
    }
}

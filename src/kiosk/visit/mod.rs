//! A visit: from the first touch to the idle reset. Dropping it is the privacy guarantee.

use std::collections::BTreeMap;
use std::time::Duration;

use bevy::a11y::ActionRequest;
use bevy::input::keyboard::KeyboardInput;
use bevy::input::mouse::{MouseButtonInput, MouseWheel};
use bevy::input::touch::TouchInput;
use bevy::prelude::*;
use uuid::Uuid;

use super::calendar::CalendarState;
use super::check_in::CheckInState;
use super::exhibits::screen::Sending;
use super::exhibits::{ExhibitState, Sent};
use super::registration::{self, RegistrationState};
use super::shell::ShellAction;
use super::theme::Comfort;
use super::{KioskSystems, NextWake, Screen, Settings, WallClock};
use crate::api::delivery::Delivery;
use crate::config::{AccessSettings, IdleSettings, KioskSettings};
use crate::model::outgoing::Outgoing;

/// Questions for the desk that one visitor leaves in [`LEFT_WITHIN`], and messages for walls.
const LEFT_MAX: usize = 5;
/// A visit can be a whole school class's: after so long there is room again.
const LEFT_WITHIN: Duration = Duration::from_mins(10);

/// Everything one visitor chose, opened or typed.
#[derive(Resource)]
pub struct Visit {
    /// Language, text, contrast, reach, speech, motion, time.
    pub comfort: Comfort,
    /// Whether the menu of these choices is open.
    pub choosing: bool,
    /// The exhibit that is open, and where in it the visitor is.
    pub exhibit: Option<ExhibitState>,
    /// What was sent last from an exhibit.
    pub(super) sending: Option<Sending>,
    /// What that was: sent again it keeps its id, so that it is there once.
    pub(super) sent_last: Option<Delivery>,
    /// When something of each kind was left for the centre, by the steady clock.
    left: BTreeMap<&'static str, Vec<Duration>>,
    /// Under which id the results of each quiz are remembered for this day.
    takers: BTreeMap<String, Uuid>,
    /// The chosen day and activity.
    pub calendar: CalendarState,
    /// Digits typed and the answer.
    pub check_in: CheckInState,
    /// Where the visitor is in registering.
    pub registration: Option<RegistrationState>,
}

impl Visit {
    /// A visit in which nothing has been chosen.
    pub fn new(settings: &KioskSettings) -> Self {
        Self {
            comfort: Comfort {
                reduced_motion: settings.access.reduced_motion,
                ..Comfort::new(&settings.language)
            },
            choosing: false,
            exhibit: None,
            sending: None,
            sent_last: None,
            left: BTreeMap::new(),
            takers: BTreeMap::new(),
            calendar: CalendarState::default(),
            check_in: CheckInState::default(),
            registration: None,
        }
    }

    /// Notes whether what was sent is kept; about anything but the last nobody waits for an answer.
    pub(super) fn note_sent(&mut self, id: Uuid, kept: bool) {
        if let Some(sending) = self.sending.as_mut().filter(|sending| sending.id == id) {
            sending.sent = if kept { Sent::Kept } else { Sent::Lost };
        }
        registration::note_kept(self, id, kept);
    }

    /// Under which id this visitor's results of a quiz are remembered; made when first asked for.
    pub(super) fn taker(&mut self, quiz: &str) -> Uuid {
        *self
            .takers
            .entry(quiz.to_owned())
            .or_insert_with(Uuid::new_v4)
    }

    /// The same, if there are any.
    pub(super) fn taker_known(&self, quiz: &str) -> Option<Uuid> {
        self.takers.get(quiz).copied()
    }

    /// Whether this may be left for the centre now, which is then noted: one visitor has only so many of each kind.
    pub(super) fn may_leave(&mut self, what: &Outgoing, now: Duration) -> bool {
        let left = self.left.entry(what.kind()).or_default();
        left.retain(|at| now.saturating_sub(*at) < LEFT_WITHIN);
        let may = left.len() < LEFT_MAX;
        if may {
            left.push(now);
        }
        may
    }

    /// Applies a choice made in the shell.
    pub fn choose(&mut self, action: &ShellAction) {
        match action {
            ShellAction::Language(language) => self.comfort.language.clone_from(language),
            ShellAction::LargeText(on) => self.comfort.large_text = *on,
            ShellAction::HighContrast(on) => self.comfort.high_contrast = *on,
            ShellAction::Reach(on) => self.comfort.reach = *on,
            ShellAction::Speak(on) => self.comfort.speak = *on,
            ShellAction::ReducedMotion(on) => self.comfort.reduced_motion = *on,
            ShellAction::MoreTime(on) => self.comfort.more_time = *on,
            ShellAction::Access(open) => self.choosing = *open,
            ShellAction::Back => {}
        }
    }
}

/// When the last touch was, by the app's steady clock.
#[derive(Resource, Default)]
pub struct LastTouch(pub Duration);

/// What the idle clock says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idle {
    /// Someone is there.
    Active,
    /// Nobody has touched for a while: seconds left to say so.
    Warning(u32),
    /// Over.
    Ended,
}

/// How many times as long as for others a screen waits for this visitor (WCAG 2.2, 2.2.1): whoever reads, reaches or
/// listens has longer, and whoever asks for more time has it until the visit ends.
pub fn patience(access: &AccessSettings, comfort: &Comfort) -> f32 {
    let slower = comfort.large_text || comfort.reach || comfort.speak;
    let mut factor = 1.0;
    if slower {
        factor *= access.idle_factor;
    }
    if comfort.more_time {
        factor *= access.more_time_factor;
    }
    factor
}

/// The waits of idle for this visitor.
pub fn waits(idle: &IdleSettings, access: &AccessSettings, comfort: &Comfort) -> IdleSettings {
    let patience = patience(access, comfort);
    let longer = |secs: u32| (secs as f32 * patience).round() as u32;
    IdleSettings {
        warn_after_secs: longer(idle.warn_after_secs),
        countdown_secs: longer(idle.countdown_secs),
    }
}

/// Where the two steps of idle stand after `still` without a touch.
pub fn idle(waits: &IdleSettings, still: Duration) -> Idle {
    let warn = Duration::from_secs(waits.warn_after_secs.into());
    let end = warn + Duration::from_secs(waits.countdown_secs.into());
    if still < warn {
        Idle::Active
    } else if still < end {
        Idle::Warning((end - still).as_secs_f32().ceil() as u32)
    } else {
        Idle::Ended
    }
}

pub(super) fn plugin(app: &mut App) {
    let visit = Visit::new(app.world().resource::<Settings>());
    app.insert_resource(visit)
        .init_resource::<LastTouch>()
        .add_systems(OnEnter(Screen::Attract), end_visit)
        .add_systems(OnEnter(Screen::Preparing), end_visit)
        .add_systems(Update, note_touches.in_set(KioskSystems::Input))
        .add_systems(Update, end_when_idle.in_set(KioskSystems::Idle));
}

/// Every tap, drag and key says that somebody is there, and so does all that a screen reader or a switch asks for; a
/// pointer that merely hovers does not.
fn note_touches(
    mut touches: MessageReader<TouchInput>,
    mut buttons: MessageReader<MouseButtonInput>,
    mut wheels: MessageReader<MouseWheel>,
    mut keys: MessageReader<KeyboardInput>,
    mut asked: MessageReader<ActionRequest>,
    clock: Res<WallClock>,
    mut touch: ResMut<LastTouch>,
) {
    let count = touches.read().count()
        + buttons.read().count()
        + wheels.read().count()
        + keys.read().count()
        + asked.read().count();
    if count > 0 {
        touch.0 = clock.steady();
    }
}

/// Leaves nothing of the visitor behind: not in our memory, not in egui's.
fn end_visit(
    mut visit: ResMut<Visit>,
    settings: Res<Settings>,
    mut contexts: bevy_egui::EguiContexts,
) {
    *visit = Visit::new(&settings);
    if let Ok(ctx) = contexts.ctx_mut() {
        ctx.memory_mut(|memory| memory.data.clear());
    }
}

fn end_when_idle(
    screen: Res<State<Screen>>,
    clock: Res<WallClock>,
    touch: Res<LastTouch>,
    settings: Res<Settings>,
    visit: Res<Visit>,
    mut wake: ResMut<NextWake>,
    mut next: ResMut<NextState<Screen>>,
) {
    // Staff have a clock of their own.
    if !screen.in_visit() || *screen.get() == Screen::Staff {
        return;
    }
    let still = clock.steady().saturating_sub(touch.0);
    let waits = waits(&settings.idle, &settings.access, &visit.comfort);
    match idle(&waits, still) {
        Idle::Active => {
            wake.within(Duration::from_secs(waits.warn_after_secs.into()).saturating_sub(still));
        }
        Idle::Warning(_) => wake.within(Duration::from_secs(1)),
        Idle::Ended => next.set(Screen::Attract),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::color::Rgb;
    use crate::model::note::{Note, NoteContent};
    use crate::model::question::DeskQuestion;

    #[test]
    fn a_visit_is_warned_first_and_ended_after() {
        let settings = IdleSettings {
            warn_after_secs: 60,
            countdown_secs: 20,
        };
        let at = |secs: f32| idle(&settings, Duration::from_secs_f32(secs));
        assert_eq!(at(59.9), Idle::Active);
        assert_eq!(at(60.0), Idle::Warning(20));
        assert_eq!(at(79.5), Idle::Warning(1));
        assert_eq!(at(80.0), Idle::Ended);
    }

    #[test]
    fn one_visitor_leaves_only_so_much_of_each_kind() {
        let settings = KioskSettings::in_window(std::path::PathBuf::new(), [1920, 1080]);
        let mut visit = Visit::new(&settings);
        let note = Outgoing::Note(Note {
            paper: Rgb([255; 3]),
            inks: vec![Rgb([0; 3])],
            content: NoteContent::Words("peace".into()),
        });
        let question = Outgoing::Question(DeskQuestion {
            text: "When?".into(),
        });
        let at = |minutes| Duration::from_mins(minutes);
        for minute in 0..5 {
            assert!(visit.may_leave(&note, at(minute)));
        }
        assert!(!visit.may_leave(&note, at(9)), "the wall is for everybody");
        let another = visit.may_leave(&question, at(9));
        assert!(another, "a question is another thing");
        let next = Visit::new(&settings).may_leave(&note, at(9));
        assert!(next, "the next visitor");
        assert!(visit.may_leave(&note, at(10)), "the first is long ago");
        assert!(!visit.may_leave(&note, at(10)), "the second is not");
    }

    #[test]
    fn who_needs_longer_has_longer() {
        let access = AccessSettings::default();
        let waits = |change: fn(&mut Comfort)| {
            let mut comfort = Comfort::new("en");
            change(&mut comfort);
            let waits = waits(&IdleSettings::default(), &access, &comfort);
            (waits.warn_after_secs, waits.countdown_secs)
        };
        assert_eq!(waits(|_| {}), (60, 20));
        assert_eq!(waits(|comfort| comfort.high_contrast = true), (60, 20));
        assert_eq!(waits(|comfort| comfort.large_text = true), (120, 40));
        assert_eq!(waits(|comfort| comfort.reach = true), (120, 40));
        assert_eq!(waits(|comfort| comfort.speak = true), (120, 40));
        assert_eq!(waits(|comfort| comfort.more_time = true), (180, 60));
        let all = |comfort: &mut Comfort| {
            comfort.speak = true;
            comfort.more_time = true;
        };
        assert_eq!(waits(all), (360, 120));
    }
}

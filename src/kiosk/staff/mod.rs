//! The staff panel: five taps in the top left corner and a PIN open it from every screen; two quiet minutes close it.
//!
//! The pages take what [`Shown`] and the link know and give back what staff want; this file does it. Checking a PIN,
//! asking the system and looking through a stick happen on the panel's own thread.

mod device;
pub mod door;
pub mod log;
pub mod status;
pub mod view;
mod worker;

use std::time::Duration;

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass};

use super::content::{LinkHandle, Shown, Waker};
use super::link::LinkRequest;
use super::shell::ShellAction;
use super::theme::keypad::{self, KeypadKey};
use super::theme::tokens::touch;
use super::visit::LastTouch;
use super::{KioskSystems, Look, NextWake, Screen, ScreenSystems, Settings, Stage, WallClock};
use crate::model::play_schedule::Play;
use crate::model::text::LocalizedText;
use door::{CornerTaps, PIN_DIGITS_MAX, PIN_DIGITS_MIN, PinTries};
use log::LogLine;
use status::{DeviceFacts, FoundExport, StaffRequest};
use view::pattern::{Pattern, STROKE_POINTS_MAX, STROKES_MAX, Stroke};
use view::{Confirm, DoorFrame, Page, PanelFrame, StaffAction, StaffFrame, staff_ui};
use worker::{Answer, Job, Worker};

/// Nobody has touched the panel for so long: it closes.
const IDLE: Duration = Duration::from_secs(120);
/// The pages of facts are made anew this often while one is open.
const REFRESH: Duration = Duration::from_secs(2);

/// The program ends with this when staff ended it: a supervisor that starts it again reads it (see the systemd unit).
pub const EXIT_CODE: u8 = 86;
/// The program ends with this to be started again.
pub const RESTART_CODE: u8 = 85;

/// The corner and the PIN; they outlive an open panel.
#[derive(Resource, Default)]
struct Door {
    taps: CornerTaps,
    tries: PinTries,
    hash: Option<String>,
    /// Where the panel was opened from.
    from: Screen,
}

/// The panel while it is open. Made anew each time: nothing typed stays behind.
#[derive(Resource, Default)]
struct Panel {
    digits: String,
    checking: bool,
    wrong: bool,
    inside: Option<Inside>,
}

/// What staff see once they are in.
#[derive(Default)]
struct Inside {
    page: Page,
    confirm: Option<Confirm>,
    pattern: Option<Pattern>,
    strokes: Vec<Stroke>,
    device: Option<DeviceFacts>,
    exports: Option<Vec<FoundExport>>,
    log: Vec<LogLine>,
    /// When device and log were last asked for.
    asked_at: Option<Duration>,
}

/// The panel's thread.
#[derive(Resource)]
struct StaffWorker(Worker);

pub(super) fn plugin(app: &mut App) {
    let hash = app.world().resource::<Settings>().staff_pin_hash.clone();
    if hash.as_deref().is_some_and(|hash| !door::is_hash(hash)) {
        tracing::error!(
            "staff_pin_hash is not what `tongxin kiosk --hash-pin` makes; the staff panel stays closed"
        );
    }
    app.insert_resource(Door {
        hash: hash.filter(|hash| door::is_hash(hash)),
        ..Door::default()
    })
    .init_resource::<Panel>()
    .add_systems(Startup, start_worker)
    .add_systems(Update, take_answers.in_set(KioskSystems::Inbox))
    .add_systems(Update, close_when_idle.in_set(KioskSystems::Idle))
    .add_systems(OnExit(Screen::Staff), forget)
    .add_systems(
        EguiPrimaryContextPass,
        (
            notice_taps.before(ScreenSystems),
            show.in_set(ScreenSystems).run_if(in_state(Screen::Staff)),
        ),
    );
}

fn start_worker(mut commands: Commands, waker: Option<Res<Waker>>) -> Result {
    let wake = waker.map(|waker| waker.0.clone());
    let wake = Box::new(move || {
        if let Some(wake) = &wake {
            wake();
        }
    });
    commands.insert_resource(StaffWorker(Worker::start(wake)?));
    Ok(())
}

fn take_answers(
    worker: Option<Res<StaffWorker>>,
    clock: Res<WallClock>,
    mut door: ResMut<Door>,
    mut panel: ResMut<Panel>,
) {
    let Some(worker) = worker else { return };
    let panel = &mut *panel;
    for answer in worker.0.answers() {
        match (answer, &mut panel.inside) {
            (Answer::Pin(fits), None) if panel.checking => {
                panel.checking = false;
                panel.wrong = !fits;
                if fits {
                    tracing::info!("staff opened the panel");
                    door.tries.note_right();
                    panel.inside = Some(Inside::default());
                } else {
                    tracing::warn!("a wrong PIN at the staff panel");
                    door.tries.note_wrong(clock.steady());
                }
            }
            (Answer::Device(facts), Some(inside)) => inside.device = Some(facts),
            (Answer::Exports(files), Some(inside)) => inside.exports = Some(files),
            // The panel was closed meanwhile.
            _ => {}
        }
    }
}

fn close_when_idle(
    screen: Res<State<Screen>>,
    clock: Res<WallClock>,
    touch: Res<LastTouch>,
    shown: Res<Shown>,
    mut wake: ResMut<NextWake>,
    mut next: ResMut<NextState<Screen>>,
) {
    if *screen.get() != Screen::Staff {
        return;
    }
    let still = clock.steady().saturating_sub(touch.0);
    if still < IDLE {
        wake.within(IDLE - still);
    } else {
        next.set(begin_screen(&shown));
    }
}

/// Where a kiosk is when nobody is there.
fn begin_screen(shown: &Shown) -> Screen {
    if shown.has_content() {
        Screen::Attract
    } else {
        Screen::Preparing
    }
}

fn forget(mut panel: ResMut<Panel>) {
    *panel = Panel::default();
}

/// Taps in the corner are counted on every screen; what they touch there, they touch as well.
fn notice_taps(
    mut contexts: EguiContexts,
    screen: Res<State<Screen>>,
    clock: Res<WallClock>,
    look: Res<Look>,
    mut door: ResMut<Door>,
    mut touched: ResMut<LastTouch>,
    mut next: ResMut<NextState<Screen>>,
) -> Result {
    if *screen.get() == Screen::Staff {
        return Ok(());
    }
    let side = look.0.touch(touch::CONTROL);
    let corner = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::Vec2::splat(side));
    let taps: Vec<bool> = contexts.ctx_mut()?.input(|input| {
        let pressed = input.events.iter().filter_map(|event| match event {
            egui::Event::PointerButton {
                pos, pressed: true, ..
            } => Some(corner.contains(*pos)),
            _ => None,
        });
        pressed.collect()
    });
    let now = clock.steady();
    for in_corner in taps {
        if door.taps.tap(in_corner, now) {
            door.from = *screen.get();
            touched.0 = now;
            next.set(Screen::Staff);
        }
    }
    Ok(())
}

fn show(
    mut stage: Stage,
    mut door: ResMut<Door>,
    mut panel: ResMut<Panel>,
    worker: Option<Res<StaffWorker>>,
    link: Option<Res<LinkHandle>>,
    settings: Res<Settings>,
    mut exit: MessageWriter<AppExit>,
) -> Result {
    let theme = stage.theme();
    let steady = stage.clock.steady();
    let wanted: Vec<StaffAction> = if let Some(inside) = &mut panel.inside {
        if let Some(worker) = &worker {
            refresh(inside, &worker.0, &settings, steady);
        }
        stage.wake_within(REFRESH);
        let status = stage.shown.staff.clone();
        let (playing, identity) = (stage.shown.playing.clone(), stage.shown.identity.clone());
        let frame = PanelFrame {
            page: inside.page,
            confirm: inside.confirm,
            pattern: inside
                .pattern
                .map(|pattern| (pattern, inside.strokes.as_slice())),
            now: stage.local_now(),
            status: &status,
            playing: playing.as_ref(),
            playing_title: playing_title(&stage.shown),
            connected: stage.shown.connected,
            outbox: stage.shown.outbox,
            identity: identity.as_ref(),
            server_url: &settings.server_url,
            device: inside.device.as_ref(),
            log: &inside.log,
            exports: inside.exports.as_deref(),
        };
        let frame = StaffFrame::Panel(Box::new(frame));
        let touched = stage.draw(|ui, _| staff_ui(ui, &theme, &frame))?;
        touched.into_iter().collect()
    } else {
        let frame = door_frame(&door, &panel, steady);
        if matches!(frame, DoorFrame::Pause { .. }) {
            stage.wake_within(Duration::from_secs(1));
        }
        let typed = stage.input(typed_on_keyboard)?;
        let touched = stage.draw(|ui, _| staff_ui(ui, &theme, &StaffFrame::Door(frame)))?;
        typed.into_iter().chain(touched).collect()
    };
    for action in wanted {
        let request = act(
            &mut stage, &mut door, &mut panel, &worker, &mut exit, action,
        );
        if let (Some(request), Some(link)) = (request, &link) {
            link.0.send(LinkRequest::Staff(request));
        }
    }
    Ok(())
}

fn door_frame(door: &Door, panel: &Panel, now: Duration) -> DoorFrame {
    match (&door.hash, door.tries.pause(now)) {
        (None, _) => DoorFrame::NoPin,
        _ if panel.checking => DoorFrame::Checking,
        (Some(_), Some(pause)) => DoorFrame::Pause {
            seconds: pause.as_secs_f32().ceil() as u64,
        },
        (Some(_), None) => DoorFrame::Typing {
            digits: panel.digits.len(),
            wrong: panel.wrong.then(|| door.tries.left()),
        },
    }
}

/// Asks for what changes by itself, once a while.
fn refresh(inside: &mut Inside, worker: &Worker, settings: &Settings, now: Duration) {
    if inside
        .asked_at
        .is_some_and(|at| now.saturating_sub(at) < REFRESH)
    {
        return;
    }
    inside.asked_at = Some(now);
    match inside.page {
        Page::Log => inside.log = log::recent(),
        Page::Device => drop(worker.ask(Job::Device(settings.data_dir.clone()))),
        Page::Import if inside.exports.is_none() => {
            worker.ask(Job::Exports(settings.usb_dirs.clone()));
        }
        _ => {}
    }
}

/// Digits, Backspace and Enter of a keyboard.
fn typed_on_keyboard(input: &egui::InputState) -> Vec<StaffAction> {
    let keys = keypad::typed(input).into_iter().map(|key| match key {
        KeypadKey::Digit(digit) => StaffAction::Digit(digit),
        KeypadKey::Erase | KeypadKey::Clear => StaffAction::Erase,
    });
    let enter = input.key_pressed(egui::Key::Enter);
    keys.chain(enter.then_some(StaffAction::Enter)).collect()
}

/// Does what staff want; what is the link's to do comes back.
fn act(
    stage: &mut Stage,
    door: &mut Door,
    panel: &mut Panel,
    worker: &Option<Res<StaffWorker>>,
    exit: &mut MessageWriter<AppExit>,
    action: StaffAction,
) -> Option<StaffRequest> {
    stage.wake_within(Duration::ZERO);
    let now = stage.clock.steady();
    let Some(inside) = &mut panel.inside else {
        at_the_door(stage, door, panel, worker, action, now);
        return None;
    };
    match action {
        StaffAction::Shell(ShellAction::Back) => stage.next.set(begin_screen(&stage.shown)),
        StaffAction::Shell(choice) => stage.visit.choose(&choice),
        StaffAction::Page(page) => {
            inside.page = page;
            inside.asked_at = None;
            inside.exports = None;
        }
        StaffAction::FindExports => {
            inside.exports = None;
            inside.asked_at = None;
        }
        StaffAction::LookNow => return Some(StaffRequest::LookNow),
        StaffAction::Import(index) => {
            let file = inside.exports.as_ref()?.get(index)?;
            tracing::info!(file = %file.path.display(), "staff import from a stick");
            return Some(StaffRequest::Import(file.path.clone()));
        }
        StaffAction::Ask(confirm) => inside.confirm = Some(confirm),
        StaffAction::Cancel => inside.confirm = None,
        StaffAction::Confirmed(confirm) => {
            inside.confirm = None;
            tracing::warn!(?confirm, "asked for at the staff panel");
            match confirm {
                Confirm::GoBack => return Some(StaffRequest::GoBack),
                Confirm::Restart => drop(exit.write(AppExit::from_code(RESTART_CODE))),
                Confirm::Exit => drop(exit.write(AppExit::from_code(EXIT_CODE))),
            }
        }
        StaffAction::Pattern(pattern) => {
            inside.pattern = pattern;
            inside.strokes.clear();
        }
        StaffAction::Paint(points) => paint(&mut inside.strokes, points),
        StaffAction::Lift(finger) => lift(&mut inside.strokes, finger),
        StaffAction::Digit(_) | StaffAction::Erase | StaffAction::Enter => {}
    }
    None
}

fn at_the_door(
    stage: &mut Stage,
    door: &Door,
    panel: &mut Panel,
    worker: &Option<Res<StaffWorker>>,
    action: StaffAction,
    now: Duration,
) {
    let typing = matches!(door_frame(door, panel, now), DoorFrame::Typing { .. });
    match action {
        StaffAction::Shell(ShellAction::Back) => {
            // Somebody who tapped there by chance goes on where they were.
            let back = if door.from.in_visit() {
                door.from
            } else {
                begin_screen(&stage.shown)
            };
            stage.next.set(back);
        }
        StaffAction::Shell(choice) => stage.visit.choose(&choice),
        StaffAction::Digit(digit) if typing && panel.digits.len() < PIN_DIGITS_MAX => {
            panel.digits.push(digit);
            panel.wrong = false;
        }
        StaffAction::Erase => drop(panel.digits.pop()),
        StaffAction::Enter if typing && panel.digits.len() >= PIN_DIGITS_MIN => {
            let pin = std::mem::take(&mut panel.digits);
            if let (Some(hash), Some(worker)) = (door.hash.clone(), worker) {
                panel.checking = worker.0.ask(Job::Pin { hash, pin });
            }
        }
        _ => {}
    }
}

fn paint(strokes: &mut Vec<Stroke>, points: Vec<(u64, egui::Pos2)>) {
    for (finger, at) in points {
        let going = strokes
            .iter_mut()
            .find(|stroke| stroke.finger == Some(finger));
        match going {
            Some(stroke) if stroke.points.len() < STROKE_POINTS_MAX => stroke.points.push(at),
            Some(_) => {}
            None => {
                if strokes.len() >= STROKES_MAX {
                    strokes.remove(0);
                }
                strokes.push(Stroke {
                    finger: Some(finger),
                    points: vec![at],
                });
            }
        }
    }
}

fn lift(strokes: &mut [Stroke], finger: u64) {
    for stroke in strokes {
        if stroke.finger == Some(finger) {
            stroke.finger = None;
        }
    }
}

/// The name of the pack or playlist that plays.
fn playing_title(shown: &Shown) -> Option<LocalizedText> {
    match &shown.playing.as_ref()?.play {
        Play::Home { .. } => shown.manifest().map(|manifest| manifest.title.clone()),
        Play::Playlist { playlist } => {
            let schedule = shown.content.as_ref()?.schedule.as_ref()?;
            schedule.playlist(playlist).map(|list| list.name.clone())
        }
    }
}

//! A tour: walks through every screen by scripted touches, in both languages and both orientations, taking pictures.
//!
//! Touches are found by the label a screen reader would say, and go through the same input as a finger's. Where the
//! tour goes is `script`.

mod script;

use std::collections::VecDeque;
use std::path::PathBuf;
use std::time::Duration;

use bevy::input::touch::{TouchInput, TouchPhase};
use bevy::prelude::*;
use bevy::window::PrimaryWindow;
use bevy_egui::{EguiContexts, EguiOutput};

use super::content::Shown;
use super::pictures::Pictures;
use super::third_party::{ShotUnderWay, take_shot};
use super::visit::{LastTouch, Visit, waits};
use super::{NextWake, Screen, Settings, WallClock};
use crate::model::activity::PlacesLeft;

/// What to walk through.
#[derive(Debug, Clone)]
pub struct TourPlan {
    /// Where pictures go.
    pub dir: PathBuf,
    /// Six-digit codes that can be let in; each walk takes one.
    pub codes: Vec<String>,
    /// What opens the staff panel.
    pub staff_pin: String,
    /// Whether the kiosk goes on after the tour instead of closing.
    pub stay: bool,
    /// How far it goes.
    pub route: Route,
    /// What the visitor asks for at the beginning of each walk.
    pub comforts: Vec<TourComfort>,
}

/// What a visitor can ask for that makes every screen look different.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum TourComfort {
    /// Letters half as large again.
    LargeText,
    /// Black, white and yellow.
    HighContrast,
    /// Every control low.
    Reach,
}

impl TourComfort {
    /// What its button says.
    fn key(self) -> &'static str {
        match self {
            Self::LargeText => "comfort-large-text",
            Self::HighContrast => "comfort-high-contrast",
            Self::Reach => "comfort-reach",
        }
    }
}

/// How far a tour goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// Every screen, in both languages and orientations.
    Everything,
    /// The six main screens, once in each orientation.
    MainScreens,
}

/// Let the transition end and pictures arrive before a picture is taken.
const SETTLE: Duration = Duration::from_millis(900);
/// Between the taps of a knock.
const KNOCK: Duration = Duration::from_millis(120);
/// A label that has not come up by then is missing.
const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Debug, Clone, PartialEq)]
enum Step {
    Shape(f32, f32),
    /// Touch what says this.
    Touch(String),
    /// A quick tap in the corner where staff knock.
    Knock,
    /// Wait until this can be touched.
    Await(String),
    /// Save the window under this name.
    Picture(String),
    /// As if nobody had touched for so long that the warning comes.
    WaitForIdleWarning,
    /// As if nobody had touched for so long that the visit ends.
    WaitForIdleEnd,
}

#[derive(Resource)]
struct Tour {
    plan: TourPlan,
    steps: Option<VecDeque<Step>>,
    ready_at: Duration,
    step_since: Duration,
    finger: Option<(Vec2, Duration)>,
    /// What is left of a drag that looks for something further down or up.
    drag: VecDeque<(Vec2, TouchPhase)>,
    missing: Vec<String>,
    taken: usize,
}

pub(super) fn plugin(app: &mut App, plan: TourPlan) {
    app.insert_resource(Tour {
        plan,
        steps: None,
        ready_at: Duration::ZERO,
        step_since: Duration::ZERO,
        finger: None,
        drag: VecDeque::new(),
        missing: Vec::new(),
        taken: 0,
    })
    .add_systems(Startup, listen)
    .add_systems(Update, walk);
}

/// The labels come from the tree that screen readers get.
fn listen(mut contexts: EguiContexts) {
    if let Ok(ctx) = contexts.ctx_mut() {
        ctx.enable_accesskit();
    }
}

fn walk(
    mut commands: Commands,
    mut tour: ResMut<Tour>,
    mut contexts: EguiContexts,
    screen: Res<State<Screen>>,
    (shown, settings, visit): (Res<Shown>, Res<Settings>, Res<Visit>),
    mut clock: ResMut<WallClock>,
    pictures: Res<Pictures>,
    (outputs, shots): (Query<&EguiOutput>, Query<(), With<ShotUnderWay>>),
    mut windows: Query<(Entity, &mut Window), With<PrimaryWindow>>,
    mut touches: MessageWriter<TouchInput>,
    mut last_touch: ResMut<LastTouch>,
    mut wake: ResMut<NextWake>,
    mut exit: MessageWriter<AppExit>,
) {
    wake.within(Duration::from_millis(30));
    if let Ok(ctx) = contexts.ctx_mut() {
        ctx.enable_accesskit();
    }
    let Ok((window_entity, mut window)) = windows.single_mut() else {
        return;
    };
    let now = clock.steady();
    let touch = |position: Vec2, phase: TouchPhase| TouchInput {
        phase,
        position,
        window: window_entity,
        force: None,
        id: 1,
    };
    if let Some((position, settle)) = tour.finger.take() {
        touches.write(touch(position, TouchPhase::Ended));
        tour.ready_at = now + settle;
        return;
    }
    if let Some((position, phase)) = tour.drag.pop_front() {
        touches.write(touch(position, phase));
        tour.ready_at = now + SETTLE;
        return;
    }
    if now < tour.ready_at || *screen.get() == Screen::Preparing {
        return;
    }
    if tour.steps.is_none() {
        // Activities come a moment after the pack.
        let (Some(manifest), Some(days)) = (shown.manifest(), shown.days.as_ref()) else {
            return;
        };
        let now = clock.now();
        let upcoming = days
            .calendar
            .iter()
            .find(|entry| entry.starts_at > now || entry.ends_at > now);
        let activity = upcoming.map(|entry| {
            (
                entry.title.clone(),
                entry
                    .starts_at
                    .with_timezone(&shown.time_zone())
                    .date_naive(),
            )
        });
        // Where a place can still be had, and not by checking in.
        let today = now.with_timezone(&shown.time_zone()).date_naive();
        let free = days.calendar.iter().find(|entry| {
            let day = entry
                .starts_at
                .with_timezone(&shown.time_zone())
                .date_naive();
            day > today && !entry.canceled && matches!(entry.places.left(), PlacesLeft::Free(4..))
        });
        let free = free.map(|entry| {
            let day = entry
                .starts_at
                .with_timezone(&shown.time_zone())
                .date_naive();
            (entry.title.clone(), day)
        });
        tour.steps = Some(match tour.plan.route {
            Route::Everything => script::script(
                &manifest.exhibits,
                (activity, free),
                &tour.plan,
                &settings.language,
            ),
            Route::MainScreens => script::main_screens(&manifest.exhibits, &settings.language),
        });
        tour.step_since = clock.steady();
    }
    let Some(step) = tour.steps.as_ref().and_then(|steps| steps.front().cloned()) else {
        // The last picture is on its way from the graphics card to the disk.
        let waited = now.saturating_sub(tour.step_since);
        if shots.is_empty() || waited > PATIENCE {
            finish(&mut tour, &mut exit, &mut commands);
        }
        return;
    };
    let done = match &step {
        Step::Shape(width, height) => {
            window.resolution.set(*width, *height);
            tour.ready_at = now + SETTLE;
            true
        }
        Step::Await(label) => find(&outputs, label).is_some(),
        Step::Touch(label) => match find(&outputs, label) {
            Some(position) => {
                touches.write(touch(position, TouchPhase::Started));
                tour.finger = Some((position, SETTLE));
                true
            }
            None => {
                // Perhaps it is further down, else further up. The first looks may just have come too early.
                let looked = now.saturating_sub(tour.step_since);
                if looked > SETTLE * 3 {
                    let up = looked < PATIENCE / 2;
                    tour.drag = drag(Vec2::new(window.width(), window.height()), up);
                }
                false
            }
        },
        Step::Knock => {
            let corner = Vec2::splat(20.0);
            touches.write(touch(corner, TouchPhase::Started));
            tour.finger = Some((corner, KNOCK));
            true
        }
        Step::Picture(_) if !pictures.all_ready() => false,
        Step::Picture(name) => {
            let path = tour.plan.dir.join(format!("{name}.png"));
            commands.queue(take_shot(path));
            tour.taken += 1;
            tour.ready_at = now + SETTLE;
            true
        }
        Step::WaitForIdleWarning | Step::WaitForIdleEnd => {
            let idle = waits(&settings.idle, &settings.access, &visit.comfort);
            let ended = if step == Step::WaitForIdleEnd {
                idle.countdown_secs
            } else {
                1
            };
            let still = Duration::from_secs((idle.warn_after_secs + ended).into());
            // The steady clock may be younger than the wait it pretends.
            clock.pretend_older(still);
            last_touch.0 = clock.steady().saturating_sub(still);
            tour.ready_at = clock.steady() + SETTLE / 2;
            true
        }
    };
    let patience_over = now.saturating_sub(tour.step_since) > PATIENCE;
    if !done && patience_over {
        let says = labels(&outputs).join(" | ");
        tracing::error!(?step, %says, "the tour did not find what it wanted to touch");
        tour.missing.push(format!("{step:?}"));
    }
    if done || patience_over {
        tour.step_since = clock.steady();
        if let Some(steps) = tour.steps.as_mut() {
            steps.pop_front();
        }
    }
}

/// A finger that moves what is in the middle of the screen up or down, and rests before it leaves.
fn drag(size: Vec2, up: bool) -> VecDeque<(Vec2, TouchPhase)> {
    let (from, to) = if up { (0.6, 0.42) } else { (0.42, 0.6) };
    let at = |share: f32| Vec2::new(size.x * 0.45, size.y * share);
    let way = (1..=6).map(|step| {
        let share = from + (to - from) * step as f32 / 6.0;
        (at(share), TouchPhase::Moved)
    });
    let rest = std::iter::repeat_n((at(to), TouchPhase::Moved), 6);
    std::iter::once((at(from), TouchPhase::Started))
        .chain(way)
        .chain(rest)
        .chain([(at(to), TouchPhase::Ended)])
        .collect()
}

fn finish(tour: &mut Tour, exit: &mut MessageWriter<AppExit>, commands: &mut Commands) {
    tracing::info!(pictures = tour.taken, dir = %tour.plan.dir.display(), missing = tour.missing.len(), "the tour is over");
    if tour.plan.stay {
        commands.remove_resource::<Tour>();
        return;
    }
    exit.write(if tour.missing.is_empty() {
        AppExit::Success
    } else {
        AppExit::error()
    });
}

/// Where the button with this label is, or the picture that a finger may draw on.
fn find(outputs: &Query<&EguiOutput>, label: &str) -> Option<Vec2> {
    [egui::accesskit::Role::Button, egui::accesskit::Role::Image]
        .into_iter()
        .find_map(|role| find_role(outputs, label, role))
}

fn find_role(
    outputs: &Query<&EguiOutput>,
    label: &str,
    role: egui::accesskit::Role,
) -> Option<Vec2> {
    outputs.iter().find_map(|output| {
        let update = output.platform_output.accesskit_update.as_ref()?;
        update.nodes.iter().find_map(|(_, node)| {
            let bounds = node
                .bounds()
                .filter(|_| node.label() == Some(label) && !node.is_disabled())?;
            (node.role() == role).then(|| {
                Vec2::new(
                    ((bounds.x0 + bounds.x1) / 2.0) as f32,
                    ((bounds.y0 + bounds.y1) / 2.0) as f32,
                )
            })
        })
    })
}

fn labels(outputs: &Query<&EguiOutput>) -> Vec<String> {
    let updates = outputs
        .iter()
        .filter_map(|output| output.platform_output.accesskit_update.as_ref());
    updates
        .flat_map(|update| &update.nodes)
        .filter_map(|(_, node)| node.label().map(str::to_owned))
        .collect()
}

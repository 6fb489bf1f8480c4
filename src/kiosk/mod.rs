//! The kiosk: one Bevy app that shows a centre's content and lets visitors in.
//!
//! One folder per thing a visitor meets. Views (`view.rs`) take data and return what the visitor wants; the module
//! beside each view fetches, applies and moves between screens. `link` talks to the server on its own thread.

mod aside;
mod assistive;
pub mod attract;
pub mod bench;
pub mod calendar;
pub mod check_in;
pub mod content;
pub mod dates;
pub mod enrolment;
pub mod exhibits;
pub mod gallery_screen;
pub mod home;
pub mod link;
mod orderly;
pub mod pictures;
pub mod registration;
pub mod shell;
mod sound;
pub mod speech;
pub mod staff;
pub mod theme;
mod third_party;
pub mod tour;
mod transition;
pub mod visit;
mod wake;
pub mod writing;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

pub use wake::NextWake;

use crate::config::KioskSettings;
use crate::model::look::PackLook;
use content::Shown;
use shell::ShellAction;
use shell::view::Stay;
use shell::view::access::access_ui;
use theme::widgets::PictureSource;
use theme::{Comfort, Panel, Theme};
use visit::{LastTouch, Visit};

/// What the program shows now.
#[derive(States, Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Screen {
    /// Nothing to show yet: pairing, first download.
    #[default]
    Preparing,
    /// Nobody is there.
    Attract,
    /// Exhibits, today, the two things to do.
    Home,
    /// One exhibit.
    Exhibit,
    /// What is on.
    Calendar,
    /// The code and its answer.
    CheckIn,
    /// Asking for a place.
    Registration,
    /// Staff look after the kiosk.
    Staff,
}

impl Screen {
    /// Whether somebody is there.
    pub fn in_visit(self) -> bool {
        !matches!(self, Screen::Preparing | Screen::Attract)
    }
}

/// The order of everything in `Update`. Add a set where its work belongs in this order.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KioskSystems {
    /// What the link has to say reaches our resources.
    Inbox,
    /// Touches and scans are noticed.
    Input,
    /// Visits end when nobody is there.
    Idle,
}

/// The kiosk's settings.
#[derive(Resource, Deref)]
pub struct Settings(pub KioskSettings);

/// The time, for screens. Tours set it; nothing else reads a clock.
#[derive(Resource)]
pub struct WallClock {
    started: Instant,
    older: Duration,
    fixed: Option<DateTime<Utc>>,
}

impl WallClock {
    /// The real time, or always the same moment.
    pub fn new(fixed: Option<DateTime<Utc>>) -> Self {
        Self {
            started: Instant::now(),
            older: Duration::ZERO,
            fixed,
        }
    }

    /// Now.
    pub fn now(&self) -> DateTime<Utc> {
        self.fixed.unwrap_or_else(Utc::now)
    }

    /// Lets a tour skip a wait: the steady clock jumps on if it is younger than this.
    pub fn pretend_older(&mut self, age: Duration) {
        self.older += age.saturating_sub(self.steady());
    }

    /// Time since the start, which no clock change moves.
    pub fn steady(&self) -> Duration {
        self.started.elapsed() + self.older
    }
}

/// Runs the kiosk until its window closes, or until `tour` has walked through it.
///
/// # Errors
///
/// When the data folder cannot be used.
pub fn run(settings: KioskSettings, tour: Option<tour::TourPlan>) -> anyhow::Result<Ended> {
    let mut app = app(settings);
    if let Some(plan) = tour {
        tour::plugin(&mut app, plan);
    }
    run_app(app)
}

/// Shows an author's folder until the window closes.
///
/// # Errors
///
/// When the folder for copies cannot be used.
pub fn preview(settings: KioskSettings, preview: content::Preview) -> anyhow::Result<Ended> {
    let mut app = app(settings);
    app.insert_resource(preview);
    run_app(app)
}

/// Shows an author's folder as it would be at a moment, and takes pictures of its main screens.
///
/// # Errors
///
/// When the folder for copies cannot be used.
pub fn photograph(
    settings: KioskSettings,
    preview: content::Preview,
    plan: tour::TourPlan,
) -> anyhow::Result<Ended> {
    let mut app = app(settings);
    app.insert_resource(WallClock::new(preview.at))
        .insert_resource(preview);
    tour::plugin(&mut app, plan);
    run_app(app)
}

/// Shows every widget in every state until the window closes: no server, no content, nothing kept.
pub fn gallery(settings: KioskSettings) -> Ended {
    let mut app = App::new();
    third_party::plugin(&mut app, &settings);
    app.insert_resource(Settings(settings))
        .init_state::<Screen>();
    wake::plugin(&mut app);
    assistive::plugin(&mut app);
    gallery_screen::plugin(&mut app);
    ended(app.run())
}

/// Measures what one thing costs to draw.
///
/// # Errors
///
/// When the data folder cannot be used, or what is to be measured never came up.
pub fn measure(settings: KioskSettings, plan: bench::BenchPlan) -> anyhow::Result<bench::Measured> {
    let (report, reported) = crossbeam_channel::bounded(1);
    let mut app = if plan.target == bench::Target::Empty {
        let mut app = App::new();
        third_party::plugin(&mut app, &settings);
        app.init_state::<Screen>();
        wake::plugin(&mut app);
        app
    } else {
        app(settings)
    };
    bench::plugin(&mut app, plan, report);
    run_app(app)?;
    reported
        .try_recv()
        .map_err(|_| anyhow::anyhow!("the window was closed before the end"))?
}

fn app(settings: KioskSettings) -> App {
    let mut app = App::new();
    third_party::plugin(&mut app, &settings);
    app.insert_resource(WallClock::new(None))
        .insert_resource(Settings(settings));
    plugin(&mut app);
    app
}

fn run_app(mut app: App) -> anyhow::Result<Ended> {
    Ok(ended(app.run()))
}

fn ended(exit: AppExit) -> Ended {
    match exit {
        AppExit::Success => Ended::Closed(ExitCode::SUCCESS),
        AppExit::Error(code) if code.get() == staff::RESTART_CODE => Ended::Restart,
        AppExit::Error(code) => Ended::Closed(ExitCode::from(code.get())),
    }
}

/// How a kiosk ended.
#[derive(Debug)]
pub enum Ended {
    /// It was closed.
    Closed(ExitCode),
    /// Staff want it started again.
    Restart,
}

/// Everything but the window: tests build it without one. Wants [`Settings`] and [`WallClock`].
pub fn plugin(app: &mut App) {
    app.init_state::<Screen>()
        .init_resource::<ClearColor>()
        .configure_sets(
            Update,
            (KioskSystems::Inbox, KioskSystems::Input, KioskSystems::Idle).chain(),
        )
        .add_systems(
            EguiPrimaryContextPass,
            (
                follow_look.before(ScreenSystems),
                show_shell.after(ScreenSystems),
            ),
        );
    let settings = app.world().resource::<Settings>();
    let [width, height] = settings.window_size.map(|pixels| pixels as f32);
    let window = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(width, height));
    let theme = Theme::new(panel_of(window, settings), Comfort::new(&settings.language));
    let look = Look(Arc::new(
        theme.with_southern_sounds(settings.writing.southern_sounds),
    ));
    app.insert_resource(look);
    for part in [
        wake::plugin,
        assistive::plugin,
        pictures::plugin,
        sound::plugin,
        speech::plugin,
        content::plugin,
        orderly::plugin,
        visit::plugin,
        transition::plugin,
        enrolment::plugin,
        attract::plugin,
        home::plugin,
        exhibits::screen::plugin,
        calendar::plugin,
        check_in::plugin,
        registration::plugin,
        staff::plugin,
    ] {
        part(app);
    }
}

/// The system that draws the current screen; the shell draws over it.
#[derive(SystemSet, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ScreenSystems;

/// How everything looks for this visitor on this window.
#[derive(Resource)]
pub struct Look(Arc<Theme>);

/// Made anew only when the window or the visitor's choice is another: every frame takes it from here.
fn follow_look(
    mut contexts: EguiContexts,
    settings: Res<Settings>,
    visit: Res<Visit>,
    shown: Res<Shown>,
    clock: Res<WallClock>,
    screen: Res<State<Screen>>,
    mut look: ResMut<Look>,
    mut ground: ResMut<ClearColor>,
) -> Result {
    let ctx = contexts.ctx_mut()?;
    let panel = panel_of(ctx.content_rect(), &settings);
    let usual = PackLook::default();
    let pack = shown.manifest().map_or(&usual, |manifest| &manifest.look);
    // Under nobody's eyes: evening falls between two visits.
    let night = if screen.in_visit() {
        look.0.is_night()
    } else {
        let now = clock.now().with_timezone(&shown.time_zone());
        settings.night.holds(now.time())
    };
    let dressed = look.0.is_night() == night;
    if !dressed || look.0.panel != panel || look.0.comfort != visit.comfort || look.0.look() != pack
    {
        let theme = Theme::new(panel, visit.comfort.clone())
            .at_night(night)
            .with_look(pack);
        look.0 = Arc::new(theme.with_southern_sounds(settings.writing.southern_sounds));
        theme::set_motion(ctx, look.0.moves());
    }
    theme::set_tap(ctx, &panel);
    // Paper is what the window is cleared with: it costs nothing to paint.
    let [r, g, b, _] = look.0.palette.paper.to_array();
    let paper = Color::srgb_u8(r, g, b);
    if ground.0 != paper {
        ground.0 = paper;
    }
    Ok(())
}

/// What every screen's system needs to draw.
#[derive(bevy::ecs::system::SystemParam)]
pub struct Stage<'w, 's> {
    contexts: EguiContexts<'w, 's>,
    /// The visitor's choices and places.
    pub visit: ResMut<'w, Visit>,
    /// What is on show.
    pub shown: Res<'w, Shown>,
    /// The time.
    pub clock: Res<'w, WallClock>,
    /// Pictures.
    pub pictures: Res<'w, pictures::Pictures>,
    /// The next screen.
    pub next: ResMut<'w, NextState<Screen>>,
    look: Res<'w, Look>,
    transition: ResMut<'w, transition::Transition>,
    told: ResMut<'w, speech::Told>,
    wake: ResMut<'w, NextWake>,
}

impl Stage<'_, '_> {
    /// The theme for this visitor on this window.
    pub fn theme(&self) -> Arc<Theme> {
        self.look.0.clone()
    }

    /// Draws with `draw` over the whole window, on its way in after a change of screen.
    pub fn draw<T>(
        &mut self,
        draw: impl FnOnce(&mut egui::Ui, &dyn PictureSource) -> T,
    ) -> Result<T> {
        let (now, theme) = (self.clock.steady(), self.look.0.clone());
        *self.told = speech::Told::nothing(&self.visit);
        let transition = &mut *self.transition;
        let pictures: &dyn PictureSource = &*self.pictures;
        let ctx = self.contexts.ctx_mut()?;
        let layer = transition::screen_layer();
        let area = egui::Area::new(layer.id)
            .order(layer.order)
            .fixed_pos(egui::Pos2::ZERO);
        let rect = ctx.content_rect();
        let response = area.constrain(false).show(ctx, |ui| {
            ui.set_min_size(rect.size());
            let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(rect));
            transition.draw(&mut ui, &theme, now, |ui| draw(ui, pictures))
        });
        let (drawn, moving) = response.inner;
        if moving {
            self.wake.within(Duration::ZERO);
        }
        Ok(drawn)
    }

    /// Tells whoever does not see what was drawn where in it they are, and what happened there: it is said when it
    /// changes.
    pub fn tell(&mut self, words: impl FnOnce() -> String) {
        if self.visit.comfort.speak {
            self.told.words = words();
        }
    }

    /// The centre's local time.
    pub fn local_now(&self) -> DateTime<Tz> {
        self.clock.now().with_timezone(&self.shown.time_zone())
    }

    /// What came from fingers and keys in this frame.
    pub fn input<T>(&mut self, read: impl FnOnce(&egui::InputState) -> T) -> Result<T> {
        Ok(self.contexts.ctx_mut()?.input(read))
    }

    /// Wakes the app within this time, to draw again.
    #[track_caller]
    pub fn wake_within(&mut self, time: Duration) {
        self.wake.within(time);
    }
}

/// The panel behind a window of this size.
fn panel_of(window: egui::Rect, settings: &Settings) -> Panel {
    Panel {
        width: window.width().max(1.0),
        height: window.height().max(1.0),
        width_mm: settings.panel_width_mm,
        bottom_mm: settings.panel_bottom_mm,
    }
}

/// Draws over the screen: the sign that the network is away, the menu of what makes it easier, the idle warning.
fn show_shell(
    mut contexts: EguiContexts,
    screen: Res<State<Screen>>,
    look: Res<Look>,
    settings: Res<Settings>,
    clock: Res<WallClock>,
    shown: Res<Shown>,
    speech: Res<speech::Speech>,
    mut visit: ResMut<Visit>,
    mut touch: ResMut<LastTouch>,
) -> Result {
    if !screen.in_visit() || *screen.get() == Screen::Staff {
        return Ok(());
    }
    let theme = look.0.clone();
    let ctx = contexts.ctx_mut()?;
    let rect = ctx.content_rect();
    let layer = |order: egui::Order, name: &'static str| {
        egui::Area::new(egui::Id::new(name))
            .order(order)
            .fixed_pos(egui::Pos2::ZERO)
            .constrain(false)
    };
    if !shown.connected {
        layer(egui::Order::Middle, "away")
            .interactable(false)
            .show(ctx, |ui| {
                let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(rect));
                shell::view::away_sign_ui(&mut ui, &theme, shown.outbox);
            });
    }
    let stage = if theme.comfort.reach {
        let mut all = rect;
        theme::widgets::take_bottom(&mut all, rect.height() * theme.panel.reach_share(), 0.0)
    } else {
        rect
    };
    if visit.choosing {
        let chosen = layer(egui::Order::Middle, "access")
            .show(ctx, |ui| {
                only_this(ui);
                ui.set_min_size(rect.size());
                let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(rect));
                access_ui(&mut ui, &theme, stage, speech.offer(&settings))
            })
            .inner;
        if let Some(action) = chosen {
            visit.choose(&action);
            ctx.request_repaint();
        }
    }
    let still = clock.steady().saturating_sub(touch.0);
    let waits = visit::waits(&settings.idle, &settings.access, &visit.comfort);
    if let visit::Idle::Warning(seconds) = visit::idle(&waits, still) {
        let answer = layer(egui::Order::Foreground, "idle")
            .show(ctx, |ui| {
                only_this(ui);
                ui.set_min_size(rect.size());
                let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(rect));
                shell::view::idle_warning_ui(&mut ui, &theme, stage, seconds)
            })
            .inner;
        if answer.is_some() {
            touch.0 = clock.steady();
        }
        if answer == Some(Stay::Longer) {
            visit.choose(&ShellAction::MoreTime(true));
        }
    }
    Ok(())
}

/// The keyboard goes to nothing behind what lies over the screen.
fn only_this(ui: &egui::Ui) {
    ui.memory_mut(|memory| memory.set_modal_layer(ui.layer_id()));
}

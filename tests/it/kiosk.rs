//! The whole kiosk without a window: its screens touched by label, a real server behind it.

mod registering;

use std::collections::HashMap;
use std::time::{Duration, Instant};

use bevy::a11y::ActionRequest;
use bevy::app::{App, AppExit};
use bevy::input::InputPlugin;
use bevy::input::touch::{TouchInput, TouchPhase};
use bevy::prelude::{Entity, Messages, MinimalPlugins, NextState, State, Vec2, With};
use bevy::state::app::StatesPlugin;
use bevy::window::RequestRedraw;
use bevy_egui::{
    EguiContext, EguiInput, EguiPrimaryContextPass, EguiUserTextures, PrimaryEguiContext,
};
use crossbeam_channel::{Receiver, bounded};
use egui::accesskit::{self, Action, NodeId, Role, TreeId};
use egui::{Event, PointerButton, Pos2, Rect, pos2, vec2};
use tongxin::config::KioskSettings;
use tongxin::kiosk::content::Waker;
use tongxin::kiosk::staff::door::hash_pin;
use tongxin::kiosk::theme;
use tongxin::kiosk::{self, Screen, Settings, WallClock};

use super::link::Stage;

/// Far longer than anything takes; only a test that fails waits for it.
const PATIENCE: Duration = Duration::from_secs(60);
const PANEL: egui::Vec2 = vec2(1920.0, 1080.0);

/// The kiosk's app, drawn into nothing.
struct Headless {
    app: App,
    /// Something came from the server or the disk.
    woken: Receiver<()>,
    /// What is on the screen, by label.
    seen: HashMap<String, (Role, Rect)>,
    /// The same for a screen reader: by what it is asked for.
    nodes: HashMap<String, NodeId>,
    /// egui's clock, in seconds.
    time: f64,
    /// What the program wants to end with.
    exit_code: Option<u8>,
}

impl Headless {
    fn start(stage: &Stage) -> Self {
        Self::start_with(stage.kiosk_settings())
    }

    fn start_with(settings: KioskSettings) -> Self {
        let (wake, woken) = bounded(1);
        let mut app = App::new();
        app.add_plugins((MinimalPlugins, StatesPlugin, InputPlugin))
            .add_message::<RequestRedraw>()
            .init_resource::<EguiUserTextures>()
            .insert_resource(WallClock::new(None))
            .insert_resource(Settings(settings))
            .insert_resource(Waker(std::sync::Arc::new(move || {
                wake.try_send(()).unwrap_or_default()
            })));
        kiosk::plugin(&mut app);
        let context = EguiContext::default();
        app.world_mut().spawn((context, PrimaryEguiContext));
        let mut this = Self {
            app,
            woken,
            seen: HashMap::new(),
            nodes: HashMap::new(),
            time: 0.0,
            exit_code: None,
        };
        this.context(|ctx| {
            theme::dress(ctx);
            ctx.enable_accesskit();
        });
        this.app.finish();
        this.app.cleanup();
        this
    }

    fn context<T>(&mut self, with: impl FnOnce(&egui::Context) -> T) -> T {
        let world = self.app.world_mut();
        let mut contexts = world.query::<&mut EguiContext>();
        let mut context = contexts.single_mut(world).expect("one context");
        with(context.get_mut())
    }

    /// One frame with these events.
    fn frame(&mut self, events: Vec<Event>) {
        self.app.update();
        let world = self.app.world();
        let changes = !matches!(world.resource::<NextState<Screen>>(), NextState::Unchanged);
        let redraws = world.resource::<Messages<RequestRedraw>>();
        assert!(
            !changes || redraws.iter_current_update_messages().count() > 0,
            "a new screen waits for somebody to wake the kiosk"
        );
        let input = egui::RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, PANEL)),
            time: Some(self.time),
            events: [self.handed_on(), events].concat(),
            ..egui::RawInput::default()
        };
        self.time += 1.0 / 60.0;
        self.context(|ctx| ctx.begin_pass(input));
        self.app.world_mut().run_schedule(EguiPrimaryContextPass);
        let mut output = self.context(egui::Context::end_pass);
        // Nothing is drawn: pictures have nowhere to go.
        output.textures_delta.clear();
        let exits = self.app.world().resource::<Messages<AppExit>>();
        if let Some(exit) = exits.iter_current_update_messages().next() {
            self.exit_code = Some(match exit {
                AppExit::Success => 0,
                AppExit::Error(code) => code.get(),
            });
        }
        let nodes = output
            .platform_output
            .accesskit_update
            .expect("labels")
            .nodes;
        let buttons = nodes.iter().filter_map(|(id, node)| {
            let label = node.label().filter(|_| node.role() == Role::Button)?;
            Some((label.to_owned(), *id))
        });
        self.nodes = buttons.collect();
        let mut seen: Vec<_> = nodes
            .into_iter()
            .filter_map(|(_, node)| {
                let bounds = node.bounds()?;
                let rect = Rect::from_min_max(
                    pos2(bounds.x0 as f32, bounds.y0 as f32),
                    pos2(bounds.x1 as f32, bounds.y1 as f32),
                );
                let label = node.label().or(node.value())?.to_owned();
                Some((label, (node.role(), rect)))
            })
            .collect();
        // What can be touched counts before words that say the same: a typed digit is no key.
        seen.sort_by_key(|(_, (role, _))| *role == Role::Button);
        self.seen = seen.into_iter().collect();
    }

    /// What the kiosk itself tells egui in this frame.
    fn handed_on(&mut self) -> Vec<Event> {
        let world = self.app.world_mut();
        let mut inputs = world.query_filtered::<&mut EguiInput, With<PrimaryEguiContext>>();
        let mut input = inputs.single_mut(world).expect("one context");
        std::mem::take(&mut input.events)
    }

    /// A screen reader or a switch asks for what says `label`.
    #[track_caller]
    fn ask_for(&mut self, label: &str) {
        self.until(label, |kiosk| kiosk.nodes.contains_key(label));
        let request = accesskit::ActionRequest {
            action: Action::Click,
            target_tree: TreeId::ROOT,
            target_node: self.nodes[label],
            data: None,
        };
        self.app.world_mut().write_message(ActionRequest(request));
        self.frame(Vec::new());
        let redraws = self.app.world().resource::<Messages<RequestRedraw>>();
        assert!(
            redraws.iter_current_update_messages().count() > 0,
            "what was asked waits for somebody to wake the kiosk"
        );
        self.frame(Vec::new());
    }

    fn screen(&self) -> Screen {
        *self.app.world().resource::<State<Screen>>().get()
    }

    /// Draws until `fits`, asleep between messages.
    #[track_caller]
    fn until(&mut self, what: &str, fits: impl Fn(&Self) -> bool) {
        let end = Instant::now() + PATIENCE;
        loop {
            self.frame(Vec::new());
            if fits(self) {
                return;
            }
            let seen: Vec<_> = self.seen.keys().collect();
            assert!(Instant::now() < end, "no {what}; on the screen: {seen:?}");
            // A frame may also change something by itself: a state, a texture.
            self.woken
                .recv_timeout(Duration::from_millis(20))
                .unwrap_or_default();
        }
    }

    #[track_caller]
    fn until_says(&mut self, label: &str) {
        self.until(label, |kiosk| kiosk.seen.contains_key(label));
    }

    /// A finger on what says `label`.
    #[track_caller]
    fn touch(&mut self, label: &str) {
        self.hold(label, 0.1);
    }

    /// A finger that stays on what says `label` for some seconds.
    #[track_caller]
    fn hold(&mut self, label: &str, seconds: f64) {
        self.until_says(label);
        self.press(self.seen[label].1.center(), seconds);
    }

    /// A finger that stays here for some seconds.
    fn press(&mut self, at: Pos2, seconds: f64) {
        let window = Entity::PLACEHOLDER;
        self.app.world_mut().write_message(TouchInput {
            phase: TouchPhase::Started,
            position: Vec2::new(at.x, at.y),
            window,
            force: None,
            id: 1,
        });
        let button = |pressed| Event::PointerButton {
            pos: at,
            button: PointerButton::Primary,
            pressed,
            modifiers: egui::Modifiers::NONE,
        };
        self.frame(vec![Event::PointerMoved(at), button(true)]);
        self.time += seconds;
        self.frame(vec![button(false), Event::PointerGone]);
        self.frame(Vec::new());
    }

    /// Five quick taps in the top left corner.
    #[track_caller]
    fn knock(&mut self) {
        for _ in 0..5 {
            self.press(pos2(20.0, 20.0), 0.05);
        }
        self.until("the door", |kiosk| kiosk.screen() == Screen::Staff);
    }

    /// Nobody touches for this long.
    fn leave_alone(&mut self, time: Duration) {
        let mut clock = self.app.world_mut().resource_mut::<WallClock>();
        let later = clock.steady() + time;
        clock.pretend_older(later);
        self.frame(Vec::new());
        self.frame(Vec::new());
    }
}

/// A kiosk whose staff panel this PIN opens.
fn with_pin(stage: &Stage, pin: &str) -> KioskSettings {
    KioskSettings {
        staff_pin_hash: Some(hash_pin(pin).expect("a PIN")),
        ..stage.kiosk_settings()
    }
}

/// A kiosk that has been let in and shows its content.
fn on_show(stage: &Stage) -> Headless {
    let kiosk = Headless::start(stage);
    let_in(stage, kiosk)
}

fn let_in(stage: &Stage, mut kiosk: Headless) -> Headless {
    kiosk.until_says("终端入网");
    stage.approve();
    kiosk.until("content", |kiosk| kiosk.screen() == Screen::Attract);
    kiosk
}

#[test]
fn a_visit_goes_from_attract_to_a_check_in_and_back() {
    let stage = Stage::new();
    let occurrence = stage.add_activity();
    let code = stage.register(occurrence, "王小明");
    let mut kiosk = on_show(&stage);
    kiosk.touch("轻触屏幕开始   Touch to begin");
    assert_eq!(kiosk.screen(), Screen::Home);
    kiosk.touch("骑楼");
    assert_eq!(kiosk.screen(), Screen::Exhibit);
    kiosk.touch("‹ 返回");
    kiosk.touch("English");
    kiosk.touch("Check in");
    assert_eq!(kiosk.screen(), Screen::CheckIn);
    for digit in code.chars() {
        kiosk.touch(&digit.to_string());
    }
    kiosk.until_says("Welcome, 王**");
    kiosk.touch("Done");
    assert_eq!(kiosk.screen(), Screen::Home);
}

#[test]
fn nobody_there_is_asked_first_and_leaves_nothing_behind() {
    let stage = Stage::new();
    let mut kiosk = on_show(&stage);
    kiosk.touch("轻触屏幕开始   Touch to begin");
    kiosk.touch("English");
    kiosk.touch("Large text");
    // Who reads large text has twice the time.
    kiosk.leave_alone(Duration::from_secs(81));
    assert!(!kiosk.seen.contains_key("Are you still there?"));
    kiosk.leave_alone(Duration::from_secs(41));
    kiosk.touch("Yes, go on");
    assert_eq!(kiosk.screen(), Screen::Home);
    assert!(!kiosk.seen.contains_key("Are you still there?"));
    kiosk.leave_alone(Duration::from_secs(161));
    assert_eq!(kiosk.screen(), Screen::Attract);
    kiosk.touch("轻触屏幕开始   Touch to begin");
    kiosk.until_says("我来签到");
}

#[test]
fn a_slow_finger_has_touched_too() {
    let stage = Stage::new();
    let mut kiosk = on_show(&stage);
    kiosk.hold("轻触屏幕开始   Touch to begin", 30.0);
    assert_eq!(kiosk.screen(), Screen::Home);
    kiosk.hold("我来签到", 5.0);
    assert_eq!(kiosk.screen(), Screen::CheckIn);
}

#[test]
fn a_screen_reader_chooses_and_its_visit_goes_on() {
    let stage = Stage::new();
    let mut kiosk = on_show(&stage);
    kiosk.ask_for("轻触屏幕开始   Touch to begin");
    assert_eq!(kiosk.screen(), Screen::Home);
    kiosk.ask_for("English");
    kiosk.leave_alone(Duration::from_secs(50));
    kiosk.ask_for("Check in");
    assert_eq!(kiosk.screen(), Screen::CheckIn);
    // Longer than the wait since the first of them, not since the last.
    kiosk.leave_alone(Duration::from_secs(50));
    assert_eq!(kiosk.screen(), Screen::CheckIn);
    assert!(!kiosk.seen.contains_key("Are you still there?"));
}

#[test]
fn new_content_waits_for_the_visit_to_end() {
    let stage = Stage::new();
    let mut kiosk = on_show(&stage);
    kiosk.touch("轻触屏幕开始   Touch to begin");
    stage.publish_renamed("新骑楼");
    let waits = |kiosk: &Headless| {
        let shown = kiosk
            .app
            .world()
            .resource::<tongxin::kiosk::content::Shown>();
        shown.waits()
    };
    kiosk.until("the next generation", waits);
    kiosk.until_says("骑楼");
    assert!(!kiosk.seen.contains_key("新骑楼"));
    kiosk.leave_alone(Duration::from_secs(81));
    kiosk.touch("轻触屏幕开始   Touch to begin");
    kiosk.until_says("新骑楼");
}

#[test]
fn a_scanner_checks_in_from_any_screen() {
    let stage = Stage::new();
    let occurrence = stage.add_activity();
    let code = stage.register(occurrence, "陈小红");
    let mut kiosk = on_show(&stage);
    kiosk.until("the list", |kiosk| {
        kiosk
            .app
            .world()
            .resource::<tongxin::kiosk::content::Shown>()
            .days
            .is_some()
    });
    kiosk.frame(scanned(&code));
    kiosk.until_says("陈**，欢迎！");
}

/// What a scanner types.
fn scanned(code: &str) -> Vec<Event> {
    let mut burst: Vec<Event> = code
        .chars()
        .map(|digit| Event::Text(digit.to_string()))
        .collect();
    burst.push(Event::Key {
        key: egui::Key::Enter,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: egui::Modifiers::NONE,
    });
    burst
}

/// A kiosk whose visitor has the keyboard of the wall open, with two words written.
fn at_the_keyboard(stage: &Stage) -> Headless {
    stage.publish_wall();
    let mut kiosk = on_show(stage);
    open_keyboard(&mut kiosk);
    for key in ["x", "i", "e", "x", "i", "e", "谢谢"] {
        kiosk.touch(key);
    }
    kiosk.until_says("谢谢");
    kiosk
}

fn open_keyboard(kiosk: &mut Headless) {
    kiosk.touch("轻触屏幕开始   Touch to begin");
    kiosk.touch("心愿墙");
    kiosk.touch("我要留言");
    kiosk.touch("写一句祝福");
}

#[test]
fn a_scan_is_not_typed_into_what_a_visitor_writes() {
    let stage = Stage::new();
    let mut kiosk = at_the_keyboard(&stage);
    let hand = |key: &str| vec![Event::Text(key.to_owned())];
    // Something else than a code of ours.
    kiosk.frame(scanned("40721599"));
    kiosk.frame(Vec::new());
    assert!(kiosk.seen.contains_key("谢谢"), "{:?}", kiosk.seen.keys());
    // What somebody types with real keys is there.
    kiosk.frame(hand("好"));
    kiosk.until_says("谢谢好");
}

#[test]
fn what_was_written_goes_with_the_visit() {
    let stage = Stage::new();
    let mut kiosk = at_the_keyboard(&stage);
    kiosk.leave_alone(Duration::from_secs(161));
    assert_eq!(kiosk.screen(), Screen::Attract);
    let visit = kiosk.app.world().resource::<tongxin::kiosk::visit::Visit>();
    assert!(visit.exhibit.is_none());
    open_keyboard(&mut kiosk);
    kiosk.until_says("新的一年，想祝大家什么？");
    assert!(!kiosk.seen.contains_key("谢谢"));
}

#[test]
fn five_taps_and_the_pin_open_the_staff_panel_and_quiet_closes_it() {
    let stage = Stage::new();
    let mut kiosk = let_in(&stage, Headless::start_with(with_pin(&stage, "258036")));
    kiosk.knock();
    for digit in "258037".chars() {
        kiosk.touch(&digit.to_string());
    }
    kiosk.touch("进入");
    kiosk.until_says("密码不对（再错 4 次就要等一会儿）");
    for digit in "258036".chars() {
        kiosk.touch(&digit.to_string());
    }
    kiosk.touch("进入");
    kiosk.until_says("屏幕上");
    kiosk.touch("English");
    kiosk.until_says("On the screen");
    kiosk.touch("Device");
    kiosk.until("the machine", |kiosk| {
        kiosk.seen.keys().any(|label| label.ends_with("are free"))
    });
    kiosk.leave_alone(Duration::from_secs(119));
    assert_eq!(kiosk.screen(), Screen::Staff);
    kiosk.leave_alone(Duration::from_secs(121));
    assert_eq!(kiosk.screen(), Screen::Attract);
    kiosk.knock();
    kiosk.until_says("仅限工作人员：请输入密码");
}

#[test]
fn without_a_pin_in_the_settings_the_staff_panel_stays_closed() {
    let stage = Stage::new();
    let mut kiosk = Headless::start(&stage);
    kiosk.until_says("终端入网");
    kiosk.knock();
    kiosk.until_says("这台终端还没有设密码");
    assert!(!kiosk.seen.contains_key("1"));
    kiosk.touch("‹ 关闭");
    assert_eq!(kiosk.screen(), Screen::Preparing);
}

#[test]
fn somebody_who_tapped_the_corner_by_chance_goes_on_where_they_were() {
    let stage = Stage::new();
    let mut kiosk = let_in(&stage, Headless::start_with(with_pin(&stage, "1234")));
    kiosk.touch("轻触屏幕开始   Touch to begin");
    kiosk.touch("English");
    kiosk.touch("What's on");
    kiosk.knock();
    kiosk.touch("‹ Close");
    kiosk.until("the calendar", |kiosk| kiosk.screen() == Screen::Calendar);
    kiosk.until_says("What's on");
}

#[test]
fn staff_can_restart_the_program_after_a_question() {
    let stage = Stage::new();
    let mut kiosk = let_in(&stage, Headless::start_with(with_pin(&stage, "1234")));
    kiosk.knock();
    for digit in "1234".chars() {
        kiosk.touch(&digit.to_string());
    }
    kiosk.touch("进入");
    kiosk.touch("操作");
    kiosk.touch("重新启动程序");
    kiosk.touch("取消");
    kiosk.touch("重新启动程序");
    assert_eq!(kiosk.exit_code, None);
    kiosk.touch("重新启动");
    assert_eq!(kiosk.exit_code, Some(tongxin::kiosk::staff::RESTART_CODE));
}

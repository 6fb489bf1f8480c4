//! Everything that scrolls: it follows the finger, runs on when it is let go, and gives a little past its ends. The
//! keyboard moves one list of those that are seen, by a page, by a line or to an end.
//!
//! egui's own scroll area lays out, clips and draws the bar; how it moves is decided here, the same for every list.

use egui::scroll_area::{ScrollBarVisibility, ScrollSource};
use egui::{
    AsIdSalt, Id, InputState, Key, Modifiers, PointerState, Rect, Response, ScrollArea, Sense, Ui,
    UiBuilder, Vec2,
};

use super::Theme;

/// How soon a list that was flung slows down, per second.
pub(super) const FRICTION: f32 = 2.4;
/// Slower than this, in points a second, it stands.
const STANDS_BELOW: f32 = 20.0;
/// How soon it comes back from past an end, per second.
const SPRING: f32 = 14.0;
/// How far past an end it can be pulled, as a share of what is seen.
const PULL_MAX: f32 = 0.22;
/// What a pull past an end moves at first, as a share of the finger's way.
const GIVE: f32 = 0.6;
/// Fastest fling, in heights of what is seen a second.
const SCREENS_PER_SEC_MAX: f32 = 8.0;
/// What a page of the keyboard moves, as a share of what is seen: the last line stays in sight.
const PAGE: f32 = 0.9;
/// What an arrow moves, in `u`.
const LINE: f32 = 120.0;
/// A finger that has not moved for so long before it let go has put the list down, not flung it.
const STOOD_SECS: f32 = 0.1;

/// What the finger's speed is worth when it lets go: nothing where it had already stood.
pub(in crate::kiosk) fn thrown(pointer: &PointerState) -> Vec2 {
    if pointer.time_since_last_movement() > STOOD_SECS {
        Vec2::ZERO
    } else {
        pointer.velocity()
    }
}

/// How far a list can go.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Bounds {
    /// Its last position.
    pub most: f32,
    /// Height of the part that is seen.
    pub room: f32,
}

/// Where a list is and how it moves, in points: past an end while it is pulled there.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Motion {
    /// From its beginning.
    pub at: f32,
    /// Points a second.
    pub velocity: f32,
}

impl Motion {
    /// Under a finger that moved by this much; past an end it follows less and less.
    pub fn pulled(self, by: f32, bounds: Bounds) -> Self {
        let limit = bounds.room * PULL_MAX;
        let past = self.past(bounds);
        let give = if past == 0.0 {
            1.0
        } else {
            GIVE * (1.0 - past.abs() / limit.max(1.0)).max(0.0).max(0.1)
        };
        Self {
            at: (self.at + by * give).clamp(-limit, bounds.most + limit),
            velocity: 0.0,
        }
    }

    /// Let go at this speed.
    pub fn flung(self, velocity: f32, bounds: Bounds) -> Self {
        let most = bounds.room * SCREENS_PER_SEC_MAX;
        Self {
            velocity: velocity.clamp(-most, most),
            ..self
        }
    }

    /// Where it is `secs` later, left to itself.
    pub fn after(self, secs: f32, bounds: Bounds) -> Self {
        let past = self.past(bounds);
        if past != 0.0 {
            return self.back(past, secs, bounds);
        }
        if self.velocity.abs() < STANDS_BELOW {
            return Self {
                velocity: 0.0,
                ..self
            };
        }
        let slower = (-FRICTION * secs).exp();
        Self {
            at: self.at + self.velocity * (1.0 - slower) / FRICTION,
            velocity: self.velocity * slower,
        }
    }

    /// Within its ends, standing: how it moves where nothing may run on or give.
    pub fn put(self, bounds: Bounds) -> Self {
        Self {
            at: self.at.clamp(0.0, bounds.most),
            velocity: 0.0,
        }
    }

    /// Whether nothing is left to move.
    pub fn still(&self, bounds: Bounds) -> bool {
        self.velocity == 0.0 && self.past(bounds) == 0.0
    }

    fn past(&self, bounds: Bounds) -> f32 {
        self.at - self.at.clamp(0.0, bounds.most)
    }

    /// On its way back to the end.
    fn back(self, past: f32, secs: f32, bounds: Bounds) -> Self {
        let end = self.at - past;
        let next = self.toward(end, secs);
        let limit = bounds.room * PULL_MAX;
        Self {
            at: next.at.clamp(end - limit, end + limit),
            ..next
        }
    }

    /// `secs` later on its way to `end`: a spring that does not swing.
    pub fn toward(self, end: f32, secs: f32) -> Self {
        let off = self.at - end;
        let pace = self.velocity + SPRING * off;
        let slower = (-SPRING * secs).exp();
        let next = (off + pace * secs) * slower;
        if next.abs() < 0.5 || next.signum() != off.signum() {
            return Self {
                at: end,
                velocity: 0.0,
            };
        }
        Self {
            at: end + next,
            velocity: (self.velocity - SPRING * pace * secs) * slower,
        }
    }
}

/// What is known of a list from the frame before.
#[derive(Debug, Clone, Copy, Default)]
struct Known {
    motion: Motion,
    bounds: Bounds,
    /// Under a finger that caught it while it ran.
    caught: bool,
    /// Where the keyboard sent it.
    goal: Option<f32>,
}

/// Which list the keyboard moves: the innermost that its focus is in, or else the one that is drawn last.
#[derive(Debug, Clone, Copy, Default)]
struct Keyboard {
    /// The pass in which it was last decided.
    pass: u64,
    list: Option<Id>,
    /// Its focus is in that list: none that is drawn later takes its place.
    inside: bool,
    /// What was decided in the pass before.
    before: Option<Id>,
}

impl Keyboard {
    fn id() -> Id {
        Id::new("keyboard-of-lists")
    }

    /// The list it moves in this pass: as the one before left it.
    fn list_in(&self, pass: u64) -> Option<Id> {
        if self.pass == pass {
            self.before
        } else {
            self.list
        }
    }

    /// A list that can be scrolled was drawn in this pass.
    fn drawn(&mut self, list: Id, inside: bool, pass: u64) {
        if self.pass != pass {
            *self = Self {
                pass,
                before: self.list,
                ..Self::default()
            };
        }
        if !self.inside {
            self.list = Some(list);
            self.inside = inside;
        }
    }
}

/// Whether the keyboard is for what is here: nothing lies over it that wants an answer first.
fn heard(ui: &Ui) -> bool {
    let layer = ui.layer_id();
    ui.memory(|memory| memory.allows_interaction(layer))
}

/// Where these keys send a list that is at `from`, or on its way there.
fn keyed(
    input: &mut InputState,
    from: f32,
    bounds: Bounds,
    (page, line): (f32, Option<f32>),
) -> Option<f32> {
    let mut times = |key| input.count_and_consume_key(Modifiers::NONE, key) as f32;
    let mut by = page * (times(Key::PageDown) - times(Key::PageUp));
    if let Some(line) = line {
        by += line * (times(Key::ArrowDown) - times(Key::ArrowUp));
    }
    let (home, end) = (times(Key::Home), times(Key::End));
    let goal = if home > 0.0 {
        0.0
    } else if end > 0.0 {
        bounds.most
    } else if by != 0.0 {
        from + by
    } else {
        return None;
    };
    Some(goal.clamp(0.0, bounds.most))
}

/// A list that scrolls up and down in an area.
pub struct Scroll<'a> {
    theme: &'a Theme,
    area: Rect,
    from: Option<f32>,
    begin: f32,
    bar: ScrollBarVisibility,
    arrows: bool,
    /// Whether somebody else hears the finger, and what it does to this list.
    led: Option<Option<&'a Response>>,
}

/// What a list was when it was drawn.
pub struct Scrolled<R> {
    /// What its contents gave back.
    pub inner: R,
    /// Its position, within its ends.
    pub offset: f32,
}

/// Draws `contents` into `area` or, where that is lower than `least`, into a list that is as high as that.
pub fn roomy<R>(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    least: f32,
    salt: impl AsIdSalt,
    contents: impl FnOnce(&mut Ui, Rect) -> R,
) -> R {
    if area.height() >= least {
        return contents(ui, area);
    }
    let seen = area.expand2(Vec2::new(theme.u(8.0), 0.0));
    let list = Scroll::new(theme, seen).show(ui, salt, |ui, _| {
        let top = ui.max_rect().top();
        ui.set_height(least);
        contents(ui, Rect::from_x_y_ranges(area.x_range(), top..=top + least))
    });
    list.inner
}

impl<'a> Scroll<'a> {
    /// A list in `area`, where it was left.
    pub fn new(theme: &'a Theme, area: Rect) -> Self {
        Self {
            theme,
            area,
            from: None,
            begin: 0.0,
            bar: ScrollBarVisibility::VisibleWhenNeeded,
            arrows: true,
            led: None,
        }
    }

    /// At this position, for who remembers it elsewhere.
    pub fn at(self, offset: f32) -> Self {
        Self {
            from: Some(offset),
            ..self
        }
    }

    /// At this position when it is seen first.
    pub fn begin_at(self, offset: f32) -> Self {
        Self {
            begin: offset,
            ..self
        }
    }

    /// Follows the finger only as what lies under it says: pages that are turned sideways know which way it goes.
    pub fn led_by(self, finger: Option<&'a Response>) -> Self {
        Self {
            led: Some(finger),
            ..self
        }
    }

    /// Without a bar.
    pub fn bare(self) -> Self {
        Self {
            bar: ScrollBarVisibility::AlwaysHidden,
            ..self
        }
    }

    /// Leaves the arrows to something else on the screen: a picture that is moved, a model that is turned.
    pub fn without_arrows(self) -> Self {
        Self {
            arrows: false,
            ..self
        }
    }

    /// Draws it; `contents` is told which part is seen, in points from its beginning. `salt` tells it from others.
    pub fn show<R>(
        self,
        ui: &mut Ui,
        salt: impl AsIdSalt,
        contents: impl FnOnce(&mut Ui, Rect) -> R,
    ) -> Scrolled<R> {
        let mut inner = ui.new_child(UiBuilder::new().max_rect(self.area));
        let key = inner.id().with(("scroll", Id::new(&salt)));
        let known: Option<Known> = inner.data(|data| data.get_temp(key));
        let first = known.is_none();
        let mut known = known.unwrap_or_default();
        if let Some(from) = self.from
            && known.goal.is_none()
            && known.motion.still(known.bounds)
        {
            known.motion.at = from;
        }
        let (moved, goal) = if first {
            // Its ends are known once it has been drawn.
            let begin = Motion {
                at: self.from.unwrap_or(self.begin),
                velocity: 0.0,
            };
            (begin, None)
        } else {
            self.moved(&mut inner, key, known)
        };
        let shown = ScrollArea::vertical()
            .id_salt(salt)
            .auto_shrink(false)
            .animated(self.theme.moves())
            .scroll_bar_visibility(self.bar)
            .scroll_source(ScrollSource::SCROLL_BAR | ScrollSource::MOUSE_WHEEL)
            .vertical_scroll_offset(moved.at)
            .show_viewport(&mut inner, contents);
        let bounds = Bounds {
            most: (shown.content_size.y - shown.inner_rect.height()).max(0.0),
            room: shown.inner_rect.height(),
        };
        // What the keyboard came to, a wheel or the bar may have moved it, too; they stay within its ends.
        let past = if first { 0.0 } else { moved.past(bounds) };
        let motion = Motion {
            at: shown.state.offset.y + past,
            ..moved
        };
        let elsewhere = (motion.at - moved.at).abs() > 1.0;
        let caught = self.catch(&inner, key, motion, known.caught);
        let known = Known {
            motion,
            bounds,
            caught,
            goal: goal.filter(|_| !elsewhere),
        };
        self.note_keyboard(&inner, key, bounds);
        inner.data_mut(|data| data.insert_temp(key, known));
        Scrolled {
            inner: shown.inner,
            offset: shown.state.offset.y,
        }
    }

    /// Where it is in this frame, and where the keyboard sent it. What is in it lies over it: a button still hears a
    /// tap.
    fn moved(&self, ui: &mut Ui, key: Id, known: Known) -> (Motion, Option<f32>) {
        let Known { motion, bounds, .. } = known;
        if bounds.most <= 0.0 {
            return (motion.put(bounds), None);
        }
        let under = match self.led {
            Some(finger) => finger.cloned(),
            None => Some(ui.interact(self.area, key.with("drag"), Sense::DRAG)),
        };
        let over = known
            .caught
            .then(|| ui.ctx().read_response(key.with("catch")))
            .flatten();
        let by_finger = |any: fn(&Response) -> bool| {
            under.as_ref().is_some_and(any) || over.as_ref().is_some_and(any)
        };
        let (secs, by, thrown) = ui.input(|input| {
            let pointer = &input.pointer;
            (
                input.stable_dt.clamp(0.001, 0.1),
                -pointer.delta().y,
                -thrown(pointer).y,
            )
        });
        let goal = self.goal(ui, key, known);
        let (next, goal) = if by_finger(Response::dragged) {
            (motion.pulled(by, bounds), None)
        } else if by_finger(Response::drag_stopped) {
            (motion.flung(thrown, bounds), None)
        } else if let Some(goal) = goal {
            let next = if self.theme.moves() {
                motion.toward(goal, secs)
            } else {
                Motion {
                    at: goal,
                    velocity: 0.0,
                }
            };
            (next, (next.at != goal).then_some(goal))
        } else {
            (motion.after(secs, bounds), None)
        };
        let next = if self.theme.moves() {
            next
        } else {
            next.put(bounds)
        };
        if !next.still(bounds) {
            ui.ctx().request_repaint();
        }
        (next, goal)
    }

    /// Where the keyboard sends it, now or before.
    fn goal(&self, ui: &Ui, key: Id, known: Known) -> Option<f32> {
        let Known { motion, bounds, .. } = known;
        let before = known.goal.map(|goal| goal.clamp(0.0, bounds.most));
        let pass = ui.ctx().cumulative_pass_nr();
        let keyboard: Keyboard = ui.data(|data| data.get_temp(Keyboard::id()))?;
        if keyboard.list_in(pass) != Some(key) || !heard(ui) {
            return before;
        }
        // An arrow moves the focus where there is one.
        let free = self.arrows && ui.memory(|memory| memory.focused().is_none());
        let line = free.then(|| self.theme.u(LINE));
        // Pressed again on the way, it goes on from where it was going.
        let from = before.unwrap_or(motion.at);
        ui.input_mut(|input| keyed(input, from, bounds, (bounds.room * PAGE, line)))
            .or(before)
    }

    /// Says that it is there for the keyboard.
    fn note_keyboard(&self, ui: &Ui, key: Id, bounds: Bounds) {
        if bounds.most <= 0.0 || !heard(ui) {
            return;
        }
        let layer = ui.layer_id();
        let focused = ui.memory(|memory| memory.focused());
        let inside = focused.is_some_and(|focused| {
            let widget = ui
                .ctx()
                .viewport(|viewport| viewport.prev_pass.widgets.get(focused).copied());
            widget.is_some_and(|widget| {
                widget.layer_id == layer && self.area.contains(widget.interact_rect.center())
            })
        });
        let pass = ui.ctx().cumulative_pass_nr();
        ui.data_mut(|data| {
            let keyboard: &mut Keyboard = data.get_temp_mut_or_default(Keyboard::id());
            keyboard.drawn(key, inside, pass);
        });
    }

    /// While it runs a finger catches it and touches nothing in it. Whether it is so.
    fn catch(&self, ui: &Ui, key: Id, motion: Motion, caught: bool) -> bool {
        let runs = motion.velocity.abs() > self.theme.u(200.0);
        if !runs && !caught {
            return false;
        }
        let over = ui.interact(self.area, key.with("catch"), Sense::DRAG);
        runs || over.dragged() || over.is_pointer_button_down_on()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: f32 = 1.0 / 60.0;
    const BOUNDS: Bounds = Bounds {
        most: 2_000.0,
        room: 800.0,
    };

    /// Frames until it stands, and where.
    fn rest(mut motion: Motion) -> (u32, f32) {
        for frames in 0..1_000 {
            if motion.still(BOUNDS) {
                return (frames, motion.at);
            }
            motion = motion.after(FRAME, BOUNDS);
        }
        panic!("still moving: {motion:?}");
    }

    #[test]
    fn a_flung_list_runs_on_and_stands() {
        let flung = Motion {
            at: 100.0,
            velocity: 0.0,
        }
        .flung(1_500.0, BOUNDS);
        let (frames, at) = rest(flung);
        assert!((600.0..800.0).contains(&at), "{at}");
        assert!(frames < 150, "{frames}");
    }

    #[test]
    fn past_an_end_it_follows_less_and_comes_back() {
        let mut motion = Motion::default();
        for _ in 0..60 {
            motion = motion.pulled(-20.0, BOUNDS);
        }
        assert!(motion.at < -100.0 && motion.at >= -BOUNDS.room * PULL_MAX);
        let (frames, at) = rest(motion);
        assert_eq!(at, 0.0);
        // 200 to 300 ms, and no swinging on.
        assert!((10..40).contains(&frames), "{frames}");
    }

    #[test]
    fn a_list_flung_against_its_end_gives_and_comes_back() {
        let mut motion = Motion {
            at: 1_900.0,
            velocity: 0.0,
        }
        .flung(4_000.0, BOUNDS);
        let mut furthest: f32 = 0.0;
        while !motion.still(BOUNDS) {
            motion = motion.after(FRAME, BOUNDS);
            furthest = furthest.max(motion.at);
        }
        assert!(furthest > 2_010.0 && furthest <= 2_000.0 + BOUNDS.room * PULL_MAX);
        assert_eq!(motion.at, 2_000.0);
    }

    #[test]
    fn where_nothing_may_move_a_list_is_put_down_within_its_ends() {
        let pulled = Motion::default().pulled(-50.0, BOUNDS).put(BOUNDS);
        assert_eq!(pulled, Motion::default());
        let flung = Motion::default().flung(900.0, BOUNDS).put(BOUNDS);
        assert!(flung.still(BOUNDS));
    }

    #[test]
    fn the_keyboard_moves_the_list_it_is_in_or_the_one_drawn_last() {
        let [outer, inner, other] = ["outer", "inner", "other"].map(Id::new);
        let mut keyboard = Keyboard::default();
        assert_eq!(keyboard.list_in(1), None);
        for list in [inner, outer, other] {
            keyboard.drawn(list, false, 1);
        }
        assert_eq!(keyboard.list_in(1), None, "not while they are drawn");
        assert_eq!(keyboard.list_in(2), Some(other));
        // What is in a list within a list is in both.
        for (list, inside) in [(inner, true), (outer, true), (other, false)] {
            keyboard.drawn(list, inside, 2);
            assert_eq!(keyboard.list_in(2), Some(other));
        }
        assert_eq!(keyboard.list_in(3), Some(inner));
    }

    #[test]
    fn a_list_that_the_keyboard_sends_goes_there_and_stands() {
        let goal = BOUNDS.room * PAGE;
        let mut motion = Motion::default();
        let mut frames = 0;
        while motion.at != goal {
            motion = motion.toward(goal, FRAME);
            frames += 1;
        }
        assert!(motion.still(BOUNDS));
        assert!((15..60).contains(&frames), "{frames}");
    }

    #[test]
    fn a_list_that_became_shorter_comes_back_to_its_end() {
        let far = Motion {
            at: 9_000.0,
            velocity: 0.0,
        };
        assert_eq!(rest(far).1, 2_000.0);
    }
}

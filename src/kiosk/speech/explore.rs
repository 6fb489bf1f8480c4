//! Speak-on-touch: one tap says what is under the finger, a second one on the same thing chooses it.
//!
//! A filter between fingers and egui. It keeps taps to itself until one means something, so no screen knows of it. A
//! finger that moves about says what it comes to; a second finger beside it hands both on, to scroll and to zoom.

use std::collections::HashMap;

use egui::accesskit::{NodeId, Role, Toggled};
use egui::{
    Context, Event, FullOutput, Id, LayerId, PointerButton, Pos2, RawInput, Rect, TouchPhase,
};

use super::sentences::whole_sentences;
use crate::kiosk::theme::meant_within;
use crate::pack::author::limits::TEXT_CHARS_MAX;

/// Two taps beside everything within this time choose what was spoken last.
const DOUBLE_TAP_SECS: f64 = 0.5;
/// Most characters that are said of one thing: the longest text of a pack, and what stands beside it.
const SAID_MAX: usize = TEXT_CHARS_MAX + 200;

/// Words that are said beside labels, in the visitor's language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hints {
    /// Of what can be chosen.
    pub button: String,
    /// Of what cannot be chosen now.
    pub unavailable: String,
    /// Of a picture.
    pub picture: String,
    /// Of what slides between two ends.
    pub slider: String,
    /// Of a choice that is made.
    pub chosen: String,
    /// Of one that is not.
    pub not_chosen: String,
}

/// Something on the screen that can be spoken.
#[derive(Debug, Clone, PartialEq)]
struct Piece {
    id: Id,
    layer: LayerId,
    /// The part that is seen.
    rect: Rect,
    role: Role,
    label: String,
    /// Where something that slides is, in words.
    value: String,
    chosen: Option<bool>,
    disabled: bool,
}

impl Piece {
    /// Whether a tap does something with it.
    fn acts(&self) -> bool {
        !matches!(self.role, Role::Label | Role::Image)
    }

    /// Whether it is what was spoken, though it may have moved or been drawn anew.
    fn is(&self, other: &Piece) -> bool {
        self.id == other.id
            || (self.label == other.label
                && self.role == other.role
                && self.rect.intersects(other.rect))
    }
}

/// What was touched and is to be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// All of it.
    pub words: String,
    /// The label alone: perhaps there is a recording of it.
    pub label: String,
}

/// A finger on the glass.
#[derive(Debug, Clone, Copy)]
struct Finger {
    start: Pos2,
    at: Pos2,
    /// It came down on what had been spoken.
    again: bool,
    /// It moves about.
    looks: bool,
    /// egui has it, and another one.
    handed_on: bool,
}

/// The filter.
#[derive(Debug, Default)]
pub struct Explorer {
    on: bool,
    hints: Hints,
    pieces: Vec<Piece>,
    /// What was spoken last.
    focus: Option<Piece>,
    /// What the keyboard was on.
    keyboard: Option<NodeId>,
    finger: Option<Finger>,
    /// Fingers that are down.
    fingers: usize,
    /// When nothing was tapped last.
    missed: Option<f64>,
    /// A release that belongs to the next frame: a press and a release in one are no tap everywhere.
    release: Option<Pos2>,
    said: Option<Said>,
}

impl Explorer {
    /// Speaks from now on, or no more. A new screen is spoken anew.
    pub fn turn(&mut self, on: bool, hints: Hints) {
        if self.on != on {
            *self = Self::default();
        }
        self.on = on;
        self.hints = hints;
    }

    /// Whether it is at work.
    pub fn on(&self) -> bool {
        self.on
    }

    /// What is to be said now.
    pub fn take(&mut self) -> Option<Said> {
        self.said.take()
    }

    /// Where what was spoken last is, if it is still there.
    pub fn focus(&self) -> Option<Rect> {
        let focus = self.focus.as_ref()?;
        let now = self.pieces.iter().find(|piece| piece.is(focus))?;
        Some(now.rect)
    }

    /// Forgets what was spoken: another screen came.
    pub fn arrive(&mut self) {
        self.focus = None;
        self.missed = None;
    }

    fn filter(&mut self, ctx: &Context, event: Event, time: f64, out: &mut Vec<Event>) {
        match event {
            Event::Touch { phase, .. } => {
                match phase {
                    TouchPhase::Start => {
                        self.fingers += 1;
                        self.hand_on(out);
                    }
                    TouchPhase::End | TouchPhase::Cancel => {
                        self.fingers = self.fingers.saturating_sub(1);
                    }
                    TouchPhase::Move => {}
                }
                // Two fingers together scroll and zoom as for everybody.
                out.push(event);
            }
            Event::PointerButton {
                pos,
                button: PointerButton::Primary,
                pressed: true,
                ..
            } => self.down(ctx, pos, time, out),
            Event::PointerMoved(pos) => match &mut self.finger {
                Some(finger) if finger.handed_on => out.push(event),
                Some(_) => self.look(ctx, pos),
                // A mouse that hovers.
                None => out.push(event),
            },
            Event::PointerButton {
                pos,
                button: PointerButton::Primary,
                pressed: false,
                ..
            } => {
                let Some(finger) = self.finger.take() else {
                    return;
                };
                if finger.handed_on {
                    out.push(event);
                } else if finger.again && !finger.looks {
                    self.choose(finger.start, out);
                    ctx.request_repaint();
                } else {
                    out.push(Event::PointerMoved(pos));
                }
            }
            Event::PointerGone => {
                self.finger = None;
                if self.release.is_none() {
                    out.push(event);
                }
            }
            other => out.push(other),
        }
    }

    /// A second finger: from here on egui has both.
    fn hand_on(&mut self, out: &mut Vec<Event>) {
        let Some(finger) = &mut self.finger else {
            return;
        };
        if self.fingers > 1 && !finger.handed_on {
            finger.handed_on = true;
            out.push(Event::PointerMoved(finger.at));
            out.push(press(finger.at, true));
        }
    }

    fn down(&mut self, ctx: &Context, pos: Pos2, time: f64, out: &mut Vec<Event>) {
        let found = self.at(ctx, pos);
        let again = match (&found, &self.focus) {
            (Some(found), Some(focus)) => found.is(focus),
            (None, Some(_)) => self
                .missed
                .is_some_and(|missed| time - missed < DOUBLE_TAP_SECS),
            _ => false,
        };
        self.missed = found.is_none().then_some(time);
        self.finger = Some(Finger {
            start: pos,
            at: pos,
            again,
            looks: false,
            handed_on: false,
        });
        if let Some(found) = found
            && !again
        {
            self.say(found);
        }
        self.hand_on(out);
    }

    /// What a finger that moves about comes to is said.
    fn look(&mut self, ctx: &Context, pos: Pos2) {
        let Some(finger) = &mut self.finger else {
            return;
        };
        finger.at = pos;
        // Farther than a tap may tremble it is looking for something.
        finger.looks |= finger.start.distance(pos) > meant_within(ctx);
        if !finger.looks {
            return;
        }
        let Some(found) = self.at(ctx, pos) else {
            return;
        };
        if self.focus.as_ref().is_none_or(|focus| !found.is(focus)) {
            self.say(found);
        }
    }

    /// A tap for egui, where the finger was or on what was spoken.
    fn choose(&mut self, start: Pos2, out: &mut Vec<Event>) {
        let Some(rect) = self.focus() else {
            return;
        };
        let pos = if rect.contains(start) {
            start
        } else {
            rect.center()
        };
        out.push(Event::PointerMoved(pos));
        out.push(press(pos, true));
        self.release = Some(pos);
    }

    /// The least thing here that can be chosen; where there is none, the least that says something.
    fn at(&self, ctx: &Context, pos: Pos2) -> Option<Piece> {
        let layer = ctx.layer_id_at(pos)?;
        let here = || {
            let pieces = self.pieces.iter();
            pieces.filter(|piece| piece.layer == layer && piece.rect.contains(pos))
        };
        let least = |a: &&Piece, b: &&Piece| a.rect.area().total_cmp(&b.rect.area());
        here()
            .filter(|piece| piece.acts())
            .min_by(least)
            .or_else(|| here().min_by(least))
            .cloned()
    }

    fn say(&mut self, piece: Piece) {
        self.said = Some(Said {
            words: self.words_of(&piece),
            label: piece.label.clone(),
        });
        self.focus = Some(piece);
    }

    /// Its label, where it is, what is written in it, and what it is.
    fn words_of(&self, piece: &Piece) -> String {
        let mut parts = vec![piece.label.as_str(), piece.value.as_str()];
        parts.retain(|part| !part.trim().is_empty());
        if piece.acts() {
            let mut inner: Vec<&Piece> = self
                .pieces
                .iter()
                .filter(|inner| inner.role == Role::Label && inner.layer == piece.layer)
                .filter(|inner| piece.rect.contains(inner.rect.center()))
                .collect();
            inner.sort_by(|a, b| {
                let (a, b) = (a.rect.min, b.rect.min);
                a.y.total_cmp(&b.y).then(a.x.total_cmp(&b.x))
            });
            for inner in inner {
                if !parts.iter().any(|part| part.contains(&inner.label)) {
                    parts.push(&inner.label);
                }
            }
        }
        let hints = &self.hints;
        let hint = match (piece.role, piece.chosen) {
            _ if piece.disabled => &hints.unavailable,
            (Role::Label, _) => "",
            (Role::Image, _) => &hints.picture,
            (Role::Slider, _) => &hints.slider,
            (_, Some(true)) => &hints.chosen,
            (_, Some(false)) => &hints.not_chosen,
            (_, None) => &hints.button,
        };
        let words = parts.join("\n");
        // What it is comes last, however long it is.
        let mut said = vec![whole_sentences(&words, SAID_MAX), hint];
        said.retain(|part| !part.trim().is_empty());
        said.join("\n")
    }

    /// What there is to touch, from what egui drew and what it told screen readers.
    fn learn(&mut self, ctx: &Context, output: &FullOutput) {
        let Some(update) = &output.platform_output.accesskit_update else {
            return;
        };
        let mut nodes: HashMap<NodeId, &egui::accesskit::Node> =
            update.nodes.iter().map(|(id, node)| (*id, node)).collect();
        self.pieces = ctx.viewport(|viewport| {
            let layers = viewport.prev_pass.widgets.layers();
            layers
                .flat_map(|(_, widgets)| widgets)
                .filter(|widget| widget.interact_rect.is_positive())
                .filter_map(|widget| {
                    let node = nodes.remove(&widget.id.accesskit_id())?;
                    let label = node.label().or(node.value())?.to_owned();
                    let value = node.value().filter(|_| node.role() == Role::Slider);
                    let silent = matches!(node.role(), Role::ScrollBar | Role::Window);
                    (!silent && !label.is_empty()).then(|| Piece {
                        id: widget.id,
                        layer: widget.layer_id,
                        rect: widget.interact_rect,
                        role: node.role(),
                        label,
                        value: value.unwrap_or_default().to_owned(),
                        chosen: node.toggled().map(|toggled| toggled == Toggled::True),
                        disabled: node.is_disabled(),
                    })
                })
                .collect()
        });
        let keyboard = Some(update.focus);
        if self.keyboard.replace(update.focus) != keyboard {
            let focused = self
                .pieces
                .iter()
                .find(|piece| piece.id.accesskit_id() == update.focus);
            if let Some(piece) = focused.cloned() {
                self.say(piece);
            }
        }
    }
}

impl egui::Plugin for Explorer {
    fn debug_name(&self) -> &'static str {
        "speak-on-touch"
    }

    fn input_hook(&mut self, ctx: &Context, input: &mut RawInput) {
        if !self.on {
            return;
        }
        let mut out = Vec::new();
        if let Some(pos) = self.release.take() {
            out.push(press(pos, false));
            out.push(Event::PointerGone);
        }
        let time = input.time.unwrap_or_default();
        for event in std::mem::take(&mut input.events) {
            self.filter(ctx, event, time, &mut out);
        }
        input.events = out;
    }

    fn output_hook(&mut self, ctx: &Context, output: &mut FullOutput) {
        if self.on {
            self.learn(ctx, output);
        }
    }
}

fn press(pos: Pos2, pressed: bool) -> Event {
    Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: egui::Modifiers::NONE,
    }
}

//! Compare: two pictures of one scene, and a divider between them that a finger drags.

pub mod view;

use egui::Ui;

use super::{Kind, Scene, Step, number_of};
use crate::locale::Catalog;
use crate::model::exhibit::{Compare, ComparePair, ExhibitContent};

/// The kind as the shell knows it.
pub struct CompareKind;

impl Kind for CompareKind {
    type Content = Compare;
    type State = CompareState;

    fn content<'a>(&self, content: &'a ExhibitContent) -> Option<&'a Compare> {
        match content {
            ExhibitContent::Compare(compare) => Some(compare),
            _ => None,
        }
    }

    fn ui(
        &self,
        ui: &mut Ui,
        scene: &Scene<'_>,
        compare: &Compare,
        state: &CompareState,
    ) -> Option<Step<CompareState>> {
        view::compare_ui(ui, scene, compare, state)
    }

    fn place_words(
        &self,
        scene: &Scene<'_>,
        compare: &Compare,
        state: &CompareState,
    ) -> Option<String> {
        let pair = compare.pairs.get(state.pair)?;
        let words = scene.theme.words();
        if state.moved {
            // In steps of a key: a finger that drags is not talked over all the way.
            let steps = (f64::from(state.settled()) / STEP).round();
            return Some(seen_words(words, pair, (steps * STEP * 100.0) as f32));
        }
        let number = number_of(words, state.pair, compare.pairs.len());
        let caption = pair.caption.in_language(words.language());
        Some(format!("{number}\n{caption}"))
    }
}

/// How much of each side is seen, where this many hundredths of the width show the one before.
fn seen_words(words: &Catalog, pair: &ComparePair, percent: f32) -> String {
    let sides = [&pair.before, &pair.after];
    let [before, after] = sides.map(|side| side.label.in_language(words.language()));
    let only = |side: &str| words.text_with("compare-only", [("side", side.into())]);
    let percent = percent.round().clamp(0.0, 100.0);
    if percent == 0.0 {
        return only(after);
    }
    if percent == 100.0 {
        return only(before);
    }
    let args = [
        ("before", before.into()),
        ("after", after.into()),
        ("percent", percent.into()),
        ("rest", (100.0 - percent).into()),
    ];
    words.text_with("compare-seen", args)
}

/// How far a key moves the divider, as a share of the width.
const STEP: f64 = 0.05;
/// How soon the divider arrives where a button sends it, per second.
const GLIDE: f32 = 8.0;

/// Which pair, and where the divider is: 0 shows only the one after, 1 only the one before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CompareState {
    /// From 0.
    pub pair: usize,
    /// Share of the width that shows the one before.
    pub divider: f32,
    /// Where the divider glides to by itself.
    pub target: Option<f32>,
    /// Whether it was moved since the pair came: then where it is, is news.
    pub moved: bool,
}

impl Default for CompareState {
    fn default() -> Self {
        Self {
            pair: 0,
            divider: 0.5,
            target: None,
            moved: false,
        }
    }
}

impl CompareState {
    /// Half and half of this pair.
    pub fn at(pair: usize) -> Self {
        Self {
            pair,
            ..Self::default()
        }
    }

    /// With the divider under a finger.
    pub fn divided(self, at: f32) -> Self {
        Self {
            divider: at.clamp(0.0, 1.0),
            target: None,
            moved: true,
            ..self
        }
    }

    /// With the divider on its way.
    pub fn gliding_to(self, target: f32) -> Self {
        Self {
            target: (target != self.divider).then_some(target),
            moved: true,
            ..self
        }
    }

    /// Where the divider is `secs` later, left to itself.
    pub fn after(self, secs: f32) -> Self {
        let Some(target) = self.target else {
            return self;
        };
        let divider = target + (self.divider - target) * (-GLIDE * secs).exp();
        let arrived = (divider - target).abs() < 0.001;
        Self {
            divider: if arrived { target } else { divider },
            target: (!arrived).then_some(target),
            ..self
        }
    }

    /// With the divider where it is going, at once.
    pub fn arrived(self) -> Self {
        Self {
            divider: self.settled(),
            target: None,
            ..self
        }
    }

    /// Where the divider is, or will be.
    pub fn settled(&self) -> f32 {
        self.target.unwrap_or(self.divider)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_divider_stays_on_its_picture() {
        let state = CompareState::default();
        assert_eq!(state.divided(1.7).divider, 1.0);
        assert_eq!(state.divided(-0.2).divider, 0.0);
    }

    #[test]
    fn a_button_sends_the_divider_and_a_finger_takes_it() {
        let mut state = CompareState::at(1).gliding_to(1.0);
        assert_eq!((state.pair, state.settled()), (1, 1.0));
        let caught = state.after(0.05).divided(0.6);
        assert_eq!((caught.divider, caught.target), (0.6, None));
        for _ in 0..120 {
            state = state.after(1.0 / 60.0);
        }
        assert_eq!((state.divider, state.target), (1.0, None));
        assert_eq!(state.after(1.0), state);
        assert_eq!(state.gliding_to(1.0).target, None);
    }
}

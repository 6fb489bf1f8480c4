//! The panel beside the keys: candidates, or digits and marks while there are none.

use std::ops::Range;

use egui::{Rect, Ui, vec2};

use super::super::pinyin::Candidate;
use super::super::{Press, Script, Writing};
use super::{GAP, KeyLook, grid, key};
use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::{TextSize, space};
use crate::kiosk::theme::widgets::{TextStyle, layout, take_right};

/// Tiles of a page.
const TILES: usize = 16;
/// Tiles in a row, beside the keys and above them.
const ACROSS: usize = 4;
const ACROSS_WIDE: usize = 8;
/// Digits and marks at hand, four in a row.
const AT_HAND: &str = "123,456.789?-0'!";
const CHINESE_AT_HAND: &str = "123，456。789？、0：！";

/// Draws the panel; what was pressed.
pub(super) fn panel_ui(ui: &mut Ui, theme: &Theme, area: Rect, writing: &Writing) -> Option<Press> {
    let across = if area.width() > area.height() * 2.5 {
        ACROSS_WIDE
    } else {
        ACROSS
    };
    if writing.candidates().is_empty() {
        return at_hand_ui(ui, theme, area, across, writing);
    }
    candidates_ui(ui, theme, area, across, writing)
}

fn at_hand_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    across: usize,
    writing: &Writing,
) -> Option<Press> {
    let characters = match writing.script() {
        Script::English => AT_HAND,
        Script::Pinyin | Script::Hand => CHINESE_AT_HAND,
    };
    let mut pressed = None;
    for (cell, character) in grid(theme, area, across, TILES / across)
        .into_iter()
        .zip(characters.chars())
    {
        if key(ui, theme, cell, KeyLook::Letter, &character.to_string()).clicked() {
            pressed = Some(Press::Character(character));
        }
    }
    pressed
}

fn candidates_ui(
    ui: &mut Ui,
    theme: &Theme,
    mut area: Rect,
    across: usize,
    writing: &Writing,
) -> Option<Press> {
    let gap = theme.u(GAP);
    let tile = (area.width() + gap) / (across as f32 + 1.0);
    let turning = take_right(&mut area, tile - gap, gap);
    let cells = grid(theme, area, across, TILES / across);
    let all = writing.candidates();
    let spans: Vec<usize> = all
        .iter()
        .map(|candidate| span(ui, theme, candidate, tile, across))
        .collect();
    let pages = pages(&spans, across);
    let page = writing.page().min(pages.len() - 1);
    let mut pressed = turning_ui(ui, theme, turning, page, pages.len());
    let range = pages[page].clone();
    let begin = range.start;
    let placed = places(&spans[range.clone()], across);
    for ((i, candidate), place) in all[range].iter().enumerate().zip(placed) {
        let cell = cells[place].union(cells[place + spans[begin + i] - 1]);
        let look = if begin + i == 0 && writing.is_composing() {
            KeyLook::First
        } else {
            KeyLook::Letter
        };
        if key(ui, theme, cell, look, &candidate.text).clicked() {
            pressed = Some(Press::Pick(begin + i));
        }
    }
    pressed
}

/// The page before and the page after.
fn turning_ui(ui: &mut Ui, theme: &Theme, area: Rect, page: usize, pages: usize) -> Option<Press> {
    let halves = grid(theme, area, 1, 2);
    let sides = [
        ("key-before", page.checked_sub(1)),
        ("key-more", Some(page + 1).filter(|next| *next < pages)),
    ];
    let mut pressed = None;
    for (half, (label, to)) in halves.into_iter().zip(sides) {
        let look = if to.is_some() {
            KeyLook::Other
        } else {
            KeyLook::Off
        };
        if key(ui, theme, half, look, &theme.text(label)).clicked() {
            pressed = to.map(Press::Page).or(pressed);
        }
    }
    pressed
}

/// How many tiles a candidate takes to be read whole.
fn span(ui: &Ui, theme: &Theme, candidate: &Candidate, tile: f32, across: usize) -> usize {
    // Two characters always fit: most candidates are not laid out to know it.
    if candidate.text.chars().count() <= 2 {
        return 1;
    }
    let style = TextStyle::bold(TextSize::Card, theme.palette.ink).rows(1);
    let text = layout(ui, theme, &candidate.text, style, f32::INFINITY);
    let wanted = text.size() + vec2(theme.u(space::S) * 2.0, 0.0);
    ((wanted.x / tile).ceil() as usize).clamp(1, across)
}

/// Which candidates stand on each page; at least one page.
fn pages(spans: &[usize], across: usize) -> Vec<Range<usize>> {
    let mut pages = Vec::new();
    let mut begin = 0;
    while begin < spans.len() {
        let count = places(&spans[begin..], across).count().max(1);
        pages.push(begin..begin + count);
        begin += count;
    }
    if pages.is_empty() {
        pages.push(0..0);
    }
    pages
}

/// Where candidates stand on one page, as far as there is room: none is broken over two rows.
fn places(spans: &[usize], across: usize) -> impl Iterator<Item = usize> {
    let mut at = 0;
    spans.iter().map_while(move |span| {
        if at % across + span > across {
            at = at.next_multiple_of(across);
        }
        let place = at;
        at += span;
        (at <= TILES).then_some(place)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_sixteen_tiles_and_no_candidate_is_broken() {
        assert_eq!(pages(&[1; 40], 4), [0..16, 16..32, 32..40]);
        assert_eq!(places(&[3, 2, 1, 2], 4).collect::<Vec<_>>(), [0, 4, 6, 8]);
        assert_eq!(pages(&[4, 4, 4, 4, 1], 4), [0..4, 4..5]);
        assert!(pages(&[], 4).iter().eq([&(0..0)]));
    }
}

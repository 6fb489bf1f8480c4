//! Where everything on the line stands: lying on a wide stage, standing on an upright one.
//!
//! Numbers only: `view` draws what stands there.

use egui::{Pos2, Rect, Vec2, pos2, vec2};

use crate::kiosk::theme::Theme;
use crate::kiosk::theme::tokens::{TextSize, space};

/// Where everything on the line stands. `at` is how many entries from the middle something is.
pub(super) struct Geometry {
    pub(super) upright: bool,
    /// What is drawn in.
    pub(super) area: Rect,
    /// The dot of the entry in the middle.
    pub(super) middle: Pos2,
    /// From one entry to the next.
    pub(super) spacing: f32,
    pub(super) card: Vec2,
    /// From the line to the cards.
    pub(super) stem: f32,
    /// How far the card in the middle comes forward.
    pub(super) lift: f32,
    /// The years' side of the line: how deep.
    pub(super) years: f32,
}

impl Geometry {
    /// On a wide stage cards run on to the sides; `edges` says where those are.
    pub(super) fn new(theme: &Theme, area: Rect, edges: Rect) -> Self {
        // Where it is low, cards are as high as they can be, and wide enough for their words.
        let low = is_low(theme, area);
        let (stem, lift, spacing, under) = if low {
            (16.0, 8.0, 620.0, 12.0)
        } else {
            (40.0, 24.0, 476.0, 24.0)
        };
        let (stem, lift) = (theme.u(stem), theme.u(lift));
        if Theme::upright(area) {
            let years = theme.u(232.0);
            let spacing = theme.u(300.0);
            Self {
                upright: true,
                area,
                middle: pos2(area.left() + years, area.center().y),
                spacing,
                card: vec2(
                    area.width() - years - stem - lift,
                    spacing - theme.u(space::M),
                ),
                stem,
                lift,
                years,
            }
        } else {
            let years = theme.text_size(TextSize::Heading) * 1.25 + theme.u(under);
            let spacing = theme.u(spacing);
            let height = area.height() - years - stem - lift;
            Self {
                upright: false,
                area: Rect::from_x_y_ranges(edges.x_range(), area.y_range()),
                middle: pos2(area.center().x, area.bottom() - years),
                spacing,
                card: vec2(spacing - theme.u(space::L), height.max(0.0)),
                stem,
                lift,
                years,
            }
        }
    }

    pub(super) fn dot(&self, at: f32) -> Pos2 {
        let along = at * self.spacing;
        if self.upright {
            self.middle + vec2(0.0, along)
        } else {
            self.middle + vec2(along, 0.0)
        }
    }

    pub(super) fn card(&self, at: f32) -> Rect {
        let dot = self.dot(at);
        let forward = self.stem + self.lift * (1.0 - at.abs()).max(0.0);
        if self.upright {
            let min = dot + vec2(forward, -self.card.y / 2.0);
            Rect::from_min_size(min, self.card)
        } else {
            let min = dot - vec2(self.card.x / 2.0, forward + self.card.y);
            Rect::from_min_size(min, self.card)
        }
    }

    pub(super) fn year(&self, at: f32) -> Rect {
        let dot = self.dot(at);
        if self.upright {
            let size = vec2(self.years - self.stem * 0.8, self.spacing * 0.5);
            Rect::from_min_size(pos2(self.area.left(), dot.y - size.y / 2.0), size)
        } else {
            let size = vec2(self.card.x, self.years - self.stem * 0.5);
            let min = pos2(dot.x - size.x / 2.0, self.area.bottom() - size.y);
            Rect::from_min_size(min, size)
        }
    }

    /// How far a finger moves along the line, in entries: a look ahead moves the line back.
    pub(super) fn entries(&self, moved: Vec2) -> f32 {
        -(if self.upright { moved.y } else { moved.x }) / self.spacing
    }

    /// Entries that are seen, and one more on each side so that the keyboard comes to it.
    pub(super) fn seen(&self, offset: f32, count: usize) -> std::ops::Range<usize> {
        let length = if self.upright {
            self.area.height()
        } else {
            self.area.width()
        };
        let reach = length / 2.0 / self.spacing + 1.5;
        let first = (offset - reach).ceil().max(0.0) as usize;
        let end = (offset + reach).floor().max(-1.0) + 1.0;
        first.min(count)..(end as usize).min(count)
    }
}

/// Whether there is not the height for a strip below the line, where all of a tall panel is within reach of a seated
/// person: then it stands beside the line.
pub(super) fn is_low(theme: &Theme, area: Rect) -> bool {
    area.height() < theme.u(400.0) && !Theme::upright(area)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kiosk::theme::tokens::touch;
    use crate::kiosk::theme::{Comfort, Panel};

    fn geometry(width: f32, height: f32) -> Geometry {
        let panel = Panel {
            width,
            height,
            width_mm: width / 2.75,
            bottom_mm: 900.0,
        };
        let mut comfort = Comfort::new("en");
        comfort.large_text = true;
        let theme = Theme::new(panel, comfort);
        let stage = Rect::from_min_size(Pos2::ZERO, vec2(width, height));
        let area = Rect::from_min_max(pos2(64.0, 180.0), pos2(width - 64.0, height - 260.0));
        Geometry::new(&theme, area, stage)
    }

    #[test]
    fn within_low_reach_a_card_has_room_for_a_finger() {
        // 65 inches, lying: the reach of a seated person is two fifths of it.
        let panel = Panel {
            width: 1920.0,
            height: 1080.0,
            width_mm: 1_428.0,
            bottom_mm: 900.0,
        };
        let mut comfort = Comfort::new("en");
        comfort.large_text = true;
        let theme = Theme::new(panel, comfort);
        let area = Rect::from_min_max(pos2(64.0, 800.0), pos2(1_856.0, 1_044.0));
        let place = Geometry::new(&theme, area, area);
        let card = place.card(0.0);
        assert!(card.height() >= theme.touch(touch::CONTROL), "{card:?}");
        assert!(area.expand(0.5).contains_rect(card), "{card:?}");
        assert!(area.expand(0.5).contains_rect(place.year(0.0)));
    }

    #[test]
    fn only_what_is_seen_and_its_neighbours_are_laid_out() {
        for (width, height) in [(1920.0, 1080.0), (1080.0, 1920.0)] {
            let place = geometry(width, height);
            assert_eq!(place.seen(0.0, 200).start, 0);
            for offset in [0.0_f32, 99.5, 199.0] {
                let seen = place.seen(offset, 200);
                assert!(seen.len() <= 9, "{seen:?}");
                assert!(seen.contains(&(offset as usize)));
            }
            assert_eq!(place.seen(0.0, 0), 0..0);
        }
    }

    #[test]
    fn cards_and_years_of_the_middle_stay_in_their_area() {
        for (width, height) in [(1920.0, 1080.0), (1080.0, 1920.0)] {
            let place = geometry(width, height);
            let area = place.area.expand(0.5);
            assert!(area.contains_rect(place.card(0.0)), "{:?}", place.card(0.0));
            assert!(area.contains_rect(place.year(0.0)), "{:?}", place.year(0.0));
            assert!(!place.card(0.0).intersects(place.card(1.0)));
        }
    }
}

//! What each triangle needs to be painted, and which neighbours are painted in one way.

use std::ops::Range;

use egui::epaint::{Vertex, WHITE_UV};
use egui::{Mesh, TextureId};

/// A triangle that covers fewer pixels is not worth a way of its own.
const SMALL: f32 = 300.0;
/// How far apart, in pixels, a whole picture may be from one that has a pixel for each of the window: half, for what a
/// width that is not whole was rounded by, and a little for what is worked out with short numbers.
const PIXEL_FOR_PIXEL: f32 = 0.6;

/// What a triangle needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Way {
    /// One colour that hides what lies below.
    Solid,
    /// Colours alone, laid over what lies below.
    Flat,
    /// The pixels of a texture as they are, times a colour: glyphs, which egui sets on whole pixels, and pictures of which
    /// each pixel is one of the window. In software that is half of what smoothing costs.
    Sharp(TextureId),
    /// The pixels of a texture with what is between them, times a colour.
    Smooth(TextureId),
}

/// How [`Way`]s differ for the graphics card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Solid,
    Flat,
    Textured,
}

impl Way {
    pub(super) fn kind(self) -> Kind {
        match self {
            Self::Solid => Kind::Solid,
            Self::Flat => Kind::Flat,
            Self::Sharp(_) | Self::Smooth(_) => Kind::Textured,
        }
    }

    /// Whether what needs `self` looks the same when it is painted as what needs `other`. Colours alone are one white
    /// pixel of the atlas they come from.
    fn goes_along(self, other: Self, atlas: TextureId) -> bool {
        match (self, other) {
            (Self::Solid, Self::Flat) => true,
            (Self::Solid | Self::Flat, Self::Sharp(texture)) => texture == atlas,
            _ => self == other,
        }
    }
}

/// Triangles that follow one another and are painted in one way.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Run {
    pub(super) way: Way,
    /// Left, top, right, bottom, in pixels.
    pub(super) clip: [u32; 4],
    /// Which corners, three for each triangle.
    pub(super) corners: Range<u32>,
}

/// Adds the triangles of a mesh to what is painted before them. Its first corner is number `first` of all corners; its
/// texture has `size` pixels across and down, if that is known. Returns the number of the corner after its last.
pub(super) fn add(
    runs: &mut Vec<Run>,
    mesh: &Mesh,
    clip: [u32; 4],
    first: u32,
    size: Option<[f32; 2]>,
) -> u32 {
    let texture = mesh.texture_id;
    let is_atlas = matches!(texture, TextureId::Managed(_));
    let mut at = first;
    for triangle in mesh.indices.as_chunks::<3>().0 {
        let [Some(a), Some(b), Some(c)] = triangle.map(|corner| mesh.vertices.get(corner as usize))
        else {
            // The corners are on their way to the card already: what names none of them is left out alone.
            at += 3;
            continue;
        };
        let triangle = [a, b, c];
        let way = match is_atlas {
            true => colors_alone(triangle).unwrap_or(Way::Sharp(texture)),
            false if size.is_some_and(|size| pixel_for_pixel(triangle, size)) => {
                Way::Sharp(texture)
            }
            false => Way::Smooth(texture),
        };
        let small = area(triangle) < SMALL;
        match runs.last_mut() {
            Some(run)
                if run.clip == clip
                    && run.corners.end == at
                    && (way == run.way || small && way.goes_along(run.way, texture)) =>
            {
                run.corners.end += 3;
            }
            _ => runs.push(Run {
                way: if small && is_atlas {
                    Way::Sharp(texture)
                } else {
                    way
                },
                clip,
                corners: at..at + 3,
            }),
        }
        at += 3;
    }
    at
}

/// What a triangle needs that is nothing but colour.
fn colors_alone(triangle: [&Vertex; 3]) -> Option<Way> {
    let [a, b, c] = triangle;
    if triangle.iter().any(|corner| corner.uv != WHITE_UV) {
        return None;
    }
    let solid = a.color == b.color && b.color == c.color && a.color.is_opaque();
    Some(if solid { Way::Solid } else { Way::Flat })
}

/// Pixels that a triangle covers.
fn area([a, b, c]: [&Vertex; 3]) -> f32 {
    let (one, other) = (b.pos - a.pos, c.pos - a.pos);
    (one.x * other.y - one.y * other.x).abs() / 2.0
}

/// Whether each pixel of a texture is a pixel of the window.
fn pixel_for_pixel(triangle: [&Vertex; 3], size: [f32; 2]) -> bool {
    let long = |of: fn(&Vertex) -> f32| {
        let [a, b, c] = triangle.map(of);
        a.max(b).max(c) - a.min(b).min(c)
    };
    let near = |window: f32, uv: f32, size: f32| {
        (window - uv * size).abs() * size <= PIXEL_FOR_PIXEL * window
    };
    // Past its edges a texture may begin again; what is softened lies half a pixel out.
    let inside = |uv: f32, size: f32| (-1.1..=size + 1.1).contains(&(uv * size));
    let [across, down] = size;
    triangle
        .iter()
        .all(|corner| inside(corner.uv.x, across) && inside(corner.uv.y, down))
        && near(
            long(|corner| corner.pos.x),
            long(|corner| corner.uv.x),
            across,
        )
        && near(
            long(|corner| corner.pos.y),
            long(|corner| corner.uv.y),
            down,
        )
}

#[cfg(test)]
mod tests {
    use egui::{Color32, Pos2, Rect, pos2, vec2};

    use super::*;

    const CARD: Color32 = Color32::from_rgb(0xFF, 0xFC, 0xF5);
    const WINDOW: [u32; 4] = [0, 0, 1920, 1080];
    const ATLAS: TextureId = TextureId::Managed(0);
    const PICTURE: TextureId = TextureId::User(3);

    fn plan(meshes: &[Mesh], size: Option<[f32; 2]>) -> Vec<Run> {
        let mut runs = Vec::new();
        let mut first = 0;
        for mesh in meshes {
            first = add(&mut runs, mesh, WINDOW, first, size);
        }
        runs
    }

    fn rect(mesh: &mut Mesh, width: f32, color: Color32) {
        let rect = Rect::from_min_size(Pos2::ZERO, vec2(width, 100.0));
        mesh.add_colored_rect(rect, color);
    }

    fn glyph(mesh: &mut Mesh) {
        let place = Rect::from_min_size(pos2(20.0, 20.0), vec2(18.0, 20.0));
        let of_atlas = Rect::from_min_size(pos2(0.5, 0.5), vec2(0.01, 0.01));
        mesh.add_rect_with_uv(place, of_atlas, CARD);
    }

    fn ways(runs: &[Run]) -> Vec<Way> {
        runs.iter().map(|run| run.way).collect()
    }

    #[test]
    fn a_card_with_words_is_painted_in_two_ways_in_its_order() {
        let mut mesh = Mesh::default();
        rect(&mut mesh, 500.0, CARD);
        glyph(&mut mesh);
        // A small part of one colour goes along with the words.
        rect(&mut mesh, 3.0, CARD);
        glyph(&mut mesh);
        let runs = plan(&[mesh], None);
        assert_eq!(ways(&runs), [Way::Solid, Way::Sharp(ATLAS)]);
        assert_eq!(runs[0].corners, 0..6);
        assert_eq!(runs[1].corners, 6..24);
    }

    #[test]
    fn what_lets_through_what_lies_below_is_never_solid() {
        let mut mesh = Mesh::default();
        rect(&mut mesh, 500.0, CARD.gamma_multiply(0.9));
        assert_eq!(ways(&plan(&[mesh], None)), [Way::Flat]);
        let mut shades = Mesh::default();
        rect(&mut shades, 500.0, CARD);
        shades.vertices[0].color = Color32::BLACK;
        // One triangle has two colours, the other has one.
        assert_eq!(ways(&plan(&[shades], None)), [Way::Flat, Way::Solid]);
    }

    #[test]
    fn a_picture_is_smoothed_unless_each_of_its_pixels_is_one_of_the_window() {
        let mut mesh = Mesh::with_texture(PICTURE);
        let place = Rect::from_min_size(pos2(20.0, 20.0), vec2(300.0, 200.0));
        let middle = Rect::from_min_max(pos2(0.25, 0.0), pos2(0.75, 1.0));
        mesh.add_rect_with_uv(place, middle, Color32::WHITE);
        let mesh = [mesh];
        let sharp = [Way::Sharp(PICTURE)];
        assert_eq!(ways(&plan(&mesh, Some([600.0, 200.0]))), sharp);
        let smooth = [Way::Smooth(PICTURE)];
        assert_eq!(ways(&plan(&mesh, Some([640.0, 200.0]))), smooth);
        assert_eq!(ways(&plan(&mesh, None)), smooth);
    }

    #[test]
    fn what_is_clipped_elsewhere_is_a_run_of_its_own() {
        let mut mesh = Mesh::default();
        rect(&mut mesh, 500.0, CARD);
        let mut runs = Vec::new();
        let next = add(&mut runs, &mesh, WINDOW, 0, None);
        add(&mut runs, &mesh, [0, 0, 100, 100], next, None);
        assert_eq!(runs.len(), 2);
        assert_eq!(runs[1].corners, 6..12);
    }

    #[test]
    fn a_triangle_whose_corners_are_not_there_is_left_out_alone() {
        let mut mesh = Mesh::default();
        rect(&mut mesh, 500.0, CARD);
        mesh.indices.extend([0, 1, 99]);
        rect(&mut mesh, 500.0, CARD);
        let runs = plan(&[mesh], None);
        assert_eq!(ways(&runs), [Way::Solid, Way::Solid]);
        assert_eq!(runs[1].corners, 9..15);
    }
}

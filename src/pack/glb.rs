//! Reads an object from binary glTF 2.0 (`.glb`): triangles, colours and pictures, nothing that moves.
//!
//! Everything is in the one file; the bytes were verified before. What a file claims is checked before memory is taken.

mod piece;
#[cfg(test)]
mod tests;
mod whole;

use std::io::Cursor;

use gltf::Semantic;
use gltf::mesh::Mode;

use piece::{Matrix, piece, times};

/// Triangles of one object.
pub const TRIANGLES_MAX: u64 = 500_000;
/// Corners of one object: 36 bytes each where it is drawn.
pub const CORNERS_MAX: u64 = 500_000;
/// Pictures on one object.
pub const PICTURES_MAX: u64 = 16;
/// Pixels of all its pictures together: one of 4096 × 4096, or four of 2048 × 2048. Four bytes each where it is drawn.
pub const PIXELS_MAX: u64 = 20_000_000;
/// Nodes that may be nested.
const DEPTH_MAX: usize = 64;

/// An object.
#[derive(Debug, Clone, Default)]
pub struct Object {
    /// What it is put together from.
    pub pieces: Vec<Piece>,
    /// Pictures on its surfaces, as files: PNG or JPEG.
    pub pictures: Vec<Vec<u8>>,
}

/// Triangles of one material, in the object's space.
#[derive(Debug, Clone)]
pub struct Piece {
    /// Corners.
    pub positions: Vec<[f32; 3]>,
    /// Directions the surface faces, one for each corner.
    pub normals: Vec<[f32; 3]>,
    /// Where in the picture each corner is; empty without a picture.
    pub uvs: Vec<[f32; 2]>,
    /// Linear red, green, blue, opacity of each corner, by which the surface's are multiplied; empty where they are not.
    pub colors: Vec<[u8; 4]>,
    /// Three corners for each triangle.
    pub indices: Vec<u32>,
    /// How its surface looks.
    pub surface: Surface,
}

/// How a surface looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Surface {
    /// Linear red, green, blue, opacity.
    pub color: [f32; 4],
    /// 0 to 1.
    pub metallic: f32,
    /// 0 to 1.
    pub roughness: f32,
    /// Light of its own, linear red, green, blue.
    pub emissive: [f32; 3],
    /// Which of the object's pictures is on it.
    pub picture: Option<usize>,
    /// Whether its back is seen.
    pub double_sided: bool,
    /// What its opacity means.
    pub opacity: Opacity,
}

/// What the opacity of a surface means.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum Opacity {
    /// Nothing: it hides what is behind it.
    #[default]
    Solid,
    /// Where it is less than this there is nothing.
    Cut(f32),
    /// How much it hides.
    SeeThrough,
}

/// Why a file is no object for a kiosk.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GlbError {
    /// The file does not follow the format.
    #[error("{0}")]
    Format(String),
    /// It needs other files.
    #[error("it needs other files; save it as one .glb")]
    NotWhole,
    /// It has no triangles.
    #[error("there is nothing in it")]
    Empty,
    /// It has too many.
    #[error("it has {0} triangles")]
    TooMany(u64),
    /// It has too many corners.
    #[error("it has {0} corners")]
    TooManyCorners(u64),
    /// There are too many pictures on it.
    #[error("it has {0} pictures")]
    TooManyPictures(u64),
    /// Its pictures are too large.
    #[error("its pictures have {0} pixels")]
    TooManyPixels(u64),
}

/// Reads an object.
///
/// # Errors
///
/// When the file is not one whole, valid object within its limits.
pub fn read(bytes: &[u8]) -> Result<Object, GlbError> {
    let file = whole::parse(bytes)?;
    count(&file)?;
    let blob = file.blob.as_deref().unwrap_or_default();
    let mut object = Object::default();
    let mut used = Vec::new();
    walk(&file, &mut |node, to_object| {
        for primitive in node.mesh().iter().flat_map(gltf::Mesh::primitives) {
            if primitive.mode() == Mode::Triangles {
                let mut piece = piece(&primitive, blob, to_object)?;
                piece.surface.picture = piece
                    .surface
                    .picture
                    .map(|image| place_in(&mut used, image));
                object.pieces.push(piece);
            }
        }
        Ok(())
    })?;
    object.pictures = pictures(&file, blob, &used)?;
    Ok(object)
}

/// Counts what memory will be taken for, as the file says it.
fn count(file: &gltf::Gltf) -> Result<(), GlbError> {
    let (mut triangles, mut corners) = (0_u64, 0_u64);
    walk(file, &mut |node, _| {
        for primitive in node.mesh().iter().flat_map(gltf::Mesh::primitives) {
            triangles = triangles.saturating_add(primitive_triangles(&primitive));
            corners = corners.saturating_add(primitive_corners(&primitive));
        }
        Ok(())
    })?;
    if triangles == 0 {
        Err(GlbError::Empty)
    } else if triangles > TRIANGLES_MAX {
        Err(GlbError::TooMany(triangles))
    } else if corners > CORNERS_MAX {
        Err(GlbError::TooManyCorners(corners))
    } else {
        Ok(())
    }
}

/// The place of an image among those that are used: what nothing shows is not kept.
fn place_in(used: &mut Vec<usize>, image: usize) -> usize {
    let known = used.iter().position(|one| *one == image);
    known.unwrap_or_else(|| {
        used.push(image);
        used.len() - 1
    })
}

/// The files of the pictures that are used, within their limits.
fn pictures(file: &gltf::Gltf, blob: &[u8], used: &[usize]) -> Result<Vec<Vec<u8>>, GlbError> {
    let count = used.len() as u64;
    if count > PICTURES_MAX {
        return Err(GlbError::TooManyPictures(count));
    }
    let mut pixels = 0_u64;
    let mut pictures = Vec::new();
    for image in used {
        let view = file
            .as_json()
            .images
            .get(*image)
            .and_then(|image| image.buffer_view);
        let view = view
            .and_then(|view| file.views().nth(view.value()))
            .ok_or(GlbError::NotWhole)?;
        let end = view.offset().saturating_add(view.length());
        let picture = blob.get(view.offset()..end).ok_or_else(cut_off)?;
        pixels = pixels.saturating_add(pixels_of(picture)?);
        if pixels > PIXELS_MAX {
            return Err(GlbError::TooManyPixels(pixels));
        }
        pictures.push(picture.to_vec());
    }
    Ok(pictures)
}

/// As its first bytes say it.
fn pixels_of(picture: &[u8]) -> Result<u64, GlbError> {
    let unknown =
        |error: &dyn std::fmt::Display| GlbError::Format(format!("a picture in it: {error}"));
    let reader = image::ImageReader::new(Cursor::new(picture))
        .with_guessed_format()
        .map_err(|error| unknown(&error))?;
    let (width, height) = reader.into_dimensions().map_err(|error| unknown(&error))?;
    Ok(u64::from(width) * u64::from(height))
}

fn cut_off() -> GlbError {
    GlbError::Format("it is cut off".to_owned())
}

/// Visits every node of the first scene with the matrix that leads from it to the object's space.
fn walk(
    file: &gltf::Gltf,
    visit: &mut dyn FnMut(&gltf::Node, &Matrix) -> Result<(), GlbError>,
) -> Result<(), GlbError> {
    let scene = file.default_scene().or_else(|| file.scenes().next());
    let identity: Matrix = [
        [1.0, 0.0, 0.0, 0.0],
        [0.0, 1.0, 0.0, 0.0],
        [0.0, 0.0, 1.0, 0.0],
        [0.0, 0.0, 0.0, 1.0],
    ];
    let mut left: Vec<(gltf::Node, Matrix, usize)> = scene
        .iter()
        .flat_map(gltf::Scene::nodes)
        .map(|node| (node, identity, 0))
        .collect();
    let mut seen = 0;
    while let Some((node, parent, depth)) = left.pop() {
        seen += 1;
        // A node has one parent; a file that says otherwise could go round in circles.
        if depth > DEPTH_MAX || seen > file.nodes().len() {
            return Err(GlbError::Format("its nodes go round in circles".to_owned()));
        }
        let matrix = times(&parent, &node.transform().matrix());
        visit(&node, &matrix)?;
        left.extend(node.children().map(|child| (child, matrix, depth + 1)));
    }
    Ok(())
}

fn primitive_triangles(primitive: &gltf::Primitive) -> u64 {
    match primitive.indices() {
        Some(indices) if primitive.mode() == Mode::Triangles => indices.count() as u64 / 3,
        _ => primitive_corners(primitive) / 3,
    }
}

fn primitive_corners(primitive: &gltf::Primitive) -> u64 {
    let positions = primitive.get(&Semantic::Positions);
    match primitive.mode() {
        Mode::Triangles => positions.map_or(0, |positions| positions.count() as u64),
        _ => 0,
    }
}

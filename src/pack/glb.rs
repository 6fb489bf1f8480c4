//! Reads an object from binary glTF 2.0 (`.glb`): triangles, colours and pictures, nothing that moves.
//!
//! Everything is in the one file; the bytes were verified before. What a file claims is checked before memory is taken.

use std::io::Cursor;

use gltf::accessor::{DataType, Dimensions};
use gltf::buffer::Source;
use gltf::material::AlphaMode;
use gltf::mesh::Mode;
use gltf::{Accessor, Semantic};

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
    let file = parse(bytes)?;
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

fn parse(bytes: &[u8]) -> Result<gltf::Gltf, GlbError> {
    let format = |error: gltf::Error| GlbError::Format(error.to_string());
    if !counts_itself(bytes) {
        return Err(cut_off());
    }
    let json = gltf::Glb::from_slice(bytes).map_err(format)?.json;
    if !has_its_accessors(&json) {
        return Err(cut_off());
    }
    let file = gltf::Gltf::from_slice(bytes).map_err(format)?;
    let whole = file
        .buffers()
        .all(|buffer| matches!(buffer.source(), Source::Bin));
    if !whole {
        return Err(GlbError::NotWhole);
    }
    let length = file.blob.as_ref().map_or(0, Vec::len);
    let inside = |view: &gltf::buffer::View| view.offset().saturating_add(view.length()) <= length;
    if !file.views().all(|view| inside(&view)) {
        return Err(cut_off());
    }
    if !file.accessors().all(|accessor| fits(&accessor)) {
        return Err(cut_off());
    }
    // An image is in the file, or at an address; one that is neither could not even be asked about.
    let mut images = file.as_json().images.iter();
    if !images.all(|image| image.buffer_view.is_some()) {
        return Err(GlbError::NotWhole);
    }
    let mut primitives = file.meshes().flat_map(|mesh| mesh.primitives());
    if !primitives.all(|primitive| is_typed(&primitive)) {
        return Err(GlbError::Format(
            "its numbers are of the wrong kind".to_owned(),
        ));
    }
    Ok(file)
}

/// Whether the length that a file's header tells is no less than the header's own (GLB 2.0): the reader takes that for
/// granted. Anything shorter than a header it refuses itself.
fn counts_itself(bytes: &[u8]) -> bool {
    const HEADER: u32 = 12;
    let length = bytes.get(8..12).and_then(|length| length.try_into().ok());
    length.is_none_or(|length| u32::from_le_bytes(length) >= HEADER)
}

/// Whether the accessors that primitives name are there: the reader's own check takes that for granted. What it cannot
/// read at all it refuses itself.
fn has_its_accessors(json: &[u8]) -> bool {
    let Ok(root) = gltf::json::deserialize::from_slice::<gltf::json::Root>(json) else {
        return true;
    };
    let mut primitives = root.meshes.iter().flat_map(|mesh| &mesh.primitives);
    primitives.all(|primitive| {
        let mut named = primitive.attributes.values().chain(&primitive.indices);
        named.all(|accessor| accessor.value() < root.accessors.len())
    })
}

/// Whether an accessor's numbers all lie within its part of the file.
fn fits(accessor: &Accessor) -> bool {
    let Some(view) = accessor.view() else {
        return accessor.sparse().is_none() && accessor.count() == 0;
    };
    let stride = view.stride().unwrap_or(accessor.size());
    let last = stride.saturating_mul(accessor.count().saturating_sub(1));
    let needed = accessor
        .offset()
        .saturating_add(last)
        .saturating_add(accessor.size());
    accessor.sparse().is_none()
        && accessor.count() > 0
        && stride >= accessor.size()
        && needed <= view.length()
}

/// Whether everything that is read of a primitive has the numbers it must have (glTF 2.0, 3.7.2.1): the reader takes that
/// for granted.
fn is_typed(primitive: &gltf::Primitive) -> bool {
    use DataType::{F32, U8, U16, U32};
    use Dimensions::{Scalar, Vec2, Vec3, Vec4};
    let kind = |accessor: &Accessor| (accessor.data_type(), accessor.dimensions());
    let indices = primitive.indices();
    let mut attributes = primitive.attributes();
    indices.is_none_or(|indices| matches!(kind(&indices), (U8 | U16 | U32, Scalar)))
        && attributes.all(|(semantic, accessor)| match semantic {
            Semantic::Positions | Semantic::Normals => kind(&accessor) == (F32, Vec3),
            Semantic::TexCoords(_) => matches!(kind(&accessor), (F32 | U8 | U16, Vec2)),
            Semantic::Colors(_) => matches!(kind(&accessor), (F32 | U8 | U16, Vec3 | Vec4)),
            _ => true,
        })
}

type Matrix = [[f32; 4]; 4];

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

fn piece(primitive: &gltf::Primitive, blob: &[u8], to_object: &Matrix) -> Result<Piece, GlbError> {
    let reader = primitive.reader(|_| Some(blob));
    let positions: Vec<[f32; 3]> = reader
        .read_positions()
        .ok_or_else(cut_off)?
        .map(|at| moved(to_object, at, 1.0))
        .collect();
    let count = positions.len();
    let indices: Vec<u32> = match reader.read_indices() {
        Some(indices) => indices.into_u32().collect(),
        None => (0..u32::try_from(count).map_err(|_| cut_off())?).collect(),
    };
    if indices.iter().any(|index| *index as usize >= count) {
        return Err(GlbError::Format("a triangle has no such corner".to_owned()));
    }
    let indices: Vec<u32> = indices.chunks_exact(3).flatten().copied().collect();
    // What is not said of every corner is not read: it could be far longer than what was counted.
    let of_each = |semantic| {
        let accessor = primitive.get(&semantic);
        accessor.is_some_and(|accessor| accessor.count() == count)
    };
    let normals: Vec<[f32; 3]> = reader
        .read_normals()
        .filter(|_| of_each(Semantic::Normals))
        .map(|normals| normals.map(|at| unit(moved(to_object, at, 0.0))).collect())
        .unwrap_or_default();
    let material = primitive.material();
    let metal = material.pbr_metallic_roughness();
    let texture = metal.base_color_texture();
    let uvs: Vec<[f32; 2]> = texture
        .as_ref()
        .filter(|texture| of_each(Semantic::TexCoords(texture.tex_coord())))
        .and_then(|texture| reader.read_tex_coords(texture.tex_coord()))
        .map(|uvs| uvs.into_f32().collect())
        .unwrap_or_default();
    let has_uvs = uvs.len() == count;
    let surface = Surface {
        color: metal.base_color_factor(),
        metallic: metal.metallic_factor(),
        roughness: metal.roughness_factor(),
        emissive: material.emissive_factor(),
        picture: texture
            .filter(|_| has_uvs)
            .map(|texture| texture.texture().source().index()),
        double_sided: material.double_sided(),
        opacity: match material.alpha_mode() {
            AlphaMode::Opaque => Opacity::Solid,
            AlphaMode::Mask => Opacity::Cut(material.alpha_cutoff().unwrap_or(0.5)),
            AlphaMode::Blend => Opacity::SeeThrough,
        },
    };
    let colors: Vec<[u8; 4]> = reader
        .read_colors(0)
        .filter(|_| of_each(Semantic::Colors(0)))
        .map(|colors| colors.into_rgba_u8().collect())
        .unwrap_or_default();
    let normals = if normals.len() == count {
        normals
    } else {
        faces(&positions, &indices)
    };
    Ok(Piece {
        normals,
        uvs: if has_uvs { uvs } else { Vec::new() },
        colors: if colors.len() == count {
            colors
        } else {
            Vec::new()
        },
        positions,
        indices,
        surface,
    })
}

/// Directions for a file that gives none: each corner takes those of its triangles.
fn faces(positions: &[[f32; 3]], indices: &[u32]) -> Vec<[f32; 3]> {
    let mut normals = vec![[0.0; 3]; positions.len()];
    for triangle in indices.chunks_exact(3) {
        let [a, b, c] = [0, 1, 2].map(|corner| positions[triangle[corner] as usize]);
        let (u, v) = (minus(b, a), minus(c, a));
        let across = [
            u[1] * v[2] - u[2] * v[1],
            u[2] * v[0] - u[0] * v[2],
            u[0] * v[1] - u[1] * v[0],
        ];
        for corner in triangle {
            let normal = &mut normals[*corner as usize];
            for axis in 0..3 {
                normal[axis] += across[axis];
            }
        }
    }
    normals.into_iter().map(unit).collect()
}

fn minus(a: [f32; 3], b: [f32; 3]) -> [f32; 3] {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

fn unit(v: [f32; 3]) -> [f32; 3] {
    let length = (v[0] * v[0] + v[1] * v[1] + v[2] * v[2]).sqrt();
    if length > 1e-12 {
        v.map(|part| part / length)
    } else {
        [0.0, 1.0, 0.0]
    }
}

/// Columns first, as glTF has them.
fn times(a: &Matrix, b: &Matrix) -> Matrix {
    let mut product = [[0.0; 4]; 4];
    for (column, out) in product.iter_mut().enumerate() {
        for (row, cell) in out.iter_mut().enumerate() {
            *cell = (0..4).map(|k| a[k][row] * b[column][k]).sum();
        }
    }
    product
}

fn moved(matrix: &Matrix, at: [f32; 3], w: f32) -> [f32; 3] {
    [0, 1, 2].map(|row| {
        matrix[0][row] * at[0]
            + matrix[1][row] * at[1]
            + matrix[2][row] * at[2]
            + matrix[3][row] * w
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One triangle with these JSON changes.
    fn glb(change: impl Fn(String) -> String) -> Vec<u8> {
        let corners: [f32; 9] = [0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0];
        let json = r#"{"asset":{"version":"2.0"},"scene":0,"scenes":[{"nodes":[0]}],
            "nodes":[{"mesh":0,"translation":[0,0,5]}],
            "meshes":[{"primitives":[{"attributes":{"POSITION":0}}]}],
            "buffers":[{"byteLength":36}],"bufferViews":[{"buffer":0,"byteLength":36}],
            "accessors":[{"bufferView":0,"componentType":5126,"count":3,"type":"VEC3","min":[0,0,0],"max":[1,1,0]}]}"#;
        file(&change(json.to_owned()), &bytes_of(&corners))
    }

    fn bytes_of(numbers: &[f32]) -> Vec<u8> {
        numbers.iter().flat_map(|part| part.to_le_bytes()).collect()
    }

    fn file(json: &str, bin: &[u8]) -> Vec<u8> {
        let (mut json, mut bin) = (json.as_bytes().to_vec(), bin.to_vec());
        json.resize(json.len().next_multiple_of(4), b' ');
        bin.resize(bin.len().next_multiple_of(4), 0);
        let mut file = b"glTF".to_vec();
        let length = 12 + 8 + json.len() + 8 + bin.len();
        file.extend(2_u32.to_le_bytes());
        file.extend((length as u32).to_le_bytes());
        file.extend((json.len() as u32).to_le_bytes());
        file.extend(b"JSON");
        file.extend(json);
        file.extend((bin.len() as u32).to_le_bytes());
        file.extend(b"BIN\0");
        file.extend(bin);
        file
    }

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        image::GrayImage::new(width, height)
            .write_to(&mut bytes, image::ImageFormat::Png)
            .expect("encoded");
        bytes.into_inner()
    }

    /// A triangle for each picture with everything that is read of one: its JSON, and the rest.
    fn painted(pictures: &[Vec<u8>]) -> (String, Vec<u8>) {
        let mut bin = bytes_of(&[0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
        bin.extend(bytes_of(&[0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0]));
        bin.extend(bytes_of(&[0.0, 0.0, 1.0, 0.0, 0.0, 1.0]));
        bin.extend([255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 128]);
        bin.extend([0, 0, 1, 0, 2, 0, 0, 0]);
        let (mut views, mut images, mut textures, mut materials, mut primitives) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (i, picture) in pictures.iter().enumerate() {
            let (from, length) = (bin.len(), picture.len());
            views.push(format!(
                r#",{{"buffer":0,"byteOffset":{from},"byteLength":{length}}}"#
            ));
            images.push(format!(
                r#"{{"bufferView":{},"mimeType":"image/png"}}"#,
                i + 5
            ));
            textures.push(format!(r#"{{"source":{i}}}"#));
            materials.push(format!(
                r#"{{"alphaMode":"MASK","pbrMetallicRoughness":{{"baseColorTexture":{{"index":{i}}}}}}}"#
            ));
            primitives.push(format!(
                r#"{{"attributes":{{"POSITION":0,"NORMAL":1,"TEXCOORD_0":2,"COLOR_0":3}},"indices":4,"material":{i}}}"#
            ));
            bin.extend(picture);
        }
        let json = format!(
            r#"{{"asset":{{"version":"2.0"}},"scene":0,"scenes":[{{"nodes":[0]}}],"nodes":[{{"mesh":0}}],
            "meshes":[{{"primitives":[{}]}}],"materials":[{}],"textures":[{}],"images":[{}],
            "buffers":[{{"byteLength":{}}}],"bufferViews":[
            {{"buffer":0,"byteOffset":0,"byteLength":36}},{{"buffer":0,"byteOffset":36,"byteLength":36}},
            {{"buffer":0,"byteOffset":72,"byteLength":24}},{{"buffer":0,"byteOffset":96,"byteLength":12}},
            {{"buffer":0,"byteOffset":108,"byteLength":6}}{}],"accessors":[
            {{"bufferView":0,"componentType":5126,"count":3,"type":"VEC3","min":[0,0,0],"max":[1,1,0]}},
            {{"bufferView":1,"componentType":5126,"count":3,"type":"VEC3"}},
            {{"bufferView":2,"componentType":5126,"count":3,"type":"VEC2"}},
            {{"bufferView":3,"componentType":5121,"count":3,"type":"VEC4","normalized":true}},
            {{"bufferView":4,"componentType":5123,"count":3,"type":"SCALAR"}}]}}"#,
            primitives.join(","),
            materials.join(","),
            textures.join(","),
            images.join(","),
            bin.len(),
            views.concat(),
        );
        (json, bin)
    }

    #[test]
    fn a_surface_has_its_picture_its_colors_and_what_its_opacity_means() {
        let (json, bin) = painted(&[png(4, 2), png(1, 1)]);
        let object = read(&file(&json, &bin)).expect("whole");
        assert_eq!(object.pictures, [png(4, 2), png(1, 1)]);
        let piece = &object.pieces[1];
        assert_eq!(piece.colors[2], [0, 0, 255, 128]);
        assert_eq!(piece.uvs[1], [1.0, 0.0]);
        assert_eq!(piece.surface.picture, Some(1));
        assert_eq!(piece.surface.opacity, Opacity::Cut(0.5));
        let solid = read(&glb(|json| json)).expect("whole");
        assert_eq!(solid.pieces[0].surface.opacity, Opacity::Solid);
        // What nothing shows is not kept.
        let bare = json.replace("\"TEXCOORD_0\":2,", "");
        assert_eq!(read(&file(&bare, &bin)).expect("whole").pictures.len(), 0);
    }

    #[test]
    fn more_than_a_kiosk_can_hold_is_refused_by_what_it_is() {
        let error =
            |(json, bin): (String, Vec<u8>)| read(&file(&json, &bin)).expect_err("too much");
        let many = vec![png(1, 1); PICTURES_MAX as usize + 1];
        assert_eq!(
            error(painted(&many)),
            GlbError::TooManyPictures(PICTURES_MAX + 1)
        );
        let large = error(painted(&[png(4000, 3000), png(4000, 2001)]));
        assert_eq!(large, GlbError::TooManyPixels(20_004_000));
        let many = |count: u64| {
            let bytes = count * 12;
            let json = format!(
                r#"{{"asset":{{"version":"2.0"}},"scenes":[{{"nodes":[0]}}],"nodes":[{{"mesh":0}}],
                "meshes":[{{"primitives":[{{"attributes":{{"POSITION":0}}}}]}}],
                "buffers":[{{"byteLength":{bytes}}}],"bufferViews":[{{"buffer":0,"byteLength":{bytes}}}],
                "accessors":[{{"bufferView":0,"componentType":5126,"count":{count},"type":"VEC3","min":[0,0,0],"max":[0,0,0]}}]}}"#
            );
            (json, vec![0; bytes as usize])
        };
        let corners = CORNERS_MAX + 1;
        assert_eq!(error(many(corners)), GlbError::TooManyCorners(corners));
        let corners = TRIANGLES_MAX * 3 + 3;
        assert_eq!(error(many(corners)), GlbError::TooMany(TRIANGLES_MAX + 1));
    }

    #[test]
    fn numbers_of_any_kind_in_any_place_are_read_or_refused() {
        let kinds = ["SCALAR", "VEC2", "VEC3", "VEC4", "MAT2", "MAT3", "MAT4"];
        let (json, bin) = painted(&[png(1, 1)]);
        let mut read_well = 0;
        for place in 0..5 {
            for kind in kinds {
                for component in [5120, 5121, 5122, 5123, 5125, 5126] {
                    for (stride, count) in [
                        ("", 3),
                        ("", 0),
                        (",\"byteStride\":4", 1),
                        (",\"byteStride\":12", 3),
                    ] {
                        let mut value: serde_json::Value =
                            serde_json::from_str(&json).expect("JSON");
                        let accessor = &mut value["accessors"][place];
                        accessor["type"] = kind.into();
                        accessor["componentType"] = component.into();
                        accessor["count"] = count.into();
                        let view = format!("\"byteOffset\":{}", [0, 36, 72, 96, 108][place]);
                        let changed = value.to_string().replace(&view, &format!("{view}{stride}"));
                        read_well += usize::from(read(&file(&changed, &bin)).is_ok());
                    }
                }
            }
        }
        assert!(read_well >= 5, "{read_well}");
    }

    #[test]
    fn whatever_a_file_says_it_is_read_or_refused() {
        const SAID: [&str; 12] = [
            "0",
            "1",
            "2",
            "4",
            "255",
            "5123",
            "4294967295",
            "18446744073709551615",
            "-1",
            "1e30",
            "null",
            "[]",
        ];
        let (json, bin) = painted(&[png(1, 1)]);
        let numbers = json
            .match_indices(|c: char| c.is_ascii_digit())
            .map(|(at, _)| at)
            .filter(|at| !json[..*at].ends_with(|c: char| c.is_ascii_digit()));
        for at in numbers {
            let rest = json[at..].trim_start_matches(|c: char| c.is_ascii_digit());
            for said in SAID {
                let changed = format!("{}{said}{rest}", &json[..at]);
                let _ = read(&file(&changed, &bin));
            }
        }
        for key in [
            "\"mimeType\":\"image/png\"",
            "\"bufferView\":5,",
            "\"source\":0",
            "\"mode\":4",
            "\"index\":0",
        ] {
            let changed = json
                .replace(key, "\"extras\":0")
                .replace(",\"extras\":0,", ",");
            let _ = read(&file(&changed, &bin));
        }
        let whole = file(&json, &bin);
        for length in [0_u32, 11, u32::MAX] {
            let mut changed = whole.clone();
            changed[8..12].copy_from_slice(&length.to_le_bytes());
            assert!(read(&changed).is_err(), "{length}");
        }
        for at in 0..whole.len() {
            for flip in [1, 0x80, 0xff] {
                let mut changed = whole.clone();
                changed[at] ^= flip;
                let _ = read(&changed);
            }
        }
    }

    #[test]
    fn corners_are_moved_to_the_objects_space_and_get_the_directions_they_lack() {
        let object = read(&glb(|json| json)).expect("whole");
        let piece = &object.pieces[0];
        assert_eq!(piece.positions[1], [1.0, 0.0, 5.0]);
        assert_eq!(piece.normals[0], [0.0, 0.0, 1.0]);
        assert_eq!(piece.indices, [0, 1, 2]);
    }

    #[test]
    fn hostile_files_are_refused_and_nothing_is_read_past_their_end() {
        #[track_caller]
        fn check(from: &str, to: &str) {
            let file = glb(|json| json.replace(from, to));
            assert!(read(&file).is_err(), "{from} to {to}");
        }
        check("\"count\":3", "\"count\":3000000000");
        check("\"count\":3", "\"count\":4");
        check("\"count\":3", "\"count\":2");
        check(
            "\"bufferViews\":[{\"buffer\":0,\"byteLength\":36",
            "\"bufferViews\":[{\"buffer\":0,\"byteLength\":64",
        );
        check("\"buffers\":[{", "\"buffers\":[{\"uri\":\"/etc/passwd\",");
        check(
            "\"buffers\"",
            "\"images\":[{\"uri\":\"/etc/passwd\"}],\"buffers\"",
        );
        check("\"buffers\"", "\"images\":[{}],\"buffers\"");
        check("\"type\":\"VEC3\"", "\"type\":\"SCALAR\"");
        check("{\"POSITION\":0}", "{\"POSITION\":0},\"indices\":0");
        check("{\"POSITION\":0}", "{\"POSITION\":0,\"TEXCOORD_0\":0}");
        check("\"translation\"", "\"children\":[0],\"translation\"");
        check("\"mesh\":0,", "");
        let whole = glb(|json| json);
        for cut in 0..whole.len() {
            assert!(read(&whole[..cut]).is_err(), "cut at {cut}");
        }
    }
}

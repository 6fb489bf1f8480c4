//! Reads an object from binary glTF 2.0 (`.glb`): triangles, colours and pictures, nothing that moves.
//!
//! Everything is in the one file; the bytes were verified before. What a file claims is checked before memory is taken.

use gltf::buffer::Source;
use gltf::image::Source as ImageSource;
use gltf::mesh::Mode;

/// Triangles of one object.
pub const TRIANGLES_MAX: u64 = 500_000;
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
}

/// How many triangles an object shows, as the file says.
///
/// # Errors
///
/// As [`read`].
pub fn triangles(bytes: &[u8]) -> Result<u64, GlbError> {
    let file = parse(bytes)?;
    let mut count = 0_u64;
    walk(&file, &mut |node, _| {
        for primitive in node.mesh().iter().flat_map(gltf::Mesh::primitives) {
            count = count.saturating_add(primitive_triangles(&primitive));
        }
        Ok(())
    })?;
    match count {
        0 => Err(GlbError::Empty),
        1..=TRIANGLES_MAX => Ok(count),
        _ => Err(GlbError::TooMany(count)),
    }
}

/// Reads an object.
///
/// # Errors
///
/// When the file is not one whole, valid object within its limits.
pub fn read(bytes: &[u8]) -> Result<Object, GlbError> {
    triangles(bytes)?;
    let file = parse(bytes)?;
    let blob = file.blob.as_deref().unwrap_or_default();
    let mut object = Object::default();
    for image in file.images() {
        let ImageSource::View { view, .. } = image.source() else {
            return Err(GlbError::NotWhole);
        };
        let end = view.offset().saturating_add(view.length());
        let picture = blob.get(view.offset()..end);
        object.pictures.push(picture.ok_or_else(cut_off)?.to_vec());
    }
    walk(&file, &mut |node, to_object| {
        for primitive in node.mesh().iter().flat_map(gltf::Mesh::primitives) {
            if primitive.mode() == Mode::Triangles {
                object.pieces.push(piece(&primitive, blob, to_object)?);
            }
        }
        Ok(())
    })?;
    Ok(object)
}

fn cut_off() -> GlbError {
    GlbError::Format("it is cut off".to_owned())
}

fn parse(bytes: &[u8]) -> Result<gltf::Gltf, GlbError> {
    let file =
        gltf::Gltf::from_slice(bytes).map_err(|error| GlbError::Format(error.to_string()))?;
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
    let fits = |accessor: &gltf::Accessor| {
        let Some(view) = accessor.view() else {
            return accessor.sparse().is_none() && accessor.count() == 0;
        };
        let stride = view.stride().unwrap_or(accessor.size());
        let last = stride.saturating_mul(accessor.count().saturating_sub(1));
        let needed = accessor
            .offset()
            .saturating_add(last)
            .saturating_add(accessor.size());
        accessor.sparse().is_none() && stride >= accessor.size() && needed <= view.length()
    };
    if !file.accessors().all(|accessor| fits(&accessor)) {
        return Err(cut_off());
    }
    Ok(file)
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
    if primitive.mode() != Mode::Triangles {
        return 0;
    }
    let corners = match primitive.indices() {
        Some(indices) => indices.count(),
        None => primitive
            .get(&gltf::Semantic::Positions)
            .map_or(0, |positions| positions.count()),
    };
    corners as u64 / 3
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
    let normals: Vec<[f32; 3]> = reader
        .read_normals()
        .map(|normals| normals.map(|at| unit(moved(to_object, at, 0.0))).collect())
        .unwrap_or_default();
    let material = primitive.material();
    let metal = material.pbr_metallic_roughness();
    let texture = metal.base_color_texture();
    let uvs: Vec<[f32; 2]> = texture
        .as_ref()
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
    };
    let normals = if normals.len() == count {
        normals
    } else {
        faces(&positions, &indices)
    };
    Ok(Piece {
        normals,
        uvs: if has_uvs { uvs } else { Vec::new() },
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
        let bin: Vec<u8> = corners.iter().flat_map(|part| part.to_le_bytes()).collect();
        let json = r#"{"asset":{"version":"2.0"},"scene":0,"scenes":[{"nodes":[0]}],
            "nodes":[{"mesh":0,"translation":[0,0,5]}],
            "meshes":[{"primitives":[{"attributes":{"POSITION":0}}]}],
            "buffers":[{"byteLength":36}],"bufferViews":[{"buffer":0,"byteLength":36}],
            "accessors":[{"bufferView":0,"componentType":5126,"count":3,"type":"VEC3","min":[0,0,0],"max":[1,1,0]}]}"#;
        let mut json = change(json.to_owned()).into_bytes();
        json.resize(json.len().next_multiple_of(4), b' ');
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
        check("\"translation\"", "\"children\":[0],\"translation\"");
        check("\"mesh\":0,", "");
        let whole = glb(|json| json);
        for cut in 0..whole.len() {
            assert!(read(&whole[..cut]).is_err(), "cut at {cut}");
        }
    }
}

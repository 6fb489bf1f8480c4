//! Reads the triangles of one material, and works out the directions a file does not give.

use gltf::Semantic;
use gltf::material::AlphaMode;

use super::{GlbError, Opacity, Piece, Surface, cut_off};

/// Farthest place of a corner, in the file's metres: nearer than that nothing overflows when it is turned.
const FAR: f32 = 1e6;

/// Columns first, as glTF has them.
pub(super) type Matrix = [[f32; 4]; 4];

/// Its triangles in the object's space; what it says of too few corners is left out.
pub(super) fn piece(
    primitive: &gltf::Primitive,
    blob: &[u8],
    to_object: &Matrix,
) -> Result<Piece, GlbError> {
    let reader = primitive.reader(|_| Some(blob));
    let positions: Vec<[f32; 3]> = reader
        .read_positions()
        .ok_or_else(cut_off)?
        .map(|at| moved(to_object, at, 1.0))
        .collect();
    let far = |part: &f32| !part.is_finite() || part.abs() > FAR;
    if positions.iter().flatten().any(far) {
        return Err(GlbError::Format(
            "a corner lies nowhere: its place is no number, or beyond 1,000,000".to_owned(),
        ));
    }
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

/// One after the other: first `b`, then `a`.
pub(super) fn times(a: &Matrix, b: &Matrix) -> Matrix {
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

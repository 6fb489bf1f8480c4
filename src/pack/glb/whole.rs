//! Whether a file is whole: what it says of itself is checked before anything in it is read.

use gltf::accessor::{DataType, Dimensions};
use gltf::buffer::Source;
use gltf::{Accessor, Semantic};

use super::{GlbError, cut_off};

/// The file, when all that is read of it later is in it and of the right kind.
pub(super) fn parse(bytes: &[u8]) -> Result<gltf::Gltf, GlbError> {
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

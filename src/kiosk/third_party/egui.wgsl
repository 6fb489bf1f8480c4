// Draws egui's triangles. It stands in for bevy_egui's own shader, at the same bindings.
//
// egui multiplies texture and colour, and lays one thing over another, as sRGB values. The picture that is drawn into
// holds encoded values and so do all textures: a pixel costs one sample, one product and one blend. In software, where
// every pixel of a kiosk is painted by the CPU, decoding and encoding were most of a frame.

struct Transform {
    scale: vec2<f32>,
    translation: vec2<f32>,
}

@group(0) @binding(0) var<uniform> transform: Transform;
@group(1) @binding(0) var image: texture_2d<f32>;
@group(1) @binding(1) var image_sampler: sampler;

// Nothing here is farther away than anything else, and no texture has smaller copies of itself: neither a division nor
// a level has to be worked out for each pixel.
struct Corner {
    @builtin(position) position: vec4<f32>,
    @location(0) @interpolate(linear) color: vec4<f32>,
    @location(1) @interpolate(linear) uv: vec2<f32>,
}

@vertex
fn vs_main(
    @location(0) position: vec2<f32>,
    @location(1) uv: vec2<f32>,
    @location(2) color: vec4<f32>,
) -> Corner {
    return Corner(vec4<f32>(position * transform.scale + transform.translation, 0.0, 1.0), color, uv);
}

@fragment
fn fs_main(corner: Corner) -> @location(0) vec4<f32> {
    return textureSampleLevel(image, image_sampler, corner.uv, 0.0) * corner.color;
}

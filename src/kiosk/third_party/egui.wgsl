// Draws egui's triangles. It stands in for bevy_egui's own shader, at the same bindings.
//
// egui multiplies texture and colour as sRGB values. Taking sRGB as a pure power, the product of two encoded values
// decodes to the product of the decoded ones; so the colour is decoded once a corner, and a pixel costs one sample and
// one product. In software, where every pixel of a kiosk is painted by the CPU, six powers a pixel were most of a frame.

struct Transform {
    scale: vec2<f32>,
    translation: vec2<f32>,
}

@group(0) @binding(0) var<uniform> transform: Transform;
@group(1) @binding(0) var image: texture_2d<f32>;
@group(1) @binding(1) var image_sampler: sampler;

struct Corner {
    @builtin(position) position: vec4<f32>,
    @location(0) color: vec4<f32>,
    @location(1) uv: vec2<f32>,
}

// IEC 61966-2-1, 5.2: from an encoded value to light.
fn light(encoded: vec3<f32>) -> vec3<f32> {
    let low = encoded / 12.92;
    let high = pow((encoded + 0.055) / 1.055, vec3<f32>(2.4));
    return select(high, low, encoded <= vec3<f32>(0.04045));
}

@vertex
fn vs_main(
    @location(0) position: vec2<f32>,
    @location(1) uv: vec2<f32>,
    @location(2) color: vec4<f32>,
) -> Corner {
    let at = position * transform.scale + transform.translation;
    return Corner(vec4<f32>(at, 0.0, 1.0), vec4<f32>(light(color.rgb), color.a), uv);
}

@fragment
fn fs_main(corner: Corner) -> @location(0) vec4<f32> {
    return textureSample(image, image_sampler, corner.uv) * corner.color;
}

// Paints egui's triangles.
//
// egui multiplies texture and colour, and lays one thing over another, as sRGB values. What is painted into holds encoded
// values and so do all textures: a pixel costs one sample, one product and one blend, or less. In software, where every
// pixel of a kiosk is painted by the processor, decoding and encoding were most of a frame.

// Twice the size of a point in the window, and where the window's left upper corner is.
@group(0) @binding(0) var<uniform> screen: vec4<f32>;
@group(1) @binding(0) var image: texture_2d<f32>;
@group(1) @binding(1) var image_sampler: sampler;

fn place(position: vec2<f32>) -> vec4<f32> {
    return vec4<f32>(position * screen.xy + screen.zw, 0.0, 1.0);
}

// Nothing here is farther away than anything else, and no texture has smaller copies of itself: neither a division nor
// a level has to be worked out for each pixel.
struct Textured {
    @builtin(position) position: vec4<f32>,
    @location(0) @interpolate(linear) color: vec4<f32>,
    @location(1) @interpolate(linear) uv: vec2<f32>,
}

@vertex
fn textured_corner(
    @location(0) position: vec2<f32>,
    @location(1) uv: vec2<f32>,
    @location(2) color: vec4<f32>,
) -> Textured {
    return Textured(place(position), color, uv);
}

@fragment
fn textured(corner: Textured) -> @location(0) vec4<f32> {
    return textureSampleLevel(image, image_sampler, corner.uv, 0.0) * corner.color;
}

struct Flat {
    @builtin(position) position: vec4<f32>,
    @location(0) @interpolate(linear) color: vec4<f32>,
}

@vertex
fn flat_corner(@location(0) position: vec2<f32>, @location(2) color: vec4<f32>) -> Flat {
    return Flat(place(position), color);
}

@fragment
fn flat(corner: Flat) -> @location(0) vec4<f32> {
    return corner.color;
}

struct Solid {
    @builtin(position) position: vec4<f32>,
    @location(0) @interpolate(flat) color: vec4<f32>,
}

@vertex
fn solid_corner(@location(0) position: vec2<f32>, @location(2) color: vec4<f32>) -> Solid {
    return Solid(place(position), color);
}

@fragment
fn solid(corner: Solid) -> @location(0) vec4<f32> {
    return corner.color;
}

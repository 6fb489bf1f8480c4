// Turns a picture in planes of brightness and colour into one of red, green and blue.

struct Colors {
    red: vec4<f32>,
    green: vec4<f32>,
    blue: vec4<f32>,
}

@group(0) @binding(0) var<uniform> colors: Colors;
@group(0) @binding(1) var luma: texture_2d<f32>;
@group(0) @binding(2) var blue_difference: texture_2d<f32>;
@group(0) @binding(3) var red_difference: texture_2d<f32>;
@group(0) @binding(4) var smooth_sampler: sampler;

struct Corner {
    @builtin(position) position: vec4<f32>,
    @location(0) uv: vec2<f32>,
}

// One triangle that covers everything.
@vertex
fn vs_main(@builtin(vertex_index) index: u32) -> Corner {
    let uv = vec2<f32>(f32((index << 1u) & 2u), f32(index & 2u));
    return Corner(vec4<f32>(uv * vec2<f32>(2.0, -2.0) + vec2<f32>(-1.0, 1.0), 0.0, 1.0), uv);
}

// What comes out is encoded as it came in: the target takes it as it is.
@fragment
fn fs_main(corner: Corner) -> @location(0) vec4<f32> {
    let planes = vec4<f32>(
        textureSample(luma, smooth_sampler, corner.uv).r,
        textureSample(blue_difference, smooth_sampler, corner.uv).r,
        textureSample(red_difference, smooth_sampler, corner.uv).r,
        1.0,
    );
    return vec4<f32>(dot(colors.red, planes), dot(colors.green, planes), dot(colors.blue, planes), 1.0);
}

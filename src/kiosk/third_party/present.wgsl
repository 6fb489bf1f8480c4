// Hands the finished picture, encoded values, to the window, which encodes what is written to it.
//
// It stands in for Bevy's own shader, at the same bindings. Decoding is a polynomial of the fourth degree instead of a
// power: off by at most a twentieth of a step of eight bits, and in software most of what an empty frame costs is here.

@group(0) @binding(0) var picture: texture_2d<f32>;

@fragment
fn fs_main(@builtin(position) at: vec4<f32>) -> @location(0) vec4<f32> {
    let color = textureLoad(picture, vec2<i32>(at.xy), 0).rgb;
    let curve = 0.0010637 + color * (0.02807859 + color * (0.5619672 + color * (0.5238405 - color * 0.11538825)));
    let decoded = select(curve, color * 0.07739938, color <= vec3<f32>(0.04045));
    return vec4<f32>(decoded, 1.0);
}

// Draws an object in the light of two lamps that go with whoever looks.
//
// The lamps are warm over the left shoulder and cool from the right; the rest of the room is bright above and dim below.
// Surfaces are as glTF 2.0 describes them (appendix B): rough ones scatter, smooth ones gleam, metals in their colour.
// One shader without shadows or surroundings, so that a processor can draw with it, too.

struct Eye {
    clip_from_object: mat4x4<f32>,
    eye_from_object: mat4x4<f32>,
}

struct Surface {
    // Linear red, green, blue, opacity.
    color: vec4<f32>,
    glow: vec4<f32>,
    // Metallic, roughness, what opacity means (0 nothing, 1 there or not, 2 seen through), and where it is cut.
    feel: vec4<f32>,
}

@group(0) @binding(0) var<uniform> eye: Eye;
@group(0) @binding(1) var<uniform> surface: Surface;
@group(0) @binding(2) var picture: texture_2d<f32>;
@group(0) @binding(3) var picture_sampler: sampler;

struct Corner {
    @builtin(position) position: vec4<f32>,
    @location(0) from_eye: vec3<f32>,
    @location(1) normal: vec3<f32>,
    @location(2) uv: vec2<f32>,
    @location(3) color: vec4<f32>,
}

@vertex
fn vs_main(
    @location(0) position: vec3<f32>,
    @location(1) normal: vec3<f32>,
    @location(2) uv: vec2<f32>,
    @location(3) color: vec4<f32>,
) -> Corner {
    let at = vec4<f32>(position, 1.0);
    return Corner(
        eye.clip_from_object * at,
        (eye.eye_from_object * at).xyz,
        (eye.eye_from_object * vec4<f32>(normal, 0.0)).xyz,
        uv,
        color,
    );
}

struct Lamp {
    towards: vec3<f32>,
    color: vec3<f32>,
}

// What a lamp adds: scattered light, and the gleam of a Blinn lobe as wide as the surface is rough.
fn lit(lamp: Lamp, normal: vec3<f32>, out: vec3<f32>, albedo: vec3<f32>, mirrored: vec3<f32>, roughness: f32) -> vec3<f32> {
    let facing = max(dot(normal, lamp.towards), 0.0);
    let alpha = roughness * roughness;
    let power = 2.0 / (alpha * alpha) - 2.0;
    let half_way = normalize(lamp.towards + out);
    let gleam = exp2(power * log2(max(dot(normal, half_way), 1e-4))) * (power + 2.0) / 8.0;
    return lamp.color * facing * (albedo + mirrored * gleam);
}

@fragment
fn fs_main(corner: Corner, @builtin(front_facing) front: bool) -> @location(0) vec4<f32> {
    var seen = surface.color * corner.color * textureSample(picture, picture_sampler, corner.uv);
    // Nothing is discarded and nothing branches: what Mesa 22.3 then draws in software it draws with memory that it never
    // gives back.
    let kept = select(step(surface.feel.w, seen.a), seen.a, surface.feel.z > 1.5);
    seen.a = select(kept, 1.0, surface.feel.z < 0.5);
    let metallic = surface.feel.x;
    let roughness = clamp(surface.feel.y, 0.15, 1.0);
    let albedo = seen.rgb * (1.0 - metallic);
    let mirrored = mix(vec3<f32>(0.04), seen.rgb, metallic);
    let out = normalize(-corner.from_eye);
    var normal = normalize(corner.normal);
    if !front {
        normal = -normal;
    }
    let warm = Lamp(vec3<f32>(-0.4988, 0.5543, 0.6651), vec3<f32>(1.0, 0.95, 0.87) * 0.95);
    let cool = Lamp(vec3<f32>(0.9113, 0.1302, 0.3906), vec3<f32>(0.86, 0.93, 1.0) * 0.38);
    // A room reflects from above what it does not from below.
    let room = mix(0.3, 0.62, normal.y * 0.5 + 0.5);
    // Schlick: edges mirror more.
    let edge = pow(1.0 - max(dot(normal, out), 0.0), 5.0) * (1.0 - roughness);
    var light = (albedo + mirrored * (1.0 + edge)) * room + surface.glow.rgb;
    light += lit(warm, normal, out, albedo, mirrored, roughness);
    light += lit(cool, normal, out, albedo, mirrored, roughness);
    // Bright parts bend towards white instead of being cut off there.
    let bent = light * (1.0 + light * 0.16) / (1.0 + light * 0.36);
    // What comes out is encoded, as the screen is drawn.
    let encoded = pow(clamp(bent, vec3<f32>(0.0), vec3<f32>(1.0)), vec3<f32>(1.0 / 2.2));
    return vec4<f32>(encoded * seen.a, seen.a);
}

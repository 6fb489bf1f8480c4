//! Has the engine draw an object: reads it off the main thread, lights it, and takes its picture from where it is seen.
//!
//! One object at a time. When no view asks for it any more, everything of it is let go.

use std::sync::{Mutex, PoisonError};

use bevy::asset::RenderAssetUsages;
use bevy::camera::RenderTarget;
use bevy::camera::visibility::RenderLayers;
use bevy::core_pipeline::tonemapping::{DebandDither, Tonemapping};
use bevy::mesh::{Indices, PrimitiveTopology};
use bevy::prelude::*;
use bevy::render::render_resource::{Extent3d, TextureDimension, TextureFormat};
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, EguiTextureHandle};
use crossbeam_channel::{Receiver, TryRecvError, bounded};
use sha2::{Digest as _, Sha256};

use super::{Bounds, Camera as Eye, ModelNow, ModelSource, ModelView, VIEW_DEGREES};
use crate::kiosk::content::{Shown, Waker};
use crate::kiosk::pictures::PictureFault;
use crate::kiosk::{Look, NextWake, ScreenSystems, WallClock};
use crate::pack::glb::{self, Object, Piece, Surface};

/// What the object's camera sees, and nobody else.
const LAYER: usize = 1;
/// How long the engine may take to make its shaders ready; frames are drawn for so long.
const WARM_UP: std::time::Duration = std::time::Duration::from_millis(2500);

pub(in crate::kiosk) fn plugin(app: &mut App) {
    app.init_resource::<Models>()
        .init_resource::<Onstage>()
        .add_systems(
            EguiPrimaryContextPass,
            follow_view
                .after(ScreenSystems)
                // A kiosk without a renderer (a test) has no objects.
                .run_if(resource_exists::<Assets<StandardMaterial>>),
        );
}

/// Pictures of objects, for views.
#[derive(Resource, Default)]
pub struct Models(Mutex<Asked>);

#[derive(Default)]
struct Asked {
    view: Option<ModelView>,
    path: String,
    now: Option<ModelNow>,
}

impl ModelSource for Models {
    fn model(&self, view: &ModelView) -> ModelNow {
        let mut asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        asked.view = Some(view.clone());
        match asked.now {
            Some(now) if asked.path == view.path => now,
            _ => ModelNow::Waiting,
        }
    }
}

/// What stands before the camera.
#[derive(Resource, Default)]
struct Onstage {
    path: String,
    reading: Option<Receiver<Result<Object, String>>>,
    bounds: Option<Bounds>,
    entities: Vec<Entity>,
    camera: Option<Entity>,
    target: Option<Handle<Image>>,
    /// What the camera was made for: its picture and the ground behind the object.
    seen: Option<(Handle<Image>, egui::Color32)>,
    since: std::time::Duration,
}

#[derive(bevy::ecs::system::SystemParam)]
struct Workshop<'w, 's> {
    commands: Commands<'w, 's>,
    meshes: ResMut<'w, Assets<Mesh>>,
    materials: ResMut<'w, Assets<StandardMaterial>>,
    images: ResMut<'w, Assets<Image>>,
    contexts: EguiContexts<'w, 's>,
    look: Res<'w, Look>,
}

/// Does what the views of this frame asked for.
fn follow_view(
    mut workshop: Workshop,
    models: Res<Models>,
    mut onstage: ResMut<Onstage>,
    shown: Res<Shown>,
    clock: Res<WallClock>,
    waker: Option<Res<Waker>>,
    mut wake: ResMut<NextWake>,
    mut faults: MessageWriter<PictureFault>,
) {
    let mut asked = models.0.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(view) = asked.view.take() else {
        if !onstage.path.is_empty() {
            clear(&mut workshop, &mut onstage);
            asked.now = None;
        }
        return;
    };
    if onstage.path != view.path {
        clear(&mut workshop, &mut onstage);
        onstage.path.clone_from(&view.path);
        asked.path.clone_from(&view.path);
        asked.now = Some(ModelNow::Waiting);
        onstage.reading = read(&shown, &view.path, waker.map(|waker| waker.0.clone()));
        if onstage.reading.is_none() {
            asked.now = Some(ModelNow::Broken);
        }
    }
    match onstage.reading.as_ref().map(Receiver::try_recv) {
        None | Some(Err(TryRecvError::Empty)) => {}
        Some(Ok(Ok(object))) => {
            onstage.reading = None;
            onstage.bounds = bounds_of(&object);
            build(&mut workshop, &mut onstage, object);
        }
        Some(other) => {
            onstage.reading = None;
            asked.now = Some(ModelNow::Broken);
            let error = match other {
                Ok(Err(error)) => error,
                _ => "its reader stopped".to_owned(),
            };
            tracing::warn!(%error, "a model cannot be shown: {}", view.path);
            faults.write(PictureFault::Broken);
        }
    }
    let Some(bounds) = onstage.bounds else {
        return;
    };
    if clock.steady().saturating_sub(onstage.since) < WARM_UP {
        wake.within(std::time::Duration::ZERO);
    }
    let was = asked.now;
    asked.now = look(&mut workshop, &mut onstage, &view, bounds, clock.steady());
    if asked.now != was {
        wake.within(std::time::Duration::ZERO);
    }
}

/// Reads and verifies an object on a thread of its own.
fn read(
    shown: &Shown,
    path: &str,
    wake: Option<std::sync::Arc<dyn Fn() + Send + Sync>>,
) -> Option<Receiver<Result<Object, String>>> {
    let sha256 = shown.manifest()?.files.get(path)?.sha256.clone();
    let blob = shown.content.as_ref()?.blobs.path(&sha256);
    let (sender, receiver) = bounded(1);
    let work = move || {
        let object = std::fs::read(&blob)
            .map_err(|error| error.to_string())
            .and_then(|bytes| {
                if hex::encode(Sha256::digest(&bytes)) == sha256 {
                    glb::read(&bytes).map_err(|error| error.to_string())
                } else {
                    Err("the file on disk is not what was published".to_owned())
                }
            });
        // Nobody waits any more when the visitor has gone on.
        let _ = sender.send(object);
        if let Some(wake) = wake {
            wake();
        }
    };
    let thread = std::thread::Builder::new().name("model".into()).spawn(work);
    thread.ok().map(|_| receiver)
}

/// The sphere around all corners.
fn bounds_of(object: &Object) -> Option<Bounds> {
    let corners = || object.pieces.iter().flat_map(|piece| &piece.positions);
    let mut low = *corners().next()?;
    let mut high = low;
    for corner in corners() {
        for axis in 0..3 {
            low[axis] = low[axis].min(corner[axis]);
            high[axis] = high[axis].max(corner[axis]);
        }
    }
    let center = Vec3::from(low).midpoint(Vec3::from(high));
    let radius = corners()
        .map(|corner| Vec3::from(*corner).distance(center))
        .fold(f32::EPSILON, f32::max);
    radius.is_finite().then(|| Bounds {
        center: center.to_array(),
        radius,
    })
}

fn build(workshop: &mut Workshop, onstage: &mut Onstage, object: Object) {
    let pictures: Vec<Option<Handle<Image>>> = object
        .pictures
        .iter()
        .map(|picture| Some(workshop.images.add(picture_of(picture)?)))
        .collect();
    for piece in object.pieces {
        let material = workshop
            .materials
            .add(material_of(&piece.surface, &pictures));
        let mesh = workshop.meshes.add(mesh_of(piece));
        let entity = workshop.commands.spawn((
            Mesh3d(mesh),
            MeshMaterial3d(material),
            RenderLayers::layer(LAYER),
        ));
        onstage.entities.push(entity.id());
    }
}

fn picture_of(bytes: &[u8]) -> Option<Image> {
    let picture = image::load_from_memory(bytes).ok()?.into_rgba8();
    let size = Extent3d {
        width: picture.width(),
        height: picture.height(),
        depth_or_array_layers: 1,
    };
    Some(Image::new(
        size,
        TextureDimension::D2,
        picture.into_raw(),
        TextureFormat::Rgba8UnormSrgb,
        RenderAssetUsages::RENDER_WORLD,
    ))
}

fn mesh_of(piece: Piece) -> Mesh {
    let mut mesh = Mesh::new(
        PrimitiveTopology::TriangleList,
        RenderAssetUsages::RENDER_WORLD,
    )
    .with_inserted_attribute(Mesh::ATTRIBUTE_POSITION, piece.positions)
    .with_inserted_attribute(Mesh::ATTRIBUTE_NORMAL, piece.normals)
    .with_inserted_indices(Indices::U32(piece.indices));
    if !piece.uvs.is_empty() {
        mesh.insert_attribute(Mesh::ATTRIBUTE_UV_0, piece.uvs);
    }
    mesh
}

fn material_of(surface: &Surface, pictures: &[Option<Handle<Image>>]) -> StandardMaterial {
    let [red, green, blue, alpha] = surface.color;
    let [glow_red, glow_green, glow_blue] = surface.emissive;
    StandardMaterial {
        base_color: Color::linear_rgba(red, green, blue, alpha),
        base_color_texture: surface
            .picture
            .and_then(|picture| pictures.get(picture).cloned().flatten()),
        metallic: surface.metallic,
        perceptual_roughness: surface.roughness.clamp(0.089, 1.0),
        emissive: LinearRgba::rgb(glow_red, glow_green, glow_blue),
        alpha_mode: if alpha < 1.0 {
            AlphaMode::Blend
        } else {
            AlphaMode::Opaque
        },
        double_sided: surface.double_sided,
        cull_mode: if surface.double_sided {
            None
        } else {
            Some(bevy::render::render_resource::Face::Back)
        },
        ..default()
    }
}

/// Puts the camera where the view is taken from, with lights that go with it.
fn look(
    workshop: &mut Workshop,
    onstage: &mut Onstage,
    view: &ModelView,
    bounds: Bounds,
    now: std::time::Duration,
) -> Option<ModelNow> {
    let target = target(workshop, onstage, view)?;
    let eye = Eye::new(view, bounds);
    let [right, up, forward] = eye.axes.map(Vec3::from);
    let transform = Transform::from_translation(Vec3::from(eye.eye))
        .with_rotation(Quat::from_mat3(&Mat3::from_cols(right, up, -forward)));
    // Set at once: this frame is drawn before transforms are passed on.
    let place = (transform, GlobalTransform::from(transform));
    let ground = workshop.look.0.palette.line;
    let seen = (target.clone(), ground);
    if let Some(camera) = onstage.camera
        && onstage.seen.as_ref() == Some(&seen)
    {
        workshop.commands.entity(camera).insert(place);
    } else {
        onstage.since = now;
        onstage.seen = Some(seen);
        let camera = (camera(&target, bounds, ground), place);
        match onstage.camera {
            Some(entity) => {
                workshop.commands.entity(entity).insert(camera);
            }
            None => {
                let entity = workshop.commands.spawn(camera).id();
                onstage.camera = Some(entity);
                onstage.entities.push(entity);
                light(workshop, onstage, entity);
            }
        }
    }
    let id = workshop.contexts.image_id(&target)?;
    Some(ModelNow::Ready(id, bounds))
}

/// A camera that takes the object's picture before the screen is drawn.
fn camera(target: &Handle<Image>, bounds: Bounds, ground: egui::Color32) -> impl Bundle {
    let [red, green, blue, _] = ground.to_array();
    (
        Camera3d::default(),
        Camera {
            order: -1,
            clear_color: ClearColorConfig::Custom(Color::srgb_u8(red, green, blue)),
            ..default()
        },
        RenderTarget::Image(target.clone().into()),
        // The same from near and far, so that a step of the camera is a step of its place alone.
        Projection::Perspective(PerspectiveProjection {
            fov: VIEW_DEGREES.to_radians(),
            near: bounds.radius * 0.05,
            far: bounds.radius * 20.0,
            ..default()
        }),
        Tonemapping::None,
        DebandDither::Disabled,
        Msaa::Sample4,
        RenderLayers::layer(LAYER),
        AmbientLight {
            brightness: 900.0,
            ..default()
        },
    )
}

/// A warm light over the left shoulder and a cool one from the right: they turn with whoever looks, so that what is
/// looked at is always lit.
fn light(workshop: &mut Workshop, onstage: &mut Onstage, camera: Entity) {
    let lights = [
        (
            Vec3::new(-0.9, 1.0, 1.2),
            Color::srgb(1.0, 0.95, 0.87),
            4200.0,
        ),
        (
            Vec3::new(1.4, 0.2, 0.6),
            Color::srgb(0.86, 0.93, 1.0),
            1500.0,
        ),
    ];
    for (from, color, illuminance) in lights {
        let entity = workshop.commands.spawn((
            DirectionalLight {
                color,
                illuminance,
                ..default()
            },
            Transform::from_translation(from).looking_at(Vec3::ZERO, Vec3::Y),
            RenderLayers::layer(LAYER),
            ChildOf(camera),
        ));
        onstage.entities.push(entity.id());
    }
}

/// The picture that is drawn into, as large as the view.
fn target(
    workshop: &mut Workshop,
    onstage: &mut Onstage,
    view: &ModelView,
) -> Option<Handle<Image>> {
    let [width, height] =
        [view.size.x, view.size.y].map(|side| side.round().clamp(1.0, 4096.0) as u32);
    if let Some(target) = &onstage.target {
        let size = workshop.images.get(target)?.size();
        if size == UVec2::new(width, height) {
            return Some(target.clone());
        }
        workshop.contexts.remove_image(target);
    }
    let image = Image::new_target_texture(width, height, TextureFormat::Rgba8UnormSrgb, None);
    let target = workshop.images.add(image);
    workshop
        .contexts
        .add_image(EguiTextureHandle::Strong(target.clone()));
    onstage.target = Some(target.clone());
    Some(target)
}

fn clear(workshop: &mut Workshop, onstage: &mut Onstage) {
    for entity in onstage.entities.drain(..) {
        // A child goes with its parent.
        workshop.commands.entity(entity).try_despawn();
    }
    if let Some(target) = &onstage.target {
        workshop.contexts.remove_image(target);
    }
    *onstage = Onstage::default();
}

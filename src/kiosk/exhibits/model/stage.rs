//! Has an object drawn: reads it off the main thread, and takes its picture from where it is seen.
//!
//! One object at a time. When no view asks for it any more, everything of it is let go.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bevy::asset::RenderAssetUsages;
use bevy::prelude::*;
use bevy::render::render_resource::{Extent3d, TextureDimension};
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, EguiTextureHandle};
use crossbeam_channel::{Receiver, TryRecvError, bounded};

use super::draw::{self, Body, DRAWN, Shot, Studio, Thing};
use super::{Bounds, Camera as Eye, ModelNow, ModelSource, ModelView};
use crate::kiosk::content::{Shown, Waker};
use crate::kiosk::pictures::PictureFault;
use crate::kiosk::third_party::DrawnBySoftware;
use crate::kiosk::{Look, NextWake, ScreenSystems, WallClock, aside};
use crate::pack::blobs;
use crate::pack::glb::{self, Object};

/// Without a graphics card an object that moves is drawn with half the pixels each way; so long after it stands still,
/// once with all.
const REST: Duration = Duration::from_millis(150);
/// Longest side of a picture on an object, in pixels.
const PICTURE_SIDE_MAX: u32 = 4096;
/// Samples a pixel of a fair picture.
const SAMPLES: u32 = 4;
/// Samples that a processor draws in one frame: eight bytes each while they are drawn, and some ten milliseconds.
const SAMPLES_AT_ONCE: u32 = 1 << 20;

pub(in crate::kiosk) fn plugin(app: &mut App) {
    draw::plugin(app);
    app.init_resource::<Models>()
        .init_resource::<Onstage>()
        .add_systems(
            EguiPrimaryContextPass,
            follow_view
                .after(ScreenSystems)
                // A kiosk without a renderer (a test) has no objects.
                .run_if(resource_exists::<Assets<Image>>),
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
    reading: Option<Receiver<Result<Thing, String>>>,
    thing: Option<Arc<Thing>>,
    /// What was asked for last, and since when it is seen from there.
    seen: Option<Seen>,
    since: Duration,
    /// Where a quick picture is drawn, and a fair one.
    draft: Option<Handle<Image>>,
    fair: Option<Handle<Image>>,
}

/// From where, before which ground, and whether with all pixels.
type Seen = (ModelView, egui::Color32, bool);

/// Does what the views of this frame asked for.
fn follow_view(
    mut contexts: EguiContexts,
    mut images: ResMut<Assets<Image>>,
    models: Res<Models>,
    studio: Res<Studio>,
    mut onstage: ResMut<Onstage>,
    (shown, waker): (Res<Shown>, Option<Res<Waker>>),
    (look, clock, software): (Res<Look>, Res<WallClock>, Res<DrawnBySoftware>),
    mut wake: ResMut<NextWake>,
    mut faults: MessageWriter<PictureFault>,
) {
    let mut asked = models.0.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(view) = asked.view.take() else {
        if !onstage.path.is_empty() {
            clear(&mut contexts, &studio, &mut onstage);
            asked.now = None;
        }
        return;
    };
    if onstage.path != view.path {
        clear(&mut contexts, &studio, &mut onstage);
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
        Some(Ok(Ok(thing))) => {
            onstage.reading = None;
            onstage.thing = Some(Arc::new(thing));
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
    let Some(thing) = onstage.thing.clone() else {
        return;
    };
    let bounds = thing.bounds;
    let ground = look.0.palette.line;
    let now = clock.steady();
    let moved = onstage
        .seen
        .as_ref()
        .is_none_or(|(from, before, _)| (from, *before) != (&view, ground));
    if moved {
        onstage.since = now;
    }
    let rested = now.saturating_sub(onstage.since) >= REST;
    let fair = !software.0 || (!moved && rested);
    if !fair {
        wake.within(REST.saturating_sub(now.saturating_sub(onstage.since)));
    }
    let seen = (view, ground, fair);
    let target = target(&mut contexts, &mut images, &mut onstage, &seen);
    if onstage.seen.as_ref() != Some(&seen) {
        studio.take(shot(thing, &seen, &target, software.0));
        onstage.seen = Some(seen);
    }
    let was = asked.now;
    let taken = studio.taken();
    // The picture before stays until the next is there.
    let ready = [&onstage.draft, &onstage.fair]
        .into_iter()
        .flatten()
        .find(|handle| taken == Some(handle.id()))
        .and_then(|handle| contexts.image_id(handle));
    if let Some(id) = ready {
        asked.now = Some(ModelNow::Ready(id, bounds));
    }
    if asked.now != was || taken != Some(target.id()) || studio.waits() {
        wake.within(Duration::ZERO);
    }
}

/// The picture to be taken.
fn shot(
    thing: Arc<Thing>,
    (view, ground, fair): &Seen,
    target: &Handle<Image>,
    software: bool,
) -> Shot {
    let [red, green, blue, _] = ground.to_array();
    let size = pixels(view, *fair);
    let samples = if *fair { SAMPLES } else { 1 };
    let rows_at_once = if software {
        (SAMPLES_AT_ONCE / (size.x * samples)).clamp(1, size.y)
    } else {
        size.y
    };
    Shot {
        camera: Eye::new(view, thing.bounds),
        thing,
        target: target.id(),
        size,
        samples,
        rows_at_once,
        rows_drawn: 0,
        ground: [red, green, blue],
    }
}

fn pixels(view: &ModelView, fair: bool) -> UVec2 {
    let [width, height] = [view.size.x, view.size.y].map(|side| {
        let side = if fair { side } else { side / 2.0 };
        side.round().clamp(1.0, 4096.0) as u32
    });
    UVec2::new(width, height)
}

/// Reads and verifies an object on a thread of its own.
fn read(
    shown: &Shown,
    path: &str,
    wake: Option<Arc<dyn Fn() + Send + Sync>>,
) -> Option<Receiver<Result<Thing, String>>> {
    let sha256 = shown.manifest()?.files.get(path)?.sha256.clone();
    let blob = shown.content.as_ref()?.blobs.path(&sha256);
    let (sender, receiver) = bounded(1);
    let work = move || {
        let thing = blobs::read_verified(&blob, &sha256)
            .map_err(|error| error.to_string())
            .and_then(|bytes| glb::read(&bytes).map_err(|error| error.to_string()))
            .and_then(|object| thing_of(object).ok_or_else(|| "it has no corners".to_owned()));
        // Nobody waits any more when the visitor has gone on.
        let _ = sender.send(thing);
        if let Some(wake) = wake {
            wake();
        }
    };
    aside::spawn("model", work).ok().map(|_| receiver)
}

/// An object with its pictures decoded; `None` without a corner.
fn thing_of(object: Object) -> Option<Thing> {
    let bounds = bounds_of(&object)?;
    let pictures = object.pictures.into_iter().map(|bytes| {
        let picture = image::load_from_memory(&bytes).ok()?;
        // What every card takes, and more than is seen of it.
        let fits = picture.width().max(picture.height()) <= PICTURE_SIDE_MAX;
        let picture = if fits {
            picture
        } else {
            picture.thumbnail(PICTURE_SIDE_MAX, PICTURE_SIDE_MAX)
        };
        Some(picture.into_rgba8())
    });
    let body = Body {
        pictures: pictures.collect(),
        pieces: object.pieces,
    };
    Some(Thing::new(bounds, body))
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

/// Where the picture goes: made again when its size is another.
fn target(
    contexts: &mut EguiContexts,
    images: &mut Assets<Image>,
    onstage: &mut Onstage,
    (view, _, fair): &Seen,
) -> Handle<Image> {
    let size = pixels(view, *fair);
    let target = if *fair {
        &mut onstage.fair
    } else {
        &mut onstage.draft
    };
    if let Some(target) = target {
        if images
            .get(&*target)
            .is_some_and(|image| image.size() == size)
        {
            return target.clone();
        }
        contexts.remove_image(&*target);
    }
    // What is drawn is copied there.
    let image = images.add(Image::new_uninit(
        Extent3d {
            width: size.x,
            height: size.y,
            depth_or_array_layers: 1,
        },
        TextureDimension::D2,
        DRAWN,
        RenderAssetUsages::RENDER_WORLD,
    ));
    contexts.add_image(EguiTextureHandle::Strong(image.clone()));
    *target = Some(image.clone());
    image
}

fn clear(contexts: &mut EguiContexts, studio: &Studio, onstage: &mut Onstage) {
    for target in [&onstage.draft, &onstage.fair].into_iter().flatten() {
        contexts.remove_image(target);
    }
    studio.clear();
    *onstage = Onstage::default();
}

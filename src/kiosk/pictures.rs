//! Pictures of the pack: decoded and sized off the main thread, kept within a memory budget (`picture_memory_mb`).

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use bevy::asset::RenderAssetUsages;
use bevy::image::{ImageAddressMode, ImageSampler, ImageSamplerDescriptor};
use bevy::prelude::*;
use bevy::render::render_resource::{Extent3d, TextureDimension, TextureFormat};
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, EguiTextureHandle};
use crossbeam_channel::{Receiver, Sender, bounded};
use egui::{Color32, TextureId, Vec2, vec2};
use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use image::DynamicImage;

use super::content::Shown;
use super::theme::widgets::{PictureSource, Texture};
use super::{ScreenSystems, Settings, aside};
use crate::pack::blobs::{self, BlobStore};

/// Largest width of a picture we hold, in pixels.
const WIDTH_MAX: f32 = 4096.0;
/// The same of a picture of all around, of which only a part is seen.
const AROUND_WIDTH_MAX: f32 = 8192.0;
/// How many times as wide as wanted a picture may be to be shown instead.
const NEAR: std::ops::RangeInclusive<f64> = 0.98..=1.1;
/// Threads that decode: tiles come several at a time, and one large picture does not hold up the others.
const DECODERS: usize = 3;

/// Bytes of pictures that go to the graphics card in one frame, unless a single one has more: as many as a full screen
/// has. Several large ones at once would hold the frame up.
const HANDED_OVER_MAX: usize = 8 << 20;

/// The pictures that are ready, and those being made ready.
#[derive(Resource)]
pub struct Pictures {
    inner: Mutex<Inner>,
    jobs: Sender<Job>,
    done: Receiver<Done>,
}

#[derive(Default)]
struct Inner {
    blobs: Option<BlobStore>,
    files: HashMap<String, Source>,
    held: HashMap<Key, Held>,
    frame: u64,
    bytes: usize,
}

#[derive(Clone)]
struct Source {
    sha256: String,
    size: Vec2,
}

/// A picture at one size.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    sha256: String,
    width: u32,
    /// Whether it begins again past its edge.
    around: bool,
}

struct Held {
    state: State,
    last_frame: u64,
}

impl Held {
    fn drawable(&self) -> Option<TextureId> {
        match &self.state {
            State::Ready(loaded) => Some(loaded.id),
            State::Waiting | State::Broken => None,
        }
    }
}

enum State {
    Waiting,
    Ready(Loaded),
    Broken,
}

/// A picture on the graphics card, and nowhere else.
struct Loaded {
    image: Handle<Image>,
    id: TextureId,
    bytes: usize,
}

struct Job {
    key: Key,
    path: PathBuf,
}

struct Done {
    key: Key,
    image: Result<Image, (PictureFault, String)>,
}

/// Why a picture cannot be shown.
#[derive(Message, Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureFault {
    /// The file is not there, or not what was published.
    Missing,
    /// It is what was published, and no picture.
    Broken,
}

impl Pictures {
    /// Whether everything the last frame asked for can be drawn, or never will be.
    pub fn all_ready(&self) -> bool {
        let inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let asked = |held: &&Held| held.last_frame + 1 >= inner.frame;
        inner
            .held
            .values()
            .filter(asked)
            .all(|held| !matches!(held.state, State::Waiting))
    }
}

impl PictureSource for Pictures {
    fn picture(&self, path: &str, size: Vec2) -> Option<Texture> {
        self.held(path, size, false)
    }

    fn around(&self, path: &str, size: Vec2) -> Option<Texture> {
        self.held(path, size, true)
    }
}

impl Pictures {
    fn held(&self, path: &str, size: Vec2, around: bool) -> Option<Texture> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let source = inner.files.get(path)?.clone();
        let exact = Key {
            width: wanted_width(source.size, size, around),
            sha256: source.sha256.clone(),
            around,
        };
        let key = inner.near(&exact).unwrap_or(exact);
        let frame = inner.frame;
        if !inner.held.contains_key(&key) {
            let path = inner.blobs.as_ref()?.path(&source.sha256);
            // A full queue is asked again next frame.
            if self
                .jobs
                .try_send(Job {
                    key: key.clone(),
                    path,
                })
                .is_ok()
            {
                inner.held.insert(
                    key.clone(),
                    Held {
                        state: State::Waiting,
                        last_frame: frame,
                    },
                );
            }
        }
        let held = inner.held.get_mut(&key);
        if let Some(held) = held {
            held.last_frame = frame;
            if let Some(id) = held.drawable() {
                let size = source.size;
                return Some(Texture { id, size });
            }
        }
        // Until it is there, the same picture at another size is better than none.
        let other = inner
            .held
            .iter()
            .filter(|(other, _)| other.sha256 == source.sha256 && other.around == around)
            .find_map(|(_, held)| held.drawable());
        other.map(|id| Texture {
            id,
            size: source.size,
        })
    }
}

impl Inner {
    /// What is held, or on its way, at about this size: what is pressed becomes a little smaller, and what comes closer
    /// does not have to be made ready for each frame.
    fn near(&self, exact: &Key) -> Option<Key> {
        let wanted = f64::from(exact.width);
        let keys = self.held.keys().filter(|key| {
            key.sha256 == exact.sha256
                && key.around == exact.around
                && NEAR.contains(&(f64::from(key.width) / wanted))
        });
        keys.min_by_key(|key| key.width.abs_diff(exact.width))
            .cloned()
    }
}

/// Pixels across a picture needs to cover an area: where it has as many, each of its pixels is one of the window.
fn wanted_width(picture: Vec2, area: Vec2, around: bool) -> u32 {
    let most = if around { AROUND_WIDTH_MAX } else { WIDTH_MAX };
    let scale = (area.x / picture.x).max(area.y / picture.y).min(1.0);
    (picture.x * scale).round().clamp(1.0, most) as u32
}

pub(super) fn plugin(app: &mut App) {
    let (jobs, job_queue) = bounded::<Job>(64);
    let (finished, done) = bounded::<Done>(64);
    app.insert_resource(Pictures {
        inner: Mutex::default(),
        jobs,
        done,
    })
    .add_message::<PictureFault>()
    .insert_resource(Decoder(Some((job_queue, finished))))
    .add_systems(Startup, start_decoder)
    .add_systems(Update, follow_content)
    .add_systems(EguiPrimaryContextPass, take_decoded.before(ScreenSystems));
}

#[derive(Resource)]
struct Decoder(Option<(Receiver<Job>, Sender<Done>)>);

fn start_decoder(mut decoder: ResMut<Decoder>, waker: Option<Res<super::content::Waker>>) {
    let Some((jobs, finished)) = decoder.0.take() else {
        return;
    };
    let wake = waker.map(|waker| waker.0.clone());
    for number in 1..=DECODERS {
        let (jobs, finished, wake) = (jobs.clone(), finished.clone(), wake.clone());
        let thread = aside::spawn(format!("pictures-{number}"), move || {
            for Job { key, path } in jobs {
                let image = decode(&path, &key);
                if finished.send(Done { key, image }).is_err() {
                    return;
                }
                if let Some(wake) = &wake {
                    wake();
                }
            }
        });
        if let Err(error) = thread {
            tracing::error!(%error, "could not start a thread that decodes pictures");
        }
    }
}

/// Reads, verifies and sizes a picture: what rotted on the disk since it was fetched never reaches the screen.
fn decode(path: &Path, key: &Key) -> Result<Image, (PictureFault, String)> {
    let bytes = blobs::read_verified(path, &key.sha256)
        .map_err(|error| (PictureFault::Missing, error.to_string()))?;
    let picture = image::load_from_memory(&bytes)
        .map_err(|error| (PictureFault::Broken, error.to_string()))?;
    let picture = sized(picture, key.width).map_err(|error| (PictureFault::Broken, error))?;
    Ok(as_texture(picture.into_rgba8(), key))
}

/// No wider than `width` pixels.
fn sized(picture: DynamicImage, width: u32) -> Result<DynamicImage, String> {
    if picture.width() <= width {
        return Ok(picture);
    }
    let across = u64::from(picture.width());
    let height = (u64::from(picture.height()) * u64::from(width) + across / 2) / across;
    let mut smaller = DynamicImage::new(width, (height as u32).max(1), picture.color());
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Bilinear));
    Resizer::new()
        .resize(&picture, &mut smaller, &options)
        .map_err(|error| error.to_string())?;
    Ok(smaller)
}

/// As the graphics card wants it, to be dropped once it is there.
fn as_texture(mut rgba: image::RgbaImage, key: &Key) -> Image {
    // egui's colours are multiplied by their opacity.
    for image::Rgba(pixel) in rgba.pixels_mut() {
        if pixel[3] < 255 {
            let [r, g, b, a] = *pixel;
            *pixel = Color32::from_rgba_unmultiplied(r, g, b, a).to_array();
        }
    }
    let size = Extent3d {
        width: rgba.width(),
        height: rgba.height(),
        depth_or_array_layers: 1,
    };
    let mut image = Image::new(
        size,
        TextureDimension::D2,
        rgba.into_raw(),
        // Encoded, as the screen is drawn.
        TextureFormat::Rgba8Unorm,
        RenderAssetUsages::RENDER_WORLD,
    );
    let mut sampler = ImageSamplerDescriptor::linear();
    if key.around {
        sampler.set_address_mode(ImageAddressMode::Repeat);
    }
    image.sampler = ImageSampler::Descriptor(sampler);
    image
}

/// Points at the files of what is on show.
fn follow_content(shown: Res<Shown>, pictures: Res<Pictures>) {
    if !shown.is_changed() {
        return;
    }
    let mut inner = pictures
        .inner
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    let Some(content) = shown.content.as_ref() else {
        return;
    };
    // What could not be read may have been fetched again.
    inner
        .held
        .retain(|_, held| !matches!(held.state, State::Broken));
    inner.blobs = Some(content.blobs.clone());
    inner.files = shown
        .manifest()
        .iter()
        .flat_map(|manifest| &manifest.files)
        .filter_map(|(path, file)| {
            let size = vec2(file.width? as f32, file.height? as f32);
            Some((
                path.clone(),
                Source {
                    sha256: file.sha256.clone(),
                    size,
                },
            ))
        })
        .collect();
}

/// Hands decoded pictures to the screen and lets go of what has not been seen for longest.
fn take_decoded(
    mut contexts: EguiContexts,
    pictures: Res<Pictures>,
    // Without a graphics card, as in tests, there are no pictures.
    mut images: If<ResMut<Assets<Image>>>,
    settings: Res<Settings>,
    mut faults: MessageWriter<PictureFault>,
) -> Result {
    let budget_bytes = settings.picture_memory_mb as usize * 1024 * 1024;
    let mut inner = pictures
        .inner
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    inner.frame += 1;
    let frame = inner.frame;
    let mut handed_over = 0;
    while handed_over < HANDED_OVER_MAX
        && let Ok(Done { key, image }) = pictures.done.try_recv()
    {
        let state = match image {
            Ok(image) => {
                let bytes = image.data.as_ref().map_or(0, Vec::len);
                inner.bytes += bytes;
                handed_over += bytes;
                let image = images.add(image);
                let id = contexts.add_image(EguiTextureHandle::Strong(image.clone()));
                State::Ready(Loaded { image, id, bytes })
            }
            Err((fault, error)) => {
                tracing::warn!(%error, blob = key.sha256, "a picture cannot be shown");
                faults.write(fault);
                State::Broken
            }
        };
        inner.held.insert(
            key,
            Held {
                state,
                last_frame: frame,
            },
        );
    }
    if !pictures.done.is_empty() {
        contexts.ctx_mut()?.request_repaint();
    }
    while inner.bytes > budget_bytes {
        let oldest = inner
            .held
            .iter()
            .filter(|(_, held)| {
                matches!(held.state, State::Ready(..)) && held.last_frame + 1 < frame
            })
            .min_by_key(|(_, held)| held.last_frame)
            .map(|(key, _)| key.clone());
        let Some(Held {
            state: State::Ready(loaded),
            ..
        }) = oldest.and_then(|key| inner.held.remove(&key))
        else {
            break;
        };
        contexts.remove_image(&loaded.image);
        inner.bytes = inner.bytes.saturating_sub(loaded.bytes);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use sha2::{Digest as _, Sha256};

    use super::*;

    #[test]
    fn a_picture_that_rotted_on_disk_is_not_shown() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("picture.png");
        let save = |shade| {
            image::RgbImage::from_pixel(8, 8, image::Rgb([shade; 3]))
                .save(&path)
                .expect("saved")
        };
        save(1);
        let sha256 = hex::encode(Sha256::digest(std::fs::read(&path).expect("read")));
        let key = Key {
            sha256,
            width: 256,
            around: false,
        };
        let image = decode(&path, &key).expect("a picture");
        assert_eq!(image.size(), UVec2::splat(8));
        save(2);
        assert!(decode(&path, &key).is_err());
    }

    #[test]
    fn a_picture_is_made_as_large_as_it_is_shown_and_no_larger_than_it_is() {
        let wanted = |picture: [f32; 2], area: [f32; 2], around| {
            wanted_width(picture.into(), area.into(), around)
        };
        assert_eq!(wanted([1920.0, 1080.0], [400.0, 300.0], false), 533);
        assert_eq!(wanted([1920.0, 1080.0], [9000.0, 9000.0], false), 1920);
        assert_eq!(wanted([200.0, 100.0], [100.0, 50.0], false), 100);
        let panel = [20_000.0, 10_000.0];
        assert_eq!(wanted([8192.0, 4096.0], panel, true), 8192);
        assert_eq!(wanted([8192.0, 4096.0], panel, false), 4096);
    }

    #[test]
    fn a_picture_under_a_finger_is_the_one_that_is_there() {
        let key = |width| Key {
            sha256: "a".to_owned(),
            width,
            around: false,
        };
        let mut inner = Inner::default();
        let held = Held {
            state: State::Waiting,
            last_frame: 0,
        };
        inner.held.insert(key(533), held);
        // Pressed it is four points smaller on each side.
        assert!(inner.near(&key(522)) == Some(key(533)));
        assert!(inner.near(&key(533)) == Some(key(533)));
        assert!(inner.near(&key(400)).is_none());
        assert!(inner.near(&key(600)).is_none());
    }
}

//! Pictures of the pack: decoded and sized off the main thread, kept within a memory budget (`picture_memory_mb`).

mod decode;
mod shelf;

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bevy::asset::RenderAssetUsages;
use bevy::image::{ImageAddressMode, ImageSampler, ImageSamplerDescriptor};
use bevy::prelude::*;
use bevy::render::render_resource::{Extent3d, TextureDimension, TextureFormat};
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, EguiTextureHandle};
use crossbeam_channel::{Receiver, Sender, bounded};
use egui::{Vec2, vec2};

use super::content::Shown;
use super::theme::widgets::{PictureSource, Texture};
use super::third_party::{DrawnBySoftware, TextureParts};
use super::{ScreenSystems, Settings, WallClock, aside};
use decode::Cut;
use shelf::{Arriving, Held, Key, Loaded, Shelf, Source, State};

/// Largest width of a picture we hold, in pixels.
const WIDTH_MAX: f32 = 4096.0;
/// The same of a picture of all around, of which only a part is seen.
const AROUND_WIDTH_MAX: f32 = 8192.0;
/// The same where a processor draws.
const AROUND_WIDTH_MAX_IN_SOFTWARE: f32 = 3072.0;
/// Threads that decode: one large picture does not hold up the others, and each has one whole in memory.
const DECODERS: usize = 2;

/// Bytes of pictures that go to the graphics card in one frame, at least: as many as a full screen has. All of a large
/// one at once would hold the frame up, and be in memory three times.
const HANDED_OVER: usize = 8 << 20;

/// The pictures that are ready, and those being made ready.
#[derive(Resource)]
pub struct Pictures {
    shelf: Mutex<Shelf>,
    /// The frame that is drawn, for those who decode.
    frame: Arc<AtomicU64>,
    jobs: Sender<Job>,
    done: Receiver<Done>,
}

struct Job {
    key: Key,
    path: PathBuf,
    /// In which frame it was asked for last.
    asked: Arc<AtomicU64>,
}

impl Job {
    /// Whether somebody waits for it in this frame. While two fingers draw a picture larger, each size is asked for once.
    fn is_wanted(&self, frame: u64) -> bool {
        self.asked.load(Ordering::Relaxed) + 1 >= frame
    }
}

struct Done {
    key: Key,
    /// `None` when nobody waited for it any more.
    picture: Option<Result<Cut, (PictureFault, String)>>,
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
        let shelf = self.lock();
        let asked = |held: &&Held| held.last_frame + 1 >= shelf.frame;
        shelf
            .held
            .values()
            .filter(asked)
            .all(|held| !matches!(held.state, State::Waiting(_)))
    }
}

impl PictureSource for Pictures {
    fn picture(&self, path: &str, size: Vec2) -> Option<Texture> {
        self.held(path, size, false)
    }

    fn size_of(&self, path: &str) -> Option<Vec2> {
        Some(self.lock().files.get(path)?.size)
    }

    fn soon(&self, path: &str, size: Vec2) {
        let shelf = self.lock();
        let Some(source) = shelf.files.get(path) else {
            return;
        };
        // Soft for as long as it takes to be made ready whole.
        let size = size * if shelf.in_software { 0.5 } else { 1.0 };
        let larger = shelf.has_larger(&source.sha256, wanted_width(source.size, size, WIDTH_MAX));
        drop(shelf);
        if !larger {
            self.held(path, size, false);
        }
    }

    fn around(&self, path: &str, size: Vec2) -> Option<Texture> {
        self.held(path, size, true)
    }

    fn is_broken(&self, path: &str) -> bool {
        self.lock().is_broken(path)
    }
}

impl Pictures {
    fn lock(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn held(&self, path: &str, size: Vec2, around: bool) -> Option<Texture> {
        let mut shelf = self.lock();
        let source = shelf.files.get(path)?.clone();
        let most = match (around, shelf.in_software) {
            (true, true) => AROUND_WIDTH_MAX_IN_SOFTWARE,
            (true, false) => AROUND_WIDTH_MAX,
            (false, _) => WIDTH_MAX,
        };
        let exact = Key {
            width: wanted_width(source.size, size, most),
            sha256: source.sha256.clone(),
            around,
        };
        let key = shelf.near(&exact).unwrap_or(exact);
        if !shelf.held.contains_key(&key) {
            let job = Job {
                key: key.clone(),
                path: shelf.blobs.as_ref()?.path(&source.sha256),
                asked: Arc::new(AtomicU64::new(shelf.frame)),
            };
            let asked = job.asked.clone();
            // A full queue is asked again next frame.
            if self.jobs.try_send(job).is_ok() {
                shelf.hold(key.clone(), State::Waiting(asked));
            }
        }
        let (frame, now) = (shelf.frame, shelf.now);
        if let Some(held) = shelf.held.get_mut(&key) {
            held.last_frame = frame;
            held.last_seen = now;
            if let State::Waiting(asked) = &held.state {
                asked.store(frame, Ordering::Relaxed);
            }
            if let Some(id) = held.drawable() {
                let size = source.size;
                return Some(Texture { id, size });
            }
        }
        let other = shelf.instead(&key)?;
        Some(Texture {
            id: other,
            size: source.size,
        })
    }
}

/// Pixels across a picture needs to cover an area, and no more than `most`: where it has as many, each of its pixels is
/// one of the window.
fn wanted_width(picture: Vec2, area: Vec2, most: f32) -> u32 {
    let scale = (area.x / picture.x).max(area.y / picture.y).min(1.0);
    (picture.x * scale).round().min(most).max(1.0) as u32
}

pub(super) fn plugin(app: &mut App) {
    let (jobs, job_queue) = bounded::<Job>(64);
    let (finished, done) = bounded::<Done>(64);
    let frame = Arc::new(AtomicU64::new(0));
    app.insert_resource(Pictures {
        shelf: Mutex::default(),
        frame: frame.clone(),
        jobs,
        done,
    })
    .add_message::<PictureFault>()
    .insert_resource(Decoder(Some(Bench {
        jobs: job_queue,
        finished,
        frame,
    })))
    .add_systems(Startup, start_decoder)
    .add_systems(Update, follow_content)
    .add_systems(EguiPrimaryContextPass, take_decoded.before(ScreenSystems));
}

#[derive(Resource)]
struct Decoder(Option<Bench>);

/// What those who decode have at hand.
#[derive(Clone)]
struct Bench {
    jobs: Receiver<Job>,
    finished: Sender<Done>,
    frame: Arc<AtomicU64>,
}

impl Bench {
    /// Decodes what comes, and leaves out what nobody waits for any more.
    fn work(self, wake: Option<Arc<dyn Fn() + Send + Sync>>) {
        for job in self.jobs {
            let wanted = job.is_wanted(self.frame.load(Ordering::Relaxed));
            let Job { key, path, .. } = job;
            let picture = wanted.then(|| decode::decode(&path, &key.sha256, key.width));
            if self.finished.send(Done { key, picture }).is_err() {
                return;
            }
            if let Some(wake) = &wake {
                wake();
            }
        }
    }
}

fn start_decoder(mut decoder: ResMut<Decoder>, waker: Option<Res<super::content::Waker>>) {
    let Some(bench) = decoder.0.take() else {
        return;
    };
    let wake = waker.map(|waker| waker.0.clone());
    for number in 1..=DECODERS {
        let (bench, wake) = (bench.clone(), wake.clone());
        let thread = aside::spawn(format!("pictures-{number}"), move || bench.work(wake));
        if let Err(error) = thread {
            tracing::error!(%error, "could not start a thread that decodes pictures");
        }
    }
}

/// The texture that a picture's strips go into.
fn texture([width, height]: [u32; 2], around: bool) -> Image {
    let size = Extent3d {
        width,
        height,
        depth_or_array_layers: 1,
    };
    // Encoded, as the screen is drawn.
    let mut image = Image::new_uninit(
        size,
        TextureDimension::D2,
        TextureFormat::Rgba8Unorm,
        RenderAssetUsages::RENDER_WORLD,
    );
    let mut sampler = ImageSamplerDescriptor::linear();
    if around {
        sampler.set_address_mode(ImageAddressMode::Repeat);
    }
    image.sampler = ImageSampler::Descriptor(sampler);
    image
}

/// Points at the files of what is on show.
fn follow_content(shown: Res<Shown>, pictures: Res<Pictures>, mut came: Local<u64>) {
    if !shown.is_changed() {
        return;
    }
    let mut shelf = pictures.lock();
    let Some(content) = shown.content.as_ref() else {
        return;
    };
    // What could not be read may have been fetched again; of any other news it is not tried again.
    if std::mem::replace(&mut *came, shown.came) != shown.came {
        shelf.forget_broken();
    }
    shelf.blobs = Some(content.blobs.clone());
    shelf.files = shown
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
    (mut images, mut parts, software): (
        If<ResMut<Assets<Image>>>,
        If<ResMut<TextureParts>>,
        If<Res<DrawnBySoftware>>,
    ),
    (settings, clock): (Res<Settings>, Res<WallClock>),
    mut faults: MessageWriter<PictureFault>,
) -> Result {
    let budget_bytes = settings.picture_memory_mb as usize * 1024 * 1024;
    let mut shelf = pictures.lock();
    shelf.frame += 1;
    pictures.frame.store(shelf.frame, Ordering::Relaxed);
    shelf.now = clock.steady();
    shelf.in_software = software.0.0;
    let mut handed_over = 0;
    while handed_over < HANDED_OVER {
        let arriving = match shelf.arriving.take() {
            Some(arriving) => arriving,
            None => {
                let Ok(Done { key, picture }) = pictures.done.try_recv() else {
                    break;
                };
                match picture {
                    // Somebody may have begun to wait again.
                    None => {
                        shelf.held.remove(&key);
                        contexts.ctx_mut()?.request_repaint();
                        continue;
                    }
                    Some(Ok(Cut { size, strips })) => {
                        let image = images.add(texture(size, key.around));
                        let id = contexts.add_image(EguiTextureHandle::Strong(image.clone()));
                        let bytes = strips.iter().map(|strip| strip.as_raw().len()).sum();
                        shelf.bytes += bytes;
                        Arriving {
                            key,
                            loaded: Loaded { image, id, bytes },
                            strips,
                            rows: 0,
                        }
                    }
                    Some(Err((fault, error))) => {
                        // At every size it is the same file: it is told of once.
                        if !shelf.has_broken(&key.sha256) {
                            let file = shelf.file_of(&key.sha256);
                            tracing::warn!(%error, file, "a picture cannot be shown");
                            faults.write(fault);
                        }
                        shelf.hold(key, State::Broken);
                        continue;
                    }
                }
            }
        };
        handed_over += shelf.hand_over(arriving, &mut parts);
    }
    if shelf.arriving.is_some() || !pictures.done.is_empty() {
        contexts.ctx_mut()?.request_repaint();
    }
    let screen = contexts.ctx_mut()?;
    let window = screen.viewport_rect().size() * screen.pixels_per_point();
    let windowful = (window.x * window.y) as usize * 4;
    let kept = match shelf.in_software {
        true => windowful / 2,
        false => windowful,
    };
    for loaded in shelf.let_go(budget_bytes, kept) {
        contexts.remove_image(&loaded.image);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_made_as_large_as_it_is_shown_and_no_larger_than_it_is() {
        let wanted = |picture: [f32; 2], area: [f32; 2]| {
            wanted_width(picture.into(), area.into(), WIDTH_MAX)
        };
        assert_eq!(wanted([1920.0, 1080.0], [400.0, 300.0]), 533);
        assert_eq!(wanted([1920.0, 1080.0], [9000.0, 9000.0]), 1920);
        assert_eq!(wanted([200.0, 100.0], [100.0, 50.0]), 100);
        assert_eq!(wanted([8192.0, 4096.0], [20_000.0, 10_000.0]), 4096);
    }

    #[test]
    fn a_size_that_nobody_asks_for_any_more_is_not_decoded() {
        let asked = Arc::new(AtomicU64::new(7));
        let job = Job {
            key: Key {
                sha256: "a".to_owned(),
                width: 100,
                around: false,
            },
            path: PathBuf::new(),
            asked: asked.clone(),
        };
        assert!(job.is_wanted(7) && job.is_wanted(8));
        assert!(!job.is_wanted(9));
        asked.store(9, Ordering::Relaxed);
        assert!(job.is_wanted(9));
    }
}

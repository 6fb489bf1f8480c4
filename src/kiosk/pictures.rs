//! Pictures of the pack: decoded and sized off the main thread, kept within a memory budget (`picture_memory_mb`).

mod decode;

use std::collections::{HashMap, VecDeque};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bevy::asset::RenderAssetUsages;
use bevy::image::{ImageAddressMode, ImageSampler, ImageSamplerDescriptor};
use bevy::prelude::*;
use bevy::render::render_resource::{Extent3d, TextureDimension, TextureFormat};
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, EguiTextureHandle};
use crossbeam_channel::{Receiver, Sender, bounded};
use egui::{ColorImage, TextureId, Vec2, vec2};

use super::content::Shown;
use super::theme::widgets::{PictureSource, Texture};
use super::third_party::{TexturePart, TextureParts};
use super::{ScreenSystems, Settings, WallClock, aside};
use crate::pack::blobs::BlobStore;
use decode::Cut;

/// Largest width of a picture we hold, in pixels.
const WIDTH_MAX: f32 = 4096.0;
/// The same of a picture of all around, of which only a part is seen.
const AROUND_WIDTH_MAX: f32 = 8192.0;
/// How many times as wide as wanted a picture may be to be shown instead.
const NEAR: std::ops::RangeInclusive<f64> = 0.98..=1.1;
/// Threads that decode: one large picture does not hold up the others, and each has one whole in memory.
const DECODERS: usize = 2;

/// Bytes of pictures that go to the graphics card in one frame, at least: as many as a full screen has. All of a large
/// one at once would hold the frame up, and be in memory three times.
const HANDED_OVER: usize = 8 << 20;
/// So long after a picture was asked for it may still be on show, in the screen that fades away.
const FADES: Duration = Duration::from_secs(1);

/// The pictures that are ready, and those being made ready.
#[derive(Resource)]
pub struct Pictures {
    inner: Mutex<Inner>,
    /// The frame that is drawn, for those who decode.
    frame: Arc<AtomicU64>,
    jobs: Sender<Job>,
    done: Receiver<Done>,
}

#[derive(Default)]
struct Inner {
    blobs: Option<BlobStore>,
    files: HashMap<String, Source>,
    held: HashMap<Key, Held>,
    /// The one of which a part is on the graphics card.
    arriving: Option<Arriving>,
    frame: u64,
    now: Duration,
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
    /// When it was asked for last, or came.
    last_frame: u64,
    last_seen: Duration,
}

impl Held {
    fn drawable(&self) -> Option<TextureId> {
        match &self.state {
            State::Ready(loaded) => Some(loaded.id),
            State::Waiting(_) | State::Broken => None,
        }
    }
}

enum State {
    /// In which frame it was asked for last.
    Waiting(Arc<AtomicU64>),
    Ready(Loaded),
    Broken,
}

/// A picture on the graphics card, and nowhere else.
struct Loaded {
    image: Handle<Image>,
    id: TextureId,
    bytes: usize,
}

/// A picture on its way there.
struct Arriving {
    key: Key,
    loaded: Loaded,
    strips: VecDeque<ColorImage>,
    /// Rows that are there.
    rows: usize,
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
        let inner = self.lock();
        let asked = |held: &&Held| held.last_frame + 1 >= inner.frame;
        inner
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

    fn around(&self, path: &str, size: Vec2) -> Option<Texture> {
        self.held(path, size, true)
    }

    fn is_broken(&self, path: &str) -> bool {
        self.lock().is_broken(path)
    }
}

impl Pictures {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn held(&self, path: &str, size: Vec2, around: bool) -> Option<Texture> {
        let mut inner = self.lock();
        let source = inner.files.get(path)?.clone();
        let exact = Key {
            width: wanted_width(source.size, size, around),
            sha256: source.sha256.clone(),
            around,
        };
        let key = inner.near(&exact).unwrap_or(exact);
        if !inner.held.contains_key(&key) {
            let job = Job {
                key: key.clone(),
                path: inner.blobs.as_ref()?.path(&source.sha256),
                asked: Arc::new(AtomicU64::new(inner.frame)),
            };
            let asked = job.asked.clone();
            // A full queue is asked again next frame.
            if self.jobs.try_send(job).is_ok() {
                inner.hold(key.clone(), State::Waiting(asked));
            }
        }
        let (frame, now) = (inner.frame, inner.now);
        if let Some(held) = inner.held.get_mut(&key) {
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
        let other = inner.instead(&key)?;
        Some(Texture {
            id: other,
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

    /// Until a picture is there, the same at the nearest other size is better than none.
    fn instead(&self, key: &Key) -> Option<TextureId> {
        let others = self
            .held
            .iter()
            .filter(|(other, _)| other.sha256 == key.sha256 && other.around == key.around);
        others
            .filter_map(|(other, held)| Some((other.width, held.drawable()?)))
            .min_by_key(|(width, _)| width.abs_diff(key.width))
            .map(|(_, id)| id)
    }

    fn is_broken(&self, path: &str) -> bool {
        let Some(source) = self.files.get(path) else {
            return false;
        };
        let mut held = self.held.iter();
        held.any(|(key, held)| key.sha256 == source.sha256 && matches!(held.state, State::Broken))
    }

    /// In which file of the pack a picture is.
    fn file_of<'a>(&'a self, sha256: &'a str) -> &'a str {
        let mut files = self.files.iter();
        files
            .find(|(_, source)| source.sha256 == sha256)
            .map_or(sha256, |(path, _)| path)
    }

    fn hold(&mut self, key: Key, state: State) {
        let held = Held {
            state,
            last_frame: self.frame,
            last_seen: self.now,
        };
        self.held.insert(key, held);
    }

    /// Hands over the next strip of a picture, which can be seen once all are there. Returns the bytes of the strip.
    fn hand_over(&mut self, mut arriving: Arriving, parts: &mut TextureParts) -> usize {
        let mut bytes = 0;
        if let Some(strip) = arriving.strips.pop_front() {
            bytes = strip.as_raw().len();
            let at = [0, arriving.rows];
            arriving.rows += strip.height();
            parts.push(TexturePart {
                texture: arriving.loaded.image.clone(),
                at,
                image: strip,
            });
        }
        if arriving.strips.is_empty() {
            self.hold(arriving.key, State::Ready(arriving.loaded));
        } else {
            self.arriving = Some(arriving);
        }
        bytes
    }

    /// What is held no longer, unseen for longest first: of all that is too much, and of what is on show no longer
    /// all but `kept_bytes`, for whoever comes back to it.
    fn let_go(&mut self, budget_bytes: usize, kept_bytes: usize) -> Vec<Loaded> {
        let (frame, now) = (self.frame, self.now);
        let mut unseen: Vec<(Duration, usize, Key)> = self
            .held
            .iter()
            // Between two frames of a still screen any time can go by.
            .filter(|(_, held)| held.last_frame + 1 < frame && held.last_seen + FADES < now)
            .filter_map(|(key, held)| match &held.state {
                State::Ready(loaded) => Some((held.last_seen, loaded.bytes, key.clone())),
                State::Waiting(_) | State::Broken => None,
            })
            .collect();
        unseen.sort_unstable_by_key(|(last_seen, ..)| *last_seen);
        let mut unseen_bytes: usize = unseen.iter().map(|(_, bytes, _)| bytes).sum();
        let mut gone = Vec::new();
        for (_, bytes, key) in unseen {
            if self.bytes <= budget_bytes && unseen_bytes <= kept_bytes {
                break;
            }
            unseen_bytes -= bytes;
            self.bytes = self.bytes.saturating_sub(bytes);
            let held = self.held.remove(&key);
            gone.extend(held.and_then(|held| match held.state {
                State::Ready(loaded) => Some(loaded),
                State::Waiting(_) | State::Broken => None,
            }));
        }
        gone
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
    let frame = Arc::new(AtomicU64::new(0));
    app.insert_resource(Pictures {
        inner: Mutex::default(),
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
fn follow_content(shown: Res<Shown>, pictures: Res<Pictures>) {
    if !shown.is_changed() {
        return;
    }
    let mut inner = pictures.lock();
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
    (mut images, mut parts): (If<ResMut<Assets<Image>>>, If<ResMut<TextureParts>>),
    (settings, clock): (Res<Settings>, Res<WallClock>),
    mut faults: MessageWriter<PictureFault>,
) -> Result {
    let budget_bytes = settings.picture_memory_mb as usize * 1024 * 1024;
    let mut inner = pictures.lock();
    inner.frame += 1;
    pictures.frame.store(inner.frame, Ordering::Relaxed);
    inner.now = clock.steady();
    let mut handed_over = 0;
    while handed_over < HANDED_OVER {
        let arriving = match inner.arriving.take() {
            Some(arriving) => arriving,
            None => {
                let Ok(Done { key, picture }) = pictures.done.try_recv() else {
                    break;
                };
                match picture {
                    // Somebody may have begun to wait again.
                    None => {
                        inner.held.remove(&key);
                        contexts.ctx_mut()?.request_repaint();
                        continue;
                    }
                    Some(Ok(Cut { size, strips })) => {
                        let image = images.add(texture(size, key.around));
                        let id = contexts.add_image(EguiTextureHandle::Strong(image.clone()));
                        let bytes = strips.iter().map(|strip| strip.as_raw().len()).sum();
                        inner.bytes += bytes;
                        Arriving {
                            key,
                            loaded: Loaded { image, id, bytes },
                            strips,
                            rows: 0,
                        }
                    }
                    Some(Err((fault, error))) => {
                        let file = inner.file_of(&key.sha256);
                        tracing::warn!(%error, file, "a picture cannot be shown");
                        faults.write(fault);
                        inner.hold(key, State::Broken);
                        continue;
                    }
                }
            }
        };
        handed_over += inner.hand_over(arriving, &mut parts);
    }
    if inner.arriving.is_some() || !pictures.done.is_empty() {
        contexts.ctx_mut()?.request_repaint();
    }
    let screen = contexts.ctx_mut()?;
    let window = screen.viewport_rect().size() * screen.pixels_per_point();
    for loaded in inner.let_go(budget_bytes, (window.x * window.y) as usize * 4) {
        contexts.remove_image(&loaded.image);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

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
            state: State::Waiting(Arc::default()),
            last_frame: 0,
            last_seen: Duration::ZERO,
        };
        inner.held.insert(key(533), held);
        // Pressed it is four points smaller on each side.
        assert!(inner.near(&key(522)) == Some(key(533)));
        assert!(inner.near(&key(533)) == Some(key(533)));
        assert!(inner.near(&key(400)).is_none());
        assert!(inner.near(&key(600)).is_none());
    }

    #[test]
    fn until_a_picture_is_there_it_is_seen_at_the_nearest_other_size() {
        let mut inner = Inner::default();
        let key = |width| Key {
            sha256: "a".to_owned(),
            width,
            around: false,
        };
        for width in [110, 1600, 200] {
            let loaded = Loaded {
                image: Handle::default(),
                id: TextureId::User(width.into()),
                bytes: 0,
            };
            inner.hold(key(width), State::Ready(loaded));
        }
        inner.hold(key(1780), State::Waiting(Arc::default()));
        assert_eq!(inner.instead(&key(1780)), Some(TextureId::User(1600)));
        assert_eq!(inner.instead(&key(120)), Some(TextureId::User(110)));
        let other = Key {
            around: true,
            ..key(1780)
        };
        assert_eq!(inner.instead(&other), None);
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

    #[test]
    fn of_what_is_not_on_show_a_windowful_is_kept_for_coming_back_to() {
        let mut inner = Inner {
            frame: 10,
            now: Duration::from_secs(10),
            ..Inner::default()
        };
        // The last one was seen in the frame before, long ago.
        for (width, seen, last_frame) in [(1, 4, 7), (2, 5, 7), (3, 8, 7), (4, 9, 8), (5, 2, 9)] {
            let key = Key {
                sha256: "a".to_owned(),
                width,
                around: false,
            };
            let state = State::Ready(Loaded {
                image: Handle::default(),
                id: TextureId::default(),
                bytes: 100,
            });
            let held = Held {
                state,
                last_frame,
                last_seen: Duration::from_secs(seen),
            };
            inner.held.insert(key, held);
            inner.bytes += 100;
        }
        let left = |inner: &Inner| {
            let mut widths: Vec<u32> = inner.held.keys().map(|key| key.width).collect();
            widths.sort_unstable();
            widths
        };
        assert_eq!(inner.let_go(1000, 300).len(), 0);
        assert_eq!(inner.let_go(1000, 200).len(), 1);
        assert_eq!(left(&inner), [2, 3, 4, 5]);
        // What is on show stays, whatever the budget.
        assert_eq!(inner.let_go(100, 200).len(), 2);
        assert_eq!(left(&inner), [4, 5]);
        assert_eq!(inner.bytes, 200);
    }
}

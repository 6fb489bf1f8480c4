//! What is held: which picture at which size, what stands in for one that is not ready, and what is let go.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use bevy::asset::Handle;
use bevy::image::Image;
use egui::{ColorImage, TextureId, Vec2};

use crate::kiosk::third_party::{TexturePart, TextureParts};
use crate::pack::blobs::BlobStore;

/// How many times as wide as wanted a picture may be to be shown instead.
const NEAR: std::ops::RangeInclusive<f64> = 0.98..=1.1;
/// So long after a picture was asked for it may still be on show, in the screen that fades away.
const FADES: Duration = Duration::from_secs(1);

/// Everything that is held, and the files it comes from.
#[derive(Default)]
pub(super) struct Shelf {
    pub(super) blobs: Option<BlobStore>,
    pub(super) files: HashMap<String, Source>,
    pub(super) held: HashMap<Key, Held>,
    /// The one of which a part is on the graphics card.
    pub(super) arriving: Option<Arriving>,
    pub(super) frame: u64,
    pub(super) now: Duration,
    pub(super) bytes: usize,
    /// Whether a processor draws: then pictures are in its memory, and each pixel more takes its time.
    pub(super) in_software: bool,
}

/// A picture of the pack.
#[derive(Clone)]
pub(super) struct Source {
    pub(super) sha256: String,
    pub(super) size: Vec2,
}

/// A picture at one size.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) sha256: String,
    pub(super) width: u32,
    /// Whether it begins again past its edge.
    pub(super) around: bool,
}

/// What is held of a picture.
pub(super) struct Held {
    pub(super) state: State,
    /// When it was asked for last, or came.
    pub(super) last_frame: u64,
    pub(super) last_seen: Duration,
}

impl Held {
    pub(super) fn drawable(&self) -> Option<TextureId> {
        match &self.state {
            State::Ready(loaded) => Some(loaded.id),
            State::Waiting(_) | State::Broken => None,
        }
    }
}

/// How far it is.
pub(super) enum State {
    /// In which frame it was asked for last.
    Waiting(Arc<AtomicU64>),
    Ready(Loaded),
    Broken,
}

/// A picture on the graphics card, and nowhere else.
pub(super) struct Loaded {
    pub(super) image: Handle<Image>,
    pub(super) id: TextureId,
    pub(super) bytes: usize,
}

/// A picture on its way there.
pub(super) struct Arriving {
    pub(super) key: Key,
    pub(super) loaded: Loaded,
    pub(super) strips: VecDeque<ColorImage>,
    /// Rows that are there.
    pub(super) rows: usize,
}

impl Shelf {
    /// What is held, or on its way, at about this size: what is pressed becomes a little smaller, and what comes closer
    /// does not have to be made ready for each frame.
    pub(super) fn near(&self, exact: &Key) -> Option<Key> {
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
    pub(super) fn instead(&self, key: &Key) -> Option<TextureId> {
        let others = self
            .held
            .iter()
            .filter(|(other, _)| other.sha256 == key.sha256 && other.around == key.around);
        others
            .filter_map(|(other, held)| Some((other.width, held.drawable()?)))
            .min_by_key(|(width, _)| width.abs_diff(key.width))
            .map(|(_, id)| id)
    }

    /// Whether a picture is there much larger than this width: what was left just now need not be made ready for whoever
    /// comes back to it.
    pub(super) fn has_larger(&self, sha256: &str, width: u32) -> bool {
        let mut held = self.held.iter();
        held.any(|(key, held)| {
            key.sha256 == sha256
                && !key.around
                && f64::from(key.width) > f64::from(width) * NEAR.end()
                && held.drawable().is_some()
        })
    }

    pub(super) fn is_broken(&self, path: &str) -> bool {
        let source = self.files.get(path);
        source.is_some_and(|source| self.has_broken(&source.sha256))
    }

    /// Whether a file could not be read at some size.
    pub(super) fn has_broken(&self, sha256: &str) -> bool {
        let mut held = self.held.iter();
        held.any(|(key, held)| key.sha256 == sha256 && matches!(held.state, State::Broken))
    }

    /// Tries again what could not be read.
    pub(super) fn forget_broken(&mut self) {
        self.held
            .retain(|_, held| !matches!(held.state, State::Broken));
    }

    /// In which file of the pack a picture is.
    pub(super) fn file_of<'a>(&'a self, sha256: &'a str) -> &'a str {
        let mut files = self.files.iter();
        files
            .find(|(_, source)| source.sha256 == sha256)
            .map_or(sha256, |(path, _)| path)
    }

    pub(super) fn hold(&mut self, key: Key, state: State) {
        let held = Held {
            state,
            last_frame: self.frame,
            last_seen: self.now,
        };
        self.held.insert(key, held);
    }

    /// Hands over the next strip of a picture, which can be seen once all are there. Returns the bytes of the strip.
    pub(super) fn hand_over(&mut self, mut arriving: Arriving, parts: &mut TextureParts) -> usize {
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
    pub(super) fn let_go(&mut self, budget_bytes: usize, kept_bytes: usize) -> Vec<Loaded> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_under_a_finger_is_the_one_that_is_there() {
        let key = |width| Key {
            sha256: "a".to_owned(),
            width,
            around: false,
        };
        let mut shelf = Shelf::default();
        let held = Held {
            state: State::Waiting(Arc::default()),
            last_frame: 0,
            last_seen: Duration::ZERO,
        };
        shelf.held.insert(key(533), held);
        // Pressed it is four points smaller on each side.
        assert!(shelf.near(&key(522)) == Some(key(533)));
        assert!(shelf.near(&key(533)) == Some(key(533)));
        assert!(shelf.near(&key(400)).is_none());
        assert!(shelf.near(&key(600)).is_none());
    }

    #[test]
    fn until_a_picture_is_there_it_is_seen_at_the_nearest_other_size() {
        let mut shelf = Shelf::default();
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
            shelf.hold(key(width), State::Ready(loaded));
        }
        shelf.hold(key(1780), State::Waiting(Arc::default()));
        assert_eq!(shelf.instead(&key(1780)), Some(TextureId::User(1600)));
        assert_eq!(shelf.instead(&key(120)), Some(TextureId::User(110)));
        let other = Key {
            around: true,
            ..key(1780)
        };
        assert_eq!(shelf.instead(&other), None);
        // What is there at about the size that is asked for is asked for on: else it would be let go and made again.
        assert!(shelf.has_larger("a", 800) && !shelf.has_larger("a", 1550));
        assert!(!shelf.has_larger("b", 100));
    }

    #[test]
    fn of_what_is_not_on_show_a_windowful_is_kept_for_coming_back_to() {
        let mut shelf = Shelf {
            frame: 10,
            now: Duration::from_secs(10),
            ..Shelf::default()
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
            shelf.held.insert(key, held);
            shelf.bytes += 100;
        }
        let left = |shelf: &Shelf| {
            let mut widths: Vec<u32> = shelf.held.keys().map(|key| key.width).collect();
            widths.sort_unstable();
            widths
        };
        assert_eq!(shelf.let_go(1000, 300).len(), 0);
        assert_eq!(shelf.let_go(1000, 200).len(), 1);
        assert_eq!(left(&shelf), [2, 3, 4, 5]);
        // What is on show stays, whatever the budget.
        assert_eq!(shelf.let_go(100, 200).len(), 2);
        assert_eq!(left(&shelf), [4, 5]);
        assert_eq!(shelf.bytes, 200);
    }
}

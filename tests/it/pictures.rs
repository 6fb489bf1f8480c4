//! Pictures as views get them in tests: ready at once or never, with no file and no graphics card.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use egui::{TextureId, Vec2, vec2};
use tongxin::kiosk::theme::widgets::{PictureSource, Texture};
use tongxin::model::manifest::Manifest;

/// None of them is ready.
pub struct NoPictures;

impl PictureSource for NoPictures {
    fn picture(&self, _: &str, _: Vec2) -> Option<Texture> {
        None
    }

    fn size_of(&self, _: &str) -> Option<Vec2> {
        None
    }
}

/// None of them will ever be shown.
pub struct BrokenPictures;

impl PictureSource for BrokenPictures {
    fn picture(&self, _: &str, _: Vec2) -> Option<Texture> {
        None
    }

    fn size_of(&self, _: &str) -> Option<Vec2> {
        None
    }

    fn is_broken(&self, _: &str) -> bool {
        true
    }
}

/// By path, at which sizes pictures were asked for, in whole points.
pub type Asked = Rc<RefCell<BTreeMap<String, BTreeSet<(i32, i32)>>>>;

/// All of them are ready.
pub struct ReadyPictures {
    sizes: Sizes,
    pub asked: Asked,
}

enum Sizes {
    /// Any path leads to a picture of this size.
    All(Vec2),
    /// Those of a pack, as large as it says.
    Listed(BTreeMap<String, Vec2>),
}

impl ReadyPictures {
    /// As wide as a panel that lies.
    pub fn wide() -> Self {
        Self::new(Sizes::All(vec2(1920.0, 1080.0)))
    }

    /// As wide as high.
    pub fn square() -> Self {
        Self::new(Sizes::All(vec2(900.0, 900.0)))
    }

    /// Those of a pack, and no others.
    pub fn of(manifest: &Manifest) -> Self {
        let sized = manifest.files.iter().filter_map(|(path, file)| {
            let size = vec2(file.width? as f32, file.height? as f32);
            Some((path.clone(), size))
        });
        Self::new(Sizes::Listed(sized.collect()))
    }

    fn new(sizes: Sizes) -> Self {
        Self {
            sizes,
            asked: Asked::default(),
        }
    }
}

impl PictureSource for ReadyPictures {
    fn picture(&self, path: &str, size: Vec2) -> Option<Texture> {
        let rounded = (size.x.round() as i32, size.y.round() as i32);
        let mut asked = self.asked.borrow_mut();
        asked.entry(path.to_owned()).or_default().insert(rounded);
        let size = self.size_of(path)?;
        // The font's texture: there always is one.
        let id = TextureId::default();
        Some(Texture { id, size })
    }

    fn size_of(&self, path: &str) -> Option<Vec2> {
        match &self.sizes {
            Sizes::All(size) => Some(*size),
            Sizes::Listed(sizes) => sizes.get(path).copied(),
        }
    }
}

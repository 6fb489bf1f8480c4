//! Exhibits as a pack describes them: one file per kind says what it holds.
//!
//! Files are named by their path in the pack, for example `qilou/p1.webp`. Drawing them is `kiosk::exhibits`, checking
//! an author's folder is `pack::author::exhibits`: a new kind is a file here and there, a folder in the kiosk, and a
//! line in each of the three lists.

mod compare;
mod figures;
mod gallery;
mod guide;
mod map;
mod model;
mod panorama;
mod people;
mod quiz;
mod story;
mod tiles;
mod timeline;
mod video;
mod wall;

pub use compare::{Compare, ComparePair, CompareSide};
pub use figures::{
    Chart, ChartShape, ChartValue, FigureNumber, FigureSource, FigureValue, Figures, FiguresPage,
    FiguresShown,
};
pub use gallery::{Gallery, GalleryPicture};
pub use guide::{Guide, GuideQuestion, GuideTopic};
pub use map::{Map, MapCategory, MapPlace, MapPoint};
pub use model::{Model, ModelPoint};
pub use panorama::{Panorama, PanoramaMap, PanoramaScene, PanoramaSpot, PanoramaWay, SceneOnMap};
pub use people::{People, Person};
pub use quiz::{QuestionKind, Quiz, QuizAnswer, QuizQuestion};
pub use story::{Story, StoryPage};
pub use tiles::{Tile, TileArea, Tiles};
pub use timeline::{Timeline, TimelineEntry};
pub use video::{Video, VideoChapter};
pub use wall::{
    INKS as WALL_INKS, PAPERS as WALL_PAPERS, SHOWN_DEFAULT as WALL_SHOWN_DEFAULT, Wall,
};

use serde::{Deserialize, Serialize};

use super::text::LocalizedText;

/// One interactive piece of a pack.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Exhibit {
    /// The exhibit's folder name; unique in its pack.
    pub id: String,
    /// What the tile and the page say.
    pub title: LocalizedText,
    /// One short line under the title.
    pub subtitle: LocalizedText,
    /// Path of the picture on the tile and in the attract loop.
    pub cover: String,
    /// What is inside.
    #[serde(flatten)]
    pub content: ExhibitContent,
}

/// What an exhibit holds, by kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ExhibitContent {
    /// Pages of picture and text, turned one by one.
    Story(Story),
    /// Pictures a visitor pinches and pans.
    Gallery(Gallery),
    /// An object in the round.
    Model(Model),
    /// Places to stand in and look around.
    Panorama(Panorama),
    /// Questions, each explained.
    Quiz(Quiz),
    /// Years along a line, each opened by a touch.
    Timeline(Timeline),
    /// A wall of people, each opened by a touch.
    People(People),
    /// Before and after under one slider.
    Compare(Compare),
    /// Pages of numbers and charts.
    Figures(Figures),
    /// Places on a map, and the way to them.
    Map(Map),
    /// A figure that answers questions.
    Guide(Guide),
    /// A wall on which visitors leave wishes and drawings.
    Wall(Wall),
    /// A film.
    Video(Video),
}

/// What every kind can say of what it holds.
pub trait Content {
    /// Paths of every file it shows or plays, in the order in which a visitor meets them; of tiles, their folder.
    fn paths_mut(&mut self) -> Vec<&mut String>;
    /// Ids of the exhibits of its pack that it leads to.
    fn exhibits_mut(&mut self) -> Vec<&mut String> {
        Vec::new()
    }
    /// Pictures that are cut into tiles.
    fn tiles(&self) -> Vec<&Tiles> {
        Vec::new()
    }
    /// Everything it says, as many texts as there are.
    fn texts(&self) -> Vec<&LocalizedText>;
    /// How many pages, pictures, questions or places it has.
    fn parts(&self) -> usize;
}

/// Does the same with the content of any kind.
macro_rules! every_kind {
    ($of:expr, $content:ident => $done:expr) => {
        match $of {
            Self::Story($content) => $done,
            Self::Gallery($content) => $done,
            Self::Model($content) => $done,
            Self::Panorama($content) => $done,
            Self::Quiz($content) => $done,
            Self::Timeline($content) => $done,
            Self::People($content) => $done,
            Self::Compare($content) => $done,
            Self::Figures($content) => $done,
            Self::Map($content) => $done,
            Self::Guide($content) => $done,
            Self::Wall($content) => $done,
            Self::Video($content) => $done,
        }
    };
}

impl ExhibitContent {
    /// The kind's name, as an author writes it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Story(_) => "story",
            Self::Gallery(_) => "gallery",
            Self::Model(_) => "model",
            Self::Panorama(_) => "panorama",
            Self::Quiz(_) => "quiz",
            Self::Timeline(_) => "timeline",
            Self::People(_) => "people",
            Self::Compare(_) => "compare",
            Self::Figures(_) => "figures",
            Self::Map(_) => "map",
            Self::Guide(_) => "guide",
            Self::Wall(_) => "wall",
            Self::Video(_) => "video",
        }
    }

    fn content(&self) -> &dyn Content {
        every_kind!(self, content => content)
    }

    fn content_mut(&mut self) -> &mut dyn Content {
        every_kind!(self, content => content)
    }
}

impl Exhibit {
    /// Paths of every file this exhibit shows or plays, the cover first.
    pub fn paths(&self) -> Vec<String> {
        let mut copy = self.clone();
        let tiled = self.content.content().tiles();
        let tiles = tiled
            .iter()
            .flat_map(|tiles| tiles.all().into_iter().map(|tile| tiles.path(tile)));
        copy.paths_mut()
            .into_iter()
            .map(|path| path.clone())
            .filter(|path| !tiled.iter().any(|tiles| tiles.folder == *path))
            .chain(tiles)
            .collect()
    }

    fn paths_mut(&mut self) -> Vec<&mut String> {
        let inside = self.content.content_mut().paths_mut();
        std::iter::once(&mut self.cover).chain(inside).collect()
    }

    /// Everything it says, the title first.
    pub fn texts(&self) -> Vec<&LocalizedText> {
        [&self.title, &self.subtitle]
            .into_iter()
            .chain(self.content.content().texts())
            .collect()
    }

    /// How many pages, pictures, questions or places it has.
    pub fn parts(&self) -> usize {
        self.content.content().parts()
    }

    /// The exhibit with its id, every path and every exhibit it leads to put below `folder`, so that it stands beside those of another pack.
    pub fn below(mut self, folder: &str) -> Self {
        self.id = format!("{folder}/{}", self.id);
        for path in self.paths_mut() {
            *path = format!("{folder}/{path}");
        }
        for exhibit in self.content.content_mut().exhibits_mut() {
            *exhibit = format!("{folder}/{exhibit}");
        }
        self
    }
}

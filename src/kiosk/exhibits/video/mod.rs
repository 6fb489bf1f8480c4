//! Video: a film that plays under the visitor's finger, with what is said in it written below.
//!
//! The view says what it wants to see of a film; `stage` has it played on a thread of its own and shows its pictures.
//! What touches do to a film is decided in `play`. Built without the feature `video`, `absent` stands in for `stage`:
//! the poster is shown, and why it does not play.

#[cfg(feature = "video")]
mod paint;
pub mod play;
#[cfg(feature = "video")]
mod player;
#[cfg_attr(not(feature = "video"), path = "absent.rs")]
pub(in crate::kiosk) mod stage;
pub mod view;

use std::sync::Arc;

use egui::{TextureId, Ui, Vec2};

pub use play::{Jump, Phase, VideoState};

use super::{Kind, Scene, Step};
use crate::locale::Catalog;
use crate::model::exhibit::{ExhibitContent, Video};
use crate::model::subtitles::Cue;

/// What is wanted of a film in this frame.
#[derive(Debug, Clone, PartialEq)]
pub struct FilmView {
    /// Its path in the pack.
    pub path: String,
    /// Width and height of its picture, in points.
    pub size: Vec2,
    /// Whether it goes on.
    pub playing: bool,
    /// Whether nothing is heard of it.
    pub muted: bool,
    /// Where it was sent last.
    pub jump: Jump,
}

/// What there is of a film.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum FilmNow {
    /// It is being made ready.
    Waiting,
    /// Here it is.
    Shown(FilmFrame),
    /// It cannot be played.
    Broken,
}

/// A film at a moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FilmFrame {
    /// Its picture, and that picture's width and height; `None` before the first one.
    pub picture: Option<(TextureId, Vec2)>,
    /// The moment, in milliseconds.
    pub at_ms: u64,
    /// The last jump it has made, by its number.
    pub take: u32,
    /// Whether it has come to its end since.
    pub ended: bool,
    /// Whether there is nothing to hear it with.
    pub silent: bool,
}

/// Where views get films from.
pub trait FilmSource {
    /// Whether this program plays films at all.
    fn plays(&self) -> bool;
    /// The film, as it is wanted.
    fn film(&self, view: &FilmView) -> FilmNow;
    /// What is said in it, from this file of the pack; `None` while it is being read, or when it cannot be.
    fn subtitles(&self, path: &str) -> Option<Arc<[Cue]>>;
}

/// A place without films: what a program built without the feature `video` is.
pub struct NoFilms;

impl FilmSource for NoFilms {
    fn plays(&self) -> bool {
        false
    }

    fn film(&self, _: &FilmView) -> FilmNow {
        FilmNow::Waiting
    }

    fn subtitles(&self, _: &str) -> Option<Arc<[Cue]>> {
        None
    }
}

/// The kind as the shell knows it.
pub struct VideoKind;

impl Kind for VideoKind {
    type Content = Video;
    type State = VideoState;

    fn content<'a>(&self, content: &'a ExhibitContent) -> Option<&'a Video> {
        match content {
            ExhibitContent::Video(video) => Some(video),
            _ => None,
        }
    }

    fn ui(
        &self,
        ui: &mut Ui,
        scene: &Scene<'_>,
        video: &Video,
        state: &VideoState,
    ) -> Option<Step<VideoState>> {
        view::video_ui(ui, scene, video, state)
    }

    fn place_words(&self, scene: &Scene<'_>, video: &Video, state: &VideoState) -> Option<String> {
        let words = scene.theme.words();
        let at = said(words, state.told_ms);
        Some(match state.phase {
            _ if !scene.films.plays() => words.text("film-absent"),
            _ if state.broken => words.text("film-broken"),
            Phase::Poster => {
                let length = said(words, video.length_ms);
                words.text_with("film-told-length", [("length", length.into())])
            }
            // It is not talked over.
            Phase::Playing if video.sound && !state.muted => return None,
            Phase::Playing if state.told_ms < 1000 => words.text("film-told-begins"),
            Phase::Playing => words.text_with("film-told-playing", [("at", at.into())]),
            Phase::Paused => {
                let place = place_in(words, state.told_ms, video.length_ms);
                words.text_with("film-told-paused", [("place", place.into())])
            }
            Phase::Ended => words.text("film-told-ended"),
        })
    }
}

/// A moment and the length of a film, as one says them.
fn place_in(words: &Catalog, at_ms: u64, length_ms: u64) -> String {
    let [at, length] = [at_ms, length_ms].map(|ms| said(words, ms).into());
    words.text_with("film-told-place", [("at", at), ("length", length)])
}

/// A moment or a length as one says it: `1:05` would be read aloud as a time of day.
fn said(words: &Catalog, ms: u64) -> String {
    let (minutes, seconds) = (ms / 60_000, ms / 1000 % 60);
    match (minutes, seconds) {
        (0, _) => words.text_with("film-seconds", [("count", seconds.into())]),
        (_, 0) => words.text_with("film-minutes", [("count", minutes.into())]),
        _ => words.text_with(
            "film-minutes-and-seconds",
            [("minutes", minutes.into()), ("seconds", seconds.into())],
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale;

    #[test]
    fn a_length_is_said_in_minutes_and_seconds_and_never_as_a_time_of_day() {
        let cases = [
            (999, "0 秒", "0 seconds"),
            (60_000, "1 分钟", "1 minute"),
            (61_500, "1 分 1 秒", "1 minute 1 second"),
            (725_000, "12 分 5 秒", "12 minutes 5 seconds"),
        ];
        for (ms, chinese, english) in cases {
            assert_eq!(said(locale::catalog("zh-CN"), ms), chinese);
            assert_eq!(said(locale::catalog("en"), ms), english);
        }
    }
}

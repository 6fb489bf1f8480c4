//! Limits of a pack, all of them: `pack check` holds authors to them, `pack limits` prints them as a table.

use super::dzi::TILED_SIDE_MAX;
use crate::api::wall::WALL_NOTES_MAX;
use crate::locale::{self, FluentValue};
use crate::model::manifest::MANIFEST_BYTES_MAX;
use crate::model::note;
use crate::model::recurrence::RULE_CHARS_MAX;
use crate::pack::archive::names;
use crate::pack::glb;

/// Kinds of pictures a pack may hold.
pub const PICTURE_TYPES: &[&str] = &["WebP", "PNG", "JPEG"];
/// Kinds of sound a pack may hold.
pub const SOUND_TYPES: &[&str] = &["Ogg Vorbis", "MP3", "FLAC", "WAV", "M4A (AAC)"];
/// Kinds of films a pack may hold.
pub const FILM_TYPES: &[&str] = &[
    "MP4 (H.264, AV1; AAC, Opus)",
    "WebM (VP9, AV1; Opus, Vorbis)",
];
/// Pixels on a side of a picture.
pub const PICTURE_SIDE_MAX: u32 = 8192;
/// Pixels of a picture.
pub const PICTURE_PIXELS_MAX: u64 = 40_000_000;
/// Bytes of one picture.
pub const PICTURE_BYTES_MAX: u64 = 20 * MEGABYTE;
/// Bytes a decoder may take for one picture: the largest one at 16 bits a channel fits.
pub const PICTURE_MEMORY_MAX: u64 = 400 * MEGABYTE;
/// Bytes of one recording.
pub const SOUND_BYTES_MAX: u64 = 20 * MEGABYTE;
/// Seconds of one recording.
pub const SOUND_SECS_MAX: u64 = 600;
/// Bytes of one model.
pub const OBJECT_BYTES_MAX: u64 = 50 * MEGABYTE;
/// Seconds of one film: nobody stands longer before a screen, and a visit does not end under a film.
pub const FILM_SECS_MAX: u64 = 20 * 60;
/// Bytes of one film: the longest one at 2 Mbit/s, which is enough for H.264 at 1080p. Every kiosk fetches it.
pub const FILM_BYTES_MAX: u64 = 300 * MEGABYTE;
/// Pixels on the longer side of a film, and on the shorter: as many as the largest panels have.
pub const FILM_LONG_SIDE_MAX: u32 = 3840;
/// See [`FILM_LONG_SIDE_MAX`].
pub const FILM_SHORT_SIDE_MAX: u32 = 2160;
/// Characters that are read under a film at once: three lines of English.
pub const CUE_CHARS_MAX: usize = 130;
/// Chapters of a film.
pub const CHAPTERS_MAX: usize = 20;
/// Points that are explained on one model.
pub const POINTS_MAX: usize = 30;
/// Bytes of one file.
pub const FILE_BYTES_MAX: u64 = 512 * MEGABYTE;
/// Bytes of one file of text: `pack.toml`, `exhibit.toml`, `activities.toml`.
pub const TOML_BYTES_MAX: u64 = MEGABYTE;
/// Bytes of all files together.
pub const PACK_BYTES_MAX: u64 = 2048 * MEGABYTE;
/// Files in a pack: the tiles of one picture of 40,000 × 40,000 pixels, and the others. The list of them stays well
/// below what a manifest may have.
pub const FILES_MAX: usize = 12_000;
/// Exhibits in a pack.
pub const EXHIBITS_MAX: usize = 100;
/// Pages, pictures or questions in an exhibit.
pub const PARTS_MAX: usize = 200;
/// Numbers on a page of figures.
pub const NUMBERS_MAX: usize = 4;
/// Values of a chart.
pub const VALUES_MAX: usize = 12;
/// Values of a ring: more parts than this cannot be told apart.
pub const RING_VALUES_MAX: usize = 6;
/// Largest value of a figure, up and down: all of its digits fit.
pub const VALUE_MAX: f64 = 1e10;
/// Digits after the point of a figure.
pub const DECIMALS_MAX: i64 = 3;
/// Metres a map may be across: a county.
pub const METRES_ACROSS: std::ops::RangeInclusive<f64> = 1.0..=100_000.0;
/// Places on a map.
pub const PLACES_MAX: usize = 60;
/// Categories of places on a map.
pub const CATEGORIES_MAX: usize = 8;
/// Turns on the way to a place.
pub const WAY_MAX: usize = 20;
/// What a guide's questions can be about.
pub const TOPICS_MAX: usize = 6;
/// Other ways of asking a guide's question, in one language.
pub const WORDINGS_MAX: usize = 12;
/// Prompts of a message wall.
pub const PROMPTS_MAX: usize = 8;
/// Characters of a prompt.
pub const PROMPT_CHARS_MAX: usize = 40;
/// Colours of paper of a message wall.
pub const PAPERS_MAX: usize = 6;
/// Colours to draw with on a message wall.
pub const INKS_MAX: usize = note::INKS_MAX;
/// Messages a wall shows.
pub const NOTES_SHOWN_MAX: usize = WALL_NOTES_MAX;
/// What can be touched in a scene of a panorama.
pub const SPOTS_MAX: usize = 30;
/// Example activities in a pack.
pub const ACTIVITIES_MAX: usize = 200;
/// Years of an age.
pub const AGE_MAX: u8 = 120;
/// Characters of what an activity costs, and of what people with a wheelchair should know.
pub const NOTE_CHARS_MAX: usize = 120;
/// Languages of a pack, and those an activity is held in.
pub const LANGUAGES_MAX: usize = 8;
/// Characters of a heading, title, caption or answer.
pub const HEADING_CHARS_MAX: usize = 90;
/// Characters of a unit, of a value's label, of a category's name.
pub const LABEL_CHARS_MAX: usize = 24;
/// Characters of a text.
pub const TEXT_CHARS_MAX: usize = 600;
/// Characters of an id.
pub const ID_CHARS_MAX: usize = 40;
/// First and last year of a timeline; those before our era are negative.
pub const YEARS: std::ops::RangeInclusive<i32> = -9999..=9999;
/// Fewest and most answers to a question.
pub const ANSWERS: std::ops::RangeInclusive<usize> = 2..=4;

pub(super) const MEGABYTE: u64 = 1024 * 1024;

/// One line of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// What is limited, in words.
    pub what: String,
    /// To what, in words.
    pub at_most: String,
}

/// Every limit, in words.
pub fn table(language: &str) -> Vec<Limit> {
    let words = locale::catalog(language);
    let megabytes = |bytes: u64| format!("{} MB", bytes / MEGABYTE);
    let kinds = |kinds: &[&str]| kinds.join(", ");
    let count = |count: usize| grouped(count as u64);
    let with = |key: &str, max: String| {
        words.text_with(&format!("limit-{key}"), [("max", FluentValue::from(max))])
    };
    let pixels = |pixels: u64| with("pixels", grouped(pixels));
    let characters = |chars: usize| with("characters", count(chars));
    let rows = [
        ("pictures", kinds(PICTURE_TYPES)),
        ("sound", kinds(SOUND_TYPES)),
        ("film", kinds(FILM_TYPES)),
        ("picture-side", pixels(PICTURE_SIDE_MAX.into())),
        ("picture-pixels", pixels(PICTURE_PIXELS_MAX)),
        ("tiled-side", pixels(TILED_SIDE_MAX.into())),
        ("picture-bytes", megabytes(PICTURE_BYTES_MAX)),
        ("sound-bytes", megabytes(SOUND_BYTES_MAX)),
        ("sound-secs", with("minutes", grouped(SOUND_SECS_MAX / 60))),
        ("film-secs", with("minutes", grouped(FILM_SECS_MAX / 60))),
        ("film-bytes", megabytes(FILM_BYTES_MAX)),
        (
            "film-size",
            with(
                "pixels",
                format!("{FILM_LONG_SIDE_MAX} × {FILM_SHORT_SIDE_MAX}"),
            ),
        ),
        ("cue", characters(CUE_CHARS_MAX)),
        ("chapters", count(CHAPTERS_MAX)),
        ("object-bytes", megabytes(OBJECT_BYTES_MAX)),
        ("triangles", grouped(glb::TRIANGLES_MAX)),
        ("corners", grouped(glb::CORNERS_MAX)),
        ("object-pictures", grouped(glb::PICTURES_MAX)),
        ("object-pixels", pixels(glb::PIXELS_MAX)),
        ("file-bytes", megabytes(FILE_BYTES_MAX)),
        ("toml-bytes", megabytes(TOML_BYTES_MAX)),
        ("pack-bytes", megabytes(PACK_BYTES_MAX)),
        ("manifest-bytes", megabytes(MANIFEST_BYTES_MAX)),
        ("files", count(FILES_MAX)),
        ("name", with("bytes", count(names::NAME_BYTES_MAX))),
        ("depth", with("folders", count(names::DEPTH_MAX))),
        ("exhibits", count(EXHIBITS_MAX)),
        ("parts", count(PARTS_MAX)),
        ("answers", format!("{}–{}", ANSWERS.start(), ANSWERS.end())),
        ("numbers", count(NUMBERS_MAX)),
        ("values", count(VALUES_MAX)),
        ("ring-values", count(RING_VALUES_MAX)),
        ("places", count(PLACES_MAX)),
        ("categories", count(CATEGORIES_MAX)),
        ("way", count(WAY_MAX)),
        ("spots", count(SPOTS_MAX)),
        ("topics", count(TOPICS_MAX)),
        ("wordings", count(WORDINGS_MAX)),
        ("prompts", count(PROMPTS_MAX)),
        ("prompt", characters(PROMPT_CHARS_MAX)),
        ("papers", count(PAPERS_MAX)),
        ("inks", count(INKS_MAX)),
        ("notes-shown", count(NOTES_SHOWN_MAX)),
        ("wish", characters(note::WORDS_CHARS_MAX)),
        ("activities", count(ACTIVITIES_MAX)),
        ("age", count(usize::from(AGE_MAX))),
        ("note", characters(NOTE_CHARS_MAX)),
        ("rule", characters(RULE_CHARS_MAX)),
        ("languages", count(LANGUAGES_MAX)),
        ("id", characters(ID_CHARS_MAX)),
        ("heading", characters(HEADING_CHARS_MAX)),
        ("label", characters(LABEL_CHARS_MAX)),
        ("text", characters(TEXT_CHARS_MAX)),
    ];
    rows.into_iter()
        .map(|(key, at_most)| Limit {
            what: words.text(&format!("limit-{key}-what")),
            at_most,
        })
        .collect()
}

/// `40,000,000`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_numbers_are_grouped_for_reading() {
        assert_eq!(
            [7, 512, 5_000, 40_000_000].map(grouped),
            ["7", "512", "5,000", "40,000,000"]
        );
    }
}

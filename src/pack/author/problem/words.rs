//! Which text in `assets/locales/*/pack.ftl` says what is wrong, and with which values.

use super::ProblemKind;
use crate::locale::{self, FluentValue};
use crate::model::look::DAY;
use crate::pack::archive::names;

impl ProblemKind {
    /// Under which key its text is, and what stands in it.
    pub(super) fn key_and_args(
        &self,
        language: &str,
    ) -> (&'static str, Vec<(&'static str, FluentValue<'static>)>) {
        let text = |value: &str| FluentValue::from(names::printable(value.as_bytes()));
        let number = |value: u64| FluentValue::from(value.to_string());
        match self {
            Self::AllAround {
                path,
                width,
                height,
            } => (
                "all-around",
                vec![
                    ("path", text(path)),
                    ("width", number(u64::from(*width))),
                    ("height", number(u64::from(*height))),
                ],
            ),
            Self::AmbienceSpeech => ("ambience-speech", Vec::new()),
            Self::AnswerPictures => ("answer-pictures", Vec::new()),
            Self::Answers { kind, count, right } => (
                "answers",
                vec![
                    ("kind", text(kind)),
                    ("count", number(*count as u64)),
                    ("right", number(*right as u64)),
                ],
            ),
            Self::Climbs { path } => ("climbs", vec![("path", text(path))]),
            Self::Color { value } => ("color", vec![("value", text(value))]),
            Self::Contrast {
                ink,
                paper,
                ratio,
                least,
            } => (
                "contrast",
                vec![
                    ("ink", text(ink)),
                    ("paper", text(paper)),
                    ("ratio", text(ratio)),
                    ("least", text(least)),
                ],
            ),
            Self::LookContrast { key, pair } => {
                let named = format!("gallery-screen-pair-{}", pair.name);
                let what = locale::catalog(language).text(&named);
                let (problem, usual) = if *key == "accent" {
                    ("look-accent", DAY.lacquer)
                } else {
                    ("look-background", DAY.paper)
                };
                let said = |words: String| FluentValue::from(words);
                let args = vec![
                    ("what", said(what)),
                    ("ink", said(pair.ink.to_string())),
                    ("paper", said(pair.ground.to_string())),
                    ("ratio", said(format!("{:.1}", pair.contrast()))),
                    ("least", said(format!("{:.1}", pair.least))),
                    ("usual", said(usual.to_string())),
                ];
                (problem, args)
            }
            Self::SpokenOnly => ("spoken-only", Vec::new()),
            Self::LiveValue => ("live-value", Vec::new()),
            Self::NoPlaces { category } => ("no-places", vec![("category", text(category))]),
            Self::NoSuchPlace { place, exhibit } => (
                "no-such-place",
                vec![("place", text(place)), ("exhibit", text(exhibit))],
            ),
            Self::NothingTaken => ("nothing-taken", Vec::new()),
            Self::Cue { fault } => {
                let fault = locale::catalog(language).text(&format!("cue-{fault}"));
                ("cue", vec![("fault", FluentValue::from(fault))])
            }
            Self::Film { path, reason } => {
                ("film", vec![("path", text(path)), ("reason", text(reason))])
            }
            Self::FilmCodec { path, found } => (
                "film-codec",
                vec![("path", text(path)), ("found", text(found))],
            ),
            Self::FilmTooLarge {
                path,
                megabytes,
                max,
            } => (
                "film-too-large",
                vec![
                    ("path", text(path)),
                    ("megabytes", number(*megabytes)),
                    ("max", number(*max)),
                ],
            ),
            Self::FilmTooLong { path, minutes, max } => (
                "film-too-long",
                vec![
                    ("path", text(path)),
                    ("minutes", number(*minutes)),
                    ("max", number(*max)),
                ],
            ),
            Self::FilmTooWide {
                path,
                width,
                height,
            } => (
                "film-too-wide",
                vec![
                    ("path", text(path)),
                    ("width", number(u64::from(*width))),
                    ("height", number(u64::from(*height))),
                ],
            ),
            Self::Subtitles { language } => ("subtitles", vec![("language", text(language))]),
            Self::FileTooLarge {
                path,
                megabytes,
                max,
            } => (
                "file-too-large",
                vec![
                    ("path", text(path)),
                    ("megabytes", number(*megabytes)),
                    ("max", number(*max)),
                ],
            ),
            Self::Format { found } => ("format", vec![("found", text(&found.to_string()))]),
            Self::Id { value } => ("id", vec![("value", text(value))]),
            Self::Kind { found } => ("kind", vec![("found", text(found))]),
            Self::Language { value } => ("language", vec![("value", text(value))]),
            Self::ManifestTooLarge { megabytes, max } => (
                "manifest-too-large",
                vec![("megabytes", number(*megabytes)), ("max", number(*max))],
            ),
            Self::MissingFile { path } => ("missing-file", vec![("path", text(path))]),
            Self::MissingKey { key } => ("missing-key", vec![("key", text(key))]),
            Self::MissingLanguage { key, language } => (
                "missing-language",
                vec![("key", text(key)), ("language", text(language))],
            ),
            Self::Name { reason } => {
                let reason = locale::catalog(language).text(&format!("name-{reason}"));
                ("name", vec![("reason", FluentValue::from(reason))])
            }
            Self::NoSuchDay { value } => ("no-such-day", vec![("value", text(value))]),
            Self::NotAFile { what } => {
                let what = locale::catalog(language).text(&format!("not-a-file-{what}"));
                ("not-a-file", vec![("what", FluentValue::from(what))])
            }
            Self::NotOneOf { value, known } => (
                "not-one-of",
                vec![("value", text(value)), ("known", text(known))],
            ),
            Self::OutOfRange { value, max } => (
                "out-of-range",
                vec![
                    ("value", text(&value.to_string())),
                    ("max", text(&max.to_string())),
                ],
            ),
            Self::Over { value } => ("over", vec![("value", text(value))]),
            Self::PackTooLarge { megabytes, max } => (
                "pack-too-large",
                vec![("megabytes", number(*megabytes)), ("max", number(*max))],
            ),
            Self::Picture { path, reason } => (
                "picture",
                vec![("path", text(path)), ("reason", text(reason))],
            ),
            Self::PictureTooLarge {
                path,
                width,
                height,
                side_max,
            } => (
                "picture-too-large",
                vec![
                    ("path", text(path)),
                    ("width", number(u64::from(*width))),
                    ("height", number(u64::from(*height))),
                    ("max", number(u64::from(*side_max))),
                ],
            ),
            Self::PictureType { path } => ("picture-type", vec![("path", text(path))]),
            Self::Rule { fault } => {
                let value = [("value", text(&fault.value))];
                let key = format!("rule-fault-{}", fault.key);
                let said = locale::catalog(language).text_with(&key, value);
                ("rule", vec![("fault", FluentValue::from(said))])
            }
            Self::SameName { other } => ("same-name", vec![("other", text(other))]),
            Self::Tile {
                path,
                width,
                height,
                wanted: (across, down),
            } => (
                "tile",
                vec![
                    ("path", text(path)),
                    ("width", number(u64::from(*width))),
                    ("height", number(u64::from(*height))),
                    ("across", number(u64::from(*across))),
                    ("down", number(u64::from(*down))),
                ],
            ),
            Self::TiledShape {
                path,
                width,
                height,
                tiled: (across, down),
            } => (
                "tiled-shape",
                vec![
                    ("path", text(path)),
                    ("width", number(u64::from(*width))),
                    ("height", number(u64::from(*height))),
                    ("across", number(u64::from(*across))),
                    ("down", number(u64::from(*down))),
                ],
            ),
            Self::TiledTooLarge {
                path,
                width,
                height,
                max,
            } => (
                "tiled-too-large",
                vec![
                    ("path", text(path)),
                    ("width", number(u64::from(*width))),
                    ("height", number(u64::from(*height))),
                    ("max", number(u64::from(*max))),
                ],
            ),
            Self::Tiles { path } => ("tiles", vec![("path", text(path))]),
            Self::Toml { message } => ("toml", vec![("message", text(message))]),
            Self::TooLong { count, max } => (
                "too-long",
                vec![
                    ("count", number(*count as u64)),
                    ("max", number(*max as u64)),
                ],
            ),
            Self::Sound { path, reason } => (
                "sound",
                vec![("path", text(path)), ("reason", text(reason))],
            ),
            Self::SoundTooLong { path, secs, max } => (
                "sound-too-long",
                vec![
                    ("path", text(path)),
                    ("minutes", number(secs.div_ceil(60))),
                    ("max", number(max / 60)),
                ],
            ),
            Self::Object { path, reason } => (
                "object",
                vec![("path", text(path)), ("reason", text(reason))],
            ),
            Self::TooManyTriangles {
                path,
                triangles,
                max,
            } => (
                "triangles",
                vec![
                    ("path", text(path)),
                    ("triangles", number(*triangles)),
                    ("max", number(*max)),
                ],
            ),
            Self::TooManyCorners { path, corners, max } => (
                "corners",
                vec![
                    ("path", text(path)),
                    ("corners", number(*corners)),
                    ("max", number(*max)),
                ],
            ),
            Self::TooManyOnObject {
                path,
                pictures,
                max,
            } => (
                "object-pictures",
                vec![
                    ("path", text(path)),
                    ("pictures", number(*pictures)),
                    ("max", number(*max)),
                ],
            ),
            Self::TooManyPixelsOnObject { path, pixels, max } => (
                "object-pixels",
                vec![
                    ("path", text(path)),
                    ("millions", number(pixels.div_ceil(1_000_000))),
                    ("max", number(max / 1_000_000)),
                ],
            ),
            Self::OutOfBounds { key, min, max } => (
                "out-of-bounds",
                vec![("key", text(key)), ("min", text(min)), ("max", text(max))],
            ),
            Self::TooMany { what, max } => (
                "too-many",
                vec![("what", text(what)), ("max", number(*max as u64))],
            ),
            Self::TooManyFiles { max } => ("too-many-files", vec![("max", number(*max as u64))]),
            Self::Twice { value } => ("twice", vec![("value", text(value))]),
            Self::UnknownKey { key, known } => (
                "unknown-key",
                vec![("key", text(key)), ("known", text(known))],
            ),
            Self::Unreadable { reason } => ("unreadable", vec![("reason", text(reason))]),
            Self::Unused => ("unused", vec![]),
            Self::WrongType { key, wanted } => {
                let wanted = locale::catalog(language).text(&format!("problem-type-{wanted}"));
                (
                    "wrong-type",
                    vec![("key", text(key)), ("wanted", FluentValue::from(wanted))],
                )
            }
        }
    }
}

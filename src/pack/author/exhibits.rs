//! Checks `pack.toml` and the exhibits it names; a file per kind checks what is inside.

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

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, FixedOffset, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use toml::value::{Datetime, Offset};

use super::checker::{Checker, is_id};
use super::toml_reader::{Reader, Table};
use super::{ProblemKind, limits};
use crate::model::exhibit::{Exhibit, ExhibitContent};
use crate::model::manifest::{MANIFEST_FORMAT, Manifest, SHARED};
use crate::model::play_schedule::local_instant;
use crate::model::text::LanguageTag;

/// What is in an exhibit's folder, while it is checked.
struct Inside<'a> {
    reader: &'a Reader,
    table: &'a Table,
    /// The exhibit's folder in the pack.
    folder: &'a str,
}

impl Checker<'_> {
    pub(super) fn pack(&mut self) -> Option<Manifest> {
        let reader = self.open("pack.toml")?;
        let table = reader.root();
        self.only(
            &reader,
            &table,
            &[
                "format",
                "id",
                "centre",
                "languages",
                "exhibits",
                "cover",
                "title",
                "tagline",
                "not_after",
                "ambience",
                "no_speech",
                "look",
            ],
        );
        if let Some((format, place)) = self.number(&reader, &table, "format")
            && format != i64::from(MANIFEST_FORMAT)
        {
            self.error(&reader, place, ProblemKind::Format { found: format });
        }
        self.languages = self.pack_languages(&reader, &table);
        let id = self.id(&reader, &table, "id");
        let centre = self.id(&reader, &table, "centre");
        let not_after = self.not_after(&reader, &table, centre.as_deref());
        let title = self.text(&reader, &table, "title", limits::HEADING_CHARS_MAX);
        let tagline = self.text(&reader, &table, "tagline", limits::HEADING_CHARS_MAX);
        let cover = self.picture(&reader, &table, "cover", "");
        let ambience = self.sound(&reader, &table, "ambience", "");
        if let Some((_, place)) = table.get("ambience").filter(|_| !table.flag("no_speech")) {
            self.error(&reader, place, ProblemKind::AmbienceSpeech);
        }
        let look = self.pack_look(&reader, &table);
        let names = self.strings(&reader, &table, "exhibits");
        self.at_most(
            &reader,
            table.place(),
            "exhibits",
            names.len(),
            limits::EXHIBITS_MAX,
        );
        self.exhibits = names.iter().map(|(name, _)| name.clone()).collect();
        let mut seen = BTreeSet::new();
        let mut exhibits = Vec::new();
        for (name, place) in names.into_iter().take(limits::EXHIBITS_MAX) {
            if !is_id(&name) {
                self.error(&reader, place, ProblemKind::Id { value: name });
            } else if !seen.insert(name.clone()) {
                self.error(&reader, place, ProblemKind::Twice { value: name });
            } else if !self.holds(&format!("{name}/exhibit.toml")) {
                self.error(
                    &reader,
                    place,
                    ProblemKind::MissingFile {
                        path: format!("{name}/exhibit.toml"),
                    },
                );
            } else {
                exhibits.extend(self.exhibit(&name));
            }
        }
        self.guides_lead_somewhere(&exhibits);
        let manifest = Manifest {
            format: MANIFEST_FORMAT,
            id: id?,
            centre: centre?,
            version: 0,
            languages: self.languages.clone(),
            title,
            tagline,
            cover: cover?,
            ambience,
            look,
            not_after,
            exhibits,
            files: BTreeMap::new(),
        };
        Some(manifest)
    }

    /// Places that guides lead to are on the maps they name, which may be read before them or after.
    fn guides_lead_somewhere(&mut self, exhibits: &[Exhibit]) {
        for (id, place, problem) in std::mem::take(&mut self.leads) {
            // Of an exhibit that cannot be read the author has been told.
            let Some(exhibit) = exhibits.iter().find(|exhibit| exhibit.id == id) else {
                continue;
            };
            let known = match &exhibit.content {
                ExhibitContent::Map(map) => map.place(&place).is_some(),
                _ => false,
            };
            if !known {
                self.problems.push(problem);
            }
        }
    }

    fn pack_languages(&mut self, reader: &Reader, table: &Table) -> Vec<LanguageTag> {
        let named = self.strings(reader, table, "languages");
        let place = table
            .get("languages")
            .map_or(table.place(), |(_, place)| place);
        self.at_most(
            reader,
            place,
            "languages",
            named.len(),
            limits::LANGUAGES_MAX,
        );
        let mut languages = Vec::new();
        for (language, place) in named.into_iter().take(limits::LANGUAGES_MAX) {
            if language.parse::<unic_langid::LanguageIdentifier>().is_err() {
                self.error(reader, place, ProblemKind::Language { value: language });
            } else if languages.contains(&language) {
                self.error(reader, place, ProblemKind::Twice { value: language });
            } else {
                languages.push(language);
            }
        }
        languages
    }

    /// The moment from which the pack is not shown: a day is shown to its end, by the centre's clock.
    fn not_after(
        &mut self,
        reader: &Reader,
        table: &Table,
        centre: Option<&str>,
    ) -> Option<DateTime<Utc>> {
        let (value, place) = table.get("not_after")?;
        let Some(written) = value.as_datetime() else {
            let wanted = "date".to_owned();
            self.error(
                reader,
                place,
                ProblemKind::WrongType {
                    key: "not_after".to_owned(),
                    wanted,
                },
            );
            return None;
        };
        if written.date.is_none() && written.time.is_none() {
            // Of a date that cannot be read nothing is left; that has been said.
            return None;
        }
        let zone = (self.circumstances.zone_of)(centre.unwrap_or(SHARED));
        let Some(moment) = end_of(written, zone) else {
            self.error(
                reader,
                place,
                ProblemKind::NoSuchDay {
                    value: written.to_string(),
                },
            );
            return None;
        };
        if moment <= self.circumstances.now {
            self.error(
                reader,
                place,
                ProblemKind::Over {
                    value: written.to_string(),
                },
            );
        }
        Some(moment)
    }

    fn exhibit(&mut self, name: &str) -> Option<Exhibit> {
        let reader = self.open(&format!("{name}/exhibit.toml"))?;
        let table = reader.root();
        let title = self.text(&reader, &table, "title", limits::HEADING_CHARS_MAX);
        let subtitle = self.text(&reader, &table, "subtitle", limits::HEADING_CHARS_MAX);
        let cover = self.picture(&reader, &table, "cover", name);
        let (kind, place) = self.string(&reader, &table, "kind")?;
        let inside = Inside {
            reader: &reader,
            table: &table,
            folder: name,
        };
        let content = match kind.as_str() {
            "story" => ExhibitContent::Story(self.story(&inside)),
            "gallery" => ExhibitContent::Gallery(self.gallery(&inside)),
            "model" => ExhibitContent::Model(self.model(&inside)?),
            "panorama" => ExhibitContent::Panorama(self.panorama(&inside)),
            "quiz" => ExhibitContent::Quiz(self.quiz(&inside)),
            "timeline" => ExhibitContent::Timeline(self.timeline(&inside)),
            "people" => ExhibitContent::People(self.people(&inside)),
            "compare" => ExhibitContent::Compare(self.compare(&inside)),
            "figures" => ExhibitContent::Figures(self.figures(&inside)),
            "map" => ExhibitContent::Map(self.map(&inside)?),
            "guide" => ExhibitContent::Guide(self.guide(&inside)?),
            "wall" => ExhibitContent::Wall(self.wall(&inside)),
            "video" => ExhibitContent::Video(self.video(&inside)?),
            _ => {
                self.error(&reader, place, ProblemKind::Kind { found: kind });
                return None;
            }
        };
        Some(Exhibit {
            id: name.to_owned(),
            title,
            subtitle,
            cover: cover?,
            content,
        })
    }

    /// No keys but these and those that every exhibit has.
    fn only_inside(&mut self, inside: &Inside, known: &[&str]) {
        let common = ["kind", "cover", "title", "subtitle"];
        self.only(inside.reader, inside.table, &[&common, known].concat());
    }
}

/// The moment a date or a time of a date is over; `None` when there is no such day.
fn end_of(written: Datetime, zone: Tz) -> Option<DateTime<Utc>> {
    let date = written.date?;
    let day = NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())?;
    let Some(time) = written.time else {
        return local_instant(
            day.checked_add_signed(Duration::days(1))?
                .and_time(NaiveTime::MIN),
            zone,
        );
    };
    let (hour, minute, second) = (time.hour, time.minute, time.second.unwrap_or(0));
    let local = day.and_hms_opt(hour.into(), minute.into(), second.into())?;
    match written.offset {
        None => local_instant(local, zone),
        Some(Offset::Z) => Some(local.and_utc()),
        Some(Offset::Custom { minutes }) => {
            let offset = FixedOffset::east_opt(i32::from(minutes) * 60)?;
            Some(
                local
                    .and_local_timezone(offset)
                    .single()?
                    .with_timezone(&Utc),
            )
        }
    }
}

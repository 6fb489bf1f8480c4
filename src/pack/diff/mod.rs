//! What publishing a pack changes for visitors, and how many bytes travel to each kiosk.
//!
//! One function for the console and the command line, so that both say the same; `costs` counts what travels of large
//! files, `words` puts it all into words.

mod costs;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::model::exhibit::{Exhibit, ExhibitContent};
use crate::model::manifest::{Manifest, PackFile};
use crate::model::text::{LanguageTag, LocalizedText};

pub use costs::{ChunkCosts, KnownChunks};
pub use words::size;

/// What becomes of an exhibit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is new.
    Added,
    /// Its content differs.
    Changed,
    /// It goes away.
    Removed,
}

/// One thing that differs.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// So many texts are new or differ.
    Words(usize),
    /// So many pictures are new or differ.
    Pictures(usize),
    /// The number of pages, pictures, questions or, of a pack, exhibits.
    Parts {
        /// Until now.
        before: usize,
        /// From now on.
        after: usize,
    },
    /// It is another kind of exhibit.
    Kind,
    /// Everything is as it was, in another order.
    Order,
    /// Another answer is the right one.
    Answers,
    /// The languages of the pack.
    Languages(Vec<LanguageTag>),
    /// Until when the pack is shown.
    NotAfter(Option<DateTime<Utc>>),
    /// What no other fact names.
    Other,
}

/// Files that travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Load {
    /// How many.
    pub files: usize,
    /// Their bytes on the wire.
    pub bytes: u64,
}

/// One exhibit that differs.
#[derive(Debug, Clone, PartialEq)]
pub struct ExhibitChange {
    /// The exhibit.
    pub id: String,
    /// Its title, the new one if it has one.
    pub title: LocalizedText,
    /// What becomes of it.
    pub fate: Fate,
    /// What differs in it.
    pub facts: Vec<Fact>,
    /// What travels for it. A file that several exhibits show counts for the first.
    pub load: Load,
}

/// What publishing would change.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Changes {
    /// Version kiosks have now; `None` when this is the pack's first.
    pub version_now: Option<u64>,
    /// What differs in the pack's own texts, picture, order and dates.
    pub pack: Vec<Fact>,
    /// What travels for the pack itself: its cover, pictures of activities.
    pub pack_load: Load,
    /// Exhibits that differ: those there are in the order of the home screen, then those that go.
    pub exhibits: Vec<ExhibitChange>,
    /// Everything that travels.
    pub total: Load,
    /// Whether nothing at all differs.
    pub nothing: bool,
}

/// How many bytes travel for a file that a kiosk does not have whole.
pub type BytesFor<'a> = &'a dyn Fn(&PackFile) -> u64;

/// For [`Changes::between`], where every new file travels whole.
pub fn whole_file(file: &PackFile) -> u64 {
    file.length
}

impl Changes {
    /// What `next` changes against `now`; `bytes_for` says what a new file costs.
    pub fn between(now: Option<&Manifest>, next: &Manifest, bytes_for: BytesFor) -> Self {
        let mut travelling = Travelling::new(now, bytes_for);
        // The pack's own picture first: what an exhibit shows as well counts for the pack.
        let mut pack_load = travelling.load(
            next,
            [next.cover.as_str()]
                .into_iter()
                .chain(next.look.logo.as_deref()),
        );
        let mut exhibits: Vec<_> = next
            .exhibits
            .iter()
            .filter_map(|exhibit| {
                let before = now.and_then(|now| Some((now, now.exhibit(&exhibit.id)?)));
                let facts = match before {
                    Some((now, before)) => facts_of_exhibit(now, before, next, exhibit),
                    None => Vec::new(),
                };
                let load = travelling.load(next, exhibit.paths().iter().map(String::as_str));
                (before.is_none() || !facts.is_empty()).then(|| ExhibitChange {
                    id: exhibit.id.clone(),
                    title: exhibit.title.clone(),
                    fate: if before.is_none() {
                        Fate::Added
                    } else {
                        Fate::Changed
                    },
                    facts,
                    load,
                })
            })
            .collect();
        let gone = now
            .into_iter()
            .flat_map(|now| &now.exhibits)
            .filter(|exhibit| next.exhibit(&exhibit.id).is_none());
        exhibits.extend(gone.map(|exhibit| ExhibitChange {
            id: exhibit.id.clone(),
            title: exhibit.title.clone(),
            fate: Fate::Removed,
            facts: Vec::new(),
            load: Load::default(),
        }));
        pack_load += travelling.load(next, next.files.keys().map(String::as_str));
        let nothing = now.is_some_and(|now| now.shows_the_same_as(next));
        let mut pack = now.map(|now| facts_of_pack(now, next)).unwrap_or_default();
        // Never silent about a difference: a file under another name, a picture of an activity.
        if now.is_some() && !nothing && pack.is_empty() && exhibits.is_empty() {
            pack.push(Fact::Other);
        }
        Self {
            version_now: now.map(|now| now.version),
            pack,
            pack_load,
            exhibits,
            total: travelling.total,
            nothing,
        }
    }

    /// The exhibits with this fate.
    pub fn with(&self, fate: Fate) -> impl Iterator<Item = &ExhibitChange> {
        self.exhibits
            .iter()
            .filter(move |exhibit| exhibit.fate == fate)
    }
}

impl std::ops::AddAssign for Load {
    fn add_assign(&mut self, other: Self) {
        self.files += other.files;
        self.bytes = self.bytes.saturating_add(other.bytes);
    }
}

/// Counts each new blob once.
struct Travelling<'a> {
    here: BTreeSet<String>,
    bytes_for: BytesFor<'a>,
    total: Load,
}

impl<'a> Travelling<'a> {
    fn new(now: Option<&Manifest>, bytes_for: BytesFor<'a>) -> Self {
        let files = now.into_iter().flat_map(|now| now.files.values());
        Self {
            here: files.map(|file| file.sha256.clone()).collect(),
            bytes_for,
            total: Load::default(),
        }
    }

    fn load<'b>(&mut self, next: &Manifest, paths: impl IntoIterator<Item = &'b str>) -> Load {
        let mut load = Load::default();
        for file in paths.into_iter().filter_map(|path| next.files.get(path)) {
            if self.here.insert(file.sha256.clone()) {
                load += Load {
                    files: 1,
                    bytes: (self.bytes_for)(file),
                };
            }
        }
        self.total += load;
        load
    }
}

fn facts_of_pack(now: &Manifest, next: &Manifest) -> Vec<Fact> {
    let mut facts = Vec::new();
    let words = new_among(
        [&now.title.0, &now.tagline.0],
        [&next.title.0, &next.tagline.0],
    );
    if words > 0 {
        facts.push(Fact::Words(words));
    }
    if hash(now, &now.cover) != hash(next, &next.cover) {
        facts.push(Fact::Pictures(1));
    }
    let logo = |manifest: &Manifest| {
        manifest
            .look
            .logo
            .as_ref()
            .map(|path| hash(manifest, path).to_owned())
    };
    if logo(now) != logo(next) {
        facts.push(Fact::Pictures(1));
    }
    let ids = |manifest: &Manifest| -> Vec<String> {
        manifest
            .exhibits
            .iter()
            .map(|exhibit| exhibit.id.clone())
            .collect()
    };
    let (before, after) = (ids(now), ids(next));
    let (kept_before, kept_after): (Vec<_>, Vec<_>) = (
        before.iter().filter(|id| after.contains(id)).collect(),
        after.iter().filter(|id| before.contains(id)).collect(),
    );
    if kept_before != kept_after {
        facts.push(Fact::Order);
    }
    if now.languages != next.languages {
        facts.push(Fact::Languages(next.languages.clone()));
    }
    if now.not_after != next.not_after {
        facts.push(Fact::NotAfter(next.not_after));
    }
    facts
}

fn facts_of_exhibit(
    now: &Manifest,
    before: &Exhibit,
    next: &Manifest,
    after: &Exhibit,
) -> Vec<Fact> {
    let hashes = |manifest, exhibit: &Exhibit| -> Vec<String> {
        exhibit
            .paths()
            .iter()
            .map(|path| hash(manifest, path).to_owned())
            .collect()
    };
    let (old_pictures, new_pictures) = (hashes(now, before), hashes(next, after));
    if before == after && old_pictures == new_pictures {
        return Vec::new();
    }
    let mut facts = Vec::new();
    if std::mem::discriminant(&before.content) != std::mem::discriminant(&after.content) {
        facts.push(Fact::Kind);
    } else if before.parts() != after.parts() {
        facts.push(Fact::Parts {
            before: before.parts(),
            after: after.parts(),
        });
    }
    let words = new_among(all_words(before), all_words(after));
    if words > 0 {
        facts.push(Fact::Words(words));
    }
    let old: BTreeSet<_> = old_pictures.iter().collect();
    let new: BTreeSet<_> = new_pictures.iter().collect();
    let pictures = new.difference(&old).count();
    if pictures > 0 {
        facts.push(Fact::Pictures(pictures));
    }
    if facts.is_empty() {
        facts.push(match (right_answers(before), right_answers(after)) {
            (old, new) if old != new => Fact::Answers,
            _ if before.texts() != after.texts() || old_pictures != new_pictures => Fact::Order,
            _ => Fact::Other,
        });
    }
    facts
}

fn hash<'a>(manifest: &'a Manifest, path: &str) -> &'a str {
    manifest
        .files
        .get(path)
        .map_or("", |file| file.sha256.as_str())
}

/// How many of `after` are not among `before`, each of those counted once.
fn new_among<T: Ord>(
    before: impl IntoIterator<Item = T>,
    after: impl IntoIterator<Item = T>,
) -> usize {
    let mut left: BTreeMap<T, usize> = BTreeMap::new();
    for item in before {
        *left.entry(item).or_default() += 1;
    }
    let mut new = 0;
    for item in after {
        match left.get_mut(&item) {
            Some(count) if *count > 0 => *count -= 1,
            _ => new += 1,
        }
    }
    new
}

fn all_words(exhibit: &Exhibit) -> impl Iterator<Item = &BTreeMap<LanguageTag, String>> {
    exhibit.texts().into_iter().map(|text| &text.0)
}

fn right_answers(exhibit: &Exhibit) -> Vec<bool> {
    match &exhibit.content {
        ExhibitContent::Quiz(quiz) => quiz
            .questions
            .iter()
            .flat_map(|question| question.answers.iter().map(|answer| answer.right))
            .collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::exhibit::{Gallery, GalleryPicture};

    /// A pack of galleries with one picture each: exhibit and the picture's hash.
    pub(super) fn manifest(exhibits: &[(&str, &str)]) -> Manifest {
        let exhibit = |id: &str| Exhibit {
            id: id.to_owned(),
            title: LocalizedText::zh_en(id, id),
            subtitle: LocalizedText::default(),
            cover: format!("{id}/cover.webp"),
            content: ExhibitContent::Gallery(Gallery {
                pictures: vec![GalleryPicture {
                    picture: format!("{id}/cover.webp"),
                    tiles: None,
                    alt: LocalizedText::default(),
                    caption: LocalizedText::default(),
                }],
            }),
        };
        let file = |sha256: &str| PackFile {
            sha256: sha256.to_owned(),
            length: 10,
            media_type: "image/webp".to_owned(),
            chunk_index: None,
            width: None,
            height: None,
        };
        Manifest {
            format: 1,
            id: "riyue".to_owned(),
            centre: "riyue".to_owned(),
            version: 3,
            languages: vec![],
            title: LocalizedText::default(),
            tagline: LocalizedText::default(),
            cover: String::new(),
            ambience: None,
            look: crate::model::look::PackLook::default(),
            not_after: None,
            exhibits: exhibits.iter().map(|(id, _)| exhibit(id)).collect(),
            files: exhibits
                .iter()
                .map(|(id, hash)| (format!("{id}/cover.webp"), file(hash)))
                .collect(),
        }
    }

    #[track_caller]
    fn check(now: &Manifest, next: &Manifest, expected: &str) {
        let changes = Changes::between(Some(now), next, &whole_file);
        let lines = changes.in_words(next, "en");
        assert_eq!(lines.join("\n"), expected.trim());
        assert_eq!(changes.nothing, now == next);
    }

    #[test]
    fn a_confirmation_says_what_changes_for_visitors_and_what_travels() {
        let one = manifest(&[("a", "1")]);
        check(&one, &one, "riyue: nothing changes");
        check(
            &one,
            &manifest(&[("a", "1"), ("b", "2")]),
            "riyue changes for visitors:\n  new  b (b): 1 file, 10 B to fetch\nEvery kiosk fetches 10 B (1 file).",
        );
        check(
            &manifest(&[("a", "1"), ("b", "2")]),
            &manifest(&[("a", "9")]),
            "riyue changes for visitors:\n  changed  a (a): 1 picture; 1 file, 10 B to fetch\n  gone  b (b)\nEvery kiosk fetches 10 B (1 file).",
        );
        check(
            &manifest(&[("a", "1"), ("b", "2")]),
            &manifest(&[("b", "2"), ("a", "1")]),
            "riyue changes for visitors:\n  changed  the pack itself: the order\nEvery kiosk fetches 0 B (0 files).",
        );
        let mut until = one.clone();
        until.not_after = "2027-01-01T00:00:00Z".parse().ok();
        until.exhibits[0].title = LocalizedText::zh_en("a", "An A");
        check(
            &one,
            &until,
            "riyue changes for visitors:\n  changed  the pack itself: shown until 2027-01-01 00:00 UTC\n  changed  An A (a): 1 text\nEvery kiosk fetches 0 B (0 files).",
        );
    }

    #[test]
    fn a_blob_travels_once_and_as_chunks_where_somebody_says_so() {
        let next = manifest(&[("a", "1"), ("b", "1")]);
        let first = Changes::between(None, &next, &|_| 3);
        assert_eq!(
            (first.version_now, first.total),
            (None, Load { files: 1, bytes: 3 })
        );
        let loads: Vec<_> = first
            .with(Fate::Added)
            .map(|exhibit| exhibit.load.bytes)
            .collect();
        assert_eq!(loads, [3, 0]);
    }

    #[test]
    fn no_difference_is_passed_over_in_silence() {
        let now = manifest(&[("a", "1")]);
        let mut next = now.clone();
        next.files.insert(
            "activities/x.webp".to_owned(),
            now.files["a/cover.webp"].clone(),
        );
        let changes = Changes::between(Some(&now), &next, &whole_file);
        assert_eq!((changes.nothing, changes.pack), (false, vec![Fact::Other]));
    }
}

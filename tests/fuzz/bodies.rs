//! What each fuzz target does with its bytes: `tests/fuzz/targets` runs them under cargo-fuzz for as long as anyone
//! likes, `tests/it/fuzz.rs` on the seeds and a bounded number of changes to them in every test run.
//!
//! A body may refuse its bytes. It may not panic, hold or write much more than it was given, or write anywhere but in
//! its own folder.

use std::fs;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sigstore_tuf::MetadataStore as _;
use tongxin::api::delivery::DeliveryBatch;
use tongxin::model::manifest::{MANIFEST_BYTES_MAX, Manifest};
use tongxin::model::note::{GRID, NoteContent, POINTS_MAX, WORDS_CHARS_MAX};
use tongxin::model::outgoing::Outgoing;
use tongxin::model::question::{QUESTION_CHARS_MAX, key};
use tongxin::pack::activation::PackStore;
use tongxin::pack::archive::names;
use tongxin::pack::author::{self, Circumstances};
use tongxin::pack::blobs::BlobStore;
use tongxin::pack::chunks::{CHUNK_BYTES_MAX, ChunkIndex, coalesce};
use tongxin::pack::diff::{Changes, whole_file};
use tongxin::pack::export;
use tongxin::pack::fetch::Delivery;
use tongxin::pack::transport::{BlobStream, FolderTransport, Transport, TransportError};
use tongxin::pack::trust::client::{self, Reader};
use tongxin::pack::trust::store::DoubleStore;
use tongxin::pack::update::{Order, UpdateOutcome, Updated, update};

/// The root that the kiosk of `stick` trusts; the seeds are signed under it.
const STICK_ROOT: &str = include_str!("stick-root.json");

/// A target: its name, which is its seeds' folder, and what it does.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: &[Target] = &[
    ("archive", archive),
    ("author", author_folder),
    ("chunks", chunks),
    ("deliveries", deliveries),
    ("manifest", manifest),
    ("metadata", metadata),
    ("stick", stick),
];

/// Deflate packs 1,032 bytes into one at the most; we refuse long before that, except in small files.
const UNPACKED_PER_BYTE: u64 = 1_100;

/// What a kiosk delivers of what visitors left.
pub fn deliveries(bytes: &[u8]) {
    let Ok(batch) = serde_json::from_slice::<DeliveryBatch>(bytes) else {
        return;
    };
    for delivery in batch.deliveries {
        let note = match delivery.what {
            Outgoing::Note(note) if note.check().is_ok() => note,
            Outgoing::Note(_) => continue,
            Outgoing::Question(question) => {
                if question.check().is_ok() {
                    assert!(question.text.chars().count() <= QUESTION_CHARS_MAX);
                    assert!(!key(&question.text).is_empty());
                }
                continue;
            }
            Outgoing::AnswerRead(read) => {
                read.check().ok();
                continue;
            }
            // Whether a registration is whole is decided where it is registered.
            Outgoing::Registration(_) | Outgoing::Unanswered => continue,
        };
        match note.content {
            NoteContent::Words(words) => assert!(words.chars().count() <= WORDS_CHARS_MAX),
            NoteContent::Drawing(strokes) => {
                let points: usize = strokes.iter().map(|stroke| stroke.points.len()).sum();
                assert!(points <= POINTS_MAX);
                for stroke in strokes {
                    // Smooth, and on the paper but for a curve's swing.
                    let (first, pieces) = stroke.curve();
                    let near = -f32::from(GRID)..=2.0 * f32::from(GRID);
                    let steps = pieces.iter().flatten().flatten().chain(&first);
                    assert!(steps.copied().all(|step| near.contains(&step)));
                    let before = stroke.points.len();
                    assert!(stroke.thinned().points.len() <= before);
                }
            }
        }
    }
}

/// A pack file somebody dropped on the console.
pub fn archive(bytes: &[u8]) {
    in_a_folder(|folder| {
        let (file, into) = (
            folder.join("outside/pack.txpack"),
            folder.join("outside/inside"),
        );
        fs::create_dir_all(&into).expect("a folder");
        fs::write(&file, bytes).expect("written");
        let unpacked = tongxin::pack::archive::unpack(&file, &into);
        assert_eq!(entries(folder), 1, "nothing was written outside");
        assert_eq!(
            entries(&folder.join("outside")),
            2,
            "nothing was written outside"
        );
        assert!(
            length_of(&into) <= UNPACKED_PER_BYTE * bytes.len() as u64,
            "more came out than was in it"
        );
        match unpacked {
            Ok(root) => {
                assert!(root.starts_with(&into) && root.join("pack.toml").is_file());
                check(&root);
            }
            Err(error) => {
                let told = error.explain("en");
                assert!(
                    !told.is_empty() && told.len() < 4096 && !told.contains(char::is_control),
                    "{told:?}"
                );
            }
        }
    });
}

/// What an author typed into `pack.toml`, and into an exhibit.
pub fn author_folder(bytes: &[u8]) {
    in_a_folder(|folder| {
        fs::create_dir(folder.join("one")).expect("a folder");
        for name in ["pack.toml", "one/exhibit.toml", "activities.toml"] {
            fs::write(folder.join(name), bytes).expect("written");
        }
        check(folder);
    });
}

fn check(folder: &Path) {
    let circumstances = Circumstances {
        now: now(),
        zone_of: &|_| chrono_tz::Asia::Shanghai,
    };
    let checked = author::check_in(folder, &circumstances);
    for problem in &checked.problems {
        for language in ["zh-CN", "en"] {
            let told = problem.what(language) + &problem.remedy(language) + &problem.place();
            assert!(
                told.len() < 16 * 1024 && !told.contains(char::is_control),
                "{told:?}"
            );
        }
    }
    if let Some(manifest) = checked.manifest {
        let json = serde_json::to_vec(&manifest).expect("JSON");
        assert!(
            json.len() as u64 <= MANIFEST_BYTES_MAX,
            "what is checked can be published"
        );
    }
}

/// A manifest as a repository serves it.
pub fn manifest(bytes: &[u8]) {
    let Ok(manifest) = serde_json::from_slice::<Manifest>(bytes) else {
        return;
    };
    in_a_folder(|folder| {
        let blobs = BlobStore::open(folder.join("blobs")).expect("a store");
        for file in manifest.files.values() {
            assert!(
                blobs.path(&file.sha256).starts_with(folder),
                "a blob lies in its store"
            );
            assert!(!blobs.contains(file));
        }
        manifest.blob_bytes();
        for exhibit in &manifest.exhibits {
            assert!(manifest.exhibit(&exhibit.id).is_some() && !exhibit.paths().is_empty());
        }
        for now in [None, Some(&manifest)] {
            let changes = Changes::between(now, &manifest, &whole_file);
            changes.in_words(&manifest, "en");
        }
        let again: Manifest =
            serde_json::from_slice(&serde_json::to_vec(&manifest).expect("JSON")).expect("JSON");
        assert_eq!(again, manifest, "what is kept is what came");
    });
}

/// A chunk index, behind the eight bytes of its file's length.
pub fn chunks(bytes: &[u8]) {
    let Some((length, index)) = bytes.split_first_chunk() else {
        return;
    };
    let length = u64::from_le_bytes(*length);
    let Ok(parsed) = ChunkIndex::parse(index, length) else {
        return;
    };
    let mut end = 0;
    for chunk in parsed.chunks() {
        assert_eq!(chunk.offset, end, "no gaps");
        assert!((1..=CHUNK_BYTES_MAX).contains(&(chunk.length as usize)));
        end += u64::from(chunk.length);
    }
    assert_eq!(end, length, "the whole file");
    assert_eq!(parsed.to_bytes(), index, "what is kept is what came");
    for asked in coalesce(parsed.chunks(), 1024 * 1024) {
        assert!(!asked.is_empty());
    }
}

/// Metadata from a hostile repository and from a disk that rots: every file is these bytes.
pub fn metadata(bytes: &[u8]) {
    in_a_folder(|folder| {
        let kept = folder.join("kept");
        fs::create_dir_all(kept.join("targets")).expect("a folder");
        for name in [
            "root.json",
            "timestamp.json",
            "snapshot.json",
            "targets.json",
        ] {
            for copy in ["a", "b"] {
                fs::write(kept.join(format!("{name}.{copy}")), bytes).expect("written");
            }
        }
        let store = DoubleStore::new(&kept);
        let name = String::from_utf8_lossy(
            bytes
                .split(|byte| *byte == b'\n')
                .next()
                .unwrap_or_default(),
        );
        let stored = store.store(&name, bytes).is_ok();
        let loaded = store.load(&name).ok().flatten();
        assert!(
            !stored || loaded.is_none_or(|loaded| loaded == bytes),
            "what was kept is what came"
        );
        store
            .load("timestamp.json")
            .expect("a copy that is not whole is no copy");
        let holding = std::collections::BTreeMap::new();
        let reader = Reader {
            centre: "riyue",
            kiosk: "kiosk-1",
            holding: &holding,
        };
        let root = String::from_utf8_lossy(bytes).into_owned();
        let hostile = Arc::new(Hostile(bytes.to_vec()));
        let refreshed = RUNTIME.with(|runtime| {
            runtime.block_on(client::refresh(hostile, &store, &root, &reader, now()))
        });
        assert!(refreshed.is_err(), "no bytes sign themselves in every role");
        assert_eq!(entries(folder), 1, "nothing was written outside");
        assert!(
            length_of(folder) <= 64 * bytes.len() as u64 + 64 * 1024,
            "little is kept"
        );
    });
}

/// A stick somebody put into a kiosk: for each file a line with its name, a line with its length, and its bytes.
pub fn stick(bytes: &[u8]) {
    is_taken(bytes);
}

/// Whether a kiosk would show what is on the stick.
pub fn is_taken(bytes: &[u8]) -> bool {
    let mut taken = false;
    in_a_folder(|folder| {
        let export = folder.join("stick").join(export::FOLDER);
        fs::create_dir_all(&export).expect("a folder");
        for (name, content) in files_in(bytes) {
            let path = export.join(name);
            // A name that is a file here and a folder there: then there is one less.
            let made = path
                .parent()
                .map(fs::create_dir_all)
                .is_some_and(|made| made.is_ok());
            if made && !path.is_dir() {
                fs::write(path, content).unwrap_or_default();
            }
        }
        let found = export::find(&[folder.to_owned()]);
        assert!(found.len() <= 1, "one stick has one export");
        let kiosk = PackStore::open(&folder.join("kiosk")).expect("a store");
        let transport: Arc<dyn Transport> =
            Arc::new(FolderTransport::new(&export, &export::blobs_in(&export)));
        let order = Order {
            first_root: STICK_ROOT,
            kiosk: "kiosk-1",
            centre: "riyue",
            now: now(),
        };
        let delivery = Delivery::from_server(transport.clone());
        let updated = RUNTIME
            .with(|runtime| runtime.block_on(update(&kiosk, transport, &delivery, order, &|_| {})));
        if let Ok(Updated {
            outcome: UpdateOutcome::Staged(generation),
            ..
        }) = updated
        {
            taken = true;
            let content = kiosk.content(generation).expect("what is staged is whole");
            let files = content
                .manifests
                .iter()
                .flat_map(|manifest| manifest.files.values());
            assert!(
                files.into_iter().all(|file| content.blobs.verify(file)),
                "every byte of it"
            );
        }
        drop(kiosk);
        assert_eq!(entries(folder), 2, "nothing was written outside");
        let kept = length_of(&folder.join("kiosk/blobs")) + length_of(&folder.join("kiosk/tuf"));
        assert!(kept <= 4 * bytes.len() as u64 + 64 * 1024, "little is kept");
    });
    taken
}

fn files_in(mut bytes: &[u8]) -> Vec<(&str, &[u8])> {
    let mut files = Vec::new();
    while let Some((name, rest)) = split_line(bytes) {
        let Some((length, rest)) = split_line(rest) else {
            break;
        };
        let length = length.parse().unwrap_or(0).min(rest.len());
        let (content, rest) = rest.split_at(length);
        if names::check(name.as_bytes()).is_ok() && !name.ends_with('/') {
            files.push((name, content));
        }
        bytes = rest;
    }
    files
}

fn split_line(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    Some((std::str::from_utf8(&bytes[..end]).ok()?, &bytes[end + 1..]))
}

/// Answers every question with the same bytes, as many as are asked for.
struct Hostile(Vec<u8>);

#[async_trait]
impl Transport for Hostile {
    async fn metadata(&self, _: &str, length_max: u64) -> Result<Option<Vec<u8>>, TransportError> {
        let length = self
            .0
            .len()
            .min(usize::try_from(length_max).unwrap_or(usize::MAX));
        Ok(Some(self.0[..length].to_vec()))
    }

    async fn target(&self, name: &str, length_max: u64) -> Result<Option<Vec<u8>>, TransportError> {
        self.metadata(name, length_max).await
    }

    async fn blob(&self, sha256: &str, _: Range<u64>) -> Result<BlobStream, TransportError> {
        Err(TransportError::Unreachable(sha256.to_owned()))
    }
}

thread_local! {
    static RUNTIME: tokio::runtime::Runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_521_600, 0).expect("a time")
}

fn in_a_folder(body: impl FnOnce(&Path)) {
    // In memory where there is such a place: what is written durably would wait for the disk thousands of times.
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() {
        tempfile::tempdir_in(memory)
    } else {
        tempfile::tempdir()
    };
    body(folder.expect("a folder").path());
}

fn entries(folder: &Path) -> usize {
    fs::read_dir(folder).expect("a folder").count()
}

/// Bytes of every file in a folder; links count as what they are.
fn length_of(folder: &Path) -> u64 {
    let lengths = fs::read_dir(folder).expect("a folder").map(|entry| {
        let path = entry.expect("an entry").path();
        let meta = path.symlink_metadata().expect("there");
        assert!(
            meta.is_dir() || meta.is_file(),
            "only files and folders are written"
        );
        if meta.is_dir() {
            length_of(&path)
        } else {
            meta.len()
        }
    });
    lengths.sum()
}

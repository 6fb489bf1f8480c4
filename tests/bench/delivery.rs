//! What an update costs: bytes, processor time, and the disk's share. `cargo bench --bench delivery`.
//!
//! Everything is real but the wire: repository and blobs are read from a folder through the same `Transport` that HTTP
//! has, and every byte that passes it is counted.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::ops::Range;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use futures_util::StreamExt as _;
use sha2::{Digest as _, Sha256};
use tongxin::model::manifest::{CHUNKED_BYTES_MIN, MANIFEST_FORMAT, Manifest, PackFile};
use tongxin::model::text::LocalizedText;
use tongxin::pack::activation::PackStore;
use tongxin::pack::blobs::BlobStore;
use tongxin::pack::fetch::Delivery;
use tongxin::pack::transport::{BlobStream, FolderTransport, Transport, TransportError};
use tongxin::pack::trust::sign::Repository;
use tongxin::pack::update::{Order, UpdateOutcome, Updated, update};

const MB: usize = 1_000_000;
const CENTRE: &str = "riyue";

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        changed_pack().await;
        store_throughput().await;
        fleet_metadata().await;
    });
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_763_863_200, 0).expect("a time")
}

/// Bytes without a pattern, as media are, the same for the same seed.
fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}

/// 196 MB: four files of 40 MB, sixty of 600 kB.
fn pack_files(folder: &Path) {
    for large in 0..4 {
        fs::write(
            folder.join(format!("large-{large}.mp4")),
            noise(large, 40 * MB),
        )
        .expect("written");
    }
    for small in 0..60 {
        let bytes = noise(100 + small, 600_000);
        fs::write(folder.join(format!("small-{small}.webp")), bytes).expect("written");
    }
}

/// Puts `bytes` in the place of as many in the middle of a file.
fn overwrite_middle(path: &Path, bytes: &[u8]) {
    let mut content = fs::read(path).expect("read");
    let at = content.len() / 2;
    content[at..at + bytes.len()].copy_from_slice(bytes);
    fs::write(path, content).expect("written");
}

/// Puts `bytes` between the halves of a file.
fn insert_middle(path: &Path, bytes: &[u8]) {
    let content = fs::read(path).expect("read");
    let (head, tail) = content.split_at(content.len() / 2);
    fs::write(path, [head, bytes, tail].concat()).expect("written");
}

struct Scene {
    folder: tempfile::TempDir,
    repository: Repository,
    blobs: BlobStore,
    version: u64,
}

impl Scene {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path();
        let mut repository =
            Repository::open_or_create(&path.join("tuf"), &path.join("keys"), now())
                .await
                .expect("made");
        repository
            .add_centre(CENTRE, now())
            .await
            .expect("delegated");
        let blobs = BlobStore::open(path.join("blobs")).expect("opened");
        fs::create_dir(path.join("source")).expect("made");
        Self {
            folder,
            repository,
            blobs,
            version: 0,
        }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn source(&self) -> std::path::PathBuf {
        self.path().join("source")
    }

    async fn publish(&mut self) -> Manifest {
        self.version += 1;
        let mut files = BTreeMap::new();
        for entry in fs::read_dir(self.source()).expect("read") {
            let path = entry.expect("read").path();
            let bytes = fs::read(&path).expect("read");
            let mut file = PackFile {
                sha256: hex::encode(Sha256::digest(&bytes)),
                length: bytes.len() as u64,
                media_type: "application/octet-stream".to_owned(),
                chunk_index: None,
                width: None,
                height: None,
            };
            self.blobs.add_file(&path, &file).expect("added");
            if file.length > CHUNKED_BYTES_MIN {
                file.chunk_index = Some(self.blobs.cut(&file).expect("cut"));
            }
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            files.insert(name, file);
        }
        let manifest = Manifest {
            format: MANIFEST_FORMAT,
            id: "bench".to_owned(),
            centre: CENTRE.to_owned(),
            version: self.version,
            languages: vec!["en".to_owned()],
            title: LocalizedText::default(),
            tagline: LocalizedText::default(),
            cover: String::new(),
            ambience: None,
            look: tongxin::model::look::PackLook::default(),
            not_after: None,
            exhibits: Vec::new(),
            files,
        };
        self.repository
            .publish_manifest(&manifest, now())
            .await
            .expect("published");
        manifest
    }

    fn wire(&self) -> Arc<Wire> {
        Arc::new(Wire {
            folder: FolderTransport::new(&self.path().join("tuf"), self.blobs.folder()),
            metadata_bytes: AtomicU64::new(0),
            compressed_bytes: AtomicU64::new(0),
        })
    }

    async fn update(&self, kiosk: &PackStore, wire: &Arc<Wire>) -> Updated {
        let order = Order {
            first_root: self.repository.first_root(),
            kiosk: "k1",
            centre: CENTRE,
            now: now(),
        };
        let delivery = Delivery::from_server(wire.clone());
        let updated = update(kiosk, wire.clone(), &delivery, order, &|_| {})
            .await
            .expect("updates");
        if let UpdateOutcome::Staged(generation) = updated.outcome {
            kiosk.activate(generation).expect("activated");
        }
        updated
    }
}

/// Counts what passes: blobs are counted by the update itself.
struct Wire {
    folder: FolderTransport,
    metadata_bytes: AtomicU64,
    compressed_bytes: AtomicU64,
}

impl Wire {
    fn count(&self, bytes: Option<Vec<u8>>) -> Option<Vec<u8>> {
        let bytes = bytes?;
        self.metadata_bytes
            .fetch_add(bytes.len() as u64, Ordering::Relaxed);
        let compressed = zip_bytes(&bytes).min(bytes.len() as u64);
        self.compressed_bytes
            .fetch_add(compressed, Ordering::Relaxed);
        Some(bytes)
    }

    fn metadata(&self) -> u64 {
        self.metadata_bytes.load(Ordering::Relaxed)
    }

    fn compressed(&self) -> u64 {
        self.compressed_bytes.load(Ordering::Relaxed)
    }
}

#[async_trait]
impl Transport for Wire {
    async fn metadata(&self, name: &str, max: u64) -> Result<Option<Vec<u8>>, TransportError> {
        Ok(self.count(self.folder.metadata(name, max).await?))
    }

    async fn target(&self, path: &str, max: u64) -> Result<Option<Vec<u8>>, TransportError> {
        Ok(self.count(self.folder.target(path, max).await?))
    }

    async fn blob(&self, sha256: &str, range: Range<u64>) -> Result<BlobStream, TransportError> {
        Ok(self.folder.blob(sha256, range).await?.boxed())
    }
}

/// Bytes as deflate makes them, which is what HTTP's gzip does.
fn zip_bytes(bytes: &[u8]) -> u64 {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated);
    writer.start_file("x", options).expect("begun");
    writer.write_all(bytes).expect("written");
    let bytes = writer.finish().expect("finished").into_inner();
    // Less the archive's own headers.
    (bytes.len() as u64).saturating_sub(100)
}

fn row(what: &str, value: impl std::fmt::Display) {
    println!("  {what:<64} {value:>16}");
}

fn mb(bytes: u64) -> String {
    format!("{:.2} MB", bytes as f64 / 1e6)
}

/// Processor time of this process.
fn cpu() -> Duration {
    let stat = fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanos = stat.split(' ').next().and_then(|nanos| nanos.parse().ok());
    Duration::from_nanos(nanos.unwrap_or(0))
}

async fn changed_pack() {
    println!("a pack of 184 MB and larger, what is changed, and what travels");
    let mut scene = Scene::new().await;
    pack_files(&scene.source());
    let first = scene.publish().await;
    let kiosk = PackStore::open(&scene.path().join("kiosk")).expect("opened");
    let before = scene.update(&kiosk, &scene.wire()).await;
    row("whole pack, first time", mb(before.traffic.server_bytes));

    let source = scene.source();
    for small in 0..3 {
        fs::write(
            source.join(format!("small-{small}.webp")),
            noise(900 + small, 600_000),
        )
        .expect("written");
    }
    overwrite_middle(&source.join("large-0.mp4"), &noise(990, MB));
    compare(
        &mut scene,
        &kiosk,
        &first,
        "three small files, 1 MB in the middle of 40 MB",
    )
    .await;

    let second = scene.publish().await;
    for large in 0..3 {
        insert_middle(
            &source.join(format!("large-{large}.mp4")),
            &noise(1000 + large, 1000),
        );
    }
    overwrite_middle(&source.join("large-3.mp4"), &noise(1010, 200_000));
    compare(&mut scene, &kiosk, &second, "four edits of large files").await;

    let mut bytes = 0;
    let rounds = 50;
    let begun = cpu();
    for _ in 0..rounds {
        let wire = scene.wire();
        let updated = scene.update(&kiosk, &wire).await;
        assert_eq!(updated.outcome, UpdateOutcome::Unchanged);
        bytes = wire.metadata();
    }
    row("nothing changed: metadata", format!("{bytes} B"));
    row(
        "nothing changed: processor time",
        format!(
            "{:.2} ms",
            (cpu() - begun).as_secs_f64() * 1000.0 / f64::from(rounds)
        ),
    );
}

async fn compare(scene: &mut Scene, kiosk: &PackStore, before: &Manifest, what: &str) {
    let after = scene.publish().await;
    let known: Vec<_> = before.files.values().map(|file| &file.sha256).collect();
    let per_file: u64 = after
        .files
        .values()
        .filter(|file| !known.contains(&&file.sha256))
        .map(|file| file.length)
        .sum();
    let wire = scene.wire();
    let begun = cpu();
    let updated = scene.update(kiosk, &wire).await;
    let traffic = updated.traffic;
    println!(" {what}");
    row("whole archive", mb(after.blob_bytes()));
    row("changed files", mb(per_file));
    row("chunks, indexes included", mb(traffic.server_bytes));
    row("requests for blobs", traffic.requests);
    row("metadata and manifest", mb(wire.metadata()));
    row(
        "processor time",
        format!("{:.2} s", (cpu() - begun).as_secs_f64()),
    );
}

async fn store_throughput() {
    println!("verify and store beside the same bytes through other programs, on the same disk");
    let mut scene = Scene::new().await;
    pack_files(&scene.source());
    let manifest = scene.publish().await;
    let total = manifest.blob_bytes();
    let rate = |time: Duration| format!("{:.0} MB/s", total as f64 / 1e6 / time.as_secs_f64());
    let mut best = [Duration::MAX; 3];
    for round in 0..3 {
        let kiosk = PackStore::open(&scene.path().join(format!("kiosk-{round}"))).expect("opened");
        shell("sync");
        let wire = scene.wire();
        let begun = Instant::now();
        scene.update(&kiosk, &wire).await;
        best[0] = best[0].min(begun.elapsed());
        let source = scene.source().display().to_string();
        let begun = Instant::now();
        shell(&format!("sha256sum {source}/* > /dev/null"));
        best[1] = best[1].min(begun.elapsed());
        let copy = scene
            .path()
            .join(format!("copy-{round}"))
            .display()
            .to_string();
        let begun = Instant::now();
        shell(&format!("cp -r {source} {copy} && sync -f {copy}"));
        best[2] = best[2].min(begun.elapsed());
    }
    row(
        "update: fetch from a folder, verify, store, sync",
        rate(best[0]),
    );
    row("sha256sum", rate(best[1]));
    row("cp and sync", rate(best[2]));
    row(
        "share of cp and sync",
        format!("{:.2}", best[2].as_secs_f64() / best[0].as_secs_f64()),
    );
}

fn shell(command: &str) {
    let status = Command::new("sh")
        .args(["-c", command])
        .status()
        .expect("started");
    assert!(status.success(), "{command}");
}

async fn fleet_metadata() {
    println!("metadata of 500 centres, 20 packs in ours");
    let mut scene = Scene::new().await;
    for centre in 0..499 {
        scene
            .repository
            .add_centre(&format!("centre-{centre:03}"), now())
            .await
            .expect("delegated");
    }
    fs::write(scene.source().join("small.webp"), noise(1, 1000)).expect("written");
    let mut manifest = scene.publish().await;
    for pack in 0..20 {
        manifest.id = format!("pack-{pack}");
        scene
            .repository
            .publish_manifest(&manifest, now())
            .await
            .expect("published");
    }
    let kiosk = PackStore::open(&scene.path().join("kiosk")).expect("opened");
    let wire = scene.wire();
    scene.update(&kiosk, &wire).await;
    row("a new kiosk: all of it", format!("{} B", wire.metadata()));
    row(
        "a new kiosk: compressed",
        format!("{} B", wire.compressed()),
    );
    let wire = scene.wire();
    scene.update(&kiosk, &wire).await;
    row("nothing changed", format!("{} B", wire.metadata()));
    // Another centre publishes: every kiosk of the city hears of it.
    manifest.centre = "centre-000".to_owned();
    scene
        .repository
        .publish_manifest(&manifest, now())
        .await
        .expect("published");
    let wire = scene.wire();
    scene.update(&kiosk, &wire).await;
    row(
        "another centre published: plain",
        format!("{} B", wire.metadata()),
    );
    row(
        "another centre published: compressed",
        format!("{} B", wire.compressed()),
    );
    row(
        "100,000 kiosks, one publication, compressed",
        format!("{:.3} GB", wire.compressed() as f64 * 1e5 / 1e9),
    );
}

//! Makes the folders of `tests/it/data/trust`, with the keys in `keys` there, which are for nothing else.
//!
//! `cargo test --test it trust::make::again -- --ignored` writes them; an ordinary run makes them in another place and
//! compares, so that what is committed is what is described here.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use sigstore_tuf::canonical_json::to_canonical_bytes;
use tongxin::model::play_schedule::PlaySchedule;
use tongxin::pack::trust::sign::Repository;

use super::attacks::data;
use super::{day, folders, manifest};

const KEYS: [&str; 12] = [
    "root",
    "targets",
    "snapshot",
    "timestamp",
    "shared",
    "centre-riyue",
    "centre-guomao",
    "new-root",
    "new-snapshot",
    "new-timestamp",
    "new-riyue",
    "stranger",
];

pub(super) struct Forge {
    pub(super) out: PathBuf,
    keys: BTreeMap<String, Ed25519KeyPair>,
}

impl Forge {
    pub(super) fn new(out: &Path) -> Self {
        let folder = data().join("keys");
        let keys = KEYS.iter().map(|name| {
            let bytes = fs::read(folder.join(format!("{name}.pk8"))).expect("a key");
            let pair = Ed25519KeyPair::from_pkcs8(&bytes).expect("a key");
            ((*name).to_owned(), pair)
        });
        Self {
            keys: keys.collect(),
            out: out.to_owned(),
        }
    }

    pub(super) fn public(&self, key: &str) -> Value {
        let public = hex::encode(self.keys[key].public_key().as_ref());
        json!({ "keytype": "ed25519", "scheme": "ed25519", "keyval": { "public": public } })
    }

    pub(super) fn id(&self, key: &str) -> String {
        let canonical = to_canonical_bytes(&self.public(key)).expect("canonical");
        hex::encode(Sha256::digest(canonical))
    }

    /// The file of a role in a folder, whatever its version.
    pub(super) fn file(&self, from: &str, name: &str) -> PathBuf {
        let entries = fs::read_dir(self.out.join(from).join("metadata")).expect("read");
        let mut paths = entries.map(|entry| entry.expect("read").path());
        let found = paths.find(|path| {
            let file = path.file_name().expect("a name").to_string_lossy();
            file == name || file.split_once('.').is_some_and(|(_, rest)| rest == name)
        });
        found.expect("a file")
    }

    /// What is in it, without the signatures.
    pub(super) fn signed(&self, from: &str, name: &str) -> Value {
        let bytes = fs::read(self.file(from, name)).expect("read");
        let mut file: Value = serde_json::from_slice(&bytes).expect("metadata");
        file["signed"].take()
    }

    pub(super) fn write(&self, attack: &str, path: &str, bytes: &[u8]) {
        let path = self.out.join(attack).join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, bytes).expect("written");
    }

    /// Writes metadata signed by these keys.
    pub(super) fn sign(&self, attack: &str, name: &str, signed: &Value, keys: &[&str]) {
        let message = to_canonical_bytes(signed).expect("canonical");
        let signatures: Vec<Value> = keys
            .iter()
            .map(|key| {
                let sig = hex::encode(self.keys[*key].sign(&message).as_ref());
                json!({ "keyid": self.id(key), "sig": sig })
            })
            .collect();
        let file = json!({ "signed": signed, "signatures": signatures });
        let bytes = serde_json::to_vec_pretty(&file).expect("written");
        self.write(attack, &format!("metadata/{name}"), &bytes);
    }

    /// What the attack is, and what a kiosk is served in which order.
    pub(super) fn toml(&self, attack: &str, what: &str, steps: &[&str]) {
        let mut text = format!("what = \"{what}\"\n");
        for step in steps {
            text.push_str(&step.replace("; ", "\n"));
            text.push('\n');
        }
        self.write(attack, "attack.toml", text.as_bytes());
    }

    /// A timestamp after that of the second day.
    pub(super) fn timestamp(&self, attack: &str, version: u64, snapshot: u64, key: &str) {
        let mut timestamp = self.signed("honest-2", "timestamp.json");
        timestamp["version"] = version.into();
        timestamp["meta"]["snapshot.json"]["version"] = snapshot.into();
        self.sign(attack, "timestamp.json", &timestamp, &[key]);
    }

    /// The snapshot of the second day, changed, with a timestamp that says it is next.
    pub(super) fn snapshot(&self, attack: &str, change: impl FnOnce(&mut Value)) {
        let mut snapshot = self.signed("honest-2", "snapshot.json");
        let next = version(&snapshot) + 1;
        snapshot["version"] = next.into();
        change(&mut snapshot);
        self.sign(
            attack,
            &format!("{next}.snapshot.json"),
            &snapshot,
            &["snapshot"],
        );
        let timestamp = version(&self.signed("honest-2", "timestamp.json"));
        self.timestamp(attack, timestamp + 1, next, "timestamp");
    }

    /// A centre's role of the second day, changed and signed by `key`, in a snapshot that lists it.
    pub(super) fn role(
        &self,
        attack: &str,
        role: &str,
        key: &str,
        change: impl FnOnce(&mut Value),
    ) {
        let mut signed = self.signed("honest-2", &format!("{role}.json"));
        let next = version(&signed) + 1;
        signed["version"] = next.into();
        change(&mut signed);
        self.sign(attack, &format!("{next}.{role}.json"), &signed, &[key]);
        self.snapshot(attack, |snapshot| {
            snapshot["meta"][format!("{role}.json")]["version"] = next.into();
        });
    }

    /// A target file, and how a role lists it.
    pub(super) fn target(
        &self,
        attack: &str,
        path: &str,
        content: &impl serde::Serialize,
    ) -> Value {
        let bytes = serde_json::to_vec(content).expect("written");
        let hash = hex::encode(Sha256::digest(&bytes));
        let (folder, name) = path.rsplit_once('/').expect("a path");
        self.write(attack, &format!("targets/{folder}/{hash}.{name}"), &bytes);
        json!({ "length": bytes.len(), "hashes": { "sha256": hash } })
    }

    /// The root after the first, changed.
    pub(super) fn root(&self, attack: &str, keys: &[&str], change: impl FnOnce(&mut Value)) {
        let mut root = self.signed("honest-1", "root.json");
        root["version"] = 2.into();
        change(&mut root);
        self.sign(attack, "2.root.json", &root, keys);
    }

    pub(super) fn give_key(&self, holder: &mut Value, keyids: &str, key: &str) {
        holder["keys"][self.id(key)] = self.public(key);
        *holder.pointer_mut(keyids).expect("a role") = json!([self.id(key)]);
    }
}

pub(super) fn version(signed: &Value) -> u64 {
    signed["version"].as_u64().expect("a version")
}

/// The files of a repository that its timestamp leads to, and plain names for the forge.
fn copy_current(from: &Path, to: &Path) {
    let metadata = from.join("metadata");
    let read = |name: &str| -> Value {
        serde_json::from_slice(&fs::read(metadata.join(name)).expect("read")).expect("metadata")
    };
    let copy = |name: &str, as_name: &str| {
        fs::create_dir_all(to.join("metadata")).expect("made");
        fs::copy(metadata.join(name), to.join("metadata").join(as_name)).expect("copied");
    };
    copy("1.root.json", "1.root.json");
    copy("timestamp.json", "timestamp.json");
    let snapshot = &read("timestamp.json")["signed"]["meta"]["snapshot.json"]["version"];
    let snapshot_name = format!("{snapshot}.snapshot.json");
    copy(&snapshot_name, &snapshot_name);
    let listed = read(&snapshot_name);
    for (role, meta) in listed["signed"]["meta"].as_object().expect("a list") {
        let name = format!("{}.{role}", meta["version"]);
        copy(&name, &name);
        for (path, target) in read(&name)["signed"]["targets"]
            .as_object()
            .expect("a list")
        {
            let (folder, file) = path.rsplit_once('/').expect("a path");
            let hash = target["hashes"]["sha256"].as_str().expect("a hash");
            let name = format!("targets/{folder}/{hash}.{file}");
            fs::create_dir_all(to.join("targets").join(folder)).expect("made");
            fs::copy(from.join(&name), to.join(&name)).expect("copied");
        }
    }
}

/// Three days of an honest server.
async fn honest_days(out: &Path) {
    let work = tempfile::tempdir().expect("a folder");
    let (tuf, keys) = (work.path().join("tuf"), work.path().join("keys"));
    fs::create_dir_all(&keys).expect("made");
    for key in &KEYS[..7] {
        let name = format!("{key}.pk8");
        fs::copy(data().join("keys").join(&name), keys.join(&name)).expect("copied");
    }
    let mut repository = Repository::open_or_create(&tuf, &keys, day(0))
        .await
        .expect("made");
    for centre in ["riyue", "guomao"] {
        repository
            .add_centre(centre, day(0))
            .await
            .expect("delegated");
    }
    let schedule = PlaySchedule::home("riyue", "story", chrono_tz::Asia::Shanghai);
    repository
        .publish_schedule(&schedule, day(0))
        .await
        .expect("published");
    let publications: [&[(&str, &str, u64)]; 3] = [
        &[
            ("shared", "city", 1),
            ("riyue", "story", 1),
            ("guomao", "film", 1),
        ],
        &[("riyue", "story", 2), ("guomao", "film", 2)],
        &[
            ("riyue", "story", 3),
            ("guomao", "film", 3),
            ("riyue", "story", 4),
            ("riyue", "story", 5),
        ],
    ];
    for (number, publications) in publications.iter().enumerate() {
        let today = i64::try_from(number).expect("small");
        for (owner, pack, version) in *publications {
            repository
                .publish_manifest(&manifest(owner, pack, *version), day(today))
                .await
                .expect("published");
        }
        copy_current(&tuf, &out.join(format!("honest-{}", number + 1)));
    }
}

/// Makes everything but the keys.
async fn make(out: &Path) {
    honest_days(out).await;
    folders::all(&Forge::new(out));
}

/// Every file below a folder, JSON by its meaning.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Result<Value, Vec<u8>>> {
    let mut all = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("read") {
            let path = entry.expect("read").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = fs::read(&path).expect("read");
            let name = path.strip_prefix(folder).expect("below").to_owned();
            all.insert(name, serde_json::from_slice(&bytes).map_err(|_| bytes));
        }
    }
    all
}

#[tokio::test]
async fn what_is_committed_is_what_the_forge_makes() {
    let made = tempfile::tempdir().expect("a folder");
    make(made.path()).await;
    let made = contents(made.path());
    let mut committed = contents(&data());
    committed.retain(|path, _| !path.starts_with("keys") && path != Path::new("README.md"));
    let names = |all: &BTreeMap<PathBuf, _>| all.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&made), names(&committed));
    for (path, content) in made {
        assert!(committed[&path] == content, "{} differs", path.display());
    }
}

#[tokio::test]
#[ignore = "writes tests/it/data/trust"]
async fn again() {
    let keys = data().join("keys");
    fs::create_dir_all(&keys).expect("made");
    for key in KEYS {
        let path = keys.join(format!("{key}.pk8"));
        if !path.exists() {
            let made = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).expect("a key");
            fs::write(path, made.as_ref()).expect("written");
        }
    }
    for entry in fs::read_dir(data()).expect("read") {
        let path = entry.expect("read").path();
        if path.is_dir() && path != keys {
            fs::remove_dir_all(path).expect("removed");
        }
    }
    make(&data()).await;
}

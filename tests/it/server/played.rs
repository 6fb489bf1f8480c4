//! Kiosks that a test plays: what they report, and what each would take by the kiosk's own verifying code.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::Duration;
use reqwest::StatusCode;
use serde_json::json;
use tongxin::api::paths;
use tongxin::pack::transport::FolderTransport;
use tongxin::pack::trust::client::{self, Reader};
use tongxin::pack::trust::store::DoubleStore;

use super::{Bench, Device, pack_file, upload_id};

pub(super) const CENTRES: &[(&str, &str, &str)] = &[
    ("riyue", "日月广场", "Riyue Plaza"),
    ("guomao", "国贸", "Guomao"),
];

/// A form that publishes ring by ring, without its rings.
pub(super) const POLICY: [(&str, &str); 5] = [
    ("reach", "rings"),
    ("failures_percent", "10"),
    ("failures_min", "1"),
    ("soak_mins", "30"),
    ("offline_wait_hours", "24"),
];

impl Bench {
    /// A server with two centres, signed in.
    pub(super) async fn city() -> Self {
        let folder = Arc::new(tempfile::tempdir().expect("a folder"));
        let bench = Self::with_centres(folder, CENTRES).await;
        bench.sign_in().await;
        bench
    }

    /// Uploads the next version of a pack; the answer says what publishing would do.
    pub(super) async fn upload_titled(&self, owner: &str, pack: &str, title: &str) -> String {
        let zip = pack_file(title, |author| {
            let path = author.join("pack.toml");
            let toml = std::fs::read_to_string(&path).expect("read");
            let toml = toml
                .replace("centre = \"riyue\"", &format!("centre = \"{owner}\""))
                .replace("id = \"riyue\"", &format!("id = \"{pack}\""));
            std::fs::write(path, toml).expect("written");
        });
        self.upload(zip).await
    }

    /// Publishes to all at once.
    pub(super) async fn publish_at_once(&self, owner: &str, pack: &str, title: &str) {
        let answer = self.upload_titled(owner, pack, title).await;
        let path = format!("/console/packs/uploads/{}/publish", upload_id(&answer));
        let to = self.do_form(&path, &[("reach", "once")]).await;
        assert!(to.contains("done=pack-published"), "{to}");
    }

    /// Publishes ring by ring, watching each for half an hour; the path of the rollout's page.
    pub(super) async fn publish_ring_by_ring(
        &self,
        owner: &str,
        pack: &str,
        title: &str,
        rings: &[(&str, &str)],
    ) -> String {
        let answer = self.upload_titled(owner, pack, title).await;
        let path = format!("/console/packs/uploads/{}/publish", upload_id(&answer));
        let mut fields = POLICY.to_vec();
        fields.extend_from_slice(rings);
        let to = self.do_form(&path, &fields).await;
        let (page, done) = to.split_once('?').expect("what was done");
        assert_eq!(done, "done=rollout-started");
        page.to_owned()
    }

    /// Two kiosks of Riyue that show version 1, and a rollout of version 2 that begins with the first of them.
    pub(super) async fn rollout_of_two(&self) -> (Device, Device, String) {
        let first = self.kiosk_at("Entrance", "riyue").await;
        let other = self.kiosk_at("Library", "riyue").await;
        self.publish_at_once("riyue", "riyue", "One").await;
        self.says(&first, "riyue", 1, "confirmed").await;
        self.says(&other, "riyue", 1, "confirmed").await;
        let rings = [("first", &*first.id.to_string())];
        let page = self
            .publish_ring_by_ring("riyue", "riyue", "Two", &rings)
            .await;
        (first, other, page)
    }

    /// A kiosk reports how far a version is on it.
    pub(super) async fn says(&self, kiosk: &Device, pack: &str, version: u64, state: &str) {
        let packs = json!([{ "id": pack, "version": version, "state": state }]);
        self.report(kiosk, json!({ "packs": packs })).await;
    }

    /// A kiosk reports that a version took itself back, and that it shows the one before.
    pub(super) async fn fails(&self, kiosk: &Device, pack: &str, version: u64) {
        let report = json!({
            "packs": [{ "id": pack, "version": version - 1, "state": "confirmed" }],
            "reverted": [{ "id": pack, "version": version, "reason": "crashed" }],
        });
        self.report(kiosk, report).await;
    }

    pub(super) async fn report(&self, kiosk: &Device, facts: serde_json::Value) {
        let mut report = json!({
            "program_version": "0.1.0", "packs": [], "schedule_version": 1, "now_playing": null,
            "activity": "attract", "outbox": 0, "problems": [],
        });
        for (key, value) in facts.as_object().expect("facts") {
            report[key] = value.clone();
        }
        let answer = self.post(kiosk, paths::REPORT, &report).await;
        assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    }

    /// Lets time pass and the server take what steps are due.
    pub(super) async fn wait(&self, time: Duration) {
        self.pass(time);
        self.server.app.advance_rollouts().await.expect("steps");
    }

    /// What a kiosk takes from the signed repository, having `holding` on show: `PACK vVERSION`, its centre's first.
    pub(super) async fn takes(
        &self,
        kiosk: &Device,
        centre: &str,
        holding: &[(&str, u64)],
    ) -> String {
        let server = self.folder.path().join("server");
        let transport = FolderTransport::new(&server.join("tuf"), &server.join("blobs"));
        let kept = tempfile::tempdir().expect("a folder");
        let root =
            std::fs::read_to_string(server.join("tuf/metadata/1.root.json")).expect("a root");
        let holding: BTreeMap<String, u64> = holding
            .iter()
            .map(|(pack, version)| ((*pack).to_owned(), *version))
            .collect();
        let id = kiosk.id.to_string();
        let reader = Reader {
            kiosk: &id,
            centre,
            holding: &holding,
        };
        let store = DoubleStore::new(kept.path());
        let verified = client::refresh(Arc::new(transport), &store, &root, &reader, self.now())
            .await
            .expect("verifies");
        let roles = [verified.centre, verified.shared];
        let picks = roles
            .into_iter()
            .flat_map(|role| role.expect("a role").manifests);
        let named = picks.map(|pick| format!("{} v{}", pick.manifest.id, pick.manifest.version));
        named.collect::<Vec<_>>().join(", ")
    }

    pub(super) async fn check_page(&self, path: &str, says: &[&str]) {
        let page = self.page(path).await;
        for text in says {
            assert!(page.contains(text), "{path} does not say {text:?}: {page}");
        }
    }
}

//! The attacks themselves: what each folder of `tests/it/data/trust` holds, and what must come of it.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::make::{Forge, version};
use super::manifest;

const HONEST: &str = "[[steps]]; serves = [\"honest-2\"]; brings = \"story 2\"";
const NEW: &str = "[[steps]]; new_kiosk = true; serves = [\".\", \"honest-2\"]";

/// The step that serves the attack over the honest second day.
fn refused(key: &str, whose: &str) -> String {
    format!("[[steps]]; serves = [\".\", \"honest-2\"]; refused = \"{key}\"; whose = \"{whose}\"")
}

pub(super) fn all(forge: &Forge) {
    arbitrary_software(forge);
    rollback(forge);
    freeze(forge);
    mix_and_match(forge);
    wrong_delegation(forge);
    endless_and_slow(forge);
    fast_forward(forge);
    key_compromise(forge);
    trouble_of_one(forge);
}

fn arbitrary_software(forge: &Forge) {
    let steps = [HONEST, &refused("arbitrary-software", "repository")];

    let name = "arbitrary-software-timestamp";
    forge.timestamp(name, next_timestamp(forge), 1, "stranger");
    let what = "A timestamp that is signed by a key nobody trusts.";
    forge.toml(name, what, &steps);

    let name = "arbitrary-software-root";
    forge.root(name, &["stranger"], |root| {
        forge.give_key(root, "/roles/root/keyids", "stranger");
    });
    let what = "A new root whose only key is the attacker's, signed by it alone.";
    forge.toml(name, what, &steps);

    let name = "threshold-not-met";
    forge.root(name, &["root"], |root| {
        forge.give_key(root, "/roles/root/keyids", "new-root");
        let both = json!([forge.id("root"), forge.id("new-root")]);
        root["keys"][forge.id("root")] = forge.public("root");
        root["roles"]["root"] = json!({ "keyids": both, "threshold": 2 });
    });
    let what = "A new root that takes two signatures and carries one.";
    forge.toml(name, what, &steps);

    let name = "arbitrary-software-target";
    swap_manifest(forge, name, |text| text.replace("Name", "Evil"));
    let what = "A manifest of the signed length with other bytes.";
    forge.toml(name, what, &[&refused("wrong-hash", "centre")]);
}

fn rollback(forge: &Forge) {
    let steps = [HONEST, &refused("rollback", "repository")];

    let name = "rollback-timestamp";
    let yesterday = "[[steps]]; serves = [\"honest-1\"]; refused = \"rollback\"";
    forge.toml(
        name,
        "Yesterday's repository is served again, whole and rightly signed.",
        &[HONEST, yesterday],
    );

    let name = "rollback-snapshot";
    forge.timestamp(name, next_timestamp(forge), 1, "timestamp");
    let what = "With the timestamp's stolen key: a new timestamp that points at an old snapshot.";
    forge.toml(name, what, &steps);

    let name = "rollback-role";
    forge.snapshot(name, |snapshot| {
        let old = version(&forge.signed("honest-1", "centre-riyue.json"));
        snapshot["meta"]["centre-riyue.json"]["version"] = old.into();
    });
    let what = "With both online keys stolen: a new snapshot that lists a centre's role in an old version.";
    forge.toml(name, what, &steps);

    let name = "rollback-role-dropped";
    forge.snapshot(name, |snapshot| {
        let meta = snapshot["meta"].as_object_mut().expect("a list");
        meta.remove("centre-riyue.json");
    });
    let what = "With both online keys stolen: a new snapshot that lists a centre's role no more.";
    forge.toml(name, what, &steps);
}

fn freeze(forge: &Forge) {
    let frozen = "[[steps]]; serves = [\"honest-2\"]; day = 40; refused = \"freeze\"";
    let what = "Nothing new is let through for forty days; the timestamp expires after thirty.";
    forge.toml("freeze", what, &[HONEST, frozen]);

    let name = "freeze-role";
    forge.role(name, "centre-riyue", "centre-riyue", |role| {
        role["expires"] = "2026-11-02T00:00:00Z".into();
    });
    let what = "A centre's role expires; its centre has no news, everybody else has.";
    forge.toml(name, what, &[HONEST, &refused("freeze", "centre")]);
}

fn mix_and_match(forge: &Forge) {
    let name = "mix-and-match-snapshot";
    serve_as(forge, name, "snapshot.json");
    let what = "Yesterday's snapshot under the name of today's.";
    forge.toml(name, what, &[&refused("mix-and-match", "repository")]);

    let name = "mix-and-match-role";
    serve_as(forge, name, "centre-riyue.json");
    let what = "Yesterday's role of a centre under the name of today's.";
    forge.toml(name, what, &[&refused("mix-and-match", "centre")]);
}

fn wrong_delegation(forge: &Forge) {
    let name = "wrong-delegation-path";
    let evil = forge.target(
        name,
        "centres/riyue/story.9.json",
        &manifest("riyue", "story", 9),
    );
    forge.role(name, "centre-guomao", "centre-guomao", |role| {
        role["targets"]["centres/riyue/story.9.json"] = evil;
    });
    let guomao = format!(
        "{}; centre = \"guomao\"; new_kiosk = true",
        refused("wrong-delegation", "centre")
    );
    let riyue = format!("{NEW}; brings = \"story 2\"");
    let what = "A centre's role names a pack of another centre: it is not believed, and the other one's stays.";
    forge.toml(name, what, &[&guomao, &riyue]);

    let name = "wrong-delegation-key";
    forge.role(name, "centre-riyue", "centre-guomao", |_| {});
    let what = "A centre's role is signed by the key of another centre.";
    forge.toml(
        name,
        what,
        &[HONEST, &refused("wrong-delegation", "centre")],
    );

    let name = "wrong-delegation-manifest";
    let evil = forge.target(
        name,
        "centres/riyue/story.3.json",
        &manifest("guomao", "film", 3),
    );
    forge.role(name, "centre-riyue", "centre-riyue", |role| {
        role["targets"]["centres/riyue/story.3.json"] = evil;
    });
    let what = "A centre publishes a manifest that says it is another centre's.";
    forge.toml(
        name,
        what,
        &[HONEST, &refused("wrong-delegation", "centre")],
    );
}

fn endless_and_slow(forge: &Forge) {
    let name = "endless-data-timestamp";
    let honest = fs::read_to_string(forge.file("honest-2", "timestamp.json")).expect("read");
    let endless = format!("{honest}{}", " ".repeat(17_000));
    forge.write(name, "metadata/timestamp.json", endless.as_bytes());
    let what = "A timestamp that goes on and on after its end.";
    forge.toml(name, what, &[&refused("endless-data", "repository")]);

    let name = "endless-data-target";
    swap_manifest(forge, name, |text| format!("{text}{}", " ".repeat(64)));
    let what = "A manifest that is longer than was signed.";
    forge.toml(name, what, &[&refused("endless-data", "centre")]);

    let slow = "[[steps]]; serves = [\"honest-2\"]; slow = [\"timestamp.json\"]; refused = \"slow-retrieval\"";
    let what = "A timestamp that comes byte by byte and never ends.";
    forge.toml("slow-retrieval-timestamp", what, &[slow]);

    let slow = "[[steps]]; serves = [\"honest-2\"]; slow = [\".city.1.json\"]; refused = \"slow-retrieval\"; whose = \"shared\"";
    let what = "A shared manifest that comes byte by byte and never ends; the centre's own packs come all the same.";
    forge.toml("slow-retrieval-target", what, &[slow]);
}

/// Far ahead of anything that is counted up to.
const JUMPED: u64 = 1 << 50;

fn fast_forward(forge: &Forge) {
    let name = "fast-forward-root";
    forge.root(name, &["root"], |root| root["version"] = 7.into());
    let what = "A root that calls itself the seventh where the second should follow.";
    forge.toml(
        name,
        what,
        &[HONEST, &refused("fast-forward", "repository")],
    );

    let name = "fast-forward-recovery";
    let mut snapshot = forge.signed("honest-2", "snapshot.json");
    snapshot["version"] = JUMPED.into();
    let file = format!("{JUMPED}.snapshot.json");
    forge.sign(name, &file, &snapshot, &["snapshot"]);
    forge.timestamp(name, JUMPED, JUMPED, "timestamp");
    let after = format!("{name}-after");
    recover_online(forge, &after);
    let what = "With both online keys stolen, versions are driven up so that kiosks refuse the honest server. New online keys in a new root make them forget.";
    let steps = [
        HONEST.to_owned(),
        "[[steps]]; serves = [\".\", \"honest-2\"]".to_owned(),
        "[[steps]]; serves = [\"honest-3\"]; refused = \"rollback\"".to_owned(),
        format!("[[steps]]; serves = [\"{after}\", \"honest-2\"]; brings = \"story 2\""),
        "[[steps]]; serves = [\".\", \"honest-2\"]; refused = \"arbitrary-software\"".to_owned(),
    ];
    let steps: Vec<&str> = ["passes_over = false"]
        .into_iter()
        .chain(steps.iter().map(String::as_str))
        .collect();
    forge.toml(name, what, &steps);
}

/// The second day under a second root with new online keys.
fn recover_online(forge: &Forge, folder: &str) {
    forge.root(folder, &["root"], |root| {
        forge.give_key(root, "/roles/snapshot/keyids", "new-snapshot");
        forge.give_key(root, "/roles/timestamp/keyids", "new-timestamp");
    });
    let snapshot = forge.signed("honest-2", "snapshot.json");
    let file = format!("{}.snapshot.json", version(&snapshot));
    forge.sign(folder, &file, &snapshot, &["new-snapshot"]);
    let timestamp = forge.signed("honest-2", "timestamp.json");
    forge.sign(folder, "timestamp.json", &timestamp, &["new-timestamp"]);
}

fn key_compromise(forge: &Forge) {
    let name = "key-compromise";
    let evil = forge.target(
        name,
        "centres/riyue/story.9.json",
        &manifest("riyue", "story", 9),
    );
    forge.role(name, "centre-riyue", "centre-riyue", |role| {
        role["targets"]["centres/riyue/story.9.json"] = evil;
    });
    // The day after: targets delegates to a new key, and what the old one signs counts no more.
    let (after, again) = (format!("{name}-after"), format!("{name}-again"));
    let role_version = version(&forge.signed("honest-2", "centre-riyue.json")) + 2;
    for (folder, key) in [(&after, "new-riyue"), (&again, "centre-riyue")] {
        let mut targets = forge.signed("honest-2", "targets.json");
        let next = version(&targets) + 1;
        targets["version"] = next.into();
        let delegations = &mut targets["delegations"];
        delegations["keys"][forge.id("new-riyue")] = forge.public("new-riyue");
        let roles = delegations["roles"].as_array_mut().expect("a list");
        let riyue = roles.iter_mut().find(|role| role["name"] == "centre-riyue");
        riyue.expect("delegated")["keyids"] = json!([forge.id("new-riyue")]);
        forge.sign(
            folder,
            &format!("{next}.targets.json"),
            &targets,
            &["targets"],
        );

        let mut role = forge.signed("honest-2", "centre-riyue.json");
        role["version"] = role_version.into();
        forge.sign(
            folder,
            &format!("{role_version}.centre-riyue.json"),
            &role,
            &[key],
        );

        let mut snapshot = forge.signed("honest-2", "snapshot.json");
        let number = version(&snapshot) + 2;
        snapshot["version"] = number.into();
        snapshot["meta"]["targets.json"]["version"] = next.into();
        snapshot["meta"]["centre-riyue.json"]["version"] = role_version.into();
        forge.sign(
            folder,
            &format!("{number}.snapshot.json"),
            &snapshot,
            &["snapshot"],
        );
        forge.timestamp(folder, next_timestamp(forge) + 1, number, "timestamp");
    }
    let what = "With a centre's stolen key an evil version is published and taken. A new key for the centre takes it back, and the stolen one signs nothing any more.";
    let taken = "[[steps]]; serves = [\".\", \"honest-2\"]; brings = \"story 9\"";
    let back = format!("[[steps]]; serves = [\"{after}\", \"honest-2\"]; brings = \"story 2\"");
    let again = format!(
        "[[steps]]; new_kiosk = true; serves = [\"{again}\", \"honest-2\"]; refused = \"arbitrary-software\"; whose = \"centre\""
    );
    forge.toml(
        name,
        what,
        &["passes_over = false", HONEST, taken, &back, &again],
    );
}

fn trouble_of_one(forge: &Forge) {
    let name = "missing-role";
    let today = file_name(forge.file("honest-2", "centre-riyue.json"));
    forge.write(name, &format!("metadata/{today}"), b"gone\n");
    let what = "A centre's role is listed and its file is not there.";
    forge.toml(name, what, &[&refused("missing", "centre")]);

    let name = "missing-in-snapshot";
    forge.snapshot(name, |snapshot| {
        let meta = snapshot["meta"].as_object_mut().expect("a list");
        meta.remove("shared.json");
    });
    let what = "The snapshot does not list a role that is delegated; only that role has no news.";
    forge.toml(name, what, &[&refused("missing", "shared")]);

    let name = "malformed-role";
    forge.write(
        name,
        &format!("metadata/{today}"),
        b"<html>Please sign in to the network</html>\n",
    );
    let what = "In place of a centre's role comes a page of the network's gate.";
    forge.toml(name, what, &[&refused("malformed", "centre")]);

    let name = "not-delegated";
    let mut targets = forge.signed("honest-2", "targets.json");
    let next = version(&targets) + 1;
    targets["version"] = next.into();
    let roles = targets["delegations"]["roles"]
        .as_array_mut()
        .expect("a list");
    roles.retain(|role| role["name"] != "centre-riyue");
    forge.sign(
        name,
        &format!("{next}.targets.json"),
        &targets,
        &["targets"],
    );
    forge.snapshot(name, |snapshot| {
        snapshot["meta"]["targets.json"]["version"] = next.into();
    });
    let what = "Targets delegates to a centre no more: it brings nothing, and what it brought stays on show.";
    forge.toml(
        name,
        what,
        &[
            "passes_over = false",
            HONEST,
            &refused("not-delegated", "centre"),
        ],
    );

    let name = "root-chain";
    let mut root = forge.signed("honest-1", "root.json");
    for (version, signers) in [
        (2, ["root", "new-root"]),
        (3, ["new-root", "new-root"]),
        (4, ["new-root", "root"]),
    ] {
        root["version"] = version.into();
        let key = signers[1];
        forge.give_key(&mut root, "/roles/root/keyids", key);
        let signers = if signers[0] == signers[1] {
            &signers[..1]
        } else {
            &signers[..]
        };
        forge.sign(name, &format!("{version}.root.json"), &root, signers);
    }
    let what = "No attack: three roots follow the first, with two changes of key, and a kiosk follows them.";
    forge.toml(
        name,
        what,
        &[
            "passes_over = false",
            &format!("{NEW}; brings = \"story 2\""),
        ],
    );
}

fn next_timestamp(forge: &Forge) -> u64 {
    version(&forge.signed("honest-2", "timestamp.json")) + 1
}

fn file_name(path: PathBuf) -> String {
    path.file_name()
        .expect("a name")
        .to_string_lossy()
        .into_owned()
}

/// Yesterday's file under today's name.
fn serve_as(forge: &Forge, attack: &str, name: &str) {
    let yesterday = fs::read(forge.file("honest-1", name)).expect("read");
    let today = file_name(forge.file("honest-2", name));
    forge.write(attack, &format!("metadata/{today}"), &yesterday);
}

/// The newest manifest of the second day, changed under its name.
fn swap_manifest(forge: &Forge, attack: &str, change: impl FnOnce(String) -> String) {
    let role = forge.signed("honest-2", "centre-riyue.json");
    let target: &Value = &role["targets"]["centres/riyue/story.2.json"];
    let hash = target["hashes"]["sha256"].as_str().expect("a hash");
    let path = format!("targets/centres/riyue/{hash}.story.2.json");
    let text = fs::read_to_string(forge.out.join("honest-2").join(&path)).expect("read");
    forge.write(attack, &path, change(text).as_bytes());
}

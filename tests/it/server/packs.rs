//! Packs: every problem at once and nothing published; a good one becomes what kiosks verify.

use std::collections::BTreeMap;
use std::sync::Arc;

use reqwest::StatusCode;
use tongxin::pack::transport::FolderTransport;
use tongxin::pack::trust::{client, store::DoubleStore};

use super::{Bench, pack_file, upload_id, write_pack};

#[tokio::test]
async fn a_pack_with_problems_lists_them_all_and_publishes_nothing() {
    let bench = Bench::new().await;
    bench.sign_in().await;
    let zip = pack_file("Riyue", |author| {
        std::fs::remove_file(author.join("cover.png")).expect("removed");
        std::fs::write(author.join("old-town/p1.png"), b"not a picture").expect("written");
    });
    let answer = bench.upload(zip).await;
    assert!(
        answer.contains("result bad") && answer.contains("pack.toml:"),
        "{answer}"
    );
    assert!(
        answer.contains("cover.png") && answer.contains("p1.png"),
        "{answer}"
    );
    assert!(
        bench
            .page("/console/packs")
            .await
            .contains("Nothing published yet")
    );
    let uploads = bench.folder.path().join("server/uploads");
    assert_eq!(
        std::fs::read_dir(uploads).expect("the folder").count(),
        0,
        "nothing stays behind"
    );
}

#[tokio::test]
async fn what_is_no_pack_file_is_refused_with_a_reason() {
    let bench = Bench::new().await;
    bench.sign_in().await;
    assert!(
        bench
            .upload(b"hello".to_vec())
            .await
            .contains("not a zip file")
    );
    let stranger = pack_file("Riyue", |author| {
        let toml = std::fs::read_to_string(author.join("pack.toml")).expect("read");
        std::fs::write(
            author.join("pack.toml"),
            toml.replace("centre = \"riyue\"", "centre = \"elsewhere\""),
        )
        .expect("written");
    });
    assert!(bench.upload(stranger).await.contains("elsewhere"));
}

#[tokio::test]
async fn a_good_pack_is_confirmed_published_and_verified_by_a_kiosks_code() {
    let bench = Bench::new().await;
    bench.sign_in().await;
    let answer = bench.upload(pack_file("Riyue", |_| {})).await;
    assert!(
        answer.contains("is in order") && answer.contains("Arcades"),
        "{answer}"
    );
    assert!(
        bench
            .page("/console/packs")
            .await
            .contains("Nothing published yet"),
        "not before it is confirmed"
    );
    bench
        .do_form(
            &format!("/console/packs/uploads/{}/publish", upload_id(&answer)),
            &[],
        )
        .await;
    let page = bench.page("/console/packs").await;
    assert!(
        page.contains("v1") && page.contains("Gallery · 1 pictures"),
        "{page}"
    );

    let repository = bench.folder.path().join("server/tuf");
    let transport = FolderTransport::new(&repository, &bench.folder.path().join("server/blobs"));
    let kept = tempfile::tempdir().expect("a folder");
    let root = std::fs::read_to_string(repository.join("metadata/1.root.json")).expect("the root");
    let verified = client::refresh(
        Arc::new(transport),
        &DoubleStore::new(kept.path()),
        &root,
        &client::Reader {
            kiosk: "k1",
            centre: "riyue",
            holding: &BTreeMap::new(),
        },
        bench.now(),
    )
    .await
    .expect("verifies");
    let verified = verified.centre.expect("the centre's role verifies");
    let manifest = &verified.manifests[0].manifest;
    assert_eq!((manifest.version, manifest.exhibits.len()), (1, 1));
    assert_eq!(verified.schedule.expect("a first schedule").1.version, 1);

    let sha256 = &manifest.files["cover.png"].sha256;
    let blob = bench.url(&format!("/blobs/{}/{sha256}", &sha256[..2]));
    let part = bench
        .browser
        .get(blob)
        .header("range", "bytes=1-3")
        .send()
        .await
        .expect("an answer");
    assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
    assert!(
        part.headers()["cache-control"]
            .to_str()
            .expect("text")
            .contains("immutable")
    );
    assert_eq!(part.bytes().await.expect("bytes").as_ref(), b"PNG");
    let timestamp = bench
        .browser
        .get(bench.url("/tuf/metadata/timestamp.json"))
        .send()
        .await
        .expect("an answer");
    assert_eq!(timestamp.headers()["cache-control"], "no-cache");
}

#[tokio::test]
async fn a_second_upload_says_what_would_change() {
    let bench = Bench::new().await;
    bench.sign_in().await;
    let first = bench.upload(pack_file("Riyue", |_| {})).await;
    bench
        .do_form(
            &format!("/console/packs/uploads/{}/publish", upload_id(&first)),
            &[],
        )
        .await;
    let same = bench.upload(pack_file("Riyue", |_| {})).await;
    assert!(same.contains("nothing to publish"), "{same}");
    let other = bench
        .upload(pack_file("Riyue", |author| {
            let path = author.join("old-town/exhibit.toml");
            let toml = std::fs::read_to_string(&path).expect("read");
            std::fs::write(path, toml.replace("A caption", "Another caption")).expect("written");
        }))
        .await;
    assert!(
        other.contains("v1 → v2") && other.contains("Changed"),
        "{other}"
    );
    bench
        .do_form(
            &format!("/console/packs/uploads/{}/discard", upload_id(&other)),
            &[],
        )
        .await;
    let gone = bench
        .send_form(
            &format!("/console/packs/uploads/{}/publish", upload_id(&other)),
            &[],
        )
        .await;
    assert_eq!(gone.status(), StatusCode::CONFLICT);
}

#[tokio::test]
async fn an_upload_needs_a_form_token() {
    let bench = Bench::new().await;
    bench.sign_in().await;
    let body =
        "--b\r\nContent-Disposition: form-data; name=\"form_token\"\r\n\r\nwrong\r\n--b--\r\n";
    let request = bench
        .browser
        .post(bench.url("/console/packs/uploads"))
        .header("content-type", "multipart/form-data; boundary=b");
    assert_eq!(
        request.body(body).send().await.expect("an answer").status(),
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn publishing_the_same_folder_again_keeps_its_version() {
    let bench = Bench::new().await;
    let author = bench.folder.path().join("author");
    write_pack(&author, "Riyue");
    let app = &bench.server.app;
    assert_eq!(
        app.publish_pack_folder(&author, "demo")
            .await
            .expect("published")
            .version,
        1
    );
    assert_eq!(
        app.publish_pack_folder(&author, "demo")
            .await
            .expect("published")
            .version,
        1
    );
    write_pack(&author, "Riyue Plaza");
    assert_eq!(
        app.publish_pack_folder(&author, "demo")
            .await
            .expect("published")
            .version,
        2
    );
}

#[tokio::test]
async fn example_activities_are_imported_once() {
    let bench = Bench::new().await;
    bench.sign_in().await;
    let answer = bench.upload(pack_file("Riyue", |author| {
        std::fs::write(
            author.join("activities.toml"),
            "[[activities]]\nid = \"clinic\"\ntitle = { zh-CN = \"义诊\", en = \"Clinic\" }\nsummary = { zh-CN = \"看病\", en = \"Health\" }\n\
             category = \"health\"\nroom = { zh-CN = \"二楼\", en = \"Floor 2\" }\nhost = { zh-CN = \"医生\", en = \"Doctors\" }\n\
             weekday = \"mon\"\nstart = \"10:00\"\nminutes = 90\nplaces = 3\nregistered = 3\nwaitlisted = 2\n",
        )
        .expect("written");
    }))
    .await;
    assert!(answer.contains("example activity"), "{answer}");
    bench
        .do_form(
            &format!("/console/packs/uploads/{}/publish", upload_id(&answer)),
            &[("examples", "yes")],
        )
        .await;
    for week in ["2026-11-23", "2026-11-30"] {
        let page = bench
            .page(&format!("/console/activities?week={week}"))
            .await;
        assert!(
            page.contains("Clinic") && page.contains("2 waiting") && page.contains("3 / 3"),
            "{page}"
        );
    }
    let codes = bench
        .server
        .app
        .codes_to_try("riyue", bench.now() + chrono::Duration::minutes(30), 2)
        .await
        .expect("an answer");
    assert!(codes.len() == 2 && codes.iter().all(|code| code.len() == 6));
    assert!(
        bench
            .page("/api/v1/activities?centre=riyue")
            .await
            .contains("Clinic")
    );
}

#[tokio::test]
async fn in_the_middle_of_the_night_there_is_something_to_try_check_in_with() {
    let bench = Bench::new().await;
    let app = &bench.server.app;
    bench.pass(chrono::Duration::hours(-6) - chrono::Duration::minutes(20));
    let codes = || async {
        app.codes_to_try("riyue", bench.now(), 4)
            .await
            .expect("an answer")
    };
    assert_eq!(codes().await, Vec::<String>::new());
    app.import_open_house("riyue", bench.now(), None)
        .await
        .expect("made");
    assert_eq!(codes().await.len(), 4);
    app.import_open_house("riyue", bench.now(), None)
        .await
        .expect("made once");
    let page = bench.page("/api/v1/activities?centre=riyue").await;
    assert_eq!(page.matches("Open house").count(), 1, "{page}");
    assert!(page.contains("2026-11-22T18:30:00Z"), "{page}");
}

//! The preview: an author's folder on the screen, again after every save.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::{Receiver, unbounded};
use tongxin::api::kiosk::CheckInRequest;
use tongxin::kiosk::link::folder;
use tongxin::kiosk::link::{CheckInVia, Link, LinkMessage, LinkRequest};
use tongxin::model::check_in::CheckInReason;
use tongxin::pack::activation::Content;
use uuid::Uuid;

use super::pack::author_folder;

/// Far longer than anything takes; only a test that fails waits for it.
const PATIENCE: Duration = Duration::from_secs(60);

struct Desk {
    folder: tempfile::TempDir,
    link: Link,
    /// How many errors each check found.
    checks: Receiver<usize>,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let author = folder.path().join("author");
        fs::create_dir(&author).expect("made");
        author_folder(&author, 9);
        let (sender, checks) = unbounded();
        let report: folder::Report = Arc::new(move |checked| {
            sender
                .send(checked.problems.len())
                .expect("somebody listens");
        });
        let copies = folder.path().join("copies");
        let link = folder::start(author, &copies, report, None, Box::new(|| {})).expect("starts");
        Self {
            folder,
            link,
            checks,
        }
    }

    fn author(&self) -> std::path::PathBuf {
        self.folder.path().join("author")
    }

    fn shown(&self) -> Arc<Content> {
        loop {
            let message = self
                .link
                .inbox
                .recv_timeout(PATIENCE)
                .expect("something is shown");
            if let LinkMessage::Preview(content) = message {
                return content;
            }
        }
    }
}

fn replace(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).expect("read");
    fs::write(path, text.replace(from, to)).expect("written");
}

#[test]
fn every_save_is_shown_and_an_error_leaves_the_last_good_state() {
    let desk = Desk::new();
    let exhibit = desk.author().join("one/exhibit.toml");
    let first = desk.shown();
    assert_eq!(
        first.manifests[0].exhibits[0].title.in_language("en"),
        "One"
    );
    assert_eq!(desk.checks.recv_timeout(PATIENCE), Ok(0));

    replace(&exhibit, "\"One\"", "One");
    assert!(desk.checks.recv_timeout(PATIENCE).expect("checked") > 0);
    replace(&exhibit, "en = One", "en = \"First\"");
    let second = desk.shown();
    assert_eq!(
        second.manifests[0].exhibits[0].title.in_language("en"),
        "First"
    );
    assert!(second.generation > first.generation);

    // A picture is drawn from a copy that is whole, whatever becomes of the file.
    let picture = desk.author().join("one/cover.png");
    image::RgbImage::from_pixel(32, 32, image::Rgb([1, 2, 3]))
        .save(&picture)
        .expect("saved");
    let third = desk.shown();
    let file = &third.manifests[0].files["one/cover.png"];
    fs::write(&picture, b"half saved").expect("written");
    assert!(third.blobs.verify(file));
}

#[test]
fn nobody_is_let_in_by_a_preview() {
    let desk = Desk::new();
    desk.shown();
    let id = Uuid::new_v4();
    desk.link
        .send(LinkRequest::CheckIn(Box::new(CheckInRequest::with_code(
            id,
            "123456".to_owned(),
            chrono::Utc::now(),
        ))));
    loop {
        let message = desk.link.inbox.recv_timeout(PATIENCE).expect("an answer");
        if let LinkMessage::CheckIn(answer, via) = message {
            assert_eq!(
                (answer.id, answer.reason, via),
                (id, CheckInReason::NoList, CheckInVia::OwnList)
            );
            return;
        }
    }
}

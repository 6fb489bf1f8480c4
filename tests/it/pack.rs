//! Packs: what authors are told.

use std::fs;
use std::path::Path;

use tongxin::pack::author::{self, Severity};

fn picture(path: &Path, shade: u8) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    image::RgbImage::from_pixel(64, 48, image::Rgb([shade, 80, 60]))
        .save(path)
        .expect("saved");
}

/// A small whole pack.
pub(super) fn author_folder(folder: &Path, shade: u8) {
    fs::write(
        folder.join("pack.toml"),
        "format = 1\nid = \"small\"\ncentre = \"riyue\"\nlanguages = [\"zh-CN\", \"en\"]\nexhibits = [\"one\"]\n\
         cover = \"cover.png\"\ntitle = { \"zh-CN\" = \"名\", en = \"Name\" }\ntagline = { \"zh-CN\" = \"行\", en = \"Line\" }\n",
    )
    .expect("written");
    picture(&folder.join("cover.png"), 1);
    picture(&folder.join("one/cover.png"), shade);
    fs::write(
        folder.join("one/exhibit.toml"),
        "kind = \"story\"\ncover = \"cover.png\"\ntitle = { \"zh-CN\" = \"一\", en = \"One\" }\n\
         subtitle = { \"zh-CN\" = \"行\", en = \"Line\" }\n\n[[pages]]\npicture = \"cover.png\"\n\
         alt = { \"zh-CN\" = \"图\", en = \"Picture\" }\nheading = { \"zh-CN\" = \"题\", en = \"Heading\" }\n\
         text = { \"zh-CN\" = \"文\", en = \"Text\" }\n",
    )
    .expect("written");
}

/// The problems of a folder after a change, one a line: place, then the English sentence.
fn problems(change: impl FnOnce(&Path)) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    author_folder(folder.path(), 9);
    change(folder.path());
    let checked = author::check(folder.path());
    assert_eq!(
        checked.manifest.is_none(),
        checked
            .problems
            .iter()
            .any(|p| p.severity == Severity::Error)
    );
    checked
        .problems
        .iter()
        .map(|p| format!("{}: {}\n", p.place(), p.what("en")))
        .collect()
}

fn replace(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).expect("read");
    assert!(text.contains(from), "{from}");
    fs::write(path, text.replace(from, to)).expect("written");
}

#[test]
fn a_whole_pack_has_no_problems_and_the_shipped_one_neither() {
    assert_eq!(problems(|_| {}), "");
    let shipped = author::check(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content/riyue"));
    assert_eq!(shipped.problems, vec![]);
    let manifest = shipped.manifest.expect("a manifest");
    assert!(manifest.exhibits.len() >= 4 && shipped.activities.len() >= 14);
}

#[test]
fn every_problem_is_reported_at_once_with_its_line() {
    let all = problems(|folder| {
        replace(&folder.join("pack.toml"), "format = 1", "format = 7");
        replace(
            &folder.join("pack.toml"),
            "exhibits = [\"one\"]",
            "exhibits = [\"one\", \"two\"]",
        );
        replace(&folder.join("one/exhibit.toml"), ", en = \"Heading\"", "");
        replace(
            &folder.join("one/exhibit.toml"),
            "picture = \"cover.png\"",
            "picture = \"../../secret.png\"",
        );
        fs::write(folder.join("cover.png"), b"no picture").expect("written");
        fs::write(folder.join("left-over.png"), b"x").expect("written");
    });
    for line in [
        "pack.toml:1:10: the pack’s format is 7",
        "pack.toml:5:20: the file “two/exhibit.toml” is not there",
        "pack.toml:6:9: “cover.png” is not a WebP, PNG or JPEG picture",
        "one/exhibit.toml:7:11: the path “../../secret.png” leaves the exhibit’s folder",
        "one/exhibit.toml:9:11: “heading” has no text in en",
        "left-over.png: nothing uses this file",
    ] {
        assert!(all.contains(line), "{line}\nis missing in\n{all}");
    }
    assert_eq!(all.matches("nothing uses this file").count(), 1, "{all}");
}

#[test]
fn broken_toml_names_its_line_and_hides_nothing_elsewhere() {
    let all = problems(|folder| {
        replace(
            &folder.join("one/exhibit.toml"),
            "kind = \"story\"",
            "kind = story\"",
        );
        replace(&folder.join("pack.toml"), "format = 1", "format = 2");
    });
    assert!(
        all.contains("one/exhibit.toml:1:") && all.contains("the pack’s format is 2"),
        "{all}"
    );
}

#[test]
fn an_over_large_picture_is_refused_before_it_is_decoded() {
    let all = problems(|folder| {
        image::GrayImage::new(9000, 4)
            .save(folder.join("cover.png"))
            .expect("saved");
    });
    assert!(all.contains("“cover.png” has 9000 × 4 pixels"), "{all}");
}

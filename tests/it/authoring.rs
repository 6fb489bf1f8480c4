//! The author's side: new packs, hostile folders, every limit, and the commands as an author types them.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Output};

use chrono::{DateTime, Utc};
use tongxin::pack::author::{self, Circumstances, limits};

use super::pack::author_folder;

/// Every problem, one a line, in English.
fn told(folder: &Path) -> String {
    let circumstances = Circumstances {
        now: "2026-11-23T02:00:00Z".parse().expect("a time"),
        zone_of: &|_| chrono_tz::Asia::Shanghai,
    };
    let checked = author::check_in(folder, &circumstances);
    let lines = checked
        .problems
        .iter()
        .map(|p| format!("{}: {}\n", p.place(), p.what("en")));
    lines.collect()
}

#[track_caller]
fn check(change: impl FnOnce(&Path), expected: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    author_folder(folder.path(), 9);
    change(folder.path());
    let all = told(folder.path());
    assert!(all.contains(expected), "{expected}\nis missing in\n{all}");
}

/// More lines at the end of a file.
fn add(path: &Path, lines: &str) {
    let text = fs::read_to_string(path).expect("read");
    fs::write(path, text + lines).expect("written");
}

fn replace(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).expect("read");
    assert!(text.contains(from), "{from}");
    fs::write(path, text.replace(from, to)).expect("written");
}

fn sparse(path: &Path, megabytes: u64) {
    let file = File::create(path).expect("made");
    file.set_len(megabytes * 1024 * 1024).expect("grown");
}

/// Each folder under `data/packs` is named after its attack; `_told.txt` is what its author is told.
#[test]
fn hostile_folders_are_told_what_is_wrong_and_nothing_else_happens() {
    let attacks = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/data/packs");
    let mut seen = 0;
    for attack in fs::read_dir(attacks).expect("the attacks") {
        let attack = attack.expect("read").path();
        let all = told(&attack);
        assert!(
            !all.chars().any(|c| c.is_control() && c != '\n'),
            "a terminal obeys nothing of it: {all:?}"
        );
        let expected = fs::read_to_string(attack.join("_told.txt")).unwrap_or_default();
        assert_eq!(all, expected, "{}", attack.display());
        assert!(author::check(&attack).manifest.is_none());
        seen += 1;
    }
    assert!(seen >= 12, "{seen}");
}

#[test]
fn pipes_sockets_and_names_nobody_can_write_do_not_travel() {
    check(
        |folder| {
            fs::remove_file(folder.join("cover.png")).expect("removed");
            let pipe = Command::new("mkfifo")
                .arg(folder.join("cover.png"))
                .status();
            assert!(pipe.expect("mkfifo").success());
        },
        "cover.png: this is a pipe, not a file",
    );
    check(
        |folder| {
            // A pipe in place of the text: opening it would wait for ever.
            fs::remove_file(folder.join("pack.toml")).expect("removed");
            let pipe = Command::new("mkfifo")
                .arg(folder.join("pack.toml"))
                .status();
            assert!(pipe.expect("mkfifo").success());
        },
        "pack.toml: the file “pack.toml” is not there",
    );
    check(
        |folder| drop(UnixListener::bind(folder.join("one/door")).expect("bound")),
        "one/door: this is a socket, not a file",
    );
    let write = |name: &'static [u8]| {
        let name: &std::ffi::OsStr = std::os::unix::ffi::OsStrExt::from_bytes(name);
        move |folder: &Path| fs::write(folder.join(name), b"x").expect("written")
    };
    check(
        write(b"\xb9\xfa.png"),
        "\u{fffd}\u{fffd}.png: this name cannot travel: it is not written in UTF-8",
    );
    check(
        write(b"nul.png"),
        "nul.png: this name cannot travel: some systems keep it",
    );
    check(
        write(b"ab:c.png"),
        "ab:c.png: this name cannot travel: it has characters",
    );
    check(
        write(b"a\nb.png"),
        "a\u{fffd}b.png: this name cannot travel",
    );
    check(
        write(b"COVER.png"),
        "on some systems this name and “COVER.png” are one",
    );
    check(
        |folder| {
            let deep = folder.join("a/".repeat(9));
            fs::create_dir_all(&deep).expect("made");
            fs::write(deep.join("b.png"), b"x").expect("written");
        },
        "it stands in too many folders",
    );
    // A folder that contains itself.
    check(
        |folder| std::os::unix::fs::symlink("..", folder.join("one/again")).expect("linked"),
        "one/again: this is a link, not a file",
    );
}

#[test]
fn every_limit_of_the_table_is_checked() {
    use limits::{
        ACTIVITIES_MAX, EXHIBITS_MAX, FILES_MAX, HEADING_CHARS_MAX, ID_CHARS_MAX, LANGUAGES_MAX,
        PARTS_MAX, TEXT_CHARS_MAX,
    };
    let pack = "pack.toml";
    let exhibit = "one/exhibit.toml";
    let picture = |width, height| {
        move |folder: &Path| {
            image::GrayImage::new(width, height)
                .save(folder.join("cover.png"))
                .expect("saved");
        }
    };
    check(
        picture(limits::PICTURE_SIDE_MAX + 1, 1),
        "pack.toml:6:9: “cover.png” has 8193 × 1 pixels",
    );
    check(
        picture(8000, 5001),
        "pack.toml:6:9: “cover.png” has 8000 × 5001 pixels",
    );
    check(
        |folder| sparse(&folder.join("cover.png"), 21),
        "pack.toml:6:9: “cover.png” has 21 MB",
    );
    check(
        |folder| sparse(&folder.join("film.mp4"), 513),
        "film.mp4: “film.mp4” has 513 MB",
    );
    check(
        |folder| sparse(&folder.join(exhibit), 2),
        "one/exhibit.toml: “one/exhibit.toml” has 2 MB",
    );
    check(
        |folder| (0..5).for_each(|i| sparse(&folder.join(format!("{i}.bin")), 500)),
        "pack.toml: the files of this pack have 2501 MB together",
    );
    check(
        |folder| {
            (0..FILES_MAX)
                .for_each(|i| fs::write(folder.join(format!("one/{i}.txt")), "").expect("written"))
        },
        "pack.toml: there are too many files",
    );
    check(
        |folder| fs::write(folder.join("film.mp4"), "x").expect("written"),
        "film.mp4: nothing uses this file",
    );
    check(
        |folder| {
            fs::write(folder.join("cover.mp4"), b"\0\0\0\x18ftypisom").expect("written");
            replace(&folder.join(pack), "cover.png", "cover.mp4");
        },
        "pack.toml:6:9: “cover.mp4” is not a WebP, PNG or JPEG picture",
    );
    let names = |count: usize| {
        (0..count)
            .map(|i| format!("\"x{i}\""))
            .collect::<Vec<_>>()
            .join(", ")
    };
    check(
        |folder| replace(&folder.join(pack), "\"one\"", &names(EXHIBITS_MAX + 1)),
        "pack.toml:1:1: there are too many exhibits",
    );
    let page = "\n[[pages]]\npicture = \"cover.png\"\nalt = { \"zh-CN\" = \"图\", en = \"P\" }\nheading = { \"zh-CN\" = \"题\", en = \"H\" }\ntext = { \"zh-CN\" = \"文\", en = \"T\" }\n";
    check(
        |folder| add(&folder.join(exhibit), &page.repeat(PARTS_MAX)),
        "one/exhibit.toml:1:1: there are too many pages",
    );
    check(
        |folder| {
            fs::write(
                folder.join("activities.toml"),
                "[[activities]]\n".repeat(ACTIVITIES_MAX + 1),
            )
            .expect("written")
        },
        "activities.toml:1:1: there are too many activities",
    );
    let languages: Vec<_> = ('a'..='z')
        .take(LANGUAGES_MAX + 1)
        .map(|c| format!("\"x{c}\""))
        .collect();
    check(
        |folder| {
            replace(
                &folder.join(pack),
                "\"zh-CN\", \"en\"",
                &languages.join(", "),
            )
        },
        "pack.toml:4:13: there are too many languages",
    );
    check(
        |folder| {
            replace(
                &folder.join(pack),
                "\"small\"",
                &format!("\"{}\"", "a".repeat(ID_CHARS_MAX + 1)),
            )
        },
        "pack.toml:2:6: “aaaaa",
    );
    check(
        |folder| {
            replace(
                &folder.join(pack),
                "Name",
                &"字".repeat(HEADING_CHARS_MAX + 1),
            )
        },
        "pack.toml:7:31: the text has 91 characters",
    );
    check(
        |folder| {
            replace(
                &folder.join(exhibit),
                "\"Text\"",
                &format!("\"{}\"", "字".repeat(TEXT_CHARS_MAX + 1)),
            )
        },
        "one/exhibit.toml:10:30: the text has 601 characters",
    );
    check(
        |folder| {
            let words = "字".repeat(TEXT_CHARS_MAX);
            let page = page
                .replace("\"文\"", &format!("\"{words}\""))
                .replace("\"T\"", &format!("\"{words}\""));
            let exhibits: Vec<_> = (0..6).map(|i| format!("x{i}")).collect();
            for name in &exhibits {
                fs::create_dir(folder.join(name)).expect("made");
                fs::copy(
                    folder.join("one/cover.png"),
                    folder.join(name).join("cover.png"),
                )
                .expect("copied");
                fs::copy(folder.join(exhibit), folder.join(name).join("exhibit.toml"))
                    .expect("copied");
                add(
                    &folder.join(name).join("exhibit.toml"),
                    &page.repeat(PARTS_MAX - 1),
                );
            }
            replace(
                &folder.join(pack),
                "\"one\"",
                &format!("\"{}\"", exhibits.join("\", \"")),
            );
        },
        "pack.toml: all texts together make a list of 5 MB",
    );
    for language in ["en", "zh-CN"] {
        let table = limits::table(language);
        assert!(
            table.len() >= 20
                && table.iter().all(|limit| !limit.what.starts_with("limit-")
                    && !limit.at_most.starts_with("limit-"))
        );
    }
}

#[test]
fn an_activity_is_told_what_is_odd_about_it() {
    let activity = "[[activities]]\nid = \"class\"\ntitle = { \"zh-CN\" = \"课\", en = \"Class\" }\n\
        summary = { \"zh-CN\" = \"课\", en = \"Class\" }\ncategory = \"training\"\n\
        room = { \"zh-CN\" = \"室\", en = \"Room\" }\nhost = { \"zh-CN\" = \"师\", en = \"Teacher\" }\n\
        weekday = \"tue\"\nstart = \"10:00\"\nminutes = 90\nplaces = 0\n";
    let odd = |line: &str, expected: &str| {
        let file = format!("{activity}{line}\n");
        check(
            |folder| fs::write(folder.join("activities.toml"), file).expect("written"),
            expected,
        );
    };
    let note = "长".repeat(limits::NOTE_CHARS_MAX + 1);
    odd(
        "age_min = 121",
        "activities.toml:12:11: 121 is out of range",
    );
    odd(
        "age_min = 12\nage_max = 6",
        "activities.toml:13:11: “age_max” is out of bounds",
    );
    odd(
        "languages = [\"Mandarin\"]",
        "activities.toml:12:14: “Mandarin” is not the tag of a language",
    );
    odd(
        "for_children = \"yes\"",
        "activities.toml:12:16: “for_children” should be true or false",
    );
    odd(
        "cost = { \"zh-CN\" = \"免费\" }",
        "activities.toml:12:8: “cost” has no text in en",
    );
    odd(
        &format!("cost = {{ \"zh-CN\" = \"{note}\", en = \"x\" }}"),
        "activities.toml:12:",
    );
    odd(
        "repeats = \"FREQ=HOURLY\"",
        "activities.toml:12:11: the rule cannot be taken: HOURLY: an activity comes at most once a day",
    );
    odd(
        &format!("repeats = \"FREQ=DAILY;BYMONTH={}\"", "1,".repeat(200)),
        "activities.toml:12:11: the rule cannot be taken: The rule is too long",
    );
    odd(
        "lunar = \"13-1\"",
        "activities.toml:12:9: “13-1” is not known here",
    );
    odd(
        "lunar = \"1-15\"\nrepeats = \"FREQ=DAILY\"",
        "activities.toml:13:11:",
    );
}

#[test]
fn a_pack_can_have_a_last_day_by_its_centres_clock() {
    #[track_caller]
    fn shown_until(written: &str, expected: &str) {
        let folder = tempfile::tempdir().expect("a folder");
        author_folder(folder.path(), 9);
        add(
            &folder.path().join("pack.toml"),
            &format!("not_after = {written}\n"),
        );
        let checked = author::check_in(
            folder.path(),
            &Circumstances {
                now: "2026-11-23T02:00:00Z".parse().expect("a time"),
                zone_of: &|centre| {
                    if centre == "riyue" {
                        chrono_tz::Asia::Shanghai
                    } else {
                        chrono_tz::UTC
                    }
                },
            },
        );
        let until = checked.manifest.and_then(|manifest| manifest.not_after);
        assert_eq!(
            until,
            expected.parse::<DateTime<Utc>>().ok(),
            "{:?}",
            checked.problems
        );
    }
    shown_until("2026-12-31", "2026-12-31T16:00:00Z");
    shown_until("2026-12-31T18:30:00", "2026-12-31T10:30:00Z");
    shown_until("2026-12-31 18:30:00", "2026-12-31T10:30:00Z");
    shown_until("2026-12-31T18:30:00Z", "2026-12-31T18:30:00Z");
    shown_until("2026-12-31T18:30:00+05:30", "2026-12-31T13:00:00Z");
    // Today is not over; yesterday is, and is refused.
    shown_until("2026-11-23", "2026-11-23T16:00:00Z");
    shown_until("2026-11-22", "refused");
    shown_until("18:30:00", "refused");
}

#[test]
fn a_pack_for_every_centre_is_for_shared() {
    let folder = tempfile::tempdir().expect("a folder");
    author_folder(folder.path(), 9);
    replace(
        &folder.path().join("pack.toml"),
        "centre = \"riyue\"",
        "centre = \"shared\"",
    );
    let manifest = author::check(folder.path()).manifest.expect("whole");
    assert_eq!(manifest.centre, tongxin::model::manifest::SHARED);
}

/// The program, as an author runs it; its exit and what it says.
pub(super) fn tongxin(arguments: &[&str]) -> (bool, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(env!("CARGO_BIN_EXE_tongxin"))
        .args(arguments)
        .env("RUST_LOG", "error")
        .output()
        .expect("runs");
    let said = [stdout, stderr]
        .map(|text| String::from_utf8(text).expect("text"))
        .concat();
    (status.success(), said)
}

#[test]
fn a_new_pack_is_whole_and_says_what_to_do_next() {
    let place = tempfile::tempdir().expect("a folder");
    let folder = place.path().join("spring");
    let path = folder.to_str().expect("text");
    let (done, said) = tongxin(&[
        "pack",
        "new",
        path,
        "--centre",
        "shared",
        "--language",
        "en",
    ]);
    assert!(
        done && said.contains("is a whole pack") && said.contains("tongxin pack preview"),
        "{said}"
    );
    let checked = author::check(&folder);
    assert_eq!(checked.problems, vec![]);
    let manifest = checked.manifest.expect("whole");
    assert_eq!(
        (
            manifest.id.as_str(),
            manifest.centre.as_str(),
            manifest.exhibits.len()
        ),
        ("spring", "shared", 3)
    );
    // Never over somebody's work.
    let (done, said) = tongxin(&["pack", "new", path, "--language", "zh-CN"]);
    assert!(!done && said.contains("不是空的"), "{said}");
    let (done, said) = tongxin(&[
        "pack",
        "new",
        place.path().join("Bad Name").to_str().expect("text"),
        "--language",
        "en",
    ]);
    assert!(
        !done && said.contains("cannot be an id") && !place.path().join("Bad Name").exists(),
        "{said}"
    );
}

/// The kinds of exhibits in `folder`, by the names of their folders.
fn kinds_in(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder).expect("the exhibits");
    entries
        .filter_map(|entry| {
            let entry = entry.expect("read");
            let exhibit = fs::read_to_string(entry.path().join("exhibit.toml")).ok()?;
            let kind = exhibit
                .lines()
                .find_map(|line| line.strip_prefix("kind = "))?;
            let name = entry.file_name().into_string().expect("text");
            Some((name, kind.trim_matches('"').to_owned()))
        })
        .collect()
}

#[test]
fn a_new_pack_has_an_example_of_every_kind_and_each_is_whole_but_for_a_model_and_a_film() {
    let place = tempfile::tempdir().expect("a folder");
    let folder = place.path().join("spring");
    let path = folder.to_str().expect("text");
    let (done, said) = tongxin(&["pack", "new", path, "--language", "en"]);
    assert!(done && said.contains("_examples"), "{said}");
    let examples = kinds_in(&folder.join("_examples"));
    let used = kinds_in(&folder);
    let mut kinds: Vec<&str> = used
        .values()
        .chain(examples.values())
        .map(|kind| &**kind)
        .collect();
    kinds.sort_unstable();
    let expected = [
        "compare", "figures", "gallery", "guide", "map", "model", "panorama", "people", "quiz",
        "story", "timeline", "video", "wall",
    ];
    assert_eq!(kinds, expected);
    // As an author does it: the folder beside pack.toml, its name in the line.
    let mut names = vec!["welcome", "corners", "quiz"];
    for (name, kind) in &examples {
        assert_eq!(name, kind, "found by its kind");
        fs::rename(folder.join("_examples").join(name), folder.join(name)).expect("moved");
        names.push(name);
    }
    let line = |names: &[&str]| format!("exhibits = {names:?}");
    replace(&folder.join("pack.toml"), &line(&names[..3]), &line(&names));
    assert_eq!(
        told(&folder),
        "model/exhibit.toml:10:9: the file “model/object.glb” is not there\n\
         video/exhibit.toml:9:8: the file “video/film.mp4” is not there\n"
    );
    // The answer that leads to the map does, once its lines count.
    let guide = folder.join("guide/exhibit.toml");
    replace(
        &guide,
        "# exhibit = \"map\"\n# place = ",
        "exhibit = \"map\"\nplace = ",
    );
    let two = ["model", "video"];
    let others: Vec<&str> = names
        .iter()
        .filter(|name| !two.contains(name))
        .copied()
        .collect();
    replace(&folder.join("pack.toml"), &line(&names), &line(&others));
    for name in two {
        fs::remove_dir_all(folder.join(name)).expect("removed");
    }
    assert_eq!(told(&folder), "");
}

#[test]
fn check_build_and_diff_speak_both_languages() {
    let place = tempfile::tempdir().expect("a folder");
    let folder = place.path().join("small");
    fs::create_dir(&folder).expect("made");
    author_folder(&folder, 9);
    let path = folder.to_str().expect("text");
    let out = place.path().join("old.txpack");
    let old = out.to_str().expect("text");
    let (done, said) = tongxin(&["pack", "build", path, "--out", old, "--language", "en"]);
    assert!(
        done && out.exists() && said.contains("0 errors, 0 warnings"),
        "{said}"
    );
    let (_, said) = tongxin(&["pack", "diff", path, "--against", old, "--language", "en"]);
    assert!(said.contains("small: nothing changes"), "{said}");
    replace(
        &folder.join("one/exhibit.toml"),
        "en = \"Heading\"",
        "en = \"Another\"",
    );
    image::RgbImage::from_pixel(640, 480, image::Rgb([1, 2, 3]))
        .save(folder.join("one/cover.png"))
        .expect("saved");
    let bytes = fs::metadata(folder.join("one/cover.png"))
        .expect("there")
        .len();
    let (_, said) = tongxin(&["pack", "diff", path, "--against", old, "--language", "en"]);
    let size = tongxin::pack::diff::size(bytes);
    let line = format!("changed  One (one): 1 text; 1 picture; 1 file, {size} to fetch");
    assert!(
        said.contains(&line) && said.contains(&format!("Every kiosk fetches {size}")),
        "{said}"
    );
    let (_, said) = tongxin(&["pack", "diff", path, "--language", "zh-CN"]);
    assert!(
        said.contains("还没有发布过") && said.contains("新增  一 (one)"),
        "{said}"
    );
    fs::remove_file(folder.join("cover.png")).expect("removed");
    let (done, said) = tongxin(&["pack", "check", path, "--language", "zh-CN"]);
    assert!(
        !done && said.contains("错误: pack.toml:6:9") && said.contains("1 个错误"),
        "{said}"
    );
    let (done, said) = tongxin(&["pack", "diff", path, "--against", old]);
    assert!(!done && said.contains("pack.toml:6:9"), "{said}");
    let (done, said) = tongxin(&["pack", "limits", "--language", "en"]);
    assert!(
        done && said.contains("| All of a picture | 40,000,000 pixels |")
            && said.contains("| Length of a film | 20 minutes |"),
        "{said}"
    );
}

/// A recording that can be played.
fn recording(to: &Path) {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/riyue/qilou/p1.en.ogg");
    fs::copy(from, to).expect("copied");
}

#[test]
fn whatever_is_spoken_can_be_read_wherever_it_is_spoken() {
    let unread = "nobody who cannot hear this recording can read what it says";
    check(
        |folder| {
            recording(&folder.join("one/a.ogg"));
            let story = folder.join("one/exhibit.toml");
            replace(
                &story,
                "text = { \"zh-CN\" = \"文\", en = \"Text\" }",
                "narration = { en = \"a.ogg\" }",
            );
        },
        &format!("one/exhibit.toml:10:13: {unread}"),
    );
    let panorama = |text: &'static str| {
        move |folder: &Path| {
            recording(&folder.join("one/a.ogg"));
            let all_around = image::RgbImage::new(200, 100);
            all_around.save(folder.join("one/a.png")).expect("saved");
            let scene = format!(
                "kind = \"panorama\"\ncover = \"cover.png\"\ntitle = {{ \"zh-CN\" = \"一\", en = \"One\" }}\n\
                 subtitle = {{ \"zh-CN\" = \"行\", en = \"Line\" }}\n\n[[scenes]]\nid = \"a\"\npicture = \"a.png\"\n\
                 title = {{ \"zh-CN\" = \"一\", en = \"One\" }}\nalt = {{ \"zh-CN\" = \"图\", en = \"Picture\" }}\n\
                 narration = {{ en = \"a.ogg\" }}\n{text}"
            );
            fs::write(folder.join("one/exhibit.toml"), scene).expect("written");
        }
    };
    check(panorama(""), &format!("one/exhibit.toml:11:13: {unread}"));
    check(
        panorama("text = { en = \"Here\" }\n"),
        "one/exhibit.toml:12:8: “text” has no text in zh-CN",
    );
    let folder = tempfile::tempdir().expect("a folder");
    author_folder(folder.path(), 9);
    panorama("text = { \"zh-CN\" = \"这里\", en = \"Here\" }\n")(folder.path());
    assert_eq!(told(folder.path()), "");
}

#[test]
fn an_ambience_says_that_nobody_speaks_in_it() {
    let ambience = |line: &'static str| {
        move |folder: &Path| {
            recording(&folder.join("rain.ogg"));
            add(&folder.join("pack.toml"), line);
        }
    };
    check(
        ambience("ambience = \"rain.ogg\"\n"),
        "pack.toml:9:12: nobody who cannot hear it can read what is said in the ambience",
    );
    let folder = tempfile::tempdir().expect("a folder");
    author_folder(folder.path(), 9);
    ambience("ambience = \"rain.ogg\"\nno_speech = true\n")(folder.path());
    assert_eq!(told(folder.path()), "");
}

#[test]
fn a_figure_is_written_or_counted_and_not_both() {
    let figure = |number: &'static str| {
        move |folder: &Path| {
            let page = format!(
                "kind = \"figures\"\ncover = \"cover.png\"\ntitle = {{ \"zh-CN\" = \"一\", en = \"One\" }}\n\
                 subtitle = {{ \"zh-CN\" = \"行\", en = \"Line\" }}\n\n[[pages]]\n\
                 heading = {{ \"zh-CN\" = \"题\", en = \"Heading\" }}\ntext = {{ \"zh-CN\" = \"文\", en = \"Text\" }}\n\
                 source = {{ \"zh-CN\" = \"源\", en = \"Source\" }}\n\
                 numbers = [{{ {number}label = {{ \"zh-CN\" = \"标\", en = \"Label\" }} }}]\n"
            );
            fs::write(folder.join("one/exhibit.toml"), page).expect("written");
        }
    };
    check(
        figure("live = \"came-tomorrow\", "),
        "one/exhibit.toml:10:21: “came-tomorrow” is not known here",
    );
    check(
        figure("live = \"came-today\", value = 5, "),
        "one/exhibit.toml:10:43: both value and live are given",
    );
    let folder = tempfile::tempdir().expect("a folder");
    author_folder(folder.path(), 9);
    figure("live = \"came-today\", ")(folder.path());
    assert_eq!(told(folder.path()), "");
}

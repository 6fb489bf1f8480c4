//! Films: what their author is told, and what a visitor sees and touches. Test films are made here, by GStreamer.

use std::cell::RefCell;
use std::fs;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use egui::Key;
use egui::accesskit::{Action, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use gstreamer::{self as gst, prelude::*};
use tongxin::kiosk::exhibits::Place;
use tongxin::kiosk::exhibits::video::{
    FilmFrame, FilmNow, FilmSource, FilmView, Jump, NoFilms, Phase, VideoState,
};
use tongxin::locale;
use tongxin::model::exhibit::{Exhibit, ExhibitContent, Video};
use tongxin::model::subtitles::{self, Cue};
use tongxin::pack::author;

use crate::pack::author_folder;
use crate::pictures::ReadyPictures;
use crate::shipped::exhibit;
use crate::visitor::{SHAPES, Visitor, comfort};

const H264: &str = "openh264enc ! h264parse";
const VP9: &str = "vp9enc deadline=1 cpu-used=8";
const VTT: &str = "WEBVTT\n\n00:00.100 --> 00:00.900\nHello\n";

/// A film of one second, as small as `size` says.
fn make(path: &Path, size: (u32, u32), picture: &str, sound: &str, container: &str) {
    gst::init().expect("GStreamer");
    let (width, height) = size;
    let sound = match sound {
        "" => String::new(),
        encoder => format!(
            "audiotestsrc num-buffers=43 ! audioconvert ! audioresample ! {encoder} ! queue ! m."
        ),
    };
    let source = format!(
        "videotestsrc num-buffers=10 ! video/x-raw,width={width},height={height},framerate=10/1 ! videoconvert \
         ! {picture} ! queue ! {container} name=m ! filesink location={} {sound}",
        path.display()
    );
    let pipeline = gst::parse::launch(&source).expect("the parts of a test film");
    pipeline.set_state(gst::State::Playing).expect("started");
    let bus = pipeline.bus().expect("a bus");
    let ends = [gst::MessageType::Eos, gst::MessageType::Error];
    let end = bus.timed_pop_filtered(gst::ClockTime::NONE, &ends);
    let end = end.expect("an end");
    assert!(matches!(end.view(), gst::MessageView::Eos(_)), "{end:?}");
    pipeline.set_state(gst::State::Null).expect("stopped");
}

/// A pack whose one exhibit is a film with subtitles in both languages.
fn film_folder(folder: &Path) {
    author_folder(folder, 9);
    fs::write(
        folder.join("one/exhibit.toml"),
        "kind = \"video\"\ncover = \"cover.png\"\ntitle = { \"zh-CN\" = \"一\", en = \"One\" }\n\
         subtitle = { \"zh-CN\" = \"行\", en = \"Line\" }\nfilm = \"film.mp4\"\nposter = \"cover.png\"\n\
         alt = { \"zh-CN\" = \"图\", en = \"Picture\" }\ntext = { \"zh-CN\" = \"文\", en = \"Text\" }\n\
         subtitles = { \"zh-CN\" = \"zh.vtt\", en = \"en.vtt\" }\n",
    )
    .expect("written");
    for language in ["zh", "en"] {
        fs::write(folder.join(format!("one/{language}.vtt")), VTT).expect("written");
    }
    make(&film(folder), (64, 48), H264, "avenc_aac", "mp4mux");
}

fn film(folder: &Path) -> std::path::PathBuf {
    folder.join("one/film.mp4")
}

/// Every problem of the folder after a change, one a line.
fn told(change: impl FnOnce(&Path)) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    film_folder(folder.path());
    change(folder.path());
    let checked = author::check(folder.path());
    assert_eq!(checked.manifest.is_none(), !checked.problems.is_empty());
    let lines = checked.problems.iter();
    lines
        .map(|p| format!("{}: {}: {}\n", p.place(), p.what("en"), p.remedy("en")))
        .collect()
}

#[track_caller]
fn check(change: impl FnOnce(&Path), expected: &str) {
    let all = told(change);
    assert!(all.contains(expected), "{expected}\nis missing in\n{all}");
}

fn replace(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).expect("read");
    assert!(text.contains(from), "{from}");
    fs::write(path, text.replace(from, to)).expect("written");
}

fn toml(folder: &Path) -> std::path::PathBuf {
    folder.join("one/exhibit.toml")
}

/// Four bytes after a mark in a file, written anew.
fn patch(path: &Path, mark: &[u8], skip: usize, bytes: &[u8]) {
    let mut file = fs::read(path).expect("read");
    let places: Vec<usize> = (0..file.len())
        .filter(|at| file[*at..].starts_with(mark))
        .collect();
    assert!(!places.is_empty());
    for at in places {
        file[at + skip..at + skip + bytes.len()].copy_from_slice(bytes);
    }
    fs::write(path, file).expect("written");
}

#[test]
fn whole_films_of_every_kind_are_taken_with_their_length_size_and_sound() {
    let kinds = [
        (H264, "avenc_aac", "mp4mux"),
        (H264, "", "mp4mux"),
        (
            "av1enc cpu-used=8 usage-profile=realtime ! av1parse",
            "avenc_aac",
            "mp4mux",
        ),
        (VP9, "opusenc", "webmmux"),
        (VP9, "vorbisenc", "webmmux"),
        (VP9, "", "webmmux"),
    ];
    for (picture, sound, container) in kinds {
        let folder = tempfile::tempdir().expect("a folder");
        film_folder(folder.path());
        make(&film(folder.path()), (96, 64), picture, sound, container);
        if picture.starts_with("av1") && container == "mp4mux" {
            // GStreamer 1.22 leaves empty what describes AV1 in an MP4.
            patch(&film(folder.path()), b"av1C", 4, &[0x81, 0, 0x0C, 0]);
        }
        let checked = author::check(folder.path());
        assert_eq!(checked.problems, vec![], "{picture} {sound} {container}");
        let manifest = checked.manifest.expect("whole");
        let ExhibitContent::Video(video) = &manifest.exhibits[0].content else {
            unreachable!("a film");
        };
        assert_eq!((video.size, video.sound), ((96, 64), !sound.is_empty()));
        assert!((900..1200).contains(&video.length_ms), "{video:?}");
        assert!(
            manifest.files["one/film.mp4"]
                .media_type
                .starts_with("video/")
        );
        assert_eq!(manifest.files["one/en.vtt"].media_type, "text/vtt");
    }
}

#[test]
fn a_film_beyond_a_limit_is_refused_with_how_to_shrink_it() {
    check(
        // The lengths of the film and of its tracks, in the units that the file itself names.
        |folder| {
            let three_hours = (3_u32 * 3600 * 1000 * 10).to_be_bytes();
            patch(&film(folder), b"mdhd", 20, &three_hours);
        },
        " minutes: cut it to 20 minutes at most, or divide it into several exhibits",
    );
    check(
        |folder| make(&film(folder), (4096, 64), VP9, "", "webmmux"),
        "4096 × 64 pixels: save it smaller: at most 3840 × 2160",
    );
    check(
        |folder| {
            let file = fs::File::options().append(true).open(film(folder));
            let file = file.expect("there");
            file.set_len(301 * 1024 * 1024).expect("grown");
        },
        "has 301 MB: save it with fewer bits, at most 300 MB",
    );
    let upright = told(|folder| make(&film(folder), (64, 3000), VP9, "", "webmmux"));
    assert_eq!(
        upright, "",
        "an upright film may be as high as a lying one is wide"
    );
}

#[test]
fn a_film_that_kiosks_do_not_play_is_refused_by_what_it_is_made_of() {
    check(
        |folder| make(&film(folder), (64, 48), "vp8enc deadline=1", "", "webmmux"),
        "made with V_VP8, which kiosks do not play: save it as MP4 with H.264 and AAC",
    );
    check(
        |folder| make(&film(folder), (64, 48), H264, "lamemp3enc", "mp4mux"),
        "made with MP3, which kiosks do not play",
    );
    check(
        |folder| make(&film(folder), (64, 48), "jpegenc", "", "avimux"),
        "cannot be played: it is no MP4 and no WebM",
    );
}

#[test]
fn a_damaged_film_is_refused_wherever_it_is_cut_off_and_nothing_else_happens() {
    for (container, picture) in [("mp4mux", H264), ("webmmux", VP9)] {
        let folder = tempfile::tempdir().expect("a folder");
        film_folder(folder.path());
        make(
            &film(folder.path()),
            (64, 48),
            picture,
            "opusenc",
            container,
        );
        let whole = fs::read(film(folder.path())).expect("read");
        let cuts = (0..whole.len()).step_by((whole.len() / 30).max(1));
        for cut in cuts {
            fs::write(film(folder.path()), &whole[..cut]).expect("written");
            let checked = author::check(folder.path());
            let said = checked.problems.iter().map(|p| p.what("en"));
            let said: Vec<String> = said.collect();
            assert!(
                said.iter()
                    .any(|said| said.contains("film.mp4” cannot be played")),
                "{container} at {cut}: {said:?}"
            );
        }
        // A byte that is another one may be refused or not; it never does harm.
        for at in (0..whole.len()).step_by((whole.len() / 40).max(1)) {
            let mut bent = whole.clone();
            bent[at] ^= 0xFF;
            fs::write(film(folder.path()), bent).expect("written");
            author::check(folder.path());
        }
    }
}

#[test]
fn what_is_said_in_a_film_can_be_read_in_every_language_of_the_pack() {
    let without = |folder: &Path| {
        replace(&toml(folder), ", en = \"en.vtt\"", "");
        fs::remove_file(folder.join("one/en.vtt")).expect("removed");
    };
    check(
        without,
        "one/exhibit.toml:9:13: this film has sound and no subtitles in en: add a WebVTT file",
    );
    let quiet = told(|folder| {
        without(folder);
        make(&film(folder), (64, 48), H264, "", "mp4mux");
    });
    assert_eq!(quiet, "", "a film without sound needs none");
    let wordless = told(|folder| {
        without(folder);
        let lines = fs::read_to_string(toml(folder)).expect("read");
        fs::write(toml(folder), lines + "no_speech = true\n").expect("written");
    });
    assert_eq!(wordless, "", "nor one in which nobody speaks");
    check(
        |folder| replace(&toml(folder), "poster = \"cover.png\"\n", ""),
        "“poster” is missing",
    );
}

#[test]
fn subtitles_that_are_wrong_are_told_by_line() {
    let write = |lines: &'static str| {
        move |folder: &Path| fs::write(folder.join("one/en.vtt"), lines).expect("written")
    };
    let expected = "one/en.vtt:1:1: the file does not begin with WEBVTT: write it like this";
    check(write("00:00.100 --> 00:00.900\nHello\n"), expected);
    let expected = "one/en.vtt:3:1: there are no times here that can be read";
    check(write("WEBVTT\n\n0:1 --> 0:2\nHello\n"), expected);
    let expected = "one/en.vtt:6:1: the film is over by then";
    check(
        write("WEBVTT\n\n00:00.100 --> 00:00.900\nHello\n\n00:09.000 --> 00:10.000\nLate\n"),
        expected,
    );
    let expected = "one/en.vtt:1:1: there are no subtitles in this file";
    check(write("WEBVTT\n"), expected);
    check(
        |folder| {
            let long = format!("WEBVTT\n\n00:00.100 --> 00:00.900\n{}\n", "a".repeat(131));
            fs::write(folder.join("one/en.vtt"), long).expect("written");
        },
        "one/en.vtt:3:1: the text has 131 characters",
    );
    check(
        |folder| fs::write(folder.join("one/en.vtt"), b"WEBVTT\n\xff").expect("written"),
        "one/exhibit.toml:9:",
    );
}

#[test]
fn chapters_stand_in_their_order_and_inside_the_film() {
    let chapters = |times: [&'static str; 2]| {
        move |folder: &Path| {
            let mut lines = fs::read_to_string(toml(folder)).expect("read");
            for at in times {
                let title = "title = { \"zh-CN\" = \"章\", en = \"Chapter\" }";
                lines += &format!("\n[[chapters]]\nat = {at}\n{title}\n");
            }
            fs::write(toml(folder), lines).expect("written");
        }
    };
    assert_eq!(told(chapters(["0", "0.5"])), "");
    check(
        chapters(["0.5", "0.2"]),
        "“at” is out of bounds: write a number from 0.5 to",
    );
    check(
        chapters(["0", "7"]),
        "“at” is out of bounds: write a number from 0 to 1",
    );
}

/// A film that is where the test says.
#[derive(Clone)]
struct Screening {
    now: Rc<RefCell<FilmNow>>,
    wanted: Rc<RefCell<Option<FilmView>>>,
    cues: Arc<[Cue]>,
}

impl FilmSource for Screening {
    fn plays(&self) -> bool {
        true
    }

    fn film(&self, view: &FilmView) -> FilmNow {
        *self.wanted.borrow_mut() = Some(view.clone());
        *self.now.borrow()
    }

    fn subtitles(&self, _: &str) -> Option<Arc<[Cue]>> {
        Some(self.cues.clone())
    }
}

impl Screening {
    fn new() -> Self {
        let source = "WEBVTT\n\n00:10.000 --> 00:12.000\nwhat is said\n";
        Self {
            now: Rc::new(RefCell::new(FilmNow::Waiting)),
            wanted: Rc::default(),
            cues: subtitles::parse(source).0.into(),
        }
    }

    /// The film has come to a moment after so many jumps.
    fn comes_to(&self, at_ms: u64, take: u32) {
        *self.now.borrow_mut() = FilmNow::Shown(FilmFrame {
            picture: Some((egui::TextureId::default(), egui::vec2(1920.0, 1080.0))),
            at_ms,
            take,
            ended: false,
            silent: false,
        });
    }

    fn ends(&self, take: u32) {
        *self.now.borrow_mut() = FilmNow::Shown(FilmFrame {
            picture: Some((egui::TextureId::default(), egui::vec2(1920.0, 1080.0))),
            at_ms: 47_900,
            take,
            ended: true,
            silent: false,
        });
    }

    #[track_caller]
    fn wanted(&self) -> FilmView {
        self.wanted.borrow().clone().expect("asked for")
    }
}

/// A film a visitor watches.
struct Watching {
    visitor: Visitor,
    films: Screening,
    words: &'static locale::Catalog,
}

impl Watching {
    fn new(exhibit: Exhibit, shape: (f32, f32), language: &str, large: bool) -> Self {
        let films = Screening::new();
        let comfort = comfort(language, large);
        let visitor = Visitor::watching(
            exhibit,
            shape,
            comfort,
            ReadyPictures::wide(),
            films.clone(),
        );
        Self {
            visitor,
            films,
            words: locale::catalog(language),
        }
    }

    #[track_caller]
    fn touch(&mut self, key: &str) {
        let label = self.words.text(key);
        self.visitor.touch(&label);
    }

    fn run(&mut self) {
        self.visitor.harness.run();
    }

    fn state(&self) -> VideoState {
        self.visitor.state()
    }

    fn reads(&self, words: &str) -> bool {
        let found = self.visitor.harness.query_all_by_label(words).next();
        found.is_some()
    }
}

fn shipped() -> Exhibit {
    exhibit("day")
}

fn video(exhibit: &Exhibit) -> &Video {
    match &exhibit.content {
        ExhibitContent::Video(video) => video,
        _ => unreachable!("a film"),
    }
}

#[test]
fn a_film_is_watched_paused_and_watched_again_in_every_shape_and_language() {
    for shape in SHAPES {
        for language in ["zh-CN", "en"] {
            let mut film = Watching::new(shipped(), shape, language, false);
            assert_eq!(*film.films.wanted.borrow(), None, "a poster costs nothing");
            film.touch("film-watch");
            assert!(film.films.wanted().playing);
            film.films.comes_to(10_500, 0);
            film.run();
            assert!(film.reads("what is said"));
            film.touch("film-subtitles-on");
            assert!(!film.reads("what is said"));
            film.touch("film-subtitles-off");
            film.touch("film-sound-on");
            assert!(film.films.wanted().muted);
            film.touch("film-sound-off");
            assert!(!film.films.wanted().muted);
            film.touch("film-pause");
            assert!(!film.films.wanted().playing);
            assert!(
                film.reads("what is said"),
                "what was said can be read at leisure"
            );
            film.touch("film-play");
            film.films.ends(0);
            film.run();
            assert_eq!(film.state().phase, Phase::Ended);
            assert!(!film.films.wanted().playing);
            film.touch("film-again");
            assert_eq!(film.films.wanted().jump, Jump { take: 1, to_ms: 0 });
            film.run();
            assert_eq!(film.state().phase, Phase::Playing);
        }
    }
}

#[test]
fn buttons_chapters_and_the_bar_go_where_they_say() {
    let mut film = Watching::new(shipped(), SHAPES[0], "en", false);
    film.touch("film-watch");
    film.films.comes_to(20_000, 0);
    film.run();
    film.touch("film-on");
    assert_eq!(
        film.films.wanted().jump,
        Jump {
            take: 1,
            to_ms: 30_000
        }
    );
    film.films.comes_to(30_000, 1);
    film.run();
    film.touch("film-back");
    assert_eq!(
        film.state().jump,
        Jump {
            take: 2,
            to_ms: 20_000
        }
    );
    film.visitor.touch("0:19  Rain");
    assert_eq!(
        film.state().jump,
        Jump {
            take: 3,
            to_ms: 19_500
        }
    );

    let length = video(&shipped()).length_ms;
    let bar = film.visitor.harness.get_by_role(Role::Slider).rect();
    let at = |share: f32| egui::pos2(bar.left() + bar.width() * share, bar.center().y);
    let harness = &mut film.visitor.harness;
    harness.drag_at(at(0.2));
    harness.step();
    harness.hover_at(at(0.5));
    harness.step();
    harness.step();
    assert!(
        !film.films.wanted().playing,
        "it stands still under a finger"
    );
    assert_eq!(film.state().held.map(|at| at / 100), Some(length / 200));
    film.visitor.harness.drop_at(at(0.5));
    film.run();
    let state = film.state();
    assert_eq!((state.held, state.jump.take), (None, 4));
    assert!(state.jump.to_ms.abs_diff(length / 2) < 100);
    assert!(film.films.wanted().playing);
}

#[test]
fn who_does_not_see_the_film_hears_whether_it_plays_and_where_it_was_sent() {
    let words = [
        (
            "zh-CN",
            [
                "影片长 48 秒",
                "从头开始播放",
                "暂停在 12 秒，全长 48 秒",
                "暂停在 22 秒，全长 48 秒",
                "从 22 秒开始播放",
                "影片放完了",
            ],
        ),
        (
            "en",
            [
                "A film of 48 seconds",
                "It plays from the beginning",
                "Paused at 12 seconds of 48 seconds",
                "Paused at 22 seconds of 48 seconds",
                "It plays from 22 seconds",
                "The film is over",
            ],
        ),
    ];
    for (language, [poster, begun, paused, sent, again, over]) in words {
        let mut exhibit = shipped();
        if let ExhibitContent::Video(video) = &mut exhibit.content {
            video.length_ms = 48_000;
            video.sound = false;
        }
        let mut film = Watching::new(exhibit, SHAPES[0], language, false);
        film.visitor.is_told(poster);
        film.touch("film-watch");
        film.visitor.is_told(begun);
        film.films.comes_to(12_500, 0);
        film.run();
        film.visitor.is_told(begun);
        film.touch("film-pause");
        film.visitor.is_told(paused);
        film.touch("film-on");
        film.visitor.is_told(sent);
        film.films.comes_to(22_500, 1);
        film.touch("film-play");
        film.visitor.is_told(again);
        film.films.ends(1);
        film.run();
        film.visitor.is_told(over);
        film.touch("film-again");
        *film.films.now.borrow_mut() = FilmNow::Broken;
        film.run();
        film.visitor.is_told(&film.words.text("film-broken"));
    }
}

#[test]
fn keys_and_screen_readers_move_the_film_as_a_finger_on_its_bar_does() {
    let mut film = Watching::new(shipped(), SHAPES[0], "en", false);
    film.touch("film-watch");
    film.films.comes_to(20_000, 0);
    film.run();
    let (bar, place) = film.visitor.slider();
    assert_eq!(bar, "Place in the film");
    assert!(place.starts_with("20 seconds of "), "{place}");
    let sent = |film: &Watching| film.state().jump.to_ms;
    film.visitor.asks(Action::Increment, None);
    assert_eq!(sent(&film), 25_000);
    // What is heard of it is not talked over.
    film.visitor.is_told("");
    film.visitor.harness.get_by_role(Role::Slider).focus();
    film.run();
    film.visitor.harness.key_press(Key::ArrowLeft);
    film.run();
    assert_eq!(sent(&film), 20_000);
    film.visitor.asks(Action::SetValue, Some(31.5));
    assert_eq!(sent(&film), 31_500);
    let poster = Watching::new(shipped(), SHAPES[0], "en", false);
    let absent = Visitor::watching(
        shipped(),
        SHAPES[0],
        comfort("en", false),
        ReadyPictures::wide(),
        NoFilms,
    );
    for (visitor, can) in [(&poster.visitor, true), (&absent, false)] {
        let slider = visitor.harness.get_by_role(Role::Slider).accesskit_node();
        assert_eq!(slider.data().supports_action(Action::SetValue), can);
    }
}

#[test]
fn a_touch_on_the_picture_plays_and_pauses() {
    let mut film = Watching::new(shipped(), SHAPES[1], "en", false);
    let exhibit = shipped();
    let alt = video(&exhibit).alt.in_language("en");
    let touch = |film: &mut Watching| {
        let harness = &mut film.visitor.harness;
        harness.get_by_role_and_label(Role::Image, alt).click();
        harness.run();
    };
    touch(&mut film);
    assert_eq!(film.state().phase, Phase::Playing);
    film.films.comes_to(4_000, 0);
    touch(&mut film);
    assert_eq!(film.state().phase, Phase::Paused);
}

#[test]
fn a_film_that_cannot_be_played_leaves_poster_words_and_a_quiet_note() {
    for language in ["zh-CN", "en"] {
        let mut film = Watching::new(shipped(), SHAPES[0], language, false);
        film.touch("film-watch");
        *film.films.now.borrow_mut() = FilmNow::Broken;
        film.run();
        assert!(film.reads(&film.words.text("film-broken")));
        let exhibit = shipped();
        assert!(film.reads(video(&exhibit).text.in_language(language)));
        let pause = film.words.text("film-pause");
        let harness = &film.visitor.harness;
        let button = harness.get_by_role_and_label(Role::Button, &pause);
        assert!(button.accesskit_node().is_disabled());
        let back = film.words.text("back");
        film.visitor.touch(&back);
        assert!(*film.visitor.left.borrow());
    }
}

#[test]
fn a_program_built_without_films_says_so_over_the_poster() {
    let words = locale::catalog("en");
    let comfort = comfort("en", false);
    let visitor = Visitor::watching(
        shipped(),
        SHAPES[0],
        comfort,
        ReadyPictures::wide(),
        NoFilms,
    );
    let note = words.text("film-absent");
    assert!(visitor.harness.query_all_by_label(&note).next().is_some());
    let watch = words.text("film-watch");
    let watch = visitor.harness.get_by_role_and_label(Role::Button, &watch);
    assert!(watch.accesskit_node().is_disabled());
}

#[test]
fn everything_is_on_the_panel_with_large_text_and_a_still_film_rests() {
    for shape in SHAPES {
        for language in ["zh-CN", "en"] {
            let mut film = Watching::new(shipped(), shape, language, true);
            let panel = egui::Rect::from_min_size(egui::Pos2::ZERO, shape.into());
            for phase in [Phase::Poster, Phase::Playing, Phase::Paused] {
                *film.visitor.place.borrow_mut() = Place::new(VideoState {
                    phase,
                    ..VideoState::default()
                });
                film.films.comes_to(10_500, 0);
                film.run();
                for node in film.visitor.harness.get_all_by_role(Role::Button) {
                    let (rect, label) = (node.rect(), node.accesskit_node().label());
                    assert!(panel.expand(1.0).contains_rect(rect), "{label:?}: {rect}");
                }
                assert_eq!(film.visitor.harness.run(), 1, "it keeps drawing");
            }
        }
    }
}

//! Films made here, by GStreamer's own test sources, and what becomes of them.

use gst::prelude::*;
use gstreamer_app::AppSink;
use sha2::{Digest as _, Sha256};

use super::pipeline::{Sound, build, frame_of};
use super::*;

/// A film of two seconds: red, then blue, with or without a tone.
fn make(folder: &std::path::Path, picture: &str, sound: &str, container: &str) -> Film {
    gst::init().expect("GStreamer");
    let path = folder.join("film");
    let source = format!(
        "concat name=c ! videoconvert ! {picture} ! queue ! {container} name=m ! filesink location={} \
         videotestsrc pattern=red num-buffers=25 ! video/x-raw,width=320,height=180,framerate=25/1 ! c. \
         videotestsrc pattern=blue num-buffers=25 ! video/x-raw,width=320,height=180,framerate=25/1 ! c. \
         {sound}",
        path.display()
    );
    let pipeline = gst::parse::launch(&source).expect("the parts of a test film");
    pipeline.set_state(gst::State::Playing).expect("started");
    let bus = pipeline.bus().expect("a bus");
    let ends = [gst::MessageType::Eos, gst::MessageType::Error];
    let message = bus.timed_pop_filtered(gst::ClockTime::NONE, &ends);
    let message = message.expect("an end");
    assert!(
        matches!(message.view(), gst::MessageView::Eos(_)),
        "{message:?}"
    );
    pipeline.set_state(gst::State::Null).expect("stopped");
    let media_type = match container {
        "webmmux" => "video/webm",
        _ => "video/mp4",
    };
    of_file(path, media_type)
}

fn of_file(path: PathBuf, media_type: &str) -> Film {
    let bytes = std::fs::read(&path).expect("the film");
    Film {
        path,
        sha256: hex::encode(Sha256::digest(bytes)),
        media_type: media_type.to_owned(),
    }
}

fn tone(encoder: &str) -> String {
    format!("audiotestsrc num-buffers=86 ! audioconvert ! audioresample ! {encoder} ! queue ! m.")
}

/// Every picture of a film, one after the other, as fast as they come.
fn pictures(film: &Film) -> Vec<Frame> {
    let (pipeline, sink) = build(film, Sound::Pulled, None).expect("built");
    pipeline.set_state(gst::State::Playing).expect("started");
    let frames = pulled(&sink);
    pipeline.set_state(gst::State::Null).expect("stopped");
    frames
}

fn pulled(sink: &AppSink) -> Vec<Frame> {
    let samples = std::iter::from_fn(|| sink.pull_sample().ok());
    samples.filter_map(|sample| frame_of(&sample)).collect()
}

#[track_caller]
fn check(film: &Film) {
    let frames = pictures(film);
    assert_eq!(frames.len(), 50);
    assert!(frames.is_sorted_by_key(|frame| frame.at_ms));
    assert!(
        (1900..2000).contains(&frames[49].at_ms),
        "{}",
        frames[49].at_ms
    );
    let near = |frame: &Frame, wanted: [f32; 3]| {
        assert_eq!((frame.width, frame.height), (320, 180));
        let found = frame.color_at(160, 90);
        let near = found.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 0.08);
        assert!(near, "{found:?} at {}", frame.at_ms);
    };
    near(&frames[10], [1.0, 0.0, 0.0]);
    near(&frames[40], [0.0, 0.0, 1.0]);
}

#[test]
fn films_of_every_kind_come_out_picture_by_picture_in_their_own_colours() {
    let folder = tempfile::tempdir().expect("a folder");
    let h264 = "openh264enc ! h264parse";
    check(&make(folder.path(), h264, &tone("avenc_aac"), "mp4mux"));
    check(&make(folder.path(), h264, "", "mp4mux"));
    let vp9 = "vp9enc deadline=1 cpu-used=8";
    check(&make(folder.path(), vp9, &tone("opusenc"), "webmmux"));
    check(&make(folder.path(), vp9, &tone("vorbisenc"), "webmmux"));
    let av1 = "av1enc cpu-used=8 usage-profile=realtime ! av1parse";
    check(&make(folder.path(), av1, &tone("opusenc"), "webmmux"));
}

/// A player and the calls it makes when there is something new.
struct Watched {
    player: Player,
    news: Receiver<()>,
}

impl Watched {
    fn start(film: Film) -> Self {
        let (sender, news) = bounded(256);
        let wake = move || sender.try_send(()).unwrap_or_default();
        let player = Player::start(film, Box::new(wake)).expect("a thread");
        Self { player, news }
    }

    /// What is new, one piece after the other, until `found`.
    fn until<T>(&self, found: impl Fn(&Player) -> Option<T>) -> T {
        loop {
            if let Some(found) = found(&self.player) {
                return found;
            }
            self.news.recv().expect("news");
        }
    }
}

#[test]
fn a_film_shows_its_first_picture_jumps_and_stays_where_it_was_sent() {
    let folder = tempfile::tempdir().expect("a folder");
    let film = make(folder.path(), "openh264enc ! h264parse", "", "mp4mux");
    let watched = Watched::start(film);
    let first = watched.until(Player::take_frame);
    assert_eq!(first.at_ms, 0);
    watched.player.want(Wish {
        jump: Jump {
            take: 7,
            to_ms: 1500,
        },
        ..Wish::default()
    });
    watched.until(|player| (player.now().take == 7).then_some(()));
    let there = watched.until(Player::take_frame);
    assert_eq!((there.at_ms, watched.player.now().at_ms), (1500, 1500));
    let blue = there.color_at(160, 90);
    assert!(blue[2] > 0.9 && blue[0] < 0.1, "{blue:?}");
    assert!(!watched.player.now().ended);
}

#[test]
fn a_film_that_plays_comes_to_its_end_and_begins_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let sound = tone("opusenc");
    let film = make(
        folder.path(),
        "vp9enc deadline=1 cpu-used=8",
        &sound,
        "webmmux",
    );
    let watched = Watched::start(film);
    let playing = |take, to_ms| Wish {
        playing: true,
        volume: 0.0,
        jump: Jump { take, to_ms },
    };
    watched.player.want(playing(1, 1900));
    watched.until(|player| player.now().ended.then_some(()));
    assert_eq!(watched.player.now().take, 1);
    watched.player.want(playing(2, 0));
    watched.until(|player| {
        let now = player.now();
        (now.take == 2 && !now.ended).then_some(())
    });
    assert_eq!(watched.player.now().fault, None);
}

#[test]
fn a_film_whose_sound_card_goes_away_goes_on_in_silence_from_where_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let sound = tone("avenc_aac");
    let film = make(folder.path(), "openh264enc ! h264parse", &sound, "mp4mux");
    let watched = Watched::start(film);
    let jump = |take, to_ms| Wish {
        jump: Jump { take, to_ms },
        ..Wish::default()
    };
    watched.player.want(jump(1, 1000));
    watched.until(|player| (player.now().take == 1).then_some(()));
    // A card that dies says so more than once.
    for _ in 0..2 {
        let reason = "the card is gone".to_owned();
        let failed = Note::Failed {
            reason,
            sound: true,
        };
        watched.player.notes.send(failed).expect("heard");
    }
    watched.player.want(jump(2, 1500));
    watched.until(|player| {
        let now = player.now();
        assert_eq!(now.fault, None);
        (now.take == 2 && now.silent).then_some(())
    });
    assert_eq!(watched.player.now().at_ms, 1500);
}

#[track_caller]
fn fault(film: Film) -> FilmFault {
    Watched::start(film).until(|player| player.now().fault)
}

#[test]
fn a_film_that_cannot_be_played_says_why_and_one_that_rotted_is_not_opened() {
    let folder = tempfile::tempdir().expect("a folder");
    let film = make(folder.path(), "openh264enc ! h264parse", "", "mp4mux");
    let whole = std::fs::read(&film.path).expect("the film");
    let broken = |bytes: &[u8], media_type| {
        let path = folder.path().join("broken");
        std::fs::write(&path, bytes).expect("written");
        fault(of_file(path, media_type))
    };
    let is_broken = |fault| matches!(fault, FilmFault::Unplayable(_));
    assert!(is_broken(broken(b"no film at all", "video/mp4")));
    assert!(is_broken(broken(b"", "video/webm")));
    assert!(is_broken(broken(&whole, "video/webm")));
    assert!(is_broken(broken(
        b"#EXTM3U\nhttp://127.0.0.1/a.ts\n",
        "application/x-hls"
    )));
    let rotted = Film {
        sha256: "0".repeat(64),
        ..film.clone()
    };
    assert!(matches!(fault(rotted), FilmFault::Missing(_)));
    let gone = Film {
        path: folder.path().join("gone"),
        ..film
    };
    assert!(matches!(fault(gone), FilmFault::Missing(_)));
}

#[test]
fn of_many_jumps_one_is_made_at_a_time_and_then_the_last() {
    let jump = |take| Jump {
        take,
        to_ms: u64::from(take) * 100,
    };
    let mut steps = Steps::default();
    assert_eq!(steps.next(jump(1)), None, "not before it has opened");
    assert_eq!(steps.settle(), Some(0));
    assert_eq!(steps.next(jump(1)), Some(100));
    assert_eq!(steps.next(jump(2)), None);
    assert_eq!(steps.next(jump(3)), None);
    assert_eq!(steps.settle(), Some(1));
    assert_eq!(steps.next(jump(3)), Some(300));
    assert_eq!(steps.settle(), Some(3));
    assert_eq!(steps.settle(), None);
    assert_eq!(steps.next(jump(3)), None);
}

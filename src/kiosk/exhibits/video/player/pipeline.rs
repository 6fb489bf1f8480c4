//! How a film runs through GStreamer: from its file to the pictures and the sound.
//!
//! ```text
//! file → container ─┬→ decoder → upright → I420, no larger than a panel → our hands
//!                   └→ decoder → as the card wants it → volume → card, or a clock in its place
//! ```
//!
//! Decoders are chosen by rank: that of a graphics card before one in software.

use std::sync::Arc;

use crossbeam_channel::Sender;
use gst::prelude::*;
use gstreamer as gst;
use gstreamer_app as gst_app;

use super::{Desk, Film, Note};
use crate::kiosk::exhibits::video::paint::Frame;
use crate::pack::author::limits::FILM_LONG_SIDE_MAX;

/// The name of what plays sound, in the paths of what goes wrong.
const SPEAKER: &str = "speaker";
/// A picture later than this is left out, in nanoseconds.
const LATE: i64 = 40_000_000;

/// One opened film.
pub(super) struct Pipeline(gst::Pipeline);

impl Pipeline {
    /// Opens a film and lets it come to its first picture; what happens to it is told to `notes`.
    pub(super) fn open(
        film: &Film,
        silent: bool,
        desk: &Arc<Desk>,
        notes: &Sender<Note>,
    ) -> Result<Self, String> {
        let desk = desk.clone();
        let show = move |frame| desk.show(frame);
        let sound = if silent { Sound::Off } else { Sound::Card };
        let (pipeline, _) = build(film, sound, Some(Box::new(show)))?;
        listen(&pipeline, notes.clone());
        let opened = Self(pipeline);
        opened
            .0
            .set_state(gst::State::Paused)
            .map_err(|_| "it cannot be opened".to_owned())?;
        Ok(opened)
    }

    /// To exactly this moment.
    pub(super) fn seek(&self, to_ms: u64) {
        let flags = gst::SeekFlags::FLUSH | gst::SeekFlags::ACCURATE;
        if let Err(error) = self
            .0
            .seek_simple(flags, gst::ClockTime::from_mseconds(to_ms))
        {
            tracing::debug!(%error, "a film does not jump");
        }
    }

    /// Where it is, by its clock; `None` while it does not know.
    pub(super) fn position_ms(&self) -> Option<u64> {
        let at = self.0.query_position::<gst::ClockTime>()?;
        Some(at.mseconds())
    }

    pub(super) fn set_playing(&self, playing: bool) {
        let wanted = if playing {
            gst::State::Playing
        } else {
            gst::State::Paused
        };
        if self.0.current_state() != wanted && self.0.set_state(wanted).is_err() {
            tracing::debug!("a film does not change its state");
        }
    }

    pub(super) fn set_volume(&self, volume: f32) {
        if let Some(element) = self.0.by_name("volume") {
            element.set_property("volume", f64::from(volume));
        }
    }

    /// Whether nothing is heard of it: it has no sound, or there is no card.
    pub(super) fn is_silent(&self) -> bool {
        let Some(speaker) = self.0.by_name(SPEAKER) else {
            return true;
        };
        // Without a card, `autoaudiosink` puts a sink in its place that only keeps time.
        match speaker.dynamic_cast::<gst::Bin>() {
            Ok(bin) => bin.children().iter().all(is_fake),
            Err(sink) => is_fake(&sink),
        }
    }
}

impl Drop for Pipeline {
    fn drop(&mut self) {
        if self.0.set_state(gst::State::Null).is_err() {
            tracing::debug!("a film does not stop");
        }
    }
}

fn is_fake(element: &gst::Element) -> bool {
    element
        .factory()
        .is_some_and(|factory| factory.name() == "fakesink")
}

/// How a film is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sound {
    /// Through the card; without one a clock keeps its time.
    Card,
    /// Not at all, in time.
    Off,
    /// Not at all, and as fast as it goes: for tests.
    #[cfg(test)]
    Pulled,
}

/// Takes pictures as their moments come.
type Show = Box<dyn Fn(Frame) + Send>;

/// Puts the parts together. With `show` pictures come when it is their time; without, they wait to be pulled.
pub(super) fn build(
    film: &Film,
    sound: Sound,
    show: Option<Show>,
) -> Result<(gst::Pipeline, gst_app::AppSink), String> {
    let pipeline = gst::Pipeline::new();
    pipeline.connect_deep_element_added(|_, _, element| note_decoder(element));
    let file = part("filesrc")?;
    file.set_property("location", &film.path);
    // Only what an author's check lets through: a list of addresses is no film.
    let container = part(match film.media_type.as_str() {
        "video/mp4" => "qtdemux",
        "video/webm" => "matroskademux",
        other => return Err(format!("it is no film but {other}")),
    })?;
    let parts = [file, container.clone()];
    chain(&pipeline, &parts)?;
    let pictures = picture_sink(show)?;
    let picture_parts = [
        part("videoflip")?,
        part("videoconvertscale")?,
        pictures.clone().upcast(),
    ];
    // Telephones film upright and say so; everything else passes unchanged.
    picture_parts[0].set_property_from_str("video-direction", "auto");
    let [picture_queue, _] = decoder(&pipeline, &picture_parts)?;
    let held = pipeline.downgrade();
    container.connect_pad_added(move |_, pad| {
        let Some(pipeline) = held.upgrade() else {
            return;
        };
        let kind = pad.current_caps().or_else(|| pad.allowed_caps());
        let kind = kind.and_then(|caps| Some(caps.structure(0)?.name().to_string()));
        let linked = match kind.as_deref() {
            Some(kind) if kind.starts_with("video/") => link(pad, &picture_queue),
            Some(kind) if kind.starts_with("audio/") && pipeline.by_name(SPEAKER).is_none() => {
                sound_decoder(&pipeline, sound).and_then(|decoder| link(pad, &decoder))
            }
            // Titles, time codes and a second voice are not played.
            _ => return,
        };
        if let Err(reason) = linked {
            fail(&pipeline, &reason);
        }
    });
    Ok((pipeline, pictures))
}

/// Says which decoder of pictures was found: whoever wonders why a film is slow reads whether the card decodes it.
fn note_decoder(element: &gst::Element) {
    let Some(factory) = element.factory() else {
        return;
    };
    let class = factory.klass();
    if class.contains("Decoder/Video") {
        let hardware = class.contains("Hardware");
        tracing::info!(decoder = %factory.name(), hardware, "a film's pictures are decoded");
    }
}

fn part(name: &str) -> Result<gst::Element, String> {
    gst::ElementFactory::make(name)
        .build()
        .map_err(|error| format!("{name}: {error}"))
}

/// Adds parts and links each to the one after it.
fn chain(pipeline: &gst::Pipeline, parts: &[gst::Element]) -> Result<(), String> {
    pipeline
        .add_many(parts)
        .and_then(|()| gst::Element::link_many(parts))
        .map_err(|error| error.to_string())
}

/// A decoder for whatever comes, before `parts`, and the queue for what is to be decoded.
fn decoder(pipeline: &gst::Pipeline, parts: &[gst::Element]) -> Result<[gst::Element; 2], String> {
    let (queue, decoder) = (part("queue")?, part("decodebin")?);
    chain(pipeline, &[queue.clone(), decoder.clone()])?;
    chain(pipeline, parts)?;
    let first = parts.first().cloned();
    decoder.connect_pad_added(move |decoder, pad| {
        let Some(first) = &first else {
            return;
        };
        if let Err(reason) = link(pad, first) {
            gst::element_error!(decoder, gst::CoreError::Negotiation, ("{reason}"));
        }
    });
    Ok([queue, decoder])
}

fn link(pad: &gst::Pad, to: &gst::Element) -> Result<(), String> {
    let sink = to.static_pad("sink").ok_or("a part has no way in")?;
    if sink.is_linked() {
        return Ok(());
    }
    pad.link(&sink)
        .map(drop)
        .map_err(|error| format!("its parts do not fit: {error}"))
}

fn fail(pipeline: &gst::Pipeline, reason: &str) {
    gst::element_error!(pipeline, gst::CoreError::Negotiation, ("{reason}"));
}

/// Decoder, volume and card, once it is known that there is something to hear.
fn sound_decoder(pipeline: &gst::Pipeline, sound: Sound) -> Result<gst::Element, String> {
    let speaker = match sound {
        Sound::Card => "autoaudiosink",
        _ => "fakesink",
    };
    let speaker = gst::ElementFactory::make(speaker)
        .name(SPEAKER)
        .build()
        .map_err(|error| error.to_string())?;
    if sound == Sound::Off {
        speaker.set_property("sync", true);
    }
    let volume = gst::ElementFactory::make("volume")
        .name("volume")
        .build()
        .map_err(|error| error.to_string())?;
    let parts = [
        part("audioconvert")?,
        part("audioresample")?,
        volume,
        speaker,
    ];
    let [queue, decoder] = decoder(pipeline, &parts)?;
    // Only the new ones, from the card upwards: this runs on the container's own thread.
    for element in parts.iter().rev().chain([&decoder, &queue]) {
        element
            .sync_state_with_parent()
            .map_err(|error| error.to_string())?;
    }
    Ok(queue)
}

/// Where pictures end: in planes of brightness and colour, as decoders make them.
fn picture_sink(show: Option<Show>) -> Result<gst_app::AppSink, String> {
    let side = FILM_LONG_SIDE_MAX as i32;
    let caps = gst::Caps::builder("video/x-raw")
        .field("format", "I420")
        .field("width", gst::IntRange::new(1, side))
        .field("height", gst::IntRange::new(1, side))
        .field("pixel-aspect-ratio", gst::Fraction::new(1, 1))
        .build();
    let sink = gst_app::AppSink::builder()
        .caps(&caps)
        .max_buffers(2)
        .enable_last_sample(false)
        .sync(show.is_some())
        .build();
    let Some(show) = show else {
        return Ok(sink);
    };
    sink.set_drop(true);
    // What comes too late is not even decoded, where that can be left out.
    sink.set_qos(true);
    sink.set_max_lateness(LATE);
    let show = std::sync::Mutex::new(show);
    let show = Arc::new(move |sample: gst::Sample| {
        if let Some(frame) = frame_of(&sample) {
            super::lock(&show)(frame);
        }
    });
    let first = show.clone();
    sink.set_callbacks(
        gst_app::AppSinkCallbacks::builder()
            .new_preroll(move |sink| {
                first(sink.pull_preroll().map_err(|_| gst::FlowError::Eos)?);
                Ok(gst::FlowSuccess::Ok)
            })
            .new_sample(move |sink| {
                show(sink.pull_sample().map_err(|_| gst::FlowError::Eos)?);
                Ok(gst::FlowSuccess::Ok)
            })
            .build(),
    );
    Ok(sink)
}

/// A picture and its moment.
pub(super) fn frame_of(sample: &gst::Sample) -> Option<Frame> {
    let buffer = sample.buffer()?;
    let segment = sample.segment()?.downcast_ref::<gst::ClockTime>()?;
    let at = buffer.pts().and_then(|pts| segment.to_stream_time(pts));
    let info = gstreamer_video::VideoInfo::from_caps(sample.caps()?).ok()?;
    Frame::new(buffer, &info, at.map_or(0, gst::ClockTime::mseconds))
}

/// Tells what happens to the pipeline, from whatever thread it happens on.
fn listen(pipeline: &gst::Pipeline, notes: Sender<Note>) {
    let Some(bus) = pipeline.bus() else {
        return;
    };
    bus.set_sync_handler(move |_, message| {
        let note = match message.view() {
            gst::MessageView::AsyncDone(_) => Some(Note::Settled),
            gst::MessageView::Eos(_) => Some(Note::Ended),
            gst::MessageView::Error(error) => Some(Note::Failed {
                reason: error.error().to_string(),
                sound: error.src().is_some_and(|source| {
                    let path = source.path_string();
                    path.contains(&format!(":{SPEAKER}"))
                }),
            }),
            _ => None,
        };
        if let Some(note) = note {
            // More than a queue full of these never comes between two looks.
            notes.try_send(note).unwrap_or_default();
        }
        gst::BusSyncReply::Drop
    });
}

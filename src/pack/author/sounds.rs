//! A look at one recording: whether every kiosk can play it, and how long it is.

use std::fs::{self, File};
use std::path::Path;

use symphonia::core::codecs::CODEC_TYPE_NULL;
use symphonia::core::formats::FormatOptions;
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::meta::MetadataOptions;
use symphonia::core::probe::Hint;

use super::ProblemKind;
use super::limits::{MEGABYTE, SOUND_BYTES_MAX, SOUND_SECS_MAX};
use crate::model::manifest::PackFile;
use crate::pack::blobs;

/// Endings of the files a pack may hold, and what they are.
const TYPES: &[(&str, &str)] = &[
    ("ogg", "audio/ogg"),
    ("mp3", "audio/mpeg"),
    ("flac", "audio/flac"),
    ("wav", "audio/wav"),
    ("m4a", "audio/mp4"),
];

/// Reads what a recording says of itself, and its first packet: length, hash and type.
pub(super) fn look_at(path: &Path, name: &str) -> Result<PackFile, ProblemKind> {
    let missing = || ProblemKind::MissingFile {
        path: name.to_owned(),
    };
    let broken = |reason: String| ProblemKind::Sound {
        path: name.to_owned(),
        reason,
    };
    // A link is reported where the folder is walked; it is never followed.
    let meta = fs::symlink_metadata(path).map_err(|_| missing())?;
    if !meta.is_file() {
        return Err(missing());
    }
    if meta.len() > SOUND_BYTES_MAX {
        return Err(ProblemKind::FileTooLarge {
            path: name.to_owned(),
            megabytes: meta.len().div_ceil(MEGABYTE),
            max: SOUND_BYTES_MAX / MEGABYTE,
        });
    }
    let ending = name.rsplit('.').next().unwrap_or_default();
    let Some((_, media_type)) = TYPES.iter().find(|(known, _)| *known == ending) else {
        return Err(broken(format!("*.{ending}")));
    };
    let secs = seconds(path, ending).map_err(broken)?;
    if secs > SOUND_SECS_MAX {
        return Err(ProblemKind::SoundTooLong {
            path: name.to_owned(),
            secs,
            max: SOUND_SECS_MAX,
        });
    }
    Ok(PackFile {
        sha256: blobs::hash_file(path).map_err(|error| broken(error.to_string()))?,
        length: meta.len(),
        media_type: (*media_type).to_owned(),
        chunk_index: None,
        width: None,
        height: None,
    })
}

/// How long it is; 0 when it does not say. One packet is decoded, so that a name alone does not pass.
fn seconds(path: &Path, ending: &str) -> Result<u64, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let stream = MediaSourceStream::new(Box::new(file), MediaSourceStreamOptions::default());
    let mut hint = Hint::new();
    hint.with_extension(ending);
    let probed = symphonia::default::get_probe()
        .format(
            &hint,
            stream,
            &FormatOptions::default(),
            &MetadataOptions::default(),
        )
        .map_err(|error| error.to_string())?;
    let mut format = probed.format;
    let track = format
        .tracks()
        .iter()
        .find(|track| track.codec_params.codec != CODEC_TYPE_NULL)
        .ok_or_else(|| "no sound in it".to_owned())?
        .clone();
    let packet = format.next_packet().map_err(|error| error.to_string())?;
    symphonia::default::get_codecs()
        .make(&track.codec_params, &Default::default())
        .and_then(|mut decoder| decoder.decode(&packet).map(drop))
        .map_err(|error| error.to_string())?;
    let params = &track.codec_params;
    Ok(match (params.n_frames, params.time_base) {
        (Some(frames), Some(base)) => base.calc_time(frames).seconds,
        _ => 0,
    })
}

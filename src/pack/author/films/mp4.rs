//! What an MP4 file (ISO 14496-12) says of the film in it.

use std::io::{Cursor, Read, Seek, SeekFrom};

use mp4parse::{CodecType, MediaContext, SampleEntry, Track, TrackType};

use super::{CUT_OFF, Facts, Fault};

/// Most bytes of what describes a film: half an hour has about one.
const HEAD_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// Most parts of a file: one that is cut into pieces of a tenth of a second has as many.
const PARTS_MAX: usize = 30_000;

pub(super) fn facts(mut file: impl Read + Seek, length: u64) -> Result<Facts, Fault> {
    let head = head(&mut file, length)?;
    let film = mp4parse::read_mp4(&mut Cursor::new(head))
        .map_err(|error| Fault::Unreadable(format!("{error:?}")))?;
    let mut size = None;
    let mut sound = false;
    for track in film.tracks.iter() {
        let Some(described) = track.stsd.as_ref() else {
            continue;
        };
        for entry in described.descriptions.iter() {
            match (&track.track_type, entry) {
                (TrackType::Video, SampleEntry::Video(video)) => {
                    if !matches!(video.codec_type, CodecType::H264 | CodecType::AV1) {
                        return Err(Fault::Codec(format!("{:?}", video.codec_type)));
                    }
                    size = size.or(Some((video.width.into(), video.height.into())));
                }
                (TrackType::Audio, SampleEntry::Audio(audio)) => {
                    if !matches!(audio.codec_type, CodecType::AAC | CodecType::Opus) {
                        return Err(Fault::Codec(format!("{:?}", audio.codec_type)));
                    }
                    sound = true;
                }
                (TrackType::Video | TrackType::Audio, _) => {
                    return Err(Fault::Codec("?".to_owned()));
                }
                // Titles, time codes and the like are not played.
                _ => {}
            }
        }
    }
    let (width, height) =
        size.ok_or_else(|| Fault::Unreadable("there are no pictures in it".to_owned()))?;
    Ok(Facts {
        media_type: "video/mp4",
        length_ms: length_ms(&film),
        width,
        height,
        sound,
    })
}

/// `ftyp` and `moov`, without the pictures and the sound themselves.
fn head(file: &mut (impl Read + Seek), length: u64) -> Result<Vec<u8>, Fault> {
    let mut head = Vec::new();
    let mut at = 0;
    for _ in 0..PARTS_MAX {
        if at == length {
            return Ok(head);
        }
        file.seek(SeekFrom::Start(at))?;
        let mut start = [0; 16];
        file.read_exact(&mut start[..8])?;
        let size = match be_u32(&start) {
            // To the end of the file.
            0 => length - at,
            // Too long for four bytes.
            1 => {
                file.read_exact(&mut start[8..])?;
                u64::from_be_bytes([
                    start[8], start[9], start[10], start[11], start[12], start[13], start[14],
                    start[15],
                ])
            }
            size => u64::from(size),
        };
        let end = at.checked_add(size).filter(|end| *end <= length);
        let (Some(end), 8..) = (end, size) else {
            return Err(Fault::Unreadable(CUT_OFF.to_owned()));
        };
        if matches!(&start[4..8], b"ftyp" | b"moov") {
            if head.len() as u64 + size > HEAD_BYTES_MAX {
                return Err(Fault::Unreadable("its description is too long".to_owned()));
            }
            file.seek(SeekFrom::Start(at))?;
            file.take(size).read_to_end(&mut head)?;
        }
        at = end;
    }
    Err(Fault::Unreadable(
        "it is cut into too many pieces".to_owned(),
    ))
}

fn be_u32(bytes: &[u8; 16]) -> u32 {
    u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
}

/// The longest track, in milliseconds.
fn length_ms(film: &MediaContext) -> u64 {
    let track_ms = |track: &Track| {
        let (length, scale) = (track.duration.as_ref()?.0, track.timescale.as_ref()?.0);
        // A length that is not known is all ones.
        u64::try_from(u128::from(length) * 1000 / u128::from(scale).max(1)).ok()
    };
    film.tracks
        .iter()
        .filter(|track| matches!(track.track_type, TrackType::Video | TrackType::Audio))
        .filter_map(track_ms)
        .max()
        .unwrap_or(0)
}

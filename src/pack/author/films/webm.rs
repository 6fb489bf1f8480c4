//! What a WebM file (RFC 8794 and 9559) says of the film in it.
//!
//! Read by hand: of a whole library for Matroska four numbers and two names are wanted, and the file comes from anywhere.

use std::io::{BufRead, BufReader, Read, Seek};

use super::{CUT_OFF, Facts, Fault, NO_LENGTH};

/// How every such file begins.
pub(super) const EBML: [u8; 4] = [0x1A, 0x45, 0xDF, 0xA3];
const SEGMENT: u32 = 0x1853_8067;
const INFO: u32 = 0x1549_A966;
const TIMESTAMP_SCALE: u32 = 0x2A_D7B1;
const DURATION: u32 = 0x4489;
const TRACKS: u32 = 0x1654_AE6B;
const TRACK_ENTRY: u32 = 0xAE;
const TRACK_TYPE: u32 = 0x83;
const CODEC_ID: u32 = 0x86;
const VIDEO: u32 = 0xE0;
const PIXEL_WIDTH: u32 = 0xB0;
const PIXEL_HEIGHT: u32 = 0xBA;

/// Most bytes of what describes a film: usually some hundred.
const HEAD_BYTES_MAX: u64 = 1024 * 1024;
/// Most parts before both descriptions were met.
const PARTS_MAX: usize = 10_000;

pub(super) fn facts<R: Read + Seek>(mut file: BufReader<R>, length: u64) -> Result<Facts, Fault> {
    let mut reader = Parts {
        file: &mut file,
        at: 0,
        end: length,
    };
    let header = reader.next()?;
    reader.skip(header.size)?;
    let segment = reader.next()?;
    if segment.id != SEGMENT {
        return Err(Fault::Unreadable("there is no film in it".to_owned()));
    }
    // A recording that was never finished says neither how long it is nor where it ends.
    let size = segment
        .size
        .ok_or_else(|| Fault::Unreadable(NO_LENGTH.to_owned()))?;
    if reader.at.checked_add(size).is_none_or(|end| end > length) {
        return Err(Fault::Unreadable(CUT_OFF.to_owned()));
    }
    reader.end = reader.at + size;
    let (mut info, mut tracks) = (None, None);
    for _ in 0..PARTS_MAX {
        if reader.at >= reader.end || (info.is_some() && tracks.is_some()) {
            break;
        }
        let part = reader.next()?;
        match part.id {
            INFO => info = Some(reader.body(part.size)?),
            TRACKS => tracks = Some(reader.body(part.size)?),
            _ => reader.skip(part.size)?,
        }
    }
    let (Some(info), Some(tracks)) = (info, tracks) else {
        return Err(Fault::Unreadable("its description is missing".to_owned()));
    };
    let mut facts = Facts {
        media_type: "video/webm",
        length_ms: length_ms(&info),
        width: 0,
        height: 0,
        sound: false,
    };
    for (id, track) in children(&tracks) {
        if id == TRACK_ENTRY {
            take_track(&mut facts, track)?;
        }
    }
    Ok(facts)
}

fn take_track(facts: &mut Facts, track: &[u8]) -> Result<(), Fault> {
    let codec = child(track, CODEC_ID).unwrap_or_default();
    let codec = String::from_utf8_lossy(codec);
    let codec = codec.trim_end_matches('\0');
    match child(track, TRACK_TYPE).map(unsigned) {
        Some(1) => {
            if !matches!(codec, "V_VP9" | "V_AV1") {
                return Err(Fault::Codec(codec.to_owned()));
            }
            let video = child(track, VIDEO).unwrap_or_default();
            let side = |id| {
                let pixels = child(video, id).map_or(0, unsigned);
                u32::try_from(pixels).unwrap_or(u32::MAX)
            };
            facts.width = facts.width.max(side(PIXEL_WIDTH));
            facts.height = facts.height.max(side(PIXEL_HEIGHT));
        }
        Some(2) => {
            if !matches!(codec, "A_OPUS" | "A_VORBIS") {
                return Err(Fault::Codec(codec.to_owned()));
            }
            facts.sound = true;
        }
        _ => {}
    }
    Ok(())
}

/// In milliseconds; 0 when it does not say.
fn length_ms(info: &[u8]) -> u64 {
    // In nanoseconds, unless it says so one millisecond.
    let scale = child(info, TIMESTAMP_SCALE).map_or(1_000_000, unsigned);
    let ticks = match child(info, DURATION) {
        Some(&[a, b, c, d]) => f64::from(f32::from_be_bytes([a, b, c, d])),
        Some(&[a, b, c, d, e, f, g, h]) => f64::from_be_bytes([a, b, c, d, e, f, g, h]),
        _ => 0.0,
    };
    // Of a number that is none, or below nothing, nothing is left.
    (ticks * scale as f64 / 1e6) as u64
}

struct Part {
    id: u32,
    /// `None`: not known.
    size: Option<u64>,
}

/// The parts of a file, one after the other.
struct Parts<'a, R> {
    file: &'a mut BufReader<R>,
    at: u64,
    end: u64,
}

impl<R: Read + Seek> Parts<'_, R> {
    fn next(&mut self) -> Result<Part, Fault> {
        let (id, id_bytes) = vint(&mut self.file, 4, true)?;
        let (size, size_bytes) = vint(&mut self.file, 8, false)?;
        self.at += id_bytes + size_bytes;
        let unknown = (1_u64 << (7 * size_bytes)) - 1;
        Ok(Part {
            id: u32::try_from(id).unwrap_or_default(),
            size: (size != unknown).then_some(size),
        })
    }

    fn room_for(&self, size: Option<u64>) -> Result<u64, Fault> {
        size.filter(|size| {
            self.at
                .checked_add(*size)
                .is_some_and(|end| end <= self.end)
        })
        .ok_or_else(|| Fault::Unreadable(CUT_OFF.to_owned()))
    }

    fn skip(&mut self, size: Option<u64>) -> Result<(), Fault> {
        let size = self.room_for(size)?;
        self.file
            .seek_relative(i64::try_from(size).unwrap_or(i64::MAX))?;
        self.at += size;
        Ok(())
    }

    fn body(&mut self, size: Option<u64>) -> Result<Vec<u8>, Fault> {
        let size = self.room_for(size)?;
        if size > HEAD_BYTES_MAX {
            return Err(Fault::Unreadable("its description is too long".to_owned()));
        }
        let mut body = vec![0; size as usize];
        self.file.read_exact(&mut body)?;
        self.at += size;
        Ok(body)
    }
}

/// A number that says in its first byte how long it is, and its length. An id keeps that mark, a size does not.
fn vint(from: &mut impl BufRead, bytes_max: u32, marked: bool) -> Result<(u64, u64), Fault> {
    let mut first = [0];
    from.read_exact(&mut first)?;
    let more = first[0].leading_zeros();
    if more >= bytes_max {
        return Err(Fault::Unreadable("a part of it has no name".to_owned()));
    }
    let mark = 0x80 >> more;
    let mut number = u64::from(if marked { first[0] } else { first[0] & !mark });
    for _ in 0..more {
        let mut byte = [0];
        from.read_exact(&mut byte)?;
        number = number << 8 | u64::from(byte[0]);
    }
    Ok((number, u64::from(more) + 1))
}

/// The parts of a part; what does not fit into it is left out.
fn children(mut body: &[u8]) -> impl Iterator<Item = (u32, &[u8])> {
    std::iter::from_fn(move || {
        let (id, _) = vint(&mut body, 4, true).ok()?;
        let (size, _) = vint(&mut body, 8, false).ok()?;
        let size = usize::try_from(size)
            .ok()
            .filter(|size| *size <= body.len())?;
        let (child, rest) = body.split_at(size);
        body = rest;
        Some((u32::try_from(id).ok()?, child))
    })
}

fn child(body: &[u8], wanted: u32) -> Option<&[u8]> {
    children(body)
        .find(|(id, _)| *id == wanted)
        .map(|(_, child)| child)
}

/// A number of up to eight bytes; a longer one is out of every bound.
fn unsigned(bytes: &[u8]) -> u64 {
    if bytes.len() > 8 {
        return u64::MAX;
    }
    bytes
        .iter()
        .fold(0, |number, byte| number << 8 | u64::from(*byte))
}

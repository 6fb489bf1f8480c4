//! The directory of a zip file, read strictly (APPNOTE 6.3): what two programs could read differently is refused.
//!
//! Everything is compared before anything is unpacked: the directory with each file's own header, lengths with limits,
//! places with each other. Only the directory is held in memory, and it has a limit of its own.

use std::collections::HashMap;
use std::io::{self, Read, Seek, SeekFrom};

use super::names;
use super::{ArchiveError, ENTRIES_MAX, UNPACKED_BYTES_MAX};

/// Longest directory, in bytes.
const DIRECTORY_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// Longest comment a zip can end with (4.4.12), after an end record of 22 bytes.
const END_BYTES_MAX: u64 = 22 + 65_535;
/// What text and pictures pack to stays far below; deflate reaches 1,032.
const RATIO_MAX: u64 = 200;
/// Small files may pack to almost nothing.
const RATIO_FROM_BYTES: u64 = 1024 * 1024;

const END: [u8; 4] = *b"PK\x05\x06";
const HEADER: [u8; 4] = *b"PK\x01\x02";
const LOCAL_HEADER: [u8; 4] = *b"PK\x03\x04";
/// Says that the number is in the zip64 field (4.5.3).
const IN_ZIP64: u32 = u32::MAX;

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    Stored,
    Deflated,
}

/// One file or folder.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub name: String,
    pub folder: bool,
    pub method: Method,
    pub crc32: u32,
    pub packed_bytes: u64,
    pub bytes: u64,
    pub data_start: u64,
    header_start: u64,
}

/// Reads and compares everything but the files themselves.
pub(super) fn read(file: &mut (impl Read + Seek)) -> Result<Vec<Entry>, ArchiveError> {
    let end = find_end(file)?;
    let directory = read_at(file, end.directory_start, end.directory_bytes)?;
    let mut fields = Fields(&directory);
    let mut entries = Vec::with_capacity(usize::from(end.entries));
    for _ in 0..end.entries {
        entries.push(entry(&mut fields)?);
    }
    if !fields.0.is_empty() {
        return Err(not_a_zip("its directory holds more than it says"));
    }
    no_duplicates(&entries)?;
    no_bombs(&entries)?;
    for entry in &mut entries {
        compare_with_own_header(file, entry, end.directory_start)?;
    }
    no_overlaps(&entries)?;
    Ok(entries)
}

struct End {
    entries: u16,
    directory_start: u64,
    directory_bytes: u64,
}

fn find_end(file: &mut (impl Read + Seek)) -> Result<End, ArchiveError> {
    let length = file.seek(SeekFrom::End(0))?;
    let tail_start = length.saturating_sub(END_BYTES_MAX);
    let tail = read_at(file, tail_start, length - tail_start)?;
    // An end record counts when its comment ends with the file; two of them would be two archives in one.
    let ends: Vec<usize> = (0..tail.len().saturating_sub(21))
        .filter(|at| tail[*at..].starts_with(&END))
        .filter(|at| {
            usize::from(u16::from_le_bytes([tail[at + 20], tail[at + 21]])) == tail.len() - at - 22
        })
        .collect();
    let [at] = ends[..] else {
        return Err(not_a_zip(if ends.is_empty() {
            "its end is missing"
        } else {
            "it has two ends"
        }));
    };
    let mut fields = Fields(&tail[at + 4..]);
    let (disk, directory_disk) = (fields.u16()?, fields.u16()?);
    let (entries_here, entries) = (fields.u16()?, fields.u16()?);
    let (directory_bytes, directory_start) = (fields.u32()?, fields.u32()?);
    if (disk, directory_disk) != (0, 0) || entries_here != entries {
        return Err(not_a_zip("it is one of several parts"));
    }
    // 65,535 entries or 4 GB would stand in a zip64 end record: both are far over the limits.
    if usize::from(entries) > ENTRIES_MAX {
        return Err(ArchiveError::TooManyFiles);
    }
    if directory_start == IN_ZIP64 {
        return Err(ArchiveError::TooLarge);
    }
    let (directory_bytes, directory_start) =
        (u64::from(directory_bytes), u64::from(directory_start));
    if directory_start + directory_bytes != tail_start + at as u64 {
        return Err(not_a_zip("its directory is not where it says"));
    }
    if directory_bytes > DIRECTORY_BYTES_MAX {
        return Err(ArchiveError::TooLarge);
    }
    Ok(End {
        entries,
        directory_start,
        directory_bytes,
    })
}

/// One central directory header (4.3.12).
fn entry(fields: &mut Fields) -> Result<Entry, ArchiveError> {
    fields.signature(HEADER)?;
    let made_by = fields.u16()?;
    fields.skip(2)?;
    let (flags, method) = (fields.u16()?, fields.u16()?);
    fields.skip(4)?;
    let crc32 = fields.u32()?;
    let (packed, unpacked) = (fields.u32()?, fields.u32()?);
    let (name_bytes, extra_bytes, comment_bytes) = (fields.u16()?, fields.u16()?, fields.u16()?);
    fields.skip(4)?;
    let (attributes, start) = (fields.u32()?, fields.u32()?);
    let raw = fields.take(usize::from(name_bytes))?;
    let extra = fields.take(usize::from(extra_bytes))?;
    fields.take(usize::from(comment_bytes))?;

    let name = names::check(raw).map_err(|problem| ArchiveError::Name {
        name: names::printable(raw),
        problem,
    })?;
    let name = name.to_owned();
    // Bits 0, 6 and 13: encrypted, strongly encrypted, directory encrypted (4.4.4).
    if flags & 0b0010_0000_0100_0001 != 0 {
        return Err(ArchiveError::Encrypted(name));
    }
    let folder = name.ends_with('/');
    if !is_plain(made_by, attributes, folder) {
        return Err(ArchiveError::NotAFile(name));
    }
    let method = match method {
        0 => Method::Stored,
        8 => Method::Deflated,
        _ => return Err(ArchiveError::Method(name)),
    };
    let [bytes, packed_bytes, header_start] = in_full(extra, [unpacked, packed, start])?;
    if second_name(extra)?.is_some_and(|second| second != name.as_bytes()) {
        return Err(ArchiveError::TwoNames(name));
    }
    if folder && bytes != 0 || method == Method::Stored && bytes != packed_bytes {
        return Err(ArchiveError::Damaged(name));
    }
    Ok(Entry {
        name,
        folder,
        method,
        crc32,
        packed_bytes,
        bytes,
        data_start: 0,
        header_start,
    })
}

/// Whether it is a plain file or folder and its name says the same.
fn is_plain(made_by: u16, attributes: u32, folder: bool) -> bool {
    const KIND: u32 = 0o170_000;
    const FILE: u32 = 0o100_000;
    const FOLDER: u32 = 0o040_000;
    /// A link or a mount point of Windows.
    const REPARSE_POINT: u32 = 0x400;
    let from_windows = matches!(made_by >> 8, 0 | 10 | 11 | 14);
    match (attributes >> 16) & KIND {
        // Systems without modes leave it empty.
        0 => !(from_windows && attributes & REPARSE_POINT != 0),
        FILE => !folder,
        FOLDER => folder,
        _ => false,
    }
}

/// The numbers in their full width: those that do not fit stand in the zip64 field, in this order (4.5.3).
fn in_full(extra: &[u8], short: [u32; 3]) -> Result<[u64; 3], ArchiveError> {
    let zip64 = field(extra, 0x0001)?;
    let mut long = Fields(zip64.unwrap_or_default());
    let mut full = [0; 3];
    for (full, short) in full.iter_mut().zip(short) {
        *full = match zip64 {
            Some(_) if short == IN_ZIP64 => long.u64()?,
            _ => u64::from(short),
        };
    }
    Ok(full)
}

/// A name in another field than the name's: some programs believe it, others do not (Info-ZIP, 4.6.9).
fn second_name(extra: &[u8]) -> Result<Option<&[u8]>, ArchiveError> {
    Ok(field(extra, 0x7075)?.map(|field| field.get(5..).unwrap_or_default()))
}

/// The extra field with this id (4.5.1).
fn field(extra: &[u8], wanted: u16) -> Result<Option<&[u8]>, ArchiveError> {
    let mut fields = Fields(extra);
    // Some programs pad with up to three zeros.
    while fields.0.len() >= 4 {
        let (id, length) = (fields.u16()?, fields.u16()?);
        let value = fields.take(usize::from(length))?;
        if id == wanted {
            return Ok(Some(value));
        }
    }
    Ok(None)
}

fn no_duplicates(entries: &[Entry]) -> Result<(), ArchiveError> {
    let mut seen: HashMap<String, bool> = HashMap::new();
    for entry in entries {
        let folded = names::folded(entry.name.trim_end_matches('/'));
        if seen.insert(folded, entry.folder).is_some() {
            return Err(ArchiveError::Duplicate(entry.name.clone()));
        }
    }
    // A file cannot be the folder of another.
    for entry in entries {
        let folded = names::folded(entry.name.trim_end_matches('/'));
        let above = folded.match_indices('/').map(|(at, _)| &folded[..at]);
        for above in above {
            if seen.get(above) == Some(&false) {
                return Err(ArchiveError::Duplicate(entry.name.clone()));
            }
        }
    }
    Ok(())
}

fn no_bombs(entries: &[Entry]) -> Result<(), ArchiveError> {
    let files = entries.iter().filter(|entry| !entry.folder).count();
    if files > super::FILES_MAX {
        return Err(ArchiveError::TooManyFiles);
    }
    let mut total: u64 = 0;
    for entry in entries {
        if entry.bytes > super::FILE_BYTES_MAX {
            return Err(ArchiveError::FileTooLarge(entry.name.clone()));
        }
        let ratio = entry.bytes / entry.packed_bytes.max(1);
        if entry.bytes > RATIO_FROM_BYTES && ratio > RATIO_MAX {
            return Err(ArchiveError::Bomb(entry.name.clone()));
        }
        total = total.saturating_add(entry.bytes);
    }
    if total > UNPACKED_BYTES_MAX {
        return Err(ArchiveError::TooLarge);
    }
    Ok(())
}

/// The header before a file's bytes (4.3.7) says what the directory says.
fn compare_with_own_header(
    file: &mut (impl Read + Seek),
    entry: &mut Entry,
    directory_start: u64,
) -> Result<(), ArchiveError> {
    const FIXED_BYTES: u64 = 30;
    let beyond = || ArchiveError::Overlap(entry.name.clone());
    let room = directory_start
        .checked_sub(entry.header_start)
        .ok_or_else(beyond)?;
    if room < FIXED_BYTES {
        return Err(beyond());
    }
    let header = read_at(file, entry.header_start, FIXED_BYTES)?;
    let mut fields = Fields(&header);
    fields.signature(LOCAL_HEADER)?;
    fields.skip(2)?;
    let (flags, method) = (fields.u16()?, fields.u16()?);
    fields.skip(4)?;
    let crc32 = fields.u32()?;
    let (packed, unpacked) = (fields.u32()?, fields.u32()?);
    let (name_bytes, extra_bytes) = (u64::from(fields.u16()?), u64::from(fields.u16()?));
    let start = entry.header_start + FIXED_BYTES + name_bytes + extra_bytes;
    if start
        .checked_add(entry.packed_bytes)
        .is_none_or(|end| end > directory_start)
    {
        return Err(beyond());
    }
    let rest = read_at(
        file,
        entry.header_start + FIXED_BYTES,
        name_bytes + extra_bytes,
    )?;
    let (name, extra) = rest.split_at(name_bytes as usize);
    if name != entry.name.as_bytes() || second_name(extra)?.is_some_and(|second| second != name) {
        return Err(ArchiveError::TwoNames(entry.name.clone()));
    }
    let same_method = method == if entry.method == Method::Stored { 0 } else { 8 };
    // Bit 3: length and checksum follow the bytes, and these are zero (4.4.4).
    let follows = flags & 0b1000 != 0;
    let [unpacked, packed, _] = in_full(extra, [unpacked, packed, 0])?;
    let same = (crc32, packed, unpacked) == (entry.crc32, entry.packed_bytes, entry.bytes);
    if !same_method || flags & 1 != 0 || !(same || follows) {
        return Err(ArchiveError::Damaged(entry.name.clone()));
    }
    entry.data_start = start;
    Ok(())
}

/// No byte belongs to two files: a bomb of Fifield's kind packs one heart in thousands of names.
fn no_overlaps(entries: &[Entry]) -> Result<(), ArchiveError> {
    let mut places: Vec<&Entry> = entries.iter().collect();
    places.sort_by_key(|entry| entry.header_start);
    for pair in places.windows(2) {
        if pair[0].data_start + pair[0].packed_bytes > pair[1].header_start {
            return Err(ArchiveError::Overlap(pair[1].name.clone()));
        }
    }
    Ok(())
}

fn read_at(
    file: &mut (impl Read + Seek),
    start: u64,
    length: u64,
) -> Result<Vec<u8>, ArchiveError> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(start))?;
    file.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 != length {
        return Err(not_a_zip("it ends too early"));
    }
    Ok(bytes)
}

fn not_a_zip(reason: &str) -> ArchiveError {
    ArchiveError::NotAZip(reason.to_owned())
}

/// Little-endian fields, one after the other.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], ArchiveError> {
        let (taken, rest) = self
            .0
            .split_at_checked(length)
            .ok_or_else(|| not_a_zip("it ends too early"))?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ArchiveError> {
        self.take(N)?
            .try_into()
            .map_err(|_| not_a_zip("it ends too early"))
    }

    fn skip(&mut self, length: usize) -> Result<(), ArchiveError> {
        self.take(length).map(|_| ())
    }

    fn signature(&mut self, expected: [u8; 4]) -> Result<(), ArchiveError> {
        if self.array()? == expected {
            Ok(())
        } else {
            Err(not_a_zip("a header is missing"))
        }
    }

    fn u16(&mut self) -> Result<u16, ArchiveError> {
        self.array().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Result<u32, ArchiveError> {
        self.array().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Result<u64, ArchiveError> {
        self.array().map(u64::from_le_bytes)
    }
}

impl From<io::Error> for ArchiveError {
    fn from(error: io::Error) -> Self {
        Self::Disk(error)
    }
}

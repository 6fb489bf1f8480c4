//! Pack files that attack: each is refused with its reason in words, and nothing is written outside.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use tongxin::pack::archive::{self, ArchiveError};
use tongxin::pack::author;
use tongxin::pack::author::limits::FILES_MAX;

use super::pack::author_folder;

/// One file of a zip that no program would write.
#[derive(Clone)]
struct Part {
    name: Vec<u8>,
    local_name: Option<Vec<u8>>,
    bytes: Vec<u8>,
    /// What the headers say of its length.
    claimed: Option<u32>,
    crc32: Option<u32>,
    method: u16,
    flags: u16,
    made_by: u16,
    attributes: u32,
    extra: Vec<u8>,
    /// Where the directory says it begins.
    start: Option<u32>,
}

fn part(name: impl AsRef<[u8]>) -> Part {
    Part {
        name: name.as_ref().to_vec(),
        local_name: None,
        bytes: b"x".to_vec(),
        claimed: None,
        crc32: None,
        method: 0,
        flags: 0,
        made_by: 0x031e,
        attributes: 0o100_644 << 16,
        extra: Vec::new(),
        start: None,
    }
}

impl Part {
    fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    /// Everything both headers have in common.
    fn common(&self, out: &mut Vec<u8>, name: &[u8]) {
        let mut crc = flate2::Crc::new();
        crc.update(&self.unpacked());
        out.extend(20_u16.to_le_bytes());
        out.extend(self.flags.to_le_bytes());
        out.extend(self.method.to_le_bytes());
        out.extend([0; 4]);
        out.extend(self.crc32.unwrap_or(crc.sum()).to_le_bytes());
        out.extend((self.bytes.len() as u32).to_le_bytes());
        let length = self.claimed.unwrap_or(self.unpacked().len() as u32);
        out.extend(length.to_le_bytes());
        out.extend((name.len() as u16).to_le_bytes());
        out.extend((self.extra.len() as u16).to_le_bytes());
    }

    fn unpacked(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        if self.method == 8 {
            let mut inflated = flate2::write::DeflateDecoder::new(&mut bytes);
            if inflated
                .write_all(&self.bytes)
                .and(inflated.try_finish())
                .is_ok()
            {
                drop(inflated);
                return bytes;
            }
        }
        self.bytes.clone()
    }
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    out.write_all(bytes).expect("deflated");
    out.finish().expect("deflated")
}

fn zip(parts: &[Part]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for part in parts {
        let start = part.start.unwrap_or(out.len() as u32);
        let local = part.local_name.as_ref().unwrap_or(&part.name);
        out.extend(b"PK\x03\x04");
        part.common(&mut out, local);
        out.extend(local);
        out.extend(&part.extra);
        out.extend(&part.bytes);
        directory.extend(b"PK\x01\x02");
        directory.extend(part.made_by.to_le_bytes());
        part.common(&mut directory, &part.name);
        directory.extend([0; 6]);
        directory.extend(part.attributes.to_le_bytes());
        directory.extend(start.to_le_bytes());
        directory.extend(&part.name);
        directory.extend(&part.extra);
    }
    let start = out.len() as u32;
    out.extend(&directory);
    end(&mut out, parts.len() as u16, directory.len() as u32, start);
    out
}

fn end(out: &mut Vec<u8>, entries: u16, bytes: u32, start: u32) {
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(entries.to_le_bytes());
    out.extend(entries.to_le_bytes());
    out.extend(bytes.to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0; 2]);
}

/// A pack of one file and `more`.
fn pack_and(more: &[Part]) -> Vec<u8> {
    zip(&[&[part("pack.toml")], more].concat())
}

fn unpack(bytes: &[u8]) -> Result<Vec<String>, ArchiveError> {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, into) = (
        folder.path().join("pack.txpack"),
        folder.path().join("inner/into"),
    );
    fs::write(&file, bytes).expect("written");
    fs::create_dir_all(&into).expect("made");
    let unpacked = archive::unpack(&file, &into);
    let around = [folder.path(), &folder.path().join("inner")].map(names_in);
    assert_eq!(
        around,
        [vec!["inner", "pack.txpack"], vec!["into"]],
        "nothing was written outside"
    );
    let root = unpacked?;
    let files = author::files_of(&root).expect("read");
    Ok(files
        .iter()
        .map(|path| {
            path.strip_prefix(&root)
                .expect("inside")
                .display()
                .to_string()
        })
        .collect())
}

fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .expect("read")
        .map(|entry| {
            entry
                .expect("read")
                .file_name()
                .into_string()
                .expect("text")
        })
        .collect();
    names.sort();
    names
}

#[track_caller]
fn refused(bytes: &[u8], reason: &str) {
    let error = unpack(bytes).expect_err("refused");
    let told = error.explain("en");
    assert!(told.contains(reason), "{told}");
    assert!(
        !told.chars().any(char::is_control),
        "a terminal obeys nothing of it: {told:?}"
    );
    let chinese = error.explain("zh-CN");
    assert!(
        chinese.chars().any(|c| c > '\u{3000}') && chinese != told,
        "{chinese}"
    );
}

#[test]
fn names_that_lead_out_of_the_pack() {
    for name in [
        "../evil",
        "a/../../evil",
        "/evil",
        "//server/evil",
        "C:\\evil",
        "c:/evil",
        "..\\evil",
        "a/./b",
        "",
    ] {
        refused(&pack_and(&[part(name)]), "leads out of the pack");
    }
}

#[test]
fn names_that_mean_something_else_on_another_system() {
    refused(
        &pack_and(&[part(b"\xb9\xfa\xc3\xb3.png")]),
        "not written in UTF-8",
    );
    for name in [
        "a\\b",
        "ab:c",
        "a*.png",
        "a\x1b[2J.png",
        "\u{202e}gnp.exe",
        "a\0.png",
    ] {
        refused(&pack_and(&[part(name)]), "not every system can write");
    }
    for name in ["nul", "one/COM1.png", "aux.tar.gz", "p1.png.", "p1 "] {
        refused(&pack_and(&[part(name)]), "keep it for themselves");
    }
    refused(&pack_and(&[part("a/".repeat(9) + "b")]), "too many folders");
    refused(&pack_and(&[part("a".repeat(241))]), "too long");
}

#[test]
fn two_files_of_one_name() {
    for (one, other) in [
        ("a.png", "a.png"),
        ("a.png", "A.PNG"),
        ("\u{e9}.png", "e\u{301}.png"),
        ("b", "B/c.png"),
    ] {
        refused(&pack_and(&[part(one), part(other)]), "in the pack twice");
    }
}

#[test]
fn a_file_where_a_folder_is() {
    let folder =
        part("b/").with(|part| (part.bytes, part.attributes) = (Vec::new(), 0o040_755 << 16));
    refused(&pack_and(&[folder, part("B")]), "in the pack twice");
}

#[test]
fn one_file_of_two_names() {
    let elsewhere = part("good.png").with(|part| part.local_name = Some(b"evil".to_vec()));
    refused(&pack_and(&[elsewhere]), "has a second name");
    let unicode = part("good.png").with(|part| {
        part.extra = [&[0x75, 0x70, 9, 0, 1, 0, 0, 0, 0][..], b"evil"].concat();
    });
    refused(&pack_and(&[unicode]), "has a second name");
}

#[test]
fn links_and_devices() {
    for mode in [0o120_777_u32, 0o020_666, 0o060_666, 0o010_644, 0o140_777] {
        refused(
            &pack_and(&[part("evil").with(|part| part.attributes = mode << 16)]),
            "a link or a device",
        );
    }
    let junction = part("evil").with(|part| (part.made_by, part.attributes) = (0x0a00, 0x410));
    refused(&pack_and(&[junction]), "a link or a device");
    let folder_without_slash = part("evil").with(|part| part.attributes = 0o040_755 << 16);
    refused(&pack_and(&[folder_without_slash]), "a link or a device");
}

#[test]
fn what_cannot_be_read_by_everyone() {
    refused(
        &pack_and(&[part("a").with(|part| part.flags = 1)]),
        "encrypted",
    );
    refused(
        &pack_and(&[part("a").with(|part| part.flags = 1 << 13)]),
        "encrypted",
    );
    refused(
        &pack_and(&[part("a").with(|part| part.method = 99)]),
        "unusual way",
    );
    refused(
        &pack_and(&[part("a").with(|part| part.crc32 = Some(7))]),
        "damaged",
    );
    refused(
        &pack_and(&[
            part("a").with(|part| (part.method, part.bytes) = (8, b"not deflate".to_vec()))
        ]),
        "damaged",
    );
}

#[test]
fn bombs() {
    let zeros = deflated(&vec![0; 8 * 1024 * 1024]);
    let bomb = part("bomb").with(|part| (part.method, part.bytes) = (8, zeros.clone()));
    refused(
        &pack_and(std::slice::from_ref(&bomb)),
        "more than 200 times",
    );
    // One that says it is small: what it unpacks to is counted.
    let liar = bomb.clone().with(|part| part.claimed = Some(1000));
    refused(&pack_and(&[liar]), "damaged");
    let large = |name| part(name).with(|part| (part.method, part.claimed) = (8, Some(513 << 20)));
    refused(&pack_and(&[large("a")]), "too large: at most 512 MB");
    let heavy: Vec<_> = (0..5)
        .map(|i| {
            part(format!("{i}")).with(|part| {
                part.method = 8;
                part.bytes = vec![0; 3 << 20];
                part.claimed = Some(500 << 20);
            })
        })
        .collect();
    refused(&pack_and(&heavy), "at most 2048 MB");
    let many: Vec<_> = (0..=FILES_MAX).map(|i| part(format!("{i}"))).collect();
    refused(&pack_and(&many), "at most 12000");
    let mut countless = pack_and(&[]);
    let at = countless.len() - 14;
    countless[at..at + 4].fill(0xff);
    refused(&countless, "at most 12000");
}

#[test]
fn files_that_share_their_bytes() {
    // The second file's header is the first file's content.
    let inner = zip(&[part("b")]);
    let header = inner[..32].to_vec();
    let outer = part("a").with(|part| part.bytes = header.clone());
    let start = 30 + "pack.toml".len() + 1 + 30 + 1;
    let shared = part("b").with(|part| part.start = Some(start as u32));
    refused(&pack_and(&[outer, shared]), "shares its bytes");
    // Beyond the end of all files.
    refused(
        &pack_and(&[part("a").with(|part| part.start = Some(u32::MAX - 40))]),
        "shares its bytes",
    );
}

#[test]
fn what_is_no_zip_or_no_pack() {
    let good = pack_and(&[]);
    let mut two_ends = good.clone();
    let comment = good.len() as u16;
    let at = two_ends.len() - 2;
    two_ends[at..].copy_from_slice(&comment.to_le_bytes());
    two_ends.extend(&good);
    let prefixed = [b"#!/bin/sh\n", &good[..]].concat();
    for bytes in [
        &b""[..],
        b"hello",
        &good[..good.len() - 1],
        &good[10..],
        &two_ends,
        &prefixed,
    ] {
        refused(bytes, "not a zip file");
    }
    refused(&zip(&[part("readme.txt")]), "no pack.toml");
    refused(
        &zip(&[part("a/pack.toml"), part("b/pack.toml")]),
        "no pack.toml",
    );
}

#[test]
fn what_ordinary_programs_write_is_taken() {
    // Streamed: length and checksum behind the bytes. Large-file fields. A folder around everything. Chinese names.
    let streamed = part("pack/a.png").with(|part| part.flags = 8);
    let wide = part("pack/b.png").with(|part| {
        part.claimed = Some(u32::MAX);
        part.extra = [&[1, 0, 8, 0][..], &1_u64.to_le_bytes()].concat();
    });
    let folder = part("pack/图片/").with(|part| (part.bytes, part.attributes) = (Vec::new(), 0x10));
    let windows =
        part("pack/图片/骑楼.png").with(|part| (part.made_by, part.attributes) = (0x0014, 0x20));
    let packed =
        part("pack/c.toml").with(|part| (part.method, part.bytes) = (8, deflated(b"hello")));
    let files = unpack(&zip(&[
        folder,
        part("pack/pack.toml"),
        streamed,
        wide,
        windows,
        packed,
    ]))
    .expect("taken");
    assert_eq!(
        files,
        ["a.png", "b.png", "c.toml", "pack.toml", "图片/骑楼.png"]
    );
}

#[test]
fn a_pack_file_holds_what_the_folder_held() {
    let folder = tempfile::tempdir().expect("a folder");
    let (source, into) = (folder.path().join("source"), folder.path().join("into"));
    fs::create_dir_all(&source).expect("made");
    fs::create_dir_all(&into).expect("made");
    author_folder(&source, 9);
    // Written into the folder itself: it does not swallow itself, the second time either.
    let file = source.join("small.txpack");
    archive::write(&source, &file).expect("written");
    let length = fs::metadata(&file).expect("there").len();
    archive::write(&source, &file).expect("written");
    assert_eq!(fs::metadata(&file).expect("there").len(), length);
    let unpacked = archive::unpack(&file, &into).expect("unpacked");
    assert_eq!(
        author::check(&unpacked).manifest,
        author::check(&source).manifest
    );
}

//! The fuzz targets on their seeds and on changes to them, the same ones in every run. `tests/fuzz` runs them for longer.

use std::fs;
use std::path::Path;

#[path = "../fuzz/bodies.rs"]
mod bodies;

/// Changes to the seeds of each target.
const CHANGES: usize = 2_000;

/// What breaks parsers: ends of ranges, signatures, quotation marks, separators.
const TOKENS: &[&[u8]] = &[
    b"\0\0\0\0",
    b"\xff\xff\xff\xff",
    b"\xff\xff",
    b"\x7f\xff\xff\xff",
    b"PK\x01\x02",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"../",
    b"/",
    b"\\",
    b"\"",
    b"{",
    b"[",
    b"}",
    b"]",
    b"=",
    b"\n",
    b"18446744073709551615",
    b"-1",
    b"1e999",
    b"null",
    b"\\u0000",
    b"\xe5\x9b\xbe",
    b"\xf0\x9f",
];

/// xorshift64: the same numbers in every run.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }
}

/// A seed after one to eight changes.
fn changed(seeds: &[Vec<u8>], numbers: &mut Numbers) -> Vec<u8> {
    let mut bytes = seeds[numbers.below(seeds.len())].clone();
    for _ in 0..=numbers.below(8) {
        let at = numbers.below(bytes.len() + 1);
        let end = (at + 1 + numbers.below(64)).min(bytes.len());
        match numbers.below(6) {
            0 if at < bytes.len() => bytes[at] ^= 1 << numbers.below(8),
            1 if at < bytes.len() => bytes[at] = numbers.next() as u8,
            2 if at < end => drop(bytes.drain(at..end)),
            3 if at < end => {
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
            4 => {
                let token = TOKENS[numbers.below(TOKENS.len())];
                let over = numbers.below(2) * token.len();
                bytes.splice(at..(at + over).min(bytes.len()), token.iter().copied());
            }
            _ => {
                let other = &seeds[numbers.below(seeds.len())];
                bytes.truncate(at);
                bytes.extend_from_slice(&other[numbers.below(other.len())..]);
            }
        }
    }
    bytes
}

fn run(name: &str) {
    let (_, body) = bodies::TARGETS
        .iter()
        .find(|(target, _)| *target == name)
        .expect("a target");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fuzz/corpus")
        .join(name);
    let mut paths: Vec<_> = fs::read_dir(folder)
        .expect("seeds")
        .map(|entry| entry.expect("a seed").path())
        .collect();
    paths.sort();
    let seeds: Vec<_> = paths
        .iter()
        .map(|path| fs::read(path).expect("read"))
        .collect();
    assert!(seeds.len() >= 4, "{name} has too few seeds");
    seeds.iter().for_each(|seed| body(seed));
    let mut numbers = Numbers(0x746f_6e67_7869_6e21);
    for number in 0..CHANGES {
        let bytes = changed(&seeds, &mut numbers);
        let survived = std::panic::catch_unwind(|| body(&bytes)).is_ok();
        assert!(
            survived,
            "{name} breaks on change {number}: {}",
            hex::encode(&bytes)
        );
    }
}

#[test]
fn archives_break_nothing() {
    run("archive");
}

#[test]
fn author_folders_break_nothing() {
    run("author");
}

#[test]
fn manifests_break_nothing() {
    run("manifest");
}

#[test]
fn metadata_breaks_nothing() {
    run("metadata");
}

#[test]
fn chunk_indexes_break_nothing() {
    run("chunks");
}

#[test]
fn deliveries_break_nothing() {
    run("deliveries");
}

#[test]
fn objects_break_nothing() {
    run("glb");
}

#[test]
fn a_whole_stick_is_taken_and_one_with_a_rotten_file_is_not() {
    let seed = |name: &str| {
        let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus/stick");
        fs::read(seeds.join(name)).expect("read")
    };
    assert!(
        bodies::is_taken(&seed("whole")),
        "else the changes to it prove little"
    );
    assert!(!bodies::is_taken(&seed("rotten-blobs")));
}

#[test]
fn sticks_break_nothing() {
    run("stick");
}

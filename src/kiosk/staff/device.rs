//! What the device says of itself, read from the system; and the export files on what is plugged in.

use std::fs;
use std::path::{Path, PathBuf};

use super::status::{DeviceFacts, EXPORT_EXTENSION, ExportFile};

/// Export files listed at most.
const EXPORTS_MAX: usize = 40;
/// Folders and files looked at on the way at most: a stick may be a whole disk.
const ENTRIES_MAX: usize = 20_000;
/// How deep a file may lie below a folder for sticks: `/media/USER/STICK/folder/file`.
const DEPTH_MAX: usize = 4;

/// Reads what there is to know; what cannot be read is left out.
pub fn facts(data: &Path) -> DeviceFacts {
    let disk = rustix::fs::statvfs(data).ok().map(|stat| {
        let bytes = |blocks: u64| blocks.saturating_mul(stat.f_frsize);
        (bytes(stat.f_bavail), bytes(stat.f_blocks))
    });
    let meminfo = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let smaps = fs::read_to_string("/proc/self/smaps_rollup").unwrap_or_default();
    let uptime = fs::read_to_string("/proc/uptime").unwrap_or_default();
    DeviceFacts {
        disk,
        memory: kib(&meminfo, "MemAvailable:").zip(kib(&meminfo, "MemTotal:")),
        program_memory: kib(&smaps, "Pss:"),
        up_secs: uptime
            .split(['.', ' '])
            .next()
            .and_then(|secs| secs.parse().ok()),
        addresses: addresses(),
    }
}

/// The bytes of a line `name   123 kB`.
fn kib(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    let count: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(count * 1024)
}

fn addresses() -> Vec<(String, std::net::IpAddr)> {
    let mut all: Vec<_> = if_addrs::get_if_addrs()
        .unwrap_or_default()
        .into_iter()
        .filter(|interface| !interface.is_loopback() && !interface.is_link_local())
        .map(|interface| (interface.name.clone(), interface.ip()))
        .collect();
    all.sort();
    all
}

/// Export files below these folders, those of one folder together.
pub fn exports(folders: &[PathBuf]) -> Vec<ExportFile> {
    let mut found = Vec::new();
    let mut entries = 0;
    for folder in folders {
        look_into(folder, DEPTH_MAX, &mut entries, &mut found);
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found.truncate(EXPORTS_MAX);
    found
}

fn look_into(folder: &Path, depth: usize, entries: &mut usize, found: &mut Vec<ExportFile>) {
    let Ok(listing) = fs::read_dir(folder) else {
        return;
    };
    for entry in listing.flatten() {
        *entries += 1;
        if *entries > ENTRIES_MAX {
            return;
        }
        // Of the entry itself: a link leads nowhere.
        let Ok(about) = entry.metadata() else {
            continue;
        };
        let path = entry.path();
        if about.is_dir() && depth > 0 {
            look_into(&path, depth - 1, entries, found);
        } else if about.is_file() && path.extension().is_some_and(|end| end == EXPORT_EXTENSION) {
            found.push(ExportFile {
                path,
                bytes: about.len(),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn export_files_are_found_where_sticks_are_and_links_lead_nowhere() {
        let folder = tempfile::tempdir().expect("a folder");
        let stick = folder.path().join("user/STICK");
        let deep = stick.join("a/b/c/d");
        fs::create_dir_all(&deep).expect("made");
        fs::write(stick.join("riyue.txexport"), b"12345").expect("written");
        fs::write(stick.join("holiday.jpg"), b"1").expect("written");
        fs::write(deep.join("far.txexport"), b"1").expect("written");
        std::os::unix::fs::symlink(folder.path(), stick.join("loop")).expect("linked");
        let dirs = [folder.path().to_owned(), PathBuf::from("/nowhere")];
        let found = exports(&dirs);
        assert_eq!(
            found,
            [ExportFile {
                path: stick.join("riyue.txexport"),
                bytes: 5
            }]
        );
    }

    #[test]
    fn this_machine_says_what_it_has() {
        let facts = facts(Path::new("/"));
        let (free, all) = facts.disk.expect("a disk");
        assert!(free <= all && all > 0);
        let (free, all) = facts.memory.expect("memory");
        assert!(free <= all && all > 0);
        assert!(facts.program_memory.is_some_and(|bytes| bytes > 0));
        assert!(facts.up_secs.is_some());
    }
}

//! What the device says of itself, read from the system; and the exports on what is plugged in.

use std::fs;
use std::path::{Path, PathBuf};

use super::status::{DeviceFacts, FoundExport};
use crate::pack::export;

/// Exports listed at most.
const EXPORTS_MAX: usize = 40;

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

/// Exports below these folders, the newest first.
pub fn exports(folders: &[PathBuf]) -> Vec<FoundExport> {
    let found = export::find(folders).into_iter().take(EXPORTS_MAX);
    found
        .map(|(path, record)| FoundExport {
            path,
            made_at: record.made_at,
            packs: record.packs.into_iter().collect(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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

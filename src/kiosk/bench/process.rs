//! What this process has cost so far, as the kernel counts it.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// Time all threads of this process have spent on a core.
pub(super) fn cpu() -> Duration {
    let spent = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(
        spent.tv_sec.unsigned_abs(),
        u32::try_from(spent.tv_nsec).unwrap_or_default(),
    )
}

/// Time since this process began; `None` without a Linux `/proc`.
pub(super) fn age() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    started(&stat).and_then(|started| {
        let now = clock_gettime(ClockId::Boottime);
        let now = Duration::new(now.tv_sec.unsigned_abs(), u32::try_from(now.tv_nsec).ok()?);
        now.checked_sub(started)
    })
}

/// Field 22 of `/proc/PID/stat`, start time after boot, in hundredths of a second (proc_pid_stat(5); `USER_HZ` is 100
/// wherever Linux runs a kiosk). The name before it may hold blanks and brackets.
fn started(stat: &str) -> Option<Duration> {
    let fields = stat.rsplit_once(')')?.1;
    let ticks: u64 = fields.split_ascii_whitespace().nth(19)?.parse().ok()?;
    Some(Duration::from_millis(ticks * 10))
}

/// Proportional set size in bytes: memory of this process, its share of what it shares. The program itself counts whole:
/// who measures runs it too, on a kiosk nobody else does. `None` without a Linux `/proc`.
pub(super) fn pss() -> Option<u64> {
    let program = std::env::current_exe().ok()?;
    let smaps = std::fs::read_to_string("/proc/self/smaps").ok()?;
    share(&smaps, program.to_str()?)
}

/// The same from `/proc/PID/smaps` (proc_pid_smaps(5)): a line that says where a mapping is and what of, and lines that
/// say how much of it there is.
fn share(smaps: &str, program: &str) -> Option<u64> {
    let mut counted = "Pss:";
    let mut sum = None;
    for line in smaps.lines() {
        let mut words = line.split_ascii_whitespace();
        let Some(name) = words.next() else { continue };
        if !name.ends_with(':') {
            counted = if line.ends_with(program) {
                "Rss:"
            } else {
                "Pss:"
            };
        } else if name == counted {
            *sum.get_or_insert(0) += words.next()?.parse::<u64>().ok()? * 1024;
        }
    }
    sum
}

/// Largest resident set so far in bytes.
pub(super) fn peak_rss() -> Option<u64> {
    kib(
        &std::fs::read_to_string("/proc/self/status").ok()?,
        "VmHWM:",
    )
}

fn kib(table: &str, name: &str) -> Option<u64> {
    let line = table.lines().find_map(|line| line.strip_prefix(name))?;
    let number: u64 = line.split_ascii_whitespace().next()?.parse().ok()?;
    Some(number * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_counts_whole_and_what_is_shared_in_part() {
        let smaps = "55d0-55f0 r-xp 00000000 fe:00 77    /usr/bin/tongxin\nSize: 40 kB\nRss: 30 kB\nPss: 15 kB\n\
            7f00-7f10 rw-p 00000000 00:00 0 \nRss: 9 kB\nPss: 8 kB\n\
            7f20-7f30 r-xp 00000000 fe:00 78    /lib/libc.so.6\nRss: 7 kB\nPss: 1 kB\nPss_Dirty: 1 kB\n";
        assert_eq!(share(smaps, "/usr/bin/tongxin"), Some(39 * 1024));
        assert_eq!(share("", "/usr/bin/tongxin"), None);
    }

    #[test]
    fn a_process_knows_its_age_and_size() {
        assert!(pss().is_some_and(|bytes| bytes > 0));
        assert!(peak_rss().is_some_and(|bytes| bytes > 0));
        assert!(age().is_some_and(|age| age < Duration::from_secs(86_400)));
    }

    #[test]
    fn a_name_with_brackets_does_not_move_the_fields() {
        let stat = "7 (a) b (c) S 1 7 7 0 -1 4194560 1 0 0 0 12 3 0 0 20 0 9 0 1234 5 6";
        assert_eq!(started(stat), Some(Duration::from_millis(12_340)));
    }
}

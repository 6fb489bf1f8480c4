//! What processes have cost so far, from `/proc`.

use std::path::Path;
use std::process::Command;

use anyhow::Context as _;

/// Linux tells programs time in hundredths of a second, whatever it counts in itself.
const TICK_MS: f64 = 10.0;

/// Milliseconds on a core of this process, its threads included.
pub(super) fn of_process(pid: u32) -> anyhow::Result<f64> {
    Ok(Stat::read(pid)?.own * TICK_MS)
}

/// Milliseconds on a core of this process and all its children, those that have ended among them.
pub(super) fn of_family(pid: u32) -> anyhow::Result<f64> {
    let parent = Stat::read(pid)?;
    let mut ticks = parent.own + parent.ended_children;
    for entry in std::fs::read_dir("/proc")?.flatten() {
        let Some(pid_of_other) = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse().ok())
        else {
            continue;
        };
        // One that ends just now is counted with its parent.
        if let Ok(other) = Stat::read(pid_of_other)
            && other.parent == pid
        {
            ticks += other.own;
        }
    }
    Ok(ticks * TICK_MS)
}

/// Keeps a process, and whatever it starts from now on, on one core.
pub(super) fn pin(pid: u32, core: usize) -> anyhow::Result<()> {
    let done = Command::new("taskset")
        .args(["-a", "-c", "-p", &core.to_string(), &pid.to_string()])
        .output()
        .context("could not run taskset, which Debian's util-linux has")?;
    anyhow::ensure!(
        done.status.success(),
        "could not keep a process on core {core}: {}",
        String::from_utf8_lossy(&done.stderr)
    );
    Ok(())
}

struct Stat {
    parent: u32,
    own: f64,
    ended_children: f64,
}

impl Stat {
    fn read(pid: u32) -> anyhow::Result<Self> {
        let path = format!("/proc/{pid}/stat");
        let text = std::fs::read_to_string(Path::new(&path))
            .with_context(|| format!("the process is gone: {path}"))?;
        // The name in brackets may hold anything; what follows the last bracket counts from the third field on.
        let after = text.rsplit(')').next().unwrap_or_default();
        let fields: Vec<&str> = after.split_whitespace().collect();
        let field = |number: usize| {
            let text = fields.get(number - 3).copied().unwrap_or_default();
            text.parse::<f64>().context("a line of /proc does not fit")
        };
        Ok(Self {
            parent: fields
                .get(1)
                .and_then(|text| text.parse().ok())
                .unwrap_or(0),
            own: field(14)? + field(15)?,
            ended_children: field(16)? + field(17)?,
        })
    }
}

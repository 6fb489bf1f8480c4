//! `tongxin bench kiosk`: what drawing costs on this machine.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use serde::Serialize;

use crate::cli::demo::{self, Demo};
use crate::cli::memory;
use crate::cli::virtual_display::VirtualDisplay;
use crate::config;
use crate::kiosk;
use crate::kiosk::bench::{BenchPlan, Measured, Target};
use crate::pack;

/// What is measured beside the exhibits of the pack.
const SCREENS: [&str; 5] = ["empty", "still", "attract", "home", "calendar"];

/// Options of `tongxin bench kiosk`.
#[derive(Debug, Args)]
pub struct KioskArgs {
    /// Folder of the pack to show.
    #[arg(long, default_value = "content/riyue")]
    content: PathBuf,
    /// Width and height of the window in pixels; several are measured one after the other.
    #[arg(long, value_name = "WxH", default_values = ["1920x1080", "3840x2160"],
        value_delimiter = ',', value_parser = parse_size)]
    size: Vec<Size>,
    /// Seconds each.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=3600))]
    seconds: u32,
    /// Only these: empty, still, attract, home, calendar, or an exhibit's id.
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// Write what was measured into this file, as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Measure this one, in this process, for the server at this address; the result goes to standard output.
    #[arg(long, hide = true, requires = "data")]
    inside: Option<SocketAddr>,
    /// Folder of what the measured kiosk keeps.
    #[arg(long, hide = true)]
    data: Option<PathBuf>,
}

/// A window's width and height in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Size([u32; 2]);

impl std::fmt::Display for Size {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}x{}", self.0[0], self.0[1])
    }
}

fn parse_size(text: &str) -> Result<Size, String> {
    crate::cli::kiosk::window_size(text).map(Size)
}

/// One line of the table.
#[derive(Debug, Serialize)]
struct Row {
    what: String,
    kind: String,
    size: String,
    #[serde(flatten)]
    measured: Measured,
}

/// Measures and prints.
///
/// # Errors
///
/// When there is no display to draw on, the content cannot be shown, or a measured kiosk ended early.
pub(super) fn run(args: &KioskArgs) -> anyhow::Result<ExitCode> {
    match (args.inside, &args.data) {
        (Some(server), Some(data)) => inside(args, &server, data),
        _ => measure_all(args),
    }
}

/// The measured kiosk.
fn inside(args: &KioskArgs, server: &SocketAddr, data: &Path) -> anyhow::Result<ExitCode> {
    memory::keep_few_pools();
    let size = args.size.first().context("a window has a size")?;
    let target = args.only.first().context("name what is measured")?;
    let plan = BenchPlan {
        target: target.parse().unwrap_or(Target::Empty),
        time: Duration::from_secs(args.seconds.into()),
    };
    let mut settings = demo::kiosk_settings(server, data.to_owned(), size.0);
    // Nobody is asked in the middle of it whether they are still there.
    settings.idle.warn_after_secs = settings.idle.warn_after_secs.max(args.seconds + 60);
    let measured = kiosk::measure(settings, plan)?;
    println!("{}", serde_json::to_string(&measured)?);
    Ok(ExitCode::SUCCESS)
}

fn measure_all(args: &KioskArgs) -> anyhow::Result<ExitCode> {
    let largest = args
        .size
        .iter()
        .fold([0, 0], |[w, h], size| [w.max(size.0[0]), h.max(size.0[1])]);
    let display = if config::display_available() {
        None
    } else {
        Some(VirtualDisplay::start(largest)?)
    };
    let checked = pack::author::check(&args.content);
    let exhibits = checked.manifest.map(|manifest| manifest.exhibits);
    let exhibits = exhibits.with_context(|| {
        format!(
            "{} is no pack that can be shown: `tongxin pack check` says why",
            args.content.display()
        )
    })?;
    let mut targets: Vec<(String, String)> = SCREENS
        .iter()
        .map(|name| ((*name).to_owned(), "screen".to_owned()))
        .collect();
    targets.extend(
        exhibits
            .iter()
            .map(|exhibit| (exhibit.id.clone(), exhibit.content.kind().to_owned())),
    );
    for name in &args.only {
        anyhow::ensure!(
            targets.iter().any(|(known, _)| known == name),
            "there is no {name} to measure; there are: {}",
            targets
                .iter()
                .map(|(known, _)| known.as_str())
                .collect::<Vec<_>>()
                .join(", ")
        );
    }
    targets.retain(|(name, _)| args.only.is_empty() || args.only.contains(name));

    let runtime = tokio::runtime::Runtime::new()?;
    let folder = tempfile::tempdir().context("could not make a folder for the measured kiosk")?;
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let demo = runtime.block_on(Demo::start(
        &args.content,
        listen,
        &folder.path().join("server"),
    ))?;
    let approving = runtime.spawn(demo::approve_own_kiosk(demo.server.app.clone()));
    let display = display.as_ref().map(|display| display.name.as_str());
    let measure = |what: &str, size: Size, seconds: u32| {
        measure_one(
            &demo.server.address,
            folder.path(),
            display,
            what,
            size,
            seconds,
        )
    };

    // The first start fetches everything; those after it begin as a kiosk does on any morning.
    if let (Some(size), true) = (args.size.first(), targets.iter().any(|t| t.0 != "empty")) {
        eprintln!("tongxin bench: a kiosk is set up …");
        measure("still", *size, 1)?;
    }
    let mut rows = Vec::new();
    println!("{}", heading());
    for size in &args.size {
        for (what, kind) in &targets {
            let row = Row {
                what: what.clone(),
                kind: kind.clone(),
                size: size.to_string(),
                measured: measure(what, *size, args.seconds)?,
            };
            println!("{}", line(&row));
            rows.push(row);
        }
    }
    if let Some(file) = &args.json {
        let json = serde_json::to_vec_pretty(&rows)?;
        std::fs::write(file, json)
            .with_context(|| format!("could not write {}", file.display()))?;
    }
    approving.abort();
    runtime.block_on(demo.server.stop())?;
    Ok(ExitCode::SUCCESS)
}

fn measure_one(
    server: &SocketAddr,
    folder: &Path,
    display: Option<&str>,
    what: &str,
    size: Size,
    seconds: u32,
) -> anyhow::Result<Measured> {
    let mut command = Command::new(std::env::current_exe()?);
    command
        .args(["bench", "kiosk", "--only", what])
        .args(["--size", &size.to_string()])
        .args(["--seconds", &seconds.to_string()])
        .args(["--inside", &server.to_string()])
        .arg("--data")
        .arg(folder.join("kiosk"))
        .stdin(Stdio::null())
        // What it logs belongs in the table only when it fails.
        .env(
            "RUST_LOG",
            std::env::var("RUST_LOG").unwrap_or_else(|_| "error".to_owned()),
        )
        .stderr(Stdio::inherit());
    if let Some(display) = display {
        command.env("DISPLAY", display);
    }
    let output = command
        .output()
        .context("could not start the measured kiosk")?;
    anyhow::ensure!(
        output.status.success(),
        "the kiosk that was to show {what} ended early ({})",
        output.status
    );
    serde_json::from_slice(&output.stdout)
        .with_context(|| format!("the kiosk that showed {what} said nothing that can be read"))
}

fn heading() -> String {
    format!(
        "{:<12} {:<10} {:>9} {:>6} {:>7} {:>7} {:>7} {:>9} {:>6} {:>7} {:>7} {:>8}",
        "what",
        "kind",
        "size",
        "frames",
        "p50 ms",
        "p99 ms",
        "max ms",
        "cpu/frame",
        "cores",
        "PSS MB",
        "peak MB",
        "first ms"
    )
}

fn line(row: &Row) -> String {
    let m = &row.measured;
    let mb = |bytes: Option<u64>| {
        bytes.map_or_else(
            || "–".to_owned(),
            |bytes| format!("{:.0}", bytes as f64 / 1e6),
        )
    };
    let first = m
        .first_picture_ms
        .map_or_else(|| "–".to_owned(), |ms| format!("{ms:.0}"));
    format!(
        "{:<12} {:<10} {:>9} {:>6} {:>7.1} {:>7.1} {:>7.1} {:>9.1} {:>6.2} {:>7} {:>7} {:>8}",
        row.what,
        row.kind,
        row.size,
        m.frames,
        m.frame_p50_ms,
        m.frame_p99_ms,
        m.frame_max_ms,
        m.cpu_ms_per_frame,
        m.cores,
        mb(m.pss_bytes),
        mb(m.peak_rss_bytes),
        first
    )
}

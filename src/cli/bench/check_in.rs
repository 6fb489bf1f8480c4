//! `tongxin bench checkin`: what a check-in costs, and how a burst of registrations settles.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use chrono::Utc;
use clap::Args;
use reqwest::Client;
use serde::Serialize;
use uuid::Uuid;

use super::cluster::Cluster;
use super::cpu;
use super::stage::{self, KioskKey, ServerProcess};
use crate::api::kiosk::{CheckInBatch, CheckInBatchAnswer, CheckInRequest};
use crate::api::paths;
use crate::api::registration::RegistrationRequest;
use crate::config::DatabaseUrl;
use crate::model::activity::RegistrationStatus;
use crate::model::check_in::CheckInReason;
use crate::model::registration::{AgeBand, PersonToRegister, RegistrationSource};
use crate::model::text::FIRST_LANGUAGE;
use crate::server::store::{self, audit::Actor};

/// Check-ins before the count begins: connections are made and statements prepared.
const WARM_UP: usize = 200;
/// People of one occurrence, as a full hall has.
const HALL: usize = 500;
/// Real disks, real commits: the cluster as Debian sets one up.
const CLUSTER: &str = "-c shared_buffers=128MB";

/// Options of `tongxin bench checkin`.
#[derive(Debug, Args)]
pub struct CheckInArgs {
    /// Check-ins that are measured.
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..=200_000))]
    check_ins: u32,
    /// Kiosks that send them, each one at a time.
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u32).range(1..=150))]
    kiosks: u32,
    /// People who want a place; 0 leaves the burst out.
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(0..=100_000))]
    people: u32,
    /// How many of them wait for their answer at the same time.
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    at_once: u32,
    /// Places there are.
    #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    places: u32,
    /// Only this database.
    #[arg(long, value_enum)]
    only: Option<Database>,
    /// Write what was measured into this file, as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Database {
    /// The file in the server's folder.
    Sqlite,
    /// A private cluster.
    Postgres,
}

/// What was measured on one database.
#[derive(Debug, Serialize)]
struct Row {
    database: Database,
    check_ins: CheckIns,
    burst: Option<Burst>,
}

/// Check-ins over loopback HTTP; the server on one core, PostgreSQL on another.
#[derive(Debug, Serialize)]
struct CheckIns {
    count: usize,
    per_second: f64,
    server_cpu_ms_each: f64,
    database_cpu_ms_each: f64,
    cpu_ms_each: f64,
    p50_ms: f64,
    p99_ms: f64,
}

/// A crowd that registers as fast as it is answered.
#[derive(Debug, Serialize)]
struct Burst {
    people: u32,
    at_once: u32,
    places: u32,
    confirmed: u32,
    waitlisted: u32,
    settled_ms: f64,
    p50_ms: f64,
    p99_ms: f64,
}

/// Measures and prints.
///
/// # Errors
///
/// When a server or PostgreSQL does not start, an answer is not what it has to be, or a place is given twice.
pub(super) fn run(args: &CheckInArgs) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Runtime::new()?;
    let mut rows = Vec::new();
    println!("{}", heading());
    for database in [Database::Sqlite, Database::Postgres] {
        if args.only.is_none_or(|only| only == database) {
            let row = runtime.block_on(measure(args, database))?;
            println!("{}", line(&row));
            rows.push(row);
        }
    }
    if let Some(file) = &args.json {
        let json = serde_json::to_vec_pretty(&rows)?;
        std::fs::write(file, json)
            .with_context(|| format!("could not write {}", file.display()))?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn measure(args: &CheckInArgs, database: Database) -> anyhow::Result<Row> {
    let cluster = match database {
        Database::Sqlite => None,
        Database::Postgres => Some(Cluster::start(CLUSTER)?),
    };
    let burst = match args.people {
        0 => None,
        _ => Some(
            burst(
                args,
                new_database(cluster.as_ref(), "burst").await?.as_ref(),
            )
            .await?,
        ),
    };
    let url = new_database(cluster.as_ref(), "checkin").await?;
    Ok(Row {
        database,
        check_ins: check_ins(args, cluster.as_ref(), url.as_ref()).await?,
        burst,
    })
}

async fn new_database(
    cluster: Option<&Cluster>,
    name: &str,
) -> anyhow::Result<Option<DatabaseUrl>> {
    let Some(cluster) = cluster else {
        return Ok(None);
    };
    let url = DatabaseUrl::try_from(cluster.socket_url(name)).map_err(anyhow::Error::msg)?;
    store::make_database(&url).await?;
    Ok(Some(url))
}

async fn check_ins(
    args: &CheckInArgs,
    cluster: Option<&Cluster>,
    database: Option<&DatabaseUrl>,
) -> anyhow::Result<CheckIns> {
    let folder = tempfile::tempdir().context("could not make a folder for the server")?;
    let count = args.check_ins as usize;
    let (keys, mut codes) = people(
        folder.path(),
        database,
        args.kiosks as usize,
        count + WARM_UP,
    )
    .await?;
    let server = ServerProcess::start(&std::env::current_exe()?, folder.path(), database)?;
    let cores = std::thread::available_parallelism()?.get();
    cpu::pin(server.pid(), 0)?;
    if let Some(cluster) = cluster {
        cpu::pin(cluster.postmaster, usize::from(cores > 1))?;
    }
    let measured = codes.split_off(WARM_UP);
    drive(server.address, &keys, codes).await?;
    let cost = || {
        let database = cluster.map_or(Ok(0.0), |cluster| cpu::of_family(cluster.postmaster));
        anyhow::Ok((cpu::of_process(server.pid())?, database?))
    };
    let (server_before, database_before) = cost()?;
    let start = Instant::now();
    let times = drive(server.address, &keys, measured).await?;
    let seconds = start.elapsed().as_secs_f64();
    let (server_after, database_after) = cost()?;
    let each = |ms: f64| ms / count as f64;
    Ok(CheckIns {
        count,
        per_second: count as f64 / seconds,
        server_cpu_ms_each: each(server_after - server_before),
        database_cpu_ms_each: each(database_after - database_before),
        cpu_ms_each: each(server_after - server_before + database_after - database_before),
        p50_ms: quantile(&times, 0.5),
        p99_ms: quantile(&times, 0.99),
    })
}

/// Kiosks, and the codes of people whom they can let in now.
async fn people(
    folder: &Path,
    database: Option<&DatabaseUrl>,
    kiosks: usize,
    count: usize,
) -> anyhow::Result<(Vec<KioskKey>, Vec<String>)> {
    let server = stage::server_here(folder, database).await?;
    let keys = stage::kiosks(&server.app, server.address, kiosks).await?;
    let mut codes = Vec::new();
    while codes.len() < count {
        let hall = HALL.min(count - codes.len());
        let occurrence = stage::occurrence(&server.app, "Bench", None).await?;
        codes.extend(stage::register(&server.app, occurrence, hall).await?);
    }
    server.app.store.count_anew().await?;
    server.stop().await?;
    Ok((keys, codes))
}

/// Checks everyone in, each kiosk one after the other; how long each waited, in milliseconds.
async fn drive(
    address: SocketAddr,
    keys: &[KioskKey],
    codes: Vec<String>,
) -> anyhow::Result<Vec<f64>> {
    let waiting = Arc::new(Mutex::new(VecDeque::from(codes)));
    let url = format!("http://{address}{}", paths::CHECK_INS);
    let kiosks: Vec<_> = keys
        .iter()
        .cloned()
        .map(|key| {
            let (waiting, url) = (waiting.clone(), url.clone());
            tokio::spawn(async move {
                let client = Client::builder().no_proxy().build()?;
                let mut times = Vec::new();
                let next = || {
                    waiting
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .pop_front()
                };
                while let Some(code) = next() {
                    let start = Instant::now();
                    check_in(&client, &url, &key, code).await?;
                    times.push(milliseconds(start.elapsed()));
                }
                anyhow::Ok(times)
            })
        })
        .collect();
    let mut times = Vec::new();
    for kiosk in kiosks {
        times.extend(kiosk.await??);
    }
    times.sort_by(f64::total_cmp);
    Ok(times)
}

async fn check_in(client: &Client, url: &str, key: &KioskKey, code: String) -> anyhow::Result<()> {
    let batch = CheckInBatch {
        check_ins: vec![CheckInRequest::with_code(Uuid::new_v4(), code, Utc::now())],
    };
    let request = client.post(url).bearer_auth(&key.0).json(&batch);
    let answer: CheckInBatchAnswer = request.send().await?.error_for_status()?.json().await?;
    let reason = answer.answers.first().map(|answer| answer.reason);
    anyhow::ensure!(
        reason == Some(CheckInReason::Ok),
        "a check-in that had to succeed was answered with {reason:?}"
    );
    Ok(())
}

/// A crowd, on all cores, through the function that every way of registering ends in.
async fn burst(args: &CheckInArgs, database: Option<&DatabaseUrl>) -> anyhow::Result<Burst> {
    let folder = tempfile::tempdir().context("could not make a folder for the server")?;
    let server = stage::server_here(folder.path(), database).await?;
    let occurrence = stage::occurrence(&server.app, "Bench", Some(args.places)).await?;
    let people = Arc::new(AtomicU32::new(0));
    let all = args.people;
    let start = Instant::now();
    let asking: Vec<_> = (0..args.at_once.min(all))
        .map(|_| {
            let (app, people) = (server.app.clone(), people.clone());
            tokio::spawn(async move {
                let mut times = Vec::new();
                loop {
                    let number = people.fetch_add(1, Ordering::Relaxed);
                    if number >= all {
                        return anyhow::Ok(times);
                    }
                    let request = request(occurrence, number);
                    let asked = Instant::now();
                    let answer = app
                        .register_party(&Actor::program("bench"), &request)
                        .await?;
                    times.push(milliseconds(asked.elapsed()));
                    anyhow::ensure!(
                        answer.registration.is_some(),
                        "someone could not register: {:?}",
                        answer.reason
                    );
                }
            })
        })
        .collect();
    let mut times = Vec::new();
    for asked in asking {
        times.extend(asked.await??);
    }
    let settled_ms = milliseconds(start.elapsed());
    times.sort_by(f64::total_cmp);
    let mut conn = server.app.store.read().await?;
    let registered = store::registrations::of_occurrence(&mut conn, occurrence).await?;
    drop(conn);
    server.stop().await?;
    let with = |status| {
        let these = registered
            .iter()
            .filter(|one| one.standing.status() == status);
        let these = these.count();
        u32::try_from(these).unwrap_or(u32::MAX)
    };
    let confirmed = with(RegistrationStatus::Confirmed);
    anyhow::ensure!(
        confirmed == args.places.min(args.people),
        "{confirmed} were confirmed for {} places",
        args.places
    );
    Ok(Burst {
        people: all,
        at_once: args.at_once,
        places: args.places,
        confirmed,
        waitlisted: with(RegistrationStatus::Waitlisted),
        settled_ms,
        p50_ms: quantile(&times, 0.5),
        p99_ms: quantile(&times, 0.99),
    })
}

fn request(occurrence: Uuid, number: u32) -> RegistrationRequest {
    RegistrationRequest {
        id: Uuid::now_v7(),
        occurrence,
        people: vec![PersonToRegister {
            name: format!("王{number}"),
            age_band: Some(AgeBand::From18To34),
        }],
        phone: String::new(),
        phone_confirmation: None,
        guardian: None,
        source: RegistrationSource::Kiosk,
        language: FIRST_LANGUAGE.to_owned(),
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Of sorted times.
fn quantile(times: &[f64], share: f64) -> f64 {
    let last = times.len().saturating_sub(1);
    let index = (last as f64 * share).round() as usize;
    times.get(index).copied().unwrap_or_default()
}

fn heading() -> String {
    format!(
        "{:<9} {:>9} {:>7} {:>10} {:>9} {:>8} {:>7} {:>7} | {:>7} {:>9} {:>10} {:>9} {:>8}",
        "database",
        "check-ins",
        "per s",
        "server ms",
        "data ms",
        "CPU ms",
        "p50 ms",
        "p99 ms",
        "people",
        "confirmed",
        "settled ms",
        "p50 ms",
        "p99 ms"
    )
}

fn line(row: &Row) -> String {
    let c = &row.check_ins;
    let database = match row.database {
        Database::Sqlite => "SQLite",
        Database::Postgres => "PostgreSQL",
    };
    let mut line = format!(
        "{database:<9} {:>9} {:>7.0} {:>10.3} {:>9.3} {:>8.3} {:>7.1} {:>7.1} |",
        c.count,
        c.per_second,
        c.server_cpu_ms_each,
        c.database_cpu_ms_each,
        c.cpu_ms_each,
        c.p50_ms,
        c.p99_ms
    );
    if let Some(b) = &row.burst {
        line.push_str(&format!(
            " {:>7} {:>9} {:>10.0} {:>9.0} {:>8.0}",
            b.people, b.confirmed, b.settled_ms, b.p50_ms, b.p99_ms
        ));
    }
    line
}

//! A centre with kiosks and people, and its server as a process of its own.

use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use anyhow::Context as _;
use chrono::{Duration, Utc};
use reqwest::Client;
use serde_json::json;
use uuid::Uuid;

use crate::api::paths;
use crate::config::{
    CentreSettings, DatabaseUrl, PhoneSettings, RegistrationSettings, ServerSettings, WallSettings,
};
use crate::model::activity::{Activity, ActivityDetails, Category, Occurrence};
use crate::model::overflow::OverflowPlan;
use crate::model::text::LocalizedText;
use crate::server::activities::Person;
use crate::server::store::audit::Actor;
use crate::server::{self, App};

/// The centre.
pub const CENTRE: &str = "bench";

/// Settings of a server with one centre.
pub fn settings(data_dir: PathBuf, database: Option<DatabaseUrl>) -> ServerSettings {
    ServerSettings {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        data_dir,
        database,
        https: false,
        trusted_proxies: 0,
        wall: WallSettings::default(),
        registrations: RegistrationSettings::default(),
        phone: PhoneSettings::default(),
        centres: vec![CentreSettings {
            id: CENTRE.to_owned(),
            title: LocalizedText::zh_en("测试", "Bench"),
            time_zone: chrono_tz::Asia::Shanghai,
        }],
    }
}

/// A kiosk by its secret.
#[derive(Debug, Clone)]
pub struct KioskKey(pub String);

/// Lets devices in and returns their secrets.
///
/// # Errors
///
/// When the server does not answer.
pub async fn kiosks(app: &App, address: SocketAddr, count: usize) -> anyhow::Result<Vec<KioskKey>> {
    let client = Client::builder().no_proxy().build()?;
    let mut keys = Vec::new();
    for number in 0..count {
        let secret = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
        let body = json!({ "id": Uuid::new_v4(), "secret": secret, "hostname": format!("bench-{number}") });
        let url = format!("http://{address}{}", paths::ENROLMENTS);
        let asked = client.post(url).json(&body).send().await?;
        asked
            .error_for_status()
            .context("a kiosk may not ask to join")?;
        keys.push(KioskKey(secret));
    }
    app.approve_waiting_enrolments(CENTRE).await?;
    Ok(keys)
}

/// An activity that is on now; its occurrence.
///
/// # Errors
///
/// When the database does not take it.
pub async fn occurrence(app: &App, title: &str, places: Option<u32>) -> anyhow::Result<Uuid> {
    let now = Utc::now();
    let occurrence = Occurrence {
        id: Uuid::now_v7(),
        starts_at: now + Duration::minutes(30),
        ends_at: now + Duration::hours(4),
        capacity: places,
        canceled: false,
    };
    let activity = Activity {
        id: Uuid::now_v7(),
        centre: CENTRE.to_owned(),
        title: LocalizedText::zh_en(title, title),
        summary: LocalizedText::zh_en("", ""),
        category: Category::Service,
        room: LocalizedText::zh_en("二楼", "Second floor"),
        host: LocalizedText::zh_en("", ""),
        picture: None,
        details: ActivityDetails::default(),
        plan: OverflowPlan::default(),
    };
    app.add_activity(
        &Actor::program("bench"),
        &activity,
        std::slice::from_ref(&occurrence),
    )
    .await?;
    Ok(occurrence.id)
}

/// Registers people; their codes.
///
/// # Errors
///
/// When one of them cannot be.
pub async fn register(
    app: &Arc<App>,
    occurrence: Uuid,
    people: usize,
) -> anyhow::Result<Vec<String>> {
    let mut codes = Vec::new();
    let registering: Vec<_> = (0..people)
        .map(|number| {
            let app = app.clone();
            tokio::spawn(async move {
                let person = Person {
                    name: format!("王{number}"),
                    ..Person::default()
                };
                app.register(&Actor::program("bench"), occurrence, &person)
                    .await
            })
        })
        .collect();
    for registered in registering {
        codes.push(registered.await??.code);
    }
    Ok(codes)
}

/// `tongxin server` as a process of its own; killed when dropped.
pub struct ServerProcess {
    child: Child,
    /// Where it answers.
    pub address: SocketAddr,
}

impl ServerProcess {
    /// Starts one on what lies in this folder.
    ///
    /// # Errors
    ///
    /// When it ends before it answers.
    pub fn start(
        program: &Path,
        data_dir: &Path,
        database: Option<&DatabaseUrl>,
    ) -> anyhow::Result<Self> {
        let file = data_dir.join("bench.toml");
        let text = format!(
            "listen = \"127.0.0.1:0\"\ndata_dir = {:?}\n[[centres]]\nid = \"{CENTRE}\"\ntitle = {{ zh-CN = \"测试\", en = \"Bench\" }}\n",
            data_dir.to_string_lossy()
        );
        std::fs::write(&file, text)?;
        let mut command = Command::new(program);
        command.args(["server", "--config"]).arg(&file);
        command
            .env("RUST_LOG", "error")
            .stdin(Stdio::null())
            .stderr(Stdio::piped());
        match database {
            Some(database) => command.env("TONGXIN_DATABASE", database.secret().as_str()),
            None => command.env_remove("TONGXIN_DATABASE"),
        };
        let mut child = command.spawn().context("could not start the server")?;
        let said = child.stderr.take().context("the server has no voice")?;
        let mut lines = BufReader::new(said).lines();
        let mut address = None;
        let mut all = String::new();
        for line in lines.by_ref() {
            let line = line?;
            if let Some((_, after)) = line.split_once("http://") {
                address = after.split('/').next().and_then(|text| text.parse().ok());
                break;
            }
            all.push_str(&line);
            all.push('\n');
        }
        let Some(address) = address else {
            let ended = child.wait()?;
            anyhow::bail!("the server did not start ({ended}):\n{all}");
        };
        // What it says from here on are errors; a full pipe would hold it.
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                eprintln!("{line}");
            }
        });
        Ok(Self { child, address })
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for ServerProcess {
    /// As a power cut would: `kill -9`.
    fn drop(&mut self) {
        self.child.kill().unwrap_or_default();
        self.child.wait().map(drop).unwrap_or_default();
    }
}

/// Starts a server in this process, to set things up.
///
/// # Errors
///
/// As [`server::start`].
pub async fn server_here(
    data_dir: &Path,
    database: Option<&DatabaseUrl>,
) -> anyhow::Result<server::RunningServer> {
    server::start(settings(data_dir.to_owned(), database.cloned())).await
}

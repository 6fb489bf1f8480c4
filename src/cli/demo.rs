//! `tongxin demo`: a server and a kiosk side by side on the shipped content.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use chrono::{Datelike as _, Utc};
use clap::Args;

use super::memory;
use super::virtual_display::VirtualDisplay;
use crate::config::{self, CentreSettings, KioskSettings, NightSettings, ServerSettings};
use crate::kiosk::staff::door::hash_pin;
use crate::kiosk::{
    self,
    tour::{Route, TourComfort, TourPlan},
};
use crate::model::activity::Category;
use crate::model::text::LocalizedText;
use crate::pack;
use crate::server::{self, App, RunningServer, ServerError};

/// The centre of the shipped content.
const CENTRE: &str = "riyue";
/// Opens the demo's staff panel; a real kiosk has none until somebody chooses one.
const STAFF_PIN: &str = "258036";
/// Codes that can come in now: a tour lets one person in on each of its walks.
const CODES: u32 = 4;

/// Options of `tongxin demo`.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Folder of everything the demo keeps.
    #[arg(long)]
    data: Option<PathBuf>,
    /// Folder of the pack to show.
    #[arg(long, default_value = "content/riyue")]
    content: PathBuf,
    /// Address of server and console; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Walk through every screen, write a picture of each into this folder, and exit.
    #[arg(long, value_name = "DIR")]
    tour: Option<PathBuf>,
    /// The tour's visitor asks for these first.
    #[arg(long, value_delimiter = ',', requires = "tour")]
    comforts: Vec<TourComfort>,
    /// The room is dark.
    #[arg(long)]
    night: bool,
    /// Take the whole panel instead of a window.
    #[arg(long)]
    fullscreen: bool,
    /// Width and height of the window in pixels, for example 1080x1920.
    #[arg(long, default_value = "1920x1080", value_parser = crate::cli::kiosk::window_size)]
    window: [u32; 2],
}

/// Runs until the kiosk's window closes or, without a display, until it is interrupted.
///
/// # Errors
///
/// When the data folder, the address or the content cannot be used.
pub fn run(args: DemoArgs) -> anyhow::Result<ExitCode> {
    if !config::display_available() {
        return run_on_virtual_display(&args);
    }
    memory::keep_few_pools();
    let data = args.data();
    let runtime = tokio::runtime::Runtime::new()?;
    let demo = runtime.block_on(Demo::start(
        &args.content,
        args.listen,
        &data.join("server"),
    ))?;
    demo.say();
    let settings = KioskSettings {
        fullscreen: args.fullscreen,
        night: NightSettings {
            always: args.night,
            ..NightSettings::default()
        },
        staff_pin_hash: Some(hash_pin(STAFF_PIN)?),
        ..kiosk_settings(&demo.server.address, data.join("kiosk"), args.window)
    };
    let approving = runtime.spawn(approve_own_kiosk(demo.server.app.clone()));
    let tour = args.tour.map(|dir| TourPlan {
        dir,
        codes: demo.codes,
        staff_pin: STAFF_PIN.to_owned(),
        stay: false,
        route: Route::Everything,
        comforts: args.comforts,
    });
    if let Some(tour) = &tour {
        std::fs::create_dir_all(&tour.dir).with_context(|| {
            format!(
                "could not make the folder for pictures {}",
                tour.dir.display()
            )
        })?;
    }
    let ended = kiosk::run(settings, tour)?;
    approving.abort();
    runtime.block_on(demo.server.stop())?;
    super::kiosk::end(ended)
}

impl DemoArgs {
    fn data(&self) -> PathBuf {
        self.data
            .clone()
            .unwrap_or_else(|| config::default_data_dir().join("demo"))
    }
}

/// Settings of a kiosk of this server, on a 32" panel.
pub(super) fn kiosk_settings(
    server: &SocketAddr,
    data_dir: PathBuf,
    window_size: [u32; 2],
) -> KioskSettings {
    KioskSettings {
        server_url: format!("http://{server}"),
        usb_dirs: config::default_usb_dirs(),
        ..KioskSettings::in_window(data_dir, window_size)
    }
}

/// A server with the shipped content and example activities.
pub(super) struct Demo {
    /// The server.
    pub(super) server: RunningServer,
    codes: Vec<String>,
    password: String,
}

impl Demo {
    /// Publishes the content of this folder on a server of its own.
    ///
    /// # Errors
    ///
    /// When the data folder, the address or the content cannot be used.
    pub(super) async fn start(
        content: &Path,
        listen: SocketAddr,
        data_dir: &Path,
    ) -> anyhow::Result<Self> {
        let settings = ServerSettings {
            listen,
            data_dir: data_dir.to_owned(),
            database: None,
            https: false,
            trusted_proxies: 0,
            wall: crate::config::WallSettings::default(),
            registrations: crate::config::RegistrationSettings::default(),
            phone: crate::config::PhoneSettings {
                public_url: phone_url(listen),
                codes_in_console: true,
                ..crate::config::PhoneSettings::default()
            },
            centres: vec![CentreSettings {
                id: CENTRE.to_owned(),
                title: pack_title(content),
                time_zone: chrono_tz::Asia::Shanghai,
            }],
        };
        eprintln!("tongxin: data in {}", data_dir.display());
        let server = server::start(settings)
            .await
            .context("could not start the server")?;
        let app = server.app.clone();
        eprintln!("tongxin: checking and publishing {} …", content.display());
        match app.publish_pack_folder(content, "demo").await {
            // A rollout begun in the console is still on its way: kiosks keep what they have, and the console says so.
            Err(error @ ServerError::Conflict(_)) => {
                eprintln!("tongxin: the content stays as it was published before ({error})");
            }
            published => {
                published.context("could not publish the shipped content")?;
            }
        }
        let checked = pack::author::check(content);
        let today = Utc::now()
            .with_timezone(&chrono_tz::Asia::Shanghai)
            .date_naive();
        let monday =
            today - chrono::Duration::days(i64::from(today.weekday().num_days_from_monday()));
        app.import_sample_activities(CENTRE, &checked.activities, monday)
            .await
            .context("could not make the example activities")?;
        let mut codes = app.codes_to_try(CENTRE, Utc::now(), CODES).await?;
        if codes.len() < CODES as usize {
            // Nothing is on at this hour, or everybody is in: something to try check-in with there shall be.
            let picture = checked.activities.iter().find_map(|activity| {
                let fits = activity.category == Category::Service;
                activity.picture.clone().filter(|_| fits)
            });
            app.import_open_house(CENTRE, Utc::now(), picture).await?;
            codes = app.codes_to_try(CENTRE, Utc::now(), CODES).await?;
        }
        let password = app.reset_admin_password().await?;
        Ok(Self {
            server,
            codes,
            password,
        })
    }

    /// Tells the person at the command line how to get in.
    fn say(&self) {
        eprintln!();
        eprintln!("  Console    http://{}/console", self.server.address);
        eprintln!("  Account    admin");
        eprintln!("  Password   {}   (made for this start)", self.password);
        if let Some(code) = self.codes.first() {
            eprintln!(
                "  Check-in   {code}   (a code of an example registration that can come in now)"
            );
        }
        eprintln!("  Staff PIN  {STAFF_PIN}   (five taps in the top left corner of the kiosk)");
        eprintln!();
        eprintln!(
            "tongxin demo: the keys of this demo are demo keys; `tongxin server` makes its own."
        );
    }
}

/// Where phones on the same network reach a demo that listens to more than this machine: `--listen 0.0.0.0:8080`.
fn phone_url(listen: SocketAddr) -> Option<String> {
    if listen.ip().is_loopback() || listen.port() == 0 {
        return None;
    }
    let ip = if listen.ip().is_unspecified() {
        let all = if_addrs::get_if_addrs().ok()?;
        all.into_iter()
            .map(|card| card.ip())
            .find(|ip| ip.is_ipv4() && !ip.is_loopback())?
    } else {
        listen.ip()
    };
    Some(format!("http://{}", SocketAddr::new(ip, listen.port())))
}

fn pack_title(content: &Path) -> LocalizedText {
    pack::author::check(content)
        .manifest
        .map(|manifest| manifest.title)
        .unwrap_or_else(|| LocalizedText::zh_en(CENTRE, CENTRE))
}

/// A demo's own kiosk needs nobody to approve it.
pub(super) async fn approve_own_kiosk(app: Arc<App>) {
    loop {
        if let Err(error) = app.approve_waiting_enrolments(CENTRE).await {
            tracing::warn!(%error, "could not approve the demo's kiosk");
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

/// Without a display: starts a virtual one, takes the tour, says where the pictures are, and keeps running.
fn run_on_virtual_display(args: &DemoArgs) -> anyhow::Result<ExitCode> {
    let display = VirtualDisplay::start([1920, 1920])?;
    eprintln!(
        "tongxin demo: no display here; started a virtual one (Xvfb {})",
        display.name
    );
    let program = std::env::current_exe()?;
    // This program again inside the display: an environment variable cannot be set safely once threads run.
    let again = |tour: Option<&Path>| {
        let mut command = Command::new(&program);
        command.args(std::env::args_os().skip(1));
        if let Some(tour) = tour {
            command.arg("--tour").arg(tour);
        }
        command.env("DISPLAY", &display.name).status()
    };
    let pictures = args
        .tour
        .clone()
        .unwrap_or_else(|| args.data().join("tour"));
    let unasked = args.tour.is_none().then_some(pictures.as_path());
    let status = again(unasked).context("could not take the tour")?;
    eprintln!(
        "tongxin demo: pictures of every screen are in {}",
        pictures.display()
    );
    if args.tour.is_some() || !status.success() {
        return Ok(if status.success() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        });
    }
    eprintln!("tongxin demo: still running; stop it with Ctrl-C");
    let status = again(None)?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

//! Settings of kiosk and server: TOML files, with `TONGXIN_*` environment variables over them.
//!
//! This is the only place that reads config files and the environment. Examples with every setting are in `config/`.

mod kiosk;
mod phone;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use chrono_tz::Tz;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use url::Url;

pub use kiosk::{
    AccessSettings, AttractSettings, DayWindow, DownloadSettings, IdleSettings, NeighbourSettings,
    NightHours, NightSettings, Pan, RateWindow, SoundSettings, VolumeHours, WritingSettings,
};
pub use phone::{PhoneSettings, SmsSettings};

use crate::model::text::{FIRST_LANGUAGE, LocalizedText};

/// Settings of `tongxin kiosk`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KioskSettings {
    /// Address of the server, for example `http://127.0.0.1:8080`. Phones are led there, too, where the server names no
    /// other address for them and this one is not only this machine's.
    pub server_url: String,
    /// Folder of everything this kiosk keeps.
    pub data_dir: PathBuf,
    /// Width of the panel's picture in millimetres, landscape or portrait as it hangs; floors of touch and text hold by it.
    #[serde(default = "default_panel_width_mm")]
    pub panel_width_mm: f32,
    /// Height of the panel's lower edge above the floor in millimetres; reach mode keeps controls below 1.2 m by it.
    #[serde(default = "default_panel_bottom_mm")]
    pub panel_bottom_mm: f32,
    /// Whether to take the whole panel. `false` opens a window of `window_size`.
    #[serde(default = "yes")]
    pub fullscreen: bool,
    /// Width and height in pixels of the window when not full screen.
    #[serde(default = "default_window_size")]
    pub window_size: [u32; 2],
    /// Language of the attract screen and of a visit that has chosen none.
    #[serde(default = "default_language")]
    pub language: String,
    /// Megabytes of decoded pictures held at the same time, 128 to 8192.
    #[serde(default = "default_picture_memory_mb")]
    pub picture_memory_mb: u32,
    /// Two-step idle.
    #[serde(default)]
    pub idle: IdleSettings,
    /// What `tongxin kiosk --hash-pin` makes of the staff panel's PIN. Without one the panel stays closed.
    #[serde(default)]
    pub staff_pin_hash: Option<String>,
    /// Folders under which USB sticks appear; the staff panel looks for exports there.
    #[serde(default = "default_usb_dirs")]
    pub usb_dirs: Vec<PathBuf>,
    /// What it lets hear.
    #[serde(default)]
    pub sound: SoundSettings,
    /// When it dresses for a dark room.
    #[serde(default)]
    pub night: NightSettings,
    /// What the loop does while nobody is there.
    #[serde(default)]
    pub attract: AttractSettings,
    /// How visitors write.
    #[serde(default)]
    pub writing: WritingSettings,
    /// What makes it easier to use.
    #[serde(default)]
    pub access: AccessSettings,
    /// How content comes.
    #[serde(default)]
    pub download: DownloadSettings,
    /// Other kiosks of the centre on the same network.
    #[serde(default)]
    pub neighbours: NeighbourSettings,
}

/// Settings of `tongxin server`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerSettings {
    /// Address to listen on.
    #[serde(default = "default_listen")]
    pub listen: SocketAddr,
    /// Folder of repository, blobs, keys and, where `database` names no other, the database.
    pub data_dir: PathBuf,
    /// A PostgreSQL database instead of the file in `data_dir`; `TONGXIN_DATABASE` goes before it.
    #[serde(default, skip_serializing)]
    pub database: Option<DatabaseUrl>,
    /// Whether the console is reached over HTTPS, so that its cookies travel on nothing else.
    #[serde(default)]
    pub https: bool,
    /// Proxies in front that set `X-Forwarded-For`; 0 when clients connect directly.
    #[serde(default)]
    pub trusted_proxies: u8,
    /// How long messages on walls are kept.
    #[serde(default)]
    pub wall: WallSettings,
    /// How long it is known who was registered.
    #[serde(default)]
    pub registrations: RegistrationSettings,
    /// Visitors' phones: their pages and text messages.
    #[serde(default)]
    pub phone: PhoneSettings,
    /// The centres of this server.
    pub centres: Vec<CentreSettings>,
}

/// Where a PostgreSQL database is, with the password for it, which shows nowhere.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct DatabaseUrl(Url);

impl DatabaseUrl {
    /// The address with everything in it, for the driver alone.
    pub fn secret(&self) -> &Url {
        &self.0
    }
}

impl TryFrom<String> for DatabaseUrl {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let fault = |why: &str| {
            format!("database: {why}; write it as postgres://USER:PASSWORD@HOST:5432/NAME")
        };
        // What does not parse is not repeated: it may hold a password.
        let url = Url::parse(text.trim()).map_err(|error| fault(&error.to_string()))?;
        if !matches!(url.scheme(), "postgres" | "postgresql") {
            return Err(fault("it is no postgres:// address"));
        }
        if url.path().trim_matches('/').is_empty() {
            return Err(fault("it names no database"));
        }
        Ok(Self(url))
    }
}

impl std::fmt::Display for DatabaseUrl {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let host = self.0.host_str().unwrap_or_default();
        write!(out, "postgres://{host}")?;
        if let Some(port) = self.0.port() {
            write!(out, ":{port}")?;
        }
        write!(out, "{}", self.0.path())
    }
}

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, out)
    }
}

/// How long messages that visitors left on walls are kept.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WallSettings {
    /// Days after which one that was declined or taken down is deleted.
    pub declined_kept_days: u32,
    /// Days after which one that is shown, or that nobody decided about, is deleted.
    pub shown_kept_days: u32,
}

impl Default for WallSettings {
    fn default() -> Self {
        Self {
            declined_kept_days: 30,
            shown_kept_days: 365,
        }
    }
}

/// How long it is known who was registered for an activity.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RegistrationSettings {
    /// Days after an occurrence at which names, numbers, ages and consents are forgotten.
    pub kept_days: u32,
}

impl Default for RegistrationSettings {
    fn default() -> Self {
        Self { kept_days: 90 }
    }
}

/// One centre.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CentreSettings {
    /// `[a-z0-9-]`, at most 40 characters; packs name it.
    pub id: String,
    /// What people call it.
    pub title: LocalizedText,
    /// Its wall clock.
    #[serde(default = "default_time_zone")]
    pub time_zone: Tz,
}

/// Reads a settings file.
///
/// # Errors
///
/// When the file cannot be read or does not fit; the text names file, line and key.
pub fn read<T: DeserializeOwned>(path: &Path) -> anyhow::Result<T> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("could not read the settings file {}", path.display()))?;
    toml::from_str(&text)
        .map_err(|error| without_secrets(error, &text))
        .with_context(|| format!("the settings file does not fit: {}", path.display()))
}

/// An error shows the line it is about, which is not for logs when a password stands in it.
fn without_secrets(error: toml::de::Error, text: &str) -> anyhow::Error {
    let start = error.span().map_or(0, |span| span.start);
    let before = text.get(..start).unwrap_or_default();
    let line = text
        .lines()
        .nth(before.matches('\n').count())
        .unwrap_or_default();
    if line.contains("://") && line.contains('@') {
        let number = before.matches('\n').count() + 1;
        anyhow::anyhow!("line {number}: {}", error.message())
    } else {
        error.into()
    }
}

impl ServerSettings {
    /// Reads a settings file, and the environment over it.
    ///
    /// # Errors
    ///
    /// As [`read`], and when `TONGXIN_DATABASE` does not fit.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let mut settings: Self = read(path)?;
        if let Ok(url) = std::env::var("TONGXIN_DATABASE") {
            let url = DatabaseUrl::try_from(url).map_err(anyhow::Error::msg);
            settings.database = Some(url.context("TONGXIN_DATABASE does not fit")?);
        }
        Ok(settings)
    }
}

impl KioskSettings {
    /// A kiosk without a settings file, in a window of this size in pixels, without a server or a staff panel.
    pub fn in_window(data_dir: PathBuf, window_size: [u32; 2]) -> Self {
        Self {
            server_url: String::new(),
            data_dir,
            panel_width_mm: default_panel_width_mm(),
            panel_bottom_mm: 900.0,
            picture_memory_mb: default_picture_memory_mb(),
            fullscreen: false,
            window_size,
            language: FIRST_LANGUAGE.to_owned(),
            idle: IdleSettings::default(),
            staff_pin_hash: None,
            usb_dirs: Vec::new(),
            sound: SoundSettings::default(),
            night: NightSettings::default(),
            attract: AttractSettings::default(),
            writing: WritingSettings::default(),
            access: AccessSettings::default(),
            download: DownloadSettings::default(),
            neighbours: NeighbourSettings::default(),
        }
    }

    /// Puts values that would harm back within their bounds, with a warning for each.
    pub fn bounded(mut self) -> Self {
        if self.idle.countdown_secs < 20 {
            tracing::warn!("idle.countdown_secs is below 20; using 20");
            self.idle.countdown_secs = 20;
        }
        if self.idle.warn_after_secs < 10 {
            tracing::warn!("idle.warn_after_secs is below 10; using 10");
            self.idle.warn_after_secs = 10;
        }
        if !(100.0..=5000.0).contains(&self.panel_width_mm) {
            tracing::warn!(
                "panel_width_mm is outside 100 to 5000; using {}",
                default_panel_width_mm()
            );
            self.panel_width_mm = default_panel_width_mm();
        }
        if !(128..=8192).contains(&self.picture_memory_mb) {
            tracing::warn!(
                "picture_memory_mb is outside 128 to 8192; using {}",
                default_picture_memory_mb()
            );
            self.picture_memory_mb = default_picture_memory_mb();
        }
        if !(1..=16).contains(&self.download.parallel) {
            tracing::warn!("download.parallel is outside 1 to 16; using 4");
            self.download.parallel = 4;
        }
        let volumes = self.sound.hours.iter_mut().map(|hours| &mut hours.volume);
        for volume in std::iter::once(&mut self.sound.volume).chain(volumes) {
            if !(0.0..=1.0).contains(volume) {
                tracing::warn!("sound: a volume is outside 0 to 1; using 0.7");
                *volume = 0.7;
            }
        }
        if !(80..=400).contains(&self.access.speech_words_per_min) {
            tracing::warn!("access.speech_words_per_min is outside 80 to 400; using 165");
            self.access.speech_words_per_min = 165;
        }
        let access = &mut self.access;
        for (name, factor, usual) in [
            ("idle_factor", &mut access.idle_factor, 2.0),
            ("more_time_factor", &mut access.more_time_factor, 3.0),
        ] {
            if !(1.0..=10.0).contains(factor) {
                tracing::warn!("access.{name} is outside 1 to 10; using {usual}");
                *factor = usual;
            }
        }
        for window in &mut self.download.limits {
            if window.kbit_per_sec < 64 {
                tracing::warn!("download.limits: kbit_per_sec is below 64; using 64");
                window.kbit_per_sec = 64;
            }
        }
        if !(0.0..=1100.0).contains(&self.panel_bottom_mm) {
            tracing::warn!(
                "panel_bottom_mm is outside 0 to 1100; using {}",
                default_panel_bottom_mm()
            );
            self.panel_bottom_mm = default_panel_bottom_mm();
        }
        self
    }
}

/// Where data goes when nobody says otherwise: `tongxin` in the user's data folder.
pub fn default_data_dir() -> PathBuf {
    directories::ProjectDirs::from("", "", "tongxin").map_or_else(
        || PathBuf::from("tongxin-data"),
        |dirs| dirs.data_dir().to_owned(),
    )
}

/// Whether a window can be opened here.
pub fn display_available() -> bool {
    std::env::var_os("WAYLAND_DISPLAY").is_some() || std::env::var_os("DISPLAY").is_some()
}

/// What the operating system calls this machine.
pub fn hostname() -> String {
    rustix::system::uname()
        .nodename()
        .to_string_lossy()
        .into_owned()
}

fn yes() -> bool {
    true
}

fn default_picture_memory_mb() -> u32 {
    512
}

fn default_panel_width_mm() -> f32 {
    // A 32-inch panel, the most common kiosk.
    698.0
}

fn default_panel_bottom_mm() -> f32 {
    900.0
}

/// Where Debian's and other systems' helpers mount what is plugged in.
pub fn default_usb_dirs() -> Vec<PathBuf> {
    ["/media", "/run/media", "/mnt"].map(PathBuf::from).into()
}

fn default_window_size() -> [u32; 2] {
    [1920, 1080]
}

fn default_language() -> String {
    FIRST_LANGUAGE.to_owned()
}

fn default_listen() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 8080))
}

fn default_time_zone() -> Tz {
    chrono_tz::Asia::Shanghai
}

/// The language of the terminal: English unless `LANG` begins with `zh`.
pub fn terminal_language() -> String {
    let chinese = std::env::var("LANG").is_ok_and(|lang| lang.starts_with("zh"));
    if chinese {
        default_language()
    } else {
        "en".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_databases_password_shows_nowhere() {
        let url = DatabaseUrl::try_from(
            "postgres://town:s3cret@db.example:5433/tongxin?sslmode=require".to_owned(),
        );
        let url = url.expect("an address");
        assert_eq!(
            format!("{url} {url:?}"),
            "postgres://db.example:5433/tongxin postgres://db.example:5433/tongxin"
        );
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(
            file.path(),
            "data_dir = \"x\"\ndatabase = \"mysql://town:s3cret@db/x\"\ncentres = []\n",
        )
        .expect("written");
        let why = format!(
            "{:#}",
            ServerSettings::read(file.path()).expect_err("refused")
        );
        assert!(why.contains("line 2") && !why.contains("s3cret"), "{why}");
        for wrong in [
            "s3cret",
            "mysql://town:s3cret@db/tongxin",
            "postgres://town:s3cret@db",
        ] {
            let why = DatabaseUrl::try_from(wrong.to_owned()).expect_err("refused");
            assert!(
                !why.contains("s3cret") && why.contains("postgres://USER"),
                "{why}"
            );
        }
    }
}

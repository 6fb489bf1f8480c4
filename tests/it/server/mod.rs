//! The server through real HTTP: a server on a free port, a clock in our hand, no sleeps.

mod accounts;
mod activities;
mod authors;
mod calendar;
mod doors;
mod feeds;
mod figures;
mod fleet;
mod killed;
mod packs;
mod phones;
mod places;
mod played;
mod questions;
mod replicas;
mod rollouts;
mod schedules;
mod store;
mod wall;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Duration, Utc};
use reqwest::{Client, RequestBuilder, Response, StatusCode, redirect};
use serde_json::{Value, json};
use tempfile::TempDir;
use tongxin::api::kiosk::EnrolmentAnswer;
use tongxin::api::paths;
use tongxin::config::{CentreSettings, DatabaseUrl, ServerSettings};
use tongxin::model::text::LocalizedText;
use tongxin::server::{self, RunningServer};
use uuid::Uuid;

use crate::support;

/// A Monday, nine in the morning in Hainan.
const MONDAY_NINE: &str = "2026-11-23T01:00:00Z";

/// A running server and a browser that keeps cookies.
struct Bench {
    server: RunningServer,
    clock: Arc<Mutex<DateTime<Utc>>>,
    browser: Browser,
    password: String,
    folder: Arc<TempDir>,
}

/// A device with its secret.
struct Device {
    id: Uuid,
    secret: String,
}

impl Bench {
    async fn new() -> Self {
        Self::in_folder(Arc::new(tempfile::tempdir().expect("a folder"))).await
    }

    async fn in_folder(folder: Arc<TempDir>) -> Self {
        Self::with_centres(folder, &[("riyue", "日月广场", "Riyue Plaza")]).await
    }

    /// A server with these centres: id, Chinese and English title.
    async fn with_centres(folder: Arc<TempDir>, centres: &[(&str, &str, &str)]) -> Self {
        let database = support::database(folder.path()).await;
        let phone = tongxin::config::PhoneSettings::default();
        Self::with(folder, centres, database, phone).await
    }

    async fn on_database(
        folder: Arc<TempDir>,
        centres: &[(&str, &str, &str)],
        database: Option<DatabaseUrl>,
    ) -> Self {
        let phone = tongxin::config::PhoneSettings::default();
        Self::with(folder, centres, database, phone).await
    }

    /// The same with these settings of visitors' phones.
    async fn with_phone(
        folder: Arc<TempDir>,
        centres: &[(&str, &str, &str)],
        phone: tongxin::config::PhoneSettings,
    ) -> Self {
        let database = support::database(folder.path()).await;
        Self::with(folder, centres, database, phone).await
    }

    async fn with(
        folder: Arc<TempDir>,
        centres: &[(&str, &str, &str)],
        database: Option<DatabaseUrl>,
        phone: tongxin::config::PhoneSettings,
    ) -> Self {
        let settings = ServerSettings {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            data_dir: folder.path().join("server"),
            database,
            https: false,
            trusted_proxies: 0,
            wall: tongxin::config::WallSettings::default(),
            phone,
            registrations: tongxin::config::RegistrationSettings::default(),
            centres: centres
                .iter()
                .map(|(id, zh, en)| CentreSettings {
                    id: (*id).to_owned(),
                    title: LocalizedText::zh_en(*zh, *en),
                    time_zone: chrono_tz::Asia::Shanghai,
                })
                .collect(),
        };
        let clock = Arc::new(Mutex::new(MONDAY_NINE.parse().expect("a time")));
        let reading = clock.clone();
        let server = server::start_with_clock(
            settings,
            Arc::new(move || *reading.lock().expect("the clock")),
        )
        .await
        .expect("starts");
        let password = server.app.reset_admin_password().await.expect("a password");
        Self {
            server,
            clock,
            browser: Browser::new(),
            password,
            folder,
        }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.server.address)
    }

    fn now(&self) -> DateTime<Utc> {
        *self.clock.lock().expect("the clock")
    }

    fn pass(&self, time: Duration) {
        *self.clock.lock().expect("the clock") += time;
    }

    /// A page's text.
    async fn page(&self, path: &str) -> String {
        let response = self
            .browser
            .get(self.url(path))
            .send()
            .await
            .expect("an answer");
        assert!(
            response.status().is_success(),
            "{path}: {}",
            response.status()
        );
        response.text().await.expect("text")
    }

    async fn sign_in(&self) {
        let response = self.try_to_sign_in("admin", &self.password).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
    }

    async fn try_to_sign_in(&self, account: &str, password: &str) -> Response {
        let token = form_token(&self.page("/console/sign-in").await);
        let form = [
            ("form_token", token.as_str()),
            ("account", account),
            ("password", password),
        ];
        self.browser
            .post(self.url("/console/sign-in"))
            .form(&form)
            .send()
            .await
            .expect("an answer")
    }

    /// Sends a form as the page of kiosks would.
    async fn send_form(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        let token = form_token(&self.page("/console/account").await);
        let mut form = vec![("form_token", token.as_str())];
        form.extend_from_slice(fields);
        self.browser
            .post(self.url(path))
            .form(&form)
            .send()
            .await
            .expect("an answer")
    }

    /// Sends a form that has to succeed; where it leads.
    async fn do_form(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let response = self.send_form(path, fields).await;
        let status = response.status();
        let to = response
            .headers()
            .get("location")
            .map(|to| to.to_str().expect("text").to_owned());
        assert_eq!(status, StatusCode::SEE_OTHER, "{path}");
        to.expect("a place to go")
    }

    async fn ask_to_join(&self, device: &Device) -> Response {
        let body = json!({ "id": device.id, "secret": device.secret, "hostname": "panel-1" });
        self.browser
            .post(self.url(paths::ENROLMENTS))
            .json(&body)
            .send()
            .await
            .expect("an answer")
    }

    async fn enrolment(&self, device: &Device) -> EnrolmentAnswer {
        let path = paths::ENROLMENT.replace("{id}", &device.id.to_string());
        self.get(device, &path)
            .await
            .json()
            .await
            .expect("an enrolment")
    }

    async fn get(&self, device: &Device, path: &str) -> Response {
        self.browser
            .get(self.url(path))
            .bearer_auth(&device.secret)
            .send()
            .await
            .expect("an answer")
    }

    async fn post(&self, device: &Device, path: &str, body: &Value) -> Response {
        self.browser
            .post(self.url(path))
            .bearer_auth(&device.secret)
            .json(body)
            .send()
            .await
            .expect("an answer")
    }

    /// A kiosk of the fleet.
    async fn kiosk(&self) -> Device {
        self.kiosk_at("Entrance", "riyue").await
    }

    /// A kiosk with this name in this centre.
    async fn kiosk_at(&self, name: &str, centre: &str) -> Device {
        let device = Device::new();
        let answer: EnrolmentAnswer = self
            .ask_to_join(&device)
            .await
            .json()
            .await
            .expect("an enrolment");
        let EnrolmentAnswer::Waiting { pairing_code } = answer else {
            unreachable!("the device waits: {answer:?}")
        };
        self.do_form(
            &format!("/console/kiosks/{}/approve", device.id),
            &[
                ("name", name),
                ("centre", centre),
                ("pairing_code", &pairing_code),
            ],
        )
        .await;
        device
    }

    /// An activity today; its occurrence. Times are Hainan's.
    async fn activity(&self, start: &str, end: &str, capacity: &str) -> Uuid {
        self.do_form(
            "/console/activities",
            &[
                ("title_zh", "义诊"),
                ("title_en", "Free clinic"),
                ("room_zh", "二楼"),
                ("category", "health"),
                ("date", "2026-11-23"),
                ("start", start),
                ("end", end),
                ("capacity", capacity),
                // Several of one test share a room.
                ("despite", "yes"),
            ],
        )
        .await;
        let page = self.page("/console/activities?week=2026-11-23").await;
        let id = page
            .split("/console/occurrences/")
            .last()
            .and_then(|rest| rest.get(..36))
            .expect("an occurrence");
        id.parse().expect("an id")
    }

    /// Registers someone; their code.
    async fn register(&self, occurrence: Uuid, name: &str) -> String {
        let to = self
            .do_form(
                &format!("/console/occurrences/{occurrence}/registrations"),
                &[("name", name)],
            )
            .await;
        let page = self.page(&to).await;
        let shown = page
            .split("class=\"code big\"")
            .nth(1)
            .and_then(|rest| rest.split(['>', '<']).nth(1))
            .expect("a code");
        shown.chars().filter(char::is_ascii_digit).collect()
    }

    async fn upload(&self, zip: Vec<u8>) -> String {
        let token = form_token(&self.page("/console/packs").await);
        let boundary = "tongxin-boundary";
        let mut body = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"form_token\"\r\n\r\n{token}\r\n\
             --{boundary}\r\nContent-Disposition: form-data; name=\"pack\"; filename=\"riyue.txpack\"\r\n\
             Content-Type: application/zip\r\n\r\n"
        )
        .into_bytes();
        body.extend(zip);
        body.extend(format!("\r\n--{boundary}--\r\n").into_bytes());
        let request = self.browser.post(self.url("/console/packs/uploads"));
        let request = request
            .header(
                "content-type",
                format!("multipart/form-data; boundary={boundary}"),
            )
            .body(body);
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status(), StatusCode::OK);
        response.text().await.expect("text")
    }
}

impl Device {
    fn new() -> Self {
        let secret = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
        Self {
            id: Uuid::new_v4(),
            secret,
        }
    }
}

/// Like a browser that reads English, keeps cookies, and shows where it is sent instead of going there.
struct Browser {
    client: Client,
    cookies: Arc<Mutex<BTreeMap<String, String>>>,
}

/// One request of a [`Browser`].
struct Call {
    request: RequestBuilder,
    cookies: Arc<Mutex<BTreeMap<String, String>>>,
}

impl Browser {
    fn new() -> Self {
        let client = Client::builder()
            .no_proxy()
            .redirect(redirect::Policy::none())
            .build()
            .expect("a client");
        Self {
            client,
            cookies: Arc::default(),
        }
    }

    fn get(&self, url: String) -> Call {
        self.call(self.client.get(url))
    }

    fn post(&self, url: String) -> Call {
        self.call(self.client.post(url))
    }

    fn call(&self, request: RequestBuilder) -> Call {
        Call {
            request: request.header("accept-language", "en"),
            cookies: self.cookies.clone(),
        }
    }
}

impl Call {
    fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.request = self.request.header(name.as_ref(), value.as_ref());
        self
    }

    fn bearer_auth(mut self, secret: &str) -> Self {
        self.request = self.request.bearer_auth(secret);
        self
    }

    fn json(mut self, body: &Value) -> Self {
        self.request = self.request.json(body);
        self
    }

    fn body(mut self, body: impl Into<reqwest::Body>) -> Self {
        self.request = self.request.body(body);
        self
    }

    fn form(self, fields: &[(&str, &str)]) -> Self {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        self.header("content-type", "application/x-www-form-urlencoded")
            .body(body)
    }

    async fn send(self) -> reqwest::Result<Response> {
        let all: Vec<_> = self
            .cookies
            .lock()
            .expect("the jar")
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = if all.is_empty() {
            self.request
        } else {
            self.request.header("cookie", all.join("; "))
        };
        let response = request.send().await?;
        let mut kept = self.cookies.lock().expect("the jar");
        for header in response.headers().get_all("set-cookie") {
            let pair = header
                .to_str()
                .expect("text")
                .split(';')
                .next()
                .unwrap_or_default();
            let (name, value) = pair.split_once('=').expect("a cookie");
            kept.insert(name.to_owned(), value.to_owned());
        }
        drop(kept);
        Ok(response)
    }
}

/// The token in a page's forms.
fn form_token(page: &str) -> String {
    let after = page
        .split("name=\"form_token\" value=\"")
        .nth(1)
        .expect("a form token");
    after.split('"').next().expect("a value").to_owned()
}

/// The id of an upload that was found good.
fn upload_id(html: &str) -> &str {
    html.split("/console/packs/uploads/")
        .nth(1)
        .and_then(|rest| rest.get(..36))
        .expect("an upload")
}

/// An author's folder with one gallery of one picture.
fn write_pack(folder: &Path, title: &str) {
    let exhibit = folder.join("old-town");
    std::fs::create_dir_all(&exhibit).expect("a folder");
    let picture = image::RgbImage::from_fn(64, 48, |x, y| image::Rgb([x as u8, y as u8, 120]));
    for path in [folder.join("cover.png"), exhibit.join("p1.png")] {
        picture.save(path).expect("a picture");
    }
    std::fs::write(
        folder.join("pack.toml"),
        format!(
            "format = 1\nid = \"riyue\"\ncentre = \"riyue\"\nlanguages = [\"zh-CN\", \"en\"]\nexhibits = [\"old-town\"]\ncover = \"cover.png\"\n\
             [title]\nzh-CN = \"{title}\"\nen = \"{title}\"\n[tagline]\nzh-CN = \"欢迎\"\nen = \"Welcome\"\n"
        ),
    )
    .expect("written");
    std::fs::write(
        exhibit.join("exhibit.toml"),
        "kind = \"gallery\"\ncover = \"p1.png\"\n[title]\nzh-CN = \"骑楼\"\nen = \"Arcades\"\n[subtitle]\nzh-CN = \"老街\"\nen = \"Old street\"\n\
         [[pictures]]\npicture = \"p1.png\"\nalt = { zh-CN = \"图\", en = \"A picture\" }\ncaption = { zh-CN = \"说明\", en = \"A caption\" }\n",
    )
    .expect("written");
}

/// A pack file of [`write_pack`], after a change.
fn pack_file(title: &str, change: impl FnOnce(&Path)) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let author = folder.path().join("author");
    write_pack(&author, title);
    change(&author);
    let out = folder.path().join("pack.txpack");
    tongxin::pack::archive::write(&author, &out).expect("zipped");
    std::fs::read(out).expect("read")
}

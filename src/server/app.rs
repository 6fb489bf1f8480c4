//! Everything the server needs, and what it can do apart from answering HTTP.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use chrono::{DateTime, Datelike as _, Duration, NaiveDate, Utc};
use rand::Rng as _;
use sha2::{Digest as _, Sha256};
use tokio::sync::{Mutex, broadcast, watch};
use uuid::Uuid;

use super::routes;
use super::store::Store;
use super::store::activities::RegistrationRow;
use super::store::kiosks::EnrolmentState;
use crate::api::kiosk::PushEvent;
use crate::config::{CentreSettings, ServerSettings};
use crate::locale;
use crate::model::activity::{Activity, Occurrence};
use crate::model::manifest::Manifest;
use crate::model::play_schedule::{PlaySchedule, local_instant};
use crate::model::text::FIRST_LANGUAGE;
use crate::pack::author::{self, SampleActivity};
use crate::pack::blobs::BlobStore;
use crate::pack::trust::sign::Repository;

/// The server's parts. Tests build it in a temporary folder on port 0.
pub struct App {
    /// Settings.
    pub settings: ServerSettings,
    /// The database.
    pub store: Store,
    /// The TUF repository and its keys; one publication at a time.
    pub repository: Mutex<Repository>,
    /// The first root, for kiosks that are enrolled.
    pub first_root: String,
    /// Files of packs.
    pub blobs: BlobStore,
    /// "Look again", to every kiosk that listens.
    pub pushes: broadcast::Sender<PushEvent>,
    /// Becomes true when the server stops: streams end.
    pub stopping: watch::Receiver<bool>,
}

/// A server that answers.
pub struct RunningServer {
    /// Where.
    pub address: SocketAddr,
    /// Its parts.
    pub app: Arc<App>,
    stop: watch::Sender<bool>,
    serving: tokio::task::JoinHandle<std::io::Result<()>>,
    jobs: tokio::task::JoinHandle<()>,
}

/// Starts a server.
///
/// # Errors
///
/// When the data folder or the address cannot be used.
pub async fn start(settings: ServerSettings) -> anyhow::Result<RunningServer> {
    let data = settings.data_dir.clone();
    std::fs::create_dir_all(&data)
        .with_context(|| format!("could not make the data folder {}", data.display()))?;
    let store = Store::open(&data.join("tongxin.sqlite"))
        .await
        .context("could not open the database")?;
    let now = Utc::now();
    let mut repository = Repository::open_or_create(&data.join("tuf"), &data.join("keys"), now)
        .await
        .context("could not open the signed repository")?;
    for centre in &settings.centres {
        repository
            .add_centre(&centre.id, now)
            .await
            .with_context(|| format!("could not give {} its role", centre.id))?;
    }
    let (stop, stopping) = watch::channel(false);
    let listen = settings.listen;
    let app = Arc::new(App {
        first_root: repository.first_root().to_owned(),
        blobs: BlobStore::open(data.join("blobs"))?,
        repository: Mutex::new(repository),
        store,
        settings,
        pushes: broadcast::channel(64).0,
        stopping: stopping.clone(),
    });
    let listener = tokio::net::TcpListener::bind(listen)
        .await
        .with_context(|| format!("could not listen on {listen}"))?;
    let address = listener.local_addr()?;
    let router = routes::router(app.clone());
    let mut until_stop = stopping;
    let serving = tokio::spawn(async move {
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(listener, service)
            .with_graceful_shutdown(async move {
                // An error means that whoever could stop us is gone: stop.
                until_stop
                    .wait_for(|stop| *stop)
                    .await
                    .map(drop)
                    .unwrap_or_default();
            })
            .await
    });
    tracing::info!(%address, "listening");
    let jobs = tokio::spawn(renew_hourly(app.clone()));
    Ok(RunningServer {
        address,
        app,
        stop,
        serving,
        jobs,
    })
}

impl RunningServer {
    /// Stops: streams end, what is under way is finished, the database is closed.
    ///
    /// # Errors
    ///
    /// When the server had failed.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.jobs.abort();
        self.stop.send(true).unwrap_or_default();
        self.serving
            .await
            .context("the server stopped by itself")??;
        self.app.store.close().await;
        Ok(())
    }

    /// Waits until the server stops by itself.
    ///
    /// # Errors
    ///
    /// When it failed.
    pub async fn failed(&mut self) -> anyhow::Result<()> {
        (&mut self.serving)
            .await
            .context("the server stopped by itself")??;
        Ok(())
    }
}

/// Metadata must not expire while the server runs (DESIGN section 5).
async fn renew_hourly(app: Arc<App>) {
    let mut ticks = tokio::time::interval(std::time::Duration::from_secs(3600));
    ticks.tick().await;
    loop {
        ticks.tick().await;
        if let Err(error) = app.repository.lock().await.renew(Utc::now()).await {
            tracing::error!(%error, "could not renew the timestamp");
        }
    }
}

impl App {
    /// The centre with this id.
    pub fn centre(&self, id: &str) -> Option<&CentreSettings> {
        self.settings.centres.iter().find(|centre| centre.id == id)
    }

    /// Tells every kiosk to look again.
    pub fn push(&self, event: PushEvent) {
        // Nobody listening is fine.
        self.pushes.send(event).unwrap_or_default();
    }

    /// Checks a folder, stores its files and publishes it as the next version. The same content again changes nothing.
    ///
    /// # Errors
    ///
    /// When the pack has errors, its centre is not ours, or it cannot be signed; nothing is published then.
    pub async fn publish_pack_folder(&self, folder: &Path, by: &str) -> anyhow::Result<Manifest> {
        let folder = folder.to_owned();
        let blobs = self.blobs.clone();
        let checked = tokio::task::spawn_blocking({
            let folder = folder.clone();
            move || author::check(&folder)
        })
        .await?;
        let Some(mut manifest) = checked.manifest else {
            let problems: Vec<_> = checked
                .problems
                .iter()
                .map(|problem| format!("{}: {}", problem.place(), problem.what("en")))
                .collect();
            anyhow::bail!("the pack has problems:\n{}", problems.join("\n"));
        };
        self.centre(&manifest.centre)
            .with_context(|| format!("this server has no centre {}", manifest.centre))?;
        let manifest_to_store = manifest.clone();
        tokio::task::spawn_blocking(move || {
            author::store_files(&folder, &manifest_to_store, &blobs)
        })
        .await??;
        let mut repository = self.repository.lock().await;
        let newest = self
            .store
            .newest_pack(&manifest.centre, &manifest.id)
            .await?;
        let before = newest.as_ref().map_or(0, |newest| newest.version);
        if let Some(newest) = newest.filter(|newest| {
            Manifest {
                version: 0,
                ..newest.clone()
            } == manifest
        }) {
            return Ok(newest);
        }
        manifest.version = before + 1;
        let now = Utc::now();
        repository.publish_manifest(&manifest, now).await?;
        self.store.put_pack(&manifest, now, by).await?;
        if self.store.schedule(&manifest.centre).await?.is_none() {
            let zone = self
                .centre(&manifest.centre)
                .map_or(chrono_tz::UTC, |centre| centre.time_zone);
            let schedule = PlaySchedule::home(&manifest.centre, &manifest.id, zone);
            repository.publish_schedule(&schedule, now).await?;
            self.store.put_schedule(&schedule, now, by).await?;
        }
        drop(repository);
        self.store
            .put_audit(
                now,
                by,
                "publish-pack",
                &format!("{}/{} v{}", manifest.centre, manifest.id, manifest.version),
            )
            .await?;
        self.push(PushEvent::Content);
        Ok(manifest)
    }

    /// Publishes a schedule under the next version.
    ///
    /// # Errors
    ///
    /// When its centre is not ours or it cannot be signed.
    pub async fn publish_schedule(
        &self,
        schedule: PlaySchedule,
        by: &str,
    ) -> anyhow::Result<PlaySchedule> {
        self.centre(&schedule.centre)
            .with_context(|| format!("this server has no centre {}", schedule.centre))?;
        let mut repository = self.repository.lock().await;
        let before = self
            .store
            .schedule(&schedule.centre)
            .await?
            .map_or(0, |schedule| schedule.version);
        let schedule = PlaySchedule {
            version: before + 1,
            ..schedule
        };
        let now = Utc::now();
        repository.publish_schedule(&schedule, now).await?;
        self.store.put_schedule(&schedule, now, by).await?;
        drop(repository);
        self.store
            .put_audit(
                now,
                by,
                "publish-schedule",
                &format!("{} v{}", schedule.centre, schedule.version),
            )
            .await?;
        self.push(PushEvent::Content);
        Ok(schedule)
    }

    /// Lets every waiting device in, into this centre. Only the demo may do so unasked.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn approve_waiting_enrolments(&self, centre: &str) -> anyhow::Result<usize> {
        let waiting: Vec<_> = self
            .store
            .kiosks()
            .await?
            .into_iter()
            .filter(|kiosk| kiosk.state == EnrolmentState::Waiting)
            .collect();
        for kiosk in &waiting {
            self.approve_enrolment(kiosk.id, &kiosk.hostname, centre, "demo")
                .await?;
        }
        Ok(waiting.len())
    }

    /// Lets a device in under a name.
    ///
    /// # Errors
    ///
    /// When the centre is not ours or the database does not answer.
    pub async fn approve_enrolment(
        &self,
        id: Uuid,
        name: &str,
        centre: &str,
        by: &str,
    ) -> anyhow::Result<()> {
        self.centre(centre)
            .with_context(|| format!("this server has no centre {centre}"))?;
        self.store
            .set_kiosk(id, EnrolmentState::Approved, name, centre)
            .await?;
        self.store
            .put_audit(
                Utc::now(),
                by,
                "approve-kiosk",
                &format!("{id} {name} {centre}"),
            )
            .await?;
        self.push(PushEvent::Identity);
        Ok(())
    }

    /// Makes a pack's example activities for the week of `monday` and the next, with example registrations.
    ///
    /// Doing it again changes nothing: ids come from the names.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn import_sample_activities(
        &self,
        centre: &str,
        samples: &[SampleActivity],
        monday: NaiveDate,
    ) -> anyhow::Result<()> {
        let zone = self
            .centre(centre)
            .with_context(|| format!("this server has no centre {centre}"))?
            .time_zone;
        for week in 0..2 {
            for sample in samples {
                let day = monday
                    + Duration::days(7 * week + i64::from(sample.weekday.num_days_from_monday()));
                let Some(starts_at) = local_instant(day.and_time(sample.start), zone) else {
                    continue;
                };
                self.import_sample(centre, sample, day, starts_at).await?;
            }
        }
        self.push(PushEvent::Days);
        Ok(())
    }

    async fn import_sample(
        &self,
        centre: &str,
        sample: &SampleActivity,
        day: NaiveDate,
        starts_at: DateTime<Utc>,
    ) -> anyhow::Result<()> {
        let named = |what: &str| stable_id(&format!("{centre}/{}/{day}/{what}", sample.id));
        let activity = Activity {
            id: named("activity"),
            centre: centre.to_owned(),
            title: sample.title.clone(),
            summary: sample.summary.clone(),
            category: sample.category,
            room: sample.room.clone(),
            host: sample.host.clone(),
            picture: sample.picture.clone(),
        };
        let occurrence = Occurrence {
            id: named("occurrence"),
            starts_at,
            ends_at: starts_at + Duration::minutes(sample.minutes.into()),
            capacity: (sample.places > 0).then_some(sample.places),
            canceled: false,
        };
        self.store.put_activity(&activity, &occurrence).await?;
        let words = locale::catalog(FIRST_LANGUAGE);
        for number in 0..sample.registered + sample.waitlisted {
            let id = named(&format!("registration-{number}"));
            self.register_as(
                id,
                occurrence.id,
                &words.text_with("example-person", [("number", (number + 1).into())]),
            )
            .await?;
        }
        Ok(())
    }

    /// Registers a person on an occurrence; `None` when there is no such occurrence.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn register(
        &self,
        occurrence: Uuid,
        name: &str,
    ) -> anyhow::Result<Option<RegistrationRow>> {
        let row = self.register_as(Uuid::now_v7(), occurrence, name).await?;
        self.push(PushEvent::Days);
        Ok(row)
    }

    async fn register_as(
        &self,
        id: Uuid,
        occurrence: Uuid,
        name: &str,
    ) -> anyhow::Result<Option<RegistrationRow>> {
        let codes: Vec<String> = {
            let mut random = rand::rng();
            (0..32)
                .map(|_| format!("{:06}", random.random_range(1_000..1_000_000)))
                .collect()
        };
        Ok(self
            .store
            .register(id, occurrence, name, &codes, Utc::now())
            .await?)
    }

    /// A code that could check in at `now`.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn code_to_try(
        &self,
        centre: &str,
        now: DateTime<Utc>,
    ) -> anyhow::Result<Option<String>> {
        Ok(self.store.code_to_try(centre, now).await?)
    }

    /// The days a kiosk keeps: two whole weeks from this Monday, in the centre's zone.
    pub fn calendar_range(
        &self,
        centre: &str,
        now: DateTime<Utc>,
    ) -> (DateTime<Utc>, DateTime<Utc>) {
        let zone = self
            .centre(centre)
            .map_or(chrono_tz::UTC, |centre| centre.time_zone);
        let today = now.with_timezone(&zone).date_naive();
        let monday = today - Duration::days(i64::from(today.weekday().num_days_from_monday()));
        let midnight = |day: NaiveDate| {
            local_instant(day.and_time(chrono::NaiveTime::MIN), zone).unwrap_or(now)
        };
        (midnight(monday), midnight(monday + Duration::days(14)))
    }

    /// Today and tomorrow in the centre's zone.
    pub fn check_in_range(
        &self,
        centre: &str,
        now: DateTime<Utc>,
    ) -> (DateTime<Utc>, DateTime<Utc>) {
        let zone = self
            .centre(centre)
            .map_or(chrono_tz::UTC, |centre| centre.time_zone);
        let today = now.with_timezone(&zone).date_naive();
        let midnight = |day: NaiveDate| {
            local_instant(day.and_time(chrono::NaiveTime::MIN), zone).unwrap_or(now)
        };
        (midnight(today), midnight(today + Duration::days(2)))
    }
}

/// An id that the same name always gets.
fn stable_id(name: &str) -> Uuid {
    let hash = Sha256::digest(format!("tongxin example\0{name}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

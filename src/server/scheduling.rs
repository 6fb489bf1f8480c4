//! Schedules: staff change a draft, publish it, and kiosks follow it as a signed target.

use serde_json::json;

use super::store::audit::Actor;
use super::store::packs::PackVersion;
use super::{App, ServerError, reach, store};
use crate::api::kiosk::PushEvent;
use crate::config::CentreSettings;
use crate::model::play_schedule::{Play, PlaySchedule};

impl App {
    /// A centre's first pack brings its first schedule: that pack's home, always.
    pub(super) async fn publish_first_schedule(
        &self,
        centre: &CentreSettings,
        pack: &str,
        actor: &Actor,
    ) -> Result<(), ServerError> {
        let published =
            store::schedules::published(&mut *self.store.read().await?, &centre.id).await?;
        if published.is_none() {
            self.sign_schedule(
                PlaySchedule::home(&centre.id, pack, centre.time_zone),
                actor,
            )
            .await?;
        }
        Ok(())
    }

    /// The schedule staff are working on: the draft, else what is published, else the centre's home.
    pub async fn working_schedule(
        &self,
        centre: &CentreSettings,
    ) -> Result<PlaySchedule, ServerError> {
        let mut conn = self.store.read().await?;
        if let Some(draft) = store::schedules::draft(&mut conn, &centre.id).await? {
            return Ok(draft.schedule);
        }
        if let Some(published) = store::schedules::published(&mut conn, &centre.id).await? {
            return Ok(published.schedule);
        }
        let pack = reach::packs_in_effect(&mut conn, &centre.id)
            .await?
            .into_iter()
            .next();
        let home = PlaySchedule::home(
            &centre.id,
            pack.as_ref().map_or("", |pack| &pack.manifest.id),
            centre.time_zone,
        );
        Ok(PlaySchedule { version: 0, ..home })
    }

    /// Changes the draft.
    pub async fn change_schedule(
        &self,
        centre: &CentreSettings,
        actor: &Actor,
        action: &str,
        change: impl FnOnce(&mut PlaySchedule) -> Result<(), ServerError>,
    ) -> Result<(), ServerError> {
        let mut tx = self.store.write().await?;
        let published = store::schedules::published(&mut tx, &centre.id)
            .await?
            .map(|published| published.schedule);
        let before = match store::schedules::draft(&mut tx, &centre.id).await? {
            Some(draft) => draft.schedule,
            None => match &published {
                Some(published) => published.clone(),
                None => {
                    let pack = reach::packs_in_effect(&mut tx, &centre.id)
                        .await?
                        .into_iter()
                        .next();
                    PlaySchedule::home(
                        &centre.id,
                        pack.as_ref().map_or("", |pack| &pack.manifest.id),
                        centre.time_zone,
                    )
                }
            },
        };
        let mut after = before.clone();
        change(&mut after)?;
        drop_unused_playlists(&mut after);
        let as_published = published.is_some_and(|published| {
            published
                == PlaySchedule {
                    version: published.version,
                    ..after.clone()
                }
        });
        if as_published {
            store::schedules::drop_draft(&mut tx, &centre.id).await?;
        } else {
            store::schedules::put_draft(&mut tx, &after, &actor.account, self.now()).await?;
        }
        let detail = json!({ "before": before.rules, "after": after.rules });
        store::audit::note(&mut tx, actor, self.now(), action, &centre.id, detail).await?;
        Ok(tx.commit().await?)
    }

    /// Throws the draft away.
    pub async fn discard_schedule(
        &self,
        centre: &CentreSettings,
        actor: &Actor,
    ) -> Result<(), ServerError> {
        let mut tx = self.store.write().await?;
        store::schedules::drop_draft(&mut tx, &centre.id).await?;
        store::audit::note(
            &mut tx,
            actor,
            self.now(),
            "schedule-draft-discarded",
            &centre.id,
            serde_json::Value::Null,
        )
        .await?;
        Ok(tx.commit().await?)
    }

    /// Publishes the draft; connected kiosks are told at once.
    ///
    /// # Errors
    ///
    /// When there is no draft, it names exhibits no pack has, or it cannot be signed.
    pub async fn publish_schedule(
        &self,
        centre: &CentreSettings,
        actor: &Actor,
    ) -> Result<PlaySchedule, ServerError> {
        let draft = store::schedules::draft(&mut *self.store.read().await?, &centre.id).await?;
        let Some(draft) = draft else {
            return Err(ServerError::Conflict("no_draft"));
        };
        let packs = self.shown_packs(&centre.id).await?;
        if packs.is_empty() {
            return Err(ServerError::Conflict("no_pack"));
        }
        if !missing_exhibits(&draft.schedule, &packs).is_empty() {
            return Err(ServerError::Conflict("schedule_names_missing_exhibit"));
        }
        let schedule = PlaySchedule {
            time_zone: centre.time_zone,
            ..draft.schedule
        };
        self.sign_schedule(schedule, actor).await
    }

    async fn sign_schedule(
        &self,
        mut schedule: PlaySchedule,
        actor: &Actor,
    ) -> Result<PlaySchedule, ServerError> {
        let mut repository = self.publishing_turn().await?;
        let mut tx = self.store.write().await?;
        store::schedules::begin(&mut tx, &mut schedule, &actor.account, self.now()).await?;
        tx.commit().await?;
        repository.publish_schedule(&schedule, self.now()).await?;
        let mut tx = self.store.write().await?;
        store::schedules::finish(&mut tx, &schedule, self.now()).await?;
        store::schedules::drop_draft(&mut tx, &schedule.centre).await?;
        let detail = json!({ "version": schedule.version, "rules": schedule.rules });
        store::audit::note(
            &mut tx,
            actor,
            self.now(),
            "schedule-published",
            &schedule.centre,
            detail,
        )
        .await?;
        tx.commit().await?;
        drop(repository);
        self.pushes.to_centre(&schedule.centre, PushEvent::Content);
        tracing::info!(
            centre = schedule.centre,
            version = schedule.version,
            "published a schedule"
        );
        Ok(schedule)
    }
}

/// Exhibits the schedule's playlists name and no pack has.
pub(super) fn missing_exhibits(schedule: &PlaySchedule, packs: &[PackVersion]) -> Vec<String> {
    let known = |id: &str| packs.iter().any(|pack| pack.manifest.exhibit(id).is_some());
    let items = schedule
        .playlists
        .iter()
        .flat_map(|playlist| &playlist.items);
    items
        .map(|item| &item.exhibit)
        .filter(|id| !known(id))
        .cloned()
        .collect()
}

fn drop_unused_playlists(schedule: &mut PlaySchedule) {
    let plays = schedule
        .rules
        .iter()
        .map(|rule| &rule.play)
        .chain([&schedule.default_play]);
    let used: Vec<String> = plays
        .filter_map(|play| {
            if let Play::Playlist { playlist } = play {
                Some(playlist.clone())
            } else {
                None
            }
        })
        .collect();
    schedule
        .playlists
        .retain(|playlist| used.contains(&playlist.id));
}

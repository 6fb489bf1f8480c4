//! The screen of an open exhibit.

use std::time::Duration;

use bevy::prelude::*;
use bevy_egui::EguiPrimaryContextPass;
use uuid::Uuid;

use super::model::stage::{self, Models};
use super::video::stage::{self as film_stage, Films};
use super::{
    Elsewhere, ExhibitState, Live, QuizResult, Scene, Scores, Sent, Step, exhibit_ui, place_words,
};
use crate::api::delivery::Delivery;
use crate::kiosk::content::LinkHandle;
use crate::kiosk::link::LinkRequest;
use crate::kiosk::shell::ShellAction;
use crate::kiosk::shell::view::stage_ui;
use crate::kiosk::sound::Sound;
use crate::kiosk::{Screen, ScreenSystems, Stage, dates};
use crate::model::exhibit::Exhibit;
use crate::model::outgoing::Outgoing;
use crate::model::scores::{Score, Taken};

/// The disk answers in milliseconds; after this long nothing is promised.
const SENDING_MAX: Duration = Duration::from_secs(8);

/// What the visitor sent last.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::kiosk) struct Sending {
    /// Made here.
    pub id: Uuid,
    /// By the steady clock.
    since: Duration,
    /// Where it is.
    pub sent: Sent,
}

pub(in crate::kiosk) fn plugin(app: &mut App) {
    stage::plugin(app);
    film_stage::plugin(app);
    app.add_systems(
        EguiPrimaryContextPass,
        show.in_set(ScreenSystems).run_if(in_state(Screen::Exhibit)),
    );
}

fn show(
    mut stage: Stage,
    sound: Res<Sound>,
    models: Res<Models>,
    films: Res<Films>,
    link: Option<Res<LinkHandle>>,
) -> Result {
    time_out(&mut stage);
    let sent = stage.visit.sending.map(|sending| sending.sent);
    let theme = stage.theme();
    let state = stage.visit.exhibit.clone();
    let found = state.and_then(|state| {
        let manifest = stage.shown.manifest()?;
        Some((
            manifest.exhibit(&state.exhibit)?.clone(),
            state,
            manifest.cover.clone(),
            Elsewhere::of(&manifest.exhibits),
        ))
    });
    let Some((exhibit, state, cover, elsewhere)) = found else {
        stage.next.set(Screen::Home);
        return Ok(());
    };
    let heard = sound.heard();
    let walls = stage.shown.walls.clone();
    let notes = walls.walls.get(&exhibit.id).map_or(&[][..], Vec::as_slice);
    let best = best_of_today(&stage, &exhibit);
    let scores = Scores {
        best: &best,
        own: stage.visit.taker_known(&exhibit.id),
    };
    let counted = stage.shown.figures.clone();
    let as_of = counted.as_ref().map(|(_, at)| {
        let at = at.with_timezone(&stage.shown.time_zone());
        dates::as_of(&theme, &at, stage.local_now().date_naive())
    });
    let live = Live {
        figures: counted.as_ref().map(|(figures, _)| &**figures),
        as_of: as_of.as_deref().unwrap_or_default(),
    };
    let speaks = stage.visit.comfort.speak;
    let (wanted, told) = stage.draw(|ui, pictures| {
        let area = stage_ui(ui, &theme, pictures, &cover);
        let scene = Scene {
            theme: &theme,
            pictures,
            models: &*models,
            films: &*films,
            heard: &heard,
            notes,
            sent,
            scores,
            live,
            stage: area,
            exhibit: &exhibit,
            elsewhere: &elsewhere,
        };
        let told = speaks.then(|| place_words(&scene, &state.place));
        (exhibit_ui(ui, &scene, &state.place), told)
    })?;
    stage.tell(|| told.unwrap_or_default());
    match wanted {
        Some(Step::Shell(ShellAction::Back)) => match state.from {
            Some(from) => {
                stage.visit.exhibit = Some((*from).clone());
                stage.wake_within(Duration::ZERO);
            }
            None => stage.next.set(Screen::Home),
        },
        Some(Step::Shell(action)) => stage.visit.choose(&action),
        Some(Step::Go(place)) => {
            stage.visit.exhibit = Some(ExhibitState { place, ..state });
            stage.wake_within(Duration::ZERO);
        }
        Some(Step::Send(what, place)) => {
            send(&mut stage, link.as_deref(), &exhibit.id, what);
            stage.visit.exhibit = Some(ExhibitState { place, ..state });
            stage.wake_within(Duration::ZERO);
        }
        Some(Step::Score(result, place)) => {
            note_result(&mut stage, link.as_deref(), &exhibit.id, result);
            stage.visit.exhibit = Some(ExhibitState { place, ..state });
            stage.wake_within(Duration::ZERO);
        }
        Some(Step::Open { exhibit, part }) => {
            let manifest = stage.shown.manifest();
            if let Some(other) = manifest.and_then(|manifest| manifest.exhibit(&exhibit)) {
                let opened = ExhibitState::open_from(other, part.as_deref(), state);
                stage.visit.exhibit = Some(opened);
            }
            stage.wake_within(Duration::ZERO);
        }
        None => {}
    }
    Ok(())
}

/// The day's results of this exhibit, if it has any. Those of another day are as good as gone.
fn best_of_today(stage: &Stage, exhibit: &Exhibit) -> Vec<Score> {
    let (Some(of), Some(scores)) = (super::scored(exhibit), &stage.shown.scores) else {
        return Vec::new();
    };
    if scores.day != stage.local_now().date_naive() {
        return Vec::new();
    }
    scores.best(&exhibit.id, of).copied().collect()
}

/// Who it was is known as long as the visit lasts.
fn note_result(stage: &mut Stage, link: Option<&LinkHandle>, exhibit: &str, result: QuizResult) {
    let taken = Taken {
        exhibit: exhibit.to_owned(),
        taker: stage.visit.taker(exhibit),
        right: result.right,
        of: result.of,
    };
    let day = stage.local_now().date_naive();
    if let Some(link) = link {
        link.0.send(LinkRequest::Score(day, Box::new(taken)));
    }
}

/// Hands over what the visitor leaves here. Nothing of it says who that is.
fn send(stage: &mut Stage, link: Option<&LinkHandle>, exhibit: &str, what: Outgoing) {
    let awaited = what.is_awaited();
    let lost = |sending: Sending| sending.sent == Sent::Lost;
    let last = stage.visit.sent_last.as_ref();
    // What seemed lost may have been kept all the same.
    let again = last
        .filter(|last| last.exhibit == exhibit && last.what == what)
        .filter(|_| stage.visit.sending.is_some_and(lost))
        .cloned();
    let known = again.is_some();
    let now = stage.clock.steady();
    let delivery = again.unwrap_or_else(|| Delivery {
        id: Uuid::now_v7(),
        centre: stage.shown.centre(),
        exhibit: exhibit.to_owned(),
        language: stage.visit.comfort.language.clone(),
        at: stage.clock.now(),
        what,
    });
    let id = delivery.id;
    let enough = awaited && !known && !stage.visit.may_leave(&delivery.what, now);
    if awaited && !enough {
        stage.visit.sent_last = Some(delivery.clone());
    }
    let sent = match link {
        _ if enough => Sent::Enough,
        Some(link) => {
            link.0.send(LinkRequest::Send(Box::new(delivery)));
            Sent::Waiting
        }
        None => Sent::Lost,
    };
    if awaited {
        stage.visit.sending = Some(Sending {
            id,
            since: now,
            sent,
        });
    }
}

/// What nobody confirms is said to be lost.
fn time_out(stage: &mut Stage) {
    let waiting = |sending: &Sending| sending.sent == Sent::Waiting;
    let Some(sending) = stage.visit.sending.filter(waiting) else {
        return;
    };
    let left = (sending.since + SENDING_MAX).saturating_sub(stage.clock.steady());
    if left.is_zero() {
        let sent = Sent::Lost;
        stage.visit.sending = Some(Sending { sent, ..sending });
    } else {
        stage.wake_within(left);
    }
}

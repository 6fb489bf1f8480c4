//! The attract screen: nobody is there, and one exhibit after another shows itself.

pub mod view;

use std::time::Duration;

use bevy::prelude::*;
use bevy_egui::EguiPrimaryContextPass;
use chrono::Timelike as _;

use super::theme::tokens::motion;
use super::visit::LastTouch;
use super::{Screen, ScreenSystems, Stage, dates};
use crate::locale;
use view::{AttractFrame, NextActivity, attract_ui};

/// About the side of a tile on the home screen, in `u`.
const TILE: f32 = 340.0;

/// Where the loop is.
#[derive(Resource, Default)]
struct Loop {
    item: usize,
    since: Duration,
    before: Option<String>,
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Loop>()
        .add_systems(OnEnter(Screen::Attract), begin)
        .add_systems(
            EguiPrimaryContextPass,
            show.in_set(ScreenSystems).run_if(in_state(Screen::Attract)),
        );
}

fn begin(mut attract: ResMut<Loop>, clock: Res<super::WallClock>) {
    *attract = Loop {
        since: clock.steady(),
        ..default()
    };
}

fn show(mut stage: Stage, mut attract: ResMut<Loop>, mut touch: ResMut<LastTouch>) -> Result {
    let items = stage.shown.attract_items();
    let Some((exhibit, stay)) = items.get(attract.item % items.len().max(1)).cloned() else {
        stage.next.set(Screen::Preparing);
        return Ok(());
    };
    let steady = stage.clock.steady();
    let shown_for = steady.saturating_sub(attract.since);
    if shown_for >= stay && items.len() > 1 {
        attract.before = stage
            .shown
            .manifest()
            .and_then(|m| m.exhibit(&exhibit))
            .map(|e| e.cover.clone());
        attract.item = (attract.item + 1) % items.len();
        attract.since = steady;
        stage.wake_within(Duration::ZERO);
    } else if items.len() > 1 {
        stage.wake_within(stay - shown_for);
    }
    let (exhibit, _) = &items[attract.item % items.len()];
    let theme = stage.theme();
    let fade = fade(&mut attract, steady, theme.motion(motion::CROSSFADE_SECS));
    if fade.is_some() {
        stage.wake_within(Duration::ZERO);
    }
    let second = 60 - u64::from(stage.local_now().second() % 60);
    stage.wake_within(Duration::from_secs(second));
    let Some(frame) = frame(&stage, &theme, exhibit, fade) else {
        return Ok(());
    };
    let covers: Vec<String> = stage
        .shown
        .manifest()
        .map(|manifest| manifest.exhibits.iter().map(|e| e.cover.clone()).collect())
        .unwrap_or_default();
    let tile = egui::Vec2::splat(theme.u(TILE));
    let touched = stage.draw(|ui, pictures| {
        // The home screen's pictures are there before the first finger is.
        for cover in &covers {
            pictures.picture(cover, tile);
        }
        attract_ui(ui, &theme, pictures, &frame)
    })?;
    if touched {
        touch.0 = steady;
        stage.next.set(Screen::Home);
    }
    Ok(())
}

/// The picture before and how far this one has come over it, if that takes `whole` seconds.
fn fade(attract: &mut Loop, steady: Duration, whole: f32) -> Option<(String, f32)> {
    let before = attract.before.clone()?;
    let since = steady.saturating_sub(attract.since).as_secs_f32();
    let share = since / whole.max(f32::MIN_POSITIVE);
    if since >= whole {
        attract.before = None;
        return None;
    }
    Some((before, share))
}

fn frame(
    stage: &Stage,
    theme: &super::theme::Theme,
    exhibit: &str,
    fade: Option<(String, f32)>,
) -> Option<AttractFrame> {
    let manifest = stage.shown.manifest()?;
    let exhibit = manifest.exhibit(exhibit)?;
    let first = theme.language().to_owned();
    // A passer-by may read only one of the two.
    let second = locale::languages()
        .into_iter()
        .find(|language| *language != first)
        .unwrap_or("en")
        .to_owned();
    let both = |text: &crate::model::text::LocalizedText| {
        [
            text.in_language(&first).to_owned(),
            text.in_language(&second).to_owned(),
        ]
    };
    let now = stage.local_now();
    let today = now.date_naive();
    let next = stage.shown.days.as_ref().and_then(|days| {
        days.calendar.iter().find(|entry| {
            let start = entry.starts_at.with_timezone(&now.timezone());
            !entry.canceled && start.date_naive() == today && entry.ends_at > stage.clock.now()
        })
    });
    let lunar = dates::lunar(theme, today);
    Some(AttractFrame {
        centre: both(&manifest.title),
        logo: stage.shown.logo(),
        picture: exhibit.cover.clone(),
        title: exhibit.title.in_language(&first).to_owned(),
        subtitle: both(&exhibit.subtitle),
        fade,
        clock: dates::clock(&now),
        date: [dates::long_date(theme, today), lunar]
            .into_iter()
            .filter(|s| !s.is_empty())
            .collect::<Vec<_>>()
            .join(" · "),
        next: next.map(|entry| NextActivity {
            time: dates::clock(&entry.starts_at.with_timezone(&now.timezone())),
            title: entry.title.in_language(&first).to_owned(),
            room: entry.room.in_language(&first).to_owned(),
            places: entry.places,
        }),
        invitation: [
            locale::catalog(&first).text("touch-to-begin"),
            locale::catalog(&second).text("touch-to-begin"),
        ],
    })
}

//! The attract screen: nobody is there, and one exhibit after another shows itself.

pub mod view;

use std::time::Duration;

use bevy::prelude::*;
use bevy::render::renderer::RenderAdapterInfo;
use bevy_egui::EguiPrimaryContextPass;
use chrono::{DateTime, Timelike as _};
use chrono_tz::Tz;
use wgpu::DeviceType;

use super::theme::Theme;
use super::theme::tokens::motion;
use super::visit::LastTouch;
use super::{Screen, ScreenSystems, Settings, Stage, dates};
use crate::api::kiosk::CalendarEntry;
use crate::config::Pan;
use crate::locale;
use view::{AttractFrame, COMING_MAX, Coming, NextActivity, Shot, attract_ui};

/// Between two frames of a picture that moves slowly: some points a second are smooth at this pace.
const PAN_FRAME: Duration = Duration::from_millis(50);

/// About the side of a tile on the home screen, in `u`.
const TILE: f32 = 340.0;

/// Where the loop is.
#[derive(Resource, Default)]
struct Loop {
    item: usize,
    since: Duration,
    before: Option<Shot>,
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

fn show(
    mut stage: Stage,
    mut attract: ResMut<Loop>,
    mut touch: ResMut<LastTouch>,
    settings: Res<Settings>,
    card: Option<Res<RenderAdapterInfo>>,
) -> Result {
    let items = stage.shown.attract_items();
    let Some((exhibit, stay)) = items.get(attract.item % items.len().max(1)).cloned() else {
        stage.next.set(Screen::Preparing);
        return Ok(());
    };
    let steady = stage.clock.steady();
    let theme = stage.theme();
    let card = card.map(|card| card.device_type);
    let pans = theme.moves() && pans(settings.attract.pan, card);
    let shown_for = steady.saturating_sub(attract.since);
    if shown_for >= stay && items.len() > 1 {
        let manifest = stage.shown.manifest();
        attract.before = manifest.and_then(|m| m.exhibit(&exhibit)).map(|e| Shot {
            path: e.cover.clone(),
            way: attract.item,
            moved: pans.then_some(1.0),
        });
        attract.item = (attract.item + 1) % items.len();
        attract.since = steady;
        stage.wake_within(Duration::ZERO);
    } else if items.len() > 1 {
        stage.wake_within(stay - shown_for);
    }
    let (exhibit, stay) = &items[attract.item % items.len()];
    let moved = pans.then(|| {
        let shown_for = steady.saturating_sub(attract.since);
        // On the way for as long as it is seen, the next one's coming included.
        shown_for.as_secs_f32() / stay.as_secs_f32().max(1.0)
    });
    if moved.is_some_and(|moved| moved < 1.0) {
        stage.wake_within(PAN_FRAME);
    }
    let fade = fade(&mut attract, steady, theme.motion(motion::CROSSFADE_SECS));
    if fade.is_some() {
        stage.wake_within(Duration::ZERO);
    }
    let second = 60 - u64::from(stage.local_now().second() % 60);
    stage.wake_within(Duration::from_secs(second));
    let Some(mut frame) = frame(&stage, &theme, exhibit, fade) else {
        return Ok(());
    };
    frame.shot.way = attract.item;
    frame.shot.moved = moved;
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
fn fade(attract: &mut Loop, steady: Duration, whole: f32) -> Option<(Shot, f32)> {
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
    theme: &Theme,
    exhibit: &str,
    fade: Option<(Shot, f32)>,
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
    let days = stage.shown.days.as_ref();
    let coming = days.and_then(|days| coming(theme, &days.calendar, &now));
    let traditional = dates::traditional(theme, today);
    Some(AttractFrame {
        centre: both(&manifest.title),
        logo: stage.shown.logo(),
        shot: Shot {
            path: exhibit.cover.clone(),
            ..Shot::default()
        },
        title: exhibit.title.in_language(&first).to_owned(),
        subtitle: both(&exhibit.subtitle),
        fade,
        clock: dates::clock(&now),
        date: [dates::long_date(theme, today), traditional]
            .into_iter()
            .filter(|s| !s.is_empty())
            .collect::<Vec<_>>()
            .join(" · "),
        coming,
        invitation: [
            locale::catalog(&first).text("touch-to-begin"),
            locale::catalog(&second).text("touch-to-begin"),
        ],
    })
}

/// What is still on today; when nothing is, what is on on the next day that has anything.
fn coming(theme: &Theme, calendar: &[CalendarEntry], now: &DateTime<Tz>) -> Option<Coming> {
    let day = |entry: &CalendarEntry| entry.starts_at.with_timezone(&now.timezone()).date_naive();
    let today = now.date_naive();
    let open =
        |entry: &&CalendarEntry| !entry.canceled && entry.ends_at > *now && day(entry) >= today;
    let first = day(calendar
        .iter()
        .filter(open)
        .min_by_key(|entry| entry.starts_at)?);
    let mut entries: Vec<_> = calendar.iter().filter(open).collect();
    entries.retain(|entry| day(entry) == first);
    entries.sort_by_key(|entry| entry.starts_at);
    let language = theme.language();
    let activity = |entry: &CalendarEntry| NextActivity {
        time: dates::clock(&entry.starts_at.with_timezone(&now.timezone())),
        title: entry.title.in_language(language).to_owned(),
        room: entry.room.in_language(language).to_owned(),
        places: entry.places,
    };
    Some(Coming {
        day: if first == today {
            theme.text("today")
        } else if Some(first) == today.succ_opt() {
            theme.text("tomorrow")
        } else {
            dates::long_date(theme, first)
        },
        activities: entries.into_iter().take(COMING_MAX).map(activity).collect(),
    })
}

/// Whether pictures move slowly here. A picture that stands still costs nothing, which is what a kiosk without a
/// graphics card can afford all day.
fn pans(setting: Pan, card: Option<DeviceType>) -> bool {
    match setting {
        Pan::Always => true,
        Pan::Never => false,
        Pan::OnGpu => matches!(
            card,
            Some(DeviceType::DiscreteGpu | DeviceType::IntegratedGpu | DeviceType::VirtualGpu)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_move_only_where_a_card_draws_them_unless_somebody_says_so() {
        let all = [Pan::OnGpu, Pan::Always, Pan::Never];
        let on = |card| all.map(|setting| pans(setting, card));
        assert_eq!(on(Some(DeviceType::IntegratedGpu)), [true, true, false]);
        assert_eq!(on(Some(DeviceType::Cpu)), [false, true, false]);
        assert_eq!(on(None), [false, true, false]);
    }
}

//! The page of one rollout: ring by ring, in words and numbers, with what can be done about it.

use askama::Template;
use axum::response::Html;
use uuid::Uuid;

use super::page::{Page, Words};
use super::{Owner, chosen_owner, html, words};
use crate::locale::FluentValue;
use crate::model::rollout::{KioskPlace, Ring, RolloutState};
use crate::model::rollout_progress::{
    KioskStanding, RingCount, Standing, Step, Waiting, count_rings, is_silent, next_step, ring_of,
};
use crate::server::reach::{kiosk_standing, standing};
use crate::server::routes::SignedIn;
use crate::server::store::kiosks::Kiosk;
use crate::server::store::rollouts::Rollout;
use crate::server::{App, ServerError, store};

/// Kiosks listed one by one; those that need somebody's eyes come first.
const KIOSKS_LISTED_MAX: usize = 60;

/// A part of a bar, in hundredths of its width.
struct Slice {
    kind: &'static str,
    from: u32,
    width: u32,
}

struct RingLine {
    name: String,
    /// `past`, `now` or `later`; `over` when the version was taken back.
    place: &'static str,
    since: String,
    counted: String,
    parts: Vec<(&'static str, String)>,
    slices: Vec<Slice>,
}

struct KioskLine {
    name: String,
    centre: String,
    ring: u32,
    said: String,
    kind: &'static str,
    reason: Option<String>,
    seen: String,
}

/// A rollout in short, as the page of packs has it.
#[derive(Template)]
#[template(path = "rollout-summary.html", config = "config/askama.toml")]
pub(super) struct Summary {
    words: Words,
    id: String,
    title: String,
    versions: String,
    state: String,
    tag: &'static str,
    sentence: String,
    counted: String,
    slices: Vec<Slice>,
}

#[derive(Template)]
#[template(path = "rollout-live.html", config = "config/askama.toml")]
struct Live {
    words: Words,
    form_token: String,
    id: String,
    tag: &'static str,
    state: String,
    sentence: String,
    /// Kiosks that took the version back, with the reason of each.
    failures: Vec<(String, String)>,
    rings: Vec<RingLine>,
    kiosks: Vec<KioskLine>,
    more_kiosks: u32,
    running: bool,
    held: bool,
    reached: usize,
    last_ring: bool,
    next_ring: String,
    /// What taking it back would do; `None` when it cannot be taken back.
    revert: Option<String>,
}

#[derive(Template)]
#[template(path = "rollout.html", config = "config/askama.toml")]
struct RolloutPage {
    page: Page,
    owner: Owner,
    title: String,
    versions: String,
    began: String,
    ended: Option<String>,
    policy: Vec<String>,
    id: String,
    live: Live,
}

/// The page.
pub(in crate::server) async fn page(
    app: &App,
    by: &SignedIn,
    id: Uuid,
) -> Result<Html<String>, ServerError> {
    let rollout = app.rollout(id).await?;
    let page = Page::new(app, by, "packs", "");
    let owner = chosen_owner(app, page.words, &rollout.owner);
    let seen = Seen::of(app, page.words, rollout).await?;
    let rollout = &seen.rollout;
    let moment = |at| words::moment(page.words, at, app.now(), owner.time_zone);
    let at_by = |key: &str, at, who: &str| {
        let who = page.words.actor(who);
        page.words
            .with(key, [("time", moment(at).into()), ("who", who.into())])
    };
    html(&RolloutPage {
        title: seen.title.clone(),
        versions: versions(page.words, rollout),
        began: at_by("rollout-began", rollout.started_at, &rollout.started_by),
        ended: rollout.ended_at.map(|at| {
            let key = format!("rollout-ended-{}", rollout.state.key());
            at_by(&key, at, rollout.ended_by.as_deref().unwrap_or_default())
        }),
        policy: policy_in_words(page.words, rollout),
        id: rollout.id.to_string(),
        live: seen.live(app, page.words, by),
        owner,
        page,
    })
}

/// The part that is fetched again and again.
pub(in crate::server) async fn live(
    app: &App,
    by: &SignedIn,
    id: Uuid,
) -> Result<Html<String>, ServerError> {
    let words = Page::new(app, by, "packs", "").words;
    let seen = Seen::of(app, words, app.rollout(id).await?).await?;
    html(&seen.live(app, words, by))
}

/// An owner's open rollouts, in short.
pub(super) async fn summaries(
    app: &App,
    words: Words,
    owner: &str,
) -> Result<Vec<Summary>, ServerError> {
    let open = store::rollouts::open(&mut *app.store.read().await?).await?;
    let mut summaries = Vec::new();
    for rollout in open.into_iter().filter(|rollout| rollout.owner == owner) {
        let seen = Seen::of(app, words, rollout).await?;
        summaries.push(seen.summary(app, words));
    }
    Ok(summaries)
}

#[derive(Template)]
#[template(path = "rollouts-open.html", config = "config/askama.toml")]
pub(super) struct OpenRollouts {
    pub words: Words,
    pub open: Vec<Summary>,
}

/// An owner's open rollouts, fetched again and again.
pub(in crate::server) async fn open(
    app: &App,
    by: &SignedIn,
    owner: &str,
) -> Result<Html<String>, ServerError> {
    let words = Page::new(app, by, "packs", "").words;
    let owner = chosen_owner(app, words, owner);
    let open = summaries(app, words, &owner.id).await?;
    html(&OpenRollouts { words, open })
}

/// A rollout with everything its pages are made from.
struct Seen {
    rollout: Rollout,
    title: String,
    zone: chrono_tz::Tz,
    fleet: Vec<Kiosk>,
    standings: Vec<KioskStanding>,
    counts: Vec<RingCount>,
    step: Step,
    /// Whether the rollout's version is the one for all, if it is finished.
    for_all: bool,
}

impl Seen {
    async fn of(app: &App, words: Words, rollout: Rollout) -> Result<Self, ServerError> {
        let fleet = app.fleet_of(&rollout.owner).await?;
        let standings: Vec<_> = fleet
            .iter()
            .map(|kiosk| kiosk_standing(kiosk, &rollout))
            .collect();
        let candidate = rollout.candidate();
        let progress = rollout.progress(&candidate);
        let counts = count_rings(&progress, &standings, app.now());
        let step = next_step(&progress, &standings, app.now());
        let mut conn = app.store.read().await?;
        let version =
            store::packs::version(&mut conn, &rollout.owner, &rollout.pack, rollout.version)
                .await?;
        let plans = store::rollouts::plans(&mut conn, &rollout.owner).await?;
        let plan = plans.plan(&rollout.pack);
        Ok(Self {
            title: version.map_or_else(
                || rollout.pack.clone(),
                |version| words::local(words, &version.manifest.title),
            ),
            zone: chosen_owner(app, words, &rollout.owner).time_zone,
            for_all: plan.is_some_and(|plan| {
                plan.stable == Some(rollout.version) && plan.candidate.is_none()
            }),
            rollout,
            fleet,
            standings,
            counts,
            step,
        })
    }

    /// Kiosks in rings it has reached, and how many of them have it.
    fn have_of(&self) -> (u32, u32) {
        let reached = self.counts.iter().take(self.rollout.reached);
        reached.fold((0, 0), |(have, all), ring| {
            (have + ring.have(), all + ring.all())
        })
    }

    fn summary(&self, app: &App, words: Words) -> Summary {
        let rollout = &self.rollout;
        let (have, _) = self.have_of();
        let all: u32 = self.counts.iter().map(RingCount::all).sum();
        let mut total = RingCount::default();
        for ring in self.counts.iter().take(rollout.reached) {
            total.confirmed += ring.confirmed;
            total.trial += ring.trial;
            total.reverted += ring.reverted;
        }
        Summary {
            words,
            id: rollout.id.to_string(),
            title: self.title.clone(),
            versions: versions(words, rollout),
            state: words.t(&format!("rollout-state-{}", rollout.state.key())),
            tag: tag(rollout.state),
            sentence: self.sentence(app, words),
            counted: words.with("rollout-have", [("have", have.into()), ("all", all.into())]),
            slices: slices(&total, all),
        }
    }

    fn live(&self, app: &App, words: Words, by: &SignedIn) -> Live {
        let rollout = &self.rollout;
        let running = rollout.state == RolloutState::Running;
        let last_ring = rollout.reached >= rollout.rings.len();
        let mut kiosks = self.kiosks(app, words);
        let more_kiosks = kiosks.len().saturating_sub(KIOSKS_LISTED_MAX);
        kiosks.truncate(KIOSKS_LISTED_MAX);
        Live {
            words,
            form_token: by.form_token.clone(),
            id: rollout.id.to_string(),
            tag: tag(rollout.state),
            state: words.t(&format!("rollout-state-{}", rollout.state.key())),
            sentence: self.sentence(app, words),
            failures: self.failures(words),
            rings: self.rings(app, words),
            kiosks,
            more_kiosks: count(more_kiosks),
            running,
            held: matches!(rollout.state, RolloutState::Paused | RolloutState::Stopped),
            reached: rollout.reached,
            last_ring,
            next_ring: rollout
                .rings
                .get(rollout.reached)
                .map(|ring| self.ring_name(app, words, ring))
                .unwrap_or_default(),
            revert: self.revert_in_words(words),
        }
    }

    /// What it does now and what it waits for.
    fn sentence(&self, app: &App, words: Words) -> String {
        let rollout = &self.rollout;
        let moment = |at| words::moment(words, at, app.now(), self.zone);
        match rollout.state {
            RolloutState::Paused => words.t("rollout-now-paused"),
            RolloutState::Stopped => {
                words.n("rollout-now-stopped", "count", &count(rollout.failed.len()))
            }
            RolloutState::Finished if !self.for_all => words.t("rollout-now-superseded"),
            RolloutState::Finished => words.t("rollout-now-finished"),
            RolloutState::Reverted => match rollout.stable {
                Some(stable) => words.s("rollout-now-reverted", "version", &format!("v{stable}")),
                None => words.t("rollout-now-reverted-first"),
            },
            RolloutState::Running => match &self.step {
                Step::Wait(Waiting::Kiosks { count }) => {
                    words.n("rollout-now-kiosks", "count", count)
                }
                Step::Wait(Waiting::Soak { until }) => {
                    words.s("rollout-now-soak", "time", &moment(*until))
                }
                Step::Wait(Waiting::FirstConfirmation) => words.t("rollout-now-first"),
                _ => words.t("rollout-now-step"),
            },
        }
    }

    fn failures(&self, words: Words) -> Vec<(String, String)> {
        let (pack, version) = (&self.rollout.pack, self.rollout.version);
        let failed = self.fleet.iter().filter_map(|kiosk| {
            let (standing, reverted) = standing(kiosk.report.as_ref(), pack, version);
            (standing == Standing::Reverted).then(|| {
                let reason = reverted.map_or("", |reverted| reverted.reason.as_str());
                (kiosk.name.clone(), words.revert_reason(reason))
            })
        });
        failed.collect()
    }

    fn rings(&self, app: &App, words: Words) -> Vec<RingLine> {
        let rollout = &self.rollout;
        let rings = rollout.rings.iter().zip(&self.counts).enumerate();
        rings
            .map(|(index, (ring, counted))| {
                let reached = index < rollout.reached;
                let newest = index + 1 == rollout.reached;
                let place = match (reached, rollout.state) {
                    (false, _) => "later",
                    (true, RolloutState::Reverted) => "over",
                    (true, RolloutState::Finished) => "past",
                    (true, _) if newest => "now",
                    (true, _) => "past",
                };
                let since = words::moment(words, rollout.ring_since, app.now(), self.zone);
                let have = words.with(
                    "rollout-have",
                    [
                        ("have", counted.have().into()),
                        ("all", counted.all().into()),
                    ],
                );
                RingLine {
                    name: self.ring_name(app, words, ring),
                    place,
                    since: if place == "now" {
                        words.s("rollout-since", "time", &since)
                    } else {
                        String::new()
                    },
                    counted: match (counted.all(), reached) {
                        (0, _) => words.t("rollout-ring-empty"),
                        (all, false) if rollout.state.open() => {
                            words.n("rollout-ring-later", "count", &all)
                        }
                        (all, false) => words.n("rollout-ring-not", "count", &all),
                        _ => have,
                    },
                    parts: if reached {
                        parts(words, counted)
                    } else {
                        Vec::new()
                    },
                    slices: if reached {
                        slices(counted, counted.all())
                    } else {
                        Vec::new()
                    },
                }
            })
            .collect()
    }

    fn ring_name(&self, app: &App, words: Words, ring: &Ring) -> String {
        let comma = words.t("comma");
        match ring {
            Ring::Kiosks { kiosks } => {
                let name = |id: &String| {
                    let known = self.fleet.iter().find(|kiosk| kiosk.id.to_string() == *id);
                    known.map_or_else(|| words.t("ring-kiosk-gone"), |kiosk| kiosk.name.clone())
                };
                let names: Vec<_> = kiosks.iter().map(name).collect();
                words.s("ring-kiosks", "names", &names.join(&comma))
            }
            Ring::Centres { centres } => {
                let titles: Vec<_> = centres
                    .iter()
                    .map(|id| chosen_owner(app, words, id).title)
                    .collect();
                words.s("ring-centres", "names", &titles.join(&comma))
            }
            Ring::Share { percent } => words.n("ring-share", "percent", &u32::from(*percent)),
            Ring::All => words.t("ring-all"),
        }
    }

    fn kiosks(&self, app: &App, words: Words) -> Vec<KioskLine> {
        let rollout = &self.rollout;
        let candidate = rollout.candidate();
        let mut lines: Vec<_> = self
            .fleet
            .iter()
            .zip(&self.standings)
            .filter_map(|(kiosk, stands)| {
                let place = KioskPlace {
                    kiosk: &stands.kiosk,
                    centre: &stands.centre,
                };
                let ring = ring_of(&candidate, &rollout.pack, place)?;
                let taken = matches!(
                    stands.standing,
                    Standing::Confirmed | Standing::Reverted | Standing::Trial
                );
                (ring < rollout.reached || taken).then(|| {
                    let silent = is_silent(rollout.policy, stands, app.now());
                    let key = said_key(stands.standing, silent);
                    let reverted =
                        standing(kiosk.report.as_ref(), &rollout.pack, rollout.version).1;
                    KioskLine {
                        name: kiosk.name.clone(),
                        centre: chosen_owner(app, words, &kiosk.centre).title,
                        ring: count(ring + 1),
                        said: words.t(&format!("stands-{key}")),
                        kind: key,
                        reason: reverted.map(|reverted| words.revert_reason(&reverted.reason)),
                        seen: words::ago(words, kiosk.last_seen_at, app.now()),
                    }
                })
            })
            .collect();
        // What needs somebody's eyes comes first.
        let order = |kind: &str| {
            let kinds = [
                "reverted",
                "silent",
                "awaited",
                "arrived",
                "trial",
                "confirmed",
            ];
            kinds.iter().position(|known| *known == kind)
        };
        lines.sort_by(|a, b| order(a.kind).cmp(&order(b.kind)).then(a.ring.cmp(&b.ring)));
        lines
    }

    fn revert_in_words(&self, words: Words) -> Option<String> {
        let rollout = &self.rollout;
        let takes_back = match rollout.state {
            RolloutState::Reverted => false,
            RolloutState::Finished => self.for_all && rollout.stable.is_some(),
            _ => true,
        };
        let (have, _) = self.have_of();
        takes_back.then(|| match rollout.stable {
            Some(stable) => words.with(
                "revert-more",
                [
                    ("count", FluentValue::from(have)),
                    ("version", format!("v{stable}").into()),
                ],
            ),
            None => words.n("revert-more-first", "count", &have),
        })
    }
}

fn versions(words: Words, rollout: &Rollout) -> String {
    match rollout.stable {
        Some(stable) => format!("v{stable} → v{}", rollout.version),
        None => words.s(
            "rollout-first-version",
            "version",
            &format!("v{}", rollout.version),
        ),
    }
}

fn policy_in_words(words: Words, rollout: &Rollout) -> Vec<String> {
    let policy = rollout.policy;
    vec![
        words.with(
            "policy-stops",
            [
                ("percent", FluentValue::from(policy.failures_percent)),
                ("count", policy.failures_min.into()),
            ],
        ),
        words.n("policy-soaks", "minutes", &policy.soak_mins),
        words.n(
            "policy-waits",
            "hours",
            &policy.offline_wait_mins.div_ceil(60),
        ),
    ]
}

/// How the page of packs and this one colour a state.
pub(super) fn tag(state: RolloutState) -> &'static str {
    match state {
        RolloutState::Running => "wait",
        RolloutState::Finished => "good",
        RolloutState::Stopped => "bad",
        RolloutState::Paused | RolloutState::Reverted => "",
    }
}

fn said_key(standing: Standing, silent: bool) -> &'static str {
    match standing {
        Standing::Confirmed => "confirmed",
        Standing::Reverted => "reverted",
        _ if silent => "silent",
        Standing::Trial => "trial",
        Standing::Arrived => "arrived",
        Standing::Awaited => "awaited",
    }
}

/// What a ring's kiosks say, in words and numbers; kinds nobody is in are left out.
fn parts(words: Words, ring: &RingCount) -> Vec<(&'static str, String)> {
    let all = [
        ("confirmed", ring.confirmed),
        ("trial", ring.trial),
        ("arrived", ring.arrived),
        ("awaited", ring.awaited),
        ("reverted", ring.reverted),
        ("silent", ring.silent),
    ];
    all.into_iter()
        .filter(|(_, number)| *number > 0)
        .map(|(kind, number)| (kind, words.n(&format!("count-{kind}"), "count", &number)))
        .collect()
}

fn slices(ring: &RingCount, all: u32) -> Vec<Slice> {
    let mut from = 0;
    [
        ("confirmed", ring.confirmed),
        ("trial", ring.trial),
        ("reverted", ring.reverted),
    ]
    .into_iter()
    .filter(|(_, number)| *number > 0 && all > 0)
    .map(|(kind, number)| {
        let width = number * 100 / all.max(1);
        let slice = Slice {
            kind,
            from,
            width: width.max(1),
        };
        from += width;
        slice
    })
    .collect()
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

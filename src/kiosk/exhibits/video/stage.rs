//! Has a film played while a view asks for it, and shows its pictures; read off the main thread, like its subtitles.
//!
//! One film at a time. When no view asks for it any more, for whatever reason, it stops and is let go.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, EguiTextureHandle};
use crossbeam_channel::{Receiver, TryRecvError, bounded};
use egui::{TextureId, Vec2, vec2};

use super::paint::{self, Easel, Frame, PAINTED};
use super::player::{Film, FilmFault, Now, Player, Wish};
use super::{FilmFrame, FilmNow, FilmSource, FilmView};
use crate::kiosk::content::{LinkHandle, Shown, Waker};
use crate::kiosk::link::LinkRequest;
use crate::kiosk::pictures::PictureFault;
use crate::kiosk::sound::Sound;
use crate::kiosk::visit::LastTouch;
use crate::kiosk::{NextWake, ScreenSystems, WallClock, aside};
use crate::model::subtitles::{self, Cue};
use crate::pack::blobs;

pub(in crate::kiosk) fn plugin(app: &mut App) {
    app.init_resource::<Films>()
        .init_resource::<Onstage>()
        .add_systems(
            EguiPrimaryContextPass,
            (
                bring_news.before(ScreenSystems),
                (follow_view, read_subtitles).chain().after(ScreenSystems),
            )
                .run_if(resource_exists::<Assets<Image>>),
        );
    paint::plugin(app);
}

/// Films, for views.
#[derive(Resource, Default)]
pub struct Films(Mutex<Asked>);

#[derive(Default)]
struct Asked {
    view: Option<FilmView>,
    path: String,
    now: Option<FilmNow>,
    /// Whether it was to be heard when it was asked for last.
    heard: bool,
    subtitles: HashMap<String, Option<Arc<[Cue]>>>,
    /// Files of subtitles that have not been begun to read.
    unread: Vec<String>,
}

impl Films {
    /// Whether a film is to be heard.
    pub fn heard(&self) -> bool {
        self.asked().heard
    }

    fn asked(&self) -> std::sync::MutexGuard<'_, Asked> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FilmSource for Films {
    fn plays(&self) -> bool {
        true
    }

    fn film(&self, view: &FilmView) -> FilmNow {
        let mut asked = self.asked();
        asked.view = Some(view.clone());
        match asked.now {
            Some(now) if asked.path == view.path => now,
            _ => FilmNow::Waiting,
        }
    }

    fn subtitles(&self, path: &str) -> Option<Arc<[Cue]>> {
        let mut asked = self.asked();
        if let Some(known) = asked.subtitles.get(path) {
            return known.clone();
        }
        asked.subtitles.insert(path.to_owned(), None);
        asked.unread.push(path.to_owned());
        None
    }
}

/// The film that plays.
#[derive(Resource, Default)]
struct Onstage {
    path: String,
    view: Option<FilmView>,
    player: Option<Player>,
    target: Option<Handle<Image>>,
    /// The picture in the target and its own size.
    picture: Option<(TextureId, Vec2)>,
    /// Whether its fault has been reported.
    reported: bool,
    reading: Vec<(String, Receiver<Result<Vec<Cue>, String>>)>,
}

#[derive(bevy::ecs::system::SystemParam)]
struct Surroundings<'w> {
    shown: Res<'w, Shown>,
    clock: Res<'w, WallClock>,
    sound: Res<'w, Sound>,
    easel: Res<'w, Easel>,
    waker: Option<Res<'w, Waker>>,
    wake: ResMut<'w, NextWake>,
    touch: ResMut<'w, LastTouch>,
    images: ResMut<'w, Assets<Image>>,
    faults: MessageWriter<'w, PictureFault>,
    link: Option<Res<'w, LinkHandle>>,
}

impl Surroundings<'_> {
    fn waker(&self) -> Box<dyn Fn() + Send + Sync> {
        let wake = self.waker.as_ref().map(|waker| waker.0.clone());
        Box::new(move || {
            if let Some(wake) = &wake {
                wake();
            }
        })
    }

    /// Where a file of the pack is on the disk, and what it must be.
    fn film(&self, path: &str) -> Option<Film> {
        let file = self.shown.manifest()?.files.get(path)?;
        Some(Film {
            path: self.shown.content.as_ref()?.blobs.path(&file.sha256),
            sha256: file.sha256.clone(),
            media_type: file.media_type.clone(),
        })
    }
}

/// Brings views the newest picture and what has become of the film.
fn bring_news(
    films: Res<Films>,
    mut onstage: ResMut<Onstage>,
    mut contexts: EguiContexts,
    mut around: Surroundings,
) {
    let Some((player, view)) = onstage.player.as_ref().zip(onstage.view.clone()) else {
        return;
    };
    let (now, frame) = (player.now(), player.take_frame());
    if let Some(frame) = frame {
        // Who watches does not touch: a visit does not end while pictures go on.
        if view.playing {
            around.touch.0 = around.clock.steady().max(around.touch.0);
        }
        show(&mut onstage, &mut contexts, &mut around, frame, view.size);
    }
    films.asked().now = Some(told(&mut onstage, &mut around, now));
}

/// Does what the view of this frame asked for.
fn follow_view(
    films: Res<Films>,
    mut onstage: ResMut<Onstage>,
    mut contexts: EguiContexts,
    mut around: Surroundings,
) {
    let mut asked = films.asked();
    let Some(view) = asked.view.take() else {
        if !onstage.path.is_empty() {
            clear(&mut onstage, &mut contexts);
            *asked = Asked::default();
        }
        return;
    };
    if onstage.path != view.path {
        clear(&mut onstage, &mut contexts);
        onstage.path.clone_from(&view.path);
        asked.path.clone_from(&view.path);
        let film = around.film(&view.path);
        onstage.player = film.and_then(|film| Player::start(film, around.waker()).ok());
        asked.now = onstage.player.is_none().then_some(FilmNow::Broken);
        around.wake.within(std::time::Duration::ZERO);
    }
    let going_on = matches!(asked.now, Some(FilmNow::Shown(film)) if !film.ended);
    asked.heard = view.playing && !view.muted && going_on;
    if let Some(player) = &onstage.player {
        let sound = around.sound.volume();
        player.want(Wish {
            playing: view.playing,
            volume: if view.muted { 0.0 } else { sound },
            jump: view.jump,
        });
    }
    onstage.view = Some(view);
}

/// What a view is told of the film. A fault is reported once.
fn told(onstage: &mut Onstage, around: &mut Surroundings, now: Now) -> FilmNow {
    let Some(fault) = now.fault else {
        return FilmNow::Shown(FilmFrame {
            picture: onstage.picture,
            at_ms: now.at_ms,
            take: now.take,
            ended: now.ended,
            silent: now.silent,
        });
    };
    if !std::mem::replace(&mut onstage.reported, true) {
        match against_pack(fault) {
            Verdict::Pack(fault, error) => {
                tracing::warn!(%error, "a film cannot be read: {}", onstage.path);
                around.faults.write(fault);
            }
            Verdict::Machine(error) => {
                tracing::warn!(%error, "a film cannot be played here: {}", onstage.path);
                if let Some(link) = &around.link {
                    link.0.send(LinkRequest::Problem("film-unplayable"));
                }
            }
        }
    }
    FilmNow::Broken
}

/// Whose fault it is.
#[derive(Debug, PartialEq)]
enum Verdict {
    /// A file of the pack is not what was published.
    Pack(PictureFault, String),
    /// The file is right: this machine lacks what plays it. A pack is not taken back for that.
    Machine(String),
}

fn against_pack(fault: FilmFault) -> Verdict {
    match fault {
        FilmFault::Missing(error) => Verdict::Pack(PictureFault::Missing, error),
        FilmFault::Unplayable(error) => Verdict::Machine(error),
    }
}

/// Has a picture painted, as large as it is seen and no larger than it is.
fn show(
    onstage: &mut Onstage,
    contexts: &mut EguiContexts,
    around: &mut Surroundings,
    frame: Frame,
    seen: Vec2,
) {
    let natural = vec2(frame.width as f32, frame.height as f32);
    let scale = (seen.x / natural.x)
        .min(seen.y / natural.y)
        .clamp(0.01, 1.0);
    let size = (natural * scale).round().max(Vec2::splat(1.0));
    let (width, height) = (size.x as u32, size.y as u32);
    let fits = onstage.target.as_ref().is_some_and(|target| {
        let image = around.images.get(target);
        image.is_some_and(|image| image.size() == UVec2::new(width, height))
    });
    if !fits {
        let image = Image::new_target_texture(width, height, PAINTED, None);
        let target = around.images.add(image);
        if let Some(before) = onstage.target.replace(target.clone()) {
            contexts.remove_image(&before);
        }
        contexts.add_image(EguiTextureHandle::Strong(target));
    }
    let Some(target) = &onstage.target else {
        return;
    };
    onstage.picture = contexts.image_id(target).map(|id| (id, natural));
    around.easel.put(frame, target.id());
}

fn clear(onstage: &mut Onstage, contexts: &mut EguiContexts) {
    if let Some(target) = &onstage.target {
        contexts.remove_image(target);
    }
    *onstage = Onstage::default();
}

/// Reads files of subtitles that views asked for.
fn read_subtitles(films: Res<Films>, mut onstage: ResMut<Onstage>, around: Surroundings) {
    let mut asked = films.asked();
    for path in std::mem::take(&mut asked.unread) {
        if let Some(file) = around.film(&path)
            && let Some(reading) = begin_reading(file, around.waker())
        {
            onstage.reading.push((path, reading));
        }
    }
    onstage
        .reading
        .retain(|(path, reading)| match reading.try_recv() {
            Err(TryRecvError::Empty) => true,
            Err(TryRecvError::Disconnected) => false,
            Ok(Ok(cues)) => {
                asked.subtitles.insert(path.clone(), Some(cues.into()));
                false
            }
            Ok(Err(error)) => {
                tracing::warn!(%error, "subtitles cannot be read: {path}");
                false
            }
        });
}

fn begin_reading(
    file: Film,
    wake: Box<dyn Fn() + Send + Sync>,
) -> Option<Receiver<Result<Vec<Cue>, String>>> {
    let (sender, receiver) = bounded(1);
    let work = move || {
        // Nobody waits any more when the visitor has gone on.
        let _ = sender.send(read(&file.path, &file.sha256));
        wake();
    };
    aside::spawn("subtitles", work).ok().map(|_| receiver)
}

/// Read whole and verified, as a picture is.
fn read(path: &Path, sha256: &str) -> Result<Vec<Cue>, String> {
    let bytes = blobs::read_verified(path, sha256).map_err(|error| error.to_string())?;
    let source = String::from_utf8(bytes).map_err(|error| error.to_string())?;
    Ok(subtitles::parse(&source).0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_film_that_only_this_machine_cannot_play_does_not_count_against_its_pack() {
        let error = || "no decoder".to_owned();
        assert_eq!(
            against_pack(FilmFault::Unplayable(error())),
            Verdict::Machine(error())
        );
        assert!(matches!(
            against_pack(FilmFault::Missing(error())),
            Verdict::Pack(..)
        ));
    }
}

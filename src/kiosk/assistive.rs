//! Screen readers and switch devices: what they ask for reaches egui, and wakes a screen that sleeps.
//!
//! bevy_winit 0.19 keeps what AccessKit brings until the next frame ends, and says it in messages; nothing draws that
//! frame, and bevy_egui 0.42 reads no such message. What is on the screen bevy_egui tells them itself: the ids that they
//! answer with are egui's own.

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use bevy::a11y::{AccessibilityRequested, AccessibilitySystems, ActionRequest};
use bevy::prelude::*;
use bevy::winit::accessibility::{WinitActionRequestHandler, WinitActionRequestHandlers};
use bevy_egui::{EguiInput, EguiPreUpdateSet, PrimaryEguiContext};

use super::NextWake;
use super::content::Waker;

/// How often somebody looks for what was asked: sooner than anyone waits for a button.
const LOOK: Duration = Duration::from_millis(30);
/// How often, while nothing is there that could ask.
const LISTEN: Duration = Duration::from_millis(500);

/// What was asked and no frame has taken yet.
type Queue = Mutex<WinitActionRequestHandler>;

pub(super) fn plugin(app: &mut App) {
    app.add_message::<ActionRequest>()
        .add_systems(Startup, start_ear)
        .add_systems(
            PreUpdate,
            hand_on
                .after(EguiPreUpdateSet::ProcessInput)
                .before(EguiPreUpdateSet::BeginPass),
        )
        .add_systems(
            PostUpdate,
            wake_for_what_was_asked.after(AccessibilitySystems::Update),
        );
}

/// To egui it is as if a finger had touched it, or the keyboard had come to it; what slides is sent where they say.
fn hand_on(
    mut asked: MessageReader<ActionRequest>,
    mut inputs: Query<&mut EguiInput, With<PrimaryEguiContext>>,
) {
    let events: Vec<_> = asked
        .read()
        .map(|request| egui::Event::AccessKitActionRequest(request.0.clone()))
        .collect();
    for mut input in &mut inputs {
        input.events.extend(events.iter().cloned());
    }
}

/// It is said at the end of a frame and handed on in the next one: there must be one.
fn wake_for_what_was_asked(asked: MessageReader<ActionRequest>, mut wake: ResMut<NextWake>) {
    if !asked.is_empty() {
        wake.within(Duration::ZERO);
    }
}

/// Wakes the app for what is asked, and once when there is somebody who asks: the whole screen is told then. A thread of
/// its own, because bevy_winit leaves no other way to hear of it; it draws nothing while nothing is asked.
fn start_ear(
    waker: Option<Res<Waker>>,
    requested: Option<Res<AccessibilityRequested>>,
    handlers: Option<Res<WinitActionRequestHandlers>>,
) -> Result {
    let (Some(waker), Some(requested), Some(handlers)) = (waker, requested, handlers) else {
        return Ok(());
    };
    let (wake, requested) = (waker.0.clone(), requested.clone());
    let queues: Vec<Weak<Queue>> = handlers.values().map(Arc::downgrade).collect();
    std::thread::Builder::new()
        .name("assistive".into())
        .spawn(move || {
            let mut there = false;
            loop {
                std::thread::sleep(if there { LOOK } else { LISTEN });
                let Some(asked) = any_asked(&queues) else {
                    return;
                };
                let came = !there && requested.get();
                there |= came;
                if asked || came {
                    wake();
                }
            }
        })?;
    Ok(())
}

/// Whether something is asked; nothing when the windows are gone.
fn any_asked(queues: &[Weak<Queue>]) -> Option<bool> {
    let queues: Vec<_> = queues.iter().filter_map(Weak::upgrade).collect();
    let asked = |queue: &Arc<Queue>| {
        let queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
        !queue.is_empty()
    };
    (!queues.is_empty()).then(|| queues.iter().any(asked))
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::accesskit::{Action, ActionData, NodeId, TreeId};

    fn click() -> egui::accesskit::ActionRequest {
        egui::accesskit::ActionRequest {
            action: Action::Click,
            target_tree: TreeId::ROOT,
            target_node: NodeId(7),
            data: None,
        }
    }

    /// Of what slides, with where it is to go.
    fn slide() -> egui::accesskit::ActionRequest {
        egui::accesskit::ActionRequest {
            action: Action::SetValue,
            data: Some(ActionData::NumericValue(30.0)),
            ..click()
        }
    }

    #[test]
    fn what_is_asked_is_seen_until_a_frame_takes_it_and_the_window_is_gone() {
        let queue = Arc::new(Queue::default());
        let queues = [Arc::downgrade(&queue)];
        assert_eq!(any_asked(&queues), Some(false));
        queue.lock().expect("nobody else").push_back(click());
        assert_eq!(any_asked(&queues), Some(true));
        queue.lock().expect("nobody else").clear();
        assert_eq!(any_asked(&queues), Some(false));
        drop(queue);
        assert_eq!(any_asked(&queues), None);
    }

    #[test]
    fn what_is_asked_reaches_egui_once_and_another_frame_is_drawn() {
        let mut app = App::new();
        plugin(&mut app);
        app.init_resource::<NextWake>();
        let context = app.world_mut().spawn(PrimaryEguiContext).id();
        app.world_mut().write_message(ActionRequest(click()));
        app.world_mut().write_message(ActionRequest(slide()));
        app.update();
        let taken = |app: &mut App| {
            let mut input = app.world_mut().get_mut::<EguiInput>(context);
            std::mem::take(&mut input.as_mut().expect("a context").events)
        };
        let handed_on = [click(), slide()].map(egui::Event::AccessKitActionRequest);
        assert_eq!(taken(&mut app), handed_on);
        assert_ne!(
            app.world().resource::<NextWake>().sleep(),
            NextWake::default().sleep()
        );
        app.update();
        assert!(taken(&mut app).is_empty());
    }
}

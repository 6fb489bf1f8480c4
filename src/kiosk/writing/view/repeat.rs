//! The key that erases: once when touched, again and again while held.

use egui::{Rect, Ui};

use super::super::Press;
use super::{KeyLook, key};
use crate::kiosk::theme::Theme;

/// How long a finger holds the key before it erases again.
const FIRST_SECS: f64 = 0.6;
/// How long from then on.
const NEXT_SECS: f64 = 0.1;

/// Draws the key; whether it erases now.
pub(super) fn erase_ui(ui: &mut Ui, theme: &Theme, rect: Rect) -> Option<Press> {
    let label = theme.text("key-erase");
    let response = key(ui, theme, rect, KeyLook::Other, &label);
    let id = response.id.with("again");
    let erased = ui.data(|data| data.get_temp::<u32>(id)).unwrap_or(0);
    if !response.is_pointer_button_down_on() {
        ui.data_mut(|data| data.remove::<u32>(id));
        // A held key has erased already.
        return (response.clicked() && erased == 0).then_some(Press::Erase);
    }
    let held_secs =
        ui.input(|input| input.time - input.pointer.press_start_time().unwrap_or(input.time));
    ui.ctx().request_repaint();
    if again(held_secs) <= erased {
        return None;
    }
    ui.data_mut(|data| data.insert_temp(id, erased + 1));
    Some(Press::Erase)
}

/// How often a key has erased that is held for so long.
fn again(held_secs: f64) -> u32 {
    if held_secs < FIRST_SECS {
        return 0;
    }
    1 + ((held_secs - FIRST_SECS) / NEXT_SECS) as u32
}

#[cfg(test)]
mod tests {
    use super::again;

    #[test]
    fn a_held_key_waits_before_it_erases_again() {
        assert_eq!(
            [0.0, 0.59, 0.61, 0.69, 0.71, 1.65].map(again),
            [0, 0, 1, 1, 2, 11]
        );
    }
}

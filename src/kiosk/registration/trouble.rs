//! What goes wrong while somebody registers, in words.

use crate::kiosk::theme::Theme;

/// What went wrong last; it goes with the next touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// No answer from the server.
    NoAnswer,
    /// The kiosk could not keep it.
    NotKept,
    /// Not the code that was sent.
    CodeWrong {
        /// How often one may still try.
        tries_left: u32,
    },
    /// The code holds no longer.
    CodeOver,
    /// Enough codes were sent for now.
    Wait {
        /// Until another can be sent.
        secs: u64,
    },
    /// No number.
    PhoneUnclear,
    /// The number has to be confirmed again.
    Unconfirmed,
}

impl Trouble {
    /// In the visitor's words.
    pub fn words(self, theme: &Theme) -> String {
        match self {
            Self::NoAnswer => theme.text("register-trouble-no-answer"),
            Self::NotKept => theme.text("register-trouble-not-kept"),
            Self::CodeWrong { tries_left } => {
                theme.text_with("register-trouble-code-wrong", [("left", tries_left.into())])
            }
            Self::CodeOver => theme.text("register-trouble-code-over"),
            Self::Wait { secs } if secs > 90 => {
                let minutes = secs.div_ceil(60);
                theme.text_with("register-trouble-wait-long", [("minutes", minutes.into())])
            }
            Self::Wait { secs } => {
                theme.text_with("register-trouble-wait", [("seconds", secs.into())])
            }
            Self::PhoneUnclear => theme.text("register-trouble-phone"),
            Self::Unconfirmed => theme.text("register-trouble-unconfirmed"),
        }
    }
}

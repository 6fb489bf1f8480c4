//! What every screen shares: the way back, the visitor's comforts, the idle warning, the sign that the network is away.

pub mod view;

/// What a visitor wants of the shell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShellAction {
    /// One step back.
    Back,
    /// Speak this language.
    Language(String),
    /// Large text on or off.
    LargeText(bool),
    /// High contrast on or off.
    HighContrast(bool),
    /// Reach mode on or off.
    Reach(bool),
    /// Speak-on-touch on or off.
    Speak(bool),
    /// Reduced motion on or off.
    ReducedMotion(bool),
    /// More time, or the usual time.
    MoreTime(bool),
    /// The menu of all these choices, opened or closed.
    Access(bool),
}

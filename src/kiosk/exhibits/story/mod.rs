//! Story: pages of picture and text, turned one by one.

pub mod view;

/// Which page is open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StoryState {
    /// From 0.
    pub page: usize,
}

//! Tongxin from outside: one program, a module per area.

#![allow(missing_docs, reason = "test names are the documentation")]

mod delivery;
#[cfg(feature = "kiosk")]
mod kiosk;
mod layering;
#[cfg(feature = "kiosk")]
mod link;
mod locale;
mod pack;
mod server;
#[cfg(feature = "kiosk")]
mod sources;
#[cfg(feature = "kiosk")]
mod story;
mod trust;
#[cfg(feature = "kiosk")]
mod views;

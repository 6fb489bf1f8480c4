//! Tongxin from outside: one program, a module per area.

#![allow(missing_docs, reason = "test names are the documentation")]

mod kiosk;
mod layering;
mod link;
mod locale;
mod pack;
mod server;
mod story;
mod views;

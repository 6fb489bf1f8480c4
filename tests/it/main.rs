//! Tongxin from outside: one program, a module per area.

#![allow(missing_docs, reason = "test names are the documentation")]

#[cfg(all(feature = "server", feature = "kiosk"))]
mod access;
#[cfg(feature = "server")]
mod archives;
#[cfg(feature = "server")]
mod authoring;
#[cfg(feature = "kiosk")]
mod calendar;
#[cfg(all(feature = "server", feature = "kiosk"))]
mod check_in_views;
#[cfg(feature = "server")]
mod databases;
mod delivery;
#[cfg(all(feature = "server", feature = "kiosk"))]
mod desk;
#[cfg(feature = "kiosk")]
mod exhibits_charts;
#[cfg(feature = "kiosk")]
mod exhibits_guide;
#[cfg(feature = "kiosk")]
mod exhibits_motion;
#[cfg(all(feature = "server", feature = "kiosk"))]
mod exhibits_views;
#[cfg(feature = "kiosk")]
mod exhibits_wall;
#[cfg(feature = "kiosk")]
mod exhibits_walls;
#[cfg(all(feature = "server", feature = "video"))]
mod films;
mod fuzz;
#[cfg(feature = "kiosk")]
mod gallery_screen;
#[cfg(feature = "kiosk")]
mod handwriting;
#[cfg(feature = "kiosk")]
mod kiosk;
mod layering;
#[cfg(feature = "kiosk")]
mod link;
mod locale;
#[cfg(feature = "kiosk")]
mod looks;
#[cfg(all(feature = "server", feature = "kiosk"))]
mod neighbours;
#[cfg(feature = "server")]
mod pack;
#[cfg(feature = "kiosk")]
mod pictures;
mod plans;
#[cfg(all(feature = "server", feature = "kiosk"))]
mod preview;
#[cfg(feature = "kiosk")]
mod qr;
#[cfg(feature = "kiosk")]
mod quiz_scores;
#[cfg(feature = "kiosk")]
mod reach;
#[cfg(feature = "kiosk")]
mod registering;
#[cfg(feature = "server")]
mod server;
#[cfg(feature = "kiosk")]
mod shipped;
#[cfg(all(feature = "server", feature = "kiosk"))]
mod snapshots;
#[cfg(feature = "kiosk")]
mod sources;
#[cfg(feature = "kiosk")]
mod story;
#[cfg(feature = "server")]
mod support;
mod trust;
#[cfg(feature = "kiosk")]
mod views;
#[cfg(feature = "kiosk")]
mod visitor;
#[cfg(all(feature = "server", feature = "kiosk"))]
mod wall;
#[cfg(feature = "kiosk")]
mod writing;

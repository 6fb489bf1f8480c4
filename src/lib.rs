//! Tongxin 同心: touch kiosks and smart displays for community activity centres.
//!
//! # Map
//!
//! ```text
//! src/main.rs      parse the command line, run one command
//! src/cli/         one file per command
//! src/config.rs    settings; the only reader of config files and environment
//! src/locale.rs    text for people, from assets/locales
//! src/model/       pure domain: types and decisions
//! src/api/         wire types and paths that server and kiosk share
//! src/pack/        content packs: author's format, validation, trust (TUF), blobs, activation
//! src/server/      (feature `server`) axum: routes, console, pages for visitors' phones, store, jobs
//! src/kiosk/       (feature `kiosk`) Bevy: one folder per thing a visitor meets, plus link/, theme/ and staff/
//! ```
//!
//! Who may import whom (`tests/it/layering.rs` holds us to it; `model` and `locale` import nothing of ours):
//!
//! ```text
//! main → cli ─┬→ server ─┐
//!             └→ kiosk ──┴→ pack → api → model        cli, server, kiosk → config; pack, server, kiosk, cli → locale
//! ```
//!
//! # One publication, end to end
//!
//! Staff drop a pack file on the console (`server::routes::packs`), or an author runs `tongxin pack publish`
//! (`cli::pack`, `server::routes::authors`). It is unpacked and checked (`pack::archive`, `pack::author`) and compared
//! with what is on show (`pack::diff`); published, its files become blobs (`pack::blobs`) and its manifest a signed
//! target (`pack::trust::sign`; whose signatures count is `pack::trust::ceremony`), for all kiosks at once or ring by
//! ring (`model::rollout`, `server::rollouts`). Kiosks hear "look again" (`server::routes::kiosks`, `kiosk::link`),
//! verify (`pack::trust::client`), fetch what they lack (`pack::update`), and switch between visits
//! (`pack::activation`).
//!
//! # One registration, end to end
//!
//! A visitor fills in a form at the kiosk (`kiosk::registration`, sent by `kiosk::link::registration`) or on a phone
//! (`server::routes::phone`), or staff do at the desk (`server::routes::registrations`). `server::registrations` holds
//! the occurrence, `model::overflow` decides, `server::store::places` writes it down with its reason. The pass is signed
//! by `server::passes` and read at the door by `model::pass`, with or without a server (`kiosk::link::check_in`).

pub mod api;
pub mod cli;
pub mod config;
#[cfg(feature = "kiosk")]
pub mod kiosk;
pub mod locale;
pub mod model;
pub mod pack;
#[cfg(feature = "server")]
pub mod server;

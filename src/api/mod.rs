//! Wire types and paths that server and kiosk share.

pub mod author;
pub mod delivery;
pub mod figures;
pub mod kiosk;
pub mod neighbours;
pub mod paths;
pub mod phone;
pub mod registration;
pub mod wall;

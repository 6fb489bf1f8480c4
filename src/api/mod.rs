//! Wire types and paths that server and kiosk share.

pub mod author;
pub mod delivery;
pub mod figures;
pub mod kiosk;
pub mod paths;
pub mod wall;

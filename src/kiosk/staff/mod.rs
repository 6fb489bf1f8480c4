//! The staff panel: five taps in the top left corner and a PIN.

pub mod status;

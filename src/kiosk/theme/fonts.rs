//! The two fonts, built into the program: a kiosk can always write.

use std::sync::Arc;

use egui::{FontData, FontDefinitions, FontFamily};

/// Name of the bold family.
pub const BOLD: &str = "bold";

static REGULAR_BYTES: &[u8] =
    include_bytes!("../../../assets/fonts/NotoSansCJKsc-Regular-subset.otf");
static BOLD_BYTES: &[u8] = include_bytes!("../../../assets/fonts/NotoSansCJKsc-Bold-subset.otf");

/// The definitions egui needs.
pub fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    fonts.font_data.insert(
        "regular".into(),
        Arc::new(FontData::from_static(REGULAR_BYTES)),
    );
    fonts
        .font_data
        .insert(BOLD.into(), Arc::new(FontData::from_static(BOLD_BYTES)));
    fonts
        .families
        .insert(FontFamily::Proportional, vec!["regular".into()]);
    fonts
        .families
        .insert(FontFamily::Monospace, vec!["regular".into()]);
    fonts
        .families
        .insert(FontFamily::Name(BOLD.into()), vec![BOLD.into()]);
    fonts
}

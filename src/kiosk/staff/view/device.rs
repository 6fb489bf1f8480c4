//! Draws the page of the device: who it is, what it runs, disk, memory and network.

use egui::{Rect, Ui};

use super::facts::{Fact, Section, sections_ui};
use super::{PanelFrame, StaffAction, words};
use crate::kiosk::theme::Theme;

pub(super) fn device_ui(
    ui: &mut Ui,
    theme: &Theme,
    area: Rect,
    panel: &PanelFrame,
) -> Option<StaffAction> {
    let sections = [
        Section {
            heading: theme.text("staff-kiosk"),
            facts: kiosk(theme, panel),
        },
        Section {
            heading: theme.text("staff-machine"),
            facts: machine(theme, panel),
        },
        Section {
            heading: theme.text("staff-network"),
            facts: network(theme, panel),
        },
    ];
    sections_ui(ui, theme, area, &sections);
    None
}

fn kiosk(theme: &Theme, panel: &PanelFrame) -> Vec<Fact> {
    let unknown = || theme.text("staff-not-enrolled");
    let (name, centre, id) = match panel.identity {
        Some(identity) => (
            identity.name.clone(),
            identity
                .centre_title
                .in_language(theme.language())
                .to_owned(),
            identity.kiosk.to_string(),
        ),
        None => (unknown(), unknown(), unknown()),
    };
    let screen = &theme.panel;
    let size = theme.text_with(
        "staff-panel-size",
        [
            ("width", (screen.width.round() as u32).to_string().into()),
            ("height", (screen.height.round() as u32).to_string().into()),
            ("mm", (screen.width_mm.round() as u32).to_string().into()),
        ],
    );
    vec![
        Fact::new(theme.text("staff-name"), name),
        Fact::new(theme.text("staff-centre"), centre),
        Fact::new(theme.text("staff-id"), id),
        Fact::new(theme.text("staff-program"), env!("CARGO_PKG_VERSION")),
        Fact::new(theme.text("staff-panel"), size),
    ]
}

fn machine(theme: &Theme, panel: &PanelFrame) -> Vec<Fact> {
    let Some(device) = panel.device else {
        return vec![Fact::new(
            theme.text("staff-machine"),
            theme.text("staff-asking"),
        )];
    };
    let of = |name: &str, pair: Option<(u64, u64)>| match pair {
        Some((free, all)) => {
            let words = theme.text_with(
                "staff-free-of",
                [
                    ("free", words::bytes(theme, free).into()),
                    ("all", words::bytes(theme, all).into()),
                ],
            );
            Fact {
                share: Some(1.0 - free as f32 / all.max(1) as f32),
                ..Fact::new(theme.text(name), words)
            }
        }
        None => Fact::new(theme.text(name), theme.text("staff-unknown")),
    };
    let or_unknown = |words: Option<String>| words.unwrap_or_else(|| theme.text("staff-unknown"));
    let program = device
        .program_memory
        .map(|count| words::bytes(theme, count));
    let up = device.up_secs.map(|secs| words::span(theme, secs));
    vec![
        of("staff-disk", device.disk),
        of("staff-memory", device.memory),
        Fact::new(theme.text("staff-program-memory"), or_unknown(program)),
        Fact::new(theme.text("staff-up"), or_unknown(up)),
    ]
}

fn network(theme: &Theme, panel: &PanelFrame) -> Vec<Fact> {
    let mut facts = vec![Fact::new(theme.text("staff-server"), panel.server_url)];
    let addresses = panel.device.map(|device| device.addresses.as_slice());
    match addresses {
        Some([]) => facts.push(Fact::new(
            theme.text("staff-address"),
            theme.text("staff-address-none"),
        )),
        Some(addresses) => facts.extend(
            addresses
                .iter()
                .map(|(interface, address)| Fact::new(interface.clone(), address.to_string())),
        ),
        None => {}
    }
    facts
}

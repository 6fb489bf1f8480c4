//! A pack's own look: what its author is told, and what a visitor sees of it.

use std::path::Path;

use egui_kittest::Harness;
use tongxin::config::{NightHours, NightSettings};
use tongxin::kiosk::home::view::{HomeFrame, home_ui};
use tongxin::kiosk::theme::{Comfort, Panel, Theme, fonts, tokens};
use tongxin::model::color::Rgb;
use tongxin::model::look::{Colors, DAY, PackLook};
use tongxin::model::manifest::Manifest;
use tongxin::pack::author;

use crate::pictures::ReadyPictures;

fn folder(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn harbour() -> Manifest {
    let checked = author::check(&folder("tests/it/data/looks/harbour"));
    assert!(checked.problems.is_empty(), "{:?}", checked.problems);
    checked.manifest.expect("a pack that can be shown")
}

fn theme(comfort: Comfort) -> Theme {
    let panel = Panel {
        width: 1920.0,
        height: 1080.0,
        width_mm: 698.0,
        bottom_mm: 900.0,
    };
    Theme::new(panel, comfort)
}

#[test]
fn a_packs_colors_and_what_follows_from_them_are_those_of_the_screen() {
    let manifest = harbour();
    let shown = theme(Comfort::new("en")).with_look(&manifest.look).palette;
    let Colors {
        paper,
        card,
        lacquer,
        ..
    } = shown.colors();
    assert_eq!(lacquer, Rgb([0x1F, 0x5F, 0xA8]));
    assert_eq!(paper, Rgb([0xEA, 0xF1, 0xF7]));
    assert_ne!(card, DAY.card);
    assert_ne!(shown.lacquer_soft, tokens::DAY.lacquer_soft);
    assert!(shown.colors().faint().is_none());
    // What means something keeps its colour.
    assert_eq!(shown.sea, tokens::DAY.sea);
}

#[test]
fn high_contrast_knows_nothing_of_a_packs_colors() {
    let comfort = Comfort {
        high_contrast: true,
        ..Comfort::new("en")
    };
    let shown = theme(comfort).with_look(&harbour().look).palette;
    assert_eq!(shown, tokens::HIGH_CONTRAST);
}

#[test]
fn a_kiosk_never_shows_colors_that_cannot_be_read_whoever_signed_them() {
    let faint = PackLook {
        background: Some(Rgb([0; 3])),
        ..PackLook::default()
    };
    let shown = theme(Comfort::new("en")).with_look(&faint).palette;
    assert_eq!(shown, tokens::DAY);
}

#[test]
fn in_a_dark_room_a_pack_stays_itself_and_high_contrast_stays_as_it_is() {
    let at_night = |comfort, look: &PackLook| theme(comfort).at_night(true).with_look(look).palette;
    let usual = at_night(Comfort::new("en"), &PackLook::default());
    assert_eq!(usual, tokens::NIGHT);
    let harbour = harbour();
    let shown = at_night(Comfort::new("en"), &harbour.look);
    assert_ne!(shown.lacquer, tokens::NIGHT.lacquer);
    // Its ground is of the day: no dark room is lit by it.
    assert_eq!(shown.paper, tokens::NIGHT.paper);
    assert!(shown.colors().faint().is_none());
    // In whichever order it is said.
    let turned = theme(Comfort::new("en"))
        .with_look(&harbour.look)
        .at_night(true);
    assert_eq!(turned.palette, shown);
    assert_eq!(
        turned.at_night(false).palette,
        theme(Comfort::new("en")).with_look(&harbour.look).palette
    );
    let comfort = Comfort {
        high_contrast: true,
        ..Comfort::new("en")
    };
    assert_eq!(at_night(comfort, &harbour.look), tokens::HIGH_CONTRAST);
}

#[test]
fn night_is_always_or_by_hours_that_may_go_past_midnight() {
    let at = |time: &str| time.parse().expect("a time");
    let never = NightSettings::default();
    assert!(!never.holds(at("23:00:00")));
    let hours = NightSettings {
        hours: vec![NightHours {
            from: at("19:30:00"),
            to: at("06:30:00"),
        }],
        ..NightSettings::default()
    };
    let dark = [
        "19:29:59", "19:30:00", "23:59:59", "00:00:00", "06:29:59", "06:30:00",
    ];
    let dark = dark.map(|time| hours.holds(at(time)));
    assert_eq!(dark, [false, true, true, true, true, false]);
    let always = NightSettings {
        always: true,
        ..NightSettings::default()
    };
    assert!(always.holds(at("12:00:00")));
}

#[test]
fn a_look_travels_and_a_pack_without_one_is_written_as_before() {
    let manifest = harbour();
    let json = serde_json::to_string(&manifest).expect("json");
    let read: Manifest = serde_json::from_str(&json).expect("a manifest");
    assert_eq!(read, manifest);
    assert!(manifest.files.contains_key("logo.png"));
    let usual = Manifest {
        look: PackLook::default(),
        ..manifest
    };
    let json = serde_json::to_string(&usual).expect("json");
    assert!(!json.contains("\"look\""), "{json}");
    assert_eq!(
        serde_json::from_str::<Manifest>(&json).expect("read"),
        usual
    );
}

#[test]
fn the_logo_stands_beside_the_centres_name() {
    let pictures = ReadyPictures::wide();
    let asked = pictures.asked.clone();
    let mut dressed = false;
    let mut harness = Harness::builder()
        .with_size(egui::vec2(1920.0, 1080.0))
        .build_ui(move |ui| {
            if !std::mem::replace(&mut dressed, true) {
                ui.ctx().set_fonts(fonts::definitions());
                return;
            }
            let frame = HomeFrame {
                logo: Some(("logo.png".to_owned(), egui::vec2(300.0, 100.0))),
                greeting: ["Good morning".to_owned(), "Hello".to_owned()],
                sublines: vec!["Friday  ·  Harbour".to_owned()],
                exhibits: &[],
                today: Vec::new(),
                later: Vec::new(),
                time_zone: chrono_tz::Asia::Shanghai,
            };
            let stage = ui.max_rect();
            home_ui(ui, &theme(Comfort::new("en")), &pictures, stage, &frame);
        });
    harness.run();
    assert!(asked.borrow().contains_key("logo.png"));
}

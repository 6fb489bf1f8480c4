//! What the kiosk draws as a QR code is read back, from the pixels, as a phone would.

use std::cell::Cell;
use std::rc::Rc;

use egui::{Color32, Pos2, Rect, Shape, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use tongxin::kiosk::theme::qr::{qr_side_min, qr_ui};
use tongxin::kiosk::theme::{Comfort, Panel, Theme};

/// What stands in the codes that this harness drew last, read from the painted meshes.
pub(crate) fn read(harness: &Harness) -> Vec<String> {
    let size = harness.ctx.content_rect().size();
    let scale = harness.ctx.pixels_per_point();
    let (width, height) = ((size.x * scale) as usize, (size.y * scale) as usize);
    let mut dark = vec![false; width * height];
    for clipped in &harness.output().shapes {
        let Shape::Mesh(mesh) = &clipped.shape else {
            continue;
        };
        let black = |vertex: &egui::epaint::Vertex| vertex.color == Color32::BLACK;
        if !mesh.vertices.iter().all(black) {
            continue;
        }
        for corners in mesh.vertices.chunks_exact(4) {
            let points = corners.iter().map(|vertex| vertex.pos);
            let run = Rect::from_points(&points.collect::<Vec<Pos2>>());
            let run = run.intersect(clipped.clip_rect) * scale;
            for y in run.top().round() as usize..run.bottom().round() as usize {
                let row = y * width;
                dark[row + run.left().round() as usize..row + run.right().round() as usize]
                    .fill(true);
            }
        }
    }
    let mut image =
        rqrr::PreparedImage::prepare_from_bitmap(width, height, |x, y| dark[y * width + x]);
    let grids = image.detect_grids();
    grids
        .iter()
        .map(|grid| grid.decode().expect("readable").1)
        .collect()
}

/// A panel of this many pixels across a 32" screen.
fn theme(pixels: f32, scale: f32, high_contrast: bool) -> Theme {
    let (width, height) = (pixels / scale, pixels / scale);
    let comfort = Comfort {
        high_contrast,
        ..Comfort::new("en")
    };
    let panel = Panel {
        width,
        height,
        width_mm: 698.0,
        bottom_mm: 900.0,
    };
    Theme::new(panel, comfort)
}

/// The code of `text` in a square of `side` points, and the white square.
fn draw(theme: Theme, scale: f32, text: String, side: f32) -> (Harness<'static>, Option<Rect>) {
    let white = Rc::new(Cell::new(None));
    let noted = white.clone();
    let mut harness = Harness::builder()
        .with_size(vec2(theme.panel.width, theme.panel.height))
        .with_pixels_per_point(scale)
        .build_ui(move |ui| {
            // Not on a pixel.
            let rect = Rect::from_min_size(pos2(10.3, 20.7), vec2(side, side));
            noted.set(qr_ui(ui, &theme, rect, &text, "Scan me"));
        });
    harness.run();
    let white = white.get();
    (harness, white)
}

#[test]
fn whatever_a_code_holds_is_read_back() {
    let mut texts = vec!["12345678".to_owned(), "HTTPS://EXAMPLE.ORG/A".to_owned()];
    texts.push("https://kiosk.example.org/feeds/occurrences/0190.ics".to_owned());
    texts.push("BEGIN:VEVENT\r\nSUMMARY:健康义诊与用药咨询\r\nEND:VEVENT".to_owned());
    // Every version up to the largest that fits on the screen of the test.
    texts.extend((1..=24).map(|length| "a1b2c3d4e5·".repeat(length)));
    for text in texts {
        let (harness, white) = draw(theme(1080.0, 1.0, false), 1.0, text.clone(), 900.0);
        assert!(white.is_some(), "{text}");
        assert_eq!(read(&harness), [text]);
    }
}

#[test]
fn modules_are_whole_pixels_and_none_is_smaller_than_five() {
    let text = "https://kiosk.example.org/feeds/occurrences/0190.ics";
    for (pixels, scale) in [(1080.0, 1.0), (2160.0, 2.0), (1620.0, 1.5)] {
        for high_contrast in [false, true] {
            let theme = theme(pixels, scale, high_contrast);
            let (harness, white) = draw(theme, scale, text.to_owned(), 333.3);
            let white = white.expect("drawn");
            // 33 modules and the quiet zone.
            let module = white.width() * scale / 41.0;
            assert!((module - module.round()).abs() < 0.01, "{module}");
            assert!(module >= 5.0, "{module}");
            let at = white.min * scale;
            assert!((at - at.round()).length() < 0.01, "{at:?}");
            assert_eq!(read(&harness), [text]);
            harness.get_by_label("Scan me");
        }
    }
}

#[test]
fn a_code_that_nobody_could_read_is_not_drawn() {
    let text = "https://kiosk.example.org/feeds/occurrences/0190.ics";
    let (harness, white) = draw(theme(1080.0, 1.0, false), 1.0, text.to_owned(), 200.0);
    assert_eq!(white, None);
    assert!(read(&harness).is_empty());
    let (_, white) = draw(theme(1080.0, 1.0, false), 1.0, "x".repeat(4_000), 900.0);
    assert_eq!(white, None);
}

#[test]
fn the_least_side_is_enough_and_not_a_pixel_more() {
    let least = Rc::new(Cell::new(None));
    let noted = least.clone();
    let text = "https://kiosk.example.org/feeds/occurrences/0190.ics";
    Harness::builder().build_ui(move |ui| {
        noted.set(qr_side_min(ui, &theme(1080.0, 1.0, false), text));
    });
    let least = least.get().expect("short enough");
    assert_eq!(least, 41.0 * 5.0);
    for (side, drawn) in [(least, true), (least - 1.0, false)] {
        let (_, white) = draw(theme(1080.0, 1.0, false), 1.0, text.to_owned(), side);
        assert_eq!(white.is_some(), drawn);
    }
}

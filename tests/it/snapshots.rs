//! The six main screens as they look: the real kiosk on the shipped pack at a fixed moment, compared with small pictures.
//!
//! Tolerant of another driver, another edge of a letter; not of a screen that looks otherwise. After a change that is
//! meant, `TONGXIN_SNAPSHOTS=write cargo test --test it -- snapshots` writes new ones: look at them before they go in.

use std::path::{Path, PathBuf};
use std::process::Command;

use image::{Rgb, RgbImage};

/// A Wednesday at ten in Haikou.
const MOMENT: &str = "2026-11-25T10:00:00+08:00";
const SCREENS: [&str; 6] = [
    "home", "calendar", "check-in", "exhibit", "access", "attract",
];
/// A reference is so many times smaller than the panel.
const SMALLER: u32 = 10;
/// Side of a cell, in pixels of a reference.
const CELL: u32 = 12;
/// Most that a channel differs, of 255: over the whole screen, and in its worst cell.
const MEAN_MAX: f64 = 1.5;
const CELL_MAX: f64 = 9.0;

/// How far two pictures of one size are apart: on the whole, in the worst cell, and where that is.
fn apart(one: &RgbImage, other: &RgbImage) -> (f64, f64, (u32, u32)) {
    let (width, height) = one.dimensions();
    let difference = |x: u32, y: u32| {
        let channels = one
            .get_pixel(x, y)
            .0
            .into_iter()
            .zip(other.get_pixel(x, y).0);
        channels.map(|(a, b)| f64::from(a.abs_diff(b))).sum::<f64>() / 3.0
    };
    let (mut sum, mut worst, mut at) = (0.0, 0.0, (0, 0));
    for top in (0..height).step_by(CELL as usize) {
        for left in (0..width).step_by(CELL as usize) {
            let (right, bottom) = ((left + CELL).min(width), (top + CELL).min(height));
            let mut cell = 0.0;
            for (x, y) in (left..right).flat_map(|x| (top..bottom).map(move |y| (x, y))) {
                cell += difference(x, y);
            }
            sum += cell;
            let mean = cell / f64::from((right - left) * (bottom - top));
            if mean > worst {
                (worst, at) = (mean, (left * SMALLER, top * SMALLER));
            }
        }
    }
    (sum / f64::from(width * height), worst, at)
}

/// What is wrong with a screen, in words.
fn verdict(now: &RgbImage, reference: &RgbImage) -> Result<(), String> {
    if now.dimensions() != reference.dimensions() {
        let (is, was) = (now.dimensions(), reference.dimensions());
        return Err(format!("it is {is:?} and was {was:?}"));
    }
    let (mean, worst, (x, y)) = apart(&soft(now), &soft(reference));
    if mean > MEAN_MAX || worst > CELL_MAX {
        return Err(format!(
            "it differs by {mean:.2} on the whole (at most {MEAN_MAX}) and by {worst:.1} around {x}, {y} (at most {CELL_MAX})"
        ));
    }
    Ok(())
}

fn references() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/data/snapshots")
}

fn small(path: &Path) -> RgbImage {
    let picture = image::open(path);
    assert!(picture.is_ok(), "no picture: {}", path.display());
    smaller(&picture.expect("just seen").into_rgb8(), SMALLER)
}

/// The mean of each block.
fn smaller(picture: &RgbImage, times: u32) -> RgbImage {
    let (width, height) = picture.dimensions();
    RgbImage::from_fn(width / times, height / times, |x, y| {
        mean(picture, (x * times, y * times), (times, times))
    })
}

/// Each pixel with its neighbours: an edge half a pixel to the side is no difference.
fn soft(picture: &RgbImage) -> RgbImage {
    let (width, height) = picture.dimensions();
    RgbImage::from_fn(width, height, |x, y| {
        let (left, top) = (x.saturating_sub(1), y.saturating_sub(1));
        let (right, bottom) = ((x + 2).min(width), (y + 2).min(height));
        mean(picture, (left, top), (right - left, bottom - top))
    })
}

fn mean(picture: &RgbImage, (left, top): (u32, u32), (width, height): (u32, u32)) -> Rgb<u8> {
    let row = picture.width() as usize * 3;
    let bytes = picture.as_raw();
    let mut sums = [0_u32; 3];
    for y in top..top + height {
        let start = y as usize * row + left as usize * 3;
        for pixel in bytes[start..start + width as usize * 3].chunks_exact(3) {
            sums[0] += u32::from(pixel[0]);
            sums[1] += u32::from(pixel[1]);
            sums[2] += u32::from(pixel[2]);
        }
    }
    let count = width * height;
    Rgb(sums.map(|sum| ((sum + count / 2) / count) as u8))
}

fn photograph(dir: &Path) {
    let program = env!("CARGO_BIN_EXE_tongxin");
    let output = Command::new(program)
        .args(["pack", "preview", "content/riyue", "--window", "1920x1080"])
        .args(["--at", MOMENT, "--pictures"])
        .arg(dir)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the program runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "no pictures could be taken; they need Xvfb and a Vulkan driver (Debian: apt-get install xvfb \
         mesa-vulkan-drivers):\n{said}"
    );
}

#[test]
fn the_six_main_screens_look_as_they_did() {
    let taken = tempfile::tempdir().expect("a folder");
    photograph(taken.path());
    let write = std::env::var("TONGXIN_SNAPSHOTS").is_ok_and(|what| what == "write");
    let mut wrong = Vec::new();
    for shape in ["landscape", "portrait"] {
        for screen in SCREENS {
            let name = format!("{shape}-{screen}.png");
            let now = small(&taken.path().join(&name));
            let reference = references().join(&name);
            if write {
                std::fs::create_dir_all(references()).expect("a folder");
                now.save(&reference).expect("written");
                continue;
            }
            let was = image::open(&reference)
                .unwrap_or_else(|error| panic!("{}: {error}", reference.display()));
            if let Err(why) = verdict(&now, &was.into_rgb8()) {
                let kept = std::env::temp_dir().join(format!("tongxin-{name}"));
                std::fs::copy(taken.path().join(&name), &kept).expect("kept");
                wrong.push(format!("{name}: {why}; it is kept as {}", kept.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_another_driver_does_is_let_pass_and_what_a_designer_does_is_not() {
    for screen in SCREENS {
        let path = references().join(format!("landscape-{screen}.png"));
        let reference = image::open(&path).expect("a reference").into_rgb8();
        verdict(&reference, &reference).expect("the same");
        // Other rounding, other edges.
        let mut noisy = reference.clone();
        for (x, y, pixel) in noisy.enumerate_pixels_mut() {
            let off = if (x + y) % 2 == 0 { 2 } else { 0 };
            pixel.0 = pixel.0.map(|channel| channel.saturating_add(off));
        }
        verdict(&noisy, &reference).expect("another driver");
        // A button in another colour; everything one row further down.
        let mut repainted = reference.clone();
        for (x, y) in (20..44).flat_map(|x| (40..50).map(move |y| (x, y))) {
            let Rgb([r, g, b]) = *repainted.get_pixel(x, y);
            repainted.put_pixel(x, y, Rgb([b.wrapping_add(90), r.wrapping_sub(60), g]));
        }
        verdict(&repainted, &reference).expect_err("a button was repainted");
    }
}

//! From a file to the strips that the graphics card takes.

use std::collections::VecDeque;
use std::path::Path;

use egui::ColorImage;
use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use image::{DynamicImage, GenericImageView as _};

use super::PictureFault;
use crate::pack::blobs;

/// Bytes of a picture that are handed over in one piece, at most.
const STRIP_MAX: usize = 4 << 20;

/// A picture as large as it is shown, in strips from top to bottom.
pub(super) struct Cut {
    /// Its width and height in pixels.
    pub(super) size: [u32; 2],
    /// Each as wide as the picture.
    pub(super) strips: VecDeque<ColorImage>,
}

/// Reads, verifies and sizes a picture: what rotted on the disk since it was fetched never reaches the screen.
pub(super) fn decode(path: &Path, sha256: &str, width: u32) -> Result<Cut, (PictureFault, String)> {
    let bytes = blobs::read_verified(path, sha256)
        .map_err(|error| (PictureFault::Missing, error.to_string()))?;
    let picture = image::load_from_memory(&bytes)
        .map_err(|error| (PictureFault::Broken, error.to_string()))?;
    let picture = sized(picture, width).map_err(|error| (PictureFault::Broken, error))?;
    Ok(cut(&picture))
}

/// No wider than `width` pixels.
fn sized(picture: DynamicImage, width: u32) -> Result<DynamicImage, String> {
    if picture.width() <= width {
        return Ok(picture);
    }
    let across = u64::from(picture.width());
    let height = (u64::from(picture.height()) * u64::from(width) + across / 2) / across;
    let mut smaller = DynamicImage::new(width, (height as u32).max(1), picture.color());
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Bilinear));
    Resizer::new()
        .resize(&picture, &mut smaller, &options)
        .map_err(|error| error.to_string())?;
    Ok(smaller)
}

/// As the graphics card takes it: egui's colours are multiplied by their opacity.
fn cut(picture: &DynamicImage) -> Cut {
    let (width, height) = picture.dimensions();
    let rows = (STRIP_MAX / 4 / width.max(1) as usize).max(1);
    let strips = (0..height).step_by(rows).map(|top| {
        let strip = picture.crop_imm(0, top, width, (height - top).min(rows as u32));
        let size = [strip.width() as usize, strip.height() as usize];
        ColorImage::from_rgba_unmultiplied(size, &strip.into_rgba8())
    });
    Cut {
        size: [width, height],
        strips: strips.collect(),
    }
}

#[cfg(test)]
mod tests {
    use sha2::{Digest as _, Sha256};

    use super::*;

    #[test]
    fn a_picture_that_rotted_on_disk_is_not_shown() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("picture.png");
        let save = |shade| {
            image::RgbImage::from_pixel(8, 8, image::Rgb([shade; 3]))
                .save(&path)
                .expect("saved")
        };
        save(1);
        let sha256 = hex::encode(Sha256::digest(std::fs::read(&path).expect("read")));
        let picture = decode(&path, &sha256, 256).expect("a picture");
        assert_eq!(picture.size, [8, 8]);
        save(2);
        assert!(decode(&path, &sha256, 256).is_err());
    }

    #[test]
    fn strips_put_together_are_the_picture() {
        let picture = image::RgbImage::from_fn(1000, 2500, |x, y| {
            image::Rgb([x as u8, y as u8, (y / 256) as u8])
        });
        let expected: Vec<egui::Color32> = picture
            .pixels()
            .map(|image::Rgb([red, green, blue])| egui::Color32::from_rgb(*red, *green, *blue))
            .collect();
        let cut = cut(&DynamicImage::ImageRgb8(picture));
        assert_eq!(cut.size, [1000, 2500]);
        assert_eq!(cut.strips.len(), 3);
        assert!(
            cut.strips
                .iter()
                .all(|strip| strip.as_raw().len() <= STRIP_MAX)
        );
        let pixels: Vec<egui::Color32> = cut
            .strips
            .into_iter()
            .flat_map(|strip| strip.pixels)
            .collect();
        assert!(pixels == expected);
    }
}

//! Cuts a picture into the tiles of a Deep Zoom Image, row by row.
//!
//! Rows go in at the level of the picture itself. Every level keeps the rows of one row of tiles, cuts them when they
//! are there, and hands every two rows as one to the level below: memory is that of a strip, however high the picture.
//! PNG without interlacing is read row by row too; JPEG, WebP and interlaced PNG can only be read whole.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder as _, ImageFormat, ImageReader};

use crate::model::exhibit::{Tile, TileArea, Tiles};
use crate::pack::author::dzi::{self, TILED_SIDE_MAX};

/// Memory a picture that has to be read whole may take.
const WHOLE_BYTES_MAX: u64 = 4 * 1024 * 1024 * 1024;
/// JPEG's quality: what is looked at closely is worth it.
const JPEG_QUALITY: u8 = 88;
/// Red, green and blue.
const CHANNELS: usize = 3;

/// How tiles are cut.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// Pixels on a side, without what is shared.
    pub tile_size: u32,
    /// Pixels shared with each neighbour, so that no line shows between them.
    pub overlap: u32,
    /// `jpg`, `png` or `webp`.
    pub ending: &'static str,
}

impl Default for Shape {
    fn default() -> Self {
        Self {
            tile_size: 512,
            overlap: 1,
            ending: "jpg",
        }
    }
}

/// What was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// Tiles.
    pub files: u64,
    /// Their bytes together.
    pub bytes: u64,
}

/// Why a picture was not cut.
#[derive(Debug, thiserror::Error)]
pub enum TileError {
    /// Tiles of this name are there.
    #[error("there already: {0}")]
    ThereAlready(PathBuf),
    /// No kiosk shows a picture that large.
    #[error("{width} × {height} pixels; at most {max} on a side")]
    TooLarge {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
        /// On a side.
        max: u32,
    },
    /// It has to be read whole and does not fit.
    #[error("{width} × {height} pixels have to be read whole, in more than {bytes_max} bytes")]
    Memory {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
        /// Memory there may be.
        bytes_max: u64,
    },
    /// It is no picture, or a damaged one.
    #[error("the picture cannot be read: {0}")]
    Unreadable(String),
    /// The tiles cannot be written.
    #[error("the tiles cannot be written: {0}")]
    Disk(#[from] io::Error),
}

/// Cuts `picture` into `folder/NAME_files` and describes it in `folder/NAME.dzi`; `tell` hears of rows done and in all.
///
/// # Errors
///
/// When tiles of that name are there, the picture cannot be read, or the disk says no.
pub fn cut(
    picture: &Path,
    folder: &Path,
    name: &str,
    shape: &Shape,
    mut tell: impl FnMut(u32, u32),
) -> Result<Cut, TileError> {
    let files = folder.join(format!("{name}_files"));
    if files.exists() {
        return Err(TileError::ThereAlready(files));
    }
    let reader = open(picture)?;
    let format = reader.format();
    let (width, height) = reader.into_dimensions().map_err(unreadable)?;
    if width.max(height) > TILED_SIDE_MAX {
        return Err(TileError::TooLarge {
            width,
            height,
            max: TILED_SIDE_MAX,
        });
    }
    let tiles = Tiles {
        folder: String::new(),
        width,
        height,
        tile_size: shape.tile_size,
        overlap: shape.overlap,
        ending: shape.ending.to_owned(),
    };
    let mut pyramid = Pyramid::new(tiles.clone(), files)?;
    let mut done = 0;
    let mut take = |row: &[u8]| {
        pyramid.take(row)?;
        done += 1;
        tell(done, height);
        Ok(())
    };
    let rows = (format == Some(ImageFormat::Png))
        .then(|| png_rows(picture))
        .flatten();
    match rows {
        Some(rows) => by_rows(rows, &mut take)?,
        None => whole(picture, (width, height), &mut take)?,
    }
    let cut = pyramid.cut;
    // Last, so that what was interrupted is not taken for whole.
    fs::write(folder.join(format!("{name}.dzi")), dzi::write(&tiles))?;
    Ok(cut)
}

type TakeRow<'a> = dyn FnMut(&[u8]) -> Result<(), TileError> + 'a;

fn unreadable(error: impl std::fmt::Display) -> TileError {
    TileError::Unreadable(error.to_string())
}

fn open(path: &Path) -> Result<ImageReader<BufReader<File>>, TileError> {
    let file = File::open(path).map_err(unreadable)?;
    ImageReader::new(BufReader::new(file))
        .with_guessed_format()
        .map_err(unreadable)
}

type PngRows = png::Reader<BufReader<File>>;

/// A PNG that can be read row by row.
fn png_rows(path: &Path) -> Option<PngRows> {
    let file = BufReader::new(File::open(path).ok()?);
    let mut decoder = png::Decoder::new(file);
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let reader = decoder.read_info().ok()?;
    (!reader.info().interlaced).then_some(reader)
}

fn by_rows(mut rows: PngRows, take: &mut TakeRow) -> Result<(), TileError> {
    let (color, _) = rows.output_color_type();
    let height = rows.info().height;
    let mut rgb = Vec::new();
    for _ in 0..height {
        let Some(row) = rows.next_row().map_err(unreadable)? else {
            return Err(unreadable("it ends too early"));
        };
        to_rgb(row.data(), color.samples(), &mut rgb);
        take(&rgb)?;
    }
    Ok(())
}

/// A row of 1 to 4 samples a pixel, what is clear on white.
fn to_rgb(row: &[u8], samples: usize, rgb: &mut Vec<u8>) {
    let over = |value: u8, alpha: u8| {
        let (value, alpha) = (u16::from(value), u16::from(alpha));
        ((value * alpha + 255 * (255 - alpha) + 127) / 255) as u8
    };
    rgb.clear();
    for pixel in row.chunks_exact(samples.max(1)) {
        rgb.extend(match *pixel {
            [grey] => [grey; 3],
            [grey, alpha] => [over(grey, alpha); 3],
            [r, g, b, alpha] => [over(r, alpha), over(g, alpha), over(b, alpha)],
            [r, g, b, ..] => [r, g, b],
            [] => [0; 3],
        });
    }
}

fn whole(path: &Path, (width, height): (u32, u32), take: &mut TakeRow) -> Result<(), TileError> {
    let memory = TileError::Memory {
        width,
        height,
        bytes_max: WHOLE_BYTES_MAX,
    };
    let pixels = u64::from(width) * u64::from(height);
    if pixels * CHANNELS as u64 > WHOLE_BYTES_MAX {
        return Err(memory);
    }
    let mut reader = open(path)?;
    let mut limits = image::Limits::default();
    limits.max_alloc = Some(WHOLE_BYTES_MAX);
    reader.limits(limits);
    let picture = match reader.decode() {
        Ok(picture) => picture,
        Err(image::ImageError::Limits(_)) => return Err(memory),
        Err(error) => return Err(unreadable(error)),
    };
    let samples = usize::from(picture.color().channel_count());
    let mut rgb = Vec::new();
    // Eight bits a sample without a copy where it is so already, as JPEG and most others are.
    let (bytes, samples) = if picture.color().bytes_per_pixel() as usize == samples {
        (picture.into_bytes(), samples)
    } else {
        (picture.into_rgba8().into_raw(), 4)
    };
    for row in bytes.chunks_exact(width as usize * samples) {
        to_rgb(row, samples, &mut rgb);
        take(&rgb)?;
    }
    Ok(())
}

/// Every level at once, each with the rows it still needs.
struct Pyramid {
    tiles: Tiles,
    folder: PathBuf,
    /// By level.
    strips: Vec<Strip>,
    cut: Cut,
}

#[derive(Default)]
struct Strip {
    rows: VecDeque<Vec<u8>>,
    /// Which row of the level the first one is.
    first: u32,
    /// Rows that came.
    came: u32,
    /// The next row of tiles.
    next: u32,
    /// A row that waits for the one below it, to be halved with it.
    odd: Option<Vec<u8>>,
}

impl Pyramid {
    fn new(tiles: Tiles, folder: PathBuf) -> io::Result<Self> {
        let levels = 0..=tiles.last_level();
        for level in levels.clone() {
            fs::create_dir_all(folder.join(level.to_string()))?;
        }
        Ok(Self {
            strips: levels.map(|_| Strip::default()).collect(),
            tiles,
            folder,
            cut: Cut { files: 0, bytes: 0 },
        })
    }

    /// The next row of the picture.
    fn take(&mut self, row: &[u8]) -> Result<(), TileError> {
        self.take_at(self.tiles.last_level(), row.to_vec())
    }

    fn take_at(&mut self, level: u32, row: Vec<u8>) -> Result<(), TileError> {
        let (_, height) = self.tiles.size_at(level);
        let strip = &mut self.strips[level as usize];
        strip.came += 1;
        let last = strip.came == height;
        let halved = match strip.odd.take() {
            Some(above) => Some(half(&above, &row)),
            None if last => Some(half(&row, &row)),
            None => {
                strip.odd = Some(row.clone());
                None
            }
        };
        strip.rows.push_back(row);
        self.cut_what_is_there(level)?;
        match halved {
            Some(halved) if level > 0 => self.take_at(level - 1, halved),
            _ => Ok(()),
        }
    }

    /// Cuts rows of tiles whose last row has come.
    fn cut_what_is_there(&mut self, level: u32) -> Result<(), TileError> {
        let (columns, rows) = self.tiles.grid(level);
        loop {
            let row = self.strips[level as usize].next;
            let area = self.tiles.area(Tile {
                level,
                column: 0,
                row,
            });
            if row >= rows || self.strips[level as usize].came < area.y + area.height {
                return Ok(());
            }
            for column in 0..columns {
                self.save(Tile { level, column, row })?;
            }
            let strip = &mut self.strips[level as usize];
            strip.next += 1;
            let needed = (strip.next * self.tiles.tile_size).saturating_sub(self.tiles.overlap);
            while strip.first < needed && strip.rows.pop_front().is_some() {
                strip.first += 1;
            }
        }
    }

    fn save(&mut self, tile: Tile) -> Result<(), TileError> {
        let strip = &self.strips[tile.level as usize];
        let TileArea {
            x,
            y,
            width,
            height,
        } = self.tiles.area(tile);
        let (from, to) = (x as usize * CHANNELS, (x + width) as usize * CHANNELS);
        let first = (y - strip.first) as usize;
        let pixels: Vec<u8> = strip
            .rows
            .range(first..first + height as usize)
            .flat_map(|row| &row[from..to])
            .copied()
            .collect();
        let name = format!("{}_{}.{}", tile.column, tile.row, self.tiles.ending);
        let path = self.folder.join(tile.level.to_string()).join(name);
        let mut file = BufWriter::new(File::create(&path)?);
        let color = ExtendedColorType::Rgb8;
        match self.tiles.ending.as_str() {
            "png" => PngEncoder::new(&mut file).write_image(&pixels, width, height, color),
            "webp" => {
                WebPEncoder::new_lossless(&mut file).write_image(&pixels, width, height, color)
            }
            _ => JpegEncoder::new_with_quality(&mut file, JPEG_QUALITY)
                .write_image(&pixels, width, height, color),
        }
        .map_err(io::Error::other)?;
        file.flush()?;
        self.cut.files += 1;
        self.cut.bytes += fs::metadata(&path)?.len();
        Ok(())
    }
}

/// Two rows as one of half the width: the mean of every four pixels; an odd last pixel stands twice.
fn half(above: &[u8], below: &[u8]) -> Vec<u8> {
    let pixels = above.len() / CHANNELS;
    let mut halved = Vec::with_capacity(pixels.div_ceil(2) * CHANNELS);
    for left in (0..pixels).step_by(2) {
        let right = (left + 1).min(pixels - 1);
        for channel in 0..CHANNELS {
            let at = |row: &[u8], pixel: usize| u16::from(row[pixel * CHANNELS + channel]);
            let sum = at(above, left) + at(above, right) + at(below, left) + at(below, right);
            halved.push(((sum + 2) / 4) as u8);
        }
    }
    halved
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_pixels_become_their_mean_and_an_odd_one_stands_for_two() {
        let above = [0, 0, 0, 100, 100, 100, 8, 8, 8];
        let below = [100, 100, 100, 200, 200, 200, 16, 16, 16];
        assert_eq!(half(&above, &below), [100, 100, 100, 12, 12, 12]);
    }

    #[test]
    fn what_is_clear_stands_on_white() {
        let mut rgb = Vec::new();
        to_rgb(&[10, 20, 30, 0, 10, 20, 30, 255], 4, &mut rgb);
        assert_eq!(rgb, [255, 255, 255, 10, 20, 30]);
        to_rgb(&[7, 9], 1, &mut rgb);
        assert_eq!(rgb, [7, 7, 7, 9, 9, 9]);
    }

    #[test]
    fn every_tile_is_the_part_of_the_picture_it_stands_for() {
        let folder = tempfile::tempdir().expect("a folder");
        let source = folder.path().join("source.png");
        let color = |x: u32, y: u32| image::Rgb([(x % 256) as u8, (y % 256) as u8, (x / 8) as u8]);
        image::RgbImage::from_fn(700, 1100, color)
            .save(&source)
            .expect("saved");
        let shape = Shape {
            tile_size: 256,
            overlap: 2,
            ending: "png",
        };
        let mut rows = 0;
        let cut = cut(&source, folder.path(), "big", &shape, |done, _| rows = done).expect("cut");
        assert_eq!(rows, 1100);
        let text = fs::read_to_string(folder.path().join("big.dzi")).expect("described");
        let tiles = dzi::read(&text, "big_files").expect("read");
        let all: Vec<Tile> = (0..=tiles.last_level())
            .flat_map(|level| tiles.level(level))
            .collect();
        assert_eq!(cut.files, all.len() as u64);
        for tile in all {
            let saved = image::open(folder.path().join(tiles.path(tile))).expect("there");
            let area = tiles.area(tile);
            assert_eq!((saved.width(), saved.height()), (area.width, area.height));
            if tile.level == tiles.last_level() {
                let saved = saved.into_rgb8();
                for (x, y) in [(0, 0), (area.width - 1, area.height - 1)] {
                    assert_eq!(*saved.get_pixel(x, y), color(area.x + x, area.y + y));
                }
            }
        }
    }
}

//! Reads the description of a Deep Zoom Image (`big.dzi`), as strictly as it is small.

use crate::model::exhibit::Tiles;

/// What a tile's file can be.
pub const ENDINGS: &[&str] = &["jpg", "jpeg", "png", "webp"];
/// Pixels on a side of a tile.
pub const TILE_SIZE: std::ops::RangeInclusive<u32> = 128..=2048;
/// Pixels tiles share.
pub const OVERLAP_MAX: u32 = 16;
/// Pixels on a side of a tiled picture.
pub const TILED_SIDE_MAX: u32 = 40_000;

/// The description as a Deep Zoom Image has it.
pub fn write(tiles: &Tiles) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Image xmlns=\"http://schemas.microsoft.com/deepzoom/2008\" \
         Format=\"{}\" Overlap=\"{}\" TileSize=\"{}\">\n  <Size Width=\"{}\" Height=\"{}\"/>\n</Image>\n",
        tiles.ending, tiles.overlap, tiles.tile_size, tiles.width, tiles.height
    )
}

/// Reads a description of tiles that lie in `folder`; `None` when it is none, or says something no kiosk shows.
pub fn read(source: &str, folder: &str) -> Option<Tiles> {
    let mut rest = source.trim_start_matches('\u{feff}').trim();
    if let Some(after) = rest.strip_prefix("<?xml") {
        rest = after.split_once("?>")?.1.trim_start();
    }
    let (image, rest) = element(rest, "Image")?;
    let inside = rest.trim().strip_suffix("</Image>")?.trim();
    let (size, closing) = element(inside, "Size")?;
    if !matches!(closing.trim(), "" | "</Size>") {
        return None;
    }
    let number = |of: &[(&str, &str)], name| value(of, name)?.parse::<u32>().ok();
    let tiles = Tiles {
        folder: folder.to_owned(),
        width: number(&size, "Width")?,
        height: number(&size, "Height")?,
        tile_size: number(&image, "TileSize")?,
        overlap: number(&image, "Overlap")?,
        ending: value(&image, "Format")?.to_ascii_lowercase(),
    };
    let shown = ENDINGS.contains(&tiles.ending.as_str())
        && TILE_SIZE.contains(&tiles.tile_size)
        && tiles.overlap <= OVERLAP_MAX
        && tiles.width > 0
        && tiles.height > 0;
    shown.then_some(tiles)
}

type Attributes<'a> = Vec<(&'a str, &'a str)>;

/// An element's attributes, and what follows its opening tag.
fn element<'a>(source: &'a str, name: &str) -> Option<(Attributes<'a>, &'a str)> {
    let (tag, after) = source
        .strip_prefix('<')?
        .strip_prefix(name)?
        .split_once('>')?;
    let mut rest = tag.strip_suffix('/').unwrap_or(tag);
    let mut attributes = Vec::new();
    while !rest.trim().is_empty() {
        // A name stands apart from what is before it.
        let spaced = rest.trim_start();
        if spaced.len() == rest.len() {
            return None;
        }
        let (key, quoted) = spaced.split_once('=')?;
        let quoted = quoted.trim_start();
        let quote = quoted
            .chars()
            .next()
            .filter(|quote| "\"'".contains(*quote))?;
        let (value, after) = quoted[1..].split_once(quote)?;
        attributes.push((key.trim_end(), value));
        rest = after;
    }
    Some((attributes, after))
}

/// The attribute's value, if it stands there once.
fn value<'a>(attributes: &[(&'a str, &'a str)], name: &str) -> Option<&'a str> {
    let mut all = attributes.iter().filter(|(key, _)| *key == name);
    let (_, value) = all.next()?;
    all.next().is_none().then_some(*value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_of_common_tools_are_read() {
        let vips = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
            <Image xmlns=\"http://schemas.microsoft.com/deepzoom/2008\"\n  Format=\"jpeg\"\n  Overlap=\"1\"\n  TileSize=\"254\"\n  >\n\
            <Size\n    Height=\"3000\"\n    Width=\"5000\"\n  />\n</Image>\n";
        let tiles = read(vips, "a/big_files").expect("read");
        assert_eq!((tiles.width, tiles.height), (5000, 3000));
        assert_eq!((tiles.tile_size, tiles.overlap), (254, 1));
        let other = "<Image TileSize='256' Overlap='0' Format='PNG'><Size Width='9' Height='8'></Size></Image>";
        assert_eq!(read(other, "a").expect("read").ending, "png");
        assert_eq!(read(&write(&tiles), "a/big_files"), Some(tiles));
    }

    #[test]
    fn anything_else_is_refused() {
        for broken in [
            "",
            "<Image/>",
            "<Image TileSize='256' Overlap='0' Format='gif'><Size Width='9' Height='8'/></Image>",
            "<Image TileSize='0' Overlap='0' Format='png'><Size Width='9' Height='8'/></Image>",
            "<Image TileSize='256' Overlap='999' Format='png'><Size Width='9' Height='8'/></Image>",
            "<Image TileSize='256' Overlap='0' Format='png'><Size Width='-9' Height='8'/></Image>",
            "<Image TileSize='256' TileSize='512' Overlap='0' Format='png'><Size Width='9' Height='8'/></Image>",
            "<Image TileSize='256'Overlap='0' Format='png'><Size Width='9' Height='8'/></Image>",
            "<Image TileSize='256' Overlap='0' Format='png'><Size Width='9' Height='8'/><Other/></Image>",
            "<Image TileSize='256' Overlap='0' Format='é'><Size Width=é Height='8'/></Image>",
        ] {
            assert_eq!(read(broken, "a"), None, "{broken}");
        }
    }
}

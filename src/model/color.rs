//! Colours as packs and messages write them, and whether two can be told apart.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A colour without transparency, written `#RRGGBB`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Rgb(pub [u8; 3]);

/// Not six hexadecimal digits after a `#`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a color is written #RRGGBB, for example #F6E7C8")]
pub struct NoColor;

impl Rgb {
    /// The contrast of two colours, 1 to 21 (WCAG 2.2, "contrast ratio").
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// This colour with a share of another in it.
    pub fn mixed(self, other: Self, share: f64) -> Self {
        let mut mixed = self;
        for (channel, to) in mixed.0.iter_mut().zip(other.0) {
            let (from, to) = (f64::from(*channel), f64::from(to));
            *channel = (from + (to - from) * share).round().clamp(0.0, 255.0) as u8;
        }
        mixed
    }

    /// Which of two is told from this one better.
    pub fn clearer_of(self, one: Self, other: Self) -> Self {
        if self.contrast(one) >= self.contrast(other) {
            one
        } else {
            other
        }
    }

    /// WCAG 2.2, "relative luminance".
    fn luminance(self) -> f64 {
        let linear = self.0.map(|channel| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.04045 {
                share / 12.92
            } else {
                ((share + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }
}

impl FromStr for Rgb {
    type Err = NoColor;

    fn from_str(text: &str) -> Result<Self, NoColor> {
        let digits = text.strip_prefix('#').ok_or(NoColor)?;
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(NoColor);
        }
        let [_, r, g, b] = u32::from_str_radix(digits, 16)
            .map_err(|_| NoColor)?
            .to_be_bytes();
        Ok(Self([r, g, b]))
    }
}

impl fmt::Display for Rgb {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [r, g, b] = self.0;
        write!(out, "#{r:02X}{g:02X}{b:02X}")
    }
}

impl TryFrom<String> for Rgb {
    type Error = NoColor;

    fn try_from(text: String) -> Result<Self, NoColor> {
        text.parse()
    }
}

impl From<Rgb> for String {
    fn from(color: Rgb) -> Self {
        color.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colors_are_read_and_written_alike_and_nothing_else_is_one() {
        let paper: Rgb = "#F5efE3".parse().expect("a color");
        assert_eq!(paper.to_string(), "#F5EFE3");
        for text in [
            "", "#", "F5EFE3", "#F5EFE", "#F5EFE33", "#+5EFE3", "#é5EF", "red",
        ] {
            assert_eq!(text.parse::<Rgb>(), Err(NoColor), "{text}");
        }
    }

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        let (black, white) = (Rgb([0; 3]), Rgb([255; 3]));
        assert!((black.contrast(white) - 21.0).abs() < 0.001);
        assert!((white.contrast(white) - 1.0).abs() < 0.001);
        // The grey that is known to be just enough on white.
        let grey = Rgb([0x76; 3]);
        assert!((grey.contrast(white) - 4.54).abs() < 0.01);
    }
}

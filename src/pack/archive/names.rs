//! Names of files in a pack: the same rules for an author's folder and for a pack file, on every system.
//!
//! A pack is made on one machine and unpacked on another, so a name must mean one file on all of them.

use unicode_normalization::UnicodeNormalization as _;

/// Longest name, with its folders, in bytes.
pub const NAME_BYTES_MAX: usize = 240;
/// Most folders around a file.
pub const DEPTH_MAX: usize = 8;

/// What Windows keeps for devices, with any ending.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul", "conin$", "conout$"];

/// Why a name cannot be in a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameProblem {
    /// It is absolute or leads out of the pack.
    Climbs,
    /// It is not UTF-8.
    NotUtf8,
    /// It has characters some system writes no file with, or uses to separate folders.
    Characters,
    /// Some system takes it for a device or changes it.
    Reserved,
    /// It stands in too many folders.
    TooDeep,
    /// It is too long.
    TooLong,
}

impl NameProblem {
    /// The key of its texts in `assets/locales`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Climbs => "climbs",
            Self::NotUtf8 => "not-utf8",
            Self::Characters => "characters",
            Self::Reserved => "reserved",
            Self::TooDeep => "too-deep",
            Self::TooLong => "too-long",
        }
    }
}

/// Checks a name as it stands in an archive or a folder, parts divided by `/`; a folder may end in one.
///
/// # Errors
///
/// The first thing wrong with it.
pub fn check(raw: &[u8]) -> Result<&str, NameProblem> {
    if raw.len() > NAME_BYTES_MAX {
        return Err(NameProblem::TooLong);
    }
    let name = std::str::from_utf8(raw).map_err(|_| NameProblem::NotUtf8)?;
    let drive = name.as_bytes().get(1) == Some(&b':');
    if name.starts_with(['/', '\\']) || drive {
        return Err(NameProblem::Climbs);
    }
    let parts: Vec<&str> = name
        .strip_suffix('/')
        .unwrap_or(name)
        .split(['/', '\\'])
        .collect();
    if parts.iter().any(|part| matches!(*part, "" | "." | "..")) {
        return Err(NameProblem::Climbs);
    }
    let forbidden = |c: char| {
        c.is_control()
            || is_invisible(c)
            || matches!(c, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|')
    };
    if name.contains(forbidden) {
        return Err(NameProblem::Characters);
    }
    if parts.iter().any(|part| is_reserved(part)) {
        return Err(NameProblem::Reserved);
    }
    if parts.len() > DEPTH_MAX + 1 {
        return Err(NameProblem::TooDeep);
    }
    Ok(name)
}

/// What two names have in common when some file system takes them for one: capitals and accents do not count.
pub fn folded(name: &str) -> String {
    // Up and down again: ß and SS, ſ and s meet on the way.
    let plain: String = name.nfd().flat_map(char::to_uppercase).collect();
    plain.to_lowercase().nfc().collect()
}

/// A name, or anything else an author wrote, as it can be printed: nothing a terminal obeys, and not too long.
pub fn printable(raw: &[u8]) -> String {
    let text = String::from_utf8_lossy(raw);
    let mut plain = text.chars().map(|c| {
        if c.is_control() || is_invisible(c) {
            char::REPLACEMENT_CHARACTER
        } else {
            c
        }
    });
    let mut printed: String = plain.by_ref().take(NAME_BYTES_MAX).collect();
    if plain.next().is_some() {
        printed.push('…');
    }
    printed
}

/// Characters that change how a name looks without being seen.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn is_reserved(part: &str) -> bool {
    if part.ends_with(['.', ' ']) {
        return true;
    }
    let stem = part
        .split('.')
        .next()
        .unwrap_or(part)
        .trim_end()
        .to_ascii_lowercase();
    let numbered = ["com", "lpt"].iter().any(|device| {
        stem.strip_prefix(device).is_some_and(|rest| {
            matches!(rest.chars().next(), Some('0'..='9' | '¹' | '²' | '³'))
                && rest.chars().count() == 1
        })
    });
    numbered || DEVICES.contains(&stem.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(name: &str, expected: NameProblem) {
        assert_eq!(check(name.as_bytes()), Err(expected), "{name:?}");
    }

    #[test]
    fn a_name_means_one_file_inside_the_pack_on_every_system() {
        for name in [
            "pack.toml",
            "qilou/p1.webp",
            "图片/骑楼 一.png",
            "a/b/",
            "con-fetti.png",
            "company.png",
        ] {
            assert_eq!(check(name.as_bytes()), Ok(name));
        }
        for name in [
            "/etc/passwd",
            "../evil",
            "a/../../evil",
            "a//b",
            "./a",
            "",
            "C:\\evil",
            "c:evil",
            "\\\\server\\share",
            "a\\..\\evil",
        ] {
            refused(name, NameProblem::Climbs);
        }
        for name in [
            "a\\b",
            "a\0b",
            "a\nb",
            "ab:stream",
            "a*b",
            "\u{202e}gnp.exe",
            "a\u{200b}.png",
        ] {
            refused(name, NameProblem::Characters);
        }
        for name in [
            "con",
            "NUL.png",
            "a/Com1",
            "lpt9.tar.gz",
            "aux .png",
            "a.",
            "b ",
        ] {
            refused(name, NameProblem::Reserved);
        }
        refused(&"a/".repeat(DEPTH_MAX + 2), NameProblem::TooDeep);
        refused(&"a".repeat(NAME_BYTES_MAX + 1), NameProblem::TooLong);
        assert_eq!(check(&[0xb9, 0xfa, b'.', b'p']), Err(NameProblem::NotUtf8));
    }

    #[test]
    fn names_that_some_file_system_takes_for_one_fold_to_one() {
        for (one, other) in [
            ("A.png", "a.PNG"),
            ("\u{e9}.png", "e\u{301}.png"),
            ("stra\u{df}e", "STRASSE"),
            ("\u{212a}", "k"),
        ] {
            assert_eq!(folded(one), folded(other));
        }
        assert_ne!(folded("①.png"), folded("1.png"));
    }
}

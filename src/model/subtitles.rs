//! Subtitles: what is said when. Reads WebVTT (W3C, 4 April 2019) and says by line what is wrong with a file.
//!
//! Of a cue, its times and its words count; where and how it would be drawn is decided by whoever draws it.

/// Something said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cue {
    /// Where it stands in its file, from 1.
    pub line: u32,
    /// When it appears, in milliseconds.
    pub from_ms: u64,
    /// When it is gone.
    pub to_ms: u64,
    /// The words, in as many lines as were written.
    pub text: String,
}

/// What is wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CueFault {
    /// The first line is not `WEBVTT`.
    Header,
    /// A part of the file has words and no times, or times that cannot be read.
    Times,
    /// It ends before it begins, or begins before the one above it.
    Order,
    /// It says nothing.
    Empty,
}

impl CueFault {
    /// The key of its words in `assets/locales`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Times => "times",
            Self::Order => "order",
            Self::Empty => "empty",
        }
    }
}

/// Every cue of a file in its order, and every line that is wrong.
pub fn parse(source: &str) -> (Vec<Cue>, Vec<(u32, CueFault)>) {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let (mut cues, mut faults) = (Vec::<Cue>::new(), Vec::new());
    let mut blocks = blocks(source).into_iter();
    match blocks.next() {
        Some(Block { line: 1, lines }) if is_header(lines[0]) => {}
        first => {
            faults.push((1, CueFault::Header));
            // Without its first line the rest may still be cues: all that is wrong is said at once.
            blocks = first
                .into_iter()
                .chain(blocks)
                .collect::<Vec<_>>()
                .into_iter();
        }
    }
    for block in blocks {
        match cue(&block) {
            Ok(None) => {}
            Ok(Some(cue)) => {
                let before = cues.last().map_or(0, |before| before.from_ms);
                if cue.to_ms <= cue.from_ms || cue.from_ms < before {
                    faults.push((cue.line, CueFault::Order));
                } else if cue.text.is_empty() {
                    faults.push((cue.line, CueFault::Empty));
                } else {
                    cues.push(cue);
                }
            }
            Err(fault) => faults.push(fault),
        }
    }
    (cues, faults)
}

/// What is said at a moment; several at once stand below each other.
pub fn said_at(cues: &[Cue], at_ms: u64) -> Option<String> {
    let said: Vec<&str> = cues
        .iter()
        .take_while(|cue| cue.from_ms <= at_ms)
        .filter(|cue| at_ms < cue.to_ms)
        .map(|cue| cue.text.as_str())
        .collect();
    (!said.is_empty()).then(|| said.join("\n"))
}

/// Lines between empty ones.
struct Block<'a> {
    /// Of its first line, from 1.
    line: u32,
    /// At least one.
    lines: Vec<&'a str>,
}

fn blocks(source: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    let mut open = false;
    for (number, line) in (1..).zip(source.lines()) {
        if line.trim().is_empty() {
            open = false;
        } else if open && let Some(block) = blocks.last_mut() {
            block.lines.push(line);
        } else {
            open = true;
            let lines = vec![line];
            blocks.push(Block {
                line: number,
                lines,
            });
        }
    }
    blocks
}

fn is_header(line: &str) -> bool {
    line.strip_prefix("WEBVTT")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
}

/// The cue of a block; `None` for a note, a style or a region.
fn cue(block: &Block<'_>) -> Result<Option<Cue>, (u32, CueFault)> {
    let first = block.lines[0];
    let times = block
        .lines
        .iter()
        .take(2)
        .position(|line| line.contains("-->"));
    let Some(times) = times else {
        let aside = ["NOTE", "STYLE", "REGION"]
            .iter()
            .any(|word| first == *word || first.starts_with(&format!("{word} ")));
        return if aside {
            Ok(None)
        } else {
            Err((block.line, CueFault::Times))
        };
    };
    let line = block.line + times as u32;
    let (from_ms, to_ms) = cue_times(block.lines[times]).ok_or((line, CueFault::Times))?;
    let words: Vec<String> = block.lines[times + 1..]
        .iter()
        .map(|line| plain(line))
        .filter(|line| !line.is_empty())
        .collect();
    Ok(Some(Cue {
        line,
        from_ms,
        to_ms,
        text: words.join("\n"),
    }))
}

/// `00:01.500 --> 00:04.000`, and settings that do not count.
fn cue_times(line: &str) -> Option<(u64, u64)> {
    let (from, rest) = line.split_once("-->")?;
    let to = rest.split_whitespace().next()?;
    Some((milliseconds(from.trim())?, milliseconds(to)?))
}

/// `[hours:]minutes:seconds.thousandths`.
fn milliseconds(time: &str) -> Option<u64> {
    let (clock, thousandths) = time.split_once('.')?;
    let digits = |text: &str, count: std::ops::RangeInclusive<usize>| {
        let all = count.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        all.then(|| text.parse::<u64>().ok()).flatten()
    };
    let mut parts = clock.rsplit(':');
    let seconds = digits(parts.next()?, 2..=2).filter(|seconds| *seconds < 60)?;
    let minutes = digits(parts.next()?, 2..=2).filter(|minutes| *minutes < 60)?;
    let hours = parts.next().map_or(Some(0), |hours| digits(hours, 2..=4))?;
    if parts.next().is_some() {
        return None;
    }
    Some(((hours * 60 + minutes) * 60 + seconds) * 1000 + digits(thousandths, 3..=3)?)
}

/// A line without its marks; who speaks stands before what is said.
fn plain(line: &str) -> String {
    let mut words = String::new();
    let mut rest = line;
    while let Some(open) = rest.find('<') {
        words.push_str(&rest[..open]);
        let Some(close) = rest[open..].find('>') else {
            // A mark that never ends ends with its line.
            rest = "";
            break;
        };
        let mark = &rest[open + 1..open + close];
        let voice = mark
            .strip_prefix('v')
            .and_then(|voice| voice.split_once(' '));
        if let Some((_, name)) = voice {
            words.push_str(name.trim());
            words.push_str(": ");
        }
        rest = &rest[open + close + 1..];
    }
    words.push_str(rest);
    let marks = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&nbsp;", "\u{a0}"),
        ("&lrm;", ""),
        ("&rlm;", ""),
        ("&amp;", "&"),
    ];
    let words = marks
        .iter()
        .fold(words, |words, (mark, meant)| words.replace(mark, meant));
    words.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, cues: &[(u64, u64, &str)], faults: &[(u32, CueFault)]) {
        let (read, wrong) = parse(source);
        let read: Vec<_> = read
            .iter()
            .map(|cue| (cue.from_ms, cue.to_ms, cue.text.as_str()))
            .collect();
        assert_eq!((read.as_slice(), wrong.as_slice()), (cues, faults));
    }

    #[test]
    fn cues_are_read_with_and_without_names_hours_notes_and_marks() {
        check(
            "\u{feff}WEBVTT 骑楼\r\n\r\nNOTE by hand\n\nSTYLE\n::cue { color: red }\n\n\
             1\n00:01.500 --> 00:04.000 align:start line:0\n<v 阿婆>你好，<i>小朋友</i>\nTom &amp; Jerry\n\n\
             01:00:00.000 --> 01:00:02.005\nlast &lt;word&gt;",
            &[
                (1500, 4000, "阿婆: 你好，小朋友\nTom & Jerry"),
                (3_600_000, 3_602_005, "last <word>"),
            ],
            &[],
        );
    }

    #[test]
    fn what_is_wrong_is_said_by_line_and_all_of_it_at_once() {
        check(
            "00:01.000 --> 00:02.000\none\n\nonly words\n\n00:03.00 --> 00:04.000\ntwo\n\n\
             00:09.000 --> 00:08.000\nthree\n\n00:10.000 --> 00:11.000\n<b></b>\n\n00:00.500 --> 00:00.700\nback",
            &[(1000, 2000, "one")],
            &[
                (1, CueFault::Header),
                (4, CueFault::Times),
                (6, CueFault::Times),
                (9, CueFault::Order),
                (12, CueFault::Empty),
                (15, CueFault::Order),
            ],
        );
        check("", &[], &[(1, CueFault::Header)]);
        check(
            "WEBVTTX\n",
            &[],
            &[(1, CueFault::Header), (1, CueFault::Times)],
        );
    }

    #[test]
    fn no_bytes_make_a_panic() {
        for source in [
            "WEBVTT\n\n-->",
            "WEBVTT\n\n99999999999999999999:00:00.000 --> 00:01.000\n<",
            "WEBVTT\n\n00:00.000 --> 00:01.000\n<v",
            "WEBVTT\n\n00:00.000 --> 00:01.000\n<世>界",
            "WEBVTT\n\n\u{0}\n-->\n",
        ] {
            parse(source);
        }
    }

    #[test]
    fn what_is_said_at_a_moment_ends_when_it_ends() {
        let (cues, _) = parse(
            "WEBVTT\n\n00:01.000 --> 00:03.000\none\n\n00:02.000 --> 00:04.000\ntwo\n\n00:05.000 --> 00:06.000\nthree",
        );
        let at = |ms| said_at(&cues, ms);
        assert_eq!(at(999), None);
        assert_eq!(at(1000).as_deref(), Some("one"));
        assert_eq!(at(2500).as_deref(), Some("one\ntwo"));
        assert_eq!(at(3000).as_deref(), Some("two"));
        assert_eq!(at(4500), None);
        assert_eq!(at(5999).as_deref(), Some("three"));
    }
}

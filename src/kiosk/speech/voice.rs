//! The thread that lets espeak-ng speak: one process for each utterance, cut by the next one.

use std::io::{Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use crossbeam_channel::{Receiver, bounded, select};

use crate::kiosk::sound::{Mouth, Recording, Said, Wave};

/// The program.
const PROGRAM: &str = "espeak-ng";
/// Longest time one utterance may take to make.
const TIME_MAX: Duration = Duration::from_secs(8);
/// Most that one utterance may be: four minutes of 16-bit sound, which is the longest text of a pack read slowly.
const BYTES_MAX: u64 = 4 * 60 * 22_050 * 2;
/// A WAV file's header as espeak-ng writes it, in bytes.
const HEADER: usize = 44;

/// Not known yet whether it is there.
pub(super) const UNKNOWN: u8 = 0;
/// It speaks.
pub(super) const READY: u8 = 1;
/// It is not there.
pub(super) const MISSING: u8 = 2;

/// What is wanted of the voice.
#[derive(Debug)]
pub(super) enum Request {
    /// Speak this SSML.
    Say(String),
    /// Play what is recorded instead.
    Play(Recording),
    /// Be quiet.
    Quiet,
}

/// Speaks until the queue is closed.
pub(super) fn run(queue: &Receiver<Request>, words_per_min: u16, mouth: &Mouth, state: &AtomicU8) {
    let found = Command::new(PROGRAM)
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    match found {
        Ok(status) if status.success() => state.store(READY, Ordering::Relaxed),
        Ok(status) => return missing(state, &format!("it ended with {status}")),
        Err(error) => return missing(state, &error.to_string()),
    }
    let mut overtaking = None;
    loop {
        let Some(request) = overtaking.take().or_else(|| queue.recv().ok()) else {
            return;
        };
        // Whatever was asked for in the meantime is asked for no more.
        let request = queue.try_iter().last().unwrap_or(request);
        mouth.say(None);
        let script = match request {
            Request::Say(script) => script,
            Request::Play(recording) => {
                mouth.say(Some(Said::Recording(recording)));
                continue;
            }
            Request::Quiet => continue,
        };
        match speak(&script, words_per_min, queue) {
            Ok(Made::Wave(wave)) => mouth.say(Some(Said::Wave(wave))),
            Ok(Made::Overtaken(request)) => overtaking = Some(request),
            Err(error) => tracing::warn!(%error, "something could not be spoken"),
        }
    }
}

fn missing(state: &AtomicU8, why: &str) {
    state.store(MISSING, Ordering::Relaxed);
    tracing::warn!(
        why,
        "speak-on-touch cannot be chosen: {PROGRAM} does not run"
    );
}

enum Made {
    Wave(Wave),
    Overtaken(Request),
}

fn speak(script: &str, words_per_min: u16, queue: &Receiver<Request>) -> anyhow::Result<Made> {
    let mut child = Command::new(PROGRAM)
        .args(["-m", "-v", "en", "--stdin", "--stdout", "-s"])
        .arg(words_per_min.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let made = listen(&mut child, script, queue);
    // It has ended, or it must: neither leaves anything behind.
    child.kill().unwrap_or_default();
    child.wait()?;
    made
}

fn listen(child: &mut Child, script: &str, queue: &Receiver<Request>) -> anyhow::Result<Made> {
    let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
        anyhow::bail!("{PROGRAM} has no pipes");
    };
    // Shorter than a pipe holds: it never waits.
    stdin.write_all(script.as_bytes())?;
    drop(stdin);
    let (sender, heard) = bounded(1);
    std::thread::Builder::new()
        .name("speech-read".into())
        .spawn(move || {
            let mut bytes = Vec::new();
            let read = stdout.take(BYTES_MAX).read_to_end(&mut bytes);
            sender.send(read.map(|_| bytes)).unwrap_or_default();
        })?;
    select! {
        recv(heard) -> bytes => wave(&bytes??).map(Made::Wave),
        recv(queue) -> request => Ok(Made::Overtaken(request.unwrap_or(Request::Quiet))),
        default(TIME_MAX) => anyhow::bail!("{PROGRAM} took longer than {TIME_MAX:?}"),
    }
}

/// The sound in a WAV file of one channel and 16 bits, whose header names no length.
fn wave(bytes: &[u8]) -> anyhow::Result<Wave> {
    let Some((header, sound)) = bytes.split_at_checked(HEADER) else {
        anyhow::bail!("{PROGRAM} said nothing");
    };
    let number = |at: usize| u16::from_le_bytes([header[at], header[at + 1]]);
    let rate = u32::from(number(24)) | u32::from(number(26)) << 16;
    anyhow::ensure!(
        header.starts_with(b"RIFF") && number(22) == 1 && number(34) == 16,
        "{PROGRAM} speaks another format"
    );
    let samples = sound
        .chunks_exact(2)
        .map(|pair| f32::from(i16::from_le_bytes([pair[0], pair[1]])) / 32_768.0)
        .collect();
    Ok(Wave { rate, samples })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How loud it is at its loudest.
    fn peak(wave: &Wave) -> f32 {
        let samples = wave.samples.iter();
        samples.fold(0.0, |peak, sample| peak.max(sample.abs()))
    }

    #[test]
    fn both_languages_are_spoken() {
        let (_sender, queue) = bounded(1);
        for (text, voice) in [
            ("欢迎来到活动中心，签到请扫码。", "cmn-latn-pinyin"),
            ("Welcome to the activity centre.", "en"),
        ] {
            let script = super::super::script::ssml(text, voice);
            let made = speak(&script, 160, &queue).expect("espeak-ng runs (Debian: espeak-ng)");
            let Made::Wave(wave) = made else {
                unreachable!("nobody asked for anything else")
            };
            let secs = wave.samples.len() as f32 / wave.rate as f32;
            assert!((1.0..8.0).contains(&secs), "{text}: {secs} s");
            assert!(peak(&wave) > 0.1, "{text}: {}", peak(&wave));
        }
    }

    #[test]
    fn what_is_asked_for_next_cuts_what_is_spoken() {
        let (sender, queue) = bounded(1);
        sender.send(Request::Quiet).expect("room");
        let long = super::super::script::ssml(&"Welcome. ".repeat(200), "en");
        let made = speak(&long, 160, &queue).expect("espeak-ng runs (Debian: espeak-ng)");
        assert!(matches!(made, Made::Overtaken(Request::Quiet)));
    }

    #[test]
    fn a_wave_without_a_length_is_read_and_anything_else_refused() {
        let mut bytes = b"RIFF\x24\xf0\xff\x7fWAVEfmt \x10\0\0\0\x01\0\x01\0\x22\x56\0\0\x44\xac\0\0\x02\0\x10\0data\0\xf0\xff\x7f"
            .to_vec();
        bytes.extend([0, 0x40, 0, 0xc0, 7]);
        let wave = wave(&bytes).expect("a wave");
        assert_eq!((wave.rate, wave.samples), (22_050, vec![0.5, -0.5]));
        assert!(super::wave(b"RIFF").is_err());
        assert!(super::wave(&[0; 64]).is_err());
    }
}

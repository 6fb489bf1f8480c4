//! What comes out of a card: played through ALSA into a PulseAudio of the test's own, and listened to at its other end.
//!
//! ALSA reads its settings once for a whole process, so each test runs itself again in a process with settings of its
//! own.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, ChildStdout, Command as Process, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use crossbeam_channel::{Sender, bounded};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use super::player::{self, Command, Recording};
use crate::kiosk::exhibits::{Heard, Narration};

const RATE: u32 = 48_000;
/// Says in the inner process that it is the inner one, and where its files are.
const INSIDE: &str = "TONGXIN_TEST_SOUND";
/// The pitch of the ambience and of the voice, in periods a second.
const AMBIENCE: f32 = 440.0;
const VOICE: f32 = 1_500.0;

#[test]
fn a_voice_is_heard_ambience_makes_way_for_it_and_comes_back() {
    let Some(folder) = std::env::var_os(INSIDE) else {
        let server = SoundServer::start();
        let name = "a_voice_is_heard_ambience_makes_way_for_it_and_comes_back";
        return run_inside(name, server.folder.path(), "pcm.!default { type pulse }");
    };
    let folder = Path::new(&folder);
    let mut ear = Ear::new();
    let desk = Desk::start();
    desk.tell(Command::Volume(1.0));
    desk.tell(Command::Ambience(Some(tone(folder, AMBIENCE, 1))));
    ear.wait_until(|heard| heard.ambience > 0.2);
    let alone = ear.next_steady().ambience;

    let narration = Narration {
        path: "voice.wav".to_owned(),
        take: 0,
    };
    let spoken = tone(folder, VOICE, 4);
    desk.tell(Command::Narrate(Some((narration, spoken))));
    ear.wait_until(|heard| heard.voice > 0.2);
    assert!(desk.heard().speaking() && !desk.heard().silent);
    let under = ear.next_steady();
    assert!(
        under.ambience < alone * 0.3,
        "{under:?} under a voice, {alone} before"
    );

    desk.tell(Command::Volume(0.5));
    let lower = ear.next_steady();
    let share = lower.voice / under.voice;
    assert!((0.4..0.6).contains(&share), "{lower:?} of {under:?}");

    ear.wait_until(|heard| heard.voice < 0.01);
    let back = ear.next_steady().ambience / alone;
    assert!((0.4..0.6).contains(&back), "{back} of it came back");
    assert!(desk.heard().ended);

    desk.tell(Command::Ambience(None));
    ear.wait_until(|heard| heard.ambience < 0.01);
    desk.end();
}

#[test]
fn without_a_card_a_narration_is_silent_and_says_so() {
    let Some(folder) = std::env::var_os(INSIDE) else {
        let folder = tempfile::tempdir().expect("a folder");
        let name = "without_a_card_a_narration_is_silent_and_says_so";
        return run_inside(name, folder.path(), "pcm.!default { type hw card 99 }");
    };
    let desk = Desk::start();
    let narration = Narration {
        path: "voice.wav".to_owned(),
        take: 0,
    };
    let spoken = tone(Path::new(&folder), VOICE, 1);
    desk.tell(Command::Tap);
    desk.tell(Command::Narrate(Some((narration, spoken))));
    let heard = desk.end();
    assert!(heard.silent && heard.ended && !heard.speaking());
}

/// Runs one test of this file again, where ALSA has these settings.
fn run_inside(name: &str, folder: &Path, alsa: &str) {
    let settings = folder.join("asound.conf");
    let alsa = format!("</usr/share/alsa/alsa.conf>\n{alsa}\n");
    std::fs::write(&settings, alsa).expect("settings");
    let program = std::env::current_exe().expect("this program");
    let output = Process::new(program)
        .args(["--exact", "--nocapture"])
        .arg(format!("kiosk::sound::through_a_card::{name}"))
        .env(INSIDE, folder)
        .env("ALSA_CONFIG_PATH", settings)
        .env(
            "PULSE_SERVER",
            format!("unix:{}", folder.join("native").display()),
        )
        .output()
        .expect("run again");
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("1 passed"), "{said}");
}

/// PulseAudio with one card, which leads nowhere but to who listens.
struct SoundServer {
    folder: TempDir,
    process: Child,
}

impl SoundServer {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let socket = folder.path().join("native");
        let mut process = Process::new("pulseaudio")
            .args([
                "-n",
                "--daemonize=no",
                "--use-pid-file=no",
                "--exit-idle-time=-1",
            ])
            .args(["--log-target=stderr", "--log-level=info"])
            .args(["-L", "module-null-sink sink_name=card"])
            .arg("-L")
            .arg(format!(
                "module-native-protocol-unix auth-anonymous=1 socket={}",
                socket.display()
            ))
            .env("HOME", folder.path())
            .env("XDG_RUNTIME_DIR", folder.path())
            .stderr(Stdio::piped())
            .spawn()
            .expect("pulseaudio runs (Debian: pulseaudio)");
        let mut lines = BufReader::new(process.stderr.take().expect("piped")).lines();
        let ready = lines.any(|line| line.is_ok_and(|line| line.contains("startup complete")));
        assert!(ready, "pulseaudio ended before it was ready");
        // Whatever more it says is read, so that it does not wait.
        std::thread::spawn(move || lines.for_each(drop));
        Self { folder, process }
    }
}

impl Drop for SoundServer {
    fn drop(&mut self) {
        self.process.kill().unwrap_or_default();
        self.process.wait().expect("it ended");
    }
}

/// The thread that plays.
struct Desk {
    queue: Sender<Command>,
    heard: Arc<Mutex<Heard>>,
    thread: JoinHandle<()>,
}

impl Desk {
    fn start() -> Self {
        let (queue, commands) = bounded(8);
        let heard = Arc::new(Mutex::new(Heard::default()));
        let told = heard.clone();
        let thread = std::thread::spawn(move || player::run(&commands, &told, &|| {}));
        Self {
            queue,
            heard,
            thread,
        }
    }

    fn tell(&self, command: Command) {
        self.queue.send(command).expect("it plays");
    }

    fn heard(&self) -> Heard {
        self.heard.lock().expect("not poisoned").clone()
    }

    /// Closes the queue and waits until all of it was done.
    fn end(self) -> Heard {
        drop(self.queue);
        self.thread.join().expect("no panic");
        self.heard.lock().expect("not poisoned").clone()
    }
}

/// How loud both tones are in a tenth of a second.
#[derive(Debug, Clone, Copy)]
struct Loudness {
    ambience: f32,
    voice: f32,
}

/// Listens to what the card plays.
struct Ear {
    process: Child,
    sound: ChildStdout,
}

impl Ear {
    fn new() -> Self {
        let mut process = Process::new("parec")
            .args([
                "--device=card.monitor",
                "--format=s16le",
                "--channels=1",
                "--raw",
            ])
            .args([format!("--rate={RATE}"), "--latency-msec=20".to_owned()])
            .stdout(Stdio::piped())
            .spawn()
            .expect("parec runs (Debian: pulseaudio-utils)");
        let sound = process.stdout.take().expect("piped");
        Self { process, sound }
    }

    fn listen(&mut self) -> Loudness {
        let mut bytes = [0; RATE as usize / 10 * 2];
        self.sound.read_exact(&mut bytes).expect("it listens");
        let samples: Vec<f32> = bytes
            .chunks_exact(2)
            .map(|pair| f32::from(i16::from_le_bytes([pair[0], pair[1]])) / 32_768.0)
            .collect();
        Loudness {
            ambience: loudness(&samples, AMBIENCE),
            voice: loudness(&samples, VOICE),
        }
    }

    /// Listens until it is so, for ten seconds of sound at most.
    fn wait_until(&mut self, so: impl Fn(Loudness) -> bool) {
        let mut last = None;
        for _ in 0..100 {
            let heard = self.listen();
            if so(heard) {
                return;
            }
            last = Some(heard);
        }
        unreachable!("in ten seconds only {last:?}");
    }

    /// What is heard once fades are over: the last of eight tenths of a second.
    fn next_steady(&mut self) -> Loudness {
        for _ in 0..7 {
            self.listen();
        }
        self.listen()
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        self.process.kill().unwrap_or_default();
        self.process.wait().expect("it ended");
    }
}

/// How far a tone of this pitch swings, by Goertzel's sum over whole periods.
fn loudness(samples: &[f32], pitch: f32) -> f32 {
    let step = std::f32::consts::TAU * pitch / RATE as f32;
    let (sin, cos) = samples
        .iter()
        .enumerate()
        .map(|(i, sample)| ((step * i as f32).sin_cos(), sample))
        .fold((0.0, 0.0), |(sin, cos), ((s, c), sample)| {
            (sin + s * sample, cos + c * sample)
        });
    2.0 * f32::hypot(sin, cos) / samples.len() as f32
}

/// A recording of one tone, so many seconds long.
fn tone(folder: &Path, pitch: f32, secs: u32) -> Recording {
    let samples: Vec<u8> = (0..RATE * secs)
        .map(|i| (std::f32::consts::TAU * pitch * i as f32 / RATE as f32).sin())
        .flat_map(|sample| ((sample * 13_000.0) as i16).to_le_bytes())
        .collect();
    let length = samples.len() as u32;
    let mut wav = b"RIFF".to_vec();
    wav.extend((36 + length).to_le_bytes());
    wav.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    wav.extend(RATE.to_le_bytes());
    wav.extend((RATE * 2).to_le_bytes());
    wav.extend(b"\x02\0\x10\0data");
    wav.extend(length.to_le_bytes());
    wav.extend(samples);
    let path = folder.join(format!("{pitch}.wav"));
    std::fs::write(&path, &wav).expect("written");
    Recording {
        path,
        sha256: hex::encode(Sha256::digest(&wav)),
    }
}

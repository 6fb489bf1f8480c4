//! `tongxin trust`: the life of the keys that sign content, for people who are not cryptographers.
//!
//! Says what it will do in words, asks, and calls `pack::trust::ceremony`. The verifying client is in `client`.

mod client;
mod words;

use std::collections::BTreeSet;
use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use chrono::Utc;
use clap::{Args, Subcommand};
use zeroize::Zeroizing;

use self::words::Words;
use crate::config::{self, ServerSettings};
use crate::pack::trust::ceremony::{self, Revocation, Rotation};
use crate::pack::trust::medium::{Medium, MediumError, PASSPHRASE_CHARS_MIN};
use crate::pack::trust::sign::{Committed, Repository, SignError, SigningKey};

/// Options of `tongxin trust`.
#[derive(Debug, Args)]
pub struct TrustArgs {
    #[command(subcommand)]
    command: TrustCommand,
    /// The server's settings; they say where its data is.
    #[arg(long, global = true, default_value = "/etc/tongxin/server.toml")]
    config: PathBuf,
    /// The server's data folder, in place of what the settings say.
    #[arg(long, global = true)]
    data: Option<PathBuf>,
    /// Language: zh-CN or en.
    #[arg(long, global = true)]
    language: Option<String>,
    /// Do not ask.
    #[arg(long, global = true)]
    yes: bool,
    /// Read the passphrase of every medium from this file's first line instead of asking.
    #[arg(long, global = true, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum TrustCommand {
    /// The ceremony: keys of root and targets on removable media, closed with a passphrase each.
    Init {
        /// A medium's folder; give one for each keeper, three as a rule.
        #[arg(long = "medium", value_name = "DIR", required = true)]
        media: Vec<PathBuf>,
        /// How many keepers have to come together to sign.
        #[arg(long, default_value_t = 2)]
        threshold: u64,
    },
    /// Make new keys for a role: root, targets, online (snapshot and timestamp), shared, or a centre's id.
    Rotate {
        /// Whose.
        role: String,
        /// Folders of the media that are here.
        #[arg(long = "medium", value_name = "DIR")]
        media: Vec<PathBuf>,
    },
    /// Trust something no more: a centre, or keys by the first characters of their ids (see status).
    Revoke {
        /// A centre's id, shared, or beginnings of key ids.
        #[arg(required = true)]
        what: Vec<String>,
        /// Folders of the media that are here.
        #[arg(long = "medium", value_name = "DIR")]
        media: Vec<PathBuf>,
        /// Folder of a new medium, whose keys take the place of those that go.
        #[arg(long, value_name = "DIR")]
        new_medium: Option<PathBuf>,
    },
    /// Let a centre (or shared) publish.
    Delegate {
        /// The centre's id.
        centre: String,
        /// Its public key from the server's folder of keys, where this machine is not the server.
        #[arg(long, value_name = "FILE")]
        public_key: Option<PathBuf>,
        /// Folders of the media that are here.
        #[arg(long = "medium", value_name = "DIR")]
        media: Vec<PathBuf>,
    },
    /// Sign root and targets anew before they expire.
    Renew {
        /// Folders of the media that are here.
        #[arg(long = "medium", value_name = "DIR")]
        media: Vec<PathBuf>,
    },
    /// Say what expires when, and who can sign what.
    Status,
    /// Verify a repository as a kiosk does; the exit code is 0 or 1.
    Client(client::ClientArgs),
}

/// Runs one command.
///
/// # Errors
///
/// What went wrong, for the person at the command line.
pub async fn run(args: TrustArgs) -> anyhow::Result<ExitCode> {
    if let TrustCommand::Client(client) = &args.command {
        client::run(client).await?;
        return Ok(ExitCode::SUCCESS);
    }
    let language = args
        .language
        .clone()
        .unwrap_or_else(config::terminal_language);
    let desk = Desk {
        words: Words::new(&language),
        data: data_folder(&args)?,
        passphrase: args
            .passphrase_file
            .as_deref()
            .map(first_line)
            .transpose()?,
        yes: args.yes,
    };
    let done = desk.carry_out(&args.command).await.map_err(|error| {
        let trouble = error.downcast_ref::<SignError>();
        match trouble.and_then(|trouble| desk.words.trouble(trouble)) {
            Some(words) => anyhow::Error::msg(words),
            None => error,
        }
    })?;
    Ok(if done {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// How often a passphrase may be typed for one medium.
const PASSPHRASE_TRIES: usize = 3;

/// Where somebody sits down with media and a repository.
struct Desk {
    words: Words,
    data: PathBuf,
    passphrase: Option<Zeroizing<String>>,
    yes: bool,
}

impl Desk {
    /// `false` when somebody thought better of it.
    async fn carry_out(&self, command: &TrustCommand) -> anyhow::Result<bool> {
        match command {
            TrustCommand::Init { media, threshold } => self.init(media, *threshold).await,
            TrustCommand::Rotate { role, media } => self.rotate(role, media).await,
            TrustCommand::Revoke {
                what,
                media,
                new_medium,
            } => self.revoke(what, media, new_medium.as_deref()).await,
            TrustCommand::Delegate {
                centre,
                public_key,
                media,
            } => self.delegate(centre, public_key.as_deref(), media).await,
            TrustCommand::Renew { media } => self.renew(media).await,
            TrustCommand::Status | TrustCommand::Client(_) => {
                let status = ceremony::status(&self.repository()?)?;
                print!("{}", self.words.status(&status, Utc::now()));
                Ok(true)
            }
        }
    }

    fn repository(&self) -> anyhow::Result<Repository> {
        let folder = self.data.join("tuf");
        anyhow::ensure!(
            folder.join("metadata/1.root.json").exists(),
            "{}",
            self.words.no_repository(&folder)
        );
        Repository::open(&folder, &self.data.join("keys"))
            .with_context(|| format!("the repository in {} cannot be used", folder.display()))
    }

    async fn init(&self, folders: &[PathBuf], threshold: u64) -> anyhow::Result<bool> {
        anyhow::ensure!(
            threshold >= 1 && threshold <= folders.len() as u64,
            "{} media cannot give {threshold} signatures",
            folders.len()
        );
        different(folders)?;
        let exists = self.data.join("tuf/metadata/timestamp.json").exists();
        let plan = if exists { "move" } else { "init" };
        let count = folders.len() as u64;
        if !self.agreed(&self.words.plan_of_init(plan, threshold, count))? {
            return Ok(false);
        }
        let mut media = Vec::new();
        for folder in folders {
            media.push(Medium::make(folder, self.new_passphrase(folder)?)?);
        }
        let made: Vec<_> = folders
            .iter()
            .zip(&media)
            .map(|(folder, medium)| (folder.clone(), ids(medium)))
            .collect();
        let (tuf, keys) = (self.data.join("tuf"), self.data.join("keys"));
        ceremony::init(&tuf, &keys, media, threshold, Utc::now()).await?;
        for (folder, ids) in made {
            println!("{}", self.words.medium_made(&folder, &ids));
        }
        println!("{}", self.words.text("trust-done-init"));
        Ok(true)
    }

    async fn rotate(&self, role: &str, folders: &[PathBuf]) -> anyhow::Result<bool> {
        let mut repository = self.repository()?;
        let rotation = Rotation::named(role);
        if !self.agreed(&self.words.plan_of_rotation(&rotation))? {
            return Ok(false);
        }
        let mut media = self.open(folders)?;
        let done = ceremony::rotate(&mut repository, &rotation, &mut media, Utc::now()).await?;
        self.say_done(done);
        Ok(true)
    }

    async fn revoke(
        &self,
        what: &[String],
        folders: &[PathBuf],
        new_medium: Option<&Path>,
    ) -> anyhow::Result<bool> {
        let mut repository = self.repository()?;
        let revocation = match what {
            [owner] if repository.is_delegated(owner) => Revocation::Owner(owner.clone()),
            ids => Revocation::Keys(ids.to_vec()),
        };
        if !self.agreed(&self.words.plan_of_revocation(&revocation, new_medium))? {
            return Ok(false);
        }
        let mut media = self.open(folders)?;
        let new = match new_medium {
            Some(folder) => Some(Medium::make(folder, self.new_passphrase(folder)?)?),
            None => None,
        };
        let now = Utc::now();
        let done =
            ceremony::revoke(&mut repository, &revocation, &mut media, new.as_ref(), now).await?;
        self.say_done(done);
        Ok(true)
    }

    async fn delegate(
        &self,
        centre: &str,
        public_key: Option<&Path>,
        folders: &[PathBuf],
    ) -> anyhow::Result<bool> {
        let mut repository = self.repository()?;
        let public = match public_key {
            Some(path) => Some(ceremony::read_public_key(path)?),
            None => None,
        };
        let media = self.open(folders)?;
        let now = Utc::now();
        let done = ceremony::delegate(&mut repository, centre, public, &media, now).await?;
        self.say_done(done);
        Ok(true)
    }

    async fn renew(&self, folders: &[PathBuf]) -> anyhow::Result<bool> {
        let mut repository = self.repository()?;
        let media = self.open(folders)?;
        let done = ceremony::renew(&mut repository, &media, Utc::now()).await?;
        self.say_done(done);
        Ok(true)
    }

    fn open(&self, folders: &[PathBuf]) -> anyhow::Result<Vec<Medium>> {
        different(folders)?;
        folders.iter().map(|folder| self.open_one(folder)).collect()
    }

    /// Whoever mistypes is asked again.
    fn open_one(&self, folder: &Path) -> anyhow::Result<Medium> {
        if let Some(passphrase) = &self.passphrase {
            return Ok(Medium::open(folder, passphrase.clone())?);
        }
        let mut tries = 0;
        loop {
            let passphrase = ask_secret(&self.words.passphrase_of(folder))?;
            tries += 1;
            match Medium::open(folder, passphrase) {
                Err(SignError::Medium(MediumError::Closed(_))) if tries < PASSPHRASE_TRIES => {
                    println!("{}", self.words.text("trust-passphrase-wrong"));
                }
                opened => return Ok(opened?),
            }
        }
    }

    fn new_passphrase(&self, folder: &Path) -> anyhow::Result<Zeroizing<String>> {
        if let Some(passphrase) = &self.passphrase {
            return Ok(passphrase.clone());
        }
        loop {
            let first = ask_secret(&self.words.new_passphrase_of(folder))?;
            if first.chars().count() < PASSPHRASE_CHARS_MIN {
                println!("{}", self.words.text("trust-passphrase-short"));
                continue;
            }
            let again = ask_secret(&self.words.text("trust-passphrase-again"))?;
            if first == again {
                return Ok(first);
            }
            println!("{}", self.words.text("trust-passphrase-differs"));
        }
    }

    /// Says what will happen and asks.
    fn agreed(&self, plan: &str) -> anyhow::Result<bool> {
        println!("{plan}");
        if self.yes {
            return Ok(true);
        }
        anyhow::ensure!(
            std::io::stdin().is_terminal(),
            "nobody is here to agree; give --yes to go on without asking"
        );
        print!("{} ", self.words.text("trust-ask"));
        std::io::stdout().flush()?;
        let mut answer = String::new();
        std::io::stdin().lock().read_line(&mut answer)?;
        let yes = matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "是");
        if !yes {
            println!("{}", self.words.text("trust-nothing-done"));
        }
        Ok(yes)
    }

    fn say_done(&self, done: Committed) {
        let key = match done {
            Committed::Published => "trust-done",
            Committed::WaitsForServer => "trust-done-waits",
        };
        println!("{}", self.words.text(key));
    }
}

fn data_folder(args: &TrustArgs) -> anyhow::Result<PathBuf> {
    match &args.data {
        Some(data) => Ok(data.clone()),
        None => Ok(config::read::<ServerSettings>(&args.config)?.data_dir),
    }
}

fn ids(medium: &Medium) -> Vec<String> {
    medium.keys().map(SigningKey::id_text).collect()
}

/// One folder given twice would be one keeper counted twice.
fn different(folders: &[PathBuf]) -> anyhow::Result<()> {
    let mut seen = BTreeSet::new();
    for folder in folders {
        let folder = folder
            .canonicalize()
            .with_context(|| format!("no such folder: {}", folder.display()))?;
        anyhow::ensure!(
            seen.insert(folder.clone()),
            "given twice: {}",
            folder.display()
        );
    }
    Ok(())
}

fn first_line(path: &Path) -> anyhow::Result<Zeroizing<String>> {
    let text = std::fs::read_to_string(path)
        .map(Zeroizing::new)
        .with_context(|| format!("could not read the passphrase from {}", path.display()))?;
    Ok(Zeroizing::new(
        text.lines().next().unwrap_or_default().to_owned(),
    ))
}

fn ask_secret(question: &str) -> anyhow::Result<Zeroizing<String>> {
    let secret = rpassword::prompt_password(format!("{question} "))
        .context("no terminal to ask for a passphrase; give --passphrase-file")?;
    Ok(Zeroizing::new(secret))
}

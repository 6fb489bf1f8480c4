//! `tongxin pack publish`: from an author's folder to a centre's kiosks.
//!
//! What is checked, compared and agreed to here is checked again by the server, which alone decides.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::Args;

use super::server::Server;
use crate::api::author::ToldProblem;
use crate::locale::{self, Catalog, FluentValue};
use crate::model::manifest::Manifest;
use crate::pack::archive;
use crate::pack::diff::{Changes, ChunkCosts, size};

/// Options of `tongxin pack publish`.
#[derive(Debug, Args)]
pub struct PublishArgs {
    /// The author's folder.
    folder: PathBuf,
    /// The server's address, for example https://tongxin.example.
    #[arg(long)]
    server: String,
    /// The console account; asked for if it is not given.
    #[arg(long)]
    account: Option<String>,
    /// A file with the account's password; asked for if it is not given.
    #[arg(long)]
    password_file: Option<PathBuf>,
    /// Publish without asking.
    #[arg(long)]
    yes: bool,
    /// Send the password to another machine without encryption.
    #[arg(long)]
    allow_http: bool,
}

/// Checks, compares, asks, uploads, publishes.
pub(super) fn run(args: &PublishArgs, language: &str) -> anyhow::Result<ExitCode> {
    let Some(manifest) = super::report(&args.folder, language).manifest else {
        return Ok(ExitCode::FAILURE);
    };
    let server = Server::new(&args.server, language)?;
    let words = locale::catalog(language);
    if !server.is_private() && !args.allow_http {
        let host = FluentValue::from(server.host().to_owned());
        bail!(words.text_with("publish-plain-http", [("host", host)]));
    }
    tokio::runtime::Runtime::new()?.block_on(publish(args, &manifest, server, words))
}

async fn publish(
    args: &PublishArgs,
    manifest: &Manifest,
    mut server: Server,
    words: &Catalog,
) -> anyhow::Result<ExitCode> {
    let (now, known) = server.on_show(manifest).await?;
    let costs = ChunkCosts::new(manifest, &args.folder, known)?;
    let changes = Changes::between(now.as_ref(), manifest, &|file| costs.bytes_for(file));
    for line in changes.in_words(manifest, words.language()) {
        println!("{line}");
    }
    if changes.nothing {
        return Ok(ExitCode::SUCCESS);
    }
    if !args.yes && !agreed(manifest, words)? {
        println!("{}", words.text("publish-not-done"));
        return Ok(ExitCode::FAILURE);
    }
    let account = match &args.account {
        Some(account) => account.clone(),
        None => line_from_terminal(&words.text("publish-account"))?,
    };
    let password = password(args, &account, words)?;
    server.sign_in(account, password).await?;
    let outcome = upload_and_publish(args, manifest, &changes, &server, words).await;
    // Whatever came of it, the token is of no more use.
    let signed_out = server.sign_out().await;
    let code = outcome?;
    signed_out?;
    Ok(code)
}

async fn upload_and_publish(
    args: &PublishArgs,
    manifest: &Manifest,
    changes: &Changes,
    server: &Server,
    words: &Catalog,
) -> anyhow::Result<ExitCode> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join(format!("{}.txpack", manifest.id));
    archive::write(&args.folder, &file)?;
    let length = size(std::fs::metadata(&file)?.len());
    println!(
        "{}",
        words.text_with("publish-uploading", [("size", FluentValue::from(length))])
    );
    let answer = server.upload(&file).await?;
    for problem in &answer.problems {
        print_problem(problem, words);
    }
    let Some(upload) = answer.upload else {
        println!("{}", words.text("publish-not-done"));
        return Ok(ExitCode::FAILURE);
    };
    let done = server.publish(upload, changes.version_now).await?;
    let args = [
        ("pack", FluentValue::from(done.pack)),
        ("version", FluentValue::from(done.version.to_string())),
    ];
    println!("{}", words.text_with("publish-done", args));
    Ok(ExitCode::SUCCESS)
}

fn print_problem(problem: &ToldProblem, words: &Catalog) {
    let level = words.text(if problem.error {
        "pack-error"
    } else {
        "pack-warning"
    });
    println!("{level}: {}\n  {}", problem.place, problem.what);
    if !problem.remedy.is_empty() {
        println!("  → {}", problem.remedy);
    }
}

/// Asks whoever sits at the terminal; nobody there is a no.
fn agreed(manifest: &Manifest, words: &Catalog) -> anyhow::Result<bool> {
    if !io::stdin().is_terminal() {
        return Ok(false);
    }
    let centre = FluentValue::from(manifest.centre.clone());
    let answer = line_from_terminal(&words.text_with("publish-ask", [("centre", centre)]))?;
    let yes = words.text("publish-yes");
    Ok(yes.split(' ').any(|yes| yes == answer.to_lowercase()))
}

fn line_from_terminal(question: &str) -> anyhow::Result<String> {
    print!("{question} ");
    io::stdout().flush()?;
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim().to_owned())
}

fn password(args: &PublishArgs, account: &str, words: &Catalog) -> anyhow::Result<String> {
    if let Some(file) = &args.password_file {
        let text = std::fs::read_to_string(file)
            .with_context(|| format!("could not read the password file {}", file.display()))?;
        return Ok(text.trim_end_matches(['\r', '\n']).to_owned());
    }
    let account = FluentValue::from(account.to_owned());
    let question = words.text_with("publish-password", [("account", account)]);
    Ok(rpassword::prompt_password(format!("{question} "))?)
}

//! A private PostgreSQL cluster, for benches and tests: made in a temporary folder, gone when whoever asked is gone.

use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::Context as _;

/// Runs as the user the cluster belongs to. Its input ends with the process that started it, however that ends.
const KEEPER: &str = r#"
set -eu
bin=$1 port=$2 options=$3
folder=$(mktemp -d "${TMPDIR:-/tmp}/tongxin-postgres-XXXXXX")
finish() {
    "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM
cd "$folder"
"$bin/initdb" -D data -U tongxin -A trust -E UTF8 --locale=C.UTF-8 --no-sync >log 2>&1 || { cat log >&2; exit 1; }
"$bin/pg_ctl" -D data -l log -w -t 60 \
    -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c max_connections=500 $options" \
    start >/dev/null 2>&1 || { cat log >&2; exit 1; }
echo "$(head -n 1 data/postmaster.pid) $folder"
read -r _ || true
"#;

/// A cluster that runs. It ends when this is dropped or the process ends.
pub struct Cluster {
    keeper: Child,
    port: u16,
    /// Where its socket lies.
    folder: String,
    /// The process that every process of the cluster is a child of.
    pub postmaster: u32,
}

impl Cluster {
    /// Makes and starts one on a free port of this machine; `options` are further ones of `postgres`.
    ///
    /// # Errors
    ///
    /// When PostgreSQL is not installed, or does not start; the text says what to do.
    pub fn start(options: &str) -> anyhow::Result<Self> {
        let programs = programs().context(
            "PostgreSQL is not installed here, and a private cluster needs its initdb: apt-get install postgresql",
        )?;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
            .local_addr()?
            .port();
        let mut command = if rustix::process::geteuid().is_root() {
            // PostgreSQL refuses to run as root; Debian's package makes this user.
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--", "sh", "-c", KEEPER, "sh"]);
            command
        } else {
            let mut command = Command::new("sh");
            command.args(["-c", KEEPER, "sh"]);
            command
        };
        let mut keeper = command
            .arg(programs)
            .arg(port.to_string())
            .arg(options)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("could not start a private PostgreSQL cluster")?;
        let mut first = String::new();
        if let Some(said) = keeper.stdout.take() {
            BufReader::new(said).read_line(&mut first)?;
        }
        let said = first.trim().split_once(' ');
        let started = said.and_then(|(id, folder)| Some((id.parse().ok()?, folder.to_owned())));
        let Some((postmaster, folder)) = started else {
            let ended = keeper.wait()?;
            anyhow::bail!(
                "a private PostgreSQL cluster did not start ({ended}); what it said is above"
            );
        };
        Ok(Self {
            keeper,
            port,
            folder,
            postmaster,
        })
    }

    /// Where a database of it is, on a loopback port.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://tongxin@127.0.0.1:{}/{database}", self.port)
    }

    /// The same over its socket, as a server on the same machine would have it.
    pub fn socket_url(&self, database: &str) -> String {
        format!(
            "postgres://tongxin@localhost:{}/{database}?host={}",
            self.port, self.folder
        )
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        self.keeper.wait().map(drop).unwrap_or_default();
    }
}

/// The folder of the newest server's programs.
fn programs() -> Option<PathBuf> {
    let installed = std::fs::read_dir("/usr/lib/postgresql").ok();
    let mut versions: Vec<(u32, PathBuf)> = installed
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    versions.sort();
    let debians = versions.into_iter().rev().map(|(_, bin)| bin);
    let others = ["/usr/local/pgsql/bin", "/usr/local/bin", "/usr/bin"].map(PathBuf::from);
    debians
        .chain(others)
        .find(|bin| is_program(&bin.join("initdb")) && is_program(&bin.join("pg_ctl")))
}

fn is_program(path: &Path) -> bool {
    path.is_file()
}

//! What the server does, it does on both databases.

use std::process::Command;

use crate::support::{ON_POSTGRES, postgres};

/// The tests of the server that are run a second time.
const STORIES: [&str; 2] = ["server::", "story::"];

#[test]
fn what_the_server_does_it_does_on_postgresql() {
    let done = Command::new(std::env::current_exe().expect("this program"))
        .args(STORIES)
        .env(ON_POSTGRES, postgres())
        .output()
        .expect("the tests run");
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(
        done.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&done.stderr)
    );
    assert!(said.contains("server::activities::"), "no test ran: {said}");
}

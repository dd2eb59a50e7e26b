//! Runs both stand-in servers until it is interrupted, and says how to reach them.
//!
//! `cargo run --release -p jackfield-standin --example serve` prints shell lines that set the
//! credentials `team-chat` and `cloud`; use them in another shell.

#![expect(clippy::print_stdout, reason = "an example that prints what to do")]

use std::io;
use std::thread;

use jackfield_standin::{Jelastic, Mattermost};

fn main() -> io::Result<()> {
    let mattermost = Mattermost::start()?;
    let jelastic = Jelastic::start()?;
    for (variable, kind, base_url, token) in [
        (
            "TEAM_CHAT",
            "mattermost",
            mattermost.base_url(),
            Mattermost::TOKEN,
        ),
        ("CLOUD", "jelastic", jelastic.base_url(), Jelastic::TOKEN),
    ] {
        println!(
            "export JACKFIELD_CREDENTIAL_{variable}='{{\"type\":\"{kind}\",\"baseUrl\":\"{base_url}\",\"accessToken\":\"{token}\"}}'"
        );
    }
    loop {
        thread::park();
    }
}

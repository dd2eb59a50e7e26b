//! Runs both stand-in servers until standard input ends, and says how to reach them.
//!
//! `cargo run --release -p jackfield-standin --example serve` prints shell lines that set the
//! credentials `team-chat` and `cloud`; use them in another shell.

#![expect(clippy::print_stdout, reason = "an example that prints what to do")]

use std::io::{self, Read};

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
    io::stdin().read_to_end(&mut Vec::new()).map(drop)
}

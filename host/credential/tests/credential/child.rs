//! This test program, run anew as a process that can be killed.

use std::env;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use jackfield_credential::{AccessToken, Existing, IdentitySource, Store, TokenCommand};

use crate::support::{chat, plain};

const ROLE: &str = "JACKFIELD_TEST_ROLE";

/// Starts a process that plays a role. What it says is on its standard output, each line behind
/// `> `, for the test harness says something as well.
pub(crate) fn command(role: &str) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command
        .args(["--exact", "--nocapture", "child::plays_its_role"])
        .env(ROLE, role)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command
}

/// A process that changes a store without end, or until it has done so `count` times.
pub(crate) fn start(role: &str, state: &std::path::Path, prefix: &str, count: usize) -> Child {
    command(role)
        .env("STATE", state)
        .env("PREFIX", prefix)
        .env("COUNT", count.to_string())
        .spawn()
        .unwrap()
}

fn say(line: &str) {
    // One write, so that no half of a line is ever read.
    let mut output = std::io::stdout().lock();
    output.write_all(format!("> {line}\n").as_bytes()).unwrap();
    output.flush().unwrap();
}

#[test]
fn plays_its_role() {
    let Ok(role) = env::var(ROLE) else {
        return;
    };
    if role == "environment" {
        let printed = TokenCommand::parse("env").unwrap().run().unwrap();
        for line in printed.expose().lines() {
            say(line);
        }
        return;
    }
    let store = Store::new(
        &PathBuf::from(env::var("STATE").unwrap()),
        IdentitySource::Beside,
    );
    let prefix = env::var("PREFIX").unwrap();
    let count: usize = env::var("COUNT").unwrap().parse().unwrap();
    for number in 0..count {
        let name = format!("{prefix}-{number}");
        match role.as_str() {
            "adds" => {
                let token = plain(&format!("token-{name}"));
                store.add(&name, &token, &chat(), Existing::Keep).unwrap();
            }
            "edits" => {
                store
                    .edit("edited", |written| {
                        written.token = AccessToken::new(format!("token-{name}"));
                        written.notes.account = Some(name.clone());
                    })
                    .unwrap();
            }
            "renames" => {
                let names: Vec<String> = store
                    .list()
                    .unwrap()
                    .into_iter()
                    .map(|stored| stored.name)
                    .filter(|name| name.starts_with("renamed"))
                    .collect();
                store.rename(&names[0], &format!("renamed-{name}")).unwrap();
            }
            other => panic!("no such role: {other}"),
        }
        say(&name);
    }
}

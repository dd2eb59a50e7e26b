//! The README's session with credentials, at a real terminal.

use std::fs;

use jackfield_standin::Mattermost;

use crate::credential_store::{assert_encrypted, store_file};
use crate::readme::{block_after, read, without_chance};
use crate::support::ANNOUNCE;
use crate::support::process::Jackfield;
use crate::support::spellings::spellings;
use crate::support::terminal::AtTerminal;

/// What the README calls the server.
const SERVER: &str = "https://chat.example.com";
/// How the questions end that the session answers.
const BASE_URL: &str = "Base URL (such as https://chat.example.com): ";
const TOKEN: &str = "Access token (does not show): ";
const REMOVE: &str = "[y/N] ";

/// Nobody's arguments have the token in them.
fn assert_not_among_arguments(token: &str) {
    for process in fs::read_dir("/proc").unwrap() {
        let path = process.unwrap().path().join("cmdline");
        // Most are gone by now, or are no processes.
        let Ok(arguments) = fs::read(&path) else {
            continue;
        };
        let arguments = String::from_utf8_lossy(&arguments);
        assert!(!arguments.contains(token), "{}", path.display());
    }
}

/// The command line that stands behind `$ jackfield `, as a shell takes it apart.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for character in line.chars() {
        match character {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            other => words.last_mut().unwrap().push(other),
        }
    }
    words
}

#[test]
fn the_session_of_the_readme_is_what_happens() {
    let session = block_after(
        &read("README.md"),
        "A session, from the first click to the last:",
    );
    let server = Mattermost::start().unwrap();
    let jackfield = Jackfield::new()
        .env("TERM", "xterm")
        .env("NO_COLOR", "1")
        .file("announce-release.json", ANNOUNCE);
    let mut commands = 0;
    for command in session.split("$ jackfield ").skip(1) {
        commands += 1;
        let (line, expected) = command.split_once('\n').unwrap_or((command, ""));
        let arguments = words(line);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let mut terminal = AtTerminal::start(jackfield.command(&arguments));
        for answered in expected.lines() {
            if answered.starts_with(BASE_URL) {
                terminal.wait_for(BASE_URL);
                terminal.type_line(&server.base_url());
            } else if answered.starts_with(TOKEN.trim_end()) {
                terminal.wait_for(TOKEN);
                terminal.wait_until_hidden();
                assert_not_among_arguments(Mattermost::TOKEN);
                terminal.type_line(Mattermost::TOKEN);
            } else if let Some((_, answer)) = answered.split_once(REMOVE) {
                terminal.wait_for(REMOVE);
                terminal.type_line(answer);
            }
        }
        while terminal.runs() {
            assert_not_among_arguments(Mattermost::TOKEN);
        }
        let (seen, status) = terminal.end();
        assert!(status.success(), "{line}\n{seen}");
        for (name, spelling) in spellings(Mattermost::TOKEN) {
            assert!(!seen.contains(&spelling), "{name}\n{seen}");
        }
        let seen = seen.replace(&server.base_url(), SERVER);
        let trimmed = |text: &str| {
            let lines = text.lines().map(str::trim_end);
            lines.collect::<Vec<_>>().join("\n")
        };
        assert_eq!(
            trimmed(&without_chance(&seen)),
            trimmed(&without_chance(expected)),
            "{line}"
        );
        if store_file(&jackfield).exists() {
            assert_encrypted(&jackfield, Mattermost::TOKEN);
        }
    }
    assert_eq!(commands, 6, "{session}");
    assert_eq!(server.posts().len(), 1);
}

#[test]
fn a_person_can_keep_what_does_not_work() {
    let server = Mattermost::start().unwrap();
    let jackfield = Jackfield::new().env("TERM", "xterm").env("NO_COLOR", "1");
    for (answer, code) in [("", 4), ("y", 0)] {
        let url = server.base_url();
        let mut terminal = AtTerminal::start(jackfield.command(&[
            "credential",
            "add",
            "it",
            "--type",
            "mattermost",
            "--base-url",
            &url,
        ]));
        terminal.wait_for(TOKEN);
        terminal.wait_until_hidden();
        terminal.type_line(Mattermost::TOKEN_ID);
        terminal.wait_for("Save it all the same? [y/N] ");
        terminal.type_line(answer);
        let (seen, status) = terminal.end();
        assert_eq!(status.code(), Some(code), "{seen}");
        assert!(seen.contains("Token ID"), "{seen}");
    }
    jackfield.call(&["credential", "show", "it"]).ends(0);
}

#[test]
fn at_a_terminal_the_type_is_asked_for_and_edit_asks_for_the_token() {
    let server = Mattermost::start().unwrap();
    let jackfield = Jackfield::new().env("TERM", "xterm").env("NO_COLOR", "1");
    let mut terminal = AtTerminal::start(jackfield.command(&["credential", "add", "it"]));
    terminal.wait_for(
        "Type (http-bearer, http-header, http-query, http-basic, http-basic-user, jelastic, mattermost, mattermost-webhook): ",
    );
    terminal.type_line("mattermost");
    terminal.wait_for(BASE_URL);
    terminal.type_line(&server.base_url());
    terminal.wait_for(TOKEN);
    terminal.wait_until_hidden();
    terminal.type_line(Mattermost::TOKEN);
    let (seen, status) = terminal.end();
    assert!(status.success(), "{seen}");
    let mut terminal = AtTerminal::start(jackfield.command(&["credential", "edit", "it"]));
    terminal.wait_for("How to get a Mattermost access token:");
    terminal.wait_for(TOKEN);
    terminal.wait_until_hidden();
    terminal.type_line(Mattermost::BOT_TOKEN);
    let (seen, status) = terminal.end();
    assert!(status.success(), "{seen}");
    let said = jackfield.call(&["credential", "check", "it"]).ends(0);
    assert!(said.stdout.contains("@relbot, a bot"), "{said}");
}

#[test]
fn no_log_has_a_token_that_was_rotated() {
    let server = Mattermost::start().unwrap();
    let jackfield = crate::credential_store::with_store(&server);
    for arguments in [
        &["credential", "check", "team-chat", "-vv"][..],
        &["credential", "rotate", "team-chat", "-vv"],
        &[
            "run",
            "workflow.json",
            "-vv",
            "--report-file",
            "report.json",
        ],
    ] {
        let said = jackfield.call(arguments).ends(0);
        // The new token is known to the server alone: it is what the last request came with.
        let tokens = server.received();
        let tokens = tokens.iter().flat_map(|request| request.headers.iter());
        let tokens = tokens.filter_map(|(name, value)| {
            let is_token = name.eq_ignore_ascii_case("authorization");
            is_token.then(|| value.trim_start_matches("Bearer ").to_owned())
        });
        for token in tokens {
            crate::support::spellings::assert_secret(&token, &said);
            assert_encrypted(&jackfield, &token);
        }
    }
    let report = fs::read_to_string(jackfield.path("report.json")).unwrap();
    assert!(!report.contains(Mattermost::TOKEN));
}

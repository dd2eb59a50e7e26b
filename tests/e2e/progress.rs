//! The bar that shows how far a long step has come, on a real terminal.

use std::fs::File;
use std::io::Read as _;
use std::process::Command;
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use jackfield_standin::{Answer, Mattermost};
use nix::pty::{Winsize, openpty};

use crate::support::process::Jackfield;
use crate::support::{chat, post};

const SIZE: Winsize = Winsize {
    ws_row: 24,
    ws_col: 100,
    ws_xpixel: 0,
    ws_ypixel: 0,
};

/// A server that takes some time for each of 30 posts, and one that it turns away.
fn slow() -> Mattermost {
    let server = Mattermost::start().unwrap();
    let wait = Duration::from_millis(25);
    server.script(Answer::real().delay(wait).only("POST", "/posts").times(20));
    server.script(
        Answer::new(429)
            .header("retry-after", "0")
            .only("POST", "/posts"),
    );
    server.script(Answer::real().delay(wait).only("POST", "/posts").times(20));
    server
}

fn items(count: usize) -> String {
    format!("[{}]", vec!["{}"; count].join(","))
}

/// Everything that arrives at a terminal which is this command's standard error.
fn at_terminal(mut command: Command) -> String {
    let terminal = openpty(&SIZE, None).unwrap();
    command.stderr(terminal.slave);
    let (send, seen): (_, Receiver<Vec<u8>>) = mpsc::channel();
    let mut master = File::from(terminal.master);
    let reader = std::thread::spawn(move || {
        let mut part = [0; 4096];
        // The last one to close the other end makes this an error.
        while let Ok(length) = master.read(&mut part) {
            if length == 0 || send.send(part[..length].to_vec()).is_err() {
                break;
            }
        }
    });
    let mut child = command.spawn().unwrap();
    // It holds the other end open.
    drop(command);
    assert!(child.wait().unwrap().success());
    reader.join().unwrap();
    String::from_utf8(seen.try_iter().flatten().collect()).unwrap()
}

fn run(jackfield: &Jackfield, items: &str, more: &[&str]) -> Command {
    let arguments = ["run", "workflow.json", "--output", "none", "--input", items];
    jackfield.command(&[&arguments, more].concat())
}

/// What stands on a terminal in the end: text, a return to the line's beginning, and deletions.
fn screen(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let mut length = first.len_utf8();
        match first {
            '\n' => lines.push(String::new()),
            '\r' => {}
            '\u{1b}' => {
                let end = rest.find(|c: char| c.is_ascii_alphabetic()).unwrap();
                length = end + 1;
                match &rest[..length] {
                    "\u{1b}[2K" => lines.last_mut().unwrap().clear(),
                    "\u{1b}[1A" => {
                        lines.pop();
                    }
                    _ => {}
                }
            }
            other => lines.last_mut().unwrap().push(other),
        }
        rest = &rest[length..];
    }
    lines
}

#[test]
fn a_long_step_shows_how_far_it_has_come_and_leaves_nothing_behind() {
    let server = slow();
    let jackfield = chat(&server)
        .env("TERM", "xterm")
        .env("NO_COLOR", "1")
        .steps(&[post("Tell them", "a")]);
    let seen = at_terminal(run(&jackfield, &items(30), &[]));
    assert_eq!(server.posts().len(), 30);
    assert!(seen.contains("Tell them [="), "{seen:?}");
    assert!(seen.contains("/30"), "{seen:?}");
    assert!(seen.contains(" left"), "{seen:?}");
    let screen = screen(&seen);
    let lines: Vec<&str> = screen.iter().map(|line| line.trim_end()).collect();
    assert_eq!(lines.len(), 3, "{lines:?}\n{seen:?}");
    assert!(lines[0].starts_with("retry: Tell them, item "), "{lines:?}");
    assert!(
        lines[1].starts_with("test: 1 step, 30 items, "),
        "{lines:?}"
    );
    assert_eq!(lines[2], "");
}

#[test]
fn nobody_else_sees_a_bar() {
    let few = items(19);
    let many = items(30);
    for (input, more, variable) in [
        (&few, &[][..], ("TERM", "xterm")),
        (&many, &["-q"], ("TERM", "xterm")),
        (&many, &["--report", "json"], ("TERM", "xterm")),
        (&many, &["--report", "github"], ("TERM", "xterm")),
        (&many, &[], ("TERM", "dumb")),
    ] {
        let server = slow();
        let jackfield = chat(&server)
            .env(variable.0, variable.1)
            .steps(&[post("Tell them", "a")]);
        let seen = at_terminal(run(&jackfield, input, more));
        assert!(!seen.contains(" left"), "{more:?} {variable:?}\n{seen:?}");
        assert!(
            !seen.contains("\u{1b}[2K"),
            "{more:?} {variable:?}\n{seen:?}"
        );
    }
    let server = slow();
    let said = chat(&server)
        .env("TERM", "xterm")
        .steps(&[post("Tell them", "a")])
        .run(&["--output", "none", "--input", &many])
        .ends(0)
        .keeps_quiet_about(&[" left", "\u{1b}", "\r"]);
    assert_eq!(said.stderr.lines().count(), 2, "{said}");
}

#[test]
fn a_terminal_has_colours_unless_it_has_none() {
    for (variables, colours) in [
        (&[("TERM", "xterm")][..], true),
        (&[("TERM", "dumb")], false),
        (&[("TERM", "xterm"), ("NO_COLOR", "1")], false),
    ] {
        let server = Mattermost::start().unwrap();
        server.script(
            Answer::new(429)
                .header("retry-after", "0")
                .only("POST", "/posts"),
        );
        let jackfield = variables
            .iter()
            .fold(chat(&server), |jackfield, (name, value)| {
                jackfield.env(name, value)
            })
            .steps(&[post("Post", "a")]);
        let seen = at_terminal(run(&jackfield, "{}", &[]));
        assert_eq!(
            seen.contains("\u{1b}[93mretry"),
            colours,
            "{variables:?}\n{seen:?}"
        );
    }
}

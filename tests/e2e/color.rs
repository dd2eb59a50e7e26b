//! Colours: when they are used, and that nobody else can use them.

use jackfield_standin::{Answer, Web};
use serde_json::json;

use crate::support::process::{Jackfield, Said};
use crate::support::{chat_at, post};

const BROKEN: &str = r#"{ "steps": [ { "uses": "no/thing" } ] }"#;

fn check(variables: &[(&str, &str)], arguments: &[&str]) -> Said {
    let jackfield = Jackfield::new().file("flow.json", BROKEN);
    let jackfield = variables
        .iter()
        .fold(jackfield, |jackfield, (name, value)| {
            jackfield.env(name, value)
        });
    jackfield
        .call(&[&["check", "flow.json"], arguments].concat())
        .ends(3)
}

#[test]
fn colours_are_used_where_they_are_wanted() {
    for (variables, arguments, colours) in [
        (&[][..], &[][..], false),
        (&[("TERM", "xterm")], &[], false),
        (&[], &["--color", "always"], true),
        (&[], &["--color", "never"], false),
        (&[("CLICOLOR_FORCE", "1")], &[], true),
        (&[("CLICOLOR_FORCE", "0")], &[], false),
        (&[("CLICOLOR_FORCE", "")], &[], false),
        (&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], &[], false),
        (&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "")], &[], true),
        (&[("CLICOLOR_FORCE", "1")], &["--color", "never"], false),
        (&[("NO_COLOR", "1")], &["--color", "always"], true),
        (&[("TERM", "dumb")], &["--color", "always"], true),
    ] {
        let said = check(variables, arguments);
        assert_eq!(
            said.stderr.contains('\u{1b}'),
            colours,
            "{variables:?}\n{said:?}"
        );
    }
}

#[test]
fn a_place_stays_in_one_piece() {
    check(&[], &["--color", "always"]).says(&[": flow.json:1:24: there is no connector `no`\n"]);
}

#[test]
fn colours_say_the_same_words() {
    let plain = check(&[], &[]);
    let colourful = check(&[], &["--color", "always"]);
    assert_eq!(without_colours(&colourful.stderr), plain.stderr);
}

#[test]
fn nothing_but_colours_is_said_to_a_terminal() {
    const STEERING: &str =
        "\u{1b}]0;owned\u{7}\u{1b}[2J\r\u{8}\u{9b}31mred \u{1b}[32mgreen\u{202e}";
    let site = Web::start().unwrap();
    let error = json!({"id": STEERING, "message": STEERING, "status_code": 0});
    site.script(Answer::new(403).json(error.clone()));
    let run = chat_at(&site.base_url())
        .steps(&[post(STEERING, "a")])
        .run(&["--color", "always", "-vv"])
        .ends(4);
    let text = BROKEN.replace("thing", &STEERING.replace('\r', ""));
    let text = text.replace("{ \"uses", &format!("{{ \"{}\": 1, \"uses", "\u{202e}"));
    let check = Jackfield::new()
        .file("flow.json", text)
        .call(&["check", "flow.json", "--color", "always"])
        .ends(3);
    for said in [run, check] {
        assert!(said.stderr.contains("\u{1b}[1m\u{1b}[91merror"), "{said:?}");
        let rest = without_colours(&said.stderr);
        let found: Vec<char> = rest
            .chars()
            .filter(|character| character.is_control() && *character != '\n')
            .chain(rest.chars().filter(|character| *character == '\u{202e}'))
            .collect();
        assert!(found.is_empty(), "{found:?}\n{said:?}");
        assert!(!said.stderr.contains("\u{1b}[32m"), "{said:?}");
    }
}

/// The text without the styles that this program uses: bold, bright colours, and their end.
fn without_colours(text: &str) -> String {
    ["1", "91", "93", "94", "96", "0"]
        .iter()
        .fold(text.to_owned(), |text, code| {
            text.replace(&format!("\u{1b}[{code}m"), "")
        })
}

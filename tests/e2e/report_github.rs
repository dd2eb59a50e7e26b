//! `--report github`: workflow commands.

use jackfield_standin::{Answer, Mattermost, Web};
use serde_json::json;

use crate::support::process::{Jackfield, Said};
use crate::support::{chat, chat_at, post};

const GITHUB: [&str; 2] = ["--report", "github"];

/// Each line of standard error is one command of these.
#[track_caller]
fn assert_commands(said: &Said) {
    for line in said.stderr.lines() {
        let commands = ["::error", "::warning", "::notice", "::debug"];
        let is_command = commands.iter().any(|command| line.starts_with(command));
        assert!(is_command, "`{line}`\n{said}");
    }
}

#[test]
fn mistakes_become_annotations_at_their_places() {
    let said = Jackfield::new()
        .file(
            "a,b%.json",
            r#"{ "steps": [ { "uses": "no/thing" } ], "stpes": 1 }"#,
        )
        .call(&[&["check", "a,b%.json"], &GITHUB[..]].concat())
        .ends(3);
    assert_commands(&said);
    let lines: Vec<&str> = said.stderr.lines().collect();
    assert_eq!(lines.len(), 2, "{said}");
    assert!(
        lines[0].starts_with("::error file=a%2Cb%25.json,line=1,col=24,title=there is no connector `no`::there is no connector `no`"),
        "{said}"
    );
    assert_eq!(
        lines[1],
        "::error file=a%2Cb%25.json,line=1,col=40,title=unknown key `stpes`::unknown key `stpes`%0Ahint: did you mean `steps`?"
    );
}

#[test]
fn a_run_is_summed_up_in_a_notice_unless_quiet() {
    let server = Mattermost::start().unwrap();
    server.script(Answer::new(503).only("POST", "/posts"));
    let jackfield = chat(&server).steps(&[post("Post", "a")]);
    let said = jackfield.run(&GITHUB).ends(0);
    assert_commands(&said);
    let lines: Vec<&str> = said.stderr.lines().collect();
    assert!(
        lines[0].starts_with("::notice title=retry::Post, item 0: "),
        "{said}"
    );
    assert!(
        lines[1].starts_with("::notice::test: 1 step, 1 item, "),
        "{said}"
    );
    let said = jackfield.run(&[&GITHUB[..], &["-q"]].concat()).ends(0);
    assert_eq!(said.stderr, "");
}

#[test]
fn a_fault_becomes_an_annotation_at_its_step() {
    let server = Mattermost::start().unwrap();
    let mut step = post("Post: a, b", "a");
    step["with"]["channelId"] = json!("nochannel12345678901234567");
    let said = chat(&server).steps(&[step]).run(&GITHUB).ends(4);
    assert_commands(&said);
    said.says(&[
        "::error file=workflow.json,line=4,col=5,title=Post%3A a%2C b (mattermost/message.post%2C item 0)%3A ",
        "::Post: a, b (mattermost/message.post, item 0): ",
        "%0Akind: permission-denied ",
        "%0Ahint: ",
    ]);
}

#[test]
fn nobody_else_can_give_a_command() {
    const COMMAND: &str = "\n::add-mask::x\r\n::error::forged\n##[error]forged\n%0A::error::";
    let site = Web::start().unwrap();
    let error = json!({"id": COMMAND, "message": COMMAND, "status_code": 0});
    site.script(Answer::new(403).json(error.clone()));
    let said = chat_at(&site.base_url())
        .steps(&[post("Post", "a")])
        .run(&[&GITHUB[..], &["-vv"]].concat())
        .ends(4);
    assert_commands(&said);
    for line in said.stderr.lines() {
        assert!(!line.starts_with("::error::"), "{said}");
    }
    let errors = said
        .stderr
        .lines()
        .filter(|line| line.starts_with("::error"));
    assert_eq!(errors.count(), 1, "{said}");
    said.says(&["%0A::add-mask::x", "%250A::error::"]);
}

//! `examples/nightly-restart.json`: two platforms, and a way out for what fails.

use jackfield_standin::{Jelastic, Mattermost};

use crate::support::process::{Jackfield, Said};
use crate::support::{count, messages};

const EXAMPLE: &str = include_str!("../../examples/nightly-restart.json");

fn run(platform: &Jelastic, chat: &Mattermost, example: &str) -> Said {
    Jackfield::new()
        .credential("cloud", "jelastic", &platform.base_url(), Jelastic::TOKEN)
        .credential(
            "team-chat",
            "mattermost",
            &chat.base_url(),
            Mattermost::TOKEN,
        )
        .file("workflow.json", example)
        .run(&["--output", "none"])
}

#[test]
fn a_restart_is_reported() {
    let platform = Jelastic::start().unwrap();
    let chat = Mattermost::start().unwrap();
    run(&platform, &chat, EXAMPLE).ends(0);
    assert_eq!(
        messages(&chat),
        ["shop was restarted and runs, with 2 nodes"]
    );
    assert_eq!(count(&platform.received(), "POST", "restartnodes"), 1);
}

#[test]
fn a_restart_behind_a_gateway_that_gives_up_is_reported_once_it_is_over() {
    let platform = Jelastic::start().unwrap();
    let chat = Mattermost::start().unwrap();
    platform.slow("restartnodes", 1);
    run(&platform, &chat, EXAMPLE).ends(0);
    assert_eq!(
        messages(&chat),
        ["shop was restarted and runs, with 2 nodes"]
    );
    assert_eq!(count(&platform.received(), "POST", "restartnodes"), 1);
}

#[test]
fn a_restart_that_fails_is_reported_and_fails_the_run() {
    let platform = Jelastic::start().unwrap();
    let chat = Mattermost::start().unwrap();
    let example = EXAMPLE.replace("\"shop\"", "\"nested\"");
    let said = run(&platform, &chat, &example).says(&["the restart failed, and the team was told"]);
    assert_ne!(said.code, Some(0), "{said}");
    let said = messages(&chat);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("the platform answered 99"), "{said:?}");
}

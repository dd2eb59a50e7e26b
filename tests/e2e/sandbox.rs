//! Connectors that use more than they may, and what they can see of the machine.

use jackfield_standin::{Mattermost, Web};
use serde_json::{Value, json};

use crate::support::guests::guests;
use crate::support::process::Said;
use crate::support::{chat, count};

fn step(operation: &str, needs_credential: bool, with: &Value) -> Value {
    let mut step =
        json!({"name": "Hog", "uses": format!("resource-hog/{operation}"), "with": with});
    if needs_credential {
        step["credential"] = json!("team-chat");
    }
    step
}

fn hog(server: &Mattermost, operation: &str, needs_credential: bool) -> Said {
    chat(server)
        .steps(&[step(operation, needs_credential, &json!({}))])
        .run(&["--plugin", &guests().hog])
}

#[test]
fn a_connector_that_uses_too_much_is_stopped_and_said_to_be_at_fault() {
    for (operation, code, words) in [
        (
            "time.endless",
            8,
            &[
                "did not finish within 0.5 seconds",
                "limit-exceeded (a defect or limit of the connector)",
            ][..],
        ),
        (
            "memory.all",
            8,
            &["needs more than 64 MiB of memory", "limit-exceeded"],
        ),
        (
            "stack.all",
            10,
            &[
                "resource-hog failed",
                "stack",
                "internal (a defect or limit of the connector)",
                "defect of the connector",
            ],
        ),
        (
            "self.abort",
            10,
            &["resource-hog failed", "internal", "defect of the connector"],
        ),
        (
            "page.endless",
            8,
            &["called again more than 10000 times", "limit-exceeded"],
        ),
        ("state.big", 10, &["broke the contract", "more than 8 MiB"]),
    ] {
        let server = Mattermost::start().unwrap();
        let said = hog(&server, operation, false)
            .ends(code)
            .says(&[&format!("error: Hog (resource-hog/{operation}, item 0)")])
            .says(words)
            .keeps_quiet_about(&["retry", "panicked"]);
        assert_eq!(said.stdout, "", "{said}");
    }
}

#[test]
fn a_flood_of_requests_is_cut_off() {
    let server = Mattermost::start().unwrap();
    hog(&server, "request.flood", true)
        .ends(8)
        .says(&["more than 1000 requests", "limit-exceeded"]);
    assert_eq!(count(&server.received(), "GET", "/system/ping"), 1000);
}

#[test]
fn a_connector_can_ask_to_be_called_again() {
    let said = hog(&Mattermost::start().unwrap(), "page.count", false).ends(0);
    let pages = [json!({"page": 0}), json!({"page": 1}), json!({"page": 2})];
    assert_eq!(said.json_lines(), pages);
}

#[test]
fn what_a_connector_says_is_cut_short_and_cannot_steer_the_terminal() {
    let said = hog(&Mattermost::start().unwrap(), "log.talk", true)
        .ends(0)
        .says(&["warning: resource-hog:  [31mred ", "line 998"])
        .keeps_quiet_about(&["\u{1b}", "\u{7}", "line 999"]);
    assert_eq!(said.stderr.matches("resource-hog: ").count(), 1000);
    assert_eq!(said.json_lines(), [json!({"attempt": 1})]);
}

#[test]
fn a_step_after_a_stopped_one_is_not_carried_out_and_the_next_run_works() {
    let server = Mattermost::start().unwrap();
    let jackfield = chat(&server).steps(&[
        step("self.abort", false, &json!({})),
        step_named("Next", "page.count"),
    ]);
    let said = jackfield
        .run(&["--plugin", &guests().hog, "--output", "all"])
        .ends(10);
    assert_eq!(said.json_lines(), [json!({"Hog": []})]);
    hog(&server, "page.count", false).ends(0);
}

fn step_named(name: &str, operation: &str) -> Value {
    let mut step = step(operation, false, &json!({}));
    step["name"] = json!(name);
    step
}

#[test]
fn a_connector_sees_nothing_of_the_machine() {
    let site = Web::start().unwrap();
    let address = site.base_url().replace("http://", "");
    let jackfield = chat(&Mattermost::start().unwrap())
        .file("secret.txt", "of the house")
        .steps(&[step("self.look-around", false, &json!({"to": address}))]);
    let said = jackfield
        .call_with(
            &[
                "run",
                "workflow.json",
                "--plugin",
                &guests().hog,
                "--allow-host",
                &site.base_url(),
            ],
            "a line on standard input\n",
        )
        .ends(0)
        .keeps_quiet_about(&["the connector was"]);
    let expected = json!({
        "variables": 0,
        "arguments": 0,
        "standard input": false,
        "root": false,
        "here": false,
        "environment of the process": false,
        "new file": false,
        "connection": false,
    });
    assert_eq!(said.json_lines(), [expected], "{said}");
    assert!(!jackfield.path("loot.txt").exists());
    assert!(site.received().is_empty());
}

#[test]
fn a_limit_of_memory_does_not_stop_a_long_list_of_items() {
    let server = Mattermost::start().unwrap();
    let items: Vec<Value> = (0..100).map(|_| json!({})).collect();
    let said = chat(&server)
        .file("items.json", json!(items).to_string())
        .steps(&[step("page.count", false, &json!({}))])
        .run(&["--plugin", &guests().hog, "--input", "@items.json", "-q"]);
    assert_eq!(said.ends(0).json_lines().len(), 300);
}

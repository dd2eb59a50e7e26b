//! What servers and connectors say cannot steer the terminal of whoever reads it.

use jackfield_standin::{Answer, Mattermost, Web};
use serde_json::json;

use crate::support::exports::{chain, manual, node};
use crate::support::guests::guests;
use crate::support::process::{Jackfield, Said};
use crate::support::{chat, chat_at, cloud_at, cloud_step, post};

/// Sets the window's title, rings, clears the screen, moves to the beginning of the line; also
/// with the single characters that stand for an escape and a bracket.
const STEERING: &str = "\u{1b}]0;owned\u{7}\u{1b}[2J\r\u{8}\u{9b}31mred";

#[track_caller]
fn assert_harmless(said: &Said) {
    for (stream, text) in [("output", &said.stdout), ("error", &said.stderr)] {
        let found: Vec<char> = text
            .chars()
            .filter(|character| character.is_control() && *character != '\n')
            .collect();
        assert!(found.is_empty(), "{found:?} on standard {stream}\n{said:?}");
    }
}

#[test]
fn what_a_server_answers_is_harmless() {
    let error = json!({"id": STEERING, "message": STEERING, "status_code": 0});
    for answer in [
        Answer::new(401).json(error.clone()),
        Answer::new(403).json(error.clone()),
        Answer::new(500).json(error).times(3),
        Answer::new(502).body(STEERING),
        Answer::new(200).body(STEERING),
        Answer::new(201).json(json!({"id": STEERING, STEERING: 1})),
    ] {
        let site = Web::start().unwrap();
        site.script(answer);
        let said = chat_at(&site.base_url())
            .steps(&[post("Post", "a")])
            .run(&["-vv"]);
        assert_harmless(&said);
    }
    let site = Web::start().unwrap();
    site.script(Answer::new(200).json(json!({"result": 99, "error": STEERING, "out": STEERING})));
    let said = cloud_at(&site.base_url())
        .steps(&[cloud_step("environment.stop", "shop")])
        .run(&["-vv"]);
    assert_harmless(&said);
}

#[test]
fn what_a_server_says_about_a_credential_is_harmless() {
    let site = Web::start().unwrap();
    let account = json!({"id": "x", "username": STEERING, "roles": "", "is_bot": false});
    site.script(Answer::new(200).json(account).times(2));
    for arguments in [
        &["credential", "check", "team-chat"][..],
        &["credential", "check", "team-chat", "--json"],
    ] {
        assert_harmless(&chat_at(&site.base_url()).call(arguments).ends(0));
    }
}

#[test]
fn a_connectors_fault_is_harmless() {
    let server = Mattermost::start().unwrap();
    let step = json!({"name": "Paint", "uses": "resource-hog/fault.paint"});
    let said = chat(&server)
        .steps(&[step])
        .run(&["--plugin", &guests().hog])
        .ends(5)
        .says(&["message", "code", "hint"]);
    assert_harmless(&said);
}

/// Would be a message of its own at the beginning of a line.
const FORGED: &str = "Post\nerror: forged\nhint: forged\n::error::forged";

#[track_caller]
fn assert_not_forged(said: &Said) {
    assert!(said.stderr.contains("forged"), "{said}");
    for line in said.stderr.lines() {
        let begins = ["error: forged", "hint: forged", "::error::forged"];
        let is_forged = begins.iter().any(|begin| line.starts_with(begin));
        assert!(!is_forged, "`{line}`\n{said}");
    }
}

#[test]
fn line_breaks_in_names_and_answers_begin_no_message() {
    let export = |kind: &str, parameters: &serde_json::Value| {
        let nodes = [manual(), node(FORGED, kind, 1.0, parameters)];
        chain(&nodes).to_string()
    };
    let check = |flow: String, more: &[&str]| {
        let jackfield = Jackfield::new().file("flow.json", flow);
        jackfield.call(&[&["check", "flow.json"], more].concat())
    };
    for more in [&[][..], &["--report", "github"]] {
        let said = check(export("nothingServes", &json!({})), more).ends(3);
        assert_not_forged(&said);
        let url = json!({"url": "https://api.example.com"});
        assert_not_forged(&check(export("httpRequest", &url), more).ends(7));
        let text = json!({"functionCode": "return $('Gone')"});
        assert_not_forged(&check(export("function", &text), more).ends(0));
    }
    // In a report a name stands as it is.
    let report = check(export("nothingServes", &json!({})), &["--report", "json"]).report();
    let message = report["diagnostics"][0]["message"].as_str().unwrap();
    assert!(message.contains(FORGED), "{message}");

    let site = Web::start().unwrap();
    let error = json!({"id": FORGED, "message": FORGED, "status_code": 0});
    site.script(Answer::new(403).json(error));
    let said = chat_at(&site.base_url())
        .steps(&[post(FORGED, "a")])
        .run(&["-vv"]);
    assert_not_forged(&said);
}

#[test]
fn line_breaks_in_names_begin_no_entry_of_a_list() {
    let credential =
        json!({"type": "mattermost", "baseUrl": "https://a.example", "accessToken": "abcdefgh"});
    let label = json!({"mattermostApi": {"id": "1", "name": FORGED}});
    let mut post = node(
        "Post",
        "mattermost",
        1.0,
        &json!({"channelId": "c", "message": "m"}),
    );
    post["credentials"] = label;
    let jackfield = Jackfield::new()
        .file("c.json", json!({FORGED: credential}).to_string())
        .file("flow.json", chain(&[manual(), post]).to_string());
    for arguments in [
        &["credential", "list", "--credentials", "c.json"][..],
        &["credential", "check", "--permissions", "flow.json"],
    ] {
        let said = jackfield.call(arguments).ends(0);
        assert!(said.stdout.contains("Post\u{fffd}error: forged"), "{said}");
    }
}

#[test]
fn what_stands_in_a_workflow_is_harmless() {
    let mut step = post(STEERING, &format!("{{{{ $json.{STEERING} }}}}"));
    step["uses"] = json!(format!("mattermost/{STEERING}"));
    let said = Jackfield::new().steps(&[step]).check().ends(3);
    assert_harmless(&said);
}

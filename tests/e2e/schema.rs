//! `jackfield schema`, tried in a validator.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::support::process::Jackfield;

fn schema(arguments: &[&str]) -> Value {
    let said = Jackfield::new().call(arguments).ends(0);
    serde_json::from_str(&said.stdout).unwrap()
}

fn step(uses: &str, with: &Value) -> Value {
    json!({"steps": [{"uses": uses, "credential": "chat", "with": with}]})
}

#[test]
fn the_plain_schema_is_the_one_beside_the_examples() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let committed = fs::read_to_string(root.join("examples/workflow.schema.json")).unwrap();
    let committed: Value = serde_json::from_str(&committed).unwrap();
    assert_eq!(schema(&["schema"]), committed);
}

#[test]
fn the_completed_schema_knows_operations_and_parameters() {
    let schema = schema(&["schema", "--connectors"]);
    let validator = jsonschema::validator_for(&schema).unwrap();
    for (file, valid) in [
        (
            step(
                "mattermost/message.post",
                &json!({"channel": "a/b", "message": "x"}),
            ),
            true,
        ),
        (step("mattermost/message.pots", &json!({})), false),
        (
            step(
                "mattermost/message.post",
                &json!({"channelId": "x", "mesage": "x"}),
            ),
            false,
        ),
        (
            step(
                "mattermost/message.post",
                &json!({"channelId": "x", "message": 7}),
            ),
            true,
        ),
        (
            step(
                "mattermost/message.post",
                &json!({"channelId": "x", "message": ["a"]}),
            ),
            false,
        ),
        (
            step(
                "mattermost/message.post",
                &json!({"channelId": "x", "attachments": "{{ $json.a }}"}),
            ),
            true,
        ),
        (
            step(
                "mattermost/message.post",
                &json!({"channelId": "x", "attachments": "text"}),
            ),
            false,
        ),
        (
            step(
                "mattermost/channel.search",
                &json!({"term": "x", "limit": "{{ $json.n }}"}),
            ),
            true,
        ),
        (
            step(
                "mattermost/channel.search",
                &json!({"term": "x", "limit": "many"}),
            ),
            false,
        ),
        (
            step("mattermost/channel.search", &json!({"limit": 1})),
            false,
        ),
        (
            step("jelastic/environment.stop", &json!({"envName": "shop"})),
            true,
        ),
        (
            step(
                "http/request.get",
                &json!({"url": "{{ $json.url }}", "query": "{{ $json.query }}", "pages": {
                    "until": "{{ $pageCount > 2 }}",
                }}),
            ),
            true,
        ),
        (
            step("http/request.get", &json!({"url": "x", "response": "xml"})),
            false,
        ),
    ] {
        assert_eq!(validator.is_valid(&file), valid, "{file}");
    }
}

#[test]
fn the_examples_follow_both() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    for arguments in [&["schema"][..], &["schema", "--connectors"][..]] {
        let validator = jsonschema::validator_for(&schema(arguments)).unwrap();
        for name in [
            "alert-triage.json",
            "announce-latest-rust.json",
            "announce-release.json",
            "issue-digest.json",
            "post-chart.json",
            "nightly-restart.json",
            "rotate-token.json",
            "stop-environment.json",
        ] {
            let text = fs::read_to_string(root.join(name)).unwrap();
            let file: Value = serde_json::from_str(&text).unwrap();
            assert!(validator.is_valid(&file), "{name} by {arguments:?}");
        }
    }
}

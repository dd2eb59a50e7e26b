//! Operations that act with several credentials.

use jackfield_standin::Mattermost;
use serde_json::{Value, json};

use crate::support::guests::guests;
use crate::support::process::Jackfield;

fn with_credentials(credentials: &Value) -> (Mattermost, Jackfield) {
    let server = Mattermost::start().unwrap();
    let step = json!({
        "name": "Both",
        "uses": "resource-hog/slots.both",
        "credentials": credentials,
    });
    let jackfield = Jackfield::new()
        .credential("alice", "mattermost", &server.base_url(), Mattermost::TOKEN)
        .credential(
            "admin",
            "mattermost",
            &server.base_url(),
            Mattermost::ADMIN_TOKEN,
        )
        .steps(&[step]);
    (server, jackfield)
}

#[test]
fn each_slot_has_the_credential_that_the_step_names_for_it() {
    let (_server, jackfield) = with_credentials(&json!({"from": "alice", "to": "admin"}));
    let said = jackfield.run(&["--plugin", &guests().hog]).ends(0);
    assert_eq!(said.json_lines(), [json!({"from": "alice", "to": "admin"})]);
    let (_server, jackfield) = with_credentials(&json!({"from": "admin", "to": "alice"}));
    let said = jackfield.run(&["--plugin", &guests().hog]).ends(0);
    assert_eq!(said.json_lines(), [json!({"from": "admin", "to": "alice"})]);
}

#[test]
fn a_slot_that_is_empty_or_unknown_is_found_by_check() {
    let (_server, jackfield) = with_credentials(&json!({"from": "alice", "too": "admin"}));
    jackfield
        .call(&["check", "workflow.json", "--plugin", &guests().hog])
        .ends(3)
        .says(&[
            "needs a credential of type mattermost in the slot `to`",
            r#"add `"credentials": {"to": "NAME"}`"#,
            "has no credential slot `too`",
            "did you mean `to`?",
        ]);
}

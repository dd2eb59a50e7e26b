//! Credentials that are missing, malformed or ambiguous.

use jackfield_standin::Mattermost;
use serde_json::json;

use crate::support::process::Jackfield;
use crate::support::{chat_step, post};

const WHOLE: &str = "JACKFIELD_CREDENTIAL_TEAM_CHAT";

/// Refused by `check` and `run` of a workflow and by `credential check`, in the same words.
#[track_caller]
pub(crate) fn assert_refused(jackfield: Jackfield, arguments: &[&str], words: &[&str]) {
    let jackfield = jackfield.steps(&[post("Post", "a")]);
    for command in [
        &["check", "workflow.json"][..],
        &["run", "workflow.json"],
        &["credential", "check", "team-chat"],
    ] {
        let said = jackfield
            .call(&[command, arguments].concat())
            .ends(4)
            .says(words);
        assert_eq!(said.stdout, "", "{said}");
    }
}

#[test]
fn a_missing_one_is_named_with_everything_that_would_supply_it() {
    assert_refused(
        Jackfield::new(),
        &[],
        &[
            "there is no credential `team-chat`",
            "set JACKFIELD_CREDENTIAL_TEAM_CHAT='{\"type\":\"",
            "JACKFIELD_CREDENTIAL_TEAM_CHAT_ACCESS_TOKEN",
            "--credentials",
        ],
    );
    Jackfield::new()
        .steps(&[post("Post", "a")])
        .check()
        .ends(4)
        .says(&["workflow.json:", "\"type\":\"mattermost\""]);
}

#[test]
fn a_missing_one_is_told_with_the_nearest_name() {
    let other =
        json!({"type": "mattermost", "baseUrl": "http://127.0.0.1", "accessToken": "abcdef"});
    assert_refused(
        Jackfield::new().env("JACKFIELD_CREDENTIAL_TEAM_CHATS", other.to_string()),
        &[],
        &["did you mean `team-chats`?"],
    );
    assert_refused(
        Jackfield::new().file("c.json", json!({"TeamChat": other}).to_string()),
        &["--credentials", "c.json"],
        &["did you mean `TeamChat`?"],
    );
}

#[test]
fn malformed_variables_are_told_by_name() {
    for (content, words) in [
        ("", &["not a JSON object", "line 1"][..]),
        ("abcdefghijkl", &["not a JSON object", "line 1, column 1"]),
        (
            "{\"type\": \"mattermost\",\n oops",
            &["not a JSON object", "line 2"],
        ),
        ("[]", &["not an object"]),
        ("\"text\"", &["not an object"]),
        ("{}", &["`type` is missing"]),
        (
            r#"{"type":"mattermost","baseUrl":"http://h"}"#,
            &["`accessToken` is missing"],
        ),
        (
            r#"{"type":"mattermost","accessToken":"abcdef"}"#,
            &["`baseUrl` is missing"],
        ),
        (
            r#"{"type":"mattermost","base_url":"http://h","accessToken":"abcdef"}"#,
            &["`baseUrl` is missing (is `base_url` meant to be it?)"],
        ),
        (
            r#"{"type":"mattermost","baseUrl":"http://h","token":"abcdef"}"#,
            &["`accessToken` is missing (is `token` meant to be it?)"],
        ),
        (
            r#"{"type":"mattermost","baseUrl":"http://h","accesToken":"abcdef"}"#,
            &["`accessToken` is missing (is `accesToken` meant to be it?)"],
        ),
        (
            r#"{"type":"mattermost","baseUrl":"http://h","accessToken":"abcdef","ignoreSSL":true}"#,
            &["unknown key `ignoreSSL`; did you mean `ignoreSsl`?"],
        ),
        (
            r#"{"type":"mattermost","baseUrl":"http://h","accessToken":"abcdef","access-token":"x"}"#,
            &["unknown key `access-token`; did you mean `accessToken`?"],
        ),
        (
            r#"{"type":"mattermost","baseUrl":7,"accessToken":"abcdef"}"#,
            &["`baseUrl` must be text"],
        ),
        (
            r#"{"type":"mattermost","baseUrl":"http://h","accessToken":123456}"#,
            &["`accessToken` must be text"],
        ),
        (
            r#"{"type":"mattermost","baseUrl":"http://h","accessToken":"abcdef","ignoreSsl":"yes"}"#,
            &["`ignoreSsl` must be true or false"],
        ),
    ] {
        let jackfield = Jackfield::new().env(WHOLE, content);
        assert_refused(jackfield, &[], &[&[WHOLE], words].concat());
    }
}

#[test]
fn single_variables_must_be_complete() {
    for (present, missing) in [
        ("TYPE", "BASE_URL"),
        ("BASE_URL", "TYPE"),
        ("ACCESS_TOKEN", "TYPE"),
    ] {
        let jackfield = Jackfield::new().env(format!("{WHOLE}_{present}"), "http://h");
        assert_refused(jackfield, &[], &[&format!("{WHOLE}_{missing} is missing")]);
    }
    let jackfield = Jackfield::new()
        .env(format!("{WHOLE}_TYPE"), "mattermost")
        .env(format!("{WHOLE}_BASE_URL"), "http://127.0.0.1")
        .env(format!("{WHOLE}_ACCESS_TOKEN"), "abcdefgh")
        .env(format!("{WHOLE}_IGNORE_SSL"), "maybe");
    assert_refused(
        jackfield,
        &[],
        &[&format!("{WHOLE}_IGNORE_SSL"), "must be true or false"],
    );
}

#[test]
fn files_that_are_none_are_told_by_name() {
    let jackfield = Jackfield::new().env(format!("{WHOLE}_FILE"), "missing.json");
    assert_refused(
        jackfield,
        &[],
        &[&format!("{WHOLE}_FILE"), "missing.json", "cannot be read"],
    );
    for (content, words) in [
        (
            "",
            &["a JSON object of credentials by name", "n8n export"][..],
        ),
        (
            "{\n\"team-chat\": oops}",
            &["a JSON object of credentials by name", "line 2"],
        ),
        (
            "\"text\"",
            &["a JSON object of credentials by name", "n8n export"],
        ),
        (
            r#"{"type":"mattermost","baseUrl":"http://h","accessToken":"abcdef"}"#,
            &["must be an object"],
        ),
        (
            r#"{"team-chat":{"type":"mattermost"}}"#,
            &["`team-chat`", "`baseUrl` is missing"],
        ),
        ("[{}]", &["entry 1", "no decrypted n8n credential"]),
        (
            r#"[{"name":"team-chat","type":"mattermostApi","data":"U2FsdGVkX1+x"}]"#,
            &[
                "entry 1 is encrypted",
                "n8n export:credentials --all --decrypted --output=FILE",
            ],
        ),
        (r#"{"name":"x","steps":[]}"#, &["it looks like a workflow"]),
        (
            r#"{"name":"x","nodes":[],"connections":{}}"#,
            &["it looks like a workflow"],
        ),
        (
            r#"[{"name":"x","nodes":[],"connections":{}}]"#,
            &["entry 1 looks like a workflow"],
        ),
        (
            r#"[{"name":"team-chat","type":"mattermostApi","data":{"baseUrl":"http://h"}}]"#,
            &["`team-chat`", "`accessToken` is missing"],
        ),
    ] {
        let jackfield = Jackfield::new().file("c.json", content);
        let words = [&["c.json"], words].concat();
        assert_refused(jackfield, &["--credentials", "c.json"], &words);
    }
    assert_refused(
        Jackfield::new(),
        &["--credentials", "missing.json"],
        &["--credentials", "missing.json", "cannot be read"],
    );
}

#[test]
fn a_name_in_two_places_is_refused() {
    let server = Mattermost::start().unwrap();
    let credential = json!({
        "type": "mattermost", "baseUrl": server.base_url(), "accessToken": Mattermost::TOKEN,
    });
    let jackfield = Jackfield::new()
        .env(WHOLE, credential.to_string())
        .file("c.json", json!({"team-chat": credential}).to_string());
    assert_refused(
        jackfield,
        &["--credentials", "c.json"],
        &["comes from two places", "c.json", WHOLE, "remove one"],
    );
    assert!(server.received().is_empty());
}

#[test]
fn a_name_twice_in_a_file_is_refused() {
    let entry = json!({
        "name": "team-chat", "type": "mattermostApi",
        "data": {"baseUrl": "http://127.0.0.1:9", "accessToken": "abcdefgh"},
    });
    let jackfield = Jackfield::new().file("c.json", json!([entry, entry]).to_string());
    assert_refused(
        jackfield,
        &["--credentials", "c.json"],
        &["team-chat", "twice"],
    );
}

#[test]
fn a_whole_variable_beside_single_ones_is_refused() {
    let jackfield = Jackfield::new()
        .credential("team-chat", "mattermost", "http://127.0.0.1:9", "abcdefgh")
        .env(format!("{WHOLE}_TYPE"), "mattermost")
        .env(format!("{WHOLE}_BASE_URL"), "http://127.0.0.1:9")
        .env(format!("{WHOLE}_ACCESS_TOKEN"), "another-token");
    assert_refused(jackfield, &[], &["two places", WHOLE, &format!("{WHOLE}_")]);
}

#[test]
fn each_step_that_lacks_one_is_told() {
    let mut other = chat_step("channel.search", &json!({"team": "x", "term": "y"}));
    other["credential"] = json!("other");
    Jackfield::new()
        .steps(&[post("Post", "a"), other])
        .check()
        .ends(4)
        .says(&["no credential `team-chat`", "no credential `other`"]);
}

//! Credentials with a type, a token or a base URL that is none.

use jackfield_standin::{Jelastic, Mattermost};
use serde_json::json;

use crate::credentials::assert_refused;
use crate::support::post;
use crate::support::process::Jackfield;

#[test]
fn an_unknown_type_is_told_with_the_known_ones() {
    for (kind, words) in [
        ("matermost", &["did you mean `mattermost`?"][..]),
        ("xyz", &["known types:", "jelastic", "mattermost"]),
        ("", &["known types:"]),
    ] {
        let jackfield = Jackfield::new().credential("team-chat", kind, "http://h", "abcdefgh");
        let words = [&["has a type that no connector here describes"], words].concat();
        assert_refused(jackfield, &[], &words);
    }
}

#[test]
fn the_type_must_be_the_operations() {
    let platform = Jelastic::start().unwrap();
    let jackfield = Jackfield::new()
        .credential(
            "team-chat",
            "jelastic",
            &platform.base_url(),
            Jelastic::TOKEN,
        )
        .steps(&[post("Post", "a")]);
    for verb in ["check", "run"] {
        jackfield.call(&[verb, "workflow.json"]).ends(4).says(&[
            "workflow.json:",
            "`team-chat` is of type `jelastic`, and mattermost is needed",
        ]);
    }
    assert!(platform.received().is_empty());
}

#[test]
fn tokens_that_are_none_are_told_why() {
    for (token, words) in [
        ("", "is empty"),
        ("   ", "is empty"),
        ("abcde", "is shorter than 6 characters"),
        ("Bearer abcdefghijkl", "a blank or a line break"),
        ("abcdefghijkl\n", "a blank or a line break"),
        ("abcdef\u{a0}ghijkl", "a blank or a line break"),
        ("abcdef\u{0}ghijkl", "a blank or a line break"),
    ] {
        let jackfield = Jackfield::new().credential("team-chat", "mattermost", "http://h", token);
        assert_refused(
            jackfield,
            &[],
            &["the access token of the credential `team-chat`", words],
        );
    }
}

#[test]
fn base_urls_that_are_none_are_told_why() {
    for (url, words) in [
        ("", "it is empty"),
        ("ftp://chat.example.com", "its scheme must be https or http"),
        ("https://", "not a URL"),
        ("https://chat example com", "not a URL"),
        (
            "https://alice:password@chat.example.com",
            "a user name or a password",
        ),
        ("https://chat.example.com/?team=x", "behind `?` or `#`"),
        ("https://chat.example.com/#/x", "behind `?` or `#`"),
    ] {
        let jackfield = Jackfield::new().credential("team-chat", "mattermost", url, "abcdefgh");
        assert_refused(
            jackfield,
            &[],
            &[
                "the base URL of the credential `team-chat` cannot be used",
                words,
            ],
        );
    }
}

#[test]
fn what_is_too_short_for_a_token_does_not_make_its_refusal_unreadable() {
    let jackfield = Jackfield::new();
    for token in ["e", "short"] {
        let said = jackfield.call_with(
            &[
                "credential",
                "add",
                "it",
                "--type",
                "mattermost",
                "--base-url",
                "http://127.0.0.1:9",
                "--token-stdin",
            ],
            token,
        );
        said.ends(4)
            .says(&["the access token of the credential `it` is shorter than 6 characters"]);
    }
}

#[test]
fn a_token_that_has_expired_is_not_saved() {
    Jackfield::new()
        .call_with(
            &[
                "credential",
                "add",
                "it",
                "--type",
                "mattermost",
                "--base-url",
                "http://127.0.0.1:9",
                "--token-stdin",
                "--expires",
                "2020-01-31",
                "--no-check",
            ],
            "token0123456789",
        )
        .ends(2)
        .says(&["2020-01-31 is over"]);
}

#[test]
fn a_token_as_an_argument_is_refused_with_what_to_do_instead() {
    let said = Jackfield::new()
        .call(&["credential", "add", "it", "--token", "token0123456789"])
        .ends(2)
        .says(&[
            "a token is never an argument",
            "--token-stdin",
            "replace it",
        ])
        .keeps_quiet_about(&["token0123456789", "--token-id"]);
    assert_eq!(said.stdout, "");
}

#[test]
fn a_slip_in_what_limits_a_credential_is_no_field_of_its_own() {
    let server = Mattermost::start().unwrap();
    for (key, value, meant) in [
        ("alow", json!(["GET /nothing"]), "allow"),
        ("expire", json!("2020-01-01"), "expires"),
        ("ignoreSSl2", json!(true), "ignoreSsl"),
        ("proxi", json!("env"), "proxy"),
    ] {
        let mut credential = json!({
            "type": "mattermost", "baseUrl": server.base_url(), "accessToken": Mattermost::TOKEN,
        });
        credential[key] = value;
        Jackfield::new()
            .env("JACKFIELD_CREDENTIAL_TEAM_CHAT", credential.to_string())
            .steps(&[post("Post", "a")])
            .run(&[])
            .ends(4)
            .says(&[&format!("unknown key `{key}`; did you mean `{meant}`?")]);
    }
    assert!(server.received().is_empty());
    // Fields of n8n's and of a type's own are none.
    let credential = json!({
        "type": "mattermost", "baseUrl": server.base_url(), "accessToken": Mattermost::TOKEN,
        "team": "engineering", "allowedHttpRequestDomains": "all",
    });
    Jackfield::new()
        .env("JACKFIELD_CREDENTIAL_TEAM_CHAT", credential.to_string())
        .steps(&[post("Post", "a")])
        .run(&[])
        .ends(0);
}

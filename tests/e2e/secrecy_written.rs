//! Credentials that are written wrong: the token is told by no message about them.

use jackfield_standin::Mattermost;
use serde_json::{Value, json};

use crate::support::post;
use crate::support::process::Jackfield;
use crate::support::spellings::assert_secret;

const WHOLE: &str = "JACKFIELD_CREDENTIAL_TEAM_CHAT";
const TOKEN: &str = Mattermost::TOKEN;

/// A credential with one thing changed.
fn but(key: &str, value: Value) -> String {
    let mut credential = json!({
        "type": "mattermost", "baseUrl": "http://127.0.0.1:9", "accessToken": TOKEN,
    });
    credential[key] = value;
    credential.to_string()
}

/// Wherever this content stands, and whatever is done with it, it is refused and not quoted.
#[track_caller]
fn assert_refused_in_silence(content: &str) {
    let as_variable = Jackfield::new().env(WHOLE, content);
    let as_file = Jackfield::new()
        .file("secret", content)
        .env(format!("{WHOLE}_FILE"), "secret");
    let named = Jackfield::new().file("c.json", format!("{{\"team-chat\": {content}}}"));
    for (jackfield, extra) in [
        (as_variable, &[][..]),
        (as_file, &[]),
        (named, &["--credentials", "c.json"]),
    ] {
        let jackfield = jackfield.steps(&[post("Post", "a")]);
        for command in [
            &["run", "workflow.json"][..],
            &["check", "workflow.json"],
            &["credential", "check", "team-chat"],
        ] {
            let said = jackfield.call(&[command, &["-vv"], extra].concat()).ends(4);
            assert_secret(TOKEN, &said);
        }
    }
}

#[test]
fn what_is_no_credential_is_not_quoted() {
    let misspelled = but("accessToken", Value::Null).replace("accessToken", "acessToken");
    for content in [
        TOKEN,
        &json!(TOKEN).to_string(),
        &json!([TOKEN]).to_string(),
        &format!("{{\"accessToken\": \"{TOKEN}\", oops"),
        &format!("{{\"accessToken\": {TOKEN}}}"),
        &misspelled.replace("null", &json!(TOKEN).to_string()),
        &but("accessToken", json!([TOKEN])),
        &but("accessToken", json!(format!("Bearer {TOKEN}"))),
        &but("accessToken", json!(format!("{TOKEN}\n"))),
        &but("ignoreSsl", json!(TOKEN)),
    ] {
        assert_refused_in_silence(content);
    }
}

#[test]
fn a_token_in_the_base_url_is_not_quoted() {
    for url in [
        format!("http://{TOKEN}@127.0.0.1:9"),
        format!("http://alice:{TOKEN}@127.0.0.1:9"),
        format!("http://127.0.0.1:9/?token={TOKEN}"),
        format!("http://127.0.0.1:9/#{TOKEN}"),
    ] {
        assert_refused_in_silence(&but("baseUrl", json!(url)));
    }
}

#[test]
fn a_token_in_the_place_of_the_type_is_not_quoted() {
    assert_refused_in_silence(&but("type", json!(TOKEN)));
}

#[test]
fn a_token_in_the_place_of_the_scheme_is_not_quoted() {
    assert_refused_in_silence(&but("baseUrl", json!(format!("{TOKEN}://127.0.0.1:9"))));
}

#[test]
fn a_token_in_the_place_of_a_file_name_is_not_quoted() {
    for variable in [
        format!("{WHOLE}_FILE"),
        format!("{WHOLE}_ACCESS_TOKEN_FILE"),
    ] {
        let said = Jackfield::new()
            .env(format!("{WHOLE}_TYPE"), "mattermost")
            .env(format!("{WHOLE}_BASE_URL"), "http://127.0.0.1:9")
            .env(&variable, TOKEN)
            .steps(&[post("Post", "a")])
            .run(&["-vv"])
            .ends(4)
            .says(&[&variable]);
        assert_secret(TOKEN, &said);
    }
}

#[test]
fn fields_in_each_others_place_are_not_quoted() {
    let said = Jackfield::new()
        .env(format!("{WHOLE}_TYPE"), TOKEN)
        .env(format!("{WHOLE}_BASE_URL"), "http://127.0.0.1:9")
        .env(format!("{WHOLE}_ACCESS_TOKEN"), "mattermost")
        .steps(&[post("Post", "a")])
        .run(&["-vv"])
        .ends(4);
    assert_secret(TOKEN, &said);
}

/// Unnoticed, the token would be looked up as the name of a server: the network would learn it.
#[test]
fn a_base_url_and_a_token_that_changed_places_are_noticed() {
    let said = Jackfield::new()
        .credential("team-chat", "mattermost", TOKEN, "http://127.0.0.1:9")
        .steps(&[post("Post", "a")])
        .check()
        .ends(4);
    assert_secret(TOKEN, &said);
}

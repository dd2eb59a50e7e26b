//! The token is nowhere in what the program says, in no spelling, whatever happens.

use jackfield_standin::{Answer, Jelastic, Mattermost, Web};
use serde_json::json;

use crate::support::guests::guests;
use crate::support::process::{Jackfield, Said};
use crate::support::spellings::{assert_secret, base64, percent_encoded, spellings};
use crate::support::{chat, chat_at, chat_step, cloud, cloud_step, post};

/// A token that looks different in every coding.
const TOKEN: &str = r#"s3cr+t/"of\the%house&=?~end"#;

fn secretive(base_url: &str) -> Jackfield {
    Jackfield::new().credential("team-chat", "mattermost", base_url, TOKEN)
}

/// Everything that can be done with a workflow and its credential, as loudly as possible.
fn everything(jackfield: &Jackfield, extra: &[&str]) -> Vec<Said> {
    [
        &["run", "workflow.json", "-vv", "--output", "all"][..],
        &["run", "workflow.json", "-vv"],
        &["check", "workflow.json", "-vv"],
        &["credential", "check", "team-chat", "-vv"],
        &["credential", "check", "team-chat", "--json"],
    ]
    .iter()
    .map(|arguments| {
        // Checks of credentials take no input.
        let extra = if arguments[0] == "run" { extra } else { &[] };
        jackfield.call(&[arguments, extra].concat())
    })
    .collect()
}

#[test]
fn runs_that_succeed_do_not_tell() {
    let server = Mattermost::start().unwrap();
    let platform = Jelastic::start().unwrap();
    for said in everything(&chat(&server).steps(&[post("Post", "a")]), &[]) {
        assert_secret(Mattermost::TOKEN, &said.ends(0));
    }
    let jackfield = cloud(&platform).steps(&[cloud_step("environment.stop", "shop")]);
    for said in everything(&jackfield, &[]) {
        assert_secret(Jelastic::TOKEN, &said);
    }
    assert_secret(
        Jelastic::TOKEN,
        &jackfield.call(&["credential", "check", "cloud"]).ends(0),
    );
}

/// Everything that a server could say that knows the token.
fn echoes() -> Vec<(String, String)> {
    let mut echoes = vec![
        (
            "a header".to_owned(),
            format!("Authorization: Bearer {TOKEN}"),
        ),
        (
            "base64 of a header".to_owned(),
            base64(format!("Bearer {TOKEN}").as_bytes()),
        ),
        ("base64".to_owned(), base64(TOKEN.as_bytes())),
        (
            "a URL".to_owned(),
            format!("/login?token={}&x", percent_encoded(TOKEN)),
        ),
    ];
    for (name, spelling) in spellings(TOKEN) {
        echoes.push((name.to_owned(), format!("before {spelling} after")));
    }
    echoes
}

/// Text as JSON, every character by its number.
fn numbered(text: &str) -> String {
    let units = text.encode_utf16();
    units.map(|unit| format!("\\u{unit:04x}")).collect()
}

#[test]
fn servers_that_echo_the_token_are_not_quoted() {
    for (name, echo) in echoes() {
        let error = json!({"id": echo, "message": echo, "status_code": 0});
        let answers: Vec<Answer> = vec![
            Answer::new(401).json(error.clone()),
            Answer::new(403).json(error),
            Answer::new(502).body(echo.clone()),
            Answer::new(200)
                .header("content-type", "text/html")
                .body(format!("<html>{echo}")),
            Answer::new(201).json(json!({"id": "x", "message": echo, echo.clone(): echo})),
            // As some servers write JSON: every character by its number.
            Answer::new(201).body(format!("{{\"message\":\"{}\"}}", numbered(&echo))),
        ];
        for answer in answers {
            let site = Web::start().unwrap();
            site.script(answer.only("POST", "/posts"));
            let jackfield = secretive(&site.base_url()).steps(&[post("Post", "a")]);
            let said = jackfield.run(&["-vv", "--output", "all"]);
            assert!(!site.received().is_empty(), "{name}\n{said}");
            assert_secret(TOKEN, &said);
        }
    }
}

#[test]
fn headers_of_answers_do_not_tell() {
    for (name, echo) in echoes() {
        if echo.contains(['\\', '"']) {
            continue;
        }
        let site = Web::start().unwrap();
        site.script(
            Answer::new(302)
                .header("location", &format!("https://chat.example.com/{echo}"))
                .header("content-type", &echo)
                .header("x-version-id", &echo)
                .times(3),
        );
        let jackfield = secretive(&site.base_url()).steps(&[post("Post", "a")]);
        for said in everything(&jackfield, &[]) {
            assert_secret(TOKEN, &said);
        }
        assert!(!site.received().is_empty(), "{name}");
    }
}

#[test]
fn a_report_about_a_credential_does_not_tell() {
    for (_, echo) in echoes() {
        let site = Web::start().unwrap();
        let account = json!({"id": echo, "username": echo, "roles": echo, "is_bot": false});
        site.script(Answer::new(200).json(account).times(2));
        for arguments in [
            &["credential", "check", "team-chat"][..],
            &["credential", "check", "team-chat", "--json"],
        ] {
            let said = secretive(&site.base_url()).call(arguments).ends(0);
            assert_secret(TOKEN, &said);
        }
    }
}

#[test]
fn items_that_hold_the_token_are_not_printed_with_it() {
    let server = Mattermost::start().unwrap();
    let key = Mattermost::TOKEN;
    for (template, input) in [
        ("{{ $json.text }}", json!({"text": format!("it is {key}")})),
        ("{{ $json.text }}", json!({key: "as a key", "text": "x"})),
        ("{{ $json.missing }}", json!({key: "as a key"})),
        ("{{ $json.missing }}", json!({"other": key})),
        ("{{ $json.other.missing }}", json!({"other": {key: 1}})),
    ] {
        let jackfield = chat(&server).steps(&[post("Post", template)]);
        for said in everything(&jackfield, &["--input", &input.to_string()]) {
            assert_secret(Mattermost::TOKEN, &said);
        }
    }
}

#[test]
fn hostile_connectors_do_not_tell() {
    let server = Mattermost::start().unwrap();
    let hog = |operation: &str| json!({"name": "Hog", "uses": format!("resource-hog/{operation}"), "credential": "team-chat"});
    let thief_server = Web::start().unwrap();
    let steal = json!({
        "name": "Steal", "uses": "token-thief/token.carry-off", "credential": "team-chat",
        "with": {"to": thief_server.base_url()},
    });
    for steps in [vec![hog("log.talk")], vec![hog("request.lie")], vec![steal]] {
        for extra in [&[][..], &["--allow-host", &thief_server.base_url()]] {
            let plugins = ["--plugin", &guests().hog, "--plugin", &guests().thief];
            let said = chat(&server)
                .steps(&steps)
                .run(&[&["-vv", "--output", "all"], &plugins[..], extra].concat());
            assert_secret(Mattermost::TOKEN, &said);
        }
    }
}

#[test]
fn connections_that_fail_do_not_tell() {
    let step = chat_step("message.post", &json!({"channel": "a/b", "message": "a"}));
    for base_url in [
        "http://127.0.0.1:9",
        "https://127.0.0.1:9/sub/path",
        "http://169.254.169.254",
    ] {
        let jackfield = chat_at(base_url).steps(std::slice::from_ref(&step));
        for said in everything(&jackfield, &[]) {
            assert_secret(Mattermost::TOKEN, &said);
        }
    }
}

#[test]
fn nothing_but_the_request_holds_the_token() {
    let server = Mattermost::start().unwrap();
    let cache = tempfile::tempdir().unwrap();
    let jackfield = chat(&server).steps(&[post("Post", "a")]);
    let place = cache.path().join("compiled");
    jackfield
        .run(&["--cache-dir", place.to_str().unwrap()])
        .ends(0);
    let directories = [place, jackfield.path("")];
    for directory in directories {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            let content = std::fs::read(&path).unwrap_or_default();
            let found = content
                .windows(Mattermost::TOKEN.len())
                .any(|window| window == Mattermost::TOKEN.as_bytes());
            assert!(!found, "{}", path.display());
        }
    }
}

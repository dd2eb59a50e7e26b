//! A credential's `allow` list: what a connector may do with it.

use jackfield_standin::{Answer, Mattermost};
use serde_json::{Value, json};

use crate::support::process::Jackfield;
use crate::support::{CHANNEL, chat_step, messages, post};

fn with_allow(server: &Mattermost, base: &str, allow: &Value) -> Jackfield {
    let credential = json!({
        "type": "mattermost",
        "baseUrl": format!("{}{base}", server.base_url()),
        "accessToken": Mattermost::TOKEN,
        "allow": allow,
    });
    Jackfield::new().env("JACKFIELD_CREDENTIAL_TEAM_CHAT", credential.to_string())
}

#[test]
fn what_is_on_the_list_goes_out_and_nothing_else() {
    let server = Mattermost::start().unwrap();
    let jackfield = with_allow(&server, "", &json!(["POST /api/v4/posts"]));
    jackfield.steps(&[post("Post", "a")]).run(&[]).ends(0);
    assert_eq!(messages(&server), ["a"]);

    let by_name = chat_step("message.post", &json!({"channel": CHANNEL, "message": "b"}));
    let path = format!(
        "/api/v4/teams/name/{}",
        CHANNEL.replace('/', "/channels/name/")
    );
    let jackfield = with_allow(&server, "", &json!(["POST /api/v4/posts"]));
    jackfield.steps(&[by_name]).run(&[]).ends(7).says(&[
        &format!("it tried GET {path}"),
        "`team-chat` is not allowed to be used for",
        &format!("add `GET {path}` to the credential's `allow` list"),
    ]);
    assert_eq!(messages(&server), ["a"]);
    assert_eq!(server.received().len(), 1);
}

#[test]
fn the_line_that_a_denial_names_allows_it() {
    let server = Mattermost::start().unwrap();
    let by_name = || chat_step("message.post", &json!({"channel": CHANNEL, "message": "b"}));
    let said = with_allow(&server, "", &json!(["POST /api/v4/posts"]))
        .steps(&[by_name()])
        .run(&[])
        .ends(7);
    let (_, rest) = said.stderr.split_once("add `").unwrap();
    let (line, _) = rest.split_once('`').unwrap();
    with_allow(&server, "", &json!(["POST /api/v4/posts", line]))
        .steps(&[by_name()])
        .run(&[])
        .ends(0);
    assert_eq!(messages(&server), ["b"]);
}

#[test]
fn stars_stand_for_segments() {
    for (rule, code) in [
        ("* /api/v4/posts", 0),
        ("POST /api/*/posts", 0),
        ("POST /api/**", 0),
        ("POST /**", 0),
        ("PUT /api/v4/posts", 7),
        ("POST /api/v4", 7),
        ("POST /api/v4/posts/*", 7),
        ("POST /api/v4/post", 7),
    ] {
        let server = Mattermost::start().unwrap();
        with_allow(&server, "", &json!([rule]))
            .steps(&[post("Post", "a")])
            .run(&[])
            .ends(code);
    }
}

#[test]
fn paths_are_those_behind_the_base_url() {
    let server = Mattermost::start().unwrap();
    // The stand-in serves no such path; that the request was let out is what counts.
    server.script(Answer::new(201).json(json!({"id": "p"})));
    with_allow(&server, "/chat", &json!(["POST /api/v4/posts"]))
        .steps(&[post("Post", "a")])
        .run(&[])
        .keeps_quiet_about(&["is not allowed to be used for"]);
    assert_eq!(server.received()[0].path, "/chat/api/v4/posts");
    with_allow(&server, "/chat", &json!(["POST /chat/api/v4/posts"]))
        .steps(&[post("Post", "a")])
        .run(&[])
        .ends(7);
    assert_eq!(server.received().len(), 1);
}

//! `jackfield credential rotate`.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::Stdio;

use jackfield_standin::{Answer, Mattermost};
use serde_json::{Value, json};

use crate::credential_store::{add, assert_encrypted, with_store};
use crate::support::process::Jackfield;
use crate::support::servers::Mute;
use crate::support::text;

/// The ids of the tokens that alice can use.
pub(crate) fn active(server: &Mattermost) -> Vec<String> {
    server
        .tokens()
        .iter()
        .filter(|token| token["user_id"] == json!(Mattermost::ALICE))
        .filter(|token| token["is_active"] != json!(false))
        .map(|token| text(token, "id"))
        .collect()
}

fn shown(jackfield: &Jackfield) -> Value {
    jackfield
        .call(&["credential", "show", "team-chat", "--json"])
        .ends(0)
        .json()
}

#[test]
fn a_token_is_replaced_and_the_old_one_revoked() {
    let server = Mattermost::start().unwrap();
    let jackfield = with_store(&server);
    let said = jackfield
        .call(&["credential", "rotate", "team-chat", "-vv"])
        .ends(0)
        .says(&[
            "a new token works and is saved, token id ",
            "the old token is revoked",
        ]);
    let left = active(&server);
    assert_eq!(left.len(), 1, "{said}");
    assert_ne!(left[0], Mattermost::TOKEN_ID);
    let now = shown(&jackfield);
    assert_eq!(now["tokenId"], json!(left[0]));
    assert_eq!(now["rotationUnderWay"], json!(false));
    assert_eq!(now["replacedTokenIds"], json!([]));
    jackfield.run(&["--output", "none"]).ends(0);
    assert_encrypted(&jackfield, Mattermost::TOKEN);
    // And again, from the id that is known now.
    jackfield
        .call(&["credential", "rotate", "team-chat"])
        .ends(0);
    assert_eq!(active(&server).len(), 1);
    jackfield
        .call(&["credential", "check", "team-chat"])
        .ends(0);
}

#[test]
fn an_old_token_that_nobody_can_name_is_left_and_told() {
    let server = Mattermost::start().unwrap();
    let jackfield = with_store(&server);
    // It could be the one in use.
    make_another_token(&server);
    jackfield
        .call(&["credential", "rotate", "team-chat"])
        .ends(0)
        .says(&["the old token still works", "Personal Access Tokens"]);
    assert_eq!(active(&server).len(), 3);
    jackfield.run(&["--output", "none"]).ends(0);
}

/// Makes a second token for alice.
fn make_another_token(server: &Mattermost) {
    let base_url = server.base_url();
    let host = base_url.strip_prefix("http://").unwrap();
    let body = json!({"description": "another"}).to_string();
    let mut stream = connect(host);
    write!(
        stream,
        "POST /api/v4/users/me/tokens HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        Mattermost::TOKEN,
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 20"), "{answer}");
}

#[expect(
    clippy::disallowed_methods,
    reason = "a person who works on the server at the same time"
)]
fn connect(host: &str) -> TcpStream {
    TcpStream::connect(host).unwrap()
}

#[test]
fn a_new_token_that_is_not_accepted_is_not_saved_and_cleaned_up_later() {
    let server = Mattermost::start().unwrap();
    let jackfield = with_store(&server);
    let before = server.received().len();
    // The first request for the account itself is that of the new token.
    server.script(Answer::real().only("GET", "/users/me/tokens").times(2));
    server.script(
        Answer::new(401)
            .json(json!({"id": "x", "message": "no"}))
            .only("GET", "/api/v4/users/me"),
    );
    jackfield
        .call(&["credential", "rotate", "team-chat"])
        .ends(4)
        .says(&[
            "the new token of `team-chat` could not be tried",
            "the old token stays",
        ]);
    assert!(server.received().len() > before);
    assert_eq!(active(&server).len(), 2);
    assert_eq!(shown(&jackfield)["rotationUnderWay"], json!(true));
    jackfield.run(&["--output", "none"]).ends(0);
    jackfield
        .call(&["credential", "rotate", "team-chat"])
        .ends(0)
        .says(&[
            "going on where the last attempt ended",
            "the old token is revoked",
        ]);
    assert_eq!(active(&server).len(), 1);
    jackfield.run(&["--output", "none"]).ends(0);
}

#[test]
fn an_expiry_that_the_server_wants_is_noted() {
    let server = Mattermost::start().unwrap();
    server.let_tokens_expire(90);
    let jackfield = with_store(&server);
    jackfield
        .call(&["credential", "rotate", "team-chat"])
        .ends(0)
        .says(&[", expires 20"]);
    assert!(shown(&jackfield)["expires"].is_string());
}

#[test]
fn a_token_that_may_not_make_others_is_told_what_to_do() {
    let server = Mattermost::start().unwrap();
    let jackfield = Jackfield::new();
    let url = server.base_url();
    jackfield
        .call_with(
            &[
                "credential",
                "add",
                "bot",
                "--type",
                "mattermost",
                "--base-url",
                &url,
                "--token-stdin",
            ],
            Mattermost::BOT_TOKEN,
        )
        .ends(0);
    jackfield
        .call(&["credential", "rotate", "bot"])
        .ends(4)
        .says(&["the token of `bot` could not be replaced", "Bot Accounts"]);
    jackfield.call(&["credential", "check", "bot"]).ends(0);
}

#[test]
fn two_rotations_at_the_same_time_do_not_meet() {
    let mute = Mute::start();
    let jackfield = Jackfield::new();
    add(&jackfield, "team-chat", &mute.base_url(), &["--no-check"]).ends(0);
    let mut first = jackfield
        .command(&["credential", "rotate", "team-chat"])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    mute.while_waiting(|| {
        jackfield
            .call(&["credential", "rotate", "team-chat"])
            .ends(4)
            .says(&["another process is replacing a token"]);
        first.kill().unwrap();
    });
    first.wait().unwrap();
}

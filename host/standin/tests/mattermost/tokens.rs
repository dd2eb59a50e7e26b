//! Tokens and sessions, and what their life does to requests.

use jackfield_standin::Mattermost;
use serde_json::json;

use crate::talk::{Talk, each, refusal};

fn status_with(talk: &mut Talk, token: &str) -> u16 {
    let before = std::mem::replace(&mut talk.bearer, format!("Bearer {token}"));
    let status = talk.get("/api/v4/users/me").status;
    talk.bearer = before;
    status
}

#[test]
fn a_token_works_while_it_is_enabled() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    let made = talk.call(
        "POST",
        "users/me/tokens",
        &json!({ "description": "laptop" }),
    );
    assert_eq!(made.status, 200);
    let made = made.json();
    let secret = made["token"].as_str().unwrap();
    let which = json!({ "token_id": made["id"] });
    assert_eq!(status_with(&mut talk, secret), 200);
    for (change, status) in [("disable", 401), ("enable", 200), ("revoke", 401)] {
        let path = format!("users/tokens/{change}");
        assert_eq!(talk.call("POST", &path, &which).status, 200);
        assert_eq!(status_with(&mut talk, secret), status, "after {change}");
    }
    assert_eq!(talk.call("POST", "users/tokens/enable", &which).status, 404);
}

#[test]
fn a_token_may_disable_itself() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    let which = json!({ "token_id": Mattermost::TOKEN_ID });
    assert_eq!(
        talk.call("POST", "users/tokens/disable", &which).status,
        200
    );
    assert_eq!(talk.call("POST", "users/tokens/enable", &which).status, 401);
}

#[test]
fn tokens_are_listed_and_searched_without_their_secrets() {
    let mut talk = Talk::of(Mattermost::ADMIN_TOKEN);
    let all = talk.get("/api/v4/users/tokens?page=0&per_page=3");
    assert_eq!(all.json().as_array().unwrap().len(), 3);
    assert!(all.json()[0].get("token").is_none());
    let found = talk.call("POST", "users/tokens/search", &json!({ "term": "alice" }));
    assert_eq!(
        each(&found, "description"),
        ["workflow integration", "old laptop"]
    );
    let empty = talk.call("POST", "users/tokens/search", &json!({ "term": "" }));
    assert_eq!(empty.status, 400);
}

#[test]
fn tokens_of_others_are_for_administrators() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    let path = format!("/api/v4/users/tokens/{}", Mattermost::ADMIN_TOKEN_ID);
    assert_eq!(talk.get(&path).status, 403);
    assert_eq!(talk.get("/api/v4/users/tokens").status, 403);
    let which = json!({ "token_id": Mattermost::ADMIN_TOKEN_ID });
    assert_eq!(talk.call("POST", "users/tokens/revoke", &which).status, 403);
    talk.turn_into(Mattermost::BOT_TOKEN);
    let refused = talk.call("POST", "users/me/tokens", &json!({ "description": "x" }));
    assert_eq!(refused.status, 403);
    talk.turn_into(Mattermost::ADMIN_TOKEN);
    let for_alice = format!("users/{}/tokens", Mattermost::ALICE);
    let made = talk.call("POST", &for_alice, &json!({ "description": "x" }));
    assert_eq!(made.json()["user_id"], Mattermost::ALICE);
}

#[test]
fn a_login_begins_a_session() {
    let mut talk = Talk::with(Mattermost::start().unwrap());
    let log_in = |talk: &mut Talk, name: &str, password: &str| {
        let credentials = json!({ "login_id": name, "password": password });
        talk.call("POST", "users/login", &credentials)
    };
    let heard = log_in(&mut talk, "alice@example.com", Mattermost::PASSWORD);
    assert_eq!(heard.json()["username"], "alice");
    let session = heard.header("Token").unwrap().to_owned();
    assert_eq!(status_with(&mut talk, &session), 200);

    let wrong = (
        401,
        "api.user.login.invalid_credentials_email_username".to_owned(),
    );
    assert_eq!(refusal(&log_in(&mut talk, "alice", "wrong")), wrong);
    assert_eq!(refusal(&log_in(&mut talk, "nobody", "wrong")), wrong);
    assert_eq!(log_in(&mut talk, "alice", "").status, 400);
    assert_eq!(log_in(&mut talk, "relbot", "x").status, 401);
}

#[test]
fn a_deactivated_account_loses_tokens_and_sessions() {
    let mut talk = Talk::of(Mattermost::ADMIN_TOKEN);
    let credentials = json!({ "login_id": "alice", "password": Mattermost::PASSWORD });
    let session = talk.call("POST", "users/login", &credentials);
    let session = session.header("Token").unwrap().to_owned();
    let alice = format!("users/{}", Mattermost::ALICE);
    assert_eq!(talk.call("DELETE", &alice, &json!(null)).status, 200);
    assert_eq!(status_with(&mut talk, Mattermost::TOKEN), 401);
    assert_eq!(status_with(&mut talk, &session), 401);
    let refused = talk.call("POST", "users/login", &credentials);
    assert_eq!(
        refusal(&refused),
        (401, "api.user.login.inactive.app_error".to_owned())
    );
    let seen = talk.get(&format!("/api/v4/{alice}")).json();
    assert!(seen["delete_at"].as_i64().unwrap() > 0);
}

#[test]
fn only_administrators_deactivate() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    let admin = format!("users/{}", Mattermost::ADMIN);
    assert_eq!(talk.call("DELETE", &admin, &json!(null)).status, 403);
    assert_eq!(talk.call("DELETE", "users/me", &json!(null)).status, 401);
    assert_eq!(status_with(&mut talk, Mattermost::ADMIN_TOKEN), 200);
}

#[test]
fn a_server_of_today_lets_tokens_expire_and_gives_them_another_secret() {
    let mut talk = Talk::of(Mattermost::ADMIN_TOKEN);
    let none = json!({ "token_id": "x" });
    let before = talk.call("POST", "users/tokens/rotate", &none);
    assert_eq!(before.status, 404, "an old server knows nothing of it");

    talk.mattermost.let_tokens_expire(30);
    let make = |talk: &mut Talk, expires_at: u64| {
        let draft = json!({ "description": "x", "expires_at": expires_at });
        talk.call("POST", "users/me/tokens", &draft)
    };
    for (expires_at, id) in [
        (0, "app.user_access_token.expires_at_required.app_error"),
        (
            u64::MAX / 2,
            "app.user_access_token.expires_at_too_far.app_error",
        ),
    ] {
        assert_eq!(refusal(&make(&mut talk, expires_at)), (400, id.to_owned()));
    }
    // A time that is over: the token is made, and good for nothing.
    let past = make(&mut talk, 1000).json();
    assert_eq!(past["expires_at"], 1000);
    assert_eq!(status_with(&mut talk, past["token"].as_str().unwrap()), 401);

    talk.mattermost.let_tokens_expire(0);
    let which = json!({ "token_id": Mattermost::ADMIN_TOKEN_ID });
    let rotated = talk.call("POST", "users/tokens/rotate", &which).json();
    assert_eq!(status_with(&mut talk, Mattermost::ADMIN_TOKEN), 401);
    assert_eq!(
        status_with(&mut talk, rotated["token"].as_str().unwrap()),
        200
    );
}

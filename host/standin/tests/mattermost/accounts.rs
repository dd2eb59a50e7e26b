//! Accounts, bots and teams, from an empty server on.

use jackfield_standin::Mattermost;
use serde_json::{Value, json};

use crate::talk::{Talk, each, refusal};

fn account(name: &str) -> Value {
    json!({
        "username": name,
        "email": format!("{name}@example.com"),
        "password": Mattermost::PASSWORD,
    })
}

/// A conversation as the first account of an empty server.
fn pioneer() -> Talk {
    let mut talk = Talk::with(Mattermost::start_empty().unwrap());
    assert_eq!(talk.call("POST", "users", &account("root")).status, 201);
    let credentials = json!({ "login_id": "root", "password": Mattermost::PASSWORD });
    let session = talk.call("POST", "users/login", &credentials);
    talk.turn_into(session.header("Token").unwrap());
    talk
}

#[test]
fn an_empty_server_knows_none_of_the_small_team() {
    let mut talk = Talk::with(Mattermost::start_empty().unwrap());
    talk.turn_into(Mattermost::ADMIN_TOKEN);
    assert_eq!(talk.get("/api/v4/users/me").status, 401);
    let credentials = json!({ "login_id": "admin", "password": Mattermost::PASSWORD });
    assert_eq!(talk.call("POST", "users/login", &credentials).status, 401);
    assert_eq!(talk.get("/api/v4/system/ping").status, 200);
}

#[test]
fn only_the_first_account_makes_itself() {
    let mut talk = Talk::with(Mattermost::start_empty().unwrap());
    let first = talk.call("POST", "users", &account("root")).json();
    assert_eq!(first["roles"], "system_admin system_user");
    let second = talk.call("POST", "users", &account("other"));
    assert_eq!(
        refusal(&second),
        (403, "api.user.create_user.no_open_server".to_owned())
    );
    let mut talk = pioneer();
    let made = talk.call("POST", "users", &account("other")).json();
    assert_eq!(made["roles"], "system_user");
}

#[test]
fn accounts_that_cannot_be_are_refused() {
    let mut talk = pioneer();
    for (change, id) in [
        (
            json!({ "username": "two words" }),
            "model.user.is_valid.username.app_error",
        ),
        (
            json!({ "username": "channel" }),
            "model.user.is_valid.username.app_error",
        ),
        (
            json!({ "email": "nowhere" }),
            "model.user.is_valid.email.app_error",
        ),
        (
            json!({ "email": "ROOT@example.com" }),
            "app.user.save.email_exists.app_error",
        ),
        (
            json!({ "password": null }),
            "api.user.check_user_password.invalid.app_error",
        ),
    ] {
        let mut sent = account("carl");
        let sent_fields = sent.as_object_mut().unwrap();
        sent_fields.extend(change.as_object().unwrap().clone());
        let refused = talk.call("POST", "users", &sent);
        assert_eq!(refusal(&refused), (400, id.to_owned()), "{change}");
    }
}

#[test]
fn accounts_are_listed_by_name_and_page() {
    let mut talk = pioneer();
    for name in ["zoe", "carl", "anna"] {
        talk.call("POST", "users", &account(name));
    }
    let first = talk.get("/api/v4/users?per_page=3");
    assert_eq!(each(&first, "username"), ["anna", "carl", "root"]);
    let second = talk.get("/api/v4/users?per_page=3&page=1");
    assert_eq!(each(&second, "username"), ["zoe"]);
    let refused = talk.get("/api/v4/users?sort=last_activity_at");
    assert_eq!(refused.status, 400);
}

#[test]
fn the_last_to_write_is_listed_first() {
    let mut talk = Talk::of(Mattermost::ADMIN_TOKEN);
    let body = json!({ "channel_id": Mattermost::TOWN_SQUARE, "message": "x" });
    let path = format!(
        "/api/v4/users?in_team={}&sort=last_activity_at",
        Mattermost::ENGINEERING
    );
    talk.post(&body);
    talk.turn_into(Mattermost::TOKEN);
    talk.post(&body);
    assert_eq!(each(&talk.get(&path), "username"), ["alice", "admin"]);
    talk.turn_into(Mattermost::ADMIN_TOKEN);
    talk.call("POST", "posts?set_online=false", &body);
    assert_eq!(each(&talk.get(&path), "username"), ["alice", "admin"]);
    talk.post(&body);
    assert_eq!(each(&talk.get(&path), "username"), ["admin", "alice"]);
}

#[test]
fn search_looks_at_the_beginnings_of_names() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    let mut search = |body: &Value| {
        let found = talk.call("POST", "users/search", body);
        each(&found, "username")
    };
    assert_eq!(search(&json!({ "term": "rel" })), ["relbot"]);
    assert_eq!(search(&json!({ "term": "a" })), ["admin", "alice"]);
    assert_eq!(search(&json!({ "term": "a", "limit": 1 })), ["admin"]);
    let in_channel = json!({ "term": "r", "in_channel_id": Mattermost::TOWN_SQUARE });
    assert!(search(&in_channel).is_empty());
}

#[test]
fn settings_show_to_their_owner_and_to_administrators_by_id() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    let mut shows = |token: &str, path: &str| {
        talk.turn_into(token);
        let user = talk.get(&format!("/api/v4/users/{path}")).json();
        user.get("notify_props").is_some()
    };
    let admin = Mattermost::ADMIN;
    let alice = Mattermost::ALICE;
    assert!(shows(Mattermost::TOKEN, alice));
    assert!(!shows(Mattermost::TOKEN, admin));
    assert!(shows(Mattermost::ADMIN_TOKEN, alice));
    assert!(!shows(Mattermost::ADMIN_TOKEN, "username/alice"));
}

#[test]
fn a_bot_works_with_a_token_and_no_password() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    let bot = json!({ "username": "helper", "display_name": "Helper", "description": "Helps" });
    assert_eq!(talk.call("POST", "bots", &bot).status, 403);
    talk.turn_into(Mattermost::ADMIN_TOKEN);
    let made = talk.call("POST", "bots", &bot);
    assert_eq!(made.status, 201);
    let made = made.json();
    assert_eq!(made["description"], "Helps");
    assert_eq!(made["owner_id"], Mattermost::ADMIN);
    assert_eq!(talk.call("POST", "bots", &bot).status, 400);
    let shown = format!("/api/v4/bots/{}", made["user_id"].as_str().unwrap());
    assert_eq!(talk.get(&shown).json(), made);
    talk.turn_into(Mattermost::TOKEN);
    assert_eq!(talk.get(&shown).status, 404);
    talk.turn_into(Mattermost::ADMIN_TOKEN);
    let tokens = format!("users/{}/tokens", made["user_id"].as_str().unwrap());
    let token = talk
        .call("POST", &tokens, &json!({ "description": "x" }))
        .json();
    talk.turn_into(token["token"].as_str().unwrap());
    let me = talk.get("/api/v4/users/me").json();
    assert_eq!(me["is_bot"], true);
    assert_eq!(me["bot_description"], "Helps");
    assert_eq!(talk.get("/api/v4/users/me/teams").json(), json!([]));
}

#[test]
fn a_new_team_has_its_channels_and_its_maker() {
    let mut talk = pioneer();
    let team = json!({ "name": "ops", "display_name": "Ops", "type": "I" });
    let made = talk.call("POST", "teams", &team).json();
    let id = made["id"].as_str().unwrap();
    let channels = talk.get(&format!("/api/v4/users/me/teams/{id}/channels"));
    assert_eq!(each(&channels, "name"), ["off-topic", "town-square"]);
    assert!(talk.mattermost.posts().is_empty());
    assert_eq!(talk.call("POST", "teams", &team).status, 400);
    let unnamed = json!({ "name": "x", "display_name": "X", "type": "O" });
    assert_eq!(talk.call("POST", "teams", &unnamed).status, 400);
}

#[test]
fn a_team_is_for_those_who_are_added() {
    let mut talk = pioneer();
    let team = json!({ "name": "ops", "display_name": "Ops", "type": "O" });
    let team = talk.call("POST", "teams", &team).json();
    let id = team["id"].as_str().unwrap();
    let bob = talk.call("POST", "users", &account("bob")).json();
    let admin = talk.bearer.clone();
    let credentials = json!({ "login_id": "bob", "password": Mattermost::PASSWORD });
    let session = talk.call("POST", "users/login", &credentials);
    talk.turn_into(session.header("Token").unwrap());
    let by_name = "/api/v4/teams/name/ops/channels/name/town-square";
    assert_eq!(talk.get(&format!("/api/v4/teams/{id}")).status, 403);
    assert_eq!(talk.get(by_name).status, 404);

    let member = json!({ "team_id": id, "user_id": bob["id"] });
    let path = format!("teams/{id}/members");
    assert_eq!(talk.call("POST", &path, &member).status, 403);
    let bob_bearer = std::mem::replace(&mut talk.bearer, admin);
    assert_eq!(talk.call("POST", &path, &member).status, 201);
    assert_eq!(talk.call("POST", &path, &member).status, 201);
    let other_team = json!({ "team_id": "x", "user_id": bob["id"] });
    assert_eq!(talk.call("POST", &path, &other_team).status, 400);
    talk.bearer = bob_bearer;
    assert_eq!(talk.get(by_name).status, 200);
    assert_eq!(talk.get("/api/v4/teams/name/ops").json()["email"], "");
}

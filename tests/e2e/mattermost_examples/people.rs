//! The examples of `user.*`, `team.*`, `bot.*` and `token.*`.

use jackfield_standin::Mattermost;
use serde_json::{Value, json};

use super::scene::{BOB, Scene, scene};
use crate::support::texts;

/// Another person of the examples that name people by their ids.
const EVE: &str = "7nfr493bsjrm5kenjgy7tuasgy";
const HELPER: &str = "helperuser1234567890123456";
/// The token of the examples that name one.
const TOKEN_ID: &str = "ajhencqkpbfs786hs6433gymic";
const ENGINEERING: &str = Mattermost::ENGINEERING;

pub(super) fn scenes() -> Vec<Scene> {
    [accounts(), found(), teams(), tokens()].concat()
}

fn accounts() -> Vec<Scene> {
    vec![
        scene("user.create", "POST", "users")
            .by_admin()
            .with_input(json!([{"password": "Password-123456"}]))
            .sends(json!({
                "username": "bob", "email": "bob@example.com", "password": "Password-123456",
            }))
            .gives("/username", json!(["bob"])),
        scene("user.deactive", "DELETE", &format!("users/{BOB}"))
            .by_admin()
            .with_bob()
            .gives_ok(),
        scene(
            "user.invite",
            "POST",
            &format!("teams/{ENGINEERING}/invite/email"),
        )
        .by_admin()
        .sends(json!(["bob@example.com", "eve@example.com"]))
        .gives_ok(),
        scene("bot.create", "POST", "bots")
            .by_admin()
            .sends(json!({"username": "deploybot", "display_name": "Deploy Bot"}))
            .gives("/display_name", json!(["Deploy Bot"])),
    ]
}

fn found() -> Vec<Scene> {
    let alice = json!([Mattermost::ALICE]);
    let status = json!({
        "method": "PUT", "path": "users/me/status",
        "body": {"user_id": Mattermost::ALICE, "status": "dnd"},
    });
    vec![
        scene("user.getAll", "GET", "users")
            .query("in_team", ENGINEERING)
            .gives("/username", json!(["admin", "alice", "relbot"])),
        scene("user.getByEmail", "GET", "users/email/alice@example.com")
            .gives("/id", alice.clone()),
        scene("user.getByUsername", "GET", "users/username/alice").gives("/id", alice.clone()),
        scene("user.getById", "POST", "users/ids")
            .where_there_is(|server| {
                server.add_account(BOB, "bob");
                server.add_account(EVE, "eve");
            })
            .sends(json!([EVE, BOB]))
            .gives("/username", json!(["eve", "bob"])),
        scene("user.get", "GET", &format!("users/{}", Mattermost::ALICE))
            .gives("/id", alice.clone()),
        scene("user.search", "POST", "users/search")
            .sends(json!({"term": "ali", "team_id": ENGINEERING}))
            .gives("/id", alice),
        scene(
            "user.getStatus",
            "GET",
            &format!("users/{}/status", Mattermost::ALICE),
        )
        .after("api.call", &status)
        .gives("/status", json!(["dnd"])),
    ]
}

fn teams() -> Vec<Scene> {
    let bot: Value = json!({"username": "deploybot"});
    vec![
        scene("team.get", "GET", &format!("teams/{ENGINEERING}"))
            .gives("/id", json!([ENGINEERING])),
        scene("team.getAll", "GET", "users/me/teams").gives("/name", json!(["engineering"])),
        scene(
            "team.addUser",
            "POST",
            &format!("teams/{ENGINEERING}/members"),
        )
        .by_admin()
        .after("bot.create", &bot)
        .sends(json!({"team_id": ENGINEERING}))
        .gives("/team_id", json!([ENGINEERING])),
    ]
}

fn tokens() -> Vec<Scene> {
    let set = |operation, what: &str| {
        scene(operation, "POST", &format!("users/tokens/{what}"))
            .where_there_is(|server| server.add_token(TOKEN_ID, Mattermost::ALICE, true))
            .sends(json!({"token_id": TOKEN_ID}))
            .gives_ok()
    };
    vec![
        scene("token.getAll", "GET", "users/me/tokens").gives(
            "/description",
            json!(["workflow integration", "old laptop"]),
        ),
        scene("token.create", "POST", &format!("users/{HELPER}/tokens"))
            .by_admin()
            .where_there_is(|server| server.add_account(HELPER, "helper"))
            .gives("/savedAs", json!(["report-bot"]))
            .gives("/user_id", json!([HELPER])),
        scene("token.rotate", "POST", "users/me/tokens")
            .in_store()
            .gives("/credential", json!(["team-chat"]))
            .leaves(|server| {
                let tokens = server.tokens();
                assert!(!texts(&tokens, "id").contains(&Mattermost::TOKEN_ID.to_owned()));
            }),
        set("token.revoke", "revoke").leaves(|server| assert_eq!(is_active(server), None)),
        set("token.disable", "disable").leaves(|server| assert_eq!(is_active(server), Some(false))),
        set("token.enable", "enable")
            .where_there_is(|server| server.add_token(TOKEN_ID, Mattermost::ALICE, false))
            .leaves(|server| assert_eq!(is_active(server), Some(true))),
    ]
}

/// Whether the token of the examples can be used; none where it is gone.
fn is_active(server: &Mattermost) -> Option<bool> {
    let tokens = server.tokens();
    let token = tokens.iter().find(|token| token["id"] == TOKEN_ID)?;
    token["is_active"].as_bool()
}

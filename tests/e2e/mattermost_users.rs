//! People, bots and teams.

use jackfield_standin::Mattermost;
use serde_json::{Value, json};

use crate::support::{gives, operate, text, texts};

const ADMIN: &str = Mattermost::ADMIN_TOKEN;
const ALICE: &str = Mattermost::TOKEN;

fn bob() -> Value {
    json!({
        "username": "bob", "authService": "email", "email": "bob@example.com",
        "password": "Password-123456",
        "additionalFields": {
            "first_name": "Bob",
            "notificationUi": {"notificationValues": {"email": false, "push": "all"}},
        },
    })
}

#[test]
fn an_account_is_made_found_and_deactivated() {
    let server = Mattermost::start().unwrap();
    let made = gives(&server, ADMIN, "user.create", &bob());
    assert_eq!(text(&made[0], "first_name"), "Bob");
    assert_eq!(
        made[0]["notify_props"],
        json!({
            "channel": "true", "desktop": "all", "desktop_sound": "true", "email": "false",
            "first_name": "false", "mention_keys": "", "push": "all",
        }),
        "what exports leave out as usual, and text alone"
    );
    let id = text(&made[0], "id");
    for (operation, with) in [
        ("user.getByEmail", json!({"email": "bob@example.com"})),
        ("user.getByUsername", json!({"username": "@bob"})),
        ("user.getById", json!({"userIds": format!(" {id} ,nobody")})),
        (
            "user.getById",
            json!({"userIds": [id], "additionalFields": {"since": "2020-01-01T00:00:00.000Z"}}),
        ),
        ("user.get", json!({"user": "bob"})),
        ("user.get", json!({"user": "bob@example.com"})),
        ("user.get", json!({"userId": id})),
        ("user.search", json!({"term": "bo"})),
    ] {
        let found = gives(&server, ADMIN, operation, &with);
        assert_eq!(texts(&found, "username"), ["bob"], "{operation} {with}");
    }
    let since = server.received().iter().find_map(|request| {
        request
            .query
            .clone()
            .filter(|query| query.starts_with("since"))
    });
    assert_eq!(since.as_deref(), Some("since=1577836800000"));

    let done = gives(&server, ADMIN, "user.deactive", &json!({"user": "@bob"}));
    assert_eq!(done, [json!({"status": "OK"})]);
    let search = |with: Value| texts(&gives(&server, ADMIN, "user.search", &with), "username");
    assert_eq!(search(json!({"term": "bo"})), [""; 0]);
    assert_eq!(
        search(json!({"term": "bo", "allowInactive": true})),
        ["bob"]
    );
    operate(&server, ADMIN, "user.create", &bob())
        .ends(3)
        .says(&["_exists.app_error"]);
}

#[test]
fn an_account_needs_what_its_service_needs() {
    let server = Mattermost::start().unwrap();
    for (with, words) in [
        (json!({"username": "bob"}), "the parameter `email` is empty"),
        (
            json!({"username": "bob", "email": "b@example.com"}),
            "the parameter `password` is empty",
        ),
        (
            json!({"username": "bob", "authService": "ldap"}),
            "the parameter `authData` is empty",
        ),
    ] {
        operate(&server, ADMIN, "user.create", &with)
            .ends(3)
            .says(&[words]);
    }
    assert!(server.received().is_empty());
    operate(&server, ALICE, "user.create", &bob()).ends(4);
}

#[test]
fn nobody_is_deactivated_whom_an_expression_did_not_find() {
    let server = Mattermost::start().unwrap();
    for (with, name) in [
        (json!({"userId": ""}), "userId"),
        (json!({"user": null}), "user"),
        (json!({"user": " "}), "user"),
    ] {
        operate(&server, ADMIN, "user.deactive", &with)
            .ends(3)
            .says(&[
                &format!("the parameter `{name}` is empty"),
                "a value that is always there",
            ]);
    }
    assert!(server.received().is_empty());
}

#[test]
fn without_a_name_it_is_ones_own_account() {
    let server = Mattermost::start().unwrap();
    for with in [json!({}), json!({"user": "me"}), json!({"userId": "me"})] {
        let found = gives(&server, ALICE, "user.get", &with);
        assert_eq!(texts(&found, "username"), ["alice"], "{with}");
    }
}

#[test]
fn whether_somebody_is_there_is_seen_and_not_changed_by_a_post() {
    let server = Mattermost::start().unwrap();
    let status = |token, with: Value| {
        let found = gives(&server, token, "user.getStatus", &with);
        assert_eq!(found[0]["user_id"], json!(Mattermost::ALICE));
        text(&found[0], "status")
    };
    let post = |more: Value| {
        let mut with = json!({"channelId": Mattermost::TOWN_SQUARE, "message": "a"});
        let members = with.as_object_mut().unwrap();
        members.extend(more.as_object().unwrap().clone());
        gives(&server, ALICE, "message.post", &with);
    };
    post(json!({}));
    assert_eq!(status(ALICE, json!({})), "offline", "nobody is there");
    post(json!({"setOnline": true}));
    assert_eq!(status(ALICE, json!({})), "online");
    let away = json!({
        "method": "PUT", "path": "users/me/status",
        "body": {"user_id": Mattermost::ALICE, "status": "away"},
    });
    gives(&server, ALICE, "api.call", &away);
    assert_eq!(status(ADMIN, json!({"user": "@alice"})), "away");
    assert_eq!(status(ADMIN, json!({"userId": Mattermost::ALICE})), "away");
}

#[test]
fn accounts_are_listed_by_place_and_order() {
    let server = Mattermost::start().unwrap();
    let list = |with: Value| texts(&gives(&server, ADMIN, "user.getAll", &with), "username");
    assert_eq!(list(json!({})), ["admin", "alice", "relbot"]);
    assert_eq!(
        list(json!({"returnAll": false, "limit": 2})),
        ["admin", "alice"]
    );
    let news = json!({"inChannel": Mattermost::RELEASE_NEWS});
    assert_eq!(list(json!({"additionalFields": news})), ["admin", "alice"]);
    assert_eq!(
        list(json!({"channel": "engineering/release-news"})),
        ["admin", "alice"]
    );
    let by_name = json!({"inTeam": "engineering", "inChannel": "engineering/release-news"});
    assert_eq!(
        list(json!({"additionalFields": by_name})),
        ["admin", "alice"]
    );
    let everyone = list(json!({"team": "engineering", "additionalFields": {"sort": "createdAt"}}));
    assert_eq!(everyone.len(), 3);
    let query = server.received().last().unwrap().query_pairs();
    for pair in [("in_team", Mattermost::ENGINEERING), ("sort", "create_at")] {
        let pair = (pair.0.to_owned(), pair.1.to_owned());
        assert!(query.contains(&pair), "{query:?}");
    }
    operate(
        &server,
        ADMIN,
        "user.getAll",
        &json!({"additionalFields": {"sort": "status"}}),
    )
    .ends(3)
    .says(&["the order `status` is for `inChannel` alone"]);
}

#[test]
fn people_are_invited() {
    let server = Mattermost::start().unwrap();
    let with = json!({"team": "engineering", "emails": "a@example.com, b@example.com"});
    let done = gives(&server, ADMIN, "user.invite", &with);
    assert_eq!(done, [json!({"status": "OK"})]);
    let sent = server.received().last().unwrap().json().unwrap();
    assert_eq!(sent, json!(["a@example.com", "b@example.com"]));
    operate(
        &server,
        ADMIN,
        "user.invite",
        &json!({"team": "engineering", "emails": " , "}),
    )
    .ends(3)
    .says(&["the parameter `emails` is empty"]);
}

#[test]
fn teams_are_found_and_joined() {
    let server = Mattermost::start().unwrap();
    for with in [
        json!({"team": "engineering"}),
        json!({"teamId": Mattermost::ENGINEERING}),
    ] {
        let found = gives(&server, ALICE, "team.get", &with);
        assert_eq!(texts(&found, "id"), [Mattermost::ENGINEERING]);
    }
    let mine = gives(&server, ALICE, "team.getAll", &json!({}));
    assert_eq!(texts(&mine, "name"), ["engineering"]);
    gives(&server, ADMIN, "user.create", &bob());
    let with = json!({"team": "engineering", "user": "@bob"});
    for _ in 0..2 {
        let member = gives(&server, ADMIN, "team.addUser", &with);
        assert_eq!(text(&member[0], "team_id"), Mattermost::ENGINEERING);
    }
}

#[test]
fn a_bot_is_made() {
    let server = Mattermost::start().unwrap();
    let with = json!({"username": "ci", "displayName": "CI", "description": "builds"});
    let made = gives(&server, ADMIN, "bot.create", &with);
    assert_eq!(text(&made[0], "username"), "ci");
    assert_eq!(text(&made[0], "description"), "builds");
    operate(&server, ALICE, "bot.create", &json!({"username": "ci2"}))
        .ends(4)
        .says(&[
            "hint: bot.create needs create_bot. @alice may not do this. An administrator can",
            "Manage Roles",
        ])
        .keeps_quiet_about(&["to the channel", "post:channels"]);
}

#[test]
fn tokens_are_listed_disabled_enabled_and_revoked() {
    let server = Mattermost::start().unwrap();
    let other = "disabledtokenid12345678901";
    let states = || -> Vec<(String, Value)> {
        gives(&server, ALICE, "token.getAll", &json!({}))
            .iter()
            .map(|token| (text(token, "id"), token["is_active"].clone()))
            .collect()
    };
    let state = |active: bool| (other.to_owned(), json!(active));
    for (operation, active) in [("token.enable", true), ("token.disable", false)] {
        let done = gives(&server, ALICE, operation, &json!({"tokenId": other}));
        assert_eq!(done, [json!({"status": "OK"})]);
        assert!(states().contains(&state(active)), "{operation}");
    }
    let listed = gives(
        &server,
        ALICE,
        "token.getAll",
        &json!({"returnAll": false, "limit": 1}),
    );
    assert_eq!(listed.len(), 1);
    assert!(listed[0].get("token").is_none());
    gives(&server, ALICE, "token.revoke", &json!({"tokenId": other}));
    assert_eq!(states().len(), 1);
    operate(&server, ALICE, "token.revoke", &json!({"tokenId": other})).ends(5);
}

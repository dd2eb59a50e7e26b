//! Parameters that say nothing, and numbers however they are written.

use jackfield_standin::Mattermost;
use serde_json::{Value, json};

use crate::support::{chat, chat_step, count, gives, operate, text, texts};

const ADMIN: &str = Mattermost::ADMIN_TOKEN;
const ALICE: &str = Mattermost::TOKEN;

#[test]
fn what_an_expression_did_not_find_does_not_widen_or_redirect_a_step() {
    let server = Mattermost::start().unwrap();
    let post = "n8d3fypqtjyybkae4gb1uboqka";
    let of_post = |name: &str, value: Value| {
        let mut with = json!({"postId": post, "emojiName": "tada"});
        with[name] = value;
        with
    };
    for (operation, with, name) in [
        ("user.get", json!({"user": ""}), "user"),
        ("user.get", json!({"userId": null}), "userId"),
        ("user.getStatus", json!({"user": " "}), "user"),
        ("token.getAll", json!({"userId": ""}), "userId"),
        ("reaction.create", of_post("userId", json!(null)), "userId"),
        ("reaction.delete", of_post("user", json!("")), "user"),
        ("channel.getAll", json!({"team": ""}), "team"),
        (
            "message.search",
            json!({"term": "a", "teamId": null}),
            "teamId",
        ),
        (
            "user.search",
            json!({"term": "a", "channel": ""}),
            "channel",
        ),
        ("user.getAll", json!({"team": null}), "team"),
        (
            "user.getAll",
            json!({"additionalFields": {"inChannel": ""}}),
            "inChannel",
        ),
        (
            "user.getAll",
            json!({"returnAll": false, "limit": null}),
            "limit",
        ),
        (
            "message.getAll",
            json!({"channelId": Mattermost::TOWN_SQUARE, "since": ""}),
            "since",
        ),
        (
            "token.create",
            json!({"user": "me", "description": "d", "saveAs": "s", "validDays": null}),
            "validDays",
        ),
    ] {
        let words = format!("the parameter `{name}` is empty");
        let default = format!("for the default, leave `{name}` out");
        operate(&server, ADMIN, operation, &with).ends(3).says(&[
            "invalid-parameter",
            &words,
            &default,
        ]);
    }
    assert!(server.received().is_empty());
}

#[test]
fn the_same_holds_for_what_a_template_gives() {
    let server = Mattermost::start().unwrap();
    let with = json!({"user": "{{ $json.who }}"});
    chat(&server)
        .steps(&[chat_step("user.get", &with)])
        .run(&["--input", r#"[{"who": "@admin"}, {"who": null}]"#])
        .ends(3)
        .says(&["item 1", "the parameter `user` is empty"]);
    assert_eq!(count(&server.received(), "GET", "/users/me"), 0);
}

#[test]
fn what_may_be_empty_stays_so() {
    let server = Mattermost::start().unwrap();
    let with = json!({
        "channelId": Mattermost::TOWN_SQUARE, "channel": "", "message": "a", "files": "",
        "attachments": [], "props": null, "priority": "", "requestAck": null, "rootId": "",
    });
    gives(&server, ALICE, "message.post", &with);
    assert_eq!(server.posts().len(), 1);
    // What an expression does not find is no thread that nobody wants.
    let with = json!({"channelId": Mattermost::TOWN_SQUARE, "message": "a", "rootId": null});
    operate(&server, ALICE, "message.post", &with)
        .ends(3)
        .says(&["`rootId`"]);
    assert_eq!(server.posts().len(), 1);
}

#[test]
fn a_limit_alone_is_one() {
    let server = Mattermost::start().unwrap();
    for operation in ["user.getAll", "token.getAll"] {
        let one = gives(&server, ADMIN, operation, &json!({"limit": 1}));
        assert_eq!(one.len(), 1, "{operation}");
    }
    let all = json!({"limit": 1, "returnAll": true});
    assert!(gives(&server, ADMIN, "user.getAll", &all).len() > 1);
}

#[test]
fn a_file_is_not_taken_away_by_what_was_not_found() {
    let server = Mattermost::start().unwrap();
    let file = "zazw7nbskbn48xokdpnsh3dqsr";
    server.add_file(file, Mattermost::ALICE, "report.csv", b"1,2\n");
    let with = json!({"channelId": Mattermost::TOWN_SQUARE, "message": "a", "fileIds": [file]});
    let made = gives(&server, ALICE, "message.post", &with);
    let asked = server.received().len();
    for nothing in [json!(""), json!(" , "), json!([""])] {
        let with = json!({"postId": made[0]["id"], "fileIds": nothing});
        operate(&server, ALICE, "message.update", &with)
            .ends(3)
            .says(&[
                "the parameter `fileIds` is empty",
                "`[]` takes them all away",
            ]);
    }
    assert_eq!(server.received().len(), asked);
    let with = json!({"postId": made[0]["id"], "fileIds": []});
    gives(&server, ALICE, "message.update", &with);
    let sent = server.received().pop().unwrap().json().unwrap();
    assert_eq!(sent, json!({"file_ids": []}));
}

#[test]
fn a_whole_number_may_have_a_point() {
    let server = Mattermost::start().unwrap();
    let query = |name: &str| {
        let pairs = server.received().last().unwrap().query_pairs();
        pairs
            .into_iter()
            .find(|(known, _)| known == name)
            .unwrap()
            .1
    };
    let with = json!({"returnAll": false, "limit": 2.0});
    let found = gives(&server, ADMIN, "user.getAll", &with);
    assert_eq!(texts(&found, "username"), ["admin", "alice"]);
    let with = json!({"channelId": Mattermost::TOWN_SQUARE, "since": 1.7e12});
    gives(&server, ALICE, "message.getAll", &with);
    assert_eq!(query("since"), "1700000000000");
    let with = json!({"userIds": [Mattermost::ALICE], "additionalFields": {"since": 1.7e12}});
    gives(&server, ALICE, "user.getById", &with);
    assert_eq!(query("since"), "1700000000000");
}

#[test]
fn a_token_that_is_to_expire_does_so() {
    let server = Mattermost::start().unwrap();
    let with = json!({"user": "me", "description": "d", "saveAs": "s", "validDays": 30.0});
    operate(&server, ALICE, "token.create", &with);
    let made = server
        .received()
        .into_iter()
        .find(|request| request.method == "POST" && request.path.ends_with("/tokens"));
    let sent = made.unwrap().json().unwrap();
    assert!(sent["expires_at"].is_u64(), "{sent}");
    assert!(text(&sent, "description").starts_with("d ("));
}

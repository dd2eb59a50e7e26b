//! Channels and who is in them.

use jackfield_standin::Mattermost;
use serde_json::{Value, json};

use crate::support::{CHANNEL, gives, operate, text, texts};

const ADMIN: &str = Mattermost::ADMIN_TOKEN;
const ALICE: &str = Mattermost::TOKEN;
const NEWS: &str = "engineering/release-news";

#[test]
fn a_channel_lives_from_creation_to_its_return_from_the_archive() {
    let server = Mattermost::start().unwrap();
    let made = gives(
        &server,
        ADMIN,
        "channel.create",
        &json!({"team": "engineering", "displayName": "Release 2", "channel": "release-2", "type": "private", "purpose": "P", "header": "H"}),
    );
    assert_eq!(text(&made[0], "name"), "release-2");
    for (key, value) in [
        ("type", "P"),
        ("display_name", "Release 2"),
        ("purpose", "P"),
        ("header", "H"),
    ] {
        assert_eq!(text(&made[0], key), value, "{key}");
    }
    let id = text(&made[0], "id");
    let by_name = json!({"channel": "engineering/release-2"});
    let found = gives(&server, ADMIN, "channel.get", &by_name);
    assert_eq!(text(&found[0], "id"), id);

    let done = gives(&server, ADMIN, "channel.delete", &by_name);
    assert_eq!(done, [json!({"status": "OK"})]);
    operate(&server, ADMIN, "channel.get", &by_name).ends(5);
    let restored = gives(&server, ADMIN, "channel.restore", &json!({"channelId": id}));
    assert_eq!(
        (text(&restored[0], "id"), &restored[0]["delete_at"]),
        (id, &json!(0))
    );
}

#[test]
fn a_channel_is_public_unless_it_is_said_otherwise() {
    let server = Mattermost::start().unwrap();
    let with = json!({"teamId": Mattermost::ENGINEERING, "displayName": "Open", "channel": "open"});
    let made = gives(&server, ALICE, "channel.create", &with);
    assert_eq!(text(&made[0], "type"), "O");
    operate(&server, ALICE, "channel.create", &with)
        .ends(3)
        .says(&["store.sql_channel.save_channel.exists.app_error"]);
    operate(
        &server,
        ALICE,
        "channel.create",
        &json!({"displayName": "A", "channel": "ab"}),
    )
    .ends(3)
    .says(&["no team is given", "`teamId`"]);
}

#[test]
fn people_come_and_go() {
    let server = Mattermost::start().unwrap();
    let bot = json!({"channel": NEWS, "user": "@relbot"});
    for _ in 0..2 {
        let member = gives(&server, ALICE, "channel.addUser", &bot);
        assert_eq!(text(&member[0], "user_id"), Mattermost::BOT);
        assert_eq!(text(&member[0], "channel_id"), Mattermost::RELEASE_NEWS);
    }
    let done = gives(
        &server,
        ALICE,
        "channel.removeUser",
        &json!({"channelId": Mattermost::RELEASE_NEWS, "userId": Mattermost::BOT}),
    );
    assert_eq!(done, [json!({"status": "OK"})]);
    operate(&server, ALICE, "channel.removeUser", &bot)
        .ends(5)
        .says(&["app.channel.get_member.missing.app_error"]);
}

#[test]
fn members_are_given_as_n8n_gives_them() {
    let server = Mattermost::start().unwrap();
    let members = |with: Value| gives(&server, ALICE, "channel.members", &with);
    let all = members(json!({"channel": NEWS}));
    assert_eq!(
        texts(&all, "user_id"),
        [Mattermost::ADMIN, Mattermost::ALICE]
    );
    let accounts = members(json!({"channel": NEWS, "returnAll": false}));
    assert_eq!(texts(&accounts, "username"), ["admin", "alice"]);
    let one = members(json!({"channel": NEWS, "returnAll": "false", "limit": "1"}));
    assert_eq!(texts(&one, "username"), ["admin"]);
    let plain = members(json!({"channel": NEWS, "returnAll": false, "resolveData": false}));
    assert_eq!(plain, all);
    assert!(
        !texts(&all, "roles").contains(&String::new()),
        "memberships, not accounts"
    );
}

#[test]
fn what_is_in_a_channel_is_counted() {
    let server = Mattermost::start().unwrap();
    let counted = gives(
        &server,
        ALICE,
        "channel.statistics",
        &json!({"channel": NEWS}),
    );
    assert_eq!(
        counted,
        [
            json!({"channel_id": Mattermost::RELEASE_NEWS, "member_count": 2, "guest_count": 0, "pinnedpost_count": 0})
        ]
    );
}

#[test]
fn ones_own_channels_are_listed() {
    let server = Mattermost::start().unwrap();
    let mine = |token| {
        let items = gives(
            &server,
            token,
            "channel.getAll",
            &json!({"team": "engineering"}),
        );
        texts(&items, "name")
    };
    assert_eq!(mine(ALICE), ["release-news", "town-square"]);
    assert_eq!(mine(Mattermost::BOT_TOKEN), [""; 0]);
}

#[test]
fn a_direct_channel_is_opened_once() {
    let server = Mattermost::start().unwrap();
    let open = |with: Value| text(&gives(&server, ALICE, "channel.direct", &with)[0], "id");
    let id = open(json!({"user": "@admin"}));
    assert_eq!(open(json!({"userId": Mattermost::ADMIN})), id);
    assert_eq!(open(json!({"user": "admin@example.com"})), id);
    operate(&server, ALICE, "channel.direct", &json!({}))
        .ends(3)
        .says(&["the parameter `user` or `userId` is missing"]);
}

#[test]
fn a_group_is_made_of_the_people_and_oneself() {
    let server = Mattermost::start().unwrap();
    let open = |token, users: Value| {
        let with = json!({"users": users});
        gives(&server, token, "channel.group", &with).remove(0)
    };
    let group = open(ALICE, json!(format!("@admin, {}", Mattermost::BOT)));
    assert_eq!(
        (text(&group, "type"), text(&group, "display_name")),
        ("G".into(), "admin, alice, relbot".into())
    );
    let again = open(ADMIN, json!(["alice@example.com", "@relbot"]));
    assert_eq!(again["id"], group["id"], "the group that exists");
    let with = json!({"channelId": group["id"], "message": "to the three of us"});
    gives(&server, Mattermost::BOT_TOKEN, "message.post", &with);
    let read = gives(
        &server,
        ADMIN,
        "message.getAll",
        &json!({"channelId": group["id"]}),
    );
    assert_eq!(texts(&read, "message"), ["to the three of us"]);
    let with = json!({"channelId": group["id"], "header": "We three"});
    let changed = gives(&server, ADMIN, "channel.update", &with);
    assert_eq!(texts(&changed, "header"), ["We three"]);
    operate(
        &server,
        ALICE,
        "channel.group",
        &json!({"users": ["@admin"]}),
    )
    .ends(3)
    .says(&["two to seven people", "names 1"]);
    operate(
        &server,
        ALICE,
        "channel.group",
        &json!({"users": ["@admin", "nobody12345678901234567890"]}),
    )
    .ends(3)
    .says(&["api.channel.create_group.bad_user.app_error"]);
}

#[test]
fn a_channel_is_changed_in_what_is_given() {
    let server = Mattermost::start().unwrap();
    let with = json!({"channel": NEWS, "header": "Freeze until 12", "displayName": null});
    let changed = gives(&server, ALICE, "channel.update", &with);
    assert_eq!(text(&changed[0], "header"), "Freeze until 12");
    assert_eq!(text(&changed[0], "display_name"), "Release News");
    let sent = server.received().pop().unwrap();
    assert_eq!(sent.json().unwrap(), json!({"header": "Freeze until 12"}));
    let with = json!({"channel": NEWS, "name": "news", "displayName": 2027, "header": ""});
    gives(&server, ALICE, "channel.update", &with);
    let found = gives(
        &server,
        ALICE,
        "channel.get",
        &json!({"channel": "engineering/news"}),
    );
    for (key, value) in [("name", "news"), ("display_name", "2027"), ("header", "")] {
        assert_eq!(text(&found[0], key), value, "{key}");
    }
    for (with, words) in [
        (
            json!({"channel": CHANNEL}),
            &["nothing is to be changed", "`displayName`"][..],
        ),
        (
            json!({"channel": CHANNEL, "name": "plaza"}),
            &["api.channel.update_channel.tried.app_error"],
        ),
        (
            json!({"channel": CHANNEL, "header": "a".repeat(1025)}),
            &["model.channel.is_valid.header.app_error"],
        ),
    ] {
        operate(&server, ALICE, "channel.update", &with)
            .ends(3)
            .says(words);
    }
}

#[test]
fn a_channel_in_the_archive_is_found_by_its_name_where_that_is_wanted() {
    let server = Mattermost::start().unwrap();
    let attic = json!({"channel": "engineering/attic"});
    operate(&server, ADMIN, "channel.get", &attic).ends(5);
    operate(&server, ADMIN, "channel.delete", &attic)
        .ends(3)
        .says(&["api.channel.delete_channel.deleted.app_error"]);
    let restored = gives(&server, ADMIN, "channel.restore", &attic);
    assert_eq!(texts(&restored, "id"), [Mattermost::ATTIC]);
    assert_eq!(restored[0]["delete_at"], json!(0));
    gives(&server, ADMIN, "channel.get", &attic);
}

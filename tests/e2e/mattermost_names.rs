//! Channels, teams and people by name.

use jackfield_standin::Mattermost;
use serde_json::{Value, json};

use crate::support::process::{Jackfield, variable};
use crate::support::{chat_step, count, gives, operate, text};

/// The program with alice's credential, which names a team.
fn at_home(server: &Mattermost) -> Jackfield {
    let credential = json!({
        "type": "mattermost", "baseUrl": server.base_url(), "accessToken": Mattermost::TOKEN,
        "team": "engineering",
    });
    Jackfield::new().env(variable("team-chat"), credential.to_string())
}

#[test]
fn a_channel_of_the_credentials_team_needs_no_team() {
    let server = Mattermost::start().unwrap();
    for channel in ["~release-news", "release-news", "engineering/release-news"] {
        let with = json!({"channel": channel, "message": "a"});
        at_home(&server)
            .steps(&[chat_step("message.post", &with)])
            .run(&[])
            .ends(0);
    }
    for post in server.posts() {
        assert_eq!(text(&post, "channel_id"), Mattermost::RELEASE_NEWS);
    }
    assert_eq!(server.posts().len(), 3);
    let found = at_home(&server)
        .steps(&[chat_step("channel.search", &json!({"term": "news"}))])
        .run(&[])
        .ends(0);
    assert_eq!(found.json_lines().len(), 1);
}

#[test]
fn without_such_a_team_it_is_said_what_to_do() {
    let server = Mattermost::start().unwrap();
    let with = json!({"channel": "~release-news", "message": "a"});
    operate(&server, Mattermost::TOKEN, "message.post", &with)
        .ends(3)
        .says(&[
            "does not name a channel",
            "team/channel-name",
            "a field `team`",
        ]);
}

#[test]
fn a_person_is_a_channel() {
    let server = Mattermost::start().unwrap();
    let items: Vec<Value> = (0..3).map(|number| json!({"number": number})).collect();
    let with = json!({"channel": "@admin", "message": "hello"});
    crate::support::chat(&server)
        .steps(&[chat_step("message.post", &with)])
        .run(&["--input", &json!(items).to_string()])
        .ends(0);
    let received = server.received();
    for (method, path) in [
        ("GET", "/users/me"),
        ("GET", "/users/username/admin"),
        ("POST", "/channels/direct"),
    ] {
        assert_eq!(count(&received, method, path), 1, "{path} once a run");
    }
    let posts = server.posts();
    assert_eq!(posts.len(), 3);
    let opened = gives(
        &server,
        Mattermost::TOKEN,
        "channel.direct",
        &json!({"user": "@admin"}),
    );
    assert_eq!(text(&posts[0], "channel_id"), text(&opened[0], "id"));
}

#[test]
fn a_name_that_is_none_is_refused_with_what_to_write() {
    let server = Mattermost::start().unwrap();
    for (with, words) in [
        (
            json!({"user": "Alice Smith"}),
            &[
                "`Alice Smith` does not name an account",
                "not the display name",
            ][..],
        ),
        (json!({"user": "@"}), &["`@` does not name an account"]),
        (json!({"user": "a/../b"}), &["does not name an account"]),
        (
            json!({"user": "@alice", "userId": "x"}),
            &["both `userId` and `user`"],
        ),
    ] {
        operate(&server, Mattermost::TOKEN, "user.get", &with)
            .ends(3)
            .says(words);
    }
    assert!(server.received().is_empty());
    operate(
        &server,
        Mattermost::TOKEN,
        "user.get",
        &json!({"user": "@nobody"}),
    )
    .ends(5)
    .says(&["looking up the account `@nobody`", "answered 404"]);
}

#[test]
fn a_name_that_is_given_as_an_id_is_refused_before_it_is_sent() {
    let server = Mattermost::start().unwrap();
    for (operation, with, words) in [
        (
            "channel.get",
            json!({"channelId": "engineering/town-square"}),
            [
                "`engineering/town-square`, given as `channelId`, is no id",
                "a name as `channel`",
            ],
        ),
        (
            "user.get",
            json!({"userId": "@bob"}),
            ["`@bob`, given as `userId`, is no id", "a name as `user`"],
        ),
        (
            "team.get",
            json!({"teamId": "Engineering"}),
            [
                "`Engineering`, given as `teamId`, is no id",
                "a name as `team`",
            ],
        ),
    ] {
        operate(&server, Mattermost::TOKEN, operation, &with)
            .ends(3)
            .says(&words);
    }
    assert!(server.received().is_empty());
}

#[test]
fn an_id_will_do_where_a_name_is_wanted() {
    let server = Mattermost::start().unwrap();
    for (operation, with, id) in [
        (
            "channel.get",
            json!({"channel": Mattermost::TOWN_SQUARE}),
            Mattermost::TOWN_SQUARE,
        ),
        (
            "user.get",
            json!({"user": Mattermost::ADMIN}),
            Mattermost::ADMIN,
        ),
        (
            "team.get",
            json!({"team": Mattermost::ENGINEERING}),
            Mattermost::ENGINEERING,
        ),
    ] {
        let found = gives(&server, Mattermost::TOKEN, operation, &with);
        assert_eq!(text(&found[0], "id"), id, "{operation}");
    }
    assert_eq!(server.received().len(), 3, "nothing is looked up");
    let with = json!({"team": Mattermost::ENGINEERING, "channel": Mattermost::RELEASE_NEWS});
    let found = gives(&server, Mattermost::TOKEN, "user.getAll", &with);
    assert_eq!(found.len(), 2);
}

#[test]
fn one_may_call_oneself_me() {
    let server = Mattermost::start().unwrap();
    for with in [json!({"user": "@me"}), json!({"userId": "me"})] {
        let found = gives(&server, Mattermost::TOKEN, "user.get", &with);
        assert_eq!(text(&found[0], "username"), "alice", "{with}");
    }
    let with = json!({"channel": "engineering/town-square", "user": "@me"});
    gives(&server, Mattermost::TOKEN, "channel.addUser", &with);
    let sent = server.received().pop().unwrap().json().unwrap();
    assert_eq!(sent, json!({"user_id": Mattermost::ALICE}));
}

#[test]
fn a_link_is_as_good_as_a_name() {
    let server = Mattermost::start().unwrap();
    let address = server.base_url();
    let link = format!("{address}/engineering/channels/town-square");
    let with = json!({"channel": link, "message": "a"});
    let made = gives(&server, Mattermost::TOKEN, "message.post", &with);
    assert_eq!(text(&made[0], "channel_id"), Mattermost::TOWN_SQUARE);
    let permalink = format!("{address}/engineering/pl/{}", text(&made[0], "id"));
    let reply = json!({"postId": permalink, "message": "b"});
    let reply = gives(&server, Mattermost::TOKEN, "message.reply", &reply);
    assert_eq!(reply[0]["root_id"], made[0]["id"]);
    let person =
        json!({"channel": format!("{address}/engineering/messages/@admin"), "message": "c"});
    gives(&server, Mattermost::TOKEN, "message.post", &person);
    let asked = server.received().len();
    for (with, words) in [
        (
            json!({"channel": "https://chat.example.com/engineering/channels/town-square"}),
            &["a link to another server", &address][..],
        ),
        (json!({"channel": permalink}), &["is no link to a channel"]),
    ] {
        operate(&server, Mattermost::TOKEN, "channel.get", &with)
            .ends(3)
            .says(words);
    }
    operate(
        &server,
        Mattermost::TOKEN,
        "message.get",
        &json!({"postId": link}),
    )
    .ends(3)
    .says(&["is no link to a post"]);
    assert_eq!(server.received().len(), asked);
}

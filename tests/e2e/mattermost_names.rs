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

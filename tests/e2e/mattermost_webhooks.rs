//! Incoming webhooks: the secret is a segment of the URL.

use jackfield_standin::Mattermost;
use serde_json::{Value, json};

use crate::support::process::Jackfield;
use crate::support::{gives, messages, text};

/// The id of a new webhook for the town square.
fn hook(server: &Mattermost) -> String {
    let body = json!({"channel_id": Mattermost::TOWN_SQUARE, "display_name": "ci"});
    let with = json!({"method": "POST", "path": "hooks/incoming", "body": body});
    text(
        &gives(server, Mattermost::ADMIN_TOKEN, "api.call", &with)[0],
        "id",
    )
}

fn with_hook(server: &Mattermost, id: &str) -> Jackfield {
    Jackfield::new().credential("ci-hook", "mattermost-webhook", &server.base_url(), id)
}

fn step(with: &Value) -> Value {
    json!({"name": "Hook", "uses": "mattermost/webhook.post", "credential": "ci-hook", "with": with})
}

#[test]
fn a_message_goes_through_a_webhook_whose_secret_is_in_the_path_alone() {
    let server = Mattermost::start().unwrap();
    let id = hook(&server);
    let with = json!({"message": "built", "attachments": [{"text": "7 tests"}], "channel": "release-news"});
    let said = with_hook(&server, &id)
        .steps(&[step(&with)])
        .run(&["-vv"])
        .ends(0);
    assert_eq!(said.json_lines(), [json!({"status": "OK"})]);
    assert!(
        !said.to_string().contains(&id),
        "the id is a secret\n{said}"
    );
    assert_eq!(messages(&server), ["built"]);
    assert_eq!(
        text(&server.posts()[0], "channel_id"),
        Mattermost::RELEASE_NEWS
    );
    let sent = server.received().pop().unwrap();
    assert_eq!(sent.path, format!("/hooks/{id}"));
    assert_eq!(sent.header("authorization"), None);
    assert!(!String::from_utf8_lossy(&sent.body).contains(&id));
}

#[test]
fn a_webhook_that_is_none_is_a_rejected_credential() {
    let server = Mattermost::start().unwrap();
    let said = with_hook(&server, "nowebhook12345678901234567")
        .steps(&[step(&json!({"message": "a"}))])
        .run(&[])
        .ends(4)
        .says(&["credential-rejected", "has no such webhook", "HTTP 400"]);
    assert!(
        !said.to_string().contains("nowebhook12345678901234567"),
        "{said}"
    );
    let nothing = with_hook(&server, &hook(&server));
    nothing
        .steps(&[step(&json!({"username": "ci"}))])
        .run(&[])
        .ends(3)
        .says(&["there is nothing to post"]);
}

#[test]
fn a_webhook_that_is_locked_to_its_channel_is_told() {
    let server = Mattermost::start().unwrap();
    let body = json!({"channel_id": Mattermost::TOWN_SQUARE, "channel_locked": true});
    let with = json!({"method": "POST", "path": "hooks/incoming", "body": body});
    let made = gives(&server, Mattermost::ADMIN_TOKEN, "api.call", &with);
    let asked = server.received().len();
    with_hook(&server, &text(&made[0], "id"))
        .steps(&[step(&json!({"message": "a", "channel": "release-news"}))])
        .run(&[])
        .ends(4)
        .says(&[
            "web.incoming_webhook.channel_locked.app_error",
            "locked to its own channel",
        ])
        .keeps_quiet_about(&["Members > Add"]);
    assert_eq!(
        server.received().len(),
        asked + 1,
        "nobody is asked who it is"
    );
}

#[test]
fn a_webhook_posts_in_its_own_team() {
    let server = Mattermost::start().unwrap();
    let id = hook(&server);
    let asked = server.received().len();
    let post = |with: Value| with_hook(&server, &id).steps(&[step(&with)]).run(&[]);
    post(json!({"message": "a", "channel": "engineering/release-news"}))
        .ends(3)
        .says(&["and no team: `engineering/release-news`", "as `@user`"]);
    post(json!({"message": "a", "channel": ""}))
        .ends(3)
        .says(&["the parameter `channel` is empty"]);
    assert_eq!(server.received().len(), asked);
    post(json!({"message": "a", "channel": "~release-news"})).ends(0);
    let posted = text(&server.posts()[0], "channel_id");
    assert_eq!(posted, Mattermost::RELEASE_NEWS);
    post(json!({"message": "a", "channel": "Release News"}))
        .ends(5)
        .says(&["the webhook's team has no channel of that name"]);
}

#[test]
fn a_webhook_says_the_type_and_the_priority_of_its_post() {
    let server = Mattermost::start().unwrap();
    let with = json!({
        "message": "a", "type": "custom_build", "priority": "urgent",
        "persistentNotifications": true,
    });
    with_hook(&server, &hook(&server))
        .steps(&[step(&with)])
        .run(&[])
        .ends(0);
    let sent = server.received().pop().unwrap().json().unwrap();
    let priority =
        json!({"priority": "urgent", "requested_ack": false, "persistent_notifications": true});
    let expected = json!({"text": "a", "type": "custom_build", "priority": priority});
    assert_eq!(sent, expected);
}

#[test]
fn a_webhook_is_checked_without_a_post() {
    let server = Mattermost::start().unwrap();
    let id = hook(&server);
    let said = with_hook(&server, &id)
        .call(&["credential", "check", "ci-hook"])
        .ends(0);
    let words = "shows only when something is posted";
    assert!(said.stdout.contains(words), "{said}");
    assert!(server.posts().is_empty());
    with_hook(&server, "nowebhook12345678901234567")
        .call(&["credential", "check", "ci-hook"])
        .ends(4)
        .says(&["has no such webhook"]);
}

#[test]
fn a_webhook_is_no_token_and_a_token_no_webhook() {
    let server = Mattermost::start().unwrap();
    let mut post = step(&json!({"message": "a"}));
    post["uses"] = json!("mattermost/message.post");
    post["with"] = json!({"channelId": Mattermost::TOWN_SQUARE, "message": "a"});
    let said = with_hook(&server, "webhookid12345678901234567")
        .steps(&[post])
        .run(&[])
        .says(&["mattermost-webhook"]);
    assert_ne!(said.code, Some(0));
    assert!(server.received().is_empty());
}

//! Incoming webhooks.

use jackfield_standin::Mattermost;
use serde_json::{Value, json};

use crate::support::Heard;
use crate::talk::{Talk, refusal};

/// A conversation of the administrator, and the path of a hook it made.
fn hooked(more: &Value) -> (Talk, String) {
    let mut talk = Talk::of(Mattermost::ADMIN_TOKEN);
    let mut body = json!({ "channel_id": Mattermost::RELEASE_NEWS, "display_name": "CI" });
    let fields = body.as_object_mut().unwrap();
    fields.extend(more.as_object().unwrap().clone());
    let made = talk.call("POST", "hooks/incoming", &body).json();
    let path = format!("/hooks/{}", made["id"].as_str().unwrap());
    (talk, path)
}

fn send(talk: &mut Talk, path: &str, body: &Value) -> Heard {
    talk.bearer.clear();
    talk.send("POST", path, body.to_string().as_bytes())
        .unwrap()
}

#[test]
fn a_hook_posts_as_its_maker() {
    let (mut talk, path) = hooked(&json!({}));
    let body = json!({ "text": "built", "attachments": [{ "title": "42" }] });
    assert_eq!(send(&mut talk, &path, &body).body, b"ok");
    let posts = talk.mattermost.posts();
    assert_eq!(posts[0]["user_id"], Mattermost::ADMIN);
    assert_eq!(posts[0]["channel_id"], Mattermost::RELEASE_NEWS);
    assert_eq!(posts[0]["type"], "slack_attachment");
    assert_eq!(posts[0]["props"]["from_webhook"], "true");
    assert_eq!(posts[0]["props"]["attachments"][0]["title"], "42");
}

#[test]
fn a_form_and_another_channel_will_do() {
    let (mut talk, path) = hooked(&json!({}));
    let headers = [("Content-Type", "application/x-www-form-urlencoded")];
    let form = b"payload=%7B%22text%22%3A%22hi%22%2C%22channel%22%3A%22town-square%22%7D";
    let heard = talk.client.send("POST", &path, &headers, form).unwrap();
    assert_eq!(heard.status, 200);
    assert_eq!(
        talk.mattermost.posts()[0]["channel_id"],
        Mattermost::TOWN_SQUARE
    );
    let nowhere = json!({ "text": "x", "channel": "nowhere" });
    assert_eq!(send(&mut talk, &path, &nowhere).status, 404);
    let headers = [("Content-Type", "application/json")];
    let broken = talk.client.send("POST", &path, &headers, b"{").unwrap();
    assert_eq!(broken.status, 400);
}

#[test]
fn a_locked_hook_stays_in_its_channel() {
    let (mut talk, path) = hooked(&json!({ "channel_locked": true }));
    let elsewhere = json!({ "text": "x", "channel": "#town-square" });
    assert_eq!(
        refusal(&send(&mut talk, &path, &elsewhere)),
        (
            403,
            "web.incoming_webhook.channel_locked.app_error".to_owned()
        )
    );
}

#[test]
fn long_text_becomes_several_posts() {
    let (mut talk, path) = hooked(&json!({}));
    send(&mut talk, &path, &json!({ "text": "ä".repeat(16_384) }));
    let posts = talk.mattermost.posts();
    assert_eq!(posts.len(), 2);
    assert_eq!(posts[1]["message"], "ä");
}

#[test]
fn hooks_are_made_by_those_who_manage_and_end_with_their_channel() {
    let (mut talk, path) = hooked(&json!({}));
    let channel = format!("channels/{}", Mattermost::RELEASE_NEWS);
    talk.call("DELETE", &channel, &json!(null));
    assert_eq!(send(&mut talk, &path, &json!({ "text": "x" })).status, 400);
    talk.turn_into(Mattermost::TOKEN);
    let body = json!({ "channel_id": Mattermost::TOWN_SQUARE });
    assert_eq!(talk.call("POST", "hooks/incoming", &body).status, 403);
}

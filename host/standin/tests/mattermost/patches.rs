//! Channels that are changed.

use jackfield_standin::Mattermost;
use serde_json::{Value, json};

use crate::support::Heard;
use crate::talk::{Talk, refusal};

fn patch(talk: &mut Talk, id: &str, change: &Value) -> Heard {
    talk.call("PUT", &format!("channels/{id}/patch"), change)
}

#[test]
fn what_is_sent_is_changed_and_the_channel_is_told() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    let id = Mattermost::RELEASE_NEWS;
    let change = json!({ "header": "Freeze", "display_name": null });
    let changed = patch(&mut talk, id, &change).json();
    assert_eq!(changed["header"], "Freeze");
    assert_eq!(changed["display_name"], "Release News");
    let changed = patch(&mut talk, id, &json!({ "header": "", "name": "news" })).json();
    assert_eq!(
        (&changed["header"], &changed["name"]),
        (&json!(""), &json!("news"))
    );
    let path = format!("/api/v4/channels/{id}");
    assert_eq!(talk.get(&path).json()["name"], "news");
    let notices = talk.get(&format!("{path}/posts")).json();
    let told: Vec<&str> = notices["order"]
        .as_array()
        .unwrap()
        .iter()
        .map(|id| {
            let post = &notices["posts"][id.as_str().unwrap()];
            post["message"].as_str().unwrap()
        })
        .collect();
    assert_eq!(
        told,
        [
            "alice removed the channel header (was: Freeze)",
            "alice updated the channel header to: Freeze"
        ]
    );
}

#[test]
fn a_change_that_cannot_be_is_refused() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    let long = |length: usize| "a".repeat(length);
    for (id, change, status, error) in [
        (
            Mattermost::TOWN_SQUARE,
            json!({ "name": "plaza" }),
            400,
            "api.channel.update_channel.tried.app_error",
        ),
        (
            Mattermost::RELEASE_NEWS,
            json!({ "name": "town-square" }),
            400,
            "app.channel.update.bad_id.app_error",
        ),
        (
            Mattermost::RELEASE_NEWS,
            json!({ "name": "Big News" }),
            400,
            "model.channel.is_valid.2_or_more.app_error",
        ),
        (
            Mattermost::RELEASE_NEWS,
            json!({ "display_name": long(65) }),
            400,
            "model.channel.is_valid.display_name.app_error",
        ),
        (
            Mattermost::RELEASE_NEWS,
            json!({ "header": long(1025) }),
            400,
            "model.channel.is_valid.header.app_error",
        ),
        (
            Mattermost::RELEASE_NEWS,
            json!({ "purpose": long(251) }),
            400,
            "model.channel.is_valid.purpose.app_error",
        ),
        (
            Mattermost::ATTIC,
            json!({ "header": "a" }),
            400,
            "api.channel.update_channel.deleted.app_error",
        ),
        (
            Mattermost::SECRET,
            json!({ "header": "a" }),
            403,
            "api.context.permissions.app_error",
        ),
        (
            "nochannel12345678901234567",
            json!({ "header": "a" }),
            404,
            "app.channel.get.existing.app_error",
        ),
    ] {
        let refused = patch(&mut talk, id, &change);
        assert_eq!(refusal(&refused), (status, error.to_owned()), "{change}");
    }
}

//! Posts that are urgent, and who has read them.

use jackfield_standin::Mattermost;
use serde_json::{Value, json};

use crate::support::Heard;
use crate::talk::{Talk, refusal};

fn urgent(talk: &mut Talk, with_acknowledgement: bool) -> Heard {
    talk.post(&json!({
        "channel_id": Mattermost::TOWN_SQUARE,
        "message": "fire",
        "metadata": {
            "priority": { "priority": "urgent", "requested_ack": with_acknowledgement },
        },
    }))
}

fn acknowledgements(talk: &mut Talk, id: &Value) -> Value {
    let path = format!("/api/v4/posts/{}", id.as_str().unwrap());
    talk.get(&path).json()["metadata"]["acknowledgements"].clone()
}

#[test]
fn an_old_server_overlooks_how_urgent_a_post_is() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    let made = urgent(&mut talk, true);
    assert_eq!(made.status, 201);
    assert_eq!(made.json()["metadata"], json!({}));
}

#[test]
fn a_post_that_begins_a_thread_can_be_urgent() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    talk.mattermost.know_priorities(false);
    let made = urgent(&mut talk, false).json();
    assert_eq!(
        made["metadata"]["priority"],
        json!({ "priority": "urgent", "requested_ack": false })
    );
    let refused = talk.post(&json!({
        "channel_id": Mattermost::TOWN_SQUARE,
        "message": "out",
        "root_id": made["id"],
        "metadata": { "priority": { "priority": "important" } },
    }));
    let id = "api.post.post_priority.priority_post_only_allowed_for_root_post.request_error";
    assert_eq!(refusal(&refused), (400, id.to_owned()));
}

#[test]
fn readers_acknowledge_a_post_where_the_licence_has_it() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    talk.mattermost.know_priorities(false);
    let unlicensed = (501, "license_error.feature_unavailable".to_owned());
    assert_eq!(refusal(&urgent(&mut talk, true)), unlicensed);
    talk.mattermost.know_priorities(true);
    let id = urgent(&mut talk, true).json()["id"].clone();
    assert_eq!(acknowledgements(&mut talk, &id), json!(null));
    let path = format!("users/me/posts/{}/ack", id.as_str().unwrap());
    talk.turn_into(Mattermost::ADMIN_TOKEN);
    let read = talk.call("POST", &path, &json!(null)).json();
    assert_eq!(read["user_id"], Mattermost::ADMIN);
    assert_eq!(acknowledgements(&mut talk, &id), json!([read]));
    assert_eq!(talk.call("DELETE", &path, &json!(null)).status, 200);
    assert_eq!(acknowledgements(&mut talk, &id), json!(null));
}

//! What a post has beside its text: properties, how urgent it is, who has read it.

use jackfield_standin::Mattermost;
use serde_json::json;

use crate::support::{gives, messages, operate, text, texts};

const ADMIN: &str = Mattermost::ADMIN_TOKEN;
const ALICE: &str = Mattermost::TOKEN;

#[test]
fn properties_and_priority_go_with_a_post() {
    let server = Mattermost::start().unwrap();
    server.know_priorities(true);
    let with = json!({
        "channelId": Mattermost::TOWN_SQUARE, "message": "a", "props": {"card": "more"},
        "priority": "urgent", "requestAck": true, "setOnline": true,
    });
    let made = gives(&server, ALICE, "message.post", &with);
    assert_eq!(text(&made[0]["props"], "card"), "more");
    assert_eq!(text(&made[0]["metadata"]["priority"], "priority"), "urgent");
    let acknowledge = json!({
        "method": "POST", "path": format!("users/me/posts/{}/ack", text(&made[0], "id")),
    });
    gives(&server, ADMIN, "api.call", &acknowledge);
    let with = json!({"postId": made[0]["id"]});
    let read = gives(&server, ALICE, "message.get", &with);
    let readers = read[0]["metadata"]["acknowledgements"].as_array().unwrap();
    assert_eq!(texts(readers, "user_id"), [Mattermost::ADMIN]);
    let request = &server.received()[0];
    let sent = request.json().unwrap();
    assert_eq!(
        sent["metadata"],
        json!({"priority": {"priority": "urgent", "requested_ack": true}})
    );
    let online = ("set_online".to_owned(), "true".to_owned());
    assert!(request.query_pairs().contains(&online));
    gives(
        &server,
        ALICE,
        "message.post",
        &json!({"channelId": Mattermost::TOWN_SQUARE, "message": "b"}),
    );
    let plain = server.received().pop().unwrap().json().unwrap();
    assert!(plain.get("metadata").is_none() && plain.get("file_ids").is_none());
    assert_eq!(messages(&server), ["a", "b"]);
}

#[test]
fn an_urgent_post_can_notify_again_and_again() {
    let server = Mattermost::start().unwrap();
    server.know_priorities(true);
    let with = json!({
        "channelId": Mattermost::TOWN_SQUARE, "message": "@admin", "priority": "urgent",
        "persistentNotifications": true,
    });
    gives(&server, ALICE, "message.post", &with);
    let sent = server.received()[0].json().unwrap();
    let priority =
        json!({"priority": "urgent", "requested_ack": false, "persistent_notifications": true});
    assert_eq!(sent["metadata"], json!({"priority": priority}));
}

#[test]
fn a_priority_that_the_server_does_not_take_is_told() {
    let urgent =
        json!({"channelId": Mattermost::TOWN_SQUARE, "message": "a", "priority": "urgent"});
    let server = Mattermost::start().unwrap();
    operate(&server, ALICE, "message.post", &urgent)
        .ends(0)
        .says(&["posted without its priority", "older than 7.7"]);
    server.know_priorities(false);
    operate(&server, ALICE, "message.post", &urgent)
        .ends(0)
        .keeps_quiet_about(&["priority"]);
    let reply = json!({"postId": server.posts()[0]["id"], "message": "b", "priority": "important"});
    operate(&server, ALICE, "message.reply", &reply)
        .ends(3)
        .says(&["api.post.post_priority.priority_post_only_allowed_for_root_post.request_error"]);
    let mut asked = urgent;
    asked["requestAck"] = json!(true);
    operate(&server, ALICE, "message.post", &asked)
        .ends(5)
        .says(&["license_error.feature_unavailable", "its licence does not"]);
    assert_eq!(server.posts().len(), 2);
}

//! Group channels: three people and more.

use jackfield_standin::Mattermost;
use serde_json::{Value, json};

use crate::talk::{Talk, refusal};

const BOB: &str = "bobuser1234567890123456789";

fn talk() -> Talk {
    let talk = Talk::of(Mattermost::TOKEN);
    talk.mattermost.add_account(BOB, "bob");
    talk
}

fn group(talk: &mut Talk, ids: &Value) -> Value {
    let heard = talk.call("POST", "channels/group", ids);
    assert_eq!(heard.status, 201);
    heard.json()
}

#[test]
fn a_group_is_opened_once_whoever_asks_and_in_whatever_order() {
    let mut talk = talk();
    let made = group(&mut talk, &json!([BOB, Mattermost::ADMIN]));
    assert_eq!(made["type"], "G");
    assert_eq!(made["team_id"], "");
    assert_eq!(made["display_name"], "admin, alice, bob");
    assert_eq!(made["name"].as_str().unwrap().len(), 40);
    talk.turn_into(Mattermost::ADMIN_TOKEN);
    let all = json!([Mattermost::ADMIN, Mattermost::ALICE, BOB]);
    assert_eq!(group(&mut talk, &all)["id"], made["id"]);
    let others = json!([Mattermost::ALICE, Mattermost::BOT]);
    assert_ne!(group(&mut talk, &others)["id"], made["id"]);
}

#[test]
fn its_people_write_in_it_and_nobody_else_comes_to_it() {
    let mut talk = talk();
    let made = group(&mut talk, &json!([BOB, Mattermost::ADMIN]));
    let id = made["id"].as_str().unwrap();
    let said = json!({ "channel_id": id, "message": "here" });
    assert_eq!(talk.post(&said).status, 201);
    let path = format!("channels/{id}/members");
    let refused = talk.call("POST", &path, &json!({ "user_id": Mattermost::BOT }));
    assert_eq!(
        refusal(&refused),
        (
            400,
            "api.channel.add_user_to_channel.type.app_error".to_owned()
        )
    );
    let patch = format!("channels/{id}/patch");
    let changed = talk.call("PUT", &patch, &json!({ "header": "we" }));
    assert_eq!(changed.json()["header"], "we");
    let refused = talk.call("PUT", &patch, &json!({ "purpose": "us" }));
    let words = "update_direct_or_group_messages_not_allowed";
    assert!(refusal(&refused).1.contains(words));
    talk.turn_into(Mattermost::BOT_TOKEN);
    assert_eq!(talk.post(&said).status, 403);
    let header = json!({ "header": "ours" });
    let refused = talk.call("PUT", &patch, &header);
    assert_eq!(
        refusal(&refused),
        (
            403,
            "api.channel.patch_update_channel.forbidden.app_error".to_owned()
        )
    );
}

#[test]
fn a_group_is_of_three_to_eight_people_that_there_are() {
    let mut talk = talk();
    let nobody = "nobody12345678901234567890";
    let many = vec![BOB; 9];
    for (ids, id) in [
        (json!([]), "api.context.invalid_body_param.app_error"),
        (json!(["bob"]), "api.context.invalid_body_param.app_error"),
        (json!([BOB]), "api.channel.create_group.bad_size.app_error"),
        (json!(many), "api.channel.create_group.bad_size.app_error"),
        (
            json!([BOB, nobody]),
            "api.channel.create_group.bad_user.app_error",
        ),
    ] {
        let refused = talk.call("POST", "channels/group", &ids);
        assert_eq!(refusal(&refused), (400, id.to_owned()), "{ids}");
    }
}

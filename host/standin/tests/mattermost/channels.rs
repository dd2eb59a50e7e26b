//! Channels being made, joined, left and archived.

use jackfield_standin::Mattermost;
use serde_json::{Value, json};

use crate::talk::{Talk, each, refusal};

fn channel(name: &str, kind: &str) -> Value {
    json!({
        "team_id": Mattermost::ENGINEERING,
        "name": name,
        "display_name": name.to_uppercase(),
        "type": kind,
    })
}

fn members(id: &str) -> String {
    format!("channels/{id}/members")
}

#[test]
fn who_makes_a_channel_is_in_it_and_others_are_let_in() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    let made = talk.call("POST", "channels", &channel("plans", "P")).json();
    let id = made["id"].as_str().unwrap();
    assert_eq!(made["creator_id"], Mattermost::ALICE);
    talk.turn_into(Mattermost::BOT_TOKEN);
    assert_eq!(talk.get(&format!("/api/v4/channels/{id}")).status, 403);
    let bot = json!({ "user_id": Mattermost::BOT });
    assert_eq!(talk.call("POST", &members(id), &bot).status, 403);
    talk.turn_into(Mattermost::TOKEN);
    assert_eq!(talk.call("POST", &members(id), &bot).status, 201);
    talk.turn_into(Mattermost::BOT_TOKEN);
    let said = json!({ "channel_id": id, "message": "here" });
    assert_eq!(talk.post(&said).status, 201);
    assert_eq!(talk.mattermost.posts().len(), 1);
    let listed = talk.get(&format!("/api/v4/channels/{id}/posts")).json();
    assert_eq!(listed["order"].as_array().unwrap().len(), 3);
}

#[test]
fn a_public_channel_can_be_joined_and_left() {
    let mut talk = Talk::of(Mattermost::BOT_TOKEN);
    let path = members(Mattermost::RELEASE_NEWS);
    let said = json!({ "channel_id": Mattermost::RELEASE_NEWS, "message": "x" });
    assert_eq!(talk.post(&said).status, 403);
    let me = json!({ "user_id": Mattermost::BOT });
    assert_eq!(talk.call("POST", &path, &me).status, 201);
    assert_eq!(talk.post(&said).status, 201);
    let mine = format!("{path}/me");
    assert_eq!(talk.call("DELETE", &mine, &json!(null)).status, 200);
    assert_eq!(talk.post(&said).status, 403);
    talk.turn_into(Mattermost::ADMIN_TOKEN);
    let gone = format!("{path}/{}", Mattermost::BOT);
    let refused = talk.call("DELETE", &gone, &json!(null));
    assert_eq!(
        refusal(&refused),
        (404, "app.channel.get_member.missing.app_error".to_owned())
    );
}

#[test]
fn nobody_leaves_or_archives_the_default_channel() {
    let mut talk = Talk::of(Mattermost::ADMIN_TOKEN);
    let alice = format!("{}/{}", members(Mattermost::TOWN_SQUARE), Mattermost::ALICE);
    let refused = talk.call("DELETE", &alice, &json!(null));
    assert_eq!(
        refusal(&refused),
        (400, "api.channel.remove.default.app_error".to_owned())
    );
    let path = format!("channels/{}", Mattermost::TOWN_SQUARE);
    assert_eq!(talk.call("DELETE", &path, &json!(null)).status, 400);
}

#[test]
fn members_come_in_pages_and_are_counted() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    let path = format!("/api/v4/{}", members(Mattermost::TOWN_SQUARE));
    let second = talk.get(&format!("{path}?per_page=1&page=1"));
    assert_eq!(each(&second, "user_id"), [Mattermost::ALICE]);
    let statistics = format!("/api/v4/channels/{}/stats", Mattermost::TOWN_SQUARE);
    assert_eq!(talk.get(&statistics).json()["member_count"], 2);
    talk.turn_into(Mattermost::BOT_TOKEN);
    assert_eq!(talk.get(&path).status, 403);
    assert_eq!(talk.get(&statistics).status, 403);
}

#[test]
fn an_archived_channel_is_read_only_until_it_is_restored() {
    let mut talk = Talk::of(Mattermost::ADMIN_TOKEN);
    let path = format!("channels/{}", Mattermost::RELEASE_NEWS);
    let said = json!({ "channel_id": Mattermost::RELEASE_NEWS, "message": "x" });
    let post = talk.post(&said).json();
    let patch = format!("posts/{}/patch", post["id"].as_str().unwrap());
    assert_eq!(talk.call("DELETE", &path, &json!(null)).status, 200);
    assert_eq!(talk.call("DELETE", &path, &json!(null)).status, 400);
    assert_eq!(talk.post(&said).status, 400);
    assert_eq!(
        talk.call("PUT", &patch, &json!({ "message": "y" })).status,
        400
    );
    let me = json!({ "user_id": Mattermost::BOT });
    assert_eq!(
        talk.call("POST", &members(Mattermost::RELEASE_NEWS), &me)
            .status,
        400
    );
    talk.turn_into(Mattermost::TOKEN);
    let restore = format!("{path}/restore");
    assert_eq!(talk.call("POST", &restore, &json!(null)).status, 403);
    talk.turn_into(Mattermost::ADMIN_TOKEN);
    assert_eq!(
        talk.call("POST", &restore, &json!(null)).json()["delete_at"],
        0
    );
    assert_eq!(talk.call("POST", &restore, &json!(null)).status, 400);
    assert_eq!(talk.post(&said).status, 201);
}

#[test]
fn the_name_of_an_archived_channel_stays_taken() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    let refused = talk.call("POST", "channels", &channel("attic", "O"));
    assert_eq!(
        refusal(&refused),
        (
            400,
            "store.sql_channel.save_channel.exists.app_error".to_owned()
        )
    );
}

#[test]
fn a_direct_channel_is_the_same_from_both_sides_and_closed_to_others() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    let pair = json!([Mattermost::ALICE, Mattermost::BOT]);
    let made = talk.call("POST", "channels/direct", &pair).json();
    talk.turn_into(Mattermost::BOT_TOKEN);
    let swapped = json!([Mattermost::BOT, Mattermost::ALICE]);
    let again = talk.call("POST", "channels/direct", &swapped).json();
    assert_eq!(again["id"], made["id"]);
    let said = json!({ "channel_id": made["id"], "message": "psst" });
    assert_eq!(talk.post(&said).status, 201);
    let add = members(made["id"].as_str().unwrap());
    let third = json!({ "user_id": Mattermost::ADMIN });
    assert_eq!(talk.call("POST", &add, &third).status, 400);
    let others = json!([Mattermost::ALICE, Mattermost::ADMIN]);
    assert_eq!(talk.call("POST", "channels/direct", &others).status, 403);
    assert_eq!(talk.call("POST", "channels/direct", &json!([])).status, 400);
}

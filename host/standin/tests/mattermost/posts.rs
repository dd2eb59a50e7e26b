//! Threads, changes, pins, search and reactions.

use jackfield_standin::Mattermost;
use serde_json::{Value, json};

use crate::talk::Talk;

fn said(talk: &mut Talk, message: &str) -> String {
    let body = json!({ "channel_id": Mattermost::TOWN_SQUARE, "message": message });
    id_of(&talk.post(&body).json())
}

fn id_of(post: &Value) -> String {
    post["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_thread_is_the_same_from_every_post_in_it() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    let root = said(&mut talk, "root");
    let mut reply = |message: &str| {
        let body = json!({
            "channel_id": Mattermost::TOWN_SQUARE,
            "message": message,
            "root_id": root,
        });
        id_of(&talk.post(&body).json())
    };
    let (first, second) = (reply("first"), reply("second"));
    let thread = talk.get(&format!("/api/v4/posts/{first}/thread")).json();
    assert_eq!(thread["order"], json!([first, second, first, root]));
    assert_eq!(thread["posts"][&second]["reply_count"], 2);
    talk.send("DELETE", &format!("/api/v4/posts/{root}"), b"")
        .unwrap();
    assert_eq!(
        talk.get(&format!("/api/v4/posts/{first}/thread")).status,
        404
    );
}

#[test]
fn a_change_keeps_what_was_not_sent_and_the_earlier_state() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    let body = json!({
        "channel_id": Mattermost::TOWN_SQUARE,
        "message": "one",
        "props": { "key": "kept" },
    });
    let post = talk.post(&body).json();
    let path = format!("posts/{}/patch", id_of(&post));
    let changed = talk.call("PUT", &path, &json!({ "message": "two" })).json();
    assert_eq!(changed["message"], "two");
    assert_eq!(changed["props"], json!({ "key": "kept" }));
    assert_eq!(changed["edit_at"], changed["update_at"]);
    assert_eq!(talk.mattermost.posts().len(), 1);

    let since = format!(
        "/api/v4/channels/{}/posts?since={}",
        Mattermost::TOWN_SQUARE,
        post["create_at"]
    );
    let listed = talk.get(&since).json();
    let earlier = &listed["posts"][listed["order"][0].as_str().unwrap()];
    assert_eq!(earlier["original_id"], post["id"]);
    assert_eq!(earlier["delete_at"], changed["update_at"]);

    let too_long = json!({ "message": "a".repeat(16_384) });
    assert_eq!(talk.call("PUT", &path, &too_long).status, 400);
}

#[test]
fn only_the_author_and_administrators_change_and_any_member_pins() {
    let mut talk = Talk::of(Mattermost::ADMIN_TOKEN);
    let id = said(&mut talk, "by admin");
    talk.turn_into(Mattermost::TOKEN);
    let path = format!("posts/{id}");
    let patch = json!({ "message": "by alice" });
    assert_eq!(
        talk.call("PUT", &format!("{path}/patch"), &patch).status,
        403
    );
    assert_eq!(
        talk.call("POST", &format!("{path}/pin"), &json!(null))
            .status,
        200
    );
    assert_eq!(
        talk.get(&format!("/api/v4/{path}")).json()["is_pinned"],
        true
    );
    let statistics = format!("/api/v4/channels/{}/stats", Mattermost::TOWN_SQUARE);
    assert_eq!(talk.get(&statistics).json()["pinnedpost_count"], 1);
    assert_eq!(
        talk.call("POST", &format!("{path}/unpin"), &json!(null))
            .status,
        200
    );
    assert_eq!(talk.get(&statistics).json()["pinnedpost_count"], 0);
    talk.turn_into(Mattermost::BOT_TOKEN);
    assert_eq!(
        talk.call("POST", &format!("{path}/pin"), &json!(null))
            .status,
        403
    );
}

#[test]
fn search_finds_in_ones_own_channels_only() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    let found = said(&mut talk, "the build is green");
    said(&mut talk, "the build is red");
    talk.turn_into(Mattermost::ADMIN_TOKEN);
    talk.post(&json!({ "channel_id": Mattermost::SECRET, "message": "a green secret" }));
    let path = format!("teams/{}/posts/search", Mattermost::ENGINEERING);
    let terms = json!({ "terms": "green" });
    let all = talk.call("POST", &path, &terms).json();
    assert_eq!(all["order"].as_array().unwrap().len(), 2);
    let by_alice = json!({ "terms": "build from:alice in:town-square green" });
    let narrow = talk.call("POST", &path, &by_alice).json();
    assert_eq!(narrow["order"], json!([found]));
    talk.turn_into(Mattermost::TOKEN);
    assert_eq!(
        talk.call("POST", &path, &terms).json()["order"],
        json!([found])
    );
    assert_eq!(
        talk.call("POST", &path, &json!({ "terms": "" })).status,
        400
    );
}

#[test]
fn an_ephemeral_post_is_not_kept() {
    let mut talk = Talk::of(Mattermost::ADMIN_TOKEN);
    let post = json!({ "channel_id": Mattermost::TOWN_SQUARE, "message": "psst" });
    let body = json!({ "user_id": Mattermost::ALICE, "post": post });
    let made = talk.call("POST", "posts/ephemeral", &body);
    assert_eq!(made.status, 201);
    assert!(talk.mattermost.posts().is_empty());
    let path = format!("/api/v4/posts/{}", id_of(&made.json()));
    assert_eq!(talk.get(&path).status, 404);
    let without_post = json!({ "user_id": Mattermost::ALICE });
    assert_eq!(
        talk.call("POST", "posts/ephemeral", &without_post).status,
        400
    );
}

#[test]
fn a_reaction_counts_once_and_shows_on_the_post() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    let post_id = said(&mut talk, "shipped");
    let reaction = json!({
        "user_id": Mattermost::ALICE,
        "post_id": post_id,
        "emoji_name": "+1",
    });
    for _ in 0..2 {
        assert_eq!(talk.call("POST", "reactions", &reaction).status, 200);
    }
    let post = talk.get(&format!("/api/v4/posts/{post_id}")).json();
    assert_eq!(post["has_reactions"], true);
    assert_eq!(post["metadata"]["reactions"].as_array().unwrap().len(), 1);
    talk.turn_into(Mattermost::BOT_TOKEN);
    let own = format!("posts/{post_id}/reactions/+1");
    let path = format!("users/{}/{own}", Mattermost::ALICE);
    assert_eq!(talk.call("DELETE", &path, &json!(null)).status, 403);
    talk.turn_into(Mattermost::TOKEN);
    let mine = format!("users/me/{own}");
    assert_eq!(talk.call("DELETE", &mine, &json!(null)).status, 200);
    let left = talk.get(&format!("/api/v4/posts/{post_id}/reactions"));
    assert_eq!(left.json(), json!([]));
}

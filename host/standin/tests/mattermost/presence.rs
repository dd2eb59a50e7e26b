//! Whether people are there.

use jackfield_standin::Mattermost;
use serde_json::{Value, json};

use crate::support::Heard;
use crate::talk::{Talk, refusal};

fn status(talk: &mut Talk, who: &str) -> Value {
    talk.get(&format!("/api/v4/users/{who}/status")).json()
}

fn set(talk: &mut Talk, who: &str, word: &str) -> Heard {
    let sent = json!({ "user_id": who, "status": word });
    talk.call("PUT", &format!("users/{who}/status"), &sent)
}

fn post(talk: &mut Talk, query: &str) {
    let body = json!({ "channel_id": Mattermost::TOWN_SQUARE, "message": "a" });
    assert_eq!(talk.call("POST", query, &body).status, 201);
}

#[test]
fn who_posts_is_online_unless_it_is_said_otherwise() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    post(&mut talk, "posts?set_online=false");
    let unseen = json!({
        "user_id": Mattermost::ALICE, "status": "offline", "manual": false, "last_activity_at": 0,
    });
    assert_eq!(status(&mut talk, "me"), unseen);
    post(&mut talk, "posts");
    let seen = status(&mut talk, "me");
    assert_eq!(seen["status"], "online");
    assert_ne!(seen["last_activity_at"], 0);
}

#[test]
fn what_is_set_by_hand_stays_until_it_is_set_again() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    let set_to = set(&mut talk, Mattermost::ALICE, "dnd").json();
    assert_eq!(
        (&set_to["status"], &set_to["manual"]),
        (&json!("dnd"), &json!(true))
    );
    post(&mut talk, "posts");
    assert_eq!(status(&mut talk, Mattermost::ALICE)["status"], "dnd");
    set(&mut talk, Mattermost::ALICE, "online");
    assert_eq!(status(&mut talk, Mattermost::ALICE)["manual"], false);
}

#[test]
fn one_sets_ones_own_and_a_word_that_there_is() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    let wrong = "api.context.invalid_body_param.app_error".to_owned();
    let refused = set(&mut talk, Mattermost::ALICE, "asleep");
    assert_eq!(refusal(&refused), (400, wrong.clone()));
    assert_eq!(set(&mut talk, Mattermost::ADMIN, "away").status, 403);
    let other = json!({ "user_id": Mattermost::ADMIN, "status": "away" });
    let refused = talk.call("PUT", "users/me/status", &other);
    assert_eq!(refusal(&refused), (400, wrong));
    talk.turn_into(Mattermost::ADMIN_TOKEN);
    assert_eq!(set(&mut talk, Mattermost::ALICE, "away").status, 200);
}

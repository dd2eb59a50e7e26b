//! The Mattermost stand-in, beyond what is recorded.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a failing step fails the test"
)]

#[path = "mattermost/accounts.rs"]
mod accounts;
#[path = "mattermost/channels.rs"]
mod channels;
#[path = "mattermost/conversations.rs"]
mod conversations;
#[path = "mattermost/files.rs"]
mod files;
#[path = "mattermost/hooks.rs"]
mod hooks;
#[path = "mattermost/patches.rs"]
mod patches;
#[path = "mattermost/posts.rs"]
mod posts;
#[path = "mattermost/presence.rs"]
mod presence;
#[path = "mattermost/priorities.rs"]
mod priorities;
#[path = "mattermost/rate.rs"]
mod rate;
mod support;
#[path = "mattermost/talk.rs"]
mod talk;
#[path = "mattermost/tokens.rs"]
mod tokens;

use std::time::{Duration, Instant};

use jackfield_standin::{Answer, Mattermost};
use serde_json::{Value, json};

use crate::support::Client;
use crate::talk::Talk;

fn message(text: &str) -> Value {
    json!({ "channel_id": Mattermost::TOWN_SQUARE, "message": text })
}

fn once(text: &str) -> Value {
    json!({
        "channel_id": Mattermost::TOWN_SQUARE,
        "message": text,
        "pending_post_id": "run-1/post/0",
    })
}

#[test]
fn what_was_posted_can_be_listed_and_deleted() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    let first = talk.post(&message("one")).json();
    let second = talk.post(&message("two")).json();
    let texts = |posts: Vec<Value>| -> Vec<String> {
        posts
            .iter()
            .map(|post| post["message"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(texts(talk.mattermost.posts()), ["one", "two"]);

    let path = format!("/api/v4/channels/{}/posts", Mattermost::TOWN_SQUARE);
    let listed = talk.get(&path).json();
    assert_eq!(listed["order"], json!([second["id"], first["id"]]));

    let first_path = format!("/api/v4/posts/{}", first["id"].as_str().unwrap());
    let deleted = talk.send("DELETE", &first_path, b"").unwrap();
    assert_eq!(deleted.json(), json!({ "status": "OK" }));
    assert_eq!(talk.send("DELETE", &first_path, b"").unwrap().status, 403);
    assert_eq!(talk.get(&first_path).status, 404);
    assert_eq!(texts(talk.mattermost.posts()), ["two"]);

    let since = format!("{path}?since={}", first["create_at"]);
    let changed = talk.get(&since).json();
    let gone = &changed["posts"][first["id"].as_str().unwrap()];
    assert!(gone["delete_at"].as_i64().unwrap() > 0);
    assert_eq!(gone["message"], "");
}

#[test]
fn pages_know_their_neighbours_and_end() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    let ids: Vec<Value> = (0..5)
        .map(|number| talk.post(&message(&number.to_string())).json()["id"].clone())
        .collect();
    let path = format!("/api/v4/channels/{}/posts", Mattermost::TOWN_SQUARE);
    let page = talk.get(&format!("{path}?page=1&per_page=2")).json();
    assert_eq!(page["order"], json!([ids[2], ids[1]]));
    assert_eq!(page["next_post_id"], ids[3]);
    assert_eq!(page["prev_post_id"], ids[0]);
    let last = talk.get(&format!("{path}?page=3&per_page=2")).json();
    assert_eq!(last["order"], json!([]));
    assert_eq!(last["posts"], json!({}));
}

#[test]
fn a_repeated_pending_post_id_gives_the_first_post_until_it_is_forgotten() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    let first = talk.post(&once("first")).json();
    assert_eq!(first["pending_post_id"], "run-1/post/0");
    let again = talk.post(&once("second"));
    assert_eq!(again.status, 201);
    assert_eq!(again.json()["id"], first["id"]);
    assert_eq!(again.json()["pending_post_id"], "");
    talk.mattermost.forget_pending_posts();
    assert_ne!(talk.post(&once("third")).json()["id"], first["id"]);
    assert_eq!(talk.mattermost.posts().len(), 2);
}

#[test]
fn a_refused_post_leaves_its_pending_post_id_free() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    assert_eq!(talk.post(&once(&"a".repeat(16_384))).status, 400);
    let created = talk.post(&once("short enough")).json();
    assert_eq!(created["message"], "short enough");
}

#[test]
fn a_lost_answer_leaves_the_post_behind() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    talk.mattermost
        .script(Answer::real().lose_answer().only("POST", "/api/v4/posts"));
    let body = once("survives").to_string();
    assert!(talk.send("POST", "/api/v4/posts", body.as_bytes()).is_err());
    assert_eq!(talk.mattermost.posts().len(), 1);
    talk.reconnect();
    let retried = talk.post(&once("survives")).json();
    assert_eq!(retried["id"], talk.mattermost.posts()[0]["id"]);
    assert_eq!(talk.mattermost.posts().len(), 1);
}

#[test]
fn a_reset_leaves_nothing_but_the_request() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    talk.mattermost.script(Answer::real().reset());
    let body = message("lost").to_string();
    assert!(talk.send("POST", "/api/v4/posts", body.as_bytes()).is_err());
    assert!(talk.mattermost.posts().is_empty());
    assert_eq!(talk.mattermost.received().len(), 1);
}

#[test]
fn scripted_answers_are_sent_as_written_and_run_out() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    let limited = Answer::new(429)
        .header("Retry-After", "1")
        .header("Content-Type", "text/plain; charset=utf-8")
        .body("limit exceeded\n")
        .times(2);
    talk.mattermost.script(limited);
    for _ in 0..2 {
        let heard = talk.post(&message("x"));
        assert_eq!(heard.status, 429);
        assert_eq!(heard.header("Retry-After"), Some("1"));
        assert_eq!(heard.body, b"limit exceeded\n");
    }
    assert_eq!(talk.post(&message("x")).status, 201);
    assert_eq!(talk.mattermost.posts().len(), 1);
}

#[test]
fn a_slow_answer_comes_late_and_holds_up_nobody_else() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    let delay = Duration::from_secs(1);
    talk.mattermost
        .script(Answer::real().delay(delay).only("POST", "/posts"));
    let started = Instant::now();
    let base_url = talk.mattermost.base_url();
    let bystander = std::thread::spawn(move || {
        Client::new(&base_url)
            .send("GET", "/api/v4/system/ping", &[], b"")
            .unwrap();
        started.elapsed()
    });
    assert_eq!(talk.post(&message("late")).status, 201);
    assert!(started.elapsed() >= delay);
    assert!(bystander.join().unwrap() < delay);
}

#[test]
fn schemes_count_in_any_case_and_a_query_token_does_not() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    for scheme in ["bearer", "BEARER", "Token"] {
        talk.bearer = format!("{scheme} {}", Mattermost::TOKEN);
        assert_eq!(talk.get("/api/v4/users/me").status, 200);
    }
    talk.bearer = format!("Basic {}", Mattermost::TOKEN);
    assert_eq!(talk.get("/api/v4/users/me").status, 401);
    let with_query = format!("/api/v4/users/me?access_token={}", Mattermost::TOKEN);
    let refused = talk.get(&with_query);
    assert_eq!(refused.status, 401);
    assert_eq!(refused.json()["id"], "api.context.token_provided.app_error");
}

#[test]
fn a_plain_person_sees_public_channels_and_not_the_private_one() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    let secret = format!("/api/v4/channels/{}", Mattermost::SECRET);
    assert_eq!(talk.get(&secret).status, 403);
    let by_name = "/api/v4/teams/name/engineering/channels/name";
    assert_eq!(talk.get(&format!("{by_name}/secret")).status, 404);
    let attic = format!("{by_name}/attic");
    assert_eq!(talk.get(&attic).status, 404);
    assert_eq!(
        talk.get(&format!("{attic}?include_deleted=true")).status,
        200
    );
    let mine = format!(
        "/api/v4/users/me/teams/{}/channels",
        Mattermost::ENGINEERING
    );
    let names: Vec<Value> = talk
        .get(&mine)
        .json()
        .as_array()
        .unwrap()
        .iter()
        .map(|channel| channel["name"].clone())
        .collect();
    assert_eq!(names, ["release-news", "town-square"]);
    assert_eq!(talk.get("/api/v4/channels").status, 403);
}

#[test]
fn only_the_author_and_administrators_delete() {
    let mut talk = Talk::of(Mattermost::ADMIN_TOKEN);
    let post = talk.post(&message("stays")).json();
    let path = format!("/api/v4/posts/{}", post["id"].as_str().unwrap());
    talk.turn_into(Mattermost::TOKEN);
    assert_eq!(talk.send("DELETE", &path, b"").unwrap().status, 403);
    let own = talk.post(&message("goes")).json();
    let path = format!("/api/v4/posts/{}", own["id"].as_str().unwrap());
    talk.turn_into(Mattermost::ADMIN_TOKEN);
    assert_eq!(talk.send("DELETE", &path, b"").unwrap().status, 200);
}

#[test]
fn the_bot_says_that_it_is_one_and_is_in_no_channel() {
    let mut talk = Talk::of(Mattermost::BOT_TOKEN);
    assert_eq!(talk.get("/api/v4/users/me").json()["is_bot"], true);
    assert_eq!(talk.post(&message("x")).status, 403);
    let mine = format!(
        "/api/v4/users/me/teams/{}/channels",
        Mattermost::ENGINEERING
    );
    assert_eq!(talk.get(&mine).json(), json!([]));
}

#[test]
fn every_answer_has_a_request_id_of_its_own() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    let first = talk.get("/api/v4/users/me");
    let second = talk.get("/api/v4/users/me");
    assert_ne!(first.header("X-Request-Id"), second.header("X-Request-Id"));
}

#[test]
fn empty_path_segments_and_other_pages_are_answered_as_by_the_real_server() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    assert_eq!(talk.get("/api/v4//users/me").status, 200);
    let page = talk.get("/engineering/channels/town-square");
    assert_eq!(page.header("Content-Type"), Some("text/html"));
    assert!(page.body.starts_with(b"<!DOCTYPE html>"));
}

#[test]
fn a_thousand_posts_over_many_connections_are_all_there() {
    let mattermost = Mattermost::start().unwrap();
    let base_url = mattermost.base_url();
    std::thread::scope(|scope| {
        for _ in 0..10 {
            scope.spawn(|| {
                let mut client = Client::new(&base_url);
                let bearer = format!("Bearer {}", Mattermost::TOKEN);
                let body = message("many").to_string();
                for _ in 0..100 {
                    let headers = [("Authorization", bearer.as_str())];
                    let heard = client
                        .send("POST", "/api/v4/posts", &headers, body.as_bytes())
                        .unwrap();
                    assert_eq!(heard.status, 201);
                }
            });
        }
    });
    assert_eq!(mattermost.posts().len(), 1_000);
    assert_eq!(mattermost.received().len(), 1_000);
}

#[test]
fn dropping_the_handle_closes_open_connections() {
    let mut talk = Talk::of(Mattermost::TOKEN);
    assert_eq!(talk.get("/api/v4/users/me").status, 200);
    drop(talk.mattermost);
    assert!(
        talk.client
            .send("GET", "/api/v4/users/me", &[], b"")
            .is_err()
    );
}

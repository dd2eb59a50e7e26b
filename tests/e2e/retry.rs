//! Lost answers: a message is posted once, and what nobody knows is said.

use jackfield_standin::{Answer, Mattermost};
use serde_json::{Value, json};

use crate::support::guests::guests;
use crate::support::{chat, count, messages, post, text};

const POSTS: &str = "/api/v4/posts";

fn lost() -> Answer {
    Answer::real().lose_answer().only("POST", POSTS)
}

/// The key that each sent post carried.
fn keys(server: &Mattermost) -> Vec<String> {
    server
        .received()
        .iter()
        .filter(|request| request.method == "POST" && request.path == POSTS)
        .map(|request| text(&request.json().unwrap(), "pending_post_id"))
        .collect()
}

fn hog_step(operation: &str) -> Value {
    json!({
        "name": "Hog",
        "uses": format!("resource-hog/{operation}"),
        "credential": "team-chat",
    })
}

#[test]
fn a_lost_answer_is_repeated_and_posts_once() {
    let server = Mattermost::start().unwrap();
    server.script(lost());
    let said = chat(&server)
        .steps(&[post("Post", "a")])
        .run(&[])
        .ends(0)
        .says(&["retry: Post, item 0: ", "attempt 2"]);
    assert_eq!(messages(&server), ["a"]);
    assert_eq!(
        said.json_lines()[0]["id"],
        server.posts()[0]["id"],
        "{said}"
    );
}

#[test]
fn an_earlier_attempt_is_found_by_its_marker_and_not_by_the_servers_memory() {
    let server = Mattermost::start().unwrap();
    server.script(lost().times(2));
    let said = chat(&server).steps(&[post("Post", "a")]).run(&[]).ends(0);
    let look_up = format!("/channels/{}/posts", Mattermost::TOWN_SQUARE);
    assert_eq!(count(&server.received(), "GET", &look_up), 1);
    assert_eq!(keys(&server).len(), 1, "the second attempt did not post");
    assert_eq!(messages(&server), ["a"]);
    assert_eq!(
        said.json_lines()[0]["id"],
        server.posts()[0]["id"],
        "{said}"
    );
}

#[test]
fn where_the_look_up_finds_nothing_the_servers_memory_serves() {
    let server = Mattermost::start().unwrap();
    server.script(lost());
    server.script(
        Answer::new(200)
            .json(json!({"order": [], "posts": {}}))
            .only("GET", "/posts"),
    );
    chat(&server).steps(&[post("Post", "a")]).run(&[]).ends(0);
    let keys = keys(&server);
    assert_eq!(keys.len(), 2);
    assert_eq!(keys[0], keys[1]);
    assert_eq!(messages(&server), ["a"]);
}

#[test]
fn a_look_up_that_fails_posts_nothing_a_second_time() {
    let server = Mattermost::start().unwrap();
    server.script(lost());
    server.script(Answer::new(500).only("GET", "/posts").times(100));
    chat(&server)
        .steps(&[post("Post", "a")])
        .run(&[])
        .ends(11)
        .says(&["looking for an earlier attempt", "nobody knows"]);
    assert_eq!(messages(&server), ["a"]);
}

#[test]
fn a_connection_that_broke_without_effect_posts_once() {
    let server = Mattermost::start().unwrap();
    server.script(Answer::real().reset().only("POST", POSTS).times(2));
    chat(&server).steps(&[post("Post", "a")]).run(&[]).ends(0);
    assert_eq!(messages(&server), ["a"]);
    let keys = keys(&server);
    assert_eq!(keys.len(), 3);
    assert!(keys.iter().all(|key| *key == keys[0]), "{keys:?}");
}

#[test]
fn a_gateway_that_answers_in_the_servers_place_posts_once() {
    let server = Mattermost::start().unwrap();
    server.script(lost());
    server.script(Answer::new(502).body("<html>").only("GET", "/posts"));
    chat(&server).steps(&[post("Post", "a")]).run(&[]).ends(0);
    assert_eq!(messages(&server), ["a"]);
}

#[test]
fn the_same_message_twice_is_meant_twice() {
    let server = Mattermost::start().unwrap();
    let jackfield = chat(&server).steps(&[post("One", "a"), post("Two", "a")]);
    jackfield.run(&["--input", "[{},{}]"]).ends(0);
    jackfield.run(&["--input", "[{},{}]"]).ends(0);
    assert_eq!(messages(&server), ["a"; 8]);
    let mut keys = keys(&server);
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 8, "a key for each step, item and run");
}

#[test]
fn a_failure_in_the_middle_does_not_repeat_what_came_before() {
    let server = Mattermost::start().unwrap();
    let jackfield = chat(&server).steps(&[post("Post", "{{ $json.word }}")]);
    // The second of three posts, by its place in the line.
    server.script(Answer::real().only("POST", POSTS));
    server.script(lost());
    jackfield
        .run(&["--input", r#"[{"word":"a"},{"word":"b"},{"word":"c"}]"#])
        .ends(0)
        .says(&["retry: Post, item 1"]);
    assert_eq!(messages(&server), ["a", "b", "c"]);
}

#[test]
fn a_lost_answer_to_a_delete_is_repeated() {
    let server = Mattermost::start().unwrap();
    let delete = json!({
        "name": "Delete",
        "uses": "mattermost/message.delete",
        "credential": "team-chat",
        "with": {"postId": "{{ $json.id }}"},
    });
    server.script(Answer::real().reset().only("DELETE", POSTS));
    chat(&server)
        .steps(&[post("Post", "a"), delete])
        .run(&[])
        .ends(0)
        .says(&["retry: Delete"]);
    assert!(server.posts().is_empty());
}

#[test]
fn a_delete_that_took_effect_before_its_answer_was_lost_succeeds() {
    let server = Mattermost::start().unwrap();
    let delete = json!({
        "name": "Delete",
        "uses": "mattermost/message.delete",
        "credential": "team-chat",
        "with": {"postId": "{{ $json.id }}"},
    });
    server.script(Answer::real().lose_answer().only("DELETE", POSTS));
    chat(&server)
        .steps(&[post("Post", "a"), delete])
        .run(&[])
        .ends(0);
    assert!(server.posts().is_empty());
}

#[test]
fn what_cannot_be_repeated_safely_is_not_repeated_and_said_to_be_unknown() {
    let server = Mattermost::start().unwrap();
    server.script(lost());
    chat(&server)
        .steps(&[hog_step("request.lie")])
        .run(&["--plugin", &guests().hog])
        .ends(11)
        .says(&[
            "error: Hog (resource-hog/request.lie, item 0)",
            "nobody knows whether this took effect",
            "look at the platform",
        ])
        .keeps_quiet_about(&["retry"]);
    assert_eq!(server.received().len(), 1);
}

#[test]
fn a_connectors_claim_that_nothing_was_sent_is_not_believed() {
    let server = Mattermost::start().unwrap();
    chat(&server)
        .steps(&[hog_step("request.lie")])
        .run(&["--plugin", &guests().hog])
        .ends(6)
        .says(&["nothing was sent, honestly"])
        .keeps_quiet_about(&["retry"]);
    assert_eq!(server.received().len(), 1);
}

#[test]
fn where_nothing_could_be_sent_even_an_unsafe_call_is_repeated() {
    crate::support::chat_at(crate::support::servers::NOBODY)
        .steps(&[hog_step("request.lie")])
        .run(&["--plugin", &guests().hog])
        .ends(6)
        .says(&["attempt 3", "after 3 attempts"]);
}

#[test]
fn an_unsafe_call_is_repeated_only_when_it_was_turned_away() {
    for (name, answer, code, requests) in [
        ("429", Answer::new(429), 0, 2),
        ("503", Answer::new(503), 0, 2),
        ("500", Answer::new(500), 11, 1),
        ("502", Answer::new(502), 11, 1),
        ("reset", Answer::real().reset(), 11, 1),
        ("lost", Answer::real().lose_answer(), 11, 1),
    ] {
        let server = Mattermost::start().unwrap();
        server.script(answer);
        server.script(Answer::new(201).json(json!({"id": "x"})));
        let said = chat(&server)
            .steps(&[hog_step("request.send")])
            .run(&["--plugin", &guests().hog]);
        assert_eq!(said.code, Some(code), "{name}\n{said}");
        assert_eq!(server.received().len(), requests, "{name}\n{said}");
    }
}

//! A server that is overloaded or fails for a while: waited for, and not for ever.

use jackfield_standin::{Answer, Mattermost};
use serde_json::json;

use crate::support::{chat, count, messages, post};

#[test]
fn a_rate_limit_is_waited_for_as_the_server_asks() {
    let server = Mattermost::start().unwrap();
    let limited = Answer::new(429)
        .header("Retry-After", "1")
        .body("limit exceeded\n");
    server.script(limited);
    chat(&server)
        .steps(&[post("Post", "a")])
        .run(&[])
        .ends(0)
        .says(&[
            "retry: Post, item 0: ",
            "limit exceeded",
            "attempt 2 in 1 s",
        ]);
    assert_eq!(messages(&server), ["a"]);
}

#[test]
fn a_rate_limit_for_ever_ends_the_run() {
    let server = Mattermost::start().unwrap();
    server.script(Answer::new(429).body("limit exceeded\n").times(100));
    chat(&server)
        .steps(&[post("Post", "a")])
        .run(&[])
        .ends(6)
        .says(&[
            "answered 429: limit exceeded",
            "rate-limited",
            "after 3 attempts",
            "Rate Limiting",
        ]);
    assert_eq!(
        count(&server.received(), "POST", "/posts"),
        1,
        "later attempts begin with a look-up"
    );
    assert_eq!(server.received().len(), 3);
}

#[test]
fn a_wait_of_an_hour_is_not_waited_for() {
    let server = Mattermost::start().unwrap();
    server.script(Answer::new(429).header("Retry-After", "3600").times(100));
    chat(&server)
        .steps(&[post("Post", "a")])
        .run(&[])
        .ends(6)
        .says(&[
            "rate-limited",
            "answered 429; the server asks to wait 3600 s",
            r#"`retry` says so, such as {"wait": "3600s"}"#,
        ]);
    assert_eq!(server.received().len(), 1);
}

#[test]
fn a_wait_is_understood_however_it_is_written() {
    for (name, value) in [
        ("Retry-After", "1s"),
        ("Retry-After", "\"1\""),
        ("Retry-After", "1; x"),
        ("RateLimit-Reset", "1"),
    ] {
        let server = Mattermost::start().unwrap();
        server.script(
            Answer::new(429)
                .header(name, value)
                .body("limit exceeded\n"),
        );
        chat(&server)
            .steps(&[post("Post", "a")])
            .run(&[])
            .ends(0)
            .says(&[
                "limit exceeded; the server asks to wait 1 s",
                "attempt 2 in 1 s",
            ]);
        assert_eq!(messages(&server), ["a"], "{name}: {value}");
    }
}

#[test]
fn a_server_that_fails_is_tried_again_and_then_told() {
    let html = "<html><head><title>Bad Gateway</title></head></html>";
    let error = json!({
        "id": "app.post.save.app_error", "message": "Unable to save the Post.", "status_code": 500,
    });
    for (status, answer, code, words) in [
        (
            500,
            Answer::new(500).json(error),
            6,
            &["500: Unable to save the Post.", "app.post.save.app_error"][..],
        ),
        (503, Answer::new(503), 6, &["in front of Mattermost"]),
        // A gateway says nothing about the server behind it.
        (
            502,
            Answer::new(502).body(html),
            11,
            &["Bad Gateway", "nobody knows"],
        ),
        (
            504,
            Answer::new(504).body(html),
            11,
            &["Bad Gateway", "nobody knows"],
        ),
        // Cloudflare's words for the same.
        (520, Answer::new(520), 11, &["nobody knows"]),
        (524, Answer::new(524), 11, &["nobody knows"]),
        (
            500,
            Answer::new(500).body("panic"),
            11,
            &["500: panic", "nobody knows"],
        ),
    ] {
        let server = Mattermost::start().unwrap();
        server.script(answer.times(100));
        chat(&server)
            .steps(&[post("Post", "a")])
            .run(&[])
            .ends(code)
            .says(&[
                "unavailable (the platform's side",
                "after 3 attempts",
                &format!("HTTP {status}"),
            ])
            .says(words);
        assert_eq!(server.received().len(), 3, "{status}");
    }
}

#[test]
fn a_server_that_comes_back_is_posted_to_once() {
    for status in [500, 502, 503, 504, 520, 524, 429] {
        let server = Mattermost::start().unwrap();
        server.script(Answer::new(status).only("POST", "/posts"));
        chat(&server).steps(&[post("Post", "a")]).run(&[]).ends(0);
        assert_eq!(messages(&server), ["a"], "{status}");
    }
}

#[test]
fn a_gateway_that_answers_a_look_up_leaves_nothing_open() {
    let server = Mattermost::start().unwrap();
    let page = || Answer::new(502).body("<html>");
    server.script(page().only("GET", "/channels/name/").times(3));
    let with = json!({"channel": crate::support::CHANNEL, "message": "a"});
    crate::support::operate(&server, Mattermost::TOKEN, "message.post", &with)
        .ends(6)
        .says(&["(after 3 attempts)"])
        .keeps_quiet_about(&["nobody knows"]);
    assert!(server.posts().is_empty());
    // Neither is what may not happen twice kept from a repeat.
    server.script(page().only("GET", "/channels/name/"));
    let with = json!({"channel": crate::support::CHANNEL, "user": "@admin", "message": "a"});
    let step = crate::support::chat_step("message.postEphemeral", &with);
    chat(&server)
        .steps(&[step])
        .run(&[])
        .says(&["attempt 2 in"]);
}

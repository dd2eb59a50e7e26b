//! `timeout` and `retry` of a step.

use std::time::Duration;

use jackfield_standin::{Answer, Mattermost};
use serde_json::{Value, json};

use crate::support::process::{Jackfield, Said};

fn run(chat: &Mattermost, uses: &str, with: &Value, more: &Value) -> Said {
    let mut step = json!({"name": "Step", "uses": uses, "credential": "chat", "with": with});
    for (key, value) in more.as_object().unwrap() {
        step[key] = value.clone();
    }
    Jackfield::new()
        .credential("chat", "mattermost", &chat.base_url(), Mattermost::TOKEN)
        .steps(&[step])
        .call(&["run", "workflow.json"])
}

fn post(chat: &Mattermost, more: &Value) -> Said {
    let with = json!({"channelId": Mattermost::TOWN_SQUARE, "message": "x"});
    run(chat, "mattermost/message.post", &with, more)
}

fn posts_sent(chat: &Mattermost) -> usize {
    let received = chat.received();
    received
        .iter()
        .filter(|request| request.method == "POST")
        .count()
}

#[test]
fn a_step_that_wants_one_attempt_gets_one() {
    let chat = Mattermost::start().unwrap();
    chat.script(Answer::new(503).only("POST", "/api/v4/posts"));
    post(&chat, &json!({"retry": {"attempts": 1}})).ends(6);
    assert_eq!(posts_sent(&chat), 1);
}

#[test]
fn a_step_that_wants_more_attempts_gets_them() {
    let chat = Mattermost::start().unwrap();
    chat.script(Answer::new(503).only("POST", "/api/v4/posts").times(5));
    let retry = json!({"retry": {"attempts": 6, "wait": "1ms", "backoff": 1}});
    post(&chat, &retry).ends(0);
    assert_eq!(posts_sent(&chat), 6);
    assert_eq!(chat.posts().len(), 1);
}

#[test]
fn a_step_that_wants_an_answer_in_time_does_not_wait_longer() {
    let chat = Mattermost::start().unwrap();
    chat.script(Answer::real().delay(Duration::from_secs(30)));
    let with = json!({"teamId": Mattermost::ENGINEERING, "term": "town"});
    let more = json!({"timeout": "300ms", "retry": {"attempts": 1}});
    run(&chat, "mattermost/channel.search", &with, &more)
        .ends(8)
        .says(&["0.3 seconds"]);
}

#[test]
fn what_is_no_length_of_time_is_told() {
    let chat = Mattermost::start().unwrap();
    for (more, words) in [
        (
            json!({"timeout": "5 minutes"}),
            "`5 minutes` is no length of time; write `500ms`",
        ),
        (
            json!({"timeout": 30}),
            "`timeout` must be text, and is the number 30",
        ),
        (
            json!({"retry": {"wait": "2d"}}),
            "`2d` is no length of time",
        ),
        (
            json!({"retry": {"attempts": 0}}),
            "`attempts` must be at least 1, and is 0",
        ),
        (json!({"retry": {"tries": 2}}), "unknown key `tries`"),
    ] {
        post(&chat, &more).ends(3).says(&[words]);
    }
    assert!(chat.received().is_empty());
}

#[test]
fn what_was_done_before_a_failure_is_told() {
    let chat = Mattermost::start().unwrap();
    let steps = [
        json!({
            "name": "Tell", "uses": "mattermost/message.post", "credential": "chat",
            "with": {"channelId": Mattermost::TOWN_SQUARE, "message": "n{{ $json.n }}"},
        }),
        json!({
            "name": "Gone", "uses": "mattermost/message.delete", "credential": "chat",
            "with": {"postId": "{{ $itemIndex === 0 ? $json.id : 'a'.repeat(26) }}"},
        }),
    ];
    Jackfield::new()
        .credential("chat", "mattermost", &chat.base_url(), Mattermost::TOKEN)
        .steps(&steps)
        .call(&["run", "workflow.json", "--input", r#"[{"n":1},{"n":2}]"#])
        .ends(4)
        .says(&[
            "Gone (mattermost/message.delete, item 1)",
            "done before it: Tell (2 items), Gone (1 item); another run does that again",
        ]);
}

//! Messages that become several posts.

use jackfield_standin::{Answer, Mattermost};
use serde_json::{Value, json};

use crate::support::process::Said;
use crate::support::{chat, chat_step, count, gives, messages, operate, text};

const ALICE: &str = Mattermost::TOKEN;
const LONGEST: usize = 16_383;

fn long(message: &str) -> Value {
    json!({"channelId": Mattermost::TOWN_SQUARE, "message": message, "split": true})
}

/// What becomes of a message of three parts of which the first so many are posted.
fn stopped(server: &Mattermost, posted: usize, then: Answer) -> Said {
    let part = |letter: &str| letter.repeat(LONGEST);
    let message = [part("a"), part("b"), part("c")].join("\n");
    let real = Answer::real().times(posted);
    server.script(real.only("POST", "/api/v4/posts"));
    server.script(then.only("POST", "/api/v4/posts"));
    operate(server, ALICE, "message.post", &long(&message))
}

fn error(status: u16, id: &str) -> Answer {
    Answer::new(status).json(json!({"id": id, "message": "no", "status_code": status}))
}

#[test]
fn a_message_that_stops_half_way_says_what_is_posted() {
    let server = Mattermost::start().unwrap();
    let said = stopped(&server, 1, error(400, "some.id"));
    let id = text(&server.posts()[0], "id");
    said.ends(11).says(&[
        &format!("part 1 of 3 was posted ({id}), and then: posting a message: "),
        "Mattermost answered 400",
        "nobody knows whether this took effect, and another run could do it twice",
    ]);
    assert_eq!(server.posts().len(), 1);
    assert_eq!(count(&server.received(), "POST", "/posts"), 2);
}

#[test]
fn a_part_that_the_server_fails_at_is_tried_again_and_then_told() {
    let server = Mattermost::start().unwrap();
    let said = stopped(&server, 2, error(500, "some.id").times(3));
    let ids: Vec<String> = server.posts().iter().map(|post| text(post, "id")).collect();
    assert_eq!(ids.len(), 2);
    said.ends(11).says(&[
        &format!("parts 1 to 2 of 3 were posted ({})", ids.join(", ")),
        "after 3 attempts",
    ]);
    assert_eq!(count(&server.received(), "POST", "/posts"), 5);
}

#[test]
fn a_file_that_is_refused_at_a_repeat_is_told_with_what_is_posted() {
    let server = Mattermost::start().unwrap();
    let file = "reportfile1234567890123456";
    server.add_file(file, Mattermost::ALICE, "report.csv", b"1");
    let mut get = chat_step("file.get", &json!({"fileId": file}));
    get["name"] = json!("Get");
    let mut with = long(&"a".repeat(LONGEST + 1));
    with["files"] = json!("data");
    server.script(Answer::real().only("POST", "/api/v4/posts"));
    server.script(error(500, "some.id").only("POST", "/api/v4/posts"));
    server.script(Answer::real().only("POST", "/api/v4/files"));
    server.script(error(413, "some.id").only("POST", "/api/v4/files"));
    let said = chat(&server)
        .steps(&[get, chat_step("message.post", &with)])
        .run(&[]);
    let id = text(&server.posts()[0], "id");
    said.ends(11).says(&[&format!(
        "part 1 of 2 was posted ({id}), and then: uploading files: "
    )]);
    assert_eq!(server.posts().len(), 1);
}

#[test]
fn nothing_is_posted_of_a_message_whose_files_are_not_there() {
    let server = Mattermost::start().unwrap();
    let mut with = long(&"a".repeat(LONGEST + 1));
    with["files"] = json!("data");
    operate(&server, ALICE, "message.post", &with)
        .ends(3)
        .says(&["no binary data `data`"]);
    assert!(server.received().is_empty());
}

#[test]
fn no_post_is_blank_and_none_is_tiny_for_an_early_line_break() {
    for (message, lengths) in [
        (format!("{}\n", "a".repeat(LONGEST)), vec![LONGEST]),
        (format!("{}\n\n \nb", "a".repeat(LONGEST)), vec![LONGEST, 4]),
        (
            format!("Hi\n{}", "a".repeat(30_000)),
            vec![LONGEST, 30_003 - LONGEST],
        ),
        (
            format!("{}\n{}", "a".repeat(16_000), "b".repeat(1_000)),
            vec![16_000, 1_000],
        ),
    ] {
        let server = Mattermost::start().unwrap();
        gives(&server, ALICE, "message.post", &long(&message));
        let posted: Vec<usize> = messages(&server).iter().map(String::len).collect();
        assert_eq!(posted, lengths);
    }
}

#[test]
fn a_code_block_goes_on_in_the_next_post() {
    let server = Mattermost::start().unwrap();
    let code = "let answer = 42;\n".repeat(1_500);
    let message = format!("The log:\n```rust\n{code}```\nThat is all");
    gives(&server, ALICE, "message.post", &long(&message));
    let posted = messages(&server);
    assert_eq!(posted.len(), 2);
    let [first, second] = [&posted[0], &posted[1]];
    assert!(first.starts_with("The log:\n```rust\nlet"), "{first}");
    assert!(first.ends_with("= 42;\n```"), "{first}");
    assert!(second.starts_with("```rust\nlet answer"), "{second}");
    assert!(second.ends_with("= 42;\n```\nThat is all"), "{second}");
    let lines = first.matches("42;").count() + second.matches("42;").count();
    assert_eq!(lines, 1_500);
}

#[test]
fn nothing_to_post_is_refused_before_anything_is_sent() {
    let server = Mattermost::start().unwrap();
    let channel = json!({"channel": "engineering/town-square"});
    for nothing in [
        json!({}),
        json!({"message": ""}),
        json!({"message": " \n"}),
        json!({"message": " ".repeat(20_000), "split": true}),
        json!({"message": "", "attachments": [], "files": "", "fileIds": []}),
        json!({"message": "", "props": {"card": "c"}, "priority": "urgent"}),
    ] {
        for (operation, place) in [
            ("message.post", &channel),
            ("message.reply", &json!({"postId": "a"})),
        ] {
            let mut with = place.clone();
            let given = nothing.as_object().unwrap().clone();
            with.as_object_mut().unwrap().extend(given);
            operate(&server, ALICE, operation, &with)
                .ends(3)
                .says(&["there is nothing to post"]);
        }
    }
    assert!(server.received().is_empty());
    let mut with = channel;
    with["attachments"] = json!([{"text": "a box"}]);
    gives(&server, ALICE, "message.post", &with);
    assert_eq!(messages(&server), [""]);
}

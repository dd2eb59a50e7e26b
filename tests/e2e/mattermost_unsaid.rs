//! Successes that do not say what was done.

use jackfield_standin::{Answer, Mattermost};
use serde_json::{Value, json};

use crate::support::{chat, chat_step, count, gives, operate, post, text, texts};

const ADMIN: &str = Mattermost::ADMIN_TOKEN;
const ALICE: &str = Mattermost::TOKEN;
const POSTS: (&str, &str) = ("POST", "/api/v4/posts");
const TEAM: &str = "engineering";

/// What gateways and servers answer in place of the post.
fn wordless() -> Vec<Answer> {
    vec![
        Answer::new(200),
        Answer::new(201).body("\n"),
        Answer::new(204),
        Answer::new(200).body("<html>Please wait</html>"),
        Answer::new(200).body("ok"),
        Answer::new(201).json(json!({"status": "OK"})),
    ]
}

#[test]
fn a_post_of_which_a_success_says_nothing_is_found() {
    for answer in wordless() {
        let server = Mattermost::start().unwrap();
        server.script(answer.clone().after_effect().only(POSTS.0, POSTS.1));
        let made = chat(&server)
            .steps(&[post("Post", "a")])
            .run(&[])
            .ends(0)
            .json_lines();
        assert_eq!(texts(&made, "message"), ["a"], "{answer:?}");
        assert_eq!(texts(&made, "id"), texts(&server.posts(), "id"));
        assert_eq!(count(&server.received(), POSTS.0, POSTS.1), 1);
        let with = json!({"postId": made[0]["id"], "message": "b"});
        server.script(answer.after_effect().only(POSTS.0, POSTS.1));
        let reply = gives(&server, ALICE, "message.reply", &with);
        assert_eq!(reply[0]["root_id"], made[0]["id"]);
        assert_eq!(server.posts().len(), 2);
    }
}

#[test]
fn of_a_post_that_is_not_found_after_a_success_nobody_knows() {
    for answer in wordless() {
        let server = Mattermost::start().unwrap();
        server.script(answer.only(POSTS.0, POSTS.1));
        chat(&server)
            .steps(&[post("Post", "a")])
            .run(&[])
            .ends(11)
            .says(&[
                "posting a message: the server answered 20",
                "nothing of the kind is found there",
                "nobody knows whether this took effect",
            ]);
        assert_eq!(count(&server.received(), POSTS.0, POSTS.1), 1);
    }
}

#[test]
fn of_a_post_that_cannot_be_looked_for_nobody_knows() {
    let server = Mattermost::start().unwrap();
    let page = Answer::new(200).body("<html>Sign in</html>");
    server.script(page.times(2));
    chat(&server)
        .steps(&[post("Post", "a")])
        .run(&[])
        .ends(11)
        .says(&["web page", "nobody knows whether this took effect"]);
    assert_eq!(server.received().len(), 2);
}

#[test]
fn a_post_that_cannot_be_looked_for_yet_is_looked_for_again() {
    let server = Mattermost::start().unwrap();
    let wordless = Answer::new(204).after_effect();
    server.script(wordless.only(POSTS.0, POSTS.1));
    server.script(Answer::new(503).body("busy").only("GET", "/posts"));
    let made = chat(&server)
        .steps(&[post("Post", "a")])
        .run(&[])
        .ends(0)
        .json_lines();
    assert_eq!(texts(&made, "id"), texts(&server.posts(), "id"));
    assert_eq!(count(&server.received(), POSTS.0, POSTS.1), 1);
}

#[test]
fn what_is_done_is_done_without_a_word() {
    let server = Mattermost::start().unwrap();
    let token = json!({"tokenId": Mattermost::TOKEN_ID});
    for (operation, method, with) in [
        ("message.delete", "DELETE", json!({"postId": "a"})),
        ("token.revoke", "POST", token.clone()),
        ("token.disable", "POST", token.clone()),
        ("token.enable", "POST", token),
        (
            "channel.direct",
            "POST",
            json!({"userId": Mattermost::ALICE}),
        ),
        (
            "channel.group",
            "POST",
            json!({"users": ["@alice", "@relbot"]}),
        ),
    ] {
        for status in [200, 204] {
            server.script(Answer::new(status).only(method, "/"));
            let done = gives(&server, ADMIN, operation, &with);
            assert_eq!(done, [json!({"status": "OK"})], "{operation} {status}");
        }
    }
}

/// What is made or changed, its path, and where in the answer the given text stands then.
fn changes() -> Vec<(
    &'static str,
    &'static str,
    Value,
    &'static str,
    &'static str,
)> {
    let person =
        json!({"username": "bob", "email": "b@example.com", "password": "Password-123456"});
    vec![
        (
            "channel.create",
            "channels",
            json!({"team": TEAM, "displayName": "R", "channel": "release-2"}),
            "name",
            "release-2",
        ),
        ("user.create", "users", person, "username", "bob"),
        (
            "bot.create",
            "bots",
            json!({"username": "ci", "description": "builds"}),
            "description",
            "builds",
        ),
    ]
}

#[test]
fn what_was_made_without_a_word_is_found_by_its_name() {
    for status in [200, 204] {
        let server = Mattermost::start().unwrap();
        for (operation, path, with, key, name) in changes() {
            let answer = Answer::new(status).after_effect();
            server.script(answer.only("POST", path));
            let made = gives(&server, ADMIN, operation, &with);
            assert_eq!(texts(&made, key), [name], "{operation}");
        }
    }
}

#[test]
fn of_what_is_not_there_after_a_success_nobody_knows() {
    for (operation, path, with, ..) in changes() {
        for answer in [Answer::new(201), Answer::new(200).body("<html>")] {
            let server = Mattermost::start().unwrap();
            server.script(answer.only("POST", path));
            operate(&server, ADMIN, operation, &with)
                .ends(11)
                .says(&["nobody knows whether this took effect"]);
            assert_eq!(count(&server.received(), "POST", path), 1, "{operation}");
        }
    }
}

#[test]
fn what_was_changed_without_a_word_is_asked_for() {
    let server = Mattermost::start().unwrap();
    chat(&server).steps(&[post("Post", "a")]).run(&[]).ends(0);
    let channel = json!({"channelId": Mattermost::RELEASE_NEWS, "header": "new"});
    let attic = json!({"channelId": Mattermost::ATTIC});
    let message = json!({"postId": server.posts()[0]["id"], "message": "b"});
    for (operation, method, with, key, word) in [
        ("message.update", "PUT", message, "message", "b"),
        ("channel.update", "PUT", channel, "header", "new"),
        ("channel.restore", "POST", attic, "name", "attic"),
    ] {
        server.script(Answer::new(200).after_effect().only(method, "/"));
        let changed = gives(&server, ADMIN, operation, &with);
        assert_eq!(text(&changed[0], key), word, "{operation}");
    }
}

#[test]
fn a_look_that_shows_nothing_is_no_success() {
    let server = Mattermost::start().unwrap();
    for status in [200, 204] {
        server.script(Answer::new(status));
        operate(&server, ALICE, "message.get", &json!({"postId": "a"}))
            .ends(5)
            .says(&[&format!("answered {status} with an empty body")]);
    }
}

#[test]
fn null_is_an_empty_list() {
    let server = Mattermost::start().unwrap();
    let channel = json!({"channelId": Mattermost::TOWN_SQUARE});
    let post = json!({"postId": "a"});
    for (operation, with) in [
        ("channel.members", &channel),
        ("message.getAll", &channel),
        ("message.getThread", &post),
        ("reaction.getAll", &post),
        ("token.getAll", &json!({})),
        ("user.getAll", &json!({})),
    ] {
        server.script(Answer::new(200).body("null\n"));
        let given = gives(&server, ALICE, operation, with);
        assert_eq!(given, Vec::<Value>::new(), "{operation}");
    }
}

#[test]
fn of_a_file_that_a_success_does_not_show_nobody_knows() {
    let server = Mattermost::start().unwrap();
    let file = "reportfile1234567890123456";
    server.add_file(file, Mattermost::ALICE, "report.csv", b"1");
    let mut get = chat_step("file.get", &json!({"fileId": file}));
    get["name"] = json!("Get");
    let with = json!({"channelId": Mattermost::TOWN_SQUARE});
    server.script(Answer::new(200).body("<html>").only("POST", "/files"));
    chat(&server)
        .steps(&[get, chat_step("file.upload", &with)])
        .run(&[])
        .ends(11)
        .says(&["web page", "nobody knows whether this took effect"]);
}

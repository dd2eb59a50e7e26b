//! What a repeat finds that its first attempt has done, when the first answer was lost.

use jackfield_standin::{Answer, Mattermost};
use serde_json::{Value, json};

use crate::support::{chat, chat_step, count, gives, operate, post, text, texts};

const ADMIN: &str = Mattermost::ADMIN_TOKEN;
const NEWS: &str = "engineering/release-news";

/// Runs an operation whose first request of this kind is carried out and not answered.
#[track_caller]
fn repeated(
    server: &Mattermost,
    (method, path): (&str, &str),
    operation: &str,
    with: &Value,
) -> Vec<Value> {
    server.script(Answer::real().lose_answer().only(method, path));
    let given = gives(server, ADMIN, operation, with);
    assert!(count(&server.received(), method, path) >= 1);
    given
}

#[test]
fn a_channel_is_made_once() {
    let server = Mattermost::start().unwrap();
    let with = json!({"team": "engineering", "displayName": "R", "channel": "release-2"});
    let made = repeated(
        &server,
        ("POST", "/api/v4/channels"),
        "channel.create",
        &with,
    );
    assert_eq!(texts(&made, "name"), ["release-2"]);
    assert_eq!(count(&server.received(), "POST", "/api/v4/channels"), 2);
}

#[test]
fn a_channel_of_others_is_not_taken_for_ones_own() {
    let server = Mattermost::start().unwrap();
    server.script(
        Answer::new(503)
            .body("busy")
            .only("POST", "/api/v4/channels"),
    );
    let with = json!({"team": "engineering", "displayName": "R", "channel": "release-news"});
    operate(&server, ADMIN, "channel.create", &with)
        .ends(3)
        .says(&["store.sql_channel.save_channel.exists.app_error"]);
}

#[test]
fn a_channel_of_another_item_is_not_taken_for_that_of_a_repeat() {
    let server = Mattermost::start().unwrap();
    let with =
        json!({"team": "engineering", "displayName": "{{ $json.title }}", "channel": "release-2"});
    let step = chat_step("channel.create", &with);
    let jackfield = chat(&server).steps(&[step]);
    let busy = Answer::new(503).body("busy");
    server.script(Answer::real().only("POST", "/api/v4/channels"));
    server.script(busy.only("POST", "/api/v4/channels"));
    jackfield
        .run(&["--input", r#"[{"title":"First"},{"title":"Second"}]"#])
        .ends(3)
        .says(&["item 1", "store.sql_channel.save_channel.exists.app_error"]);
}

#[test]
fn what_was_turned_away_has_deleted_nothing() {
    let server = Mattermost::start().unwrap();
    let busy = || Answer::new(429).header("retry-after", "0");
    server.script(busy().only("DELETE", "/api/v4/posts"));
    let with = json!({"postId": "xn6wzyi1wtrp9y6phjqj1ttzza"});
    operate(&server, ADMIN, "message.delete", &with).ends(4);
    assert_eq!(count(&server.received(), "DELETE", "/api/v4/posts"), 2);
    server.script(busy().only("DELETE", "/api/v4/channels"));
    let with = json!({"channel": NEWS});
    gives(&server, ADMIN, "channel.delete", &with);
    server.script(busy().only("DELETE", "/api/v4/channels"));
    let said = operate(&server, ADMIN, "channel.delete", &with);
    assert_ne!(said.code, Some(0), "{said}");
}

#[test]
fn an_address_that_is_taken_is_told_also_after_a_lost_answer() {
    let server = Mattermost::start().unwrap();
    let lost = Answer::new(504).body("<html>");
    server.script(lost.only("POST", "/api/v4/users"));
    let with =
        json!({"username": "bob", "email": "alice@example.com", "password": "Password-123456"});
    operate(&server, ADMIN, "user.create", &with).says(&["email_exists"]);
}

#[test]
fn an_account_is_made_once() {
    let server = Mattermost::start().unwrap();
    let with =
        json!({"username": "bob", "email": "bob@example.com", "password": "Password-123456"});
    let made = repeated(&server, ("POST", "/api/v4/users"), "user.create", &with);
    assert_eq!(texts(&made, "username"), ["bob"]);
}

#[test]
fn what_is_archived_or_restored_or_gone_already_is_done() {
    let server = Mattermost::start().unwrap();
    let ok = [json!({"status": "OK"})];
    let by_id = json!({"channelId": Mattermost::RELEASE_NEWS});
    let path = format!("/channels/{}", Mattermost::RELEASE_NEWS);
    let alice = json!({"channel": NEWS, "user": "@alice"});
    let removed = repeated(
        &server,
        ("DELETE", "/members/"),
        "channel.removeUser",
        &alice,
    );
    assert_eq!(removed, ok);
    let archived = repeated(&server, ("DELETE", &path), "channel.delete", &by_id);
    assert_eq!(archived, ok);
    let restored = repeated(&server, ("POST", "/restore"), "channel.restore", &by_id);
    assert_eq!(texts(&restored, "id"), [Mattermost::RELEASE_NEWS]);
    let token = json!({"tokenId": Mattermost::TOKEN_ID});
    let revoked = repeated(&server, ("POST", "/tokens/revoke"), "token.revoke", &token);
    assert_eq!(revoked, ok);
}

#[test]
fn every_part_of_a_long_message_is_posted_once() {
    let server = Mattermost::start().unwrap();
    let long = format!("{}\n{}", "a".repeat(16_000), "b".repeat(1_000));
    let with = json!({"channelId": Mattermost::TOWN_SQUARE, "message": long, "split": true});
    server.script(Answer::real().only("POST", "/api/v4/posts"));
    server.script(Answer::real().lose_answer().only("POST", "/api/v4/posts"));
    let made = chat(&server)
        .steps(&[chat_step("message.post", &with)])
        .run(&[])
        .ends(0)
        .json_lines();
    assert_eq!(server.posts().len(), 2);
    assert_eq!(texts(&made, "id"), texts(&server.posts(), "id"));
}

#[test]
fn a_reply_is_posted_once_after_the_servers_memory_is_gone() {
    let server = Mattermost::start().unwrap();
    chat(&server).steps(&[post("Post", "a")]).run(&[]).ends(0);
    let root = text(&server.posts()[0], "id");
    server.script(Answer::real().lose_answer().only("POST", "/api/v4/posts"));
    let with = json!({"postId": root, "message": "b"});
    let made = gives(&server, ADMIN, "message.reply", &with);
    assert_eq!(text(&made[0], "root_id"), root);
    assert_eq!(server.posts().len(), 2);
}

#[test]
fn a_post_is_found_behind_more_changes_than_the_server_gives() {
    let server = Mattermost::start().unwrap();
    let busy: serde_json::Map<String, Value> = (0..1_000)
        .map(|number| (number.to_string(), json!({"id": number.to_string()})))
        .collect();
    let order: Vec<&String> = busy.keys().collect();
    let changes = json!({"order": order, "posts": busy});
    server.script(Answer::real().lose_answer().only("POST", "/api/v4/posts"));
    server.script(Answer::new(200).json(changes).only("GET", "/posts"));
    let made = chat(&server)
        .steps(&[post("Post", "a")])
        .run(&[])
        .ends(0)
        .json_lines();
    assert_eq!(texts(&made, "id"), texts(&server.posts(), "id"));
    assert_eq!(count(&server.received(), "POST", "/api/v4/posts"), 1);
}

#[test]
fn who_may_not_read_posts_a_file_once() {
    let server = Mattermost::start().unwrap();
    let file = "reportfile1234567890123456";
    server.add_file(file, Mattermost::ALICE, "report.csv", b"1");
    let mut get = chat_step("file.get", &json!({"fileId": file}));
    get["name"] = json!("Get");
    let with = json!({"channelId": Mattermost::TOWN_SQUARE, "message": "a", "files": "data"});
    server.script(Answer::real().lose_answer().only("POST", "/api/v4/posts"));
    let forbidden = json!({
        "id": "api.context.permissions.app_error", "message": "no", "status_code": 403,
    });
    server.script(Answer::new(403).json(forbidden).only("GET", "/posts"));
    let made = chat(&server)
        .steps(&[get, chat_step("message.post", &with)])
        .run(&[])
        .ends(0)
        .json_lines();
    let posts = server.posts();
    assert_eq!(posts.len(), 1);
    assert_eq!(made[0]["file_ids"], posts[0]["file_ids"]);
}

#[test]
fn a_bot_is_made_once() {
    let server = Mattermost::start().unwrap();
    let with = json!({"username": "ci", "displayName": "CI"});
    let made = repeated(&server, ("POST", "/api/v4/bots"), "bot.create", &with);
    assert_eq!(texts(&made, "display_name"), ["CI"]);
    assert_eq!(count(&server.received(), "POST", "/api/v4/bots"), 2);
}

#[test]
fn an_account_that_was_there_is_not_taken_for_a_bot_that_was_made() {
    let server = Mattermost::start().unwrap();
    for (name, taken) in [("relbot", "email_exists"), ("alice", "username_exists")] {
        let lost = Answer::new(504).body("<html>");
        server.script(lost.only("POST", "/api/v4/bots"));
        operate(&server, ADMIN, "bot.create", &json!({"username": name}))
            .ends(11)
            .says(&[&format!("app.user.save.{taken}.app_error")]);
    }
    assert_eq!(count(&server.received(), "GET", "/api/v4/bots"), 2);
}

#[test]
fn a_repeat_misses_the_files_that_the_first_attempt_has_lost() {
    let file = "reportfile1234567890123456";
    let forbidden = json!({
        "id": "api.context.permissions.app_error", "message": "no", "status_code": 403,
    });
    // What finds the post: its marker, or the server's own memory.
    for may_read in [true, false] {
        let server = Mattermost::start().unwrap();
        server.add_file(file, Mattermost::ADMIN, "report.csv", b"1");
        server.script(Answer::real().lose_answer().only("POST", "/api/v4/posts"));
        if !may_read {
            let forbidden = Answer::new(403).json(forbidden.clone());
            server.script(forbidden.only("GET", "/posts"));
        }
        let with = json!({
            "channelId": Mattermost::TOWN_SQUARE, "message": "a", "fileIds": [file],
        });
        let said = operate(&server, Mattermost::TOKEN, "message.post", &with);
        let id = text(&server.posts()[0], "id");
        assert_ne!(said.code, Some(0), "{said}");
        said.says(&[&format!(
            "the message was posted ({id}) without 1 of its 1 files: {file}"
        )]);
        assert_eq!(server.posts().len(), 1);
    }
}

#[test]
fn a_post_that_was_changed_meanwhile_is_given_as_it_is_now() {
    let server = Mattermost::start().unwrap();
    server.change_new_posts("changed");
    server.script(Answer::real().lose_answer().only("POST", "/api/v4/posts"));
    let made = chat(&server)
        .steps(&[post("Post", "a")])
        .run(&[])
        .ends(0)
        .json_lines();
    assert_eq!(texts(&made, "message"), ["changed"]);
    assert_eq!(texts(&made, "id"), texts(&server.posts(), "id"));
    assert_eq!(count(&server.received(), "POST", "/api/v4/posts"), 1);
}

#[test]
fn an_invitation_is_not_sent_twice() {
    let server = Mattermost::start().unwrap();
    server.script(Answer::real().lose_answer().only("POST", "/invite/email"));
    let with = json!({"team": "engineering", "emails": "a@example.com"});
    operate(&server, ADMIN, "user.invite", &with)
        .ends(11)
        .says(&["nobody knows whether this took effect"]);
    assert_eq!(count(&server.received(), "POST", "/invite/email"), 1);
}

#[test]
fn every_spelling_of_a_wait_is_understood() {
    for headers in [
        &[("Retry-After", "1"), ("Retry-After", "0")][..],
        &[("X-RateLimit-Reset", "1")],
        &[("X-RateLimit-Reset", "0"), ("X-RateLimit-Reset", "1")],
        &[("Retry-After", "1.0")],
    ] {
        let server = Mattermost::start().unwrap();
        let limited = headers
            .iter()
            .fold(Answer::new(429), |answer, (name, value)| {
                answer.header(name, value)
            });
        server.script(limited.body("limit exceeded\n"));
        chat(&server)
            .steps(&[post("Post", "a")])
            .run(&[])
            .ends(0)
            .says(&["attempt 2 in 1 s"]);
    }
}

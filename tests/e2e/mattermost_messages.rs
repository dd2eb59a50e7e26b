//! Messages beyond posting one.

use jackfield_standin::{Answer, Mattermost};
use serde_json::{Value, json};

use crate::support::{CHANNEL, chat, gives, messages, operate, post, text, texts};

const ADMIN: &str = Mattermost::ADMIN_TOKEN;
const ALICE: &str = Mattermost::TOKEN;

/// Posts these, and gives their ids.
pub(crate) fn posted(server: &Mattermost, words: &[&str]) -> Vec<String> {
    let steps: Vec<Value> = words.iter().map(|word| post(word, word)).collect();
    chat(server).steps(&steps).run(&[]).ends(0);
    texts(&server.posts(), "id")
}

#[test]
fn a_reply_to_a_reply_goes_into_the_same_thread() {
    let server = Mattermost::start().unwrap();
    let root = posted(&server, &["a"]).remove(0);
    let reply = |id: &str, message: &str| {
        let with = json!({"postId": id, "message": message});
        gives(&server, ALICE, "message.reply", &with).remove(0)
    };
    let first = reply(&root, "b");
    let second = reply(&text(&first, "id"), "c");
    for reply in [&first, &second] {
        assert_eq!(text(reply, "root_id"), root);
    }
    let thread = gives(
        &server,
        ALICE,
        "message.getThread",
        &json!({"postId": second["id"]}),
    );
    assert_eq!(texts(&thread, "message"), ["a", "b", "c"]);
}

#[test]
fn the_messages_of_a_channel_are_listed_newest_first() {
    let server = Mattermost::start().unwrap();
    posted(&server, &["a", "b", "c"]);
    let listed = |more: Value| {
        let mut with = json!({"channel": CHANNEL});
        with.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        texts(&gives(&server, ALICE, "message.getAll", &with), "message")
    };
    assert_eq!(listed(json!({})), ["c", "b", "a"]);
    assert_eq!(listed(json!({"limit": 2})), ["c", "b"]);
    assert_eq!(
        listed(json!({"limit": 2, "returnAll": true})),
        ["c", "b", "a"]
    );
    let times: Vec<u64> = server
        .posts()
        .iter()
        .map(|post| post["create_at"].as_u64().unwrap())
        .collect();
    assert_eq!(listed(json!({"since": times[0]})), ["c", "b"]);
    assert_eq!(
        listed(json!({"since": "2020-01-31T08:00:00Z", "limit": 1})),
        ["c"]
    );
    let gone = json!({"postId": server.posts()[1]["id"]});
    gives(&server, ALICE, "message.delete", &gone);
    assert_eq!(
        listed(json!({"since": times[0]})),
        ["c"],
        "what is deleted is not there"
    );
    operate(
        &server,
        ALICE,
        "message.getAll",
        &json!({"channel": CHANNEL, "since": "soon"}),
    )
    .ends(3)
    .says(&["`since` is no date and time: soon"]);
}

#[test]
fn messages_are_found() {
    let server = Mattermost::start().unwrap();
    posted(&server, &["release one", "release two", "lunch"]);
    let found = |with: Value| texts(&gives(&server, ALICE, "message.search", &with), "message");
    let team = "engineering";
    assert_eq!(
        found(json!({"team": team, "term": "release"})),
        ["release two", "release one"]
    );
    assert_eq!(
        found(json!({"team": team, "term": "release", "limit": 1})),
        ["release two"]
    );
    assert_eq!(
        found(json!({"team": team, "term": "one lunch", "anyWord": true, "returnAll": true})),
        ["lunch", "release one"]
    );
    assert_eq!(found(json!({"team": team, "term": "nothing"})), [""; 0]);
}

#[test]
fn a_message_for_one_person_needs_an_administrator() {
    let server = Mattermost::start().unwrap();
    let with = json!({"channel": CHANNEL, "user": "@alice", "message": "only you"});
    let shown = gives(&server, ADMIN, "message.postEphemeral", &with);
    assert_eq!(text(&shown[0], "type"), "system_ephemeral");
    let sent = server.received().last().unwrap().json().unwrap();
    assert_eq!(
        sent,
        json!({"user_id": Mattermost::ALICE, "post": {"channel_id": Mattermost::TOWN_SQUARE, "message": "only you"}})
    );
    operate(&server, ALICE, "message.postEphemeral", &with)
        .ends(4)
        .says(&["permission-denied"]);
    assert!(server.posts().is_empty(), "nothing is kept");
}

#[test]
fn a_message_that_is_too_long_is_refused_before_it_is_sent_or_split() {
    let server = Mattermost::start().unwrap();
    let long = format!("{}\n{}", "ä".repeat(16_000), "b".repeat(1_000));
    operate(
        &server,
        ALICE,
        "message.post",
        &json!({"channel": CHANNEL, "message": long}),
    )
    .ends(3)
    .says(&[
        "the message has 17001 characters",
        "16383 at most",
        "`split`",
    ]);
    for (operation, with) in [
        ("message.reply", json!({"postId": "a", "message": long})),
        ("message.update", json!({"postId": "a", "message": long})),
        (
            "message.postEphemeral",
            json!({"channel": CHANNEL, "user": "@alice", "message": long}),
        ),
    ] {
        operate(&server, ALICE, operation, &with)
            .ends(3)
            .says(&["the message has 17001 characters"]);
    }
    assert!(server.received().is_empty());
    let with = json!({
        "channelId": Mattermost::TOWN_SQUARE, "message": long, "split": true,
        "attachments": [{"text": "at the end"}],
    });
    let parts = gives(&server, ALICE, "message.post", &with);
    let lengths: Vec<usize> = texts(&parts, "message")
        .iter()
        .map(|message| message.chars().count())
        .collect();
    assert_eq!(lengths, [16_000, 1_000]);
    assert!(parts[0]["props"].get("attachments").is_none());
    assert_eq!(
        parts[1]["props"]["attachments"][0]["text"],
        json!("at the end")
    );
}

#[test]
fn a_number_or_a_flag_is_text_where_people_read_it() {
    let server = Mattermost::start().unwrap();
    for (message, read) in [(json!(7), "7"), (json!(1.5), "1.5"), (json!(true), "true")] {
        let with = json!({"channelId": Mattermost::TOWN_SQUARE, "message": message});
        let made = gives(&server, ALICE, "message.post", &with);
        assert_eq!(text(&made[0], "message"), read);
    }
    let computed = json!({"channelId": Mattermost::TOWN_SQUARE, "message": "{{ 40 + 2 }}"});
    gives(&server, ALICE, "message.post", &computed);
    assert_eq!(messages(&server).last().unwrap(), "42");
    for message in [json!({"a": 1}), json!(["a"]), json!(null)] {
        let with = json!({"channelId": Mattermost::TOWN_SQUARE, "message": message});
        operate(&server, ALICE, "message.post", &with)
            .ends(3)
            .says(&["`message` must be"]);
    }
    let id = json!({"postId": 7});
    operate(&server, ALICE, "message.get", &id)
        .ends(3)
        .says(&["`postId` must be"]);
}

#[test]
fn every_2xx_is_a_success() {
    let server = Mattermost::start().unwrap();
    let made = json!({"id": "p", "message": "a"});
    server.script(Answer::new(202).json(made.clone()).only("POST", "/posts"));
    let with = json!({"channelId": Mattermost::TOWN_SQUARE, "message": "a"});
    assert_eq!(gives(&server, ALICE, "message.post", &with), [made]);
    for (operation, method, with) in [
        ("message.pin", "POST", json!({"postId": "p"})),
        ("message.delete", "DELETE", json!({"postId": "p"})),
        (
            "channel.delete",
            "DELETE",
            json!({"channelId": Mattermost::RELEASE_NEWS}),
        ),
    ] {
        server.script(Answer::new(204).only(method, "/"));
        let done = gives(&server, ALICE, operation, &with);
        assert_eq!(done, [json!({"status": "OK"})], "{operation}");
    }
}

#[test]
fn reactions_come_are_listed_and_go() {
    let server = Mattermost::start().unwrap();
    let id = posted(&server, &["a"]).remove(0);
    let list = |with: Value| gives(&server, ALICE, "reaction.getAll", &with);
    assert_eq!(
        list(json!({"postId": id})),
        Vec::<Value>::new(),
        "none is an empty list"
    );
    for with in [
        json!({"postId": id, "userId": Mattermost::ALICE, "emojiName": ":tada:"}),
        json!({"postId": id, "emojiName": "+1"}),
    ] {
        let made = gives(&server, ALICE, "reaction.create", &with);
        assert_eq!(text(&made[0], "user_id"), Mattermost::ALICE);
        assert_ne!(made[0]["create_at"], json!(0));
    }
    assert_eq!(
        texts(&list(json!({"postId": id})), "emoji_name"),
        ["tada", "+1"]
    );
    let one = json!({"postId": id, "returnAll": false, "limit": 1});
    assert_eq!(texts(&list(one), "emoji_name"), ["tada"]);
    let with = json!({"postId": id, "emojiName": ":tada:", "userId": Mattermost::ALICE});
    let done = gives(&server, ALICE, "reaction.delete", &with);
    assert_eq!(done, [json!({"status": "OK"})]);
    assert_eq!(texts(&list(json!({"postId": id})), "emoji_name"), ["+1"]);
    gives(
        &server,
        ALICE,
        "reaction.create",
        &json!({"postId": id, "emojiName": 100}),
    );
    assert_eq!(
        texts(&list(json!({"postId": id})), "emoji_name"),
        ["+1", "100"]
    );
    let other = json!({"postId": id, "emojiName": "tada", "userId": Mattermost::ADMIN});
    operate(&server, ALICE, "reaction.create", &other)
        .ends(4)
        .says(&["api.reaction.save_reaction.user_id.app_error"]);
}

#[test]
fn nothing_is_done_to_a_post_that_an_expression_did_not_find() {
    let server = Mattermost::start().unwrap();
    for operation in [
        "message.get",
        "message.pin",
        "message.getThread",
        "message.reply",
    ] {
        operate(&server, ALICE, operation, &json!({"postId": " "}))
            .ends(3)
            .says(&["the parameter `postId` is empty"]);
    }
    assert!(server.received().is_empty());
}

#[test]
fn a_gateways_words_are_no_success() {
    let server = Mattermost::start().unwrap();
    server.script(Answer::new(200).body("<html>sign in</html>"));
    operate(&server, ALICE, "message.get", &json!({"postId": "a"}))
        .ends(5)
        .says(&["unexpected-response", "web page"]);
}

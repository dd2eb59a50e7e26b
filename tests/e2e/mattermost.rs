//! The Mattermost connector, over the wire.

use jackfield_standin::Mattermost;
use serde_json::{Value, json};

use crate::support::{CHANNEL, chat, chat_at, chat_step, count, messages, post, text};

#[test]
fn the_token_is_a_bearer_and_nowhere_else() {
    let server = Mattermost::start().unwrap();
    let by_name = chat_step("message.post", &json!({"channel": CHANNEL, "message": "a"}));
    chat(&server).steps(&[by_name]).run(&[]).ends(0);
    let received = server.received();
    assert_eq!(received.len(), 2, "a look-up and a post");
    for request in &received {
        let bearer = format!("Bearer {}", Mattermost::TOKEN);
        assert_eq!(request.header("authorization"), Some(bearer.as_str()));
        let elsewhere = request
            .headers
            .iter()
            .filter(|(name, _)| name != "authorization")
            .map(|(_, value)| value.as_str())
            .chain([request.path.as_str()])
            .chain(request.query.as_deref())
            .any(|text| text.contains(Mattermost::TOKEN));
        let in_body = String::from_utf8_lossy(&request.body).contains(Mattermost::TOKEN);
        assert!(!elsewhere && !in_body, "{request:?}");
        for name in ["cookie", "referer"] {
            assert_eq!(request.header(name), None, "{request:?}");
        }
    }
}

#[test]
fn a_channel_is_looked_up_once_for_many_items_and_steps() {
    let server = Mattermost::start().unwrap();
    let step = chat_step(
        "message.post",
        &json!({"channel": CHANNEL, "message": "{{ $json.word }}"}),
    );
    let items: Vec<Value> = (0..7)
        .map(|word| json!({"word": word.to_string()}))
        .collect();
    let mut again = step.clone();
    again["name"] = json!("Again");
    again["with"]["message"] = json!("again");
    chat(&server)
        .steps(&[step, again])
        .run(&["--input", &json!(items).to_string()])
        .ends(0);
    assert_eq!(server.posts().len(), 14);
    let look_ups = count(
        &server.received(),
        "GET",
        "/teams/name/engineering/channels/name/town-square",
    );
    assert_eq!(look_ups, 1);
}

#[test]
fn a_channel_is_given_in_any_usual_spelling() {
    for (with, channel) in [
        (
            json!({"channel": "engineering/town-square"}),
            Mattermost::TOWN_SQUARE,
        ),
        (
            json!({"channel": "/engineering/town-square"}),
            Mattermost::TOWN_SQUARE,
        ),
        (
            json!({"channel": "engineering/~release-news"}),
            Mattermost::RELEASE_NEWS,
        ),
        (
            json!({"channel": "engineering / release-news"}),
            Mattermost::RELEASE_NEWS,
        ),
        (
            json!({"channelId": Mattermost::RELEASE_NEWS}),
            Mattermost::RELEASE_NEWS,
        ),
        (
            json!({"channelId": "", "channel": "engineering/town-square"}),
            Mattermost::TOWN_SQUARE,
        ),
    ] {
        let server = Mattermost::start().unwrap();
        let mut with = with;
        with["message"] = json!("a");
        chat(&server)
            .steps(&[chat_step("message.post", &with)])
            .run(&[])
            .ends(0);
        assert_eq!(text(&server.posts()[0], "channel_id"), channel, "{with}");
    }
}

#[test]
fn a_channel_that_is_none_is_refused_with_what_to_write() {
    let server = Mattermost::start().unwrap();
    for (with, words) in [
        (
            json!({}),
            &[
                "the parameter `channel` or `channelId` is missing",
                "`team/channel-name`",
            ][..],
        ),
        (
            json!({"channel": "town-square"}),
            &["`town-square` does not name a channel", "team/channel-name"],
        ),
        (
            json!({"channel": "engineering/"}),
            &["does not name a channel"],
        ),
        (json!({"channel": "a/b/c"}), &["does not name a channel"]),
        (
            json!({"channel": "engineering/Town Square"}),
            &["`Town Square`", "not the display names"],
        ),
        (
            json!({"channel": CHANNEL, "channelId": "x"}),
            &["both `channelId` and `channel`"],
        ),
    ] {
        let mut with = with;
        with["message"] = json!("a");
        chat(&server)
            .steps(&[chat_step("message.post", &with)])
            .run(&[])
            .ends(3)
            .says(words);
    }
    assert!(server.received().is_empty());
}

#[test]
fn a_reply_goes_into_its_thread() {
    let server = Mattermost::start().unwrap();
    let mut reply = post("Reply", "b");
    reply["with"]["otherOptions"] = json!({"root_id": "{{ $json.id }}"});
    chat(&server)
        .steps(&[post("Post", "a"), reply])
        .run(&[])
        .ends(0);
    let posts = server.posts();
    assert_eq!(text(&posts[1], "root_id"), text(&posts[0], "id"));
}

#[test]
fn attachments_in_n8ns_shape_become_those_of_the_api() {
    let server = Mattermost::start().unwrap();
    let mut step = post("Post", "a");
    step["with"]["attachments"] = json!([{
        "fallback": "build",
        "color": "#00FF00",
        "fields": {"item": [{"title": "Version", "value": "{{ $json.version }}", "short": true}]},
        "actions": {"item": [{
            "name": "Approve",
            "type": "button",
            "integration": {"item": {
                "url": "https://ci.example.com/hook",
                "context": {"property": [{"name": "build", "value": "42"}]},
            }},
        }]},
    }]);
    chat(&server)
        .steps(&[step])
        .run(&["--input", r#"{"version":"1.2.3"}"#])
        .ends(0);
    let sent = server.received()[0].json().unwrap();
    let attachment = &sent["props"]["attachments"][0];
    assert_eq!(attachment["color"], json!("#00FF00"));
    assert_eq!(
        attachment["fields"],
        json!([{"title": "Version", "value": "1.2.3", "short": true}])
    );
    let action = &attachment["actions"][0];
    assert_eq!(action["name"], json!("Approve"));
    assert_eq!(
        action["integration"],
        json!({"url": "https://ci.example.com/hook", "context": {"build": "42"}})
    );
    assert_eq!(server.posts().len(), 1);
}

#[test]
fn a_post_does_not_set_its_author_online() {
    let server = Mattermost::start().unwrap();
    chat(&server).steps(&[post("Post", "a")]).run(&[]).ends(0);
    let query = server.received()[0].query_pairs();
    assert!(
        query.contains(&("set_online".to_owned(), "false".to_owned())),
        "{query:?}"
    );
}

#[test]
fn channels_are_found_by_name() {
    let server = Mattermost::start().unwrap();
    for (with, found) in [
        (
            json!({"team": "engineering", "term": "release"}),
            &["release-news"][..],
        ),
        (
            json!({"team": "engineering", "term": ""}),
            &["release-news", "town-square"],
        ),
        (
            json!({"team": "engineering", "term": "", "limit": 1}),
            &["release-news"],
        ),
        (
            json!({"team": "engineering", "term": "", "limit": 1, "returnAll": true}),
            &["release-news", "town-square"],
        ),
        (
            json!({"teamId": Mattermost::ENGINEERING, "term": "TOWN"}),
            &["town-square"],
        ),
        (json!({"team": "engineering", "term": "secret"}), &[]),
    ] {
        let said = chat(&server)
            .steps(&[chat_step("channel.search", &with)])
            .run(&[])
            .ends(0);
        let names: Vec<String> = said
            .json_lines()
            .iter()
            .map(|item| text(item, "name"))
            .collect();
        assert_eq!(names, found, "{with}");
    }
}

#[test]
fn a_search_needs_a_team_and_at_least_one_match_to_give() {
    let server = Mattermost::start().unwrap();
    for (with, words) in [
        (json!({"term": "x"}), &["no team is given", "`team`"][..]),
        (
            json!({"term": "x", "team": "a", "teamId": "b"}),
            &["both `teamId` and `team`"],
        ),
        (
            json!({"term": "x", "team": "engineering", "limit": 0}),
            &["`limit`", "1"],
        ),
    ] {
        chat(&server)
            .steps(&[chat_step("channel.search", &with)])
            .run(&[])
            .ends(3)
            .says(words);
    }
    assert!(server.received().is_empty());
}

#[test]
fn the_base_url_may_end_as_people_copy_it() {
    for end in ["", "/", "//", "/api/v4", "/api/v4/"] {
        let server = Mattermost::start().unwrap();
        chat_at(&format!("{}{end}", server.base_url()))
            .steps(&[post("Post", "a")])
            .run(&[])
            .ends(0);
        assert_eq!(messages(&server), ["a"], "`{end}`");
        assert_eq!(server.received()[0].path, "/api/v4/posts", "`{end}`");
    }
}

#[test]
fn a_name_from_an_item_cannot_lead_to_another_endpoint() {
    let server = Mattermost::start().unwrap();
    let delete = chat_step("message.delete", &json!({"postId": "{{ $json.id }}"}));
    for id in [
        "../users/me",
        "..",
        "a/../../users",
        "%2e%2e",
        "x?permanent=true",
        "x#y",
        "",
    ] {
        let said = chat(&server)
            .steps(std::slice::from_ref(&delete))
            .run(&["--input", &json!({"id": id}).to_string()]);
        assert_ne!(said.code, Some(0), "`{id}`\n{said}");
    }
    for request in server.received() {
        let below = request.path.strip_prefix("/api/v4/posts/");
        let is_one_segment = below.is_some_and(|rest| !rest.contains('/') && !rest.is_empty());
        assert!(is_one_segment && request.query.is_none(), "{request:?}");
    }
}

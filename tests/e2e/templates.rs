//! Templates: what they give, and what happens when they give nothing.

use jackfield_standin::Mattermost;
use serde_json::json;

use crate::support::{chat, chat_step, messages, post};

#[test]
fn templates_give_what_paths_lead_to() {
    let item = json!({
        "a": {"b": [{"c d": "deep"}, 2]},
        "null": null, "yes": true, "list": [1, "x"], "word": "ünï",
        "kebab-case": "k", "5": "five",
    });
    for (template, message) in [
        ("{{ $json.a.b[0][\"c d\"] }}", "deep"),
        ("{{ $json.a.b[0]['c d'] }}", "deep"),
        ("{{$json.word}}", "ünï"),
        ("{{   $json . word   }}", "ünï"),
        ("{{ $json[\"kebab-case\"] }}", "k"),
        ("v{{ $json.a.b[1] }}", "v2"),
        ("{{ $json.word }}{{ $json.word }}", "ünïünï"),
        ("<{{ $json.null }}>", "<>"),
        ("<{{ $json.yes }}>", "<true>"),
        ("<{{ $json.list }}>", "<[1,\"x\"]>"),
        ("{{ $json.list.length }} in the list", "2 in the list"),
        ("{{ $json.word.length }} letters", "3 letters"),
        ("item {{ $itemIndex }}", "item 0"),
        ("\\{{ $json.word }}", "{{ $json.word }}"),
        ("} }} {", "} }} {"),
        ("plain", "plain"),
    ] {
        let server = Mattermost::start().unwrap();
        chat(&server)
            .steps(&[post("Post", template)])
            .run(&["--input", &item.to_string()])
            .ends(0);
        assert_eq!(messages(&server), [message], "{template}");
    }
}

#[test]
fn an_undefined_value_posts_nothing_even_when_only_the_last_item_lacks_it() {
    let server = Mattermost::start().unwrap();
    let said = chat(&server)
        .steps(&[post("Post", "Released {{ $json.version }}")])
        .run(&[
            "--input",
            r#"[{"version":"1"},{"version":"2"},{"verison":"3"}]"#,
        ])
        .ends(3)
        .says(&[
            "error: Post (mattermost/message.post, item 2)",
            "in `with.message`",
            "`$json` has no `version`",
            "did you mean `verison`?",
            "invalid-parameter",
        ]);
    assert_eq!(said.stdout, "");
    assert!(server.received().is_empty());
}

#[test]
fn what_is_undefined_is_told_with_what_there_is() {
    let item = json!({"release": {"version": "1"}, "list": [1], "word": "w", "null": null});
    for (template, words) in [
        (
            "{{ $json.releese.version }}",
            &["`$json` has no `releese`", "did you mean `release`?"][..],
        ),
        (
            "{{ $json.release.number }}",
            &["`$json.release` has no `number`", "it has `version`"],
        ),
        (
            "{{ $json.list[1] }}",
            &["`$json.list` is a list of 1 and has no `1`"],
        ),
        (
            "{{ $json.word.x }}",
            &["`$json.word` is text and has no `x`"],
        ),
        (
            "{{ $json.null.x }}",
            &["`$json.null` is null and has no `x`"],
        ),
        (
            "{{ $json.xyz }}",
            &[
                "`$json` has no `xyz`",
                "it has `release`, `list`, `word`, `null`",
            ],
        ),
    ] {
        chat(&Mattermost::start().unwrap())
            .steps(&[post("Post", template)])
            .run(&["--input", &item.to_string()])
            .ends(3)
            .says(words);
    }
}

#[test]
fn a_template_that_is_the_whole_value_keeps_its_type() {
    let server = Mattermost::start().unwrap();
    let search = chat_step(
        "channel.search",
        &json!({
            "teamId": Mattermost::ENGINEERING,
            "term": "",
            "limit": "{{ $json.limit }}",
            "returnAll": "{{ $json.all }}",
        }),
    );
    for (limit, all, found) in [(1, false, 1), (2, false, 2), (1, true, 2)] {
        let input = json!({"limit": limit, "all": all}).to_string();
        let said = chat(&server)
            .steps(std::slice::from_ref(&search))
            .run(&["--input", &input])
            .ends(0);
        assert_eq!(said.json_lines().len(), found, "{input}");
    }
    let list = json!([{"text": "one"}, {"text": "two"}]);
    let mut step = post("Post", "with attachments");
    step["with"]["attachments"] = json!("{{ $json.list }}");
    chat(&server)
        .steps(&[step])
        .run(&["--input", &json!({"list": list}).to_string()])
        .ends(0);
    let post = &server.posts()[0];
    let attachments = post["props"]["attachments"].as_array().unwrap();
    assert_eq!(attachments.len(), 2, "{post}");
    assert_eq!(attachments[1]["text"], json!("two"));
}

#[test]
fn a_template_that_gives_the_wrong_type_sends_nothing() {
    let server = Mattermost::start().unwrap();
    let step = |key: &str| {
        let mut step = post("Post", "a");
        step["with"][key] = json!("{{ $json.value }}");
        step
    };
    for (key, value, words) in [
        (
            "rootId",
            json!(7),
            &["`rootId` must be text, and is the number 7"][..],
        ),
        (
            "message",
            json!(null),
            &["`message` must be ", "and is null"],
        ),
        (
            "message",
            json!({"a": 1}),
            &["`message` must be ", "text", "and is an object"],
        ),
        (
            "attachments",
            json!("x"),
            &["`attachments` must be a list, and is text"],
        ),
        (
            "attachments",
            json!([1]),
            &["must be an object, and is the number 1"],
        ),
        (
            "otherOptions",
            json!({"rootid": "x"}),
            &["unknown parameter `rootid`", "`root_id`"],
        ),
    ] {
        let items = json!([{"value": value}]);
        chat(&server)
            .steps(&[step(key)])
            .run(&["--input", &items.to_string()])
            .ends(3)
            .says(&["item 0", "invalid-parameter"])
            .says(words);
    }
    assert!(server.received().is_empty());
}

#[test]
fn a_number_where_only_text_can_be_is_told_how_to_become_text() {
    let mut step = post("Post", "a");
    step["with"]["rootId"] = json!("{{ $json.version }}");
    chat(&Mattermost::start().unwrap())
        .steps(&[step])
        .run(&["--input", r#"{"version":2}"#])
        .ends(3)
        .says(&["is the number 2", "hint:", "template"]);
}

//! Items with which a step fails: the run stops, or they go on, or they leave by an output of
//! their own.

use jackfield_standin::{Answer, Mattermost};
use serde_json::{Value, json};

use crate::support::guests::guests;
use crate::support::{chat, messages, post};

/// Posts the word of each item. The word `bad` goes to a channel that is archived.
fn words(on_error: &str) -> Value {
    let channel = format!(
        "{{{{ $json.word === 'bad' ? '{}' : '{}' }}}}",
        Mattermost::ATTIC,
        Mattermost::TOWN_SQUARE
    );
    let mut step = post("Post", "{{ $json.word }}");
    step["with"]["channelId"] = json!(channel);
    step["onError"] = json!(on_error);
    step
}

const INPUT: [&str; 2] = ["--input", r#"[{"word":"a"},{"word":"bad"},{"word":"c"}]"#];

#[test]
fn the_run_stops_at_the_first_failed_item_unless_told_otherwise() {
    for steps in [
        vec![words("stop")],
        vec![{
            let mut step = words("stop");
            step.as_object_mut().unwrap().remove("onError");
            step
        }],
    ] {
        let server = Mattermost::start().unwrap();
        let said = chat(&server).steps(&steps).run(&INPUT);
        assert_ne!(said.code, Some(0), "{said}");
        assert_eq!(messages(&server), ["a"]);
    }
}

#[test]
fn a_failed_item_goes_on_with_its_fault() {
    let server = Mattermost::start().unwrap();
    let said = chat(&server)
        .steps(&[words("continue")])
        .run(&INPUT)
        .ends(0)
        .says(&["failed: Post, item 1: ", "it goes on"]);
    assert_eq!(messages(&server), ["a", "c"]);
    let items = said.json_lines();
    assert_eq!(items.len(), 3);
    assert_eq!(items[0]["message"], "a");
    assert_eq!(items[1]["word"], "bad");
    assert_eq!(items[1]["error"]["status"], 400, "{said}");
    assert!(items[1]["error"]["message"].is_string(), "{said}");
    assert_eq!(items[2]["message"], "c");
}

#[test]
fn failed_items_leave_by_the_error_output() {
    let server = Mattermost::start().unwrap();
    let report = json!({
        "name": "Report",
        "uses": "core/set",
        "needs": {"step": "Post", "output": "error"},
        "with": {"fields": {"was": "{{ $('Post').item.json.word }}", "it": "{{ Object.keys($('Post').item.json).length }}"}, "keep": false},
    });
    let both = json!({
        "name": "Both",
        "uses": "core/aggregate",
        "needs": ["Post", {"step": "Post", "output": "error"}],
        "with": {"value": "{{ $json.word ?? $json.message }}", "as": "all"},
    });
    let said = chat(&server)
        .steps(&[words("output"), report, both])
        .run(&[&INPUT[..], &["--output", "all"]].concat())
        .ends(0);
    let all = &said.json_lines()[0];
    assert_eq!(all["Post"].as_array().unwrap().len(), 2);
    assert_eq!(all["Report"], json!([{"was": "bad", "it": 2}]));
    assert_eq!(all["Both"], json!([{"all": ["a", "c", "bad"]}]));
}

#[test]
fn an_item_without_a_value_for_its_templates_is_a_failed_one() {
    let server = Mattermost::start().unwrap();
    let mut step = post("Post", "{{ $json.word.toUpperCase() }}");
    step["onError"] = json!("continue");
    step["if"] = json!("{{ $json.send.now }}");
    let input = r#"[{"word":"a","send":{"now":true}},{"wort":"b","send":{"now":true}},{"word":"c"},{"word":"d","send":{"now":false}}]"#;
    let said = chat(&server)
        .steps(&[step])
        .run(&["--input", input])
        .ends(0)
        .says(&[
            "failed: Post, item 1: in `with.message`",
            "failed: Post, item 2: in `if`",
        ]);
    assert_eq!(messages(&server), ["A"]);
    let items = said.json_lines();
    assert_eq!(items[1]["error"]["kind"], "invalid-parameter");
    assert_eq!(items[1]["error"]["hint"], "did you mean `wort`?");
    assert!(items[2]["error"].is_object());
    assert_eq!(items[3], json!({"word": "d", "send": {"now": false}}));
}

#[test]
fn an_expression_that_never_ends_is_its_items_affair() {
    let server = Mattermost::start().unwrap();
    let mut step = post(
        "Post",
        "{{ (() => { while ($json.word === 'b'); return $json.word; })() }}",
    );
    step["onError"] = json!("continue");
    let said = chat(&server)
        .steps(&[step])
        .run(&["--input", r#"[{"word":"a"},{"word":"b"},{"word":"c"}]"#])
        .ends(0);
    assert_eq!(messages(&server), ["a", "c"]);
    assert_eq!(said.json_lines()[1]["error"]["kind"], "limit-exceeded");
}

#[test]
fn an_item_fails_after_its_repeats_and_not_before() {
    let server = Mattermost::start().unwrap();
    server.script(Answer::new(503).only("POST", "/posts").times(2));
    let mut step = words("continue");
    step["retry"] = json!({"attempts": 3, "wait": "1ms"});
    chat(&server).steps(&[step]).run(&INPUT).ends(0);
    assert_eq!(messages(&server), ["a", "c"]);
}

#[test]
fn an_unknown_outcome_that_is_tolerated_is_not_repeated() {
    let server = Mattermost::start().unwrap();
    server.script(Answer::real().lose_answer().only("POST", "/posts"));
    let step = json!({
        "name": "Send",
        "uses": "resource-hog/request.send",
        "credential": "team-chat",
        "onError": "continue",
    });
    let said = chat(&server)
        .steps(&[step])
        .run(&["--plugin", &guests().hog])
        .ends(0)
        .says(&["failed: Send, item 0"]);
    let sent = server
        .received()
        .iter()
        .filter(|request| request.method == "POST")
        .count();
    assert_eq!(sent, 1);
    let hint = said.json_lines()[0]["error"]["hint"].clone();
    assert!(hint.as_str().unwrap().contains("nobody knows"), "{said}");
}

#[test]
fn an_error_output_is_given_and_taken_or_neither() {
    let untaken = words("output");
    chat(&Mattermost::start().unwrap())
        .steps(&[untaken])
        .check()
        .ends(3)
        .says(&[
            "no step takes the error output of `Post`",
            r#"{"step": "Post", "output": "error"}"#,
        ]);

    let mut taker = post("Rescue", "x");
    taker["needs"] = json!([{"step": "Post", "output": "error"}]);
    chat(&Mattermost::start().unwrap())
        .steps(&[post("Post", "x"), taker.clone()])
        .check()
        .ends(3)
        .says(&[
            "the step `Post` has no error output",
            r#""onError": "output""#,
        ]);

    taker["needs"] = json!({"step": "Pots", "output": "error"});
    chat(&Mattermost::start().unwrap())
        .steps(&[words("output"), taker.clone()])
        .check()
        .ends(3)
        .says(&["there is no step `Pots`", "did you mean `Post`?"]);

    taker["needs"] = json!({"step": "Post", "output": "errors"});
    chat(&Mattermost::start().unwrap())
        .steps(&[words("output"), taker])
        .check()
        .ends(3)
        .says(&["errors", "`error`"]);

    let mut wrong = words("stop");
    wrong["onError"] = json!("contine");
    chat(&Mattermost::start().unwrap())
        .steps(&[wrong])
        .check()
        .ends(3)
        .says(&[
            r#"`onError` cannot be "contine""#,
            "did you mean `continue`?",
        ]);
}

//! How mistakes in a file are shown: the line, its number, and a mark under the place.

use jackfield_standin::Mattermost;
use serde_json::json;

use crate::support::process::{Jackfield, Said};
use crate::support::{chat, chat_at, post};

fn check(text: &str) -> Said {
    Jackfield::new()
        .file("flow.json", text)
        .call(&["check", "flow.json"])
        .ends(3)
}

#[test]
fn mistakes_are_shown_in_the_order_of_the_file_each_under_its_line() {
    let text = r#"{
  "steps": [
    { "name": "One", "uses": "matermost/message.post", "wiht": {} },
    { "uses": 7 },
    {
      "needs": "Two"
    }
  ]
}
"#;
    let expected = r#"error: flow.json:3:30: there is no connector `matermost`
3 |     { "name": "One", "uses": "matermost/message.post", "wiht": {} },
  |                              ^^^^^^^^^^^^^^^^^^^^^^^^
  hint: did you mean `mattermost`?
error: flow.json:3:56: unknown key `wiht`
3 |     { "name": "One", "uses": "matermost/message.post", "wiht": {} },
  |                                                        ^^^^^^
  hint: did you mean `with`?
error: flow.json:4:15: `uses` must be text, and is the number 7
4 |     { "uses": 7 },
  |               ^
error: flow.json:5:5: the key `uses` is missing
5 |     {
  |     ^
  hint: `uses`: The operation: `connector/operation`, such as `mattermost/message.post`
error: flow.json:6:16: there is no step `Two`
6 |       "needs": "Two"
  |                ^^^^^
  hint: there is `One`
"#;
    assert_eq!(check(text).stderr, expected);
}

#[test]
fn the_mark_stands_under_the_place_whatever_stands_before_it() {
    // A tab is shown as four blanks; an ideograph and a rocket are two columns wide.
    let text = "{ \"steps\": [\r\n\t{ \"name\": \"漢🚀é\", \"uses\": \"no/thing\" } ] }\r\n";
    let expected = "\
error: flow.json:2:27: there is no connector `no`
2 |     { \"name\": \"漢🚀é\", \"uses\": \"no/thing\" } ] }
  |                                ^^^^^^^^^^
";
    let said = check(text);
    assert!(said.stderr.starts_with(expected), "{said}");
}

#[test]
fn of_a_long_line_the_part_around_the_place_is_shown() {
    let long = "x".repeat(3000);
    let text = format!(
        r#"{{ "steps": [ {{ "name": "{long}", "uses": "no/thing", "with": {{ "message": "{long}" }} }} ] }}"#
    );
    let said = check(&text).says(&[r#"xx", "uses": "no/thing", "with": { "mess"#]);
    for line in said.stderr.lines().skip(1) {
        assert!(line.chars().count() < 120, "{line}");
    }
}

#[test]
fn what_is_no_json_is_shown_too_with_a_guess_at_what_was_meant() {
    for (text, lines) in [
        (
            "{\n  \"steps\": [], // none yet\n}",
            "\
error: flow.json:2:16: this is not JSON: JSON has no comments
2 |   \"steps\": [], // none yet
  |                ^
  hint: take it out; `description` is for people, in the workflow and in each step
",
        ),
        (
            "{\n  \"steps\": [],\n}",
            "\
error: flow.json:3:1: this is not JSON: trailing comma: JSON has none behind the last entry
3 | }
  | ^
  hint: take out the comma in front of this
",
        ),
        (
            "steps:\n  - uses: a/b\n",
            "\
error: flow.json:1:1: this is not JSON: it looks like YAML
1 | steps:
  | ^^^^^
  hint: a workflow is a JSON object with `steps`; the README shows how to write one
",
        ),
        (
            "",
            "\
error: flow.json:1:1: this is not JSON: the file is empty
1 |
  | ^
  hint: a workflow is a JSON object with `steps`; the README shows how to write one
",
        ),
    ] {
        assert_eq!(check(text).stderr, lines);
    }
}

#[test]
fn what_has_no_name_is_not_offered() {
    let text = r#"{ "steps": [ {}, { "needs": "what", "uses": "mattermost/message.post" } ] }"#;
    check(text)
        .says(&["there is no step `what`"])
        .keeps_quiet_about(&["``"]);
}

#[test]
fn a_secret_in_the_line_is_cut_out_and_the_mark_stays_where_it_belongs() {
    let server = Mattermost::start().unwrap();
    let token = Mattermost::TOKEN;
    for (uses, marked) in [
        ("matermost/message.post".to_owned(), 24),
        (format!("matermost/{token}.post"), 21),
    ] {
        // A token before the mark, under it, and behind it.
        let text = format!(
            r#"{{ "steps": [ {{ "name": "{token}", "uses": "{uses}", "with": {{ "a": "{token}" }} }}, {{ "uses": "mattermost/channel.search", "with": {{ "term": "x" }}, "credential": "team-chat" }} ] }}"#
        );
        let said = chat(&server)
            .file("flow.json", &text)
            .call(&["check", "flow.json"])
            .ends(3)
            .says(&[r#""name": "****", "uses": "matermost/"#]);
        assert!(!said.stderr.contains(token), "{said}");
        let line = said.stderr.lines().nth(1).unwrap();
        let mark = said.stderr.lines().nth(2).unwrap();
        assert_eq!(mark.find('^'), line.find("\"matermost"), "{said}");
        assert_eq!(mark.matches('^').count(), marked, "{said}");
    }
}

#[test]
fn a_failed_run_says_where_its_step_stands() {
    let server = Mattermost::start().unwrap();
    chat(&server)
        .steps(&[post("One", "a"), post("Two", "{{ $json.nothing }}")])
        .run(&[])
        .ends(3)
        .says(&["error: Two (mattermost/message.post, item 0): in `with.message`: "])
        // Each step is nine lines long.
        .says(&["\n  at workflow.json:13:5\n  kind: invalid-parameter"]);
}

#[test]
fn whoever_forgot_the_input_is_told() {
    let jackfield = chat_at("http://127.0.0.1:9").steps(&[post("Post", "{{ $json.version }}")]);
    let hint = "hint: without --input a run has one item, which is empty";
    jackfield.run(&[]).ends(3).says(&[hint]);
    for input in ["{}", r#"{"versoin":"1"}"#] {
        jackfield
            .run(&["--input", input])
            .ends(3)
            .keeps_quiet_about(&[hint]);
    }
    let other = post("Post", "{{ $now.nothing }}");
    chat_at("http://127.0.0.1:9")
        .steps(&[other])
        .run(&[])
        .ends(3)
        .keeps_quiet_about(&[hint]);
    let given = json!({"uses": "core/set", "name": "Set", "with": {"fields": {"a": 1}}});
    chat_at("http://127.0.0.1:9")
        .steps(&[given, post("Post", "{{ $json.version }}")])
        .run(&[])
        .ends(3)
        .keeps_quiet_about(&[hint]);
}

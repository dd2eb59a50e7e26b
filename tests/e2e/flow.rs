//! Steps: in a row, with `needs`, with `if`.

use jackfield_standin::Mattermost;
use serde_json::{Value, json};

use crate::support::{chat, chat_step, count, messages, post};

fn with(mut step: Value, key: &str, value: Value) -> Value {
    step[key] = value;
    step
}

#[test]
fn a_step_takes_the_items_of_the_one_before_it() {
    let server = Mattermost::start().unwrap();
    let delete = chat_step("message.delete", &json!({"postId": "{{ $json.id }}"}));
    let said = chat(&server)
        .steps(&[post("Post", "a"), delete])
        .run(&[])
        .ends(0)
        .says(&["2 steps, 1 item"]);
    assert!(server.posts().is_empty(), "the post was deleted");
    assert_eq!(count(&server.received(), "POST", "/posts"), 1);
    assert_eq!(count(&server.received(), "DELETE", "/posts/"), 1);
    assert_eq!(said.json_lines(), [json!({"status": "OK"})]);
}

#[test]
fn needs_says_whose_items_a_step_takes() {
    let again = "{{ $json.message }}+";
    for (name, needs, posted) in [
        ("no needs: the step before", None, &["b+"][..]),
        ("one step", Some(json!("A")), &["a+"]),
        ("a list of one", Some(json!(["A"])), &["a+"]),
        ("several", Some(json!(["A", "B"])), &["a+", "b+"]),
        (
            "several, in the other order",
            Some(json!(["B", "A"])),
            &["b+", "a+"],
        ),
        ("the same twice", Some(json!(["A", "A"])), &["a+", "a+"]),
        ("none: the input of the run", Some(json!([])), &["i+"]),
    ] {
        let server = Mattermost::start().unwrap();
        let mut last = post("C", again);
        if let Some(needs) = needs {
            last["needs"] = needs;
        }
        let second = with(post("B", "b"), "needs", json!([]));
        chat(&server)
            .steps(&[post("A", "a"), second, last])
            .run(&["--input", r#"{"message":"i"}"#])
            .ends(0);
        let expected: Vec<&str> = ["a", "b"].iter().chain(posted).copied().collect();
        assert_eq!(messages(&server), expected, "{name}");
    }
}

#[test]
fn a_step_without_a_name_is_needed_by_its_operation() {
    let server = Mattermost::start().unwrap();
    let mut first = post("", "a");
    first.as_object_mut().unwrap().remove("name");
    let last = with(
        post("Last", "{{ $json.message }}+"),
        "needs",
        json!("mattermost/message.post"),
    );
    chat(&server).steps(&[first, last]).run(&[]).ends(0);
    assert_eq!(messages(&server), ["a", "a+"]);
}

#[test]
fn an_item_that_does_not_meet_the_condition_goes_on_unchanged() {
    let server = Mattermost::start().unwrap();
    let step = with(
        post("Post", "{{ $json.word }}"),
        "if",
        json!("{{ $json.urgent }}"),
    );
    let items = json!([
        {"word": "a", "urgent": false},
        {"word": "b", "urgent": true},
        {"word": "c", "urgent": false, "more": [1, {"x": null}]},
    ]);
    let said = chat(&server)
        .steps(&[step])
        .run(&["--input", &items.to_string()])
        .ends(0);
    assert_eq!(messages(&server), ["b"]);
    let printed = said.json_lines();
    assert_eq!(printed.len(), 3, "{said}");
    assert_eq!(printed[0], items[0]);
    assert_eq!(printed[1]["message"], json!("b"));
    assert_eq!(printed[2], items[2]);
}

#[test]
fn conditions_are_true_as_in_javascript() {
    for (value, is_true) in [
        (json!(true), true),
        (json!(false), false),
        (json!(1), true),
        (json!(0), false),
        (json!(0.0), false),
        (json!(-1), true),
        (json!("x"), true),
        (json!(""), false),
        (json!("false"), true),
        (json!(null), false),
        (json!([]), true),
        (json!({}), true),
    ] {
        let server = Mattermost::start().unwrap();
        chat(&server)
            .steps(&[with(post("Post", "a"), "if", json!("{{ $json.flag }}"))])
            .run(&["--input", &json!({"flag": value}).to_string()])
            .ends(0);
        assert_eq!(!server.posts().is_empty(), is_true, "{value}");
    }
}

#[test]
fn a_condition_can_be_plainly_true_or_false() {
    for (flag, posted) in [(true, 1), (false, 0)] {
        let server = Mattermost::start().unwrap();
        chat(&server)
            .steps(&[with(post("Post", "a"), "if", json!(flag))])
            .run(&[])
            .ends(0);
        assert_eq!(server.posts().len(), posted, "{flag}");
    }
}

#[test]
fn parameters_of_an_item_that_is_not_acted_upon_may_be_undefined() {
    let server = Mattermost::start().unwrap();
    let step = with(
        post("Post", "{{ $json.word }}"),
        "if",
        json!("{{ $json.urgent }}"),
    );
    chat(&server)
        .steps(&[step])
        .run(&[
            "--input",
            r#"[{"urgent":false},{"urgent":true,"word":"a"}]"#,
        ])
        .ends(0);
    assert_eq!(messages(&server), ["a"]);
}

#[test]
fn a_condition_that_is_undefined_stops_the_run_before_anything_is_sent() {
    let server = Mattermost::start().unwrap();
    let step = with(post("Post", "a"), "if", json!("{{ $json.urgnt }}"));
    chat(&server)
        .steps(&[step])
        .run(&["--input", r#"{"urgent":true}"#])
        .ends(3)
        .says(&["in `if`", "has no `urgnt`", "did you mean `urgent`?"]);
    assert!(server.received().is_empty());
}

#[test]
fn a_step_after_one_without_items_has_nothing_to_do() {
    let server = Mattermost::start().unwrap();
    let search = chat_step(
        "channel.search",
        &json!({"teamId": Mattermost::ENGINEERING, "term": "no such channel"}),
    );
    let said = chat(&server)
        .steps(&[search, post("Post", "{{ $json.name }}")])
        .run(&["--output", "all"])
        .ends(0);
    assert_eq!(said.json_lines(), [json!({"Chat": [], "Post": []})]);
    assert!(server.posts().is_empty());
}

#[test]
fn one_item_can_become_several() {
    let server = Mattermost::start().unwrap();
    let search = chat_step(
        "channel.search",
        &json!({"teamId": Mattermost::ENGINEERING, "term": ""}),
    );
    chat(&server)
        .steps(&[search, post("Post", "{{ $itemIndex }} {{ $json.name }}")])
        .run(&[])
        .ends(0);
    assert_eq!(messages(&server), ["0 release-news", "1 town-square"]);
}

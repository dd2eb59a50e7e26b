//! Expressions in workflows, through the program.

use std::fs;
use std::path::Path;

use jackfield_standin::Mattermost;
use serde_json::{Value, json};

use crate::support::process::Jackfield;

fn post(name: &str, message: &str, more: &Value) -> Value {
    let mut step = json!({
        "name": name,
        "uses": "mattermost/message.post",
        "credential": "chat",
        "with": {"channelId": Mattermost::TOWN_SQUARE, "message": message},
    });
    for (key, value) in more.as_object().unwrap() {
        step[key] = value.clone();
    }
    step
}

fn messages(chat: &Mattermost) -> Vec<String> {
    let posts = chat.posts();
    posts
        .iter()
        .map(|post| post["message"].as_str().unwrap().to_owned())
        .collect()
}

fn with(chat: &Mattermost, steps: &[Value]) -> Jackfield {
    Jackfield::new()
        .credential("chat", "mattermost", &chat.base_url(), Mattermost::TOKEN)
        .steps(steps)
}

#[test]
fn the_table_of_the_readme_is_true() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let table = &readme[readme.find("| template | for the item").unwrap()..];
    let item = table.split('`').nth(1).unwrap();
    let rows = table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with("| `"));
    let rows: Vec<(String, Value)> = rows
        .map(|row| {
            let row = row.trim_matches(['|', ' ']);
            let (template, value) = row.rsplit_once(" | ").unwrap();
            let value = serde_json::from_str(value.trim_matches('`')).unwrap();
            (template.trim().trim_matches('`').to_owned(), value)
        })
        .collect();
    assert!(rows.len() >= 7, "{rows:?}");
    let chat = Mattermost::start().unwrap();
    for (template, expected) in rows {
        let attachment =
            json!({"attachments": [{"title": template}], "channelId": Mattermost::TOWN_SQUARE});
        let said = with(&chat, &[post("Post", "x", &json!({"with": attachment}))])
            .call(&["run", "workflow.json", "--input", item])
            .ends(0);
        let sent = chat.received().pop().unwrap().json().unwrap();
        assert_eq!(
            sent["props"]["attachments"][0]["title"], expected,
            "{template}\n{said}"
        );
    }
}

#[test]
fn an_item_finds_the_one_it_comes_from_across_branches() {
    let chat = Mattermost::start().unwrap();
    let steps = [
        post("First", "first {{ $json.n }}", &json!({})),
        post(
            "Odd",
            "odd {{ $('First').item.json.message }}",
            &json!({"if": "{{ $itemIndex % 2 === 1 }}"}),
        ),
        post("Other", "other {{ $json.n }}", &json!({"needs": []})),
        post(
            "Both",
            "{{ $json.message }} from {{ $('Other').all().length }}",
            &json!({"needs": ["Other", "Odd"]}),
        ),
        post(
            "Last",
            "{{ $('Other').first().json.message }}!",
            &json!({"needs": "Odd"}),
        ),
    ];
    with(&chat, &steps)
        .call(&["run", "workflow.json", "--input", r#"[{"n":1},{"n":2}]"#])
        .ends(0);
    let expected = [
        "first 1",
        "first 2",
        "odd first 2",
        "other 1",
        "other 2",
        "other 1 from 2",
        "other 2 from 2",
        "first 1 from 2",
        "odd first 2 from 2",
        "other 1!",
        "other 1!",
    ];
    assert_eq!(messages(&chat), expected);
}

#[test]
fn an_item_that_does_not_come_by_way_of_a_step_is_told_so() {
    let chat = Mattermost::start().unwrap();
    let steps = [
        post("First", "a", &json!({})),
        post(
            "Second",
            "{{ $('First').item.json.message }}",
            &json!({"needs": []}),
        ),
    ];
    let said = with(&chat, &steps).call(&["run", "workflow.json"]).ends(3);
    said.says(&["does not come by way of that step", ".first()"]);
}

#[test]
fn variables_and_time_zones_are_those_that_were_asked_for() {
    let chat = Mattermost::start().unwrap();
    let message =
        "{{ $env.STAGE }} {{ $now.zoneName }} {{ $workflow.name }} {{ $execution.id.length }}";
    let jackfield = with(&chat, &[post("Post", message, &json!({}))])
        .env("STAGE", "production")
        .env("OTHER", "secret");
    let said = jackfield.call(&["run", "workflow.json"]).ends(3);
    said.says(&["run the workflow with --allow-env STAGE"]);
    jackfield
        .call(&[
            "run",
            "workflow.json",
            "--allow-env",
            "STAGE",
            "--timezone",
            "Asia/Tokyo",
        ])
        .ends(0);
    assert_eq!(messages(&chat), ["production Asia/Tokyo test 16"]);
    let said = jackfield
        .call(&["run", "workflow.json", "--timezone", "Mars/Phobos"])
        .ends(2);
    said.says(&["there is no time zone `Mars/Phobos`"]);
}

#[test]
fn an_expression_that_never_ends_is_named_and_nothing_is_posted() {
    let chat = Mattermost::start().unwrap();
    let steps = [post("Post", "{{ (() => { for (;;) {} })() }}", &json!({}))];
    let said = with(&chat, &steps).call(&["run", "workflow.json"]).ends(8);
    said.says(&[
        "Post (mattermost/message.post, item 0): in `with.message`: it did not end within",
    ]);
    assert!(messages(&chat).is_empty());
}

#[test]
fn conditions_that_would_always_hold_are_refused() {
    let chat = Mattermost::start().unwrap();
    for condition in ["false", "$json.x == 1", "x {{ $json.x }}", "{{ $json.x }} "] {
        let steps = [post("Post", "a", &json!({"if": condition}))];
        let said = with(&chat, &steps)
            .call(&["check", "workflow.json"])
            .ends(3);
        said.says(&["always true"]);
    }
    let steps = [post("Post", "={{ $json.x }}", &json!({}))];
    let said = with(&chat, &steps)
        .call(&["check", "workflow.json"])
        .ends(3);
    said.says(&["leave the `=` out"]);
}

//! Steps that need no connector, in a workflow.

use jackfield_standin::Mattermost;
use serde_json::{Value, json};

use crate::support::process::{Jackfield, Said};
use crate::support::{chat, messages, post};

fn core(operation: &str, with: &Value) -> Value {
    json!({"name": operation, "uses": format!("core/{operation}"), "with": with})
}

fn run(steps: &[Value], input: &Value) -> Said {
    Jackfield::new()
        .steps(steps)
        .run(&["--input", &input.to_string()])
}

#[test]
fn a_workflow_of_core_steps_shapes_its_items() {
    let orders = json!({"orders": [
        {"who": "ann", "price": 10, "count": 2},
        {"who": "bob", "price": 5, "count": 0},
        {"who": "ann", "price": 1, "count": 7},
        {"who": "cy", "price": 100, "count": 1},
    ]});
    let steps = [
        core("split", &json!({"list": "{{ $json.orders }}"})),
        core("filter", &json!({"where": "{{ $json.count > 0 }}"})),
        core(
            "set",
            &json!({"fields": {"total": "{{ $json.price * $json.count }}"}}),
        ),
        core(
            "sort",
            &json!({"by": "{{ $json.total }}", "descending": true}),
        ),
        core("unique", &json!({"by": "{{ $json.who }}"})),
        core("limit", &json!({"count": 2})),
        core(
            "aggregate",
            &json!({"value": "{{ $json.who + ': ' + $json.total }}", "as": "best"}),
        ),
    ];
    let said = run(&steps, &orders).ends(0).says(&["7 steps, 1 item"]);
    assert_eq!(said.json_lines(), [json!({"best": ["cy: 100", "ann: 20"]})]);
}

#[test]
fn an_item_is_followed_through_core_steps_to_where_it_comes_from() {
    let steps = [
        core("set", &json!({"fields": {"n": "{{ $json.n }}"}})),
        core("split", &json!({"list": "{{ $json.parts }}", "as": "part"})),
        core("sort", &json!({"by": "{{ $json.part }}"})),
        json!({"name": "last", "uses": "core/set", "with": {
            "keep": false,
            "fields": {"part": "{{ $json.part }}", "n": "{{ $('set').item.json.n }}"},
        }}),
    ];
    let input = json!([{"n": 1, "parts": ["c", "a"]}, {"n": 2, "parts": ["b"]}]);
    let said = run(&steps, &input).ends(0);
    assert_eq!(
        said.json_lines(),
        [
            json!({"part": "a", "n": 1}),
            json!({"part": "b", "n": 2}),
            json!({"part": "c", "n": 1}),
        ]
    );
}

#[test]
fn a_check_of_the_items_ends_the_run_before_anything_is_sent() {
    let server = Mattermost::start().unwrap();
    let mut check = core(
        "fail",
        &json!({"message": "no version for {{ $json.name }}", "hint": "tag the release"}),
    );
    check["if"] = json!("{{ !$json.version }}");
    let jackfield = chat(&server).steps(&[check, post("Post", "{{ $json.name }}")]);
    jackfield
        .run(&["--input", r#"[{"name":"a","version":"1"},{"name":"b"}]"#])
        .ends(3)
        .says(&[
            "fail (core/fail, item 1): no version for b",
            "hint: tag the release",
        ]);
    assert!(messages(&server).is_empty());
    jackfield
        .run(&["--input", r#"[{"name":"a","version":"1"}]"#])
        .ends(0);
    assert_eq!(messages(&server), ["a"]);
}

#[test]
fn a_wait_lets_its_items_through() {
    let said = run(
        &[core("wait", &json!({"for": "{{ $json.ms + 'ms' }}"}))],
        &json!([{"ms": 1}, {"ms": 20}]),
    )
    .ends(0);
    assert_eq!(said.json_lines(), [json!({"ms": 1}), json!({"ms": 20})]);
    run(
        &[core("wait", &json!({"for": "{{ $json.ms }} fortnights"}))],
        &json!({"ms": 1}),
    )
    .ends(3)
    .says(&["`1 fortnights` is no length of time"]);
}

#[test]
fn what_a_core_step_cannot_mean_is_found_by_check() {
    let check = |step: Value| Jackfield::new().steps(&[step]).check();
    let mut step = core("sort", &json!({"by": "{{ $json.n }}"}));
    step["if"] = json!("{{ $json.n }}");
    step["retry"] = json!({"attempts": 2});
    step["timeout"] = json!("1s");
    step["concurrency"] = json!(2);
    check(step).ends(3).says(&[
        "`core/sort` is about all items together, and takes no `if`",
        "calls nobody, so `retry` has no meaning",
        "calls nobody, so `timeout` has no meaning",
        "calls nobody, so `concurrency` has no meaning",
    ]);
    check(core("sett", &json!({})))
        .ends(3)
        .says(&["core has no operation `sett`", "did you mean `set`?"]);
    check(core("set", &json!({"field": {}})))
        .ends(3)
        .says(&["unknown parameter `field`", "did you mean `fields`?"]);
    check(core("wait", &json!({"for": "soon"})))
        .ends(3)
        .says(&["`soon` is no length of time"]);
    let mut step = core("set", &json!({"fields": {}}));
    step["credential"] = json!("team-chat");
    check(step)
        .ends(3)
        .says(&["`core/set` takes no credential"]);
}

#[test]
fn the_core_is_listed_and_described_like_a_connector() {
    let jackfield = Jackfield::new();
    let listed = jackfield.call(&["connector", "list"]).ends(0);
    assert!(
        listed
            .stdout
            .contains("core/set  Sets fields of each item."),
        "{listed}"
    );
    let described = jackfield
        .call(&["connector", "describe", "core/sort"])
        .ends(0);
    assert!(described.stdout.contains("descending"), "{described}");
}

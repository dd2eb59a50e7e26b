//! The core operations, each with the items that come out of it.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests, which fail by panicking"
)]

mod support;

use std::time::Duration;

use jackfield_flow::core::descriptor;
use jackfield_flow::nodes::Moment;
use jackfield_flow::{Command, Evaluation, Event, Finish, Interpreter};
use jackfield_item::Item;
use serde_json::{Value, json};
use support::{item, numbers, step, workflow};

fn items(values: &Value) -> Vec<Item> {
    values.as_array().unwrap().iter().map(item).collect()
}

/// What a core node does with these items, whose parameters are given one by one, up to where
/// it ends or waits; and the interpreter.
fn carried_out(
    uses: &str,
    more: &Value,
    input: &Value,
    parameters: &Value,
) -> (Interpreter, Command) {
    let mut node = step("core", more);
    node["uses"] = json!(uses);
    let rescue = json!({"needs": {"step": "core", "output": "error"}});
    let steps = if more["onError"] == "output" {
        json!([node, step("rescue", &rescue)])
    } else {
        json!([node])
    };
    let workflow = workflow(&steps);
    let (mut interpreter, _) = Interpreter::start(&workflow, items(input));
    let evaluations = parameters
        .as_array()
        .unwrap()
        .iter()
        .map(|parameters| match parameters {
            Value::Null => Evaluation::Skip,
            parameters => Evaluation::Act(parameters.clone()),
        });
    let event = Event::Evaluated {
        node: 0,
        run: 0,
        moment: Moment::default(),
        result: Ok(evaluations.collect()),
    };
    let command = interpreter.apply(event).unwrap().remove(0);
    (interpreter, command)
}

fn json_of(items: &[Item]) -> Value {
    items.iter().map(|item| item.json().clone()).collect()
}

fn sources(items: &[Item]) -> Vec<Vec<u32>> {
    items.iter().map(|item| item.sources().to_vec()).collect()
}

/// What comes out, and what it comes from.
fn out(uses: &str, input: &Value, parameters: &Value) -> (Value, Vec<Vec<u32>>) {
    let (interpreter, command) = carried_out(uses, &json!({}), input, parameters);
    assert!(
        matches!(command, Command::Finish(Finish::Completed)),
        "{command:?}"
    );
    let main = &support::outputs(&interpreter)[0][0];
    (json_of(main), sources(main))
}

/// The fault of an operation that fails.
fn fault(uses: &str, input: &Value, parameters: &Value) -> (Option<usize>, String) {
    match carried_out(uses, &json!({}), input, parameters).1 {
        Command::Finish(Finish::Failed(failure)) => (failure.item, failure.fault.message),
        other => panic!("{other:?}"),
    }
}

#[test]
fn set_changes_fields_and_keeps_the_others_unless_told_otherwise() {
    let input = json!([{"a": 1, "b": 2}, {"a": 3}, {"a": 5}]);
    let parameters = json!([
        {"fields": {"b": "x", "c": [1]}},
        null,
        {"fields": {"c": 0}, "keep": false},
    ]);
    let (items, sources) = out("core/set", &input, &parameters);
    assert_eq!(
        items,
        json!([{"a": 1, "b": "x", "c": [1]}, {"a": 3}, {"c": 0}])
    );
    assert_eq!(sources, [[0], [1], [2]]);
}

#[test]
fn filter_lets_through_what_it_is_told() {
    let input = json!([{"n": 0}, {"n": 1}, {"n": 2}]);
    let parameters = json!([{"where": false}, {"where": true}, null]);
    let (items, sources) = out("core/filter", &input, &parameters);
    assert_eq!(items, json!([{"n": 1}, {"n": 2}]));
    assert_eq!(sources, [[1], [2]]);
}

#[test]
fn split_makes_an_item_of_each_element() {
    let input = json!([{"id": 7}, {"id": 8}]);
    let parameters = json!([
        {"list": [1, "two"], "as": "part"},
        {"list": [{"x": 1}, {"x": 2}]},
    ]);
    let (items, sources) = out("core/split", &input, &parameters);
    assert_eq!(
        items,
        json!([{"id": 7, "part": 1}, {"id": 7, "part": "two"}, {"x": 1}, {"x": 2}])
    );
    assert_eq!(sources, [[0], [0], [1], [1]]);
    assert_eq!(
        fault("core/split", &json!([{}]), &json!([{"list": [{}, 5]}])),
        (
            Some(0),
            "`list` has `5` at 1, which is no object".to_owned()
        )
    );
}

#[test]
fn aggregate_makes_one_item_of_all_and_remembers_where_it_comes_from() {
    let input = json!([{"n": 1}, {"n": 2}]);
    let parameters = json!([{"value": 10, "as": "tens"}, {"value": 20, "as": "tens"}]);
    let (items, sources) = out("core/aggregate", &input, &parameters);
    assert_eq!(items, json!([{"tens": [10, 20]}]));
    assert_eq!(sources, [[0, 1]]);
    assert_eq!(
        out("core/aggregate", &input, &json!([{}, {}])).0,
        json!([{"items": [{"n": 1}, {"n": 2}]}])
    );
}

#[test]
fn sort_orders_by_number_and_text_and_puts_null_last() {
    let keys = json!([10, "b", null, 9.5, "a", 9]);
    let keys = keys.as_array().unwrap();
    let input: Value = keys.iter().map(|key| json!({"k": key})).collect();
    let by = |descending: bool| -> Value {
        keys.iter()
            .map(|key| json!({"by": key, "descending": descending}))
            .collect()
    };
    let order = |items: &Value| -> Value {
        items
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["k"].clone())
            .collect()
    };
    let (items, sources) = out("core/sort", &input, &by(false));
    assert_eq!(order(&items), json!([9, 9.5, 10, "a", "b", null]));
    assert_eq!(sources, [[5], [3], [0], [4], [1], [2]]);
    assert_eq!(
        order(&out("core/sort", &input, &by(true)).0),
        json!(["b", "a", 10, 9.5, 9, null])
    );
}

#[test]
fn sort_takes_several_keys_and_leaves_equal_items_in_their_order() {
    let input = json!([{"n": 0}, {"n": 1}, {"n": 2}, {"n": 3}]);
    let parameters = json!([
        {"by": ["b", 1]}, {"by": ["a", 2]}, {"by": ["b", 1]}, {"by": ["a", 1]},
    ]);
    let (items, _) = out("core/sort", &input, &parameters);
    assert_eq!(items, json!([{"n": 3}, {"n": 1}, {"n": 0}, {"n": 2}]));
}

#[test]
fn limit_takes_from_either_end() {
    let input = json_of(&numbers(0..3));
    let all = |parameters: Value| Value::Array(vec![parameters; 3]);
    let (items, sources) = out("core/limit", &input, &all(json!({"count": 2})));
    assert_eq!(
        (items, sources),
        (json!([{"n": 0}, {"n": 1}]), vec![vec![0], vec![1]])
    );
    let (items, sources) = out(
        "core/limit",
        &input,
        &all(json!({"count": 2, "from": "end"})),
    );
    assert_eq!(
        (items, sources),
        (json!([{"n": 1}, {"n": 2}]), vec![vec![1], vec![2]])
    );
    assert_eq!(
        out("core/limit", &input, &all(json!({"count": 9}))).0,
        input
    );
    assert_eq!(
        out("core/limit", &input, &all(json!({"count": 0}))).0,
        json!([])
    );
}

#[test]
fn unique_keeps_the_first_of_each_kind() {
    let input = json!([{"a": 1, "b": 2}, {"b": 2, "a": 1.0}, {"a": 1}]);
    let (items, sources) = out("core/unique", &input, &json!([{}, {}, {}]));
    assert_eq!(items, json!([{"a": 1, "b": 2}, {"a": 1}]));
    assert_eq!(sources, [[0], [2]]);
    let by = json!([{"by": "x"}, {"by": "y"}, {"by": "x"}]);
    assert_eq!(out("core/unique", &input, &by).1, [[0], [1]]);
    // Numbers that JSON keeps apart and floating point does not.
    let large = json!([{"n": 9_007_199_254_740_993_u64}, {"n": 9_007_199_254_740_992_u64}]);
    assert_eq!(out("core/unique", &large, &json!([{}, {}])).0, large);
}

#[test]
fn wait_waits_as_long_as_the_longest_and_gives_the_items_on() {
    let input = json!([{"n": 0}, {"n": 1}, {"n": 2}]);
    let parameters = json!([{"for": "1s"}, {"for": "5m"}, null]);
    let (mut interpreter, command) = carried_out("core/wait", &json!({}), &input, &parameters);
    let Command::Timer { call, after } = command else {
        panic!("{command:?}");
    };
    assert_eq!(after, Duration::from_secs(300));
    let end = interpreter.apply(Event::Fired { call }).unwrap();
    assert!(matches!(end[..], [Command::Finish(Finish::Completed)]));
    assert_eq!(json_of(&support::outputs(&interpreter)[0][0]), input);
    assert_eq!(
        fault("core/wait", &json!([{}]), &json!([{"for": "soon"}])).0,
        Some(0)
    );
}

#[test]
fn fail_says_what_it_is_told_about_the_first_item_that_meets_its_condition() {
    let input = json!([{"n": 0}, {"n": 1}, {"n": 2}]);
    let parameters = json!([null, {"message": "no price"}, {"message": "never said"}]);
    assert_eq!(
        fault("core/fail", &input, &parameters),
        (Some(1), "no price".to_owned())
    );
}

#[test]
fn items_with_which_a_core_node_fails_leave_by_its_error_output() {
    let input = json!([{"n": 0}, {"n": 1}, {"n": 2}]);
    let parameters = json!([null, {"message": "odd"}, null]);
    let more = json!({"onError": "output"});
    let (mut interpreter, command) = carried_out("core/fail", &more, &input, &parameters);
    let Command::Evaluate { node: 1, items, .. } = command else {
        panic!("{command:?}");
    };
    assert_eq!(items[0].json()["error"]["message"], "odd");
    assert_eq!(
        json_of(&support::outputs(&interpreter)[0][0]),
        json!([{"n": 0}, {"n": 2}])
    );
    assert_eq!(interpreter.take_tolerated().len(), 1);
}

#[test]
fn every_operation_is_described_with_an_example_that_its_schema_accepts() {
    let descriptor = descriptor();
    assert_eq!(descriptor.operations.len(), 9);
    for operation in &descriptor.operations {
        assert!(operation.summary.len() > 5, "{}", operation.name);
        let schema =
            jackfield_workflow::ParameterSchema::new(&operation.parameters, "parameter").unwrap();
        for example in &operation.examples {
            let found = schema.violations(&example.parameters, true);
            assert!(found.is_empty(), "{}: {found:?}", operation.name);
        }
        let node = &workflow(&json!([{"uses": format!("core/{}", operation.name)}])).nodes[0];
        assert!(
            jackfield_flow::core::CoreOperation::of(node).is_some(),
            "{}",
            operation.name
        );
    }
}

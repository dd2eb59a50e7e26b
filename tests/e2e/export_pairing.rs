//! Exports of n8n: from which item of an earlier node an item comes (`$('Node').item`).

use serde_json::{Value, json};

use crate::support::exports::{
    batches, call, called, chain, code, each, export, given, given_by, manual, node, numbers, same,
    set, shelved, with,
};
use crate::support::process::Jackfield;

/// A node that says which item of the start its items come from.
fn origin() -> Value {
    set("Origin", "from", "={{ $('Start').item.json.n }}")
}

/// What the last node says of its items' origins, of these nodes between the start and it.
#[track_caller]
fn origins(between: &[Value], items: usize) -> Value {
    let nodes = [&[manual()], between, &[origin()]].concat();
    let given = given(&chain(&nodes), &numbers(items));
    origins_in(&given)
}

fn origins_in(given: &Value) -> Value {
    let items = given["Origin"][0][0].as_array().unwrap();
    items.iter().map(|item| item["from"].clone()).collect()
}

/// A node that lets items with more than this go on.
fn above(least: usize) -> Value {
    let condition = json!({"leftValue": "={{ $json.n }}", "rightValue": least, "operator": {"type": "number", "operation": "gt"}});
    let options = json!({"caseSensitive": true, "typeValidation": "loose", "version": 2});
    let conditions = json!({"options": options, "combinator": "and", "conditions": [condition]});
    node("Above", "filter", 2.2, &json!({"conditions": conditions}))
}

#[test]
fn a_disabled_node_keeps_items_apart() {
    let off = with(same("Off"), &json!({"disabled": true}));
    assert_eq!(origins(&[above(1), off], 3), json!(["2", "3"]));
}

#[test]
fn all_that_code_makes_of_the_only_item_comes_from_it() {
    let three = code(
        "Three",
        "return [1, 2, 3].map((part) => ({ json: { part } }));",
    );
    assert_eq!(origins(&[three], 1), json!(["1", "1", "1"]));
}

#[test]
fn as_many_items_as_came_come_from_them_in_their_order() {
    let doubled = code(
        "Double",
        "return $input.all().map((item) => ({ json: { twice: item.json.n * 2 } }));",
    );
    assert_eq!(origins(&[doubled], 3), json!(["1", "2", "3"]));
}

#[test]
fn where_nobody_can_know_an_expression_says_so() {
    let two = code("Two", "return [1, 2].map((part) => ({ json: { part } }));");
    let flow = chain(&[manual(), two, origin()]);
    let said = Jackfield::new().run_export(&flow, &numbers(3), &[]);
    said.ends(3)
        .says(&["`$('Start').item`: the item does not come by way of that node"]);
}

#[test]
fn code_can_say_itself_what_comes_from_what() {
    let last = code(
        "Last",
        "return [{ json: {}, pairedItem: 2 }, { json: {}, pairedItem: { item: 0 } }];",
    );
    assert_eq!(origins(&[last], 3), json!(["3", "1"]));
}

#[test]
fn an_aggregate_comes_from_all_of_its_items() {
    let all = node(
        "All",
        "aggregate",
        1.0,
        &json!({"aggregate": "aggregateAllItemData"}),
    );
    assert_eq!(origins(std::slice::from_ref(&all), 1), json!(["1"]));
    let flow = chain(&[manual(), all, origin()]);
    let said = Jackfield::new().run_export(&flow, &numbers(2), &[]);
    said.ends(3).says(&["the item comes from several items"]);
}

#[test]
fn pinned_items_come_from_as_many_that_came() {
    let pinned =
        json!({"name": "Unknown", "type": "elsewhere.node", "typeVersion": 1, "parameters": {}});
    let mut flow = chain(&[manual(), pinned, origin()]);
    flow["pinData"] = json!({"Unknown": [{"json": {"a": 1}}, {"json": {"a": 2}}]});
    let arguments = ["--pinned", "--output", "all"];
    let said = Jackfield::new().run_export(&flow, &numbers(2), &arguments);
    assert_eq!(origins_in(&said.ends(0).json()), json!(["1", "2"]));
}

#[test]
fn items_are_traced_through_a_merge_and_a_loop() {
    let flow = export(
        &[
            manual(),
            batches("Loop", 3.0, 2),
            same("Upper"),
            each("Lower", "return { json: { lower: $json.n } };"),
            node(
                "Merge",
                "merge",
                3.1,
                &json!({"mode": "combine", "combineBy": "combineByPosition"}),
            ),
            origin(),
        ],
        &[
            ("Start", 0, "Loop", 0),
            ("Loop", 1, "Upper", 0),
            ("Loop", 1, "Lower", 0),
            ("Upper", 0, "Merge", 0),
            ("Lower", 0, "Merge", 1),
            ("Merge", 0, "Loop", 0),
            ("Loop", 0, "Origin", 0),
        ],
    );
    let given = given(&flow, &numbers(3));
    assert_eq!(origins_in(&given), json!(["1", "2", "3"]));
    assert_eq!(given["Merge"][1], json!([[{"n": 3, "lower": 3}]]));
}

#[test]
fn items_are_traced_through_another_workflow() {
    let other = |code_of_it: &str| {
        let nodes = [called(), code("Work", code_of_it)];
        Jackfield::new().others(&[shelved("other", chain(&nodes))])
    };
    let calls = |mode: &str| {
        let call = call("Call", "other", &json!({"mode": mode, "options": {}}));
        chain(&[manual(), call, origin()])
    };
    let twice = "return $input.all().flatMap((item) => [{ json: { a: 1 } }, { json: { a: 2 } }]);";
    let of_each = given_by(other(twice), &calls("each"), &numbers(2));
    assert_eq!(origins_in(&of_each), json!(["1", "1", "2", "2"]));
    let of_one = given_by(other(twice), &calls("once"), &numbers(1));
    assert_eq!(origins_in(&of_one), json!(["1", "1"]));
    let same = "return $input.all();";
    let of_all = given_by(other(same), &calls("once"), &numbers(2));
    assert_eq!(origins_in(&of_all), json!(["1", "2"]));
}

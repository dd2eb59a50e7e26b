//! `jackfield convert`: exports written as steps, which do the same.

use jackfield_standin::Mattermost;
use serde_json::{Value, json};

use crate::support::process::{Jackfield, Said};
use crate::support::{chat, messages};

fn node(name: &str, kind: &str, version: f64, parameters: Value) -> Value {
    json!({"name": name, "type": format!("n8n-nodes-base.{kind}"), "typeVersion": version, "parameters": parameters})
}

fn go() -> Value {
    node("Go", "manualTrigger", 1.0, json!({}))
}

/// An export of these nodes; a link leads from a node's output to a node's input.
fn export(nodes: &[Value], links: &[(&str, usize, &str, usize)]) -> Value {
    let mut connections = json!({});
    for (from, output, to, input) in links {
        let main = connections[*from]["main"].take();
        let mut main: Vec<Value> = main.as_array().cloned().unwrap_or_default();
        main.resize_with(main.len().max(output + 1), || json!([]));
        let target = json!({"node": to, "type": "main", "index": input});
        main[*output].as_array_mut().unwrap().push(target);
        connections[*from]["main"] = main.into();
    }
    json!({"name": "W", "nodes": nodes, "connections": connections, "settings": {"executionOrder": "v1"}})
}

fn convert(export: &Value) -> Said {
    let jackfield = Jackfield::new().file("export.json", export.to_string());
    jackfield.call(&["convert", "export.json"])
}

fn set(name: &str, fields: &[(&str, &str, &str)], keeps: bool) -> Value {
    let fields: Vec<Value> = fields
        .iter()
        .map(|(name, kind, value)| json!({"id": name, "name": name, "type": kind, "value": value}))
        .collect();
    node(
        name,
        "set",
        3.4,
        json!({"assignments": {"assignments": fields}, "includeOtherFields": keeps}),
    )
}

fn conditions(left: &str, kind: &str, operation: &str, right: &Value) -> Value {
    json!({"conditions": {"options": {"caseSensitive": true, "version": 2}, "combinator": "and", "conditions": [
        {"id": "1", "leftValue": left, "rightValue": right, "operator": {"type": kind, "operation": operation}},
    ]}})
}

/// An export and the steps that are made of it give the same items.
#[track_caller]
fn gives_the_same(export: &Value, items: &Value, expected: &[Value]) {
    let steps = convert(export).ends(0).stdout;
    let jackfield = Jackfield::new()
        .file("export.json", export.to_string())
        .file("steps.json", &steps);
    for file in ["export.json", "steps.json"] {
        let said = jackfield
            .call(&["run", file, "--input", &items.to_string()])
            .ends(0);
        assert_eq!(said.json_lines(), expected, "{file}\n{said}\n{steps}");
    }
}

#[test]
fn a_chain_becomes_steps_one_after_the_other() {
    let server = Mattermost::start().unwrap();
    let mut post = node(
        "Post",
        "mattermost",
        1.0,
        json!({"channelId": Mattermost::TOWN_SQUARE, "message": "={{ $node[\"Words\"].json.text }}!"}),
    );
    post["credentials"] = json!({"mattermostApi": {"id": "1", "name": "Team chat"}});
    post["onError"] = json!("continueRegularOutput");
    post["retryOnFail"] = json!(true);
    let words = set(
        "Words",
        &[("text", "string", "=Hello {{ $json.name }}")],
        false,
    );
    let links = [("Go", 0, "Words", 0), ("Words", 0, "Post", 0)];
    let said = convert(&export(&[go(), words, post], &links)).ends(0);
    assert_eq!(
        said.json(),
        json!({"name": "W", "steps": [
            {"name": "Words", "uses": "core/set",
                "with": {"fields": {"text": "Hello {{ $json.name }}"}, "keep": false}},
            {"name": "Post", "uses": "mattermost/message.post", "credential": "team-chat",
                "with": {"channelId": Mattermost::TOWN_SQUARE, "message": "{{ $('Words').item.json.text }}!"},
                "retry": {"attempts": 3, "wait": "1000ms", "backoff": 1}, "onError": "continue"},
        ]})
    );
    let jackfield = chat(&server).file("steps.json", &said.stdout);
    jackfield
        .call(&["run", "steps.json", "--input", r#"{"name": "you"}"#])
        .ends(0);
    assert_eq!(messages(&server), ["Hello you!"]);
}

#[test]
fn branches_become_filters_and_come_together_again() {
    let nodes = [
        go(),
        node(
            "Large",
            "if",
            2.2,
            conditions("={{ $json.n }}", "number", "gt", &json!(5)),
        ),
        set("Yes", &[("size", "string", "large")], true),
        set("No", &[("size", "string", "small")], true),
        node("Both", "merge", 3.0, json!({})),
        node(
            "Sorted",
            "sort",
            1.0,
            json!({"sortFieldsUi": {"sortField": [{"fieldName": "n", "order": "descending"}]}}),
        ),
    ];
    let links = [
        ("Go", 0, "Large", 0),
        ("Large", 0, "Yes", 0),
        ("Large", 1, "No", 0),
        ("Yes", 0, "Both", 1),
        ("No", 0, "Both", 0),
        ("Both", 0, "Sorted", 0),
    ];
    gives_the_same(
        &export(&nodes, &links),
        &json!([{"n": 3}, {"n": 9}, {"n": 5}]),
        &[
            json!({"n": 9, "size": "large"}),
            json!({"n": 5, "size": "small"}),
            json!({"n": 3, "size": "small"}),
        ],
    );
}

#[test]
fn core_nodes_become_core_steps() {
    let nodes = [
        go(),
        node(
            "Rows",
            "splitOut",
            1.0,
            json!({"fieldToSplitOut": "data.rows"}),
        ),
        node(
            "Named",
            "filter",
            2.2,
            conditions("={{ $json.name }}", "string", "notEmpty", &json!("")),
        ),
        node(
            "Once",
            "removeDuplicates",
            2.0,
            json!({"compare": "selectedFields", "fieldsToCompare": "name"}),
        ),
        node(
            "Some",
            "limit",
            1.0,
            json!({"maxItems": 2, "keep": "lastItems"}),
        ),
        node("Same", "noOp", 1.0, json!({})),
        node(
            "All",
            "aggregate",
            1.0,
            json!({"fieldsToAggregate": {"fieldToAggregate": [{"fieldToAggregate": "name"}]}}),
        ),
    ];
    let links = [
        ("Go", 0, "Rows", 0),
        ("Rows", 0, "Named", 0),
        ("Named", 0, "Once", 0),
        ("Once", 0, "Some", 0),
        ("Some", 0, "Same", 0),
        ("Same", 0, "All", 0),
    ];
    let rows = json!([{"name": "a"}, {"name": "b"}, {"name": ""}, {"name": "a"}, {"name": "c"}]);
    gives_the_same(
        &export(&nodes, &links),
        &json!({"data": {"rows": rows}}),
        &[json!({"name": ["b", "c"]})],
    );
}

#[test]
fn what_expressions_look_at_becomes_a_step() {
    let nodes = [
        go(),
        set("Lose", &[("a", "string", "x")], false),
        set(
            "Find",
            &[("b", "string", "={{ $('Go').item.json.n }}")],
            true,
        ),
    ];
    let links = [("Go", 0, "Lose", 0), ("Lose", 0, "Find", 0)];
    gives_the_same(
        &export(&nodes, &links),
        &json!([{"n": 1}, {"n": 2}]),
        &[json!({"a": "x", "b": "1"}), json!({"a": "x", "b": "2"})],
    );
}

#[test]
fn what_is_no_matter_of_steps_is_told() {
    let mut export = export(
        &[go(), set("A", &[("a", "string", "x")], true)],
        &[("Go", 0, "A", 0)],
    );
    convert(&export).ends(0).keeps_quiet_about(&["warning"]);
    export["settings"] = json!({"timezone": "Asia/Tokyo", "executionTimeout": 90});
    convert(&export).ends(0).says(&[
        "run them with `--timezone Asia/Tokyo`",
        "`timeout 90 jackfield run FILE`",
    ]);
}

#[test]
fn what_steps_cannot_say_is_listed_and_nothing_is_written() {
    let nodes = [
        go(),
        node("Code", "code", 2.0, json!({"jsCode": "return items;"})),
        set("Deep", &[("a.b", "string", "x")], true),
        set("Vars", &[("a", "string", "={{ $vars.x }}")], true),
        node(
            "Loud",
            "filter",
            2.2,
            conditions("={{ $json.a }}", "dateTime", "after", &json!("x")),
        ),
    ];
    let links = [
        ("Go", 0, "Code", 0),
        ("Code", 0, "Deep", 0),
        ("Deep", 0, "Vars", 0),
        ("Vars", 0, "Loud", 0),
    ];
    let said = convert(&export(&nodes, &links)).ends(3).says(&[
        "the node `Code` cannot be a step: there is no step for the type code",
        "the node `Deep` cannot be a step: sets the field `a.b`",
        "the node `Vars` cannot be a step: asks for `$vars`, which steps do not have",
        "the node `Loud` cannot be a step: compares by `after` of the type `dateTime`",
    ]);
    assert_eq!(said.stdout, "");
    let nodes = [
        go(),
        node("A", "noOp", 1.0, json!({})),
        node("B", "noOp", 1.0, json!({})),
    ];
    let links = [("Go", 0, "A", 0), ("A", 0, "B", 0), ("B", 0, "A", 0)];
    convert(&export(&nodes, &links))
        .ends(3)
        .says(&["the node `A` cannot be a step: it is in a circle of nodes, or behind one"]);
    // In a circle, before it, and what nothing serves: all of them, each once.
    let nodes = [
        go(),
        node("Code", "code", 2.0, json!({"jsCode": "return items;"})),
        node("Loop", "splitInBatches", 3.0, json!({})),
        node(
            "Inner",
            "function",
            1.0,
            json!({"functionCode": "return items;"}),
        ),
        node("Tell", "slack", 1.0, json!({})),
    ];
    let links = [
        ("Go", 0, "Code", 0),
        ("Code", 0, "Loop", 0),
        ("Loop", 1, "Inner", 0),
        ("Inner", 0, "Loop", 0),
        ("Code", 0, "Tell", 0),
    ];
    let said = convert(&export(&nodes, &links)).ends(3).says(&[
        "the node `Code` cannot be a step: there is no step for the type code",
        "the node `Loop` cannot be a step: it is in a circle of nodes, or behind one; and there is no step for the type splitInBatches",
        "the node `Inner` cannot be a step: it is in a circle of nodes, or behind one; and there is no step for the type function",
        "the node `Tell` is of the type n8n-nodes-base.slack, which nothing here serves",
    ]);
    assert_eq!(said.stderr.matches("error: ").count(), 4, "{said}");
    let steps = json!({"steps": [{"uses": "core/set", "with": {"fields": {}}}]});
    convert(&steps)
        .ends(2)
        .says(&["is a file of steps already"]);
}

#[test]
fn what_was_not_chosen_is_left_out_of_a_step() {
    let fields = json!({"inTeam": "", "inChannel": "", "sort": "username"});
    let parameters = json!({
        "resource": "user", "operation": "getAll", "returnAll": true, "additionalFields": fields,
    });
    let mut users = node("Users", "mattermost", 1.0, parameters);
    users["credentials"] = json!({"mattermostApi": {"id": "1", "name": "team-chat"}});
    let export = export(&[go(), users], &[("Go", 0, "Users", 0)]);
    let steps = convert(&export).ends(0);
    let with = &steps.json()["steps"][0]["with"];
    assert_eq!(
        with["additionalFields"],
        json!({"sort": "username"}),
        "{steps}"
    );
    let server = Mattermost::start().unwrap();
    chat(&server)
        .file("workflow.json", &steps.stdout)
        .run(&[])
        .ends(0);
}

#[test]
fn that_steps_take_nothing_for_a_fault_is_told() {
    let fields = [("text", "string", "={{ $json.missing }}")];
    let told = "an expression that finds nothing is a fault in steps";
    let nodes = [go(), set("Set", &fields, true)];
    convert(&export(&nodes, &[("Go", 0, "Set", 0)]))
        .ends(0)
        .says(&[told, "`?? ''`"]);
    let nodes = [go(), set("Set", &[("text", "string", "plain")], true)];
    convert(&export(&nodes, &[("Go", 0, "Set", 0)]))
        .ends(0)
        .keeps_quiet_about(&[told]);
}

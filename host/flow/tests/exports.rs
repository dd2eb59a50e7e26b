//! The order in which the nodes of an export run, and what becomes of their items on the way.

#![allow(
    clippy::allow_attributes,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test"
)]

mod support;

use std::collections::HashMap;

use jackfield_descriptor::{Fault, FaultKind};
use jackfield_flow::nodes::Moment;
use jackfield_flow::{
    CallOutcome, Command, Evaluation, Event, Finish, Interpreter, Origin, Start, Unpaired,
};
use jackfield_workflow::{Role, Workflow};
use serde_json::{Value, json};
use support::{export, item, numbers};

/// A node whose items a connector is called with, at this place in the picture.
fn node(name: &str, position: [i32; 2], more: &Value) -> Value {
    let mut node = json!({"name": name, "type": "test.do", "typeVersion": 1, "position": position, "parameters": {}});
    for (key, value) in more.as_object().unwrap() {
        node[key] = value.clone();
    }
    node
}

fn plain(name: &str, position: [i32; 2]) -> Value {
    node(name, position, &json!({}))
}

/// What a call gives, by the node's name, how often it had run, and the item.
type Calls<'a> = &'a dyn Fn(&str, u32, &Value) -> Result<Vec<Value>, Fault>;

/// Runs from the first node on with these items, and gives each run as its node's name and the
/// items of its outputs.
fn run(workflow: &Workflow, count: u64, calls: Calls<'_>) -> (Interpreter, Vec<(String, Value)>) {
    let start = Start {
        node: 0,
        items: Some(numbers(0..count)),
        pinned: HashMap::new(),
    };
    let facts = workflow.export.as_ref().unwrap();
    let (mut interpreter, mut commands) = Interpreter::start_at(workflow, facts, start);
    loop {
        let event = match commands.remove(0) {
            Command::Finish(Finish::Completed) => break,
            Command::Finish(Finish::Failed(failure)) => panic!("{failure:?}"),
            Command::Evaluate {
                node,
                run,
                items,
                for_each,
            } => {
                let count = if for_each { items.len() } else { 1 };
                Event::Evaluated {
                    node,
                    run,
                    result: Ok(vec![Evaluation::Act(json!({})); count]),
                    moment: Moment::default(),
                }
            }
            Command::Call { call, item, .. } => Event::Called {
                call,
                result: calls(&workflow.nodes[call.node].name, call.run, item.json()).map(|made| {
                    CallOutcome {
                        items: made.iter().map(support::item).collect(),
                        next: None,
                    }
                }),
            },
            other => panic!("{other:?}"),
        };
        commands.extend(interpreter.apply(event).unwrap());
    }
    let runs = interpreter.runs().iter().map(|run| {
        let outputs = run.outputs.iter().map(|items| {
            let items: Vec<_> = items.iter().map(|item| item.json().clone()).collect();
            Value::from(items)
        });
        let name = workflow.nodes[run.node].name.clone();
        (name, outputs.collect())
    });
    let runs = runs.collect();
    (interpreter, runs)
}

fn names(runs: &[(String, Value)]) -> Vec<&str> {
    runs.iter().map(|(name, _)| name.as_str()).collect()
}

/// Every call gives its item.
fn same(_: &str, _: u32, item: &Value) -> Result<Vec<Value>, Fault> {
    Ok(vec![item.clone()])
}

fn branches() -> Value {
    json!([
        plain("A", [0, 0]),
        plain("Low", [100, 200]),
        plain("High", [100, 100]),
        plain("Right", [300, 100]),
        plain("After low", [200, 200]),
        plain("After high", [200, 100]),
    ])
}

const OF_BRANCHES: &[(&str, usize, &str, usize)] = &[
    ("A", 0, "Low", 0),
    ("A", 0, "Right", 0),
    ("A", 0, "High", 0),
    ("Low", 0, "After low", 0),
    ("High", 0, "After high", 0),
];

#[test]
fn a_branch_runs_to_its_end_and_the_highest_one_first_then_the_leftmost() {
    let workflow = export(&branches(), OF_BRANCHES, "v1");
    let (_, runs) = run(&workflow, 1, &same);
    let expected = ["A", "High", "After high", "Right", "Low", "After low"];
    assert_eq!(names(&runs), expected);
}

#[test]
fn in_the_older_order_branches_take_turns_as_the_file_lists_them() {
    let workflow = export(&branches(), OF_BRANCHES, "v0");
    let (_, runs) = run(&workflow, 1, &same);
    let expected = ["A", "Low", "Right", "High", "After low", "After high"];
    assert_eq!(names(&runs), expected);
}

#[test]
fn an_output_without_items_leads_nowhere() {
    let nodes = json!([plain("A", [0, 0]), plain("B", [1, 0]), plain("C", [2, 0])]);
    let links = [("A", 0, "B", 0), ("B", 0, "C", 0)];
    let workflow = export(&nodes, &links, "v1");
    let (_, runs) = run(&workflow, 2, &|_, _, _| Ok(Vec::new()));
    assert_eq!(names(&runs), ["A", "B"]);
}

#[test]
fn a_node_with_two_inputs_waits_for_both_and_runs_once() {
    let nodes = json!([
        plain("A", [0, 0]),
        plain("B", [1, 0]),
        plain("C", [1, 1]),
        plain("Both", [2, 0]),
        plain("End", [3, 0]),
    ]);
    let links = [
        ("A", 0, "B", 0),
        ("A", 0, "C", 0),
        ("B", 0, "Both", 0),
        ("C", 0, "Both", 1),
        ("Both", 0, "End", 0),
    ];
    let workflow = export(&nodes, &links, "v1");
    let (_, runs) = run(&workflow, 2, &same);
    assert_eq!(names(&runs), ["A", "B", "C", "Both", "End"]);
}

#[test]
fn a_node_that_waits_in_vain_runs_at_the_end_without_the_input_that_never_came() {
    let nodes = json!([
        plain("A", [0, 0]),
        plain("Full", [1, 0]),
        plain("Empty", [1, 1]),
        plain("Both", [2, 0]),
        plain("Aside", [2, 2]),
    ]);
    let links = [
        ("A", 0, "Full", 0),
        ("A", 0, "Empty", 0),
        ("A", 0, "Aside", 0),
        ("Full", 0, "Both", 0),
        ("Empty", 0, "Both", 1),
    ];
    let workflow = export(&nodes, &links, "v1");
    let empty = |name: &str, run: u32, item: &Value| {
        if name == "Empty" {
            Ok(Vec::new())
        } else {
            same(name, run, item)
        }
    };
    let (_, runs) = run(&workflow, 1, &empty);
    assert_eq!(names(&runs), ["A", "Full", "Empty", "Aside", "Both"]);
}

#[test]
fn two_outputs_into_one_input_run_a_node_twice() {
    let nodes = json!([
        plain("A", [0, 0]),
        plain("B", [1, 0]),
        plain("C", [1, 1]),
        plain("Twice", [2, 0]),
    ]);
    let links = [
        ("A", 0, "B", 0),
        ("A", 0, "C", 0),
        ("B", 0, "Twice", 0),
        ("C", 0, "Twice", 0),
    ];
    let workflow = export(&nodes, &links, "v1");
    let (interpreter, runs) = run(&workflow, 1, &same);
    assert_eq!(names(&runs), ["A", "B", "Twice", "C", "Twice"]);
    let numbers: Vec<u32> = interpreter.runs().iter().map(|run| run.run).collect();
    assert_eq!(numbers, [0, 0, 0, 0, 1]);
}

#[test]
fn a_way_back_runs_nodes_again_and_items_are_traced_through_the_runs() {
    let nodes = json!([plain("A", [0, 0]), plain("B", [1, 0]), plain("C", [2, 0])]);
    let links = [("A", 0, "B", 0), ("B", 0, "C", 0), ("C", 0, "B", 0)];
    let workflow = export(&nodes, &links, "v1");
    let thrice = |name: &str, run: u32, item: &Value| match (name, run) {
        ("C", 2) => Ok(Vec::new()),
        ("B", _) => Ok(vec![json!({"n": item["n"], "run": run})]),
        _ => Ok(vec![item.clone()]),
    };
    let (interpreter, runs) = run(&workflow, 2, &thrice);
    assert_eq!(names(&runs), ["A", "B", "C", "B", "C", "B", "C"]);
    let lineage = interpreter.lineage();
    assert_eq!(lineage.runs(1), 3);
    let of_run = |run| lineage.output(1, 0, run).unwrap()[1].json()["run"].clone();
    assert_eq!([of_run(Some(0)), of_run(None)], [json!(0), json!(2)]);
}

#[test]
fn what_a_node_was_given_is_told_apart_by_its_runs() {
    let nodes = json!([
        plain("A", [0, 0]),
        plain("B", [1, 0]),
        plain("C", [1, 1]),
        plain("D", [2, 0])
    ]);
    let links = [
        ("A", 0, "B", 0),
        ("A", 0, "C", 0),
        ("B", 0, "D", 0),
        ("C", 0, "D", 0),
    ];
    let workflow = export(&nodes, &links, "v1");
    let start = Start {
        node: 0,
        items: Some(numbers(0..2)),
        pinned: HashMap::new(),
    };
    let facts = workflow.export.as_ref().unwrap();
    let (mut interpreter, mut commands) = Interpreter::start_at(&workflow, facts, start);
    let mut seen = Vec::new();
    while let Some(command) = commands.pop() {
        let event = match command {
            Command::Evaluate {
                node, run, items, ..
            } => {
                if node == 3 {
                    let lineage = interpreter.lineage();
                    seen.push((
                        lineage.givers()[0].map(|giver| giver.node),
                        lineage.paired(1, 0),
                        lineage.paired(1, 1),
                        lineage.paired(1, 2),
                    ));
                }
                Event::Evaluated {
                    node,
                    run,
                    result: Ok(vec![Evaluation::Skip; items.len()]),
                    moment: Moment::default(),
                }
            }
            Command::Finish(Finish::Completed) => break,
            other => panic!("{other:?}"),
        };
        commands = interpreter.apply(event).unwrap();
    }
    let second = Ok(Origin {
        run: 0,
        output: 0,
        index: 1,
    });
    let elsewhere = Err(Unpaired::Elsewhere);
    assert_eq!(
        seen,
        [
            (Some(1), second, second, elsewhere),
            (Some(2), second, elsewhere, second)
        ]
    );
}

#[test]
fn a_disabled_node_passes_its_items_on() {
    let nodes = json!([
        plain("A", [0, 0]),
        node("B", [1, 0], &json!({"disabled": true})),
        plain("C", [2, 0]),
    ]);
    let links = [("A", 0, "B", 0), ("B", 0, "C", 0)];
    let workflow = export(&nodes, &links, "v1");
    let (_, runs) = run(&workflow, 2, &same);
    assert_eq!(runs[1].1, json!([[{"n": 0}, {"n": 1}]]));
    assert_eq!(names(&runs), ["A", "B", "C"]);
}

#[test]
fn a_node_that_executes_once_takes_the_first_item() {
    let nodes = json!([
        plain("A", [0, 0]),
        node("B", [1, 0], &json!({"executeOnce": true})),
    ]);
    let workflow = export(&nodes, &[("A", 0, "B", 0)], "v1");
    let (_, runs) = run(&workflow, 3, &same);
    assert_eq!(runs[1].1[0], json!([{"n": 0}]));
}

#[test]
fn a_node_that_always_gives_something_gives_an_empty_item_for_all_it_was_given() {
    let nodes = json!([
        plain("A", [0, 0]),
        node("B", [1, 0], &json!({"alwaysOutputData": true})),
        plain("C", [2, 0]),
    ]);
    let workflow = export(&nodes, &[("A", 0, "B", 0), ("B", 0, "C", 0)], "v1");
    let nothing = |name: &str, run: u32, item: &Value| match name {
        "B" => Ok(Vec::new()),
        _ => same(name, run, item),
    };
    let (interpreter, runs) = run(&workflow, 3, &nothing);
    assert_eq!(names(&runs), ["A", "B", "C"]);
    assert_eq!(runs[1].1[0], json!([{}]));
    assert_eq!(interpreter.runs()[1].outputs[0][0].sources(), [0, 1, 2]);
}

/// The call with the second item fails.
fn second_fails(_: &str, _: u32, item: &Value) -> Result<Vec<Value>, Fault> {
    if item["n"] == 1 {
        Err(Fault::new(FaultKind::NotFound, "no such channel"))
    } else {
        Ok(vec![json!({"id": item["n"]})])
    }
}

#[test]
fn an_item_that_fails_goes_on_as_its_error_or_leaves_by_the_error_output_with_its_fields() {
    let failing = |on_error: Value| {
        let nodes = json!([plain("A", [0, 0]), node("B", [1, 0], &on_error)]);
        let workflow = export(&nodes, &[("A", 0, "B", 0)], "v1");
        let (mut interpreter, runs) = run(&workflow, 3, &second_fails);
        assert_eq!(interpreter.take_tolerated().len(), 1);
        runs[1].1.clone()
    };
    let error = json!({"error": "no such channel"});
    for on_error in [
        json!({"onError": "continueRegularOutput"}),
        json!({"continueOnFail": true}),
    ] {
        assert_eq!(failing(on_error)[0], json!([{"id": 0}, error, {"id": 2}]));
    }
    let left = failing(json!({"onError": "continueErrorOutput"}));
    let with_fields = json!({"n": 1, "error": "no such channel"});
    assert_eq!(left, json!([[{"id": 0}, {"id": 2}], [with_fields]]));
}

#[test]
fn items_of_a_node_that_is_pinned_are_those_that_are_pinned() {
    let nodes = json!([plain("A", [0, 0]), plain("B", [1, 0])]);
    let workflow = export(&nodes, &[("A", 0, "B", 0)], "v1");
    let start = Start {
        node: 0,
        items: None,
        pinned: HashMap::from([(0, vec![item(&json!({"pinned": 1}))])]),
    };
    let facts = workflow.export.as_ref().unwrap();
    let (_, commands) = Interpreter::start_at(&workflow, facts, start);
    let [Command::Evaluate { node: 1, items, .. }] = commands.as_slice() else {
        panic!("{commands:?}");
    };
    assert_eq!(items[0].json(), &json!({"pinned": 1}));
}

#[test]
fn a_node_that_is_no_trigger_acts_upon_the_items_that_the_run_is_given() {
    let nodes = json!([plain("A", [0, 0]), plain("B", [1, 0])]);
    let mut workflow = export(&nodes, &[("A", 0, "B", 0)], "v1");
    let twice =
        |_: &str, _: u32, item: &Value| Ok(vec![json!({"n": item["n"].as_u64().unwrap() * 2})]);
    let (_, runs) = run(&workflow, 2, &twice);
    assert_eq!(runs[0].1[0], json!([{"n": 0}, {"n": 1}]));
    workflow.nodes[0].export.as_mut().unwrap().role = Role::Runs;
    let (_, runs) = run(&workflow, 2, &twice);
    assert_eq!(runs[0].1[0], json!([{"n": 0}, {"n": 2}]));
    assert_eq!(runs[1].1[0], json!([{"n": 0}, {"n": 4}]));
}

//! Workflows and items, made in a line.

#![allow(
    dead_code,
    clippy::allow_attributes,
    reason = "shared by tests of which none uses all"
)]

use jackfield_flow::{Interpreter, Outputs};
use jackfield_item::Item;
use jackfield_workflow::{Role, Source, Workflow};
use serde_json::{Value, json};

/// The workflow of these steps.
pub(crate) fn workflow(steps: &Value) -> Workflow {
    let source = Source {
        name: "test".to_owned(),
        text: json!({ "steps": steps }).to_string(),
    };
    jackfield_workflow::read(&source).unwrap().workflow
}

/// An item of this object.
pub(crate) fn item(value: &Value) -> Item {
    Item::new(value.as_object().unwrap().clone())
}

/// An item `{"n": number}` for each number.
pub(crate) fn numbers(numbers: impl IntoIterator<Item = u64>) -> Vec<Item> {
    numbers
        .into_iter()
        .map(|n| item(&json!({ "n": n })))
        .collect()
}

/// A step of this name that does something, and more of what a step may say.
pub(crate) fn step(name: &str, more: &Value) -> Value {
    let mut step = json!({"name": name, "uses": "test/do"});
    for (key, value) in more.as_object().unwrap() {
        step[key] = value.clone();
    }
    step
}

/// What each run of a node gave.
pub(crate) fn outputs(interpreter: &Interpreter) -> Vec<Outputs> {
    let runs = interpreter.runs().iter();
    runs.map(|run| run.outputs.clone()).collect()
}

/// An export of these nodes: its links lead from a node's output to a node's input.
pub(crate) fn export(nodes: &Value, links: &[(&str, usize, &str, usize)], order: &str) -> Workflow {
    let mut connections = json!({});
    for (from, output, to, input) in links {
        let main = connections[*from]["main"].take();
        let mut main: Vec<Value> = main.as_array().cloned().unwrap_or_default();
        main.resize_with(main.len().max(output + 1), || json!([]));
        let target = json!({"node": to, "type": "main", "index": input});
        main[*output].as_array_mut().unwrap().push(target);
        connections[*from]["main"] = main.into();
    }
    let file = json!({
        "nodes": nodes, "connections": connections, "settings": {"executionOrder": order},
    });
    let source = Source {
        name: "test".to_owned(),
        text: file.to_string(),
    };
    let mut reading = jackfield_workflow::read(&source).unwrap();
    assert_eq!(reading.diagnostics, []);
    // The first one is where items come in.
    let first = reading.workflow.nodes.first_mut();
    if let Some(export) = first.and_then(|node| node.export.as_mut()) {
        export.role = Role::Given;
    }
    reading.workflow
}

//! Workflows and items, made in a line.

use jackfield_item::Item;
use jackfield_workflow::{Source, Workflow};
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

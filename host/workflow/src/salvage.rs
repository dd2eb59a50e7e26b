//! Making do with a file that is wrong in places.
//!
//! Whoever writes a file wants to know of all its mistakes at once. So what is wrong by the schema
//! is taken out, and the rest is looked at for mistakes of other kinds.

use std::collections::HashSet;

use serde_json::Value;

use crate::diagnostic::{Part, Violation};
use crate::pointer::Pointer;

/// Takes out what is wrong, and gives the indices of the steps that are no longer whole.
pub(crate) fn salvage(value: &mut Value, violations: &[Violation]) -> HashSet<usize> {
    let mut broken = HashSet::new();
    for violation in violations {
        let tokens: Vec<String> = violation.pointer.tokens().collect();
        let step = match tokens.as_slice() {
            [steps, index, ..] if steps == "steps" => index.parse().ok(),
            _ => None,
        };
        let unknown = violation.part == Part::Key;
        match step {
            // An unknown key is passed over; without one of its own keys a step is not whole.
            Some(step) if !unknown || tokens.len() == 2 => {
                broken.insert(step);
            }
            _ => {}
        }
        match tokens.len() {
            2 => complete(value, &violation.pointer),
            _ => remove(value, &violation.pointer),
        }
    }
    broken
}

/// A step that lacks its operation, or is no object.
fn complete(value: &mut Value, pointer: &Pointer) {
    let Some(step) = value.pointer_mut(pointer.as_str()) else {
        return;
    };
    if !step.is_object() {
        *step = Value::Object(serde_json::Map::new());
    }
    if let Some(step) = step.as_object_mut() {
        step.entry("uses")
            .or_insert_with(|| Value::String(String::new()));
    }
}

fn remove(value: &mut Value, pointer: &Pointer) {
    let Some((parent, key)) = pointer.split() else {
        return;
    };
    let Some(parent) = value.pointer_mut(parent.as_str()) else {
        return;
    };
    if let Value::Object(object) = parent {
        object.remove(&key);
        if key == "uses" {
            object.insert(key, Value::String(String::new()));
        }
    }
}

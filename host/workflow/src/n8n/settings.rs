//! What an export says about the workflow as a whole.

use std::collections::HashMap;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::connections::Names;
use super::fields::{Fields, not};
use crate::diagnostic::Diagnostic;
use crate::export::{Export, Order};
use crate::pointer::Pointer;

/// What stands where the setting of the instance counts.
const OF_THE_INSTANCE: &str = "DEFAULT";

/// Reads the settings into the workflow.
pub(super) fn read(
    settings: Map<String, Value>,
    at: &Pointer,
    wrong: &mut Vec<Diagnostic>,
) -> Export {
    let mut fields = Fields::new(settings, at, wrong);
    let order = match fields.text("executionOrder").as_deref() {
        Some("v1") => Order::DepthFirst,
        None | Some("v0" | "") => Order::BreadthFirst,
        Some(other) => {
            fields.wrong("executionOrder", |at| {
                Diagnostic::new(at, format!("`executionOrder` cannot be \"{other}\""))
                    .offer(other, ["v1", "v0"])
            });
            Order::BreadthFirst
        }
    };
    let own = |word: &String| !word.is_empty() && word != OF_THE_INSTANCE;
    let timeout = fields.number("executionTimeout");
    Export {
        order,
        timezone: fields.text("timezone").filter(own),
        error_workflow: fields.id("errorWorkflow").filter(own),
        // -1 stands for none.
        timeout: timeout
            .filter(|seconds| *seconds > 0.0)
            .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()),
        ..Export::default()
    }
}

/// Reads what the nodes have kept from earlier runs; n8n's database has it as text.
pub(super) fn static_data(
    value: Option<Value>,
    at: &Pointer,
    wrong: &mut Vec<Diagnostic>,
) -> Map<String, Value> {
    let read = match value {
        None => return Map::new(),
        Some(Value::String(text)) => serde_json::from_str(&text).unwrap_or(Value::String(text)),
        Some(value) => value,
    };
    match read {
        Value::Null => Map::new(),
        Value::Object(data) => data,
        Value::Array(list) if list.is_empty() => Map::new(),
        other => {
            wrong.push(not(
                "an object",
                "staticData",
                &other,
                at.join("staticData"),
            ));
            Map::new()
        }
    }
}

/// Reads the items that stand for what nodes give. Those of nodes that are no longer there are left
/// over from before.
pub(super) fn pinned(
    pins: Map<String, Value>,
    at: &Pointer,
    names: &Names,
    wrong: &mut Vec<Diagnostic>,
) -> HashMap<usize, Vec<Value>> {
    let mut pinned = HashMap::new();
    for (name, items) in pins {
        let Some(place) = names.place(&name) else {
            continue;
        };
        let items = match items {
            Value::Null => continue,
            Value::Array(items) => items,
            other => vec![other],
        };
        let mut read = Vec::with_capacity(items.len());
        for (index, item) in items.into_iter().enumerate() {
            match pinned_item(item) {
                Ok(item) => read.push(item),
                Err(other) => wrong.push(not(
                    "an object",
                    "pinned item",
                    &other,
                    at.join(&name).join(index),
                )),
            }
        }
        pinned.insert(place, read);
    }
    pinned
}

/// An item as n8n pins it: an object with `json` and perhaps `binary`, or else its fields alone.
/// What comes out has `json`.
///
/// # Errors
/// The value itself, when it is no object.
pub fn pinned_item(item: Value) -> Result<Value, Value> {
    match item {
        Value::Object(_) if item.get("json").is_some_and(Value::is_object) => Ok(item),
        Value::Object(fields) => Ok(json!({"json": fields})),
        other => Err(other),
    }
}

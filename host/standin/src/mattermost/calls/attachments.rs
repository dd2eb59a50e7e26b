//! Message attachments, as the server completes them.
//!
//! Contract: `props.attachments` comes back with every field of the format, actions with an id
//! and without their integration, and an empty list as `null`. Anything but a list is left
//! alone.

use serde_json::{Map, Value, json};

use crate::mattermost::ids::Ids;

const TEXTS_BEFORE_FIELDS: [&str; 9] = [
    "fallback",
    "color",
    "pretext",
    "author_name",
    "author_link",
    "author_icon",
    "title",
    "title_link",
    "text",
];
const TEXTS_AFTER_FIELDS: [&str; 4] = ["image_url", "thumb_url", "footer", "footer_icon"];
const OPTIONAL_OF_ACTION: [&str; 7] = [
    "type",
    "name",
    "disabled",
    "style",
    "data_source",
    "options",
    "default_option",
];

pub(crate) fn complete(props: &mut Map<String, Value>, ids: &Ids) {
    let Some(Value::Array(sent)) = props.get("attachments") else {
        return;
    };
    let complete: Vec<Value> = sent
        .iter()
        .filter(|attachment| attachment.is_object())
        .map(|attachment| attachment_json(attachment, ids))
        .collect();
    let complete = if complete.is_empty() {
        Value::Null
    } else {
        Value::Array(complete)
    };
    props.insert("attachments".to_owned(), complete);
}

fn attachment_json(sent: &Value, ids: &Ids) -> Value {
    let mut made = Map::new();
    made.insert("id".to_owned(), sent.get("id").cloned().unwrap_or(json!(0)));
    for name in TEXTS_BEFORE_FIELDS {
        made.insert(name.to_owned(), text(sent, name));
    }
    made.insert("fields".to_owned(), list(sent, "fields", field_json));
    for name in TEXTS_AFTER_FIELDS {
        made.insert(name.to_owned(), text(sent, name));
    }
    made.insert("ts".to_owned(), sent.get("ts").cloned().unwrap_or_default());
    let actions = list(sent, "actions", |action| action_json(action, ids));
    if !actions.is_null() {
        made.insert("actions".to_owned(), actions);
    }
    Value::Object(made)
}

fn field_json(sent: &Value) -> Value {
    json!({
        "title": text(sent, "title"),
        "value": sent.get("value"),
        "short": sent.get("short").cloned().unwrap_or(json!(false)),
    })
}

fn action_json(sent: &Value, ids: &Ids) -> Value {
    let mut made = Map::new();
    let id = match text(sent, "id") {
        Value::String(id) if !id.is_empty() => id,
        _ => ids.next(),
    };
    made.insert("id".to_owned(), json!(id));
    for name in OPTIONAL_OF_ACTION {
        if let Some(value) = sent.get(name) {
            made.insert(name.to_owned(), value.clone());
        }
    }
    Value::Object(made)
}

fn text(sent: &Value, name: &str) -> Value {
    json!(sent.get(name).and_then(Value::as_str).unwrap_or_default())
}

fn list(sent: &Value, name: &str, make: impl Fn(&Value) -> Value) -> Value {
    match sent.get(name) {
        Some(Value::Array(items)) if !items.is_empty() => items.iter().map(make).collect(),
        _ => Value::Null,
    }
}

//! The parameters of a node as its operation wants them.

use serde_json::{Map, Value};

/// What marks a resource locator: how somebody found a thing in n8n, and the thing itself.
const LOCATOR: &str = "__rl";

/// Reduces every resource locator to the value in it.
pub(super) fn reduce(value: &mut Value) {
    if let Value::Object(locator) = value
        && locator.get(LOCATOR) == Some(&Value::Bool(true))
    {
        *value = locator.remove("value").unwrap_or_default();
        return;
    }
    match value {
        Value::Array(list) => list.iter_mut().for_each(reduce),
        Value::Object(members) => members.values_mut().for_each(reduce),
        _ => {}
    }
}

/// Takes out what an operation does not know. n8n leaves parameters in its files that belong to
/// what a node was before, and does not look at them either.
pub(super) fn prune(parameters: &mut Map<String, Value>, schema: &Value) {
    prune_object(parameters, schema, schema);
}

/// Takes out what must be given and is blank: n8n counts it as not given.
pub(super) fn drop_blanks(parameters: &mut Map<String, Value>, schema: &Value) {
    fn parts<'a>(schema: &'a Value, names: &[&str]) -> Vec<&'a Value> {
        let lists = names
            .iter()
            .filter_map(|name| schema.get(*name)?.as_array());
        lists.flatten().collect()
    }
    // An operation on a channel and a person wants one of two names of each.
    let groups = std::iter::once(schema).chain(parts(schema, &["allOf"]));
    let alternatives = groups.flat_map(|schema| parts(schema, &["anyOf", "oneOf"]));
    let needed: Vec<&str> = std::iter::once(schema)
        .chain(alternatives)
        .filter_map(|schema| schema.get("required")?.as_array())
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let is_blank = |value: &Value| {
        value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
    };
    parameters.retain(|name, value| !(needed.contains(&name.as_str()) && is_blank(value)));
}

fn prune_object(object: &mut Map<String, Value>, schema: &Value, root: &Value) {
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
        return;
    };
    if schema.get("additionalProperties") == Some(&Value::Bool(false)) {
        object.retain(|name, _| properties.contains_key(name));
    }
    for (name, value) in object.iter_mut() {
        if let Some(schema) = properties.get(name) {
            prune_value(value, schema, root);
        }
    }
}

fn prune_value(value: &mut Value, schema: &Value, root: &Value) {
    let schema = match schema.get("$ref").and_then(Value::as_str) {
        Some(reference) => reference
            .strip_prefix('#')
            .and_then(|pointer| root.pointer(pointer))
            .unwrap_or(schema),
        None => schema,
    };
    match value {
        Value::Object(object) => prune_object(object, schema, root),
        Value::Array(list) => {
            if let Some(schema) = schema.get("items") {
                for value in list {
                    prune_value(value, schema, root);
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_locator_is_its_value() {
        let mut value = json!({
            "channel": {"__rl": true, "mode": "list", "value": "c1", "cachedResultName": "town"},
            "list": [{"__rl": true, "mode": "id", "value": "={{ $json.id }}"}, {"__rl": true}],
            "other": {"__rl": false, "value": 1},
        });
        reduce(&mut value);
        assert_eq!(
            value,
            json!({"channel": "c1", "list": ["={{ $json.id }}", null], "other": {"__rl": false, "value": 1}})
        );
    }

    #[test]
    fn what_is_needed_and_blank_is_not_given() {
        let schema = json!({
            "required": ["url"],
            "anyOf": [{"required": ["channel"]}, {"required": ["channelId"]}],
        });
        let mut parameters = json!({"url": " ", "channelId": "", "channel": null, "message": ""});
        drop_blanks(parameters.as_object_mut().unwrap(), &schema);
        assert_eq!(parameters, json!({"message": ""}));
        let of_two = json!({"allOf": [schema, {"anyOf": [{"required": ["user"]}]}]});
        let mut parameters = json!({"channelId": "", "user": " ", "message": ""});
        drop_blanks(parameters.as_object_mut().unwrap(), &of_two);
        assert_eq!(parameters, json!({"message": ""}));
    }

    #[test]
    fn what_is_left_over_is_taken_out_at_every_depth() {
        let schema = json!({
            "additionalProperties": false,
            "properties": {
                "a": true,
                "open": {"additionalProperties": true, "properties": {"x": true}},
                "list": {"items": {"$ref": "#/$defs/Entry"}},
            },
            "$defs": {"Entry": {"additionalProperties": false, "properties": {"name": true}}},
        });
        let mut parameters = json!({
            "a": 1, "stale": 2, "open": {"x": 3, "y": 4}, "list": [{"name": 5, "stale": 6}, 7],
        });
        prune(parameters.as_object_mut().unwrap(), &schema);
        assert_eq!(
            parameters,
            json!({"a": 1, "open": {"x": 3, "y": 4}, "list": [{"name": 5}, 7]})
        );
    }
}

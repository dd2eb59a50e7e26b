//! The schema of the steps spelling, completed by what connectors say: for editors.

use jackfield_descriptor::{Descriptor, Operation};
use serde_json::{Map, Value, json};

use crate::steps::schema;

/// The JSON Schema of the steps spelling, in which `uses` offers every operation of these
/// connectors and `with` the parameters of the one that was chosen. Wherever a parameter is no
/// text, text with a template in it will do as well.
#[must_use]
pub fn schema_for_connectors(descriptors: &[&Descriptor]) -> Value {
    let mut schema = schema().to_value();
    let operations: Vec<(String, &Operation)> = descriptors
        .iter()
        .flat_map(|descriptor| {
            let name = |operation: &Operation| format!("{}/{}", descriptor.name, operation.name);
            descriptor
                .operations
                .iter()
                .map(move |operation| (name(operation), operation))
        })
        .collect();
    let offers: Vec<Value> = operations
        .iter()
        .map(|(uses, operation)| json!({"const": uses, "description": operation.summary}))
        .collect();
    let choices: Vec<Value> = operations
        .iter()
        .map(|(uses, operation)| {
            json!({
                "if": {"properties": {"uses": {"const": uses}}, "required": ["uses"]},
                "then": {"properties": {"with": templated(uses, &operation.parameters)}},
            })
        })
        .collect();
    if let Some(step) = schema
        .pointer_mut("/$defs/Step")
        .and_then(Value::as_object_mut)
    {
        if let Some(uses) = step
            .get_mut("properties")
            .and_then(|properties| properties.get_mut("uses"))
            .and_then(Value::as_object_mut)
        {
            uses.insert("oneOf".to_owned(), Value::Array(offers));
        }
        step.insert("allOf".to_owned(), Value::Array(choices));
    }
    schema
}

/// A schema of parameters in which every value may be a template instead.
fn templated(uses: &str, parameters: &Value) -> Value {
    let mut parameters = parameters.clone();
    if let Some(object) = parameters.as_object_mut() {
        // It stands inside another schema, which says this already.
        object.remove("$schema");
        if object.contains_key("$defs") {
            // A schema resource of its own (JSON Schema 2020-12, section 8.2.1), in which its
            // references still lead where they led.
            object.insert("$id".to_owned(), json!(format!("urn:jackfield:{uses}")));
        }
    }
    let properties = parameters
        .get_mut("properties")
        .and_then(Value::as_object_mut);
    for (_, property) in properties.into_iter().flatten() {
        allow_template(property);
    }
    parameters
}

fn allow_template(property: &mut Value) {
    let is_text = property.get("type").is_some_and(|kind| match kind {
        Value::String(kind) => kind == "string",
        Value::Array(kinds) => kinds.iter().any(|kind| kind == "string"),
        _ => false,
    });
    if is_text {
        return;
    }
    let template = json!({"type": "string", "pattern": "\\{\\{"});
    let mut either = Map::new();
    // What an editor shows stays outside.
    for key in ["description", "default"] {
        if let Some(value) = property.get(key) {
            either.insert(key.to_owned(), value.clone());
        }
    }
    either.insert("anyOf".to_owned(), json!([property.take(), template]));
    *property = Value::Object(either);
}

//! The schema that editors complete by, with parameters as any connector may describe them.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests, which fail by panicking"
)]

use jackfield_descriptor::Descriptor;
use jackfield_workflow::schema_for_connectors;
use serde_json::{Value, json};

fn descriptor() -> Descriptor {
    serde_json::from_value(json!({
        "descriptorVersion": 1,
        "name": "weather",
        "version": "1.0.0",
        "title": "Weather",
        "summary": "Says what the sky will do.",
        "operations": [{
            "name": "forecast.get",
            "summary": "Gets a forecast.",
            "effect": "read",
            "parameters": {
                "type": "object",
                "properties": {"unit": {"$ref": "#/$defs/Unit"}},
                "$defs": {"Unit": {"enum": ["celsius", "fahrenheit"]}},
            },
        }],
    }))
    .unwrap()
}

fn is_valid(with: &Value) -> bool {
    let schema = schema_for_connectors(&[&descriptor()]);
    let workflow = json!({"steps": [{"uses": "weather/forecast.get", "with": with}]});
    jsonschema::validator_for(&schema)
        .unwrap()
        .is_valid(&workflow)
}

#[test]
fn references_inside_the_schema_of_parameters_lead_where_they_led() {
    assert!(is_valid(&json!({"unit": "celsius"})));
    assert!(is_valid(&json!({"unit": "{{ $json.unit }}"})));
    assert!(!is_valid(&json!({"unit": "kelvin"})));
}

//! Parameters held against what an operation's schema says, in words for people.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests, which fail by panicking"
)]

use jackfield_workflow::ParameterSchema;
use serde_json::{Value, json};

/// What is said about parameters: place, message and hint of each finding.
fn said(schema: &Value, parameters: &Value) -> Vec<String> {
    let schema = ParameterSchema::new(schema, "parameter").unwrap();
    let found = schema.violations(parameters, true);
    let line = |finding: &jackfield_workflow::Violation| {
        let hint = finding.hint.as_deref().unwrap_or("-");
        format!("{} {} ({hint})", finding.pointer.as_str(), finding.message)
    };
    found.iter().map(line).collect()
}

#[test]
fn of_two_names_for_the_same_thing_one_is_given() {
    let schema = json!({
        "properties": {"channel": {"type": "string", "description": "The channel by name,\nas `team/channel`. More about it."}, "channelId": {"type": "string"}},
        "oneOf": [{"required": ["channel"]}, {"required": ["channelId"]}],
    });
    assert_eq!(
        said(&schema, &json!({})),
        [
            " the parameter `channel` or `channelId` is missing (`channel`: The channel by name, as `team/channel`)"
        ]
    );
    assert_eq!(
        said(&schema, &json!({"channel": "a", "channelId": "b"})),
        [" `channel` and `channelId` cannot be given together (give one of them)"]
    );
    assert!(said(&schema, &json!({"channelId": "b"})).is_empty());
}

#[test]
fn a_value_of_several_kinds_is_explained_by_the_kind_it_is() {
    let schema = json!({"properties": {"to": {"anyOf": [
        {"anyOf": [
            {"type": "string"},
            {"type": "object", "properties": {"port": {"enum": ["in", "out"]}}, "required": ["port"]},
        ]},
        {"type": "null"},
    ]}}});
    assert_eq!(
        said(&schema, &json!({"to": 5})),
        ["/to `to` must be text or an object, and is the number 5 (-)"]
    );
    assert_eq!(
        said(&schema, &json!({"to": {}})),
        ["/to the parameter `port` is missing (-)"]
    );
    assert_eq!(
        said(&schema, &json!({"to": {"port": "inn"}})),
        [r#"/to/port `port` cannot be "inn" (did you mean `in`?)"#]
    );
}

#[test]
fn words_with_a_description_each_are_words_all_the_same() {
    let schema = json!({"properties": {"from": {"oneOf": [
        {"const": "start", "description": "The first ones."},
        {"const": "end", "description": "The last ones."},
    ]}}});
    assert_eq!(
        said(&schema, &json!({"from": "strat"})),
        [r#"/from `from` cannot be "strat" (did you mean `start`?)"#]
    );
    assert!(said(&schema, &json!({"from": "{{ $json.from }}"})).is_empty());
}

//! What core operations take, and how they are described.

use jackfield_descriptor::{DESCRIPTOR_VERSION, Descriptor, Effect, Example, Operation};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::NAME;

/// Sets fields of each item.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Set {
    /// The fields, by name.
    pub(super) fields: Map<String, Value>,
    /// Whether the item's other fields stay; true by default.
    #[serde(default = "yes")]
    #[schemars(default = "yes")]
    pub(super) keep: bool,
}

/// Lets an item through, or not.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Filter {
    /// Whether the item goes on.
    pub(super) r#where: bool,
}

/// Makes an item of each element of a list.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Split {
    /// The list.
    pub(super) list: Vec<Value>,
    /// The field in which the element stands, beside the item's own fields. Without it the element
    /// must be an object, and is the item.
    #[serde(rename = "as")]
    pub(super) name: Option<String>,
}

/// Makes one item of all.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Aggregate {
    /// What stands in the list for each item; by default the item's object.
    pub(super) value: Option<Value>,
    /// The field in which the list stands; `items` by default.
    #[serde(rename = "as", default = "items")]
    #[schemars(default = "items")]
    pub(super) name: String,
}

/// Puts the items in order. Equal ones stay in the order they had.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Sort {
    /// What they are ordered by: a number, a text (by its characters' code points), true or false;
    /// or a list of these, of which the first that differs decides. Numbers come before texts, and
    /// null comes last.
    pub(super) by: Value,
    /// Whether the greatest comes first; null comes last all the same.
    #[serde(default)]
    pub(super) descending: bool,
}

/// Lets so many items through.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Limit {
    /// How many.
    pub(super) count: u32,
    /// From which end.
    #[serde(default)]
    pub(super) from: End,
}

/// An end of a list.
#[derive(Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum End {
    /// The first ones.
    #[default]
    Start,
    /// The last ones.
    End,
}

/// Lets the first item of each kind through.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Unique {
    /// What makes two items the same; by default the item's object.
    pub(super) by: Option<Value>,
}

/// Waits before the items go on, as long as the item that asks for the longest wait.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wait {
    /// How long: `500ms`, `30s`, `5m`, `1h`, at most a day.
    pub(super) r#for: String,
}

/// Fails, with words of the workflow's own. With `if` it is a check.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Fail {
    /// What is wrong.
    pub(super) message: String,
    /// What to do about it.
    pub(super) hint: Option<String>,
}

fn yes() -> bool {
    true
}

fn items() -> String {
    "items".to_owned()
}

/// The core operations, described as a connector describes its own.
#[must_use]
pub fn descriptor() -> Descriptor {
    let operations = vec![
        operation::<Set>(
            "set",
            json!({"fields": {"total": "{{ $json.price * $json.count }}"}}),
        ),
        operation::<Filter>("filter", json!({"where": "{{ $json.count > 0 }}"})),
        operation::<Split>("split", json!({"list": "{{ $json.rows }}", "as": "row"})),
        operation::<Aggregate>(
            "aggregate",
            json!({"value": "{{ $json.name }}", "as": "names"}),
        ),
        operation::<Sort>(
            "sort",
            json!({"by": "{{ $json.price }}", "descending": true}),
        ),
        operation::<Limit>("limit", json!({"count": 10})),
        operation::<Unique>("unique", json!({"by": "{{ $json.email }}"})),
        operation::<Wait>("wait", json!({"for": "30s"})),
        operation::<Fail>("fail", json!({"message": "no price for {{ $json.name }}"})),
    ];
    Descriptor {
        descriptor_version: DESCRIPTOR_VERSION,
        name: NAME.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        title: "Core".to_owned(),
        summary: "What needs no platform: items are changed, chosen and put in order".to_owned(),
        links: Vec::new(),
        credential_types: Vec::new(),
        operations,
        n8n_nodes: Vec::new(),
    }
}

fn operation<P: JsonSchema>(name: &str, parameters: Value) -> Operation {
    // In one piece, as connectors give theirs.
    let settings =
        SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    let schema = settings
        .into_generator()
        .into_root_schema_for::<P>()
        .to_value();
    let summary = schema
        .get("description")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    let described = Operation::new(name, &summary, Effect::Read, schema);
    Operation {
        examples: vec![Example {
            summary,
            parameters,
        }],
        ..described
    }
}

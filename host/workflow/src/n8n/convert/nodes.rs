//! Core nodes as core steps.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::conditions::condition;
use super::expression::{operand, template};
use crate::graph::Node;

/// What stands for a core node.
pub(super) enum Core {
    /// Its items go on as they came.
    Passes,
    /// The items of all its inputs, one after the other.
    Joins,
    /// A step.
    Step {
        uses: &'static str,
        with: Value,
        /// Whether it is about all items together.
        is_about_all: bool,
    },
    /// A step that lets some items through, and one for the others.
    Branches(String),
}

/// The step for a core node, or why there is none.
pub(super) fn core(
    kind: &str,
    version: f64,
    node: &Node,
    looks_at: &mut BTreeSet<String>,
) -> Result<Core, String> {
    let parameters = &node.parameters;
    let text = |name: &str| parameters.get(name).and_then(Value::as_str);
    let each = |uses: &'static str, with: Value| Core::Step {
        uses,
        with,
        is_about_all: false,
    };
    let all = |uses: &'static str, with: Value| Core::Step {
        uses,
        with,
        is_about_all: true,
    };
    Ok(match kind {
        "noOp" => Core::Passes,
        "merge" if text("mode").is_none_or(|mode| mode == "append") => Core::Joins,
        "set" => each("core/set", set(version, parameters, looks_at)?),
        "if" if version >= 2.0 => {
            Core::Branches(condition(parameters.get("conditions"), looks_at)?)
        }
        "filter" if version >= 2.0 => {
            let test = condition(parameters.get("conditions"), looks_at)?;
            each("core/filter", json!({"where": format!("{{{{ {test} }}}}")}))
        }
        "limit" => all("core/limit", limit(parameters)?),
        "sort" => all("core/sort", sort(parameters)?),
        "splitOut" => each("core/split", split(parameters)?),
        "aggregate" => all("core/aggregate", aggregate(parameters)?),
        "removeDuplicates" => all("core/unique", unique(parameters)?),
        "wait" => each("core/wait", wait(version, parameters)?),
        "stopAndError" => match text("errorType").unwrap_or("errorMessage") {
            "errorMessage" => {
                let message = text("errorMessage").unwrap_or_default();
                each(
                    "core/fail",
                    json!({"message": template(message, looks_at)?}),
                )
            }
            _ => return Err("fails with an object".to_owned()),
        },
        _ => return Err(format!("there is no step for the type {kind}")),
    })
}

fn set(
    version: f64,
    parameters: &Map<String, Value>,
    looks_at: &mut BTreeSet<String>,
) -> Result<Value, String> {
    let flag = |name: &str| parameters.get(name).and_then(Value::as_bool) == Some(true);
    let mut fields = Map::new();
    let mut add = |name: &str, kind: &str, value: &Value| -> Result<(), String> {
        if name.is_empty() || name.starts_with('=') || name.contains('.') {
            return Err(format!(
                "sets the field `{name}`, which is a path or an expression"
            ));
        }
        fields.insert(name.to_owned(), typed(kind, value, looks_at)?);
        Ok(())
    };
    let keeps = if version >= 3.0 {
        if parameters.get("mode").is_some_and(|mode| mode != "manual") {
            return Err("sets fields by JSON".to_owned());
        }
        let list = parameters
            .get("assignments")
            .and_then(|all| all.get("assignments"));
        for entry in list.and_then(Value::as_array).into_iter().flatten() {
            let text = |key: &str| entry.get(key).and_then(Value::as_str);
            let value = entry.get("value").unwrap_or(&Value::Null);
            add(
                text("name").unwrap_or_default(),
                text("type").unwrap_or("string"),
                value,
            )?;
        }
        if version < 3.3 && parameters.contains_key("fields") {
            return Err("sets fields in the spelling of versions before 3.3".to_owned());
        }
        if parameters
            .get("include")
            .is_some_and(|include| include != "all")
        {
            return Err("keeps some of the other fields".to_owned());
        }
        flag("includeOtherFields")
    } else {
        let values = parameters.get("values").and_then(Value::as_object);
        for (kind, list) in values.into_iter().flatten() {
            for entry in list.as_array().into_iter().flatten() {
                let name = entry.get("name").and_then(Value::as_str);
                let value = entry.get("value").unwrap_or(&Value::Null);
                add(name.unwrap_or("propertyName"), kind, value)?;
            }
        }
        !flag("keepOnlySet")
    };
    Ok(if keeps {
        json!({"fields": fields})
    } else {
        json!({"fields": fields, "keep": false})
    })
}

/// The value of a field. One that is written out is of its type; one that an expression gives is
/// made to be.
fn typed(kind: &str, value: &Value, looks_at: &mut BTreeSet<String>) -> Result<Value, String> {
    let Some(text) = value.as_str() else {
        return Ok(value.clone());
    };
    if text.starts_with('=') {
        let written = template(text, looks_at)?;
        let is_one =
            written.starts_with("{{") && written.find("}}") == written.len().checked_sub(2);
        if kind != "string" || !is_one {
            return Ok(Value::from(written));
        }
        let code = operand(value, looks_at)?;
        return Ok(Value::from(format!("{{{{ String({code}) }}}}")));
    }
    let parsed = || serde_json::from_str::<Value>(text).map_err(|error| error.to_string());
    match kind {
        "string" => Ok(Value::from(template(text, looks_at)?)),
        _ => parsed(),
    }
}

fn limit(parameters: &Map<String, Value>) -> Result<Value, String> {
    let count = parameters.get("maxItems").cloned().unwrap_or(json!(1));
    let count = count
        .as_u64()
        .ok_or("lets a number of items through that is no number")?;
    Ok(match parameters.get("keep").and_then(Value::as_str) {
        Some("lastItems") => json!({"count": count, "from": "end"}),
        _ => json!({"count": count}),
    })
}

fn sort(parameters: &Map<String, Value>) -> Result<Value, String> {
    if parameters.get("type").is_some_and(|kind| kind != "simple") {
        return Err("sorts at random or by code".to_owned());
    }
    let fields = parameters
        .get("sortFieldsUi")
        .and_then(|ui| ui.get("sortField"));
    let mut by = Vec::new();
    let mut descends = BTreeSet::new();
    for field in fields.and_then(Value::as_array).into_iter().flatten() {
        let name = field.get("fieldName").and_then(Value::as_str);
        by.push(path(name.unwrap_or_default())?);
        descends.insert(field.get("order").and_then(Value::as_str) == Some("descending"));
    }
    let descending = match (descends.len(), descends.contains(&true)) {
        (1, descending) => descending,
        (0, _) => return Err("sorts by nothing".to_owned()),
        _ => return Err("sorts by one field upwards and by another downwards".to_owned()),
    };
    let by = match by.as_slice() {
        [only] => format!("{{{{ {only} }}}}"),
        several => format!("{{{{ [{}] }}}}", several.join(", ")),
    };
    Ok(if descending {
        json!({"by": by, "descending": true})
    } else {
        json!({"by": by})
    })
}

fn split(parameters: &Map<String, Value>) -> Result<Value, String> {
    let field = parameters
        .get("fieldToSplitOut")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let options = parameters.get("options").and_then(Value::as_object);
    let alone = parameters
        .get("include")
        .is_none_or(|include| include == "noOtherFields");
    if !alone || options.is_some_and(|options| !options.is_empty()) {
        return Err("splits a list out with other fields or options".to_owned());
    }
    Ok(json!({"list": format!("{{{{ {} }}}}", path(field)?)}))
}

fn aggregate(parameters: &Map<String, Value>) -> Result<Value, String> {
    let text = |name: &str| parameters.get(name).and_then(Value::as_str);
    let options = parameters.get("options").and_then(Value::as_object);
    if options.is_some_and(|options| !options.is_empty()) {
        return Err("gathers items with options".to_owned());
    }
    if text("aggregate") == Some("aggregateAllItemData") {
        if text("include").is_some_and(|include| include != "allFields") {
            return Err("gathers some of the fields".to_owned());
        }
        return Ok(json!({"as": text("destinationFieldName").unwrap_or("data")}));
    }
    let fields = parameters
        .get("fieldsToAggregate")
        .and_then(|all| all.get("fieldToAggregate"));
    match fields.and_then(Value::as_array).map(Vec::as_slice) {
        Some([field]) => {
            let text = |key: &str| field.get(key).and_then(Value::as_str);
            let name = text("fieldToAggregate").unwrap_or_default();
            let renamed = text("outputFieldName").filter(|name| !name.is_empty());
            let last = name.rsplit('.').next().unwrap_or(name);
            let code = path(name)?;
            Ok(json!({"value": format!("{{{{ {code} }}}}"), "as": renamed.unwrap_or(last)}))
        }
        _ => Err("gathers several fields, each in a list of its own".to_owned()),
    }
}

fn unique(parameters: &Map<String, Value>) -> Result<Value, String> {
    let text = |name: &str| parameters.get(name).and_then(Value::as_str);
    if text("operation").is_some_and(|operation| operation != "removeDuplicateInputItems") {
        return Err("remembers items from run to run".to_owned());
    }
    match text("compare").unwrap_or("allFields") {
        "allFields" => Ok(json!({})),
        "selectedFields" => {
            let fields = text("fieldsToCompare").unwrap_or_default().split(',');
            let paths = fields
                .map(|field| path(field.trim()))
                .collect::<Result<Vec<_>, _>>()?;
            Ok(json!({"by": format!("{{{{ [{}] }}}}", paths.join(", "))}))
        }
        _ => Err("compares all fields but some".to_owned()),
    }
}

fn wait(version: f64, parameters: &Map<String, Value>) -> Result<Value, String> {
    let text = |name: &str| parameters.get(name).and_then(Value::as_str);
    if text("resume").is_some_and(|resume| resume != "timeInterval") {
        return Err("waits for something else than time to pass".to_owned());
    }
    let newer = version > 1.05;
    let amount = parameters.get("amount").cloned();
    let amount = amount.unwrap_or(json!(if newer { 5 } else { 1 }));
    let amount = amount
        .as_u64()
        .ok_or("waits for a time that is no whole number")?;
    let unit = match text("unit").unwrap_or(if newer { "seconds" } else { "hours" }) {
        "seconds" => 1,
        "minutes" => 60,
        "hours" => 3_600,
        "days" => 86_400,
        other => return Err(format!("waits for `{other}`")),
    };
    Ok(json!({"for": format!("{}s", amount.saturating_mul(unit))}))
}

/// A field by its path, as an expression.
fn path(field: &str) -> Result<String, String> {
    let is_plain = |name: &str| {
        !name.is_empty()
            && !name.starts_with(|c: char| c.is_ascii_digit())
            && name.chars().all(|c| c.is_alphanumeric() || c == '_')
    };
    if field.starts_with('=') || field.is_empty() || field.contains(['[', '"', ',']) {
        return Err(format!("names a field `{field}` that is no plain one"));
    }
    let names = field.split('.').map(|name| match is_plain(name) {
        true => format!(".{name}"),
        false => format!("[{}]", Value::from(name)),
    });
    Ok(format!("$json{}", names.collect::<String>()))
}

//! Set (Edit Fields): gives fields to each item.

use std::borrow::Cow;

use jackfield_descriptor::Fault;
use jackfield_item::Item;
use serde_json::{Map, Value};

use super::check::Problem;
use super::path::Field;
use super::read::{Parameters, invalid, json, shown};
use super::visit::{Deed, Visit};
use super::visiting::{fields, from_one};
use super::{convert, js};

pub(super) fn carry_out(mut visit: Visit<'_>) -> Result<Deed, Fault> {
    let version = visit.version;
    let ports = visit.each(vec![Vec::new()], 0, |number, item, parameters, ports| {
        let made = if version < 3.0 {
            old(version, item, &parameters)
        } else {
            edit(version, item, parameters)?
        };
        if let Some(port) = ports.first_mut() {
            port.push(from_one(made, number));
        }
        Ok(())
    })?;
    Ok(Deed::Done(ports))
}

/// Which of the item's own fields stay.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Include {
    All,
    None,
    Selected,
    Except,
}

impl Include {
    fn of(version: f64, parameters: Parameters<'_>) -> Self {
        if version >= 3.3 - 1e-9 && !parameters.flag("includeOtherFields", false) {
            return Self::None;
        }
        match parameters.text("include", "all").as_ref() {
            "none" => Self::None,
            "selected" => Self::Selected,
            "except" => Self::Except,
            _ => Self::All,
        }
    }
}

fn edit(version: f64, item: &Item, mut parameters: Value) -> Result<Item, Fault> {
    let mut binary = Vec::new();
    let new = if Parameters(&parameters).text("mode", "manual") == "raw" {
        raw(Parameters(&parameters))?
    } else {
        manual(version, item, &mut parameters, &mut binary)?
    };
    let parameters = Parameters(&parameters);
    let include = Include::of(version, parameters);
    let dotted = parameters.flag("options.dotNotation", true);
    let mut result = kept(include, item, parameters, dotted);
    for (name, value) in new {
        if dotted {
            Field::new(&name, true).set(&mut result, value);
        } else {
            result.insert(name, value);
        }
    }
    let keeps_binary = if version >= 3.4 - 1e-9 {
        include != Include::None && !parameters.flag("options.stripBinary", false)
    } else {
        parameters.flag("options.includeBinary", false)
    };
    let mut made = if keeps_binary {
        item.with_fields(result)
    } else {
        Item::new(result)
    };
    if !binary.is_empty() {
        let mut all = made.binary().clone();
        all.extend(binary);
        made = made.with_binary(all);
    }
    Ok(made)
}

/// What stays of the item.
fn kept(
    include: Include,
    item: &Item,
    parameters: Parameters<'_>,
    dotted: bool,
) -> Map<String, Value> {
    match include {
        Include::All => fields(item).into_owned(),
        Include::None => Map::new(),
        Include::Selected => {
            let mut result = Map::new();
            for name in parameters.names("includeFields") {
                let value = if dotted {
                    Field::new(&name, true).get(item.json())
                } else {
                    item.json().get(name.as_ref())
                };
                let Some(value) = value else { continue };
                let last = if dotted {
                    name.rsplit('.').next().unwrap_or_default()
                } else {
                    name.as_ref()
                };
                result.insert(last.to_owned(), value.clone());
            }
            result
        }
        Include::Except => {
            let mut result = fields(item).into_owned();
            for name in parameters.names("excludeFields") {
                Field::new(&name, dotted).remove(&mut result);
            }
            result
        }
    }
}

fn raw(parameters: Parameters<'_>) -> Result<Map<String, Value>, Fault> {
    let parsed = match parameters.get("jsonOutput") {
        // What n8n's editor begins with is an example; a file that says nothing means it.
        None => return Ok(Map::new()),
        Some(Value::String(text)) => json(text).map(Cow::Owned),
        Some(value) => Some(Cow::Borrowed(value)),
    };
    match parsed.map(Cow::into_owned) {
        Some(Value::Object(fields)) => Ok(fields),
        Some(other) => Err(invalid(format!(
            "the JSON output is {}, which is no object",
            shown(&other)
        ))),
        None => Err(invalid(format!(
            "the JSON output is no valid JSON: {}",
            shown(parameters.get("jsonOutput").unwrap_or(&Value::Null))
        ))
        .hint("look at quotes inside of texts: `{{ JSON.stringify($json.text) }}` writes a text with its own quotes")),
    }
}

type Binary = Vec<(String, jackfield_item::Blob)>;

fn manual(
    version: f64,
    item: &Item,
    parameters: &mut Value,
    binary: &mut Binary,
) -> Result<Map<String, Value>, Fault> {
    let ignores = Parameters(parameters).flag("options.ignoreConversionErrors", false);
    let has_assignments = version >= 3.3 - 1e-9;
    let way = if has_assignments {
        "/assignments/assignments"
    } else {
        "/fields/values"
    };
    let mut new = Map::new();
    let entries = match parameters.pointer_mut(way).map(Value::take) {
        Some(Value::Array(entries)) => entries,
        Some(Value::Null) | None => Vec::new(),
        Some(entry) => vec![entry],
    };
    for mut entry in entries {
        let name = match entry.get_mut("name").map(Value::take) {
            Some(Value::String(name)) => name,
            Some(other) => js::text(&other),
            None => String::new(),
        };
        let (kind, value) = if has_assignments {
            let kind = Parameters(&entry).text("type", "string").into_owned();
            let value = entry.get_mut("value").map_or(Value::Null, Value::take);
            (kind, value)
        } else {
            let member = Parameters(&entry).text("type", "stringValue").into_owned();
            let value = entry.get_mut(&member).map(Value::take);
            let kind = member.strip_suffix("Value").unwrap_or(&member).to_owned();
            let value = value.unwrap_or_else(|| match kind.as_str() {
                "boolean" => Value::Bool(true),
                "object" => Value::Object(Map::new()),
                _ => Value::String(String::new()),
            });
            (kind, value)
        };
        if kind == "binary" {
            let wanted = convert::text(&value);
            let blob = item
                .binary()
                .get(wanted.as_ref())
                .ok_or_else(|| invalid(format!("the item has no binary data called `{wanted}`")))?;
            binary.push((name, blob.clone()));
            continue;
        }
        let value = typed(version, &kind, value).or_else(|value| {
            if ignores {
                Ok(value)
            } else {
                let article = if matches!(kind.as_str(), "array" | "object") {
                    "an"
                } else {
                    "a"
                };
                Err(
                    invalid(format!(
                        "`{name}` should be {article} {kind}, and is {}",
                        shown(&value)
                    ))
                    .hint("choose another type for the field, or turn on \u{201c}Ignore Type Conversion Errors\u{201d}"),
                )
            }
        })?;
        new.insert(name, value);
    }
    Ok(new)
}

/// The value as one of the type; the value itself where it cannot be one.
fn typed(version: f64, kind: &str, value: Value) -> Result<Value, Value> {
    if value.is_null() && (version >= 3.2 - 1e-9 || kind != "string") {
        return Ok(Value::Null);
    }
    match (kind, &value) {
        ("string", Value::String(_))
        | ("number", Value::Number(_))
        | ("boolean", Value::Bool(_))
        | ("array", Value::Array(_))
        | ("object", Value::Object(_)) => return Ok(value),
        _ => {}
    }
    let converted = match kind {
        "string" => Some(Value::String(convert::text(&value).into_owned())),
        "number" => convert::number(&value),
        "boolean" => convert::boolean(&value).map(Value::Bool),
        "array" => convert::array(&value).map(Cow::into_owned),
        "object" => convert::object(&value).map(Cow::into_owned),
        _ => return Ok(value),
    };
    converted.ok_or(value)
}

/// The node before it was called Edit Fields.
fn old(version: f64, item: &Item, parameters: &Value) -> Item {
    let parameters = Parameters(parameters);
    let dotted = parameters.flag("options.dotNotation", true);
    let keeps = !parameters.flag("keepOnlySet", false);
    let mut result = if keeps {
        fields(item).into_owned()
    } else {
        Map::new()
    };
    let converts = version >= 2.0;
    for (kind, default) in [
        ("boolean", Value::Bool(false)),
        ("number", Value::from(0)),
        ("string", Value::from("")),
    ] {
        for entry in parameters.list(&format!("values.{kind}")) {
            let entry = Parameters(entry);
            let name = entry.text("name", "propertyName");
            let value = entry.get("value").unwrap_or(&default);
            let value = match (kind, value) {
                ("boolean", value) => Value::Bool(js::is_true(value)),
                ("number", Value::String(_)) if converts => {
                    convert::number(value).unwrap_or_else(|| value.clone())
                }
                ("string", value) if converts && !value.is_string() => {
                    Value::String(js::text(value))
                }
                (_, value) => value.clone(),
            };
            if dotted {
                Field::new(&name, true).set(&mut result, value);
            } else {
                result.insert(name.into_owned(), value);
            }
        }
    }
    if keeps {
        item.with_fields(result)
    } else {
        Item::new(result)
    }
}

/// What is written out and cannot work.
pub(super) fn check(version: f64, parameters: &Map<String, Value>) -> Option<Problem> {
    let is_raw = version >= 3.0 && parameters.get("mode").and_then(Value::as_str) == Some("raw");
    let text = parameters.get("jsonOutput")?.as_str()?;
    if !is_raw || text.starts_with('=') {
        return None;
    }
    match json(text) {
        Some(Value::Object(_)) => None,
        Some(_) => Some(Problem::new(
            &["jsonOutput"],
            "sets fields by JSON that is no object",
        )),
        None => Some(Problem::new(
            &["jsonOutput"],
            "sets fields by a text that is no valid JSON",
        )),
    }
}

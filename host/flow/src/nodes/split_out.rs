//! Split Out: makes an item of each element of a list.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jackfield_descriptor::Fault;
use jackfield_item::{Blob, Item};
use serde_json::{Map, Value};

use super::path::{Field, listed};
use super::read::{Parameters, invalid};
use super::visit::{Deed, Ports, Visit};
use super::visiting::{fields, from_one};

/// What stands for an item's binary data in place of a field's name.
const BINARY: &str = "$binary";

pub(super) fn carry_out(mut visit: Visit<'_>) -> Result<Deed, Fault> {
    // It fails as a whole, whatever its settings.
    visit.tolerates = false;
    let ports = visit.each(vec![Vec::new()], 0, |number, item, parameters, ports| {
        split(number, item, Parameters(&parameters), ports)
    })?;
    Ok(Deed::Done(ports))
}

/// What becomes of one element of each list.
#[derive(Default)]
struct Part {
    fields: Map<String, Value>,
    binary: BTreeMap<String, Blob>,
}

pub(super) fn split(
    number: u32,
    item: &Item,
    parameters: Parameters<'_>,
    ports: &mut Ports,
) -> Result<(), Fault> {
    let names = parameters.names("fieldToSplitOut");
    if names.is_empty() {
        return Err(
            invalid("does not say which field to split").hint("name it in `fieldToSplitOut`")
        );
    }
    let targets = parameters.text("options.destinationFieldName", "");
    let targets = listed(&targets);
    if !targets.is_empty() && targets.len() != names.len() {
        return Err(invalid(format!(
            "splits {} fields and has {} names for what comes of them",
            names.len(),
            targets.len()
        ))
        .hint("name as many in `destinationFieldName` as in `fieldToSplitOut`"));
    }
    let dotted = parameters.dotted();
    let include = parameters.text("include", "noOtherFields");
    let spreads = include == "noOtherFields" && targets.is_empty() && names.len() == 1;
    let mut parts: Vec<Part> = Vec::new();
    for (position, name) in names.iter().enumerate() {
        let name = name.strip_prefix("$json.").unwrap_or(name);
        let target = targets.get(position).copied().unwrap_or(name);
        if name == BINARY {
            for (index, (name, blob)) in item.binary().iter().enumerate() {
                part(&mut parts, index)
                    .binary
                    .insert(name.clone(), blob.clone());
            }
            continue;
        }
        let Some(list) = Field::new(name, dotted).get(item.json()) else {
            continue;
        };
        for (index, element) in elements(list).into_iter().enumerate() {
            let part = part(&mut parts, index);
            match element {
                Value::Object(element) if spreads => {
                    part.fields.extend(element.clone());
                }
                Value::Array(element) if spreads => {
                    let numbered = element.iter().enumerate();
                    part.fields
                        .extend(numbered.map(|(index, value)| (index.to_string(), value.clone())));
                }
                element => {
                    part.fields.insert(target.to_owned(), element.clone());
                }
            }
        }
    }
    let base = others(item, parameters, &names, &include, dotted);
    let keeps_binary = parameters.flag("options.includeBinary", false);
    for part in parts {
        let mut result = base.clone();
        for (name, value) in part.fields {
            result.insert(name, value);
        }
        let made = if !part.binary.is_empty() {
            Item::new(result).with_binary(part.binary)
        } else if keeps_binary {
            item.with_fields(result)
        } else {
            Item::new(result)
        };
        if let Some(port) = ports.first_mut() {
            port.push(from_one(made, number));
        }
    }
    Ok(())
}

fn part(parts: &mut Vec<Part>, index: usize) -> &mut Part {
    if parts.len() <= index {
        parts.resize_with(index + 1, Part::default);
    }
    #[expect(
        clippy::indexing_slicing,
        reason = "there are at least so many, as of the line before"
    )]
    &mut parts[index]
}

/// The elements of a list, the values of an object, or the value alone.
fn elements(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(elements) => elements.iter().collect(),
        Value::Object(members) => members.values().collect(),
        value => vec![value],
    }
}

/// The item's other fields that stand beside each element.
fn others(
    item: &Item,
    parameters: Parameters<'_>,
    split: &[Cow<'_, str>],
    include: &str,
    dotted: bool,
) -> Map<String, Value> {
    match include {
        "allOtherFields" => {
            let mut result = fields(item).into_owned();
            for name in split {
                let name = name.strip_prefix("$json.").unwrap_or(name);
                Field::new(name, dotted).remove(&mut result);
            }
            result
        }
        "selectedOtherFields" => parameters
            .names("fieldsToInclude")
            .into_iter()
            .filter_map(|name| {
                let value = Field::new(&name, dotted).get(item.json())?.clone();
                Some((name.into_owned(), value))
            })
            .collect(),
        _ => Map::new(),
    }
}

//! The modes of the first Merge.

use std::collections::HashMap;

use jackfield_descriptor::Fault;
use jackfield_item::Item;
use serde_json::{Map, Value};

use super::{Entry, all_with_all, as_it_is, both};
use crate::nodes::compare;
use crate::nodes::path::Field;
use crate::nodes::read::{Parameters, invalid};
use crate::nodes::visit::Made;
use crate::nodes::visiting::{fields, from_some, numbers};

pub(super) fn carry_out(
    parameters: Parameters<'_>,
    inputs: &[Vec<Entry<'_>>],
) -> Result<Vec<Made>, Fault> {
    let (first, second) = both(inputs);
    let mode = parameters.text("mode", "append");
    match mode.as_ref() {
        "append" => Ok(first.iter().chain(second).map(as_it_is).collect()),
        "mergeByIndex" => Ok(by_index(parameters, first, second)),
        "keepKeyMatches" | "removeKeyMatches" | "mergeByKey" => {
            by_key(&mode, parameters, first, second)
        }
        "multiplex" => all_with_all(Parameters(&Value::Null), inputs),
        "passThrough" => {
            let is_second = parameters.text("output", "input1") == "input2";
            let chosen = if is_second { second } else { first };
            Ok(chosen.iter().map(as_it_is).collect())
        }
        "wait" => {
            let all = inputs.iter().map(Vec::len).sum();
            Ok(vec![from_some(Item::new(Map::new()), numbers(all))])
        }
        unknown => Err(invalid(format!("knows no `mode` called `{unknown}`"))),
    }
}

fn by_index(parameters: Parameters<'_>, first: &[Entry<'_>], second: &[Entry<'_>]) -> Vec<Made> {
    let length = match parameters.text("join", "left").as_ref() {
        "inner" => first.len().min(second.len()),
        "outer" => first.len().max(second.len()),
        _ => first.len(),
    };
    (0..length)
        .filter_map(
            |position| match (first.get(position), second.get(position)) {
                (Some(left), Some(right)) => {
                    let mut result = fields(left.item).into_owned();
                    for (name, value) in fields(right.item).iter() {
                        result.insert(name.clone(), value.clone());
                    }
                    let mut binary = left.item.binary().clone();
                    let more = right.item.binary().iter();
                    binary.extend(more.map(|(name, blob)| (name.clone(), blob.clone())));
                    let item = Item::new(result).with_binary(binary);
                    Some(from_some(item, vec![left.number, right.number]))
                }
                (Some(alone), None) | (None, Some(alone)) => Some(as_it_is(alone)),
                (None, None) => None,
            },
        )
        .collect()
}

fn by_key(
    mode: &str,
    parameters: Parameters<'_>,
    first: &[Entry<'_>],
    second: &[Entry<'_>],
) -> Result<Vec<Made>, Fault> {
    let names = [
        parameters.text("propertyName1", ""),
        parameters.text("propertyName2", ""),
    ];
    let [left, right] = [&names[0], &names[1]].map(|name| Field::new(name, true));
    if left.name.is_empty() || right.name.is_empty() {
        return Err(
            invalid("does not say which fields of the items it compares")
                .hint("name one in `propertyName1`, and one in `propertyName2`"),
        );
    }
    let mut known: HashMap<String, &Entry<'_>> = HashMap::new();
    for entry in second {
        if let Some(value) = right.get(entry.item.json()) {
            known.insert(compare::key(Some(value)), entry);
        }
    }
    let overwrite = parameters.text("overwrite", "always");
    let mut made = Vec::new();
    for entry in first {
        let value = left.get(entry.item.json());
        let found = value.and_then(|value| known.get(&compare::key(Some(value))));
        match (mode, found) {
            ("keepKeyMatches", Some(_)) | ("removeKeyMatches" | "mergeByKey", None) => {
                made.push(as_it_is(entry));
            }
            ("mergeByKey", Some(found)) => {
                made.push(overwritten(entry, found, right.name, &overwrite));
            }
            _ => {}
        }
    }
    Ok(made)
}

/// The item of the first input, with the fields of its counterpart.
fn overwritten(entry: &Entry<'_>, found: &Entry<'_>, key: &str, overwrite: &str) -> Made {
    let mut result = fields(entry.item).into_owned();
    for (name, value) in fields(found.item).iter() {
        if name == key {
            continue;
        }
        let may = match (overwrite, result.get(name)) {
            ("undefined", known) => known.is_none(),
            ("blank", known) => known.is_none_or(|known| known.is_null() || known == ""),
            _ => true,
        };
        if may {
            result.insert(name.clone(), value.clone());
        }
    }
    let sources = vec![entry.number, found.number];
    from_some(entry.item.with_fields(result), sources)
}

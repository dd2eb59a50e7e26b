//! Aggregate: gathers fields or items into one item.

use std::collections::BTreeMap;

use jackfield_descriptor::Fault;
use jackfield_item::{Blob, Item};
use serde_json::{Map, Value};

use super::path::Field;
use super::read::{Parameters, invalid};
use super::visit::{Deed, Visit};
use super::visiting::{fields, from_some, numbers};

pub(super) fn carry_out(mut visit: Visit<'_>) -> Result<Deed, Fault> {
    let parameters = visit.once()?;
    aggregate(visit.items(), Parameters(&parameters))
}

pub(super) fn aggregate(items: &[Item], parameters: Parameters<'_>) -> Result<Deed, Fault> {
    let result = match parameters
        .text("aggregate", "aggregateIndividualFields")
        .as_ref()
    {
        "aggregateAllItemData" => all(items, parameters),
        "aggregateIndividualFields" => individual(items, parameters)?,
        unknown => return Err(invalid(format!("knows no `aggregate` called `{unknown}`"))),
    };
    let mut item = Item::new(result);
    if parameters.flag("options.includeBinaries", false) {
        let unique = parameters.flag("options.keepOnlyUnique", false);
        item = item.with_binary(binaries(items, unique));
    }
    let made = from_some(item, numbers(items.len()));
    Ok(Deed::Done(vec![vec![made]]))
}

fn all(items: &[Item], parameters: Parameters<'_>) -> Map<String, Value> {
    let chosen = |way: &str| {
        let names = parameters.names(way).into_iter();
        names.map(std::borrow::Cow::into_owned).collect::<Vec<_>>()
    };
    let (only, without) = match parameters.text("include", "allFields").as_ref() {
        "specifiedFields" => (chosen("fieldsToInclude"), Vec::new()),
        "allFieldsExcept" => (Vec::new(), chosen("fieldsToExclude")),
        _ => (Vec::new(), Vec::new()),
    };
    let list = items.iter().filter_map(|item| {
        if only.is_empty() && without.is_empty() {
            return Some(item.json().clone());
        }
        let fields: Map<String, Value> = fields(item)
            .iter()
            .filter(|(name, _)| only.is_empty() || only.contains(name))
            .filter(|(name, _)| !without.contains(name))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        // An item of which nothing is left is left out.
        (!fields.is_empty()).then_some(Value::Object(fields))
    });
    let list = list.collect();
    let target = parameters.text("destinationFieldName", "data");
    Map::from_iter([(target.into_owned(), list)])
}

fn individual(items: &[Item], parameters: Parameters<'_>) -> Result<Map<String, Value>, Fault> {
    let dotted = parameters.dotted();
    let merges = parameters.flag("options.mergeLists", false);
    let keeps_missing = parameters.flag("options.keepMissing", false);
    let mut lists: Vec<(String, Vec<Value>)> = Vec::new();
    for entry in parameters.list("fieldsToAggregate.fieldToAggregate") {
        let entry = Parameters(entry);
        let name = entry.text("fieldToAggregate", "");
        if name.is_empty() {
            continue;
        }
        let field = Field::new(&name, dotted);
        let renamed = entry.text("outputFieldName", "");
        let target = if entry.flag("renameField", false) && !renamed.is_empty() {
            renamed.into_owned()
        } else if dotted {
            name.rsplit('.').next().unwrap_or_default().to_owned()
        } else {
            name.clone().into_owned()
        };
        if lists.iter().any(|(known, _)| *known == target) {
            return Err(
                invalid(format!("gathers two fields into one called `{target}`"))
                    .hint("give one of them another name (`renameField` and `outputFieldName`)"),
            );
        }
        let mut list = Vec::new();
        for item in items {
            match field.get(item.json()) {
                None | Some(Value::Null) if !keeps_missing => {}
                None => list.push(Value::Null),
                Some(Value::Array(elements)) => {
                    let elements = elements.iter();
                    let kept = elements.filter(|element| keeps_missing || !element.is_null());
                    if merges {
                        list.extend(kept.cloned());
                    } else {
                        list.push(kept.cloned().collect());
                    }
                }
                Some(value) => list.push(value.clone()),
            }
        }
        lists.push((target, list));
    }
    if lists.is_empty() {
        return Err(invalid("does not say which fields to gather")
            .hint("name at least one in `fieldsToAggregate`, or gather all item data"));
    }
    let mut result = Map::new();
    for (target, list) in lists {
        if dotted {
            Field::new(&target, true).set(&mut result, Value::Array(list));
        } else {
            result.insert(target, Value::Array(list));
        }
    }
    Ok(result)
}

/// The binary data of all items. What has a name that is taken gets a number behind it.
fn binaries(items: &[Item], unique: bool) -> BTreeMap<String, Blob> {
    let mut all: BTreeMap<String, Blob> = BTreeMap::new();
    for (name, blob) in items.iter().flat_map(Item::binary) {
        let is_known = all.values().any(|known| {
            known.media_type == blob.media_type
                && known.name == blob.name
                && known.data == blob.data
        });
        if unique && is_known {
            continue;
        }
        let mut target = name.clone();
        let mut number = 0;
        while all.contains_key(&target) {
            number += 1;
            target = format!("{name}_{number}");
        }
        all.insert(target, blob.clone());
    }
    all
}

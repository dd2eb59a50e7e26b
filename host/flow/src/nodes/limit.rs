//! Limit, and Remove Duplicates: fewer items.

use std::borrow::Cow;
use std::collections::HashSet;

use jackfield_descriptor::Fault;
use jackfield_item::Item;
use serde_json::{Map, Value};

use super::path::Field;
use super::read::{Parameters, invalid};
use super::visit::{Deed, Made, Visit};
use super::visiting::{fields, from_one};
use super::{compare, js};

pub(super) fn limit(mut visit: Visit<'_>) -> Result<Deed, Fault> {
    let parameters = visit.once()?;
    limited(visit.items(), Parameters(&parameters))
}

pub(super) fn limited(items: &[Item], parameters: Parameters<'_>) -> Result<Deed, Fault> {
    let most = parameters.count("maxItems", 1)?;
    let skipped = match parameters.text("keep", "firstItems").as_ref() {
        "lastItems" => items.len().saturating_sub(most),
        _ => 0,
    };
    let numbered = items.iter().zip(0_u32..).skip(skipped).take(most);
    let made = numbered.map(|(item, number)| from_one(item.clone(), number));
    Ok(Deed::Done(vec![made.collect()]))
}

pub(super) fn remove_duplicates(mut visit: Visit<'_>) -> Result<Deed, Fault> {
    let parameters = visit.once()?;
    let parameters = Parameters(&parameters);
    let operation = parameters.text("operation", "removeDuplicateInputItems");
    if visit.version >= 2.0 && operation != "removeDuplicateInputItems" {
        return Err(
            invalid("needs the memory of earlier executions, which a run does not have")
                .hint("compare the items of one run (`removeDuplicateInputItems`)"),
        );
    }
    unique(visit.items(), parameters, visit.version < 1.1 - 1e-9)
}

/// The first of equal items; a field that is compared must be in all of them, and of one type,
/// where the version is `strict`.
pub(super) fn unique(
    items: &[Item],
    parameters: Parameters<'_>,
    strict: bool,
) -> Result<Deed, Fault> {
    let dotted = parameters.dotted();
    let compared = parameters.text("compare", "allFields");
    let names = match compared.as_ref() {
        "selectedFields" => parameters.names("fieldsToCompare"),
        "allFieldsExcept" => parameters.names("fieldsToExclude"),
        _ => Vec::new(),
    };
    if names.is_empty() && compared != "allFields" {
        let (done, way) = match compared.as_ref() {
            "selectedFields" => ("compare", "fieldsToCompare"),
            _ => ("leave out", "fieldsToExclude"),
        };
        return Err(invalid(format!("does not say which fields to {done}"))
            .hint(format!("say it in `{way}`, or compare all fields")));
    }
    let chosen: Vec<Field<'_>> = names.iter().map(|name| Field::new(name, dotted)).collect();
    let is_selected = compared == "selectedFields";
    if strict && is_selected {
        for field in &chosen {
            is_everywhere(items, field)?;
        }
    }
    let removes_others = parameters.flag("options.removeOtherFields", false);
    let mut seen = HashSet::new();
    let mut made: Vec<Made> = Vec::new();
    for (item, number) in items.iter().zip(0_u32..) {
        let mut key = String::new();
        let rest = if is_selected {
            for field in &chosen {
                compare::write_key(field.get(item.json()), &mut key);
                key.push('\u{0}');
            }
            None
        } else {
            let mut rest = fields(item);
            if !chosen.is_empty() {
                let rest = rest.to_mut();
                for field in &chosen {
                    field.remove(rest);
                }
            }
            compare::write_key(Some(&Value::Object(rest.clone().into_owned())), &mut key);
            Some(rest)
        };
        if !seen.insert(key) {
            continue;
        }
        let item = if removes_others && compared != "allFields" {
            item.with_fields(only(item, rest, &chosen))
        } else {
            item.clone()
        };
        made.push(from_one(item, number));
    }
    Ok(Deed::Done(vec![made]))
}

/// What was compared of an item.
fn only(
    item: &Item,
    rest: Option<Cow<'_, Map<String, Value>>>,
    chosen: &[Field<'_>],
) -> Map<String, Value> {
    if let Some(rest) = rest {
        return rest.into_owned();
    }
    let mut result = Map::new();
    for field in chosen {
        if let Some(value) = field.get(item.json()) {
            field.set(&mut result, value.clone());
        }
    }
    result
}

fn is_everywhere(items: &[Item], field: &Field<'_>) -> Result<(), Fault> {
    let mut kind = None;
    for (number, item) in items.iter().enumerate() {
        let Some(value) = field.get(item.json()) else {
            return Err(invalid(format!(
                "the field `{}` is missing from some items (item {number})",
                field.name
            )));
        };
        let its = js::kind(value);
        if *kind.get_or_insert(its) != its {
            return Err(invalid(format!(
                "the field `{}` is not always of the same type (item {number})",
                field.name
            )));
        }
    }
    Ok(())
}

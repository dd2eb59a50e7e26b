//! What is done with all items together.

use std::cmp::Ordering;
use std::collections::HashSet;

use jackfield_item::Item;
use serde_json::{Map, Number, Value};

use super::Entry;
use super::parameters::{Aggregate, End, Limit, Sort, Unique};
use crate::ledger::small;

pub(super) fn aggregate(entries: Vec<Entry<Aggregate>>) -> Vec<Item> {
    let Some(first) = entries.first() else {
        return Vec::new();
    };
    let name = first.parameters.name.clone();
    let sources = entries.iter().map(|entry| small(entry.index)).collect();
    let values = entries.into_iter().map(|entry| {
        let Entry {
            item, parameters, ..
        } = entry;
        parameters.value.unwrap_or_else(|| item.json().clone())
    });
    let list = Value::Array(values.collect());
    let fields = Map::from_iter([(name, list)]);
    vec![Item::new(fields).from_sources(sources)]
}

pub(super) fn sort(mut entries: Vec<Entry<Sort>>) -> Vec<Item> {
    entries.sort_by(|left, right| {
        compare(
            &left.parameters.by,
            &right.parameters.by,
            left.parameters.descending,
        )
    });
    entries.into_iter().map(passed_on).collect()
}

pub(super) fn limit(entries: Vec<Entry<Limit>>) -> Vec<Item> {
    let Some(first) = entries.first() else {
        return Vec::new();
    };
    let count = usize::try_from(first.parameters.count).unwrap_or(usize::MAX);
    let before = match first.parameters.from {
        End::Start => 0,
        End::End => entries.len().saturating_sub(count),
    };
    let chosen = entries.into_iter().skip(before).take(count);
    chosen.map(passed_on).collect()
}

pub(super) fn unique(entries: Vec<Entry<Unique>>) -> Vec<Item> {
    let mut seen = HashSet::new();
    let mut chosen = Vec::new();
    for entry in entries {
        let key = match &entry.parameters.by {
            Some(value) => sorted(value),
            None => sorted(entry.item.json()),
        };
        if seen.insert(key.to_string()) {
            chosen.push(passed_on(entry));
        }
    }
    chosen
}

fn passed_on<P>(entry: Entry<P>) -> Item {
    entry.item.from_sources(vec![small(entry.index)])
}

/// The value with the keys of its objects in order: two objects are the same whatever the order
/// in which they were written, and so are `1` and `1.0`.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let mut members: Vec<(&String, &Value)> = object.iter().collect();
            members.sort_by_key(|(name, _)| *name);
            let members = members.into_iter();
            Value::Object(
                members
                    .map(|(name, member)| (name.clone(), sorted(member)))
                    .collect(),
            )
        }
        Value::Array(array) => array.iter().map(sorted).collect(),
        Value::Number(number) if number.is_f64() => whole(number).unwrap_or_else(|| value.clone()),
        other => other.clone(),
    }
}

/// A number without a fraction as one that was written without it.
fn whole(number: &Number) -> Option<Value> {
    let number = number.as_f64().filter(|number| number.fract() == 0.0)?;
    Some(Value::Number(format!("{number:.0}").parse().ok()?))
}

fn compare(left: &Value, right: &Value, descending: bool) -> Ordering {
    match (left, right) {
        (Value::Array(left), Value::Array(right)) => left
            .iter()
            .zip(right)
            .map(|(left, right)| compare(left, right, descending))
            .find(|order| order.is_ne())
            .unwrap_or_else(|| left.len().cmp(&right.len())),
        // Null is last from whichever end one looks.
        (Value::Null, _) | (_, Value::Null) => left.is_null().cmp(&right.is_null()),
        _ => {
            let order = ascending(left, right);
            if descending { order.reverse() } else { order }
        }
    }
}

fn ascending(left: &Value, right: &Value) -> Ordering {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left
            .as_f64()
            .zip(right.as_f64())
            .map_or(Ordering::Equal, |(left, right)| left.total_cmp(&right)),
        (Value::String(left), Value::String(right)) => left.cmp(right),
        (Value::Bool(left), Value::Bool(right)) => left.cmp(right),
        _ => rank(left).cmp(&rank(right)),
    }
}

fn rank(value: &Value) -> u8 {
    match value {
        Value::Bool(_) => 0,
        Value::Number(_) => 1,
        Value::String(_) => 2,
        Value::Array(_) => 3,
        Value::Object(_) => 4,
        Value::Null => 5,
    }
}

//! Values beside each other: whether they are the same, and which comes first.

use std::cmp::Ordering;
use std::fmt::Write;

use serde_json::{Number, Value};

use super::js;

/// Whether two values are deeply the same; the order of members does not count, nor whether a
/// whole number is written with a fraction.
pub(super) fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => same_number(left, right),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(name, left)| {
                    let right = right.get(name);
                    right.is_some_and(|right| same(left, right))
                })
        }
        _ => left == right,
    }
}

/// Whether `left === right`; lists and objects are never that here, for each is its own.
pub(super) fn identical(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Array(_) | Value::Object(_), _) => false,
        _ => same(left, right),
    }
}

fn same_number(left: &Number, right: &Number) -> bool {
    left == right || left.as_f64() == right.as_f64()
}

/// A text that two values share exactly when they are [`same`].
pub(super) fn key(value: Option<&Value>) -> String {
    let mut key = String::new();
    write_key(value, &mut key);
    key
}

pub(super) fn write_key(value: Option<&Value>, key: &mut String) {
    match value {
        None => key.push('?'),
        Some(Value::Number(number)) => {
            let float = number.as_f64().unwrap_or_default();
            // A negative zero is a zero.
            key.push_str(&js::spelled_float(float + 0.0));
        }
        Some(Value::Array(elements)) => {
            key.push('[');
            for element in elements {
                write_key(Some(element), key);
                key.push(',');
            }
            key.push(']');
        }
        Some(Value::Object(members)) => {
            let mut members: Vec<(&String, &Value)> = members.iter().collect();
            members.sort_by_key(|(name, _)| *name);
            key.push('{');
            for (name, member) in members {
                let _ = write!(key, "{name:?}:");
                write_key(Some(member), key);
                key.push(',');
            }
            key.push('}');
        }
        Some(Value::String(text)) => {
            let _ = write!(key, "{text:?}");
        }
        Some(plain) => {
            let _ = write!(key, "{plain}");
        }
    }
}

/// Which of two values comes first, as `<` and `>` of JavaScript say; equal where neither does.
pub(super) fn by_size(left: &Value, right: &Value) -> Ordering {
    if let (Value::String(left), Value::String(right)) = (left, right) {
        return left.encode_utf16().cmp(right.encode_utf16());
    }
    let is_text = |value: &Value| matches!(value, Value::Array(_) | Value::Object(_));
    if (is_text(left) || left.is_string()) && (is_text(right) || right.is_string()) {
        return js::text(left)
            .encode_utf16()
            .cmp(js::text(right).encode_utf16());
    }
    js::number(left)
        .partial_cmp(&js::number(right))
        .unwrap_or(Ordering::Equal)
}

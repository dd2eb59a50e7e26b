//! Values made into those of a type, as Set and conditions ask for it.

use std::borrow::Cow;

use jiff::Zoned;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::{instant, js, read};

/// The number that a value stands for.
pub(super) fn number(value: &Value) -> Option<Value> {
    match value {
        Value::Number(_) => Some(value.clone()),
        other => {
            let number = js::number(other);
            (!number.is_nan()).then(|| js::from_float(number))
        }
    }
}

/// The truth that a value says: true or false, 1 or 0, or one of them as text.
pub(super) fn boolean(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => return Some(*flag),
        Value::String(text) if text.eq_ignore_ascii_case("true") => return Some(true),
        Value::String(text) if text.eq_ignore_ascii_case("false") => return Some(false),
        _ => {}
    }
    let number = js::number(value);
    if number == 0.0 {
        Some(false)
    } else {
        (number == 1.0).then_some(true)
    }
}

/// The text of a value: JSON for lists and objects.
pub(super) fn text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        Value::Array(_) | Value::Object(_) => Cow::Owned(js::json(value)),
        other => Cow::Owned(js::text(other)),
    }
}

/// The list that a value is, or that its text is JSON of.
pub(super) fn array(value: &Value) -> Option<Cow<'_, Value>> {
    match value {
        Value::Array(_) => Some(Cow::Borrowed(value)),
        Value::String(text) => read::json(text).filter(Value::is_array).map(Cow::Owned),
        _ => None,
    }
}

/// The object that a value is, or that its text is JSON of.
pub(super) fn object(value: &Value) -> Option<Cow<'_, Value>> {
    match value {
        Value::Object(_) => Some(Cow::Borrowed(value)),
        Value::String(text) => read::json(text).filter(Value::is_object).map(Cow::Owned),
        _ => None,
    }
}

/// The instant that a value stands for.
pub(super) fn instant(value: &Value, zone: &TimeZone) -> Option<Zoned> {
    instant::of(value, zone)
}

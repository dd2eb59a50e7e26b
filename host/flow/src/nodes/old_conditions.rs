//! Conditions of the first If, Filter and Switch: two values and a word.

use std::borrow::Cow;
use std::cmp::Ordering;

use jackfield_descriptor::Fault;
use serde_json::Value;

use super::conditions::Surroundings;
use super::read::{Parameters, invalid, shown};
use super::{compare, instant, js};

/// The types, in the order in which their conditions are looked at, with the operation and the
/// value where a file says none.
const TYPES: [(&str, &str); 4] = [
    ("boolean", "equal"),
    ("dateTime", "after"),
    ("number", "smaller"),
    ("string", "equal"),
];

/// Whether all conditions hold, or any of them.
///
/// # Errors
/// When a value is no date where one is compared, or a pattern is wrong.
pub(super) fn hold(
    conditions: Option<&Value>,
    any: bool,
    surroundings: &mut Surroundings,
) -> Result<bool, Fault> {
    let Some(conditions) = conditions else {
        return Ok(!any);
    };
    for (kind, _) in TYPES {
        for condition in Parameters(conditions).list(kind) {
            let condition = Parameters(condition);
            let holds = holds(
                kind,
                condition.get("operation").and_then(Value::as_str),
                condition.get("value1"),
                condition.get("value2"),
                surroundings,
            )?;
            if holds == any {
                return Ok(any);
            }
        }
    }
    Ok(!any)
}

/// Whether one condition holds.
///
/// # Errors
/// As [`hold`].
pub(super) fn holds(
    kind: &str,
    operation: Option<&str>,
    left: Option<&Value>,
    right: Option<&Value>,
    surroundings: &mut Surroundings,
) -> Result<bool, Fault> {
    let default = TYPES.iter().find(|(known, _)| *known == kind);
    let operation = operation.or(default.map(|(_, operation)| *operation));
    let operation = operation.unwrap_or("equal");
    let default = match kind {
        "boolean" => Value::Bool(false),
        "number" => Value::from(0),
        _ => Value::String(String::new()),
    };
    let (left, right) = (left.unwrap_or(&default), right.unwrap_or(&default));
    if kind == "dateTime" && matches!(operation, "after" | "before") {
        let order =
            milliseconds(left, surroundings)?.partial_cmp(&milliseconds(right, surroundings)?);
        return Ok(match operation {
            "after" => order == Some(Ordering::Greater),
            _ => order == Some(Ordering::Less),
        });
    }
    let is_empty = is_empty(left);
    // What counts as false is zero, or nothing.
    let order = || compare::by_size(or_zero(left).as_ref(), or_zero(right).as_ref());
    let texts = || (or_nothing(left), or_nothing(right));
    Ok(match operation {
        "equal" => compare::identical(left, right),
        "notEqual" => !compare::identical(left, right),
        "larger" => order().is_gt(),
        "largerEqual" => order().is_ge(),
        "smaller" => order().is_lt(),
        "smallerEqual" => order().is_le(),
        "isEmpty" => is_empty,
        "isNotEmpty" => !is_empty,
        "contains" | "notContains" => {
            let (left, right) = texts();
            left.contains(right.as_ref()) == (operation == "contains")
        }
        "startsWith" | "notStartsWith" => {
            let (left, right) = texts();
            left.starts_with(right.as_ref()) == (operation == "startsWith")
        }
        "endsWith" | "notEndsWith" => {
            let (left, right) = texts();
            left.ends_with(right.as_ref()) == (operation == "endsWith")
        }
        "regex" | "notRegex" => {
            let (left, right) = texts();
            surroundings.regexes.occurs(&right, &left)? == (operation == "regex")
        }
        unknown => {
            return Err(invalid(format!("knows no operation called `{unknown}`")));
        }
    })
}

fn or_zero(value: &Value) -> Cow<'_, Value> {
    if js::is_true(value) {
        Cow::Borrowed(value)
    } else {
        Cow::Owned(Value::from(0))
    }
}

fn or_nothing(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        value if js::is_true(value) => Cow::Owned(js::text(value)),
        _ => Cow::Borrowed(""),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(elements) => elements.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

fn milliseconds(value: &Value, surroundings: &Surroundings) -> Result<f64, Fault> {
    // A number as text is milliseconds as well.
    let number = js::number(value);
    if value.is_number() || value.is_string() && value != "" && number.is_finite() {
        return Ok(number);
    }
    let instant = instant::of(value, &surroundings.zone);
    #[expect(
        clippy::cast_precision_loss,
        reason = "JavaScript has no other numbers"
    )]
    instant
        .map(|instant| instant.timestamp().as_millisecond() as f64)
        .ok_or_else(|| invalid(format!("{} is not a valid date", shown(value))))
}

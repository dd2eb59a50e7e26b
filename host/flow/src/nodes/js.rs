//! What JavaScript makes of values: text, numbers, truth.

use serde_json::{Number, Value};

/// The text that `String(value)` gives.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => spelled(number),
        Value::String(text) => text.clone(),
        Value::Array(elements) => {
            let elements = elements.iter().map(|element| match element {
                Value::Null => String::new(),
                element => text(element),
            });
            elements.collect::<Vec<_>>().join(",")
        }
        Value::Object(_) => "[object Object]".to_owned(),
    }
}

/// A number as JavaScript spells it: `1`, `0.5`, `1e+21`.
pub(super) fn spelled(number: &Number) -> String {
    match number.as_f64() {
        Some(float) if number.is_f64() => spelled_float(float),
        _ => number.to_string(),
    }
}

/// A number as JavaScript spells it: `1`, `0.5`, `1e+21`, `NaN`.
pub(super) fn spelled_float(float: f64) -> String {
    ryu_js::Buffer::new().format(float).to_owned()
}

/// The text that `JSON.stringify(value)` gives.
pub(super) fn json(value: &Value) -> String {
    let mut text = String::new();
    write_json(value, &mut text);
    text
}

fn write_json(value: &Value, text: &mut String) {
    match value {
        Value::Number(number) => text.push_str(&spelled(number)),
        Value::Array(elements) => {
            text.push('[');
            for (index, element) in elements.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write_json(element, text);
            }
            text.push(']');
        }
        Value::Object(members) => {
            text.push('{');
            for (index, (name, member)) in members.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                text.push_str(&Value::String(name.clone()).to_string());
                text.push(':');
                write_json(member, text);
            }
            text.push('}');
        }
        plain => text.push_str(&plain.to_string()),
    }
}

/// The number that `Number(value)` gives; not a number (`NaN`) where it gives that.
pub(super) fn number(value: &Value) -> f64 {
    match value {
        Value::Null => 0.0,
        Value::Bool(flag) => f64::from(u8::from(*flag)),
        Value::Number(number) => number.as_f64().unwrap_or(f64::NAN),
        Value::String(text) => number_of_text(text),
        Value::Array(_) => number_of_text(&text(value)),
        Value::Object(_) => f64::NAN,
    }
}

fn number_of_text(text: &str) -> f64 {
    let text = text.trim();
    let radix = |digits: &str, radix| {
        let is_plain = digits.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let number = u64::from_str_radix(digits, radix).ok();
        #[expect(
            clippy::cast_precision_loss,
            reason = "JavaScript has no other numbers"
        )]
        let number = number.filter(|_| is_plain).map(|number| number as f64);
        number.unwrap_or(f64::NAN)
    };
    match text.get(..2) {
        Some("0x" | "0X") => radix(text.get(2..).unwrap_or_default(), 16),
        Some("0o" | "0O") => radix(text.get(2..).unwrap_or_default(), 8),
        Some("0b" | "0B") => radix(text.get(2..).unwrap_or_default(), 2),
        _ => match text {
            "" => 0.0,
            "Infinity" | "+Infinity" => f64::INFINITY,
            "-Infinity" => f64::NEG_INFINITY,
            // Rust also reads `inf` and `nan`.
            _ if text
                .bytes()
                .any(|byte| !matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-')) =>
            {
                f64::NAN
            }
            _ => text.parse().unwrap_or(f64::NAN),
        },
    }
}

/// A number as a value: without a fraction where it has none, null where it is no number.
pub(super) fn from_float(float: f64) -> Value {
    // Up to here every whole number has a float of its own.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if float.fract() == 0.0 && float.abs() <= EXACT {
        #[expect(clippy::cast_possible_truncation, reason = "it is whole and small")]
        return Value::from(float as i64);
    }
    Number::from_f64(float).map_or(Value::Null, Value::Number)
}

/// Whether `if (value)` is taken.
pub(super) fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(flag) => *flag,
        Value::Number(number) => number.as_f64().is_some_and(|number| number != 0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}

/// What kind of value it is, in n8n's words.
pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

//! Plain paths as n8n's exports have them: where there is nothing, the value is undefined.

use serde_json::Value;

use crate::error::EvaluateError;
use crate::path::{Path, Step};

/// What every object inherits.
const OF_OBJECTS: [&str; 12] = [
    "constructor",
    "__defineGetter__",
    "__defineSetter__",
    "hasOwnProperty",
    "__lookupGetter__",
    "__lookupSetter__",
    "isPrototypeOf",
    "propertyIsEnumerable",
    "toString",
    "valueOf",
    "toLocaleString",
    "__proto__",
];
/// What lists inherit besides.
const OF_LISTS: [&str; 36] = [
    "at",
    "concat",
    "copyWithin",
    "entries",
    "every",
    "fill",
    "filter",
    "find",
    "findIndex",
    "findLast",
    "findLastIndex",
    "flat",
    "flatMap",
    "forEach",
    "includes",
    "indexOf",
    "join",
    "keys",
    "lastIndexOf",
    "map",
    "pop",
    "push",
    "reduce",
    "reduceRight",
    "reverse",
    "shift",
    "slice",
    "some",
    "sort",
    "splice",
    "toReversed",
    "toSorted",
    "toSpliced",
    "unshift",
    "values",
    "with",
];
/// What texts inherit besides.
const OF_TEXTS: [&str; 48] = [
    "anchor",
    "at",
    "big",
    "blink",
    "bold",
    "charAt",
    "charCodeAt",
    "codePointAt",
    "concat",
    "endsWith",
    "fixed",
    "fontcolor",
    "fontsize",
    "includes",
    "indexOf",
    "isWellFormed",
    "italics",
    "lastIndexOf",
    "link",
    "localeCompare",
    "match",
    "matchAll",
    "normalize",
    "padEnd",
    "padStart",
    "repeat",
    "replace",
    "replaceAll",
    "search",
    "slice",
    "small",
    "split",
    "startsWith",
    "strike",
    "sub",
    "substr",
    "substring",
    "sup",
    "toLocaleLowerCase",
    "toLocaleUpperCase",
    "toLowerCase",
    "toUpperCase",
    "toWellFormed",
    "trim",
    "trimEnd",
    "trimLeft",
    "trimRight",
    "trimStart",
];
/// What numbers inherit besides.
const OF_NUMBERS: [&str; 3] = ["toExponential", "toFixed", "toPrecision"];

/// Whether a value has something of this name that is not its own.
fn inherits(value: &Value, name: &str) -> bool {
    let own: &[&str] = match value {
        Value::Null => return false,
        Value::Array(_) => &OF_LISTS,
        Value::String(_) => &OF_TEXTS,
        Value::Number(_) => &OF_NUMBERS,
        Value::Object(_) | Value::Bool(_) => &[],
    };
    OF_OBJECTS.contains(&name) || own.contains(&name)
}

/// Whether something inherits what is looked into on the way, so that JavaScript alone knows what
/// is there.
pub(crate) fn is_plain(path: &Path) -> bool {
    let is_own = |step: &Step| match step {
        Step::Name(name) => {
            let name = name.as_str();
            !OF_OBJECTS.contains(&name)
                && !OF_LISTS.contains(&name)
                && !OF_TEXTS.contains(&name)
                && !OF_NUMBERS.contains(&name)
        }
        Step::Index(_) => true,
    };
    let last = path.steps.len().saturating_sub(1);
    path.steps.iter().take(last).all(is_own)
        && !path.steps.last().is_some_and(
            |step| matches!(step, Step::Name(name) if name == "__proto__" || name == "constructor"),
        )
}

/// Walks from the root's value; none where it is undefined.
pub(crate) fn walk(steps: &[Step], root: &Value) -> Result<Option<Value>, EvaluateError> {
    let mut value = root;
    for (position, step) in steps.iter().enumerate() {
        let next = match (step, value) {
            (Step::Name(name), Value::Object(object)) => object.get(name),
            (Step::Index(index), Value::Array(array)) => array.get(*index),
            (Step::Index(index), Value::Object(object)) => object.get(&index.to_string()),
            _ => None,
        };
        let Some(next) = next else {
            let rest = steps.get(position + 1..).unwrap_or_default();
            return match own(step, value)? {
                Some(own) => walk(rest, &own),
                None => Ok(None),
            };
        };
        value = next;
    }
    Ok(Some(value.clone()))
}

/// What is neither a member nor an element.
fn own(step: &Step, value: &Value) -> Result<Option<Value>, EvaluateError> {
    match (step, value) {
        (Step::Name(name), Value::Array(array)) if name == "length" => Ok(Some(array.len().into())),
        // A length in JavaScript counts UTF-16 code units.
        (Step::Name(name), Value::String(text)) if name == "length" => {
            Ok(Some(text.encode_utf16().count().into()))
        }
        (Step::Index(index), Value::String(text)) => {
            let unit = text.encode_utf16().nth(*index);
            Ok(unit.map(|unit| String::from_utf16_lossy(&[unit]).into()))
        }
        (Step::Name(name), value) if inherits(value, name) => Err(EvaluateError::new(
            "it gives a function; is a pair of parentheses missing?",
        )),
        _ => Ok(None),
    }
}

/// Adds a value to a text as JavaScript does, which has no good words for objects.
pub(crate) fn join(
    joined: &mut String,
    value: &Value,
    spelled: impl Fn(&serde_json::Number) -> String + Copy,
) {
    match value {
        Value::Null => {}
        Value::String(text) => joined.push_str(text),
        Value::Bool(flag) => joined.push_str(if *flag { "true" } else { "false" }),
        Value::Number(number) => joined.push_str(&spelled(number)),
        Value::Array(array) => {
            for (index, element) in array.iter().enumerate() {
                if index > 0 {
                    joined.push(',');
                }
                join(joined, element, spelled);
            }
        }
        Value::Object(_) => joined.push_str("[object Object]"),
    }
}

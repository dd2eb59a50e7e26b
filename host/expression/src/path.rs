//! Plain paths: `$json.a.b[0]["c d"]`.

use serde_json::Value;

use crate::error::{EvaluateError, ParseError};

/// A root and the way from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Path {
    pub(crate) root: String,
    pub(crate) steps: Vec<Step>,
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// A member, or `length`.
    Name(String),
    /// An element.
    Index(usize),
}

impl Path {
    /// Reads a path. What is no plain path is an error.
    pub(crate) fn parse(text: &str) -> Result<Self, ParseError> {
        let source = text.trim();
        let mut rest = source;
        let root = take_name(&mut rest).ok_or_else(|| not_a_path(source))?;
        let mut steps = Vec::new();
        while !rest.is_empty() {
            rest = rest.trim_start();
            let step = if let Some(after) = rest.strip_prefix('.') {
                rest = after.trim_start();
                Step::Name(take_name(&mut rest).ok_or_else(|| not_a_path(source))?)
            } else if let Some(after) = rest.strip_prefix('[') {
                rest = after.trim_start();
                let step = take_key(&mut rest).ok_or_else(|| not_a_path(source))?;
                rest = rest
                    .trim_start()
                    .strip_prefix(']')
                    .ok_or_else(|| not_a_path(source))?;
                step
            } else {
                return Err(not_a_path(source));
            };
            steps.push(step);
        }
        Ok(Self { root, steps })
    }

    /// Walks from the root's value.
    pub(crate) fn walk(&self, root: &Value) -> Result<Value, EvaluateError> {
        let mut value = root;
        let mut walked = self.root.clone();
        for (position, step) in self.steps.iter().enumerate() {
            let is_last = position + 1 == self.steps.len();
            if is_last && *step == Step::Name("length".to_owned()) {
                match value {
                    Value::Array(array) => return Ok(array.len().into()),
                    // A length in JavaScript counts UTF-16 code units.
                    Value::String(text) => return Ok(text.encode_utf16().count().into()),
                    _ => {}
                }
            }
            value = match (step, value) {
                (Step::Name(name), Value::Object(object)) => object.get(name),
                (Step::Index(index), Value::Array(array)) => array.get(*index),
                (Step::Index(index), Value::Object(object)) => object.get(&index.to_string()),
                _ => None,
            }
            .ok_or_else(|| undefined(&walked, step, value))?;
            match step {
                Step::Name(name) if is_name(name) => walked = format!("{walked}.{name}"),
                Step::Name(name) => walked = format!("{walked}[{name:?}]"),
                Step::Index(index) => walked = format!("{walked}[{index}]"),
            }
        }
        Ok(value.clone())
    }
}

fn undefined(walked: &str, step: &Step, value: &Value) -> EvaluateError {
    let wanted = match step {
        Step::Name(name) => format!("`{name}`"),
        Step::Index(index) => format!("element {index}"),
    };
    let (message, hint) = match value {
        Value::Object(object) => {
            let names: Vec<&str> = object.keys().map(String::as_str).collect();
            let hint = match step {
                Step::Name(name) => jackfield_suggest::nearest(name, names.iter().copied())
                    .map(|nearest| format!("did you mean `{nearest}`?")),
                Step::Index(_) => None,
            };
            let hint =
                hint.or_else(|| (!names.is_empty()).then(|| format!("it has {}", listed(&names))));
            (format!("`{walked}` has no {wanted}"), hint)
        }
        Value::Array(array) => (
            format!(
                "`{walked}` is a list of {} and has no {wanted}",
                array.len()
            ),
            None,
        ),
        Value::Null => (format!("`{walked}` is null and has no {wanted}"), None),
        Value::String(_) => (format!("`{walked}` is text and has no {wanted}"), None),
        Value::Number(_) => (format!("`{walked}` is a number and has no {wanted}"), None),
        Value::Bool(flag) => (format!("`{walked}` is {flag} and has no {wanted}"), None),
    };
    EvaluateError { message, hint }
}

/// The first few names, for a message.
fn listed(names: &[&str]) -> String {
    const SHOWN: usize = 8;
    let mut shown: Vec<String> = names
        .iter()
        .take(SHOWN)
        .map(|name| format!("`{name}`"))
        .collect();
    if names.len() > SHOWN {
        shown.push(format!("and {} more", names.len() - SHOWN));
    }
    shown.join(", ")
}

fn not_a_path(source: &str) -> ParseError {
    ParseError {
        message: format!("`{source}` is not a plain path"),
        hint: Some(
            "this version reads paths such as `$json.release.version`, `$json.items[0][\"first name\"]` and `$itemIndex`".to_owned(),
        ),
    }
}

fn is_name(text: &str) -> bool {
    let mut rest = text;
    take_name(&mut rest).is_some() && rest.is_empty()
}

fn take_name(rest: &mut &str) -> Option<String> {
    let is_start = |character: char| character.is_alphabetic() || matches!(character, '_' | '$');
    if !rest.starts_with(is_start) {
        return None;
    }
    let end = rest
        .find(|character: char| !is_start(character) && !character.is_alphanumeric())
        .unwrap_or(rest.len());
    let (name, after) = rest.split_at_checked(end)?;
    *rest = after;
    Some(name.to_owned())
}

fn take_key(rest: &mut &str) -> Option<Step> {
    let first = rest.chars().next()?;
    if !matches!(first, '"' | '\'') {
        let end = rest.find(|character: char| !character.is_ascii_digit())?;
        let (digits, after) = rest.split_at_checked(end)?;
        *rest = after;
        return digits.parse().ok().map(Step::Index);
    }
    let mut key = String::new();
    let mut characters = rest.char_indices().skip(1);
    while let Some((offset, character)) = characters.next() {
        match character {
            '\\' => match characters.next()?.1 {
                escaped @ ('"' | '\'' | '\\') => key.push(escaped),
                _ => return None,
            },
            _ if character == first => {
                *rest = rest.get(offset + 1..)?;
                return Some(Step::Name(key));
            }
            _ => key.push(character),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn paths_are_walked() {
        let root = json!({
            "a": {"b": [10, {"c d": "x"}], "ü": 1, "length": 7},
            "text": "a𝄞", "null": null, "0": "zero",
        });
        for (text, expected) in [
            ("$json", root.clone()),
            (" $json.a.b[0] ", json!(10)),
            ("$json.a.b[1][\"c d\"]", json!("x")),
            ("$json['a'].ü", json!(1)),
            ("$json . a . b [ 0 ]", json!(10)),
            ("$json.a.length", json!(7)),
            ("$json.a.b.length", json!(2)),
            ("$json.text.length", json!(3)),
            ("$json.null", json!(null)),
            ("$json[0]", json!("zero")),
        ] {
            let path = Path::parse(text).unwrap();
            assert_eq!(path.walk(&root).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_undefined_is_named_with_the_nearest_name() {
        let root = json!({"version": "1.2.3", "build": {"number": 7}, "list": [1], "none": null});
        for (text, message, hint) in [
            (
                "$json.verson",
                "`$json` has no `verson`",
                Some("did you mean `version`?"),
            ),
            (
                "$json.build.nuber",
                "`$json.build` has no `nuber`",
                Some("did you mean `number`?"),
            ),
            (
                "$json.build.x",
                "`$json.build` has no `x`",
                Some("it has `number`"),
            ),
            (
                "$json.list[3]",
                "`$json.list` is a list of 1 and has no element 3",
                None,
            ),
            ("$json.none.x", "`$json.none` is null and has no `x`", None),
            (
                "$json.version.x",
                "`$json.version` is text and has no `x`",
                None,
            ),
        ] {
            let error = Path::parse(text).unwrap().walk(&root).unwrap_err();
            assert_eq!(error.message, message, "{text}");
            assert_eq!(error.hint.as_deref(), hint, "{text}");
        }
    }

    #[test]
    fn what_is_no_plain_path_is_said_so() {
        for text in [
            "",
            "1",
            "$json.",
            "$json..a",
            "$json[",
            "$json[]",
            "$json[-1]",
            "$json[\"a]",
            "a b",
            "$json.a + 1",
            "$json.f()",
            "$json.a ? 1 : 2",
            "$json[0x1]",
        ] {
            assert!(Path::parse(text).is_err(), "{text}");
        }
    }
}

//! Plain paths: `$json.a.b[0]["c d"]`.

use serde_json::Value;

use crate::error::{EvaluateError, Undefined};

/// A root and the way from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Path {
    source: String,
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
    /// Reads a path; none when the text is more than one.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut rest = text.trim();
        let root = take_name(&mut rest)?;
        let mut steps = Vec::new();
        while !rest.is_empty() {
            rest = rest.trim_start();
            let step = if let Some(after) = rest.strip_prefix('.') {
                rest = after.trim_start();
                Step::Name(take_name(&mut rest)?)
            } else if let Some(after) = rest.strip_prefix('[') {
                rest = after.trim_start();
                let step = take_key(&mut rest)?;
                rest = rest.trim_start().strip_prefix(']')?;
                step
            } else {
                return None;
            };
            steps.push(step);
        }
        Some(Self {
            source: text.trim().to_owned(),
            root,
            steps,
        })
    }

    /// The path as it was written.
    pub(crate) fn source(&self) -> &str {
        &self.source
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
            if let (Step::Index(index), Value::String(text)) = (step, value)
                && is_last
                && let Some(unit) = text.encode_utf16().nth(*index)
            {
                return Ok(String::from_utf16_lossy(&[unit]).into());
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
    let key = match step {
        Step::Name(name) => name.clone(),
        Step::Index(index) => index.to_string(),
    };
    let (kind, names, length) = match value {
        Value::Object(object) => ("object", object.keys().cloned().collect(), None),
        Value::Array(array) => ("array", Vec::new(), Some(array.len())),
        Value::Null => ("null", Vec::new(), None),
        Value::String(_) => ("string", Vec::new(), None),
        Value::Number(_) => ("number", Vec::new(), None),
        Value::Bool(_) => ("boolean", Vec::new(), None),
    };
    Undefined {
        object: walked.to_owned(),
        key,
        kind: kind.to_owned(),
        names,
        length,
    }
    .into()
}

/// A key in quotes. In JavaScript `["0"]` is `[0]`.
fn step(key: String) -> Step {
    match key.parse::<usize>() {
        Ok(index) if index.to_string() == key => Step::Index(index),
        _ => Step::Name(key),
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
                return Some(step(key));
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
                "`$json.list` is a list of 1 and has no `3`",
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
            assert!(Path::parse(text).is_none(), "{text}");
        }
    }
}

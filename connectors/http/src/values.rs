//! Values as they stand in parameters, and what they are on the wire.

use jackfield_sdk::{Fault, FaultKind};
use serde_json::{Map, Value};

use crate::json;
use crate::plan::Pairs;

/// How lists are spelled in a query or a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lists {
    /// `a=1&a=2`
    Repeat,
    /// `a[]=1&a[]=2`
    Brackets,
    /// `a[0]=1&a[1]=2`
    Indices,
}

impl Lists {
    /// The spelling of this name; none where there is no such.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "repeat" => Self::Repeat,
            "brackets" => Self::Brackets,
            "indices" => Self::Indices,
            _ => return None,
        })
    }

    /// Puts a value under a name, in as many pairs as it takes: members of objects as
    /// `name[member]`. Null is nothing: it is what an expression gives that found nothing.
    pub(crate) fn spell(self, name: &str, value: &Value, into: &mut Pairs) {
        match value {
            Value::Null => {}
            Value::Array(elements) => {
                for (index, element) in elements.iter().enumerate() {
                    let name = match (self, element) {
                        (Self::Repeat, _) => name.to_owned(),
                        (Self::Brackets, Value::Bool(_) | Value::Number(_) | Value::String(_)) => {
                            format!("{name}[]")
                        }
                        _ => format!("{name}[{index}]"),
                    };
                    self.spell(&name, element, into);
                }
            }
            Value::Object(members) => {
                for (member, value) in members {
                    self.spell(&format!("{name}[{member}]"), value, into);
                }
            }
            plain => into.push((name.to_owned(), text(plain))),
        }
    }

    /// All members of an object.
    pub(crate) fn spell_all(self, members: &Map<String, Value>) -> Pairs {
        let mut pairs = Pairs::new();
        for (name, value) in members {
            self.spell(name, value, &mut pairs);
        }
        pairs
    }
}

/// A value as text: text as it is, nothing for null, all else as JSON spells it.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The text under a name; empty where there is none.
pub(crate) fn text_at(members: &Map<String, Value>, name: &str) -> String {
    members.get(name).map(text).unwrap_or_default()
}

/// Whether what stands under a name is true, as a value or as text.
pub(crate) fn flag_at(members: &Map<String, Value>, name: &str) -> Option<bool> {
    match members.get(name)? {
        Value::Bool(flag) => Some(*flag),
        Value::String(text) if text == "true" => Some(true),
        Value::String(text) if text == "false" => Some(false),
        _ => None,
    }
}

/// The whole number under a name, as a value or as text.
pub(crate) fn number_at(members: &Map<String, Value>, name: &str) -> Option<u64> {
    match members.get(name)? {
        Value::Number(number) => number.as_u64().or_else(|| {
            let rounded = number.as_f64()?.round();
            (0.0..1e15)
                .contains(&rounded)
                .then(|| format!("{rounded}").parse().ok())?
        }),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// What stands at a path of members.
pub(crate) fn at<'a>(members: &'a Map<String, Value>, path: &[&str]) -> Option<&'a Value> {
    let (first, rest) = path.split_first()?;
    rest.iter()
        .try_fold(members.get(*first)?, |value, name| value.get(name))
}

/// The object at a path of members.
pub(crate) fn object_at<'a>(
    members: &'a Map<String, Value>,
    path: &[&str],
) -> Option<&'a Map<String, Value>> {
    at(members, path)?.as_object()
}

/// Names and values, as n8n lists them: `[{"name": …, "value": …}]` at a path. A value that is not
/// stored is its default, the empty text.
pub(crate) fn listed(members: &Map<String, Value>, path: &[&str]) -> Vec<Listed> {
    let entries = at(members, path).and_then(Value::as_array);
    entries
        .into_iter()
        .flatten()
        .filter_map(Value::as_object)
        .map(|entry| Listed {
            name: text_at(entry, "name"),
            value: entry.get("value").cloned().unwrap_or_else(|| "".into()),
            entry: entry.clone(),
        })
        .filter(|listed| !listed.name.is_empty())
        .collect()
}

/// One of such a list.
pub(crate) struct Listed {
    pub(crate) name: String,
    pub(crate) value: Value,
    /// All that it says.
    pub(crate) entry: Map<String, Value>,
}

/// The object that stands under a name, or that the text there spells in JSON; empty where there
/// is nothing.
pub(crate) fn json_object_at(
    members: &Map<String, Value>,
    name: &str,
) -> Result<Map<String, Value>, Fault> {
    match members.get(name) {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(object)) => Ok(object.clone()),
        Some(Value::String(text)) if text.trim().is_empty() => Ok(Map::new()),
        Some(Value::String(text)) => serde_json::from_str(text)
            .map_err(|error| wrong(format!("the parameter `{name}` is no JSON object: {error}"))),
        Some(_) => Err(wrong(format!("the parameter `{name}` is no JSON object"))),
    }
}

/// The JSON that stands under a name, as a value or as text that spells it.
pub(crate) fn json_text_at(members: &Map<String, Value>, name: &str) -> Result<String, Fault> {
    match members.get(name) {
        None | Some(Value::Null) => Ok("{}".to_owned()),
        Some(Value::String(text)) => {
            // As it is spelled: a number may have more digits than a value keeps.
            json::check(text)
                .map_err(|error| wrong(format!("the parameter `{name}` is no JSON: {error}")))?;
            Ok(text.clone())
        }
        Some(value) => Ok(value.to_string()),
    }
}

/// A fault of whoever wrote the parameters.
pub(crate) fn wrong(message: impl Into<String>) -> Fault {
    Fault::new(FaultKind::InvalidParameter, message)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_and_objects_are_spelled_in_pairs() {
        let value = json!({"a": [1, "x"], "b": {"c": true, "d": [{"e": "z"}]}, "f": null});
        for (lists, expected) in [
            (Lists::Repeat, "a=1 a=x b[c]=true b[d][e]=z"),
            (Lists::Brackets, "a[]=1 a[]=x b[c]=true b[d][0][e]=z"),
            (Lists::Indices, "a[0]=1 a[1]=x b[c]=true b[d][0][e]=z"),
        ] {
            let pairs = lists.spell_all(value.as_object().unwrap());
            let spelled: Vec<String> = pairs
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            assert_eq!(spelled.join(" "), expected);
        }
    }

    #[test]
    fn what_is_said_as_text_counts_as_what_it_says() {
        let members =
            json!({"a": "7", "b": 7, "c": 7.0, "d": "x", "e": "true", "f": true, "g": -1});
        let members = members.as_object().unwrap();
        for name in ["a", "b", "c"] {
            assert_eq!(number_at(members, name), Some(7), "{name}");
        }
        for name in ["d", "g", "none"] {
            assert_eq!(number_at(members, name), None, "{name}");
        }
        assert_eq!(flag_at(members, "e"), Some(true));
        assert_eq!(flag_at(members, "f"), Some(true));
        assert_eq!(flag_at(members, "d"), None);
    }

    #[test]
    fn json_is_taken_as_a_value_or_as_text() {
        let members = json!({"a": {"x": 1}, "b": "{\"x\":  123456789012345678901234567890}", "c": "{", "d": [1]});
        let members = members.as_object().unwrap();
        assert_eq!(json_text_at(members, "a").unwrap(), "{\"x\":1}");
        assert_eq!(
            json_text_at(members, "b").unwrap(),
            "{\"x\":  123456789012345678901234567890}"
        );
        assert_eq!(json_text_at(members, "none").unwrap(), "{}");
        let fault = json_text_at(members, "c").unwrap_err();
        assert!(fault.message.starts_with("the parameter `c` is no JSON: "));
        assert_eq!(json_object_at(members, "a").unwrap().len(), 1);
        assert!(json_object_at(members, "none").unwrap().is_empty());
        assert!(json_object_at(members, "d").is_err());
    }
}

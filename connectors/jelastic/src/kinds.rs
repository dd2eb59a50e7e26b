//! The kinds of values that parameters have.

use serde_json::{Map, Value, json};

use crate::parameters::Parameter;

/// A parameter that may be missing.
impl<P: Parameter> Parameter for Option<P> {
    const WORDS: &'static str = P::WORDS;
    const IS_OPTIONAL: bool = true;

    fn schema() -> Value {
        let mut schema = P::schema();
        let kind = schema.get_mut("type").map(Value::take);
        if let (Some(kind), Some(place)) = (kind, schema.get_mut("type")) {
            *place = json!([kind, "null"]);
        }
        schema
    }

    fn read(value: &Value) -> Option<Self> {
        if value.is_null() {
            return Some(None);
        }
        P::read(value).map(Some)
    }
}

impl Parameter for String {
    const WORDS: &'static str = "text";

    fn schema() -> Value {
        json!({"type": "string"})
    }

    fn read(value: &Value) -> Option<Self> {
        value.as_str().map(ToOwned::to_owned)
    }
}

impl Parameter for bool {
    const WORDS: &'static str = "true or false";

    fn schema() -> Value {
        json!({"type": "boolean"})
    }

    fn read(value: &Value) -> Option<Self> {
        value.as_bool()
    }
}

impl Parameter for u64 {
    const WORDS: &'static str = "a whole number";

    fn schema() -> Value {
        json!({"type": "integer", "minimum": 0})
    }

    fn read(value: &Value) -> Option<Self> {
        value.as_u64()
    }
}

impl Parameter for f64 {
    const WORDS: &'static str = "a number";

    fn schema() -> Value {
        json!({"type": "number"})
    }

    fn read(value: &Value) -> Option<Self> {
        value.as_f64()
    }
}

/// At least one text.
impl Parameter for Vec<String> {
    const WORDS: &'static str = "a list of texts";

    fn schema() -> Value {
        json!({"type": "array", "items": String::schema(), "minItems": 1})
    }

    fn read(value: &Value) -> Option<Self> {
        let list = value.as_array().filter(|list| !list.is_empty())?;
        list.iter().map(String::read).collect()
    }
}

impl Parameter for Map<String, Value> {
    const WORDS: &'static str = "an object";

    fn schema() -> Value {
        json!({"type": "object"})
    }

    fn read(value: &Value) -> Option<Self> {
        value.as_object().cloned()
    }
}

/// At least one object.
impl Parameter for Vec<Map<String, Value>> {
    const WORDS: &'static str = "a list of objects";

    fn schema() -> Value {
        json!({"type": "array", "items": Map::schema(), "minItems": 1})
    }

    fn read(value: &Value) -> Option<Self> {
        let list = value.as_array().filter(|list| !list.is_empty())?;
        list.iter().map(Map::read).collect()
    }
}

/// Texts by name. Numbers, true and false are as they are written.
pub(crate) struct Texts(pub(crate) Map<String, Value>);

impl Parameter for Texts {
    const WORDS: &'static str = "an object of texts";

    fn schema() -> Value {
        let value = json!({"type": ["string", "number", "boolean"]});
        json!({"type": "object", "additionalProperties": value})
    }

    fn read(value: &Value) -> Option<Self> {
        let text = |value: &Value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
            _ => None,
        };
        let texts = value.as_object()?.iter();
        texts
            .map(|(name, value)| Some((name.clone(), text(value)?.into())))
            .collect::<Option<_>>()
            .map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_may_be_written_as_numbers() {
        let texts = Texts::read(&json!({"A": "a", "N": 1, "B": true})).unwrap();
        assert_eq!(
            Value::from(texts.0),
            json!({"A": "a", "N": "1", "B": "true"})
        );
        assert!(Texts::read(&json!({"A": []})).is_none());
    }

    #[test]
    fn another_kind_is_none() {
        assert_eq!(String::read(&json!(17)), None);
        assert_eq!(bool::read(&json!("false")), None);
        assert_eq!(u64::read(&json!(-1)), None);
        assert_eq!(u64::read(&json!(1.5)), None);
        assert_eq!(f64::read(&json!("0.5")), None);
        assert_eq!(Option::<u64>::read(&json!("7")), None);
        assert_eq!(Option::<u64>::read(&Value::Null), Some(None));
    }

    #[test]
    fn a_list_of_nothing_is_none() {
        assert_eq!(Vec::<String>::read(&json!([])), None);
        assert_eq!(Vec::<Map<String, Value>>::read(&json!([])), None);
        assert_eq!(Vec::<Map<String, Value>>::read(&json!(["a"])), None);
    }
}

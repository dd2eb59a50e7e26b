//! The parameters of operations. What there is to say about them and how they are read come from
//! one place, a struct in [`parameters!`].
//!
//! Derived deserializers and schemas did the same, and were a quarter of the connector.

use jackfield_sdk::{Call, Fault, FaultKind};
use serde_json::{Map, Value, json};

/// Parameters of an operation.
pub(crate) trait Parameters: Sized {
    /// The parameters in JSON Schema.
    fn schema() -> Value;
    /// Reads those that were given.
    fn of(given: &Given) -> Result<Self, Fault>;
}

/// A kind of value that a parameter can have.
pub(crate) trait Parameter: Sized {
    /// What it has to be, in words.
    const WORDS: &'static str;
    /// Whether it may be missing.
    const IS_OPTIONAL: bool = false;
    /// The kind in JSON Schema.
    fn schema() -> Value;
    /// Reads a value; none if it is of another kind.
    fn read(value: &Value) -> Option<Self>;
}

/// Declares parameters: structs whose fields are [`Parameter`]s. A default is JSON, and of a
/// struct with `one_of` exactly one of those is given.
macro_rules! parameters {
    (
        $(#[doc = $about:literal])*
        struct $name:ident $(one_of($($choice:literal),+))? {
            $(
                $(#[doc = $told:literal])*
                $field:ident: $kind:ty $(= $default:literal)?,
            )*
        }
    ) => {
        $(#[doc = $about])*
        pub(crate) struct $name {
            $($(#[doc = $told])* $field: $kind,)*
        }

        impl $crate::parameters::Parameters for $name {
            fn schema() -> ::serde_json::Value {
                let schema = $crate::parameters::Schema::of(concat!($($about),*));
                $(let schema = schema.field::<$kind>(
                    stringify!($field),
                    concat!($($told),*),
                    None$(.or(Some($default)))?,
                );)*
                $(let schema = schema.one_of(&[$($choice),+]);)?
                schema.finish()
            }

            fn of(
                given: &$crate::parameters::Given,
            ) -> Result<Self, ::jackfield_sdk::Fault> {
                // There are operations without parameters.
                let _ = given;
                Ok(Self {
                    $($field: given.read(stringify!($field), None$(.or(Some($default)))?)?,)*
                })
            }
        }
    };
}

pub(crate) use parameters;

/// The parameters of a call.
pub(crate) fn read<P: Parameters>(call: &Call) -> Result<P, Fault> {
    P::of(&Given(call.parameters()?))
}

/// Parameters as they were given.
pub(crate) struct Given(Map<String, Value>);

impl Given {
    /// The parameter of this name, which is that of a field.
    pub(crate) fn read<P: Parameter>(
        &self,
        field: &str,
        default: Option<&str>,
    ) -> Result<P, Fault> {
        let name = name_of(field);
        let value = self.find(&name, default);
        match P::read(&value) {
            Some(read) => Ok(read),
            None => Err(wrong(&name, &value, P::WORDS)),
        }
    }

    /// What is null counts as missing: an expression that finds nothing gives that.
    fn find(&self, name: &str, default: Option<&str>) -> Value {
        match (self.0.get(name), default) {
            (Some(value), _) if !value.is_null() => value.clone(),
            (_, Some(default)) => serde_json::from_str(default).unwrap_or_default(),
            _ => Value::Null,
        }
    }
}

fn wrong(name: &str, value: &Value, words: &str) -> Fault {
    let message = match value {
        Value::Null => format!("the parameter `{name}` is missing"),
        value => format!("the parameter `{name}` has to be {words}, and is {value}"),
    };
    Fault::new(FaultKind::InvalidParameter, message)
}

/// The name of a field as workflows write it: `env_name` is `envName`.
fn name_of(field: &str) -> String {
    let mut words = field.split('_');
    let mut name = words.next().unwrap_or_default().to_owned();
    for word in words {
        let (first, rest) = word.split_at_checked(1).unwrap_or_default();
        name += &first.to_ascii_uppercase();
        name += rest;
    }
    name
}

/// A schema in the making.
pub(crate) struct Schema {
    about: &'static str,
    properties: Map<String, Value>,
    required: Vec<Value>,
    one_of: Vec<Value>,
}

impl Schema {
    pub(crate) fn of(about: &'static str) -> Self {
        Self {
            about: about.trim(),
            properties: Map::new(),
            required: Vec::new(),
            one_of: Vec::new(),
        }
    }

    pub(crate) fn field<P: Parameter>(
        self,
        field: &str,
        told: &str,
        default: Option<&str>,
    ) -> Self {
        self.property(name_of(field), P::schema(), P::IS_OPTIONAL, told, default)
    }

    fn property(
        mut self,
        name: String,
        mut schema: Value,
        is_optional: bool,
        told: &str,
        default: Option<&str>,
    ) -> Self {
        if let Some(schema) = schema.as_object_mut() {
            schema.insert("description".to_owned(), told.trim().into());
            if let Some(default) = default {
                let default = serde_json::from_str(default).unwrap_or_default();
                schema.insert("default".to_owned(), default);
            }
        }
        if !is_optional && default.is_none() {
            self.required.push(name.as_str().into());
        }
        self.properties.insert(name, schema);
        self
    }

    pub(crate) fn one_of(mut self, names: &[&str]) -> Self {
        self.one_of = names
            .iter()
            .map(|name| json!({ "required": [name] }))
            .collect();
        self
    }

    pub(crate) fn finish(self) -> Value {
        let mut schema = json!({
            "description": self.about,
            "type": "object",
            "additionalProperties": false,
            "properties": self.properties,
        });
        for (key, list) in [("required", self.required), ("oneOf", self.one_of)] {
            if let (Some(schema), false) = (schema.as_object_mut(), list.is_empty()) {
                schema.insert(key.to_owned(), list.into());
            }
        }
        schema
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    parameters! {
        /// Which one,
        /// and how.
        struct Example one_of("text", "wholeNumber") {
            /// Some text.
            text: Option<String>,
            /// A number.
            whole_number: Option<u64>,
            /// Some lines,
            /// in order.
            lines: Vec<String>,
            /// Whether.
            is_so: bool = "true",
        }
    }

    fn read(given: Value) -> Result<Example, String> {
        let Value::Object(given) = given else {
            panic!("no object");
        };
        Example::of(&Given(given)).map_err(|fault| fault.message)
    }

    #[test]
    fn parameters_are_described_as_they_are_declared() {
        assert_eq!(
            Example::schema(),
            json!({
                "description": "Which one, and how.",
                "type": "object",
                "additionalProperties": false,
                "properties": {
                    "text": {"type": ["string", "null"], "description": "Some text."},
                    "wholeNumber": {"type": ["integer", "null"], "minimum": 0, "description": "A number."},
                    "lines": {
                        "type": "array", "items": {"type": "string"}, "minItems": 1,
                        "description": "Some lines, in order.",
                    },
                    "isSo": {"type": "boolean", "default": true, "description": "Whether."},
                },
                "required": ["lines"],
                "oneOf": [{"required": ["text"]}, {"required": ["wholeNumber"]}],
            })
        );
    }

    #[test]
    fn parameters_are_read_as_they_are_declared() {
        let all = json!({"text": "a", "wholeNumber": 7, "lines": ["b", "c"], "isSo": false});
        let all = read(all).unwrap();
        assert_eq!(all.text.as_deref(), Some("a"));
        assert_eq!(all.whole_number, Some(7));
        assert_eq!(all.lines, ["b", "c"]);
        assert!(!all.is_so);
        let few = read(json!({"lines": ["b"], "text": null, "isSo": null})).unwrap();
        assert_eq!(few.text, None);
        assert_eq!(few.whole_number, None);
        assert!(few.is_so);
    }

    #[test]
    fn what_is_wrong_is_told_with_the_parameters_name() {
        for (given, message) in [
            (json!({}), "the parameter `lines` is missing"),
            (
                json!({"lines": "b"}),
                "the parameter `lines` has to be a list of texts, and is \"b\"",
            ),
            (
                json!({"lines": []}),
                "the parameter `lines` has to be a list of texts, and is []",
            ),
            (
                json!({"lines": ["b"], "wholeNumber": 1.5}),
                "the parameter `wholeNumber` has to be a whole number, and is 1.5",
            ),
            (
                json!({"lines": ["b"], "text": {}}),
                "the parameter `text` has to be text, and is {}",
            ),
        ] {
            assert_eq!(read(given).err().as_deref(), Some(message));
        }
    }
}

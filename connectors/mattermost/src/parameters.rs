//! Parameters as they arrive: held against the schema by the host, and still of several kinds.

use jackfield_sdk::{Fault, FaultKind};
use serde::Deserialize;
use serde_json::{Map, Value};

/// The parameters of one call, or an object among them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub(crate) struct Parameters(Map<String, Value>);

/// A fault of the workflow's author.
pub(crate) fn wrong(message: impl Into<String>) -> Fault {
    Fault::new(FaultKind::InvalidParameter, message)
}

impl Parameters {
    pub(crate) fn of(value: Option<&Value>) -> Self {
        Self(
            value
                .and_then(Value::as_object)
                .cloned()
                .unwrap_or_default(),
        )
    }

    /// What stands under a name; null is nothing.
    pub(crate) fn value(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// The text under a name as it is; empty where there is none.
    pub(crate) fn text(&self, name: &str) -> String {
        self.value(name).map(text).unwrap_or_default()
    }

    /// The text under a name, without blanks around it; none where nothing is left.
    pub(crate) fn word(&self, name: &str) -> Option<String> {
        let text = self.text(name);
        let word = text.trim();
        (!word.is_empty()).then(|| word.to_owned())
    }

    /// The same, where something has to stand.
    pub(crate) fn needed(&self, name: &str) -> Result<String, Fault> {
        self.word(name)
            .ok_or_else(|| wrong(format!("the parameter `{name}` is empty")))
    }

    pub(crate) fn flag(&self, name: &str, default: bool) -> bool {
        match self.value(name) {
            Some(Value::Bool(flag)) => *flag,
            Some(Value::String(text)) => match text.trim() {
                "true" => true,
                "false" => false,
                _ => default,
            },
            _ => default,
        }
    }

    /// The whole number under a name.
    pub(crate) fn number(&self, name: &str) -> Option<u64> {
        match self.value(name)? {
            Value::Number(number) => number.as_u64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// The elements of a list, or the parts of a text between commas, without blanks around them.
    pub(crate) fn words(&self, name: &str) -> Vec<String> {
        let all: Vec<String> = match self.value(name) {
            Some(Value::Array(list)) => list.iter().map(text).collect(),
            Some(one) => text(one).split(',').map(ToOwned::to_owned).collect(),
            None => Vec::new(),
        };
        all.iter()
            .map(|word| word.trim())
            .filter(|word| !word.is_empty())
            .map(ToOwned::to_owned)
            .collect()
    }

    /// The object under a name; empty where there is none.
    pub(crate) fn object(&self, name: &str) -> Self {
        Self::of(self.value(name))
    }

    /// The objects of a list.
    pub(crate) fn objects(&self, name: &str) -> Vec<Map<String, Value>> {
        let list = self.value(name).and_then(Value::as_array);
        let objects = list.into_iter().flatten().filter_map(Value::as_object);
        objects.cloned().collect()
    }

    /// All of it.
    pub(crate) fn into_members(self) -> Map<String, Value> {
        self.0
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parameters() -> Parameters {
        Parameters::of(Some(&json!({
            "id": " a ", "blank": "  ", "none": null, "number": 7, "digits": " 7 ",
            "yes": "true", "no": false, "odd": "maybe",
            "comma": "a, b,,c", "list": ["a ", "", "b"],
        })))
    }

    #[test]
    fn text_is_read_with_and_without_its_blanks() {
        let parameters = parameters();
        assert_eq!(parameters.text("id"), " a ");
        assert_eq!(parameters.needed("id").unwrap(), "a");
        for name in ["blank", "none", "missing"] {
            let fault = parameters.needed(name).unwrap_err();
            assert_eq!(fault.message, format!("the parameter `{name}` is empty"));
        }
        assert_eq!(parameters.text("number"), "7");
    }

    #[test]
    fn numbers_and_flags_are_read_from_text() {
        let parameters = parameters();
        assert_eq!(parameters.number("number"), Some(7));
        assert_eq!(parameters.number("digits"), Some(7));
        assert_eq!(parameters.number("id"), None);
        assert!(parameters.flag("yes", false) && !parameters.flag("no", true));
        assert!(parameters.flag("odd", true) && parameters.flag("none", true));
    }

    #[test]
    fn lists_are_read_from_text_with_commas() {
        let parameters = parameters();
        assert_eq!(parameters.words("comma"), ["a", "b", "c"]);
        assert_eq!(parameters.words("list"), ["a", "b"]);
        assert!(parameters.words("none").is_empty());
    }
}

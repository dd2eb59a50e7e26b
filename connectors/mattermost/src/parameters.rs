//! Parameters as they arrive: held against the schema by the host, and still of several kinds.

use jackfield_sdk::{Call, Fault, FaultKind};
use serde_json::{Map, Value};

/// The parameters of one call, or an object among them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parameters {
    members: Map<String, Value>,
    is_export: bool,
}

/// What every whole number below is exact as.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A fault of the workflow's author.
pub(crate) fn wrong(message: impl Into<String>) -> Fault {
    Fault::new(FaultKind::InvalidParameter, message)
}

/// The whole number that a value is, however it is written: expressions give 5.0 for 5 as well.
pub(crate) fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64().or_else(|| {
            let exact = number.as_f64().filter(|float| float.fract() == 0.0)?;
            // The digits of a whole number below that are those of an integer.
            (exact.abs() < EXACT)
                .then(|| format!("{exact:.0}").parse().ok())
                .flatten()
        }),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

impl Parameters {
    pub(crate) fn of(value: Option<&Value>) -> Self {
        Self {
            members: value
                .and_then(Value::as_object)
                .cloned()
                .unwrap_or_default(),
            is_export: false,
        }
    }

    /// Those of a call.
    pub(crate) fn of_call(call: &Call) -> Result<Self, Fault> {
        Ok(Self {
            members: call.parameters()?,
            is_export: call.type_version().is_some(),
        })
    }

    /// Whether n8n wrote them, which writes an empty text for what was not chosen, and sends an id
    /// whatever it looks like.
    pub(crate) fn is_export(&self) -> bool {
        self.is_export
    }

    /// What stands under a name; null is nothing.
    pub(crate) fn value(&self, name: &str) -> Option<&Value> {
        self.members.get(name).filter(|value| !value.is_null())
    }

    /// Whether there is something under a name which says nothing: what an expression gives that
    /// has found nothing.
    pub(crate) fn is_blank(&self, name: &str) -> bool {
        match self.members.get(name) {
            Some(Value::String(text)) => text.trim().is_empty(),
            value => value.is_some_and(Value::is_null),
        }
    }

    /// Puts a text in the place of another.
    pub(crate) fn replace(&mut self, name: &str, text: String) {
        self.members.insert(name.to_owned(), text.into());
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

    /// The whole number under a name. What stands there and is none is a fault: it must not pass
    /// for what was not given.
    pub(crate) fn number(&self, name: &str) -> Result<Option<u64>, Fault> {
        let Some(value) = self.value(name) else {
            return Ok(None);
        };
        if self.is_blank(name) {
            return Ok(None);
        }
        let number = whole(value).and_then(|number| u64::try_from(number).ok());
        let is_none = || wrong(format!("`{name}` is no whole number: {}", text(value)));
        number.map(Some).ok_or_else(is_none)
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
        Self {
            is_export: self.is_export,
            ..Self::of(self.value(name))
        }
    }

    /// The objects of a list.
    pub(crate) fn objects(&self, name: &str) -> Vec<Map<String, Value>> {
        let list = self.value(name).and_then(Value::as_array);
        let objects = list.into_iter().flatten().filter_map(Value::as_object);
        objects.cloned().collect()
    }

    /// All of it.
    pub(crate) fn into_members(self) -> Map<String, Value> {
        self.members
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
            "float": 30.0, "large": 1.7e12, "half": 1.5, "less": -1, "huge": 1e300,
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
        for (name, expected) in [
            ("number", Some(7)),
            ("digits", Some(7)),
            ("float", Some(30)),
            ("large", Some(1_700_000_000_000)),
            ("none", None),
            ("missing", None),
            ("blank", None),
        ] {
            assert_eq!(parameters.number(name).unwrap(), expected, "{name}");
        }
        for name in ["id", "half", "less", "huge", "yes", "no", "list"] {
            let fault = parameters.number(name).unwrap_err();
            let words = format!("`{name}` is no whole number: ");
            assert!(fault.message.starts_with(&words), "{}", fault.message);
        }
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

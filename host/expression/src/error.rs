//! What can be wrong with a template, before and while it is evaluated.

use serde::Deserialize;

/// A text that is no template.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ParseError {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// An expression that has no value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct EvaluateError {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// Whether the expression used up time or memory, rather than being wrong.
    pub is_limit: bool,
}

impl EvaluateError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: None,
            is_limit: false,
        }
    }

    pub(crate) fn limit(message: impl Into<String>) -> Self {
        Self {
            is_limit: true,
            ..Self::new(message)
        }
    }
}

/// A property that is not there.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Undefined {
    /// The source of what it was looked for in.
    pub(crate) object: String,
    /// Its name.
    pub(crate) key: String,
    /// What it was looked for in: `object`, `array`, `null`, …
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// What an object has instead.
    #[serde(default)]
    pub(crate) names: Vec<String>,
    /// How long a list is.
    #[serde(default)]
    pub(crate) length: Option<usize>,
}

impl From<Undefined> for EvaluateError {
    fn from(undefined: Undefined) -> Self {
        let Undefined {
            object,
            key,
            kind,
            names,
            length,
        } = undefined;
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let (message, hint) = match (kind.as_str(), length) {
            ("object", _) => {
                let hint = jackfield_suggest::nearest(&key, names.iter().copied())
                    .map(|nearest| format!("did you mean `{nearest}`?"))
                    .or_else(|| (!names.is_empty()).then(|| format!("it has {}", listed(&names))));
                (format!("`{object}` has no `{key}`"), hint)
            }
            ("array", Some(length)) => (
                format!("`{object}` is a list of {length} and has no `{key}`"),
                None,
            ),
            ("null" | "undefined", _) => (format!("`{object}` is {kind} and has no `{key}`"), None),
            ("string", _) => (format!("`{object}` is text and has no `{key}`"), None),
            ("boolean", _) => (
                format!("`{object}` is true or false and has no `{key}`"),
                None,
            ),
            (kind, _) => (format!("`{object}` is a {kind} and has no `{key}`"), None),
        };
        Self {
            hint,
            ..Self::new(message)
        }
    }
}

/// The first few names, for a message.
pub(crate) fn listed(names: &[&str]) -> String {
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

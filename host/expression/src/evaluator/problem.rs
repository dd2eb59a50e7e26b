//! What the evaluator says is wrong.

use serde::Deserialize;

use crate::error::{EvaluateError, Undefined, listed};

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Problem {
    /// Something in a sentence.
    Said {
        message: String,
        #[serde(default)]
        hint: Option<String>,
    },
    /// A name that there is not.
    Unknown { name: String, names: Vec<String> },
    /// A property that is not there.
    Undefined(Undefined),
}

/// Reads a problem.
pub(crate) fn read(text: &str) -> EvaluateError {
    match serde_json::from_str::<Problem>(text) {
        Ok(problem) => problem.into(),
        Err(_) => EvaluateError::new(text.to_owned()),
    }
}

impl From<Problem> for EvaluateError {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::Said { message, hint } => Self {
                hint,
                ..Self::new(message)
            },
            Problem::Undefined(undefined) => undefined.into(),
            Problem::Unknown { name, names } => {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                let hint = match jackfield_suggest::nearest(&name, names.iter().copied()) {
                    Some(nearest) => format!("did you mean `{nearest}`?"),
                    None => format!("there is {}", listed(&names)),
                };
                Self {
                    hint: Some(hint),
                    ..Self::new(format!("there is no `{name}` in expressions"))
                }
            }
        }
    }
}

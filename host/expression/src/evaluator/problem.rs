//! What the evaluator says is wrong.

use serde::Deserialize;

use crate::error::{EvaluateError, Undefined, listed};

#[derive(Deserialize)]
#[serde(untagged)]
enum Problem {
    /// Something in a sentence.
    Said { message: String },
    /// A name that there is not.
    Unknown { name: String, names: Vec<String> },
    /// A property that is not there.
    Undefined(Undefined),
}

/// Reads a problem.
pub(crate) fn read(text: &str) -> EvaluateError {
    match serde_json::from_str(text) {
        Ok(Problem::Said { message }) => EvaluateError::new(message),
        Ok(Problem::Undefined(undefined)) => undefined.into(),
        Ok(Problem::Unknown { name, names }) => {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let hint = match jackfield_suggest::nearest(&name, names.iter().copied()) {
                Some(nearest) => format!("did you mean `{nearest}`?"),
                None => format!("there is {}", listed(&names)),
            };
            EvaluateError {
                hint: Some(hint),
                ..EvaluateError::new(format!("there is no `{name}` in expressions"))
            }
        }
        Err(_) => EvaluateError::new(text.to_owned()),
    }
}

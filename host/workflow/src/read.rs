//! From text to graph.

use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::graph::Workflow;
use crate::parameters::{ParameterSchema, placed};
use crate::pointer::Pointer;
use crate::source::{Position, Source};
use crate::steps::{StepsFile, schema};

/// What stops a file from being read.
#[derive(Debug)]
pub enum ReadError {
    /// It is not JSON.
    Syntax {
        /// Where it stops being JSON.
        position: Position,
        /// What is wrong there.
        message: String,
    },
    /// It is JSON, and not a workflow.
    Invalid(Vec<Diagnostic>),
}

/// Reads a workflow.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read(source: &Source) -> Result<Workflow, ReadError> {
    // An editor's byte order mark is no part of the text (RFC 8259, section 8.1).
    let text = source.text.strip_prefix('\u{feff}').unwrap_or(&source.text);
    let value: Value = serde_json::from_str(text).map_err(|error| ReadError::Syntax {
        position: Position {
            line: error.line().max(1),
            column: error.column().max(1),
        },
        message: without_position(&error.to_string()),
    })?;
    read_value(value, source).map_err(ReadError::Invalid)
}

fn read_value(value: Value, source: &Source) -> Result<Workflow, Vec<Diagnostic>> {
    if value.get("steps").is_none() && value.get("nodes").is_some_and(Value::is_array) {
        return Err(vec![
            Diagnostic::new(
                Pointer::root().join("nodes"),
                "this is an n8n export, which this version cannot run yet",
            )
            .at_key()
            .hint("write the workflow as `steps`; the README shows how"),
        ]);
    }
    let internal = |message: String| vec![Diagnostic::new(Pointer::root(), message)];
    let schema = ParameterSchema::new(&schema().to_value(), "key").map_err(internal)?;
    let violations = schema.violations(&value, false);
    if !violations.is_empty() {
        return Err(placed(violations, &Pointer::root()).collect());
    }
    let file: StepsFile =
        serde_json::from_value(value).map_err(|error| internal(error.to_string()))?;
    file.into_workflow(&source.name)
}

/// The parser says the position at the end of its message; it stands in front of ours.
fn without_position(message: &str) -> String {
    message
        .split(" at line ")
        .next()
        .unwrap_or(message)
        .to_owned()
}

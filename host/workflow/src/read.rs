//! From text to graph.

use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::graph::Workflow;
use crate::parameters::{ParameterSchema, placed};
use crate::pointer::Pointer;
use crate::salvage::salvage;
use crate::source::Source;
use crate::steps::{StepsFile, schema};
use crate::syntax::SyntaxError;

/// What a file says: the graph, and everything that is wrong with it. With diagnostics the graph
/// is what could be made out, so that it can be looked at for further mistakes; it is not to be
/// run.
#[derive(Debug)]
pub struct Reading {
    /// The graph.
    pub workflow: Workflow,
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a workflow.
///
/// # Errors
/// When it is not JSON. Whatever else is wrong is in the reading.
pub fn read(source: &Source) -> Result<Reading, SyntaxError> {
    let value: Value =
        serde_json::from_str(&source.text).map_err(|error| SyntaxError::new(source, &error))?;
    let mut reading = read_value(value, &source.name);
    reading
        .diagnostics
        .extend(source.repeated_keys().into_iter().map(|pointer| {
            Diagnostic::new(
                pointer,
                "this key stands here twice, and only the last one counts",
            )
            .at_key()
        }));
    Ok(reading)
}

fn read_value(mut value: Value, name: &str) -> Reading {
    let nothing = |diagnostic| Reading {
        workflow: Workflow {
            name: name.to_owned(),
            hosts: Vec::new(),
            nodes: Vec::new(),
            export: None,
        },
        diagnostics: vec![diagnostic],
    };
    if value.get("steps").is_none() && value.get("nodes").is_some_and(Value::is_array) {
        return nothing(
            Diagnostic::new(
                Pointer::root().join("nodes"),
                "this is an n8n export, which this version cannot run yet",
            )
            .at_key()
            .hint("write the workflow as `steps`; the README shows how"),
        );
    }
    let schema = match ParameterSchema::new(&schema().to_value(), "key") {
        Ok(schema) => schema,
        Err(error) => return nothing(Diagnostic::new(Pointer::root(), error)),
    };
    let violations = schema.violations(&value, false);
    let broken = salvage(&mut value, &violations);
    let mut diagnostics: Vec<Diagnostic> = placed(violations, &Pointer::root()).collect();
    match serde_json::from_value::<StepsFile>(value) {
        Ok(file) => {
            let (workflow, found) = file.into_workflow(name, &broken);
            diagnostics.extend(found);
            Reading {
                workflow,
                diagnostics,
            }
        }
        // What is left cannot even be looked at.
        Err(error) => {
            let mut reading = nothing(Diagnostic::new(Pointer::root(), error.to_string()));
            if !diagnostics.is_empty() {
                reading.diagnostics = diagnostics;
            }
            reading
        }
    }
}

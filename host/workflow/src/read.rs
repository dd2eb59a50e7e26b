//! From text to graph.

use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::graph::Workflow;
use crate::n8n;
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
    /// What is odd, and changes nothing.
    pub notes: Vec<Diagnostic>,
}

impl Reading {
    /// Of a file of which nothing could be made out.
    pub(crate) fn of_nothing(name: &str, diagnostic: Diagnostic) -> Self {
        Self {
            workflow: Workflow {
                name: name.to_owned(),
                hosts: Vec::new(),
                nodes: Vec::new(),
                export: None,
            },
            diagnostics: vec![diagnostic],
            notes: Vec::new(),
        }
    }
}

/// Reads a workflow: a file of steps, or one that n8n has exported.
///
/// # Errors
/// When it is not JSON. Whatever else is wrong is in the reading.
pub fn read(source: &Source) -> Result<Reading, SyntaxError> {
    read_chosen(source, None)
}

/// Reads a workflow: of a file with several of them the one with this id or name.
///
/// # Errors
/// When it is not JSON. Whatever else is wrong is in the reading.
pub fn read_chosen(source: &Source, chosen: Option<&str>) -> Result<Reading, SyntaxError> {
    let value: Value =
        serde_json::from_str(&source.text).map_err(|error| SyntaxError::new(source, &error))?;
    let mut reading = read_value(value, &source.name, chosen);
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

fn read_value(mut value: Value, name: &str, chosen: Option<&str>) -> Reading {
    if let Some(reading) = n8n::read(&mut value, name, chosen) {
        return reading;
    }
    let reading = read_steps(value, name);
    match chosen {
        Some(chosen) if chosen != reading.workflow.name && reading.diagnostics.is_empty() => {
            let message = format!("there is no workflow `{chosen}` in this file");
            Reading::of_nothing(name, Diagnostic::new(Pointer::root(), message))
        }
        _ => reading,
    }
}

fn read_steps(mut value: Value, name: &str) -> Reading {
    let schema = match ParameterSchema::new(&schema().to_value(), "key") {
        Ok(schema) => schema,
        Err(error) => {
            return Reading::of_nothing(name, Diagnostic::new(Pointer::root(), error));
        }
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
                notes: Vec::new(),
            }
        }
        // What is left cannot even be looked at.
        Err(error) => {
            let diagnostic = Diagnostic::new(Pointer::root(), error.to_string());
            let mut reading = Reading::of_nothing(name, diagnostic);
            if !diagnostics.is_empty() {
                reading.diagnostics = diagnostics;
            }
            reading
        }
    }
}

//! Workflow files.

use std::path::Path;

use jackfield_workflow::{ReadError, Source, Workflow};

use crate::exit::Exit;
use crate::failure::Failure;

/// Reads the text of a workflow file.
pub(crate) fn open(path: &Path) -> Result<Source, Failure> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::new(
            Exit::InvalidWorkflow,
            format!("the workflow {name} cannot be read: {error}"),
        )
    })?;
    Ok(Source { name, text })
}

/// Reads the workflow in it.
pub(crate) fn read(source: &Source) -> Result<Workflow, Failure> {
    jackfield_workflow::read(source).map_err(|error| match error {
        ReadError::Syntax { position, message } => Failure::new(
            Exit::InvalidWorkflow,
            format!("{}:{position}: this is not JSON: {message}", source.name),
        ),
        ReadError::Invalid(diagnostics) => Failure::invalid(source, &diagnostics),
    })
}

//! Workflow files.

use std::path::Path;

use jackfield_workflow::{Reading, Source};

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
    Ok(Source {
        name,
        text: without_mark(text),
    })
}

/// Reads the workflow in it, with everything that is wrong with it.
/// Of an export with several it is the one that was chosen.
pub(crate) fn read(source: &Source, chosen: Option<&str>) -> Result<Reading, Failure> {
    jackfield_workflow::read_chosen(source, chosen).map_err(|error| Failure::syntax(source, error))
}

/// Text without the byte order mark that some editors put in front of it, and that is no part of
/// JSON (RFC 8259, section 8.1).
pub(crate) fn without_mark(text: String) -> String {
    match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    }
}

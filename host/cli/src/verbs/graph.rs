//! `jackfield graph`.

use jackfield_workflow::Reading;

use crate::args::{Drawing, Graph as Arguments};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::file;
use crate::terminal::show;

/// Draws a workflow. It need not be one that could run here: connectors and credentials are not
/// asked.
pub(crate) fn graph(arguments: &Arguments) -> Result<(), Failure> {
    let source = file::open(&arguments.file)?;
    let Reading {
        workflow,
        diagnostics,
        ..
    } = file::read(&source, arguments.workflow.as_deref())?;
    if !diagnostics.is_empty() {
        return Err(Failure::diagnosed(
            Exit::InvalidWorkflow,
            &source,
            &diagnostics,
        ));
    }
    show(&match arguments.format {
        Drawing::Mermaid => jackfield_graph::mermaid(&workflow),
        Drawing::Svg => jackfield_graph::svg(&workflow),
    })
}

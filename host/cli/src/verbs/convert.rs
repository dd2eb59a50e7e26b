//! `jackfield convert`.

use jackfield_workflow::{Diagnostic, Wish, Workflow};

use crate::args::{Convert as Arguments, Global};
use crate::connectors::Connectors;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::message::{Level, Message};
use crate::terminal::{give, say};
use crate::{exports, file, labels};

/// Writes an export as steps, on standard output. What steps cannot say is told, all of it; then
/// nothing is written.
pub(crate) async fn convert(global: &Global, arguments: &Arguments) -> Result<(), Failure> {
    let source = file::open(&arguments.file)?;
    let mut reading = file::read(&source, arguments.workflow.as_deref())?;
    if reading.workflow.export.is_none() && reading.diagnostics.is_empty() {
        return Err(Failure::new(
            Exit::Usage,
            format!("{} is a file of steps already", source.name),
        ));
    }
    let invalid = |diagnostics: &[Diagnostic]| {
        Failure::diagnosed(Exit::InvalidWorkflow, &source, diagnostics)
    };
    if !reading.diagnostics.is_empty() {
        return Err(invalid(&reading.diagnostics));
    }
    let mut connectors = Connectors::new(global, &arguments.plugins).await?;
    let wish = Wish {
        start: arguments.start.as_deref(),
        // Whatever begins the run, steps are given items.
        gives_items: true,
        ..Wish::default()
    };
    let found = exports::prepare(&mut reading.workflow, &mut connectors, wish).await?;
    if !found.is_empty() {
        return Err(invalid(&found));
    }
    let mut steps = jackfield_workflow::convert(&reading.workflow, &labels::added_as)
        .map_err(|lacks| invalid(&lacks))?;
    // Without a name of its own a workflow is called like its file, whatever that will be.
    if reading.workflow.name == source.name
        && let Some(file) = steps.as_object_mut()
    {
        file.shift_remove("name");
    }
    tell_rest(&reading.workflow);
    give(&format!("{steps:#}\n"))
}

/// Says what is not in the steps because it is no matter of the file there.
fn tell_rest(workflow: &Workflow) {
    let Some(export) = &workflow.export else {
        return;
    };
    let zone = export.timezone.as_ref().map(|zone| {
        format!("the time zone {zone} is not in the steps; run them with `--timezone {zone}`")
    });
    let limit = export.timeout.map(|limit| {
        let seconds = limit.as_secs_f64();
        format!("that the run may take {seconds} s is not in the steps; `timeout {seconds} jackfield run FILE` limits it from outside")
    });
    for told in [zone, limit].into_iter().flatten() {
        say(&Message::new(Level::Warning, told));
    }
}

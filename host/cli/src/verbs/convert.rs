//! `jackfield convert`.

use std::collections::HashSet;

use jackfield_workflow::{Diagnostic, Export, Wish, Workflow};

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
    let has_start = |export: &Export| export.start.is_some();
    let steps = if reading.workflow.export.as_ref().is_some_and(has_start) {
        jackfield_workflow::convert(&reading.workflow, &labels::added_as)
    } else {
        // Nobody knows which of the nodes items come to.
        Err(Vec::new())
    };
    let mut steps = match steps {
        Ok(steps) if found.is_empty() => steps,
        steps => return Err(invalid(&all(&reading.workflow, found, steps.err()))),
    };
    // Without a name of its own a workflow is called like its file, whatever that will be.
    if reading.workflow.name == source.name
        && let Some(file) = steps.as_object_mut()
    {
        file.shift_remove("name");
    }
    let steps = format!("{steps:#}\n");
    tell_rest(&reading.workflow, steps.contains("{{"));
    give(&steps)
}

/// What nothing here serves, and which nodes steps cannot say besides.
fn all(
    workflow: &Workflow,
    found: Vec<Diagnostic>,
    lacks: Option<Vec<Diagnostic>>,
) -> Vec<Diagnostic> {
    let owner = |at: &Diagnostic| {
        let mut nodes = workflow.nodes.iter();
        nodes.position(|node| at.pointer.is_within(&node.pointer))
    };
    let unserved: HashSet<usize> = found.iter().filter_map(owner).collect();
    let mut lacks = lacks.unwrap_or_default();
    lacks.retain(|lack| owner(lack).is_none_or(|node| !unserved.contains(&node)));
    [found, lacks].concat()
}

/// Says what is not in the steps because it is no matter of the file there.
fn tell_rest(workflow: &Workflow, has_expressions: bool) {
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
    let strictness = has_expressions.then(|| {
        "an expression that finds nothing is a fault in steps, and was nothing in the export; write `?? ''` behind what may be missing".to_owned()
    });
    for told in [zone, limit, strictness].into_iter().flatten() {
        say(&Message::new(Level::Warning, told));
    }
}

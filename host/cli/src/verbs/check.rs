//! `jackfield check`.

use jackfield_credential::Redactor;

use crate::args::{Check as Arguments, Global};
use crate::connectors::Connectors;
use crate::failure::Failure;
use crate::terminal::{Verbosity, counted, say};
use crate::{credentials, file};

/// Finds everything that is wrong with a workflow. Nothing is sent anywhere.
pub(crate) async fn check(global: &Global, arguments: &Arguments) -> Result<(), Failure> {
    let source = file::open(&arguments.file)?;
    let workflow = file::read(&source)?;
    let mut connectors = Connectors::new(global, &arguments.plugins).await?;
    let prepared = super::prepare(&source, workflow, &mut connectors).await?;
    let providers = credentials::providers(&arguments.credentials)?;
    credentials::of_workflow(
        &source,
        &prepared,
        &providers,
        &mut connectors,
        &Redactor::default(),
    )
    .await?;
    if Verbosity::of(global) >= Verbosity::Normal {
        say(&format!(
            "{}: {}, nothing wrong",
            source.name,
            counted(prepared.nodes.len(), "step")
        ));
    }
    Ok(())
}

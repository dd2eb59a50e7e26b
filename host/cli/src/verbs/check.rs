//! `jackfield check`.

use crate::args::{Check as Arguments, Global};
use crate::connectors::Connectors;
use crate::failure::Failure;
use crate::file;
use crate::terminal::{Verbosity, counted, say};

/// Finds everything that is wrong with a workflow. Nothing is sent anywhere.
pub(crate) async fn check(global: &Global, arguments: &Arguments) -> Result<(), Failure> {
    let source = file::open(&arguments.file)?;
    let mut connectors = Connectors::new(global, &arguments.plugins).await?;
    let (prepared, _) = super::prepare(&source, &mut connectors, &arguments.credentials).await?;
    if Verbosity::of(global) >= Verbosity::Normal {
        say(&format!(
            "{}: {}, nothing wrong",
            source.name,
            counted(prepared.nodes.len(), "step")
        ));
    }
    Ok(())
}

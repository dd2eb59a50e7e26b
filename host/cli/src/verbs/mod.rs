//! One file for each verb.

pub(crate) mod check;
pub(crate) mod connector;
pub(crate) mod credential;
pub(crate) mod run;

use jackfield_engine::Prepared;
use jackfield_workflow::{Source, Workflow};

use crate::connectors::Connectors;
use crate::failure::Failure;

/// Loads the connectors that a workflow uses and holds it against them.
async fn prepare(
    source: &Source,
    workflow: Workflow,
    connectors: &mut Connectors,
) -> Result<Prepared, Failure> {
    let names: Vec<String> = workflow
        .nodes
        .iter()
        .map(|node| node.connector.clone())
        .collect();
    connectors
        .load_named(names.iter().map(String::as_str))
        .await?;
    Prepared::new(workflow, connectors.all())
        .map_err(|diagnostics| Failure::invalid(source, &diagnostics))
}

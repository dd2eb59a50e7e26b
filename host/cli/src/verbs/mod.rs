//! One file for each verb.

pub(crate) mod check;
pub(crate) mod connector;
pub(crate) mod credential;
pub(crate) mod graph;
pub(crate) mod run;
pub(crate) mod schema;

use jackfield_engine::{Credentials, Prepared};
use jackfield_workflow::{Reading, Source};

use crate::args::CredentialSources;
use crate::connectors::Connectors;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{credentials, file};

/// Reads a workflow and holds it against the connectors and credentials there are. Everything that
/// is wrong is found before anything runs, and said at once.
async fn prepare(
    source: &Source,
    connectors: &mut Connectors,
    sources: &CredentialSources,
) -> Result<(Prepared, Credentials), Failure> {
    let Reading {
        workflow,
        mut diagnostics,
    } = file::read(source)?;
    let names: Vec<String> = workflow
        .nodes
        .iter()
        .map(|node| node.connector.clone())
        .filter(|name| !name.is_empty())
        .collect();
    connectors
        .load_named(names.iter().map(String::as_str))
        .await?;
    let providers = credentials::providers(sources)?;
    let (credentials, in_credentials) =
        credentials::of_workflow(&workflow, &providers, connectors).await;
    let prepared = Prepared::new(workflow, connectors.all(), connectors.evaluator()).await;
    match prepared {
        Ok(prepared) if diagnostics.is_empty() && in_credentials.is_empty() => {
            for credential in credentials.values() {
                credentials::warn_of(credential);
            }
            Ok((prepared, credentials))
        }
        prepared => {
            diagnostics.extend(prepared.err().unwrap_or_default());
            let exit = if diagnostics.is_empty() {
                Exit::Credential
            } else {
                Exit::InvalidWorkflow
            };
            diagnostics.extend(in_credentials);
            Err(Failure::diagnosed(exit, source, &diagnostics))
        }
    }
}

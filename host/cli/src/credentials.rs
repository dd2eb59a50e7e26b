//! Credentials for a workflow: found, resolved, and held against what its operations need.

use std::collections::BTreeMap;
use std::sync::Arc;

use jackfield_credential::{Credential, CredentialError, CredentialFile, Environment, Providers};
use jackfield_engine::Credentials;
use jackfield_workflow::{Diagnostic, Node, Pointer, Workflow};
use url::{Host, Url};

use crate::args::CredentialSources;
use crate::connectors::Connectors;
use crate::failure::Failure;
use crate::message::{Level, Message};
use crate::terminal::{say, secrets};

/// The places that credentials come from, in the order they are asked.
pub(crate) fn providers(sources: &CredentialSources) -> Result<Providers, Failure> {
    let mut providers = Providers::default();
    if let Some(path) = &sources.credentials_file {
        let file = CredentialFile::read(path).map_err(|error| Failure::credential(&error))?;
        providers = providers.with(file);
    }
    Ok(providers.with(Environment::of_process()))
}

/// One credential, made usable.
pub(crate) async fn resolve(
    name: &str,
    providers: &Providers,
    connectors: &mut Connectors,
) -> Result<Arc<Credential>, CredentialError> {
    let written = providers.get(name)?;
    // Known to the redactor before anything else can go wrong.
    secrets().add(&written.token);
    if let Ok(credential) =
        Credential::resolve(name, written.clone(), connectors.credential_types())
    {
        return Ok(Arc::new(credential));
    }
    // The type may belong to a connector that the workflow does not use; then it is the wrong one,
    // which is better said than that it is unknown.
    let _ = connectors.load_all().await;
    Credential::resolve(name, written, connectors.credential_types()).map(Arc::new)
}

/// The credentials that a workflow names.
#[derive(Debug, Default)]
pub(crate) struct Needed {
    /// Those that there are.
    pub(crate) credentials: Credentials,
    /// The names of those that fit where they are used, each with the first such place.
    pub(crate) places: Vec<(String, Pointer)>,
    /// Those that are not configured.
    pub(crate) missing: Vec<Diagnostic>,
    /// Whatever else is wrong with them.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// All credentials that a workflow names, and everything that is wrong with them.
pub(crate) async fn of_workflow(
    workflow: &Workflow,
    providers: &Providers,
    connectors: &mut Connectors,
) -> Needed {
    let mut resolved: BTreeMap<String, Option<Arc<Credential>>> = BTreeMap::new();
    let mut needed = Needed::default();
    for node in workflow.nodes.iter().filter(|node| node.is_whole) {
        for (slot, name) in &node.credentials {
            // What is wrong with the operation or its slots is found elsewhere.
            let Some(types) = fitting_types(node, slot, connectors) else {
                continue;
            };
            let pointer = if slot == "default" {
                node.pointer.join("credential")
            } else {
                node.pointer.join("credentials").join(slot)
            };
            let mut found = |error: &CredentialError| {
                let mut diagnostic = Diagnostic::new(pointer.clone(), error.to_string());
                diagnostic.hint = error.hint();
                match error {
                    CredentialError::Missing { .. } => needed.missing.push(diagnostic),
                    _ => needed.diagnostics.push(diagnostic),
                }
            };
            if !resolved.contains_key(name) {
                let credential = match resolve(name, providers, connectors).await {
                    Ok(credential) => Some(credential),
                    Err(error) => {
                        found(&with_type(error, &types));
                        None
                    }
                };
                resolved.insert(name.clone(), credential);
            }
            let Some(Some(credential)) = resolved.get(name) else {
                continue;
            };
            if !types.contains(&credential.credential_type) {
                found(&CredentialError::WrongType {
                    name: name.clone(),
                    credential_type: credential.credential_type.clone(),
                    wanted: types.join(" or "),
                });
            } else if !needed.places.iter().any(|(known, _)| known == name) {
                needed.places.push((name.clone(), pointer));
            }
        }
    }
    needed.credentials = resolved
        .into_iter()
        .filter_map(|(name, credential)| Some((name, credential?)))
        .collect();
    needed
}

/// The types of credential that fit into a slot of a node's operation.
fn fitting_types(node: &Node, slot: &str, connectors: &Connectors) -> Option<Vec<String>> {
    let operation = connectors
        .get(&node.connector)?
        .descriptor()
        .operation(&node.operation)?;
    let slot = operation
        .credentials
        .iter()
        .find(|candidate| candidate.name == slot)?;
    Some(slot.types.clone())
}

/// Warns of what makes a credential insecure, at every run.
pub(crate) fn warn_of(credential: &Credential) {
    if credential.ignore_ssl && credential.base_url.url().scheme() == "https" {
        alarm(format!(
            "the credential `{}` ignores SSL issues (insecure): whoever is on the way to {} can read and change everything, the token included",
            credential.name, credential.base_url
        ));
    }
    if is_open_to_all(credential.base_url.url()) {
        alarm(format!(
            "the credential `{}` sends its token to {} without TLS: whoever is on the way can read it",
            credential.name, credential.base_url
        ));
    }
}

fn alarm(title: String) {
    say(&Message::new(Level::Alarm, title));
}

/// Whether a request leaves this machine and its own network in clear, as far as the URL tells.
fn is_open_to_all(url: &Url) -> bool {
    let near = match url.host() {
        Some(Host::Ipv4(address)) => {
            address.is_loopback() || address.is_private() || address.is_link_local()
        }
        Some(Host::Ipv6(address)) => address.is_loopback() || address.is_unique_local(),
        // Names without a dot, and those of local networks, are not on the internet.
        Some(Host::Domain(name)) => {
            !name.contains('.')
                || [".localhost", ".local", ".internal"]
                    .iter()
                    .any(|suffix| name.ends_with(suffix))
        }
        None => true,
    };
    url.scheme() == "http" && !near
}

/// What is missing is better asked for by the type that the operation needs.
fn with_type(error: CredentialError, types: &[String]) -> CredentialError {
    match error {
        CredentialError::Missing {
            name,
            variable,
            nearest,
            ..
        } => CredentialError::Missing {
            name,
            variable,
            nearest,
            credential_type: types.first().cloned(),
        },
        other => other,
    }
}

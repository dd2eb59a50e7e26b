//! Credentials for a workflow: found, resolved, and held against what its operations need.

use std::collections::BTreeMap;
use std::sync::Arc;

use jackfield_credential::{
    Credential, CredentialError, CredentialFile, Environment, Providers, Redactor,
};
use jackfield_engine::{Credentials, Prepared};
use jackfield_workflow::{Diagnostic, Source};

use crate::args::CredentialSources;
use crate::connectors::Connectors;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::terminal;

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
    redactor: &Redactor,
) -> Result<Arc<Credential>, CredentialError> {
    let written = providers.get(name)?;
    // Known to the redactor before anything else can go wrong.
    redactor.add(&written.token);
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

/// All credentials that a workflow names, or everything that is wrong with them.
pub(crate) async fn of_workflow(
    source: &Source,
    prepared: &Prepared,
    providers: &Providers,
    connectors: &mut Connectors,
    redactor: &Redactor,
) -> Result<Credentials, Failure> {
    let mut resolved: BTreeMap<String, Option<Arc<Credential>>> = BTreeMap::new();
    let mut diagnostics = Vec::new();
    for (node, needs) in prepared.workflow.nodes.iter().zip(&prepared.nodes) {
        for (slot, name) in &node.credentials {
            let types = needs
                .slots
                .iter()
                .find(|(candidate, _)| candidate == slot)
                .map(|(_, types)| types.as_slice())
                .unwrap_or_default();
            let pointer = if slot == "default" {
                node.pointer.join("credential")
            } else {
                node.pointer.join("credentials").join(slot)
            };
            let mut found = |error: &CredentialError| {
                let mut diagnostic = Diagnostic::new(pointer.clone(), error.to_string());
                diagnostic.hint = error.hint();
                diagnostics.push(diagnostic);
            };
            if !resolved.contains_key(name) {
                let credential = match resolve(name, providers, connectors, redactor).await {
                    Ok(credential) => Some(credential),
                    Err(error) => {
                        found(&with_type(error, types));
                        None
                    }
                };
                resolved.insert(name.clone(), credential);
            }
            if let Some(Some(credential)) = resolved.get(name)
                && !types.contains(&credential.credential_type)
            {
                found(&CredentialError::WrongType {
                    name: name.clone(),
                    credential_type: credential.credential_type.clone(),
                    wanted: types.join(" or "),
                });
            }
        }
    }
    if !diagnostics.is_empty() {
        return Err(Failure::diagnosed(Exit::Credential, source, &diagnostics));
    }
    let credentials: Credentials = resolved
        .into_iter()
        .filter_map(|(name, credential)| Some((name, credential?)))
        .collect();
    for credential in credentials.values() {
        warn_of(credential);
    }
    Ok(credentials)
}

/// Warns of what makes a credential insecure, at every run.
pub(crate) fn warn_of(credential: &Credential) {
    if credential.ignore_ssl && credential.base_url.url().scheme() == "https" {
        terminal::say(&format!(
            "warning: the credential `{}` ignores SSL issues (insecure): whoever is on the way to {} can read and change everything, the token included",
            credential.name, credential.base_url
        ));
    }
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

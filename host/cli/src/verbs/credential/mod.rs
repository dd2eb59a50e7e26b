//! `jackfield credential`, one file for each verb.

mod add;
mod check;
mod draft;
mod edit;
mod findings;
mod guide;
mod import;
mod list;
mod permissions;
mod remove;
mod rename;
mod rotate;
mod show;
mod token;

use std::sync::Arc;
use std::time::Duration;

use jackfield_credential::{Credential, CredentialError, Store, Stored};
use jackfield_descriptor::{CredentialType, Effect, Fault, FaultKind};
use serde_json::Value;

use crate::args::{CredentialSources, CredentialVerb, Global};
use crate::connectors::Connectors;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::message::{Level, Message};
use crate::terminal::say;
use crate::{credentials, inquiry};

/// How long a platform may take for an answer.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Looks after credentials.
pub(crate) async fn credential(global: &Global, verb: &CredentialVerb) -> Result<(), Failure> {
    match verb {
        CredentialVerb::Add(arguments) => add::add(global, arguments).await,
        CredentialVerb::List(arguments) => list::list(global, arguments),
        CredentialVerb::Show(arguments) => show::show(global, arguments),
        CredentialVerb::Check(arguments) => check::check(global, arguments).await,
        CredentialVerb::Edit(arguments) => edit::edit(global, arguments).await,
        CredentialVerb::Rename(arguments) => rename::rename(global, arguments),
        CredentialVerb::Remove(arguments) => remove::remove(global, arguments),
        CredentialVerb::Rotate(arguments) => rotate::rotate(global, arguments).await,
        CredentialVerb::Import(arguments) => import::import(global, arguments).await,
        CredentialVerb::Guide(arguments) => guide::guide(global, arguments).await,
    }
}

/// The store, where nothing can be done without it.
fn store(global: &Global) -> Result<Store, Failure> {
    credentials::store(global)?.ok_or_else(|| {
        Failure::new(
            Exit::Credential,
            "there is no place for the credential store (HOME is not set)",
        )
        .hint("name a directory with --state-dir or JACKFIELD_STATE_DIR")
    })
}

/// A credential that is to be changed, which only those in the store can be.
fn stored(
    global: &Global,
    sources: &CredentialSources,
    name: &str,
) -> Result<(Store, Stored), Failure> {
    let store = store(global)?;
    let error = match store.show(name) {
        Ok(stored) => return Ok((store, stored)),
        Err(error) => error,
    };
    let providers = credentials::providers(global, sources)?;
    Err(match providers.find(name) {
        Ok(found) => Failure::new(
            Exit::Credential,
            format!(
                "the credential `{name}` is not in the store; it comes from {}",
                found.place()
            ),
        )
        .hint("change it there, or take it out there and add it to the store with `jackfield credential add`"),
        Err(_) => failed(error),
    })
}

#[expect(clippy::needless_pass_by_value, reason = "made for `map_err`")]
fn failed(error: CredentialError) -> Failure {
    Failure::credential(&error)
}

/// Asks the platform about a credential.
async fn tried(
    connectors: &Connectors,
    credential: &Arc<Credential>,
) -> Result<Option<Value>, Fault> {
    let connector = connectors
        .of_type(&credential.credential_type)
        .ok_or_else(|| {
            Fault::new(
                FaultKind::Internal,
                "the credential's type has no connector",
            )
        })?;
    inquiry::ask(connector, Arc::clone(credential), TIMEOUT).await
}

/// What to say of a credential that a platform does not accept.
fn refusal(credential: &Credential, fault: &Fault) -> Failure {
    Failure::fault(
        Exit::of(fault, Effect::Read),
        &format!("the credential `{}` does not work", credential.name),
        fault,
    )
}

/// A type by its name, or by one that n8n gives to it.
fn type_named(connectors: &Connectors, name: &str) -> Result<CredentialType, Failure> {
    if let Some(known) = connectors
        .credential_types()
        .find(|candidate| candidate.answers_to(name))
    {
        return Ok(known.clone());
    }
    let names: Vec<&str> = type_names(connectors);
    let nearest = jackfield_suggest::nearest(name, names.iter().copied());
    let failure = Failure::new(Exit::Usage, format!("there is no credential type `{name}`"));
    Err(match nearest {
        Some(nearest) => failure.hint(format!("did you mean `{nearest}`?")),
        None => failure.hint(format!("known types: {}", names.join(", "))),
    })
}

fn type_names(connectors: &Connectors) -> Vec<&str> {
    connectors
        .credential_types()
        .map(|credential_type| credential_type.name.as_str())
        .collect()
}

/// Says what came of it, to a person.
fn done(title: impl Into<String>) {
    say(&Message::new(Level::Summary, title));
}

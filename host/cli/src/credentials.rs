//! Credentials for a workflow: found, resolved, and held against what its operations need.

use std::collections::BTreeMap;
use std::sync::Arc;

use jackfield_credential::{
    Credential, CredentialError, CredentialFile, Environment, MountedDirectory, Providers,
    ServiceDirectory, Store, Written,
};
use jackfield_descriptor::Slot;
use jackfield_engine::Credentials;
use jackfield_workflow::{Diagnostic, Pointer, Workflow};
use jiff::Zoned;
use jiff::civil::Date;
use url::{Host, Url};

use crate::args::{CredentialSources, Global};
use crate::connectors::Connectors;
use crate::failure::Failure;
use crate::labels;
use crate::message::{Level, Message};
use crate::settings;
use crate::terminal::{say, secrets};

/// The days before a token's last one on which every run warns of it.
const SOON: i32 = 14;

/// The places that credentials come from, in the order they are asked.
pub(crate) fn providers(
    global: &Global,
    sources: &CredentialSources,
) -> Result<Providers, Failure> {
    let failed = |error: CredentialError| Failure::credential(&error);
    let home = settings::home();
    let home = home.as_deref();
    let mut providers = Providers::default();
    if let Some(path) = &sources.credentials_file {
        providers = providers.with(CredentialFile::read(path).map_err(failed)?);
    }
    providers = providers.with(Environment::of_process());
    if let Some(path) = settings::credentials_directory(sources.credentials_dir.as_deref()) {
        providers = providers.with(MountedDirectory::open(&path, home).map_err(failed)?);
    }
    if let Some(path) = settings::service_directory() {
        providers = providers.with(ServiceDirectory::open(&path, home).map_err(failed)?);
    }
    if let Some(store) = store(global)? {
        providers = providers.with(store);
    }
    Ok(providers)
}

/// The store, if there is a place for one.
pub(crate) fn store(global: &Global) -> Result<Option<Store>, Failure> {
    let Some(state) = settings::state(global) else {
        return Ok(None);
    };
    Ok(Some(Store::new(&state, settings::identity()?)))
}

/// One credential, made usable.
pub(crate) async fn resolve(
    name: &str,
    providers: &Providers,
    connectors: &mut Connectors,
) -> Result<Arc<Credential>, CredentialError> {
    usable(name, providers.get(name)?, connectors).await
}

/// A written credential, made usable.
pub(crate) async fn usable(
    name: &str,
    written: Written,
    connectors: &mut Connectors,
) -> Result<Arc<Credential>, CredentialError> {
    // Known to the redactor before anything else can go wrong.
    secrets().add_all(&written.secrets());
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

/// Says, to whoever wants to know more, by what a credential can be found on its platform.
pub(crate) fn tell_of(credential: &Credential) {
    let mut line = format!(
        "{}: {} at {}",
        credential.name, credential.credential_type, credential.base_url
    );
    for (what, value) in [
        ("account", &credential.notes.account),
        ("token id", &credential.notes.token_id),
        ("description", &credential.notes.description),
    ] {
        if let Some(value) = value {
            line += &format!(", {what} {value}");
        }
    }
    say(&Message::new(Level::Progress("credential"), line));
}

/// The day it is here.
pub(crate) fn today() -> Date {
    Zoned::now().date()
}

/// Why a credential cannot be used any more, if its last day is over, and what to do.
pub(crate) fn expired(credential: &Credential) -> Option<(String, String)> {
    let (expires, left) = (credential.expires?, credential.days_left(today())?);
    let Credential {
        name,
        credential_type,
        ..
    } = credential;
    (left < 0).then(|| {
        (
            format!("the access token of the credential `{name}` expired on {expires}"),
            format!(
                "get a new one (`jackfield credential guide {credential_type}`) and put it in the place of the old one, in the store with `jackfield credential edit {name} --token`; if the day is wrong, correct `expires`"
            ),
        )
    })
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
            let Some(fitting) = connectors.slot(node, slot).cloned() else {
                continue;
            };
            let pointer = labels::place(node, slot).unwrap_or_else(|| {
                if slot == "default" {
                    node.pointer.join("credential")
                } else {
                    node.pointer.join("credentials").join(slot)
                }
            });
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
                        found(&with_type(error, &fitting));
                        None
                    }
                };
                resolved.insert(name.clone(), credential);
            }
            let Some(Some(credential)) = resolved.get(name) else {
                continue;
            };
            if !fitting.takes(&credential.credential_type) {
                found(&CredentialError::WrongType {
                    name: name.clone(),
                    credential_type: credential.credential_type.clone(),
                    wanted: fitting.types_in_words(),
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

/// Warns of what makes a credential insecure, and of its end, at every run.
pub(crate) fn warn_of(credential: &Credential) {
    warn_of_insecurity(credential);
    warn_of_end(credential);
}

/// Warns of what makes a credential insecure.
pub(crate) fn warn_of_insecurity(credential: &Credential) {
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
    for warning in &credential.warnings {
        alarm(format!("the credential `{}`: {warning}", credential.name));
    }
}

/// Warns of a token that expires soon.
pub(crate) fn warn_of_end(credential: &Credential) {
    if let (Some(expires), Some(left @ 0..=SOON)) =
        (credential.expires, credential.days_left(today()))
    {
        let when = match left {
            0 => "today".to_owned(),
            1 => "tomorrow".to_owned(),
            days => format!("in {days} days"),
        };
        let mut warning = Message::new(
            Level::Alarm,
            format!(
                "the access token of the credential `{}` expires {when}, on {expires}",
                credential.name
            ),
        );
        warning.hints.push(format!(
            "replace it before: `jackfield credential rotate {}`",
            credential.name
        ));
        say(&warning);
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
fn with_type(error: CredentialError, slot: &Slot) -> CredentialError {
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
            credential_type: slot
                .types
                .first()
                .filter(|fitting| *fitting != Slot::ANY)
                .cloned(),
        },
        other => other,
    }
}

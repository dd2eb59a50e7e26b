//! `jackfield credential import`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::Path;

use jackfield_credential::n8n::{self, Exported, Keys, Unmapped, Unreadable};
use jackfield_credential::{AccessToken, CredentialError, Existing, Written};
use jackfield_descriptor::CredentialType;
use serde_json::Value;
use url::Url;

use super::add::Tried;
use super::{done, failed, findings, refusal, tried};
use crate::args::{Global, ImportCredentials};
use crate::connectors::Connectors;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::message::{Level, Message};
use crate::terminal::{counted, say, secrets};
use crate::{credentials, settings};

/// Saves the credentials of an n8n export.
pub(super) async fn import(global: &Global, arguments: &ImportCredentials) -> Result<(), Failure> {
    let shown = arguments.file.display().to_string();
    let unreadable = |reason: String| {
        Failure::new(
            Exit::Credential,
            format!("{shown} cannot be read: {reason}"),
        )
    };
    let store = super::store(global)?;
    let bytes = fs::read(&arguments.file).map_err(|error| unreadable(error.to_string()))?;
    let entries = n8n::read_export(&bytes, &keys(arguments)?)
        .map_err(|error| unreadable(error.to_string()))?;
    check_only(&entries, arguments, &shown)?;
    let origins = origins(&arguments.workflows)?;
    let mut connectors = Connectors::new(global, &arguments.plugins).await?;
    connectors.load_all().await?;
    let types: Vec<CredentialType> = connectors.credential_types().cloned().collect();
    let providers = credentials::providers(global, &arguments.sources)?;
    let (mut saved, mut left) = (0, 0);
    let mut first_exit = None;
    for entry in entries {
        let name = name_of(&entry).to_owned();
        if !arguments.only.is_empty() && !arguments.only.contains(&name) {
            continue;
        }
        let result = match entry {
            Err(unreadable) => Err(Failure::new(Exit::Credential, unreadable.to_string())),
            Ok(exported) => match mapped(&exported, &types, arguments, &origins) {
                Err(reason) => {
                    left += 1;
                    not_imported(&name, &exported.n8n_type, &reason);
                    continue;
                }
                Ok((written, credential_type)) => {
                    let elsewhere = providers
                        .find(&name)
                        .ok()
                        .map(|found| found.place().to_owned());
                    let is_stored = store.show(&name).is_ok();
                    match elsewhere {
                        Some(place) if !is_stored => Err(Failure::new(
                            Exit::Credential,
                            format!("a credential `{name}` comes from {place} already"),
                        )),
                        Some(_) if !arguments.replace => Err(Failure::new(
                            Exit::Credential,
                            format!("there is a credential `{name}` already"),
                        )
                        .hint("give --replace to put the imported one in its place")),
                        _ => {
                            let one = One {
                                name: &name,
                                credential_type: &credential_type,
                            };
                            save(&store, one, written, &mut connectors, arguments).await
                        }
                    }
                }
            },
        };
        match result {
            Ok(()) => saved += 1,
            Err(failure) => {
                left += 1;
                first_exit.get_or_insert(failure.exit());
                for message in failure.messages() {
                    say(message);
                }
            }
        }
    }
    let summary = match left {
        0 => format!("{} imported", counted(saved, "credential")),
        left => format!("{} imported, {left} not", counted(saved, "credential")),
    };
    match first_exit {
        Some(exit) => Err(Failure::new(exit, summary)),
        None if saved == 0 => Err(Failure::new(Exit::Credential, summary)),
        None => {
            done(summary);
            Ok(())
        }
    }
}

type Entry = Result<Exported, Unreadable>;

fn name_of(entry: &Entry) -> &str {
    match entry {
        Ok(exported) => &exported.name,
        Err(unreadable) => &unreadable.name,
    }
}

/// Refuses a name for `--only` that no credential in the file has.
fn check_only(
    entries: &[Entry],
    arguments: &ImportCredentials,
    shown: &str,
) -> Result<(), Failure> {
    let has = |name: &String| entries.iter().any(|entry| name_of(entry) == name);
    let Some(missing) = arguments.only.iter().find(|name| !has(name)) else {
        return Ok(());
    };
    let failure = Failure::new(
        Exit::Usage,
        format!("--only: there is no credential `{missing}` in {shown}"),
    );
    let names = || entries.iter().map(name_of);
    if let Some(nearest) = jackfield_suggest::nearest(missing, names()) {
        return Err(failure.hint(format!("did you mean `{nearest}`?")));
    }
    let names: Vec<String> = names().map(|name| format!("`{name}`")).collect();
    if names.is_empty() {
        return Err(failure);
    }
    Err(failure.hint(format!("there is {}", names.join(", "))))
}

struct One<'a> {
    name: &'a str,
    credential_type: &'a CredentialType,
}

async fn save(
    store: &jackfield_credential::Store,
    one: One<'_>,
    mut written: Written,
    connectors: &mut Connectors,
    arguments: &ImportCredentials,
) -> Result<(), Failure> {
    let One {
        name,
        credential_type,
    } = one;
    let credential = credentials::usable(name, written.clone(), connectors)
        .await
        .map_err(failed)?;
    credentials::warn_of_insecurity(&credential);
    let result = if arguments.no_check {
        Tried::Not
    } else {
        let report = tried(connectors, &credential).await.map_err(|fault| {
            refusal(&credential, &fault).hint("it is not imported; with --no-check it is")
        })?;
        match report {
            None => Tried::Not,
            Some(report) => {
                findings::complete(&mut written, &report);
                Tried::Works(report)
            }
        }
    };
    let existing = if arguments.replace {
        Existing::Replace
    } else {
        Existing::Keep
    };
    let stored = store
        .add(name, &written, credential_type, existing)
        .map_err(failed)?;
    let place = format!("{} at {}", stored.credential_type, stored.base_url);
    done(match result {
        Tried::Works(report) => {
            findings::note(store, name, Some(&report));
            format!("{name}: works and is imported ({place})")
        }
        Tried::Not => format!("{name}: imported, and nobody knows whether it works ({place})"),
    });
    Ok(())
}

/// A credential of n8n in our terms, or why it is none.
fn mapped(
    exported: &Exported,
    types: &[CredentialType],
    arguments: &ImportCredentials,
    origins: &BTreeSet<String>,
) -> Result<(Written, CredentialType), String> {
    let mapped = exported.map(types).map_err(|error| match error {
        Unmapped::UnknownType(_) | Unmapped::Unsupported(_) => error.to_string(),
        _ => format!(
            "{error}, in a credential of n8n's type `{}`",
            exported.n8n_type
        ),
    })?;
    secrets().add(&mapped.token);
    let limits = exported
        .limits(arguments.file.parent())
        .map_err(|error| match error {
            CredentialError::Malformed { reason, .. } => reason,
            error => error.to_string(),
        })?;
    let found = || {
        if origins.is_empty() {
            return String::new();
        }
        let list: Vec<&str> = origins.iter().map(String::as_str).collect();
        format!("; the workflow names {}", list.join(", "))
    };
    let Some(credential_type) = mapped
        .credential_type
        .as_ref()
        .and_then(|name| types.iter().find(|known| known.name == *name))
    else {
        return Err(format!(
            "no connector here takes n8n's type `{}`",
            exported.n8n_type
        ));
    };
    let base_url = match (mapped.base_url, &arguments.base_url) {
        (Some(own), _) => own,
        (None, Some(given)) => given.clone(),
        (None, None) => {
            return Err(format!(
                "it has no base URL, and a credential here is for one place; give --base-url URL --only '{}'{}",
                exported.name,
                found()
            ));
        }
    };
    let mut written = Written::new(&credential_type.name, &base_url, mapped.token);
    written.ignore_ssl = mapped.ignore_ssl;
    written.fields = mapped.fields;
    let written = limits.put_on(written);
    for secret in written.secrets() {
        secrets().add(&secret);
    }
    Ok((written, credential_type.clone()))
}

fn not_imported(name: &str, n8n_type: &str, reason: &str) {
    say(&Message::new(
        Level::Warning,
        format!("{name} ({n8n_type}) is not imported: {reason}"),
    ));
}

/// The keys that n8n encrypts with, from files and from the environment, never from arguments.
fn keys(arguments: &ImportCredentials) -> Result<Keys, Failure> {
    let unreadable = |path: &Path, error: &dyn std::fmt::Display| {
        Failure::new(
            Exit::Credential,
            format!("the key in {} cannot be read: {error}", path.display()),
        )
    };
    let (own, own_file) = settings::n8n_key();
    let path = arguments
        .key_file
        .clone()
        .or(own_file.filter(|_| own.is_none()));
    let instance = match path {
        None => own,
        Some(path) => {
            let file = File::open(&path).map_err(|error| unreadable(&path, &error))?;
            Some(n8n::read_key(file).map_err(|error| unreadable(&path, &error))?)
        }
    };
    let data: BTreeMap<String, AccessToken> = match &arguments.data_keys {
        None => BTreeMap::new(),
        Some(path) => {
            let file = File::open(path).map_err(|error| unreadable(path, &error))?;
            n8n::read_data_keys(file).map_err(|error| unreadable(path, &error))?
        }
    };
    for key in instance.iter().chain(data.values()) {
        secrets().add(key);
    }
    Ok(Keys { instance, data })
}

/// The origins of every address that stands in these files.
fn origins(files: &[std::path::PathBuf]) -> Result<BTreeSet<String>, Failure> {
    let mut origins = BTreeSet::new();
    for path in files {
        let wrong = |error: &dyn std::fmt::Display| {
            Failure::new(
                Exit::InvalidWorkflow,
                format!("the workflow {} cannot be read: {error}", path.display()),
            )
        };
        let text = fs::read_to_string(path).map_err(|error| wrong(&error))?;
        let value: Value = serde_json::from_str(&text).map_err(|error| wrong(&error))?;
        collect(&value, &mut origins);
    }
    Ok(origins)
}

fn collect(value: &Value, origins: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            let text = text.trim_start_matches('=');
            if let Ok(url) = Url::parse(text)
                && matches!(url.scheme(), "http" | "https")
            {
                origins.insert(url.origin().ascii_serialization());
            }
        }
        Value::Array(list) => list.iter().for_each(|value| collect(value, origins)),
        Value::Object(members) => members.values().for_each(|value| collect(value, origins)),
        _ => {}
    }
}

//! `jackfield credential add`.

use jackfield_credential::{AccessToken, Credential, CredentialError, Existing, Store, Written};
use jackfield_descriptor::CredentialType;
use serde_json::Value;

use super::draft::Draft;
use super::{failed, findings, guide, refusal, token, tried, type_named, type_names};
use crate::args::{AddCredential, Global};
use crate::connectors::Connectors;
use crate::credentials;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::message::{Level, Message};
use crate::terminal::{ask, can_ask, confirm, say, secrets};

/// Saves a credential that works.
pub(super) async fn add(global: &Global, arguments: &AddCredential) -> Result<(), Failure> {
    if let Some(token) = &arguments.token {
        secrets().add(&AccessToken::new(token.clone()));
        let message = "a token is never an argument: everybody on this machine can read those";
        return Err(Failure::new(Exit::Usage, message).hint(
            "give --token-stdin, --token-file FILE or --token-command COMMAND; this token stands in the shell's history now, so replace it",
        ));
    }
    let name = &arguments.name;
    let store = super::store(global)?;
    refuse_taken(global, arguments, &store)?;
    let mut connectors = Connectors::new(global, &arguments.plugins).await?;
    connectors.load_all().await?;
    let credential_type = chosen(arguments, &connectors)?;
    let draft = Draft::read(&arguments.fields, &[], &credential_type)?;
    if let Some(day) = draft.expires().filter(|day| *day < credentials::today()) {
        let message = format!("--expires: {day} is over, and an expired token is never sent");
        return Err(Failure::new(Exit::Usage, message));
    }
    let source = &arguments.fields.token;
    if !source.is_given() && can_ask() {
        let mut steps = guide::steps(&credential_type).into_iter();
        let mut message = Message::new(Level::Summary, steps.next().unwrap_or_default());
        message.lines = steps.map(|step| step.trim_start().to_owned()).collect();
        say(&message);
    }
    let base_url = base_url(draft.base_url.clone(), &credential_type)?;
    let token = token::obtain(source)?;
    let mut written = Written::new(&credential_type.name, &base_url, token);
    draft.apply(&mut written);
    let asked = !arguments.no_check;
    let report = try_to_use(name, &mut written, &mut connectors, asked).await?;
    let existing = if arguments.replace {
        Existing::Replace
    } else {
        Existing::Keep
    };
    let stored = store
        .add(name, &written, &credential_type, existing)
        .map_err(failed)?;
    let base_url = &stored.base_url;
    let title = match &report {
        Tried::Works(report) => {
            findings::note(&store, name, Some(report));
            format!(
                "{name} works and is saved ({} at {base_url})",
                credential_type.name
            )
        }
        Tried::Not => format!(
            "{name} is saved, and nobody knows whether it works ({} at {base_url})",
            credential_type.name
        ),
    };
    let mut message = Message::new(Level::Summary, title);
    if let Tried::Works(report) = &report {
        let lines = findings::lines(report);
        message.lines = lines
            .iter()
            .map(|line| line.trim_start().to_owned())
            .collect();
    }
    say(&message);
    Ok(())
}

/// What a platform made of a credential.
pub(super) enum Tried {
    /// It accepts it; what it says about it.
    Works(Value),
    /// It was not asked, its connector knows no way to ask, or a person wants the credential all
    /// the same.
    Not,
}

/// Judges a credential that is to be saved, and asks its platform about it. A person at a terminal
/// can have one that does not work.
pub(super) async fn try_to_use(
    name: &str,
    written: &mut Written,
    connectors: &mut Connectors,
    asked: bool,
) -> Result<Tried, Failure> {
    let credential = credentials::usable(name, written.clone(), connectors)
        .await
        .map_err(failed)?;
    credentials::warn_of_insecurity(&credential);
    if !asked {
        return Ok(Tried::Not);
    }
    match tried(connectors, &credential).await {
        Ok(None) => Ok(Tried::Not),
        Ok(Some(report)) => {
            findings::complete(written, &report);
            let credential = Credential {
                expires: written.expires,
                ..Credential::clone(&credential)
            };
            credentials::warn_of_end(&credential);
            Ok(Tried::Works(report))
        }
        Err(fault) => {
            let failure = refusal(&credential, &fault);
            if !can_ask() {
                return Err(failure.hint("nothing is saved; with --no-check it is, without asking"));
            }
            for message in failure.messages() {
                say(message);
            }
            if confirm("Save it all the same?")? {
                return Ok(Tried::Not);
            }
            Err(Failure::new(failure.exit(), "nothing is saved"))
        }
    }
}

/// A name that is taken is told before anybody is asked for anything.
fn refuse_taken(global: &Global, arguments: &AddCredential, store: &Store) -> Result<(), Failure> {
    let name = &arguments.name;
    if store.show(name).is_ok() {
        if arguments.replace {
            return Ok(());
        }
        return Err(Failure::new(
            Exit::Credential,
            format!("there is a credential `{name}` already"),
        )
        .hint(format!(
            "change it with `jackfield credential edit {name}`, or give --replace"
        )));
    }
    match credentials::providers(global, &arguments.sources)?.find(name) {
        Ok(found) => Err(Failure::new(
            Exit::Credential,
            format!("a credential `{name}` comes from {} already", found.place()),
        )
        .hint("a name in two places is an error; take another name, or take that one out")),
        Err(CredentialError::Missing { .. }) => Ok(()),
        Err(error) => Err(failed(error)),
    }
}

fn chosen(arguments: &AddCredential, connectors: &Connectors) -> Result<CredentialType, Failure> {
    if let Some(name) = &arguments.credential_type {
        return type_named(connectors, name);
    }
    let names = type_names(connectors).join(", ");
    if !can_ask() {
        return Err(
            Failure::new(Exit::Usage, "the credential's type is missing")
                .hint(format!("give --type TYPE; there is {names}")),
        );
    }
    let answer = ask(&format!("Type ({names}): "))?;
    type_named(connectors, &answer)
}

fn base_url(given: Option<String>, credential_type: &CredentialType) -> Result<String, Failure> {
    let example = &credential_type.base_url.example;
    match given {
        Some(given) => Ok(given),
        None if can_ask() => ask(&format!("Base URL (such as {example}): ")),
        None => Err(Failure::new(Exit::Usage, "the base URL is missing")
            .hint(format!("give --base-url URL, such as {example}"))),
    }
}

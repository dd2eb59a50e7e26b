//! `jackfield credential rotate`.
//!
//! The connector says what to do next, and the store keeps how far that is. At every moment the
//! store has a token that works: the new one takes the place of the old one when the platform has
//! accepted it, with one write, and the old one is revoked after that.

use std::sync::Arc;
use std::time::Duration;

use jackfield_connector::{Connector, Replacement, RotationStep};
use jackfield_credential::{Credential, Store, Written};
use jackfield_descriptor::{Effect, Fault, FaultKind};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{TIMEOUT, done, failed, stored, tried};
use crate::args::{Global, RotateCredential};
use crate::connectors::Connectors;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::message::{Level, Message};
use crate::terminal::{say, secrets};
use crate::{credentials, inquiry};

/// More steps are a defect of the connector.
const MOST_STEPS: usize = 100;
/// How often a new token is tried where the platform cannot be asked, and how long is waited.
const TRIES: u32 = 3;
const PAUSE: Duration = Duration::from_secs(1);

/// Replaces the token of a credential by a new one.
pub(super) async fn rotate(global: &Global, arguments: &RotateCredential) -> Result<(), Failure> {
    let name = arguments.name.as_str();
    let (store, known) = stored(global, &arguments.sources, name)?;
    let mut connectors = Connectors::new(global, &arguments.plugins).await?;
    connectors.load_all().await?;
    let _alone = store.rotating().map_err(failed)?;
    if known.annotations.rotation.is_some() {
        done(format!("{name}: going on where the last attempt ended"));
    }
    for _ in 0..MOST_STEPS {
        // Read anew each time: the step before may have saved another token.
        let state = store.show(name).map_err(failed)?.annotations.rotation;
        let credential = resolved(&store, name, &mut connectors).await?;
        let connector = inquiry::connector_of(&connectors, &credential)
            .ok_or_else(|| Failure::internal("the credential's type has no connector"))?;
        let step = inquiry::rotate(connector.clone(), Arc::clone(&credential), state, TIMEOUT)
            .await
            .map_err(|fault| refused(&credential, &connector, &fault))?;
        match step {
            RotationStep::Again(state) => {
                store
                    .annotate(name, |annotations| annotations.rotation = Some(state))
                    .map_err(failed)?;
            }
            RotationStep::Save(replacement) => {
                save(&store, name, &credential, replacement, &mut connectors).await?;
            }
            RotationStep::Done(rest) => {
                return finish(&store, name, rest);
            }
        }
    }
    Err(Failure::new(
        Exit::Connector,
        format!("the rotation of `{name}` does not come to an end: {MOST_STEPS} steps were taken"),
    ))
}

async fn resolved(
    store: &Store,
    name: &str,
    connectors: &mut Connectors,
) -> Result<Arc<Credential>, Failure> {
    let written = store.get(name).map_err(failed)?;
    credentials::usable(name, written, connectors)
        .await
        .map_err(failed)
}

/// Tries the new token, and saves it if the platform accepts it.
async fn save(
    store: &Store,
    name: &str,
    old: &Arc<Credential>,
    replacement: Replacement,
    connectors: &mut Connectors,
) -> Result<(), Failure> {
    let Replacement {
        token,
        token_id,
        expires_at,
        state,
    } = replacement;
    secrets().add(&token);
    let expires = expires_at.and_then(day);
    let change = |written: &mut Written| {
        written.token = token;
        written.expires = expires;
        let notes = &mut written.notes;
        if notes.token_id != token_id {
            notes.replaced_token_ids.extend(notes.token_id.take());
            notes.description = None;
        }
        notes.token_id.clone_from(&token_id);
    };
    let mut written = store.get(name).map_err(failed)?;
    let try_change = change.clone();
    try_change(&mut written);
    let new = credentials::usable(name, written, connectors)
        .await
        .map_err(failed)?;
    if let Err(fault) = accepted(connectors, &new).await {
        // Some servers end the old token when they make the new one. Then the new one is kept
        // although nobody knows whether it works.
        let old_is_over = matches!(
            tried(connectors, old).await,
            Err(Fault {
                kind: FaultKind::CredentialRejected,
                ..
            })
        );
        if fault.kind == FaultKind::CredentialRejected || !old_is_over {
            return Err(Failure::fault(
                Exit::of(&fault, Effect::Read),
                &format!("the new token of `{name}` could not be tried"),
                &fault,
            )
            .hint(format!(
                "the old token stays; `jackfield credential rotate {name}` goes on, and revokes the new one if it was left behind"
            )));
        }
        say(&Message::new(
            Level::Warning,
            format!(
                "the new token of `{name}` could not be tried, and is saved because the old one is over: {}",
                fault.message
            ),
        ));
    }
    store.save_rotated(name, &state, change).map_err(failed)?;
    let id = token_id.map_or_else(String::new, |id| format!(", token id {id}"));
    let end = expires.map_or_else(String::new, |day| format!(", expires {day}"));
    done(format!("{name}: a new token works and is saved{id}{end}"));
    Ok(())
}

/// Whether the platform accepts a new token, asked again where it could not be asked.
async fn accepted(connectors: &Connectors, new: &Arc<Credential>) -> Result<(), Fault> {
    let mut attempt = 1;
    loop {
        match tried(connectors, new).await {
            Ok(_) => return Ok(()),
            Err(fault) if fault.kind.is_transient() && attempt < TRIES => {
                attempt += 1;
                tokio::time::sleep(PAUSE).await;
            }
            Err(fault) => return Err(fault),
        }
    }
}

fn finish(store: &Store, name: &str, rest: Option<String>) -> Result<(), Failure> {
    store
        .annotate(name, |annotations| {
            annotations.rotation = None;
            annotations.checked = Some(Timestamp::now());
            if rest.is_none() {
                annotations.notes.replaced_token_ids.pop();
            }
        })
        .map_err(failed)?;
    match rest {
        Some(rest) => say(&Message::new(Level::Warning, format!("{name}: {rest}"))),
        None => done(format!("{name}: the old token is revoked")),
    }
    Ok(())
}

fn refused(credential: &Credential, connector: &Connector, fault: &Fault) -> Failure {
    let name = &credential.name;
    let types = &connector.descriptor().credential_types;
    let by_hand = types
        .iter()
        .find(|known| known.name == credential.credential_type)
        .map(|known| known.rotation_guide.as_slice())
        .unwrap_or_default();
    if fault.kind != FaultKind::UnknownOperation {
        return Failure::fault(
            Exit::of(fault, Effect::Read),
            &format!("the token of `{name}` could not be replaced"),
            fault,
        )
        .hint(format!(
            "the credential is as it was; `jackfield credential rotate {name}` goes on where this ended"
        ));
    }
    let failure = Failure::new(
        Exit::Credential,
        format!(
            "a token of type `{}` cannot be replaced by jackfield",
            credential.credential_type
        ),
    );
    if by_hand.is_empty() {
        return failure.hint(format!(
            "get a second token (`jackfield credential guide {}`), put it in the place of the first with `jackfield credential edit {name} --token`, then revoke the first",
            credential.credential_type
        ));
    }
    by_hand
        .iter()
        .enumerate()
        .fold(failure, |failure, (index, step)| {
            failure.also(Some(format!(
                "{}. {}",
                index + 1,
                step.replace("NAME", name)
            )))
        })
}

/// The day of a time since 1970, in UTC.
fn day(since: Duration) -> Option<Date> {
    let at = Timestamp::from_second(i64::try_from(since.as_secs()).ok()?).ok()?;
    Some(at.to_zoned(TimeZone::UTC).date())
}

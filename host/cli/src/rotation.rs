//! Replacing the token of a credential in the store.
//!
//! The connector says what to do next, and the store keeps how far that is. At every moment the
//! store has a token that works: the new one takes the place of the old one when the platform has
//! accepted it, with one write, and the old one is revoked after that.

use std::sync::Arc;
use std::time::Duration;

use jackfield_connector::{Connector, NewToken, Replacement, RotationStep, Surroundings};
use jackfield_credential::{Credential, CredentialError, Store, Written};
use jackfield_descriptor::{Effect, Fault, FaultKind};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::inquiry;
use crate::message::{Level, Message};
use crate::terminal::{say, secrets};

/// How long a platform may take for an answer.
const TIMEOUT: Duration = Duration::from_secs(30);
/// More steps are a defect of the connector.
const MOST_STEPS: usize = 100;
/// How often a new token is tried where the platform cannot be asked, and how long is waited.
const TRIES: u32 = 3;
const PAUSE: Duration = Duration::from_secs(1);

/// A credential in the store whose token is being replaced, and the connector of its platform.
pub(crate) struct Rotation<'a> {
    pub(crate) store: &'a Store,
    pub(crate) name: &'a str,
    pub(crate) connector: &'a Connector,
    pub(crate) surroundings: Surroundings,
}

/// What came of it.
#[derive(Debug)]
pub(crate) struct Rotated {
    /// The credential with its new token.
    pub(crate) credential: Arc<Credential>,
    /// What is left of the old token, if it could not be revoked.
    pub(crate) left: Option<String>,
}

impl Rotation<'_> {
    /// Replaces the token by a new one, or goes on where the last attempt ended.
    pub(crate) async fn carry_out(&self) -> Result<Rotated, Failure> {
        let name = self.name;
        let _alone = self.store.rotating().map_err(failed)?;
        if self.state()?.is_some() {
            done(format!("{name}: going on where the last attempt ended"));
        }
        for _ in 0..MOST_STEPS {
            // Read anew each time: the step before may have saved another token.
            let state = self.state()?;
            let credential = self.usable(self.store.get(name).map_err(failed)?)?;
            let step = inquiry::rotate(
                self.surroundings.clone(),
                self.connector.clone(),
                Arc::clone(&credential),
                state,
                TIMEOUT,
            )
            .await
            .map_err(|fault| self.refused(&fault))?;
            match step {
                RotationStep::Again(state) => {
                    self.store
                        .annotate(name, |annotations| annotations.rotation = Some(state))
                        .map_err(failed)?;
                }
                RotationStep::Save(replacement) => self.save(&credential, replacement).await?,
                RotationStep::Done(left) => return self.finish(left),
            }
        }
        Err(Failure::new(
            Exit::Connector,
            format!(
                "the rotation of `{name}` does not come to an end: {MOST_STEPS} steps were taken"
            ),
        ))
    }

    fn state(&self) -> Result<Option<String>, Failure> {
        let stored = self.store.show(self.name).map_err(failed)?;
        Ok(stored.annotations.rotation)
    }

    fn usable(&self, written: Written) -> Result<Arc<Credential>, Failure> {
        // Known to the redactor before anything else can go wrong.
        secrets().add_all(&written.secrets());
        let types = &self.connector.descriptor().credential_types;
        Credential::resolve(self.name, written, types)
            .map(Arc::new)
            .map_err(failed)
    }

    async fn tried(&self, credential: &Arc<Credential>) -> Result<(), Fault> {
        let (surroundings, connector) = (self.surroundings.clone(), self.connector.clone());
        inquiry::ask_within(surroundings, connector, Arc::clone(credential), TIMEOUT)
            .await
            .map(|_| ())
    }

    /// Tries the new token, and saves it if the platform accepts it.
    async fn save(&self, old: &Arc<Credential>, replacement: Replacement) -> Result<(), Failure> {
        let name = self.name;
        let Replacement { new, state } = replacement;
        let NewToken {
            token,
            token_id,
            expires_at,
        } = new;
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
        let mut written = self.store.get(name).map_err(failed)?;
        let try_change = change.clone();
        try_change(&mut written);
        let new = self.usable(written)?;
        if let Err(fault) = self.accepted(&new).await {
            // Some servers end the old token when they make the new one. Then the new one is kept
            // although nobody knows whether it works.
            let old_is_over = matches!(
                self.tried(old).await,
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
        self.store
            .save_rotated(name, &state, change)
            .map_err(failed)?;
        let id = token_id.map_or_else(String::new, |id| format!(", token id {id}"));
        let end = expires.map_or_else(String::new, |day| format!(", expires {day}"));
        done(format!("{name}: a new token works and is saved{id}{end}"));
        Ok(())
    }

    /// Whether the platform accepts a new token, asked again where it could not be asked.
    async fn accepted(&self, new: &Arc<Credential>) -> Result<(), Fault> {
        let mut attempt = 1;
        loop {
            match self.tried(new).await {
                Ok(()) => return Ok(()),
                Err(fault) if fault.kind.is_transient() && attempt < TRIES => {
                    attempt += 1;
                    tokio::time::sleep(PAUSE).await;
                }
                Err(fault) => return Err(fault),
            }
        }
    }

    fn finish(&self, left: Option<String>) -> Result<Rotated, Failure> {
        let name = self.name;
        self.store
            .annotate(name, |annotations| {
                annotations.rotation = None;
                annotations.checked = Some(Timestamp::now());
                if left.is_none() {
                    annotations.notes.replaced_token_ids.pop();
                }
            })
            .map_err(failed)?;
        match &left {
            Some(left) => say(&Message::new(Level::Warning, format!("{name}: {left}"))),
            None => done(format!("{name}: the old token is revoked")),
        }
        let credential = self.usable(self.store.get(name).map_err(failed)?)?;
        Ok(Rotated { credential, left })
    }

    fn refused(&self, fault: &Fault) -> Failure {
        let name = self.name;
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
        let stored = self.store.show(name).ok();
        let credential_type = stored
            .map(|stored| stored.credential_type)
            .unwrap_or_default();
        let types = &self.connector.descriptor().credential_types;
        let by_hand = types
            .iter()
            .find(|known| known.name == credential_type)
            .map(|known| known.rotation_guide.as_slice())
            .unwrap_or_default();
        let failure = Failure::new(
            Exit::Credential,
            format!("a token of type `{credential_type}` cannot be replaced by jackfield"),
        );
        if by_hand.is_empty() {
            return failure.hint(format!(
                "get a second token (`jackfield credential guide {credential_type}`), put it in the place of the first with `jackfield credential edit {name} --token`, then revoke the first"
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
}

/// The day of a time since 1970, in UTC.
pub(crate) fn day(since: Duration) -> Option<Date> {
    let at = Timestamp::from_second(i64::try_from(since.as_secs()).ok()?).ok()?;
    Some(at.to_zoned(TimeZone::UTC).date())
}

#[expect(clippy::needless_pass_by_value, reason = "made for `map_err`")]
fn failed(error: CredentialError) -> Failure {
    Failure::credential(&error)
}

/// Says what came of it, to a person.
fn done(title: impl Into<String>) {
    say(&Message::new(Level::Summary, title));
}

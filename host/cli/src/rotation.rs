//! Replacing the token of a credential in the store.
//!
//! The connector says what to do next, and the store keeps how far that is. At every moment the
//! store has a token that works: the new one takes the place of the old one when the platform has
//! accepted it, with one write, and the old one is revoked after that.

use std::sync::Arc;
use std::time::Duration;

use jackfield_connector::{Connector, NewToken, Replacement, RotationStep, Surroundings};
use jackfield_credential::{Credential, CredentialError, Rotating, Store, StoreError, Written};
use jackfield_descriptor::{Fault, FaultKind};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use tokio::time::Instant;

use crate::inquiry;
use crate::message::{Level, Message};
use crate::terminal::{say, secrets};
use crate::unrotated::Unrotated;

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
    /// After this no step is begun, and until then other rotations are waited for; without one
    /// nothing is waited for.
    pub(crate) deadline: Option<Instant>,
    /// Told of the credential with its new token, as soon as that is the one in the store.
    pub(crate) saved: &'a (dyn Fn(Arc<Credential>) + Sync),
}

impl Rotation<'_> {
    /// Replaces the token by a new one, or goes on where the last attempt ended. Gives the
    /// credential as it is then, and a sentence about the old token if it could not be revoked.
    pub(crate) async fn carry_out(&self) -> Result<(Arc<Credential>, Option<String>), Unrotated> {
        let name = self.name;
        let _alone = self.alone().await?;
        if self.state()?.is_some() {
            done(format!("{name}: going on where the last attempt ended"));
        }
        let mut has_saved = false;
        for _ in 0..MOST_STEPS {
            // What is under way is never cut off: of a token that was made then nobody would know.
            if self
                .deadline
                .is_some_and(|deadline| Instant::now() > deadline)
            {
                return Err(Unrotated::Late);
            }
            // Read anew each time: the step before may have saved another token.
            let state = self.state()?;
            let credential = self.usable(self.store.get(name)?)?;
            let step = inquiry::rotate(
                self.surroundings.clone(),
                self.connector.clone(),
                Arc::clone(&credential),
                state,
                TIMEOUT,
            );
            match step.await.map_err(|fault| self.refused(fault, has_saved))? {
                RotationStep::Again(state) => {
                    self.store
                        .annotate(name, |annotations| annotations.rotation = Some(state))?;
                }
                RotationStep::Save(replacement) => {
                    self.save(&credential, replacement).await?;
                    has_saved = true;
                    (self.saved)(self.usable(self.store.get(name)?)?);
                }
                RotationStep::Done(left) => return self.finish(left),
            }
        }
        Err(Unrotated::Endless)
    }

    /// The right to replace tokens.
    async fn alone(&self) -> Result<Rotating, CredentialError> {
        loop {
            let error = match self.store.rotating() {
                Ok(alone) => return Ok(alone),
                Err(error) => error,
            };
            let is_busy = matches!(error, CredentialError::Store(StoreError::Rotating { .. }));
            if !is_busy
                || self
                    .deadline
                    .is_none_or(|deadline| Instant::now() > deadline)
            {
                return Err(error);
            }
            tokio::time::sleep(PAUSE / 10).await;
        }
    }

    fn state(&self) -> Result<Option<String>, CredentialError> {
        let stored = self.store.show(self.name)?;
        Ok(stored.annotations.rotation)
    }

    fn usable(&self, written: Written) -> Result<Arc<Credential>, CredentialError> {
        // Known to the redactor before anything else can go wrong.
        secrets().add_all(&written.secrets());
        let types = &self.connector.descriptor().credential_types;
        Credential::resolve(self.name, written, types).map(Arc::new)
    }

    async fn tried(&self, credential: &Arc<Credential>) -> Result<(), Fault> {
        let (surroundings, connector) = (self.surroundings.clone(), self.connector.clone());
        inquiry::ask_within(surroundings, connector, Arc::clone(credential), TIMEOUT)
            .await
            .map(|_| ())
    }

    /// Tries the new token, and saves it if the platform accepts it.
    async fn save(&self, old: &Arc<Credential>, replacement: Replacement) -> Result<(), Unrotated> {
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
        let mut written = self.store.get(name)?;
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
                return Err(Unrotated::Refused {
                    doing: format!("the new token of `{name}` could not be tried"),
                    fault: Box::new(fault),
                    then: format!(
                        "the old token stays; `jackfield credential rotate {name}` goes on, and revokes the new one if it was left behind"
                    ),
                });
            }
            say(&Message::new(
                Level::Warning,
                format!(
                    "the new token of `{name}` could not be tried, and is saved because the old one is over: {}",
                    fault.message
                ),
            ));
        }
        self.store.save_rotated(name, &state, change)?;
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

    fn finish(&self, left: Option<String>) -> Result<(Arc<Credential>, Option<String>), Unrotated> {
        let name = self.name;
        self.store.annotate(name, |annotations| {
            annotations.rotation = None;
            annotations.checked = Some(Timestamp::now());
            if left.is_none() {
                annotations.notes.replaced_token_ids.pop();
            }
        })?;
        match &left {
            Some(left) => say(&Message::new(Level::Warning, format!("{name}: {left}"))),
            None => done(format!("{name}: the old token is revoked")),
        }
        Ok((self.usable(self.store.get(name)?)?, left))
    }

    fn refused(&self, fault: Fault, has_saved: bool) -> Unrotated {
        let name = self.name;
        if fault.kind == FaultKind::UnknownOperation {
            return self.by_hand();
        }
        let (doing, state) = if has_saved {
            let doing = format!("the token of `{name}` was replaced, and what follows failed");
            (doing, "the new token is saved")
        } else {
            let doing = format!("the token of `{name}` could not be replaced");
            (doing, "the credential is as it was")
        };
        let then =
            format!("{state}; `jackfield credential rotate {name}` goes on where this ended");
        let fault = Box::new(fault);
        Unrotated::Refused { doing, fault, then }
    }

    fn by_hand(&self) -> Unrotated {
        let stored = self.store.show(self.name).ok();
        let credential_type = stored
            .map(|stored| stored.credential_type)
            .unwrap_or_default();
        let mut types = self.connector.descriptor().credential_types.iter();
        let known = types.find(|known| known.name == credential_type);
        let guide = known.map(|known| known.rotation_guide.as_slice());
        let steps = guide.unwrap_or_default().iter().enumerate();
        Unrotated::ByHand {
            name: self.name.to_owned(),
            steps: steps
                .map(|(index, step)| format!("{}. {}", index + 1, step.replace("NAME", self.name)))
                .collect(),
            credential_type,
        }
    }
}

/// The day of a time since 1970, in UTC.
pub(crate) fn day(since: Duration) -> Option<Date> {
    let at = Timestamp::from_second(i64::try_from(since.as_secs()).ok()?).ok()?;
    Some(at.to_zoned(TimeZone::UTC).date())
}

/// Says what came of it, to a person.
fn done(title: impl Into<String>) {
    say(&Message::new(Level::Summary, title));
}

//! Where new tokens are kept.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use jackfield_credential::{AccessToken, Credential};
use jackfield_descriptor::{CredentialType, Fault, FaultKind};
use serde_json::{Map, Value};
use tokio::time::Instant;

use crate::call::Surroundings;
use crate::connector::Connector;

/// What a step wants saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saving {
    /// The name of the new credential.
    pub name: String,
    /// The idempotency key of the call: what an earlier attempt has saved may be replaced.
    pub key: String,
}

/// A token that a platform has made.
#[derive(Debug)]
pub struct NewToken {
    /// The token.
    pub token: AccessToken,
    /// The id by which the platform knows it.
    pub token_id: Option<String>,
    /// When it expires, since 1970-01-01T00:00:00Z.
    pub expires_at: Option<Duration>,
}

/// A new credential, as a call has it saved.
#[derive(Debug)]
pub struct Wish<'a> {
    /// The name, and the call's key.
    pub saving: &'a Saving,
    /// The credential that got it: the new one has its type and its base URL.
    pub like: &'a Credential,
    /// That type.
    pub credential_type: &'a CredentialType,
    /// How long the call can wait for it.
    pub patience: Duration,
}

/// Who keeps new tokens. What this crate knows of it is that a guest never sees what is kept.
pub trait Keeper: Send + Sync {
    /// Whether a credential of this name could be saved, asked before anything is sent.
    ///
    /// # Errors
    /// When the name is taken or is none, or there is no place for it.
    fn expect(&self, saving: &Saving) -> Result<(), Fault>;

    /// Saves a credential.
    ///
    /// # Errors
    /// When it was not saved.
    fn save<'a>(&'a self, wish: Wish<'a>, new: NewToken) -> BoxFuture<'a, Result<(), Fault>>;

    /// Replaces the token of a credential by requests with these surroundings, and gives what there
    /// is to say about it. No step is begun after the deadline, and none is left half done.
    ///
    /// # Errors
    /// When it has not come to its end: the old token is still the one that is kept, or the new one
    /// is and the old one was not revoked ([`Keeper::replaced`] tells them apart).
    fn rotate<'a>(
        &'a self,
        credential: &'a Arc<Credential>,
        connector: &'a Connector,
        surroundings: &'a Surroundings,
        deadline: Instant,
    ) -> BoxFuture<'a, Result<Map<String, Value>, Fault>>;

    /// The credential of this name, if its token was replaced since the run began.
    fn replaced(&self, name: &str) -> Option<Arc<Credential>>;
}

/// Keeps nothing.
#[derive(Clone, Copy, Debug)]
pub struct NoKeeper;

fn refusal() -> Fault {
    Fault::new(
        FaultKind::PolicyDenied,
        "there is no place here for new credentials",
    )
}

impl Keeper for NoKeeper {
    fn expect(&self, _: &Saving) -> Result<(), Fault> {
        Err(refusal())
    }

    fn save<'a>(&'a self, _: Wish<'a>, _: NewToken) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async { Err(refusal()) })
    }

    fn rotate<'a>(
        &'a self,
        _: &'a Arc<Credential>,
        _: &'a Connector,
        _: &'a Surroundings,
        _: Instant,
    ) -> BoxFuture<'a, Result<Map<String, Value>, Fault>> {
        Box::pin(async { Err(refusal()) })
    }

    fn replaced(&self, _: &str) -> Option<Arc<Credential>> {
        None
    }
}

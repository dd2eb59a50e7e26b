//! Where new tokens are kept.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use jackfield_credential::{AccessToken, Credential};
use jackfield_descriptor::{CredentialType, Fault, FaultKind};
use serde_json::{Map, Value};

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

/// Who keeps new tokens. What this crate knows of it is that a guest never sees what is kept.
pub trait Keeper: Send + Sync {
    /// Whether a credential like this one could be saved, asked before anything is sent.
    ///
    /// # Errors
    /// When the name is taken or is none, or there is no place for it.
    fn expect(&self, saving: &Saving, like: &Credential) -> Result<(), Fault>;

    /// Saves a credential like this one, with another token.
    ///
    /// # Errors
    /// When it was not saved.
    fn save(
        &self,
        saving: &Saving,
        like: &Credential,
        credential_type: &CredentialType,
        new: NewToken,
    ) -> Result<(), Fault>;

    /// Replaces the token of a credential by requests with these surroundings, and gives what there
    /// is to say about it.
    ///
    /// # Errors
    /// When the old token is still the one that is kept, or nobody knows how far it came.
    fn rotate<'a>(
        &'a self,
        credential: &'a Arc<Credential>,
        connector: &'a Connector,
        surroundings: &'a Surroundings,
    ) -> BoxFuture<'a, Result<Map<String, Value>, Fault>>;

    /// The credential of this name, if its token was replaced since the run began.
    fn replaced(&self, name: &str) -> Option<Arc<Credential>>;
}

/// Keeps nothing.
#[derive(Clone, Copy, Debug)]
pub struct NoKeeper;

impl NoKeeper {
    fn refusal() -> Fault {
        Fault::new(
            FaultKind::PolicyDenied,
            "there is no place here for new credentials",
        )
    }
}

impl Keeper for NoKeeper {
    fn expect(&self, _: &Saving, _: &Credential) -> Result<(), Fault> {
        Err(Self::refusal())
    }

    fn save(
        &self,
        _: &Saving,
        _: &Credential,
        _: &CredentialType,
        _: NewToken,
    ) -> Result<(), Fault> {
        Err(Self::refusal())
    }

    fn rotate<'a>(
        &'a self,
        _: &'a Arc<Credential>,
        _: &'a Connector,
        _: &'a Surroundings,
    ) -> BoxFuture<'a, Result<Map<String, Value>, Fault>> {
        Box::pin(async { Err(Self::refusal()) })
    }

    fn replaced(&self, _: &str) -> Option<Arc<Credential>> {
        None
    }
}

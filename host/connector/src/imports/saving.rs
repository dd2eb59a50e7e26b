//! `credential.save`: a secret that was taken out of an answer becomes a credential.

use std::sync::Arc;
use std::time::Duration;

use jackfield_credential::{AccessToken, Credential};
use jackfield_descriptor::{CredentialType, Fault, FaultKind};
use tokio::time::Instant;

use super::{Current, DRY_RUN};
use crate::bindings::jackfield::connector::credentials;
use crate::contract::broken;
use crate::keeper::{Keeper, NewToken, Saving, Wish};

/// How long the id of a token may be, in bytes.
const MAX_TOKEN_ID: usize = 256;
/// How long a call waits for a new credential to be saved.
const PATIENCE: Duration = Duration::from_secs(10);

/// A place where a new credential is kept; a call has one, for one credential.
pub(crate) struct Place {
    pub(crate) keeper: Arc<dyn Keeper>,
    pub(crate) saving: Saving,
    /// The types that the connector's platform has.
    pub(crate) types: Vec<CredentialType>,
}

/// Saves a secret that was taken out of an answer, if the call is one that may save one. Whatever
/// the connector says, it goes to the platform that it came from and to no other.
pub(super) async fn save(
    call: &mut Current,
    like: &Arc<Credential>,
    new: credentials::NewToken,
) -> Result<(), Fault> {
    if call.withholds {
        return Err(Fault::new(FaultKind::PolicyDenied, DRY_RUN));
    }
    let Some(place) = call.place.take() else {
        return Err(broken(
            "it saved a token where its descriptor names no place, or a second one",
        ));
    };
    let token = call
        .secret(&new.token, like)
        .ok_or_else(|| broken("it saved a token that this credential did not get"))?;
    let known = |known: &&CredentialType| known.name == like.credential_type;
    let credential_type = place
        .types
        .iter()
        .find(known)
        .ok_or_else(|| broken("it saved a token of a type that is not its own"))?;
    let left = call.deadline.saturating_duration_since(Instant::now());
    let wish = Wish {
        saving: &place.saving,
        like,
        credential_type,
        // The rest is for a connector that has to revoke what could not be saved.
        patience: (left / 2).min(PATIENCE),
    };
    let new = new_token(token, new.token_id, new.expires_at_ms)?;
    place.keeper.save(wish, new).await
}

/// A new token, with what the connector says about it.
pub(crate) fn new_token(
    token: AccessToken,
    token_id: Option<String>,
    expires_at_ms: Option<u64>,
) -> Result<NewToken, Fault> {
    let is_odd = |id: &String| id.len() > MAX_TOKEN_ID || id.chars().any(char::is_control);
    if token_id.as_ref().is_some_and(is_odd) {
        return Err(broken("the id of a token that is none"));
    }
    Ok(NewToken {
        token,
        token_id,
        expires_at: expires_at_ms.map(Duration::from_millis),
    })
}

/// What a fault says and what to do about it.
pub(super) fn in_full(fault: &Fault) -> String {
    match &fault.hint {
        Some(hint) => format!("{}; {hint}", fault.message),
        None => fault.message.clone(),
    }
}

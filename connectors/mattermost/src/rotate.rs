//! Replacing the token.
//!
//! A new token is made, tried and saved by the host before the old one is revoked, so that there
//! is a working one at every moment. The new one carries a mark in its description: when the
//! process dies before it is saved, the next attempt finds it by the mark and revokes it.
//!
//! An account that may not make tokens may be allowed to rotate one (`POST /users/tokens/rotate`,
//! Mattermost 11.10 and later). There the old token ends at once, before the new one is saved;
//! that way is taken only when there is no other.

use jackfield_sdk::{Credential, Fault, FaultKind, Replacement, Request, Response, Step, context};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::api;
use crate::tokens::{self, Token};

/// The field in which somebody has said which token is in use.
const TOKEN_ID: &str = "token-id";

/// What is still to be done.
#[derive(Deserialize, Serialize)]
#[serde(tag = "next", rename_all = "camelCase")]
enum Stage {
    /// Make a new token.
    Create {
        /// The id of the old one, if anybody knows it.
        old: Option<String>,
        /// What the description of the new one ends with.
        mark: String,
    },
    /// Revoke the old one.
    Revoke { old: Option<String> },
    /// Nothing.
    End,
}

impl Stage {
    fn spelled(&self) -> String {
        json!(self).to_string()
    }

    fn read(state: &str) -> Result<Self, Fault> {
        serde_json::from_str(state).map_err(|error| {
            Fault::new(
                FaultKind::Internal,
                format!("the state of the rotation cannot be read: {error}"),
            )
        })
    }
}

/// Takes the next step.
pub(crate) fn rotate(credential: Credential<'_>, state: Option<&str>) -> Result<Step, Fault> {
    match state.map(Stage::read).transpose()? {
        None => begin(credential),
        Some(Stage::Create { old, mark }) => create(credential, old, mark),
        Some(Stage::Revoke { old }) => revoke(credential, old),
        Some(Stage::End) => Ok(Step::Done(None)),
    }
}

fn begin(credential: Credential<'_>) -> Result<Step, Fault> {
    let id = credential.field(TOKEN_ID);
    let old = match tokens::own(credential) {
        Ok(own) => {
            let in_use = tokens::in_use(&own, id.as_deref());
            if let (Some(id), None) = (&id, in_use) {
                return Err(Fault::new(
                    FaultKind::InvalidParameter,
                    format!("the account has no token with the id `{id}`"),
                )
                .hint("correct the credential's token id, or take it out"));
            }
            in_use.map(|token| token.id.clone())
        }
        // An account that may not look at its tokens may still rotate one that it knows.
        Err(fault) if fault.kind == FaultKind::PermissionDenied.as_str() => id,
        Err(fault) => return Err(fault),
    };
    let mark = context::idempotency_key();
    Ok(Step::Again(Stage::Create { old, mark }.spelled()))
}

fn create(credential: Credential<'_>, old: Option<String>, mark: String) -> Result<Step, Fault> {
    let own = tokens::own(credential).unwrap_or_default();
    let is_ours = |token: &&Token| !mark.is_empty() && token.description.ends_with(&mark);
    if let Some(left) = own.iter().find(is_ours) {
        // Of an attempt that died before its token was saved.
        tokens::revoke(credential, &left.id)?;
        return Ok(Step::Again(Stage::Create { old, mark }.spelled()));
    }
    let made = tokens::make(credential, "me", &format!("jackfield, {mark}"), None);
    let response = match (made, &old) {
        (Err(fault), Some(id)) if fault.kind == FaultKind::PermissionDenied.as_str() => {
            return rotate_in_place(credential, id).map_err(|other| refused(fault, &other));
        }
        (made, _) => made?,
    };
    saved(&response, Stage::Revoke { old })
}

/// Lets the server replace a token's secret. The old one ends with that.
fn rotate_in_place(credential: Credential<'_>, id: &str) -> Result<Step, Fault> {
    let response = tokens::lasting(|expires_at| {
        let body = json!({ "token_id": id, "expires_at": expires_at.unwrap_or(0) });
        let request = Request::post(api::path(["users", "tokens", "rotate"])).json(&body);
        tokens::sealed(credential, &request, "rotating a token")
    })?;
    saved(&response, Stage::End)
}

/// The account may not make tokens, and the other way is closed as well.
fn refused(fault: Fault, other: &Fault) -> Fault {
    let hint = "an administrator can allow the account to make tokens (System Console > User Management > Users > Manage Roles > Allow this account to generate personal access tokens); the token of a bot is replaced by its owner: Integrations > Bot Accounts > Create New Token, then `jackfield credential edit`";
    let way = match other.status {
        Some(404) => "this server has no other way",
        _ => "the server refused to rotate the token in place, too",
    };
    fault.hint(format!("{hint}. {way}"))
}

fn saved(response: &Response, next: Stage) -> Result<Step, Fault> {
    Ok(Step::Save(Replacement {
        new: tokens::made(response)?,
        state: next.spelled(),
    }))
}

fn revoke(credential: Credential<'_>, old: Option<String>) -> Result<Step, Fault> {
    const BY_HAND: &str = "revoke it by hand: Profile > Security > Personal Access Tokens";
    let Some(old) = old else {
        return Ok(Step::Done(Some(format!(
            "the old token still works, because nobody has said which of the account's tokens it is; {BY_HAND}"
        ))));
    };
    // It may be gone already, when this step was taken before and the process died.
    if let Ok(own) = tokens::own(credential)
        && !own.iter().any(|token| token.id == old)
    {
        return Ok(Step::Done(None));
    }
    match tokens::revoke(credential, &old) {
        Ok(()) => Ok(Step::Done(None)),
        Err(fault) if fault.kind == FaultKind::PermissionDenied.as_str() => {
            Ok(Step::Done(Some(format!(
                "the old token ({old}) still works, because the account may not revoke it; {BY_HAND}"
            ))))
        }
        Err(fault) => Err(fault),
    }
}

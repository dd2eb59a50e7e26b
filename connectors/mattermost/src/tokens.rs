//! Access tokens as the API shows them: everything but the token itself.

use jackfield_sdk::{Credential, Fault, Request};
use serde::Deserialize;
use serde_json::json;

use crate::api;

/// The largest page that the server gives.
const PAGE: usize = 200;

/// One access token of an account.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Token {
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) description: String,
    #[serde(default = "yes")]
    pub(crate) is_active: bool,
    /// Milliseconds; none or 0 when it does not expire. Servers before 11.10 know no expiry.
    #[serde(default)]
    expires_at: Option<u64>,
}

impl Token {
    /// When it expires, in milliseconds.
    pub(crate) fn expires_at(&self) -> Option<u64> {
        self.expires_at.filter(|at| *at > 0)
    }
}

fn yes() -> bool {
    true
}

/// The tokens of the account that the token in use belongs to.
pub(crate) fn own(credential: Credential<'_>) -> Result<Vec<Token>, Fault> {
    let mut tokens = Vec::new();
    for page in 0.. {
        let request = Request::get(api::path(["users", "me", "tokens"]))
            .query("page", page)
            .query("per_page", PAGE);
        let some: Vec<Token> = api::call(credential, &request, "listing the account's tokens")?;
        let is_last = some.len() < PAGE;
        tokens.extend(some);
        if is_last {
            break;
        }
    }
    Ok(tokens)
}

/// The one that is in use: the one of this id, or else the only one that is active.
pub(crate) fn in_use<'a>(tokens: &'a [Token], id: Option<&str>) -> Option<&'a Token> {
    if let Some(id) = id {
        return tokens.iter().find(|token| token.id == id);
    }
    let mut active = tokens.iter().filter(|token| token.is_active);
    match (active.next(), active.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}

/// Revokes a token.
pub(crate) fn revoke(credential: Credential<'_>, id: &str) -> Result<(), Fault> {
    let request = Request::post(api::path(["users", "tokens", "revoke"]))
        .json(&json!({ "token_id": id }))
        .repeatable();
    api::succeed(credential, &request, "revoking a token").map(|_| ())
}

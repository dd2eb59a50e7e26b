//! Access tokens as the API shows them: everything but the token itself, of which the host leaves
//! a stand-in.

use jackfield_sdk::{Credential, Fault, NewToken, Request, Response, context};
use serde::Deserialize;
use serde_json::json;

use crate::api;

/// The largest page that the server gives.
const PAGE: usize = 200;
pub(crate) const DAY_MS: u64 = 24 * 60 * 60 * 1000;
/// Lifetimes that are asked for, in days, where the server wants tokens to expire: the longest
/// that it accepts.
const LIFETIMES: [u64; 4] = [365, 90, 30, 7];
const EXPIRY_REQUIRED: &str = "app.user_access_token.expires_at_required.app_error";
const EXPIRY_TOO_FAR: &str = "app.user_access_token.expires_at_too_far.app_error";

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
    of(credential, "me")
}

/// The tokens of an account.
pub(crate) fn of(credential: Credential<'_>, user: &str) -> Result<Vec<Token>, Fault> {
    let mut tokens = Vec::new();
    for page in 0.. {
        let request = Request::get(api::path(["users", user, "tokens"]))
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

/// Makes a token for an account; one that does not expire where the server allows that, unless a
/// time is given.
pub(crate) fn make(
    credential: Credential<'_>,
    user: &str,
    description: &str,
    expires_at: Option<u64>,
) -> Result<Response, Fault> {
    let ask = |expires_at: Option<u64>| {
        let mut body = json!({ "description": description });
        if let (Some(at), Some(body)) = (expires_at, body.as_object_mut()) {
            body.insert("expires_at".to_owned(), at.into());
        }
        let request = Request::post(api::path(["users", user, "tokens"])).json(&body);
        sealed(credential, &request, "creating a token")
    };
    match expires_at {
        Some(_) => ask(expires_at),
        None => lasting(ask),
    }
}

/// Sends a request in whose answer there is a new token.
pub(crate) fn sealed(
    credential: Credential<'_>,
    request: &Request,
    doing: &str,
) -> Result<Response, Fault> {
    api::succeed_sealing(credential, request, &["/token"], doing)
}

/// Asks for a token that does not expire, and where the server wants an end, for the latest one
/// that it accepts.
pub(crate) fn lasting(
    ask: impl Fn(Option<u64>) -> Result<Response, Fault>,
) -> Result<Response, Fault> {
    let mut last = match ask(None) {
        Err(fault) if fault.code.as_deref() == Some(EXPIRY_REQUIRED) => fault,
        result => return result,
    };
    for days in LIFETIMES {
        match ask(Some(context::now_ms() + days * DAY_MS)) {
            Err(fault) if fault.code.as_deref() == Some(EXPIRY_TOO_FAR) => last = fault,
            result => return result,
        }
    }
    Err(last)
}

/// The new token in an answer.
pub(crate) fn made(response: &Response) -> Result<NewToken, Fault> {
    #[derive(Deserialize)]
    struct Made {
        /// A stand-in.
        token: String,
    }
    let Made { token } = response.json()?;
    let shown: Token = response.json()?;
    Ok(NewToken {
        token,
        expires_at_ms: shown.expires_at(),
        token_id: Some(shown.id),
    })
}

/// Revokes a token.
pub(crate) fn revoke(credential: Credential<'_>, id: &str) -> Result<(), Fault> {
    let request = Request::post(api::path(["users", "tokens", "revoke"]))
        .json(&json!({ "token_id": id }))
        .repeatable();
    api::succeed(credential, &request, "revoking a token").map(|_| ())
}

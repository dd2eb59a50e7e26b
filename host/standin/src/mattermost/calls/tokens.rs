//! Access tokens, from creation to revocation.
//!
//! Contract: people need a role for tokens of their own, administrators manage everybody's; a
//! bot's tokens are its owner's to manage. The secret shows once. A disabled token is good for
//! nothing until it is enabled, a revoked one is gone.
//!
//! A server that lets tokens expire (11.10 and later) may want them to, and can give a token
//! another secret, with which the one before is gone. That was written after its API and not
//! recorded.

use serde::Deserialize;
use serde_json::Value;

use crate::mattermost::call::{Call, Outcome, done, found};
use crate::mattermost::errors::{AppError, no_such_route};
use crate::mattermost::world::account::AccessToken;
use crate::mattermost::world::{World, now_ms};

const LONGEST_DESCRIPTION: usize = 255;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Draft {
    description: String,
    expires_at: u64,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Which {
    token_id: String,
    expires_at: u64,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Term {
    term: String,
}

pub(crate) fn create(call: &mut Call<'_>) -> Outcome {
    let user_id = call.account()?.id.clone();
    let draft: Draft = call.body("user_access_token")?;
    if draft.description.is_empty() {
        return Err(AppError::invalid_body_param("description"));
    }
    check(call, &user_id)?;
    if draft.description.chars().count() > LONGEST_DESCRIPTION {
        return Err(AppError::new(
            400,
            "model.user_access_token.is_valid.description.app_error",
            "Invalid description, must be 255 or less characters.",
        ));
    }
    let expires_at = expiry(call.world, draft.expires_at)?;
    let token = AccessToken {
        expires_at,
        id: call.world.ids.next(),
        secret: call.world.ids.next(),
        user_id,
        description: draft.description,
        is_active: true,
    };
    let body = token.json_with_secret();
    call.world.tokens.push(token);
    found(&body)
}

pub(crate) fn of(call: &mut Call<'_>) -> Outcome {
    let user_id = call.account()?.id.clone();
    check(call, &user_id)?;
    listed(call, |token| token.user_id == user_id)
}

pub(crate) fn all(call: &mut Call<'_>) -> Outcome {
    if !call.session.is_admin() {
        return Err(AppError::permissions());
    }
    listed(call, |_| true)
}

pub(crate) fn search(call: &mut Call<'_>) -> Outcome {
    let Term { term } = call.body("user_access_token_search")?;
    if term.is_empty() {
        return Err(AppError::invalid_body_param("term"));
    }
    if !call.session.is_admin() {
        return Err(AppError::permissions());
    }
    let tokens: Value = call
        .world
        .tokens
        .iter()
        .filter(|token| {
            token.id.starts_with(&term)
                || token.user_id.starts_with(&term)
                || call
                    .world
                    .account(&token.user_id)
                    .is_some_and(|owner| owner.username.starts_with(&term))
        })
        .map(AccessToken::json)
        .collect();
    found(&tokens)
}

pub(crate) fn by_id(call: &mut Call<'_>) -> Outcome {
    let id = call.id("token_id")?;
    found(&mine(call, &id)?.json())
}

pub(crate) fn disable(call: &mut Call<'_>) -> Outcome {
    set_active(call, false)
}

pub(crate) fn enable(call: &mut Call<'_>) -> Outcome {
    set_active(call, true)
}

pub(crate) fn revoke(call: &mut Call<'_>) -> Outcome {
    let id = named(call)?;
    call.world.tokens.retain(|token| token.id != id);
    done()
}

pub(crate) fn rotate(call: &mut Call<'_>) -> Outcome {
    if call.world.token_lifetime.is_none() {
        return Ok(no_such_route(&call.request.path));
    }
    let Which { expires_at, .. } = call.body("token_id")?;
    let expires_at = expiry(call.world, expires_at)?;
    let id = token_in_hand(call)?;
    let secret = call.world.ids.next();
    let token = call.world.tokens.iter_mut().find(|token| token.id == id);
    let token = token.ok_or_else(AppError::no_token)?;
    token.secret = secret;
    token.expires_at = expires_at;
    found(&token.json_with_secret())
}

/// When a token expires, if the server lets it be so.
fn expiry(world: &World, wanted: u64) -> Result<Option<u64>, AppError> {
    let refused = |id: &'static str, message: &'static str| Err(AppError::new(400, id, message));
    match (world.token_lifetime, wanted) {
        (None, _) => Ok(None),
        (Some(0), wanted) => Ok(Some(wanted)),
        (Some(_), 0) => refused(
            "app.user_access_token.expires_at_required.app_error",
            "An expiry date is required for personal access tokens.",
        ),
        (Some(days), wanted) if wanted > now_ms() + days * 24 * 60 * 60 * 1000 => refused(
            "app.user_access_token.expires_at_too_far.app_error",
            "The expiry date is too far in the future.",
        ),
        (Some(_), wanted) => Ok(Some(wanted)),
    }
}

fn set_active(call: &mut Call<'_>, is_active: bool) -> Outcome {
    let id = named(call)?;
    call.world
        .tokens
        .iter_mut()
        .filter(|token| token.id == id)
        .for_each(|token| token.is_active = is_active);
    done()
}

/// The id of the token the body names, which is the session's account's own: who may not make
/// tokens may still rotate one.
fn token_in_hand(call: &Call<'_>) -> Result<String, AppError> {
    let Which { token_id, .. } = call.body("token_id")?;
    call.world
        .tokens
        .iter()
        .find(|token| token.id == token_id && call.session.is(&token.user_id))
        .map(|token| token.id.clone())
        .ok_or_else(AppError::no_token)
}

/// The id of the token the body names, if it is the session's to manage.
fn named(call: &Call<'_>) -> Result<String, AppError> {
    let Which { token_id, .. } = call.body("token_id")?;
    if token_id.is_empty() {
        return Err(AppError::invalid_body_param("token_id"));
    }
    mine(call, &token_id).map(|token| token.id.clone())
}

fn mine<'a>(call: &'a Call<'_>, id: &str) -> Result<&'a AccessToken, AppError> {
    check_role(call)?;
    let token = call
        .world
        .tokens
        .iter()
        .find(|token| token.id == id)
        .ok_or_else(AppError::no_token)?;
    check(call, &token.user_id)?;
    Ok(token)
}

fn listed(call: &Call<'_>, wanted: impl Fn(&AccessToken) -> bool) -> Outcome {
    let tokens = call.world.tokens.iter().filter(|token| wanted(token));
    found(&call.page().of(tokens).map(AccessToken::json).collect())
}

/// Whether the session may manage tokens, and this account's.
fn check(call: &Call<'_>, user_id: &str) -> Result<(), AppError> {
    check_role(call)?;
    let owns_bot = || {
        call.world
            .account(user_id)
            .and_then(|account| account.bot.as_ref())
            .is_some_and(|bot| call.session.is(&bot.owner_id))
    };
    if call.session.is_admin() || call.session.is(user_id) || owns_bot() {
        Ok(())
    } else {
        Err(AppError::permissions())
    }
}

fn check_role(call: &Call<'_>) -> Result<(), AppError> {
    call.session
        .account(call.world)
        .filter(|account| account.is_admin() || account.has_role("system_user_access_token"))
        .map(|_| ())
        .ok_or_else(AppError::permissions)
}

//! Sessions by name and password.
//!
//! Contract: the secret of a session comes in the header `Token`, the account in the body; a
//! wrong name and a wrong password are told the same way.

use serde::Deserialize;

use crate::mattermost::call::{Call, Outcome, found};
use crate::mattermost::errors::AppError;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Credentials {
    id: String,
    login_id: String,
    password: String,
}

pub(crate) fn login(call: &mut Call<'_>) -> Outcome {
    let refused = || {
        AppError::new(
            401,
            "api.user.login.invalid_credentials_email_username",
            "Enter a valid email or username and/or password.",
        )
    };
    let sent: Credentials = call.body("login").map_err(|_| refused())?;
    if sent.password.is_empty() {
        return Err(AppError::new(
            400,
            "api.user.login.blank_pwd.app_error",
            "Password field must not be blank",
        ));
    }
    let name = sent.login_id.to_lowercase();
    let account = call
        .world
        .accounts
        .iter()
        .find(|account| {
            if sent.id.is_empty() {
                account.username == name || account.email == name
            } else {
                account.id == sent.id
            }
        })
        .ok_or_else(refused)?;
    if account.bot.is_some() {
        return Err(AppError::new(
            401,
            "api.user.login.bot_login_forbidden.app_error",
            "Bot login is forbidden.",
        ));
    }
    if account.password != sent.password {
        return Err(refused());
    }
    if !account.is_active() {
        return Err(AppError::new(
            401,
            "api.user.login.inactive.app_error",
            "Login failed because your account has been deactivated.  Please contact an \
             administrator.",
        ));
    }
    let answer = account.own_json();
    let user_id = account.id.clone();
    let secret = call.world.ids.next();
    call.world.logins.insert(secret.clone(), user_id);
    found(&answer).map(|reply| reply.with_header("token", secret))
}

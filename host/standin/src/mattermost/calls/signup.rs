//! New accounts.
//!
//! Contract: the first account of a server needs no session and becomes its administrator; after
//! that only administrators make accounts. Password, then form, then uniqueness are checked.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::mattermost::call::{Call, Outcome, created};
use crate::mattermost::errors::AppError;
use crate::mattermost::world::World;
use crate::mattermost::world::account::Account;

const SHORTEST_PASSWORD: usize = 10;
const LONGEST_PASSWORD: usize = 72;
const LONGEST_USERNAME: usize = 64;
const LONGEST_EMAIL: usize = 128;
const RESERVED_USERNAMES: [&str; 4] = ["all", "channel", "matterbot", "system"];

/// An account as a client sends it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Draft {
    username: String,
    email: String,
    password: String,
    nickname: String,
    first_name: String,
    last_name: String,
    position: String,
    locale: Option<String>,
    notify_props: Option<Map<String, Value>>,
}

pub(crate) fn create(call: &mut Call<'_>) -> Outcome {
    let draft: Draft = call.body("user")?;
    let is_first = call.world.accounts.is_empty();
    if !is_first && !call.session.is_admin() {
        return Err(AppError::new(
            403,
            "api.user.create_user.no_open_server",
            "This server does not allow open signups.  Please speak with your Administrator to \
             receive an invitation.",
        ));
    }
    if !(SHORTEST_PASSWORD..=LONGEST_PASSWORD).contains(&draft.password.chars().count()) {
        return Err(AppError::new(
            400,
            "api.user.check_user_password.invalid.app_error",
            "Login failed because of invalid password.",
        ));
    }
    let username = draft.username.to_lowercase();
    let email = draft.email.to_lowercase();
    check(call.world, &username, &email)?;

    let now = call.world.tick();
    let plain = Account::new(call.world.ids.next(), now, username, email);
    let account = Account {
        password: draft.password,
        nickname: draft.nickname,
        first_name: draft.first_name,
        last_name: draft.last_name,
        position: draft.position,
        roles: if is_first {
            "system_admin system_user".to_owned()
        } else {
            plain.roles
        },
        locale: draft.locale.unwrap_or(plain.locale),
        notify_props: draft.notify_props.unwrap_or(plain.notify_props),
        ..plain
    };
    let body = account.own_json();
    call.world.accounts.push(account);
    created(&body)
}

/// Whether an account of this name and address can be made.
pub(crate) fn check(world: &World, username: &str, email: &str) -> Result<(), AppError> {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || "-_.".contains(character);
    if username.is_empty()
        || username.len() > LONGEST_USERNAME
        || !username.chars().all(is_plain)
        || RESERVED_USERNAMES.contains(&username)
    {
        return Err(AppError::new(
            400,
            "model.user.is_valid.username.app_error",
            "Invalid username.",
        ));
    }
    if email.len() > LONGEST_EMAIL || !email.contains('@') {
        return Err(AppError::new(
            400,
            "model.user.is_valid.email.app_error",
            "Invalid email.",
        ));
    }
    if world.accounts.iter().any(|account| account.email == email) {
        return Err(AppError::new(
            400,
            "app.user.save.email_exists.app_error",
            "An account with that email already exists.",
        ));
    }
    if world
        .accounts
        .iter()
        .any(|account| account.username == username)
    {
        return Err(AppError::new(
            400,
            "app.user.save.username_exists.app_error",
            "An account with that username already exists.",
        ));
    }
    Ok(())
}

//! Accounts and their access tokens.
//!
//! Contract: people see their own settings and nobody else's; the secret of a token never shows.

use serde_json::{Value, json};

use crate::mattermost::auth::Session;
use crate::mattermost::errors::AppError;
use crate::mattermost::ids::is_id;
use crate::mattermost::world::{ACCOUNTS, AccessToken, Account, FOUNDED, TOKENS};

pub(super) fn by_id(session: Session, id: &str) -> Result<Value, AppError> {
    account(session, id).map(|account| user_json(session, account))
}

pub(super) fn by_name(session: Session, name: &str) -> Result<Value, AppError> {
    ACCOUNTS
        .iter()
        .find(|account| account.username == name)
        .map(|account| user_json(session, account))
        .ok_or_else(|| {
            AppError::new(
                404,
                "app.user.get_by_username.app_error",
                "Unable to find an existing account matching your username for this team. \
                 This team may require an invite from the team owner to join.",
            )
        })
}

pub(super) fn by_email(session: Session, email: &str) -> Result<Value, AppError> {
    ACCOUNTS
        .iter()
        .find(|account| account.email == email)
        .map(|account| user_json(session, account))
        .ok_or_else(AppError::no_user)
}

pub(super) fn tokens_of(session: Session, user: &str) -> Result<Value, AppError> {
    let owner = account(session, user)?;
    if !may_read_tokens_of(session, owner) {
        return Err(AppError::permissions());
    }
    Ok(tokens_json(|token| token.user_id == owner.id))
}

pub(super) fn token(session: Session, id: &str) -> Result<Value, AppError> {
    if !is_id(id) {
        return Err(AppError::invalid_url_param("token_id"));
    }
    TOKENS
        .iter()
        .find(|token| token.id == id)
        .filter(|token| {
            session
                .named(token.user_id)
                .is_some_and(|owner| may_read_tokens_of(session, owner))
        })
        .map(token_json)
        .ok_or_else(AppError::permissions)
}

pub(super) fn all_tokens(session: Session) -> Result<Value, AppError> {
    if !session.is_admin() {
        return Err(AppError::permissions());
    }
    Ok(tokens_json(|_| true))
}

/// The account a path names, with the refusals for paths that name none.
pub(super) fn account(session: Session, id: &str) -> Result<&'static Account, AppError> {
    if id != "me" && !is_id(id) {
        return Err(AppError::invalid_url_param("user_id"));
    }
    session.named(id).ok_or_else(AppError::no_user)
}

fn may_read_tokens_of(session: Session, owner: &Account) -> bool {
    session.is_admin() || (session.account == owner && owner.has_role("system_user_access_token"))
}

fn tokens_json(wanted: impl Fn(&AccessToken) -> bool) -> Value {
    TOKENS
        .iter()
        .filter(|token| wanted(token))
        .map(token_json)
        .collect()
}

fn token_json(token: &AccessToken) -> Value {
    json!({
        "id": token.id,
        "user_id": token.user_id,
        "description": token.description,
        "is_active": token.is_active,
    })
}

fn user_json(session: Session, account: &Account) -> Value {
    let mut user = json!({
        "id": account.id,
        "create_at": FOUNDED,
        "update_at": FOUNDED,
        "delete_at": 0,
        "username": account.username,
        "auth_data": "",
        "auth_service": "",
        "email": account.email,
        "nickname": "",
        "first_name": account.first_name,
        "last_name": "",
        "position": "",
        "roles": account.roles,
    });
    if session.account == account {
        add(
            &mut user,
            "notify_props",
            json!({
                "channel": "true",
                "comments": "never",
                "desktop": "mention",
                "desktop_sound": "true",
                "email": "true",
                "first_name": "false",
                "mention_keys": "",
                "push": "mention",
                "push_status": "away",
            }),
        );
        add(&mut user, "last_password_update", json!(FOUNDED));
    }
    add(&mut user, "locale", json!("en"));
    add(
        &mut user,
        "timezone",
        json!({
            "automaticTimezone": "",
            "manualTimezone": "",
            "useAutomaticTimezone": "true",
        }),
    );
    if account.is_bot {
        add(&mut user, "is_bot", json!(true));
    }
    add(&mut user, "disable_welcome_email", json!(false));
    user
}

fn add(object: &mut Value, name: &str, value: Value) {
    if let Some(object) = object.as_object_mut() {
        object.insert(name.to_owned(), value);
    }
}

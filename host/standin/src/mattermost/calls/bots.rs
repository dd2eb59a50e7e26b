//! Bots.
//!
//! Contract: a bot is an account without a password, owned by whoever made it; only
//! administrators make one, and to others there is none. It is in no team until it is added.

use serde::Deserialize;
use serde_json::Value;

use crate::mattermost::call::{Call, Outcome, created, found};
use crate::mattermost::calls::signup;
use crate::mattermost::errors::AppError;
use crate::mattermost::world::account::{Account, Bot};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Draft {
    username: String,
    display_name: String,
    description: String,
}

pub(crate) fn create(call: &mut Call<'_>) -> Outcome {
    let draft: Draft = call.body("bot")?;
    if !call.session.is_admin() {
        return Err(AppError::permissions());
    }
    let username = draft.username.to_lowercase();
    let email = format!("{username}@localhost");
    signup::check(call.world, &username, &email)?;
    let now = call.world.tick();
    let account = Account {
        first_name: draft.display_name,
        bot: Some(Bot {
            owner_id: call.session.user_id.clone(),
            description: draft.description,
        }),
        ..Account::new(call.world.ids.next(), now, username, email)
    };
    let body = account.bot_json().unwrap_or(Value::Null);
    call.world.accounts.push(account);
    created(&body)
}

pub(crate) fn get(call: &mut Call<'_>) -> Outcome {
    let id = call.id("user_id")?;
    let account = call.world.account(&id).filter(|_| call.session.is_admin());
    let bot = account.and_then(Account::bot_json).ok_or_else(|| {
        AppError::new(
            404,
            "store.sql_bot.get.missing.app_error",
            "Bot does not exist.",
        )
    })?;
    found(&bot)
}

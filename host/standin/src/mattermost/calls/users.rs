//! Accounts by id, by name, in lists and by search; and their end.
//!
//! Contract: people see their own settings, administrators everybody's by id, and nobody else
//! any. A deactivated account stays in lists and loses its sessions, as do the bots it owns.

use serde::Deserialize;
use serde_json::Value;

use crate::mattermost::call::{Call, Outcome, done, found};
use crate::mattermost::errors::AppError;
use crate::mattermost::world::account::Account;

const USUAL_MATCHES: usize = 100;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Search {
    term: String,
    team_id: String,
    in_channel_id: String,
    allow_inactive: bool,
    limit: Option<usize>,
}

pub(crate) fn by_id(call: &mut Call<'_>) -> Outcome {
    let account = call.account()?;
    found(&if call.session.is_admin() {
        account.own_json()
    } else {
        seen(call, account)
    })
}

pub(crate) fn by_name(call: &mut Call<'_>) -> Outcome {
    let name = call.param("username");
    let account = call
        .world
        .accounts
        .iter()
        .find(|account| account.username.eq_ignore_ascii_case(name))
        .ok_or_else(|| {
            AppError::new(
                404,
                "app.user.get_by_username.app_error",
                "Unable to find an existing account matching your username for this team. \
                 This team may require an invite from the team owner to join.",
            )
        })?;
    found(&seen(call, account))
}

pub(crate) fn by_email(call: &mut Call<'_>) -> Outcome {
    let email = call.param("email");
    let account = call
        .world
        .accounts
        .iter()
        .find(|account| account.email.eq_ignore_ascii_case(email))
        .ok_or_else(AppError::no_user)?;
    found(&seen(call, account))
}

pub(crate) fn by_ids(call: &mut Call<'_>) -> Outcome {
    let ids: Vec<String> = call.body("user_ids")?;
    if ids.is_empty() {
        return Err(AppError::invalid_body_param("user_ids"));
    }
    let known = ids.iter().filter_map(|id| call.world.account(id));
    found(&known.map(Account::profile_json).collect())
}

/// By name, or in a team by what happened last.
pub(crate) fn list(call: &mut Call<'_>) -> Outcome {
    let team_id = call.query("in_team");
    let channel_id = call.query("in_channel");
    let sort = call.query("sort");
    let is_known = match sort.as_str() {
        "" => true,
        "last_activity_at" | "create_at" => !team_id.is_empty(),
        "status" => !channel_id.is_empty(),
        _ => false,
    };
    if !is_known {
        return Err(AppError::invalid_url_param("sort"));
    }
    let mut accounts = among(call, &team_id, &channel_id)?;
    if call.query("active") == "true" {
        accounts.retain(|account| account.is_active());
    }
    if call.query("inactive") == "true" {
        accounts.retain(|account| !account.is_active());
    }
    let show = match sort.as_str() {
        "last_activity_at" => {
            accounts.retain(|account| account.active_at.is_some());
            accounts.sort_by_key(|account| std::cmp::Reverse(account.active_at));
            Account::activity_json
        }
        "create_at" => {
            accounts.sort_by_key(|account| std::cmp::Reverse(account.create_at));
            Account::profile_json
        }
        _ => Account::profile_json,
    };
    found(&call.page().of(accounts).map(show).collect())
}

pub(crate) fn search(call: &mut Call<'_>) -> Outcome {
    let sent: Search = call.body("user_search")?;
    if sent.term.is_empty() {
        return Err(AppError::invalid_body_param("term"));
    }
    let term = sent.term.trim_start_matches('@').to_lowercase();
    let accounts = among(call, &sent.team_id, &sent.in_channel_id)?;
    let matches: Value = accounts
        .into_iter()
        .filter(|account| account.is_active() || sent.allow_inactive)
        .filter(|account| {
            [
                &account.username,
                &account.first_name,
                &account.last_name,
                &account.nickname,
                &account.email,
            ]
            .into_iter()
            .any(|text| text.to_lowercase().starts_with(&term))
        })
        .take(sent.limit.unwrap_or(USUAL_MATCHES))
        .map(Account::profile_json)
        .collect();
    found(&matches)
}

pub(crate) fn deactivate(call: &mut Call<'_>) -> Outcome {
    let id = call.account()?.id.clone();
    if !call.session.is_admin() {
        return Err(if call.session.is(&id) {
            AppError::new(
                401,
                "api.user.update_active.not_enable.app_error",
                "You cannot deactivate yourself because this feature is not enabled. Please \
                 contact your System Administrator.",
            )
        } else {
            AppError::permissions()
        });
    }
    let now = call.world.tick();
    for account in &mut call.world.accounts {
        let is_its_bot = account.bot.as_ref().is_some_and(|bot| bot.owner_id == id);
        if account.is_active() && (account.id == id || is_its_bot) {
            account.delete_at = now;
            account.update_at = now;
        }
    }
    call.world.logins.retain(|_, user_id| *user_id != id);
    done()
}

/// The accounts in a team and in a channel, if any are named, by name.
fn among<'a>(
    call: &'a Call<'_>,
    team_id: &str,
    channel_id: &str,
) -> Result<Vec<&'a Account>, AppError> {
    let world = &call.world;
    let team = match team_id {
        "" => None,
        id => Some(
            world
                .team(id)
                .filter(|team| call.session.is_in(team))
                .ok_or_else(AppError::permissions)?,
        ),
    };
    let channel = match channel_id {
        "" => None,
        id => Some(
            world
                .channel(id)
                .filter(|channel| call.session.may_post_to(channel))
                .ok_or_else(AppError::permissions)?,
        ),
    };
    let mut accounts: Vec<&Account> = world
        .accounts
        .iter()
        .filter(|account| team.is_none_or(|team| team.has_member(&account.id)))
        .filter(|account| channel.is_none_or(|channel| channel.has_member(&account.id)))
        .collect();
    accounts.sort_by_key(|account| &account.username);
    Ok(accounts)
}

fn seen(call: &Call<'_>, account: &Account) -> Value {
    if call.session.is(&account.id) {
        account.own_json()
    } else {
        account.profile_json()
    }
}

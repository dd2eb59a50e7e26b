//! Making channels, archiving them and bringing them back.
//!
//! Contract: a name belongs to one channel of a team, archived ones included; who makes a channel
//! manages it. Archiving a channel ends its webhooks.

use serde::Deserialize;

use crate::mattermost::call::{Call, Outcome, created, done, found};
use crate::mattermost::errors::AppError;
use crate::mattermost::world::channel::{Channel, Kind};

const LENGTH_OF_NAME: std::ops::RangeInclusive<usize> = 2..=64;
pub(crate) const LONGEST_DISPLAY_NAME: usize = 64;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Draft {
    team_id: String,
    name: String,
    display_name: String,
    header: String,
    purpose: String,
    #[serde(rename = "type")]
    kind: String,
}

pub(crate) fn create(call: &mut Call<'_>) -> Outcome {
    let draft: Draft = call.body("channel")?;
    let team = call
        .world
        .team(&draft.team_id)
        .filter(|team| call.session.is_in(team))
        .ok_or_else(AppError::permissions)?;
    let team_id = team.id.clone();
    let display_name = draft.display_name;
    if display_name.is_empty() || display_name.chars().count() > LONGEST_DISPLAY_NAME {
        return Err(AppError::new(
            400,
            "model.channel.is_valid.display_name.app_error",
            "Invalid display name.",
        ));
    }
    let name = draft.name;
    if !is_name(&name) {
        return Err(AppError::new(
            400,
            "model.channel.is_valid.2_or_more.app_error",
            "Name must be 2 or more lowercase alphanumeric characters.",
        ));
    }
    let kind = match draft.kind.as_str() {
        "O" => Kind::Public,
        "P" => Kind::Private,
        _ => {
            return Err(AppError::new(
                400,
                "model.channel.is_valid.type.app_error",
                "Invalid type.",
            ));
        }
    };
    if call.world.channel_named(&team_id, &name).is_some() {
        return Err(AppError::new(
            400,
            "store.sql_channel.save_channel.exists.app_error",
            "A channel with that name already exists on the same team.",
        ));
    }

    let user_id = call.session.user_id.clone();
    let now = call.world.tick();
    let id = call.world.ids.next();
    let channel = Channel {
        header: draft.header,
        purpose: draft.purpose,
        creator_id: user_id.clone(),
        ..Channel::new(id.clone(), now, team_id, kind, name, display_name)
    };
    let body = channel.json();
    call.world.channels.push(channel);
    call.world.add_member(&id, &user_id, true);
    notice(call, "system_join_channel", &id, "joined");
    created(&body)
}

pub(crate) fn delete(call: &mut Call<'_>) -> Outcome {
    let channel = existing(call)?;
    let id = channel.id.clone();
    if channel.is_conversation() {
        return Err(AppError::new(
            400,
            "api.channel.delete_channel.type.invalid",
            "Unable to delete direct or group message channels",
        ));
    }
    if !call.session.may_post_to(channel) {
        return Err(AppError::permissions());
    }
    if channel.is_archived() {
        return Err(AppError::new(
            400,
            "api.channel.delete_channel.deleted.app_error",
            "The channel has been archived or deleted.",
        ));
    }
    if channel.is_default() {
        return Err(AppError::new(
            400,
            "api.channel.delete_channel.cannot.app_error",
            format!("Unable to delete the default channel {}.", channel.name),
        ));
    }
    notice(call, "system_channel_deleted", &id, "archived");
    set_archived(call, &id, true);
    call.world.hooks.retain(|hook| hook.channel_id != id);
    done()
}

pub(crate) fn restore(call: &mut Call<'_>) -> Outcome {
    let channel = existing(call)?;
    let id = channel.id.clone();
    if !call
        .world
        .team(&channel.team_id)
        .is_some_and(|team| call.session.manages(team))
    {
        return Err(AppError::permissions());
    }
    if !channel.is_archived() {
        return Err(AppError::new(
            400,
            "api.channel.restore_channel.restored.app_error",
            "Unable to unarchive channel. The channel is not archived.",
        ));
    }
    set_archived(call, &id, false);
    let body = existing(call)?.json();
    notice(call, "system_channel_restored", &id, "unarchived");
    found(&body)
}

pub(crate) fn existing<'a>(call: &'a Call<'_>) -> Result<&'a Channel, AppError> {
    let id = call.id("channel_id")?;
    call.world.channel(&id).ok_or_else(AppError::no_channel)
}

fn set_archived(call: &mut Call<'_>, id: &str, is_archived: bool) {
    let now = call.world.tick();
    if let Some(channel) = call.world.channel_mut(id) {
        channel.updated_at = now;
        channel.archived_at = if is_archived { now } else { 0 };
    }
}

fn notice(call: &mut Call<'_>, kind: &'static str, channel_id: &str, what: &str) {
    let user_id = call.session.user_id.clone();
    let who = call
        .session
        .account(call.world)
        .map(|account| account.username.clone())
        .unwrap_or_default();
    let message = format!("{who} {what} the channel.");
    call.world.add_notice(kind, channel_id, &user_id, message);
}

pub(crate) fn is_name(name: &str) -> bool {
    let is_plain = |character: char| character.is_ascii_lowercase() || character.is_ascii_digit();
    LENGTH_OF_NAME.contains(&name.len())
        && name.starts_with(is_plain)
        && name
            .chars()
            .all(|character| is_plain(character) || character == '-' || character == '_')
}

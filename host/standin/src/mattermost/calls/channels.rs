//! Channels by id, by name, in lists and by search.
//!
//! Contract: a private channel is forbidden by id and missing by name to those outside it; an
//! archived one is found by id, and elsewhere only with `include_deleted=true`. Listing all
//! channels is for administrators, which is what breaks clients that fill a menu with it.

use serde_json::{Value, json};

use crate::mattermost::call::{Call, Outcome, found};
use crate::mattermost::errors::AppError;
use crate::mattermost::world::channel::Channel;

pub(crate) fn by_id(call: &mut Call<'_>) -> Outcome {
    let id = call.id("channel_id")?;
    let channel = call.world.channel(&id).ok_or_else(AppError::no_channel)?;
    if !call.session.may_see(call.world, channel) {
        return Err(AppError::permissions());
    }
    found(&channel.json())
}

pub(crate) fn by_name(call: &mut Call<'_>) -> Outcome {
    let team_id = call.id("team_id")?;
    named(call, &team_id)
}

pub(crate) fn by_team_and_name(call: &mut Call<'_>) -> Outcome {
    let name = call.param("team_name");
    let team_id = call
        .world
        .teams
        .iter()
        .find(|team| team.name.eq_ignore_ascii_case(name))
        .map(|team| team.id.clone())
        .ok_or_else(AppError::no_team_of_name)?;
    named(call, &team_id)
}

fn named(call: &Call<'_>, team_id: &str) -> Outcome {
    let channel = call
        .world
        .channel_named(team_id, call.param("channel_name"))
        .filter(|channel| is_listed(call, channel))
        .filter(|channel| call.session.may_see(call.world, channel))
        .ok_or_else(AppError::no_channel_of_name)?;
    found(&channel.json())
}

/// The channels of a member in a team, direct messages included.
pub(crate) fn of(call: &mut Call<'_>) -> Outcome {
    let owner = call.account()?.id.clone();
    let team_id = call.team()?.id.clone();
    if !call.session.is(&owner) && !call.session.is_admin() {
        return Err(AppError::permissions());
    }
    let channels = call.world.channels_where(|channel| {
        channel.has_member(&owner)
            && (channel.team_id == team_id || channel.is_conversation())
            && is_listed(call, channel)
    });
    found(&channels.into_iter().map(Channel::json).collect())
}

pub(crate) fn search(call: &mut Call<'_>) -> Outcome {
    let team_id = call.team()?.id.clone();
    let body: Value = call.body("channel_search")?;
    let term = body
        .get("term")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_lowercase();
    let channels = call.world.channels_where(|channel| {
        channel.team_id == team_id
            && channel.is_public()
            && !channel.is_archived()
            && (channel.name.contains(&term) || channel.display_name.to_lowercase().contains(&term))
    });
    found(&channels.into_iter().map(Channel::json).collect())
}

pub(crate) fn all(call: &mut Call<'_>) -> Outcome {
    if !call.session.is_admin() {
        return Err(AppError::permissions());
    }
    let channels = call
        .world
        .channels_where(|channel| !channel.is_conversation() && is_listed(call, channel));
    let shown = call.page().of(channels).map(|channel| {
        let mut listed = channel.json();
        if let (Some(listed), Some(team)) =
            (listed.as_object_mut(), call.world.team(&channel.team_id))
        {
            listed.insert("team_display_name".to_owned(), json!(team.display_name));
            listed.insert("team_name".to_owned(), json!(team.name));
            listed.insert("team_update_at".to_owned(), json!(team.created_at));
        }
        listed
    });
    found(&shown.collect())
}

fn is_listed(call: &Call<'_>, channel: &Channel) -> bool {
    !channel.is_archived() || call.query("include_deleted") == "true"
}

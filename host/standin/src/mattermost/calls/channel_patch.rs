//! Changing what a channel is called and what it says about itself.
//!
//! Contract: members change it, and nothing that was not sent. A new name is as free as that of a
//! new channel, and the default channel keeps its own; direct and group channels have nothing but a
//! header. The channel is told of a change by a notice.

use serde::Deserialize;

use crate::mattermost::call::{Call, Outcome, found};
use crate::mattermost::calls::channel_edits::{LONGEST_DISPLAY_NAME, existing, is_name};
use crate::mattermost::errors::AppError;
use crate::mattermost::world::channel::Channel;

const LONGEST_HEADER: usize = 1024;
const LONGEST_PURPOSE: usize = 250;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Patch {
    display_name: Option<String>,
    name: Option<String>,
    header: Option<String>,
    purpose: Option<String>,
}

pub(crate) fn patch(call: &mut Call<'_>) -> Outcome {
    let sent: Patch = call.body("channel")?;
    let channel = existing(call)?;
    check_may_change(call, channel)?;
    check(call, channel, &sent)?;
    let id = channel.id.clone();
    let who = call
        .session
        .account(call.world)
        .map(|account| account.username.clone())
        .unwrap_or_default();
    let now = call.world.tick();
    let Some(channel) = call.world.channel_mut(&id) else {
        return Err(AppError::no_channel());
    };
    channel.updated_at = now;
    if let Some(name) = sent.name {
        channel.name = name;
    }
    let notices: Vec<(&'static str, String)> = [
        (
            "system_displayname_change",
            "display name",
            &mut channel.display_name,
            sent.display_name,
        ),
        (
            "system_header_change",
            "header",
            &mut channel.header,
            sent.header,
        ),
        (
            "system_purpose_change",
            "purpose",
            &mut channel.purpose,
            sent.purpose,
        ),
    ]
    .into_iter()
    .filter_map(|(kind, what, place, new)| {
        let new = new.filter(|new| new != place)?;
        let old = std::mem::replace(place, new.clone());
        Some((kind, told(&who, what, &old, &new)))
    })
    .collect();
    let body = channel.json();
    for (kind, message) in notices {
        let user_id = call.session.user_id.clone();
        call.world.add_notice(kind, &id, &user_id, message);
    }
    found(&body)
}

fn told(who: &str, what: &str, old: &str, new: &str) -> String {
    if old.is_empty() {
        format!("{who} updated the channel {what} to: {new}")
    } else if new.is_empty() {
        format!("{who} removed the channel {what} (was: {old})")
    } else {
        format!("{who} updated the channel {what} from: {old} to: {new}")
    }
}

fn check_may_change(call: &Call<'_>, channel: &Channel) -> Result<(), AppError> {
    if channel.is_conversation() && !channel.has_member(&call.session.user_id) {
        return Err(AppError::new(
            403,
            "api.channel.patch_update_channel.forbidden.app_error",
            "Failed to update the channel.",
        ));
    }
    if call.session.may_post_to(channel) {
        Ok(())
    } else {
        Err(AppError::permissions())
    }
}

fn check(call: &Call<'_>, channel: &Channel, sent: &Patch) -> Result<(), AppError> {
    if channel.is_archived() {
        return Err(AppError::new(
            400,
            "api.channel.update_channel.deleted.app_error",
            "The channel has been archived or deleted.",
        ));
    }
    let renames = sent.name.is_some() || sent.display_name.is_some() || sent.purpose.is_some();
    if channel.is_conversation() && renames {
        return Err(AppError::new(
            400,
            "api.channel.patch_update_channel.update_direct_or_group_messages_not_allowed.app_error",
            "Updates to direct or group messages aren't allowed.",
        ));
    }
    if let Some(name) = sent.name.as_ref().filter(|name| **name != channel.name) {
        check_name(call, channel, name)?;
    }
    let too_long = |text: &Option<String>, most: usize| {
        text.as_ref()
            .is_some_and(|text| text.chars().count() > most)
    };
    for (text, most, id, message) in [
        (
            &sent.display_name,
            LONGEST_DISPLAY_NAME,
            "model.channel.is_valid.display_name.app_error",
            "Invalid display name.",
        ),
        (
            &sent.header,
            LONGEST_HEADER,
            "model.channel.is_valid.header.app_error",
            "Invalid header.",
        ),
        (
            &sent.purpose,
            LONGEST_PURPOSE,
            "model.channel.is_valid.purpose.app_error",
            "Invalid purpose.",
        ),
    ] {
        if too_long(text, most) {
            return Err(AppError::new(400, id, message));
        }
    }
    Ok(())
}

fn check_name(call: &Call<'_>, channel: &Channel, name: &str) -> Result<(), AppError> {
    if channel.is_default() {
        return Err(AppError::new(
            400,
            "api.channel.update_channel.tried.app_error",
            format!(
                "Tried to perform an invalid update of the default channel {}.",
                channel.name
            ),
        ));
    }
    if !is_name(name) {
        return Err(AppError::new(
            400,
            "model.channel.is_valid.2_or_more.app_error",
            "Name must be 2 or more lowercase alphanumeric characters.",
        ));
    }
    if call.world.channel_named(&channel.team_id, name).is_some() {
        return Err(AppError::new(
            400,
            "app.channel.update.bad_id.app_error",
            "Unable to update the channel.",
        ));
    }
    Ok(())
}

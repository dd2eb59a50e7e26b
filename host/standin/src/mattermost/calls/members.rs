//! Who is in a channel.
//!
//! Contract: members see the members, add people of the team and remove them; adding twice
//! changes nothing and answers the same. Nobody leaves the default channel.

use serde::Deserialize;
use serde_json::json;

use crate::mattermost::call::{Call, Outcome, created, done, found};
use crate::mattermost::errors::AppError;
use crate::mattermost::ids::is_id;
use crate::mattermost::world::channel::Channel;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct NewMember {
    user_id: String,
}

pub(crate) fn list(call: &mut Call<'_>) -> Outcome {
    let channel = call.own_channel()?;
    let members = call.page().of(&channel.members);
    found(&members.map(|member| member.json(&channel.id)).collect())
}

pub(crate) fn statistics(call: &mut Call<'_>) -> Outcome {
    let channel = call.own_channel()?;
    let pinned = call
        .world
        .posts
        .existing()
        .filter(|post| post.channel_id == channel.id && post.is_pinned)
        .count();
    found(&json!({
        "channel_id": channel.id,
        "member_count": channel.members.len(),
        "guest_count": 0,
        "pinnedpost_count": pinned,
    }))
}

pub(crate) fn add(call: &mut Call<'_>) -> Outcome {
    let id = call.id("channel_id")?;
    let sent: NewMember = call.body("user_id")?;
    if !is_id(&sent.user_id) {
        return Err(AppError::invalid_body_param("user_id"));
    }
    let channel = call.world.channel(&id).ok_or_else(AppError::no_channel)?;
    if channel.is_conversation() {
        return Err(AppError::new(
            400,
            "api.channel.add_user_to_channel.type.app_error",
            "Can not add user to this channel type.",
        ));
    }
    check_may_add(call, channel, &sent.user_id)?;
    if !channel.has_member(&sent.user_id) {
        check_may_be_added(call, channel, &sent.user_id)?;
        call.world
            .join_channel(&id, &sent.user_id, &call.session.user_id);
    }
    let member = call
        .world
        .channel(&id)
        .and_then(|channel| channel.member(&sent.user_id))
        .ok_or_else(AppError::permissions)?;
    created(&member.json(&id))
}

pub(crate) fn remove(call: &mut Call<'_>) -> Outcome {
    let id = call.id("channel_id")?;
    let user_id = call.id("user_id")?;
    let channel = call.world.channel(&id).ok_or_else(AppError::no_channel)?;
    if call.world.account(&user_id).is_none() {
        return Err(AppError::no_user());
    }
    if channel.is_conversation() {
        return Err(AppError::new(
            400,
            "api.channel.remove_channel_member.type.app_error",
            "Unable to remove user from this channel type.",
        ));
    }
    if !call.session.is(&user_id) && !call.session.may_post_to(channel) {
        return Err(AppError::permissions());
    }
    if channel.is_default() {
        return Err(AppError::new(
            400,
            "api.channel.remove.default.app_error",
            format!(
                "Unable to remove user from the default channel {}.",
                channel.name
            ),
        ));
    }
    if !channel.has_member(&user_id) {
        return Err(AppError::new(
            404,
            "app.channel.get_member.missing.app_error",
            "No channel member found for that user ID and channel ID.",
        ));
    }
    call.world
        .leave_channel(&id, &user_id, &call.session.user_id);
    done()
}

/// One joins a public channel of one's team by oneself; into any other, members bring others.
fn check_may_add(call: &Call<'_>, channel: &Channel, user_id: &str) -> Result<(), AppError> {
    let joins_itself = call.session.is(user_id) && call.session.may_see(call.world, channel);
    if joins_itself || call.session.may_post_to(channel) {
        Ok(())
    } else {
        Err(AppError::permissions())
    }
}

fn check_may_be_added(call: &Call<'_>, channel: &Channel, user_id: &str) -> Result<(), AppError> {
    if call.world.account(user_id).is_none() {
        return Err(AppError::no_user());
    }
    if channel.is_archived() {
        return Err(AppError::new(
            400,
            "api.channel.add_user_to_channel.deleted.app_error",
            "The channel has been archived or deleted.",
        ));
    }
    let is_in_team = call
        .world
        .team(&channel.team_id)
        .is_some_and(|team| team.has_member(user_id));
    if !is_in_team {
        return Err(AppError::new(
            404,
            "app.team.get_member.missing.app_error",
            "No team member found for that user ID and team ID.",
        ));
    }
    Ok(())
}

//! Reacting to posts.
//!
//! Contract: one reacts for oneself only; administrators take back anybody's reaction. Any well
//! formed name passes for an emoji.

use serde::Deserialize;

use crate::mattermost::call::{Call, Outcome, done, found};
use crate::mattermost::calls::posts;
use crate::mattermost::errors::AppError;
use crate::mattermost::ids::is_id;
use crate::mattermost::world::channel::Channel;
use crate::mattermost::world::reaction::Reaction;

const LONGEST_NAME: usize = 64;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Sent {
    user_id: String,
    post_id: String,
    emoji_name: String,
    create_at: i64,
}

pub(crate) fn create(call: &mut Call<'_>) -> Outcome {
    let sent: Sent = call.body("reaction")?;
    if !is_id(&sent.user_id)
        || !is_id(&sent.post_id)
        || sent.emoji_name.is_empty()
        || sent.emoji_name.len() > LONGEST_NAME
    {
        return Err(AppError::new(
            400,
            "api.reaction.save_reaction.invalid.app_error",
            "Reaction is not valid.",
        ));
    }
    if !call.session.is(&sent.user_id) {
        return Err(AppError::new(
            403,
            "api.reaction.save_reaction.user_id.app_error",
            "You cannot save reaction for the other user.",
        ));
    }
    let channel_id = &posts::in_own_channel(call, &sent.post_id)?.channel_id;
    let is_archived = call
        .world
        .channel(channel_id)
        .is_some_and(Channel::is_archived);
    if is_archived {
        return Err(AppError::new(
            403,
            "api.reaction.save.archived_channel.app_error",
            "You cannot react in an archived channel.",
        ));
    }
    let is_plain = |character: char| character.is_ascii_alphanumeric() || "-+_".contains(character);
    if !sent.emoji_name.chars().all(is_plain) {
        return Err(AppError::new(
            400,
            "model.reaction.is_valid.emoji_name.app_error",
            "Invalid emoji name.",
        ));
    }
    let now = call.world.tick();
    let reaction = Reaction {
        user_id: sent.user_id,
        post_id: sent.post_id,
        emoji_name: sent.emoji_name,
        create_at: if sent.create_at == 0 {
            now
        } else {
            sent.create_at
        },
        update_at: now,
    };
    let body = reaction.json();
    call.world.react(reaction);
    found(&body)
}

pub(crate) fn of_post(call: &mut Call<'_>) -> Outcome {
    let id = call.id("post_id")?;
    posts::in_own_channel(call, &id)?;
    found(&call.world.reactions_to(&id).collect())
}

pub(crate) fn delete(call: &mut Call<'_>) -> Outcome {
    let user_id = call.id("user_id")?;
    let post_id = call.id("post_id")?;
    posts::in_own_channel(call, &post_id)?;
    if !call.session.is(&user_id) && !call.session.is_admin() {
        return Err(AppError::permissions());
    }
    let reaction = Reaction {
        user_id,
        post_id,
        emoji_name: call.param("emoji_name").to_owned(),
        create_at: 0,
        update_at: 0,
    };
    call.world.take_back(&reaction);
    done()
}

//! Direct channels of two, and group channels of three to eight.
//!
//! Contract: one is made once and found ever after, by who is in it. Whoever asks for a group is
//! in it, named or not.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use crate::mattermost::call::{Call, Outcome, created};
use crate::mattermost::calls::channel_edits::LONGEST_DISPLAY_NAME;
use crate::mattermost::errors::AppError;
use crate::mattermost::ids::is_id;
use crate::mattermost::world::channel::{Channel, Kind};

/// How many people a group has.
const GROUP: std::ops::RangeInclusive<usize> = 3..=8;

pub(crate) fn direct(call: &mut Call<'_>) -> Outcome {
    let mut ids = people(call)?;
    if ids.len() != 2 {
        return Err(AppError::invalid_body_param("user_ids"));
    }
    check_ids(&ids)?;
    if !ids.contains(&call.session.user_id) && !call.session.is_admin() {
        return Err(AppError::permissions());
    }
    if ids.iter().any(|id| call.world.account(id).is_none()) {
        return Err(AppError::new(
            400,
            "api.channel.create_direct_channel.invalid_user.app_error",
            "Invalid user ID for direct channel creation.",
        ));
    }
    ids.sort_unstable();
    let name = ids.join("__");
    let creator_id = call.session.user_id.clone();
    open(call, Kind::Direct, &ids, name, String::new(), creator_id)
}

pub(crate) fn group(call: &mut Call<'_>) -> Outcome {
    let mut ids = people(call)?;
    if ids.is_empty() {
        return Err(AppError::invalid_body_param("user_ids"));
    }
    check_ids(&ids)?;
    if !ids.contains(&call.session.user_id) {
        ids.push(call.session.user_id.clone());
    }
    if !GROUP.contains(&ids.len()) {
        return Err(AppError::new(
            400,
            "api.channel.create_group.bad_size.app_error",
            "Group message channels must contain at least 3 and no more than 8 users.",
        ));
    }
    let sent = ids.len();
    ids.sort_unstable();
    ids.dedup();
    let accounts = ids.iter().filter_map(|id| call.world.account(id));
    let mut usernames: Vec<&str> = accounts.map(|account| account.username.as_str()).collect();
    if usernames.len() != sent {
        return Err(AppError::new(
            400,
            "api.channel.create_group.bad_user.app_error",
            "One of the provided users does not exist.",
        ));
    }
    usernames.sort_unstable();
    let display_name = usernames.join(", ");
    let display_name = display_name.chars().take(LONGEST_DISPLAY_NAME).collect();
    let name = group_name(&ids);
    open(call, Kind::Group, &ids, name, display_name, String::new())
}

fn people(call: &Call<'_>) -> Result<Vec<String>, AppError> {
    call.body("user_ids")
}

fn check_ids(ids: &[String]) -> Result<(), AppError> {
    if ids.iter().all(|id| is_id(id)) {
        Ok(())
    } else {
        Err(AppError::invalid_body_param("user_id"))
    }
}

fn open(
    call: &mut Call<'_>,
    kind: Kind,
    user_ids: &[String],
    name: String,
    display_name: String,
    creator_id: String,
) -> Outcome {
    if let Some(known) = call.world.channel_named("", &name) {
        return created(&known.json());
    }
    let now = call.world.tick();
    let id = call.world.ids.next();
    let channel = Channel {
        creator_id,
        ..Channel::new(id.clone(), now, String::new(), kind, name, display_name)
    };
    let body = channel.json();
    call.world.channels.push(channel);
    for user_id in user_ids {
        call.world.add_member(&id, user_id, false);
    }
    created(&body)
}

/// A name for these people: 40 hexadecimal digits, like the SHA-1 that the real server takes.
fn group_name(sorted_ids: &[String]) -> String {
    let digits: String = (0..3)
        .map(|round: u8| {
            let mut hasher = DefaultHasher::new();
            (round, sorted_ids).hash(&mut hasher);
            format!("{:016x}", hasher.finish())
        })
        .collect();
    digits.chars().take(40).collect()
}

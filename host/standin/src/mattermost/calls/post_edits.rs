//! Changing a post and deleting it.
//!
//! Contract: authors change their own posts, administrators anybody's; members of the channel
//! pin. A post deleted twice, or unknown, is a 403. A change leaves the earlier state behind,
//! and changes nothing that was not sent.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::mattermost::call::{Call, Outcome, done, found};
use crate::mattermost::calls::{attachments, posts};
use crate::mattermost::errors::AppError;
use crate::mattermost::world::channel::Channel;
use crate::mattermost::world::post::Post;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Patch {
    message: Option<String>,
    props: Option<Map<String, Value>>,
    is_pinned: Option<bool>,
    file_ids: Option<Vec<String>>,
}

pub(crate) fn patch(call: &mut Call<'_>) -> Outcome {
    let id = call.id("post_id")?;
    let sent: Patch = call.body("post")?;
    check_own(call, &id)?;
    let changed = change(call, &id, sent)?;
    let replies = call.world.posts.replies(changed.thread());
    found(&call.world.post_json(&changed, replies))
}

pub(crate) fn pin(call: &mut Call<'_>) -> Outcome {
    set_pinned(call, true)
}

pub(crate) fn unpin(call: &mut Call<'_>) -> Outcome {
    set_pinned(call, false)
}

pub(crate) fn delete(call: &mut Call<'_>) -> Outcome {
    let id = call.id("post_id")?;
    check_own(call, &id)?;
    call.world.delete_post(&id);
    done()
}

fn set_pinned(call: &mut Call<'_>, is_pinned: bool) -> Outcome {
    let id = call.id("post_id")?;
    posts::in_own_channel(call, &id)?;
    let pinning = Patch {
        is_pinned: Some(is_pinned),
        ..Patch::default()
    };
    change(call, &id, pinning)?;
    done()
}

fn change(call: &mut Call<'_>, id: &str, patch: Patch) -> Result<Post, AppError> {
    let is_archived = call
        .world
        .posts
        .find(id)
        .and_then(|post| call.world.channel(&post.channel_id))
        .is_some_and(Channel::is_archived);
    if is_archived {
        return Err(AppError::new(
            400,
            "api.post.patch_post.can_not_update_post_in_deleted.error",
            "Can not update a post in a deleted channel.",
        ));
    }
    posts::check_length(patch.message.as_deref().unwrap_or_default())?;
    let props = patch.props.map(|mut props| {
        attachments::complete(&mut props, &call.world.ids);
        props
    });
    call.world
        .change_post(id, |post, now| {
            if let Some(message) = patch.message.filter(|message| *message != post.message) {
                post.message = message;
                post.edit_at = now;
            }
            if let Some(props) = props {
                post.props = props;
            }
            if let Some(file_ids) = patch.file_ids {
                post.file_ids = file_ids;
            }
            if let Some(is_pinned) = patch.is_pinned {
                post.is_pinned = is_pinned;
            }
        })
        .ok_or_else(AppError::no_post)
}

fn check_own(call: &Call<'_>, id: &str) -> Result<(), AppError> {
    call.world
        .posts
        .find(id)
        .filter(|post| call.session.is_admin() || call.session.is(&post.user_id))
        .map(|_| ())
        .ok_or_else(AppError::permissions)
}

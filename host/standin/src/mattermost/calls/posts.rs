//! One post: writing it, reading it.
//!
//! Contract: the checks come in the real server's order — body, channel and membership, archive,
//! repetition, thread, length — so that a request wrong in two ways gets the same refusal. What
//! may not be seen may not be found either: a channel nobody has is a 403. Files that cannot be
//! attached are left out without a word.

use std::time::Instant;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::mattermost::auth::Session;
use crate::mattermost::call::{Call, Outcome, created, found};
use crate::mattermost::calls::{attachments, priority};
use crate::mattermost::errors::AppError;
use crate::mattermost::world::World;
use crate::mattermost::world::post::Post;

pub(crate) const LONGEST_MESSAGE: usize = 16_383;
const MOST_FILES: usize = 10;

/// A post as a client sends it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Draft {
    channel_id: String,
    message: String,
    root_id: String,
    pending_post_id: String,
    create_at: i64,
    props: Map<String, Value>,
    file_ids: Vec<String>,
    metadata: priority::Metadata,
}

pub(crate) fn create(call: &mut Call<'_>) -> Outcome {
    let draft: Draft = call.body("post")?;
    let channel = call
        .world
        .channel(&draft.channel_id)
        .filter(|channel| call.session.may_post_to(channel))
        .ok_or_else(AppError::permissions)?;
    if channel.is_archived() {
        return Err(AppError::new(
            400,
            "api.post.create_post.can_not_post_to_deleted.error",
            "Can not post to deleted channel.",
        ));
    }

    let pending_id = draft.pending_post_id;
    if let Some(existing) = repeated(call, &pending_id)? {
        return created(&existing);
    }
    check_root(call.world, &draft.channel_id, &draft.root_id)?;
    check_length(&draft.message)?;
    check_files(&draft.file_ids)?;
    let priority = priority::granted(call.world, draft.metadata, &draft.root_id)?;

    let mut props = draft.props;
    if call
        .session
        .account(call.world)
        .is_some_and(|account| account.bot.is_some())
    {
        props.insert("from_bot".to_owned(), json!("true"));
    }
    let mut post = submit(
        call.world,
        Post {
            create_at: if call.session.is_admin() {
                draft.create_at
            } else {
                0
            },
            user_id: call.session.user_id.clone(),
            channel_id: draft.channel_id,
            root_id: draft.root_id,
            message: draft.message,
            props,
            priority,
            ..Post::default()
        },
    );
    if !draft.file_ids.is_empty() {
        post = call
            .world
            .attach_files(&post.id, &draft.file_ids)
            .unwrap_or(post);
    }
    if call.query("set_online") != "false" {
        let now = call.world.tick();
        if let Some(author) = call.world.account_mut(&call.session.user_id) {
            author.active_at = Some(now);
            author.presence = author.presence.seen();
        }
    }

    let replies = match post.root_id.as_str() {
        "" => 0,
        root_id => call.world.posts.replies(root_id),
    };
    let mut body = call.world.post_json(&post, replies);
    if !pending_id.is_empty() {
        if let Some(shown) = body.get_mut("pending_post_id") {
            *shown = json!(pending_id);
        }
        call.world
            .pending
            .remember(pending_id, post.id.clone(), Instant::now());
    }
    if let Some(message) = call.world.afterthought.clone() {
        call.world.change_post(&post.id, |post, now| {
            post.message = message;
            post.edit_at = now;
        });
    }
    created(&body)
}

pub(crate) fn get(call: &mut Call<'_>) -> Outcome {
    let id = call.id("post_id")?;
    let post = call.world.posts.find(&id).ok_or_else(AppError::no_post)?;
    if !may_see(call.world, &call.session, post) {
        return Err(AppError::permissions());
    }
    found(&call.world.post_json(post, 0))
}

/// Completes a post, gives it an id and, if it has none, a time, and adds it.
pub(crate) fn submit(world: &mut World, mut post: Post) -> Post {
    attachments::complete(&mut post.props, &world.ids);
    let now = world.tick();
    if post.create_at == 0 {
        post.create_at = now;
    }
    post.update_at = post.create_at;
    post.id = world.ids.next();
    world.add_post(post.clone());
    post
}

pub(crate) fn check_length(message: &str) -> Result<(), AppError> {
    if message.chars().count() > LONGEST_MESSAGE {
        return Err(AppError::new(
            400,
            "model.post.is_valid.msg.app_error",
            "Invalid message.",
        ));
    }
    Ok(())
}

fn check_files(ids: &[String]) -> Result<(), AppError> {
    if ids.len() > MOST_FILES {
        return Err(AppError::new(
            400,
            "model.post.is_valid.file_ids.app_error",
            "Invalid file ids. Note that uploads are limited to 10 files maximum. Please use \
             additional posts for more files.",
        ));
    }
    Ok(())
}

pub(crate) fn may_see(world: &World, session: &Session, post: &Post) -> bool {
    world
        .channel(&post.channel_id)
        .is_some_and(|channel| session.may_see(world, channel))
}

/// A post, for members of its channel. That it does not exist is told to administrators only.
pub(crate) fn in_own_channel<'a>(call: &'a Call<'_>, id: &str) -> Result<&'a Post, AppError> {
    match call.world.posts.find(id) {
        Some(post) => call
            .world
            .channel(&post.channel_id)
            .filter(|channel| call.session.may_post_to(channel))
            .map(|_| post)
            .ok_or_else(AppError::permissions),
        None if call.session.is_admin() => Err(AppError::no_post()),
        None => Err(AppError::permissions()),
    }
}

/// The post an earlier request with this id made, told by its missing metadata. A post the
/// session may not see is no answer for it: the request counts as new.
fn repeated(call: &Call<'_>, pending_id: &str) -> Result<Option<Value>, AppError> {
    let Some(post_id) = call.world.pending.find(pending_id, Instant::now()) else {
        return Ok(None);
    };
    let post = call.world.posts.find(post_id).ok_or_else(|| {
        AppError::new(
            500,
            "api.post.deduplicate_create_post.failed_to_get",
            "Failed to fetch original post after deduplicating a client repeating the same \
             request.",
        )
    })?;
    if !may_see(call.world, &call.session, post) {
        return Ok(None);
    }
    let mut body = call.world.post_json(post, 0);
    if let Some(body) = body.as_object_mut() {
        body.shift_remove("metadata");
    }
    Ok(Some(body))
}

fn check_root(world: &World, channel_id: &str, root_id: &str) -> Result<(), AppError> {
    if root_id.is_empty() {
        return Ok(());
    }
    let root = world
        .posts
        .find(root_id)
        .filter(|root| root.root_id.is_empty())
        .ok_or_else(|| {
            AppError::new(
                400,
                "api.post.create_post.root_id.app_error",
                "Invalid RootId parameter.",
            )
        })?;
    if root.channel_id != channel_id {
        return Err(AppError::new(
            400,
            "api.post.create_post.channel_root_id.app_error",
            "Invalid ChannelId for RootId parameter.",
        ));
    }
    Ok(())
}

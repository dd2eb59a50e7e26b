//! One post: writing it, reading it, deleting it.
//!
//! Contract: the checks come in the real server's order — body, channel and membership, archive,
//! repetition, thread, length — so that a request wrong in two ways gets the same refusal. What
//! may not be seen may not be found either: a channel nobody has is a 403, a post deleted twice
//! too.

use std::time::Instant;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::mattermost::attachments;
use crate::mattermost::auth::Session;
use crate::mattermost::errors::AppError;
use crate::mattermost::ids::is_id;
use crate::mattermost::site::{MattermostSite, Outcome};
use crate::mattermost::store::{Post, Store};
use crate::mattermost::world::{self, Channel};
use crate::received::Received;
use crate::server::locked;

const LONGEST_MESSAGE: usize = 16_383;

/// A post as a client sends it; `null` is as good as absent.
#[derive(Debug, Deserialize)]
struct Draft {
    channel_id: Option<String>,
    message: Option<String>,
    root_id: Option<String>,
    pending_post_id: Option<String>,
    create_at: Option<i64>,
    props: Option<Map<String, Value>>,
}

pub(super) fn create(site: &MattermostSite, session: Session, request: &Received) -> Outcome {
    let draft: Draft =
        serde_json::from_slice(&request.body).map_err(|_| AppError::invalid_body_param("post"))?;
    let channel = draft
        .channel_id
        .as_deref()
        .and_then(world::channel)
        .filter(|channel| session.may_post_to(channel))
        .ok_or_else(AppError::permissions)?;
    if channel.is_archived() {
        return Err(AppError::new(
            400,
            "api.post.create_post.can_not_post_to_deleted.error",
            "Can not post to deleted channel.",
        ));
    }

    let mut store = locked(&site.store);
    let pending_id = draft.pending_post_id.unwrap_or_default();
    if let Some(existing) = repeated(&store, session, &pending_id)? {
        return Ok((201, existing));
    }
    let root_id = draft.root_id.unwrap_or_default();
    check_root(&store, channel, &root_id)?;
    let message = draft.message.unwrap_or_default();
    if message.chars().count() > LONGEST_MESSAGE {
        return Err(AppError::new(
            400,
            "model.post.is_valid.msg.app_error",
            "Invalid message.",
        ));
    }

    let mut props = draft.props.unwrap_or_default();
    attachments::complete(&mut props, &site.ids);
    if session.account.is_bot {
        props.insert("from_bot".to_owned(), json!("true"));
    }
    let now = store.tick();
    let create_at = draft
        .create_at
        .filter(|at| *at != 0 && session.is_admin())
        .unwrap_or(now);
    let post = Post {
        id: site.ids.next(),
        create_at,
        update_at: create_at,
        delete_at: 0,
        user_id: session.account.id,
        channel_id: channel.id,
        root_id,
        message,
        props,
    };
    store.add(post.clone());
    let replies = if post.root_id.is_empty() {
        0
    } else {
        store.replies(&post.root_id)
    };
    let mut body = post.json(replies);
    if !pending_id.is_empty() {
        set(&mut body, "pending_post_id", json!(pending_id));
        store.pending.remember(pending_id, post.id, Instant::now());
    }
    Ok((201, body))
}

pub(super) fn get(site: &MattermostSite, session: Session, id: &str) -> Result<Value, AppError> {
    if !is_id(id) {
        return Err(AppError::invalid_url_param("post_id"));
    }
    let store = locked(&site.store);
    let post = store.find(id).ok_or_else(AppError::no_post)?;
    if !may_see(session, post) {
        return Err(AppError::permissions());
    }
    Ok(post.json(0))
}

pub(super) fn delete(site: &MattermostSite, session: Session, id: &str) -> Result<Value, AppError> {
    if !is_id(id) {
        return Err(AppError::invalid_url_param("post_id"));
    }
    let mut store = locked(&site.store);
    store
        .find(id)
        .filter(|post| session.is_admin() || post.user_id == session.account.id)
        .ok_or_else(AppError::permissions)?;
    store.delete(id);
    Ok(json!({ "status": "OK" }))
}

/// The post an earlier request with this id made, told by its missing metadata. A post the
/// session may not see is no answer for it: the request counts as new.
fn repeated(store: &Store, session: Session, pending_id: &str) -> Result<Option<Value>, AppError> {
    let Some(post_id) = store.pending.find(pending_id, Instant::now()) else {
        return Ok(None);
    };
    let post = store.find(post_id).ok_or_else(|| {
        AppError::new(
            500,
            "api.post.deduplicate_create_post.failed_to_get",
            "Failed to fetch original post after deduplicating a client repeating the same \
             request.",
        )
    })?;
    if !may_see(session, post) {
        return Ok(None);
    }
    let mut body = post.json(0);
    if let Some(body) = body.as_object_mut() {
        body.shift_remove("metadata");
    }
    Ok(Some(body))
}

fn check_root(store: &Store, channel: &Channel, root_id: &str) -> Result<(), AppError> {
    if root_id.is_empty() {
        return Ok(());
    }
    let root = store
        .find(root_id)
        .filter(|root| root.root_id.is_empty())
        .ok_or_else(|| {
            AppError::new(
                400,
                "api.post.create_post.root_id.app_error",
                "Invalid RootId parameter.",
            )
        })?;
    if root.channel_id != channel.id {
        return Err(AppError::new(
            400,
            "api.post.create_post.channel_root_id.app_error",
            "Invalid ChannelId for RootId parameter.",
        ));
    }
    Ok(())
}

fn may_see(session: Session, post: &Post) -> bool {
    world::channel(post.channel_id).is_some_and(|channel| session.may_see(channel))
}

fn set(object: &mut Value, name: &str, value: Value) {
    if let Some(place) = object.get_mut(name) {
        *place = value;
    }
}

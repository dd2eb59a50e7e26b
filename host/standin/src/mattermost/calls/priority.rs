//! How urgent a post is.
//!
//! Contract: servers before 7.7 overlook it. Later ones take it for posts that begin a thread, and
//! the wish for acknowledgements with a licence.

use serde::Deserialize;

use crate::mattermost::errors::AppError;
use crate::mattermost::world::World;
use crate::mattermost::world::post::Priority;

/// What a client sends beside a post.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Metadata {
    priority: Option<Priority>,
}

/// The priority that a post gets, or why it is refused.
pub(crate) fn granted(
    world: &World,
    sent: Metadata,
    root_id: &str,
) -> Result<Option<Priority>, AppError> {
    let (Some(is_licensed), Some(priority)) = (world.priorities, sent.priority) else {
        return Ok(None);
    };
    if !root_id.is_empty() {
        return Err(AppError::new(
            400,
            "api.post.post_priority.priority_post_only_allowed_for_root_post.request_error",
            "Only root posts are allowed to have priority.",
        ));
    }
    if priority.requested_ack && !is_licensed {
        return Err(AppError::no_licence());
    }
    Ok(Some(priority))
}

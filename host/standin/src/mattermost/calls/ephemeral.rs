//! Posts one person sees once.
//!
//! Contract: for administrators; the post is answered and never stored.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::mattermost::call::{Call, Outcome, created, lenient};
use crate::mattermost::calls::attachments;
use crate::mattermost::errors::AppError;
use crate::mattermost::world::post::Post;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Sent {
    user_id: String,
    post: Option<Value>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Draft {
    channel_id: String,
    message: String,
    root_id: String,
    props: Map<String, Value>,
}

pub(crate) fn create(call: &mut Call<'_>) -> Outcome {
    let sent: Sent = call.body("body")?;
    if sent.user_id.is_empty() {
        return Err(AppError::invalid_body_param("user_id"));
    }
    let draft: Draft = sent
        .post
        .and_then(lenient)
        .ok_or_else(|| AppError::invalid_body_param("post"))?;
    if !call.session.is_admin() {
        return Err(AppError::permissions());
    }
    let mut props = draft.props;
    attachments::complete(&mut props, &call.world.ids);
    let post = Post {
        id: call.world.ids.next(),
        create_at: call.world.tick(),
        user_id: call.session.user_id.clone(),
        channel_id: draft.channel_id,
        root_id: draft.root_id,
        message: draft.message,
        kind: "system_ephemeral",
        props,
        ..Post::default()
    };
    created(&call.world.post_json(&post, 0))
}

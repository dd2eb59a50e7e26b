//! Saying that one has read a post whose author asked for it.
//!
//! Contract: part of the licence; one acknowledges for oneself, once, what one can see.

use serde_json::json;

use crate::mattermost::call::{Call, Outcome, done, found};
use crate::mattermost::calls::posts;
use crate::mattermost::errors::AppError;
use crate::mattermost::world::post::Acknowledgement;

pub(crate) fn create(call: &mut Call<'_>) -> Outcome {
    let (user_id, post_id) = readable(call)?;
    let acknowledged_at = call.world.tick();
    call.world.change_quietly(&post_id, |post| {
        post.acknowledgements.retain(|one| one.user_id != user_id);
        post.acknowledgements.push(Acknowledgement {
            user_id: user_id.clone(),
            acknowledged_at,
        });
    });
    found(&json!({
        "user_id": user_id,
        "post_id": post_id,
        "acknowledged_at": acknowledged_at,
    }))
}

pub(crate) fn delete(call: &mut Call<'_>) -> Outcome {
    let (user_id, post_id) = readable(call)?;
    call.world.change_quietly(&post_id, |post| {
        post.acknowledgements.retain(|one| one.user_id != user_id);
    });
    done()
}

/// Who acknowledges what.
fn readable(call: &Call<'_>) -> Result<(String, String), AppError> {
    let user_id = call.id("user_id")?;
    let post_id = call.id("post_id")?;
    if call.world.priorities != Some(true) {
        return Err(AppError::no_licence());
    }
    if !call.session.is(&user_id) && !call.session.is_admin() {
        return Err(AppError::permissions());
    }
    posts::in_own_channel(call, &post_id)?;
    Ok((user_id, post_id))
}

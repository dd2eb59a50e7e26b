//! Whether somebody is there.
//!
//! Contract: everybody sees everybody's status; one sets one's own, administrators anybody's. Who
//! was never seen is offline, accounts that there are not among them. What was set by hand stays
//! until `online` is.

use serde::Deserialize;
use serde_json::json;

use crate::mattermost::call::{Call, Outcome, found};
use crate::mattermost::errors::AppError;
use crate::mattermost::world::account::Presence;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Sent {
    user_id: String,
    status: String,
}

pub(crate) fn get(call: &mut Call<'_>) -> Outcome {
    let id = call.id("user_id")?;
    let account = call.world.account(&id);
    let presence = account.map(|account| account.presence).unwrap_or_default();
    found(&json!({
        "user_id": id,
        "status": presence.word(),
        "manual": presence.is_manual(),
        "last_activity_at": account.and_then(|account| account.active_at).unwrap_or_default(),
    }))
}

pub(crate) fn set(call: &mut Call<'_>) -> Outcome {
    let id = call.id("user_id")?;
    let sent: Sent = call.body("status")?;
    if sent.user_id != id {
        return Err(AppError::invalid_body_param("user_id"));
    }
    if !call.session.is(&id) && !call.session.is_admin() {
        return Err(AppError::permissions());
    }
    let presence =
        Presence::set_to(&sent.status).ok_or_else(|| AppError::invalid_body_param("status"))?;
    if let Some(account) = call.world.account_mut(&id) {
        account.presence = presence;
    }
    get(call)
}

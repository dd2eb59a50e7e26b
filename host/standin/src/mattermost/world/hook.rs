//! Incoming webhooks.
//!
//! Contract: whoever knows the id may post; the id is the secret.

use serde_json::{Value, json};

pub(crate) struct IncomingHook {
    pub(crate) id: String,
    pub(crate) created_at: i64,
    pub(crate) user_id: String,
    pub(crate) channel_id: String,
    pub(crate) team_id: String,
    pub(crate) display_name: String,
    pub(crate) description: String,
    pub(crate) is_locked: bool,
}

impl IncomingHook {
    pub(crate) fn json(&self) -> Value {
        json!({
            "id": self.id,
            "create_at": self.created_at,
            "update_at": self.created_at,
            "delete_at": 0,
            "user_id": self.user_id,
            "channel_id": self.channel_id,
            "team_id": self.team_id,
            "display_name": self.display_name,
            "description": self.description,
            "username": "",
            "icon_url": "",
            "channel_locked": self.is_locked,
        })
    }
}

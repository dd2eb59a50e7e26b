//! Reactions to posts.
//!
//! Contract: a person reacts to a post with one emoji once; a second time changes nothing.

use serde_json::{Value, json};

use crate::mattermost::world::World;

#[derive(Debug, Clone)]
pub(crate) struct Reaction {
    pub(crate) user_id: String,
    pub(crate) post_id: String,
    pub(crate) emoji_name: String,
    pub(crate) create_at: i64,
    pub(crate) update_at: i64,
}

impl Reaction {
    pub(crate) fn json(&self) -> Value {
        json!({
            "user_id": self.user_id,
            "post_id": self.post_id,
            "emoji_name": self.emoji_name,
            "create_at": self.create_at,
            "update_at": self.update_at,
            "delete_at": 0,
            "remote_id": "",
        })
    }

    fn is_same(&self, other: &Self) -> bool {
        self.user_id == other.user_id
            && self.post_id == other.post_id
            && self.emoji_name == other.emoji_name
    }
}

impl World {
    pub(crate) fn reactions_to(&self, post_id: &str) -> impl Iterator<Item = Value> {
        self.reactions
            .iter()
            .filter(move |reaction| reaction.post_id == post_id)
            .map(Reaction::json)
    }

    pub(crate) fn react(&mut self, reaction: Reaction) {
        if !self.reactions.iter().any(|known| known.is_same(&reaction)) {
            self.touch_post(&reaction.post_id);
            self.reactions.push(reaction);
        }
    }

    pub(crate) fn take_back(&mut self, reaction: &Reaction) {
        let before = self.reactions.len();
        self.reactions.retain(|known| !known.is_same(reaction));
        if self.reactions.len() < before {
            self.touch_post(&reaction.post_id);
        }
    }
}

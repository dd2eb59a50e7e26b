//! One post, and how it looks from outside.
//!
//! Contract: a deleted post shows no message and no metadata; reactions, files, urgency and who has
//! read it show in the metadata, embedded attachments by their mere presence in `props`.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::mattermost::world::World;
use crate::mattermost::world::file::StoredFile;

#[derive(Debug, Clone, Default)]
pub(crate) struct Post {
    pub(crate) id: String,
    pub(crate) create_at: i64,
    pub(crate) update_at: i64,
    pub(crate) edit_at: i64,
    pub(crate) delete_at: i64,
    pub(crate) is_pinned: bool,
    pub(crate) user_id: String,
    pub(crate) channel_id: String,
    pub(crate) root_id: String,
    /// The post this one is an earlier state of.
    pub(crate) original_id: String,
    pub(crate) message: String,
    /// Empty for plain posts; what the server itself writes begins with `system_`.
    pub(crate) kind: &'static str,
    pub(crate) props: Map<String, Value>,
    pub(crate) file_ids: Vec<String>,
    pub(crate) priority: Option<Priority>,
    pub(crate) acknowledgements: Vec<Acknowledgement>,
}

/// How urgent a post is, as clients send it and see it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct Priority {
    /// `important`, `urgent` or nothing.
    priority: String,
    pub(crate) requested_ack: bool,
}

/// Somebody says to have read a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Acknowledgement {
    pub(crate) user_id: String,
    pub(crate) acknowledged_at: i64,
}

impl Post {
    pub(crate) fn exists(&self) -> bool {
        self.delete_at == 0
    }

    pub(crate) fn is_notice(&self) -> bool {
        self.kind.starts_with("system_")
    }

    /// The id of the thread it is in or begins.
    pub(crate) fn thread(&self) -> &str {
        if self.root_id.is_empty() {
            &self.id
        } else {
            &self.root_id
        }
    }
}

impl World {
    pub(crate) fn post_json(&self, post: &Post, reply_count: usize) -> Value {
        let reactions: Vec<Value> = self.reactions_to(&post.id).collect();
        let mut shown = Map::new();
        let mut add = |name: &str, value: Value| shown.insert(name.to_owned(), value);
        add("id", json!(post.id));
        add("create_at", json!(post.create_at));
        add("update_at", json!(post.update_at));
        add("edit_at", json!(post.edit_at));
        add("delete_at", json!(post.delete_at));
        add("is_pinned", json!(post.is_pinned));
        add("user_id", json!(post.user_id));
        add("channel_id", json!(post.channel_id));
        add("root_id", json!(post.root_id));
        add("parent_id", json!(post.root_id));
        add("original_id", json!(post.original_id));
        let message = if post.exists() {
            post.message.as_str()
        } else {
            ""
        };
        add("message", json!(message));
        add("type", json!(post.kind));
        add("props", json!(post.props));
        add("hashtags", json!(""));
        if !post.file_ids.is_empty() {
            add("file_ids", json!(post.file_ids));
        }
        add("pending_post_id", json!(""));
        if !reactions.is_empty() {
            add("has_reactions", json!(true));
        }
        add("reply_count", json!(reply_count));
        add("last_reply_at", json!(0));
        add("participants", Value::Null);
        add("metadata", self.metadata(post, reactions));
        Value::Object(shown)
    }

    fn metadata(&self, post: &Post, reactions: Vec<Value>) -> Value {
        let mut metadata = Map::new();
        if post.exists() {
            if post.props.contains_key("attachments") {
                let embeds = json!([{ "type": "message_attachment" }]);
                metadata.insert("embeds".to_owned(), embeds);
            }
            if !post.file_ids.is_empty() {
                let files: Vec<Value> = self
                    .files
                    .iter()
                    .filter(|file| post.file_ids.contains(&file.id))
                    .map(StoredFile::json)
                    .collect();
                metadata.insert("files".to_owned(), Value::Array(files));
            }
            if let Some(priority) = &post.priority {
                metadata.insert("priority".to_owned(), json!(priority));
            }
            if !post.acknowledgements.is_empty() {
                let read = post.acknowledgements.iter().map(|one| {
                    json!({
                        "user_id": one.user_id,
                        "post_id": post.id,
                        "acknowledged_at": one.acknowledged_at,
                    })
                });
                metadata.insert("acknowledgements".to_owned(), read.collect());
            }
            if !reactions.is_empty() {
                metadata.insert("reactions".to_owned(), Value::Array(reactions));
            }
        }
        Value::Object(metadata)
    }
}

//! Files that were uploaded.
//!
//! Contract: a file belongs to whoever uploaded it and can be attached by nobody else, to one
//! post, once. What cannot be attached is left out without a word, as in the real server.

use serde_json::{Map, Value, json};

use crate::mattermost::world::World;

pub(crate) struct StoredFile {
    pub(crate) id: String,
    pub(crate) user_id: String,
    /// Empty until it is attached.
    pub(crate) post_id: String,
    pub(crate) created_at: i64,
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

impl StoredFile {
    fn extension(&self) -> String {
        self.name
            .rsplit_once('.')
            .map(|(_, extension)| extension.to_lowercase())
            .unwrap_or_default()
    }

    /// By the name's extension alone; empty when that says nothing.
    pub(crate) fn mime_type(&self) -> &'static str {
        match self.extension().as_str() {
            "css" => "text/css; charset=utf-8",
            "csv" => "text/csv; charset=utf-8",
            "gif" => "image/gif",
            "htm" | "html" => "text/html; charset=utf-8",
            "jpeg" | "jpg" => "image/jpeg",
            "json" => "application/json",
            "pdf" => "application/pdf",
            "png" => "image/png",
            "txt" => "text/plain; charset=utf-8",
            "xml" => "text/xml; charset=utf-8",
            "zip" => "application/zip",
            _ => "",
        }
    }

    pub(crate) fn json(&self) -> Value {
        let mut shown = Map::new();
        let mut add = |name: &str, value: Value| shown.insert(name.to_owned(), value);
        add("id", json!(self.id));
        add("user_id", json!(self.user_id));
        if !self.post_id.is_empty() {
            add("post_id", json!(self.post_id));
        }
        add("channel_id", json!(""));
        add("create_at", json!(self.created_at));
        add("update_at", json!(self.created_at));
        add("delete_at", json!(0));
        add("name", json!(self.name));
        add("extension", json!(self.extension()));
        add("size", json!(self.bytes.len()));
        add("mime_type", json!(self.mime_type()));
        add("mini_preview", Value::Null);
        add("remote_id", json!(""));
        Value::Object(shown)
    }
}

impl World {
    pub(crate) fn file(&self, id: &str) -> Option<&StoredFile> {
        self.files.iter().find(|file| file.id == id)
    }

    /// Attaches to a post those of the files that can be, and says which.
    pub(super) fn attach(
        &mut self,
        wanted: &[String],
        post_id: &str,
        user_id: &str,
    ) -> Vec<String> {
        let mut attached = Vec::new();
        for id in wanted {
            let free = self
                .files
                .iter_mut()
                .find(|file| file.id == *id && file.post_id.is_empty() && file.user_id == user_id);
            if let Some(file) = free {
                post_id.clone_into(&mut file.post_id);
                attached.push(id.clone());
            }
        }
        attached
    }
}

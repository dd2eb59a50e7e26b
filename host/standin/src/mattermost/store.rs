//! What people wrote, and what the server remembers about it.
//!
//! Contract: posts stay in the order they came; a deleted one is kept, marked, with its thread.
//! Timestamps grow strictly, so that `since` means the same in every run. A `pending_post_id` is
//! remembered for 30 seconds.
//!
//! Why the bare id is the key, not scoped by user: it is so in the real server, and a connector
//! that picks ids carelessly shall get somebody else's post here as well.

use std::collections::HashMap;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value, json};

const REMEMBERED_FOR: Duration = Duration::from_secs(30);

#[derive(Debug, Clone)]
pub(super) struct Post {
    pub(super) id: String,
    pub(super) create_at: i64,
    pub(super) update_at: i64,
    pub(super) delete_at: i64,
    pub(super) user_id: &'static str,
    pub(super) channel_id: &'static str,
    pub(super) root_id: String,
    pub(super) message: String,
    pub(super) props: Map<String, Value>,
}

impl Post {
    pub(super) fn exists(&self) -> bool {
        self.delete_at == 0
    }

    /// The id of the thread it is in or begins.
    pub(super) fn thread(&self) -> &str {
        if self.root_id.is_empty() {
            &self.id
        } else {
            &self.root_id
        }
    }

    pub(super) fn json(&self, reply_count: usize) -> Value {
        let embeds = self.exists() && self.props.contains_key("attachments");
        json!({
            "id": self.id,
            "create_at": self.create_at,
            "update_at": self.update_at,
            "edit_at": 0,
            "delete_at": self.delete_at,
            "is_pinned": false,
            "user_id": self.user_id,
            "channel_id": self.channel_id,
            "root_id": self.root_id,
            "parent_id": self.root_id,
            "original_id": "",
            "message": if self.exists() { self.message.as_str() } else { "" },
            "type": "",
            "props": self.props,
            "hashtags": "",
            "pending_post_id": "",
            "reply_count": reply_count,
            "last_reply_at": 0,
            "participants": null,
            "metadata": if embeds {
                json!({ "embeds": [{ "type": "message_attachment" }] })
            } else {
                json!({})
            },
        })
    }
}

/// What a channel's own record says about its posts.
#[derive(Debug, Default)]
pub(super) struct Activity {
    pub(super) last_post_at: i64,
    pub(super) posts: usize,
    pub(super) threads: usize,
}

#[derive(Debug, Default)]
pub(super) struct Store {
    posts: Vec<Post>,
    places: HashMap<String, usize>,
    clock: i64,
    pub(super) pending: Pending,
}

impl Store {
    /// Now, in milliseconds, and later than every time before.
    pub(super) fn tick(&mut self) -> i64 {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .ok()
            .and_then(|since| i64::try_from(since.as_millis()).ok())
            .unwrap_or_default();
        self.clock = now.max(self.clock + 1);
        self.clock
    }

    /// Every post, deleted ones included, oldest first.
    pub(super) fn all(&self) -> impl DoubleEndedIterator<Item = &Post> {
        self.posts.iter()
    }

    pub(super) fn existing(&self) -> impl DoubleEndedIterator<Item = &Post> {
        self.all().filter(|post| post.exists())
    }

    pub(super) fn find(&self, id: &str) -> Option<&Post> {
        self.posts
            .get(*self.places.get(id)?)
            .filter(|post| post.exists())
    }

    pub(super) fn replies(&self, thread: &str) -> usize {
        self.existing()
            .filter(|post| post.root_id == thread)
            .count()
    }

    /// Adds a post; the root of its thread counts as changed.
    pub(super) fn add(&mut self, post: Post) {
        if let Some(root) = self
            .places
            .get(&post.root_id)
            .and_then(|place| self.posts.get_mut(*place))
        {
            root.update_at = post.update_at;
        }
        self.places.insert(post.id.clone(), self.posts.len());
        self.posts.push(post);
    }

    /// Marks a post and the replies to it as deleted.
    pub(super) fn delete(&mut self, id: &str) {
        let now = self.tick();
        self.posts
            .iter_mut()
            .filter(|post| post.exists() && (post.id == id || post.root_id == id))
            .for_each(|post| {
                post.update_at = now;
                post.delete_at = now;
            });
    }

    pub(super) fn activity(&self, channel_id: &str) -> Activity {
        self.all()
            .filter(|post| post.channel_id == channel_id)
            .fold(Activity::default(), |activity, post| Activity {
                last_post_at: activity.last_post_at.max(post.create_at),
                posts: activity.posts + 1,
                threads: activity.threads + usize::from(post.root_id.is_empty()),
            })
    }
}

/// Which post each client-made id led to.
#[derive(Debug, Default)]
pub(super) struct Pending(HashMap<String, (String, Instant)>);

impl Pending {
    pub(super) fn find(&self, pending_id: &str, now: Instant) -> Option<&str> {
        let (post_id, since) = self.0.get(pending_id)?;
        (now.duration_since(*since) < REMEMBERED_FOR).then_some(post_id.as_str())
    }

    pub(super) fn remember(&mut self, pending_id: String, post_id: String, now: Instant) {
        self.0.insert(pending_id, (post_id, now));
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pending_post_id_is_remembered_for_thirty_seconds() {
        let start = Instant::now();
        let mut pending = Pending::default();
        pending.remember("key".to_owned(), "post".to_owned(), start);
        assert_eq!(pending.find("other", start), None);
        let late = start + Duration::from_secs(29);
        assert_eq!(pending.find("key", late), Some("post"));
        let too_late = start + Duration::from_secs(30);
        assert_eq!(pending.find("key", too_late), None);
    }

    #[test]
    fn no_two_moments_are_the_same() {
        let mut store = Store::default();
        let times: Vec<i64> = (0..100).map(|_| store.tick()).collect();
        assert!(times.is_sorted_by(|earlier, later| earlier < later));
    }
}

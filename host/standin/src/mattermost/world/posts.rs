//! The posts, in the order they came.
//!
//! Contract: a deleted post is kept, marked, with its thread. A changed one leaves its earlier
//! state behind as a deleted post of its own, which `since` shows, as in the real server. An id
//! finds only what exists.

use std::collections::HashMap;

use crate::mattermost::world::World;
use crate::mattermost::world::post::Post;

/// Notices of people coming and going, which no channel counts.
const UNCOUNTED: [&str; 5] = [
    "system_join_team",
    "system_join_channel",
    "system_leave_channel",
    "system_add_to_channel",
    "system_remove_from_channel",
];

#[derive(Debug, Default)]
pub(crate) struct Posts {
    posts: Vec<Post>,
    places: HashMap<String, usize>,
}

impl Posts {
    /// Every post, deleted ones included, oldest first.
    pub(crate) fn all(&self) -> impl DoubleEndedIterator<Item = &Post> {
        self.posts.iter()
    }

    pub(crate) fn existing(&self) -> impl DoubleEndedIterator<Item = &Post> {
        self.all().filter(|post| post.exists())
    }

    pub(crate) fn find(&self, id: &str) -> Option<&Post> {
        self.posts
            .get(*self.places.get(id)?)
            .filter(|post| post.exists())
    }

    pub(crate) fn replies(&self, thread: &str) -> usize {
        self.existing()
            .filter(|post| post.root_id == thread)
            .count()
    }

    fn find_mut(&mut self, id: &str) -> Option<&mut Post> {
        self.posts
            .get_mut(*self.places.get(id)?)
            .filter(|post| post.exists())
    }

    fn push(&mut self, post: Post) {
        self.places.insert(post.id.clone(), self.posts.len());
        self.posts.push(post);
    }
}

impl World {
    /// Adds a post; the root of its thread counts as changed, the channel as used.
    pub(crate) fn add_post(&mut self, post: Post) {
        if let Some(root) = self.posts.find_mut(&post.root_id) {
            root.update_at = post.update_at;
        }
        if let Some(channel) = self.channel_mut(&post.channel_id) {
            channel.last_post_at = channel.last_post_at.max(post.create_at);
            if !UNCOUNTED.contains(&post.kind) {
                channel.posts += 1;
                channel.threads += usize::from(post.root_id.is_empty());
            }
        }
        self.posts.push(post);
    }

    /// Adds a post the server itself writes.
    pub(crate) fn add_notice(
        &mut self,
        kind: &'static str,
        channel_id: &str,
        user_id: &str,
        message: String,
    ) {
        let now = self.tick();
        let notice = Post {
            id: self.ids.next(),
            create_at: now,
            update_at: now,
            user_id: user_id.to_owned(),
            channel_id: channel_id.to_owned(),
            message,
            kind,
            ..Post::default()
        };
        self.add_post(notice);
    }

    /// Changes a post and keeps its earlier state; the change is told when it is made.
    pub(crate) fn change_post(
        &mut self,
        id: &str,
        change: impl FnOnce(&mut Post, i64),
    ) -> Option<Post> {
        let now = self.tick();
        let copy_id = self.ids.next();
        let post = self.posts.find_mut(id)?;
        let earlier = Post {
            id: copy_id,
            original_id: post.id.clone(),
            update_at: now,
            delete_at: now,
            ..post.clone()
        };
        change(post, now);
        post.update_at = now;
        let changed = post.clone();
        self.posts.push(earlier);
        Some(changed)
    }

    /// Gives a new post those of the files that its author may attach; it counts as changed when
    /// some are missing.
    pub(crate) fn attach_files(&mut self, post_id: &str, wanted: &[String]) -> Option<Post> {
        let now = self.tick();
        let user_id = self.posts.find(post_id)?.user_id.clone();
        let attached = self.attach(wanted, post_id, &user_id);
        let post = self.posts.find_mut(post_id)?;
        if attached.len() < wanted.len() {
            post.update_at = now;
        }
        post.file_ids = attached;
        Some(post.clone())
    }

    /// Changes what is around a post, which does not count as a change of it.
    pub(crate) fn change_quietly(&mut self, id: &str, change: impl FnOnce(&mut Post)) {
        if let Some(post) = self.posts.find_mut(id) {
            change(post);
        }
    }

    /// Counts a post as changed for what happened around it.
    pub(crate) fn touch_post(&mut self, id: &str) {
        let now = self.tick();
        if let Some(post) = self.posts.find_mut(id) {
            post.update_at = now;
        }
    }

    /// Marks a post, the replies to it and their files as deleted.
    pub(crate) fn delete_post(&mut self, id: &str) {
        let now = self.tick();
        let gone = self
            .posts
            .posts
            .iter_mut()
            .filter(|post| post.exists() && (post.id == id || post.root_id == id));
        for post in gone {
            post.update_at = now;
            post.delete_at = now;
            self.files.retain(|file| file.post_id != post.id);
            self.reactions
                .retain(|reaction| reaction.post_id != post.id);
        }
    }
}

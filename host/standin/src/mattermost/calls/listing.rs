//! Lists of posts: a channel's and a thread's.
//!
//! Contract: newest first; by page, with the ids of the neighbouring posts and replies counted,
//! or changed `since` a moment, deleted ones included and pages ignored. A thread begins with
//! the post that was asked for, which comes again at its own place.

use std::cmp::Reverse;

use serde_json::{Map, Value, json};

use crate::mattermost::call::{Call, Outcome, Page, found};
use crate::mattermost::calls::posts;
use crate::mattermost::errors::AppError;
use crate::mattermost::world::World;
use crate::mattermost::world::post::Post;

const MOST_CHANGES: usize = 1_000;

pub(crate) fn of_channel(call: &mut Call<'_>) -> Outcome {
    let channel = call.own_channel()?;
    let since = match call.query("since") {
        text if text.is_empty() => 0,
        text => text
            .parse::<i64>()
            .map_err(|_| AppError::invalid_body_param("since"))?,
    };
    found(&if since > 0 {
        changed(call.world, &channel.id, since)
    } else {
        paged(call.world, &channel.id, call.page())
    })
}

pub(crate) fn thread(call: &mut Call<'_>) -> Outcome {
    let id = call.id("post_id")?;
    let asked = call.world.posts.find(&id).ok_or_else(AppError::no_post)?;
    if !posts::may_see(call.world, &call.session, asked) {
        return Err(AppError::permissions());
    }
    let thread = asked.thread();
    let rest = newest_first(call.world.posts.existing(), |post| post.thread() == thread);
    let order: Vec<&Post> = std::iter::once(asked).chain(rest).collect();
    let replies = call.world.posts.replies(thread);
    found(&list_json(call.world, &order, |_| replies))
}

fn changed(world: &World, channel_id: &str, since: i64) -> Value {
    let mut posts = newest_first(world.posts.all(), |post| {
        post.channel_id == channel_id && post.update_at > since
    });
    posts.truncate(MOST_CHANGES);
    list_json(world, &posts, |_| 0)
}

fn paged(world: &World, channel_id: &str, page: Page) -> Value {
    let posts = newest_first(world.posts.existing(), |post| post.channel_id == channel_id);
    let skipped = page.skipped();
    let id_at = |place: Option<usize>| {
        place
            .and_then(|place| posts.get(place))
            .map_or("", |post| post.id.as_str())
    };
    let shown: Vec<&Post> = page.of(posts.iter().copied()).collect();
    let mut list = list_json(world, &shown, |post| world.posts.replies(post.thread()));
    for (name, id) in [
        ("next_post_id", id_at(skipped.checked_sub(1))),
        ("prev_post_id", id_at(skipped.checked_add(page.size))),
    ] {
        if let Some(place) = list.get_mut(name) {
            *place = json!(id);
        }
    }
    list
}

/// Of one time, the earlier states of a post come before it, oldest first.
pub(crate) fn newest_first<'a>(
    posts: impl Iterator<Item = &'a Post>,
    wanted: impl Fn(&Post) -> bool,
) -> Vec<&'a Post> {
    let mut found: Vec<&Post> = posts.filter(|post| wanted(post)).collect();
    found.sort_by_key(|post| {
        (
            Reverse(post.create_at),
            post.original_id.is_empty(),
            post.update_at,
        )
    });
    found
}

pub(crate) fn list_json(world: &World, posts: &[&Post], replies: impl Fn(&Post) -> usize) -> Value {
    let mut order = Vec::new();
    let mut by_id = Map::new();
    for post in posts {
        order.push(post.id.clone());
        by_id.insert(post.id.clone(), world.post_json(post, replies(post)));
    }
    json!({
        "order": order,
        "posts": by_id,
        "next_post_id": "",
        "prev_post_id": "",
    })
}

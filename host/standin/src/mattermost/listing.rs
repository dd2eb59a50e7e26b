//! The posts of a channel, and pages.
//!
//! Contract: newest first; by page, with the ids of the neighbouring posts and replies counted,
//! or changed `since` a moment, deleted ones included and pages ignored. More than 200 a page is
//! silently cut.

use serde_json::{Map, Value, json};

use crate::mattermost::auth::Session;
use crate::mattermost::errors::AppError;
use crate::mattermost::ids::is_id;
use crate::mattermost::site::MattermostSite;
use crate::mattermost::store::{Post, Store};
use crate::mattermost::world;
use crate::received::Received;
use crate::server::locked;

const USUAL_SIZE: usize = 60;
const LARGEST_SIZE: usize = 200;
const MOST_CHANGES: usize = 1_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Page {
    number: usize,
    pub(super) size: usize,
}

impl Page {
    pub(super) fn skipped(self) -> usize {
        self.number.saturating_mul(self.size)
    }
}

pub(super) fn page_of(request: &Received) -> Page {
    let number = |name| {
        request
            .query_value(name)
            .and_then(|text| text.parse::<usize>().ok())
    };
    Page {
        number: number("page").unwrap_or_default(),
        size: number("per_page").unwrap_or(USUAL_SIZE).min(LARGEST_SIZE),
    }
}

pub(super) fn of_channel(
    site: &MattermostSite,
    session: Session,
    request: &Received,
    id: &str,
) -> Result<Value, AppError> {
    if !is_id(id) {
        return Err(AppError::invalid_url_param("channel_id"));
    }
    let channel = world::channel(id)
        .filter(|channel| session.may_post_to(channel))
        .ok_or_else(AppError::permissions)?;
    let since = match request.query_value("since") {
        Some(text) if !text.is_empty() => text
            .parse::<i64>()
            .map_err(|_| AppError::invalid_body_param("since"))?,
        _ => 0,
    };
    let store = locked(&site.store);
    Ok(if since > 0 {
        changed(&store, channel.id, since)
    } else {
        paged(&store, channel.id, page_of(request))
    })
}

fn changed(store: &Store, channel_id: &str, since: i64) -> Value {
    let posts = store
        .all()
        .rev()
        .filter(|post| post.channel_id == channel_id && post.update_at > since)
        .take(MOST_CHANGES)
        .map(|post| (post, 0));
    list_json(posts, "", "")
}

fn paged(store: &Store, channel_id: &str, page: Page) -> Value {
    let posts: Vec<&Post> = store
        .existing()
        .rev()
        .filter(|post| post.channel_id == channel_id)
        .collect();
    let skipped = page.skipped();
    let id_at = |place: Option<usize>| {
        place
            .and_then(|place| posts.get(place))
            .map_or("", |post| post.id.as_str())
    };
    let shown = posts
        .iter()
        .skip(skipped)
        .take(page.size)
        .map(|post| (*post, store.replies(post.thread())));
    list_json(
        shown,
        id_at(skipped.checked_sub(1)),
        id_at(skipped.checked_add(page.size)),
    )
}

fn list_json<'a>(
    posts: impl Iterator<Item = (&'a Post, usize)>,
    newer: &str,
    older: &str,
) -> Value {
    let mut order = Vec::new();
    let mut by_id = Map::new();
    for (post, replies) in posts {
        order.push(post.id.clone());
        by_id.insert(post.id.clone(), post.json(replies));
    }
    json!({
        "order": order,
        "posts": by_id,
        "next_post_id": newer,
        "prev_post_id": older,
    })
}

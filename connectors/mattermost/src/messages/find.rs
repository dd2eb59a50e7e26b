//! Finding messages.
//!
//! The API gives posts as a map without an order and the order beside it, in which a post can
//! stand twice.

use jackfield_sdk::{Call, Fault, Outcome, Request, log};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::pages::{self, Pages};
use crate::parameters::Parameters;
use crate::{api, moment, names};

/// How many changed posts the server gives at most.
pub(super) const MOST_CHANGES: usize = 1_000;

/// A list of posts as the API gives it.
#[derive(Deserialize)]
pub(super) struct Posts {
    #[serde(default)]
    order: Option<Vec<String>>,
    #[serde(default)]
    posts: Option<Map<String, Value>>,
}

impl Posts {
    /// How many the server gave, among which one can be twice.
    pub(super) fn given(&self) -> usize {
        self.order.as_ref().map_or(0, Vec::len)
    }

    /// The posts in their order, each once.
    pub(super) fn in_order(self) -> Vec<Value> {
        let mut posts = self.posts.unwrap_or_default();
        let order = self.order.unwrap_or_default();
        order.iter().filter_map(|id| posts.remove(id)).collect()
    }
}

/// `message.get`.
pub(crate) fn get(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let request = Request::get(api::path(["posts", &parameters.needed("postId")?]));
    api::items(call.credential()?, &request, "getting a message")
}

/// `message.getThread`.
pub(crate) fn thread(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let path = ["posts", &parameters.needed("postId")?, "thread"];
    let request = Request::get(api::path(path));
    let posts: Posts = api::call(call.credential()?, &request, "getting a thread")?;
    let mut posts = posts.in_order();
    posts.sort_by_key(|post| post.get("create_at").and_then(Value::as_u64));
    Outcome::json(&Value::Array(posts))
}

/// `message.getAll`.
pub(crate) fn list(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let channel_id = names::channel(credential, parameters)?;
    let limit = pages::limit(parameters, false)?;
    let request = Request::get(api::path(["channels", &channel_id, "posts"]));
    if let Some(since) = moment::read(parameters, "since")? {
        // The server knows no pages of changes.
        let request = request.query("since", since);
        let posts: Posts = api::call(credential, &request, "listing changed messages")?;
        let given = posts.given();
        let mut posts = posts.in_order();
        if given >= MOST_CHANGES {
            log::write(
                log::Level::Warn,
                &format!(
                    "more than {MOST_CHANGES} messages have changed, and the server gives no more"
                ),
            );
        }
        // What was deleted comes too, and the earlier states of what was edited.
        let is_there = |post: &Value| post.get("delete_at").and_then(Value::as_u64) == Some(0);
        posts.retain(is_there);
        posts.truncate(limit.unwrap_or(usize::MAX));
        return Outcome::json(&Value::Array(posts));
    }
    let pages = Pages::of(call, limit)?;
    let request = request
        .query("page", pages.page)
        .query("per_page", pages.size);
    page(api::call(credential, &request, "listing messages")?, &pages)
}

/// `message.search`. Servers that search with their database give 100 matches and no further page.
pub(crate) fn search(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let team_id = names::team(credential, parameters)?;
    let pages = Pages::of(call, pages::limit(parameters, false)?)?;
    let request = Request::post(api::path(["teams", &team_id, "posts", "search"]))
        .json(&json!({
            "terms": parameters.needed("term")?,
            "is_or_search": parameters.flag("anyWord", false),
            "page": pages.page,
            "per_page": pages.size,
        }))
        .repeatable();
    page(
        api::call(credential, &request, "searching messages")?,
        &pages,
    )
}

fn page(posts: Posts, pages: &Pages) -> Result<Outcome, Fault> {
    let given = posts.given();
    let mut posts = posts.in_order();
    let next = pages.cut_of(given, &mut posts);
    Pages::items(posts, next)
}

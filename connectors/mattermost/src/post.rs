//! `message.post`: exactly once, as far as the server lets anyone.
//!
//! A post carries the call's idempotency key twice. As `pending_post_id` the server itself
//! recognises it for 30 seconds and answers with the post that exists. As a marker in `props` it
//! is stored with the post, and from the second attempt on we look for it first.

use jackfield_sdk::{Call, Credential, Fault, Outcome, Request, context};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{api, attachments, channel};

/// The key in `props` under which a post carries its idempotency key.
const MARKER: &str = "jackfield_key";
/// How long the server knows a `pending_post_id`: 30 seconds, less the time of a request.
const SERVERS_MEMORY_MS: u64 = 20 * 1000;
/// How far the server's clock may be behind ours when we look for an earlier attempt.
const CLOCK_SKEW_MS: u64 = 5 * 60 * 1000;

/// Parameters of `message.post`.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(extend("anyOf" = [{"required": ["channel"]}, {"required": ["channelId"]}]))]
pub(crate) struct Post {
    /// The channel by name, as `team/channel-name`.
    channel: Option<String>,
    /// The channel by its id.
    channel_id: Option<String>,
    /// The text, in Markdown.
    #[serde(default)]
    message: String,
    /// Message attachments, with the keys of Mattermost's API.
    #[serde(default)]
    attachments: Vec<Map<String, Value>>,
    /// Further settings.
    #[serde(default)]
    other_options: OtherOptions,
}

/// Further settings of a post.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OtherOptions {
    /// The post that begins the thread to reply in.
    root_id: Option<String>,
}

/// Posts a message to a channel.
pub(crate) fn post(call: &Call, parameters: Post) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let channel_id = channel::resolve(
        credential,
        parameters.channel_id.as_deref(),
        parameters.channel.as_deref(),
    )?;
    let key = context::idempotency_key();
    if context::attempt() > 1
        && let Some(existing) = find_earlier(credential, &channel_id, &key)?
    {
        return Outcome::json(&existing);
    }
    let mut props = Map::from_iter([(MARKER.to_owned(), Value::from(key.as_str()))]);
    if !parameters.attachments.is_empty() {
        let attachments = parameters.attachments.into_iter();
        let attachments = attachments.map(attachments::from_n8n).collect();
        props.insert("attachments".to_owned(), attachments);
    }
    let root_id = parameters.other_options.root_id.unwrap_or_default();
    let body = json!({
        "channel_id": channel_id,
        "message": parameters.message,
        "root_id": root_id,
        "props": props,
        "pending_post_id": key,
    });
    // A person whose token posts is not thereby at the keyboard.
    let request = Request::post(api::path(["posts"]))
        .query("set_online", false)
        .json(&body);
    Outcome::json(&api::call(credential, &request, "posting a message")?)
}

/// Whether the server recognises a `pending_post_id` of the first attempt with certainty.
fn within_servers_memory() -> bool {
    context::now_ms().saturating_sub(context::first_attempt_at_ms()) < SERVERS_MEMORY_MS
}

/// The post that an earlier attempt of this call left behind.
fn find_earlier(
    credential: Credential<'_>,
    channel_id: &str,
    key: &str,
) -> Result<Option<Value>, Fault> {
    #[derive(Deserialize)]
    struct Posts {
        posts: Map<String, Value>,
    }
    let since = context::first_attempt_at_ms().saturating_sub(CLOCK_SKEW_MS);
    let request = Request::get(api::path(["channels", channel_id, "posts"])).query("since", since);
    let Posts { posts } = match api::call(credential, &request, "looking for an earlier attempt") {
        Ok(posts) => posts,
        // An account that may post and not read. The server itself still knows the key.
        Err(fault) if fault.status == Some(403) && within_servers_memory() => return Ok(None),
        Err(fault) => return Err(fault),
    };
    Ok(posts.into_iter().map(|(_, post)| post).find(|post| {
        post.pointer(&format!("/props/{MARKER}"))
            .is_some_and(|marker| marker == key)
    }))
}

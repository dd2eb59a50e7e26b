//! `message.post` and `message.reply`: exactly once, as far as the server lets anyone.
//!
//! A post carries the call's idempotency key twice. As `pending_post_id` the server itself
//! recognises it for 30 seconds and answers with the post that exists. As a marker in `props` it
//! is stored with the post, and from the second attempt on we look for it first. The parts of a
//! message that is split have a key each.

use jackfield_sdk::{Call, Credential, Fault, FaultKind, Outcome, Request, context, log};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::draft::Draft;
use super::earlier::{MARKER, earlier_posts, is_marked};
use super::split;
use crate::parameters::Parameters;
use crate::{api, names};

/// Where a post belongs.
struct Place {
    channel_id: String,
    /// The post that begins the thread; empty outside of one.
    root_id: String,
}

/// `message.post`.
pub(crate) fn post(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let options = parameters.object("otherOptions");
    let root_id = parameters
        .word("rootId")
        .or_else(|| options.word("root_id"));
    let parts = parts(parameters)?;
    let place = Place {
        channel_id: names::channel(credential, parameters)?,
        root_id: root_id.unwrap_or_default(),
    };
    deliver(call, credential, &place, parts, parameters)
}

/// `message.reply`. The server takes no reply to a reply: both are in the thread of the first post.
pub(crate) fn reply(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    #[derive(Deserialize)]
    struct Post {
        id: String,
        #[serde(default)]
        root_id: String,
        channel_id: String,
    }
    let credential = call.credential()?;
    let parts = parts(parameters)?;
    let post_id = parameters.needed("postId")?;
    let request = Request::get(api::path(["posts", &post_id]));
    let post: Post = api::call(credential, &request, "getting the post to reply to")?;
    let place = Place {
        channel_id: post.channel_id,
        root_id: if post.root_id.is_empty() {
            post.id
        } else {
            post.root_id
        },
    };
    deliver(call, credential, &place, parts, parameters)
}

fn parts(parameters: &Parameters) -> Result<Vec<String>, Fault> {
    split::parts(parameters.text("message"), parameters.flag("split", false))
}

/// Posts every part that is not there yet. What belongs to the post is with its last part.
fn deliver(
    call: &Call,
    credential: Credential<'_>,
    place: &Place,
    parts: Vec<String>,
    parameters: &Parameters,
) -> Result<Outcome, Fault> {
    let earlier = if context::attempt() > 1 {
        earlier_posts(credential, &place.channel_id)?
    } else {
        Vec::new()
    };
    let key = context::idempotency_key();
    let last = parts.len().saturating_sub(1);
    let mut posts = Vec::new();
    for (index, message) in parts.into_iter().enumerate() {
        let key = if last == 0 {
            key.clone()
        } else {
            format!("{key}-{index}")
        };
        if let Some(post) = earlier.iter().find(|post| is_marked(post, &key)) {
            posts.push(post.clone());
            continue;
        }
        let draft = (index == last)
            .then(|| Draft::read(call, credential, &place.channel_id, parameters))
            .transpose()?;
        posts.push(send(credential, place, &key, &message, draft, parameters)?);
    }
    Outcome::json(&Value::Array(posts))
}

fn send(
    credential: Credential<'_>,
    place: &Place,
    key: &str,
    message: &str,
    draft: Option<Draft>,
    parameters: &Parameters,
) -> Result<Value, Fault> {
    let mut body = json!({
        "channel_id": place.channel_id,
        "message": message,
        "root_id": place.root_id,
        "pending_post_id": key,
    });
    let (mut props, mut file_ids, mut is_urgent) = (Map::new(), Vec::new(), false);
    if let (Some(draft), Some(body)) = (draft, body.as_object_mut()) {
        (props, file_ids) = (draft.props, draft.file_ids);
        if let Some(priority) = draft.priority {
            body.insert("metadata".to_owned(), json!({"priority": priority}));
            is_urgent = true;
        }
        if !file_ids.is_empty() {
            body.insert("file_ids".to_owned(), json!(file_ids));
        }
    }
    props.insert(MARKER.to_owned(), key.into());
    if let Some(body) = body.as_object_mut() {
        body.insert("props".to_owned(), Value::Object(props));
    }
    // A person whose token posts is not thereby at the keyboard.
    let request = Request::post(api::path(["posts"]))
        .query("set_online", parameters.flag("setOnline", false))
        .json(&body);
    let post: Value = api::call(credential, &request, "posting a message")?;
    if is_of_earlier_attempt(&post) {
        // Its files were uploaded with it, and have other ids than those that were sent now.
        return Ok(post);
    }
    if is_urgent && post.pointer("/metadata/priority").is_none() {
        let words = "the message was posted without its priority, which the server does not know: it is older than 7.7";
        log::write(log::Level::Warn, words);
    }
    check_files(&post, &file_ids)?;
    Ok(post)
}

/// Whether the server recognised the key and gave the post that it made of it before.
fn is_of_earlier_attempt(post: &Value) -> bool {
    context::attempt() > 1 && post.get("pending_post_id").is_none_or(|id| id == "")
}

/// The server posts without the files that it cannot attach, and says nothing.
fn check_files(post: &Value, sent: &[String]) -> Result<(), Fault> {
    let lost = lost_files(post, sent);
    if lost.is_empty() {
        return Ok(());
    }
    let id = post.get("id").and_then(Value::as_str).unwrap_or_default();
    Err(Fault::new(
        FaultKind::RefusedByPlatform,
        format!(
            "the message was posted ({id}) without {} of its {} files: {}",
            lost.len(),
            sent.len(),
            lost.join(", ")
        ),
    )
    .hint("a file goes with one post only, and only with one of the account that uploaded it"))
}

/// The files that a post was to have, and has not.
pub(super) fn lost_files<'a>(post: &Value, sent: &'a [String]) -> Vec<&'a str> {
    let attached = post.get("file_ids").and_then(Value::as_array);
    let is_attached = |id: &String| attached.is_some_and(|ids| ids.contains(&json!(id)));
    let lost = sent.iter().filter(|id| !is_attached(id));
    lost.map(String::as_str).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_the_server_left_out_is_missed() {
        let sent = ["a".to_owned(), "b".to_owned()];
        check_files(&json!({"file_ids": ["b", "a"]}), &sent).unwrap();
        check_files(&json!({}), &[]).unwrap();
        for post in [json!({"id": "p", "file_ids": ["a"]}), json!({"id": "p"})] {
            let fault = check_files(&post, &sent).unwrap_err();
            assert!(fault.message.contains("(p)"), "{}", fault.message);
            assert!(fault.message.ends_with('b'), "{}", fault.message);
        }
    }
}

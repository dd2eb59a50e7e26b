//! `message.post` and `message.reply`: exactly once, as far as the server lets anyone.
//!
//! A post carries the call's idempotency key twice. As `pending_post_id` the server itself
//! recognises it for 30 seconds and answers with the post that exists. As a marker in `props` it
//! is stored with the post, and from the second attempt on we look for it first, as we do when a
//! success does not say what was posted. The parts of a message that is split have a key each.

use jackfield_sdk::{Call, Credential, Fault, Outcome, Request, context, log};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::draft::{Draft, Files, check_content, check_files};
use super::earlier::{MARKER, earlier_posts, marked};
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
    let post_id = parameters.needed("postId")?;
    let parts = parts(parameters)?;
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
    let message = parameters.text("message");
    check_content(&message, parameters)?;
    split::parts(message, parameters.flag("split", false))
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
    let keys = keys(parts.len());
    let there: Vec<Value> = keys
        .iter()
        .filter_map(|key| marked(&earlier, key).cloned())
        .collect();
    let is_whole = there.len() == keys.len();
    // What is wrong with its files is seen before the first part is posted.
    let draft = || Draft::read(call, credential, &place.channel_id, parameters);
    let mut draft = (!is_whole)
        .then(draft)
        .transpose()
        .map_err(|fault| behind(&there, parts.len(), fault))?;
    let mut posts = Vec::new();
    for (index, (message, key)) in parts.iter().zip(&keys).enumerate() {
        let is_last = index + 1 == parts.len();
        let post = match marked(&earlier, key) {
            Some(post) if is_last => Files::read(parameters).check(post).map(|()| post.clone()),
            Some(post) => Ok(post.clone()),
            None => {
                let draft = draft.take_if(|_| is_last);
                send(credential, place, key, message, draft, parameters)
            }
        };
        posts.push(post.map_err(|fault| behind(&posts, parts.len(), fault))?);
    }
    Outcome::json(&Value::Array(posts))
}

/// The keys of so many parts.
fn keys(parts: usize) -> Vec<String> {
    let key = context::idempotency_key();
    match parts {
        1 => vec![key],
        _ => (0..parts).map(|index| format!("{key}-{index}")).collect(),
    }
}

/// What stopped a message of several parts of which these are posted: another run would post them
/// once more.
fn behind(posts: &[Value], parts: usize, fault: Fault) -> Fault {
    let id = |post: &Value| {
        post.get("id")
            .and_then(Value::as_str)
            .map(ToOwned::to_owned)
    };
    let ids: Vec<String> = posts.iter().filter_map(id).collect();
    let posted = match posts.len() {
        0 => return fault,
        1 => format!("part 1 of {parts} was posted"),
        count => format!("parts 1 to {count} of {parts} were posted"),
    };
    let message = format!("{posted} ({}), and then: {}", ids.join(", "), fault.message);
    Fault { message, ..fault }.outcome_unknown()
}

fn send(
    credential: Credential<'_>,
    place: &Place,
    key: &str,
    message: &str,
    draft: Option<Draft>,
    parameters: &Parameters,
) -> Result<Value, Fault> {
    let has_content = draft.is_some();
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
    let post = api::made(credential, &request, "posting a message", || {
        let posts = earlier_posts(credential, &place.channel_id)?;
        Ok(marked(&posts, key).cloned())
    })?;
    if is_of_earlier_attempt(&post) {
        // Files that were uploaded with it have other ids than those that were sent now.
        if has_content {
            Files::read(parameters).check(&post)?;
        }
        return Ok(post);
    }
    if is_urgent && post.pointer("/metadata/priority").is_none() {
        let words = "the message was posted without its priority, which the server does not know: it is older than 7.7";
        log::write(log::Level::Warn, words);
    }
    check_files(&post, &file_ids, 0)?;
    Ok(post)
}

/// Whether the server recognised the key and gave the post that it made of it before.
fn is_of_earlier_attempt(post: &Value) -> bool {
    context::attempt() > 1 && post.get("pending_post_id").is_none_or(|id| id == "")
}

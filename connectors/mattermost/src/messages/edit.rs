//! Changing, pinning and deleting messages.

use jackfield_sdk::{Call, Credential, Fault, FaultKind, Outcome, Request, context};
use serde_json::{Map, Value, json};

use super::{draft, earlier, split};
use crate::api;
use crate::parameters::{Parameters, wrong};

/// `message.update`.
pub(crate) fn update(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let post_id = parameters.needed("postId")?;
    let mut changes = Map::new();
    if parameters.value("message").is_some() {
        let message = split::parts(parameters.text("message"), false)?.concat();
        changes.insert("message".to_owned(), message.into());
    }
    let changes_props = ["props", "attachments"]
        .iter()
        .any(|name| parameters.value(name).is_some());
    let file_ids = parameters.words("fileIds");
    if let Some(given) = parameters.value("fileIds") {
        if file_ids.is_empty() && *given != json!([]) {
            return Err(wrong("the parameter `fileIds` is empty")
                .hint("for the files to stay, leave `fileIds` out; the empty list `[]` takes them all away"));
        }
        changes.insert("file_ids".to_owned(), json!(file_ids));
    }
    if parameters.value("isPinned").is_some() {
        let is_pinned = parameters.flag("isPinned", false);
        changes.insert("is_pinned".to_owned(), is_pinned.into());
    }
    if changes.is_empty() && !changes_props {
        return Err(wrong("nothing is to be changed")
            .hint("give `message`, `attachments`, `props`, `fileIds` or `isPinned`"));
    }
    if changes_props {
        let props = changed_props(credential, &post_id, parameters)?;
        changes.insert("props".to_owned(), Value::Object(props));
    }
    let request = Request::put(api::path(["posts", &post_id, "patch"]))
        .json(&changes)
        .repeatable();
    let path = api::path(["posts", &post_id]);
    let post = api::changed(credential, &request, "changing a message", path)?;
    let lost = draft::lost_files(&post, &file_ids);
    if lost.is_empty() {
        return Outcome::json(&post);
    }
    Err(Fault::new(
        FaultKind::RefusedByPlatform,
        format!(
            "the message was changed without the files {}",
            lost.join(", ")
        ),
    )
    .hint(draft::LOST))
}

/// All properties of a post with those that are to be others. The server takes them as a whole,
/// attachments among them, and our own key, by which a repeat finds the post.
fn changed_props(
    credential: Credential<'_>,
    post_id: &str,
    parameters: &Parameters,
) -> Result<Map<String, Value>, Fault> {
    let request = Request::get(api::path(["posts", post_id]));
    let post: Value = api::call(credential, &request, "getting the message to change")?;
    let there = Parameters::of(post.get("props")).into_members();
    let mut props = match parameters.value("props") {
        Some(_) => parameters.object("props").into_members(),
        None => there.clone(),
    };
    for kept in ["attachments", earlier::MARKER] {
        if let (false, Some(value)) = (props.contains_key(kept), there.get(kept)) {
            props.insert(kept.to_owned(), value.clone());
        }
    }
    if parameters.value("attachments").is_some() {
        props.shift_remove("attachments");
        props.extend(draft::attachments(parameters));
    }
    Ok(props)
}

/// `message.pin`.
pub(crate) fn pin(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let path = ["posts", &parameters.needed("postId")?, "pin"];
    let request = Request::post(api::path(path)).repeatable();
    api::items(call.credential()?, &request, "pinning a message")
}

/// `message.unpin`.
pub(crate) fn unpin(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let path = ["posts", &parameters.needed("postId")?, "unpin"];
    let request = Request::post(api::path(path)).repeatable();
    api::items(call.credential()?, &request, "unpinning a message")
}

/// `message.delete`.
pub(crate) fn delete(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let post_id = parameters.needed("postId")?;
    let request = Request::delete(api::path(["posts", &post_id])).repeatable();
    match api::items(credential, &request, "deleting a message") {
        // The server answers 403 to a second deletion: the first one may have been ours.
        Err(fault)
            if context::in_doubt()
                && matches!(fault.status, Some(403 | 404))
                && is_gone(credential, &post_id) =>
        {
            Outcome::json(&api::done())
        }
        answer => answer,
    }
}

fn is_gone(credential: Credential<'_>, post_id: &str) -> bool {
    credential
        .send(&Request::get(api::path(["posts", post_id])))
        .is_ok_and(|response| response.status() == 404)
}

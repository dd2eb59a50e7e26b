//! Changing, pinning and deleting messages.

use jackfield_sdk::{Call, Credential, Fault, Outcome, Request, context};
use serde_json::{Map, Value, json};

use super::{draft, split};
use crate::api;
use crate::parameters::{Parameters, wrong};

/// `message.update`.
pub(crate) fn update(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let post_id = parameters.needed("postId")?;
    let mut changes = Map::new();
    if parameters.value("message").is_some() {
        let message = split::parts(parameters.text("message"), false)?.concat();
        changes.insert("message".to_owned(), message.into());
    }
    let props = draft::props(parameters);
    if parameters.value("props").is_some() || !props.is_empty() {
        changes.insert("props".to_owned(), Value::Object(props));
    }
    if parameters.value("fileIds").is_some() {
        changes.insert("file_ids".to_owned(), json!(parameters.words("fileIds")));
    }
    if parameters.value("isPinned").is_some() {
        let is_pinned = parameters.flag("isPinned", false);
        changes.insert("is_pinned".to_owned(), is_pinned.into());
    }
    if changes.is_empty() {
        return Err(wrong("nothing is to be changed")
            .hint("give `message`, `attachments`, `props`, `fileIds` or `isPinned`"));
    }
    let request = Request::put(api::path(["posts", &post_id, "patch"]))
        .json(&changes)
        .repeatable();
    api::items(call.credential()?, &request, "changing a message")
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
            if context::attempt() > 1
                && matches!(fault.status, Some(403 | 404))
                && is_gone(credential, &post_id) =>
        {
            Outcome::json(&json!({"status": "OK"}))
        }
        answer => answer,
    }
}

fn is_gone(credential: Credential<'_>, post_id: &str) -> bool {
    credential
        .send(&Request::get(api::path(["posts", post_id])))
        .is_ok_and(|response| response.status() == 404)
}

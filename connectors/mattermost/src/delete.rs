//! `message.delete`.

use jackfield_sdk::{Call, Credential, Fault, Outcome, Request, context};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::api;

/// Parameters of `message.delete`.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Delete {
    /// The id of the post.
    post_id: String,
}

/// Deletes a message.
pub(crate) fn delete(call: &Call, Delete { post_id }: Delete) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let request = Request::delete(api::path(["posts", &post_id])).repeatable();
    match api::call(credential, &request, "deleting a message") {
        Ok(answer) => Outcome::json(&answer),
        // The server answers 403 to a second deletion: the first one may have been ours.
        Err(fault)
            if context::attempt() > 1
                && matches!(fault.status, Some(403 | 404))
                && is_gone(credential, &post_id) =>
        {
            Outcome::json(&json!({"status": "OK"}))
        }
        Err(fault) => Err(fault),
    }
}

fn is_gone(credential: Credential<'_>, post_id: &str) -> bool {
    credential
        .send(&Request::get(api::path(["posts", post_id])))
        .is_ok_and(|response| response.status() == 404)
}

//! `message.delete`.

use jackfield_sdk::{Call, Fault, Outcome, Request};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::api;

/// Parameters of `message.delete`.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Delete {
    /// The id of the post.
    post_id: String,
}

/// Deletes a message.
pub(crate) fn delete(call: &Call, parameters: Delete) -> Result<Outcome, Fault> {
    let request = Request::delete(api::path(["posts", &parameters.post_id])).repeatable();
    Outcome::json(&api::call(
        call.credential()?,
        &request,
        "deleting a message",
    )?)
}

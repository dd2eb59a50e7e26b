//! `message.postEphemeral`.

use jackfield_sdk::{Call, Fault, Outcome, Request};
use serde_json::json;

use super::split;
use crate::parameters::Parameters;
use crate::{api, names};

/// Shows a message to one person.
pub(crate) fn post(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let message = split::parts(parameters.text("message"), false)?.concat();
    let request = Request::post(api::path(["posts", "ephemeral"])).json(&json!({
        "user_id": names::other_user(credential, parameters)?,
        "post": {"channel_id": names::channel(credential, parameters)?, "message": message},
    }));
    api::items(credential, &request, "showing a message to one person")
}

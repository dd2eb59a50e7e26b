//! Direct and group channels: the server makes one when there is none.

use jackfield_sdk::{Call, Fault, Outcome, Request};
use serde_json::json;

use crate::parameters::{Parameters, wrong};
use crate::{api, names};

/// How many people a group channel has beside its maker.
const OTHERS: std::ops::RangeInclusive<usize> = 2..=7;

/// `channel.direct`.
pub(crate) fn direct(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let ids = [
        names::own_id(credential)?,
        names::other_user(credential, parameters)?,
    ];
    let request = Request::post(api::path(["channels", "direct"]))
        .json(&json!(ids))
        .repeatable();
    api::items(credential, &request, "opening a direct channel")
}

/// `channel.group`.
pub(crate) fn group(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let users = parameters.words("users");
    if !OTHERS.contains(&users.len()) {
        return Err(wrong(format!(
            "a group channel is of two to seven people beside the token's own account, and `users` names {}",
            users.len()
        )));
    }
    let mut ids = vec![names::own_id(credential)?];
    for user in users {
        ids.push(names::user_named(credential, &user)?);
    }
    let request = Request::post(api::path(["channels", "group"]))
        .json(&json!(ids))
        .repeatable();
    api::items(credential, &request, "opening a group channel")
}

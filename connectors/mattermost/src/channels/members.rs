//! Who is in a channel.

use jackfield_sdk::{Call, Credential, Fault, Outcome, Request};
use serde_json::{Value, json};

use crate::pages::{self, Pages};
use crate::parameters::Parameters;
use crate::{api, names};

/// Somebody is not in the channel.
const NO_MEMBER: &str = "app.channel.get_member.missing.app_error";

/// `channel.addUser`.
pub(crate) fn add(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let channel_id = names::channel(credential, parameters)?;
    let user_id = names::other_user(credential, parameters)?;
    let request = Request::post(api::path(["channels", &channel_id, "members"]))
        .json(&json!({"user_id": user_id}))
        .repeatable();
    api::items(credential, &request, "adding somebody to a channel")
}

/// `channel.removeUser`.
pub(crate) fn remove(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let channel_id = names::channel(credential, parameters)?;
    let user_id = names::other_user(credential, parameters)?;
    let path = api::path(["channels", &channel_id, "members", &user_id]);
    let request = Request::delete(path).repeatable();
    let answer = api::value(credential, &request, "removing somebody from a channel");
    Outcome::json(&api::or_done_before(answer, NO_MEMBER, || Ok(api::done()))?)
}

/// `channel.members`: memberships; or accounts, where a part of them is asked for.
pub(crate) fn list(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let channel_id = names::channel(credential, parameters)?;
    let limit = pages::limit(parameters, true)?;
    let pages = Pages::of(call, limit)?;
    let request = Request::get(api::path(["channels", &channel_id, "members"]))
        .query("page", pages.page)
        .query("per_page", pages.size);
    let mut members = api::call(credential, &request, "listing the members of a channel")?;
    let next = pages.cut(&mut members);
    if limit.is_some() && parameters.flag("resolveData", true) {
        members = accounts(credential, &members)?;
    }
    Pages::items(members, next)
}

/// The accounts of members.
fn accounts(credential: Credential<'_>, members: &[Value]) -> Result<Vec<Value>, Fault> {
    if members.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<&Value> = members
        .iter()
        .filter_map(|member| member.get("user_id"))
        .collect();
    let request = Request::post(api::path(["users", "ids"]))
        .json(&ids)
        .repeatable();
    api::call(credential, &request, "getting the accounts of members")
}

//! Finding channels.

use jackfield_sdk::{Call, Fault, Outcome, Request};
use serde_json::{Value, json};

use crate::parameters::Parameters;
use crate::{api, names, pages};

/// `channel.search`: all matches come in one answer.
pub(crate) fn search(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let team_id = names::team(credential, parameters)?;
    let request = Request::post(api::path(["teams", &team_id, "channels", "search"]))
        .json(&json!({"term": parameters.text("term")}))
        .repeatable();
    let mut channels: Vec<Value> = api::call(credential, &request, "searching channels")?;
    if let Some(limit) = pages::limit(parameters, false)? {
        channels.truncate(limit);
    }
    Outcome::json(&Value::Array(channels))
}

/// `channel.statistics`.
pub(crate) fn statistics(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let id = names::channel(credential, parameters)?;
    let path = api::path(["channels", &id, "stats"]);
    api::items(
        credential,
        &Request::get(path),
        "counting a channel's members",
    )
}

/// `channel.get`.
pub(crate) fn get(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let id = names::channel(credential, parameters)?;
    let path = api::path(["channels", &id]);
    api::items(credential, &Request::get(path), "getting a channel")
}

/// `channel.getAll`: all come in one answer.
pub(crate) fn mine(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let team_id = names::team(credential, parameters)?;
    let path = api::path(["users", "me", "teams", &team_id, "channels"]);
    api::items(credential, &Request::get(path), "listing channels")
}

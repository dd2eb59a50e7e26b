//! Making, changing, archiving and restoring channels.

use jackfield_sdk::{Call, Credential, Fault, Outcome, Request, context};
use serde_json::{Map, Value, json};

use crate::parameters::{Parameters, wrong};
use crate::{api, names};

/// There is a channel of that name.
const EXISTS: &str = "store.sql_channel.save_channel.exists.app_error";
const ARCHIVED_ALREADY: &str = "api.channel.delete_channel.deleted.app_error";
const NOT_ARCHIVED: &str = "api.channel.restore_channel.restored.app_error";

/// `channel.create`. A repeat finds the channel of the first attempt by its name.
pub(crate) fn create(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let team_id = names::team(credential, parameters)?;
    let name = parameters.needed("channel")?;
    let kind = match parameters.text("type").as_str() {
        "private" => "P",
        _ => "O",
    };
    let body = json!({
        "team_id": team_id,
        "display_name": parameters.needed("displayName")?,
        "name": name,
        "type": kind,
        "purpose": parameters.text("purpose"),
        "header": parameters.text("header"),
    });
    let request = Request::post(api::path(["channels"])).json(&body);
    let answer = api::made(credential, &request, "creating a channel", || {
        ours(credential, &body, &name)
    });
    let answer = match answer {
        Err(fault) if context::in_doubt() && fault.code.as_deref() == Some(EXISTS) => {
            ours(credential, &body, &name)?.ok_or(fault)
        }
        answer => answer,
    };
    Outcome::json(&answer?)
}

/// The channel of this name, if an earlier attempt of this call made it.
fn ours(credential: Credential<'_>, body: &Value, name: &str) -> Result<Option<Value>, Fault> {
    let team_id = body.get("team_id").and_then(Value::as_str);
    let path = [
        "teams",
        team_id.unwrap_or_default(),
        "channels",
        "name",
        name,
    ];
    let doing = "looking for the channel, which may have been made";
    let channel: Value = api::call(credential, &Request::get(api::path(path)), doing)?;
    let is_same = |key: &&str| channel.get(*key) == body.get(*key);
    let is_ours = api::is_of_this_call(&channel)
        && ["display_name", "type"].iter().all(is_same)
        && channel.get("creator_id") == Some(&json!(names::own_id(credential)?));
    Ok(is_ours.then_some(channel))
}

/// `channel.delete`. A repeat finds by its name what the first attempt has archived.
pub(crate) fn delete(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let id = names::channel_or_archived(credential, parameters)?;
    let request = Request::delete(api::path(["channels", &id])).repeatable();
    let answer = api::value(credential, &request, "archiving a channel");
    Outcome::json(&api::or_done_before(answer, ARCHIVED_ALREADY, || {
        Ok(api::done())
    })?)
}

/// `channel.restore`.
pub(crate) fn restore(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let id = names::channel_or_archived(credential, parameters)?;
    let request = Request::post(api::path(["channels", &id, "restore"])).repeatable();
    let path = api::path(["channels", &id]);
    let answer = api::changed(credential, &request, "restoring a channel", path);
    Outcome::json(&api::or_done_before(answer, NOT_ARCHIVED, || {
        let request = Request::get(api::path(["channels", &id]));
        api::call(credential, &request, "getting a channel")
    })?)
}

/// `channel.update`.
pub(crate) fn update(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let id = names::channel(credential, parameters)?;
    let changes: Map<String, Value> = [
        ("displayName", "display_name"),
        ("name", "name"),
        ("purpose", "purpose"),
        ("header", "header"),
    ]
    .into_iter()
    .filter(|(ours, _)| parameters.value(ours).is_some())
    .map(|(ours, theirs)| (theirs.to_owned(), parameters.text(ours).into()))
    .collect();
    if changes.is_empty() {
        return Err(wrong("nothing is to be changed")
            .hint("give `displayName`, `name`, `purpose` or `header`"));
    }
    let request = Request::put(api::path(["channels", &id, "patch"]))
        .json(&changes)
        .repeatable();
    let path = api::path(["channels", &id]);
    let channel = api::changed(credential, &request, "changing a channel", path)?;
    Outcome::json(&channel)
}

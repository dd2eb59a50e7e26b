//! Finding accounts.

use jackfield_sdk::{Call, Credential, Fault, Outcome, Request, log};
use serde_json::{Map, Value, json};

use crate::pages::{self, Pages};
use crate::parameters::{Parameters, wrong};
use crate::{api, moment, names};

/// How many matches the server gives at most.
const MOST_MATCHES: usize = 1_000;

/// How a place is found by its name.
type ByName = fn(Credential<'_>, &str) -> Result<String, Fault>;

/// What narrows a list to a team or a channel: n8n's word and the API's.
const PLACES: [(&str, &str, ByName); 4] = [
    ("inTeam", "in_team", names::team_named),
    ("notInTeam", "not_in_team", names::team_named),
    ("inChannel", "in_channel", names::channel_named),
    ("notInChannel", "not_in_channel", names::channel_named),
];

/// `user.getAll`.
pub(crate) fn list(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let more = parameters.object("additionalFields");
    let mut places = Map::new();
    for (ours, theirs, by_name) in PLACES {
        if let Some(word) = more.word(ours) {
            places.insert(theirs.to_owned(), by_name(credential, &word)?.into());
        }
    }
    narrow(
        credential,
        parameters,
        &mut places,
        ["in_team", "in_channel"],
    )?;
    let order = order(&more.text("sort"), &places)?;
    let pages = Pages::of(call, pages::limit(parameters, true)?)?;
    let mut request = Request::get(api::path(["users"]));
    for (name, value) in &places {
        request = request.query(name, value.as_str().unwrap_or_default());
    }
    if let Some(order) = order {
        request = request.query("sort", order);
    }
    let request = request
        .query("page", pages.page)
        .query("per_page", pages.size);
    let mut found = api::call(credential, &request, "listing accounts")?;
    let next = pages.cut(&mut found);
    Pages::items(found, next)
}

/// Adds the team and the channel that are given by name, under these keys.
fn narrow(
    credential: Credential<'_>,
    parameters: &Parameters,
    places: &mut Map<String, Value>,
    [in_team, in_channel]: [&str; 2],
) -> Result<(), Fault> {
    if let Some(team) = parameters.word("team") {
        let id = names::team_named(credential, &team)?;
        places.insert(in_team.to_owned(), id.into());
    }
    if let Some(channel) = parameters.word("channel") {
        let id = names::channel_named(credential, &channel)?;
        places.insert(in_channel.to_owned(), id.into());
    }
    Ok(())
}

/// The API's word for an order, which it knows only within a team or a channel; none is by name.
fn order(sort: &str, places: &Map<String, Value>) -> Result<Option<&'static str>, Fault> {
    let (order, wanted, within) = match sort {
        "createdAt" => ("create_at", "in_team", "inTeam"),
        "lastActivityAt" => ("last_activity_at", "in_team", "inTeam"),
        "status" => ("status", "in_channel", "inChannel"),
        _ => return Ok(None),
    };
    if places.contains_key(wanted) {
        return Ok(Some(order));
    }
    Err(
        wrong(format!("the order `{sort}` is for `{within}` alone")).hint(format!(
            "give `{within}` in `additionalFields`, or take `sort` out"
        )),
    )
}

/// `user.getByEmail`.
pub(crate) fn by_email(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let email = parameters.needed("email")?;
    let request = Request::get(api::path(["users", "email", &email]));
    api::items(call.credential()?, &request, "getting an account")
}

/// `user.getByUsername`.
pub(crate) fn by_username(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let username = parameters.needed("username")?;
    let path = ["users", "username", username.trim_start_matches('@')];
    api::items(
        call.credential()?,
        &Request::get(api::path(path)),
        "getting an account",
    )
}

/// `user.getById`.
pub(crate) fn by_ids(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let ids = parameters.words("userIds");
    if ids.is_empty() {
        return Err(wrong("the parameter `userIds` is empty"));
    }
    let mut request = Request::post(api::path(["users", "ids"]))
        .json(&ids)
        .repeatable();
    if let Some(since) = moment::read(&parameters.object("additionalFields"), "since")? {
        request = request.query("since", since);
    }
    api::items(call.credential()?, &request, "getting accounts")
}

/// `user.get`.
pub(crate) fn get(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let id = names::user_in_path(credential, parameters)?;
    let request = Request::get(api::path(["users", &id]));
    api::items(credential, &request, "getting an account")
}

/// `user.getStatus`.
pub(crate) fn status(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let id = names::user_in_path(credential, parameters)?;
    let request = Request::get(api::path(["users", &id, "status"]));
    api::items(credential, &request, "getting a status")
}

/// `user.search`: all matches come in one answer.
pub(crate) fn search(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let wanted = pages::limit(parameters, false)?.unwrap_or(usize::MAX);
    let mut body = Map::new();
    body.insert("term".to_owned(), parameters.needed("term")?.into());
    body.insert("limit".to_owned(), json!(wanted.min(MOST_MATCHES)));
    if parameters.flag("allowInactive", false) {
        body.insert("allow_inactive".to_owned(), true.into());
    }
    narrow(
        credential,
        parameters,
        &mut body,
        ["team_id", "in_channel_id"],
    )?;
    let request = Request::post(api::path(["users", "search"]))
        .json(&body)
        .repeatable();
    let found: Vec<Value> = api::call(credential, &request, "searching accounts")?;
    if wanted > MOST_MATCHES && found.len() >= MOST_MATCHES {
        let words = format!(
            "{MOST_MATCHES} accounts were found, and the server gives no more: there may be others"
        );
        log::write(log::Level::Warn, &words);
    }
    Outcome::json(&Value::Array(found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_needs_its_place() {
        let team = Map::from_iter([("in_team".to_owned(), json!("t"))]);
        for (sort, known) in [
            ("createdAt", "create_at"),
            ("lastActivityAt", "last_activity_at"),
        ] {
            assert_eq!(order(sort, &team).unwrap(), Some(known));
        }
        let fault = order("status", &team).unwrap_err();
        assert!(fault.message.contains("`inChannel`"), "{}", fault.message);
        for sort in ["", "username"] {
            assert_eq!(order(sort, &Map::new()).unwrap(), None);
        }
    }
}

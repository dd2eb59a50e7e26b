//! `channel.search`.

use jackfield_sdk::{Call, Fault, Outcome, Request};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{api, channel};

/// Parameters of `channel.search`.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Search {
    /// The team by name.
    team: Option<String>,
    /// The team by its id.
    team_id: Option<String>,
    /// What the names are searched for.
    term: String,
    /// Whether every match is given back.
    #[serde(default)]
    return_all: bool,
    /// How many matches are given back unless `returnAll` is set.
    #[serde(default = "limit")]
    #[schemars(range(min = 1))]
    limit: usize,
}

fn limit() -> usize {
    100
}

/// Searches the channels of a team.
pub(crate) fn search(call: &Call, parameters: Search) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let team_id = channel::resolve_team(
        credential,
        parameters.team_id.as_deref(),
        parameters.team.as_deref(),
    )?;
    let request = Request::post(api::path(["teams", &team_id, "channels", "search"]))
        .json(&json!({"term": parameters.term}))
        .repeatable();
    let mut channels: Vec<Value> = api::call(credential, &request, "searching channels")?;
    if !parameters.return_all {
        channels.truncate(parameters.limit);
    }
    Outcome::json(&Value::Array(channels))
}

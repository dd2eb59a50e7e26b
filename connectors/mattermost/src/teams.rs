//! Teams: `team.*`.

use jackfield_sdk::Effect::{Idempotent, Read};
use jackfield_sdk::{Call, Fault, Outcome, Request};
use serde_json::json;

use crate::api;
use crate::names::{self, TEAM, USER};
use crate::operation::Operation;
use crate::parameters::Parameters;

pub(crate) static OPERATIONS: &[Operation] = &[
    Operation::new("team.get", Read, get, &[TEAM])
        .summary("Gets a team.")
        .permission("view_team")
        .example("A team by name", r#"{"team": "engineering"}"#),
    Operation::new("team.getAll", Read, mine, &[])
        .summary("Lists the teams that the token's account is in.")
        .permission("nothing but a valid token")
        .example("All of them", "{}"),
    Operation::new("team.addUser", Idempotent, add, &[TEAM, USER])
        .summary("Adds somebody to a team. Who is in it already stays.")
        .permission("add_user_to_team")
        .example(
            "The bot that the step before has made",
            r#"{"team": "engineering", "userId": "{{ $json.user_id }}"}"#,
        ),
];

fn get(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let id = names::team(credential, parameters)?;
    let request = Request::get(api::path(["teams", &id]));
    api::items(credential, &request, "getting a team")
}

fn mine(call: &Call, _: &Parameters) -> Result<Outcome, Fault> {
    let request = Request::get(api::path(["users", "me", "teams"]));
    api::items(call.credential()?, &request, "listing teams")
}

fn add(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let team_id = names::team(credential, parameters)?;
    let user_id = names::other_user(credential, parameters)?;
    let request = Request::post(api::path(["teams", &team_id, "members"]))
        .json(&json!({"team_id": team_id, "user_id": user_id}))
        .repeatable();
    api::items(credential, &request, "adding somebody to a team")
}

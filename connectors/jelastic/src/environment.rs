//! Environments as a whole.

use jackfield_sdk::{Call, Effect, Fault, Operation, Outcome};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::fields::Fields;
use crate::goal::Goal;
use crate::method::{self, Method};
use crate::order::{self, Order};
use crate::{MINUTE_MS, api, status};

/// Which environment.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Environment {
    /// The environment's name, the first part of its domain.
    env_name: String,
}

/// Which environments.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct List {
    /// Whether the nodes are left out, which is faster.
    #[serde(default)]
    lazy: bool,
    /// The user id of somebody else who shares environments with the account; only theirs are given.
    owner_uid: Option<u64>,
}

pub(crate) fn operations() -> Vec<Operation> {
    let by_name = |operation: Operation, effect, needs: Method<'static>| {
        operation
            .effect(effect)
            .permission(needs.0)
            .credential("jelastic")
            .example("An environment by name", json!({"envName": "shop"}))
    };
    vec![
        Operation::new("environment.list", list)
            .summary("Lists the environments of the account, each with its status and its nodes.")
            .effect(Effect::Read)
            .permission(method::GET_ENVS.0)
            .credential("jelastic")
            .example("All of them, with their nodes", json!({}))
            .example("Names and statuses only", json!({"lazy": true})),
        by_name(
            Operation::new("environment.get", get)
                .summary("Gets an environment with its status and its nodes."),
            Effect::Read,
            method::GET_ENV_INFO,
        ),
        by_name(
            Operation::new("environment.start", start)
                .summary("Starts an environment.")
                .timeout_ms(10 * MINUTE_MS),
            Effect::Idempotent,
            method::START_ENV,
        ),
        by_name(
            Operation::new("environment.stop", stop)
                .summary("Stops an environment.")
                .timeout_ms(10 * MINUTE_MS),
            Effect::Idempotent,
            method::STOP_ENV,
        ),
        by_name(
            Operation::new("environment.sleep", sleep)
                .summary("Puts an environment to sleep, from which a visit wakes it.")
                .timeout_ms(10 * MINUTE_MS),
            Effect::Idempotent,
            method::SLEEP_ENV,
        ),
        by_name(
            Operation::new("environment.delete", delete)
                .summary("Deletes an environment with all that is in it.")
                .timeout_ms(15 * MINUTE_MS),
            Effect::Idempotent,
            method::DELETE_ENV,
        ),
    ]
}

fn list(call: &Call, list: List) -> Result<Outcome, Fault> {
    let fields = Fields::default()
        .text("lazy", list.lazy)
        .maybe("ownerUid", list.owner_uid);
    let answer = api::ask(call.credential()?, method::GET_ENVS, &fields)?;
    Outcome::json(answer.get("infos").unwrap_or(&Value::Null))
}

fn get(call: &Call, environment: Environment) -> Result<Outcome, Fault> {
    let fields = Fields::of(&environment.env_name);
    Outcome::json(&api::ask(
        call.credential()?,
        method::GET_ENV_INFO,
        &fields,
    )?)
}

fn start(call: &Call, environment: Environment) -> Result<Outcome, Fault> {
    let goal = Goal::Status(status::RUNNING);
    change(call, &environment, method::START_ENV, goal)
}

fn stop(call: &Call, environment: Environment) -> Result<Outcome, Fault> {
    let goal = Goal::Status(status::DOWN);
    change(call, &environment, method::STOP_ENV, goal)
}

fn sleep(call: &Call, environment: Environment) -> Result<Outcome, Fault> {
    let goal = Goal::Status(status::ASLEEP);
    change(call, &environment, method::SLEEP_ENV, goal)
}

fn delete(call: &Call, environment: Environment) -> Result<Outcome, Fault> {
    change(call, &environment, method::DELETE_ENV, Goal::Gone)
}

fn change(
    call: &Call,
    environment: &Environment,
    method: Method<'_>,
    goal: Goal,
) -> Result<Outcome, Fault> {
    let order = Order {
        method,
        fields: Fields::of(&environment.env_name),
        environment: Some(&environment.env_name),
        goal,
    };
    order::carry_out(call, &order)
}

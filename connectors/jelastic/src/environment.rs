//! Environments as a whole.

use jackfield_sdk::{Call, Effect, Fault, Outcome};
use serde_json::Value;

use crate::fields::Fields;
use crate::goal::Goal;
use crate::method::{self, Method};
use crate::operation::Operation;
use crate::order::{self, Order};
use crate::parameters::{parameters, read};
use crate::{api, status};

parameters! {
    /// Which environment.
    struct Environment {
        /// The environment's name, the first part of its domain.
        env_name: String,
    }
}

parameters! {
    /// Which environments.
    struct List {
        /// Whether the nodes are left out, which is faster.
        lazy: bool = "false",
        /// The user id of somebody else who shares environments with the account; only theirs are
        /// given.
        owner_uid: Option<u64>,
    }
}

const BY_NAME: &[(&str, &str)] = &[("An environment by name", r#"{"envName": "shop"}"#)];

pub(crate) static OPERATIONS: &[Operation] = &[
    Operation::new::<List>("environment.list", Effect::Read, |call| {
        list(call, &read(call)?)
    })
    .summary("Lists the environments of the account, each with its status and its nodes.")
    .needs(method::GET_ENVS)
    .examples(&[
        ("All of them, with their nodes", "{}"),
        ("Names and statuses only", r#"{"lazy": true}"#),
    ]),
    Operation::new::<Environment>("environment.get", Effect::Read, get)
        .summary("Gets an environment with its status and its nodes.")
        .needs(method::GET_ENV_INFO)
        .examples(BY_NAME),
    Operation::new::<Environment>("environment.start", Effect::Idempotent, start)
        .summary("Starts an environment.")
        .needs(method::START_ENV)
        .minutes(10)
        .examples(BY_NAME),
    Operation::new::<Environment>("environment.stop", Effect::Idempotent, stop)
        .summary("Stops an environment.")
        .needs(method::STOP_ENV)
        .minutes(10)
        .examples(BY_NAME),
    Operation::new::<Environment>("environment.sleep", Effect::Idempotent, sleep)
        .summary("Puts an environment to sleep, from which a visit wakes it.")
        .needs(method::SLEEP_ENV)
        .minutes(10)
        .examples(BY_NAME),
    Operation::new::<Environment>("environment.delete", Effect::Idempotent, delete)
        .summary("Deletes an environment with all that is in it.")
        .needs(method::DELETE_ENV)
        .minutes(15)
        .examples(BY_NAME),
];

fn list(call: &Call, list: &List) -> Result<Outcome, Fault> {
    let fields = Fields::default()
        .text("lazy", list.lazy)
        .maybe("ownerUid", list.owner_uid);
    let answer = api::ask(call.credential()?, method::GET_ENVS, &fields)?;
    Outcome::json(answer.get("infos").unwrap_or(&Value::Null))
}

fn get(call: &Call) -> Result<Outcome, Fault> {
    let environment: Environment = read(call)?;
    let fields = Fields::of(&environment.env_name);
    Outcome::json(&api::ask(
        call.credential()?,
        method::GET_ENV_INFO,
        &fields,
    )?)
}

fn start(call: &Call) -> Result<Outcome, Fault> {
    let goal = Goal::Status(status::RUNNING);
    change(call, method::START_ENV, goal)
}

fn stop(call: &Call) -> Result<Outcome, Fault> {
    let goal = Goal::Status(status::DOWN);
    change(call, method::STOP_ENV, goal)
}

fn sleep(call: &Call) -> Result<Outcome, Fault> {
    let goal = Goal::Status(status::ASLEEP);
    change(call, method::SLEEP_ENV, goal)
}

fn delete(call: &Call) -> Result<Outcome, Fault> {
    change(call, method::DELETE_ENV, Goal::Gone)
}

fn change(call: &Call, method: Method<'_>, goal: Goal) -> Result<Outcome, Fault> {
    let environment: Environment = read(call)?;
    let order = Order {
        method,
        fields: Fields::of(&environment.env_name),
        environment: Some(&environment.env_name),
        goal,
    };
    order::carry_out(call, &order)
}

//! `environment.stop`, `environment.start` and `environment.get`.

use jackfield_sdk::{Call, Fault, Outcome};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::LONG_CALL_MS;
use crate::api::{self, Method};

/// Which environment.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Environment {
    /// The environment's name, the first part of its domain.
    env_name: String,
}

/// Stops an environment. Stopping one that is stopped changes nothing.
pub(crate) fn stop(call: &Call, environment: Environment) -> Result<Outcome, Fault> {
    change(call, &environment, "StopEnv")
}

/// Starts an environment. Starting one that is running changes nothing.
pub(crate) fn start(call: &Call, environment: Environment) -> Result<Outcome, Fault> {
    change(call, &environment, "StartEnv")
}

fn change(call: &Call, environment: &Environment, name: &'static str) -> Result<Outcome, Fault> {
    let method = control(name);
    let request = method
        .request(&[("envName", &environment.env_name)])
        .repeatable()
        .timeout_ms(u32::try_from(LONG_CALL_MS).unwrap_or(u32::MAX));
    Outcome::json(&api::call(call.credential()?, method, &request)?)
}

/// Gets an environment.
pub(crate) fn get(call: &Call, environment: Environment) -> Result<Outcome, Fault> {
    let method = control("GetEnvInfo");
    let request = method
        .request(&[("envName", &environment.env_name)])
        .repeatable();
    Outcome::json(&api::call(call.credential()?, method, &request)?)
}

fn control(name: &'static str) -> Method {
    Method {
        group: "environment",
        service: "control",
        name,
    }
}

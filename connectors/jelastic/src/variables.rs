//! The environment variables of containers.

use jackfield_sdk::{Call, Effect, Fault, Operation, Outcome};
use serde_json::{Map, Value, json};

use crate::goal::Goal;
use crate::method::{self, Method};
use crate::order::{self, Order};
use crate::target::{Nodes, Target, on_nodes};
use crate::{MINUTE_MS, api};

on_nodes! {
    /// Whose variables.
    Get {
    }
}

on_nodes! {
    /// Which variables become what.
    Set {
        /// The variables by name. Others stay as they are.
        #[schemars(extend("additionalProperties" = {"type": "string"}))]
        variables: Map<String, Value>,
    }
}

on_nodes! {
    /// Which variables are taken away.
    Remove {
        /// The names of the variables.
        #[schemars(length(min = 1))]
        names: Vec<String>,
    }
}

pub(crate) fn operations() -> [Operation; 3] {
    [
        Operation::new("variables.get", get)
            .summary("Gets the environment variables of a container, or of a group of them.")
            .effect(Effect::Read)
            .permission("environment.control.GetContainerEnvVars, with `nodeGroup` environment.control.GetContainerEnvVarsByGroup")
            .credential("jelastic")
            .example("Those of a layer", json!({"envName": "shop", "nodeGroup": "cp"}))
            .example("Those of one container", json!({"envName": "shop", "nodeId": 66011})),
        Operation::new("variables.set", set)
            .summary("Sets environment variables of containers and leaves all others.")
            .effect(Effect::Idempotent)
            .permission(method::ADD_VARIABLES.0)
            .timeout_ms(5 * MINUTE_MS)
            .credential("jelastic")
            .example(
                "One for a layer",
                json!({"envName": "shop", "nodeGroup": "cp", "variables": {"MODE": "production"}}),
            ),
        Operation::new("variables.remove", remove)
            .summary("Takes environment variables away from containers.")
            .effect(Effect::Idempotent)
            .permission(method::REMOVE_VARIABLES.0)
            .timeout_ms(5 * MINUTE_MS)
            .credential("jelastic")
            .example(
                "One from a layer",
                json!({"envName": "shop", "nodeGroup": "cp", "names": ["MODE"]}),
            ),
    ]
}

fn get(call: &Call, get: Get) -> Result<Outcome, Fault> {
    let target = get.target()?;
    let method = match target.nodes {
        Nodes::One(_) => method::GET_VARIABLES,
        Nodes::Group(_) => method::GET_VARIABLES_BY_GROUP,
    };
    Outcome::json(&api::ask(call.credential()?, method, &target.fields())?)
}

fn set(call: &Call, set: Set) -> Result<Outcome, Fault> {
    let vars = serde_json::to_string(&set.variables).unwrap_or_default();
    change(call, set.target()?, method::ADD_VARIABLES, &vars)
}

fn remove(call: &Call, remove: Remove) -> Result<Outcome, Fault> {
    let vars = serde_json::to_string(&remove.names).unwrap_or_default();
    change(call, remove.target()?, method::REMOVE_VARIABLES, &vars)
}

fn change(
    call: &Call,
    target: Target<'_>,
    method: Method<'_>,
    vars: &str,
) -> Result<Outcome, Fault> {
    let order = Order {
        method,
        fields: target.fields().text("vars", vars),
        environment: Some(target.env_name),
        goal: Goal::Settled,
    };
    order::carry_out(call, &order)
}

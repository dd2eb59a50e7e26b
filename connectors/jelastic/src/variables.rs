//! The environment variables of containers.

use jackfield_sdk::{Call, Effect, Fault, Outcome};

use crate::api;
use crate::goal::Goal;
use crate::kinds::Texts;
use crate::method::{self, Method};
use crate::operation::Operation;
use crate::order::{self, Order};
use crate::parameters::read;
use crate::target::{Nodes, Target, on_nodes};

on_nodes! {
    /// Whose variables.
    struct Get {}
}

on_nodes! {
    /// Which variables become what.
    struct Set {
        /// The variables by name. Others stay as they are.
        variables: Texts,
    }
}

on_nodes! {
    /// Which variables are taken away.
    struct Remove {
        /// The names of the variables.
        names: Vec<String>,
    }
}

pub(crate) static OPERATIONS: &[Operation] = &[
    Operation::new::<Get>("variables.get", Effect::Read, |call| get(call, &read(call)?))
        .summary("Gets the environment variables of a container, or of a group of them.")
        .permission("environment.control.GetContainerEnvVars, with `nodeGroup` environment.control.GetContainerEnvVarsByGroup")
        .examples(&[
            (
                "Those of a layer",
                r#"{"envName": "shop", "nodeGroup": "cp"}"#,
            ),
            (
                "Those of one container",
                r#"{"envName": "shop", "nodeId": 66011}"#,
            ),
        ]),
    Operation::new::<Set>("variables.set", Effect::Idempotent, |call| {
        set(call, &read(call)?)
    })
    .summary("Sets environment variables of containers and leaves all others.")
    .needs(method::ADD_VARIABLES)
    .minutes(5)
    .examples(&[(
        "One for a layer",
        r#"{"envName": "shop", "nodeGroup": "cp", "variables": {"MODE": "production"}}"#,
    )]),
    Operation::new::<Remove>("variables.remove", Effect::Idempotent, |call| {
        remove(call, &read(call)?)
    })
    .summary("Takes environment variables away from containers.")
    .needs(method::REMOVE_VARIABLES)
    .minutes(5)
    .examples(&[(
        "One from a layer",
        r#"{"envName": "shop", "nodeGroup": "cp", "names": ["MODE"]}"#,
    )]),
];

fn get(call: &Call, get: &Get) -> Result<Outcome, Fault> {
    let target = get.target()?;
    let method = match target.nodes {
        Nodes::One(_) => method::GET_VARIABLES,
        Nodes::Group(_) => method::GET_VARIABLES_BY_GROUP,
    };
    Outcome::json(&api::ask(call.credential()?, method, &target.fields())?)
}

fn set(call: &Call, set: &Set) -> Result<Outcome, Fault> {
    let vars = serde_json::to_string(&set.variables.0).unwrap_or_default();
    change(call, set.target()?, method::ADD_VARIABLES, &vars)
}

fn remove(call: &Call, remove: &Remove) -> Result<Outcome, Fault> {
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

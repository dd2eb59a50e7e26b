//! Orders to whole environments, of the service `environment/control`.
//!
//! Contract: an order answers on three levels — itself, its `response`, and one of `responses`
//! for each node — and where it fails, only the level that failed says so. Ordering the state an
//! environment is in already succeeds.

use serde_json::{Value, json};

use crate::jelastic::envelope::Outcome;
use crate::jelastic::parameters::Parameters;
use crate::jelastic::world::{
    ASLEEP, DOWN, Environment, GOING_TO_SLEEP, LAUNCHING, RUNNING, STOPPING, Temper, World,
};

pub(super) fn start(world: &mut World, parameters: &Parameters) -> Outcome {
    obey(world, parameters, ("StartEnv", "START_ENV"), RUNNING)
}

pub(super) fn stop(world: &mut World, parameters: &Parameters) -> Outcome {
    obey(world, parameters, ("StopEnv", "STOP_ENV"), DOWN)
}

pub(super) fn sleep(world: &mut World, parameters: &Parameters) -> Outcome {
    obey(world, parameters, ("SleepEnv", "SLEEP_ENV"), ASLEEP)
}

/// The status of an environment while such an order is being carried out.
pub(super) fn meanwhile(method: &str) -> Option<i64> {
    match method {
        "StartEnv" => Some(LAUNCHING),
        "StopEnv" => Some(STOPPING),
        "SleepEnv" => Some(GOING_TO_SLEEP),
        _ => None,
    }
}

fn obey(
    world: &mut World,
    parameters: &Parameters,
    (method, right): (&str, &str),
    leads_to: i64,
) -> Outcome {
    let environment = world.ours(parameters.get("envName")?, right)?;
    if environment.temper == Temper::Obeys {
        environment.status = leads_to;
    }
    Ok(carried_out(environment, method, |_| true))
}

/// The answer to what was done on these nodes, as the environment's temper has it.
pub(super) fn carried_out(
    environment: &Environment,
    method: &str,
    concerned: impl Fn(usize) -> bool,
) -> Value {
    if environment.temper == Temper::FailsInside {
        return json!({
            "result": 0,
            "response": {
                "result": 99,
                "methodName": method,
                "source": "JEL",
                "error": "java.lang.IllegalStateException: unknown error",
            },
        });
    }
    let responses: Vec<Value> = environment
        .nodes
        .iter()
        .enumerate()
        .filter(|(place, _)| concerned(*place))
        .map(|(place, node)| {
            if place == 1 && environment.temper == Temper::FailsOnANode {
                node_failed(node.id)
            } else {
                node_done(node.id, "")
            }
        })
        .collect();
    json!({
        "result": 0,
        "response": { "result": 0, "methodName": method, "source": "JEL" },
        "responses": responses,
    })
}

pub(super) fn info(world: &mut World, parameters: &Parameters) -> Outcome {
    let environment = world.ours(parameters.get("envName")?, "GET_ENV_INFO")?;
    let mut info = described(environment);
    if let Some(info) = info.as_object_mut() {
        info.insert("result".to_owned(), json!(0));
    }
    Ok(info)
}

pub(super) fn list(world: &mut World, parameters: &Parameters) -> Outcome {
    let is_lazy = parameters.find("lazy") == Some("true");
    let infos: Vec<Value> = world
        .environments
        .iter()
        .filter(|environment| environment.is_ours())
        .map(|environment| {
            if is_lazy {
                json!({ "env": environment.env_json() })
            } else {
                described(environment)
            }
        })
        .collect();
    Ok(json!({ "result": 0, "infos": infos }))
}

/// What an environment used. The shape is our own, as no real one was seen.
pub(super) fn statistics(world: &mut World, parameters: &Parameters) -> Outcome {
    let environment = world.ours(parameters.get("envName")?, "GET_STAT")?;
    parameters.get("duration")?;
    let duration = parameters.number("duration")?;
    let nodes = environment.nodes.len();
    Ok(json!({
        "result": 0,
        "stats": [{ "duration": duration, "cpu": 12 * nodes, "mem": 256 * nodes }],
    }))
}

pub(super) fn described(environment: &Environment) -> Value {
    let groups: Vec<Value> = environment
        .nodes
        .iter()
        .map(|node| json!({ "name": node.group }))
        .collect();
    json!({
        "env": environment.env_json(),
        "envGroups": [],
        "nodeGroups": groups,
        "nodes": environment.nodes_json(),
        "right": "OWNER",
    })
}

pub(super) fn node_done(id: i64, out: &str) -> Value {
    json!({
        "result": 0,
        "source": "JEL",
        "nodeid": id,
        "out": out,
        "errOut": "",
        "exitStatus": 0,
    })
}

fn node_failed(id: i64) -> Value {
    json!({
        "result": 4109,
        "source": "JEL",
        "error": "JEM_OPERATION_COULD_NOT_BE_PERFORMED",
        "nodeid": id,
        "out": "",
        "errOut": "postgresql: could not stop within 60 seconds",
        "exitStatus": 1,
    })
}

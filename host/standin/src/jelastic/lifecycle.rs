//! Environments come and go.
//!
//! Contract: a name is taken once, by whomever; a second environment of that name is refused
//! with a code inside `response`, where `createenvironment` has everything it says.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::jelastic::control::described;
use crate::jelastic::envelope::{ApiError, Outcome};
use crate::jelastic::parameters::Parameters;
use crate::jelastic::world::{Environment, Node, RUNNING, World};

pub(super) fn create(world: &mut World, parameters: &Parameters) -> Outcome {
    let env = parameters.json("env")?;
    let Value::Array(wanted) = parameters.json("nodes")? else {
        return Err(ApiError::invalid_parameter("nodes"));
    };
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let name = text(&env, "shortdomain").ok_or_else(|| ApiError::invalid_parameter("env"))?;
    if world.has(&name) {
        return Ok(taken(&name, "CreateEnvironment"));
    }
    let first_id = first_id(world);
    let nodes = wanted
        .iter()
        .zip(1..)
        .map(|(node, place)| Node {
            id: first_id + place,
            group: text(node, "nodeGroup").unwrap_or_else(|| "cp".to_owned()),
            kind: text(node, "nodeType").unwrap_or_else(|| "docker".to_owned()),
            tag: None,
            variables: BTreeMap::new(),
        })
        .collect();
    let mut environment = Environment::with(&name, RUNNING, nodes);
    if let Some(display_name) = text(&env, "displayName") {
        environment.display_name = display_name;
    }
    if let Some(region) = text(&env, "region") {
        environment.region = region;
    }
    let mut response = described(&environment);
    if let Some(response) = response.as_object_mut() {
        response.insert("result".to_owned(), json!(0));
    }
    world.environments.push(environment);
    Ok(json!({ "result": 0, "response": response }))
}

pub(super) fn clone(world: &mut World, parameters: &Parameters) -> Outcome {
    let name = parameters.get("dstEnvName")?;
    let source = world.ours(parameters.get("srcEnvName")?, "CLONE_ENV")?;
    let (region, nodes) = (source.region.clone(), source.nodes.clone());
    if world.has(name) {
        return Ok(taken(name, "CloneEnv"));
    }
    let ids = first_id(world) + 1..;
    let nodes = ids.zip(nodes).map(|(id, node)| Node { id, ..node });
    let mut environment = Environment::with(name, RUNNING, nodes.collect());
    environment.region = region;
    let mut info = described(&environment);
    if let Some(info) = info.as_object_mut() {
        info.insert("result".to_owned(), json!(0));
    }
    world.environments.push(environment);
    Ok(info)
}

fn taken(name: &str, method: &str) -> Value {
    json!({
        "result": 0,
        "response": {
            "result": 12,
            "methodName": method,
            "source": "JEL",
            "error": format!("application [{name}] already exist"),
        },
    })
}

fn first_id(world: &World) -> i64 {
    66_000 + 10 * i64::try_from(world.environments.len() + 1).unwrap_or(0)
}

pub(super) fn delete(world: &mut World, parameters: &Parameters) -> Outcome {
    let name = parameters.get("envName")?;
    world.ours(name, "DELETE_ENV")?;
    world.environments.retain(|known| known.name != name);
    Ok(json!({ "result": 0 }))
}

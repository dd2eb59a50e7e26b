//! What is done on nodes, of the service `environment/control`.
//!
//! Contract: a node is meant by its id, or several by their group; by neither is code 3, and
//! what no node has is code 5. The one command that fails is `false`.

use serde_json::{Value, json};

use crate::jelastic::control::{carried_out, node_done};
use crate::jelastic::envelope::{ApiError, Outcome};
use crate::jelastic::parameters::Parameters;
use crate::jelastic::world::{Environment, Node, World};

pub(super) fn restart(world: &mut World, parameters: &Parameters) -> Outcome {
    let environment = world.ours(parameters.get("envName")?, "RESTART_NODE")?;
    let meant = meant(environment, parameters)?;
    Ok(carried_out(environment, "RestartNodes", |place| {
        meant.contains(&place)
    }))
}

pub(super) fn redeploy(world: &mut World, parameters: &Parameters) -> Outcome {
    let environment = world.ours(parameters.get("envName")?, "REDEPLOY")?;
    let tag = parameters.get("tag")?;
    let meant = meant(environment, parameters)?;
    for node in chosen(environment, &meant) {
        node.tag = Some(tag.to_owned());
    }
    Ok(carried_out(environment, "RedeployContainers", |place| {
        meant.contains(&place)
    }))
}

pub(super) fn execute(world: &mut World, parameters: &Parameters) -> Outcome {
    let environment = world.ours(parameters.get("envName")?, "EXEC_CMD")?;
    let Value::Array(commands) = parameters.json("commandList")? else {
        return Err(ApiError::invalid_parameter("commandList"));
    };
    let part = |command: &Value, key: &str| {
        let text = command.get(key).and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    };
    let mut responses = Vec::new();
    for place in meant(environment, parameters)? {
        let Some(node) = environment.nodes.get(place) else {
            continue;
        };
        for command in &commands {
            let name = part(command, "command");
            responses.push(match name.as_str() {
                "" => return Err(ApiError::invalid_parameter("commandList")),
                "false" => json!({
                    "result": 4109,
                    "source": "JEL",
                    "error": "JEM_OPERATION_COULD_NOT_BE_PERFORMED",
                    "nodeid": node.id,
                    "out": "half of it",
                    "errOut": "it went wrong",
                    "exitStatus": 1,
                }),
                "echo" => node_done(node.id, &part(command, "params")),
                other => node_done(node.id, &format!("{other} was run")),
            });
        }
    }
    Ok(json!({ "result": 0, "responses": responses }))
}

pub(super) fn variables(world: &mut World, parameters: &Parameters) -> Outcome {
    let environment = world.ours(parameters.get("envName")?, "GET_ENV_VARS")?;
    let meant = meant(environment, parameters)?;
    let variables = chosen(environment, &meant)
        .next()
        .map(|node| json!(node.variables));
    Ok(json!({ "result": 0, "object": variables }))
}

pub(super) fn add_variables(world: &mut World, parameters: &Parameters) -> Outcome {
    let environment = world.ours(parameters.get("envName")?, "SET_ENV_VARS")?;
    let Value::Object(added) = parameters.json("vars")? else {
        return Err(ApiError::invalid_parameter("vars"));
    };
    let meant = meant(environment, parameters)?;
    for node in chosen(environment, &meant) {
        for (name, value) in &added {
            let value = value
                .as_str()
                .ok_or_else(|| ApiError::invalid_parameter("vars"))?;
            node.variables.insert(name.clone(), value.to_owned());
        }
    }
    Ok(json!({ "result": 0 }))
}

pub(super) fn remove_variables(world: &mut World, parameters: &Parameters) -> Outcome {
    let environment = world.ours(parameters.get("envName")?, "SET_ENV_VARS")?;
    let Value::Array(removed) = parameters.json("vars")? else {
        return Err(ApiError::invalid_parameter("vars"));
    };
    let meant = meant(environment, parameters)?;
    for node in chosen(environment, &meant) {
        node.variables
            .retain(|name, _| !removed.iter().any(|removed| removed == name));
    }
    Ok(json!({ "result": 0 }))
}

/// The places of the nodes that are meant.
fn meant(environment: &Environment, parameters: &Parameters) -> Result<Vec<usize>, ApiError> {
    let id = parameters.number("nodeId")?;
    let group = parameters.find("nodeGroup");
    let is_meant = |node: &Node| match (id, group) {
        (Some(id), _) => node.id == id,
        (None, group) => group == Some(node.group.as_str()),
    };
    if id.is_none() && group.is_none() {
        return Err(ApiError::invalid_parameter("nodeId"));
    }
    let places: Vec<usize> = environment
        .nodes
        .iter()
        .enumerate()
        .filter(|(_, node)| is_meant(node))
        .map(|(place, _)| place)
        .collect();
    if places.is_empty() {
        return Err(ApiError::no_node(&environment.name));
    }
    Ok(places)
}

fn chosen<'a>(
    environment: &'a mut Environment,
    places: &'a [usize],
) -> impl Iterator<Item = &'a mut Node> {
    environment
        .nodes
        .iter_mut()
        .enumerate()
        .filter(|(place, _)| places.contains(place))
        .map(|(_, node)| node)
}

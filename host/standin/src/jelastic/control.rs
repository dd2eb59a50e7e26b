//! The service `environment/control`.
//!
//! Contract: an order answers on three levels — itself, its `response`, and one of `responses`
//! for each node — and where it fails, only the level that failed says so. Ordering the state an
//! environment is in already succeeds.

use serde_json::{Value, json};

use crate::jelastic::envelope::{ApiError, Outcome};
use crate::jelastic::world::{DOWN, Environment, RUNNING, Temper, USER};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Start,
    Stop,
}

impl Order {
    fn method_name(self) -> &'static str {
        match self {
            Self::Start => "StartEnv",
            Self::Stop => "StopEnv",
        }
    }

    fn right(self) -> &'static str {
        match self {
            Self::Start => "START_ENV",
            Self::Stop => "STOP_ENV",
        }
    }

    fn leads_to(self) -> i64 {
        match self {
            Self::Start => RUNNING,
            Self::Stop => DOWN,
        }
    }
}

pub(super) fn obey(environments: &mut [Environment], name: &str, order: Order) -> Outcome {
    let environment = environments
        .iter_mut()
        .find(|environment| environment.name == name)
        .ok_or_else(|| ApiError::no_environment(name))?;
    if !environment.is_ours() {
        return Err(ApiError::access_denied(USER, name, order.right()));
    }
    let [first, second] = environment.node_ids;
    Ok(match environment.temper {
        Temper::Obeys => {
            environment.status = order.leads_to();
            json!({
                "result": 0,
                "response": inner(order),
                "responses": [node_done(first), node_done(second)],
            })
        }
        Temper::FailsOnANode => json!({
            "result": 0,
            "response": inner(order),
            "responses": [node_done(first), node_failed(second)],
        }),
        Temper::FailsInside => json!({
            "result": 0,
            "response": {
                "result": 99,
                "methodName": order.method_name(),
                "source": "JEL",
                "error": "java.lang.IllegalStateException: unknown error",
            },
        }),
    })
}

pub(super) fn info(environments: &[Environment], name: &str) -> Outcome {
    let environment = environments
        .iter()
        .find(|environment| environment.name == name)
        .ok_or_else(|| ApiError::no_environment(name))?;
    if !environment.is_ours() {
        return Err(ApiError::access_denied(USER, name, "GET_ENV_INFO"));
    }
    let mut info = described(environment);
    if let Some(info) = info.as_object_mut() {
        info.insert("result".to_owned(), json!(0));
    }
    Ok(info)
}

pub(super) fn list(environments: &[Environment]) -> Value {
    let infos: Vec<Value> = environments
        .iter()
        .filter(|environment| environment.is_ours())
        .map(described)
        .collect();
    json!({ "result": 0, "infos": infos })
}

fn described(environment: &Environment) -> Value {
    json!({
        "env": environment.env_json(),
        "envGroups": [],
        "nodeGroups": [{ "name": "cp" }, { "name": "sqldb" }],
        "nodes": environment.nodes_json(),
        "right": "OWNER",
    })
}

fn inner(order: Order) -> Value {
    json!({ "result": 0, "methodName": order.method_name(), "source": "JEL" })
}

fn node_done(id: i64) -> Value {
    json!({
        "result": 0,
        "source": "JEL",
        "nodeid": id,
        "out": "",
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

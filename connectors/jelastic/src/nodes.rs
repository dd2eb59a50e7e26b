//! `node.restart`, `node.exec` and `container.redeploy`.

use jackfield_sdk::{Call, Effect, Fault, Outcome};
use serde_json::{Value, json};

use crate::goal::Goal;
use crate::method;
use crate::operation::Operation;
use crate::order::{self, Order};
use crate::parameters::read;
use crate::target::{Nodes, on_nodes};

on_nodes! {
    /// Which nodes are restarted, and how.
    struct Restart {
        /// Whether the nodes of a group are restarted one after the other.
        is_sequential: Option<bool>,
        /// How many seconds pass between one node and the next.
        delay: Option<u64>,
    }
}

on_nodes! {
    /// What is run, and on which nodes.
    struct Exec {
        /// Commands for the shell of each node, one after the other.
        commands: Vec<String>,
        /// Whether questions that a command asks are answered with yes.
        say_yes: Option<bool>,
    }
}

on_nodes! {
    /// Which containers are deployed anew.
    struct Redeploy {
        /// The tag of the image, such as `1.4.2`.
        tag: String,
        /// Whether the volumes with their data are kept.
        use_existing_volumes: Option<bool>,
    }
}

pub(crate) static OPERATIONS: &[Operation] = &[
    Operation::new::<Restart>("node.restart", Effect::Unsafe, |call| {
        restart(call, &read(call)?)
    })
    .summary("Restarts a node, or all nodes of a group.")
    .needs(method::RESTART_NODES)
    .minutes(15)
    .examples(&[
        (
            "The nodes of a layer, one after the other",
            r#"{"envName": "shop", "nodeGroup": "cp", "isSequential": true, "delay": 30}"#,
        ),
        ("One node", r#"{"envName": "shop", "nodeId": 66011}"#),
    ]),
    Operation::new::<Exec>("node.exec", Effect::Unsafe, |call| exec(call, &read(call)?))
        .summary("Runs commands on a node, or on all nodes of a group, and gives what they wrote.")
        .permission(
            "environment.control.ExecCmdById, with `nodeGroup` environment.control.ExecCmdByGroup",
        )
        .minutes(10)
        .examples(&[
            (
                "A command on every node of a layer",
                r#"{"envName": "shop", "nodeGroup": "cp", "commands": ["df -h /"]}"#,
            ),
            (
                "Commands on one node, one after the other",
                r#"{
                "envName": "shop",
                "nodeId": 66012,
                "commands": ["pg_dump shop > /tmp/shop.sql", "gzip -f /tmp/shop.sql"]
            }"#,
            ),
        ]),
    Operation::new::<Redeploy>("container.redeploy", Effect::Unsafe, |call| {
        redeploy(call, &read(call)?)
    })
    .summary("Deploys containers anew, from the image of a tag.")
    .needs(method::REDEPLOY_CONTAINERS)
    .minutes(30)
    .examples(&[
        (
            "A layer, with its data",
            r#"{"envName": "shop", "nodeGroup": "cp", "tag": "1.4.2", "useExistingVolumes": true}"#,
        ),
        (
            "One container",
            r#"{"envName": "shop", "nodeId": 66011, "tag": "1.4.2"}"#,
        ),
    ]),
];

fn restart(call: &Call, restart: &Restart) -> Result<Outcome, Fault> {
    let target = restart.target()?;
    let order = Order {
        method: method::RESTART_NODES,
        fields: target
            .fields()
            .maybe("isSequential", restart.is_sequential)
            .maybe("delay", restart.delay),
        environment: Some(target.env_name),
        goal: Goal::Restarted,
    };
    order::carry_out(call, &order)
}

fn exec(call: &Call, exec: &Exec) -> Result<Outcome, Fault> {
    let target = exec.target()?;
    let commands: Vec<Value> = exec
        .commands
        .iter()
        .map(|command| json!({"command": command}))
        .collect();
    let order = Order {
        method: match target.nodes {
            Nodes::One(_) => method::EXEC_CMD_BY_ID,
            Nodes::Group(_) => method::EXEC_CMD_BY_GROUP,
        },
        fields: target
            .fields()
            .json("commandList", &commands)
            .maybe("sayYes", exec.say_yes),
        environment: Some(target.env_name),
        goal: Goal::Hidden,
    };
    order::carry_out(call, &order)
}

fn redeploy(call: &Call, redeploy: &Redeploy) -> Result<Outcome, Fault> {
    let target = redeploy.target()?;
    let order = Order {
        method: method::REDEPLOY_CONTAINERS,
        fields: target
            .fields()
            .text("tag", &redeploy.tag)
            .maybe("useExistingVolumes", redeploy.use_existing_volumes),
        environment: Some(target.env_name),
        goal: Goal::Hidden,
    };
    order::carry_out(call, &order)
}

//! The account, its tokens and the environments every stand-in starts with.
//!
//! Contract: the same in every run.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::jelastic::Jelastic;
use crate::jelastic::envelope::ApiError;
use crate::jelastic::tracking::Tracking;

impl Jelastic {
    /// A personal access token that may call everything served here.
    pub const TOKEN: &'static str = "0123456789abcdef0123456789abcdef01234567";
    /// A valid token that may call `environment.control.GetEnvInfo` and nothing else.
    pub const NARROW_TOKEN: &'static str = "fedcba9876543210fedcba9876543210fedcba98";
    /// A valid token that may call everything but what looks at environments and actions.
    pub const BLIND_TOKEN: &'static str = "00112233445566778899aabbccddeeff00112233";
}

/// The user id of the account.
pub(super) const USER: i64 = 4_217;
/// The user id of whoever owns `legacy`.
const STRANGER: i64 = 1_001;

pub(super) const RUNNING: i64 = 1;
pub(super) const DOWN: i64 = 2;
pub(super) const LAUNCHING: i64 = 3;
pub(super) const ASLEEP: i64 = 4;
pub(super) const STOPPING: i64 = 13;
pub(super) const GOING_TO_SLEEP: i64 = 14;

/// What becomes of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Temper {
    Obeys,
    FailsOnANode,
    FailsInside,
}

/// Everything that a platform remembers.
pub(super) struct World {
    pub(super) environments: Vec<Environment>,
    pub(super) tracking: Tracking,
}

impl Default for World {
    fn default() -> Self {
        Self {
            environments: environments(),
            tracking: Tracking::default(),
        }
    }
}

impl World {
    /// Whether anybody has an environment of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.environments.iter().any(|known| known.name == name)
    }

    /// An environment that the account may use in this way.
    pub(super) fn ours(&mut self, name: &str, right: &str) -> Result<&mut Environment, ApiError> {
        let environment = self
            .environments
            .iter_mut()
            .find(|environment| environment.name == name)
            .ok_or_else(|| ApiError::no_environment(name))?;
        if environment.owner == USER {
            Ok(environment)
        } else {
            Err(ApiError::access_denied(USER, name, right))
        }
    }
}

#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) id: i64,
    pub(super) group: String,
    pub(super) kind: String,
    pub(super) tag: Option<String>,
    pub(super) variables: BTreeMap<String, String>,
}

#[derive(Debug, Clone)]
pub(super) struct Environment {
    pub(super) name: String,
    pub(super) display_name: String,
    pub(super) region: String,
    pub(super) status: i64,
    pub(super) temper: Temper,
    pub(super) nodes: Vec<Node>,
    pub(super) deployed: Vec<Value>,
    owner: i64,
}

impl Environment {
    fn new(name: &str, number: i64, status: i64, temper: Temper) -> Self {
        let node = |place: i64, group: &str, kind: &str| Node {
            id: 66_000 + number * 10 + place,
            group: group.to_owned(),
            kind: kind.to_owned(),
            tag: None,
            variables: BTreeMap::from([("LANG".to_owned(), "en_US.UTF-8".to_owned())]),
        };
        let nodes = vec![node(1, "cp", "nginxphp"), node(2, "sqldb", "postgresql")];
        Self {
            temper,
            ..Self::with(name, status, nodes)
        }
    }

    pub(super) fn with(name: &str, status: i64, nodes: Vec<Node>) -> Self {
        Self {
            name: name.to_owned(),
            display_name: name.to_owned(),
            region: "default_region".to_owned(),
            status,
            temper: Temper::Obeys,
            nodes,
            deployed: Vec::new(),
            owner: USER,
        }
    }

    pub(super) fn is_ours(&self) -> bool {
        self.owner == USER
    }

    pub(super) fn env_json(&self) -> Value {
        let ids: i64 = self.nodes.iter().map(|node| node.id).sum();
        json!({
            "appid": format!("{:032x}", 0x7e57_0000 + ids),
            "envName": self.name,
            "shortdomain": self.name,
            "domain": format!("{}.jelastic.example.com", self.name),
            "displayName": self.display_name,
            "uid": self.owner,
            "creatorUid": self.owner,
            "createdOn": "2026-01-15 09:30:00",
            "status": self.status,
            "hardwareNodeGroup": self.region,
            "isFirewallEnabled": true,
            "isTransferring": false,
            "sslstate": false,
            "ishaenabled": false,
            "extdomains": [],
        })
    }

    pub(super) fn nodes_json(&self) -> Value {
        self.nodes
            .iter()
            .map(|node| {
                json!({
                    "id": node.id,
                    "name": node.kind,
                    "nodeGroup": node.group,
                    "nodeType": node.kind,
                    "nodemission": node.group,
                    "type": "NATIVE",
                    "status": self.status,
                    "version": node.tag,
                    "address": format!("node{}-{}.jelastic.example.com", node.id, self.name),
                    "intIP": "192.0.2.10",
                    "ismaster": true,
                    "fixedCloudlets": 1,
                    "flexibleCloudlets": 4,
                    "diskLimit": 10,
                })
            })
            .collect()
    }
}

fn environments() -> Vec<Environment> {
    vec![
        Environment::new("shop", 1, RUNNING, Temper::Obeys),
        Environment::new("forum", 2, DOWN, Temper::Obeys),
        Environment {
            owner: STRANGER,
            ..Environment::new("legacy", 3, RUNNING, Temper::Obeys)
        },
        Environment::new("stuck", 4, RUNNING, Temper::FailsOnANode),
        Environment::new("nested", 5, RUNNING, Temper::FailsInside),
    ]
}

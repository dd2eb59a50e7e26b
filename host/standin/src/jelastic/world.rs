//! The account, its tokens and the environments every stand-in starts with.
//!
//! Contract: the same in every run; only the status of an environment changes.

use serde_json::{Value, json};

use crate::jelastic::Jelastic;

impl Jelastic {
    /// A personal access token that may call everything served here.
    pub const TOKEN: &'static str = "0123456789abcdef0123456789abcdef01234567";
    /// A valid token that may call `environment.control.GetEnvInfo` and nothing else.
    pub const NARROW_TOKEN: &'static str = "fedcba9876543210fedcba9876543210fedcba98";
}

/// The user id of the account.
pub(super) const USER: i64 = 4_217;
/// The user id of whoever owns `legacy`.
const STRANGER: i64 = 1_001;

pub(super) const RUNNING: i64 = 1;
pub(super) const DOWN: i64 = 2;

/// What becomes of an order to start or stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Temper {
    Obeys,
    FailsOnANode,
    FailsInside,
}

#[derive(Debug)]
pub(super) struct Environment {
    pub(super) name: &'static str,
    pub(super) status: i64,
    pub(super) temper: Temper,
    pub(super) node_ids: [i64; 2],
    owner: i64,
}

impl Environment {
    const fn new(name: &'static str, number: i64, status: i64, temper: Temper) -> Self {
        Self {
            name,
            status,
            temper,
            node_ids: [66_000 + number * 10 + 1, 66_000 + number * 10 + 2],
            owner: USER,
        }
    }

    pub(super) fn is_ours(&self) -> bool {
        self.owner == USER
    }

    pub(super) fn env_json(&self) -> Value {
        json!({
            "appid": format!("{:032x}", 0x7e57_0000 + self.node_ids.iter().sum::<i64>()),
            "envName": self.name,
            "shortdomain": self.name,
            "domain": format!("{}.jelastic.example.com", self.name),
            "displayName": self.name,
            "uid": self.owner,
            "creatorUid": self.owner,
            "createdOn": "2026-01-15 09:30:00",
            "status": self.status,
            "hardwareNodeGroup": "default_region",
            "isFirewallEnabled": true,
            "isTransferring": false,
            "sslstate": false,
            "ishaenabled": false,
            "extdomains": [],
        })
    }

    pub(super) fn nodes_json(&self) -> Value {
        self.node_ids
            .iter()
            .zip([("cp", "nginxphp"), ("sqldb", "postgresql")])
            .map(|(id, (group, kind))| {
                json!({
                    "id": id,
                    "name": kind,
                    "nodeGroup": group,
                    "nodeType": kind,
                    "nodemission": group,
                    "type": "NATIVE",
                    "status": self.status,
                    "address": format!("node{id}-{}.jelastic.example.com", self.name),
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

pub(super) fn environments() -> Vec<Environment> {
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

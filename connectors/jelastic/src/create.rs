//! `environment.create` and `environment.clone`.

use jackfield_sdk::{Call, Effect, Fault, FaultKind, Outcome};
use serde_json::{Map, Value};

use crate::fields::Fields;
use crate::goal::Goal;
use crate::method;
use crate::operation::Operation;
use crate::order::{self, Order};
use crate::parameters::{parameters, read};

parameters! {
    /// The environment that is to be.
    struct Create {
        /// Its name, which becomes the first part of its domain.
        env_name: String,
        /// Its nodes, with the keys of the API: `nodeType`, `nodeGroup`, `flexibleCloudlets`,
        /// `docker` and others.
        nodes: Vec<Map<String, Value>>,
        /// The region by its unique name; by default the first one of the account.
        region: Option<String>,
        /// The name that the dashboard shows.
        display_name: Option<String>,
        /// Further settings, with the keys of the API's `env`, such as `sslstate` and `engine`.
        env: Map<String, Value> = "{}",
        /// The user id of somebody else in whose account it is created.
        owner_uid: Option<u64>,
    }
}

parameters! {
    /// The environment that is to be, and the one that it is to be like.
    struct Clone {
        /// The name of the environment that is there, the first part of its domain.
        env_name: String,
        /// The name of the new one, which becomes the first part of its domain.
        new_name: String,
        /// Whether directories that are mounted from outside the environment are mounted in the
        /// new one as well.
        use_external_mounts: Option<bool>,
    }
}

pub(crate) static OPERATIONS: &[Operation] = &[
    Operation::new::<Create>("environment.create", Effect::Unsafe, |call| {
        create(call, read(call)?)
    })
    .summary("Creates an environment.")
    .needs(method::CREATE_ENVIRONMENT)
    .minutes(30)
    .examples(&[
        (
            "A container of an image",
            r#"{
                "envName": "review-17",
                "nodes": [{
                    "nodeType": "docker",
                    "nodeGroup": "cp",
                    "flexibleCloudlets": 4,
                    "docker": {"image": "nginx:stable"}
                }]
            }"#,
        ),
        (
            "A server with a database, in a region",
            r#"{
                "envName": "shop-staging",
                "displayName": "Shop (staging)",
                "region": "eu",
                "nodes": [
                    {"nodeType": "nginxphp", "nodeGroup": "cp", "flexibleCloudlets": 8},
                    {"nodeType": "postgresql", "nodeGroup": "sqldb", "flexibleCloudlets": 8}
                ],
                "env": {"engine": "php8.3", "sslstate": true}
            }"#,
        ),
    ]),
    Operation::new::<Clone>("environment.clone", Effect::Unsafe, |call| {
        clone(call, &read(call)?)
    })
    .summary("Creates an environment that is like another one, with its data.")
    .needs(method::CLONE_ENV)
    .minutes(30)
    .examples(&[(
        "A copy to try an update on",
        r#"{"envName": "shop", "newName": "shop-copy"}"#,
    )]),
];

fn create(call: &Call, parameters: Create) -> Result<Outcome, Fault> {
    let mut env = parameters.env;
    for (key, value) in [
        ("shortdomain", Some(parameters.env_name.clone())),
        ("region", parameters.region),
        ("displayName", parameters.display_name),
    ] {
        let Some(value) = value else {
            continue;
        };
        if env.insert(key.to_owned(), value.into()).is_some() {
            return Err(Fault::new(
                FaultKind::InvalidParameter,
                format!("`env` has a `{key}`, for which there is a parameter of its own"),
            )
            .hint("take it out of `env`"));
        }
    }
    // With a name of ours a second environment is refused, which one of the platform's own choice
    // would not be.
    let order = Order {
        method: method::CREATE_ENVIRONMENT,
        fields: Fields::default()
            .json("env", &env)
            .json("nodes", &parameters.nodes)
            .maybe("ownerUid", parameters.owner_uid),
        environment: Some(&parameters.env_name),
        goal: Goal::Exists,
    };
    order::carry_out(call, &order)
}

fn clone(call: &Call, parameters: &Clone) -> Result<Outcome, Fault> {
    let order = Order {
        method: method::CLONE_ENV,
        fields: Fields::default()
            .text("srcEnvName", &parameters.env_name)
            .text("dstEnvName", &parameters.new_name)
            .maybe("useExternalMounts", parameters.use_external_mounts),
        environment: Some(&parameters.new_name),
        goal: Goal::Exists,
    };
    order::carry_out(call, &order)
}

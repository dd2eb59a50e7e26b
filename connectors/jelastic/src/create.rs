//! `environment.create` and `environment.clone`.

use jackfield_sdk::{Call, Effect, Fault, FaultKind, Operation, Outcome};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::MINUTE_MS;
use crate::fields::Fields;
use crate::goal::Goal;
use crate::method;
use crate::order::{self, Order};

/// The environment that is to be.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Create {
    /// Its name, which becomes the first part of its domain.
    env_name: String,
    /// Its nodes, with the keys of the API: `nodeType`, `nodeGroup`, `flexibleCloudlets`, `docker`
    /// and others.
    #[schemars(length(min = 1))]
    nodes: Vec<Map<String, Value>>,
    /// The region by its unique name; by default the first one of the account.
    region: Option<String>,
    /// The name that the dashboard shows.
    display_name: Option<String>,
    /// Further settings, with the keys of the API's `env`, such as `sslstate` and `engine`.
    #[serde(default)]
    env: Map<String, Value>,
    /// The user id of somebody else in whose account it is created.
    owner_uid: Option<u64>,
}

/// The environment that is to be, and the one that it is to be like.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Clone {
    /// The name of the environment that is there, the first part of its domain.
    env_name: String,
    /// The name of the new one, which becomes the first part of its domain.
    new_name: String,
    /// Whether directories that are mounted from outside the environment are mounted in the new
    /// one as well.
    use_external_mounts: Option<bool>,
}

pub(crate) fn operations() -> [Operation; 2] {
    [
        Operation::new("environment.create", create)
            .summary("Creates an environment.")
            .effect(Effect::Unsafe)
            .permission(method::CREATE_ENVIRONMENT.0)
            .timeout_ms(30 * MINUTE_MS)
            .credential("jelastic")
            .example(
                "A container of an image",
                json!({
                    "envName": "review-17",
                    "nodes": [{
                        "nodeType": "docker",
                        "nodeGroup": "cp",
                        "flexibleCloudlets": 4,
                        "docker": {"image": "nginx:stable"},
                    }],
                }),
            )
            .example(
                "A server with a database, in a region",
                json!({
                    "envName": "shop-staging",
                    "displayName": "Shop (staging)",
                    "region": "eu",
                    "nodes": [
                        {"nodeType": "nginxphp", "nodeGroup": "cp", "flexibleCloudlets": 8},
                        {"nodeType": "postgresql", "nodeGroup": "sqldb", "flexibleCloudlets": 8},
                    ],
                    "env": {"engine": "php8.3", "sslstate": true},
                }),
            ),
        Operation::new("environment.clone", clone)
            .summary("Creates an environment that is like another one, with its data.")
            .effect(Effect::Unsafe)
            .permission(method::CLONE_ENV.0)
            .timeout_ms(30 * MINUTE_MS)
            .credential("jelastic")
            .example(
                "A copy to try an update on",
                json!({"envName": "shop", "newName": "shop-copy"}),
            ),
    ]
}

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
    // With a name of ours a second environment is refused, which the platform's own would not be.
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

fn clone(call: &Call, parameters: Clone) -> Result<Outcome, Fault> {
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

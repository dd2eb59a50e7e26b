//! Jelastic, now Virtuozzo Application Platform, through its public API with an access token.
//!
//! The token travels as the form field `session`, and HTTP 200 says nothing: an answer is judged
//! by the `result` codes inside it.

mod api;
mod check;
mod envelope;
mod environment;

use jackfield_sdk::{BaseUrl, Connector, CredentialType, Effect, Operation, Placement};
use serde_json::json;

/// Stopping and starting waits for every node of the environment.
const LONG_CALL_MS: u64 = 10 * 60 * 1000;

fn connector() -> Connector {
    Connector::new("jelastic", env!("CARGO_PKG_VERSION"))
        .title("Jelastic (Virtuozzo Application Platform)")
        .summary("Stops, starts and inspects environments of a Jelastic platform.")
        .link(
            "API reference",
            "https://www.virtuozzo.com/application-platform-api-docs/",
        )
        .credential_type(credential_type())
        .check_with(check::check)
        .operation(
            Operation::new("environment.stop", environment::stop)
                .summary("Stops an environment.")
                .effect(Effect::Idempotent)
                .permission("environment.control.StopEnv")
                .timeout_ms(LONG_CALL_MS)
                .credential("jelastic")
                .example("An environment by name", json!({"envName": "shop"})),
        )
        .operation(
            Operation::new("environment.start", environment::start)
                .summary("Starts an environment.")
                .effect(Effect::Idempotent)
                .permission("environment.control.StartEnv")
                .timeout_ms(LONG_CALL_MS)
                .credential("jelastic")
                .example("An environment by name", json!({"envName": "shop"})),
        )
        .operation(
            Operation::new("environment.get", environment::get)
                .summary("Gets an environment with its status and its nodes.")
                .effect(Effect::Read)
                .permission("environment.control.GetEnvInfo")
                .credential("jelastic")
                .example("An environment by name", json!({"envName": "shop"})),
        )
}

fn credential_type() -> CredentialType {
    CredentialType {
        name: "jelastic".to_owned(),
        title: "Jelastic access token".to_owned(),
        placement: vec![Placement::Form {
            name: "session".to_owned(),
        }],
        guide: [
            "In the dashboard: Settings > Access Tokens > Generate.",
            "Tick the API methods that the workflow needs; `jackfield connector describe jelastic` names the method of each operation.",
            "Copy the token, 40 characters, which is shown only once. The number in the list is its id and not the token.",
        ]
        .map(ToOwned::to_owned)
        .to_vec(),
        base_url: BaseUrl {
            example: "https://app.example.com".to_owned(),
            strip_suffixes: vec!["/1.0".to_owned()],
        },
        public_fields: Vec::new(),
        n8n_aliases: Vec::new(),
    }
}

jackfield_sdk::export!(connector);

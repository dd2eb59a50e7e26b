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
            "In the dashboard (Virtuozzo Application Platform 5.5 or later), click on your account at the top on the right, then Settings > Access Tokens > Generate.",
            "Give it a description and, if you want, a day on which it expires, and tick the API methods that the workflow needs: `jackfield credential check --permissions FILE` lists them.",
            "Copy the token, 40 characters, which shows only once. The number in the list is its id and not the token.",
            "The base URL is the address of the dashboard without a path.",
        ]
        .map(ToOwned::to_owned)
        .to_vec(),
        permissions_guide: [
            "Settings > Access Tokens > Generate, or Edit for a token that you have: the field above the list of API methods finds them by name.",
            "The presets there (Extended Access, IDE Plugins, Marketplace, Maven Plugin) are wider than a workflow needs.",
        ]
        .map(ToOwned::to_owned)
        .to_vec(),
        rotation_guide: [
            "Generate a second token with the same API methods: Settings > Access Tokens > Generate.",
            "Put it in the place of the first: `jackfield credential edit NAME`, which asks for the token and tries it.",
            "Remove the first one in the dashboard: Settings > Access Tokens. `Regenerate` there would end the old token before the new one is saved.",
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

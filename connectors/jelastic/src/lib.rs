//! Jelastic, now Virtuozzo Application Platform, through its public API with an access token.
//!
//! The token travels as the form field `session`, and HTTP 200 says nothing: an answer is judged
//! by the `result` codes inside it. Calls take minutes, and one whose answer is lost is not
//! repeated before the environment has been looked at: see `order.rs`.

mod account;
mod address;
mod any;
mod api;
mod check;
mod create;
mod credential;
mod envelope;
mod environment;
mod fields;
mod goal;
mod look;
mod lost;
mod market;
mod method;
mod nodes;
mod order;
mod status;
mod table;
mod target;
mod variables;
mod wait;

use jackfield_sdk::{Connector, Operation};

const MINUTE_MS: u64 = 60 * 1000;

fn connector() -> Connector {
    let connector = Connector::new("jelastic", env!("CARGO_PKG_VERSION"))
        .title("Jelastic (Virtuozzo Application Platform)")
        .summary("Runs environments of a Jelastic platform: creates, starts, stops, restarts and deploys to them.")
        .link(
            "API reference",
            "https://www.virtuozzo.com/application-platform-api-docs/",
        )
        .credential_type(credential::credential_type())
        .check_with(check::check);
    operations()
        .into_iter()
        .fold(connector, Connector::operation)
}

fn operations() -> Vec<Operation> {
    let mut operations = environment::operations();
    operations.extend(create::operations());
    operations.push(wait::operation());
    operations.extend(nodes::operations());
    operations.extend(variables::operations());
    operations.extend(market::operations());
    operations.extend(account::operations());
    operations.push(any::operation());
    operations
}

jackfield_sdk::export!(connector);

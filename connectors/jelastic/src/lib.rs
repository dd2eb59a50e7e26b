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
mod kinds;
mod look;
mod lost;
mod market;
mod method;
mod nodes;
mod operation;
mod order;
mod parameters;
mod status;
mod table;
mod target;
mod variables;
mod wait;

use jackfield_sdk::{Call, Connector, Fault, OperationDescription, Outcome};

use operation::Operation;

/// Every operation, by what it concerns.
static OPERATIONS: &[&[Operation]] = &[
    environment::OPERATIONS,
    create::OPERATIONS,
    wait::OPERATIONS,
    nodes::OPERATIONS,
    variables::OPERATIONS,
    market::OPERATIONS,
    account::OPERATIONS,
    any::OPERATIONS,
];

fn connector() -> Connector {
    Connector::new("jelastic", env!("CARGO_PKG_VERSION"))
        .title("Jelastic (Virtuozzo Application Platform)")
        .summary("Runs environments of a Jelastic platform: creates, starts, stops, restarts and deploys to them.")
        .link(
            "API reference",
            "https://www.virtuozzo.com/application-platform-api-docs/",
        )
        .credential_type(credential::credential_type())
        .check_with(check::check)
        .table(describe, execute)
}

fn operations() -> impl Iterator<Item = &'static Operation> {
    OPERATIONS.iter().flat_map(|some| some.iter())
}

fn describe() -> Vec<OperationDescription> {
    operations().map(Operation::describe).collect()
}

fn execute(call: &Call) -> Option<Result<Outcome, Fault>> {
    let mut operations = operations();
    let operation = operations.find(|operation| operation.name == call.operation())?;
    Some((operation.run)(call))
}

jackfield_sdk::export!(connector);

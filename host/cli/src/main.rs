//! `jackfield`: runs JSON workflow files headless.
//!
//! Data goes to standard output, everything else to standard error. The exit codes are those of
//! [`exit`].

mod args;
mod bundled;
mod connectors;
mod credentials;
mod demo;
mod exit;
mod failure;
mod file;
mod input;
mod output;
mod settings;
mod terminal;
mod verbs;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Arguments, ConnectorVerb, CredentialVerb, Verb};
use crate::failure::Failure;

/// Items are many small values, which the system's allocator hands out and takes back at a third
/// of a run's time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = match tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return end(&Failure::internal(format!("no runtime: {error}"))),
    };
    let result = runtime.block_on(run(arguments));
    // A look-up of a name that hangs in the system's resolver must not hold the process.
    runtime.shutdown_background();
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => end(&failure),
    }
}

fn end(failure: &Failure) -> ExitCode {
    for message in failure.messages() {
        terminal::say(&format!("error: {message}"));
    }
    ExitCode::from(failure.exit().code())
}

async fn run(arguments: Arguments) -> Result<(), Failure> {
    let Arguments { verb, global } = arguments;
    match verb {
        Verb::Run(arguments) => verbs::run::run(&global, &arguments).await,
        Verb::Check(arguments) => verbs::check::check(&global, &arguments).await,
        Verb::Schema(arguments) => verbs::schema::schema(&global, &arguments).await,
        Verb::Graph(arguments) => verbs::graph::graph(&arguments),
        Verb::Connector { verb } => match verb {
            ConnectorVerb::List(arguments) => verbs::connector::list(&global, &arguments).await,
            ConnectorVerb::Describe(arguments) => {
                verbs::connector::describe(&global, &arguments).await
            }
        },
        Verb::Credential { verb } => match verb {
            CredentialVerb::Check(arguments) => verbs::credential::check(&global, &arguments).await,
        },
        Verb::Demo => demo::demo(),
    }
}

//! `jackfield`: runs JSON workflow files headless.
//!
//! Data goes to standard output, everything else to standard error. The exit codes are those of
//! [`exit`].

mod addresses;
mod args;
mod bundled;
mod connectors;
mod credentials;
mod demo;
mod exit;
mod exports;
mod failure;
mod file;
mod huge_pages;
mod input;
mod inquiry;
mod keeper;
mod labels;
mod mentions;
mod message;
mod narrator;
mod network;
mod output;
mod report;
mod rotation;
mod settings;
mod shelf;
mod terminal;
mod unrotated;
mod verbs;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Arguments, ConnectorVerb, Form, Global, Verb};
use crate::failure::Failure;
use crate::report::Account;

/// Items are many small values, which the system's allocator hands out and takes back at a third
/// of a run's time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // Before anything secret is read. Where the system refuses, nothing else is wrong.
    let _ = jackfield_credential::forbid_core_dumps();
    huge_pages::avoid();
    let Arguments { verb, global } = Arguments::parse();
    let form = verb.reporting().map_or(Form::Text, |(how, _)| how.form);
    terminal::set_up(&global, form);
    let mut account = Account::begin(&verb);
    let result = in_runtime(run(verb, &global, &mut account));
    match account.end(result) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            for message in failure.messages() {
                terminal::say(message);
            }
            ExitCode::from(failure.exit().code())
        }
    }
}

fn in_runtime(verb: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::internal(format!("no runtime: {error}")))?;
    let result = runtime.block_on(verb);
    // A look-up of a name that hangs in the system's resolver must not hold the process.
    runtime.shutdown_background();
    result
}

async fn run(verb: Verb, global: &Global, account: &mut Account) -> Result<(), Failure> {
    match verb {
        Verb::Run(arguments) => verbs::run::run(global, &arguments, account).await,
        Verb::Check(arguments) => verbs::check::check(global, &arguments, account).await,
        Verb::Schema(arguments) => verbs::schema::schema(global, &arguments).await,
        Verb::Convert(arguments) => verbs::convert::convert(global, &arguments).await,
        Verb::Graph(arguments) => verbs::graph::graph(&arguments),
        Verb::Connector { verb } => match verb {
            ConnectorVerb::List(arguments) => verbs::connector::list(global, &arguments).await,
            ConnectorVerb::Describe(arguments) => {
                verbs::connector::describe(global, &arguments).await
            }
        },
        Verb::Credential { verb } => verbs::credential::credential(global, &verb).await,
        Verb::Demo => demo::demo(),
        Verb::Completions(arguments) => verbs::completions::completions(&arguments),
        Verb::Man(arguments) => verbs::man::man(&arguments),
    }
}

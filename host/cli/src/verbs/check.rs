//! `jackfield check`.

use crate::args::{Check as Arguments, Global};
use crate::connectors::Connectors;
use crate::failure::Failure;
use crate::message::{Level, Message};
use crate::report::Account;
use crate::terminal::{counted, say};
use crate::{file, input, network};

use super::prepare::{Asked, Asking, Ready, prepare};

/// Finds everything that is wrong with a workflow. Unless it is told not to, it asks the platforms
/// whether the credentials work; nothing else is sent.
pub(crate) async fn check(
    global: &Global,
    arguments: &Arguments,
    account: &mut Account,
) -> Result<(), Failure> {
    let source = file::open(&arguments.file)?;
    let hosts = network::allowed(&arguments.allowed_hosts)?;
    if let Some(given) = &arguments.input {
        input::read(given)?;
    }
    let mut connectors = Connectors::new(global, &arguments.plugins).await?;
    let asking = if arguments.offline {
        Asking::Nobody
    } else {
        Asking::Platforms
    };
    let Ready { prepared, .. } = prepare(
        &source,
        &mut connectors,
        Asked {
            global,
            sources: &arguments.credentials,
            exports: &arguments.exports,
            gives_items: arguments.input.is_some(),
            hosts,
            asking,
        },
        account,
    )
    .await?;
    let noun = match prepared.workflow.export {
        Some(_) => "node",
        None => "step",
    };
    let count = prepared.workflow.nodes.len();
    say(&Message::new(
        Level::Summary,
        format!("{}: {}, nothing wrong", source.name, counted(count, noun)),
    ));
    Ok(())
}

//! `jackfield check`.

use crate::args::{Check as Arguments, Global};
use crate::connectors::Connectors;
use crate::failure::Failure;
use crate::message::{Level, Message};
use crate::report::Account;
use crate::terminal::{counted, say, warnings};
use crate::{file, input, network, settings};

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
    let environment = settings::allowed_environment(&arguments.allowed_variables);
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
            environment: &environment,
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
    let about_files = |message: &&Message| message.place.is_some();
    let besides = match warnings().iter().filter(about_files).count() {
        0 => String::new(),
        warnings => format!(" but for {}", counted(warnings, "warning")),
    };
    say(&Message::new(
        Level::Summary,
        format!(
            "{}: {}, nothing wrong{besides}",
            source.name,
            counted(count, noun)
        ),
    ));
    Ok(())
}

//! `jackfield check`.

use crate::args::{Check as Arguments, Global};
use crate::connectors::Connectors;
use crate::failure::Failure;
use crate::file;
use crate::message::{Level, Message};
use crate::report::Account;
use crate::terminal::{counted, say};

use super::Asking;

/// Finds everything that is wrong with a workflow. Unless it is told not to, it asks the platforms
/// whether the credentials work; nothing else is sent.
pub(crate) async fn check(
    global: &Global,
    arguments: &Arguments,
    account: &mut Account,
) -> Result<(), Failure> {
    let source = file::open(&arguments.file)?;
    let mut connectors = Connectors::new(global, &arguments.plugins).await?;
    let asking = if arguments.offline {
        Asking::Nobody
    } else {
        Asking::Platforms
    };
    let (prepared, _) = super::prepare(
        &source,
        &mut connectors,
        (global, &arguments.credentials),
        asking,
        account,
    )
    .await?;
    say(&Message::new(
        Level::Summary,
        format!(
            "{}: {}, nothing wrong",
            source.name,
            counted(prepared.nodes.len(), "step")
        ),
    ));
    Ok(())
}

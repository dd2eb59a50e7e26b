//! One file for each verb.

pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod connector;
pub(crate) mod credential;
pub(crate) mod graph;
pub(crate) mod man;
pub(crate) mod run;
pub(crate) mod schema;

use std::collections::HashSet;

use jackfield_engine::{Credentials, Prepared};
use jackfield_workflow::{Diagnostic, Pointer, Reading, Source};

use crate::args::{CredentialSources, Global};
use crate::connectors::Connectors;
use crate::credentials::{self, Needed};
use crate::exit::Exit;
use crate::failure::{Failure, messages};
use crate::message::Level;
use crate::report::Account;
use crate::terminal::say;
use crate::{file, inquiry, network};

/// Who is asked about the credentials that a workflow names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asking {
    /// The places that credentials come from: all must be there.
    Sources,
    /// The platforms as well: all must work.
    Platforms,
    /// Nobody: they may be elsewhere.
    Nobody,
}

/// Reads a workflow and holds it against the connectors and credentials there are. Everything that
/// is wrong is found before anything runs, and said at once.
async fn prepare(
    source: &Source,
    connectors: &mut Connectors,
    (global, sources): (&Global, &CredentialSources),
    asking: Asking,
    account: &mut Account,
) -> Result<(Prepared, Credentials), Failure> {
    let Reading {
        workflow,
        mut diagnostics,
        notes,
    } = file::read(source)?;
    account.workflow(&workflow.name);
    for note in messages(Level::Warning, source, &notes) {
        say(&note);
    }
    if workflow.export.is_some() {
        diagnostics.push(
            Diagnostic::new(
                Pointer::root(),
                "this is an n8n export, which this version cannot run yet",
            )
            .hint("write the workflow as `steps`; the README shows how"),
        );
    }
    diagnostics.extend(network::check_hosts(&workflow.hosts));
    let names: Vec<String> = workflow
        .nodes
        .iter()
        .map(|node| node.connector.clone())
        .filter(|name| !name.is_empty())
        .collect();
    connectors
        .load_named(names.iter().map(String::as_str))
        .await?;
    let providers = credentials::providers(global, sources)?;
    let Needed {
        credentials,
        places,
        missing,
        diagnostics: mut in_credentials,
    } = credentials::of_workflow(&workflow, &providers, connectors).await;
    let prepared = Prepared::new(
        workflow,
        &HashSet::new(),
        connectors.all(),
        connectors.evaluator(),
    )
    .await;
    let warn = || {
        credentials
            .values()
            .for_each(|known| credentials::warn_of(known));
    };
    account.credentials(credentials.values().map(AsRef::as_ref));
    if asking != Asking::Nobody {
        // Before anything is sent with them.
        in_credentials.extend(places.iter().filter_map(|(name, pointer)| {
            let (message, hint) = credentials::expired(credentials.get(name)?)?;
            let mut diagnostic = Diagnostic::new(pointer.clone(), message);
            diagnostic.hint = Some(hint);
            Some(diagnostic)
        }));
    }
    credentials
        .values()
        .for_each(|known| credentials::tell_of(known));
    let refused = if asking == Asking::Platforms && in_credentials.is_empty() {
        // Before anything is sent with them.
        warn();
        inquiry::ask_all(source, connectors, &credentials, &places).await
    } else {
        Vec::new()
    };
    let exit = match (&prepared, in_credentials.first(), refused.first()) {
        _ if !diagnostics.is_empty() => Exit::InvalidWorkflow,
        (Err(_), ..) => Exit::InvalidWorkflow,
        (Ok(_), None, Some((exit, _))) if missing.is_empty() => *exit,
        _ => Exit::Credential,
    };
    let (prepared, found) = match prepared {
        Ok(prepared) => (Some(prepared), Vec::new()),
        Err(found) => (None, found),
    };
    diagnostics.extend(found);
    diagnostics.extend(in_credentials);
    if asking != Asking::Nobody {
        diagnostics.extend(missing);
    }
    diagnostics.extend(refused.into_iter().map(|(_, diagnostic)| diagnostic));
    match prepared {
        Some(prepared) if diagnostics.is_empty() => {
            if asking != Asking::Platforms {
                warn();
            }
            Ok((prepared, credentials))
        }
        _ => Err(Failure::diagnosed(exit, source, &diagnostics)),
    }
}

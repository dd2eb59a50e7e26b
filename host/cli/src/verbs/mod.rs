//! One file for each verb.

pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod connector;
pub(crate) mod credential;
pub(crate) mod graph;
pub(crate) mod man;
pub(crate) mod run;
pub(crate) mod schema;

use jackfield_connector::AllowedHosts;
use jackfield_credential::Providers;
use jackfield_engine::{Credentials, Prepared};
use jackfield_workflow::{Diagnostic, Reading, Source, Wish, Workflow};

use crate::args::{CredentialSources, ForExports, Global};
use crate::connectors::Connectors;
use crate::credentials::{self, Needed};
use crate::exit::Exit;
use crate::failure::{Failure, messages};
use crate::labels::Chosen;
use crate::message::Level;
use crate::report::Account;
use crate::terminal::say;
use crate::{exports, file, inquiry, labels, network};

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

/// What somebody asks for besides a file.
struct Asked<'a> {
    global: &'a Global,
    sources: &'a CredentialSources,
    exports: &'a ForExports,
    /// Whether they give items to begin with.
    gives_items: bool,
    /// The hosts that the command line allows.
    hosts: &'a AllowedHosts,
    asking: Asking,
}

/// Reads a workflow and holds it against the connectors and credentials there are. Everything that
/// is wrong is found before anything runs, and said at once.
async fn prepare(
    source: &Source,
    connectors: &mut Connectors,
    asked: Asked<'_>,
    account: &mut Account,
) -> Result<(Prepared, Credentials), Failure> {
    let Asked {
        exports, asking, ..
    } = asked;
    let Reading {
        mut workflow,
        mut diagnostics,
        notes,
    } = file::read(source, exports.workflow.as_deref())?;
    account.workflow(&workflow.name);
    for note in messages(Level::Warning, source, &notes) {
        say(&note);
    }
    diagnostics.extend(network::check_hosts(&workflow.hosts));
    let providers = credentials::providers(asked.global, asked.sources)?;
    let Held {
        found,
        denied,
        missing: mut unlabelled,
    } = hold(&mut workflow, connectors, &providers, &asked).await?;
    diagnostics.extend(found);
    let Needed {
        credentials,
        places,
        mut missing,
        diagnostics: mut in_credentials,
    } = credentials::of_workflow(&workflow, &providers, connectors).await;
    missing.append(&mut unlabelled);
    let idle = workflow.idle();
    let prepared = Prepared::new(
        workflow,
        &idle,
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
    if asking == Asking::Nobody {
        missing.clear();
    }
    let exit = match (&prepared, refused.first()) {
        _ if !diagnostics.is_empty() => Exit::InvalidWorkflow,
        (Err(_), _) => Exit::InvalidWorkflow,
        _ if !in_credentials.is_empty() || !missing.is_empty() => Exit::Credential,
        (Ok(_), Some((exit, _))) => *exit,
        (Ok(_), None) => Exit::Denied,
    };
    let (prepared, found) = match prepared {
        Ok(prepared) => (Some(prepared), Vec::new()),
        Err(found) => (None, found),
    };
    diagnostics.extend(found);
    diagnostics.extend(in_credentials);
    diagnostics.extend(missing);
    diagnostics.extend(refused.into_iter().map(|(_, diagnostic)| diagnostic));
    diagnostics.extend(denied);
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

/// What came of holding a workflow against connectors.
#[derive(Default)]
struct Held {
    /// What is wrong.
    found: Vec<Diagnostic>,
    /// Hosts that may not be reached.
    denied: Vec<Diagnostic>,
    /// Credentials that are not configured.
    missing: Vec<Diagnostic>,
}

/// Loads the connectors that a workflow needs. An export's nodes are given their operations and
/// credentials.
async fn hold(
    workflow: &mut Workflow,
    connectors: &mut Connectors,
    providers: &Providers,
    asked: &Asked<'_>,
) -> Result<Held, Failure> {
    let chosen = Chosen::parse(&asked.exports.credentials)?;
    if workflow.export.is_none() {
        exports::refuse_options(asked.exports)?;
        let names: Vec<String> = workflow
            .nodes
            .iter()
            .map(|node| node.connector.clone())
            .filter(|name| !name.is_empty())
            .collect();
        connectors
            .load_named(names.iter().map(String::as_str))
            .await?;
        return Ok(Held::default());
    }
    let wish = Wish {
        start: asked.exports.start.as_deref(),
        gives_items: asked.gives_items,
        pinned: asked.exports.pinned,
    };
    let found = exports::prepare(workflow, connectors, wish).await?;
    Ok(Held {
        denied: exports::check_hosts(workflow, asked.hosts),
        missing: labels::resolve(workflow, providers, &chosen, connectors)?,
        found,
    })
}

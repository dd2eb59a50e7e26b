//! Getting ready: a workflow held against everything that it needs.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jackfield_connector::AllowedHosts;
use jackfield_credential::Providers;
use jackfield_engine::{Credentials, Prepared, StaticData, Volume};
use jackfield_workflow::{
    Called, Diagnostic, Pointer, Purpose, Reading, Source, Which, Wish, Workflow, called_workflows,
    workflows_in,
};

use serde_json::Value;

use crate::args::{CredentialSources, ForExports, Global};
use crate::connectors::Connectors;
use crate::credentials::{self, Needed};
use crate::exit::Exit;
use crate::failure::{Failure, messages};
use crate::keeper::StoreKeeper;
use crate::labels::Chosen;
use crate::mentions::{self, Allowed};
use crate::message::Level;
use crate::report::Account;
use crate::shelf::{Found, Shelf};
use crate::terminal::say;
use crate::{addresses, exports, file, inquiry, labels, network};

use super::library::{Shelves, Volumes};

/// Who is asked about the credentials that a workflow names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asking {
    /// The places that credentials come from: all must be there.
    Sources,
    /// The platforms as well: all must work.
    Platforms,
    /// Nobody: they may be elsewhere.
    Nobody,
}

/// What somebody asks for besides a file.
pub(super) struct Asked<'a> {
    pub(super) global: &'a Global,
    pub(super) sources: &'a CredentialSources,
    pub(super) exports: &'a ForExports,
    /// Whether they give items to begin with.
    pub(super) gives_items: bool,
    /// The hosts that the command line allows.
    pub(super) hosts: AllowedHosts,
    /// The environment variables that it allows.
    pub(super) environment: &'a Allowed,
    pub(super) asking: Asking,
}

/// What a run or a check works with.
pub(super) struct Ready<'a> {
    pub(super) prepared: Prepared,
    pub(super) credentials: Credentials,
    /// The workflows that it asks for.
    pub(super) library: Shelves<'a>,
    /// Where new tokens are kept.
    pub(super) keeper: Arc<StoreKeeper>,
}

/// Reads a workflow and holds it against the connectors and credentials there are, together with the
/// workflows that it asks for. Everything that is wrong is found before anything runs, and said at
/// once.
pub(super) async fn prepare<'a>(
    source: &Source,
    connectors: &'a mut Connectors,
    asked: Asked<'a>,
    account: &mut Account,
) -> Result<Ready<'a>, Failure> {
    let providers = Arc::new(credentials::providers(asked.global, asked.sources)?);
    let store = credentials::store(asked.global)?;
    let keeper = Arc::new(StoreKeeper::new(store, Arc::clone(&providers)));
    let mut preparing = Preparing {
        connectors,
        providers,
        keeper: Arc::clone(&keeper),
        shelf: Shelf::new(source, asked.exports.directory.as_deref())?,
        chosen: Chosen::parse(&asked.exports.credentials)?,
        asked,
        tried: HashSet::new(),
        called: Vec::new(),
        inline: Vec::new(),
    };
    let main = Part {
        source,
        chosen: preparing.asked.exports.workflow.as_deref(),
        purpose: Purpose::Run,
    };
    let mut result = preparing.part(main, Some(account)).await;
    let mut volumes: Volumes = HashMap::new();
    while let Some((found, purpose)) = preparing.called.pop() {
        if volumes.contains_key(&(found.clone(), purpose)) {
            continue;
        }
        let volume = match preparing.volume(&found, purpose).await {
            Ok(volume) => Some(volume),
            Err(failure) => {
                result = Err(match result {
                    Ok(_) => failure,
                    Err(first) => first.and(failure),
                });
                None
            }
        };
        volumes.insert((found, purpose), volume);
    }
    if !matches!(&result, Err(failure) if failure.exit() == Exit::Usage) {
        preparing.chosen.check()?;
    }
    let (prepared, credentials) = result?;
    Ok(Ready {
        prepared,
        library: Shelves::new(source, preparing, volumes, &credentials),
        credentials,
        keeper,
    })
}

/// What is prepared together.
pub(super) struct Preparing<'a> {
    connectors: &'a mut Connectors,
    providers: Arc<Providers>,
    keeper: Arc<StoreKeeper>,
    pub(super) shelf: Shelf,
    chosen: Chosen,
    asked: Asked<'a>,
    /// The credentials that platforms were asked about.
    tried: HashSet<String>,
    /// The workflows that were asked for and are not looked at yet.
    called: Vec<(Found, Purpose)>,
    /// The workflows that nodes have written out.
    pub(super) inline: Vec<Value>,
}

/// One of the workflows that are prepared together.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    pub(super) source: &'a Source,
    /// Which one it is, of several in its file.
    pub(super) chosen: Option<&'a str>,
    pub(super) purpose: Purpose,
}

impl Preparing<'_> {
    /// Prepares another workflow.
    pub(super) async fn volume(
        &mut self,
        found: &Found,
        purpose: Purpose,
    ) -> Result<Arc<Volume>, Failure> {
        let source = file::open(&found.path)?;
        if workflows_in(&source.text).is_empty() {
            // Nothing of it is shown: another workflow named it, and not a person.
            return Err(Failure::new(
                Exit::InvalidWorkflow,
                format!("{} holds no n8n export", source.name),
            ));
        }
        let part = Part {
            source: &source,
            chosen: found.chosen.as_deref(),
            purpose,
        };
        self.volume_of(part).await
    }

    /// Prepares another workflow, wherever it stands.
    pub(super) async fn volume_of(&mut self, part: Part<'_>) -> Result<Arc<Volume>, Failure> {
        let (prepared, credentials) = self.part(part, None).await?;
        let export = prepared.workflow.export.as_ref();
        let Some(start) = export.and_then(|export| export.start) else {
            return Err(Failure::new(
                Exit::InvalidWorkflow,
                format!(
                    "{} is no n8n export, and only exports run each other",
                    part.source.name
                ),
            ));
        };
        Ok(Arc::new(Volume {
            prepared,
            credentials,
            start,
            kept: StaticData::default(),
        }))
    }

    async fn part(
        &mut self,
        part: Part<'_>,
        account: Option<&mut Account>,
    ) -> Result<(Prepared, Credentials), Failure> {
        let source = part.source;
        let asking = self.asked.asking;
        let Reading {
            mut workflow,
            mut diagnostics,
            notes,
        } = file::read(source, part.chosen)?;
        warn_of(source, &notes);
        diagnostics.extend(network::check_hosts(&workflow.hosts));
        let Held {
            found,
            mut denied,
            missing: mut unlabelled,
        } = self.hold(source, &mut workflow, part.purpose).await?;
        diagnostics.extend(found);
        let is_at_hand = asking != Asking::Nobody;
        let lost = mentions::lost(&workflow, self.asked.environment, is_at_hand);
        warn_of(source, &lost);
        let Needed {
            credentials,
            places,
            mut missing,
            diagnostics: mut in_credentials,
        } = credentials::of_workflow(&workflow, &self.providers, self.connectors).await;
        missing.append(&mut unlabelled);
        denied.extend(addresses::check(&workflow, &credentials, self.connectors));
        if let Some(account) = account {
            account.workflow(&workflow.name);
            account.credentials(credentials.values().map(AsRef::as_ref));
        }
        let known = (asking != Asking::Nobody).then_some(&credentials);
        let unkept = self.keeper.check(&workflow, self.connectors, known);
        diagnostics.extend(unkept.names);
        in_credentials.extend(unkept.credentials);
        let idle = workflow.idle();
        let prepared = Prepared::new(
            workflow,
            &idle,
            self.connectors.all(),
            self.connectors.evaluator(),
        )
        .await;
        let warn = || {
            credentials
                .values()
                .for_each(|known| credentials::warn_of(known));
        };
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
            let tried = &mut self.tried;
            let untried = places.iter().filter(|(name, _)| tried.insert(name.clone()));
            let untried: Vec<(String, Pointer)> = untried.cloned().collect();
            inquiry::ask_all(source, self.connectors, &credentials, &untried).await
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

    /// Loads the connectors that a workflow needs. An export's nodes are given their operations and
    /// credentials.
    async fn hold(
        &mut self,
        source: &Source,
        workflow: &mut Workflow,
        purpose: Purpose,
    ) -> Result<Held, Failure> {
        let options = self.asked.exports;
        if workflow.export.is_none() {
            if purpose == Purpose::Run {
                exports::refuse_options(options)?;
            }
            let nodes = workflow.nodes.iter();
            let names: Vec<&str> = nodes
                .map(|node| node.connector.as_str())
                .filter(|name| !name.is_empty())
                .collect();
            self.connectors.load_named(&names).await?;
            return Ok(Held {
                denied: addresses::check_hosts(workflow, &self.asked.hosts, self.connectors),
                ..Held::default()
            });
        }
        let wish = if purpose == Purpose::Run {
            Wish {
                start: options.start.as_deref(),
                gives_items: self.asked.gives_items,
                pinned: options.pinned,
                purpose,
            }
        } else {
            Wish {
                gives_items: true,
                purpose,
                ..Wish::default()
            }
        };
        let mut found = exports::prepare(workflow, self.connectors, wish).await?;
        found.extend(exports::check_zone(workflow));
        if purpose == Purpose::Recover {
            found.extend(exports::check_recovery(workflow));
        }
        for called in called_workflows(workflow) {
            found.extend(self.call(source, &called));
        }
        Ok(Held {
            denied: addresses::check_hosts(workflow, &self.asked.hosts, self.connectors),
            missing: labels::resolve(workflow, &self.providers, &mut self.chosen, self.connectors),
            found,
        })
    }

    /// Looks for a workflow that another one asks for, and says if there is none.
    fn call(&mut self, source: &Source, called: &Called) -> Option<Diagnostic> {
        let name = match &called.which {
            Which::Id(name) | Which::File(name) => name,
            Which::Inline(value) => {
                self.inline.push(value.clone());
                return None;
            }
        };
        let purpose = if called.for_errors {
            Purpose::Recover
        } else {
            Purpose::Call
        };
        match self.shelf.find(&called.which) {
            Some(found) => {
                self.called.push((found, purpose));
                None
            }
            None => {
                let message = match &called.node {
                    Some(node) => format!("the node `{node}`: the workflow `{name}` is not here"),
                    None => format!("the workflow `{name}` is not here"),
                };
                let diagnostic = Diagnostic::new(called.pointer.clone(), message);
                let diagnostic = diagnostic.hint(self.shelf.hint());
                if called.for_errors {
                    // It may never be needed.
                    warn_of(source, &[diagnostic]);
                    return None;
                }
                Some(diagnostic)
            }
        }
    }
}

/// Says what a person had better know of a file.
fn warn_of(source: &Source, notes: &[Diagnostic]) {
    for note in messages(Level::Warning, source, notes) {
        say(&note);
    }
}

/// What came of holding a workflow against connectors.
#[derive(Default)]
struct Held {
    /// What is wrong.
    found: Vec<Diagnostic>,
    /// Addresses that may not be reached.
    denied: Vec<Diagnostic>,
    /// Credentials that are not configured.
    missing: Vec<Diagnostic>,
}

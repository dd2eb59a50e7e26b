//! The workflows that a run may run.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use jackfield_descriptor::{Fault, FaultKind};
use jackfield_engine::{Credentials, Library, Sought, Volume};
use jackfield_flow::nodes::Named;
use jackfield_workflow::{Purpose, Source, Which};
use tokio::sync::Mutex;

use crate::failure::Failure;
use crate::shelf::Found;

use super::prepare::{Part, Preparing};

/// Workflows that were prepared for a purpose; none where that failed, which was said.
pub(super) type Volumes = HashMap<(Found, Purpose), Option<Arc<Volume>>>;

/// The workflows that a run may run. Those that its file names were prepared before it began;
/// those that only an expression names are when it comes to them.
pub(super) struct Shelves<'a> {
    own: Source,
    /// The credentials that the files name.
    known: HashSet<String>,
    state: Mutex<(Preparing<'a>, Volumes)>,
}

impl<'a> Shelves<'a> {
    pub(super) fn new(
        own: &Source,
        preparing: Preparing<'a>,
        volumes: Volumes,
        credentials: &Credentials,
    ) -> Self {
        let others = volumes.values().flatten();
        let others = others.flat_map(|volume| volume.credentials.keys());
        Self {
            own: own.clone(),
            known: credentials.keys().chain(others).cloned().collect(),
            state: Mutex::new((preparing, volumes)),
        }
    }

    async fn look(&self, sought: Sought<'_>) -> Result<Option<Arc<Volume>>, Fault> {
        let mut state = self.state.lock().await;
        let (preparing, volumes) = &mut *state;
        let (which, purpose) = match sought {
            Sought::Called(Named::Inline(value)) => {
                let source = Source {
                    name: format!("{} (written out in a node)", self.own.name),
                    text: format!("{value:#}"),
                };
                let part = Part {
                    source: &source,
                    chosen: None,
                    purpose: Purpose::Call,
                };
                let volume = Box::pin(preparing.volume_of(part)).await;
                let volume = volume.map_err(|failure| fault(&source.name, &failure))?;
                if !preparing.inline.contains(value) {
                    self.refuse_unknown(&volume)?;
                }
                return Ok(Some(volume));
            }
            Sought::Called(Named::Id(id)) => (Which::Id(id.clone()), Purpose::Call),
            Sought::Called(Named::File(path)) => (Which::File(path.clone()), Purpose::Call),
            Sought::Recovery(id) => (Which::Id(id.to_owned()), Purpose::Recover),
            Sought::OwnRecovery(id) => {
                let found = Found {
                    path: PathBuf::from(&self.own.name),
                    chosen: id.map(str::to_owned),
                };
                let volume = Box::pin(preparing.volume(&found, Purpose::Recover)).await;
                return volume
                    .map(Some)
                    .map_err(|failure| fault(&self.own.name, &failure));
            }
        };
        let name = match &which {
            Which::Id(name) | Which::File(name) => name.clone(),
            Which::Inline(_) => String::new(),
        };
        let Some(found) = preparing.shelf.find(&which) else {
            let missing = Fault::new(
                FaultKind::NotFound,
                format!("the workflow `{name}` is not here"),
            );
            return Err(missing.hint(preparing.shelf.hint()));
        };
        let key = (found, purpose);
        if let Some(Some(volume)) = volumes.get(&key) {
            return Ok(Some(Arc::clone(volume)));
        }
        let volume = Box::pin(preparing.volume(&key.0, purpose)).await;
        let volume = volume.map_err(|failure| fault(&name, &failure))?;
        volumes.insert(key, Some(Arc::clone(&volume)));
        Ok(Some(volume))
    }
}

impl Shelves<'_> {
    /// A workflow that came to be during the run, of data from wherever, acts with no credentials
    /// but those that the files name.
    fn refuse_unknown(&self, volume: &Volume) -> Result<(), Fault> {
        let mut named = volume.credentials.keys();
        let Some(unknown) = named.find(|name| !self.known.contains(*name)) else {
            return Ok(());
        };
        let message = format!(
            "a workflow that an expression gave wants the credential `{unknown}`, which no file names"
        );
        let fault = Fault::new(FaultKind::PolicyDenied, message);
        Err(fault
            .hint("name it in a node of the file that runs it, or write the workflow out there"))
    }
}

impl Library for Shelves<'_> {
    fn find<'a>(&'a self, sought: Sought<'a>) -> BoxFuture<'a, Result<Option<Arc<Volume>>, Fault>> {
        self.look(sought).boxed()
    }
}

/// A workflow that cannot be run.
fn fault(name: &str, failure: &Failure) -> Fault {
    let words: Vec<String> = failure
        .messages()
        .iter()
        .map(|message| message.title.clone())
        .collect();
    let message = format!("the workflow `{name}` cannot run: {}", words.join("; "));
    let mut fault = Fault::new(FaultKind::InvalidParameter, message);
    let mut hints = failure.messages().iter().flat_map(|message| &message.hints);
    fault.hint = hints.next().cloned();
    fault
}

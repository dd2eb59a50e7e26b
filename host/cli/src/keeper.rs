//! The credential store as the place where a run keeps new tokens.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use jackfield_connector::{Connector, Keeper, NewToken, Saving, Surroundings};
use jackfield_credential::{Credential, CredentialError, Existing, Providers, Store, check_name};
use jackfield_descriptor::{CredentialType, Fault, FaultKind};
use jackfield_engine::Credentials;
use jackfield_workflow::{Diagnostic, Pointer, Workflow};
use serde_json::{Map, Value};

use crate::connectors::Connectors;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::message::{Level, Message};
use crate::rotation::{Rotated, Rotation, day};
use crate::terminal::{say, secrets};

/// Keeps new tokens in the store, if there is one.
pub(crate) struct StoreKeeper {
    store: Option<Store>,
    providers: Arc<Providers>,
    kept: Mutex<Kept>,
    /// One after the other, so that a credential is rotated once.
    rotating: tokio::sync::Mutex<()>,
}

/// What was kept since the run began.
#[derive(Default)]
struct Kept {
    /// The keys of the calls that saved credentials, by their names.
    saved: HashMap<String, String>,
    /// The credentials that have new tokens, and what was said of them.
    replaced: HashMap<String, (Arc<Credential>, Map<String, Value>)>,
}

impl StoreKeeper {
    pub(crate) fn new(store: Option<Store>, providers: Arc<Providers>) -> Self {
        Self {
            store,
            providers,
            kept: Mutex::default(),
            rotating: tokio::sync::Mutex::default(),
        }
    }

    /// Whether the token of a credential could be replaced.
    ///
    /// # Errors
    /// When it is not in the store.
    pub(crate) fn expect_rotation(&self, name: &str) -> Result<(), Fault> {
        let store = self.store()?;
        if store.show(name).is_ok() {
            return Ok(());
        }
        let place = self.providers.find(name).map_err(|error| refused(&error))?;
        let message = format!(
            "the token of the credential `{name}` cannot be replaced here: it is not in the store, but comes from {}",
            place.place()
        );
        Err(Fault::new(FaultKind::InvalidParameter, message)
            .hint("take it out there and add it to the store with `jackfield credential add`"))
    }

    /// What the steps of a workflow want kept and cannot be, as far as it stands in the file.
    pub(crate) fn check(
        &self,
        workflow: &Workflow,
        connectors: &Connectors,
        credentials: &Credentials,
    ) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        for node in workflow.nodes.iter().filter(|node| node.is_whole) {
            let descriptor = connectors.descriptor(&node.connector);
            let operation = descriptor.and_then(|known| known.operation(&node.operation));
            let (Some(operation), Some((_, acting))) = (operation, node.credentials.first()) else {
                continue;
            };
            let mut found = |at: Pointer, result: Result<(), Fault>| {
                diagnostics.extend(result.err().map(|fault| {
                    let mut diagnostic = Diagnostic::new(at, fault.message);
                    diagnostic.hint = fault.hint;
                    diagnostic
                }));
            };
            if operation.rotates && credentials.contains_key(acting) {
                found(
                    node.pointer.join("credential"),
                    self.expect_rotation(acting),
                );
            }
            let name = operation.saves.as_ref().and_then(|parameter| {
                let name = node.parameters.get(parameter)?.as_str()?;
                Some((parameter, name))
            });
            if let Some((parameter, name)) = name
                && !name.contains("{{")
                && let Some(acting) = credentials.get(acting)
            {
                let saving = Saving {
                    name: name.to_owned(),
                    key: String::new(),
                };
                let at = node.parameters_pointer().join(parameter);
                found(at, self.expect(&saving, acting));
            }
        }
        diagnostics
    }

    fn store(&self) -> Result<&Store, Fault> {
        let message = "there is no place for the credential store (HOME is not set)";
        self.store.as_ref().ok_or_else(|| {
            Fault::new(FaultKind::InvalidParameter, message)
                .hint("name a directory with --state-dir or JACKFIELD_STATE_DIR")
        })
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether an earlier attempt at the same call has saved it.
    fn is_own(&self, saving: &Saving) -> bool {
        self.kept().saved.get(&saving.name) == Some(&saving.key)
    }

    async fn rotated(
        &self,
        credential: &Credential,
        connector: &Connector,
        surroundings: &Surroundings,
    ) -> Result<Map<String, Value>, Fault> {
        let name = &credential.name;
        let _alone = self.rotating.lock().await;
        if let Some((_, said)) = self.kept().replaced.get(name) {
            return Ok(said.clone());
        }
        self.expect_rotation(name)?;
        let rotation = Rotation {
            store: self.store()?,
            name,
            connector,
            surroundings: surroundings.clone(),
        };
        let Rotated { credential, left } = rotation.carry_out().await.map_err(|why| fault(&why))?;
        let said = [
            ("credential", Some(name.clone())),
            ("tokenId", credential.notes.token_id.clone()),
            ("expires", credential.expires.map(|day| day.to_string())),
            ("warning", left),
        ];
        let said: Map<String, Value> = said
            .into_iter()
            .filter_map(|(key, value)| Some((key.to_owned(), value?.into())))
            .collect();
        let entry = (credential, said.clone());
        self.kept().replaced.insert(name.clone(), entry);
        Ok(said)
    }
}

impl Keeper for StoreKeeper {
    fn expect(&self, saving: &Saving, _: &Credential) -> Result<(), Fault> {
        let name = &saving.name;
        self.store()?;
        check_name(name).map_err(|error| refused(&error))?;
        match self.providers.find(name) {
            Err(CredentialError::Missing { .. }) => Ok(()),
            Ok(_) if self.is_own(saving) => Ok(()),
            Ok(found) => {
                let message = format!(
                    "there is a credential `{name}` already, in {}",
                    found.place()
                );
                Err(Fault::new(FaultKind::InvalidParameter, message).hint(
                    "take another name; or take that one out; or replace its token with an operation that rotates",
                ))
            }
            Err(error) => Err(refused(&error)),
        }
    }

    fn save(
        &self,
        saving: &Saving,
        like: &Credential,
        credential_type: &CredentialType,
        new: NewToken,
    ) -> Result<(), Fault> {
        self.expect(saving, like)?;
        let name = &saving.name;
        secrets().add(&new.token);
        let mut written = like.with_token(new.token);
        written.expires = new.expires_at.and_then(day);
        written.notes.token_id = new.token_id;
        let existing = if self.is_own(saving) {
            Existing::Replace
        } else {
            Existing::Keep
        };
        self.store()?
            .add(name, &written, credential_type, existing)
            .map_err(|error| refused(&error))?;
        let saved = &mut self.kept().saved;
        saved.insert(name.clone(), saving.key.clone());
        let title = format!(
            "{name} is saved ({} at {})",
            credential_type.name, like.base_url
        );
        say(&Message::new(Level::Progress("credential"), title));
        Ok(())
    }

    fn rotate<'a>(
        &'a self,
        credential: &'a Arc<Credential>,
        connector: &'a Connector,
        surroundings: &'a Surroundings,
    ) -> BoxFuture<'a, Result<Map<String, Value>, Fault>> {
        self.rotated(credential, connector, surroundings).boxed()
    }

    fn replaced(&self, name: &str) -> Option<Arc<Credential>> {
        let kept = self.kept();
        kept.replaced.get(name).map(|(new, _)| Arc::clone(new))
    }
}

fn refused(error: &CredentialError) -> Fault {
    fault(&Failure::credential(error))
}

/// A failure of the program, as one of the step.
fn fault(failure: &Failure) -> Fault {
    let known = failure.faulty().map(|faulty| faulty.fault.clone());
    let mut fault = known.unwrap_or_else(|| {
        let kind = match failure.exit() {
            Exit::Credential => FaultKind::CredentialRejected,
            _ => FaultKind::Internal,
        };
        Fault::new(kind, "")
    });
    let words = |of: fn(&Message) -> Vec<String>| {
        let all: Vec<String> = failure.messages().iter().flat_map(of).collect();
        all.join("; ")
    };
    fault.message = words(|message| vec![message.title.clone()]);
    fault.hint = Some(words(|message| message.hints.clone())).filter(|hint| !hint.is_empty());
    fault
}

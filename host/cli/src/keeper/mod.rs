//! The credential store as the place where a run keeps new tokens.

mod check;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use jackfield_connector::{Connector, Keeper, NewToken, NoKeeper, Saving, Surroundings, Wish};
use jackfield_credential::{
    Credential, CredentialError, Existing, Providers, Store, check_name, variable_name,
};
use jackfield_descriptor::{Fault, FaultKind};
use serde_json::{Map, Value};
use tokio::time::Instant;

use crate::message::{Level, Message};
use crate::rotation::{Rotation, day};
use crate::terminal::{say, secrets};
use crate::unrotated::{Unrotated, fault_of};

/// Keeps new tokens in the store, if there is one.
pub(crate) struct StoreKeeper {
    store: Option<Store>,
    providers: Arc<Providers>,
    kept: Arc<Mutex<Kept>>,
    /// One after the other, so that a credential is rotated once.
    rotating: tokio::sync::Mutex<()>,
}

/// What was kept since the run began.
#[derive(Default)]
struct Kept {
    /// The keys of the calls that saved credentials, by their names.
    saved: HashMap<String, String>,
    /// The credentials that have new tokens.
    replaced: HashMap<String, Arc<Credential>>,
    /// What is said of the credentials with whose tokens all is done.
    rotated: HashMap<String, Map<String, Value>>,
}

impl Kept {
    /// Whether an earlier attempt at the same call has saved it.
    fn is_own(&self, saving: &Saving) -> bool {
        self.saved.get(&saving.name) == Some(&saving.key)
    }
}

impl StoreKeeper {
    pub(crate) fn new(store: Option<Store>, providers: Arc<Providers>) -> Self {
        Self {
            store,
            providers,
            kept: Arc::default(),
            rotating: tokio::sync::Mutex::default(),
        }
    }

    /// Whether the token of a credential could be replaced.
    ///
    /// # Errors
    /// When it is not in the store.
    fn expect_rotation(&self, name: &str) -> Result<(), Fault> {
        let store = self.store()?;
        if store.show(name).is_ok() {
            return Ok(());
        }
        let place = self
            .providers
            .find(name)
            .map_err(|error| fault_of(&error))?;
        let message = format!(
            "the token of the credential `{name}` cannot be replaced here: it is not in the store, but comes from {}",
            place.place()
        );
        Err(Fault::new(FaultKind::CredentialRejected, message)
            .hint("take it out there and add it to the store with `jackfield credential add`"))
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

    async fn rotated(
        &self,
        name: &str,
        connector: &Connector,
        surroundings: &Surroundings,
        deadline: Instant,
    ) -> Result<Map<String, Value>, Fault> {
        let _alone = self.rotating.lock().await;
        if let Some(said) = self.kept().rotated.get(name) {
            return Ok(said.clone());
        }
        self.expect_rotation(name)?;
        let rotation = Rotation {
            store: self.store()?,
            name,
            connector,
            // What a connector remembers is of another token, and a rotation asks for no other.
            surroundings: Surroundings {
                memory: Arc::default(),
                keeper: Arc::new(NoKeeper),
                ..surroundings.clone()
            },
            deadline: Some(deadline),
            saved: &|new| {
                self.kept().replaced.insert(name.to_owned(), new);
            },
        };
        let (credential, left) = rotation.carry_out().await.map_err(Unrotated::fault)?;
        let said = [
            ("credential", Some(name.to_owned())),
            ("tokenId", credential.notes.token_id.clone()),
            ("expires", credential.expires.map(|day| day.to_string())),
            ("warning", left),
        ];
        let said: Map<String, Value> = said
            .into_iter()
            .filter_map(|(key, value)| Some((key.to_owned(), value?.into())))
            .collect();
        self.kept().rotated.insert(name.to_owned(), said.clone());
        Ok(said)
    }
}

impl Keeper for StoreKeeper {
    fn expect(&self, saving: &Saving) -> Result<(), Fault> {
        let name = &saving.name;
        check_name(name).map_err(|error| fault_of(&error))?;
        self.store()?;
        if self.kept().is_own(saving) {
            return Ok(());
        }
        let taken = |there: &str, place: &str| {
            let like = if there == name {
                format!("there is a credential `{name}` already, in {place}")
            } else {
                format!(
                    "`{name}` is too much like `{there}`, which is the name of a credential already"
                )
            };
            Err(Fault::new(FaultKind::InvalidParameter, like).hint(
                "take another name; or take that one out; or replace its token with an operation that rotates",
            ))
        };
        match self.providers.find(name) {
            Err(CredentialError::Missing { .. }) => {}
            Ok(found) => return taken(name, found.place()),
            Err(error) => return Err(fault_of(&error)),
        }
        // Where a name is looked for in another spelling, it must not lead to a new credential.
        let variable = variable_name(name);
        let names = self.providers.names();
        match names.iter().find(|known| variable_name(known) == variable) {
            Some(like) => taken(like, ""),
            None => Ok(()),
        }
    }

    fn save<'a>(&'a self, wish: Wish<'a>, new: NewToken) -> BoxFuture<'a, Result<(), Fault>> {
        async move {
            let Wish { saving, like, .. } = wish;
            self.expect(saving)?;
            let credential_type = wish.credential_type.clone();
            secrets().add(&new.token);
            let mut written = like.with_token(new.token);
            written.expires = new.expires_at.and_then(day);
            written.notes.token_id = new.token_id;
            let existing = if self.kept().is_own(saving) {
                Existing::Replace
            } else {
                Existing::Keep
            };
            let title = format!(
                "{} is saved ({} at {})",
                saving.name, credential_type.name, like.base_url
            );
            let store = self.store()?.waiting(wish.patience);
            let (kept, saving) = (Arc::clone(&self.kept), saving.clone());
            // Other processes may be changing the store, and other calls go on meanwhile. It is
            // noted where it is done, for nobody may be waiting for it any more.
            let work = move || {
                store.add(&saving.name, &written, &credential_type, existing)?;
                let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                kept.saved.insert(saving.name, saving.key);
                Ok(())
            };
            let saved: Result<(), CredentialError> = tokio::task::spawn_blocking(work)
                .await
                .map_err(|error| Fault::new(FaultKind::Internal, error.to_string()))?;
            saved.map_err(|error| fault_of(&error))?;
            say(&Message::new(Level::Progress("credential"), title));
            Ok(())
        }
        .boxed()
    }

    fn rotate<'a>(
        &'a self,
        credential: &'a Arc<Credential>,
        connector: &'a Connector,
        surroundings: &'a Surroundings,
        deadline: Instant,
    ) -> BoxFuture<'a, Result<Map<String, Value>, Fault>> {
        self.rotated(&credential.name, connector, surroundings, deadline)
            .boxed()
    }

    fn replaced(&self, name: &str) -> Option<Arc<Credential>> {
        self.kept().replaced.get(name).cloned()
    }
}

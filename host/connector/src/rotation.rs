//! Replacing the token of a credential, step by step.

use std::sync::Arc;
use std::time::Duration;

use jackfield_credential::{AccessToken, Credential};
use jackfield_descriptor::{Fault, FaultKind};
use wasmtime::component::Resource;

use crate::bindings::rotating::exports::jackfield::connector::rotation as raw;
use crate::call::{Lane, hand_over};
use crate::imports::CallContext;

/// The longest state that a step may leave behind.
const MAX_STATE: usize = 64 << 10;

/// How far a rotation is.
#[derive(Debug)]
pub enum RotationStep {
    /// There is more to do, with this state.
    Again(String),
    /// There is a new token, which is to be tried and saved.
    Save(Replacement),
    /// It is done; a sentence says what is left, such as the old token.
    Done(Option<String>),
}

/// A new token.
#[derive(Debug)]
pub struct Replacement {
    /// The token.
    pub token: AccessToken,
    /// The id by which the platform knows it.
    pub token_id: Option<String>,
    /// When it expires, since 1970-01-01T00:00:00Z.
    pub expires_at: Option<Duration>,
    /// What the next step is given.
    pub state: String,
}

impl Lane {
    /// Takes the next step of a rotation; the state is none at first.
    ///
    /// # Errors
    /// The connector's fault, one of kind `unknown-operation` where it cannot replace tokens.
    pub async fn rotate(
        &mut self,
        credential: Arc<Credential>,
        state: Option<String>,
        context: CallContext,
    ) -> Result<RotationStep, Fault> {
        let Some(indices) = self.connector().inner().rotation.clone() else {
            return Err(Fault::new(
                FaultKind::UnknownOperation,
                format!(
                    "the connector {} cannot replace tokens",
                    self.connector().descriptor().name
                ),
            ));
        };
        let scope = [("default".to_owned(), Arc::clone(&credential))];
        let (step, sealed) = self
            .within(
                context,
                false,
                &scope,
                async move |store, instance, held| {
                    let handle = hand_over(store, credential, held)?;
                    let exports = indices.load(&mut *store, &instance.raw)?;
                    let step = exports
                        .jackfield_connector_rotation()
                        .call_rotate(
                            &mut *store,
                            Resource::new_borrow(handle.rep()),
                            state.as_deref(),
                        )
                        .await?;
                    let sealed = std::mem::take(&mut store.data_mut().data.call.sealed);
                    Ok(step.map(|step| (step, sealed)))
                },
            )
            .await?;
        let broken = |what: &str| {
            Fault::new(
                FaultKind::Internal,
                format!("the connector broke the contract: {what}"),
            )
        };
        let fits = |state: &str| {
            if state.len() > MAX_STATE {
                Err(broken("a state of more than 64 KiB"))
            } else {
                Ok(())
            }
        };
        match step {
            raw::Step::Again(state) => {
                fits(&state)?;
                Ok(RotationStep::Again(state))
            }
            raw::Step::Done(rest) => Ok(RotationStep::Done(rest)),
            raw::Step::Save(new) => {
                fits(&new.state)?;
                let token = sealed
                    .into_iter()
                    .find(|(stand_in, _)| stand_in.as_str() == new.token)
                    .map(|(_, token)| token)
                    .ok_or_else(|| broken("a new token that it was not given"))?;
                Ok(RotationStep::Save(Replacement {
                    token,
                    token_id: new.token_id,
                    expires_at: new.expires_at_ms.map(Duration::from_millis),
                    state: new.state,
                }))
            }
        }
    }
}

//! Replacing the token of a credential, step by step.

use std::sync::Arc;

use jackfield_credential::Credential;
use jackfield_descriptor::{Fault, FaultKind};
use wasmtime::component::Resource;

use crate::bindings::rotating::exports::jackfield::connector::rotation as raw;
use crate::call::{Lane, hand_over};
use crate::contract::broken;
use crate::imports::{CallContext, Current, new_token};
use crate::keeper::NewToken;

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

/// A new token, and how the rotation goes on with it.
#[derive(Debug)]
pub struct Replacement {
    /// The token.
    pub new: NewToken,
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
        self.within(
            context,
            false,
            &scope,
            async move |store, instance, held| {
                let handle = hand_over(store, Arc::clone(&credential), held)?;
                let exports = indices.load(&mut *store, &instance.raw)?;
                let step = exports
                    .jackfield_connector_rotation()
                    .call_rotate(
                        &mut *store,
                        Resource::new_borrow(handle.rep()),
                        state.as_deref(),
                    )
                    .await?;
                let call = &store.data().data.call;
                Ok(step.map(|step| read_step(call, &credential, step)))
            },
        )
        .await?
    }
}

fn read_step(
    call: &Current,
    credential: &Arc<Credential>,
    step: raw::Step,
) -> Result<RotationStep, Fault> {
    let fits = |state: String| {
        if state.len() > MAX_STATE {
            Err(broken("a state of more than 64 KiB"))
        } else {
            Ok(state)
        }
    };
    Ok(match step {
        raw::Step::Again(state) => RotationStep::Again(fits(state)?),
        raw::Step::Done(left) => RotationStep::Done(left),
        raw::Step::Save(raw::Replacement { new, state }) => {
            let token = call
                .secret(&new.token, credential)
                .ok_or_else(|| broken("a new token that it was not given"))?;
            let new = new_token(token, new.token_id, new.expires_at_ms)?;
            let state = fits(state)?;
            RotationStep::Save(Replacement { new, state })
        }
    })
}

//! One call after the other into one instance.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use jackfield_credential::{Credential, Redactor};
use jackfield_descriptor::{Delivery, Fault, FaultKind};
use jackfield_item::{Blob, Item};
use jackfield_sandbox::{Guest, GuestState, words};
use serde_json::Value;
use wasmtime::Store;
use wasmtime::component::{Instance, Resource};

use crate::bindings::Connector as Exports;
use crate::bindings::exports::jackfield::connector::operations as raw;
use crate::bindings::jackfield::connector::faults;
use crate::connector::Connector;
use crate::contract::broken;
use crate::gate::{Gate, Withheld};
use crate::imports::{
    CallContext, CallState, CredentialHandle, Current, Log, Memory, Place, blob_size,
    fault_of_guest, push_blob,
};
use crate::keeper::{Keeper, Saving};

/// The longest state that a connector may leave behind for the next call. An answer in a
/// connector's memory fits, for expressions about the next page are about the last one.
const MAX_STATE: usize = 8 << 20;
/// The longest message, code or hint of a fault, in bytes.
const MAX_WORDS: usize = 4 << 10;
/// The longest wait that a connector may ask for.
const MAX_WAIT_MS: u64 = 30 * 24 * 60 * 60 * 1000;

/// One operation on one item.
#[derive(Clone, Debug)]
pub struct Call {
    /// The operation's name.
    pub operation: String,
    /// The version of the n8n node whose parameters these are.
    pub type_version: Option<f64>,
    /// The parameters, an object as JSON.
    pub parameters: String,
    /// The credentials by slot.
    pub credentials: Vec<(String, Arc<Credential>)>,
    /// The item's binary data.
    pub binary: BTreeMap<String, Blob>,
    /// What the connector left behind when it asked to be called again.
    pub state: Option<String>,
    /// Whether requests that could change something are kept in, to be had by
    /// [`Lane::take_withheld`].
    pub withholds: bool,
    /// The credential that the operation makes, if it makes one.
    pub saving: Option<Saving>,
    /// Key, attempt and time limit.
    pub context: CallContext,
}

/// What came of a call.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The items, in order.
    pub items: Vec<Item>,
    /// When and with what the connector wants to be called again.
    pub next: Option<Next>,
    /// How many bytes of JSON and binary data the items are.
    pub size: usize,
}

/// A wish to be called again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// How long to wait first.
    pub after: Duration,
    /// What the next call is given.
    pub state: String,
}

/// What calls have in common within a run.
#[derive(Clone)]
pub struct Surroundings {
    /// The way out.
    pub gate: Arc<Gate>,
    /// What connectors remember.
    pub memory: Arc<Memory>,
    /// Where their messages go.
    pub log: Arc<dyn Log>,
    /// Where new tokens are kept.
    pub keeper: Arc<dyn Keeper>,
}

/// A place where calls of one connector are made one after the other. It keeps an instance
/// between them, and gives it up after a trap or a timeout.
pub struct Lane {
    connector: Connector,
    surroundings: Surroundings,
    instance: Option<(Guest<CallState>, Exported)>,
    withheld: Vec<Withheld>,
    in_doubt: bool,
}

pub(crate) type Held = Vec<u32>;

/// What an instance offers.
pub(crate) struct Exported {
    pub(crate) raw: Instance,
    contract: Exports,
}

impl Lane {
    /// A lane for calls of this connector. The instance is made when it is needed.
    #[must_use]
    pub fn new(connector: Connector, surroundings: Surroundings) -> Self {
        Self {
            connector,
            surroundings,
            instance: None,
            withheld: Vec::new(),
            in_doubt: false,
        }
    }

    /// Runs an operation.
    ///
    /// # Errors
    /// The connector's fault, or the host's when the connector failed; with what is known about
    /// the effect of what was sent.
    pub async fn execute(&mut self, call: Call) -> Result<Outcome, Fault> {
        let Call {
            operation,
            type_version,
            parameters,
            credentials,
            binary,
            state,
            withholds,
            saving,
            context,
        } = call;
        let place = saving.map(|saving| self.place(saving)).transpose()?;
        let saves = place.is_some() && !withholds;
        self.within(
            context,
            withholds,
            &credentials.clone(),
            async move |store, exported, held| {
                store.data_mut().data.call.place = place;
                let mut handles = Vec::with_capacity(credentials.len());
                for (slot, credential) in credentials {
                    handles.push((slot, hand_over(store, credential, held)?));
                }
                let mut blobs = Vec::with_capacity(binary.len());
                for (name, blob) in binary {
                    blobs.push((name, push_blob(store.data_mut(), blob)?));
                }
                let call = raw::Call {
                    operation,
                    type_version,
                    parameters,
                    credentials: handles,
                    binary: blobs,
                    state,
                };
                let result = exported
                    .contract
                    .jackfield_connector_operations()
                    .call_execute(&mut *store, &call)
                    .await?;
                let outcome = match result {
                    Ok(outcome) => read_outcome(store, outcome)?,
                    Err(fault) => return Ok(Err(fault)),
                };
                let call = &store.data().data.call;
                let goes_on = matches!(&outcome, Ok(Outcome { next: Some(_), .. }));
                Ok(Ok(match (saves, goes_on, call.has_saved) {
                    (true, true, _) => Err(broken_after(
                        call,
                        "it wants to be called again by an operation that saves a credential",
                    )),
                    (true, false, false) => Err(broken_after(
                        call,
                        "it says that it is done, and saved no credential",
                    )),
                    _ => outcome,
                }))
            },
        )
        .await?
    }

    /// The place for a new credential, if there is one.
    fn place(&self, saving: Saving) -> Result<Place, Fault> {
        let keeper = Arc::clone(&self.surroundings.keeper);
        keeper.expect(&saving)?;
        Ok(Place {
            keeper,
            saving,
            types: self.connector.descriptor().credential_types.clone(),
        })
    }

    /// The requests of the last call that were kept in.
    pub fn take_withheld(&mut self) -> Vec<Withheld> {
        std::mem::take(&mut self.withheld)
    }

    /// Whether the last call has sent something whose effect its answer does not tell.
    #[must_use]
    pub fn is_in_doubt(&self) -> bool {
        self.in_doubt
    }

    /// Asks whose credential it is and what it may do.
    ///
    /// # Errors
    /// When the credential does not work.
    pub async fn check(
        &mut self,
        credential: Arc<Credential>,
        context: CallContext,
    ) -> Result<Value, Fault> {
        let scope = [("default".to_owned(), Arc::clone(&credential))];
        let report = self
            .within(
                context,
                false,
                &scope,
                async move |store, exported, held| {
                    let handle = hand_over(store, credential, held)?;
                    exported
                        .contract
                        .jackfield_connector_operations()
                        .call_check(store, Resource::new_borrow(handle.rep()))
                        .await
                },
            )
            .await?;
        serde_json::from_str(&report).map_err(|error| {
            Fault::new(
                FaultKind::Internal,
                format!("the connector's report about the credential is not JSON: {error}"),
            )
        })
    }

    /// Makes a call in the lane's instance, within the call's time, and accounts for what it sent.
    pub(crate) async fn within<T>(
        &mut self,
        context: CallContext,
        withholds: bool,
        credentials: &[(String, Arc<Credential>)],
        call: impl AsyncFnOnce(
            &mut Store<GuestState<CallState>>,
            &Exported,
            &mut Held,
        ) -> wasmtime::Result<Result<T, faults::Fault>>,
    ) -> Result<T, Fault> {
        let timeout = context.timeout;
        let current = Current::new(context, self.scope(credentials), withholds);
        let deadline = current.deadline;
        let made = tokio::time::timeout_at(deadline, self.instance(current)).await;
        let (mut guest, exports) = match made {
            Ok(made) => made?,
            Err(_) => return Err(self.out_of_time(timeout, false, Delivery::NotSent)),
        };
        let mut held = Held::new();
        let result = {
            let (store, _) = guest.parts();
            tokio::time::timeout_at(deadline, call(store, &exports, &mut held)).await
        };
        let state = &mut guest.state_mut().data;
        let (delivery, waiting) = (state.call.delivery, state.call.waiting);
        self.withheld = std::mem::take(&mut state.call.withheld);
        self.in_doubt = state.call.in_doubt;
        let redactor = state.gate.redactor().clone();
        match result {
            Ok(Ok(result)) => {
                // Handles that the guest kept end here.
                let table = &mut guest.state_mut().table;
                for rep in held {
                    let handle = Resource::<CredentialHandle>::new_own(rep);
                    // The place may be another thing's by now.
                    if table.get(&handle).is_ok() {
                        let _ = table.delete(handle);
                    }
                }
                self.instance = Some((guest, exports));
                result.map_err(|fault| {
                    let mut fault = fault_of_guest(fault);
                    fault.delivery = fault.delivery.max(delivery);
                    scrubbed(&redactor, fault)
                })
            }
            Ok(Err(trap)) => Err(self.trapped(&guest, &trap, delivery)),
            Err(_) => Err(self.out_of_time(timeout, waiting, delivery)),
        }
    }

    async fn instance(&mut self, current: Current) -> Result<(Guest<CallState>, Exported), Fault> {
        if let Some((mut guest, exports)) = self.instance.take() {
            guest.state_mut().data.call = current;
            return Ok((guest, exports));
        }
        let inner = self.connector.inner();
        let state = CallState {
            gate: Arc::clone(&self.surroundings.gate),
            memory: Arc::clone(&self.surroundings.memory),
            log: Arc::clone(&self.surroundings.log),
            connector: self.connector.descriptor().name.clone(),
            blob_bytes: 0,
            call: current,
        };
        let failed = |error: &wasmtime::Error| {
            Fault::new(
                FaultKind::Internal,
                format!("the connector could not be started: {}", words(error)),
            )
        };
        let mut guest = Guest::new(&inner.sandbox, &inner.pre, &inner.limits, state)
            .await
            .map_err(|error| failed(&error))?;
        let (store, instance) = guest.parts();
        let exported = Exported {
            raw: *instance,
            contract: inner
                .indices
                .load(store, instance)
                .map_err(|error| failed(&error))?,
        };
        Ok((guest, exported))
    }

    /// The connector that it calls.
    #[must_use]
    pub fn connector(&self) -> &Connector {
        &self.connector
    }

    /// What this connector remembers is kept apart for each set of credentials.
    fn scope(&self, credentials: &[(String, Arc<Credential>)]) -> String {
        let mut scope = self.connector.descriptor().name.clone();
        for (slot, credential) in credentials {
            let _ = write!(scope, "\n{slot}\n{}", credential.name);
        }
        scope
    }

    fn trapped(
        &self,
        guest: &Guest<CallState>,
        trap: &wasmtime::Error,
        delivery: Delivery,
    ) -> Fault {
        let name = &self.connector.descriptor().name;
        let limit = guest
            .limit_behind(trap)
            .or_else(|| guest.state().data.call.limit.clone());
        let mut fault = match limit {
            Some(limit) => Fault::new(
                FaultKind::LimitExceeded,
                format!("the connector {name} needs more than {limit}"),
            ),
            None => Fault::new(
                FaultKind::Internal,
                format!("the connector {name} failed: {}", trap.root_cause()),
            )
            .hint("this is a defect of the connector; report it to its author with the operation and its parameters"),
        };
        fault.delivery = delivery;
        fault
    }

    fn out_of_time(&self, timeout: Duration, waiting: bool, delivery: Delivery) -> Fault {
        let name = &self.connector.descriptor().name;
        let seconds = timeout.as_secs_f32();
        let mut fault = if waiting {
            Fault::new(
                FaultKind::Timeout,
                format!(
                    "the platform gave no answer before the call's {seconds} seconds were over"
                ),
            )
        } else {
            Fault::new(
                FaultKind::LimitExceeded,
                format!("the connector {name} did not finish within {seconds} seconds"),
            )
        };
        fault.delivery = delivery;
        fault
    }
}

/// A fault without secrets, wherever the guest put them, and no longer than a person would read: it
/// becomes part of its item where a step goes on past faults.
fn scrubbed(redactor: &Redactor, fault: Fault) -> Fault {
    let scrub = |text: String| shortened(&redactor.scrub(&text));
    Fault {
        message: scrub(fault.message),
        code: fault.code.map(scrub),
        hint: fault.hint.map(scrub),
        ..fault
    }
}

/// The beginning of a text that is too long. It is free of secrets already: one that is cut in two
/// would not be recognised.
fn shortened(text: &str) -> String {
    if text.len() <= MAX_WORDS {
        return text.to_owned();
    }
    let mut end = MAX_WORDS;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}\u{2026}", text.get(..end).unwrap_or_default())
}

pub(crate) fn hand_over(
    store: &mut Store<GuestState<CallState>>,
    credential: Arc<Credential>,
    held: &mut Held,
) -> wasmtime::Result<Resource<CredentialHandle>> {
    let handle = store.data_mut().table.push(CredentialHandle(credential))?;
    held.push(handle.rep());
    Ok(handle)
}

/// The fault of a connector that did something else than the contract says, with what is known of
/// what it sent.
fn broken_after(call: &Current, what: &str) -> Fault {
    let mut fault = broken(what);
    fault.delivery = call.delivery;
    fault
}

/// Reads what the guest gave back. The inner error is the connector's fault: it broke the contract.
fn read_outcome(
    store: &mut Store<GuestState<CallState>>,
    outcome: raw::Outcome,
) -> wasmtime::Result<Result<Outcome, Fault>> {
    let after = broken_after(&store.data().data.call, "");
    let broken = |what: &str| {
        let mut fault = after.clone();
        fault.message += what;
        Ok(Err(fault))
    };
    let mut items = Vec::with_capacity(outcome.items.len());
    let mut size = 0_usize;
    for item in outcome.items {
        let sources = item.sources.len().saturating_mul(size_of::<u32>());
        size = size.saturating_add(item.json.len()).saturating_add(sources);
        let mut binary = BTreeMap::new();
        for (name, blob) in item.binary {
            let state = store.data_mut();
            let blob = state.table.delete(blob)?;
            let bytes = blob_size(&blob);
            state.data.blob_bytes = state.data.blob_bytes.saturating_sub(bytes);
            size = size.saturating_add(bytes).saturating_add(name.len());
            binary.insert(name, blob);
        }
        let Ok(Value::Object(json)) = serde_json::from_str(&item.json) else {
            return broken("an item that is not a JSON object");
        };
        items.push(
            Item::new(json)
                .with_binary(binary)
                .from_sources(item.sources),
        );
    }
    let next = match outcome.next {
        Some(next) if next.state.len() > MAX_STATE => {
            return broken("a state of more than 8 MiB");
        }
        Some(next) if next.after_ms > MAX_WAIT_MS => {
            return broken("a wait of more than 30 days");
        }
        next => next.map(|next| Next {
            after: Duration::from_millis(next.after_ms),
            state: next.state,
        }),
    };
    Ok(Ok(Outcome { items, next, size }))
}

//! One call, with whatever repeats it takes.

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Instant, SystemTime};

use jackfield_connector::{Call, CallContext, Connector, Lane, Surroundings, Withheld};
use jackfield_credential::Credential;
use jackfield_descriptor::{Delivery, Effect, Fault, FaultKind};
use jackfield_expression::Settings;
use jackfield_flow::{CallId, CallOutcome, Lineage, Next};
use jackfield_item::Item;
use jackfield_workflow::Node;
use serde_json::{Map, Value};

use crate::observe::Event;
use crate::prepare::PreparedNode;
use crate::retry::{Decision, decide};
use crate::rotate::saving;
use crate::run::{Mode, Run};
use crate::templates;

/// How often a connector may ask to be called again for one item.
const MAX_PAGES: u32 = 10_000;
/// How many bytes of items one node may give.
const MAX_OUTPUT: usize = 512 << 20;

/// What the calls of one node share.
#[derive(Default)]
pub(crate) struct NodeCalls {
    /// Lanes in which no call is under way.
    idle: Mutex<Vec<Lane>>,
    /// How many bytes of items they have given.
    output: AtomicUsize,
    /// The nodes of which a dry run has kept in a request, and those that depend on them.
    lacking: Arc<Mutex<HashSet<usize>>>,
    /// Whether the node is one that depends on such a one.
    depends: bool,
    /// Its items, if some of its expressions are evaluated for every page.
    paged: OnceLock<Arc<[Item]>>,
}

impl NodeCalls {
    /// For the calls of the next node, which looks at the items of these.
    pub(crate) fn next(&self, node: usize, looks_at: &[usize]) -> Self {
        let mut lacking = self.lacking.lock().unwrap_or_else(PoisonError::into_inner);
        let depends = looks_at.iter().any(|earlier| lacking.contains(earlier));
        if depends {
            lacking.insert(node);
        }
        Self {
            lacking: Arc::clone(&self.lacking),
            depends,
            ..Self::default()
        }
    }

    /// Whether what fails may fail for want of what a dry run has kept in.
    pub(crate) fn lack_results(&self) -> bool {
        self.depends
    }

    /// Keeps the items that the node's expressions see, for its further pages.
    pub(crate) fn keep(&self, items: Arc<[Item]>) {
        let _ = self.paged.set(items);
    }

    /// A dry run has kept in what the node would have sent.
    pub(crate) fn withheld(&self, node: usize) {
        let mut lacking = self.lacking.lock().unwrap_or_else(PoisonError::into_inner);
        lacking.insert(node);
    }

    fn lane(&self, connector: &Connector, surroundings: &Surroundings) -> Lane {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.pop()
            .unwrap_or_else(|| Lane::new(connector.clone(), surroundings.clone()))
    }

    fn put_back(&self, lane: Lane) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.push(lane);
    }
}

/// What is to be called.
pub(crate) struct Wanted {
    pub(crate) call: CallId,
    pub(crate) item: Item,
    pub(crate) parameters: Value,
    pub(crate) state: Option<String>,
    /// What the nodes before it have given. Nobody may keep it beyond the call: a history that
    /// somebody looks at is copied when it grows.
    pub(crate) lineage: Lineage,
}

/// How a call ended that did not fail.
enum Done {
    /// With this, of so many bytes.
    Called(CallOutcome, usize),
    /// It was a dry run, which kept these in.
    Withheld(Vec<Withheld>),
}

impl Run<'_> {
    /// Makes a call, and repeats it as long as that is harmless and of use.
    pub(crate) async fn call(
        &self,
        calls: &NodeCalls,
        wanted: Wanted,
    ) -> Result<CallOutcome, Fault> {
        let nothing = CallOutcome {
            items: Vec::new(),
            next: None,
        };
        let Some(node) = self.prepared.workflow.nodes.get(wanted.call.node) else {
            return Ok(nothing);
        };
        let Some(prepared) = self.prepared.nodes.get(wanted.call.node) else {
            return Ok(nothing);
        };
        // A core node asks for no calls.
        let Some(connector) = &prepared.connector else {
            return Ok(nothing);
        };
        if wanted.call.page > MAX_PAGES {
            return Err(Fault::new(
                FaultKind::LimitExceeded,
                format!("the connector asked to be called again more than {MAX_PAGES} times"),
            ));
        }
        let wanted = self.paged(calls, prepared, wanted).await?;
        if prepared.rotates && self.mode == Mode::Dry {
            self.observer.observe(Event::NotRotated {
                node: &node.name,
                item: wanted.call.item,
            });
            calls.withheld(wanted.call.node);
            return Ok(unchanged(&wanted));
        }
        let mut lane = calls.lane(connector, &self.surroundings);
        let result = self.repeat(&mut lane, node, prepared, &wanted).await;
        calls.put_back(lane);
        let (outcome, size) = match result {
            Ok(Done::Called(outcome, size)) => (outcome, size),
            Ok(Done::Withheld(requests)) => {
                self.observer.observe(Event::Withheld {
                    node: &node.name,
                    item: wanted.call.item,
                    requests: &requests,
                    is_guess: calls.lack_results(),
                });
                calls.withheld(wanted.call.node);
                return Ok(unchanged(&wanted));
            }
            Err(fault) if calls.lack_results() && is_of_data(&fault) => {
                self.observer.observe(Event::NotShown {
                    node: &node.name,
                    item: wanted.call.item,
                    fault: &fault,
                });
                return Ok(unchanged(&wanted));
            }
            Err(fault) => return Err(fault),
        };
        if calls.output.fetch_add(size, Ordering::Relaxed) + size > MAX_OUTPUT {
            let mut fault = Fault::new(
                FaultKind::LimitExceeded,
                format!("the step gave more than {} MiB of items", MAX_OUTPUT >> 20),
            );
            fault.delivery = Delivery::Answered;
            return Err(fault);
        }
        Ok(outcome)
    }

    /// What is wanted, with what is evaluated anew for every page after the first one. A connector
    /// leaves the roots for it in its state.
    async fn paged(
        &self,
        calls: &NodeCalls,
        prepared: &PreparedNode,
        mut wanted: Wanted,
    ) -> Result<Wanted, Fault> {
        let Some(items) = calls.paged.get().filter(|_| wanted.call.page > 0) else {
            return Ok(wanted);
        };
        let lineage = wanted.lineage.clone();
        let data = Arc::new(self.data(wanted.call.node, Arc::clone(items), lineage));
        let state = wanted.state.as_deref().unwrap_or_default();
        let mut state: Value = serde_json::from_str(state).unwrap_or_default();
        let roots = match state.get_mut("variables").map(Value::take) {
            Some(Value::Object(roots)) => roots,
            _ => Map::new(),
        };
        let settings = Settings {
            roots,
            ..self.settings(&data, wanted.call.run)
        };
        let again = templates::Wanted {
            schema: None,
            evaluator: &self.language.evaluator,
            settings: &settings,
            is_strict: true,
            for_each: true,
        };
        let item = wanted.call.item;
        let anew = prepared.templates.evaluate_again(again, data, item).await?;
        for pointer in &prepared.pagewise {
            if let Some(place) = wanted.parameters.pointer_mut(pointer) {
                *place = anew.pointer(pointer).cloned().unwrap_or_default();
            }
        }
        Ok(wanted)
    }

    async fn repeat(
        &self,
        lane: &mut Lane,
        node: &Node,
        prepared: &PreparedNode,
        wanted: &Wanted,
    ) -> Result<Done, Fault> {
        let began = Instant::now();
        let first_attempt_at = SystemTime::now();
        let policy = self.retry.with(node.retry);
        let item = wanted.call.item;
        let mut attempt = 1;
        let mut known = Delivery::NotSent;
        let mut in_doubt = false;
        loop {
            let context = CallContext {
                idempotency_key: self.id.key(&node.name, wanted.call),
                attempt,
                in_doubt,
                first_attempt_at,
                timeout: prepared.timeout,
            };
            let result = if prepared.rotates {
                self.rotate(node, prepared, lane.connector()).await
            } else {
                lane.execute(self.spelled(node, prepared, wanted, context))
                    .await
            };
            let withheld = lane.take_withheld();
            if !withheld.is_empty() {
                // Whatever the connector made of it: it was not sent, and has no result.
                return Ok(Done::Withheld(withheld));
            }
            let mut fault = match result {
                Ok(outcome) => {
                    self.observer.observe(Event::Called {
                        node: &node.name,
                        item,
                        attempts: attempt,
                        took: began.elapsed(),
                        effect: prepared.effect,
                        is_last: outcome.next.is_none(),
                    });
                    let next = outcome.next.map(|next| Next {
                        after: next.after,
                        state: next.state,
                    });
                    let items = outcome.items;
                    return Ok(Done::Called(CallOutcome { items, next }, outcome.size));
                }
                Err(fault) => fault,
            };
            let decision = decide(policy, prepared.effect, &fault, attempt);
            let is_in_doubt = !prepared.rotates
                && (lane.is_in_doubt() || fault.delivery == Delivery::OutcomeUnknown);
            in_doubt |= is_in_doubt;
            // What answered may have done it before it failed.
            if is_in_doubt
                && prepared.effect == Effect::Unsafe
                && fault.delivery == Delivery::Answered
            {
                fault.delivery = Delivery::OutcomeUnknown;
            }
            // What an earlier attempt left open stays open.
            known = known.max(fault.delivery);
            fault.delivery = known;
            let Decision::Repeat(wait) = decision else {
                return Err(final_fault(fault, decision, attempt, prepared.effect));
            };
            self.observer.observe(Event::Retrying {
                node: &node.name,
                item,
                attempt,
                wait,
                fault: &fault,
            });
            tokio::time::sleep(wait).await;
            attempt += 1;
        }
    }

    fn spelled(
        &self,
        node: &Node,
        prepared: &PreparedNode,
        wanted: &Wanted,
        context: CallContext,
    ) -> Call {
        let saving = saving(prepared, &wanted.parameters, &context.idempotency_key);
        Call {
            operation: node.operation.clone(),
            type_version: node.export.as_ref().map(|export| export.version),
            parameters: wanted.parameters.to_string(),
            credentials: self.credentials_of(node),
            binary: wanted.item.binary().clone(),
            state: wanted.state.clone(),
            withholds: self.mode == Mode::Dry && prepared.effect != Effect::Read,
            saving,
            context,
        }
    }

    /// The credentials of a node by slot, each with the token that it has by now.
    pub(crate) fn credentials_of(&self, node: &Node) -> Vec<(String, Arc<Credential>)> {
        let credential = |(slot, name): &(String, String)| {
            let replaced = self.surroundings.keeper.replaced(name);
            let credential = replaced.or_else(|| self.credentials.get(name).cloned())?;
            Some((slot.clone(), credential))
        };
        node.credentials.iter().filter_map(credential).collect()
    }
}

/// Whether other data could have kept a fault away: who cannot be reached or is not let in, is not
/// so for what a dry run has kept in.
fn is_of_data(fault: &Fault) -> bool {
    let is_of_access = matches!(
        fault.kind,
        FaultKind::CredentialRejected | FaultKind::TlsRefused
    );
    !is_of_access && !fault.kind.is_transient()
}

/// An item whose call was not made goes on as it came.
fn unchanged(wanted: &Wanted) -> CallOutcome {
    CallOutcome {
        items: vec![wanted.item.clone()],
        next: None,
    }
}

/// The fault that stands after this many attempts.
fn final_fault(mut fault: Fault, decision: Decision, attempts: u32, effect: Effect) -> Fault {
    if decision == Decision::Stop && attempts > 1 {
        fault.message = format!("{} (after {attempts} attempts)", fault.message);
    }
    if decision == Decision::StopUnrepeated {
        fault = unrepeated(fault);
    }
    let open = fault.delivery == Delivery::OutcomeUnknown && !effect.may_begin_anew();
    if open || decision == Decision::StopUnknown {
        look_first(&mut fault);
    }
    fault
}

/// A fault that its author wants a repeat for, which could do harm.
pub(crate) fn unrepeated(mut fault: Fault) -> Fault {
    add_hint(
        &mut fault,
        "it was not tried again, for that could do it twice",
    );
    fault
}

/// Says that nobody knows what came of a call.
pub(crate) fn look_first(fault: &mut Fault) {
    const LOOK: &str = "nobody knows whether this took effect, and another run could do it twice: look at the platform before you run it again";
    add_hint(fault, LOOK);
}

/// Says this before any other hint.
fn add_hint(fault: &mut Fault, hint: &str) {
    fault.hint = Some(match fault.hint.take() {
        Some(other) => format!("{hint}. {other}"),
        None => hint.to_owned(),
    });
}

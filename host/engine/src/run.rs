//! One execution of a workflow, in this process.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use jackfield_connector::{Call, CallContext, Lane, Surroundings};
use jackfield_credential::Credential;
use jackfield_descriptor::{Delivery, Fault, FaultKind};
use jackfield_expression::{Evaluator, Settings};
use jackfield_flow::{
    CallId, CallOutcome, Command, Event, Failure, Finish, Interpreter, Lineage, Next,
};
use jackfield_item::Item;
use serde_json::{Value, json};

use crate::data::NodeData;
use crate::key::RunId;
use crate::observe::{self, Observer};
use crate::prepare::Prepared;
use crate::retry::{Decision, Policy, decide};

/// How often a connector may ask to be called again for one item.
const MAX_PAGES: u32 = 10_000;
/// How many bytes of items one node may give.
const MAX_OUTPUT: usize = 512 << 20;

/// The credentials of a run, by name.
pub type Credentials = HashMap<String, Arc<Credential>>;

/// One execution.
pub struct Run<'a> {
    /// The workflow.
    pub prepared: &'a Prepared,
    /// The credentials that its nodes name.
    pub credentials: &'a Credentials,
    /// What calls have in common.
    pub surroundings: Surroundings,
    /// What the run is known by.
    pub id: RunId,
    /// When calls are repeated.
    pub retry: Policy,
    /// What expressions are evaluated with.
    pub language: Language,
    /// Who watches.
    pub observer: &'a dyn Observer,
}

/// What expressions are evaluated with.
#[derive(Clone)]
pub struct Language {
    /// The evaluator.
    pub evaluator: Evaluator,
    /// The time zone, by its IANA name.
    pub zone: String,
    /// The environment variables that expressions may see; without a value where one is not set.
    pub environment: Arc<BTreeMap<String, Option<String>>>,
}

/// What came of a run.
#[derive(Debug)]
pub struct Report {
    /// The nodes that were reached, in the order of the workflow.
    pub nodes: Vec<NodeReport>,
    /// What the run failed of, if it failed.
    pub failure: Option<Failure>,
}

/// What came of one node.
#[derive(Debug)]
pub struct NodeReport {
    /// The node's name.
    pub name: String,
    /// The items that came out; when the run failed at this node, those of the items before.
    pub items: Arc<[Item]>,
}

impl Run<'_> {
    /// Runs the workflow with these items.
    pub async fn execute(self, input: Vec<Item>) -> Report {
        let (mut interpreter, commands) = Interpreter::start(&self.prepared.workflow, input);
        let mut commands = VecDeque::from(commands);
        let mut lane = None;
        let mut output = 0;
        let mut failure = None;
        while let Some(command) = commands.pop_front() {
            let event = match command {
                Command::Finish(Finish::Completed) => break,
                Command::Finish(Finish::Failed(failed)) => {
                    failure = Some(failed);
                    break;
                }
                Command::Evaluate { node, items } => {
                    lane = None;
                    output = 0;
                    self.evaluate(node, items, interpreter.lineage()).await
                }
                Command::Call {
                    call,
                    item,
                    parameters,
                    state,
                } => {
                    let result = self
                        .call(&mut lane, &mut output, call, &item, parameters, state)
                        .await;
                    Event::Called { call, result }
                }
                Command::Timer { call, after } => {
                    tokio::time::sleep(after).await;
                    Event::Fired { call }
                }
            };
            match interpreter.apply(event) {
                Ok(next) => commands.extend(next),
                // Commands are carried out one by one and answered in kind.
                Err(_) => break,
            }
        }
        let names = self
            .prepared
            .workflow
            .nodes
            .iter()
            .map(|node| node.name.clone());
        Report {
            nodes: names
                .zip(interpreter.outputs())
                .map(|(name, items)| NodeReport { name, items })
                .collect(),
            failure,
        }
    }

    async fn evaluate(&self, node: usize, items: Arc<[Item]>, lineage: Lineage) -> Event {
        self.observer.observe(observe::Event::NodeStarted {
            node: self.name(node),
            items: items.len(),
        });
        let Some(prepared) = self.prepared.nodes.get(node) else {
            return Event::Evaluated {
                node,
                result: Ok(Vec::new()),
            };
        };
        let workflow = &self.prepared.workflow;
        let settings = Settings {
            now_ms: milliseconds(SystemTime::now()),
            seed: getrandom::u32().unwrap_or_default(),
            zone: self.language.zone.clone(),
            workflow: json!({"name": workflow.name}),
            execution: json!({"id": self.id.to_string()}),
        };
        let data = NodeData {
            node,
            items,
            names: workflow
                .nodes
                .iter()
                .map(|node| node.name.clone())
                .collect(),
            lineage,
            environment: Arc::clone(&self.language.environment),
        };
        let evaluator = &self.language.evaluator;
        let result = prepared
            .templates
            .evaluate(&prepared.schema, evaluator, &settings, data)
            .await;
        Event::Evaluated { node, result }
    }

    /// Makes a call, and repeats it as long as that is harmless and of use.
    async fn call(
        &self,
        lane: &mut Option<Lane>,
        output: &mut usize,
        call: CallId,
        item: &Item,
        parameters: Value,
        state: Option<String>,
    ) -> Result<CallOutcome, Fault> {
        let (Some(prepared), Some(node)) = (
            self.prepared.nodes.get(call.node),
            self.prepared.workflow.nodes.get(call.node),
        ) else {
            return Ok(CallOutcome {
                items: Vec::new(),
                next: None,
            });
        };
        let lane = lane.get_or_insert_with(|| {
            Lane::new(prepared.connector.clone(), self.surroundings.clone())
        });
        let credentials: Vec<(String, Arc<Credential>)> = node
            .credentials
            .iter()
            .filter_map(|(slot, name)| {
                Some((slot.clone(), Arc::clone(self.credentials.get(name)?)))
            })
            .collect();
        let began = Instant::now();
        let first_attempt_at = SystemTime::now();
        let mut attempt = 1;
        let mut known = Delivery::NotSent;
        let policy = self.retry.with(node.retry);
        if call.page > MAX_PAGES {
            return Err(Fault::new(
                FaultKind::LimitExceeded,
                format!("the connector asked to be called again more than {MAX_PAGES} times"),
            ));
        }
        loop {
            let result = lane
                .execute(Call {
                    operation: node.operation.clone(),
                    type_version: None,
                    parameters: parameters.clone(),
                    credentials: credentials.clone(),
                    binary: item.binary().clone(),
                    state: state.clone(),
                    context: CallContext {
                        idempotency_key: self.id.key(&node.name, call),
                        attempt,
                        first_attempt_at,
                        timeout: prepared.timeout,
                    },
                })
                .await;
            let mut fault = match result {
                Ok(outcome) => {
                    self.observer.observe(observe::Event::Called {
                        node: &node.name,
                        item: call.item,
                        attempts: attempt,
                        took: began.elapsed(),
                    });
                    *output = output.saturating_add(outcome.size);
                    if *output > MAX_OUTPUT {
                        let mut fault = Fault::new(
                            FaultKind::LimitExceeded,
                            format!("the step gave more than {} MiB of items", MAX_OUTPUT >> 20),
                        );
                        fault.delivery = Delivery::Answered;
                        return Err(fault);
                    }
                    return Ok(CallOutcome {
                        items: outcome.items,
                        next: outcome.next.map(|next| Next {
                            after: next.after,
                            state: next.state,
                        }),
                    });
                }
                Err(fault) => fault,
            };
            let decision = decide(policy, prepared.effect, &fault, attempt);
            // What an earlier attempt left open stays open.
            known = known.max(fault.delivery);
            fault.delivery = known;
            match decision {
                Decision::Repeat(wait) => {
                    self.observer.observe(observe::Event::Retrying {
                        node: &node.name,
                        item: call.item,
                        attempt,
                        wait,
                        fault: &fault,
                    });
                    tokio::time::sleep(wait).await;
                    attempt += 1;
                }
                Decision::Stop => {
                    if attempt > 1 {
                        fault.message = format!("{} (after {attempt} attempts)", fault.message);
                    }
                    if known == Delivery::OutcomeUnknown && !prepared.effect.may_begin_anew() {
                        look_first(&mut fault);
                    }
                    return Err(fault);
                }
                Decision::StopUnknown => {
                    look_first(&mut fault);
                    return Err(fault);
                }
            }
        }
    }

    fn name(&self, node: usize) -> &str {
        self.prepared
            .workflow
            .nodes
            .get(node)
            .map_or("", |node| node.name.as_str())
    }
}

fn look_first(fault: &mut Fault) {
    const LOOK: &str = "nobody knows whether this took effect, and another run could do it twice: look at the platform before you run it again";
    fault.hint = Some(match fault.hint.take() {
        Some(hint) => format!("{LOOK}. {hint}"),
        None => LOOK.to_owned(),
    });
}

fn milliseconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| {
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    })
}

//! One run of a workflow, as far as it has come.

mod begin;
mod visits;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use jackfield_descriptor::{Fault, FaultKind};
use jackfield_item::Item;
use jackfield_workflow::{OnError, Order};
use serde_json::{Map, Value};

pub use begin::Start;

use crate::core;
use crate::exports::{self, Taken};
use crate::history::{Given, History, NodeRun};
use crate::ledger::{Ledger, Shape};
use crate::lineage::Lineage;
use crate::nodes::{Answer, Evaluates, Made, Memory, Moment, NodeType};
use crate::plan::{Flags, Plan, Way};
use crate::protocol::{CallId, Command, Evaluation, Event, Failure, Finish, Outputs};
use crate::schedule::{Activation, Schedule};
use crate::work::{Batches, Work};

/// How often the nodes of a run may run, together: what each run gives is kept until all is over.
const MOST_RUNS: usize = 1_000_000;

/// A run. One node is at work at a time, with one item or several. Steps run in the order of their
/// file, which is an order in which each finds its input ready; the nodes of an export as n8n runs
/// them.
#[derive(Debug)]
pub struct Interpreter {
    plans: Vec<Plan>,
    schedule: Schedule,
    history: Arc<History>,
    /// What nodes keep between their runs.
    memories: HashMap<usize, Memory>,
    /// What has failed and did not stop the run, since it was last asked for.
    tolerated: Vec<Failure>,
    /// What nodes would answer the request that began the run, since it was last asked for.
    answers: Vec<(usize, Answer)>,
    /// The node at work.
    at: Activation,
    state: State,
}

#[derive(Debug)]
enum State {
    /// A node's parameters are being evaluated, so many times.
    Evaluating { count: usize },
    /// A node's items are being worked on.
    Working(Box<Work>),
    /// Code is being run, or other workflows are.
    Elsewhere,
    /// A core node waits, and then gives this.
    Pausing { outputs: Outputs },
    /// The run is over.
    Finished,
}

/// An event that does not belong to a command that was given. The fault is in whoever carries out
/// the commands.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the interpreter was told of something that it did not ask for")]
pub struct UnexpectedEvent;

impl Interpreter {
    /// Takes an event.
    ///
    /// # Errors
    /// When it is not the answer to a command that was given.
    pub fn apply(&mut self, event: Event) -> Result<Vec<Command>, UnexpectedEvent> {
        let own = self.call_id();
        match (&mut self.state, event) {
            (
                State::Evaluating { count },
                Event::Evaluated {
                    node,
                    run,
                    result,
                    moment,
                },
            ) if (node, run) == (own.node, own.run) && is_complete(*count, &result) => {
                Ok(match result {
                    Ok(evaluations) => self.evaluated(evaluations, &moment),
                    Err(failure) => vec![self.fail(failure, Outputs::new())],
                })
            }
            (State::Working(work), Event::Called { call, result }) => {
                let commands = work.called(call, result).ok_or(UnexpectedEvent)?;
                Ok(self.settled(commands))
            }
            (State::Working(work), Event::Fired { call }) => {
                let commands = work.fired(call).ok_or(UnexpectedEvent)?;
                Ok(self.settled(commands))
            }
            (State::Pausing { outputs }, Event::Fired { call }) if call == own => {
                let outputs = std::mem::take(outputs);
                Ok(vec![self.done(outputs, None)])
            }
            (State::Elsewhere, Event::Scripted { call, result }) if call == own => {
                Ok(vec![self.settle(result.map(|made| vec![made]))])
            }
            (State::Elsewhere, Event::SubRan { call, result }) if call == own => {
                Ok(vec![self.sub_ran(result)])
            }
            _ => Err(UnexpectedEvent),
        }
    }

    /// The runs of nodes so far. The last one is incomplete when the run has failed there.
    #[must_use]
    pub fn runs(&self) -> &[NodeRun] {
        self.history.runs()
    }

    /// What has failed and did not stop the run, since this was last asked for.
    pub fn take_tolerated(&mut self) -> Vec<Failure> {
        std::mem::take(&mut self.tolerated)
    }

    /// What nodes would answer the request that began the run, by the node's index, since this was
    /// last asked for.
    pub fn take_answers(&mut self) -> Vec<(usize, Answer)> {
        std::mem::take(&mut self.answers)
    }

    /// What the nodes before the one at work have given.
    #[must_use]
    pub fn lineage(&self) -> Lineage {
        Lineage {
            history: Arc::clone(&self.history),
            given: self.at.given.clone().into(),
            loops: self
                .memories
                .iter()
                .filter(|(_, memory)| memory.runs > 0)
                .map(|(node, memory)| (*node, memory.left.len(), memory.runs))
                .collect(),
        }
    }

    /// The node at work.
    #[must_use]
    pub fn node(&self) -> usize {
        self.at.node
    }

    fn call_id(&self) -> CallId {
        CallId {
            node: self.at.node,
            run: self.run(),
            item: 0,
            page: 0,
        }
    }

    fn run(&self) -> u32 {
        u32::try_from(self.history.count(self.at.node)).unwrap_or(u32::MAX)
    }

    /// Goes on with the next node that has something to do.
    fn next(&mut self) -> Command {
        loop {
            let Some(next) = self.schedule.next(&self.history) else {
                self.state = State::Finished;
                return Command::Finish(Finish::Completed);
            };
            self.at = next;
            let Some(plan) = self.plans.get(self.at.node) else {
                continue;
            };
            let (way, export) = (plan.way.clone(), plan.export.clone());
            if self.history.runs().len() >= MOST_RUNS {
                return self.too_many();
            }
            if let Some(flags) = &export {
                self.restrict(flags);
            }
            let first = self.at.inputs.first().cloned().unwrap_or_default();
            let outputs = match (way, &export) {
                // A step without items has nothing to do.
                (_, None) if first.is_empty() => vec![first],
                (Way::Passes, _) => vec![numbered(&first)],
                (Way::Gives(items), _) => {
                    let items = items.iter().cloned();
                    let made = items.map(|item| Made { item, fault: None });
                    self.export_outputs(vec![made.collect()])
                }
                (Way::Node(kind), _) => return self.evaluate_node(kind),
                (Way::Core(_) | Way::Calls, _) => return self.evaluate(first, true),
            };
            self.record(outputs, None);
        }
    }

    fn too_many(&mut self) -> Command {
        let message = format!("nodes have run {MOST_RUNS} times, and no run may go on for longer");
        let fault = Fault::new(FaultKind::LimitExceeded, message)
            .hint("look whether a loop of the workflow never ends");
        let failure = Failure {
            node: self.at.node,
            item: None,
            fault,
        };
        self.fail(failure, Outputs::new())
    }

    /// Leaves of the inputs what the node is to take.
    fn restrict(&mut self, flags: &Flags) {
        if !flags.executes_once {
            return;
        }
        for (input, given) in self.at.inputs.iter_mut().zip(&mut self.at.given) {
            if input.len() > 1 {
                *input = input.iter().take(1).cloned().collect();
                given.count = 1;
            }
        }
    }

    fn evaluate_node(&mut self, kind: NodeType) -> Command {
        let items = self.own_items();
        match kind.evaluates() {
            Evaluates::EachItem => self.evaluate(items, true),
            Evaluates::Once | Evaluates::Nothing => self.evaluate(items, false),
        }
    }

    /// The items of the input that `$json` is of: the first one that has any, in the older order
    /// the first one. Without any it is an empty one.
    fn own_items(&self) -> Arc<[Item]> {
        let seen = match self.schedule.order() {
            Some(Order::BreadthFirst) => 1,
            Some(Order::DepthFirst) | None => self.at.inputs.len(),
        };
        let mut inputs = self.at.inputs.iter().take(seen);
        let items = inputs.find(|items| !items.is_empty()).cloned();
        items.unwrap_or_else(|| [Item::new(Map::new())].into())
    }

    fn evaluate(&mut self, items: Arc<[Item]>, for_each: bool) -> Command {
        let count = if for_each { items.len() } else { 1 };
        self.state = State::Evaluating { count };
        Command::Evaluate {
            node: self.at.node,
            run: self.run(),
            items,
            for_each,
        }
    }

    fn evaluated(&mut self, evaluations: Vec<Evaluation>, moment: &Moment) -> Vec<Command> {
        let Some(plan) = self.plans.get(self.at.node) else {
            return vec![self.done(Outputs::new(), None)];
        };
        match plan.way {
            Way::Core(operation) => vec![self.carry_out(operation, evaluations)],
            Way::Node(kind) => vec![self.visit(kind, evaluations, moment)],
            Way::Calls | Way::Gives(_) | Way::Passes => self.work(evaluations),
        }
    }

    /// Carries out a core step.
    fn carry_out(
        &mut self,
        operation: core::CoreOperation,
        evaluations: Vec<Evaluation>,
    ) -> Command {
        let on_error = self.on_error();
        if let Some(failure) = self.first_failed(&evaluations) {
            return self.fail(failure, Outputs::new());
        }
        let items = self.at.inputs.first().cloned().unwrap_or_default();
        let outcome = core::carry_out(operation, self.at.node, &items, evaluations, on_error);
        self.tolerated.extend(outcome.tolerated);
        if let Some(failure) = outcome.failure {
            return self.fail(failure, outcome.outputs);
        }
        match outcome.wait {
            None => self.done(outcome.outputs, None),
            Some(after) => self.pause(after, outcome.outputs),
        }
    }

    /// Begins with a connector's calls.
    fn work(&mut self, evaluations: Vec<Evaluation>) -> Vec<Command> {
        if let Some(failure) = self.first_failed(&evaluations) {
            // Before anything is done with the items in front of it.
            return vec![self.fail(failure, Outputs::new())];
        }
        let Some(plan) = self.plans.get(self.at.node) else {
            return vec![self.done(Outputs::new(), None)];
        };
        let shape = match &plan.export {
            Some(Flags {
                error_object: true, ..
            }) => Shape::Object,
            Some(_) => Shape::Export,
            None => Shape::Steps,
        };
        let batches = plan
            .batching
            .as_deref()
            .and_then(|pointer| batches(pointer, evaluations.first()?));
        let items = self.at.inputs.first().cloned().unwrap_or_default();
        let ledger = Ledger::new(self.at.node, items, plan.on_error, shape);
        let concurrency = plan.concurrency;
        let mut work = Work::new(ledger, self.run(), evaluations, concurrency, batches);
        let commands = work.begin();
        self.state = State::Working(Box::new(work));
        self.settled(commands)
    }

    /// Goes on to the next node when the one at work has nothing left to do.
    fn settled(&mut self, commands: Vec<Command>) -> Vec<Command> {
        let State::Working(work) = &mut self.state else {
            return commands;
        };
        self.tolerated.extend(work.ledger.take_tolerated());
        if !work.is_over() {
            return commands;
        }
        let mut outputs = work.ledger.outputs();
        let failure = work.ledger.take_failure();
        if let Some(failure) = failure {
            return vec![self.fail(failure, outputs)];
        }
        if let Some(flags) = self.flags() {
            let taken = Taken {
                node: self.at.node,
                inputs: &self.at.inputs,
            };
            exports::fill(&mut outputs, &taken, &flags);
        }
        vec![self.done(outputs, None)]
    }

    fn pause(&mut self, after: Duration, outputs: Outputs) -> Command {
        self.state = State::Pausing { outputs };
        Command::Timer {
            call: self.call_id(),
            after,
        }
    }

    fn done(&mut self, outputs: Outputs, origins: Option<Vec<Given>>) -> Command {
        self.record(outputs, origins);
        self.next()
    }

    fn record(&mut self, outputs: Outputs, origins: Option<Vec<Given>>) {
        let run = NodeRun {
            node: self.at.node,
            run: self.run(),
            outputs,
            given: std::mem::take(&mut self.at.given),
            origins,
        };
        // Nobody looks at it any more when a node is done, so that nothing is copied.
        let place = Arc::make_mut(&mut self.history).push(run);
        self.schedule.done(place, &self.history);
    }

    fn fail(&mut self, failure: Failure, outputs: Outputs) -> Command {
        self.record(outputs, None);
        self.state = State::Finished;
        Command::Finish(Finish::Failed(failure))
    }

    fn on_error(&self) -> OnError {
        self.plans
            .get(self.at.node)
            .map_or(OnError::Stop, |plan| plan.on_error)
    }

    fn flags(&self) -> Option<Flags> {
        self.plans.get(self.at.node)?.export.clone()
    }

    fn first_failed(&self, evaluations: &[Evaluation]) -> Option<Failure> {
        if self.on_error() != OnError::Stop {
            return None;
        }
        let mut evaluations = evaluations.iter().enumerate();
        evaluations.find_map(|(item, evaluation)| match evaluation {
            Evaluation::Fail(fault) => Some(Failure {
                node: self.at.node,
                item: Some(item),
                fault: fault.clone(),
            }),
            _ => None,
        })
    }
}

/// Items that go on as they came, each from itself.
fn numbered(items: &[Item]) -> Arc<[Item]> {
    let numbered = items.iter().zip(0_u32..);
    numbered
        .map(|(item, number)| item.clone().from_sources(vec![number]))
        .collect()
}

/// The batches that a node's parameters ask for.
fn batches(pointer: &str, first: &Evaluation) -> Option<Batches> {
    let Evaluation::Act(parameters) = first else {
        return None;
    };
    let batch = parameters.pointer(pointer)?;
    let number = |name: &str| batch.get(name).and_then(Value::as_i64);
    let size = number("batchSize").unwrap_or(50);
    let pause = number("batchInterval").unwrap_or(1000);
    let size = usize::try_from(size).ok().filter(|size| *size > 0)?;
    let pause = u64::try_from(pause).ok().filter(|pause| *pause > 0)?;
    Some(Batches {
        size,
        pause: Duration::from_millis(pause),
    })
}

fn is_complete(count: usize, result: &Result<Vec<Evaluation>, Failure>) -> bool {
    match result {
        Ok(evaluations) => evaluations.len() == count,
        Err(_) => true,
    }
}

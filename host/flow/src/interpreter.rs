//! One run of a workflow, as far as it has come.

use std::sync::Arc;

use jackfield_item::Item;
use jackfield_workflow::{Input, Node, OnError, Workflow};

use crate::core::{self, CoreOperation};
use crate::ledger::Ledger;
use crate::lineage::Lineage;
use crate::protocol::{CallId, Command, Evaluation, Event, Failure, Finish, Outputs};
use crate::work::Work;

/// A run. One node is at work at a time, with one item or several; nodes run in the order of the
/// workflow, which is an order in which each finds its input ready.
#[derive(Debug)]
pub struct Interpreter {
    nodes: Vec<Plan>,
    inputs: Arc<[Vec<Input>]>,
    run_input: Arc<[Item]>,
    /// Outputs of the nodes that are done.
    outputs: Vec<Outputs>,
    /// What the node gave at which the run failed.
    last: Option<Outputs>,
    /// What has failed and did not stop the run, since it was last asked for.
    tolerated: Vec<Failure>,
    state: State,
}

/// How a node is carried out.
#[derive(Debug)]
struct Plan {
    core: Option<CoreOperation>,
    on_error: OnError,
    concurrency: u32,
}

#[derive(Debug)]
enum State {
    /// A node's parameters are being evaluated.
    Evaluating { items: Arc<[Item]> },
    /// A node's items are being worked on.
    Working(Box<Work>),
    /// A core node waits, and then gives this.
    Pausing { call: CallId, outputs: Outputs },
    /// The run is over.
    Finished,
}

/// An event that does not belong to a command that was given. The fault is in whoever carries out
/// the commands.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the interpreter was told of something that it did not ask for")]
pub struct UnexpectedEvent;

impl Interpreter {
    /// Begins a run with these items.
    #[must_use]
    pub fn start(workflow: &Workflow, input: Vec<Item>) -> (Self, Vec<Command>) {
        let inputs = workflow.nodes.iter().map(|node| node.inputs.clone());
        let mut interpreter = Self {
            nodes: workflow.nodes.iter().map(Plan::of).collect(),
            inputs: inputs.collect(),
            run_input: input.into(),
            outputs: Vec::new(),
            last: None,
            tolerated: Vec::new(),
            state: State::Finished,
        };
        let command = interpreter.next_node();
        (interpreter, vec![command])
    }

    /// Takes an event.
    ///
    /// # Errors
    /// When it is not the answer to a command that was given.
    pub fn apply(&mut self, event: Event) -> Result<Vec<Command>, UnexpectedEvent> {
        match (&mut self.state, event) {
            (State::Evaluating { items }, Event::Evaluated { node, result })
                if node == self.outputs.len() && is_complete(items, &result) =>
            {
                let items = Arc::clone(items);
                Ok(match result {
                    Ok(evaluations) => self.evaluated(items, evaluations),
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
            (State::Pausing { call, outputs }, Event::Fired { call: fired }) if *call == fired => {
                let outputs = std::mem::take(outputs);
                Ok(vec![self.done(outputs)])
            }
            _ => Err(UnexpectedEvent),
        }
    }

    /// The outputs of each node that has begun, in the order of the workflow. The last ones are
    /// incomplete when the run has failed there.
    #[must_use]
    pub fn outputs(&self) -> Vec<Outputs> {
        self.outputs.iter().chain(&self.last).cloned().collect()
    }

    /// What has failed and did not stop the run, since this was last asked for.
    pub fn take_tolerated(&mut self) -> Vec<Failure> {
        std::mem::take(&mut self.tolerated)
    }

    /// What the nodes before the one at work have given.
    #[must_use]
    pub fn lineage(&self) -> Lineage {
        Lineage {
            inputs: Arc::clone(&self.inputs),
            run_input: Arc::clone(&self.run_input),
            outputs: self.outputs.clone(),
        }
    }

    fn next_node(&mut self) -> Command {
        loop {
            let node = self.outputs.len();
            let Some(inputs) = self.inputs.get(node) else {
                self.state = State::Finished;
                return Command::Finish(Finish::Completed);
            };
            let items = self.gather(inputs);
            if !items.is_empty() {
                self.state = State::Evaluating {
                    items: Arc::clone(&items),
                };
                return Command::Evaluate { node, items };
            }
            // A node without items has nothing to do.
            self.outputs.push(vec![items]);
        }
    }

    fn gather(&self, inputs: &[Input]) -> Arc<[Item]> {
        let output = |input: &Input| match *input {
            Input::Run => Some(&self.run_input),
            Input::Node { node, output } => self.outputs.get(node)?.get(output),
        };
        match inputs {
            [only] => output(only).map(Arc::clone).unwrap_or_default(),
            several => several
                .iter()
                .filter_map(output)
                .flat_map(|items| items.iter().cloned())
                .collect(),
        }
    }

    fn evaluated(&mut self, items: Arc<[Item]>, evaluations: Vec<Evaluation>) -> Vec<Command> {
        let node = self.outputs.len();
        let Some(plan) = self.nodes.get(node) else {
            return vec![self.done(Outputs::new())];
        };
        if plan.on_error == OnError::Stop
            && let Some(failure) = first_failed(node, &evaluations)
        {
            // Before anything is done with the items in front of it.
            return vec![self.fail(failure, Outputs::new())];
        }
        let Some(operation) = plan.core else {
            let ledger = Ledger::new(node, items, plan.on_error);
            let mut work = Work::new(ledger, evaluations, plan.concurrency);
            let commands = work.begin();
            self.state = State::Working(Box::new(work));
            return self.settled(commands);
        };
        let outcome = core::carry_out(operation, node, &items, evaluations, plan.on_error);
        self.tolerated.extend(outcome.tolerated);
        if let Some(failure) = outcome.failure {
            return vec![self.fail(failure, outcome.outputs)];
        }
        let Some(after) = outcome.wait else {
            return vec![self.done(outcome.outputs)];
        };
        let call = CallId {
            node,
            item: 0,
            page: 0,
        };
        self.state = State::Pausing {
            call,
            outputs: outcome.outputs,
        };
        vec![Command::Timer { call, after }]
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
        let outputs = work.ledger.outputs();
        match work.ledger.take_failure() {
            Some(failure) => vec![self.fail(failure, outputs)],
            None => vec![self.done(outputs)],
        }
    }

    fn done(&mut self, outputs: Outputs) -> Command {
        self.outputs.push(outputs);
        self.next_node()
    }

    fn fail(&mut self, failure: Failure, outputs: Outputs) -> Command {
        self.last = Some(outputs);
        self.state = State::Finished;
        Command::Finish(Finish::Failed(failure))
    }
}

impl Plan {
    fn of(node: &Node) -> Self {
        Self {
            core: CoreOperation::of(node),
            on_error: node.on_error,
            concurrency: node.concurrency,
        }
    }
}

fn first_failed(node: usize, evaluations: &[Evaluation]) -> Option<Failure> {
    evaluations
        .iter()
        .enumerate()
        .find_map(|(item, evaluation)| match evaluation {
            Evaluation::Fail(fault) => Some(Failure {
                node,
                item: Some(item),
                fault: fault.clone(),
            }),
            _ => None,
        })
}

fn is_complete(items: &[Item], result: &Result<Vec<Evaluation>, Failure>) -> bool {
    match result {
        Ok(evaluations) => evaluations.len() == items.len(),
        Err(_) => true,
    }
}

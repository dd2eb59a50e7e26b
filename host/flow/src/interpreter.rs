//! One run of a workflow, as far as it has come.

use std::collections::VecDeque;
use std::sync::Arc;

use jackfield_item::Item;
use jackfield_workflow::{Input, Workflow};
use serde_json::Value;

use crate::lineage::Lineage;
use crate::protocol::{CallId, CallOutcome, Command, Evaluation, Event, Failure, Finish, Next};

/// A run. One node is at work at a time, one item after the other; nodes run in the order of the
/// workflow, which is an order in which each finds its input ready.
#[derive(Debug)]
pub struct Interpreter {
    inputs: Arc<[Vec<Input>]>,
    run_input: Arc<[Item]>,
    /// Outputs of the nodes that are done.
    outputs: Vec<Arc<[Item]>>,
    /// What the node whose turn it is has made so far; of use also when the run fails.
    produced: Vec<Item>,
    state: State,
}

#[derive(Debug)]
enum State {
    /// A node's parameters are being evaluated.
    Evaluating { items: Arc<[Item]> },
    /// A call is under way.
    Calling { call: CallId, work: Work },
    /// A wait before a call.
    Waiting {
        call: CallId,
        next: Next,
        work: Work,
    },
    /// The run is over.
    Finished,
}

/// What a node has yet to do.
#[derive(Debug)]
struct Work {
    items: Arc<[Item]>,
    /// The item being worked on, with its parameters.
    parameters: Value,
    left: VecDeque<(usize, Evaluation)>,
}

/// An event that does not belong to the command that was given. The fault is in whoever carries
/// out the commands.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the interpreter was told of something that it did not ask for")]
pub struct UnexpectedEvent;

impl Interpreter {
    /// Begins a run with these items.
    #[must_use]
    pub fn start(workflow: &Workflow, input: Vec<Item>) -> (Self, Vec<Command>) {
        let mut interpreter = Self {
            inputs: workflow
                .nodes
                .iter()
                .map(|node| node.inputs.clone())
                .collect(),
            run_input: input.into(),
            outputs: Vec::new(),
            produced: Vec::new(),
            state: State::Finished,
        };
        let command = interpreter.next_node();
        (interpreter, vec![command])
    }

    /// Takes an event.
    ///
    /// # Errors
    /// When it is not the answer to the last command.
    pub fn apply(&mut self, event: Event) -> Result<Vec<Command>, UnexpectedEvent> {
        let state = std::mem::replace(&mut self.state, State::Finished);
        let command = match (state, event) {
            (State::Evaluating { items }, Event::Evaluated { node, result })
                if node == self.outputs.len() && is_complete(&items, &result) =>
            {
                match result {
                    Ok(evaluations) => self.next_item(Work {
                        items,
                        parameters: Value::Null,
                        left: evaluations.into_iter().enumerate().collect(),
                    }),
                    Err(failure) => Command::Finish(Finish::Failed(failure)),
                }
            }
            (
                State::Calling { call, work },
                Event::Called {
                    call: answered,
                    result,
                },
            ) if call == answered => match result {
                Ok(outcome) => self.called(call, work, outcome),
                Err(fault) => Command::Finish(Finish::Failed(Failure {
                    node: call.node,
                    item: Some(call.item),
                    fault,
                })),
            },
            (State::Waiting { call, next, work }, Event::Fired { call: fired })
                if call == fired =>
            {
                self.call(call, Some(next.state), work)
            }
            (state, _) => {
                self.state = state;
                return Err(UnexpectedEvent);
            }
        };
        Ok(vec![command])
    }

    /// The output of each node that has begun, in the order of the workflow. The last one is
    /// incomplete when the run has failed there.
    #[must_use]
    pub fn outputs(&self) -> Vec<Arc<[Item]>> {
        let mut outputs = self.outputs.clone();
        if outputs.len() < self.inputs.len() {
            outputs.push(self.produced.clone().into());
        }
        outputs
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
            self.outputs.push(items);
        }
    }

    fn gather(&self, inputs: &[Input]) -> Arc<[Item]> {
        let output = |input: &Input| match input {
            Input::Run => Some(&self.run_input),
            Input::Node(node) => self.outputs.get(*node),
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

    fn next_item(&mut self, mut work: Work) -> Command {
        while let Some((item, evaluation)) = work.left.pop_front() {
            match evaluation {
                Evaluation::Act(parameters) => {
                    let call = CallId {
                        node: self.outputs.len(),
                        item,
                        page: 0,
                    };
                    work.parameters = parameters;
                    return self.call(call, None, work);
                }
                Evaluation::Skip => {
                    if let Some(unchanged) = work.items.get(item) {
                        self.produced.push(from(unchanged.clone(), item));
                    }
                }
            }
        }
        let produced = std::mem::take(&mut self.produced);
        self.outputs.push(produced.into());
        self.next_node()
    }

    fn call(&mut self, call: CallId, state: Option<String>, work: Work) -> Command {
        let Some(item) = work.items.get(call.item).cloned() else {
            return self.next_item(work);
        };
        let parameters = work.parameters.clone();
        self.state = State::Calling { call, work };
        Command::Call {
            call,
            item,
            parameters,
            state,
        }
    }

    fn called(&mut self, call: CallId, work: Work, outcome: CallOutcome) -> Command {
        self.produced
            .extend(outcome.items.into_iter().map(|item| from(item, call.item)));
        let Some(next) = outcome.next else {
            return self.next_item(work);
        };
        let call = CallId {
            page: call.page + 1,
            ..call
        };
        if next.after.is_zero() {
            return self.call(call, Some(next.state), work);
        }
        let after = next.after;
        self.state = State::Waiting { call, next, work };
        Command::Timer { call, after }
    }
}

fn is_complete(items: &[Item], result: &Result<Vec<Evaluation>, Failure>) -> bool {
    match result {
        Ok(evaluations) => evaluations.len() == items.len(),
        Err(_) => true,
    }
}

/// A call is about one item, so whatever comes out of it comes from that one.
fn from(item: Item, source: usize) -> Item {
    item.from_sources(vec![u32::try_from(source).unwrap_or(u32::MAX)])
}

//! The calls of the node whose turn it is: those under way, and those yet to be made.

use std::collections::{BTreeMap, VecDeque};

use jackfield_descriptor::Fault;
use serde_json::Value;

use crate::ledger::Ledger;
use crate::protocol::{CallId, CallOutcome, Command, Evaluation, Next};

/// A node's items being worked on, so many at the same time.
#[derive(Debug)]
pub(crate) struct Work {
    pub(crate) ledger: Ledger,
    concurrency: usize,
    left: VecDeque<(usize, Evaluation)>,
    /// By item.
    under_way: BTreeMap<usize, Turn>,
}

/// One item being worked on.
#[derive(Debug)]
struct Turn {
    parameters: Value,
    page: u32,
    /// What the call after a wait is given; none while a call is under way.
    waits_with: Option<String>,
}

impl Work {
    pub(crate) fn new(ledger: Ledger, evaluations: Vec<Evaluation>, concurrency: u32) -> Self {
        Self {
            ledger,
            concurrency: usize::try_from(concurrency.max(1)).unwrap_or(usize::MAX),
            left: evaluations.into_iter().enumerate().collect(),
            under_way: BTreeMap::new(),
        }
    }

    /// Begins with as many items as may be worked on.
    pub(crate) fn begin(&mut self) -> Vec<Command> {
        let mut commands = Vec::new();
        while !self.ledger.has_failed() && self.under_way.len() < self.concurrency {
            let Some((item, evaluation)) = self.left.pop_front() else {
                break;
            };
            match evaluation {
                Evaluation::Skip => self.ledger.keep(item),
                Evaluation::Fail(fault) => self.ledger.fail(item, fault),
                Evaluation::Act(parameters) => {
                    let turn = Turn {
                        parameters,
                        page: 0,
                        waits_with: None,
                    };
                    commands.extend(self.call(item, turn, None));
                }
            }
        }
        commands
    }

    /// Takes what came of a call, and gives what follows from it; none when the call was not under
    /// way.
    pub(crate) fn called(
        &mut self,
        call: CallId,
        result: Result<CallOutcome, Fault>,
    ) -> Option<Vec<Command>> {
        let turn = self.take(call, false)?;
        match result {
            Err(fault) => self.ledger.fail(call.item, fault),
            Ok(outcome) => {
                self.ledger.make(call.item, outcome.items);
                if let Some(next) = outcome.next
                    && !self.ledger.has_failed()
                {
                    return Some(Vec::from_iter(self.again(call, turn, next)));
                }
            }
        }
        Some(self.begin())
    }

    /// Takes the end of a wait, and gives the call that follows; none when nothing waited for it.
    pub(crate) fn fired(&mut self, call: CallId) -> Option<Vec<Command>> {
        let mut turn = self.take(call, true)?;
        // After a failure nothing new is begun.
        if self.ledger.has_failed() {
            return Some(Vec::new());
        }
        let state = turn.waits_with.take();
        Some(Vec::from_iter(self.call(call.item, turn, state)))
    }

    /// Whether nothing is left to do: all is done, or the node has failed and no call is under way
    /// any more.
    pub(crate) fn is_over(&self) -> bool {
        if self.ledger.has_failed() {
            let mut turns = self.under_way.values();
            turns.all(|turn| turn.waits_with.is_some())
        } else {
            self.left.is_empty() && self.under_way.is_empty()
        }
    }

    fn take(&mut self, call: CallId, waits: bool) -> Option<Turn> {
        let turn = self.under_way.get(&call.item)?;
        let is_meant = call.node == self.ledger.node
            && turn.page == call.page
            && turn.waits_with.is_some() == waits;
        if is_meant {
            self.under_way.remove(&call.item)
        } else {
            None
        }
    }

    /// Calls once more, as the connector wishes.
    fn again(&mut self, call: CallId, turn: Turn, next: Next) -> Option<Command> {
        let mut turn = Turn {
            page: turn.page + 1,
            ..turn
        };
        if next.after.is_zero() {
            return self.call(call.item, turn, Some(next.state));
        }
        let call = CallId {
            page: turn.page,
            ..call
        };
        turn.waits_with = Some(next.state);
        self.under_way.insert(call.item, turn);
        Some(Command::Timer {
            call,
            after: next.after,
        })
    }

    fn call(&mut self, item: usize, turn: Turn, state: Option<String>) -> Option<Command> {
        let command = Command::Call {
            call: CallId {
                node: self.ledger.node,
                item,
                page: turn.page,
            },
            item: self.ledger.items.get(item)?.clone(),
            parameters: turn.parameters.clone(),
            state,
        };
        self.under_way.insert(item, turn);
        Some(command)
    }
}

//! The calls of the node whose turn it is: those under way, and those yet to be made.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use jackfield_descriptor::Fault;
use serde_json::Value;

use crate::ledger::Ledger;
use crate::protocol::{CallId, CallOutcome, Command, Evaluation, Next};

/// A node's items being worked on, so many at the same time.
#[derive(Debug)]
pub(crate) struct Work {
    pub(crate) ledger: Ledger,
    run: u32,
    concurrency: usize,
    /// After how many items there is a pause, and for how long.
    batches: Option<Batches>,
    left: VecDeque<(usize, Evaluation)>,
    /// By item.
    under_way: BTreeMap<usize, Turn>,
}

/// A pause after so many items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Batches {
    pub(crate) size: usize,
    pub(crate) pause: Duration,
}

/// One item being worked on.
#[derive(Debug)]
struct Turn {
    parameters: Value,
    page: u32,
    wait: Wait,
}

/// What an item waits for.
#[derive(Debug, PartialEq, Eq)]
enum Wait {
    /// For the end of its call.
    Call,
    /// For the pause before its batch; no other item is begun until then.
    Batch,
    /// For its next call, which is given this.
    Page(String),
}

impl Work {
    pub(crate) fn new(
        ledger: Ledger,
        run: u32,
        evaluations: Vec<Evaluation>,
        concurrency: u32,
        batches: Option<Batches>,
    ) -> Self {
        Self {
            ledger,
            run,
            batches,
            concurrency: usize::try_from(concurrency.max(1)).unwrap_or(usize::MAX),
            left: evaluations.into_iter().enumerate().collect(),
            under_way: BTreeMap::new(),
        }
    }

    /// Begins with as many items as may be worked on.
    pub(crate) fn begin(&mut self) -> Vec<Command> {
        let mut commands = Vec::new();
        while !self.ledger.has_failed() && self.under_way.len() < self.concurrency && !self.pauses()
        {
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
                        wait: Wait::Call,
                    };
                    commands.extend(match self.pause_before(item) {
                        None => self.call(item, turn, None),
                        Some(after) => Some(self.wait(item, turn, Wait::Batch, after)),
                    });
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
        let state = match std::mem::replace(&mut turn.wait, Wait::Call) {
            Wait::Page(state) => Some(state),
            Wait::Call | Wait::Batch => None,
        };
        let mut commands = Vec::from_iter(self.call(call.item, turn, state));
        commands.extend(self.begin());
        Some(commands)
    }

    /// Whether a pause between two batches goes on.
    fn pauses(&self) -> bool {
        self.under_way.values().any(|turn| turn.wait == Wait::Batch)
    }

    fn pause_before(&self, item: usize) -> Option<Duration> {
        let batches = self.batches.filter(|batches| batches.size > 0)?;
        let begins = item > 0 && item.is_multiple_of(batches.size);
        begins.then_some(batches.pause)
    }

    /// Whether nothing is left to do: all is done, or the node has failed and no call is under way
    /// any more.
    pub(crate) fn is_over(&self) -> bool {
        if self.ledger.has_failed() {
            let mut turns = self.under_way.values();
            turns.all(|turn| turn.wait != Wait::Call)
        } else {
            self.left.is_empty() && self.under_way.is_empty()
        }
    }

    fn take(&mut self, call: CallId, waits: bool) -> Option<Turn> {
        let turn = self.under_way.get(&call.item)?;
        let is_meant = call.node == self.ledger.node
            && self.run == call.run
            && turn.page == call.page
            && (turn.wait != Wait::Call) == waits;
        if is_meant {
            self.under_way.remove(&call.item)
        } else {
            None
        }
    }

    /// Calls once more, as the connector wishes.
    fn again(&mut self, call: CallId, turn: Turn, next: Next) -> Option<Command> {
        let turn = Turn {
            page: turn.page + 1,
            ..turn
        };
        if next.after.is_zero() {
            return self.call(call.item, turn, Some(next.state));
        }
        Some(self.wait(call.item, turn, Wait::Page(next.state), next.after))
    }

    fn wait(&mut self, item: usize, turn: Turn, wait: Wait, after: Duration) -> Command {
        let call = self.id(item, turn.page);
        self.under_way.insert(item, Turn { wait, ..turn });
        Command::Timer { call, after }
    }

    fn id(&self, item: usize, page: u32) -> CallId {
        CallId {
            node: self.ledger.node,
            run: self.run,
            item,
            page,
        }
    }

    fn call(&mut self, item: usize, turn: Turn, state: Option<String>) -> Option<Command> {
        let command = Command::Call {
            call: self.id(item, turn.page),
            item: self.ledger.items.get(item)?.clone(),
            parameters: turn.parameters.clone(),
            state,
        };
        self.under_way.insert(item, turn);
        Some(command)
    }
}

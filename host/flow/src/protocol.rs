//! What the interpreter asks for, and what it is told.

use std::sync::Arc;
use std::time::Duration;

use jackfield_descriptor::Fault;
use jackfield_item::Item;
use serde_json::Value;

use crate::nodes::{Code, Made, Moment, SubRun};

/// Which call of a run: the node and which of its runs, the item, and how often the connector asked
/// to be called again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CallId {
    /// The node's index in the workflow.
    pub node: usize,
    /// How often the node had run before.
    pub run: u32,
    /// The item's index in the node's input.
    pub item: usize,
    /// 0 for the first call, 1 for the one that it asked for, and so on.
    pub page: u32,
}

/// Something to be carried out. Each but `Finish` is answered by exactly one event, in any order;
/// after `Finish` nothing is asked for any more.
#[derive(Clone, Debug)]
pub enum Command {
    /// Evaluate a node's condition and parameters.
    Evaluate {
        /// The node's index in the workflow.
        node: usize,
        /// How often the node had run before.
        run: u32,
        /// The node's input.
        items: Arc<[Item]>,
        /// Whether they are to be evaluated for each of the items, or for the first one only.
        for_each: bool,
    },
    /// Carry out a node's operation on one item.
    Call {
        /// Which call.
        call: CallId,
        /// The item.
        item: Item,
        /// The item's parameters, evaluated.
        parameters: Value,
        /// What the connector left behind when it asked to be called again.
        state: Option<String>,
    },
    /// Run code of the workflow's author.
    Script {
        /// Which node, and which of its runs.
        call: CallId,
        /// The code.
        code: Code,
        /// The node's input.
        items: Arc<[Item]>,
    },
    /// Run another workflow, once for each of these lists of items.
    SubRun {
        /// Which node, and which of its runs.
        call: CallId,
        /// Which workflow, with what.
        sub: SubRun,
    },
    /// Wait, then say so.
    Timer {
        /// The call that comes after the wait.
        call: CallId,
        /// How long.
        after: Duration,
    },
    /// The run is over.
    Finish(Finish),
}

/// Something that has happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// A node's condition and parameters were evaluated, or one of them could not be.
    Evaluated {
        /// The node's index in the workflow.
        node: usize,
        /// How often the node had run before.
        run: u32,
        /// One evaluation for each item that was to be evaluated.
        result: Result<Vec<Evaluation>, Failure>,
        /// When that was.
        moment: Moment,
    },
    /// Code came to its end.
    Scripted {
        /// Which node, and which of its runs.
        call: CallId,
        /// What it gave: items, and those that it failed with.
        result: Result<Vec<Made>, Fault>,
    },
    /// Another workflow came to its end.
    SubRan {
        /// Which node, and which of its runs.
        call: CallId,
        /// What each of its runs gave.
        result: Vec<Result<Vec<Item>, Fault>>,
    },
    /// A call came to its end, after whatever repeats it took.
    Called {
        /// Which call.
        call: CallId,
        /// What came of it.
        result: Result<CallOutcome, Fault>,
    },
    /// A wait is over.
    Fired {
        /// The call that comes next.
        call: CallId,
    },
}

/// What becomes of an item at a node.
#[derive(Clone, Debug)]
pub enum Evaluation {
    /// It does not meet the condition and goes on unchanged.
    Skip,
    /// The operation is carried out with these parameters.
    Act(Value),
    /// There are no parameters for it, because of this.
    Fail(Fault),
}

/// What a node gives, by output. In a file of steps that is first what it is about, and then the
/// items with which it failed, if they leave by an output of their own.
pub type Outputs = Vec<Arc<[Item]>>;

/// What came of a call.
#[derive(Clone, Debug)]
pub struct CallOutcome {
    /// The items, in order.
    pub items: Vec<Item>,
    /// When and with what the connector wants to be called again.
    pub next: Option<Next>,
}

/// A wish to be called again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// How long to wait first.
    pub after: Duration,
    /// What the next call is given.
    pub state: String,
}

/// What a run failed of.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The node's index in the workflow.
    pub node: usize,
    /// The item's index in the node's input, if it was one item's fault.
    pub item: Option<usize>,
    /// The fault.
    pub fault: Fault,
}

/// How a run ended.
#[derive(Clone, Debug)]
pub enum Finish {
    /// Every node is done.
    Completed,
    /// A node failed, and nothing after it was run.
    Failed(Failure),
}

//! Core nodes: plain functions over items, which talk to no platform.

mod each;
mod list;
mod parameters;

use std::sync::Arc;
use std::time::Duration;

use jackfield_descriptor::{Fault, FaultKind};
use jackfield_item::Item;
use jackfield_workflow::{Node, OnError};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::ledger::{Ledger, Shape};
use crate::protocol::{Evaluation, Failure, Outputs};

pub use parameters::descriptor;

/// The name that core operations have in front of the slash.
pub const NAME: &str = "core";

/// An operation that needs no connector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CoreOperation {
    /// Sets fields.
    Set,
    /// Lets items through, or not.
    Filter,
    /// Makes an item of each element of a list.
    Split,
    /// Makes one item of all.
    Aggregate,
    /// Puts items in order.
    Sort,
    /// Lets the first or the last items through.
    Limit,
    /// Lets the first item of each kind through.
    Unique,
    /// Waits.
    Wait,
    /// Ends the run.
    Fail,
}

/// Every operation, under its name.
const OPERATIONS: [(&str, CoreOperation); 9] = [
    ("set", CoreOperation::Set),
    ("filter", CoreOperation::Filter),
    ("split", CoreOperation::Split),
    ("aggregate", CoreOperation::Aggregate),
    ("sort", CoreOperation::Sort),
    ("limit", CoreOperation::Limit),
    ("unique", CoreOperation::Unique),
    ("wait", CoreOperation::Wait),
    ("fail", CoreOperation::Fail),
];

impl CoreOperation {
    /// The operation of a node; none when it is a connector's.
    #[must_use]
    pub fn of(node: &Node) -> Option<Self> {
        if node.connector != NAME {
            return None;
        }
        OPERATIONS
            .iter()
            .find(|(name, _)| *name == node.operation)
            .map(|(_, operation)| *operation)
    }

    /// What is wrong with a parameter that is written out, and that no schema can say: the
    /// parameter's name, and a sentence.
    #[must_use]
    pub fn check(self, parameters: &Map<String, Value>) -> Option<(&'static str, String)> {
        let Self::Wait = self else {
            return None;
        };
        let text = parameters.get("for")?.as_str()?;
        let is_template = text.contains("{{");
        let wrong = jackfield_workflow::parse_duration(text).err();
        wrong
            .filter(|_| !is_template)
            .map(|message| ("for", message))
    }

    /// Whether it is about all items together, so that one of them cannot be left out.
    #[must_use]
    pub fn is_about_all(self) -> bool {
        matches!(
            self,
            Self::Aggregate | Self::Sort | Self::Limit | Self::Unique
        )
    }
}

/// What came of a core node.
pub(crate) struct Outcome {
    pub(crate) outputs: Outputs,
    pub(crate) tolerated: Vec<Failure>,
    pub(crate) failure: Option<Failure>,
    /// How long to wait before the items go on.
    pub(crate) wait: Option<Duration>,
}

/// Carries out a core node.
pub(crate) fn carry_out(
    operation: CoreOperation,
    node: usize,
    items: &Arc<[Item]>,
    evaluations: Vec<Evaluation>,
    on_error: OnError,
) -> Outcome {
    let mut ledger = Ledger::new(node, Arc::clone(items), on_error, Shape::Steps);
    let mut acting = Vec::with_capacity(items.len());
    for (index, evaluation) in evaluations.into_iter().enumerate() {
        match evaluation {
            Evaluation::Skip => ledger.keep(index),
            Evaluation::Fail(fault) => ledger.fail(index, fault),
            Evaluation::Act(parameters) => acting.push((index, parameters)),
        }
    }
    let mut wait = None;
    let outputs = match operation {
        CoreOperation::Set => each(&mut ledger, acting, each::set),
        CoreOperation::Filter => each(&mut ledger, acting, each::filter),
        CoreOperation::Split => each(&mut ledger, acting, each::split),
        CoreOperation::Fail => each(&mut ledger, acting, each::fail),
        CoreOperation::Wait => each(&mut ledger, acting, |item, parameters| {
            wait = wait.max(Some(each::wait(parameters)?));
            Ok(vec![item.clone()])
        }),
        CoreOperation::Aggregate => all(&mut ledger, acting, list::aggregate),
        CoreOperation::Sort => all(&mut ledger, acting, list::sort),
        CoreOperation::Limit => all(&mut ledger, acting, list::limit),
        CoreOperation::Unique => all(&mut ledger, acting, list::unique),
    };
    Outcome {
        outputs,
        tolerated: ledger.take_tolerated(),
        failure: ledger.take_failure(),
        wait,
    }
}

fn each<P: DeserializeOwned>(
    ledger: &mut Ledger,
    acting: Vec<(usize, Value)>,
    mut act: impl FnMut(&Item, P) -> Result<Vec<Item>, Fault>,
) -> Outputs {
    let items = Arc::clone(&ledger.items);
    for (index, parameters) in acting {
        let Some(item) = items.get(index) else {
            continue;
        };
        match read(parameters).and_then(|parameters| act(item, parameters)) {
            Ok(made) => ledger.make(index, made),
            Err(fault) => ledger.fail(index, fault),
        }
        if ledger.has_failed() {
            break;
        }
    }
    ledger.outputs()
}

/// One item with its parameters, and its index.
pub(crate) struct Entry<P> {
    pub(crate) index: usize,
    pub(crate) item: Item,
    pub(crate) parameters: P,
}

/// What becomes of all items together stands before those with which the node failed.
fn all<P: DeserializeOwned>(
    ledger: &mut Ledger,
    acting: Vec<(usize, Value)>,
    act: impl FnOnce(Vec<Entry<P>>) -> Vec<Item>,
) -> Outputs {
    let items = Arc::clone(&ledger.items);
    let mut entries = Vec::with_capacity(acting.len());
    for (index, parameters) in acting {
        let Some(item) = items.get(index) else {
            continue;
        };
        match read(parameters) {
            Ok(parameters) => entries.push(Entry {
                index,
                item: item.clone(),
                parameters,
            }),
            Err(fault) => ledger.fail(index, fault),
        }
    }
    let mut outputs = ledger.outputs();
    if let Some(main) = outputs.first_mut() {
        let made = act(entries).into_iter();
        *main = made.chain(main.iter().cloned()).collect();
    }
    outputs
}

fn read<P: DeserializeOwned>(parameters: Value) -> Result<P, Fault> {
    serde_json::from_value(parameters)
        .map_err(|error| Fault::new(FaultKind::InvalidParameter, error.to_string()))
}

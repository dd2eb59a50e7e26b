//! What a core node of an export is given when it runs, and what comes of it.

use std::sync::Arc;
use std::time::Duration;

use jackfield_descriptor::Fault;
use jackfield_item::{Blob, Item};
use serde_json::Value;

/// When something happens, and its chance, as the run has recorded them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Moment {
    /// Milliseconds since 1970 in UTC.
    pub now_ms: u64,
    /// What random numbers are made of.
    pub seed: u32,
    /// The workflow's time zone, by its IANA name.
    pub zone: String,
}

/// One run of a node.
pub(crate) struct Visit<'a> {
    /// The version of its type.
    pub(crate) version: f64,
    /// Its items, by input.
    pub(crate) inputs: &'a [Arc<[Item]>],
    /// Its parameters: one value for each item of the input that `$json` is of, or a single one,
    /// as the type says. A member that is undefined is left out.
    pub(crate) parameters: Vec<Result<Value, Fault>>,
    /// When it is.
    pub(crate) moment: &'a Moment,
    /// What the node has kept from its earlier runs in this execution.
    pub(crate) memory: &'a mut Memory,
    /// Whether a fault of one item leaves the others alone.
    pub(crate) tolerates: bool,
}

/// What a node keeps between its runs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory {
    /// The items that a loop has not given yet, with their numbers in the input of the first run.
    pub(crate) left: Vec<(u32, Item)>,
    /// The items that have come back to a loop.
    pub(crate) processed: Vec<Item>,
    /// How often it has run since it began anew.
    pub(crate) runs: u32,
    /// How often it had run before that.
    pub(crate) began: u32,
}

/// An item that a node gives. Its sources are numbers over all inputs: those of the first input
/// come first, those of the second behind them. Without any the run finds them by itself.
#[derive(Clone, Debug)]
pub struct Made {
    /// The item; that which the node failed with, if it did.
    pub item: Item,
    /// What the node failed of.
    pub fault: Option<Fault>,
}

/// What a node gives, by output.
pub(crate) type Ports = Vec<Vec<Made>>;

/// What comes of a node's run.
#[derive(Debug)]
pub(crate) enum Deed {
    /// It gives this.
    Done(Ports),
    /// It gives this after a while.
    Later(Duration, Ports),
    /// A loop gives this; the sources of the items are numbers in the inputs of these of its runs,
    /// counted from 0, one behind the other, instead of its own.
    Looped(Ports, Vec<u32>),
    /// It gives this, and answers the request that began the run.
    Answered(Ports, Answer),
    /// What some code gives is what it gives.
    Script(Code),
    /// What another workflow gives is what it gives.
    Call(SubRun),
}

/// What a request is answered with.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Headers, their names in small letters.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Body,
}

/// The body of an answer.
#[derive(Clone, Debug)]
pub enum Body {
    /// None.
    Nothing,
    /// JSON.
    Json(Value),
    /// A text.
    Text(String),
    /// Binary data.
    Binary(Blob),
}

impl Body {
    /// The body as a value; of binary data, its length.
    #[must_use]
    pub fn as_value(&self) -> Value {
        match self {
            Self::Nothing => Value::Null,
            Self::Json(value) => value.clone(),
            Self::Text(text) => Value::String(text.clone()),
            Self::Binary(blob) => serde_json::json!({"bytes": blob.data.len()}),
        }
    }
}

/// Code of a workflow's author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// The JavaScript.
    pub source: String,
    /// How it is called.
    pub style: CodeStyle,
}

/// How code is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeStyle {
    /// Once, for all items (Code).
    AllItems,
    /// For each item (Code).
    EachItem,
    /// Once, with `items` (Function).
    Function,
    /// For each item, with `item` (Function Item).
    FunctionItem,
    /// To compare two items `a` and `b` (Sort).
    Comparator,
}

/// A run of another workflow.
#[derive(Clone, Debug)]
pub struct SubRun {
    /// The workflow.
    pub workflow: Named,
    /// The items of each of its executions; their sources say which items they come from.
    pub executions: Vec<Vec<Item>>,
    /// Whether the node gives what the workflow gives, or else its own items as they came.
    pub waits: bool,
}

/// Which workflow.
#[derive(Clone, Debug, PartialEq)]
pub enum Named {
    /// The one with this id (or, where there is none with it, of this name).
    Id(String),
    /// This one, written out in the node.
    Inline(Value),
    /// The one in this file.
    File(String),
}

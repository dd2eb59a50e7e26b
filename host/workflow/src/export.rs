//! What only the workflows of n8n's exports say.

use std::collections::HashMap;
use std::time::Duration;

use serde_json::{Map, Value};

use crate::pointer::Pointer;

/// What an export says about the workflow as a whole.
#[derive(Clone, Debug, Default)]
pub struct Export {
    /// Where the workflow stands in the file.
    pub pointer: Pointer,
    /// The workflow's id.
    pub id: Option<String>,
    /// Whether n8n would run it by itself.
    pub is_active: bool,
    /// In which order nodes run.
    pub order: Order,
    /// The time zone of expressions and schedules, by its IANA name.
    pub timezone: Option<String>,
    /// The id of the workflow that is run when this one fails.
    pub error_workflow: Option<String>,
    /// How long the run may take.
    pub timeout: Option<Duration>,
    /// What the workflow's nodes have kept from earlier runs (`staticData`).
    pub static_data: Map<String, Value>,
    /// The node that the run begins with; known when it was chosen ([`serve`](crate::serve)).
    pub start: Option<usize>,
    /// The items that stand for what a node gives (`pinData`), by the node's index: objects with
    /// `json` and perhaps `binary`.
    pub pinned: HashMap<usize, Vec<Value>>,
}

/// In which order the nodes of an export run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// A branch to its end, then the next, from the one highest up in the picture on
    /// (`executionOrder` is `v1`).
    #[default]
    DepthFirst,
    /// The first nodes of all branches, then the second ones (`v0`, and files that do not say).
    BreadthFirst,
}

/// What only a node of an export has.
#[derive(Clone, Debug, Default)]
pub struct ExportNode {
    /// Its type, such as `n8n-nodes-base.set`.
    pub kind: String,
    /// The version of the type, such as 3.4.
    pub version: f64,
    /// Its id.
    pub id: Option<String>,
    /// The id of its webhook.
    pub webhook_id: Option<String>,
    /// Where it stands in the picture, from the left and from the top.
    pub position: [f64; 2],
    /// Whether it is left out: its items go on as they came.
    pub is_disabled: bool,
    /// Whether it takes only the first item of each input.
    pub executes_once: bool,
    /// Whether it gives an empty item where it would give none.
    pub always_outputs: bool,
    /// Where in its parameters (a JSON pointer) it stands after how many items there is a pause
    /// (`batchSize`), and how many milliseconds it takes (`batchInterval`).
    pub batching: Option<String>,
    /// Whether the field `error` of an item that it has failed with is an object.
    pub error_object: bool,
    /// Where its items go: by output, in the file's order.
    pub outputs: Vec<Vec<Target>>,
    /// What it does in the run; known when it was held against what there is
    /// ([`serve`](crate::serve)).
    pub role: Role,
    /// The credentials that fill the slots of its operation, by n8n's types and labels.
    pub labels: Vec<Label>,
    /// The nodes that serve it with a model, a memory or a tool (connections of the types `ai_…`).
    pub attached: Vec<usize>,
}

/// What a node of an export does in a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// It runs.
    #[default]
    Runs,
    /// It gives the items that are pinned to it.
    Pinned,
    /// It gives the items that the run is given, and is nothing but the place where they come in.
    Given,
    /// No items can come to it.
    Unreached,
}

/// A credential as a node of an export names it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Label {
    /// The slot of the operation that it fills.
    pub slot: String,
    /// n8n's type, such as `httpHeaderAuth`; none where the file names no credential for the slot.
    pub n8n_type: Option<String>,
    /// What it is called in n8n; empty where the file does not say.
    pub label: String,
}

/// An input of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// The node's index.
    pub node: usize,
    /// Which of its inputs.
    pub input: usize,
}

/// What n8n's own types begin with.
pub(crate) const OWN_TYPES: &str = "n8n-nodes-base.";

impl ExportNode {
    /// The type without the name of n8n's own package, such as `set`; none for a type of another
    /// package.
    #[must_use]
    pub fn own_type(&self) -> Option<&str> {
        self.kind.strip_prefix(OWN_TYPES)
    }
}

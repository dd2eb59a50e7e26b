//! A workflow: a graph of nodes.

use std::collections::HashSet;
use std::time::Duration;

use serde_json::{Map, Value};

use crate::export::{Export, ExportNode, Role};
use crate::pointer::Pointer;

/// A workflow, whichever way its file spells it.
#[derive(Clone, Debug)]
pub struct Workflow {
    /// Its name.
    pub name: String,
    /// The hosts that connectors may reach without a credential, as the file spells them.
    pub hosts: Vec<String>,
    /// Its nodes. In a file of steps each comes behind those that it takes items from.
    pub nodes: Vec<Node>,
    /// What n8n's export says about it; none in a file of steps.
    pub export: Option<Export>,
}

impl Workflow {
    /// The nodes that are not carried out: those of an export that pass their items on, that others
    /// give items for, or that no items can come to.
    #[must_use]
    pub fn idle(&self) -> HashSet<usize> {
        let nodes = self.nodes.iter().enumerate();
        nodes
            .filter(|(_, node)| {
                let export = node.export.as_ref();
                export.is_some_and(|export| export.is_disabled || export.role != Role::Runs)
            })
            .map(|(index, _)| index)
            .collect()
    }
}

/// Where a node's items come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// From the input of the run.
    Run,
    /// From an output of another node.
    Node {
        /// The node's index.
        node: usize,
        /// Which of its outputs.
        output: usize,
    },
}

impl Input {
    /// The output of what a node gives.
    pub const MAIN: usize = 0;
    /// The output of the items with which a node failed.
    pub const ERROR: usize = 1;

    /// What the node at this index gives.
    #[must_use]
    pub fn main(node: usize) -> Self {
        Self::Node {
            node,
            output: Self::MAIN,
        }
    }
}

/// What becomes of an item with which a node fails, after all repeats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnError {
    /// The run ends there.
    #[default]
    Stop,
    /// It goes on with the others, with the fault in its field `error`.
    Continue,
    /// It leaves by [`Input::ERROR`], with the fault in its field `error`.
    Output,
}

/// What a file says about repeats; what it leaves open has a default.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Retry {
    /// Attempts in all.
    pub attempts: Option<u32>,
    /// The wait before the second attempt.
    pub wait: Option<Duration>,
    /// What each wait is multiplied by for the next one.
    pub backoff: Option<f64>,
    /// Whether what was answered is a reason as well that will not pass by itself.
    pub after_refusals: bool,
}

/// One node: an operation of a connector, carried out for each item.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its name, unlike that of any other node.
    pub name: String,
    /// Where it stands in the file.
    pub pointer: Pointer,
    /// The connector's name, such as `mattermost`.
    pub connector: String,
    /// The operation's name, such as `message.post`.
    pub operation: String,
    /// The names of its credentials, by slot.
    pub credentials: Vec<(String, String)>,
    /// Its parameters, with templates in them.
    pub parameters: Map<String, Value>,
    /// The condition under which an item is acted upon; an item that does not meet it goes on
    /// unchanged.
    pub condition: Option<Value>,
    /// How long a call may take, if the file says.
    pub timeout: Option<Duration>,
    /// What the file says about repeats.
    pub retry: Retry,
    /// What becomes of an item with which it fails.
    pub on_error: OnError,
    /// How many items it works on at the same time, at least 1.
    pub concurrency: u32,
    /// Where its items come from, one after the other. In an export this says who gives it items;
    /// to which input, and in which order, is in [`ExportNode::outputs`].
    pub inputs: Vec<Input>,
    /// What n8n's export says about it; none in a file of steps. There, connector and operation are
    /// found by the type, and empty until then.
    pub export: Option<ExportNode>,
    /// Whether the file says all of this, or a part had to be left out because it was wrong.
    pub is_whole: bool,
}

impl Node {
    /// The operation as `uses` spells it; of a node of an export, its type.
    #[must_use]
    pub fn uses(&self) -> String {
        match &self.export {
            Some(export) => export.own_type().unwrap_or(&export.kind).to_owned(),
            None => format!("{}/{}", self.connector, self.operation),
        }
    }

    /// Where its parameters stand in the file.
    #[must_use]
    pub fn parameters_pointer(&self) -> Pointer {
        self.pointer.join(self.parameters_key())
    }

    /// What its parameters are called in the file.
    #[must_use]
    pub fn parameters_key(&self) -> &'static str {
        if self.export.is_some() {
            "parameters"
        } else {
            "with"
        }
    }

    /// Where its condition stands in the file.
    #[must_use]
    pub fn condition_pointer(&self) -> Pointer {
        self.pointer.join("if")
    }
}

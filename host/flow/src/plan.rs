//! How a node is carried out.

use std::collections::HashMap;
use std::sync::Arc;

use jackfield_item::Item;
use jackfield_workflow::{Node, OnError, Workflow};

use crate::core::CoreOperation;
use crate::nodes::NodeType;

/// How a node is carried out.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) way: Way,
    pub(crate) on_error: OnError,
    pub(crate) concurrency: u32,
    /// Where in its parameters stands after how many items there is a pause.
    pub(crate) batching: Option<String>,
    /// What only a node of an export has.
    pub(crate) export: Option<Flags>,
}

/// What is done with a node's items.
#[derive(Clone, Debug)]
pub(crate) enum Way {
    /// A core step.
    Core(CoreOperation),
    /// Calls of a connector.
    Calls,
    /// A core node of an export.
    Node(NodeType),
    /// Nothing: it gives these.
    Gives(Arc<[Item]>),
    /// Nothing: it gives what it was given.
    Passes,
}

/// What only a node of an export has.
#[derive(Clone, Debug)]
pub(crate) struct Flags {
    pub(crate) version: f64,
    pub(crate) executes_once: bool,
    pub(crate) always_outputs: bool,
    pub(crate) error_object: bool,
    /// How many outputs its type has; the one for errors comes behind them.
    pub(crate) outputs: usize,
}

impl Plan {
    /// The plans of all nodes. Those of exports that have items pinned to them give these.
    pub(crate) fn all(workflow: &Workflow, pinned: &HashMap<usize, Arc<[Item]>>) -> Vec<Self> {
        let nodes = workflow.nodes.iter().enumerate();
        nodes
            .map(|(index, node)| Self::of(node, pinned.get(&index)))
            .collect()
    }

    fn of(node: &Node, pinned: Option<&Arc<[Item]>>) -> Self {
        let core = node
            .export
            .as_ref()
            .and_then(|export| NodeType::find(&export.kind));
        let way = match (&node.export, pinned, core, CoreOperation::of(node)) {
            (Some(export), ..) if export.is_disabled => Way::Passes,
            (Some(_), Some(items), ..) => Way::Gives(Arc::clone(items)),
            (Some(_), None, Some(core), _) => Way::Node(core),
            (None, _, _, Some(operation)) => Way::Core(operation),
            _ => Way::Calls,
        };
        Self {
            way,
            on_error: node.on_error,
            concurrency: node.concurrency,
            batching: node
                .export
                .as_ref()
                .and_then(|export| export.batching.clone()),
            export: node.export.as_ref().map(|export| Flags {
                version: export.version,
                executes_once: export.executes_once,
                always_outputs: export.always_outputs,
                error_object: export.error_object,
                outputs: core.map_or(1, |core| core.outputs(export.version, &node.parameters)),
            }),
        }
    }
}

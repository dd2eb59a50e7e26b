//! What has run, and what each run of a node was given and gave.

use std::sync::Arc;

use jackfield_item::Item;

use crate::protocol::Outputs;

/// Items that a node was given: so many of one output of one run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Given {
    /// The place in the history of the run that gave them; none for the input of the whole run.
    pub(crate) by: Option<usize>,
    /// By which of its outputs.
    pub(crate) output: usize,
    /// How many.
    pub(crate) count: usize,
}

/// One run of a node.
#[derive(Clone, Debug)]
pub struct NodeRun {
    /// The node's index in the workflow.
    pub node: usize,
    /// How often the node had run before.
    pub run: u32,
    /// What it gave.
    pub outputs: Outputs,
    /// Where its items came from, one behind the other.
    pub(crate) given: Vec<Given>,
    /// What the sources of its items are numbers in, if that is not `given`.
    pub(crate) origins: Option<Vec<Given>>,
}

/// All runs of nodes so far, in their order.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    runs: Vec<NodeRun>,
    /// For each node the places of its runs.
    of_node: Vec<Vec<usize>>,
}

impl History {
    pub(crate) fn new(nodes: usize) -> Self {
        Self {
            runs: Vec::new(),
            of_node: vec![Vec::new(); nodes],
        }
    }

    /// Adds a run, and gives its place.
    pub(crate) fn push(&mut self, run: NodeRun) -> usize {
        let place = self.runs.len();
        if let Some(places) = self.of_node.get_mut(run.node) {
            places.push(place);
        }
        self.runs.push(run);
        place
    }

    pub(crate) fn runs(&self) -> &[NodeRun] {
        &self.runs
    }

    pub(crate) fn get(&self, place: usize) -> Option<&NodeRun> {
        self.runs.get(place)
    }

    /// How often a node has run.
    pub(crate) fn count(&self, node: usize) -> usize {
        self.of_node.get(node).map_or(0, Vec::len)
    }

    /// A run of a node by its number, or its last one.
    pub(crate) fn run_of(&self, node: usize, run: Option<usize>) -> Option<&NodeRun> {
        let places = self.of_node.get(node)?;
        let place = match run {
            Some(run) => places.get(run)?,
            None => places.last()?,
        };
        self.runs.get(*place)
    }

    /// Of several items given one behind the other, the one at `index`: the place of the run that
    /// gave it, by which output, and which of its items it is.
    pub(crate) fn origin(&self, given: &[Given], index: usize) -> Option<(usize, usize, usize)> {
        let mut index = index;
        for given in given {
            if index < given.count {
                return Some((given.by?, given.output, index));
            }
            index -= given.count;
        }
        None
    }

    /// The items of one output of a run.
    pub(crate) fn output(&self, place: usize, output: usize) -> Option<&Arc<[Item]>> {
        self.runs.get(place)?.outputs.get(output)
    }
}

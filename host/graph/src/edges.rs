//! What is drawn between the steps.

use jackfield_workflow::{Input, Workflow};

/// The items of one place going to one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Edge {
    /// The step they come from; none for the input of the run.
    pub(crate) from: Option<usize>,
    /// The step that takes them. It comes behind `from`.
    pub(crate) to: usize,
    /// Whether they are the ones with which `from` failed.
    pub(crate) failed: bool,
    /// How often it takes them.
    pub(crate) times: usize,
}

impl Edge {
    /// What stands beside the edge: nothing, unless the items are of the error output or are
    /// taken more than once.
    pub(crate) fn label(&self) -> Option<String> {
        match (self.failed, self.times > 1) {
            (false, false) => None,
            (false, true) => Some(format!("×{}", self.times)),
            (true, false) => Some("error".to_owned()),
            (true, true) => Some(format!("error ×{}", self.times)),
        }
    }
}

/// The edges of a workflow, by the step they lead to. An input that breaks the order that
/// [`Workflow`] promises is left out: without it, there is no top and no bottom.
pub(crate) fn edges(workflow: &Workflow) -> Vec<Edge> {
    let mut edges: Vec<Edge> = Vec::new();
    for (to, node) in workflow.nodes.iter().enumerate() {
        let first = edges.len();
        for input in &node.inputs {
            let (from, failed) = match *input {
                Input::Run => (None, false),
                Input::Node { node, output } if node < to => (Some(node), output == Input::ERROR),
                Input::Node { .. } => continue,
            };
            let same = edges
                .iter_mut()
                .skip(first)
                .find(|edge| edge.from == from && edge.failed == failed);
            if let Some(edge) = same {
                edge.times += 1;
            } else {
                edges.push(Edge {
                    from,
                    to,
                    failed,
                    times: 1,
                });
            }
        }
    }
    edges
}

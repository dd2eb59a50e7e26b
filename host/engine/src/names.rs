//! Finding nodes.

use std::collections::HashMap;

use jackfield_workflow::Workflow;

/// Nodes by their names, and who gives items to whom.
#[derive(Debug, Default)]
pub(crate) struct Names {
    by_name: HashMap<String, usize>,
    /// For each node those that give it items, each with the output by which it does.
    givers: Vec<Vec<(usize, usize)>>,
}

impl Names {
    pub(crate) fn of(workflow: &Workflow) -> Self {
        let mut names = Self {
            by_name: HashMap::with_capacity(workflow.nodes.len()),
            givers: vec![Vec::new(); workflow.nodes.len()],
        };
        for (index, node) in workflow.nodes.iter().enumerate() {
            names.by_name.entry(node.name.clone()).or_insert(index);
            let outputs = node.export.iter().flat_map(|export| &export.outputs);
            for (output, targets) in outputs.enumerate() {
                for target in targets {
                    if let Some(givers) = names.givers.get_mut(target.node) {
                        givers.push((index, output));
                    }
                }
            }
        }
        names
    }

    /// The node of this name.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// Those that give a node of an export items, each with the output by which it does.
    pub(crate) fn givers(&self, node: usize) -> &[(usize, usize)] {
        self.givers.get(node).map_or(&[], Vec::as_slice)
    }
}

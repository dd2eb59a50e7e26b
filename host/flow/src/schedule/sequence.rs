//! The order of a file of steps: each step once, as it stands in the file.

use std::sync::Arc;

use jackfield_item::Item;
use jackfield_workflow::{Input, Workflow};

use super::Activation;
use crate::history::{Given, History};

/// Steps in the order of their file, which is one in which each finds its input ready. A step takes
/// all its inputs together, one behind the other.
#[derive(Debug)]
pub(crate) struct Sequence {
    inputs: Vec<Vec<Input>>,
    run_input: Arc<[Item]>,
    next: usize,
}

impl Sequence {
    pub(crate) fn new(workflow: &Workflow, run_input: Arc<[Item]>) -> Self {
        Self {
            inputs: workflow
                .nodes
                .iter()
                .map(|node| node.inputs.clone())
                .collect(),
            run_input,
            next: 0,
        }
    }

    pub(super) fn next(&mut self, history: &History) -> Option<Activation> {
        let node = self.next;
        let inputs = self.inputs.get(node)?;
        self.next += 1;
        // As each step runs once and in this order, its place in the history is its own.
        let taken: Vec<(Given, &Arc<[Item]>)> = inputs
            .iter()
            .filter_map(|input| {
                let (by, output, items) = match *input {
                    Input::Run => (None, 0, &self.run_input),
                    Input::Node { node, output } => {
                        (Some(node), output, history.output(node, output)?)
                    }
                };
                let count = items.len();
                Some((Given { by, output, count }, items))
            })
            .collect();
        let items = match taken.as_slice() {
            [(_, only)] => Arc::clone(only),
            several => several
                .iter()
                .flat_map(|(_, items)| items.iter().cloned())
                .collect(),
        };
        Some(Activation {
            node,
            inputs: vec![items],
            given: taken.into_iter().map(|(given, _)| given).collect(),
        })
    }
}

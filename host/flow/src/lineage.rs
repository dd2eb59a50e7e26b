//! Which item of one node an item of another comes from.

use std::sync::Arc;

use jackfield_item::Item;
use jackfield_workflow::Input;

/// What the nodes before one have given, and how it hangs together. Cheap to make.
#[derive(Clone, Debug)]
pub struct Lineage {
    pub(crate) inputs: Arc<[Vec<Input>]>,
    pub(crate) run_input: Arc<[Item]>,
    pub(crate) outputs: Vec<Arc<[Item]>>,
}

/// Why nobody can say which item it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unpaired {
    /// The item does not come by way of that node.
    #[error("the item does not come by way of that step")]
    Elsewhere,
    /// The item comes from several items of that node, or of one in between.
    #[error("the item comes from several items")]
    Several,
}

impl Lineage {
    /// What the node at this index has given.
    #[must_use]
    pub fn output(&self, node: usize) -> Option<&Arc<[Item]>> {
        self.outputs.get(node)
    }

    /// The index, in the output of `target`, of the item that an item of a node's input comes
    /// from.
    ///
    /// # Errors
    /// When there is no such item, or more than one.
    pub fn paired(&self, node: usize, item: usize, target: usize) -> Result<usize, Unpaired> {
        let (mut node, mut item) = (node, item);
        loop {
            let (source, index) = self.origin(node, item).ok_or(Unpaired::Elsewhere)?;
            if source == target {
                return Ok(index);
            }
            let origin = self
                .outputs
                .get(source)
                .and_then(|items| items.get(index))
                .ok_or(Unpaired::Elsewhere)?;
            let [only] = origin.sources() else {
                return Err(Unpaired::Several);
            };
            (node, item) = (source, *only as usize);
        }
    }

    /// The node, and the index in its output, that an item of a node's input was taken from.
    fn origin(&self, node: usize, item: usize) -> Option<(usize, usize)> {
        let mut index = item;
        for input in self.inputs.get(node)? {
            let items = match input {
                Input::Run => &self.run_input,
                Input::Node(source) => self.outputs.get(*source)?,
            };
            if index < items.len() {
                return match input {
                    Input::Run => None,
                    Input::Node(source) => Some((*source, index)),
                };
            }
            index -= items.len();
        }
        None
    }
}

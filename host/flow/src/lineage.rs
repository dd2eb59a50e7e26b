//! Which item of one node an item of another comes from.

use std::sync::Arc;

use jackfield_item::Item;
use jackfield_workflow::Input;

use crate::protocol::Outputs;

/// What the nodes before one have given, and how it hangs together. Cheap to make.
#[derive(Clone, Debug)]
pub struct Lineage {
    pub(crate) inputs: Arc<[Vec<Input>]>,
    pub(crate) run_input: Arc<[Item]>,
    pub(crate) outputs: Vec<Outputs>,
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
    /// What the node at this index has given, by its main output.
    #[must_use]
    pub fn output(&self, node: usize) -> Option<&Arc<[Item]>> {
        self.outputs.get(node)?.get(Input::MAIN)
    }

    /// How many items the node at this index has given by all its outputs together.
    #[must_use]
    pub fn total(&self, node: usize) -> Option<usize> {
        let outputs = self.outputs.get(node)?.iter();
        Some(outputs.map(|items| items.len()).sum())
    }

    /// An item that a node has given, by its number: those of the main output come first, those of
    /// further outputs behind them.
    #[must_use]
    pub fn item(&self, node: usize, number: usize) -> Option<&Item> {
        let mut index = number;
        for items in self.outputs.get(node)? {
            if index < items.len() {
                return items.get(index);
            }
            index -= items.len();
        }
        None
    }

    /// The number, as [`Lineage::item`] counts, of the item given by `target` that an item of a
    /// node's input comes from.
    ///
    /// # Errors
    /// When there is no such item, or more than one.
    pub fn paired(&self, node: usize, item: usize, target: usize) -> Result<usize, Unpaired> {
        let (mut node, mut item) = (node, item);
        loop {
            let (source, number) = self.origin(node, item).ok_or(Unpaired::Elsewhere)?;
            if source == target {
                return Ok(number);
            }
            let origin = self.item(source, number).ok_or(Unpaired::Elsewhere)?;
            let [only] = origin.sources() else {
                return Err(Unpaired::Several);
            };
            (node, item) = (source, *only as usize);
        }
    }

    /// The node that an item of a node's input was given by, and its number there.
    fn origin(&self, node: usize, item: usize) -> Option<(usize, usize)> {
        let mut index = item;
        for input in self.inputs.get(node)? {
            let items = match *input {
                Input::Run => &self.run_input,
                Input::Node { node, output } => self.outputs.get(node)?.get(output)?,
            };
            if index < items.len() {
                return match *input {
                    Input::Run => None,
                    Input::Node { node, output } => {
                        let before = self.outputs.get(node)?.iter().take(output);
                        Some((node, before.map(|items| items.len()).sum::<usize>() + index))
                    }
                };
            }
            index -= items.len();
        }
        None
    }
}

//! What expressions may look at besides their own item.

use jackfield_item::Item;
use serde_json::{Value, json};

/// Where an item of a node's output stands. Output and run are counted from 0, and mean what they
/// mean in [`Data::node_count`] where there is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Place {
    /// The output.
    pub output: Option<u32>,
    /// The run.
    pub run: Option<u32>,
    /// The item's index in it. [`Data::paired`] may give one beyond [`Data::node_count`], if
    /// [`Data::node_item`] has an item there.
    pub index: usize,
}

impl Place {
    /// An item of the output and the run that are taken where none is named.
    #[must_use]
    pub fn at(index: usize) -> Self {
        Self {
            index,
            ..Self::default()
        }
    }
}

/// The items of a node's input, and of the nodes before it. Read-only, and asked item by item.
pub trait Data: Send + Sync {
    /// How many items the node was given.
    fn count(&self) -> usize;

    /// An item of its input.
    fn item(&self, index: usize) -> Option<Item>;

    /// How many items another node has given, by an output and in a run of it, both counted from 0.
    /// None: the output by which the two nodes are connected, or else the first; the last run.
    ///
    /// # Errors
    /// A sentence, when there is no such node, output or run, or it has not run.
    fn node_count(
        &self,
        name: &str,
        output: Option<u32>,
        run: Option<u32>,
    ) -> Result<usize, String>;

    /// An item that another node has given.
    fn node_item(&self, name: &str, at: Place) -> Option<Item>;

    /// Which item of another node's output an item of the input comes from.
    ///
    /// # Errors
    /// A sentence, when nobody knows, or when there are several.
    fn paired(&self, name: &str, item: usize) -> Result<Place, String>;

    /// What is to be known of another node besides its items, as a JSON object: whether it
    /// `isExecuted`, its last `runIndex`, its `parameters` and its `context`.
    ///
    /// # Errors
    /// A sentence, when there is no such node.
    fn node_facts(&self, name: &str) -> Result<Value, String> {
        let is_executed = self.node_count(name, None, None).is_ok();
        Ok(json!({"isExecuted": is_executed, "runIndex": 0, "parameters": {}, "context": {}}))
    }

    /// An environment variable.
    ///
    /// # Errors
    /// A sentence, when it is not allowed or not set.
    fn environment(&self, name: &str) -> Result<String, String>;
}

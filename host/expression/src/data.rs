//! What expressions may look at besides their own item.

use jackfield_item::Item;

/// The items of a node's input, and of the nodes before it. Read-only, and asked item by item.
pub trait Data: Send + Sync {
    /// How many items the node was given.
    fn count(&self) -> usize;

    /// An item of its input.
    fn item(&self, index: usize) -> Option<Item>;

    /// How many items another node has given.
    ///
    /// # Errors
    /// A sentence, when there is no such node or it has not run.
    fn node_count(&self, name: &str) -> Result<usize, String>;

    /// How many items another node has given by all its outputs together. Those of the first, which
    /// [`Data::node_count`] counts, come first.
    ///
    /// # Errors
    /// As for [`Data::node_count`].
    fn node_total(&self, name: &str) -> Result<usize, String> {
        self.node_count(name)
    }

    /// An item that another node has given, by any of its outputs.
    fn node_item(&self, name: &str, index: usize) -> Option<Item>;

    /// Which item of another node's output an item of the input comes from.
    ///
    /// # Errors
    /// A sentence, when nobody knows.
    fn paired(&self, name: &str, item: usize) -> Result<usize, String>;

    /// An environment variable.
    ///
    /// # Errors
    /// A sentence, when it is not allowed or not set.
    fn environment(&self, name: &str) -> Result<String, String>;
}

//! What the expressions of one node may look at.

use std::collections::BTreeMap;
use std::sync::Arc;

use jackfield_expression::Data;
use jackfield_flow::Lineage;
use jackfield_item::Item;

/// The input of one node, what the nodes before it have given, and the environment variables that
/// are allowed.
pub(crate) struct NodeData {
    pub(crate) node: usize,
    pub(crate) items: Arc<[Item]>,
    /// The names of all nodes, in the order of the workflow.
    pub(crate) names: Arc<[String]>,
    pub(crate) lineage: Lineage,
    pub(crate) environment: Arc<BTreeMap<String, Option<String>>>,
}

impl NodeData {
    pub(crate) fn node(&self) -> usize {
        self.node
    }

    pub(crate) fn items(&self) -> Arc<[Item]> {
        Arc::clone(&self.items)
    }

    fn find(&self, name: &str) -> Result<usize, String> {
        let Some(node) = self.names.iter().position(|candidate| candidate == name) else {
            let earlier = self.names.iter().take(self.node).map(String::as_str);
            let nearest = jackfield_suggest::nearest(name, earlier);
            let hint = nearest.map_or_else(String::new, |nearest| {
                format!(" (did you mean `{nearest}`?)")
            });
            return Err(format!("there is no step `{name}`{hint}"));
        };
        if node < self.node {
            Ok(node)
        } else {
            Err(format!("the step `{name}` does not come before this one"))
        }
    }

    fn output(&self, name: &str) -> Result<&Arc<[Item]>, String> {
        let node = self.find(name)?;
        self.lineage
            .output(node)
            .ok_or_else(|| format!("the step `{name}` has not run"))
    }
}

impl Data for NodeData {
    fn count(&self) -> usize {
        self.items.len()
    }

    fn item(&self, index: usize) -> Option<Item> {
        self.items.get(index).cloned()
    }

    fn node_count(&self, name: &str) -> Result<usize, String> {
        self.output(name).map(|items| items.len())
    }

    fn node_total(&self, name: &str) -> Result<usize, String> {
        let node = self.find(name)?;
        self.lineage
            .total(node)
            .ok_or_else(|| format!("the step `{name}` has not run"))
    }

    fn node_item(&self, name: &str, index: usize) -> Option<Item> {
        let node = self.find(name).ok()?;
        self.lineage.item(node, index).cloned()
    }

    fn paired(&self, name: &str, item: usize) -> Result<usize, String> {
        let target = self.find(name)?;
        self.lineage
            .paired(self.node, item, target)
            .map_err(|error| format!("`$('{name}').item`: {error}; `.first()`, `.last()` and `.all()` need no such item"))
    }

    fn environment(&self, name: &str) -> Result<String, String> {
        match self.environment.get(name) {
            Some(Some(value)) => Ok(value.clone()),
            Some(None) => Err(format!("the environment variable `{name}` is not set")),
            None => Err(format!(
                "the environment variable `{name}` is not allowed; run the workflow with --allow-env {name}"
            )),
        }
    }
}

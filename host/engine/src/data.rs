//! What the expressions of one node may look at.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::sync::Arc;

use jackfield_expression::{Data, Place};
use jackfield_flow::{Lineage, Origin};
use jackfield_item::Item;
use jackfield_workflow::{Node, Workflow};
use serde_json::{Value, json};

use crate::names::Names;

/// The input of one node, what the nodes before it have given, and the environment variables that
/// are allowed.
pub(crate) struct NodeData {
    pub(crate) node: usize,
    /// Its items; of several inputs those of the first one that has any, so that their numbers over
    /// all inputs are the same.
    pub(crate) items: Arc<[Item]>,
    pub(crate) workflow: Arc<Workflow>,
    pub(crate) names: Arc<Names>,
    pub(crate) lineage: Lineage,
    pub(crate) environment: Arc<BTreeMap<String, Option<String>>>,
}

impl NodeData {
    pub(crate) fn items(&self) -> Arc<[Item]> {
        Arc::clone(&self.items)
    }

    /// What the file calls a node.
    fn word(&self) -> &'static str {
        match self.workflow.export {
            Some(_) => "node",
            None => "step",
        }
    }

    /// The node of this name. A step sees those before it.
    fn find(&self, name: &str) -> Result<usize, String> {
        let word = self.word();
        let is_export = self.workflow.export.is_some();
        match self.names.find(name) {
            Some(node) if is_export || node < self.node => Ok(node),
            Some(_) => Err(format!("the {word} `{name}` does not come before this one")),
            None => {
                let seen = if is_export { usize::MAX } else { self.node };
                let nodes = self.workflow.nodes.iter().take(seen);
                let names = nodes.map(|node| node.name.as_str());
                let nearest = jackfield_suggest::nearest(name, names);
                let hint = nearest.map_or_else(String::new, |nearest| {
                    format!(" (did you mean `{nearest}`?)")
                });
                Err(format!("there is no {word} `{name}`{hint}"))
            }
        }
    }

    fn output(
        &self,
        name: &str,
        output: Option<u32>,
        run: Option<u32>,
    ) -> Result<&Arc<[Item]>, String> {
        let node = self.find(name)?;
        let word = self.word();
        if self.lineage.runs(node) == 0 {
            return Err(format!("the {word} `{name}` has not run"));
        }
        let output = output.map_or_else(|| self.connected(node), |output| output as usize);
        let run = run.map(|run| run as usize);
        self.lineage.output(node, output, run).ok_or_else(|| {
            let run = run.map_or_else(String::new, |run| format!(" in its run {run}"));
            format!("the {word} `{name}` has no output {output}{run}")
        })
    }

    /// The output of a node by which it leads to the one at work; the first one if it does not.
    fn connected(&self, target: usize) -> usize {
        if self.workflow.export.is_none() {
            return 0;
        }
        let mut seen = HashSet::from([self.node]);
        let mut ways = VecDeque::from([self.node]);
        while let Some(node) = ways.pop_front() {
            for (parent, output) in self.names.givers(node) {
                if *parent == target {
                    return *output;
                }
                if seen.insert(*parent) {
                    ways.push_back(*parent);
                }
            }
        }
        0
    }

    /// The place of an item, spelled as expressions do who name neither output nor run, if they
    /// would mean it.
    fn place(&self, node: usize, origin: Origin) -> Place {
        let is_last = origin.run as usize + 1 == self.lineage.runs(node);
        if is_last && origin.output == self.connected(node) {
            return Place::at(origin.index);
        }
        Place {
            output: u32::try_from(origin.output).ok(),
            run: Some(origin.run),
            index: origin.index,
        }
    }
}

impl Data for NodeData {
    fn count(&self) -> usize {
        self.items.len()
    }

    fn item(&self, index: usize) -> Option<Item> {
        self.items.get(index).cloned()
    }

    fn node_count(
        &self,
        name: &str,
        output: Option<u32>,
        run: Option<u32>,
    ) -> Result<usize, String> {
        self.output(name, output, run).map(|items| items.len())
    }

    fn node_item(&self, name: &str, at: Place) -> Option<Item> {
        let items = self.output(name, at.output, at.run).ok()?;
        items.get(at.index).cloned()
    }

    fn paired(&self, name: &str, item: usize) -> Result<Place, String> {
        let target = self.find(name)?;
        let word = self.word();
        if self.workflow.export.is_some() && self.lineage.runs(target) == 0 {
            return Err(format!("the {word} `{name}` has not run"));
        }
        let origin = self.lineage.paired(item, target);
        origin
            .map(|origin| self.place(target, origin))
            .map_err(|error| {
                format!(
                    "`$('{name}').item`: {}; `.first()`, `.last()` and `.all()` need no such item",
                    error.spelled(word)
                )
            })
    }

    fn node_facts(&self, name: &str) -> Result<Value, String> {
        let node = self.find(name)?;
        let runs = self.lineage.runs(node);
        let parameters = self.workflow.nodes.get(node).map(|node| &node.parameters);
        Ok(json!({
            "isExecuted": runs > 0,
            "runIndex": runs.saturating_sub(1),
            "parameters": parameters,
            "context": self.lineage.context(node),
        }))
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

/// What the expressions of a node may know about the run and the node itself.
pub(crate) fn facts(data: &NodeData, run: u32, mode: &str, id: &str) -> Value {
    let workflow = &data.workflow;
    let node = workflow.nodes.get(data.node);
    let Some(export) = &workflow.export else {
        return json!({
            "workflow": {"name": workflow.name},
            "execution": {"id": id},
        });
    };
    // In n8n every workflow has an id. One whose file says none is found by its name.
    let own_id = export.id.as_ref().unwrap_or(&workflow.name);
    let giver = data.lineage.givers().into_iter().flatten().next();
    let previous = giver.map(|giver| {
        json!({
            "name": workflow.nodes.get(giver.node).map(|node| &node.name),
            "outputIndex": giver.output,
            "runIndex": giver.run,
        })
    });
    json!({
        "workflow": {"id": own_id, "name": workflow.name, "active": export.is_active},
        "execution": {"id": id, "mode": mode},
        "mode": mode,
        "node": node.map(of_node),
        "previous": previous,
        "runIndex": run,
        "context": data.lineage.context(data.node),
    })
}

fn of_node(node: &Node) -> Value {
    let export = node.export.as_ref();
    json!({
        "name": node.name,
        "id": export.and_then(|export| export.id.as_ref()),
        "version": export.map(|export| export.version),
        "webhookId": export.and_then(|export| export.webhook_id.as_ref()),
        "rawParameters": node.parameters,
        "parameters": node.parameters,
    })
}

//! n8n's exports, read as they are.
//!
//! Files come from many versions of n8n and from many hands. Whatever a file leaves out has a
//! meaning, and whatever it says beyond that is passed over. What is wrong is found all at once, and
//! never ends the reading.

mod addresses;
mod called;
mod connections;
mod convert;
mod fields;
mod node;
mod parameters;
mod serve;
mod settings;
mod start;
mod wrap;

use std::collections::HashSet;

use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::export::Export;
use crate::graph::{Node, Workflow};
use crate::pointer::Pointer;
use crate::read::Reading;
use connections::Names;
use fields::{Fields, not};

pub use addresses::{OpenAddress, WrittenAddress, open_addresses, written_address};
pub use called::{Called, Entry, Which, called_workflows, workflows_in};
pub use convert::convert;
pub use serve::{CoreType, Purpose, Serving, Wish, serve};
pub use settings::pinned_item;

/// The type of notes on the picture.
const NOTE: &str = "n8n-nodes-base.stickyNote";

/// Reads the workflow of an export, or, of several in it, the one that was chosen by its id or its
/// name. None when the document is no export.
pub(crate) fn read(document: &mut Value, file_name: &str, chosen: Option<&str>) -> Option<Reading> {
    let found = wrap::find(document);
    if found.is_empty() {
        return None;
    }
    let at = match wrap::choose(&found, chosen) {
        Ok(found) => found.at.clone(),
        Err(diagnostic) => return Some(Reading::of_nothing(file_name, diagnostic)),
    };
    let workflow = document.pointer_mut(at.as_str()).map(Value::take);
    Some(read_workflow(workflow.unwrap_or_default(), &at, file_name))
}

fn read_workflow(workflow: Value, at: &Pointer, file_name: &str) -> Reading {
    let (mut diagnostics, mut notes) = (Vec::new(), Vec::new());
    let members = match workflow {
        Value::Object(members) => members,
        other => {
            let diagnostic = not("an object", "workflow", &other, at.clone());
            return Reading::of_nothing(file_name, diagnostic);
        }
    };
    let mut fields = Fields::new(members, at, &mut diagnostics);
    let name = fields.text("name").filter(|name| !name.is_empty());
    let id = fields.id("id");
    let is_active = fields.flag("active");
    let listed = fields.list("nodes");
    let connections = fields.object("connections");
    let settings = fields.object("settings");
    let pins = fields.object("pinData");
    let static_data = fields.any("staticData");

    let (mut nodes, dropped) = read_nodes(listed, &at.join("nodes"), &mut diagnostics);
    let names = Names::of(&nodes, dropped);
    say_repeated(&mut nodes, &names, &mut diagnostics);
    connections::read(
        connections,
        &at.join("connections"),
        &mut nodes,
        &names,
        (&mut diagnostics, &mut notes),
    );
    let export = Export {
        pointer: at.clone(),
        id,
        is_active,
        static_data: settings::static_data(static_data, at, &mut diagnostics),
        pinned: settings::pinned(pins, &at.join("pinData"), &names, &mut diagnostics),
        ..settings::read(settings, &at.join("settings"), &mut diagnostics)
    };
    if nodes.is_empty() && diagnostics.is_empty() {
        diagnostics.push(Diagnostic::new(
            at.join("nodes"),
            "this workflow has no nodes",
        ));
    }
    Reading {
        workflow: Workflow {
            name: name.unwrap_or_else(|| file_name.to_owned()),
            hosts: Vec::new(),
            nodes,
            export: Some(export),
        },
        diagnostics,
        notes,
    }
}

/// The nodes, without notes on the picture; and the names of those.
fn read_nodes(
    listed: Vec<Value>,
    at: &Pointer,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Vec<Node>, HashSet<String>) {
    let mut nodes = Vec::with_capacity(listed.len());
    let mut dropped = HashSet::new();
    for (index, value) in listed.into_iter().enumerate() {
        if value.get("type").and_then(Value::as_str) == Some(NOTE) {
            let name = value.get("name").and_then(Value::as_str);
            dropped.extend(name.map(ToOwned::to_owned));
        } else {
            nodes.push(node::read(value, at.join(index), diagnostics));
        }
    }
    (nodes, dropped)
}

/// Nodes know each other by name.
fn say_repeated(nodes: &mut [Node], names: &Names, diagnostics: &mut Vec<Diagnostic>) {
    for (index, node) in nodes.iter_mut().enumerate() {
        if node.name.is_empty() || names.place(&node.name) == Some(index) {
            continue;
        }
        node.is_whole = false;
        diagnostics.push(
            Diagnostic::new(
                node.pointer.join("name"),
                format!("there are two nodes called `{}`", node.name),
            )
            .hint("connections and expressions go by name: give each node one of its own"),
        );
    }
}

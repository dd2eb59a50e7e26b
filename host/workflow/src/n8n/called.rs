//! Other workflows that an export asks for.

use serde_json::Value;

use super::wrap;
use crate::export::Role;
use crate::graph::{Node, Workflow};
use crate::pointer::Pointer;

/// A workflow that an export asks for, as far as that is written out.
#[derive(Clone, Debug, PartialEq)]
pub struct Called {
    /// The node that asks for it; none for the one for the run's failure.
    pub node: Option<String>,
    /// Where it is asked for.
    pub pointer: Pointer,
    /// Which one.
    pub which: Which,
    /// Whether it is for the run's failure, and not for a node.
    pub for_errors: bool,
}

/// Which workflow is meant.
#[derive(Clone, Debug, PartialEq)]
pub enum Which {
    /// The one with this id or, where there is none, of this name.
    Id(String),
    /// The one in this file.
    File(String),
    /// This one, written out in a node.
    Inline(Value),
}

/// A workflow in a file: what it can be asked for by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id, if the file says.
    pub id: Option<String>,
    /// Its name, if the file says.
    pub name: Option<String>,
}

/// The type of nodes that run other workflows.
const CALLS: &str = "executeWorkflow";

/// The workflows that an export asks for: those of its nodes that run, and the one for its failure.
/// What only an expression names is known when it is asked for.
#[must_use]
pub fn called_workflows(workflow: &Workflow) -> Vec<Called> {
    let export = workflow.export.as_ref();
    let own = export.and_then(|export| export.id.as_deref());
    let own = own.unwrap_or(&workflow.name);
    let nodes = workflow.nodes.iter();
    let mut called: Vec<Called> = nodes.filter_map(|node| of_node(node, own)).collect();
    if let Some(id) = export.and_then(|export| export.error_workflow.clone()) {
        let settings = export.map(|export| export.pointer.join("settings"));
        called.push(Called {
            node: None,
            pointer: settings.unwrap_or_default().join("errorWorkflow"),
            which: Which::Id(id),
            for_errors: true,
        });
    }
    called
}

/// The workflow that a node asks for, in one with the id `own`.
fn of_node(node: &Node, own: &str) -> Option<Called> {
    let export = node.export.as_ref()?;
    if export.own_type() != Some(CALLS) || export.is_disabled || export.role != Role::Runs {
        return None;
    }
    let parameters = &node.parameters;
    let source = parameters.get("source").and_then(Value::as_str);
    let (parameter, which): (&str, fn(Value) -> Option<Which>) = match source.unwrap_or("database")
    {
        "database" => ("workflowId", |id| Some(Which::Id(written(&id)?))),
        "localFile" => ("workflowPath", |path| Some(Which::File(written(&path)?))),
        "parameter" => ("workflowJson", inline),
        _ => return None,
    };
    let mut value = parameters.get(parameter)?.clone();
    super::parameters::reduce(&mut value);
    if value.as_str().is_some_and(is_itself) {
        value = own.into();
    }
    Some(Called {
        node: Some(node.name.clone()),
        pointer: node.parameters_pointer().join(parameter),
        which: which(value)?,
        for_errors: false,
    })
}

/// Whether an expression gives the id of the workflow it stands in.
fn is_itself(text: &str) -> bool {
    let inner = text
        .strip_prefix("={{")
        .and_then(|text| text.trim_end().strip_suffix("}}"));
    inner.is_some_and(|inner| inner.trim() == "$workflow.id")
}

/// A word that is written out; old files have ids that are numbers.
fn written(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty() && !text.starts_with('=')).then_some(text)
}

fn inline(value: Value) -> Option<Which> {
    match value {
        Value::Object(_) => Some(Which::Inline(value)),
        Value::String(text) if !text.starts_with('=') => {
            serde_json::from_str(&text).ok().map(Which::Inline)
        }
        _ => None,
    }
}

/// The workflows in the text of a file; none where it has no export of n8n.
#[must_use]
pub fn workflows_in(text: &str) -> Vec<Entry> {
    let Ok(document) = serde_json::from_str::<Value>(text) else {
        return Vec::new();
    };
    let found = wrap::find(&document);
    let entries = found.iter().map(|found| Entry {
        id: wrap::word(found, "id"),
        name: wrap::word(found, "name"),
    });
    entries.collect()
}

//! What the expressions and the code of nodes name, and whether it is there.

use std::collections::BTreeSet;

use jackfield_expression::{Dialect, Named};
use jackfield_workflow::{Diagnostic, Node, Pointer, Workflow};
use serde_json::Value;

use crate::check::code_of;

/// An environment variable that a node reads.
#[derive(Clone, Debug)]
pub struct Variable<'a> {
    /// The node.
    pub node: &'a Node,
    /// Where it reads it.
    pub pointer: Pointer,
    /// The variable's name.
    pub name: String,
}

/// The nodes that an export's expressions and code look at and that are not there, by each node
/// that does, once. That fails when it comes to it, as in n8n, and it may never come to it.
#[must_use]
pub fn lost_nodes(workflow: &Workflow) -> Vec<Diagnostic> {
    if workflow.export.is_none() {
        // Steps are held against each other when they are prepared.
        return Vec::new();
    }
    let known: BTreeSet<&str> = workflow
        .nodes
        .iter()
        .map(|node| node.name.as_str())
        .collect();
    let lost = |named: Named| {
        named
            .nodes
            .into_iter()
            .filter(|name| !known.contains(&**name))
    };
    let found = once(workflow, |named| lost(named).collect());
    let names = || known.iter().copied().filter(|name| !name.is_empty());
    found
        .into_iter()
        .map(|(node, pointer, name)| {
            let message = format!(
                "the node `{}` looks at the node `{name}`, which is not there",
                node.name
            );
            let found = Diagnostic::new(pointer, message);
            match jackfield_suggest::nearest(&name, names()) {
                Some(nearest) => found.hint(format!("did you mean `{nearest}`?")),
                None => found.hint("it fails when it comes to that; if the node was renamed or removed, name another one"),
            }
        })
        .collect()
}

/// The environment variables that nodes read, by each node once.
#[must_use]
pub fn variables(workflow: &Workflow) -> Vec<Variable<'_>> {
    once(workflow, |named| named.variables)
        .into_iter()
        .map(|(node, pointer, name)| Variable {
            node,
            pointer,
            name,
        })
        .collect()
}

/// What is chosen of the names in the nodes that are carried out, each name of a node once, at its
/// first place.
fn once(
    workflow: &Workflow,
    choose: impl Fn(Named) -> Vec<String>,
) -> Vec<(&Node, Pointer, String)> {
    let idle = workflow.idle();
    let mut found: Vec<(&Node, Pointer, String)> = Vec::new();
    for (index, node) in workflow.nodes.iter().enumerate() {
        if idle.contains(&index) {
            continue;
        }
        let mut seen = BTreeSet::new();
        let mut add = |at: &Pointer, named: Named| {
            for name in choose(named) {
                if seen.insert(name.clone()) {
                    found.push((node, at.clone(), name));
                }
            }
        };
        let dialect = match node.export {
            Some(_) => Dialect::N8n,
            None => Dialect::Steps,
        };
        let mut in_template = |at: &Pointer, text: &str| add(at, Named::in_template(text, dialect));
        if let Some(condition) = &node.condition {
            visit(&node.condition_pointer(), condition, &mut in_template);
        }
        for (name, value) in &node.parameters {
            visit(
                &node.parameters_pointer().join(name),
                value,
                &mut in_template,
            );
        }
        if let Some((parameter, code)) = code_of(node) {
            add(
                &node.parameters_pointer().join(parameter),
                Named::in_code(code),
            );
        }
    }
    found
}

fn visit(at: &Pointer, value: &Value, with: &mut impl FnMut(&Pointer, &str)) {
    match value {
        Value::String(text) => with(at, text),
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                visit(&at.join(index), value, with);
            }
        }
        Value::Object(members) => {
            for (name, value) in members {
                visit(&at.join(name), value, with);
            }
        }
        _ => {}
    }
}

//! Who gives items to whom.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::fields::not;
use crate::diagnostic::Diagnostic;
use crate::export::Target;
use crate::graph::{Input, Node};
use crate::pointer::Pointer;

/// The connections that items go along.
const MAIN: &str = "main";
/// What the connections begin with by which a model, a memory or a tool serves a node.
const ATTACHED: &str = "ai_";
/// For so many names that are wrong the nearest one is looked for.
const MOST_OFFERS: usize = 20;
/// No node has so many inputs.
const MOST_INPUTS: usize = 100;

/// The nodes by their names.
pub(super) struct Names {
    places: HashMap<String, usize>,
    /// Those that are no part of the graph.
    dropped: HashSet<String>,
}

impl Names {
    /// The names of these nodes; of several with the same name the first has it.
    pub(super) fn of(nodes: &[Node], dropped: HashSet<String>) -> Self {
        let mut places = HashMap::with_capacity(nodes.len());
        for (index, node) in nodes.iter().enumerate() {
            places.entry(node.name.clone()).or_insert(index);
        }
        Self { places, dropped }
    }

    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
    }

    pub(super) fn is_dropped(&self, name: &str) -> bool {
        self.dropped.contains(name)
    }
}

/// One end of a connection, and the other.
struct Connection<'a> {
    kind: &'a str,
    from: usize,
    output: usize,
    to: usize,
    input: usize,
}

/// Reads the connections into the nodes.
pub(super) fn read(
    connections: Map<String, Value>,
    at: &Pointer,
    nodes: &mut [Node],
    names: &Names,
    (wrong, notes): (&mut Vec<Diagnostic>, &mut Vec<Diagnostic>),
) {
    for (source, kinds) in connections {
        let kinds = match kinds {
            Value::Null => continue,
            Value::Object(kinds) => kinds,
            other => {
                wrong.push(not("an object", &source, &other, at.join(&source)));
                continue;
            }
        };
        let Some(from) = names.place(&source) else {
            // Nothing can come from a node that is not there.
            if !names.is_dropped(&source) && kinds.values().any(leads_somewhere) {
                notes.push(
                    Diagnostic::new(
                        at.join(&source),
                        format!("connections lead from a node `{source}`, which is not there"),
                    )
                    .at_key(),
                );
            }
            continue;
        };
        for (kind, outputs) in &kinds {
            let here = || at.join(&source).join(kind);
            read_kind((from, kind), outputs, &here, names, nodes, wrong);
        }
    }
}

fn read_kind(
    (from, kind): (usize, &str),
    outputs: &Value,
    at: &dyn Fn() -> Pointer,
    names: &Names,
    nodes: &mut [Node],
    wrong: &mut Vec<Diagnostic>,
) {
    if !leads_somewhere(outputs) {
        return;
    }
    if kind != MAIN && !kind.starts_with(ATTACHED) {
        wrong.push(
            Diagnostic::new(
                at(),
                format!("there are no connections of the type `{kind}`"),
            )
            .at_key()
            .hint("connect the node anew in n8n, and export the workflow again"),
        );
        return;
    }
    let Some(outputs) = list(outputs, kind, at, wrong) else {
        return;
    };
    for (output, targets) in outputs.iter().enumerate() {
        let here = || at().join(output);
        let Some(targets) = list(targets, kind, &here, wrong) else {
            continue;
        };
        for (position, target) in targets.iter().enumerate() {
            let here = || here().join(position);
            match read_target(target, &here, (names, nodes), wrong.len() < MOST_OFFERS) {
                Ok(Some((to, input))) => connect(
                    nodes,
                    &Connection {
                        kind,
                        from,
                        output,
                        to,
                        input,
                    },
                ),
                Ok(None) => {}
                Err(diagnostic) => wrong.push(diagnostic),
            }
        }
    }
}

fn list<'a>(
    value: &'a Value,
    name: &str,
    at: &dyn Fn() -> Pointer,
    wrong: &mut Vec<Diagnostic>,
) -> Option<&'a [Value]> {
    match value {
        Value::Null => None,
        Value::Array(list) => Some(list),
        other => {
            wrong.push(not("a list", name, other, at()));
            None
        }
    }
}

/// The node and the input that a connection leads to; none where nothing is.
fn read_target(
    target: &Value,
    at: &dyn Fn() -> Pointer,
    (names, nodes): (&Names, &[Node]),
    offers: bool,
) -> Result<Option<(usize, usize)>, Diagnostic> {
    if target.is_null() {
        return Ok(None);
    }
    let Some(name) = target.get("node").and_then(Value::as_str) else {
        return Err(Diagnostic::new(at(), "this connection names no node"));
    };
    if names.is_dropped(name) {
        return Ok(None);
    }
    let Some(to) = names.place(name) else {
        return Err(is_not_there(name, at().join("node"), nodes, offers));
    };
    let input = match target.get("index") {
        None | Some(Value::Null) => 0,
        Some(index) => index
            .as_u64()
            .and_then(|index| usize::try_from(index).ok())
            .filter(|index| *index < MOST_INPUTS)
            .ok_or_else(|| {
                Diagnostic::new(at().join("index"), format!("no node has an input {index}"))
            })?,
    };
    Ok(Some((to, input)))
}

fn is_not_there(name: &str, at: Pointer, nodes: &[Node], offers: bool) -> Diagnostic {
    let missing = Diagnostic::new(
        at,
        format!("a connection leads to a node `{name}`, which is not there"),
    );
    let known = nodes.iter().map(|node| node.name.as_str());
    let nearest = offers.then(|| jackfield_suggest::nearest(name, known));
    match nearest.flatten() {
        Some(nearest) => missing.hint(format!("did you mean `{nearest}`?")),
        None => missing.hint("take the connection out, or add the node"),
    }
}

fn connect(nodes: &mut [Node], connection: &Connection<'_>) {
    let Connection {
        kind,
        from,
        output,
        to,
        input,
    } = *connection;
    if kind != MAIN {
        if let Some(export) = nodes.get_mut(to).and_then(|node| node.export.as_mut())
            && !export.attached.contains(&from)
        {
            export.attached.push(from);
        }
        return;
    }
    if let Some(export) = nodes.get_mut(from).and_then(|node| node.export.as_mut()) {
        if export.outputs.len() <= output {
            export.outputs.resize_with(output + 1, Vec::new);
        }
        if let Some(targets) = export.outputs.get_mut(output) {
            targets.push(Target { node: to, input });
        }
    }
    if let Some(node) = nodes.get_mut(to) {
        node.inputs.push(Input::Node { node: from, output });
    }
}

/// Whether any output has a target.
fn leads_somewhere(outputs: &Value) -> bool {
    match outputs {
        Value::Null => false,
        Value::Array(outputs) => outputs.iter().any(|targets| {
            targets.as_array().is_none_or(|list| !list.is_empty()) && !targets.is_null()
        }),
        _ => true,
    }
}

//! What the picture shows, in words.

use jackfield_workflow::{Node, Workflow};

use crate::edges::Edge;
use crate::text::{condition, line, name, operation, shorten};

/// How wide a name in a sentence is at most.
const WIDEST: u32 = 4_000;

/// The title: the workflow's whole name.
pub(super) fn title(workflow: &Workflow) -> String {
    let name = line(&workflow.name);
    if name.is_empty() {
        "A workflow".to_owned()
    } else {
        name
    }
}

/// A sentence for every step.
pub(super) fn description(workflow: &Workflow, edges: &[Edge]) -> String {
    let count = workflow.nodes.len();
    let noun = if workflow.export.is_some() {
        "node"
    } else {
        "step"
    };
    let plural = if count == 1 { "" } else { "s" };
    let mut sentences = vec![format!(
        "A workflow of {count} {noun}{plural}, from top to bottom."
    )];
    let mut edges = edges.iter().peekable();
    for (index, node) in workflow.nodes.iter().enumerate() {
        let mut sources = Vec::new();
        while let Some(edge) = edges.next_if(|edge| edge.to == index) {
            sources.push(source(edge, workflow));
        }
        sentences.push(sentence(node, &sources));
    }
    sentences.join(" ")
}

fn sentence(node: &Node, sources: &[String]) -> String {
    let operation = operation(node).map_or_else(String::new, |operation| {
        format!(" ({})", shorten(&operation, WIDEST))
    });
    let sources = match sources {
        [] => "takes no items".to_owned(),
        [..] => format!("takes {}", sources.join(", then ")),
    };
    let condition = condition(node).map_or_else(String::new, |condition| {
        format!(", and acts {}", shorten(&condition, WIDEST))
    });
    format!("{}{operation} {sources}{condition}.", quoted(node))
}

fn source(edge: &Edge, workflow: &Workflow) -> String {
    let times = edge
        .label()
        .map_or_else(String::new, |label| format!(" {}", shorten(&label, WIDEST)));
    match edge.from.and_then(|from| workflow.nodes.get(from)) {
        Some(node) if edge.serves => format!("the service of {}", quoted(node)),
        None => format!("the input of the run{times}"),
        Some(node) => format!("the items of {}{times}", quoted(node)),
    }
}

fn quoted(node: &Node) -> String {
    format!("“{}”", shorten(&name(node), WIDEST))
}

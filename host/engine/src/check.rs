//! What a file asks of nodes and that they cannot give.

use jackfield_flow::core::CoreOperation;
use jackfield_flow::nodes::Problem;
use jackfield_workflow::{Diagnostic, Node, Pointer, Retry, Workflow};

use crate::prepare::looks_at;

/// What a core node's parameters lack, where it stands in the file.
pub(crate) fn of_node(node: &Node, problem: Problem) -> Diagnostic {
    let way = problem.way.iter();
    let pointer = way.fold(node.parameters_pointer(), |at, name| at.join(name));
    let mut diagnostic = Diagnostic::new(
        pointer,
        format!("the node `{}`: {}", node.name, problem.message),
    );
    diagnostic.hint = problem.hint;
    diagnostic
}

/// The nodes whose items a node is given or looks at by name. Names that lead nowhere are mistakes.
pub(crate) fn check_steps(
    workflow: &Workflow,
    index: usize,
    named: Vec<(Pointer, String)>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<usize> {
    let mut looks_at = workflow.nodes.get(index).map(looks_at).unwrap_or_default();
    for (at, name) in named {
        let place = workflow.nodes.iter().position(|node| node.name == name);
        match place {
            Some(place) if place < index => looks_at.push(place),
            Some(_) => diagnostics.push(Diagnostic::new(
                at,
                format!("the step `{name}` does not come before this one"),
            )),
            None => {
                let earlier = workflow.nodes.iter().take(index);
                let names = earlier
                    .map(|node| node.name.as_str())
                    .filter(|name| !name.is_empty());
                diagnostics.push(
                    Diagnostic::new(at, format!("there is no step `{name}`")).offer(&name, names),
                );
            }
        }
    }
    looks_at
}

/// What a file asks of a core node and that has no meaning for one.
pub(crate) fn check_core(node: &Node) -> Vec<Diagnostic> {
    let Some(operation) = CoreOperation::of(node) else {
        return Vec::new();
    };
    let mut diagnostics = Vec::new();
    if operation.is_about_all() && node.condition.is_some() {
        diagnostics.push(
            Diagnostic::new(
                node.condition_pointer(),
                format!(
                    "`{}` is about all items together, and takes no `if`",
                    node.uses()
                ),
            )
            .at_key()
            .hint("choose the items with `core/filter` before it"),
        );
    }
    if let Some((name, message)) = operation.check(&node.parameters) {
        let at = node.parameters_pointer().join(name);
        diagnostics.push(Diagnostic::new(at, message));
    }
    let meaningless = [
        ("timeout", node.timeout.is_some()),
        ("retry", node.retry != Retry::default()),
        ("concurrency", node.concurrency > 1),
    ];
    for (key, _) in meaningless.iter().filter(|(_, is_given)| *is_given) {
        diagnostics.push(
            Diagnostic::new(
                node.pointer.join(key),
                format!("`{}` calls nobody, so `{key}` has no meaning", node.uses()),
            )
            .at_key()
            .hint("leave it out"),
        );
    }
    diagnostics
}

//! What a file asks of nodes and that they cannot give.

use std::collections::HashSet;

use jackfield_expression::Evaluator;
use jackfield_flow::core::CoreOperation;
use jackfield_flow::nodes::{NodeType, Problem};
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

/// Where nodes have their code: their types, and the parameter.
const CODE: [(NodeType, &str); 3] = [
    (NodeType::Code, "jsCode"),
    (NodeType::Function, "functionCode"),
    (NodeType::FunctionItem, "functionCode"),
];

/// The code of a node that is written out, and the parameter it is in.
pub(crate) fn code_of(node: &Node) -> Option<(&'static str, &str)> {
    let kind = NodeType::find(&node.export.as_ref()?.kind);
    let (_, parameter) = CODE
        .iter()
        .find(|(with_code, _)| Some(*with_code) == kind)?;
    let code = node.parameters.get(*parameter)?.as_str()?;
    // What an expression gives is looked at when it runs.
    (!code.starts_with('=')).then_some((*parameter, code))
}

/// The code of nodes that is written out and is no JavaScript.
pub(crate) async fn check_code(
    workflow: &Workflow,
    idle: &HashSet<usize>,
    evaluator: &Evaluator,
) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let nodes = workflow.nodes.iter().enumerate();
    for (_, node) in nodes.filter(|(index, _)| !idle.contains(index)) {
        let Some((parameter, code)) = code_of(node) else {
            continue;
        };
        let Ok(Some(wrong)) = evaluator.check_code(code).await else {
            continue;
        };
        let at = node.parameters_pointer().join(parameter);
        let message = format!("the node `{}`: {}", node.name, wrong.message);
        let mut diagnostic = Diagnostic::new(at, message);
        diagnostic.hint = wrong.hint;
        diagnostics.push(diagnostic);
    }
    diagnostics
}

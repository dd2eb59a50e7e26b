//! A workflow, ready to be run.

use std::time::Duration;

use jackfield_connector::Connector;
use jackfield_descriptor::{Descriptor, Effect, Operation};
use jackfield_expression::Evaluator;
use jackfield_flow::core::{self, CoreOperation};
use jackfield_workflow::{
    Catalog, Diagnostic, Input, Node, OnError, ParameterSchema, Pointer, Retry, Workflow,
    check_operations,
};

use crate::templates::Templates;

/// How long a call may take when neither the workflow nor the connector says.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(60);
/// How long a call may take at most by the connector's word; the workflow's author may allow more.
const MAX_TIMEOUT: Duration = Duration::from_secs(60 * 60);

/// A workflow that was held against the connectors there are, with its templates compiled.
#[derive(Debug)]
pub struct Prepared {
    /// The workflow.
    pub workflow: Workflow,
    /// What its nodes need, in the same order.
    pub nodes: Vec<PreparedNode>,
}

/// What one node needs.
#[derive(Debug)]
pub struct PreparedNode {
    /// The connector; none for a core node.
    pub connector: Option<Connector>,
    /// What a repeat of its operation does.
    pub effect: Effect,
    pub(crate) timeout: Duration,
    pub(crate) on_error: OnError,
    /// The nodes whose items it is given or looks at.
    pub(crate) looks_at: Vec<usize>,
    pub(crate) templates: Templates,
    pub(crate) schema: ParameterSchema,
}

impl Prepared {
    /// Prepares a workflow.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub async fn new(
        workflow: Workflow,
        connectors: &[Connector],
        evaluator: &Evaluator,
    ) -> Result<Self, Vec<Diagnostic>> {
        let core = core::descriptor();
        let descriptors: Vec<&Descriptor> = connectors
            .iter()
            .map(Connector::descriptor)
            .chain([&core])
            .collect();
        let mut diagnostics = check_operations(&workflow, Catalog::new(&descriptors));
        let mut nodes = Vec::with_capacity(workflow.nodes.len());
        for (index, node) in workflow.nodes.iter().enumerate() {
            let templates = match Templates::compile(node, evaluator).await {
                Ok(templates) => templates,
                Err(problems) => {
                    diagnostics.extend(problems);
                    continue;
                }
            };
            diagnostics.extend(check_core(node));
            let looks_at = check_steps(&workflow, index, templates.steps(node), &mut diagnostics);
            let Some((connector, operation)) = find(node, connectors, &core) else {
                continue;
            };
            match prepare(node, connector, operation, templates, looks_at) {
                Ok(prepared) => nodes.push(prepared),
                // Found by the check of the operations as well.
                Err(_) if !diagnostics.is_empty() => {}
                Err(error) => diagnostics.push(Diagnostic::new(node.pointer.clone(), error)),
            }
        }
        if diagnostics.is_empty() {
            Ok(Self { workflow, nodes })
        } else {
            Err(diagnostics)
        }
    }
}

fn find<'a>(
    node: &Node,
    connectors: &'a [Connector],
    core: &'a Descriptor,
) -> Option<(Option<&'a Connector>, &'a Operation)> {
    if node.connector == core::NAME {
        return Some((None, core.operation(&node.operation)?));
    }
    let connector = connectors
        .iter()
        .find(|connector| connector.descriptor().name == node.connector)?;
    let operation = connector.descriptor().operation(&node.operation)?;
    Some((Some(connector), operation))
}

/// The nodes whose items a node is given or looks at by name. Names that lead nowhere are mistakes.
fn check_steps(
    workflow: &Workflow,
    index: usize,
    named: Vec<(Pointer, String)>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<usize> {
    let inputs = workflow.nodes.get(index).map(|node| node.inputs.as_slice());
    let mut looks_at: Vec<usize> = inputs
        .unwrap_or_default()
        .iter()
        .filter_map(|input| match *input {
            Input::Run => None,
            Input::Node { node, .. } => Some(node),
        })
        .collect();
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
fn check_core(node: &Node) -> Vec<Diagnostic> {
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

fn prepare(
    node: &Node,
    connector: Option<&Connector>,
    operation: &Operation,
    templates: Templates,
    looks_at: Vec<usize>,
) -> Result<PreparedNode, String> {
    Ok(PreparedNode {
        connector: connector.cloned(),
        effect: operation.effect,
        timeout: node.timeout.unwrap_or_else(|| {
            operation
                .timeout_ms
                .map_or(DEFAULT_TIMEOUT, Duration::from_millis)
                .min(MAX_TIMEOUT)
        }),
        on_error: node.on_error,
        looks_at,
        templates,
        schema: ParameterSchema::new(&operation.parameters, "parameter")?,
    })
}

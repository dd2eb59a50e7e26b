//! A workflow, ready to be run.

use std::time::Duration;

use jackfield_connector::Connector;
use jackfield_descriptor::{Descriptor, Effect, Operation};
use jackfield_expression::Evaluator;
use jackfield_workflow::{Catalog, Diagnostic, Node, ParameterSchema, Workflow, check_operations};

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
    /// The connector.
    pub connector: Connector,
    /// What a repeat of its operation does.
    pub effect: Effect,
    pub(crate) timeout: Duration,
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
        let descriptors: Vec<&Descriptor> = connectors.iter().map(Connector::descriptor).collect();
        let mut diagnostics = check_operations(&workflow, Catalog::new(&descriptors));
        let mut nodes = Vec::with_capacity(workflow.nodes.len());
        for node in &workflow.nodes {
            let templates = match Templates::compile(node, evaluator).await {
                Ok(templates) => templates,
                Err(problems) => {
                    diagnostics.extend(problems);
                    continue;
                }
            };
            let Some((connector, operation)) = find(node, connectors) else {
                continue;
            };
            match prepare(node, connector, operation, templates) {
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

fn find<'a>(node: &Node, connectors: &'a [Connector]) -> Option<(&'a Connector, &'a Operation)> {
    let connector = connectors
        .iter()
        .find(|connector| connector.descriptor().name == node.connector)?;
    let operation = connector.descriptor().operation(&node.operation)?;
    Some((connector, operation))
}

fn prepare(
    node: &Node,
    connector: &Connector,
    operation: &Operation,
    templates: Templates,
) -> Result<PreparedNode, String> {
    Ok(PreparedNode {
        connector: connector.clone(),
        effect: operation.effect,
        timeout: node.timeout.unwrap_or_else(|| {
            operation
                .timeout_ms
                .map_or(DEFAULT_TIMEOUT, Duration::from_millis)
                .min(MAX_TIMEOUT)
        }),
        templates,
        schema: ParameterSchema::new(&operation.parameters, "parameter")?,
    })
}

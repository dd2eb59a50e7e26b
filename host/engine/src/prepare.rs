//! A workflow, ready to be run.

use std::time::Duration;

use jackfield_connector::Connector;
use jackfield_descriptor::{Descriptor, Effect, Fault, FaultKind, Operation};
use jackfield_expression::{Compiled, Misplaced, ParseError, Scope};
use jackfield_flow::{Evaluation, Failure};
use jackfield_item::Item;
use jackfield_workflow::{
    Catalog, Diagnostic, Node, ParameterSchema, Pointer, Workflow, check_operations,
};
use serde_json::Value;

/// How long a call may take when neither the workflow nor the connector says.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(60);
/// How long a call may take at most, whatever the connector says.
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
    /// The credential types that fit, by slot.
    pub slots: Vec<(String, Vec<String>)>,
    pub(crate) timeout: Duration,
    condition: Option<Compiled>,
    parameters: Compiled,
    schema: ParameterSchema,
}

impl Prepared {
    /// Prepares a workflow.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn new(workflow: Workflow, connectors: &[Connector]) -> Result<Self, Vec<Diagnostic>> {
        let descriptors: Vec<&Descriptor> = connectors.iter().map(Connector::descriptor).collect();
        let mut diagnostics = check_operations(&workflow, Catalog::new(&descriptors));
        let mut nodes = Vec::with_capacity(workflow.nodes.len());
        for node in &workflow.nodes {
            let compiled = compile(node);
            let found = find(node, connectors);
            match (compiled, found) {
                (Ok((condition, parameters)), Some((connector, operation))) => {
                    match prepare(connector, operation, condition, parameters) {
                        Ok(prepared) => nodes.push(prepared),
                        // Found by the check of the operations as well.
                        Err(_) if !diagnostics.is_empty() => {}
                        Err(error) => {
                            diagnostics.push(Diagnostic::new(node.pointer.clone(), error));
                        }
                    }
                }
                (Err(problems), _) => diagnostics.extend(problems),
                (Ok(_), None) => {}
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
    connector: &Connector,
    operation: &Operation,
    condition: Option<Compiled>,
    parameters: Compiled,
) -> Result<PreparedNode, String> {
    Ok(PreparedNode {
        connector: connector.clone(),
        effect: operation.effect,
        slots: operation
            .credentials
            .iter()
            .map(|slot| (slot.name.clone(), slot.types.clone()))
            .collect(),
        timeout: operation
            .timeout_ms
            .map_or(DEFAULT_TIMEOUT, Duration::from_millis)
            .min(MAX_TIMEOUT),
        condition,
        parameters,
        schema: ParameterSchema::new(&operation.parameters, "parameter")?,
    })
}

type Parts = (Option<Compiled>, Compiled);

fn compile(node: &Node) -> Result<Parts, Vec<Diagnostic>> {
    let condition = node.condition.as_ref().map(Compiled::compile).transpose();
    let parameters = Compiled::compile(&Value::Object(node.parameters.clone()));
    match (condition, parameters) {
        (Ok(condition), Ok(parameters)) => Ok((condition, parameters)),
        (condition, parameters) => {
            let in_condition = misplaced(condition.err(), node.condition_pointer());
            let in_parameters = misplaced(parameters.err(), node.parameters_pointer());
            Err(in_condition.chain(in_parameters).collect())
        }
    }
}

fn misplaced(
    errors: Option<Vec<Misplaced<ParseError>>>,
    at: Pointer,
) -> impl Iterator<Item = Diagnostic> {
    errors.into_iter().flatten().map(move |(way, error)| {
        let pointer = way
            .iter()
            .fold(at.clone(), |pointer, name| pointer.join(name));
        let mut diagnostic = Diagnostic::new(pointer, error.message);
        diagnostic.hint = error.hint;
        diagnostic
    })
}

impl PreparedNode {
    /// Evaluates condition and parameters for every item, before any of them is acted upon: a
    /// mistake in the last item is found before the first message is posted.
    pub(crate) fn evaluate(&self, node: usize, items: &[Item]) -> Result<Vec<Evaluation>, Failure> {
        items
            .iter()
            .enumerate()
            .map(|(index, item)| {
                self.evaluate_item(Scope { item, index })
                    .map_err(|fault| Failure {
                        node,
                        item: Some(index),
                        fault,
                    })
            })
            .collect()
    }

    fn evaluate_item(&self, scope: Scope<'_>) -> Result<Evaluation, Fault> {
        if let Some(condition) = &self.condition {
            let value = condition
                .evaluate(scope)
                .map_err(|(way, error)| undefined("if", &way, error))?;
            if !is_truthy(&value) {
                return Ok(Evaluation::Skip);
            }
        }
        let parameters = self
            .parameters
            .evaluate(scope)
            .map_err(|(way, error)| undefined("with", &way, error))?;
        match self
            .schema
            .violations(&parameters, false)
            .into_iter()
            .next()
        {
            None => Ok(Evaluation::Act(parameters)),
            Some(violation) => {
                let mut fault = Fault::new(FaultKind::InvalidParameter, violation.message);
                fault.hint = violation
                    .hint
                    .or_else(|| Some("the value comes from a template; look at what its expression gives for this item".to_owned()));
                Err(fault)
            }
        }
    }
}

fn undefined(key: &str, way: &[String], error: jackfield_expression::EvaluateError) -> Fault {
    let place: Vec<&str> = std::iter::once(key)
        .chain(way.iter().map(String::as_str))
        .collect();
    let mut fault = Fault::new(
        FaultKind::InvalidParameter,
        format!("in `{}`: {}", place.join("."), error.message),
    );
    fault.hint = error.hint;
    fault
}

/// What JavaScript takes for true (ECMAScript, section "ToBoolean").
fn is_truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(flag) => *flag,
        Value::Number(number) => number.as_f64().is_some_and(|number| number != 0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}

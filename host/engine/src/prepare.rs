//! A workflow, ready to be run.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use jackfield_connector::Connector;
use jackfield_descriptor::{Descriptor, Effect, Operation};
use jackfield_expression::Evaluator;
use jackfield_flow::core;
use jackfield_flow::nodes::NodeType;
use jackfield_workflow::{
    Catalog, Diagnostic, Input, Node, OnError, ParameterSchema, Schemas, Workflow, check_node,
};

use crate::check::{check_code, check_core, check_steps, of_node};
use crate::names::Names;
use crate::templates::Templates;

/// How long a call may take when neither the workflow nor the connector says.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(60);
/// How long a call may take at most by the connector's word; the workflow's author may allow more.
const MAX_TIMEOUT: Duration = Duration::from_secs(60 * 60);

/// A workflow that was held against the connectors there are, with its templates compiled.
#[derive(Debug)]
pub struct Prepared {
    /// The workflow.
    pub workflow: Arc<Workflow>,
    /// What its nodes need, in the same order.
    pub nodes: Vec<PreparedNode>,
    pub(crate) names: Arc<Names>,
}

/// What one node needs.
#[derive(Debug)]
pub struct PreparedNode {
    /// The connector; none for a node that needs none.
    pub connector: Option<Connector>,
    /// What a repeat of its operation does.
    pub effect: Effect,
    pub(crate) timeout: Duration,
    pub(crate) on_error: OnError,
    /// The nodes whose items it is given or looks at.
    pub(crate) looks_at: Vec<usize>,
    pub(crate) templates: Arc<Templates>,
    /// What its parameters must be like; none where the node sees to that itself.
    pub(crate) schema: Option<Arc<ParameterSchema>>,
    /// Where in its parameters stands what is evaluated anew for every page.
    pub(crate) pagewise: Vec<String>,
    /// The parameter that names the credential which it makes.
    pub(crate) saves: Option<String>,
    /// Whether it replaces the token of its credential.
    pub(crate) rotates: bool,
}

impl Prepared {
    /// Prepares a workflow. In an export, nodes of app types have their connector and operation
    /// already, as far as there is one.
    ///
    /// # Errors
    /// Everything that is wrong with it, but for what concerns only nodes that will not be carried
    /// out, those in `idle`.
    pub async fn new(
        workflow: Workflow,
        idle: &HashSet<usize>,
        connectors: &[Connector],
        evaluator: &Evaluator,
    ) -> Result<Self, Vec<Diagnostic>> {
        let core = core::descriptor();
        let descriptors: Vec<&Descriptor> = connectors
            .iter()
            .map(Connector::descriptor)
            .chain([&core])
            .collect();
        let catalog = Catalog::new(&descriptors);
        let mut schemas = Schemas::default();
        let mut diagnostics = Vec::new();
        let mut nodes = Vec::with_capacity(workflow.nodes.len());
        let mut compiled = Vec::with_capacity(workflow.nodes.len());
        let names = Names::of(&workflow);
        for (index, node) in workflow.nodes.iter().enumerate() {
            if idle.contains(&index) {
                nodes.push(PreparedNode::idle(node, looks_at(node)));
                continue;
            }
            let found = diagnostics.len();
            let own = own_type(node);
            match own {
                Some((kind, version)) => {
                    let problems = kind.check(version, &node.parameters);
                    diagnostics.extend(problems.into_iter().map(|problem| of_node(node, problem)));
                }
                None => diagnostics.extend(check_node(node, catalog, &mut schemas)),
            }
            diagnostics.extend(check_core(node));
            let served = find(node, connectors, &core);
            let pagewise = served.map_or(&[][..], |(_, operation)| &operation.pagewise);
            let templates = match Templates::compile(node, pagewise) {
                Ok(templates) => Arc::new(templates),
                Err(problems) => {
                    diagnostics.extend(problems);
                    continue;
                }
            };
            compiled.push((node, Arc::clone(&templates)));
            let named = templates.steps(node);
            let looks_at = match node.export {
                // What there is not is a fault when it is looked at, as in n8n.
                Some(_) => looks_at(node)
                    .into_iter()
                    .chain(named.iter().filter_map(|(_, name)| names.find(name)))
                    .collect(),
                None => check_steps(&workflow, index, named, &mut diagnostics),
            };
            if let Some((kind, _)) = own {
                nodes.push(PreparedNode {
                    templates,
                    // What another workflow does may be anything.
                    effect: match kind {
                        NodeType::ExecuteWorkflow => Effect::Unsafe,
                        _ => Effect::Read,
                    },
                    ..PreparedNode::idle(node, looks_at)
                });
                continue;
            }
            let Some((connector, operation)) = served else {
                // Said where nodes are held against connectors.
                continue;
            };
            let schema = schemas.of(&node.connector, operation);
            let ready = schema
                .map(|schema| prepare(node, connector, operation, (templates, schema), looks_at));
            match ready {
                Ok(prepared) => nodes.push(prepared),
                // Found by the check of the operations as well.
                Err(_) if diagnostics.len() > found => {}
                Err(error) => diagnostics.push(Diagnostic::new(node.pointer.clone(), error)),
            }
        }
        diagnostics.extend(Templates::check(&compiled, evaluator).await);
        diagnostics.extend(check_code(&workflow, idle, evaluator).await);
        if diagnostics.is_empty() {
            Ok(Self {
                workflow: Arc::new(workflow),
                nodes,
                names: Arc::new(names),
            })
        } else {
            Err(diagnostics)
        }
    }
}

impl PreparedNode {
    /// A node that calls nobody.
    fn idle(node: &Node, looks_at: Vec<usize>) -> Self {
        Self {
            connector: None,
            effect: Effect::Read,
            timeout: DEFAULT_TIMEOUT,
            on_error: node.on_error,
            looks_at,
            templates: Arc::new(Templates::none(node)),
            schema: None,
            pagewise: Vec::new(),
            saves: None,
            rotates: false,
        }
    }
}

/// The core node type of a node of an export, with its version.
fn own_type(node: &Node) -> Option<(NodeType, f64)> {
    let export = node.export.as_ref()?;
    Some((NodeType::find(&export.kind)?, export.version))
}

/// The nodes that give a node its items.
pub(crate) fn looks_at(node: &Node) -> Vec<usize> {
    let inputs = node.inputs.iter();
    let inputs = inputs.filter_map(|input| match *input {
        Input::Run => None,
        Input::Node { node, .. } => Some(node),
    });
    inputs.collect()
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

fn prepare(
    node: &Node,
    connector: Option<&Connector>,
    operation: &Operation,
    (templates, schema): (Arc<Templates>, Arc<ParameterSchema>),
    looks_at: Vec<usize>,
) -> PreparedNode {
    PreparedNode {
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
        schema: Some(schema),
        pagewise: operation.pagewise.clone(),
        saves: operation.saves.clone(),
        rotates: operation.rotates,
    }
}

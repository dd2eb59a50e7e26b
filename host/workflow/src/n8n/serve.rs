//! An export held against what there is: which node does what in the run, and by what it is served.

use jackfield_descriptor::{CredentialType, Descriptor, N8nNode, Operation, Slot, Unchosen};

use super::parameters::{drop_blanks, prune, reduce};
use super::start::{self, Chosen};
use crate::diagnostic::Diagnostic;
use crate::export::{ExportNode, Label, Role};
use crate::graph::{Node, Workflow};
use crate::operations::Catalog;

/// A node type of n8n that needs no connector.
#[derive(Clone, Copy, Debug)]
pub struct CoreType {
    /// The type without the name of n8n's own package, such as `set`.
    pub name: &'static str,
    /// The versions that are served.
    pub versions: &'static [f64],
    /// Whether a run can begin with it.
    pub is_trigger: bool,
}

/// How somebody wants to run an export.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wish<'a> {
    /// The name of the node to begin with, if they say.
    pub start: Option<&'a str>,
    /// Whether they give items to begin with.
    pub gives_items: bool,
    /// What the run is for.
    pub purpose: Purpose,
    /// Whether pinned items stand for triggers, and for nodes that nothing here serves.
    pub pinned: bool,
}

/// What a run is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Somebody wants it.
    #[default]
    Run,
    /// Another workflow calls it.
    Call,
    /// Another workflow has failed.
    Recover,
}

/// What came of holding an export against what there is.
#[derive(Debug, Default)]
pub struct Serving {
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// The names of the triggers that the run could have begun with as well.
    pub other_starts: Vec<String>,
}

/// Chooses where the run of an export begins, and finds for each node that its items can come to
/// what serves it: one of the core types, or an operation of a connector. From then on such a node
/// says its connector and its operation, its parameters are those of the operation, and its
/// credentials are labels by slot. What nothing here serves is a diagnostic.
///
/// Nodes that no items can come to are not looked at: n8n does not miss anything there either.
/// A file of steps is left alone.
pub fn serve(
    workflow: &mut Workflow,
    catalog: Catalog<'_>,
    core: &[CoreType],
    wish: Wish<'_>,
) -> Serving {
    if workflow.export.is_none() {
        return Serving::default();
    }
    let Chosen { node, others } = match start::choose(workflow, wish.start, wish.purpose) {
        Ok(chosen) => chosen,
        Err(diagnostic) => {
            return Serving {
                diagnostics: vec![diagnostic],
                other_starts: Vec::new(),
            };
        }
    };
    let reached = start::reached(workflow, node);
    let server = Server {
        catalog,
        core,
        wish,
        start: node,
    };
    let mut diagnostics = Vec::new();
    let Workflow { nodes, export, .. } = workflow;
    for (index, (node, is_reached)) in nodes.iter_mut().zip(reached).enumerate() {
        let has_pins = export
            .as_ref()
            .is_some_and(|export| export.pinned.contains_key(&index));
        let role = if is_reached {
            server.role(index, node, has_pins)
        } else {
            Ok(Role::Unreached)
        };
        match role {
            Ok(role) => {
                if let Some(export) = &mut node.export {
                    export.role = role;
                }
            }
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
    if let Some(export) = export {
        export.start = Some(node);
    }
    let name = |index: &usize| Some(nodes.get(*index)?.name.clone());
    Serving {
        diagnostics,
        other_starts: others.iter().filter_map(name).collect(),
    }
}

struct Server<'a> {
    catalog: Catalog<'a>,
    core: &'a [CoreType],
    wish: Wish<'a>,
    start: usize,
}

/// What serves a type.
enum Service<'a> {
    Core,
    Connector(&'a Descriptor, &'a N8nNode),
    /// The type is known in these versions only.
    OtherVersions(Vec<f64>),
    Nothing,
}

impl<'a> Server<'a> {
    fn role(&self, index: usize, node: &mut Node, has_pins: bool) -> Result<Role, Diagnostic> {
        let Some(export) = node.export.clone() else {
            return Ok(Role::Runs);
        };
        // It passes its items on, whatever it is.
        if export.is_disabled || !node.is_whole {
            return Ok(Role::Runs);
        }
        let is_start = index == self.start;
        let begins = is_start && node.inputs.is_empty();
        let pinned = self.wish.pinned && has_pins && !(is_start && self.wish.gives_items);
        let service = self.service(&export);
        let is_trigger = self.is_trigger(&export) || begins;
        match service {
            _ if pinned && begins => Ok(Role::Pinned),
            Service::Core => Ok(Role::Runs),
            Service::Connector(descriptor, n8n_node) => {
                assign(node, descriptor, n8n_node, self.catalog)?;
                Ok(Role::Runs)
            }
            _ if pinned => Ok(Role::Pinned),
            _ if is_start && is_trigger && self.wish.gives_items => Ok(Role::Given),
            service => Err(self.lack(node, &export, &service, (begins, has_pins))),
        }
    }

    fn is_trigger(&self, export: &ExportNode) -> bool {
        let core = export.own_type().and_then(|name| self.core_type(name));
        core.is_some_and(|core| core.is_trigger) || start::is_called_trigger(&export.kind)
    }

    fn core_type(&self, name: &str) -> Option<&'a CoreType> {
        self.core.iter().find(|core| core.name == name)
    }

    fn service(&self, export: &ExportNode) -> Service<'a> {
        let serves = |versions: &[f64]| {
            let mut versions = versions.iter();
            versions.any(|version| (version - export.version).abs() < f64::EPSILON)
        };
        if let Some(core) = export.own_type().and_then(|name| self.core_type(name)) {
            return if serves(core.versions) {
                Service::Core
            } else {
                Service::OtherVersions(core.versions.to_vec())
            };
        }
        let mut others = Vec::new();
        for descriptor in self.catalog.descriptors() {
            for node in &descriptor.n8n_nodes {
                if node.name != export.kind {
                    continue;
                }
                if serves(&node.versions) {
                    return Service::Connector(descriptor, node);
                }
                others.extend_from_slice(&node.versions);
            }
        }
        if others.is_empty() {
            Service::Nothing
        } else {
            others.sort_by(f64::total_cmp);
            Service::OtherVersions(others)
        }
    }

    /// Says that nothing serves a node, and what to do.
    fn lack(
        &self,
        node: &Node,
        export: &ExportNode,
        service: &Service<'_>,
        (begins, has_pins): (bool, bool),
    ) -> Diagnostic {
        let (name, kind) = (&node.name, &export.kind);
        let pin = if has_pins {
            "give `--pinned`, and the items pinned to it in n8n stand for what it gives"
        } else {
            "pin items to it in n8n and give `--pinned`"
        };
        if let Service::OtherVersions(versions) = service {
            let versions: Vec<String> = versions.iter().map(ToString::to_string).collect();
            let message = format!(
                "the node `{name}` is of version {} of the type {kind}, which nothing here serves",
                export.version
            );
            return Diagnostic::new(node.pointer.join("typeVersion"), message).hint(format!(
                "versions {} are served; or {pin}",
                versions.join(", ")
            ));
        }
        let at = node.pointer.join("type");
        if begins {
            let message = format!(
                "the run begins with `{name}`, and what a node of the type {kind} gives comes from elsewhere"
            );
            return Diagnostic::new(at, message).hint(format!(
                "give the items yourself with `--items`, or {pin}, or begin with another node with `--start`"
            ));
        }
        if !export.attached.is_empty() {
            let message = format!(
                "the node `{name}` is of the type {kind}, which works with models, memories or tools and is not served here"
            );
            return Diagnostic::new(at, message).hint(pin);
        }
        let message = format!("the node `{name}` is of the type {kind}, which nothing here serves");
        let nearest = match self.nearest(kind) {
            Some(nearest) => format!("the nearest type there is is {nearest}; "),
            None => String::new(),
        };
        Diagnostic::new(at, message).hint(format!(
            "{nearest}add a connector for it with `--plugin`, or {pin}, or begin behind it with `--start` and `--items`"
        ))
    }

    /// The type whose name is most like this one's.
    fn nearest(&self, kind: &str) -> Option<String> {
        let short = |kind: &'a str| kind.rsplit('.').next().unwrap_or(kind);
        let core = self.core.iter().map(|core| core.name);
        let nodes = || {
            let descriptors = self.catalog.descriptors();
            descriptors.flat_map(|descriptor| &descriptor.n8n_nodes)
        };
        let served = nodes().map(|node| short(&node.name));
        let word = kind.rsplit('.').next().unwrap_or(kind);
        let nearest = jackfield_suggest::nearest(word, core.chain(served))?;
        let whole = nodes().find(|node| short(&node.name) == nearest);
        Some(whole.map_or_else(|| ExportNode::own(nearest), |node| node.name.clone()))
    }
}

/// Makes a node one of a connector's operation.
fn assign(
    node: &mut Node,
    descriptor: &Descriptor,
    n8n_node: &N8nNode,
    catalog: Catalog<'_>,
) -> Result<(), Diagnostic> {
    let parameters = node.parameters_pointer();
    let name = &node.name;
    let chosen = n8n_node.operation(&node.parameters).map_err(|unchosen| {
        let (parameter, message) = match unchosen {
            Unchosen::Missing(parameter) => {
                let message = format!("the node `{name}` does not say which `{parameter}`");
                (parameter, message)
            }
            Unchosen::Expression(parameter) => {
                let message = format!(
                    "the `{parameter}` of the node `{name}` is an expression, and has to be known before the run"
                );
                (parameter, message)
            }
            Unchosen::NoText(parameter) => {
                let message = format!("the `{parameter}` of the node `{name}` must be text");
                (parameter, message)
            }
        };
        Diagnostic::new(parameters.join(&parameter), message).hint("choose it in n8n")
    })?;
    let Some(operation) = descriptor.operation(&chosen) else {
        let names = descriptor
            .operations
            .iter()
            .map(|operation| operation.name.as_str());
        return Err(Diagnostic::new(
            parameters,
            format!(
                "the node `{name}` is to do `{chosen}`, which the connector {} cannot",
                descriptor.name
            ),
        )
        .at_key()
        .offer(&chosen, names));
    };
    let labels = labels(node, n8n_node, operation, catalog);
    for (selector, default) in [
        (&n8n_node.resource, "resource"),
        (&n8n_node.operation, "operation"),
    ] {
        let parameter = match selector {
            Some(selector) => selector.parameter.as_deref(),
            None => Some(default),
        };
        // One that the operation itself has is for both.
        let is_its_own = |name: &&str| {
            let properties = operation.parameters.get("properties");
            properties.is_some_and(|properties| properties.get(*name).is_some())
        };
        if let Some(parameter) = parameter.filter(|name| !is_its_own(name)) {
            node.parameters.shift_remove(parameter);
        }
    }
    node.parameters.values_mut().for_each(reduce);
    prune(&mut node.parameters, &operation.parameters);
    drop_blanks(&mut node.parameters, &operation.parameters);
    node.connector.clone_from(&descriptor.name);
    node.operation.clone_from(&operation.name);
    node.concurrency = n8n_node.concurrency.unwrap_or(1).max(1);
    node.credentials = labels
        .iter()
        .map(|label| (label.slot.clone(), label.label.clone()))
        .collect();
    if let Some(export) = &mut node.export {
        export.batching.clone_from(&n8n_node.batching);
        export.error_object = n8n_node.error_object;
        export.labels = labels;
    }
    Ok(())
}

/// The credentials that fill the slots of an operation. A slot that must be filled and is not has
/// a label that says nothing: one credential alone may fit all the same.
fn labels(
    node: &Node,
    n8n_node: &N8nNode,
    operation: &Operation,
    catalog: Catalog<'_>,
) -> Vec<Label> {
    let used = n8n_node
        .credential
        .as_ref()
        .map(|selector| selector.credential_type(&node.parameters));
    let mut labels = Vec::new();
    for slot in &operation.credentials {
        let label = |n8n_type: Option<String>, label: &str| Label {
            slot: slot.name.clone(),
            n8n_type,
            label: label.to_owned(),
        };
        let named = node.credentials.iter().find(|(n8n_type, _)| match &used {
            Some(used) => used.as_deref() == Some(n8n_type.as_str()),
            None => fits(slot, n8n_type, catalog),
        });
        match (named, &used) {
            (Some((n8n_type, name)), _) => labels.push(label(Some(n8n_type.clone()), name)),
            (None, Some(Some(n8n_type))) => labels.push(label(Some(n8n_type.clone()), "")),
            (None, _) if !slot.optional => labels.push(label(None, "")),
            (None, _) => {}
        }
    }
    labels
}

/// Whether a credential of n8n's type can fill a slot.
fn fits(slot: &Slot, n8n_type: &str, catalog: Catalog<'_>) -> bool {
    let mut types = catalog
        .descriptors()
        .flat_map(|descriptor| &descriptor.credential_types);
    slot.types.iter().any(|fitting| fitting == Slot::ANY)
        || types.any(|known: &CredentialType| known.answers_to(n8n_type) && slot.takes(&known.name))
}

impl ExportNode {
    fn own(name: &str) -> String {
        format!("{}{name}", crate::export::OWN_TYPES)
    }
}

//! Nodes held against what connectors say about themselves.

use std::collections::HashMap;
use std::sync::Arc;

use jackfield_descriptor::{Descriptor, Operation, Slot};
use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::graph::{Node, Workflow};
use crate::parameters::{ParameterSchema, placed};

/// The connectors there are.
#[derive(Clone, Copy, Debug)]
pub struct Catalog<'a>(&'a [&'a Descriptor]);

impl<'a> Catalog<'a> {
    /// A catalogue of these connectors.
    #[must_use]
    pub fn new(descriptors: &'a [&'a Descriptor]) -> Self {
        Self(descriptors)
    }

    /// What the connectors say about themselves.
    pub(crate) fn descriptors(&self) -> impl Iterator<Item = &'a Descriptor> + use<'a> {
        self.0.iter().copied()
    }

    fn connector(&self, name: &str) -> Option<&'a Descriptor> {
        self.0
            .iter()
            .find(|descriptor| descriptor.name == name)
            .copied()
    }
}

/// The schemas of operations, each made ready once: that takes longer than to use it.
#[derive(Debug, Default)]
pub struct Schemas(HashMap<(String, String), Result<Arc<ParameterSchema>, String>>);

impl Schemas {
    /// The schema of the parameters of a connector's operation.
    ///
    /// # Errors
    /// When it is no schema, as a sentence.
    pub fn of(
        &mut self,
        connector: &str,
        operation: &Operation,
    ) -> Result<Arc<ParameterSchema>, String> {
        let key = (connector.to_owned(), operation.name.clone());
        let schema = self.0.entry(key).or_insert_with(|| {
            ParameterSchema::new(&operation.parameters, "parameter").map(Arc::new)
        });
        schema.clone()
    }
}

/// Everything that a workflow asks of connectors and that they do not offer.
#[must_use]
pub fn check_operations(workflow: &Workflow, catalog: Catalog<'_>) -> Vec<Diagnostic> {
    let mut schemas = Schemas::default();
    workflow
        .nodes
        .iter()
        .flat_map(|node| check_node(node, catalog, &mut schemas))
        .collect()
}

/// Everything that a node asks of a connector and that it does not offer.
#[must_use]
pub fn check_node(node: &Node, catalog: Catalog<'_>, schemas: &mut Schemas) -> Vec<Diagnostic> {
    if node.connector.is_empty() {
        return Vec::new();
    }
    let is_export = node.export.is_some();
    let uses = node.pointer.join(if is_export { "type" } else { "uses" });
    let Some(descriptor) = catalog.connector(&node.connector) else {
        let names = catalog.0.iter().map(|descriptor| descriptor.name.as_str());
        return vec![
            Diagnostic::new(uses, format!("there is no connector `{}`", node.connector))
                .offer(&node.connector, names),
        ];
    };
    let Some(operation) = descriptor.operation(&node.operation) else {
        let names = descriptor
            .operations
            .iter()
            .map(|operation| operation.name.as_str());
        return vec![
            Diagnostic::new(
                uses,
                format!("{} has no operation `{}`", descriptor.name, node.operation),
            )
            .offer(&node.operation, names),
        ];
    };
    if !node.is_whole {
        return Vec::new();
    }
    // The credentials of an export are labels, for which somebody else finds credentials.
    let mut diagnostics = if is_export {
        Vec::new()
    } else {
        check_credentials(node, operation)
    };
    diagnostics.extend(check_parameters(node, operation, schemas));
    diagnostics
}

/// Says of which node of an export something is said, for its file is long and not written by hand.
fn in_node(mut found: Diagnostic, node: &Node) -> Diagnostic {
    found.message = format!("the node `{}`: {}", node.name, found.message);
    found
}

fn check_credentials(node: &Node, operation: &Operation) -> Vec<Diagnostic> {
    let slot_names = || operation.credentials.iter().map(|slot| slot.name.as_str());
    let missing = |slot: &Slot| {
        let types = slot.types_in_words();
        let message = if slot.name == "default" {
            format!("`{}` needs a credential of type {types}", node.uses())
        } else {
            format!(
                "`{}` needs a credential of type {types} in the slot `{}`",
                node.uses(),
                slot.name
            )
        };
        let key = if slot.name == "default" {
            "\"credential\": \"NAME\"".to_owned()
        } else {
            format!("\"credentials\": {{\"{}\": \"NAME\"}}", slot.name)
        };
        Diagnostic::new(node.pointer.join("uses"), message).hint(format!("add `{key}` to the step"))
    };
    let unfilled = operation
        .credentials
        .iter()
        .filter(|slot| !slot.optional)
        .filter(|slot| !node.credentials.iter().any(|(name, _)| *name == slot.name))
        .map(missing);
    let unknown = node
        .credentials
        .iter()
        .filter(|(name, _)| !slot_names().any(|slot| slot == name))
        .map(|(name, _)| {
            if name == "default" {
                Diagnostic::new(
                    node.pointer.join("credential"),
                    format!("`{}` takes no credential", node.uses()),
                )
                .at_key()
            } else {
                Diagnostic::new(
                    node.pointer.join("credentials").join(name),
                    format!("`{}` has no credential slot `{name}`", node.uses()),
                )
                .at_key()
                .offer(name, slot_names())
            }
        });
    unfilled.chain(unknown).collect()
}

fn check_parameters(node: &Node, operation: &Operation, schemas: &mut Schemas) -> Vec<Diagnostic> {
    let at = node.parameters_pointer();
    match schemas.of(&node.connector, operation) {
        Ok(schema) => {
            let parameters = Value::Object(node.parameters.clone());
            let violations = if node.export.is_some() {
                schema.violations_in_export(&parameters)
            } else {
                schema.violations(&parameters, true)
            };
            let found = placed(violations, &at);
            if node.export.is_some() {
                found.map(|found| in_node(found, node)).collect()
            } else {
                found.collect()
            }
        }
        Err(error) => vec![Diagnostic::new(
            at,
            format!(
                "the connector's schema of `{}` cannot be used: {error}",
                node.uses()
            ),
        )],
    }
}

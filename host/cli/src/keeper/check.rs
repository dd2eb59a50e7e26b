//! What a file wants kept, held against what there is before anything runs.

use std::collections::HashSet;

use jackfield_connector::{Keeper as _, Saving};
use jackfield_credential::check_name;
use jackfield_descriptor::{Fault, Operation};
use jackfield_engine::Credentials;
use jackfield_workflow::{Diagnostic, Node, Pointer, Workflow};

use super::StoreKeeper;
use crate::connectors::Connectors;
use crate::unrotated::fault_of;

/// What cannot be kept.
#[derive(Debug, Default)]
pub(crate) struct Unkept {
    /// Names of credentials to come, where they stand in the file.
    pub(crate) names: Vec<Diagnostic>,
    /// Credentials whose tokens cannot be replaced.
    pub(crate) credentials: Vec<Diagnostic>,
}

impl StoreKeeper {
    /// What the steps of a workflow want kept and cannot be, as far as it stands in the file. The
    /// places that credentials come from are asked where the credentials are known.
    pub(crate) fn check(
        &self,
        workflow: &Workflow,
        connectors: &Connectors,
        credentials: Option<&Credentials>,
    ) -> Unkept {
        let mut unkept = Unkept::default();
        let mut wanted = HashSet::new();
        for node in workflow.nodes.iter().filter(|node| node.is_whole) {
            let descriptor = connectors.descriptor(&node.connector);
            let Some(operation) = descriptor.and_then(|known| known.operation(&node.operation))
            else {
                continue;
            };
            if let (true, Some(known), Some((_, acting))) =
                (operation.rotates, credentials, node.credentials.first())
                && known.contains_key(acting)
                && let Err(fault) = self.expect_rotation(acting)
            {
                let at = node.pointer.join("credential");
                unkept.credentials.push(diagnostic(at, fault));
            }
            let Some((parameter, name)) = name_in_file(node, operation) else {
                continue;
            };
            let at = node.parameters_pointer().join(parameter);
            let saving = Saving {
                name: name.to_owned(),
                // Of no call yet.
                key: String::new(),
            };
            let result = match credentials {
                Some(_) => self.expect(&saving),
                None => check_name(name).map_err(|error| fault_of(&error)),
            };
            if let Err(fault) = result {
                unkept.names.push(diagnostic(at, fault));
            } else if !wanted.insert(name) {
                let message = format!("another step saves a credential `{name}` already");
                let diagnostic = Diagnostic::new(at, message);
                unkept.names.push(diagnostic.hint("take another name"));
            }
        }
        unkept
    }
}

/// The name of the credential that a node saves, where no expression gives it.
fn name_in_file<'a>(node: &'a Node, operation: &'a Operation) -> Option<(&'a str, &'a str)> {
    let parameter = operation.saves.as_deref()?;
    let name = node.parameters.get(parameter)?.as_str()?;
    (!name.contains("{{")).then_some((parameter, name))
}

fn diagnostic(at: Pointer, fault: Fault) -> Diagnostic {
    let mut diagnostic = Diagnostic::new(at, fault.message);
    diagnostic.hint = fault.hint;
    diagnostic
}

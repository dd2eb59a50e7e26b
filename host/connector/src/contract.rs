//! Whether a component keeps to the contract: the version that it was built for, what it says.

use jackfield_descriptor::{Fault, FaultKind};
use wasmtime::Engine;
use wasmtime::component::Component;

use crate::error::ConnectorError;

/// The versions that this host serves, without the last number: within it the contract only grows.
const SERVED: &str = "0.1";
const PACKAGE: &str = "jackfield:connector/";
const OPERATIONS: &str = "jackfield:connector/operations";

/// The fault of a connector that does what the contract rules out.
pub(crate) fn broken(what: &str) -> Fault {
    Fault::new(
        FaultKind::Internal,
        format!("the connector broke the contract: {what}"),
    )
}

/// Reads the version from the names of the component's imports and exports, before any of its
/// code runs.
pub(crate) fn check(engine: &Engine, component: &Component) -> Result<(), ConnectorError> {
    let component_type = component.component_type();
    let exports = component_type.exports(engine).map(|(name, _)| name);
    let imports = component_type.imports(engine).map(|(name, _)| name);
    let mut is_connector = false;
    for name in exports.chain(imports) {
        if !name.starts_with(PACKAGE) {
            continue;
        }
        let (interface, version) = name.split_once('@').unwrap_or((name, "without a number"));
        is_connector |= interface == OPERATIONS;
        let is_served = version
            .strip_prefix(SERVED)
            .is_some_and(|rest| rest.starts_with('.'));
        if !is_served {
            return Err(ConnectorError::ContractVersion {
                found: version.to_owned(),
                served: SERVED,
            });
        }
    }
    if is_connector {
        Ok(())
    } else {
        Err(ConnectorError::NotAConnector)
    }
}

//! What a descriptor promises about new tokens, held against what the connector has.

use jackfield_descriptor::{Descriptor, Effect, Operation};
use serde_json::Value;

use crate::error::ConnectorError;

/// Whether operations that make or replace tokens are such that the host can see to it.
pub(crate) fn check(descriptor: &Descriptor, can_rotate: bool) -> Result<(), ConnectorError> {
    for operation in &descriptor.operations {
        if let Some(reason) = wrong(operation, can_rotate) {
            let name = &operation.name;
            return Err(ConnectorError::Descriptor(format!(
                "the operation `{name}` {reason}"
            )));
        }
    }
    Ok(())
}

fn wrong(operation: &Operation, can_rotate: bool) -> Option<&'static str> {
    let keeps = operation.saves.is_some() || operation.rotates;
    if keeps && operation.effect == Effect::Read {
        return Some("makes a token, and says that it only reads");
    }
    if let Some(name) = &operation.saves
        && !is_needed_text(&operation.parameters, name)
    {
        return Some("saves under a name that need not be given, or be text");
    }
    if !operation.rotates {
        return None;
    }
    let is_one = matches!(operation.credentials.as_slice(), [only] if !only.optional);
    let parameters = operation.parameters.get("properties");
    let takes_some = parameters
        .and_then(Value::as_object)
        .is_some_and(|parameters| !parameters.is_empty());
    if !can_rotate {
        Some("replaces a token, and the component does not export `rotation`")
    } else if !is_one {
        Some("replaces a token, and has not exactly one credential")
    } else if takes_some {
        Some("replaces a token, and takes parameters, which nobody would look at")
    } else {
        None
    }
}

/// Whether a parameter has to be given, and has to be text.
fn is_needed_text(schema: &Value, name: &str) -> bool {
    let mut required = schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let kind = schema
        .get("properties")
        .and_then(|properties| properties.get(name)?.get("type"));
    required.any(|needed| needed == name) && kind.is_some_and(|kind| kind == "string")
}

//! What a connector says about itself: the data half of the contract in `wit/`.
//!
//! A connector's `describe` answers a [`Descriptor`] as JSON. The SDK writes it, the host reads
//! it, and `wit/descriptor.schema.json` states it for connectors in other languages; a test holds
//! that file to these types. The contract's WIT types never change, so whatever is to grow is
//! here: fields are added, with a meaning for their absence, and a reader passes over what it does
//! not know.

mod credential;
mod fault;
mod node;
mod operation;

pub use credential::{BaseUrl, CredentialType, Placement};
pub use fault::{Delivery, Fault, FaultKind, Party};
pub use node::{CredentialSelector, N8nNode, Otherwise, Selector, Unchosen};
pub use operation::{Effect, Example, Operation, Slot};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The version of this format. A host refuses descriptors of a version that it does not know.
pub const DESCRIPTOR_VERSION: u32 = 1;

/// A connector: what it is called, which credentials it takes, what it can do.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Descriptor {
    /// The version of this format, 1.
    pub descriptor_version: u32,
    /// The name that stands before the slash in `uses`, such as `mattermost`: `a-z`, `0-9`, `-`.
    pub name: String,
    /// The connector's own version (semantic versioning).
    pub version: String,
    /// The name of the platform as people write it.
    pub title: String,
    /// What the connector is for, in a sentence.
    pub summary: String,
    /// Where to read on: the platform's API, the connector's source.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// The types of credential that belong to this platform.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub credential_types: Vec<CredentialType>,
    /// What the connector can do.
    pub operations: Vec<Operation>,
    /// The n8n node types whose parameters the operations understand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub n8n_nodes: Vec<N8nNode>,
}

impl Descriptor {
    /// The operation of this name.
    #[must_use]
    pub fn operation(&self, name: &str) -> Option<&Operation> {
        self.operations
            .iter()
            .find(|operation| operation.name == name)
    }
}

/// A place to read on.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Link {
    /// What is found there.
    pub title: String,
    /// Its address.
    pub url: String,
}

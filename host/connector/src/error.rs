//! Why a file is no connector that can be used here.

use jackfield_sandbox::LoadError;

/// A component that cannot be used as a connector.
#[derive(Debug, thiserror::Error)]
pub enum ConnectorError {
    /// It is no component.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// It is a component of another kind.
    #[error(
        "it is a component and not a connector: it does not export `jackfield:connector/operations`"
    )]
    NotAConnector,
    /// It was built for another version of the contract.
    #[error(
        "it was built for version {found} of the contract jackfield:connector, and this jackfield serves {served}.x; build the connector with a matching SDK, or use another jackfield"
    )]
    ContractVersion {
        /// The version that the component names.
        found: String,
        /// The versions that this host serves, without the last number.
        served: &'static str,
    },
    /// It wants something that the host does not offer.
    #[error("it imports something that connectors are not given: {0}")]
    Link(String),
    /// It failed when it was asked what it is.
    #[error("it failed when it was asked to describe itself: {0}")]
    Describe(String),
    /// Its description is none.
    #[error("its description cannot be read: {0}")]
    Descriptor(String),
}

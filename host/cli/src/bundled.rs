//! The connectors that are built into the binary.

use jackfield_sandbox::Digest;

/// A connector's component.
#[derive(Clone, Copy)]
pub(crate) struct Bundled {
    /// The name that workflows know it by.
    pub(crate) name: &'static str,
    /// Its bytes; none in a build that skipped the connectors.
    pub(crate) wasm: &'static [u8],
    /// Their digest, computed when they were built.
    pub(crate) digest: Digest,
}

/// Which of them serve which node types of n8n: what a file asks for is loaded, and nothing else.
pub(crate) const NODES: [(&str, &str); 2] = [
    ("n8n-nodes-base.mattermost", "mattermost"),
    ("n8n-nodes-base.httpRequest", "http"),
];

include!(concat!(env!("OUT_DIR"), "/connectors.rs"));

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

include!(concat!(env!("OUT_DIR"), "/connectors.rs"));

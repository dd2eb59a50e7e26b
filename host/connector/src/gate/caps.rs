//! How much a connector may send and receive.

use std::num::NonZeroU32;

/// Limits of the gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caps {
    /// The largest body of an answer in a connector's memory, in bytes.
    pub inline: usize,
    /// The largest body of an answer as a blob, in bytes.
    pub blob: usize,
    /// Requests in one call.
    pub requests: u32,
    /// Requests to one origin in a second. A burst may be [`Caps::BURST`] seconds' worth.
    pub rate: NonZeroU32,
}

impl Caps {
    /// How many seconds' worth of requests may come at once.
    pub const BURST: u32 = 5;
}

impl Default for Caps {
    fn default() -> Self {
        Self {
            inline: 8 << 20,
            blob: 64 << 20,
            requests: 1_000,
            rate: NonZeroU32::MIN.saturating_add(999),
        }
    }
}

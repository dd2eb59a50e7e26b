//! What one guest may use.

/// Limits of one instance.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of memory, over all memories of the instance.
    pub memory: usize,
    /// Elements of tables, over all tables of the instance.
    pub table_elements: usize,
    /// Handles to things of the host that the guest may hold at a time.
    pub resources: usize,
    /// Bytes that the guest may hand to the host in one call of a host function.
    pub hostcall_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory: 64 << 20,
            table_elements: 100_000,
            resources: 10_000,
            hostcall_bytes: 32 << 20,
        }
    }
}

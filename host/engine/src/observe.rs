//! What a run tells whoever watches it.

use std::time::Duration;

use jackfield_descriptor::Fault;

/// Something that happens in a run, as it happens.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// A node begins with so many items.
    NodeStarted {
        /// The node's name.
        node: &'a str,
        /// How many items it was given.
        items: usize,
    },
    /// A call failed and will be repeated.
    Retrying {
        /// The node's name.
        node: &'a str,
        /// The item's index.
        item: usize,
        /// The attempt that failed, from 1.
        attempt: u32,
        /// How long until the next one.
        wait: Duration,
        /// Why it failed.
        fault: &'a Fault,
    },
    /// A call succeeded.
    Called {
        /// The node's name.
        node: &'a str,
        /// The item's index.
        item: usize,
        /// How many attempts it took.
        attempts: u32,
        /// How long it took, waits included.
        took: Duration,
    },
}

/// Watches a run.
pub trait Observer: Send + Sync {
    /// Takes note of something.
    fn observe(&self, event: Event<'_>);
}

//! What a run tells whoever watches it.

use std::time::Duration;

use jackfield_connector::Withheld;
use jackfield_descriptor::Fault;
use jackfield_flow::nodes::Answer;

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
    /// A node's templates were evaluated.
    NodeEvaluated {
        /// The node's name.
        node: &'a str,
        /// How many items will be acted upon.
        calls: usize,
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
    /// A node failed with an item, which goes on all the same.
    Tolerated {
        /// The node's name.
        node: &'a str,
        /// The item's index.
        item: Option<usize>,
        /// What it failed of.
        fault: &'a Fault,
    },
    /// In a dry run, requests that could have changed something were not sent.
    Withheld {
        /// The node's name.
        node: &'a str,
        /// The item's index.
        item: usize,
        /// The requests, in the order in which the connector wanted them sent.
        requests: &'a [Withheld],
    },
    /// In a dry run, something could not be done that may depend on what was not sent.
    NotShown {
        /// The node's name.
        node: &'a str,
        /// The item's index.
        item: usize,
        /// Why.
        fault: &'a Fault,
    },
    /// A node has an answer for the request that began the run, if there was one.
    Answered {
        /// The node's name.
        node: &'a str,
        /// The answer.
        answer: &'a Answer,
    },
    /// A node's code wrote to the console.
    Logged {
        /// The node's name.
        node: &'a str,
        /// `debug`, `info`, `warn` or `error`.
        level: &'a str,
        /// What it wrote.
        text: &'a str,
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

//! What a run tells whoever watches it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jackfield_connector::Withheld;
use jackfield_descriptor::{Effect, Fault};
use jackfield_flow::nodes::Answer;

/// Something that happens in a run, as it happens.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// A node begins with so many items.
    NodeStarted {
        /// The node's name.
        node: &'a str,
        /// Its operation; of a node of an export, its type.
        uses: &'a str,
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
        /// The requests, in the order in which the connector wanted them sent. What would have come
        /// after an answer to them is not known.
        requests: &'a [Withheld],
        /// Whether the node depends on what was not sent, so that its item, and with it the
        /// requests, would be others.
        is_guess: bool,
    },
    /// In a dry run, the token of a credential was not replaced.
    NotRotated {
        /// The node's name.
        node: &'a str,
        /// The item's index.
        item: usize,
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
        /// What a repeat of it would do.
        effect: Effect,
        /// Whether that was all for the item: no further page, and nothing to wait for.
        is_last: bool,
    },
}

impl<'a> Event<'a> {
    /// The name of the node that it is about. A node of a workflow that another one runs has in front
    /// of its name that of the node that runs it: `Call > Post`.
    #[must_use]
    pub fn node(mut self) -> &'a str {
        self.node_mut()
    }

    fn renamed<'b>(self, name: &'b str) -> Event<'b>
    where
        'a: 'b,
    {
        let mut event: Event<'b> = self;
        *event.node_mut() = name;
        event
    }

    fn node_mut(&mut self) -> &mut &'a str {
        match self {
            Self::NodeStarted { node, .. }
            | Self::NodeEvaluated { node, .. }
            | Self::Retrying { node, .. }
            | Self::Tolerated { node, .. }
            | Self::Withheld { node, .. }
            | Self::NotRotated { node, .. }
            | Self::NotShown { node, .. }
            | Self::Answered { node, .. }
            | Self::Logged { node, .. }
            | Self::Called { node, .. } => node,
        }
    }
}

/// Watches a run.
pub trait Observer: Send + Sync {
    /// Takes note of something.
    fn observe(&self, event: Event<'_>);
}

/// Whether a node stands below another one: in a workflow that this one runs, however far down.
#[must_use]
pub fn is_below(node: &str, other: &str) -> bool {
    let rest = node.strip_prefix(other);
    rest.is_some_and(|rest| rest.starts_with(BELOW))
}

const BELOW: &str = " > ";

/// Passes on what happens in a workflow that a node runs.
pub(crate) struct Below<'a> {
    observer: &'a dyn Observer,
    node: &'a str,
    withheld: AtomicBool,
    changed: AtomicBool,
}

impl<'a> Below<'a> {
    pub(crate) fn new(observer: &'a dyn Observer, node: &'a str) -> Self {
        Self {
            observer,
            node,
            withheld: AtomicBool::new(false),
            changed: AtomicBool::new(false),
        }
    }

    /// The name of the node that runs the workflow.
    pub(crate) fn node(&self) -> &'a str {
        self.node
    }

    /// Whether something has been done that a repeat would do twice.
    pub(crate) fn has_changed(&self) -> bool {
        self.changed.load(Ordering::Relaxed)
    }

    /// Whether a dry run has kept in something.
    pub(crate) fn has_withheld(&self) -> bool {
        self.withheld.load(Ordering::Relaxed)
    }
}

impl Observer for Below<'_> {
    fn observe(&self, event: Event<'_>) {
        match event {
            Event::Withheld { .. } | Event::NotRotated { .. } => {
                self.withheld.store(true, Ordering::Relaxed);
            }
            Event::Called { effect, .. } if !effect.may_begin_anew() => {
                self.changed.store(true, Ordering::Relaxed);
            }
            _ => {}
        }
        let name = format!("{}{BELOW}{}", self.node, event.node());
        self.observer.observe(event.renamed(&name));
    }
}

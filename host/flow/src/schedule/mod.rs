//! Which node runs next, and with what.

mod sequence;
mod stack;

use std::sync::Arc;

use jackfield_item::Item;
use jackfield_workflow::Order;

use crate::history::{Given, History};
pub(crate) use sequence::Sequence;
pub(crate) use stack::{Shape, Stack};

/// A node whose turn it is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Activation {
    pub(crate) node: usize,
    /// Its items, by input.
    pub(crate) inputs: Vec<Arc<[Item]>>,
    /// Where they come from, one behind the other.
    pub(crate) given: Vec<Given>,
}

/// An order in which nodes run.
#[derive(Debug)]
pub(crate) enum Schedule {
    /// That of a file of steps.
    Sequence(Sequence),
    /// That of an export.
    Stack(Stack),
}

impl Schedule {
    /// The order of the export that is run; none for a file of steps.
    pub(crate) fn order(&self) -> Option<Order> {
        match self {
            Self::Sequence(_) => None,
            Self::Stack(stack) => Some(stack.order()),
        }
    }

    /// The node whose turn it is; none when none is left.
    pub(crate) fn next(&mut self, history: &History) -> Option<Activation> {
        match self {
            Self::Sequence(sequence) => sequence.next(history),
            Self::Stack(stack) => stack.next(),
        }
    }

    /// Takes note of a run that is over.
    pub(crate) fn done(&mut self, place: usize, history: &History) {
        match self {
            Self::Sequence(_) => {}
            Self::Stack(stack) => stack.done(place, history),
        }
    }
}

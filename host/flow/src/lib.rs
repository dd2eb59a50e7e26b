//! The interpreter: what happens next in a run, as a pure function of what has happened.
//!
//! [`Interpreter::start`] and [`Interpreter::apply`] return [`Command`]s, which somebody else
//! carries out, and take the [`Event`]s that come of them. There is no clock, no network, no file
//! and no thread in here: the same events always lead to the same commands, so that a run can be
//! replayed from a record of its events.

pub mod core;
mod exports;
mod history;
mod interpreter;
mod ledger;
mod lineage;
pub mod nodes;
mod plan;
mod protocol;
mod schedule;
mod work;

pub use history::NodeRun;
pub use interpreter::{Interpreter, Start, UnexpectedEvent};
pub use lineage::{Giver, Lineage, Origin, Unpaired};
pub use protocol::{
    CallId, CallOutcome, Command, Evaluation, Event, Failure, Finish, Next, Outputs,
};

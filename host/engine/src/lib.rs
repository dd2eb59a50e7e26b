//! Carries out what the interpreter commands, in this process.
//!
//! [`Prepared`] is a workflow that was held against the connectors there are and whose templates
//! are compiled; everything that can be wrong with a file is found there. [`Run`] is one execution
//! of it: it evaluates, calls connectors, waits, and repeats a call when that is known to be
//! harmless ([`retry`]). What it does is told to an [`Observer`] as it happens.

mod call;
mod check;
mod data;
mod key;
mod library;
mod mentions;
mod names;
mod observe;
mod prepare;
mod recover;
pub mod retry;
mod rotate;
mod run;
mod script;
mod subrun;
mod templates;

pub use key::RunId;
pub use library::{Library, NoLibrary, Sought, Volume};
pub use mentions::{Variable, lost_nodes, variables};
pub use observe::{Event, Observer, is_below};
pub use prepare::{DEFAULT_TIMEOUT, Prepared, PreparedNode};
pub use run::{Begin, Credentials, Language, Mode, NodeReport, Report, Run};
pub use script::StaticData;

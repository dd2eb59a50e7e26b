//! Connectors: loading them, calling them, and the gate that their requests pass.
//!
//! A [`Connector`] is a component of the contract in `wit/` (any component is judged by
//! its imports and exports before it runs). Calls are made in a [`Lane`], one after the other, each
//! with credentials that the guest holds as handles only. Whatever it sends goes through the
//! [`Gate`], and what is known about the effect of that comes back with every fault.
//!
//! What this crate does not know: any platform, any workflow, and what happens after a fault.

mod bindings;
mod call;
mod connector;
mod contract;
mod error;
mod gate;
mod imports;
mod keeper;
mod promises;
mod rotation;

pub use call::{Call, Lane, Next, Outcome, Surroundings};
pub use connector::Connector;
pub use error::ConnectorError;
pub use gate::{
    AllowedHosts, Caps, Gate, GateSettings, InvalidEntry, InvalidHost, Lookup, SystemLookup,
    Withheld,
};
pub use imports::{CallContext, Level, Log, Memory};
pub use keeper::{Keeper, NewToken, NoKeeper, Saving, Wish};
pub use rotation::{Replacement, RotationStep};

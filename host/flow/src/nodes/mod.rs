//! The core nodes of n8n's exports: plain Rust over items.

mod visit;

pub use visit::{Code, CodeStyle, Moment, Named, SubRun};

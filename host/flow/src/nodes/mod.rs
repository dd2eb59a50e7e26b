//! The core nodes of n8n's exports: plain Rust over items.

mod check;
mod kind;
mod switch;
mod visit;

pub use check::Problem;
pub use kind::{Evaluates, NodeType};
pub use visit::{Code, CodeStyle, Moment, Named, SubRun};

//! What a workflow file says.
//!
//! [`Source`] is the text of a file, and knows the line and column of everything in it. [`read`]
//! makes a [`Workflow`] of it, a graph of nodes; [`check_operations`] holds the nodes against what
//! connectors say about themselves. Both find everything that is wrong at once, as
//! [`Diagnostic`]s, and the second also in a file of which the first could make out only a part. Nothing here runs, waits or looks anywhere but at the text.

mod completion;
mod diagnostic;
mod duration;
mod export;
mod graph;
mod n8n;
mod operations;
mod parameters;
mod pointer;
mod read;
mod salvage;
mod source;
mod steps;
mod syntax;

pub use completion::schema_for_connectors;
pub use diagnostic::{Diagnostic, Part, Violation};
pub use duration::parse as parse_duration;
pub use export::{Export, ExportNode, Label, Order, Role, Target};
pub use graph::{Input, Node, OnError, Retry, Workflow};
pub use n8n::{
    Called, CoreType, Entry, OpenAddress, Purpose, Serving, Which, Wish, WrittenAddress,
    called_workflows, convert, open_addresses, pinned_item, serve, workflows_in, written_address,
};
pub use operations::{Catalog, Schemas, check_node, check_operations};
pub use parameters::ParameterSchema;
pub use pointer::Pointer;
pub use read::{Reading, read, read_chosen};
pub use source::{Position, Source, Spot};
pub use steps::schema;
pub use syntax::SyntaxError;

//! One file for each verb.

pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod connector;
pub(crate) mod convert;
pub(crate) mod credential;
pub(crate) mod graph;
mod library;
pub(crate) mod man;
mod prepare;
pub(crate) mod run;
pub(crate) mod schema;

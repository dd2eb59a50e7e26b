//! Other workflows that a run may run.

use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use jackfield_descriptor::{Fault, FaultKind};
use jackfield_flow::nodes::Named;

use crate::prepare::Prepared;
use crate::run::Credentials;

/// A workflow that can be run by another one.
#[derive(Debug)]
pub struct Volume {
    /// The workflow.
    pub prepared: Prepared,
    /// The credentials that its nodes name.
    pub credentials: Credentials,
    /// The node at which it begins when another workflow runs it.
    pub start: usize,
}

/// The workflows that there are besides the one that runs.
pub trait Library: Send + Sync {
    /// The workflow that is meant.
    ///
    /// # Errors
    /// When there is none, or it cannot be run, with what to do.
    fn find<'a>(&'a self, named: &'a Named) -> BoxFuture<'a, Result<Arc<Volume>, Fault>>;
}

impl Volume {
    /// The time zone that the workflow says it is in.
    pub(crate) fn zone(&self) -> Option<&str> {
        let export = self.prepared.workflow.export.as_ref()?;
        export.timezone.as_deref()
    }
}

/// No other workflows.
#[derive(Clone, Copy, Debug)]
pub struct NoLibrary;

impl Library for NoLibrary {
    fn find<'a>(&'a self, named: &'a Named) -> BoxFuture<'a, Result<Arc<Volume>, Fault>> {
        let message = match named {
            Named::Id(name) | Named::File(name) => format!("there is no workflow `{name}` here"),
            Named::Inline(_) => "workflows that are written out in a node are not run".to_owned(),
        };
        async { Err(Fault::new(FaultKind::NotFound, message)) }.boxed()
    }
}

//! Other workflows that a run may run.

use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use jackfield_descriptor::Fault;
use jackfield_flow::nodes::Named;

use crate::prepare::Prepared;
use crate::run::Credentials;
use crate::script::StaticData;

/// A workflow that can be run by another one.
#[derive(Debug)]
pub struct Volume {
    /// The workflow.
    pub prepared: Prepared,
    /// The credentials that its nodes name.
    pub credentials: Credentials,
    /// The node at which it begins when another workflow runs it.
    pub start: usize,
    /// What its code keeps, from one run to the next.
    pub kept: StaticData,
}

/// Which workflow is looked for, and what for.
#[derive(Clone, Copy, Debug)]
pub enum Sought<'a> {
    /// One that a node calls.
    Called(&'a Named),
    /// The one with this id, for the failure of another.
    Recovery(&'a str),
    /// The failed one itself, which has this id, from its error trigger on.
    OwnRecovery(Option<&'a str>),
}

/// The workflows that there are besides the one that runs.
pub trait Library: Send + Sync {
    /// The workflow that is meant; none if there need not be one.
    ///
    /// # Errors
    /// When there is none, or it cannot be run, with what to do.
    fn find<'a>(&'a self, sought: Sought<'a>) -> BoxFuture<'a, Result<Option<Arc<Volume>>, Fault>>;
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
    fn find<'a>(&'a self, _: Sought<'a>) -> BoxFuture<'a, Result<Option<Arc<Volume>>, Fault>> {
        async { Ok(None) }.boxed()
    }
}

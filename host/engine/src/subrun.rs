//! Runs of other workflows.

use std::collections::HashMap;
use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use jackfield_descriptor::{Delivery, Effect, Fault, FaultKind};
use jackfield_flow::nodes::SubRun;
use jackfield_flow::{CallId, Start};
use jackfield_item::Item;
use jackfield_workflow::OnError;

use crate::call::{NodeCalls, unrepeated};
use crate::library::{Sought, Volume};
use crate::observe::{Below, Event};
use crate::run::{Begin, Run};

/// How many workflows may be at work within each other.
const MAX_DEPTH: u32 = 16;

/// A run of another workflow that failed.
struct Failed {
    fault: Fault,
    /// Whether a repeat of what it failed at does no harm.
    is_harmless: bool,
}

impl Run<'_> {
    /// Runs another workflow for each list of items, one after the other; where a failure ends the
    /// run, up to the first one that fails.
    pub(crate) async fn run_others(
        &self,
        calls: &NodeCalls,
        call: CallId,
        sub: SubRun,
    ) -> Vec<Result<Vec<Item>, Fault>> {
        let volume = match self.find(&sub).await {
            Ok(volume) => volume,
            Err(fault) => return vec![Err(fault); sub.executions.len()],
        };
        let node = self.prepared.workflow.nodes.get(call.node);
        let stops = node.is_none_or(|node| node.on_error == OnError::Stop);
        let below = Below::new(self.observer, self.name(call.node));
        let mut results = Vec::with_capacity(sub.executions.len());
        for (index, items) in sub.executions.into_iter().enumerate() {
            let given = (!sub.waits).then(|| items.clone());
            let result = self.repeat_other(&volume, &below, (call, index), items);
            let result = match given {
                None => result.await,
                Some(given) => Ok(self.without_waiting(call, index, result.await, given)),
            };
            let ends = stops && result.is_err();
            results.push(result);
            if ends {
                break;
            }
        }
        if below.has_withheld() {
            calls.withheld(call.node);
        }
        results
    }

    /// Runs another workflow, and once more as often as its node is to be tried again, as long as
    /// nothing in it could happen twice.
    async fn repeat_other(
        &self,
        volume: &Volume,
        below: &Below<'_>,
        at: (CallId, usize),
        items: Vec<Item>,
    ) -> Result<Vec<Item>, Fault> {
        let node = self.prepared.workflow.nodes.get(at.0.node);
        let policy = node.map(|node| self.retry.with(node.retry));
        let policy = policy.filter(|policy| policy.after_refusals);
        let mut attempt = 1;
        loop {
            let failed = match self.run_other(volume, below, at, items.clone()).await {
                Ok(items) => return Ok(items),
                Err(failed) => failed,
            };
            let Failed { fault, is_harmless } = failed;
            let Some(policy) = policy.filter(|policy| attempt < policy.attempts) else {
                return Err(fault);
            };
            if !is_harmless || below.has_changed() {
                return Err(unrepeated(fault));
            }
            self.observer.observe(Event::Retrying {
                node: below.node(),
                item: at.1,
                attempt,
                wait: policy.wait,
                fault: &fault,
            });
            tokio::time::sleep(policy.wait).await;
            attempt += 1;
        }
    }

    /// What a node gives that does not wait for the workflow that it runs: its own items, also when
    /// that fails. It is run to its end all the same, for nothing goes on here when the run is over.
    fn without_waiting(
        &self,
        call: CallId,
        index: usize,
        result: Result<Vec<Item>, Fault>,
        given: Vec<Item>,
    ) -> Vec<Item> {
        if let Err(fault) = result {
            self.observer.observe(Event::Tolerated {
                node: self.name(call.node),
                item: Some(index).filter(|_| given.len() == 1),
                fault: &fault,
            });
        }
        given
    }

    async fn find(&self, sub: &SubRun) -> Result<Arc<Volume>, Fault> {
        if self.depth >= MAX_DEPTH {
            return Err(Fault::new(
                FaultKind::LimitExceeded,
                format!("more than {MAX_DEPTH} workflows are running each other"),
            )
            .hint("look whether a workflow runs itself"));
        }
        let found = self.library.find(Sought::Called(&sub.workflow)).await?;
        found.ok_or_else(|| {
            let message = "there are no workflows besides this one";
            Fault::new(FaultKind::NotFound, message)
        })
    }

    fn run_other<'a>(
        &'a self,
        volume: &'a Volume,
        below: &'a Below<'a>,
        (call, index): (CallId, usize),
        items: Vec<Item>,
    ) -> BoxFuture<'a, Result<Vec<Item>, Failed>> {
        let run = Run {
            prepared: &volume.prepared,
            credentials: &volume.credentials,
            surroundings: self.surroundings.clone(),
            id: self.id.below(self.name(call.node), call, index),
            retry: self.retry,
            language: self.language.within(volume),
            mode: self.mode,
            observer: below,
            library: self.library,
            kept: &volume.kept,
            depth: self.depth + 1,
        };
        let start = Start {
            node: volume.start,
            items: Some(items),
            pinned: HashMap::new(),
        };
        async move {
            let report = run.execute(Begin::At(start)).await;
            let workflow = &volume.prepared.workflow;
            if let Some(failure) = report.failure {
                let node = workflow.nodes.get(failure.node);
                let name = node.map_or("", |node| node.name.as_str());
                let mut fault = failure.fault;
                let place = format!("{} > {name}: ", workflow.name);
                // A workflow that runs itself would say it for every time.
                if !fault.message.starts_with(&place) {
                    fault.message.insert_str(0, &place);
                }
                let prepared = volume.prepared.nodes.get(failure.node);
                let effect = prepared.map_or(Effect::Unsafe, |node| node.effect);
                // The node above does not know what this one did.
                if fault.delivery == Delivery::OutcomeUnknown && effect.may_begin_anew() {
                    fault.delivery = Delivery::Answered;
                }
                let is_harmless = fault.delivery == Delivery::NotSent || effect.may_begin_anew();
                return Err(Failed { fault, is_harmless });
            }
            let last = report.nodes.into_iter().next_back();
            let outputs = last.map(|last| last.outputs).unwrap_or_default();
            let items = outputs.iter().flat_map(|items| items.iter());
            // Their numbers are those of other nodes' items.
            Ok(items
                .map(|item| item.clone().from_sources(Vec::new()))
                .collect())
        }
        .boxed()
    }
}

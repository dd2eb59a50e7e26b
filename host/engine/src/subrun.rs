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

use crate::call::NodeCalls;
use crate::library::{Sought, Volume};
use crate::observe::{Below, Event};
use crate::run::{Begin, Run};
use crate::script::StaticData;

/// How many workflows may be at work within each other.
const MAX_DEPTH: u32 = 16;

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
            Err(fault) => return vec![Err(fault)],
        };
        let node = self.prepared.workflow.nodes.get(call.node);
        let stops = node.is_none_or(|node| node.on_error == OnError::Stop);
        let below = Below::new(self.observer, self.name(call.node));
        let mut results = Vec::with_capacity(sub.executions.len());
        for (index, items) in sub.executions.into_iter().enumerate() {
            let given = (!sub.waits).then(|| items.clone());
            let result = self.run_other(&volume, &below, (call, index), items).await;
            let result = match given {
                None => result,
                Some(given) => Ok(self.without_waiting(call, index, result, given)),
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
    ) -> BoxFuture<'a, Result<Vec<Item>, Fault>> {
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
            kept: StaticData::default(),
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
                return Err(fault);
            }
            let last = report.nodes.into_iter().next_back();
            let outputs = last.map(|last| last.outputs).unwrap_or_default();
            let items = outputs.into_iter().find(|items| !items.is_empty());
            let items = items.unwrap_or_default();
            // Their numbers are those of other nodes' items.
            Ok(items
                .iter()
                .map(|item| item.clone().from_sources(Vec::new()))
                .collect())
        }
        .boxed()
    }
}

//! Runs of other workflows.

use std::collections::HashMap;
use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use jackfield_descriptor::{Fault, FaultKind};
use jackfield_flow::nodes::SubRun;
use jackfield_flow::{CallId, Start};
use jackfield_item::Item;

use crate::library::{Sought, Volume};
use crate::run::{Begin, Language, Run};
use crate::script::StaticData;

/// How many workflows may be at work within each other.
const MAX_DEPTH: u32 = 16;

impl Run<'_> {
    /// Runs another workflow for each list of items, one after the other, up to the first one that
    /// fails.
    pub(crate) async fn run_others(
        &self,
        call: CallId,
        sub: SubRun,
    ) -> Vec<Result<Vec<Item>, Fault>> {
        let volume = match self.find(&sub).await {
            Ok(volume) => volume,
            Err(fault) => return vec![Err(fault)],
        };
        let mut results = Vec::with_capacity(sub.executions.len());
        for (index, items) in sub.executions.into_iter().enumerate() {
            let result = self.run_other(&volume, call, index, items.clone()).await;
            results.push(if sub.waits {
                result
            } else {
                result.map(|_| items)
            });
        }
        results
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
        call: CallId,
        index: usize,
        items: Vec<Item>,
    ) -> BoxFuture<'a, Result<Vec<Item>, Fault>> {
        let language = Language {
            zone: volume.zone().unwrap_or(&self.language.zone).to_owned(),
            ..self.language.clone()
        };
        let run = Run {
            prepared: &volume.prepared,
            credentials: &volume.credentials,
            surroundings: self.surroundings.clone(),
            id: self.id.below(self.name(call.node), call, index),
            retry: self.retry,
            language,
            mode: self.mode,
            observer: self.observer,
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
                fault.message = format!("{} > {name}: {}", workflow.name, fault.message);
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

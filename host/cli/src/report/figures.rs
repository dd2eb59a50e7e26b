//! What the steps of a run have done, noted as it happens.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use jackfield_descriptor::{Effect, Fault};
use jackfield_engine::{Event, NodeReport, Observer, Prepared};
use schemars::JsonSchema;
use serde::Serialize;

use super::{LISTED, RetryOf, StepReport, Tolerated, Unsent};
use crate::narrator::Narrator;
use crate::terminal;

/// Watches a run for its report, and tells of it.
#[derive(Debug, Default)]
pub(crate) struct Figures(Mutex<Vec<Step>>);

#[derive(Debug)]
struct Step {
    began: Instant,
    /// None while it is at work.
    took: Option<Duration>,
    /// The items that were acted upon.
    done: HashSet<usize>,
    report: StepReport,
}

/// What one step has changed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Done {
    /// The step's name.
    pub(crate) step: String,
    /// For how many items.
    pub(crate) items: usize,
}

impl Observer for Figures {
    fn observe(&self, event: Event<'_>) {
        let mut steps = self.steps();
        match event {
            Event::NodeStarted { node, items } => {
                stop(&mut steps);
                terminal::end();
                steps.push(Step {
                    began: Instant::now(),
                    took: None,
                    done: HashSet::new(),
                    report: StepReport::new(node, items),
                });
            }
            Event::NodeEvaluated { node, calls } => terminal::begin(node, calls),
            Event::Retrying {
                item,
                attempt,
                wait,
                fault,
                ..
            } => {
                if let Some(Step { report, .. }) = steps.last_mut() {
                    report.retries += 1;
                    if report.retried.len() < LISTED {
                        report.retried.push(RetryOf {
                            item,
                            attempt,
                            wait_ms: milliseconds(wait),
                            kind: fault.kind,
                            message: fault.message.clone(),
                        });
                    }
                }
            }
            Event::Tolerated { item, fault, .. } => tolerate(&mut steps, item, fault),
            Event::NotShown { item, fault, .. } => tolerate(&mut steps, Some(item), fault),
            Event::Withheld { item, requests, .. } => {
                if let Some(Step { report, .. }) = steps.last_mut() {
                    report
                        .withheld
                        .extend(requests.iter().map(|request| Unsent {
                            item,
                            method: request.method.clone(),
                            url: request.url.clone(),
                            body: request.body.clone(),
                        }));
                }
            }
            Event::Called { item, .. } => {
                if let Some(step) = steps.last_mut() {
                    step.report.calls += 1;
                    step.done.insert(item);
                    terminal::advance(step.done.len());
                }
            }
        }
        drop(steps);
        Narrator.observe(event);
    }
}

impl Figures {
    /// The run is over.
    pub(crate) fn stop(&self) {
        terminal::end();
        stop(&mut self.steps());
    }

    /// What has changed something.
    pub(crate) fn done(&self, prepared: &Prepared) -> Vec<Done> {
        let steps = self.steps();
        let nodes = prepared.workflow.nodes.iter().zip(&prepared.nodes);
        nodes
            .filter(|(_, prepared)| prepared.effect != Effect::Read)
            .filter_map(|(node, _)| {
                let step = steps.iter().find(|step| step.report.name == node.name)?;
                (!step.done.is_empty()).then(|| Done {
                    step: node.name.clone(),
                    items: step.done.len(),
                })
            })
            .collect()
    }

    /// What is reported of each step that was reached, given what came of those that ended. A step
    /// that was given no items was never told of.
    pub(crate) fn reports(&self, prepared: &Prepared, ended: &[NodeReport]) -> Vec<StepReport> {
        let steps = self.steps();
        let nodes = prepared.workflow.nodes.iter().enumerate();
        nodes
            .filter_map(|(index, node)| {
                let step = steps.iter().find(|step| step.report.name == node.name);
                let items_out = ended.get(index).map(|node| node.items.len());
                let (report, took) = match step {
                    Some(step) => (step.report.clone(), step.took.unwrap_or_default()),
                    None => {
                        items_out?;
                        (StepReport::new(&node.name, 0), Duration::ZERO)
                    }
                };
                Some(StepReport {
                    uses: node.uses(),
                    items_out,
                    took_ms: milliseconds(took),
                    ..report
                })
            })
            .collect()
    }

    fn steps(&self) -> MutexGuard<'_, Vec<Step>> {
        match self.0.lock() {
            Ok(guard) => guard,
            Err(poisoned) => poisoned.into_inner(),
        }
    }
}

fn tolerate(steps: &mut [Step], item: Option<usize>, fault: &Fault) {
    let Some(Step { report, .. }) = steps.last_mut() else {
        return;
    };
    report.failures += 1;
    if report.tolerated.len() < LISTED {
        report.tolerated.push(Tolerated {
            item,
            kind: fault.kind,
            message: fault.message.clone(),
        });
    }
}

fn stop(steps: &mut [Step]) {
    if let Some(step) = steps.last_mut() {
        step.took.get_or_insert_with(|| step.began.elapsed());
    }
}

pub(super) fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

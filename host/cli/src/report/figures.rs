//! What the steps of a run have done, noted as it happens.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use jackfield_descriptor::{Effect, Fault};
use jackfield_engine::{Event, NodeReport, Observer, Prepared, is_below};
use jackfield_workflow::Node;
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
    /// How long its earlier runs took.
    earlier: Duration,
    /// The items that nothing is left to do for.
    done: HashSet<usize>,
    /// The items of which a page was done, and not yet the last.
    begun: HashSet<usize>,
    /// How many of both were left by earlier runs.
    earlier_items: (usize, usize),
    /// Whether any of that has changed something.
    changes: bool,
    report: StepReport,
}

impl Step {
    /// A node of an export that runs once more is told of together with its earlier runs.
    fn begin_again(&mut self) {
        self.earlier += self.took.take().unwrap_or_default();
        self.began = Instant::now();
        let (done, begun) = &mut self.earlier_items;
        *done += std::mem::take(&mut self.done).len();
        *begun += std::mem::take(&mut self.begun).len();
    }

    /// What it has changed; none if that is nothing.
    fn changed(&self) -> Option<Done> {
        let (done, begun) = self.earlier_items;
        self.changes.then(|| Done {
            step: self.report.name.clone(),
            items: done + self.done.len(),
            begun: Some(begun + self.begun.len()).filter(|begun| *begun > 0),
        })
    }

    fn took(&self) -> Duration {
        self.earlier + self.took.unwrap_or_default()
    }
}

/// What one step has changed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Done {
    /// The step's name.
    pub(crate) step: String,
    /// For how many items.
    pub(crate) items: usize,
    /// For how many more in part, such as for some of their pages; none where there is no such item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) begun: Option<usize>,
}

impl Observer for Figures {
    fn observe(&self, event: Event<'_>) {
        let mut steps = self.steps();
        match event {
            Event::NodeStarted { node, uses, items } => {
                stop(&mut steps, node);
                terminal::end();
                let again = steps.iter().position(|step| step.report.name == node);
                if let Some(again) = again {
                    let mut step = steps.remove(again);
                    step.begin_again();
                    step.report.items_in += items;
                    steps.push(step);
                    drop(steps);
                    return Narrator.observe(event);
                }
                steps.push(Step {
                    began: Instant::now(),
                    took: None,
                    earlier: Duration::ZERO,
                    done: HashSet::new(),
                    begun: HashSet::new(),
                    earlier_items: (0, 0),
                    changes: false,
                    report: StepReport {
                        uses: uses.to_owned(),
                        ..StepReport::new(node, items)
                    },
                });
            }
            Event::NodeEvaluated { node, calls } => terminal::begin(node, calls),
            Event::Retrying {
                node,
                item,
                attempt,
                wait,
                fault,
                ..
            } => {
                if let Some(Step { report, .. }) = find(&mut steps, node) {
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
            Event::Tolerated { node, item, fault } => tolerate(&mut steps, node, item, fault),
            Event::NotShown { node, item, fault } => {
                tolerate(&mut steps, node, Some(item), fault);
            }
            Event::Answered { .. } | Event::Logged { .. } => {}
            Event::Withheld {
                node,
                item,
                requests,
                is_guess,
            } => {
                if let Some(Step { report, .. }) = find(&mut steps, node) {
                    report
                        .withheld
                        .extend(requests.iter().map(|request| Unsent {
                            item,
                            is_guess,
                            method: request.method.clone(),
                            url: request.url.clone(),
                            body: request.body.clone(),
                        }));
                }
            }
            Event::NotRotated { node, .. } => {
                if let Some(Step { report, .. }) = find(&mut steps, node) {
                    *report.not_rotated.get_or_insert(0) += 1;
                }
            }
            Event::Called {
                node,
                item,
                effect,
                is_last,
                ..
            } => {
                if let Some(step) = find(&mut steps, node) {
                    step.report.calls += 1;
                    step.changes |= effect != Effect::Read;
                    if is_last {
                        step.begun.remove(&item);
                        step.done.insert(item);
                    } else {
                        step.begun.insert(item);
                    }
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
        stop(&mut self.steps(), "");
    }

    /// What has changed something, in the order in which it was begun last.
    pub(crate) fn done(&self) -> Vec<Done> {
        self.steps().iter().filter_map(Step::changed).collect()
    }

    /// What is reported of each step that was reached, in the order in which they were, given what
    /// came of those that ended. A step that was given no items was never told of.
    pub(crate) fn reports(&self, prepared: &Prepared, ended: &[NodeReport]) -> Vec<StepReport> {
        let steps = self.steps();
        let mut reports: Vec<StepReport> = Vec::new();
        let mut seen = HashSet::new();
        let told = steps.iter().map(|step| step.report.name.as_str());
        for name in ended.iter().map(|node| node.name.as_str()).chain(told) {
            if !seen.insert(name) {
                continue;
            }
            let nodes = &prepared.workflow.nodes;
            let node = nodes.iter().find(|node| node.name == name);
            let of_node = || ended.iter().filter(|run| run.name == name);
            let items = |run: &NodeReport| run.items().len();
            let (report, took) = match steps.iter().find(|step| step.report.name == name) {
                Some(step) => (step.report.clone(), step.took()),
                None => (StepReport::new(name, 0), Duration::ZERO),
            };
            reports.push(StepReport {
                // What another workflow has run was told of as it happened.
                uses: node.map_or_else(|| report.uses.clone(), Node::uses),
                runs: u32::try_from(of_node().count())
                    .ok()
                    .filter(|runs| *runs > 1),
                items_out: of_node().next().map(|_| of_node().map(items).sum()),
                took_ms: milliseconds(took),
                ..report
            });
        }
        reports
    }

    fn steps(&self) -> MutexGuard<'_, Vec<Step>> {
        match self.0.lock() {
            Ok(guard) => guard,
            Err(poisoned) => poisoned.into_inner(),
        }
    }
}

/// The step that is told of; mostly the one that was begun last.
fn find<'a>(steps: &'a mut [Step], node: &str) -> Option<&'a mut Step> {
    let mut steps = steps.iter_mut().rev();
    steps.find(|step| step.report.name == node)
}

fn tolerate(steps: &mut [Step], node: &str, item: Option<usize>, fault: &Fault) {
    let Some(Step { report, .. }) = find(steps, node) else {
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

/// Those that are at work are done when this one begins, but for those that run it.
fn stop(steps: &mut [Step], next: &str) {
    for step in steps {
        if !is_below(next, &step.report.name) {
            step.took.get_or_insert_with(|| step.began.elapsed());
        }
    }
}

pub(super) fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

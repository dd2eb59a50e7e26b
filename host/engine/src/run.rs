//! One execution of a workflow, in this process.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use futures_util::StreamExt as _;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use jackfield_connector::Surroundings;
use jackfield_credential::Credential;
use jackfield_expression::{Evaluator, Settings};
use jackfield_flow::{Command, Evaluation, Event, Failure, Finish, Interpreter, Lineage};
use jackfield_item::Item;
use jackfield_workflow::OnError;
use serde_json::json;

use crate::call::{NodeCalls, Wanted};
use crate::data::NodeData;
use crate::key::RunId;
use crate::observe::{self, Observer};
use crate::prepare::Prepared;
use crate::retry::Policy;
use crate::templates;

/// The credentials of a run, by name.
pub type Credentials = HashMap<String, Arc<Credential>>;

/// One execution.
pub struct Run<'a> {
    /// The workflow.
    pub prepared: &'a Prepared,
    /// The credentials that its nodes name.
    pub credentials: &'a Credentials,
    /// What calls have in common.
    pub surroundings: Surroundings,
    /// What the run is known by.
    pub id: RunId,
    /// When calls are repeated.
    pub retry: Policy,
    /// What expressions are evaluated with.
    pub language: Language,
    /// Whether what has an effect is sent.
    pub mode: Mode,
    /// Who watches.
    pub observer: &'a dyn Observer,
}

/// Whether what has an effect is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Everything is sent.
    #[default]
    Live,
    /// What only reads is sent. Of any other operation the first request that could change
    /// something is shown, and its items go on as they came.
    Dry,
}

/// What expressions are evaluated with.
#[derive(Clone)]
pub struct Language {
    /// The evaluator.
    pub evaluator: Evaluator,
    /// The time zone, by its IANA name.
    pub zone: String,
    /// The environment variables that expressions may see; without a value where one is not set.
    pub environment: Arc<BTreeMap<String, Option<String>>>,
}

/// What came of a run.
#[derive(Debug)]
pub struct Report {
    /// The nodes that were reached, in the order of the workflow.
    pub nodes: Vec<NodeReport>,
    /// What the run failed of, if it failed.
    pub failure: Option<Failure>,
}

/// What came of one node.
#[derive(Debug)]
pub struct NodeReport {
    /// The node's name.
    pub name: String,
    /// The items that came out; when the run failed at this node, those that were done.
    pub items: Arc<[Item]>,
    /// The items that left by the error output.
    pub failed: Arc<[Item]>,
}

impl Run<'_> {
    /// Runs the workflow with these items.
    pub async fn execute(&self, input: Vec<Item>) -> Report {
        let (mut interpreter, commands) = Interpreter::start(&self.prepared.workflow, input);
        let mut commands = VecDeque::from(commands);
        let mut under_way = FuturesUnordered::<BoxFuture<'_, Event>>::new();
        let mut calls = Arc::new(NodeCalls::default());
        let failure = 'run: loop {
            while let Some(command) = commands.pop_front() {
                under_way.push(match command {
                    Command::Finish(Finish::Completed) => break 'run None,
                    Command::Finish(Finish::Failed(failed)) => break 'run Some(failed),
                    Command::Evaluate { node, items } => {
                        let prepared = self.prepared.nodes.get(node);
                        let looks_at = prepared.map_or(&[][..], |node| &node.looks_at);
                        calls = Arc::new(calls.next(node, looks_at));
                        let lacks = calls.lack_results();
                        Box::pin(self.evaluate(node, items, interpreter.lineage(), lacks))
                    }
                    Command::Call {
                        call,
                        item,
                        parameters,
                        state,
                    } => {
                        let wanted = Wanted {
                            call,
                            item,
                            parameters,
                            state,
                        };
                        let calls = Arc::clone(&calls);
                        Box::pin(async move {
                            let result = self.call(&calls, wanted).await;
                            Event::Called { call, result }
                        })
                    }
                    Command::Timer { call, after } => Box::pin(async move {
                        tokio::time::sleep(after).await;
                        Event::Fired { call }
                    }),
                });
            }
            let Some(event) = under_way.next().await else {
                break None;
            };
            match interpreter.apply(event) {
                Ok(next) => commands.extend(next),
                // Commands are answered in kind.
                Err(_) => break None,
            }
            for tolerated in interpreter.take_tolerated() {
                self.observer.observe(observe::Event::Tolerated {
                    node: self.name(tolerated.node),
                    item: tolerated.item,
                    fault: &tolerated.fault,
                });
            }
        };
        // Waits that nothing comes of any more.
        drop(under_way);
        self.report(&interpreter, failure)
    }

    fn report(&self, interpreter: &Interpreter, failure: Option<Failure>) -> Report {
        let nodes = self.prepared.workflow.nodes.iter();
        let nodes = nodes.zip(interpreter.outputs()).map(|(node, outputs)| {
            let mut outputs = outputs.into_iter();
            NodeReport {
                name: node.name.clone(),
                items: outputs.next().unwrap_or_default(),
                failed: outputs.next().unwrap_or_default(),
            }
        });
        Report {
            nodes: nodes.collect(),
            failure,
        }
    }

    /// Evaluates a node's templates. With `lacks_results`, an evaluation may fail for want of what
    /// a dry run has not sent, which does not stop it.
    async fn evaluate(
        &self,
        node: usize,
        items: Arc<[Item]>,
        lineage: Lineage,
        lacks_results: bool,
    ) -> Event {
        self.observer.observe(observe::Event::NodeStarted {
            node: self.name(node),
            items: items.len(),
        });
        let Some(prepared) = self.prepared.nodes.get(node) else {
            return Event::Evaluated {
                node,
                result: Ok(Vec::new()),
            };
        };
        let workflow = &self.prepared.workflow;
        let settings = Settings {
            now_ms: milliseconds(SystemTime::now()),
            seed: getrandom::u32().unwrap_or_default(),
            zone: self.language.zone.clone(),
            workflow: json!({"name": workflow.name}),
            execution: json!({"id": self.id.to_string()}),
        };
        let data = NodeData {
            node,
            items,
            names: workflow
                .nodes
                .iter()
                .map(|node| node.name.clone())
                .collect(),
            lineage,
            environment: Arc::clone(&self.language.environment),
        };
        let wanted = templates::Wanted {
            schema: &prepared.schema,
            evaluator: &self.language.evaluator,
            settings: &settings,
            is_strict: prepared.on_error == OnError::Stop && !lacks_results,
        };
        let mut result = prepared.templates.evaluate(wanted, data).await;
        if lacks_results && let Ok(evaluations) = &mut result {
            self.pass_over(node, evaluations);
        }
        if let Ok(evaluations) = &result {
            let acts = |evaluation: &&Evaluation| matches!(evaluation, Evaluation::Act(_));
            self.observer.observe(observe::Event::NodeEvaluated {
                node: self.name(node),
                calls: evaluations.iter().filter(acts).count(),
            });
        }
        Event::Evaluated { node, result }
    }

    fn pass_over(&self, node: usize, evaluations: &mut [Evaluation]) {
        for (item, evaluation) in evaluations.iter_mut().enumerate() {
            if let Evaluation::Fail(fault) = evaluation {
                self.observer.observe(observe::Event::NotShown {
                    node: self.name(node),
                    item,
                    fault,
                });
                *evaluation = Evaluation::Skip;
            }
        }
    }

    fn name(&self, node: usize) -> &str {
        self.prepared
            .workflow
            .nodes
            .get(node)
            .map_or("", |node| node.name.as_str())
    }
}

fn milliseconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| {
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    })
}

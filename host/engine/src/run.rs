//! One execution of a workflow, in this process.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures_util::StreamExt as _;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use jackfield_connector::Surroundings;
use jackfield_credential::Credential;
use jackfield_descriptor::{Delivery, Fault, FaultKind};
use jackfield_expression::{Evaluator, Settings};
use jackfield_flow::nodes::Moment;
use jackfield_flow::{
    Command, Evaluation, Event, Failure, Finish, Interpreter, Lineage, Outputs, Start,
};
use jackfield_item::Item;
use jackfield_workflow::{Node, OnError};
use serde_json::Map;

use crate::call::{NodeCalls, Wanted, look_first};
use crate::data::{self, NodeData};
use crate::key::RunId;
use crate::library::{Library, Volume};
use crate::observe::{self, Observer};
use crate::prepare::Prepared;
use crate::retry::Policy;
use crate::script::StaticData;
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
    /// The other workflows there are.
    pub library: &'a dyn Library,
    /// What code keeps.
    pub kept: &'a StaticData,
    /// How many workflows are running this one.
    pub depth: u32,
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

impl Language {
    /// The same in the time zone of another workflow, if it says that it is in one.
    pub(crate) fn within(&self, volume: &Volume) -> Self {
        Self {
            zone: volume.zone().unwrap_or(&self.zone).to_owned(),
            ..self.clone()
        }
    }
}

/// What came of a run.
#[derive(Debug)]
pub struct Report {
    /// The runs of nodes, in their order.
    pub nodes: Vec<NodeReport>,
    /// What the run failed of, if it failed.
    pub failure: Option<Failure>,
}

/// What came of one run of a node.
#[derive(Debug)]
pub struct NodeReport {
    /// The node's name.
    pub name: String,
    /// How often it had run before.
    pub run: u32,
    /// The items that came out, by output; when the whole run failed here, those that were done.
    pub outputs: Outputs,
}

impl NodeReport {
    /// The items that came out by the first output.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        self.outputs.first().map_or(&[], |items| &**items)
    }
}

/// What a run begins with.
#[derive(Clone, Debug)]
pub enum Begin {
    /// With these items, which the first steps of a file of steps are given.
    With(Vec<Item>),
    /// At a node of an export.
    At(Start),
}

impl Run<'_> {
    /// Runs the workflow.
    pub async fn execute(&self, begin: Begin) -> Report {
        let workflow = &self.prepared.workflow;
        let (mut interpreter, commands) = match (&workflow.export, begin) {
            (Some(export), Begin::At(start)) => Interpreter::start_at(workflow, export, start),
            (
                _,
                Begin::With(items)
                | Begin::At(Start {
                    items: Some(items), ..
                }),
            ) => Interpreter::start(workflow, items),
            (None, Begin::At(_)) => Interpreter::start(workflow, vec![Item::new(Map::new())]),
        };
        let limit = workflow.export.as_ref().and_then(|export| export.timeout);
        let all = self.carry_out(&mut interpreter, commands);
        let failure = match limit {
            None => all.await,
            Some(limit) => match tokio::time::timeout(limit, all).await {
                Ok(failure) => failure,
                Err(_) => Some(self.timed_out(limit, interpreter.node())),
            },
        };
        self.report(&interpreter, failure)
    }

    fn timed_out(&self, limit: Duration, node: usize) -> Failure {
        let mut fault = Fault::new(
            FaultKind::Timeout,
            format!(
                "the workflow took longer than the {} s that its settings allow",
                limit.as_secs_f32()
            ),
        )
        .hint("raise `settings.executionTimeout` in the file");
        // What was under way may have arrived.
        fault.delivery = Delivery::OutcomeUnknown;
        let prepared = self.prepared.nodes.get(node);
        if prepared.is_some_and(|node| !node.effect.may_begin_anew()) {
            look_first(&mut fault);
        }
        Failure {
            node,
            item: None,
            fault,
        }
    }

    async fn carry_out(
        &self,
        interpreter: &mut Interpreter,
        commands: Vec<Command>,
    ) -> Option<Failure> {
        let mut commands = VecDeque::from(commands);
        let mut under_way = FuturesUnordered::<BoxFuture<'_, Event>>::new();
        let mut calls = Arc::new(NodeCalls::default());
        loop {
            while let Some(command) = commands.pop_front() {
                under_way.push(match command {
                    Command::Finish(Finish::Completed) => return None,
                    Command::Finish(Finish::Failed(failed)) => return Some(failed),
                    Command::Evaluate {
                        node,
                        run,
                        items,
                        for_each,
                    } => {
                        let prepared = self.prepared.nodes.get(node);
                        let looks_at = prepared.map_or(&[][..], |node| &node.looks_at);
                        calls = Arc::new(calls.next(node, looks_at));
                        let asked = Asked {
                            node,
                            run,
                            items,
                            for_each,
                            calls: Arc::clone(&calls),
                        };
                        Box::pin(self.evaluate(asked, interpreter.lineage()))
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
                            lineage: interpreter.lineage(),
                        };
                        let calls = Arc::clone(&calls);
                        Box::pin(async move {
                            let result = self.call(&calls, wanted).await;
                            Event::Called { call, result }
                        })
                    }
                    Command::Script { call, code, items } => {
                        let lineage = interpreter.lineage();
                        Box::pin(async move {
                            let result = self.script(call, code, items, lineage).await;
                            Event::Scripted { call, result }
                        })
                    }
                    Command::SubRun { call, sub } => {
                        let calls = Arc::clone(&calls);
                        Box::pin(async move {
                            let result = self.run_others(&calls, call, sub).await;
                            Event::SubRan { call, result }
                        })
                    }
                    Command::Timer { call, after } => Box::pin(async move {
                        tokio::time::sleep(after).await;
                        Event::Fired { call }
                    }),
                });
            }
            // Commands are answered in kind, and what is not answered is dropped: waits that
            // nothing comes of any more.
            let event = under_way.next().await?;
            // A workflow whose nodes wait for nothing may go round and round: whoever wants to end
            // the run has to get a word in.
            tokio::task::consume_budget().await;
            commands.extend(interpreter.apply(event).ok()?);
            for tolerated in interpreter.take_tolerated() {
                self.observer.observe(observe::Event::Tolerated {
                    node: self.name(tolerated.node),
                    item: tolerated.item,
                    fault: &tolerated.fault,
                });
            }
            for (node, answer) in interpreter.take_answers() {
                self.observer.observe(observe::Event::Answered {
                    node: self.name(node),
                    answer: &answer,
                });
            }
        }
    }

    fn report(&self, interpreter: &Interpreter, failure: Option<Failure>) -> Report {
        let runs = interpreter.runs().iter();
        let nodes = runs.map(|run| NodeReport {
            name: self.name(run.node).to_owned(),
            run: run.run,
            outputs: run.outputs.clone(),
        });
        Report {
            nodes: nodes.collect(),
            failure,
        }
    }

    /// Evaluates a node's templates. What lacks results may fail for want of what a dry run has not
    /// sent, which does not stop it.
    async fn evaluate(&self, asked: Asked, lineage: Lineage) -> Event {
        let Asked {
            node,
            run,
            items,
            for_each,
            calls,
        } = asked;
        let lacks_results = calls.lack_results();
        let uses = self.prepared.workflow.nodes.get(node).map(Node::uses);
        self.observer.observe(observe::Event::NodeStarted {
            node: self.name(node),
            uses: uses.as_deref().unwrap_or_default(),
            items: items.len(),
        });
        let data = Arc::new(self.data(node, items, lineage));
        let mut settings = self.settings(&data, run);
        let prepared = self.prepared.nodes.get(node);
        if prepared.is_some_and(|prepared| !prepared.pagewise.is_empty()) {
            settings.roots = templates::first_page(self.prepared.workflow.export.is_some());
            calls.keep(data.items());
        }
        let moment = Moment {
            now_ms: settings.now_ms,
            seed: settings.seed,
            zone: settings.zone.clone(),
        };
        let mut result = match prepared {
            None => Ok(Vec::new()),
            Some(prepared) => {
                let wanted = templates::Wanted {
                    schema: prepared.schema.as_deref(),
                    evaluator: &self.language.evaluator,
                    settings: &settings,
                    is_strict: prepared.on_error == OnError::Stop && !lacks_results,
                    for_each,
                };
                prepared.templates.evaluate(wanted, data).await
            }
        };
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
        Event::Evaluated {
            node,
            run,
            result,
            moment,
        }
    }

    pub(crate) fn data(&self, node: usize, items: Arc<[Item]>, lineage: Lineage) -> NodeData {
        NodeData {
            node,
            items,
            workflow: Arc::clone(&self.prepared.workflow),
            names: Arc::clone(&self.prepared.names),
            lineage,
            environment: Arc::clone(&self.language.environment),
        }
    }

    /// What the expressions and the code of a node are told, with its clock and its chance.
    pub(crate) fn settings(&self, data: &NodeData, run: u32) -> Settings {
        Settings {
            now_ms: milliseconds(SystemTime::now()),
            seed: getrandom::u32().unwrap_or_default(),
            zone: self.language.zone.clone(),
            facts: data::facts(data, run, MODE, &self.id.to_string()),
            roots: Map::new(),
        }
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

    pub(crate) fn name(&self, node: usize) -> &str {
        self.prepared
            .workflow
            .nodes
            .get(node)
            .map_or("", |node| node.name.as_str())
    }
}

/// How n8n calls a run that no person has started from its editor.
pub(crate) const MODE: &str = "production";

/// What is to be evaluated.
struct Asked {
    node: usize,
    run: u32,
    items: Arc<[Item]>,
    for_each: bool,
    calls: Arc<NodeCalls>,
}

fn milliseconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| {
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    })
}

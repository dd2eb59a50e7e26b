//! `jackfield run`.

use std::collections::HashSet;
use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;
use std::time::Instant;

use jackfield_connector::{Gate, Surroundings};
use jackfield_descriptor::{Effect, FaultKind};
use jackfield_engine::retry::Policy;
use jackfield_engine::{Language, Mode, Prepared, Report, Run, RunId, StaticData};
use jackfield_flow::Failure as Failed;
use jackfield_workflow::{Input, Node, Source};
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::args::{Global, Run as Arguments};
use crate::connectors::Connectors;
use crate::exit::Exit;
use crate::failure::{Failure, StepOf};
use crate::message::{Level, Message, Place};
use crate::narrator::Narrator;
use crate::report::{Account, Done, Figures, try_place};
use crate::terminal::{counted, say};
use crate::{exports, file, huge_pages, input, network, output, settings};

use super::prepare::{Asked, Asking, Ready, prepare};

/// Runs a workflow.
pub(crate) async fn run(
    global: &Global,
    arguments: &Arguments,
    account: &mut Account,
) -> Result<(), Failure> {
    let began = Instant::now();
    let source = file::open(&arguments.file)?;
    let id = RunId::random()
        .map_err(|error| Failure::internal(format!("no randomness for the run's id: {error}")))?;
    let user_agent = format!("jackfield/{} run/{id}", env!("CARGO_PKG_VERSION"));
    let (limits, _) = network::limits(&arguments.network.limits)?;
    let mut gate = network::gate(&arguments.network, &arguments.allowed_hosts, user_agent)?;
    let environment = settings::allowed_environment(&arguments.allowed_variables);
    let given = arguments.input.as_deref();
    let given = given.map(input::read).transpose()?;
    let mut connectors = Connectors::limited(global, &arguments.plugins, limits).await?;
    let evaluator = connectors.evaluator().clone();
    let Ready {
        prepared,
        credentials,
        library,
        keeper,
    } = prepare(
        &source,
        &mut connectors,
        Asked {
            global,
            sources: &arguments.credentials,
            exports: &arguments.exports,
            gives_items: arguments.input.is_some(),
            hosts: gate.hosts.clone(),
            environment: &environment,
            asking: Asking::Sources,
        },
        account,
    )
    .await?;
    if let Some(path) = account.file() {
        try_place(path)?;
    }
    account.run(id.to_string());
    gate.hosts.add(&prepared.workflow.hosts);
    let gate = Arc::new(Gate::new(gate));
    // The system takes back at once what OpenSSL would give back certificate by certificate, which
    // is a twentieth of a short run.
    std::mem::forget(Arc::clone(&gate));
    let figures = Figures::default();
    let kept = StaticData::default();
    let run = Run {
        prepared: &prepared,
        credentials: &credentials,
        surroundings: Surroundings {
            gate,
            memory: Arc::default(),
            log: Arc::new(Narrator),
            keeper,
        },
        id,
        retry: Policy::default(),
        language: Language {
            evaluator,
            zone: settings::zone(arguments.timezone.as_deref().or(own_zone(&prepared)))?,
            environment: Arc::new(environment.clone()),
        },
        mode: if arguments.dry_run {
            Mode::Dry
        } else {
            Mode::Live
        },
        observer: &figures,
        library: &library,
        kept: &kept,
        depth: 0,
    };
    huge_pages::welcome();
    let mut signals = Signals::listen();
    let begin = exports::begin(&prepared.workflow, given);
    let work = async {
        let report = run.execute(begin).await;
        if let Some(failed) = &report.failure {
            recover(&run, failed).await;
        }
        report
    };
    let report = tokio::select! {
        report = work => Ok(report),
        name = signals.next() => Err(name),
    };
    figures.stop();
    let done = match &report {
        Ok(Report { failure: None, .. }) => Vec::new(),
        _ => figures.done(),
    };
    let nodes = report.as_ref().map(|report| report.nodes.as_slice());
    account.steps(
        figures.reports(&prepared, nodes.unwrap_or_default()),
        done.clone(),
    );
    let report = report.map_err(|name| interruption(name).also(done_before(&done)))?;
    if !arguments.dry_run {
        output::give(
            &report,
            prepared.workflow.export.is_some(),
            arguments.output,
        )?;
    }
    if let Some(failed) = &report.failure {
        let failure = failure(&prepared, &source, failed).also(done_before(&done));
        return Err(match hint_at_input(&prepared, failed) {
            Some(hint) if arguments.input.is_none() => failure.hint(hint),
            _ => failure,
        });
    }
    say(&Message::new(
        Level::Summary,
        summary(&prepared, &report, began),
    ));
    Ok(())
}

/// Runs the workflow that an export names for its failure, and says what came of that.
async fn recover(run: &Run<'_>, failed: &Failed) {
    let name = |report: &Report| report.nodes.last().map(|node| node.name.clone());
    let message = match run.recover(failed).await {
        None => return,
        Some(Ok(report)) => match &report.failure {
            None => Message::new(
                Level::Progress("recovery"),
                "the workflow for failures was run".to_owned(),
            ),
            Some(failure) => Message::new(
                Level::Warning,
                format!(
                    "the workflow for failures failed as well: {}{}",
                    name(&report).map_or_else(String::new, |name| format!("{name}: ")),
                    failure.fault.message
                ),
            ),
        },
        Some(Err(fault)) => Message::new(
            Level::Warning,
            format!("the workflow for failures was not run: {}", fault.message),
        ),
    };
    say(&message);
}

fn summary(prepared: &Prepared, report: &Report, began: Instant) -> String {
    let (noun, shown) = match prepared.workflow.export {
        Some(_) => ("node", usize::MAX),
        None => ("step", 1),
    };
    let last = report.nodes.last();
    let items = last.map_or(0, |node| {
        let outputs = node.outputs.iter().take(shown);
        outputs.map(|items| items.len()).sum()
    });
    let nodes: HashSet<&str> = report.nodes.iter().map(|node| node.name.as_str()).collect();
    format!(
        "{}: {}, {}, {} ms",
        prepared.workflow.name,
        counted(nodes.len(), noun),
        counted(items, "item"),
        began.elapsed().as_millis()
    )
}

/// The time zone that an export is in.
fn own_zone(prepared: &Prepared) -> Option<&str> {
    let export = prepared.workflow.export.as_ref()?;
    export.timezone.as_deref()
}

fn failure(prepared: &Prepared, source: &Source, failed: &Failed) -> Failure {
    let node = prepared.workflow.nodes.get(failed.node);
    let effect = prepared
        .nodes
        .get(failed.node)
        .map_or(Effect::Unsafe, |node| node.effect);
    let step = StepOf {
        name: node.map_or_else(String::new, |node| node.name.clone()),
        uses: node.map_or_else(String::new, Node::uses),
        item: failed.item,
    };
    let item = failed
        .item
        .map_or_else(String::new, |item| format!(", item {item}"));
    let doing = format!("{} ({}{item})", step.name, step.uses);
    let place = node.map(|node| Place::of(source, &node.pointer));
    let failure = Failure::fault(Exit::of(&failed.fault, effect), &doing, &failed.fault);
    let failure = match failed.fault.kind {
        FaultKind::CredentialRejected | FaultKind::PermissionDenied => {
            failure.also(node.and_then(credentials_of))
        }
        _ => failure,
    };
    failure.in_step(step, place)
}

/// The credentials that a node acts with, for whoever has more than one for a server.
fn credentials_of(node: &Node) -> Option<String> {
    let names: Vec<&str> = node
        .credentials
        .iter()
        .map(|(_, name)| name.as_str())
        .collect();
    (!names.is_empty()).then(|| format!("credential: {}", names.join(", ")))
}

/// What to do when an expression finds nothing because the run was given nothing.
fn hint_at_input(prepared: &Prepared, failed: &Failed) -> Option<&'static str> {
    let node = prepared.workflow.nodes.get(failed.node)?;
    let takes_input = node.inputs.iter().all(|input| *input == Input::Run);
    let misses = failed.fault.kind == FaultKind::InvalidParameter
        && failed.fault.message.contains("`$json` has no `");
    (takes_input && misses).then_some(
        "without --input a run has one item, which is empty; give some, such as --input '{\"name\":\"value\"}'",
    )
}

/// What a run that did not end well has changed all the same, and another run would do again.
fn done_before(done: &[Done]) -> Option<String> {
    if done.is_empty() {
        return None;
    }
    let done: Vec<String> = done
        .iter()
        .map(|done| format!("{} ({})", done.step, so_many(done)))
        .collect();
    Some(format!(
        "done before it: {}; another run does that again",
        done.join(", ")
    ))
}

fn so_many(done: &Done) -> String {
    let items = counted(done.items, "item");
    match (done.items, done.begun) {
        (_, None) => items,
        (0, Some(begun)) => format!("{} in part", counted(begun, "item")),
        (_, Some(begun)) => format!("{items}, and {begun} in part"),
    }
}

/// The signals that ask the process to end, listened to from now on.
struct Signals(Vec<(&'static str, Signal)>);

impl Signals {
    fn listen() -> Self {
        let listened = [
            ("SIGINT", SignalKind::interrupt()),
            ("SIGTERM", SignalKind::terminate()),
        ];
        let listened = listened.into_iter();
        Self(
            listened
                .filter_map(|(name, kind)| Some((name, signal(kind).ok()?)))
                .collect(),
        )
    }

    /// The name of the next one.
    async fn next(&mut self) -> &'static str {
        poll_fn(|context| {
            let arrived = self.0.iter_mut().find_map(|(name, signal)| {
                let is_here = signal.poll_recv(context).is_ready();
                is_here.then_some(*name)
            });
            arrived.map_or(Poll::Pending, Poll::Ready)
        })
        .await
    }
}

fn interruption(signal: &str) -> Failure {
    Failure::new(Exit::Interrupted, format!("interrupted by {signal}"))
        .hint("a call that was under way may have taken effect; another run begins from the start")
}

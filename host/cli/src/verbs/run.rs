//! `jackfield run`.

use std::sync::Arc;
use std::time::Instant;

use jackfield_connector::{AllowedHosts, Gate, GateSettings, Surroundings};
use jackfield_descriptor::Effect;
use jackfield_engine::retry::Policy;
use jackfield_engine::{Language, Mode, Prepared, Report, Run, RunId};
use jackfield_flow::Failure as Failed;
use tokio::signal::unix::{SignalKind, signal};

use crate::args::{Global, Run as Arguments};
use crate::connectors::Connectors;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::terminal::{Narrator, Verbosity, counted, say, secrets};
use crate::{file, input, output, settings};

/// Runs a workflow.
pub(crate) async fn run(global: &Global, arguments: &Arguments) -> Result<(), Failure> {
    let began = Instant::now();
    let verbosity = Verbosity::of(global);
    let narrator = Narrator(verbosity);
    let source = file::open(&arguments.file)?;
    let hosts = AllowedHosts::parse(arguments.allowed_hosts.iter().map(String::as_str))
        .map_err(|error| Failure::new(Exit::Usage, error.to_string()))?;
    let input = input::read(arguments.input.as_deref())?;
    let mut connectors = Connectors::new(global, &arguments.plugins).await?;
    let (prepared, credentials) =
        super::prepare(&source, &mut connectors, &arguments.credentials).await?;
    let id = RunId::random()
        .map_err(|error| Failure::internal(format!("no randomness for the run's id: {error}")))?;
    let user_agent = format!("jackfield/{} run/{id}", env!("CARGO_PKG_VERSION"));
    let run = Run {
        prepared: &prepared,
        credentials: &credentials,
        surroundings: Surroundings {
            gate: Arc::new(Gate::new(GateSettings {
                hosts,
                ..GateSettings::new(user_agent, secrets().clone())
            })),
            memory: Arc::default(),
            log: Arc::new(narrator),
        },
        id,
        retry: Policy::default(),
        language: Language {
            evaluator: connectors.evaluator().clone(),
            zone: settings::zone(arguments.timezone.as_deref())?,
            environment: Arc::new(settings::allowed_environment(&arguments.allowed_variables)),
        },
        mode: if arguments.dry_run {
            Mode::Dry
        } else {
            Mode::Live
        },
        observer: &narrator,
    };
    let report = tokio::select! {
        report = run.execute(input) => report,
        name = interrupted() => return Err(interruption(name)),
    };
    if !arguments.dry_run {
        output::give(&report, arguments.output)?;
    }
    match &report.failure {
        Some(failed) => Err(failure(&prepared, failed).also(&done_before(&prepared, &report))),
        None => {
            if verbosity >= Verbosity::Normal {
                say(&summary(&prepared, &report, began));
            }
            Ok(())
        }
    }
}

fn summary(prepared: &Prepared, report: &Report, began: Instant) -> String {
    let items = report.nodes.last().map_or(0, |node| node.items.len());
    format!(
        "{}: {}, {}, {} ms",
        prepared.workflow.name,
        counted(report.nodes.len(), "step"),
        counted(items, "item"),
        began.elapsed().as_millis()
    )
}

fn failure(prepared: &Prepared, failed: &Failed) -> Failure {
    let node = prepared.workflow.nodes.get(failed.node);
    let effect = prepared
        .nodes
        .get(failed.node)
        .map_or(Effect::Unsafe, |node| node.effect);
    let (name, uses) = node.map_or_else(
        || (String::new(), String::new()),
        |node| (node.name.clone(), node.uses()),
    );
    let item = failed
        .item
        .map_or_else(String::new, |item| format!(", item {item}"));
    Failure::fault(
        Exit::of(&failed.fault, effect),
        &format!("{name} ({uses}{item})"),
        &failed.fault,
    )
}

/// What a run that failed has changed all the same, and another run would do again.
fn done_before(prepared: &Prepared, report: &Report) -> String {
    let done: Vec<String> = report
        .nodes
        .iter()
        .zip(&prepared.nodes)
        .filter(|(node, prepared)| !node.items.is_empty() && prepared.effect != Effect::Read)
        .map(|(node, _)| format!("{} ({})", node.name, counted(node.items.len(), "item")))
        .collect();
    if done.is_empty() {
        return String::new();
    }
    format!(
        "done before it: {}; another run does that again",
        done.join(", ")
    )
}

/// Waits for a signal that asks the process to end.
async fn interrupted() -> &'static str {
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return "SIGINT";
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => "SIGINT",
        _ = terminate.recv() => "SIGTERM",
    }
}

fn interruption(signal: &str) -> Failure {
    Failure::new(Exit::Interrupted, format!("interrupted by {signal}"))
        .hint("a call that was under way may have taken effect; another run begins from the start")
}

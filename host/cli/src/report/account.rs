//! Putting a report together.

use std::path::{Path, PathBuf};
use std::time::Instant;

use jackfield_credential::Credential;
use jackfield_descriptor::{Fault, FaultKind};
use jiff::Timestamp;
use serde_json::Value;

use super::figures::milliseconds;
use super::{
    Command, CredentialOf, Done, Ending, FailureOf, Finding, PlaceOf, Report, RetryHelps, RunOf,
    Severity, StepReport, VERSION, WorkflowOf, file,
};
use crate::args::Verb;
use crate::exit::Exit;
use crate::failure::{Failure, Faulty};
use crate::message::{Level, Message, Place};
use crate::terminal;

/// What is known so far.
#[derive(Debug)]
pub(crate) struct Account {
    command: Command,
    /// Where the report is to be written to.
    file: Option<PathBuf>,
    workflow: WorkflowOf,
    run: Option<RunOf>,
    credentials: Vec<CredentialOf>,
    began: Instant,
    started_at: Timestamp,
    steps: Vec<StepReport>,
    done_before: Vec<Done>,
}

impl Account {
    /// The account of a verb. It is given to nobody if the verb has no report.
    pub(crate) fn begin(verb: &Verb) -> Self {
        let (reporting, workflow) = verb.reporting().unzip();
        Self {
            command: match verb {
                Verb::Check(_) => Command::Check,
                _ => Command::Run,
            },
            file: reporting.and_then(|reporting| reporting.file.clone()),
            workflow: WorkflowOf {
                file: workflow.map_or_else(String::new, |path| path.display().to_string()),
                name: None,
            },
            run: None,
            credentials: Vec::new(),
            began: Instant::now(),
            started_at: Timestamp::now(),
            steps: Vec::new(),
            done_before: Vec::new(),
        }
    }

    /// The file that the report is to be written to.
    pub(crate) fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// The workflow has this name.
    pub(crate) fn workflow(&mut self, name: &str) {
        self.workflow.name = Some(name.to_owned());
    }

    /// These credentials are acted with.
    pub(crate) fn credentials<'a>(&mut self, credentials: impl Iterator<Item = &'a Credential>) {
        self.credentials = credentials.map(CredentialOf::new).collect();
    }

    /// A run begins.
    pub(crate) fn run(&mut self, id: String) {
        self.run = Some(RunOf { id });
    }

    /// This is what the run did, and what of it another run does again if this one has failed.
    pub(crate) fn steps(&mut self, steps: Vec<StepReport>, done_before: Vec<Done>) {
        self.steps = steps;
        self.done_before = done_before;
    }

    /// Writes the report where it belongs. When it cannot be written, that is how it ended, unless
    /// it had failed already.
    pub(crate) fn end(self, result: Result<(), Failure>) -> Result<(), Failure> {
        if self.file.is_none() && !terminal::wants_report() {
            return result;
        }
        let path = self.file.clone();
        let mut report = self.report(result.as_ref().err());
        let json = spelled(&report)?;
        let unwritten = path.and_then(|path| file::write(&path, &json).err());
        let result = match (result, unwritten) {
            (Ok(()), Some(unwritten)) => {
                report.exit = ending(Some(Exit::Internal), false);
                report.failure = failure_of(&unwritten);
                Err(unwritten)
            }
            (Err(failure), Some(unwritten)) => {
                let messages = unwritten.messages().iter();
                report
                    .warnings
                    .extend(messages.map(|message| message.title.clone()));
                Err(failure.and(unwritten))
            }
            (result, None) => result,
        };
        terminal::say_report(&spelled(&report)?);
        result
    }

    fn report(self, failure: Option<&Failure>) -> Report {
        let exit = ending(failure.map(Failure::exit), !self.done_before.is_empty());
        let warnings = terminal::warnings();
        let errors = failure.map(Failure::messages).unwrap_or_default();
        let mut diagnostics: Vec<Finding> =
            errors.iter().chain(&warnings).filter_map(finding).collect();
        diagnostics.sort_by_key(|finding| (finding.place.line, finding.place.column));
        let warnings = warnings
            .iter()
            .filter(|message| finding(message).is_none())
            .map(|message| message.title.clone())
            .collect();
        Report {
            report_version: VERSION,
            jackfield: env!("CARGO_PKG_VERSION").to_owned(),
            command: self.command,
            workflow: self.workflow,
            run: self.run,
            credentials: self.credentials,
            started_at: format!("{:.3}", self.started_at),
            duration_ms: milliseconds(self.began.elapsed()),
            exit,
            steps: self.steps,
            failure: failure.and_then(failure_of),
            done_before: self.done_before,
            diagnostics,
            warnings,
        }
    }
}

fn ending(exit: Option<Exit>, has_done: bool) -> Ending {
    let Some(exit) = exit else {
        return Ending {
            code: 0,
            name: "success",
            retry_helps: RetryHelps::No,
        };
    };
    Ending {
        code: exit.code(),
        name: exit.name(),
        retry_helps: match exit {
            Exit::Internal
            | Exit::Usage
            | Exit::InvalidWorkflow
            | Exit::Credential
            | Exit::Refused
            | Exit::Denied
            | Exit::Connector => RetryHelps::No,
            Exit::Unavailable if !has_done => RetryHelps::Yes,
            Exit::Limit if !has_done => RetryHelps::Perhaps,
            // A call that was under way when the signal came may have taken effect.
            Exit::Unavailable | Exit::Limit | Exit::Interrupted | Exit::Unknown => {
                RetryHelps::LookFirst
            }
        },
    }
}

/// What ended it, if that is not something in the file.
fn failure_of(failure: &Failure) -> Option<FailureOf> {
    let message = failure
        .messages()
        .iter()
        .find(|message| finding(message).is_none())?;
    let mut described = FailureOf {
        message: message.title.clone(),
        hint: message.advice(),
        at: message.place.as_ref().map(place_of),
        ..FailureOf::default()
    };
    if let Some(Faulty { fault, step }) = failure.faulty() {
        let Fault {
            kind,
            message,
            code,
            status,
            retry_after_ms,
            hint: _,
            delivery,
        } = fault.clone();
        described = FailureOf {
            message: if step.is_some() {
                message
            } else {
                described.message
            },
            step: step.as_ref().map(|step| step.name.clone()),
            operation: step.as_ref().map(|step| step.uses.clone()),
            item: step.as_ref().and_then(|step| step.item),
            kind: Some(kind),
            party: Some(FaultKind::party(kind)),
            code,
            status,
            retry_after_ms,
            delivery: Some(delivery),
            ..described
        };
    }
    Some(described)
}

/// Something that is wrong with the file itself.
fn finding(message: &Message) -> Option<Finding> {
    let place = message.place.as_ref()?;
    place.excerpt.as_ref()?;
    Some(Finding {
        severity: match message.level {
            Level::Error => Severity::Error,
            _ => Severity::Warning,
        },
        message: message.title.clone(),
        hint: message.advice(),
        place: place_of(place),
    })
}

fn place_of(place: &Place) -> PlaceOf {
    PlaceOf {
        file: place.file.clone(),
        line: place.position.line,
        column: place.position.column,
        pointer: place
            .pointer
            .as_ref()
            .map(|pointer| pointer.as_str().to_owned()),
    }
}

/// The report as JSON, every text of it without secrets.
fn spelled(report: &Report) -> Result<String, Failure> {
    let mut value =
        serde_json::to_value(report).map_err(|error| Failure::internal(error.to_string()))?;
    scrub(&mut value);
    Ok(terminal::in_json(&format!("{value:#}")).into_owned())
}

/// Text by text: a secret that is a number must not be looked for among numbers, nor one that is a
/// word of the form in its keys.
fn scrub(value: &mut Value) {
    match value {
        Value::String(text) => *text = terminal::secrets().scrub(text).into_owned(),
        Value::Array(elements) => elements.iter_mut().for_each(scrub),
        Value::Object(members) => members.values_mut().for_each(scrub),
        _ => {}
    }
}

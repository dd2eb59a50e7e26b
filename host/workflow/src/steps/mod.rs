//! The steps spelling: workflows that people write by hand. The words are those of GitHub Actions.

mod file;
mod needs;

use std::collections::HashSet;
use std::time::Duration;

use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::duration;
use crate::graph::{Node, OnError, Retry, Workflow};
use crate::pointer::Pointer;
use file::{Condition, OnErrorWish, Step};
use needs::Names;

pub(crate) use file::StepsFile;
pub use file::schema;

impl StepsFile {
    /// The graph that the steps stand for.
    ///
    /// Of the steps in `broken` a part is missing, which was said already.
    pub(crate) fn into_workflow(
        self,
        file_name: &str,
        broken: &HashSet<usize>,
    ) -> (Workflow, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let mut nodes: Vec<Node> = Vec::with_capacity(self.steps.len());
        let names = Names::of(&self.steps);
        for (index, step) in self.steps.into_iter().enumerate() {
            let pointer = Pointer::root().join("steps").join(index);
            let name = name_of(&step);
            let inputs = needs::inputs(&step, &pointer, index, &names, &mut diagnostics);
            let (connector, operation) = split_uses(
                &step.uses,
                broken.contains(&index),
                &pointer,
                &mut diagnostics,
            );
            let credentials = credentials(&step, &pointer, &mut diagnostics);
            let timeout = time(
                step.timeout.as_deref(),
                pointer.join("timeout"),
                &mut diagnostics,
            );
            let wait = pointer.join("retry").join("wait");
            let retry = Retry {
                attempts: step.retry.attempts,
                wait: time(step.retry.wait.as_deref(), wait, &mut diagnostics),
                backoff: step.retry.backoff,
                after_refusals: false,
            };
            if name.is_empty() {
                // Its operation, which it would be called by, is missing.
            } else if names.is_repeated(&name, index) {
                let place = if step.name.is_some() { "name" } else { "uses" };
                diagnostics.push(
                    Diagnostic::new(
                        pointer.join(place),
                        format!("there are two steps called `{name}`"),
                    )
                    .hint("give each step a `name` of its own"),
                );
            }
            nodes.push(Node {
                name,
                connector,
                operation,
                credentials,
                parameters: step.with,
                condition: step.condition.map(|condition| match condition {
                    Condition::Plain(flag) => Value::Bool(flag),
                    Condition::Template(text) => Value::String(text),
                }),
                timeout,
                retry,
                on_error: match step.on_error {
                    OnErrorWish::Stop => OnError::Stop,
                    OnErrorWish::Continue => OnError::Continue,
                    OnErrorWish::Output => OnError::Output,
                },
                concurrency: step.concurrency.unwrap_or(1),
                inputs,
                export: None,
                is_whole: !broken.contains(&index),
                pointer,
            });
        }
        diagnostics.extend(needs::check_error_outputs(&nodes, broken));
        let workflow = Workflow {
            hosts: self.allow_hosts,
            name: self.name.unwrap_or_else(|| file_name.to_owned()),
            nodes,
            export: None,
        };
        (workflow, diagnostics)
    }
}

/// What a step is called: what it says, or else its operation.
fn name_of(step: &Step) -> String {
    step.name.clone().unwrap_or_else(|| step.uses.clone())
}

fn time(text: Option<&str>, at: Pointer, diagnostics: &mut Vec<Diagnostic>) -> Option<Duration> {
    match duration::parse(text?) {
        Ok(length) => Some(length),
        Err(message) => {
            diagnostics.push(Diagnostic::new(at, message));
            None
        }
    }
}

fn split_uses(
    uses: &str,
    is_broken: bool,
    pointer: &Pointer,
    diagnostics: &mut Vec<Diagnostic>,
) -> (String, String) {
    match uses.split_once('/') {
        Some((connector, operation)) if !connector.is_empty() && !operation.is_empty() => {
            (connector.to_owned(), operation.to_owned())
        }
        // Said already: it is missing, or no text.
        None if is_broken && uses.is_empty() => (String::new(), String::new()),
        _ => {
            diagnostics.push(
                Diagnostic::new(pointer.join("uses"), format!("`{uses}` names no operation")).hint(
                    "write `connector/operation`; `jackfield connector list` says which there are",
                ),
            );
            (String::new(), String::new())
        }
    }
}

fn credentials(
    step: &Step,
    pointer: &Pointer,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(String, String)> {
    let mut credentials = Vec::new();
    if let Some(name) = &step.credential {
        credentials.push(("default".to_owned(), name.clone()));
    }
    for (slot, name) in &step.credentials {
        match name.as_str() {
            Some(name) => credentials.push((slot.clone(), name.to_owned())),
            None => diagnostics.push(Diagnostic::new(
                pointer.join("credentials").join(slot),
                "the name of a credential must be text",
            )),
        }
    }
    credentials
}

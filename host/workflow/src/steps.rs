//! The steps spelling: workflows that people write by hand. The words are those of GitHub Actions.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use schemars::{JsonSchema, Schema, schema_for};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::diagnostic::Diagnostic;
use crate::duration;
use crate::graph::{Input, Node, Retry, Workflow};
use crate::pointer::Pointer;

/// A workflow of Jackfield: steps that connectors carry out, one after the other.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Jackfield workflow")]
pub(crate) struct StepsFile {
    /// The schema of this file, so that an editor can help.
    #[serde(rename = "$schema")]
    #[expect(dead_code, reason = "for editors")]
    schema: Option<String>,
    /// The workflow's name.
    name: Option<String>,
    /// The steps. Each takes the items of the one before it, unless `needs` says otherwise.
    #[schemars(length(min = 1))]
    steps: Vec<Step>,
}

/// One step: an operation of a connector, carried out for each item.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Step {
    /// The step's name, unlike that of any other step. Without one it is called like its
    /// operation.
    name: Option<String>,
    /// The operation: `connector/operation`, such as `mattermost/message.post`.
    uses: String,
    /// The name of the credential to act with.
    credential: Option<String>,
    /// The names of the credentials, for an operation with several slots.
    #[serde(default)]
    credentials: Map<String, Value>,
    /// The operation's parameters. Text may contain templates: `{{ $json.version }}`.
    #[serde(default)]
    with: Map<String, Value>,
    /// The step or steps whose items this one takes, one after the other. An empty list is the
    /// input of the run.
    needs: Option<Needs>,
    /// Whether an item is acted upon. One that is not goes on unchanged.
    #[serde(rename = "if")]
    condition: Option<Condition>,
    /// How long a call may take: `500ms`, `30s`, `5m`, `1h`, at most a day.
    timeout: Option<String>,
    /// How often and how soon a call is repeated. Only what is known to be harmless is repeated.
    #[serde(default)]
    retry: RetryWish,
}

/// How often and how soon a call is repeated.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RetryWish {
    /// Attempts in all; 3 by default, and 1 for no repeat.
    #[schemars(range(min = 1, max = 100))]
    attempts: Option<u32>,
    /// The wait before the second attempt: `500ms`, which is the default, `30s`, `5m`.
    wait: Option<String>,
    /// What each wait is multiplied by for the next one; 2 by default.
    #[schemars(range(min = 1, max = 100))]
    backoff: Option<f64>,
}

/// The names of steps.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
enum Needs {
    /// One step.
    One(String),
    /// Several steps.
    Several(Vec<String>),
}

/// A template, or a plain true or false.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
enum Condition {
    /// True or false.
    Plain(bool),
    /// A template, such as `{{ $json.urgent }}`.
    Template(String),
}

/// The JSON Schema of the steps spelling.
#[must_use]
pub fn schema() -> Schema {
    schema_for!(StepsFile)
}

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
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut nodes: Vec<Node> = Vec::with_capacity(self.steps.len());
        let names: Vec<String> = self
            .steps
            .iter()
            .map(|step| step.name.clone().unwrap_or_else(|| step.uses.clone()))
            .collect();
        for (index, step) in self.steps.into_iter().enumerate() {
            let pointer = Pointer::root().join("steps").join(index);
            let name = step.name.clone().unwrap_or_else(|| step.uses.clone());
            let inputs = inputs(&step, &pointer, index, &places, &names, &mut diagnostics);
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
            };
            if name.is_empty() {
                // Its operation, which it would be called by, is missing.
            } else if places.insert(name.clone(), index).is_some() {
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
                inputs,
                is_whole: !broken.contains(&index),
                pointer,
            });
        }
        let workflow = Workflow {
            name: self.name.unwrap_or_else(|| file_name.to_owned()),
            nodes,
        };
        (workflow, diagnostics)
    }
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

fn inputs(
    step: &Step,
    pointer: &Pointer,
    index: usize,
    places: &HashMap<String, usize>,
    names: &[String],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Input> {
    let at = pointer.join("needs");
    let needs: Vec<(Pointer, &String)> = match &step.needs {
        None => {
            return vec![index.checked_sub(1).map_or(Input::Run, Input::Node)];
        }
        Some(Needs::One(name)) => vec![(at, name)],
        Some(Needs::Several(names)) if names.is_empty() => return vec![Input::Run],
        Some(Needs::Several(names)) => names
            .iter()
            .enumerate()
            .map(|(position, name)| (at.join(position), name))
            .collect(),
    };
    let mut inputs = Vec::with_capacity(needs.len());
    for (at, name) in needs {
        if let Some(place) = places.get(name) {
            inputs.push(Input::Node(*place));
        } else if names.contains(name) {
            diagnostics.push(
                Diagnostic::new(
                    at,
                    format!("the step `{name}` does not come before this one"),
                )
                .hint("a step needs steps above it; move it down"),
            );
        } else {
            let earlier = names.iter().take(index).map(String::as_str);
            diagnostics.push(
                Diagnostic::new(at, format!("there is no step `{name}`")).offer(name, earlier),
            );
        }
    }
    inputs
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

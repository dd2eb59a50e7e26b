//! What a file of steps may hold. Its JSON Schema comes from here, and so does what is read.

use schemars::{JsonSchema, Schema, schema_for};
use serde::Deserialize;
use serde_json::{Map, Value};

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
    pub(super) name: Option<String>,
    /// What it is for; for people.
    #[expect(dead_code, reason = "for people")]
    description: Option<String>,
    /// Hosts that connectors may reach without a credential: `api.example.com` over https,
    /// `api.example.com:8443`, `http://127.0.0.1:8080`, or `wiki.example.com private` for a name
    /// that leads to a private address.
    #[serde(default, rename = "allowHosts")]
    pub(super) allow_hosts: Vec<String>,
    /// The steps. Each takes the items of the one before it, unless `needs` says otherwise.
    #[schemars(length(min = 1))]
    pub(super) steps: Vec<Step>,
}

/// One step: an operation of a connector, carried out for each item.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    /// The step's name, unlike that of any other step. Without one it is called like its
    /// operation.
    pub(super) name: Option<String>,
    /// What it is for; for people.
    #[expect(dead_code, reason = "for people")]
    description: Option<String>,
    /// The operation: `connector/operation`, such as `mattermost/message.post`.
    pub(super) uses: String,
    /// The name of the credential to act with.
    pub(super) credential: Option<String>,
    /// The names of the credentials, for an operation with several slots.
    #[serde(default)]
    pub(super) credentials: Map<String, Value>,
    /// The operation's parameters. Text may contain templates: `{{ $json.version }}`.
    #[serde(default)]
    pub(super) with: Map<String, Value>,
    /// The step or steps whose items this one takes, one after the other. An empty list is the
    /// input of the run.
    pub(super) needs: Option<Needs>,
    /// Whether an item is acted upon. One that is not goes on unchanged.
    #[serde(rename = "if")]
    pub(super) condition: Option<Condition>,
    /// How long a call may take: `500ms`, `30s`, `5m`, `1h`, at most a day.
    pub(super) timeout: Option<String>,
    /// How often and how soon a call is repeated. Only what is known to be harmless is repeated.
    #[serde(default)]
    pub(super) retry: RetryWish,
    /// What becomes of an item with which the step fails, after all repeats.
    #[serde(default)]
    #[serde(rename = "onError")]
    pub(super) on_error: OnErrorWish,
    /// How many items are worked on at the same time; 1 by default. What comes out keeps their
    /// order.
    #[schemars(range(min = 1, max = 100))]
    pub(super) concurrency: Option<u32>,
}

/// What becomes of an item with which the step fails.
#[derive(Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum OnErrorWish {
    /// The run ends there.
    #[default]
    Stop,
    /// The item goes on with the others, with the fault in its field `error`.
    Continue,
    /// The item leaves by the step's error output, with the fault in its field `error`. Another
    /// step takes it with `needs`: `{"step": "Name", "output": "error"}`.
    Output,
}

/// How often and how soon a call is repeated.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RetryWish {
    /// Attempts in all; 3 by default, and 1 for no repeat.
    #[schemars(range(min = 1, max = 100))]
    pub(super) attempts: Option<u32>,
    /// The wait before the second attempt: `500ms`, which is the default, `30s`, `5m`.
    pub(super) wait: Option<String>,
    /// What each wait is multiplied by for the next one; 2 by default.
    #[schemars(range(min = 1, max = 100))]
    pub(super) backoff: Option<f64>,
}

/// Where items come from.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Needs {
    /// One step.
    One(Need),
    /// Several steps.
    Several(Vec<Need>),
}

/// A step, by its name, or one of its outputs.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Need {
    /// What a step gives.
    Step(String),
    /// What a step gives by one of its outputs.
    Output(OutputOfStep),
}

/// An output of a step.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OutputOfStep {
    /// The step's name.
    pub(super) step: String,
    /// Which of its outputs.
    pub(super) output: OutputName,
}

/// The outputs of a step.
#[derive(Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum OutputName {
    /// What it gives.
    Main,
    /// The items with which it failed, if it says `onError: output`.
    Error,
}

/// A template, or a plain true or false.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
pub(super) enum Condition {
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

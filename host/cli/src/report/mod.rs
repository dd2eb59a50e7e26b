//! The report: what came of a run or a check, for programs.
//!
//! Its JSON Schema (`jackfield schema --report`) is committed as `examples/report.schema.json`.
//! What will come is added; what is there keeps its meaning as long as [`VERSION`] does.

mod account;
mod figures;
mod file;

use jackfield_credential::Credential;
use jackfield_descriptor::{Delivery, FaultKind, Party};
use schemars::{JsonSchema, Schema, schema_for};
use serde::Serialize;

pub(crate) use account::Account;
pub(crate) use figures::{Done, Figures};
pub(crate) use file::try_place;

/// The version of the report's form.
const VERSION: u32 = 1;
/// How many repeats and failures of a step are told one by one.
const LISTED: usize = 100;

/// What came of `jackfield run` or `jackfield check`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Jackfield report")]
pub(crate) struct Report {
    /// The version of this form: 1. A new one is told by a new number.
    #[schemars(range(min = 1, max = 1))]
    report_version: u32,
    /// The version of Jackfield.
    jackfield: String,
    /// What was asked for.
    command: Command,
    /// The workflow.
    workflow: WorkflowOf,
    /// The run, unless nothing was run.
    #[serde(skip_serializing_if = "Option::is_none")]
    run: Option<RunOf>,
    /// The credentials that the workflow names and that there are, without their tokens.
    credentials: Vec<CredentialOf>,
    /// When it began, in UTC (RFC 3339).
    #[schemars(extend("format" = "date-time"))]
    started_at: String,
    /// How long it took, in milliseconds.
    duration_ms: u64,
    /// How it ended.
    exit: Ending,
    /// The steps that the run came to, in their order; none of a check.
    steps: Vec<StepReport>,
    /// What ended it, unless it ended well or `diagnostics` says what did.
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<FailureOf>,
    /// What a run that failed has changed all the same, and another run does again.
    done_before: Vec<Done>,
    /// What is wrong with the file, in the order in which it stands there.
    diagnostics: Vec<Finding>,
    /// What was warned of besides.
    warnings: Vec<String>,
}

/// What was asked for.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Command {
    Run,
    Check,
}

/// A workflow.
#[derive(Debug, Default, Serialize, JsonSchema)]
struct WorkflowOf {
    /// Its file, as it was named.
    file: String,
    /// Its name, if the file could be read so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

/// A run.
#[derive(Debug, Serialize, JsonSchema)]
struct RunOf {
    /// Its id, which the user agent of its requests names too.
    id: String,
}

/// A credential, by what its token can be found on its platform.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct CredentialOf {
    /// Its name.
    name: String,
    /// Its type.
    #[serde(rename = "type")]
    credential_type: String,
    /// Where its platform is.
    base_url: String,
    /// The id by which the platform knows the token, which is not the token.
    #[serde(skip_serializing_if = "Option::is_none")]
    token_id: Option<String>,
    /// What the token is called on the platform.
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// Whose token it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<String>,
    /// The last day on which the token is valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "date"))]
    expires: Option<String>,
}

impl CredentialOf {
    fn new(credential: &Credential) -> Self {
        Self {
            name: credential.name.clone(),
            credential_type: credential.credential_type.clone(),
            base_url: credential.base_url.to_string(),
            token_id: credential.notes.token_id.clone(),
            description: credential.notes.description.clone(),
            account: credential.notes.account.clone(),
            expires: credential.expires.map(|day| day.to_string()),
        }
    }
}

/// How it ended.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Ending {
    /// The exit code.
    code: u8,
    /// The code's name: `success`, `internal`, `usage`, `invalid-workflow`, `credential`,
    /// `refused`, `unavailable`, `denied`, `limit`, `interrupted`, `connector` or `unknown`.
    name: &'static str,
    /// Whether another run helps.
    retry_helps: RetryHelps,
}

/// Whether another run helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum RetryHelps {
    /// No: something must be changed first, or nothing is left to do.
    No,
    /// Yes, and it does nothing twice that is known of.
    Yes,
    /// It may, for instance with more time.
    Perhaps,
    /// It may do something twice: look at the platform first, and at `doneBefore`.
    LookFirst,
}

/// One step.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StepReport {
    /// Its name.
    name: String,
    /// Its operation: `connector/operation`; of a node of an export, its type.
    uses: String,
    /// How often a node of an export has run, if more than once; what follows is about all its runs
    /// together.
    #[serde(skip_serializing_if = "Option::is_none")]
    runs: Option<u32>,
    /// How many items it was given.
    items_in: usize,
    /// How many items came out; absent when the run was interrupted.
    #[serde(skip_serializing_if = "Option::is_none")]
    items_out: Option<usize>,
    /// How many calls succeeded. An item takes more than one when its answer has several pages.
    calls: usize,
    /// How many attempts failed and were repeated.
    retries: usize,
    /// The first hundred of them.
    retried: Vec<RetryOf>,
    /// How many times it failed and the run went on, because the workflow asks for that or the run
    /// is a dry one.
    failures: usize,
    /// The first hundred of them.
    tolerated: Vec<Tolerated>,
    /// What a dry run did not send.
    withheld: Vec<Unsent>,
    /// For how many items a dry run did not replace the token of the credential, if for any.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_rotated: Option<usize>,
    /// How long it took, in milliseconds.
    took_ms: u64,
}

impl StepReport {
    fn new(name: &str, items_in: usize) -> Self {
        Self {
            name: name.to_owned(),
            items_in,
            ..Self::default()
        }
    }
}

/// An attempt that failed and was repeated.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct RetryOf {
    /// The index of the item.
    item: usize,
    /// The attempt that failed, from 1.
    attempt: u32,
    /// The wait before the next one, in milliseconds.
    wait_ms: u64,
    /// What kind of fault it was.
    kind: FaultKind,
    /// What went wrong.
    message: String,
}

/// A failure that the run went on past.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct Tolerated {
    /// The index of the item, unless it was the step as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<usize>,
    /// What kind of fault it was.
    kind: FaultKind,
    /// What went wrong.
    message: String,
}

/// A request that was not sent.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Unsent {
    /// The index of the item.
    item: usize,
    /// Whether the step depends on what was not sent, so that a run would send another one.
    is_guess: bool,
    /// The method.
    method: String,
    /// The address.
    url: String,
    /// The body as text, as far as it is one; its beginning, if it is long.
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
}

/// What ended a run or a check.
#[derive(Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct FailureOf {
    /// What went wrong, in a sentence.
    message: String,
    /// What a person can do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
    /// The step's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<String>,
    /// The step's operation: `connector/operation`.
    #[serde(skip_serializing_if = "Option::is_none")]
    operation: Option<String>,
    /// The index of the item.
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<usize>,
    /// What kind of fault it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<FaultKind>,
    /// Who can do something about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    party: Option<Party>,
    /// The platform's own code for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// The HTTP status of the answer that led to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    /// After how many milliseconds the platform welcomes a repeat.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_ms: Option<u64>,
    /// What is known about the effect of what was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    delivery: Option<Delivery>,
    /// Where the step stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<PlaceOf>,
}

/// A place in a file.
#[derive(Debug, Serialize, JsonSchema)]
struct PlaceOf {
    /// The file, as it was named.
    file: String,
    /// The line, from 1.
    line: usize,
    /// The column, from 1; a character each.
    column: usize,
    /// The JSON Pointer (RFC 6901) of what is meant, if the file is JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<String>,
}

/// Something that is wrong with a file.
#[derive(Debug, Serialize, JsonSchema)]
struct Finding {
    /// How bad it is.
    severity: Severity,
    /// What is wrong, in a sentence.
    message: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
    /// Where.
    #[serde(flatten)]
    place: PlaceOf,
}

/// How bad something is.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Severity {
    /// It must be changed.
    Error,
    /// It could not be found out, or had better be changed.
    Warning,
}

/// The JSON Schema of reports.
pub(crate) fn schema() -> Schema {
    schema_for!(Report)
}

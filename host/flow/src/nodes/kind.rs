//! The core node types: their names, versions, inputs and outputs.

use serde_json::{Map, Value};

/// What the types of this package have in front of their names.
const PACKAGE: &str = "n8n-nodes-base.";

/// How many outputs or inputs a node's parameters may ask for; past this a file is at fault.
const MOST_PORTS: usize = 100;

/// The type of a node of an export that needs no connector.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NodeType {
    /// Gathers fields or items into one item.
    Aggregate,
    /// Runs JavaScript.
    Code,
    /// Begins a run at certain times (the old node).
    Cron,
    /// Makes digests.
    Crypto,
    /// Reckons with dates, and writes them in other forms.
    DateTime,
    /// Begins the run that is about another run's failure.
    ErrorTrigger,
    /// Runs another workflow.
    ExecuteWorkflow,
    /// Begins a run that another workflow has asked for.
    ExecuteWorkflowTrigger,
    /// Lets items through, or not.
    Filter,
    /// Runs JavaScript (the old node).
    Function,
    /// Runs JavaScript for each item (the old node).
    FunctionItem,
    /// Sends items to one of two outputs.
    If,
    /// Begins a run again and again (the old node).
    Interval,
    /// Splits, gathers, sorts and limits items (the old node).
    ItemLists,
    /// Lets the first or the last items through.
    Limit,
    /// Begins a run when somebody asks for it.
    ManualTrigger,
    /// Brings the items of several inputs together.
    Merge,
    /// Passes items on.
    NoOp,
    /// Lets the first of equal items through.
    RemoveDuplicates,
    /// Answers the request that began the run.
    RespondToWebhook,
    /// Begins a run at certain times.
    ScheduleTrigger,
    /// Sets fields of items.
    Set,
    /// Puts items in order.
    Sort,
    /// Gives items in batches, and all of them at last.
    SplitInBatches,
    /// Makes an item of each element of a list.
    SplitOut,
    /// Begins a run when somebody asks for it (the old node).
    Start,
    /// A note on the canvas, which does nothing.
    StickyNote,
    /// Fails.
    StopAndError,
    /// Counts, adds up or lists the values of fields.
    Summarize,
    /// Sends items to one of several outputs.
    Switch,
    /// Waits.
    Wait,
    /// Begins a run when a request arrives.
    Webhook,
}

/// For what a node's parameters are evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evaluates {
    /// For each item of its input.
    EachItem,
    /// For the first item, or for none if there is none.
    Once,
    /// Not at all.
    Nothing,
}

/// One row: a type, its name without its package, and its versions, the latest one last.
type Row = (NodeType, &'static str, &'static [f64]);

const TABLE: [Row; 32] = [
    (NodeType::Aggregate, "aggregate", &[1.0]),
    (NodeType::Code, "code", &[1.0, 2.0]),
    (NodeType::Cron, "cron", &[1.0]),
    (NodeType::Crypto, "crypto", &[1.0, 2.0]),
    (NodeType::DateTime, "dateTime", &[1.0, 2.0]),
    (NodeType::ErrorTrigger, "errorTrigger", &[1.0]),
    (
        NodeType::ExecuteWorkflow,
        "executeWorkflow",
        &[1.0, 1.1, 1.2, 1.3, 1.4],
    ),
    (
        NodeType::ExecuteWorkflowTrigger,
        "executeWorkflowTrigger",
        &[1.0, 1.1, 1.2],
    ),
    (NodeType::Filter, "filter", &[1.0, 2.0, 2.1, 2.2, 2.3]),
    (NodeType::Function, "function", &[1.0]),
    (NodeType::FunctionItem, "functionItem", &[1.0]),
    (NodeType::If, "if", &[1.0, 2.0, 2.1, 2.2, 2.3]),
    (NodeType::Interval, "interval", &[1.0]),
    (
        NodeType::ItemLists,
        "itemLists",
        &[1.0, 2.0, 2.1, 2.2, 3.0, 3.1],
    ),
    (NodeType::Limit, "limit", &[1.0]),
    (NodeType::ManualTrigger, "manualTrigger", &[1.0]),
    (NodeType::Merge, "merge", &[1.0, 2.0, 2.1, 3.0, 3.1, 3.2]),
    (NodeType::NoOp, "noOp", &[1.0]),
    (
        NodeType::RemoveDuplicates,
        "removeDuplicates",
        &[1.0, 1.1, 2.0],
    ),
    (
        NodeType::RespondToWebhook,
        "respondToWebhook",
        &[1.0, 1.1, 1.2, 1.3, 1.4, 1.5],
    ),
    (
        NodeType::ScheduleTrigger,
        "scheduleTrigger",
        &[1.0, 1.1, 1.2, 1.3, 1.4],
    ),
    (
        NodeType::Set,
        "set",
        &[1.0, 2.0, 3.0, 3.1, 3.2, 3.3, 3.4, 3.5],
    ),
    (NodeType::Sort, "sort", &[1.0]),
    (NodeType::SplitInBatches, "splitInBatches", &[1.0, 2.0, 3.0]),
    (NodeType::SplitOut, "splitOut", &[1.0]),
    (NodeType::Start, "start", &[1.0]),
    (NodeType::StickyNote, "stickyNote", &[1.0]),
    (NodeType::StopAndError, "stopAndError", &[1.0]),
    (NodeType::Summarize, "summarize", &[1.0, 1.1]),
    (
        NodeType::Switch,
        "switch",
        &[1.0, 2.0, 3.0, 3.1, 3.2, 3.3, 3.4],
    ),
    (NodeType::Wait, "wait", &[1.0, 1.1]),
    (NodeType::Webhook, "webhook", &[1.0, 1.1, 2.0, 2.1]),
];

impl NodeType {
    /// The type that an export calls so (`n8n-nodes-base.set`); none if it is not one of these.
    #[must_use]
    pub fn find(own_type: &str) -> Option<Self> {
        let name = own_type.strip_prefix(PACKAGE)?;
        let mut rows = TABLE.iter();
        let row = rows.find(|(_, known, _)| *known == name)?;
        Some(row.0)
    }

    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|row| row.0)
    }

    /// Its name, without its package: `set`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().map_or("", |row| row.1)
    }

    /// Its versions, the latest one last.
    #[must_use]
    pub fn versions(self) -> &'static [f64] {
        self.row().map_or(&[], |row| row.2)
    }

    fn row(self) -> Option<&'static Row> {
        TABLE.iter().find(|(kind, _, _)| *kind == self)
    }

    /// Whether a run can begin with it.
    #[must_use]
    pub fn is_trigger(self) -> bool {
        matches!(
            self,
            Self::Cron
                | Self::ErrorTrigger
                | Self::ExecuteWorkflowTrigger
                | Self::Interval
                | Self::ManualTrigger
                | Self::ScheduleTrigger
                | Self::Start
                | Self::Webhook
        )
    }

    /// For what its parameters are evaluated.
    #[must_use]
    pub fn evaluates(self) -> Evaluates {
        match self {
            Self::Crypto
            | Self::DateTime
            | Self::ExecuteWorkflow
            | Self::Filter
            | Self::If
            | Self::ItemLists
            | Self::Set
            | Self::SplitOut
            | Self::Switch => Evaluates::EachItem,
            Self::ErrorTrigger
            | Self::ManualTrigger
            | Self::NoOp
            | Self::Start
            | Self::StickyNote => Evaluates::Nothing,
            Self::Aggregate
            | Self::Code
            | Self::Cron
            | Self::ExecuteWorkflowTrigger
            | Self::Function
            | Self::FunctionItem
            | Self::Interval
            | Self::Limit
            | Self::Merge
            | Self::RemoveDuplicates
            | Self::RespondToWebhook
            | Self::ScheduleTrigger
            | Self::Sort
            | Self::SplitInBatches
            | Self::StopAndError
            | Self::Summarize
            | Self::Wait
            | Self::Webhook => Evaluates::Once,
        }
    }

    /// How many inputs a node has, by its parameters as they are written.
    #[must_use]
    pub fn inputs(self, version: f64, parameters: &Map<String, Value>) -> usize {
        match self {
            Self::StickyNote => 0,
            Self::Merge if version >= 3.0 => {
                let mode = text(parameters, "mode", "append");
                let by = text(parameters, "combineBy", "combineByFields");
                if mode == "combine" && by != "combineByPosition" {
                    2
                } else {
                    count(parameters, "numberInputs", 2).clamp(2, 10)
                }
            }
            Self::Merge => 2,
            kind if kind.is_trigger() => 0,
            _ => 1,
        }
    }

    /// How many outputs a node has, by its parameters as they are written. The further output of
    /// `continueErrorOutput` is not among them.
    #[must_use]
    pub fn outputs(self, version: f64, parameters: &Map<String, Value>) -> usize {
        match self {
            Self::StickyNote | Self::StopAndError => 0,
            Self::If => 2,
            Self::SplitInBatches if version >= 2.0 => 2,
            Self::RespondToWebhook => 1 + usize::from(answers_aloud(version, parameters)),
            Self::Switch => super::switch::outputs(version, parameters),
            Self::Webhook if flag(parameters, "multipleMethods") => {
                let methods = parameters.get("httpMethod").and_then(Value::as_array);
                // GET and POST, where the file does not say.
                methods.map_or(2, Vec::len).clamp(1, MOST_PORTS)
            }
            _ => 1,
        }
    }

    /// Whether a node waits for items on all of its inputs, not on one of them.
    #[must_use]
    pub fn waits_for_all(self, version: f64, parameters: &Map<String, Value>) -> bool {
        self == Self::Merge
            && version >= 2.0
            && text(parameters, "mode", "append") == "chooseBranch"
    }

    /// Whether a fault of one item leaves the others alone where a node may go on in spite of
    /// faults; else it fails as a whole.
    #[must_use]
    pub fn own_fault_handling(self, version: f64) -> bool {
        match self {
            Self::Code
            | Self::Crypto
            | Self::DateTime
            | Self::ExecuteWorkflow
            | Self::Function
            | Self::FunctionItem
            | Self::RespondToWebhook
            | Self::Switch => true,
            Self::If | Self::Filter => version >= 2.0,
            Self::Set => version >= 3.0,
            _ => false,
        }
    }
}

/// Whether Respond to Webhook has an output for what it answers.
pub(super) fn answers_aloud(version: f64, parameters: &Map<String, Value>) -> bool {
    same(version, 1.3) || version >= 1.4 && flag(parameters, "enableResponseOutput")
}

/// Whether two versions are the same one.
pub(super) fn same(left: f64, right: f64) -> bool {
    (left - right).abs() < 1e-9
}

pub(super) fn text<'a>(
    parameters: &'a Map<String, Value>,
    name: &str,
    default: &'a str,
) -> &'a str {
    parameters
        .get(name)
        .and_then(Value::as_str)
        .unwrap_or(default)
}

pub(super) fn flag(parameters: &Map<String, Value>, name: &str) -> bool {
    parameters.get(name).and_then(Value::as_bool) == Some(true)
}

/// A whole number among parameters as they are written, within reason.
pub(super) fn count(parameters: &Map<String, Value>, name: &str, default: usize) -> usize {
    let value = parameters.get(name).and_then(Value::as_u64);
    value.map_or(default, |value| {
        usize::try_from(value).unwrap_or(MOST_PORTS).min(MOST_PORTS)
    })
}

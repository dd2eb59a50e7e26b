//! What is written out in a node's parameters and cannot work.

use serde_json::{Map, Value};

use super::NodeType;
use super::kind::text;

/// Something in a node's parameters that cannot work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The way to it, from the parameters: `["rules", "values", "0"]`.
    pub way: Vec<String>,
    /// What is wrong, as the end of a sentence that begins with the node's name.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Problem {
    pub(super) fn new(way: &[&str], message: impl Into<String>) -> Self {
        Self {
            way: way.iter().map(|&key| key.to_owned()).collect(),
            message: message.into(),
            hint: None,
        }
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// A parameter that must be one of a few words: of which type, from which version up to below
/// which, and its name.
type Choice = (NodeType, f64, f64, &'static str, &'static [&'static str]);

const EVER: f64 = f64::INFINITY;

const CHOICES: &[Choice] = &[
    (
        NodeType::Aggregate,
        1.0,
        EVER,
        "aggregate",
        &["aggregateIndividualFields", "aggregateAllItemData"],
    ),
    (
        NodeType::Aggregate,
        1.0,
        EVER,
        "include",
        &["allFields", "specifiedFields", "allFieldsExcept"],
    ),
    (
        NodeType::Code,
        1.0,
        EVER,
        "mode",
        &["runOnceForAllItems", "runOnceForEachItem"],
    ),
    (
        NodeType::Code,
        1.0,
        EVER,
        "language",
        &["javaScript", "python", "pythonNative"],
    ),
    (
        NodeType::ExecuteWorkflow,
        1.0,
        EVER,
        "mode",
        &["once", "each"],
    ),
    (
        NodeType::ExecuteWorkflow,
        1.0,
        EVER,
        "source",
        &["database", "localFile", "parameter", "url"],
    ),
    (
        NodeType::ExecuteWorkflowTrigger,
        1.1,
        EVER,
        "inputSource",
        &["workflowInputs", "jsonExample", "passthrough"],
    ),
    (NodeType::If, 1.0, 2.0, "combineOperation", &["all", "any"]),
    (
        NodeType::Filter,
        1.0,
        2.0,
        "combineConditions",
        &["AND", "OR"],
    ),
    (
        NodeType::ItemLists,
        1.0,
        3.0,
        "operation",
        &[
            "splitOutItems",
            "aggregateItems",
            "removeDuplicates",
            "sort",
            "limit",
            "summarize",
        ],
    ),
    (
        NodeType::ItemLists,
        3.0,
        EVER,
        "operation",
        &[
            "splitOutItems",
            "concatenateItems",
            "removeDuplicates",
            "sort",
            "limit",
            "summarize",
        ],
    ),
    (
        NodeType::Limit,
        1.0,
        EVER,
        "keep",
        &["firstItems", "lastItems"],
    ),
    (
        NodeType::Merge,
        1.0,
        2.0,
        "mode",
        &[
            "append",
            "keepKeyMatches",
            "mergeByIndex",
            "mergeByKey",
            "multiplex",
            "passThrough",
            "removeKeyMatches",
            "wait",
        ],
    ),
    (
        NodeType::Merge,
        2.0,
        3.0,
        "mode",
        &["append", "combine", "chooseBranch"],
    ),
    (
        NodeType::Merge,
        2.0,
        3.0,
        "combinationMode",
        &["mergeByFields", "mergeByPosition", "multiplex"],
    ),
    (
        NodeType::Merge,
        3.0,
        EVER,
        "mode",
        &["append", "combine", "combineBySql", "chooseBranch"],
    ),
    (
        NodeType::Merge,
        3.0,
        EVER,
        "combineBy",
        &["combineByFields", "combineByPosition", "combineAll"],
    ),
    (
        NodeType::Merge,
        2.0,
        EVER,
        "joinMode",
        &[
            "keepMatches",
            "keepNonMatches",
            "keepEverything",
            "enrichInput1",
            "enrichInput2",
        ],
    ),
    (
        NodeType::Merge,
        2.0,
        EVER,
        "outputDataFrom",
        &["both", "input1", "input2"],
    ),
    (
        NodeType::RemoveDuplicates,
        2.0,
        EVER,
        "operation",
        &[
            "removeDuplicateInputItems",
            "removeItemsSeenInPreviousExecutions",
            "clearDeduplicationHistory",
        ],
    ),
    (
        NodeType::RemoveDuplicates,
        1.0,
        EVER,
        "compare",
        &["allFields", "allFieldsExcept", "selectedFields"],
    ),
    (
        NodeType::RespondToWebhook,
        1.0,
        EVER,
        "respondWith",
        &[
            "firstIncomingItem",
            "allIncomingItems",
            "json",
            "text",
            "binary",
            "redirect",
            "jwt",
            "noData",
        ],
    ),
    (NodeType::Set, 3.0, EVER, "mode", &["manual", "raw"]),
    (
        NodeType::Set,
        3.0,
        3.3,
        "include",
        &["all", "none", "selected", "except"],
    ),
    (
        NodeType::Set,
        3.3,
        EVER,
        "include",
        &["all", "selected", "except"],
    ),
    (
        NodeType::Sort,
        1.0,
        EVER,
        "type",
        &["simple", "random", "code"],
    ),
    (
        NodeType::SplitOut,
        1.0,
        EVER,
        "include",
        &["noOtherFields", "allOtherFields", "selectedOtherFields"],
    ),
    (
        NodeType::StopAndError,
        1.0,
        EVER,
        "errorType",
        &["errorMessage", "errorObject"],
    ),
    (
        NodeType::Switch,
        1.0,
        EVER,
        "mode",
        &["rules", "expression"],
    ),
    (
        NodeType::Switch,
        1.0,
        3.0,
        "dataType",
        &["boolean", "dateTime", "number", "string"],
    ),
    (
        NodeType::Wait,
        1.0,
        EVER,
        "resume",
        &["timeInterval", "specificTime", "webhook", "form"],
    ),
    (
        NodeType::Wait,
        1.0,
        EVER,
        "unit",
        &["seconds", "minutes", "hours", "days"],
    ),
];

impl NodeType {
    /// What is written out in a node's parameters and cannot work. Expressions are not judged.
    #[must_use]
    pub fn check(self, version: f64, parameters: &Map<String, Value>) -> Vec<Problem> {
        let mut problems: Vec<Problem> = CHOICES
            .iter()
            .filter(|(kind, from, below, ..)| {
                *kind == self && version >= *from - 1e-9 && version < *below - 1e-9
            })
            .filter_map(|(.., name, known)| wrong_choice(&[name], parameters.get(*name)?, known))
            .collect();
        problems.extend(self.refused(version, parameters));
        problems
    }

    /// What n8n can do and this cannot.
    fn refused(self, version: f64, parameters: &Map<String, Value>) -> Option<Problem> {
        match self {
            Self::Code => {
                let language = text(parameters, "language", "javaScript");
                matches!(language, "python" | "pythonNative").then(|| {
                    Problem::new(&["language"], "is written in Python, which is not run here")
                        .hint("write the code in JavaScript (`\"language\": \"javaScript\"`)")
                })
            }
            Self::Merge if version >= 3.0 && text(parameters, "mode", "") == "combineBySql" => {
                Some(
                    Problem::new(&["mode"], "merges with SQL, which is not run here")
                        .hint("use the mode `combine`, or a Code node"),
                )
            }
            Self::RemoveDuplicates if version >= 2.0 => {
                let operation = text(parameters, "operation", "");
                let remembers = matches!(
                    operation,
                    "removeItemsSeenInPreviousExecutions" | "clearDeduplicationHistory"
                );
                remembers.then(|| {
                    Problem::new(
                        &["operation"],
                        "needs the memory of earlier executions, which a run does not have",
                    )
                    .hint("compare the items of one run (`removeDuplicateInputItems`)")
                })
            }
            Self::RespondToWebhook if text(parameters, "respondWith", "") == "jwt" => Some(
                Problem::new(
                    &["respondWith"],
                    "answers with a JWT, which is not signed here",
                )
                .hint("answer with `json` or `text`"),
            ),
            Self::ExecuteWorkflow if text(parameters, "source", "") == "url" => Some(
                Problem::new(
                    &["source"],
                    "takes a workflow from a URL, which is not done here",
                )
                .hint("save that workflow beside this file, and name it by its id"),
            ),
            Self::Wait => {
                let resume = text(parameters, "resume", "timeInterval");
                matches!(resume, "webhook" | "form").then(|| {
                    Problem::new(
                        &["resume"],
                        format!("waits for a {resume}, and nothing listens for one here"),
                    )
                    .hint("wait for a time (`timeInterval` or `specificTime`)")
                })
            }
            _ => None,
        }
    }
}

/// The problem with a value that is none of those that are known.
pub(super) fn wrong_choice(way: &[&str], value: &Value, known: &[&str]) -> Option<Problem> {
    let name = way.last().copied().unwrap_or_default();
    let Some(text) = value.as_str() else {
        let message = format!("`{name}` is {value}, which is no text");
        return Some(Problem::new(way, message).hint(one_of(known)));
    };
    if text.starts_with('=') || known.contains(&text) {
        return None;
    }
    let problem = Problem::new(way, format!("knows no `{name}` called `{text}`"));
    Some(
        match jackfield_suggest::nearest(text, known.iter().copied()) {
            Some(nearest) => problem.hint(format!("did you mean `{nearest}`?")),
            None => problem.hint(one_of(known)),
        },
    )
}

fn one_of(known: &[&str]) -> String {
    let known: Vec<String> = known.iter().map(|known| format!("`{known}`")).collect();
    format!("it is one of {}", known.join(", "))
}

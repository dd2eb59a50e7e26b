//! What is written out in a node's parameters and cannot work.

use serde_json::{Map, Value};

use super::choices::choices;
use super::kind::text;
use super::read::Parameters;
use super::{NodeType, conditions, crypto, merge, set, summarize, switch};

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

impl NodeType {
    /// What is written out in a node's parameters and cannot work. Expressions are not judged.
    #[must_use]
    pub fn check(self, version: f64, parameters: &Map<String, Value>) -> Vec<Problem> {
        let mut problems: Vec<Problem> = choices(self, version)
            .filter_map(|(name, known)| wrong_choice(&[name], parameters.get(name)?, known))
            .collect();
        problems.extend(self.refused(version, parameters));
        problems.extend(self.missing(version, parameters));
        match self {
            Self::Crypto => problems.extend(crypto::check(version, parameters)),
            Self::If | Self::Filter if version >= 2.0 => {
                let written = parameters.get("conditions");
                problems.extend(conditions::check(&["conditions"], written));
            }
            Self::Merge => problems.extend(merge::check(version, parameters)),
            Self::Set => problems.extend(set::check(version, parameters)),
            Self::Summarize => problems.extend(summarize::check(parameters)),
            Self::Switch => problems.extend(switch::check(version, parameters)),
            _ => {}
        }
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

impl NodeType {
    /// What must be said and is not.
    fn missing(self, version: f64, parameters: &Map<String, Value>) -> Option<Problem> {
        let whole = Value::Object(parameters.clone());
        let written = Parameters(&whole);
        let says = |way: &str| written.get(way).is_some_and(|value| !is_blank(value));
        let missing = |way: &str, message: &str| {
            let keys: Vec<&str> = way.split('.').collect();
            (!says(way)).then(|| Problem::new(&keys, message).hint(format!("say it in `{way}`")))
        };
        let (split, sort) = (
            "does not say which field to split",
            "does not say which fields to sort by",
        );
        let gather = "does not say which fields to gather";
        let word = |name: &str, default: &'static str| text(parameters, name, default) == default;
        match self {
            Self::SplitOut => missing("fieldToSplitOut", split),
            Self::Sort if word("type", "simple") => missing("sortFieldsUi.sortField", sort),
            Self::Aggregate if word("aggregate", "aggregateIndividualFields") => {
                missing("fieldsToAggregate.fieldToAggregate", gather)
            }
            Self::Summarize => missing(
                "fieldsToSummarize.values",
                "does not say which fields to summarize",
            ),
            Self::ExecuteWorkflow if word("source", "database") => {
                missing("workflowId", "does not say which workflow to run")
            }
            Self::Wait
                if !word("resume", "timeInterval")
                    && text(parameters, "resume", "") == "specificTime" =>
            {
                missing("dateTime", "does not say until when to wait")
            }
            Self::StopAndError if word("errorType", "errorMessage") => {
                missing("errorMessage", "does not say what it fails with")
            }
            Self::RemoveDuplicates if text(parameters, "compare", "") == "selectedFields" => {
                missing("fieldsToCompare", "does not say which fields to compare")
            }
            Self::RemoveDuplicates if text(parameters, "compare", "") == "allFieldsExcept" => {
                missing("fieldsToExclude", "does not say which fields to leave out")
            }
            Self::ItemLists if word("operation", "splitOutItems") => {
                missing("fieldToSplitOut", split)
            }
            Self::ItemLists => match text(parameters, "operation", "") {
                "sort" if word("type", "simple") => missing("sortFieldsUi.sortField", sort),
                "concatenateItems" | "aggregateItems"
                    if word("aggregate", "aggregateIndividualFields") =>
                {
                    missing("fieldsToAggregate.fieldToAggregate", gather)
                }
                _ => None,
            },
            Self::Merge if version < 2.0 => {
                let by_key = ["keepKeyMatches", "mergeByKey", "removeKeyMatches"];
                let message = "does not say which fields of the items it compares";
                by_key
                    .contains(&text(parameters, "mode", ""))
                    .then(|| {
                        missing("propertyName1", message).or(missing("propertyName2", message))
                    })
                    .flatten()
            }
            _ => None,
        }
    }
}

/// Whether a value says nothing.
fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(elements) => elements.is_empty(),
        // A choice from a list that was never made.
        Value::Object(members) => {
            members.get("__rl").is_some() && members.get("value").is_none_or(is_blank)
        }
        _ => false,
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

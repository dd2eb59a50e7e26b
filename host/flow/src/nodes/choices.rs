//! Parameters that are one of a few words.

use super::NodeType;

/// Of which type, from which version up to below which, its name, and the words.
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

/// The parameters of a node that are one of a few words, with these.
pub(super) fn choices(
    kind: NodeType,
    version: f64,
) -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    let rows = CHOICES.iter().filter(move |(known, from, below, ..)| {
        *known == kind && version >= *from - 1e-9 && version < *below - 1e-9
    });
    rows.map(|(.., name, words)| (*name, *words))
}

//! The types of core nodes: their inputs and outputs, and what is found wrong in what is written.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests, which fail by panicking"
)]

use std::sync::Arc;

use jackfield_flow::nodes::{Evaluates, Moment, NodeType, visit_once};
use jackfield_item::Item;
use serde_json::{Map, Value, json};

fn kind(name: &str) -> NodeType {
    NodeType::find(&format!("n8n-nodes-base.{name}")).unwrap_or_else(|| panic!("{name}"))
}

fn object(value: &Value) -> &Map<String, Value> {
    value.as_object().unwrap()
}

/// The ways and messages of what is wrong.
fn problems(name: &str, version: f64, parameters: &Value) -> Vec<(String, String)> {
    let problems = kind(name).check(version, object(parameters)).into_iter();
    problems
        .map(|problem| (problem.way.join("."), problem.message))
        .collect()
}

#[test]
fn a_type_is_found_under_its_own_name_alone() {
    assert_eq!(NodeType::find("n8n-nodes-base.set"), Some(NodeType::Set));
    for other in ["set", "n8n-nodes-base.Set", "n8n-nodes-base.airtable", ""] {
        assert_eq!(NodeType::find(other), None, "{other}");
    }
    assert_eq!(NodeType::Set.name(), "set");
    assert_eq!(NodeType::Set.versions().last(), Some(&3.5));
}

#[test]
fn triggers_have_no_input_and_everyone_else_has_one() {
    let nothing = Map::new();
    for name in ["manualTrigger", "webhook", "cron", "executeWorkflowTrigger"] {
        assert!(kind(name).is_trigger(), "{name}");
        assert_eq!(kind(name).inputs(1.0, &nothing), 0, "{name}");
    }
    assert!(!NodeType::Set.is_trigger());
    assert_eq!(NodeType::Set.inputs(3.4, &nothing), 1);
}

#[test]
fn merge_has_as_many_inputs_as_it_says() {
    let inputs = |version, parameters: Value| NodeType::Merge.inputs(version, object(&parameters));
    assert_eq!(inputs(3.0, json!({})), 2);
    assert_eq!(inputs(3.0, json!({"numberInputs": 4})), 4);
    assert_eq!(inputs(3.0, json!({"numberInputs": 40})), 10);
    let fields = json!({"mode": "combine", "numberInputs": 4});
    assert_eq!(
        inputs(3.0, fields),
        2,
        "fields are matched between two inputs"
    );
    assert_eq!(inputs(1.0, json!({"numberInputs": 4})), 2);
}

#[test]
fn only_merge_that_chooses_a_branch_waits_for_all_inputs() {
    let choose = json!({"mode": "chooseBranch"});
    assert!(NodeType::Merge.waits_for_all(3.0, object(&choose)));
    assert!(NodeType::Merge.waits_for_all(2.0, object(&choose)));
    assert!(!NodeType::Merge.waits_for_all(3.0, &Map::new()));
    assert!(!NodeType::Set.waits_for_all(3.0, object(&choose)));
}

#[test]
fn outputs_follow_from_what_is_written() {
    let outputs =
        |name: &str, version, parameters: Value| kind(name).outputs(version, object(&parameters));
    let rules = json!({"rules": {"values": [{}, {}]}});
    let extra = json!({"rules": {"values": [{}]}, "options": {"fallbackOutput": "extra"}});
    assert_eq!(outputs("if", 2.0, json!({})), 2);
    assert_eq!(outputs("filter", 2.0, json!({})), 1);
    assert_eq!(outputs("switch", 1.0, json!({})), 4);
    assert_eq!(outputs("switch", 3.0, rules), 2);
    assert_eq!(outputs("switch", 3.0, extra), 2);
    assert_eq!(outputs("switch", 3.0, json!({"mode": "expression"})), 4);
    assert_eq!(outputs("splitInBatches", 1.0, json!({})), 1);
    assert_eq!(outputs("splitInBatches", 3.0, json!({})), 2);
    assert_eq!(outputs("respondToWebhook", 1.1, json!({})), 1);
    assert_eq!(
        outputs(
            "respondToWebhook",
            1.4,
            json!({"enableResponseOutput": true})
        ),
        2
    );
    assert_eq!(outputs("webhook", 2.0, json!({"multipleMethods": true})), 2);
    assert_eq!(outputs("stopAndError", 1.0, json!({})), 0);
}

#[test]
fn parameters_are_evaluated_as_often_as_a_node_reads_them() {
    assert_eq!(NodeType::Set.evaluates(), Evaluates::EachItem);
    assert_eq!(NodeType::Limit.evaluates(), Evaluates::Once);
    assert_eq!(NodeType::NoOp.evaluates(), Evaluates::Nothing);
}

#[test]
fn what_cannot_work_is_found_with_the_way_to_it() {
    let operator = |kind: &str, operation: &str| json!({"conditions": [{"operator": {"type": kind, "operation": operation}}]});
    let cases = [
        (
            "code",
            2.0,
            json!({"language": "python"}),
            "language",
            "Python",
        ),
        ("merge", 3.0, json!({"mode": "combineBySql"}), "mode", "SQL"),
        (
            "merge",
            3.0,
            json!({"mode": "apend"}),
            "mode",
            "no `mode` called `apend`",
        ),
        (
            "merge",
            3.0,
            json!({"mode": "combine"}),
            "fieldsToMatchString",
            "which fields",
        ),
        (
            "merge",
            2.0,
            json!({"mode": "combine"}),
            "mergeByFields",
            "which fields",
        ),
        (
            "merge",
            1.0,
            json!({"mode": "mergeByKey"}),
            "propertyName1",
            "which fields",
        ),
        (
            "wait",
            1.1,
            json!({"resume": "webhook"}),
            "resume",
            "waits for a webhook",
        ),
        (
            "wait",
            1.1,
            json!({"resume": "form"}),
            "resume",
            "waits for a form",
        ),
        (
            "wait",
            1.1,
            json!({"resume": "specificTime"}),
            "dateTime",
            "until when",
        ),
        (
            "wait",
            1.1,
            json!({"unit": "weeks"}),
            "unit",
            "called `weeks`",
        ),
        (
            "removeDuplicates",
            2.0,
            json!({"operation": "clearDeduplicationHistory"}),
            "operation",
            "earlier executions",
        ),
        (
            "respondToWebhook",
            1.1,
            json!({"respondWith": "jwt"}),
            "respondWith",
            "JWT",
        ),
        (
            "executeWorkflow",
            1.0,
            json!({"source": "url"}),
            "source",
            "URL",
        ),
        (
            "executeWorkflow",
            1.1,
            json!({"workflowId": {"__rl": true, "value": ""}}),
            "workflowId",
            "which workflow",
        ),
        (
            "crypto",
            1.0,
            json!({"action": "hmac"}),
            "secret",
            "the key of the digest",
        ),
        (
            "crypto",
            2.0,
            json!({"action": "generate"}),
            "action",
            "makes up a secret",
        ),
        ("splitOut", 1.0, json!({}), "fieldToSplitOut", "which field"),
        (
            "itemLists",
            3.0,
            json!({"operation": "sort"}),
            "sortFieldsUi.sortField",
            "sort by",
        ),
        (
            "stopAndError",
            1.0,
            json!({}),
            "errorMessage",
            "what it fails with",
        ),
        (
            "summarize",
            1.0,
            json!({"fieldsToSummarize": {"values": [{"aggregation": "median"}]}}),
            "fieldsToSummarize.values.0.aggregation",
            "`median`",
        ),
        (
            "set",
            3.4,
            json!({"mode": "raw", "jsonOutput": "[1]"}),
            "jsonOutput",
            "no object",
        ),
        (
            "set",
            3.4,
            json!({"mode": "raw", "jsonOutput": "{,"}),
            "jsonOutput",
            "no valid JSON",
        ),
        (
            "if",
            2.0,
            json!({"conditions": operator("string", "equal")}),
            "conditions.conditions.0.operator.operation",
            "called `equal`",
        ),
        (
            "filter",
            2.2,
            json!({"conditions": operator("text", "equals")}),
            "conditions.conditions.0.operator.type",
            "called `text`",
        ),
        (
            "switch",
            3.2,
            json!({"rules": {"values": [{"conditions": operator("number", "more")}]}}),
            "rules.values.0.conditions.conditions.0.operator.operation",
            "called `more`",
        ),
        (
            "switch",
            3.2,
            json!({"rules": {"values": [{}]}, "options": {"fallbackOutput": 5}}),
            "options.fallbackOutput",
            "no output `5`",
        ),
        ("limit", 1.0, json!({"keep": 3}), "keep", "no text"),
    ];
    for (name, version, parameters, way, message) in cases {
        let found = problems(name, version, &parameters);
        let is_found = found
            .iter()
            .any(|(its, said)| its == way && said.contains(message));
        assert!(is_found, "{name} {version} {parameters}: {found:?}");
    }
}

#[test]
fn a_wrong_word_is_answered_with_the_nearest_one() {
    let written = json!({"mode": "apend"});
    let problem = NodeType::Merge.check(3.0, object(&written)).remove(0);
    assert_eq!(problem.hint.as_deref(), Some("did you mean `append`?"));
}

#[test]
fn expressions_and_what_another_version_knows_are_not_judged() {
    let cases = [
        ("merge", 3.0, json!({"mode": "={{ $json.mode }}"})),
        ("merge", 1.0, json!({"mode": "wait"})),
        (
            "set",
            3.4,
            json!({"mode": "raw", "jsonOutput": "={{ $json }}"}),
        ),
        ("set", 1.0, json!({})),
        ("splitOut", 1.0, json!({"fieldToSplitOut": "=list"})),
        ("wait", 1.1, json!({})),
        ("code", 2.0, json!({})),
        (
            "executeWorkflow",
            1.1,
            json!({"workflowId": {"__rl": true, "value": "={{ $workflow.id }}"}}),
        ),
        ("if", 2.0, json!({})),
    ];
    for (name, version, parameters) in cases {
        assert_eq!(
            problems(name, version, &parameters),
            [],
            "{name} {version} {parameters}"
        );
    }
}

#[test]
fn nothing_is_wrong_in_the_parameters_of_the_cases_that_come_out() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/conformance");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let cases: Vec<Value> =
            serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        for case in cases.iter().filter(|case| case.get("error").is_none()) {
            let kind = NodeType::find(case["type"].as_str().unwrap()).unwrap();
            let version = case["typeVersion"].as_f64().unwrap();
            let found = kind.check(version, object(&case["parameters"]));
            assert_eq!(found, [], "{}", case["name"]);
        }
    }
}

/// The numbers `n` of the items that a node gives of ten numbered ones, with this seed.
fn given(kind: NodeType, version: f64, parameters: &Value, seed: u32) -> Result<Vec<u64>, String> {
    let items: Arc<[Item]> = (0..10)
        .map(|n| Item::new(object(&json!({"n": n})).clone()))
        .collect();
    let moment = Moment {
        now_ms: 0,
        seed,
        zone: "UTC".to_owned(),
    };
    let outcome = visit_once(kind, version, parameters, &[vec![items]], &moment, true)
        .map_err(|fault| fault.message)?;
    let items = outcome.outputs.first().unwrap().iter();
    Ok(items
        .map(|(item, _)| item.json().get("n").and_then(Value::as_u64).unwrap())
        .collect())
}

#[test]
fn a_random_order_is_that_of_the_seed_and_has_every_item_once() {
    let random = json!({"type": "random"});
    let order = |seed| given(NodeType::Sort, 1.0, &random, seed).unwrap();
    assert_eq!(order(7), order(7));
    assert_ne!(order(7), order(8));
    let mut sorted = order(7);
    sorted.sort_unstable();
    assert_eq!(sorted, Vec::from_iter(0..10));
}

#[test]
fn nodes_without_faults_of_single_items_fail_as_a_whole() {
    let late = json!({"conditions": {"dateTime": [{"value1": "soon", "value2": "2024-01-01"}]}});
    let wrong = given(NodeType::If, 1.0, &late, 1).unwrap_err();
    assert_eq!(wrong, "`soon` is not a valid date (item 0)");
    let number = json!({"conditions": {"conditions": [{
        "leftValue": "x", "rightValue": 1, "operator": {"type": "number", "operation": "gt"},
    }]}});
    assert_eq!(
        given(NodeType::If, 2.0, &number, 1),
        Ok(Vec::new()),
        "they go to false"
    );
}

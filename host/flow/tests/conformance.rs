//! The core nodes of exports, held to the cases in `tests/conformance`.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests, which fail by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use jackfield_flow::nodes::{Moment, NodeType, Outcome, visit_once};
use jackfield_item::{Blob, Item};
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// One rule of a node, shown by what it makes of some items.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Case {
    name: String,
    /// The rule, in a sentence.
    rule: String,
    r#type: String,
    type_version: f64,
    parameters: Value,
    /// The items of each input; of the last run, where there are several.
    #[serde(default)]
    inputs: Vec<Vec<Value>>,
    /// The inputs of every run of the node, for those that remember.
    #[serde(default)]
    runs: Vec<Vec<Vec<Value>>>,
    outputs: Option<Vec<Vec<Value>>>,
    /// Which input items each item comes from.
    pairs: Option<Vec<Vec<Vec<u32>>>>,
    /// Which runs of the node those numbers are about.
    paired_runs: Option<Vec<u32>>,
    /// A part of the message it fails with.
    error: Option<String>,
    /// A part of the message that items are given with in spite of; by output, then by item.
    faults: Option<Vec<Vec<Option<String>>>>,
    on_error: Option<String>,
    /// Milliseconds that it waits.
    wait: Option<u64>,
    script: Option<Value>,
    call: Option<Value>,
    answer: Option<Value>,
    #[serde(default)]
    expressions: bool,
    now: Option<u64>,
    zone: Option<String>,
}

fn cases() -> Vec<(String, Case)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    files.sort();
    files
        .iter()
        .flat_map(|path| {
            let text = std::fs::read_to_string(path).unwrap();
            let cases: Vec<Case> = serde_json::from_str(&text)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let file = path.file_stem().unwrap().to_string_lossy().into_owned();
            cases.into_iter().map(move |case| (file.clone(), case))
        })
        .collect()
}

/// An item: its object, or `{"json": …, "binary": {name: {mimeType, fileName, text}}}`.
fn item(value: &Value) -> Item {
    let object = value.as_object().expect("an item is an object");
    let Some(binary) = object.get("binary").filter(|_| object.contains_key("json")) else {
        return Item::new(object.clone());
    };
    let binary: BTreeMap<String, Blob> = binary
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, blob)| {
            let text = |key: &str| blob[key].as_str().map(ToOwned::to_owned);
            let blob = Blob {
                name: text("fileName"),
                media_type: text("mimeType"),
                data: text("text").unwrap_or_default().into_bytes().into(),
            };
            (name.clone(), blob)
        })
        .collect();
    Item::new(object["json"].as_object().unwrap().clone()).with_binary(binary)
}

fn shown(item: &Item) -> Value {
    if item.binary().is_empty() {
        return item.json().clone();
    }
    let binary: Map<String, Value> = item
        .binary()
        .iter()
        .map(|(name, blob)| {
            let mut shown = json!({"text": String::from_utf8_lossy(&blob.data)});
            if let Some(name) = &blob.name {
                shown["fileName"] = json!(name);
            }
            if let Some(media_type) = &blob.media_type {
                shown["mimeType"] = json!(media_type);
            }
            (name.clone(), shown)
        })
        .collect();
    json!({"json": item.json(), "binary": binary})
}

fn visited(case: &Case) -> Result<Outcome, String> {
    let kind = NodeType::find(&case.r#type).unwrap_or_else(|| panic!("{}", case.r#type));
    assert!(
        kind.versions().contains(&case.type_version),
        "{} has no version {}",
        case.r#type,
        case.type_version
    );
    let runs = if case.runs.is_empty() {
        std::slice::from_ref(&case.inputs)
    } else {
        &case.runs
    };
    let runs: Vec<Vec<Arc<[Item]>>> = runs
        .iter()
        .map(|inputs| {
            let inputs = inputs.iter();
            inputs
                .map(|items| items.iter().map(item).collect())
                .collect()
        })
        .collect();
    let moment = Moment {
        now_ms: case.now.unwrap_or(1_700_000_000_000),
        seed: 1,
        zone: case.zone.clone().unwrap_or_else(|| "UTC".to_owned()),
    };
    let tolerates = case.on_error.is_some();
    visit_once(
        kind,
        case.type_version,
        &case.parameters,
        &runs,
        &moment,
        tolerates,
    )
    .map_err(|fault| fault.message)
}

/// What the case says beside what came of it; nothing where they agree.
fn disagreement(case: &Case) -> Option<String> {
    let differs = |what: &str, wanted: &Value, found: &Value| {
        (wanted != found).then(|| format!("{what}:\n  wanted {wanted}\n  found  {found}"))
    };
    let outcome = match (visited(case), &case.error) {
        (Err(message), Some(wanted)) => {
            return (!message.contains(wanted.as_str()))
                .then(|| format!("the message:\n  wanted …{wanted}…\n  found  {message}"));
        }
        (Err(message), None) => return Some(format!("it failed: {message}")),
        (Ok(outcome), Some(wanted)) => {
            return Some(format!(
                "it should fail with …{wanted}…, and gave {outcome:?}"
            ));
        }
        (Ok(outcome), None) => outcome,
    };
    let by_output = |of: &dyn Fn(&Item) -> Value| -> Value {
        let outputs = outcome.outputs.iter();
        let outputs = outputs.map(|items| items.iter().map(|(item, _)| of(item)).collect());
        outputs.collect::<Vec<Value>>().into()
    };
    let mut differences = Vec::new();
    if let Some(wanted) = &case.outputs {
        // The order of fields is part of what a node gives.
        let found = by_output(&shown).to_string();
        let wanted = json!(wanted).to_string();
        differences.extend(differs("the outputs", &json!(wanted), &json!(found)));
    }
    if let Some(wanted) = &case.pairs {
        let found = by_output(&|item| json!(item.sources()));
        differences.extend(differs("the pairs", &json!(wanted), &found));
    }
    if let Some(wanted) = &case.paired_runs {
        differences.extend(differs(
            "the paired runs",
            &json!(wanted),
            &json!(outcome.runs),
        ));
    }
    if let Some(wanted) = &case.faults {
        for (output, wanted) in wanted.iter().enumerate() {
            for (index, wanted) in wanted.iter().enumerate() {
                let found = outcome.outputs[output][index].1.as_ref();
                let found = found.map(|fault| fault.message.as_str());
                let agrees = match (wanted, found) {
                    (None, None) => true,
                    (Some(wanted), Some(found)) => found.contains(wanted.as_str()),
                    _ => false,
                };
                if !agrees {
                    differences.push(format!("the fault at {output}, {index}: {found:?}"));
                }
            }
        }
    }
    let wait = outcome.wait.map(|wait| wait.as_millis());
    differences.extend(differs("the wait", &json!(case.wait), &json!(wait)));
    if let Some(wanted) = &case.script {
        let script = outcome.script.as_ref();
        let script = script.map(|code| json!([format!("{:?}", code.style), code.source]));
        differences.extend(differs("the script", wanted, &json!(script)));
    }
    if let Some(wanted) = &case.call {
        let call = outcome.call.as_ref().map(|run| {
            let executions: Vec<Vec<Value>> = run
                .executions
                .iter()
                .map(|items| items.iter().map(shown).collect())
                .collect();
            json!({
                "workflow": format!("{:?}", run.workflow),
                "executions": executions,
                "waits": run.waits,
            })
        });
        differences.extend(differs("the call", wanted, &json!(call)));
    }
    if let Some(wanted) = &case.answer {
        let answer = outcome.answer.as_ref();
        let answer = answer.map(|answer| {
            json!({
                "status": answer.status,
                "headers": answer.headers.iter().cloned().collect::<BTreeMap<_, _>>(),
                "body": answer.body.as_value(),
            })
        });
        differences.extend(differs("the answer", wanted, &json!(answer)));
    }
    (!differences.is_empty()).then(|| differences.join("\n"))
}

#[test]
fn every_case_comes_out_as_it_says() {
    let mut wrong = Vec::new();
    for (file, case) in cases().iter().filter(|(_, case)| !case.expressions) {
        if let Some(difference) = disagreement(case) {
            wrong.push(format!("{file}: {}\n{difference}", case.name));
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\n\n{} are wrong",
        wrong.join("\n\n"),
        wrong.len()
    );
}

#[test]
fn every_case_has_a_name_of_its_own_and_says_a_rule() {
    let mut names = BTreeSet::new();
    let cases = cases();
    for (file, case) in &cases {
        assert!(
            case.rule.split_whitespace().count() >= 4,
            "{file}: {}",
            case.name
        );
        assert!(
            names.insert(&case.name),
            "{file}: `{}` is there twice",
            case.name
        );
        let says = case.outputs.is_some()
            || case.error.is_some()
            || case.script.is_some()
            || case.call.is_some()
            || case.answer.is_some();
        assert!(
            says,
            "{file}: `{}` says nothing of what comes of it",
            case.name
        );
    }
    assert!(cases.len() >= 260, "there are {}", cases.len());
}

#[test]
fn every_node_and_every_generation_of_it_has_cases() {
    let cases = cases();
    for kind in all() {
        let own = format!("n8n-nodes-base.{}", kind.name());
        let generations: BTreeSet<u64> = kind.versions().iter().map(|v| *v as u64).collect();
        for generation in generations {
            let has = cases
                .iter()
                .any(|(_, case)| case.r#type == own && case.type_version as u64 == generation);
            assert!(has || kind == NodeType::StickyNote, "{own} {generation}");
        }
    }
}

fn all() -> Vec<NodeType> {
    // The names are those of the table, so that a type that is not found fails here.
    [
        "aggregate",
        "code",
        "cron",
        "crypto",
        "dateTime",
        "errorTrigger",
        "executeWorkflow",
        "executeWorkflowTrigger",
        "filter",
        "function",
        "functionItem",
        "if",
        "interval",
        "itemLists",
        "limit",
        "manualTrigger",
        "merge",
        "noOp",
        "removeDuplicates",
        "respondToWebhook",
        "scheduleTrigger",
        "set",
        "sort",
        "splitInBatches",
        "splitOut",
        "start",
        "stickyNote",
        "stopAndError",
        "summarize",
        "switch",
        "wait",
        "webhook",
    ]
    .iter()
    .map(|name| NodeType::find(&format!("n8n-nodes-base.{name}")).expect(name))
    .collect()
}

/// Any value that is not too deep.
fn value() -> impl Strategy<Value = Value> {
    let odd = prop_oneof![
        Just(json!("")),
        Just(json!("a.b[0].c")),
        Just(json!("[")),
        Just(json!("/(/")),
        Just(json!("{")),
        Just(json!("2024-02-30")),
        Just(json!("extra")),
        Just(json!(-1)),
        Just(json!(1e300)),
        Just(json!(9_007_199_254_740_993_u64)),
        Just(json!("a,b,,c")),
    ];
    let plain = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        "\\PC{0,12}".prop_map(Value::from),
        odd,
    ];
    plain.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map("[a-c]|json|\\PC{0,3}", inner, 0..4)
                .prop_map(|map| json!(map)),
        ]
    })
}

/// Replaces the value at one place in another.
fn replaced(whole: &Value, place: usize, new: &Value) -> Value {
    fn go(value: &mut Value, left: &mut usize, new: &Value) -> bool {
        if *left == 0 {
            *value = new.clone();
            return true;
        }
        *left -= 1;
        match value {
            Value::Array(elements) => elements.iter_mut().any(|element| go(element, left, new)),
            Value::Object(members) => members.values_mut().any(|member| go(member, left, new)),
            _ => false,
        }
    }
    fn size(value: &Value) -> usize {
        1 + match value {
            Value::Array(elements) => elements.iter().map(size).sum(),
            Value::Object(members) => members.values().map(size).sum(),
            _ => 0,
        }
    }
    let mut result = whole.clone();
    let mut left = place % size(whole);
    go(&mut result, &mut left, new);
    result
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    /// A panic in a node would end the program; a fault is told.
    #[test]
    fn no_parameters_and_no_items_make_a_node_panic(
        which in any::<usize>(),
        places in proptest::collection::vec((any::<usize>(), value()), 0..4),
        fields in proptest::collection::vec(value(), 0..4),
    ) {
        let cases = CASES.get_or_init(cases);
        let (_, case) = &cases[which % cases.len()];
        let kind = NodeType::find(&case.r#type).unwrap();
        let mut parameters = case.parameters.clone();
        for (place, new) in &places {
            parameters = replaced(&parameters, *place, new);
        }
        let mut inputs: Vec<Arc<[Item]>> = Vec::new();
        for items in case.inputs.iter().chain(case.runs.iter().flatten()) {
            let more = fields.iter().filter_map(|fields| fields.as_object());
            let more = more.map(|fields| Item::new(fields.clone()));
            inputs.push(items.iter().map(item).chain(more).collect());
        }
        let runs = [inputs.clone(), inputs];
        for tolerates in [false, true] {
            let moment = Moment { now_ms: 0, seed: 0, zone: "nowhere".to_owned() };
            let _ = visit_once(kind, case.type_version, &parameters, &runs, &moment, tolerates);
        }
        if let Value::Object(parameters) = &parameters {
            let _ = kind.check(case.type_version, parameters);
            prop_assert!(kind.outputs(case.type_version, parameters) <= 200);
            prop_assert!(kind.inputs(case.type_version, parameters) <= 10);
        }
    }
}

static CASES: std::sync::OnceLock<Vec<(String, Case)>> = std::sync::OnceLock::new();

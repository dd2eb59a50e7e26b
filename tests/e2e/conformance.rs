//! The rules of n8n's core nodes, as data (`tests/conformance`), each run by the whole program.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::support::process::Jackfield;
use crate::support::spellings::base64;

/// One rule.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Case {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    type_version: f64,
    #[serde(default)]
    parameters: Value,
    /// The items of each input.
    #[serde(default)]
    inputs: Vec<Vec<Value>>,
    /// The items of each output.
    outputs: Option<Vec<Vec<Value>>>,
    /// What the fault says.
    error: Option<String>,
    on_error: Option<String>,
    /// What the faults say that are tolerated, by output.
    faults: Option<Vec<Vec<String>>>,
    /// What stands for more than one run of one node: these are for the tests of the crate.
    #[serde(flatten)]
    more: Map<String, Value>,
}

/// What a workflow of one node cannot show: several runs, long waits, other workflows, code, a
/// certain time.
const ELSEWHERE: [&str; 6] = ["runs", "wait", "call", "script", "now", "zone"];
/// It needs another workflow even to fail.
const CALLS: &str = "n8n-nodes-base.executeWorkflow";

const NODE: &str = "Node";

impl Case {
    /// A workflow that gives the node its inputs: nodes that cannot run and have items pinned to
    /// them.
    fn workflow(&self) -> Value {
        let mut node = json!({
            "name": NODE, "type": self.kind, "typeVersion": self.type_version,
            "position": [400, 0], "parameters": self.parameters,
        });
        if let Some(on_error) = &self.on_error {
            node["onError"] = json!(on_error);
        }
        if self.inputs.iter().all(Vec::is_empty) {
            return json!({"name": self.name, "nodes": [node], "connections": {}, "settings": {"executionOrder": "v1"}});
        }
        let mut nodes = vec![
            json!({"name": "Start", "type": "n8n-nodes-base.manualTrigger", "typeVersion": 1, "position": [0, 0], "parameters": {}}),
            node,
        ];
        let mut connections = json!({"Start": {"main": [[]]}});
        let mut pinned = json!({});
        for (index, items) in self.inputs.iter().enumerate() {
            let name = format!("In {index}");
            nodes.push(json!({"name": name, "type": "test.given", "typeVersion": 1, "position": [200, index * 100], "parameters": {}}));
            let to_input = json!({"node": name, "type": "main", "index": 0});
            let first = connections["Start"]["main"][0].as_array_mut().unwrap();
            first.push(to_input);
            connections[&name] =
                json!({"main": [[{"node": NODE, "type": "main", "index": index}]]});
            pinned[name] = items.iter().map(as_item).collect();
        }
        json!({"name": self.name, "nodes": nodes, "connections": connections, "pinData": pinned, "settings": {"executionOrder": "v1"}})
    }

    /// What is wrong with what the program makes of it.
    fn complaint(&self) -> Option<String> {
        let jackfield = Jackfield::new().file("case.json", self.workflow().to_string());
        let said = jackfield.call(&[
            "run",
            "case.json",
            "--pinned",
            "--output",
            "all",
            "--timezone",
            "UTC",
        ]);
        let text = said.to_string();
        if let Some(error) = &self.error {
            let is_told = text.to_lowercase().contains(&error.to_lowercase());
            return (!is_told || said.code == Some(0))
                .then(|| format!("{error:?} expected: {text}"));
        }
        let given: Value = match serde_json::from_str(said.stdout.trim()) {
            Ok(given) => given,
            Err(_) => return Some(text),
        };
        let given = given[NODE][0].as_array().cloned().unwrap_or_default();
        if let Some(faults) = &self.faults {
            // Items that are tolerated leave as their errors.
            let said = Value::from(given).to_string();
            let mut faults = faults.iter().flatten();
            return faults.find_map(|fault| {
                (!said.contains(fault.as_str())).then(|| format!("{fault:?} expected: {said}"))
            });
        }
        let expected = self.outputs.clone().unwrap_or_default();
        let most = given.len().max(expected.len());
        (0..most).find_map(|output| {
            let given = given.get(output).cloned().unwrap_or_else(|| json!([]));
            let expected = expected.get(output).map(|items| json_of(items));
            let expected = expected.unwrap_or_else(|| json!([]));
            (given != expected).then(|| format!("output {output} is {given}, not {expected}"))
        })
    }
}

/// An item as it is pinned: an object of its fields, or with `json` and `binary`, which cases have
/// as text.
fn as_item(item: &Value) -> Value {
    if item.get("json").is_none() {
        return json!({"json": item});
    }
    let mut item = item.clone();
    let binary = item.get_mut("binary").and_then(Value::as_object_mut);
    for (_, blob) in binary.into_iter().flatten() {
        let text = blob["text"].as_str().unwrap_or_default();
        blob["data"] = json!(base64(text.as_bytes()));
    }
    item
}

fn json_of(items: &[Value]) -> Value {
    let json = |item: &Value| item.get("json").unwrap_or(item).clone();
    items.iter().map(json).collect()
}

/// All cases, each with the name of its file.
fn cases() -> Vec<(String, Case)> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance");
    let mut paths: Vec<_> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .collect();
    paths.sort();
    let cases = paths.iter().flat_map(|path| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(path).unwrap();
        let cases: Vec<Case> =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        cases.into_iter().map(move |case| (name.clone(), case))
    });
    cases.collect()
}

#[test]
fn every_rule_holds_in_the_whole_program() {
    let cases = cases();
    assert!(cases.len() >= 250, "{} cases", cases.len());
    let next = AtomicUsize::new(0);
    let complaints: Vec<String> = thread::scope(|scope| {
        let workers: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    let mut complaints = Vec::new();
                    while let Some((file, case)) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let is_elsewhere = |key: &&str| case.more.contains_key(*key);
                        if !ELSEWHERE.iter().any(is_elsewhere)
                            && case.kind != CALLS
                            && let Some(complaint) = case.complaint()
                        {
                            complaints.push(format!("{file}, {}: {complaint}", case.name));
                        }
                    }
                    complaints
                })
            })
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap())
            .collect()
    });
    assert!(
        complaints.is_empty(),
        "{} of {}:\n{}",
        complaints.len(),
        cases.len(),
        complaints.join("\n")
    );
}

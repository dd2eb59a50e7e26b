//! Real exports, and what is left of them when they break.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests, which fail by panicking"
)]

use std::fs;
use std::path::Path;

use jackfield_workflow::{
    Catalog, CoreType, Part, Source, Wish, called_workflows, convert, open_addresses, read, serve,
};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// The files of the corpus: their names and what is in them.
fn corpus() -> Vec<(String, String)> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus");
    let mut files: Vec<(String, String)> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    files.sort();
    files
}

fn source(text: String) -> Source {
    Source {
        name: "flow.json".to_owned(),
        text,
    }
}

#[test]
fn every_real_export_is_read_without_a_complaint() {
    let files = corpus();
    assert_eq!(files.len(), 67);
    let mut nodes = 0;
    for (name, text) in files {
        let reading = read(&source(text)).unwrap();
        assert_eq!(reading.diagnostics, [], "{name}");
        assert_eq!(reading.notes, [], "{name}");
        assert!(reading.workflow.export.is_some(), "{name}");
        nodes += reading.workflow.nodes.len();
    }
    // All but the 151 notes on the pictures.
    assert_eq!(nodes, 399);
}

/// Reads a document and looks up everything that is said about it.
fn survive(document: &Value) {
    let source = source(format!("{document:#}"));
    let Ok(mut reading) = read(&source) else {
        return;
    };
    let places = reading.diagnostics.iter().chain(&reading.notes);
    let places: Vec<_> = places.map(|found| (&found.pointer, found.part)).collect();
    let spots = source.spots(places.iter().copied());
    assert_eq!(spots.len(), places.len());
    let nodes = reading.workflow.nodes.len();
    for node in &reading.workflow.nodes {
        let _ = source.spot_of(&node.parameters_pointer(), Part::Key);
        let export = node.export.iter();
        for target in export.flat_map(|export| export.outputs.iter().flatten()) {
            assert!(target.node < nodes);
        }
    }
    let core = [
        "manualTrigger",
        "set",
        "if",
        "filter",
        "merge",
        "limit",
        "sort",
        "splitOut",
        "aggregate",
        "wait",
        "noOp",
        "removeDuplicates",
        "stopAndError",
    ];
    let core = core.map(|name| CoreType {
        name,
        versions: &[1.0, 2.0, 2.2, 3.0, 3.4],
        is_trigger: name == "manualTrigger",
    });
    let wish = Wish {
        gives_items: true,
        ..Wish::default()
    };
    serve(&mut reading.workflow, Catalog::new(&[]), &core, wish);
    let _ = called_workflows(&reading.workflow);
    let _ = open_addresses(&reading.workflow);
    let _ = convert(&reading.workflow, &|label| label.to_owned());
}

/// Values of every kind, and the words that exports are made of.
fn anything() -> impl Strategy<Value = Value> {
    let words = prop::sample::select(vec![
        "A",
        "B",
        "main",
        "ai_tool",
        "v1",
        "DEFAULT",
        "stopWorkflow",
        "n8n-nodes-base.set",
        "n8n-nodes-base.stickyNote",
        "",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        words.prop_map(Value::from),
        ".{0,6}".prop_map(Value::from),
    ];
    let keys = prop::sample::select(vec![
        "nodes",
        "connections",
        "settings",
        "pinData",
        "staticData",
        "name",
        "type",
        "typeVersion",
        "position",
        "parameters",
        "credentials",
        "disabled",
        "onError",
        "retryOnFail",
        "maxTries",
        "waitBetweenTries",
        "node",
        "index",
        "main",
        "ai_tool",
        "A",
        "B",
        "json",
        "data",
        "workflow",
        "workflowData",
        "executionTimeout",
        "executionOrder",
        "errorWorkflow",
        "steps",
        "id",
    ]);
    leaf.prop_recursive(6, 60, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((keys.clone(), inner), 0..7).prop_map(|members| {
                let members = members.into_iter();
                Value::Object(
                    members
                        .map(|(key, value)| (key.to_owned(), value))
                        .collect(),
                )
            }),
        ]
    })
}

/// Puts a value in the place of one of those in a document, or takes that out.
fn change(document: &mut Value, mut place: usize, put: Option<&Value>) {
    fn visit(value: &mut Value, place: &mut usize, put: Option<&Value>) -> bool {
        let replaces = |value: &mut Value| *value = put.cloned().unwrap_or_default();
        if *place == 0 {
            replaces(value);
            return true;
        }
        *place -= 1;
        match value {
            Value::Array(list) => list.iter_mut().any(|value| visit(value, place, put)),
            Value::Object(members) => {
                if put.is_none() && *place < members.len() {
                    let key = members.keys().nth(*place).cloned().unwrap_or_default();
                    members.shift_remove(&key);
                    return true;
                }
                members.values_mut().any(|value| visit(value, place, put))
            }
            _ => false,
        }
    }
    visit(document, &mut place, put);
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(list) => list.iter().map(count).sum(),
        Value::Object(members) => members.values().map(count).sum::<usize>(),
        _ => 0,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_document_is_too_strange(document in anything()) {
        survive(&document);
        survive(&json!({"nodes": document, "connections": document, "settings": document}));
        survive(&json!({"nodes": [document], "connections": {"A": {"main": document}}}));
        let mut members = Map::new();
        members.insert("name".to_owned(), json!("A"));
        members.insert("type".to_owned(), json!("n8n-nodes-base.set"));
        if let Value::Object(more) = &document {
            members.extend(more.clone());
        }
        survive(&json!({"nodes": [members, document], "connections": {"A": document}, "pinData": {"A": document}}));
    }

    #[test]
    fn a_real_export_may_break_anywhere(
        file in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), prop::option::of(anything())), 1..6),
    ) {
        static CORPUS: std::sync::OnceLock<Vec<Value>> = std::sync::OnceLock::new();
        let corpus = CORPUS.get_or_init(|| {
            let files = corpus().into_iter();
            files.map(|(_, text)| serde_json::from_str(&text).unwrap()).collect()
        });
        let mut document = file.get(corpus).clone();
        for (place, put) in changes {
            let place = place.index(count(&document));
            change(&mut document, place, put.as_ref());
        }
        survive(&document);
    }
}

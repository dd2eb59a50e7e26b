//! Real exports, broken anywhere, and the whole program with them.

use std::fs;
use std::sync::OnceLock;

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::corpus::corpus;
use crate::support::process::{Jackfield, Said};

/// How often a file is broken; each time the program is started twice.
const TIMES: u32 = 32;

/// The files of the corpus.
fn documents() -> &'static [Value] {
    static DOCUMENTS: OnceLock<Vec<Value>> = OnceLock::new();
    DOCUMENTS.get_or_init(|| {
        let entries = fs::read_dir(corpus()).unwrap();
        let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        let texts = paths.iter().map(|path| fs::read_to_string(path).unwrap());
        let documents = texts.filter_map(|text| serde_json::from_str::<Value>(&text).ok());
        documents.filter(Value::is_object).collect()
    })
}

/// What may stand anywhere in a file.
fn anything() -> impl Strategy<Value = Value> {
    prop::sample::select(vec![
        json!(null),
        json!(true),
        json!(-1),
        json!(1e300),
        json!(""),
        json!("={{ $json.a.b.first() }}"),
        json!("={{ $('Nobody').item.json }}"),
        json!("={{"),
        json!("\u{0}"),
        json!([]),
        json!([[null]]),
        json!({}),
        json!({"__rl": true, "value": {"__rl": true}}),
        json!("n8n-nodes-base.merge"),
        json!("n8n-nodes-base.code"),
        json!("continueErrorOutput"),
    ])
}

/// Puts a value in the place of one of those in a document.
fn change(document: &mut Value, place: &mut usize, put: &Value) -> bool {
    if *place == 0 {
        *document = put.clone();
        return true;
    }
    *place -= 1;
    match document {
        Value::Array(list) => list.iter_mut().any(|value| change(value, place, put)),
        Value::Object(members) => members.values_mut().any(|value| change(value, place, put)),
        _ => false,
    }
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(list) => list.iter().map(count).sum(),
        Value::Object(members) => members.values().map(count).sum::<usize>(),
        _ => 0,
    }
}

/// It came to an end of its own making.
#[track_caller]
fn ended(said: &Said) {
    let code = said.code.unwrap_or(-1);
    // 1 is a defect, and a panic has a code past all of ours.
    assert!(code != 1 && (0..=11).contains(&code), "{said}");
    assert!(!said.stderr.contains("panicked"), "{said}");
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        max_shrink_iters: 8,
        ..ProptestConfig::with_cases(TIMES)
    })]

    #[test]
    fn a_broken_export_is_refused_or_run_and_never_ends_the_program(
        file in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), anything()), 1..4),
    ) {
        let mut document = file.get(documents()).clone();
        for (place, put) in changes {
            let mut place = place.index(count(&document));
            change(&mut document, &mut place, &put);
        }
        // Some wait for a long time.
        if document["settings"].is_object() || document["settings"].is_null() && document.is_object() {
            document["settings"]["executionTimeout"] = json!(1);
        }
        let jackfield = Jackfield::new().file("export.json", document.to_string());
        ended(&jackfield.call(&["check", "--offline", "export.json"]));
        ended(&jackfield.call(&["run", "export.json", "--items", "[{\"body\": {}}]"]));
    }
}

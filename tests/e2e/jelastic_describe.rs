//! What the connector says about its operations.

use jackfield_standin::Jelastic;
use serde_json::Value;

use crate::support::guests::guests;
use crate::support::process::Jackfield;

fn descriptor() -> Value {
    Jackfield::new()
        .call(&["connector", "describe", "jelastic", "--json"])
        .ends(0)
        .json()
}

#[test]
fn every_operation_says_what_it_needs_and_does() {
    let descriptor = descriptor();
    let operations = descriptor["operations"].as_array().unwrap();
    assert_eq!(operations.len(), 20);
    for operation in operations {
        let name = operation["name"].as_str().unwrap();
        for key in ["summary", "permission", "effect"] {
            assert!(
                operation[key].as_str().is_some_and(|text| !text.is_empty()),
                "{name}: {key}"
            );
        }
        assert_eq!(
            operation["credentials"][0]["types"][0], "jelastic",
            "{name}"
        );
        let validator = jsonschema::validator_for(&operation["parameters"]).unwrap();
        let examples = operation["examples"].as_array().unwrap();
        assert!(!examples.is_empty(), "{name}");
        for example in examples {
            let errors: Vec<String> = validator
                .iter_errors(&example["parameters"])
                .map(|error| error.to_string())
                .collect();
            assert!(errors.is_empty(), "{name}: {errors:?}");
        }
        let properties = operation["parameters"]["properties"].as_object();
        for (parameter, schema) in properties.into_iter().flatten() {
            assert!(schema["description"].is_string(), "{name}: {parameter}");
        }
        assert_eq!(
            operation["parameters"]["additionalProperties"], false,
            "{name}"
        );
    }
}

#[test]
fn what_changes_something_may_take_minutes() {
    let descriptor = descriptor();
    for operation in descriptor["operations"].as_array().unwrap() {
        let takes_long = operation["timeoutMs"].as_u64() >= Some(5 * 60 * 1000);
        assert_eq!(
            takes_long,
            operation["effect"] != "read",
            "{}",
            operation["name"]
        );
    }
}

#[test]
fn an_operation_is_described_for_people() {
    let said = Jackfield::new()
        .call(&["connector", "describe", "jelastic/node.restart"])
        .ends(0);
    for words in [
        "effect: unsafe",
        "time: 15 min for a call",
        "needs: environment.control.RestartNodes",
        "envName (string, required): ",
        "nodeGroup (string, one of nodeGroup, nodeId): ",
        "isSequential (boolean): ",
        "example: One node: {\"envName\":\"shop\",\"nodeId\":66011}",
    ] {
        assert!(said.stdout.contains(words), "`{words}`\n{said}");
    }
    let said = Jackfield::new()
        .call(&["connector", "describe", "jelastic/environment.wait-until"])
        .ends(0);
    for words in ["everySeconds (number, default 10): ", "default \"running\""] {
        assert!(said.stdout.contains(words), "`{words}`\n{said}");
    }
    assert!(!said.stdout.contains(Jelastic::TOKEN));
}

#[test]
fn the_connector_is_small() {
    let size = std::fs::metadata(&guests().jelastic).unwrap().len();
    assert!(size < 450 << 10, "{size} bytes");
}

#[test]
fn a_slip_in_the_name_of_an_operation_gets_the_nearest_one() {
    Jackfield::new()
        .call(&["connector", "describe", "jelastic/node.restrat"])
        .ends(2)
        .says(&["did you mean `node.restart`?"]);
}

//! The examples that the connector's description gives, run as they stand.
//!
//! An example is a step that somebody copies. Each is run against a server on which what it names
//! is there, with the step before it that it speaks of, as a person would have it.

mod channels;
mod messages;
mod others;
mod people;
mod scene;

use std::collections::BTreeMap;

use jackfield_standin::Mattermost;
use serde_json::{Value, json};

use crate::credential_store::with_store;
use crate::support::process::{Jackfield, Said};
use crate::support::text;
use scene::Scene;

/// Every scene, in the order of the examples of its operation.
fn scenes() -> Vec<Scene> {
    [
        messages::scenes(),
        channels::scenes(),
        people::scenes(),
        others::scenes(),
    ]
    .concat()
}

/// The operations as the connector describes them.
fn operations() -> Vec<Value> {
    let described = Jackfield::new()
        .call(&["connector", "describe", "mattermost", "--json"])
        .ends(0)
        .json();
    described["operations"].as_array().unwrap().clone()
}

/// Runs every example of these scenes.
fn play(scenes: Vec<Scene>) {
    let mut by_operation: BTreeMap<&str, Vec<Scene>> = BTreeMap::new();
    for scene in scenes {
        by_operation.entry(scene.operation).or_default().push(scene);
    }
    for operation in operations() {
        let name = text(&operation, "name");
        let examples = operation["examples"].as_array().unwrap();
        let scenes = by_operation.remove(name.as_str()).unwrap_or_default();
        for (example, scene) in examples.iter().zip(scenes) {
            let about = format!("{name} ({})", text(example, "summary"));
            run(&operation, example, &scene, &about);
        }
    }
    assert!(by_operation.is_empty(), "of no operation: {by_operation:?}");
}

/// Runs an example as the description gives it, behind the steps before it.
fn run(operation: &Value, example: &Value, scene: &Scene, about: &str) {
    let server = Mattermost::start().unwrap();
    (scene.arrange)(&server);
    let credential_type = operation["credentials"][0]["types"][0].as_str().unwrap();
    let step = json!({
        "name": "Example",
        "uses": format!("mattermost/{}", scene.operation),
        "credential": if scene.is_in_store { "team-chat" } else { "example" },
        "with": example["parameters"],
    });
    let steps: Vec<Value> = scene.before.iter().cloned().chain([step]).collect();
    let jackfield = if scene.is_in_store {
        with_store(&server)
    } else {
        let address = server.base_url();
        Jackfield::new()
            .credential("example", credential_type, &address, scene.token)
            .credential("team-chat", "mattermost", &address, scene.token)
    };
    let said = jackfield
        .steps(&steps)
        .run(&["--input", &scene.input.to_string()]);
    let told = || format!("{about}\n{said}\n{:#?}", server.received());
    assert_eq!(said.code, Some(0), "{}", told());
    check_asked(&server, scene, &told);
    check_given(&said, scene, &told);
    (scene.leaves)(&server);
}

/// The server was asked what the scene says, and was sent at least that.
fn check_asked(server: &Mattermost, scene: &Scene, told: &dyn Fn() -> String) {
    let (method, path) = &scene.asks;
    let received = server.received();
    let asked = received
        .iter()
        .rfind(|request| request.method == *method && request.path == *path)
        .unwrap_or_else(|| panic!("nobody asked {method} {path}: {}", told()));
    for (name, value) in &scene.queries {
        let pair = ((*name).to_owned(), (*value).to_owned());
        assert!(asked.query_pairs().contains(&pair), "{pair:?}: {}", told());
    }
    match &scene.sends {
        Some(Value::Object(members)) => {
            let body = asked.json().unwrap();
            for (name, value) in members {
                assert_eq!(&body[name], value, "{name}: {}", told());
            }
        }
        Some(whole) => assert_eq!(&asked.json().unwrap(), whole, "{}", told()),
        None => {}
    }
}

/// What came out has these values, item by item.
fn check_given(said: &Said, scene: &Scene, told: &dyn Fn() -> String) {
    assert!(!scene.gives.is_empty(), "nothing is looked at: {}", told());
    let items = said.json_lines();
    for (pointer, expected) in &scene.gives {
        let values: Vec<Value> = items
            .iter()
            .map(|item| item.pointer(pointer).cloned().unwrap_or_default())
            .collect();
        assert_eq!(&json!(values), expected, "{pointer}: {}", told());
    }
}

#[test]
fn every_example_has_a_scene_to_be_run_in() {
    let scenes = scenes();
    for operation in operations() {
        let name = text(&operation, "name");
        let examples = operation["examples"].as_array().unwrap().len();
        let played = scenes.iter().filter(|scene| scene.operation == name);
        let played = played.count();
        assert!(examples > 0, "`{name}` has no example for people to copy");
        assert_eq!(
            played, examples,
            "`{name}` has {examples} examples, and {played} of them are run: add a `scene(\"{name}\")` \
             for each to tests/e2e/mattermost_examples, with what has to be there before, what the \
             server is asked, and what comes out"
        );
    }
}

#[test]
fn the_examples_of_messages_run() {
    play(messages::scenes());
}

#[test]
fn the_examples_of_channels_run() {
    play(channels::scenes());
}

#[test]
fn the_examples_of_people_run() {
    play(people::scenes());
}

#[test]
fn the_examples_of_all_else_run() {
    play(others::scenes());
}

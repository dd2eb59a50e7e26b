//! `connectors/README.md` is what the connectors say about themselves.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::process::Jackfield;

const BEGINNING: &str = "# Connectors

What each connector can do, as its descriptor has it. `jackfield connector describe NAME` tells the same
with every parameter explained, and with examples; `jackfield connector describe NAME/OPERATION` does so for
one operation.

Parameters that may be missing stand behind those that may not, with a `?`; of those with a `/` between them
one is given. A repeat of what is *read* changes nothing, of what is *idempotent* does no more, of what is
*deduplicated* is recognised by its key, and of what is *unsafe* does it again, so that it is not repeated
unless it is known to have had no effect. The time is how long a call may take unless the step says
otherwise.
";

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value[key].as_array().into_iter().flatten()
}

/// The names of the parameters that have words of their own: others are there for workflows of
/// other programs.
fn parameters(schema: &Value) -> String {
    let properties = schema["properties"].as_object();
    let names: Vec<&str> = properties
        .into_iter()
        .flatten()
        .filter(|(_, schema)| schema["description"].is_string())
        .map(|(name, _)| name.as_str())
        .collect();
    let required: Vec<&str> = list(schema, "required").filter_map(Value::as_str).collect();
    let groups = std::iter::once(schema).chain(list(schema, "allOf"));
    let choices: Vec<Vec<&str>> = groups
        .map(|schema| {
            list(schema, "oneOf")
                .chain(list(schema, "anyOf"))
                .filter_map(|choice| choice.pointer("/required/0")?.as_str())
                .collect()
        })
        .collect();
    let code = |name: &&str| format!("`{name}`");
    let mut words: Vec<String> = required.iter().map(code).collect();
    for choice in choices.iter().filter(|choice| !choice.is_empty()) {
        words.push(choice.iter().map(code).collect::<Vec<_>>().join(" / "));
    }
    let others = names.iter().filter(|name| {
        !required.contains(name) && !choices.iter().any(|choice| choice.contains(name))
    });
    words.extend(others.map(|name| format!("`{name}`?")));
    words.join(", ")
}

fn time(milliseconds: Option<u64>) -> String {
    match milliseconds.unwrap_or(60_000) / 1000 {
        seconds if seconds % 60 == 0 => format!("{} min", seconds / 60),
        seconds => format!("{seconds} s"),
    }
}

fn section(descriptor: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut section = format!(
        "\n## {}\n\n{}\n\n| operation | what it does | parameters | a repeat is | needs | time |\n|---|---|---|---|---|---|\n",
        text(&descriptor["title"]),
        text(&descriptor["summary"])
    );
    for operation in list(descriptor, "operations") {
        let _ = writeln!(
            section,
            "| `{}/{}` | {} | {} | {} | {} | {} |",
            text(&descriptor["name"]),
            text(&operation["name"]),
            text(&operation["summary"]).replace('|', "\\|"),
            parameters(&operation["parameters"]),
            text(&operation["effect"]),
            text(&operation["permission"]).replace('|', "\\|"),
            time(operation["timeoutMs"].as_u64()),
        );
    }
    section
}

#[test]
fn the_tables_are_those_of_the_descriptors() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../connectors");
    let jackfield = Jackfield::new();
    let listed = jackfield.call(&["connector", "list"]).ends(0).stdout;
    let mut current = BEGINNING.to_owned();
    let mut sections = 0;
    for line in listed.lines().filter(|line| !line.starts_with(' ')) {
        let name = line.split(' ').next().unwrap();
        // What needs no platform is no connector's.
        if !folder.join(name).is_dir() {
            continue;
        }
        let described = jackfield.call(&["connector", "describe", name, "--json"]);
        current += &section(&described.ends(0).json());
        sections += 1;
    }
    assert!(sections >= 3, "{listed}");
    let path = folder.join("README.md");
    #[expect(
        clippy::disallowed_methods,
        reason = "a switch for the person who changes a connector"
    )]
    if std::env::var_os("UPDATE_CONNECTORS").is_some() {
        fs::write(&path, &current).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == current,
        "connectors/README.md is out of date; run `UPDATE_CONNECTORS=1 cargo test --workspace --test e2e connectors_readme`"
    );
}

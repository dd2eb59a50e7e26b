//! The examples that a connector gives of its operations, for tests that run every one of them.

use serde_json::Value;

use super::process::Jackfield;
use super::text;

/// An example as `connector describe` gives it.
#[derive(Debug)]
pub(crate) struct Example {
    /// The operation's name, without the connector's.
    pub(crate) operation: String,
    /// What the example is of.
    pub(crate) summary: String,
    /// The parameters of a step.
    pub(crate) parameters: Value,
    /// What the operation says that it needs; empty if that is nothing.
    pub(crate) permission: String,
}

/// What a test arranges for one example, and expects of it.
pub(crate) trait Arrangement {
    /// The operation, and what the example is of.
    fn example(&self) -> (&str, &str);
}

/// Every example of a connector, each with what is arranged for it in `file`. An example that
/// nothing is arranged for fails the test, and so does what is arranged for no example.
#[track_caller]
pub(crate) fn arranged<'a, A: Arrangement>(
    connector: &str,
    file: &str,
    arrangements: &'a [A],
) -> Vec<(Example, &'a A)> {
    let examples = examples(connector);
    for arrangement in arrangements {
        let (operation, summary) = arrangement.example();
        assert!(
            examples
                .iter()
                .any(|example| example.operation == operation && example.summary == summary),
            "`{operation}` has no example `{summary}`: take what is arranged for it out of {file}"
        );
    }
    let arranged_for = |example: Example| {
        let (operation, summary) = (&example.operation, &example.summary);
        let mut found = arrangements
            .iter()
            .filter(|arrangement| arrangement.example() == (operation, summary));
        let (Some(arrangement), None) = (found.next(), found.next()) else {
            panic!(
                "the example `{summary}` of `{connector}/{operation}` is to be run as it stands: \
                 add one arrangement for it in {file}, which says what has to be there before, \
                 what the server is asked and what comes out"
            );
        };
        (example, arrangement)
    };
    examples.into_iter().map(arranged_for).collect()
}

fn examples(connector: &str) -> Vec<Example> {
    let described = Jackfield::new()
        .call(&["connector", "describe", connector, "--json"])
        .ends(0)
        .json();
    let operations = described["operations"].as_array().unwrap();
    let of_operation = |operation: &Value| {
        let name = operation["name"].as_str().unwrap().to_owned();
        let examples = operation["examples"].as_array();
        let examples = examples.filter(|examples| !examples.is_empty());
        let examples = examples.unwrap_or_else(|| panic!("{connector}/{name} has no example"));
        examples
            .iter()
            .map(|example| Example {
                operation: name.clone(),
                summary: example["summary"].as_str().unwrap().to_owned(),
                parameters: example["parameters"].clone(),
                permission: text(operation, "permission"),
            })
            .collect::<Vec<_>>()
    };
    operations.iter().flat_map(of_operation).collect()
}

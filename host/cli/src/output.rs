//! What a run gives on standard output.

use std::io::IsTerminal as _;

use jackfield_engine::{NodeReport, Report};
use jackfield_item::Item;
use serde_json::{Map, Value};

use crate::args::Output;
use crate::failure::Failure;
use crate::terminal;

/// Gives a run's items: a line of JSON each, so that programs can read on as they come; indented
/// where a person reads.
pub(crate) fn give(report: &Report, output: Output) -> Result<(), Failure> {
    let person = std::io::stdout().is_terminal();
    let text = match output {
        Output::None => return Ok(()),
        // A run that has failed has no last step, only one that it did not get beyond.
        Output::Last if report.failure.is_some() => return Ok(()),
        Output::Last => report
            .nodes
            .last()
            .map(|node| lines(&node.items, person))
            .unwrap_or_default(),
        Output::All => {
            let all: Map<String, Value> = report.nodes.iter().map(entry).collect();
            spelled(&Value::Object(all), person)
        }
    };
    terminal::give(&text)
}

fn lines(items: &[Item], person: bool) -> String {
    items
        .iter()
        .map(|item| spelled(item.json(), person))
        .collect()
}

fn entry(node: &NodeReport) -> (String, Value) {
    let items = node.items.iter().map(|item| item.json().clone()).collect();
    (node.name.clone(), Value::Array(items))
}

fn spelled(value: &Value, person: bool) -> String {
    if person {
        format!("{value:#}\n")
    } else {
        format!("{value}\n")
    }
}

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
pub(crate) fn give(report: &Report, is_export: bool, output: Output) -> Result<(), Failure> {
    let person = std::io::stdout().is_terminal();
    let text = match output {
        Output::None => return Ok(()),
        // A run that has failed has no last step, only one that it did not get beyond.
        Output::Last if report.failure.is_some() => return Ok(()),
        Output::Last => report
            .nodes
            .last()
            .map(|node| lines(last(node, is_export), person))
            .unwrap_or_default(),
        Output::All if is_export => spelled(&Value::Object(runs(&report.nodes)), person),
        Output::All => {
            let all = report.nodes.iter();
            let all: Map<String, Value> = all
                .map(|node| (node.name.clone(), array(node.items())))
                .collect();
            spelled(&Value::Object(all), person)
        }
    };
    terminal::give(&text)
}

/// What the last node gave: of a node of an export by all outputs, of which most have one.
fn last(node: &NodeReport, is_export: bool) -> impl Iterator<Item = &Item> {
    let shown = if is_export { node.outputs.len() } else { 1 };
    let outputs = node.outputs.iter().take(shown);
    outputs.flat_map(|items| items.iter())
}

/// The items of an export's nodes, by node, run and output.
fn runs(nodes: &[NodeReport]) -> Map<String, Value> {
    let mut all = Map::new();
    for node in nodes {
        let outputs = node.outputs.iter().map(|items| array(items)).collect();
        let runs = all
            .entry(node.name.clone())
            .or_insert_with(|| Value::Array(Vec::new()));
        if let Some(runs) = runs.as_array_mut() {
            runs.push(Value::Array(outputs));
        }
    }
    all
}

fn array(items: &[Item]) -> Value {
    items.iter().map(|item| item.json().clone()).collect()
}

fn lines<'a>(items: impl Iterator<Item = &'a Item>, person: bool) -> String {
    items.map(|item| spelled(item.json(), person)).collect()
}

fn spelled(value: &Value, person: bool) -> String {
    if person {
        format!("{value:#}\n")
    } else {
        format!("{value}\n")
    }
}

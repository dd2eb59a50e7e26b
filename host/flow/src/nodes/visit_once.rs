//! One node carried out by itself.

use std::sync::Arc;
use std::time::Duration;

use jackfield_descriptor::Fault;
use jackfield_item::Item;
use serde_json::Value;

use super::visit::{Answer, Code, Deed, Memory, Moment, Ports, SubRun, Visit};
use super::{Evaluates, NodeType, carry_out};

/// What came of one visit to a node.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The items by output, each with the fault that it is given with in spite of.
    pub outputs: Vec<Vec<(Item, Option<Fault>)>>,
    /// After how long it gives them.
    pub wait: Option<Duration>,
    /// The code that gives the items in its place.
    pub script: Option<Code>,
    /// The workflow that gives the items in its place.
    pub call: Option<SubRun>,
    /// What the request is answered with that began the run.
    pub answer: Option<Answer>,
    /// The runs of the node in whose inputs the numbers of the items' sources are, where it is not
    /// the last one.
    pub runs: Option<Vec<u32>>,
}

/// Carries out one node by itself, with the same parameters for all items: one run for each of
/// `runs`, which are its inputs, and what came of the last one. `tolerates` says that a fault of
/// one item leaves the others alone where the node handles that.
///
/// # Errors
/// When the node fails as a whole.
pub fn visit_once(
    kind: NodeType,
    version: f64,
    parameters: &Value,
    runs: &[Vec<Arc<[Item]>>],
    moment: &Moment,
    tolerates: bool,
) -> Result<Outcome, Fault> {
    let mut memory = Memory::default();
    let mut outcome = Outcome::default();
    for inputs in runs {
        let items = inputs.first().map_or(0, |items| items.len());
        let times = match kind.evaluates() {
            Evaluates::EachItem => items,
            Evaluates::Once => 1,
            Evaluates::Nothing => 0,
        };
        let visit = Visit {
            version,
            inputs,
            parameters: vec![Ok(parameters.clone()); times],
            moment,
            memory: &mut memory,
            tolerates,
        };
        outcome = of(carry_out(kind, visit)?);
    }
    Ok(outcome)
}

fn of(deed: Deed) -> Outcome {
    let mut outcome = Outcome::default();
    let mut give = |ports: Ports| {
        let ports = ports.into_iter();
        outcome.outputs = ports
            .map(|port| {
                port.into_iter()
                    .map(|made| (made.item, made.fault))
                    .collect()
            })
            .collect();
    };
    match deed {
        Deed::Done(ports) => give(ports),
        Deed::Later(wait, ports) => {
            give(ports);
            outcome.wait = Some(wait);
        }
        Deed::Looped(ports, runs) => {
            give(ports);
            outcome.runs = Some(runs);
        }
        Deed::Answered(ports, answer) => {
            give(ports);
            outcome.answer = Some(answer);
        }
        Deed::Script(code) => outcome.script = Some(code),
        Deed::Call(run) => outcome.call = Some(run),
    }
    outcome
}

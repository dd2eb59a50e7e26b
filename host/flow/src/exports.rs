//! What n8n does with whatever a node gives, before others are given it.

use std::sync::Arc;

use jackfield_descriptor::{Fault, FaultKind};
use jackfield_item::Item;
use jackfield_workflow::OnError;
use serde_json::{Map, Value};

use crate::ledger::{error_alone, small, with_error};
use crate::nodes::{Made, Ports};
use crate::plan::Flags;
use crate::protocol::{Failure, Outputs};

/// What a node was given.
pub(crate) struct Taken<'a> {
    pub(crate) node: usize,
    pub(crate) inputs: &'a [Arc<[Item]>],
}

impl Taken<'_> {
    /// An item by its number over all inputs.
    fn item(&self, number: usize) -> Option<&Item> {
        let mut index = number;
        for items in self.inputs {
            if index < items.len() {
                return items.get(index);
            }
            index -= items.len();
        }
        None
    }

    fn count(&self) -> usize {
        self.inputs.iter().map(|items| items.len()).sum()
    }
}

/// The outputs of a core node, and what was tolerated: items that it failed with become errors,
/// which leave by an output of their own if there is one.
pub(crate) fn outputs(
    taken: &Taken<'_>,
    ports: Ports,
    on_error: OnError,
    flags: &Flags,
) -> (Outputs, Vec<Failure>) {
    let mut tolerated = Vec::new();
    let mut errors = Vec::new();
    let single = match ports.as_slice() {
        [only] => only.len() == 1,
        several => several.iter().map(Vec::len).sum::<usize>() == 1,
    };
    let mut outputs: Vec<Vec<Item>> = Vec::with_capacity(ports.len().max(flags.outputs));
    for port in ports {
        let length = port.len();
        let mut items = Vec::with_capacity(length);
        for (index, made) in port.into_iter().enumerate() {
            let made = paired(made, index, length, single, taken);
            if let Some(fault) = &made.fault {
                let item = made.item.sources().first().map(|source| *source as usize);
                tolerated.push(Failure {
                    node: taken.node,
                    item,
                    fault: fault.clone(),
                });
            }
            match leaving(made, on_error, taken) {
                Leaving::Output(item) => items.push(item),
                Leaving::Error(item) => errors.push(item),
            }
        }
        outputs.push(items);
    }
    if on_error == OnError::Output {
        outputs.resize_with(flags.outputs.max(outputs.len()), Vec::new);
        outputs.push(errors);
    }
    let mut outputs: Outputs = outputs.into_iter().map(Arc::from).collect();
    fill(&mut outputs, taken, flags);
    (outputs, tolerated)
}

/// How deep an item's values may stand in each other: as deep as JSON can be read back.
const DEPTH: u32 = 127;

/// Lets through what a node gives unless it is so deep that going through it takes all of the stack.
pub(crate) fn refuse_depth(ports: Ports) -> Result<Ports, Fault> {
    let mut items = ports.iter().flatten().map(|made| made.item.json());
    if items.any(|json| is_deeper(json, DEPTH)) {
        let message = format!("an item has values within each other more than {DEPTH} deep");
        return Err(Fault::new(FaultKind::LimitExceeded, message)
            .hint("look whether a loop puts an item into a field of itself"));
    }
    Ok(ports)
}

fn is_deeper(value: &Value, depth: u32) -> bool {
    let Some(below) = depth.checked_sub(1) else {
        return value.is_array() || value.is_object();
    };
    match value {
        Value::Array(list) => list.iter().any(|value| is_deeper(value, below)),
        Value::Object(fields) => fields.values().any(|value| is_deeper(value, below)),
        _ => false,
    }
}

/// Gives an empty item by the first output if it has none and the node always gives something.
pub(crate) fn fill(outputs: &mut Outputs, taken: &Taken<'_>, flags: &Flags) {
    if !flags.always_outputs || outputs.first().is_some_and(|items| !items.is_empty()) {
        return;
    }
    let sources = (0..taken.count()).map(small).collect();
    let item = Item::new(Map::new()).from_sources(sources);
    match outputs.first_mut() {
        Some(first) => *first = [item].into(),
        None => outputs.push([item].into()),
    }
}

enum Leaving {
    Output(Item),
    Error(Item),
}

fn leaving(made: Made, on_error: OnError, taken: &Taken<'_>) -> Leaving {
    let Made { item, fault } = made;
    let sources = item.sources().to_vec();
    match (fault, on_error) {
        (Some(fault), OnError::Output) => {
            let origin = sources
                .first()
                .and_then(|source| taken.item(*source as usize));
            let failed = with_error(origin.unwrap_or(&item), &fault);
            Leaving::Error(failed.from_sources(sources))
        }
        (Some(fault), _) => Leaving::Output(error_alone(&item, &fault).from_sources(sources)),
        (None, OnError::Output) if says_error(item.json()) => {
            let origin = sources
                .first()
                .and_then(|source| taken.item(*source as usize));
            let mut fields = origin
                .and_then(|origin| origin.json().as_object())
                .cloned()
                .unwrap_or_default();
            let own = item.json().as_object().into_iter().flatten();
            fields.extend(own.map(|(name, value)| (name.clone(), value.clone())));
            Leaving::Error(item.with_fields(fields).from_sources(sources))
        }
        (None, _) => Leaving::Output(item),
    }
}

/// Whether an item says nothing but that something failed.
fn says_error(json: &Value) -> bool {
    json.as_object().is_some_and(|fields| {
        fields.get("error").is_some_and(|error| !error.is_null())
            && fields
                .keys()
                .all(|name| ["error", "message", "details"].contains(&name.as_str()))
    })
}

/// The item with the numbers of those that it comes from, as far as they can be told.
fn paired(made: Made, index: usize, length: usize, single: bool, taken: &Taken<'_>) -> Made {
    if !made.item.sources().is_empty() {
        return made;
    }
    let given = taken.inputs.first().map_or(0, |items| items.len());
    // Whatever comes of the only item comes from it.
    let is_only = given == 1 && taken.inputs.len() == 1;
    let source = if is_only {
        Some(0)
    } else if given == length {
        Some(index)
    } else if single && given > 0 {
        Some(0)
    } else {
        None
    };
    let Some(source) = source else {
        return made;
    };
    Made {
        item: made.item.from_sources(vec![small(source)]),
        ..made
    }
}

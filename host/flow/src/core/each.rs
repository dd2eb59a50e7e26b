//! What is done with one item at a time.

use std::time::Duration;

use jackfield_descriptor::{Fault, FaultKind};
use jackfield_item::Item;
use serde_json::Value;

use super::parameters::{Fail, Filter, Set, Split, Wait};

pub(super) fn set(item: &Item, parameters: Set) -> Result<Vec<Item>, Fault> {
    if !parameters.keep {
        return Ok(vec![item.with_fields(parameters.fields)]);
    }
    let mut fields = item.json().as_object().cloned().unwrap_or_default();
    for (name, value) in parameters.fields {
        fields.insert(name, value);
    }
    Ok(vec![item.with_fields(fields)])
}

pub(super) fn filter(item: &Item, parameters: Filter) -> Result<Vec<Item>, Fault> {
    Ok(if parameters.r#where {
        vec![item.clone()]
    } else {
        Vec::new()
    })
}

pub(super) fn split(item: &Item, parameters: Split) -> Result<Vec<Item>, Fault> {
    let elements = parameters.list.into_iter().enumerate();
    elements
        .map(|(position, element)| match (&parameters.name, element) {
            (Some(name), element) => {
                let mut fields = item.json().as_object().cloned().unwrap_or_default();
                fields.insert(name.clone(), element);
                Ok(item.with_fields(fields))
            }
            (None, Value::Object(element)) => Ok(Item::new(element)),
            (None, element) => Err(Fault::new(
                FaultKind::InvalidParameter,
                format!(
                    "`list` has `{}` at {position}, which is no object",
                    excerpt(&element)
                ),
            )
            .hint("name the field for the elements with `as`")),
        })
        .collect()
}

pub(super) fn wait(parameters: Wait) -> Result<Duration, Fault> {
    jackfield_workflow::parse_duration(&parameters.r#for)
        .map_err(|message| Fault::new(FaultKind::InvalidParameter, message))
}

pub(super) fn fail(_: &Item, parameters: Fail) -> Result<Vec<Item>, Fault> {
    let mut fault = Fault::new(FaultKind::InvalidParameter, parameters.message);
    fault.hint = parameters.hint;
    Err(fault)
}

/// The beginning of a value, for a message.
fn excerpt(value: &Value) -> String {
    const SHOWN: usize = 40;
    let text = value.to_string();
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}\u{2026}", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

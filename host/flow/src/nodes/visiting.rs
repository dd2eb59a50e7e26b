//! Going over a node's items.

use std::borrow::Cow;

use jackfield_descriptor::Fault;
use jackfield_item::Item;
use serde_json::{Map, Value};

use super::read::of_item;
use super::visit::{Made, Ports, Visit};

impl<'a> Visit<'a> {
    /// The items of its only input.
    pub(super) fn items(&self) -> &'a [Item] {
        self.input(0)
    }

    /// The items of an input; none where nothing is connected.
    pub(super) fn input(&self, input: usize) -> &'a [Item] {
        self.inputs.get(input).map_or(&[], AsRef::as_ref)
    }

    /// The parameters of a node that reads them once.
    ///
    /// # Errors
    /// When they could not be evaluated.
    pub(super) fn once(&mut self) -> Result<Value, Fault> {
        let first = self.parameters.drain(..).next();
        first.unwrap_or_else(|| Ok(Value::Object(Map::new())))
    }

    /// Goes over the items, each with its parameters. A fault of one of them ends it, unless the
    /// node goes on: then the item is given, with the fault, at the output `astray`.
    ///
    /// # Errors
    /// The first fault.
    pub(super) fn each(
        &mut self,
        mut ports: Ports,
        astray: usize,
        mut act: impl FnMut(u32, &'a Item, Value, &mut Ports) -> Result<(), Fault>,
    ) -> Result<Ports, Fault> {
        let items = self.items();
        let parameters = self.parameters_of(items.len());
        for ((index, item), parameters) in items.iter().enumerate().zip(parameters) {
            let number = u32::try_from(index).unwrap_or(u32::MAX);
            let done = parameters.and_then(|parameters| act(number, item, parameters, &mut ports));
            let Err(fault) = done else { continue };
            let fault = of_item(fault, index);
            if !self.tolerates {
                return Err(fault);
            }
            let made = Made {
                item: item.clone().from_sources(vec![number]),
                fault: Some(fault),
            };
            while ports.len() <= astray {
                ports.push(Vec::new());
            }
            if let Some(port) = ports.get_mut(astray) {
                port.push(made);
            }
        }
        Ok(ports)
    }

    /// The parameters of every item, where there may be some for all.
    fn parameters_of(&mut self, items: usize) -> Vec<Result<Value, Fault>> {
        let mut parameters = std::mem::take(&mut self.parameters);
        if parameters.is_empty() {
            parameters.push(Ok(Value::Object(Map::new())));
        }
        while parameters.len() < items {
            let last = parameters.last().cloned();
            parameters.extend(last);
        }
        parameters
    }

    /// The numbers of the items of an input over all inputs.
    pub(super) fn offset(&self, input: usize) -> u32 {
        let before = self.inputs.iter().take(input).map(|items| items.len());
        u32::try_from(before.sum::<usize>()).unwrap_or(u32::MAX)
    }
}

/// An item that comes from this one input item.
pub(super) fn from_one(item: Item, source: u32) -> Made {
    from_some(item, vec![source])
}

/// An item that comes from these input items.
pub(super) fn from_some(item: Item, sources: Vec<u32>) -> Made {
    Made {
        item: item.from_sources(sources),
        fault: None,
    }
}

/// The items as they came.
pub(super) fn passed_on(items: &[Item]) -> Vec<Made> {
    let numbered = items.iter().cloned().zip(0_u32..);
    numbered
        .map(|(item, number)| from_one(item, number))
        .collect()
}

/// An object as an item, whatever it was before.
pub(super) fn item_of(value: Value) -> Item {
    match value {
        Value::Object(fields) => Item::new(fields),
        _ => Item::new(Map::new()),
    }
}

/// The numbers of so many items.
pub(super) fn numbers(items: usize) -> Vec<u32> {
    (0..u32::try_from(items).unwrap_or(u32::MAX)).collect()
}

/// An item's object.
pub(super) fn fields(item: &Item) -> Cow<'_, Map<String, Value>> {
    match item.json() {
        Value::Object(fields) => Cow::Borrowed(fields),
        _ => Cow::Owned(Map::new()),
    }
}

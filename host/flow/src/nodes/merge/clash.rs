//! What becomes of fields that several of the merged items have.

use jackfield_item::Item;
use serde_json::{Map, Value};

use super::Entry;
use crate::nodes::read::Parameters;
use crate::nodes::visit::Made;
use crate::nodes::visiting::{fields, from_some};

/// How fields that several items have are settled.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clash {
    /// Whose fields win; those of the last one when none is named.
    pub(super) preferred: Option<usize>,
    /// Whether every field gets the number of its input behind its name.
    pub(super) suffixes: bool,
    is_shallow: bool,
    /// Whether a value that is nothing leaves the one before alone.
    spares: bool,
}

impl Clash {
    pub(super) fn of(parameters: Parameters<'_>) -> Self {
        let way = "options.clashHandling.values";
        let values = parameters.get(way).unwrap_or(&Value::Null);
        let values = Parameters(values);
        let resolve = values.text("resolveClash", "preferLast");
        let preferred = resolve.strip_prefix("preferInput");
        let preferred = preferred.and_then(|number| number.parse::<usize>().ok());
        Self {
            preferred: preferred.and_then(|number| number.checked_sub(1)),
            suffixes: resolve == "addSuffix",
            is_shallow: values.text("mergeMode", "deepMerge") == "shallowMerge",
            spares: values.flag("overrideEmpty", false),
        }
    }

    /// One item of several, each with the number of its input.
    pub(super) fn merged(&self, entries: &[(usize, &Entry<'_>)]) -> Made {
        let mut order: Vec<&(usize, &Entry<'_>)> = entries.iter().collect();
        // Whoever comes last wins.
        order.sort_by_key(|(input, _)| Some(*input) == self.preferred);
        let mut result = Map::new();
        let mut binary = std::collections::BTreeMap::new();
        for (input, entry) in order {
            if self.suffixes {
                result.extend(suffixed(entry.item, *input));
            } else {
                self.add(&mut result, &fields(entry.item));
            }
            for (name, blob) in entry.item.binary() {
                let name = if self.suffixes {
                    format!("{name}_{}", input + 1)
                } else {
                    name.clone()
                };
                binary.insert(name, blob.clone());
            }
        }
        let sources = entries.iter().map(|(_, entry)| entry.number).collect();
        from_some(Item::new(result).with_binary(binary), sources)
    }

    /// An item without a counterpart, from this input.
    pub(super) fn alone(&self, entry: &Entry<'_>, input: usize) -> Made {
        let item = if self.suffixes {
            entry.item.with_fields(suffixed(entry.item, input))
        } else {
            entry.item.clone()
        };
        from_some(item, vec![entry.number])
    }

    fn add(&self, target: &mut Map<String, Value>, source: &Map<String, Value>) {
        for (name, value) in source {
            let is_nothing = value.is_null() || value == "";
            match target.get_mut(name) {
                Some(_) if self.spares && is_nothing => {}
                Some(known) if !self.is_shallow => self.deepen(known, value),
                _ => {
                    target.insert(name.clone(), value.clone());
                }
            }
        }
    }

    fn deepen(&self, target: &mut Value, source: &Value) {
        match (target, source) {
            (Value::Object(target), Value::Object(source)) => self.add(target, source),
            (Value::Array(target), Value::Array(source)) => {
                for (index, value) in source.iter().enumerate() {
                    match target.get_mut(index) {
                        Some(known) => self.deepen(known, value),
                        None => target.push(value.clone()),
                    }
                }
            }
            (target, source) => *target = source.clone(),
        }
    }
}

fn suffixed(item: &Item, input: usize) -> Map<String, Value> {
    let fields = fields(item);
    fields
        .iter()
        .map(|(name, value)| (format!("{name}_{}", input + 1), value.clone()))
        .collect()
}

//! What many items have under one name.

use std::collections::BTreeSet;

use jackfield_item::Item;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::data::Data;

/// Where a column comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Source {
    /// The node of whose output an item is looked at, if not the item itself.
    node: Option<String>,
    /// The name of a member.
    member: String,
}

impl Source {
    /// Whether it is the item itself.
    pub(crate) fn is_item(&self) -> bool {
        self.node.is_none()
    }
}

/// Columns for the same items.
pub(crate) struct Columns<'a> {
    columns: Vec<Column<'a>>,
    data: &'a dyn Data,
}

#[derive(Debug)]
struct Column<'a> {
    source: &'a Source,
    values: List,
    missing: Vec<usize>,
    unknown: Vec<usize>,
}

impl<'a> Columns<'a> {
    pub(crate) fn new(sources: &'a BTreeSet<Source>, data: &'a dyn Data) -> Self {
        let columns = sources
            .iter()
            .map(|source| Column {
                source,
                values: List::default(),
                missing: Vec::new(),
                unknown: Vec::new(),
            })
            .collect();
        Self { columns, data }
    }

    /// Their size so far, in bytes.
    pub(crate) fn size(&self) -> usize {
        self.columns.iter().map(|column| column.values.size()).sum()
    }

    /// Adds an item.
    pub(crate) fn push(&mut self, index: usize, json: Option<&Value>) {
        // Columns of the same node stand beside each other.
        let mut of = None;
        for column in &mut self.columns {
            let Source { node, member } = column.source;
            let member = member.as_str();
            let Some(node) = node else {
                column.push(json.and_then(|json| json.get(member)));
                continue;
            };
            if of.as_ref().is_none_or(|(known, _)| *known != node) {
                of = Some((node, item_of(self.data, node, index)));
            }
            match &of {
                Some((_, Some(item))) => column.push(item.json().get(member)),
                _ => {
                    column.unknown.push(column.values.count);
                    column.push(None);
                }
            }
        }
    }

    pub(crate) fn into_json(self) -> String {
        let columns = self.columns.into_iter().map(|column| {
            // The values are JSON already, and many.
            let head = serde_json::json!({
                "node": column.source.node,
                "member": column.source.member,
                "missing": column.missing,
                "unknown": column.unknown,
            });
            let head = head.to_string();
            let head = head.strip_suffix('}').unwrap_or_default();
            format!("{head},\"values\":{}}}", column.values.into_json())
        });
        format!("[{}]", columns.collect::<Vec<_>>().join(","))
    }
}

/// The item of another node's output that an item comes from, if somebody knows.
fn item_of(data: &dyn Data, node: &str, index: usize) -> Option<Item> {
    let place = data.paired(node, index).ok()?;
    data.node_count(node, place.output, place.run).ok()?;
    data.node_item(node, place)
}

impl Column<'_> {
    fn push(&mut self, value: Option<&Value>) {
        if value.is_none() {
            self.missing.push(self.values.count);
        }
        self.values.push(value);
    }
}

/// A JSON array that grows.
#[derive(Debug, Default)]
pub(crate) struct List {
    json: Vec<u8>,
    count: usize,
}

impl List {
    /// Adds a value, or null for none.
    pub(crate) fn push(&mut self, value: Option<&Value>) {
        self.json.push(if self.count == 0 { b'[' } else { b',' });
        // Writing to memory does not fail, and the keys of objects are text.
        let _ = serde_json::to_writer(&mut self.json, value.unwrap_or(&Value::Null));
        self.count += 1;
    }

    /// Its size so far, in bytes.
    pub(crate) fn size(&self) -> usize {
        self.json.len()
    }

    pub(crate) fn into_json(mut self) -> String {
        if self.count == 0 {
            self.json.push(b'[');
        }
        self.json.push(b']');
        String::from_utf8(self.json).unwrap_or_default()
    }
}

//! What the evaluator may ask for.

use std::ops::Range;
use std::sync::Arc;

use jackfield_item::Item;
use jackfield_sandbox::GuestState;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::bindings::jackfield::expression::data;
use super::columns::List;
use super::small;
use crate::data::Data;

/// What the host functions of a session work on.
pub(crate) struct State {
    data: Arc<dyn Data>,
    /// The item and the template that are being evaluated.
    pub(crate) at: (u32, u32),
}

impl State {
    pub(crate) fn new(data: Arc<dyn Data>) -> Self {
        Self { data, at: (0, 0) }
    }
}

impl data::Host for GuestState<State> {
    fn begin(&mut self, item: u32, template: u32) -> wasmtime::Result<()> {
        self.data.at = (item, template);
        Ok(())
    }

    fn count(&mut self) -> wasmtime::Result<u32> {
        Ok(small(self.data.data.count()))
    }

    fn items(&mut self, from: u32, count: u32) -> wasmtime::Result<String> {
        let data = &self.data.data;
        let most = within(from, count, data.count());
        Ok(spelled(most.map(|index| data.item(index))))
    }

    fn node_count(&mut self, name: String) -> wasmtime::Result<Result<u32, String>> {
        Ok(self.data.data.node_count(&name).map(small))
    }

    fn node_items(&mut self, name: String, from: u32, count: u32) -> wasmtime::Result<String> {
        let data = &self.data.data;
        let most = within(from, count, data.node_total(&name).unwrap_or_default());
        Ok(spelled(most.map(|index| data.node_item(&name, index))))
    }

    fn paired(&mut self, name: String, from: u32, count: u32) -> wasmtime::Result<String> {
        let data = &self.data.data;
        let mut pairs = List::default();
        for item in within(from, count, data.count()) {
            let pair = data.paired(&name, item).map(Value::from);
            pairs.push(Some(&pair.unwrap_or_else(Value::from)));
        }
        Ok(pairs.into_json())
    }

    fn environment(&mut self, name: String) -> wasmtime::Result<Result<String, String>> {
        Ok(self.data.data.environment(&name))
    }

    fn zone_offset(&mut self, zone: String, at_ms: f64) -> wasmtime::Result<Option<i32>> {
        Ok(zoned(&zone, at_ms).map(|(zone, at)| zone.to_offset(at).seconds()))
    }

    fn zone_abbreviation(&mut self, zone: String, at_ms: f64) -> wasmtime::Result<Option<String>> {
        Ok(zoned(&zone, at_ms).map(|(zone, at)| zone.to_offset_info(at).abbreviation().to_owned()))
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the cast saturates, and milliseconds are whole"
)]
fn zoned(zone: &str, at_ms: f64) -> Option<(TimeZone, Timestamp)> {
    let zone = TimeZone::get(zone).ok()?;
    let at = Timestamp::from_millisecond(at_ms as i64).ok()?;
    Some((zone, at))
}

/// How much JSON is handed over at a time, unless it is of one item.
const BYTES: usize = 1 << 20;

/// Indices that are asked for and exist.
fn within(from: u32, count: u32, all: usize) -> Range<usize> {
    let from = from as usize;
    from..from.saturating_add(count as usize).min(all)
}

fn spelled(items: impl Iterator<Item = Option<Item>>) -> String {
    let mut list = List::default();
    for item in items {
        list.push(item.as_ref().map(Item::json));
        if list.size() > BYTES {
            break;
        }
    }
    list.into_json()
}

/// Data of a session in which nothing is evaluated.
pub(crate) struct Nothing;

impl Data for Nothing {
    fn count(&self) -> usize {
        0
    }

    fn item(&self, _: usize) -> Option<Item> {
        None
    }

    fn node_count(&self, _: &str) -> Result<usize, String> {
        Err("nothing has run".to_owned())
    }

    fn node_item(&self, _: &str, _: usize) -> Option<Item> {
        None
    }

    fn paired(&self, _: &str, _: usize) -> Result<usize, String> {
        Err("nothing has run".to_owned())
    }

    fn environment(&self, _: &str) -> Result<String, String> {
        Err("nothing has run".to_owned())
    }
}

//! What the evaluator may ask for.

use std::sync::Arc;

use jackfield_item::Item;
use jackfield_sandbox::GuestState;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::bindings::jackfield::expression::data;
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
        Ok(super::session::small(self.data.data.count()))
    }

    fn item(&mut self, index: u32) -> wasmtime::Result<String> {
        Ok(spelled(self.data.data.item(index as usize)))
    }

    fn node_count(&mut self, name: String) -> wasmtime::Result<Result<u32, String>> {
        Ok(self.data.data.node_count(&name).map(super::session::small))
    }

    fn node_item(&mut self, name: String, index: u32) -> wasmtime::Result<String> {
        Ok(spelled(self.data.data.node_item(&name, index as usize)))
    }

    fn paired(&mut self, name: String, item: u32) -> wasmtime::Result<Result<u32, String>> {
        Ok(self
            .data
            .data
            .paired(&name, item as usize)
            .map(super::session::small))
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

fn spelled(item: Option<Item>) -> String {
    item.map_or_else(|| "null".to_owned(), |item| item.json().to_string())
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

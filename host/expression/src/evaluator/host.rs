//! What the evaluator may ask for.

use std::ops::Range;
use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use jackfield_item::Item;
use jackfield_sandbox::GuestState;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;

use super::bindings::jackfield::expression::data;
use super::blobs::Blobs;
use super::columns::List;
use super::small;
use crate::data::{Data, Place};

/// What the host functions of a session work on.
pub(crate) struct State {
    data: Arc<dyn Data>,
    /// The item and the template that are being evaluated.
    pub(crate) at: (u32, u32),
    /// Whether any has been.
    pub(crate) has_begun: bool,
    pub(crate) blobs: Blobs,
}

impl State {
    pub(crate) fn new(data: Arc<dyn Data>) -> Self {
        Self {
            data,
            at: (0, 0),
            has_begun: false,
            blobs: Blobs::default(),
        }
    }
}

impl data::Host for GuestState<State> {
    fn begin(&mut self, item: u32, template: u32) -> wasmtime::Result<()> {
        self.data.at = (item, template);
        self.data.has_begun = true;
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

    fn binaries(&mut self, from: u32, count: u32) -> wasmtime::Result<String> {
        let data = Arc::clone(&self.data.data);
        let items = within(from, count, data.count()).map(|index| data.item(index));
        Ok(self.data.blobs.described(items))
    }

    fn node_count(
        &mut self,
        name: String,
        output: Option<u32>,
        run: Option<u32>,
    ) -> wasmtime::Result<Result<u32, String>> {
        Ok(self.data.data.node_count(&name, output, run).map(small))
    }

    fn node_items(
        &mut self,
        name: String,
        output: Option<u32>,
        run: Option<u32>,
        from: u32,
        count: u32,
    ) -> wasmtime::Result<String> {
        let data = &self.data.data;
        Ok(spelled(of_node(&**data, &name, (output, run), from, count)))
    }

    fn node_binaries(
        &mut self,
        name: String,
        output: Option<u32>,
        run: Option<u32>,
        from: u32,
        count: u32,
    ) -> wasmtime::Result<String> {
        let data = Arc::clone(&self.data.data);
        let items = of_node(&*data, &name, (output, run), from, count);
        Ok(self.data.blobs.described(items))
    }

    fn paired(&mut self, name: String, from: u32, count: u32) -> wasmtime::Result<String> {
        let data = &self.data.data;
        let mut pairs = List::default();
        for item in within(from, count, data.count()) {
            let pair = match data.paired(&name, item) {
                Ok(Place {
                    output: None,
                    run: None,
                    index,
                }) => index.into(),
                Ok(Place { output, run, index }) => json!([index, output, run]),
                Err(why) => why.into(),
            };
            pairs.push(Some(&pair));
        }
        Ok(pairs.into_json())
    }

    fn node_facts(&mut self, name: String) -> wasmtime::Result<Result<String, String>> {
        let facts = self.data.data.node_facts(&name);
        Ok(facts.map(|facts| facts.to_string()))
    }

    fn blob(&mut self, id: String) -> wasmtime::Result<Result<String, String>> {
        let blob = self.data.blobs.find(&id);
        Ok(blob
            .map(|blob| BASE64_STANDARD.encode(&blob.data))
            .ok_or_else(|| format!("there is no binary data `{id}`")))
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

/// Items of another node's output, up to the first that is not there.
fn of_node(
    data: &dyn Data,
    name: &str,
    (output, run): (Option<u32>, Option<u32>),
    from: u32,
    count: u32,
) -> impl Iterator<Item = Option<Item>> {
    let from = from as usize;
    let places =
        (from..from.saturating_add(count as usize)).map(move |index| Place { output, run, index });
    places.map_while(move |place| data.node_item(name, place).map(Some))
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

    fn node_count(&self, _: &str, _: Option<u32>, _: Option<u32>) -> Result<usize, String> {
        Err("nothing has run".to_owned())
    }

    fn node_item(&self, _: &str, _: Place) -> Option<Item> {
        None
    }

    fn paired(&self, _: &str, _: usize) -> Result<Place, String> {
        Err("nothing has run".to_owned())
    }

    fn environment(&self, _: &str) -> Result<String, String> {
        Err("nothing has run".to_owned())
    }
}

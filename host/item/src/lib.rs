//! Items: what flows along a workflow's edges.
//!
//! An [`Item`] is one JSON object plus named binary data. Items are shared, not copied: the same
//! one can be in the output of a node, the input of several others and the report. How they are
//! kept is this crate's own affair, so that it can change.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Map, Value};

/// One JSON object plus named binary data. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Item {
    json: Arc<Value>,
    binary: Arc<BTreeMap<String, Blob>>,
    sources: Sources,
}

/// Which input items of the node that made it an item comes from, by index.
pub type Sources = Vec<u32>;

impl Item {
    /// An item of this object, without binary data.
    #[must_use]
    pub fn new(json: Map<String, Value>) -> Self {
        Self {
            json: Arc::new(Value::Object(json)),
            binary: Arc::default(),
            sources: Sources::new(),
        }
    }

    /// An item of this object, with this one's binary data.
    #[must_use]
    pub fn with_fields(&self, json: Map<String, Value>) -> Self {
        Self {
            json: Arc::new(Value::Object(json)),
            binary: Arc::clone(&self.binary),
            sources: Sources::new(),
        }
    }

    /// The same item with this binary data.
    #[must_use]
    pub fn with_binary(mut self, binary: BTreeMap<String, Blob>) -> Self {
        self.binary = Arc::new(binary);
        self
    }

    /// The same item as one that comes from these input items.
    #[must_use]
    pub fn from_sources(mut self, sources: Sources) -> Self {
        self.sources = sources;
        self
    }

    /// The object.
    #[must_use]
    pub fn json(&self) -> &Value {
        &self.json
    }

    /// The binary data, by name.
    #[must_use]
    pub fn binary(&self) -> &BTreeMap<String, Blob> {
        &self.binary
    }

    /// Which input items it comes from.
    #[must_use]
    pub fn sources(&self) -> &[u32] {
        &self.sources
    }
}

/// Binary data. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Blob {
    /// The file's name.
    pub name: Option<String>,
    /// The media type (RFC 6838).
    pub media_type: Option<String>,
    /// The bytes.
    pub data: Bytes,
}

//! What has come of the items of one node.

use std::sync::Arc;

use jackfield_descriptor::Fault;
use jackfield_item::Item;
use jackfield_workflow::OnError;
use serde_json::{Map, Value, json};

use crate::protocol::{Failure, Outputs};

/// An account of a node's items: what each has become, and with which ones the node failed.
#[derive(Debug)]
pub(crate) struct Ledger {
    pub(crate) node: usize,
    pub(crate) items: Arc<[Item]>,
    on_error: OnError,
    shape: Shape,
    made: Vec<Made>,
    /// What has failed and does not stop the run.
    tolerated: Vec<Failure>,
    /// What the node failed of.
    failure: Option<Failure>,
}

/// How an item looks that a node has failed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// It keeps its fields and gets `error`, an object.
    Steps,
    /// As n8n has it: it becomes `error`, a text, and keeps its fields only where it leaves by the
    /// error output.
    Export,
    /// The same with an object, as n8n's HTTP Request has it.
    Object,
}

/// What has come of one item.
#[derive(Clone, Debug, Default)]
struct Made {
    items: Vec<Item>,
    /// The item with its fault, if it leaves by the error output.
    failed: Option<Item>,
}

impl Ledger {
    pub(crate) fn new(node: usize, items: Arc<[Item]>, on_error: OnError, shape: Shape) -> Self {
        Self {
            node,
            made: vec![Made::default(); items.len()],
            items,
            on_error,
            shape,
            tolerated: Vec::new(),
            failure: None,
        }
    }

    /// Adds what was made of an item.
    pub(crate) fn make(&mut self, index: usize, items: impl IntoIterator<Item = Item>) {
        if let Some(made) = self.made.get_mut(index) {
            let items = items.into_iter();
            made.items.extend(items.map(|item| from(item, index)));
        }
    }

    /// Lets an item go on unchanged.
    pub(crate) fn keep(&mut self, index: usize) {
        if let Some(item) = self.items.get(index).cloned() {
            self.make(index, [item]);
        }
    }

    /// Notes that the node failed with an item.
    pub(crate) fn fail(&mut self, index: usize, fault: Fault) {
        let failure = Failure {
            node: self.node,
            item: Some(index),
            fault,
        };
        let Some(item) = self.items.get(index) else {
            return;
        };
        match self.on_error {
            // Of several that were under way the one counts of which the least is known.
            OnError::Stop => match &self.failure {
                Some(known) if known.fault.delivery >= failure.fault.delivery => {}
                _ => self.failure = Some(failure),
            },
            OnError::Continue => {
                let failed = match self.shape {
                    Shape::Steps => with_fault(item, &failure.fault),
                    Shape::Export => error_alone(item, &failure.fault),
                    Shape::Object => item.with_fields(error_field(error_of(&failure.fault))),
                };
                self.make(index, [failed]);
                self.tolerated.push(failure);
            }
            OnError::Output => {
                let failed = match self.shape {
                    Shape::Steps => with_fault(item, &failure.fault),
                    Shape::Export => with_error(item, &failure.fault),
                    Shape::Object => with_field(item, error_of(&failure.fault)),
                };
                let failed = from(failed, index);
                if let Some(made) = self.made.get_mut(index) {
                    made.failed = Some(failed);
                }
                self.tolerated.push(failure);
            }
        }
    }

    /// Whether the run has to end here.
    pub(crate) fn has_failed(&self) -> bool {
        self.failure.is_some()
    }

    /// What the node failed of.
    pub(crate) fn take_failure(&mut self) -> Option<Failure> {
        self.failure.take()
    }

    /// What has failed and does not stop the run, since this was last asked for.
    pub(crate) fn take_tolerated(&mut self) -> Vec<Failure> {
        std::mem::take(&mut self.tolerated)
    }

    /// What has come of the items so far, in their order.
    pub(crate) fn outputs(&self) -> Outputs {
        let items = self.made.iter().flat_map(|made| made.items.iter().cloned());
        let failed = self.made.iter().filter_map(|made| made.failed.clone());
        vec![items.collect(), failed.collect()]
    }
}

/// The item that goes on although a node failed with it: its field `error` says of what.
fn with_fault(item: &Item, fault: &Fault) -> Item {
    let mut error = Map::new();
    error.insert("kind".to_owned(), json!(fault.kind.as_str()));
    error.insert("message".to_owned(), json!(fault.message));
    if let Some(code) = &fault.code {
        error.insert("code".to_owned(), json!(code));
    }
    if let Some(status) = fault.status {
        error.insert("status".to_owned(), json!(status));
    }
    if let Some(hint) = &fault.hint {
        error.insert("hint".to_owned(), json!(hint));
    }
    let mut fields = item.json().as_object().cloned().unwrap_or_default();
    fields.insert("error".to_owned(), Value::Object(error));
    item.with_fields(fields)
}

/// The item of an export that goes on in the place of one that a node failed with.
pub(crate) fn error_alone(item: &Item, fault: &Fault) -> Item {
    item.with_fields(error_field(json!(fault.message)))
}

/// The item of an export that leaves by the error output.
pub(crate) fn with_error(item: &Item, fault: &Fault) -> Item {
    with_field(item, json!(fault.message))
}

fn with_field(item: &Item, error: Value) -> Item {
    let mut fields = item.json().as_object().cloned().unwrap_or_default();
    fields.extend(error_field(error));
    item.with_fields(fields)
}

fn error_field(error: Value) -> Map<String, Value> {
    Map::from_iter([("error".to_owned(), error)])
}

/// What failed, as expressions of exports look into it.
fn error_of(fault: &Fault) -> Value {
    let mut error = Map::new();
    error.insert("message".to_owned(), json!(fault.message));
    error.insert("name".to_owned(), json!("NodeApiError"));
    if let Some(status) = fault.status {
        error.insert("httpCode".to_owned(), json!(status.to_string()));
    }
    if let Some(hint) = &fault.hint {
        error.insert("description".to_owned(), json!(hint));
    }
    Value::Object(error)
}

/// Whatever is made of an item comes from it.
fn from(item: Item, index: usize) -> Item {
    item.from_sources(vec![small(index)])
}

/// An index as items keep it.
pub(crate) fn small(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

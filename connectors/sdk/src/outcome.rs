//! What a function gives back.

use serde_json::{Map, Value};

use crate::bindings::exports::jackfield::connector::operations::{self, Item, Next};
use crate::{Blob, Fault, FaultKind};

/// The items that come out of a call.
#[derive(Debug, Default)]
pub struct Outcome {
    items: Vec<Item>,
    next: Option<Next>,
}

impl Outcome {
    /// The items that an answer stands for: an array is a list of items, an object is one item,
    /// and `null` is none.
    ///
    /// # Errors
    /// When the answer, or an element of it, is neither.
    pub fn json(answer: &Value) -> Result<Self, Fault> {
        let mut outcome = Self::default();
        match answer {
            Value::Null => {}
            Value::Array(elements) => {
                for element in elements {
                    outcome.push(element)?;
                }
            }
            other => outcome.push(other)?,
        }
        Ok(outcome)
    }

    /// Adds an item that is spelled as JSON already. The host refuses what is no object.
    #[must_use]
    pub fn with_json_text(mut self, json: String) -> Self {
        self.items.push(Item {
            json,
            binary: Vec::new(),
            sources: Vec::new(),
        });
        self
    }

    fn push(&mut self, value: &Value) -> Result<(), Fault> {
        if !value.is_object() {
            return Err(Fault::new(
                FaultKind::UnexpectedResponse,
                format!("the platform answered `{value}` where an object was expected"),
            ));
        }
        self.items.push(Item {
            json: value.to_string(),
            binary: Vec::new(),
            sources: Vec::new(),
        });
        Ok(())
    }

    /// Adds binary data to the last item.
    #[must_use]
    pub fn with_binary(mut self, name: impl Into<String>, blob: Blob) -> Self {
        if let Some(item) = self.items.last_mut() {
            item.binary.push((name.into(), blob));
        }
        self
    }

    /// Asks to be called again, with this state, after so many milliseconds.
    #[must_use]
    pub fn call_again(mut self, after_ms: u64, state: impl Into<String>) -> Self {
        self.next = Some(Next {
            after_ms,
            state: state.into(),
        });
        self
    }

    /// Asks to be called again for the next page, after so many milliseconds. `variables` are the
    /// roots, such as `$response`, with which the operation's `pagewise` parameters are evaluated
    /// before; they come back as the member `variables` of [`Call::state`](crate::Call::state).
    #[must_use]
    pub fn next_page(self, after_ms: u64, variables: Value) -> Self {
        let mut state = Map::new();
        state.insert("variables".to_owned(), variables);
        self.call_again(after_ms, Value::Object(state).to_string())
    }

    pub(crate) fn into_raw(self) -> operations::Outcome {
        operations::Outcome {
            items: self.items,
            next: self.next,
        }
    }
}

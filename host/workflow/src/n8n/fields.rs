//! The members of an object in an export.

use serde_json::{Map, Value};

use crate::diagnostic::Diagnostic;
use crate::parameters::described;
use crate::pointer::Pointer;

/// The members of an object, taken out one by one. What is null is not there; what is of another
/// kind than it should be is said, and not there either.
pub(super) struct Fields<'a> {
    members: Map<String, Value>,
    at: &'a Pointer,
    wrong: &'a mut Vec<Diagnostic>,
}

impl<'a> Fields<'a> {
    pub(super) fn new(
        members: Map<String, Value>,
        at: &'a Pointer,
        wrong: &'a mut Vec<Diagnostic>,
    ) -> Self {
        Self { members, at, wrong }
    }

    /// The member of this name, whatever it is.
    pub(super) fn any(&mut self, key: &str) -> Option<Value> {
        self.members.remove(key).filter(|value| !value.is_null())
    }

    pub(super) fn text(&mut self, key: &str) -> Option<String> {
        match self.any(key)? {
            Value::String(text) => Some(text),
            other => self.is_not("text", key, &other),
        }
    }

    /// An id, which old files write as a number.
    pub(super) fn id(&mut self, key: &str) -> Option<String> {
        match self.any(key)? {
            Value::String(text) => Some(text).filter(|text| !text.is_empty()),
            Value::Number(number) => Some(number.to_string()),
            other => self.is_not("text", key, &other),
        }
    }

    pub(super) fn flag(&mut self, key: &str) -> bool {
        match self.any(key) {
            None => false,
            Some(Value::Bool(flag)) => flag,
            Some(other) => self.is_not("true or false", key, &other).unwrap_or(false),
        }
    }

    pub(super) fn number(&mut self, key: &str) -> Option<f64> {
        let value = self.any(key)?;
        match value.as_f64() {
            Some(number) => Some(number),
            None => self.is_not("a number", key, &value),
        }
    }

    /// An object. Some programs that write JSON know no difference between one without members and
    /// an empty list.
    pub(super) fn object(&mut self, key: &str) -> Map<String, Value> {
        match self.any(key) {
            None => Map::new(),
            Some(Value::Object(object)) => object,
            Some(Value::Array(list)) if list.is_empty() => Map::new(),
            Some(other) => self.is_not("an object", key, &other).unwrap_or_default(),
        }
    }

    pub(super) fn list(&mut self, key: &str) -> Vec<Value> {
        match self.any(key) {
            None => Vec::new(),
            Some(Value::Array(list)) => list,
            Some(other) => self.is_not("a list", key, &other).unwrap_or_default(),
        }
    }

    /// Says what is wrong with a member.
    pub(super) fn wrong(&mut self, key: &str, say: impl FnOnce(Pointer) -> Diagnostic) {
        let place = self.at.join(key);
        self.wrong.push(say(place));
    }

    fn is_not<T>(&mut self, kind: &str, key: &str, value: &Value) -> Option<T> {
        self.wrong.push(not(kind, key, value, self.at.join(key)));
        None
    }
}

/// Says that something is of another kind than it should be.
pub(super) fn not(kind: &str, name: &str, value: &Value, at: Pointer) -> Diagnostic {
    Diagnostic::new(
        at,
        format!("`{name}` must be {kind}, and is {}", described(value)),
    )
}

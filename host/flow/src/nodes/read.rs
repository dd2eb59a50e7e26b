//! Parameters as a node reads them: by a way, with a default where a file says nothing.

use std::borrow::Cow;
use std::slice;

use jackfield_descriptor::{Fault, FaultKind};
use serde_json::Value;

use super::js;

/// A node's evaluated parameters, or a part of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parameters<'a>(pub(super) &'a Value);

impl<'a> Parameters<'a> {
    /// The value at the end of a way of names with dots between them.
    pub(super) fn get(self, way: &str) -> Option<&'a Value> {
        let mut value = self.0;
        for name in way.split('.') {
            value = value.get(name)?;
        }
        Some(value)
    }

    /// A text. Other plain values count as their text.
    pub(super) fn text(self, way: &str, default: &'a str) -> Cow<'a, str> {
        match self.get(way) {
            None | Some(Value::Null) => Cow::Borrowed(default),
            Some(Value::String(text)) => Cow::Borrowed(text),
            Some(other) => Cow::Owned(js::text(other)),
        }
    }

    /// Whether a value is true as JavaScript understands it.
    pub(super) fn flag(self, way: &str, default: bool) -> bool {
        self.get(way).map_or(default, js::is_true)
    }

    /// A whole number from 0 on.
    ///
    /// # Errors
    /// When there is another value.
    pub(super) fn count(self, way: &str, default: usize) -> Result<usize, Fault> {
        let Some(value) = self.get(way) else {
            return Ok(default);
        };
        let number = js::number(value);
        if !number.is_finite() || number < 0.0 {
            return Err(invalid(format!(
                "`{way}` should be a number from 0 on, and is {}",
                shown(value)
            )));
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it is not negative, and a fraction is cut off"
        )]
        Ok(number as usize)
    }

    /// The elements of a list; a value alone counts as a list of one.
    pub(super) fn list(self, way: &str) -> &'a [Value] {
        match self.get(way) {
            None | Some(Value::Null) => &[],
            Some(Value::Array(elements)) => elements,
            Some(value) => slice::from_ref(value),
        }
    }

    /// The names of fields: a text with commas, a list, or `{"fields": [{"fieldName": …}]}`.
    pub(super) fn names(self, way: &str) -> Vec<Cow<'a, str>> {
        match self.get(way) {
            Some(object @ Value::Object(_)) => Parameters(object)
                .list("fields")
                .iter()
                .map(|field| Parameters(field).text("fieldName", ""))
                .filter(|name| !name.is_empty())
                .collect(),
            Some(Value::String(text)) => super::path::listed(text)
                .into_iter()
                .map(Cow::Borrowed)
                .collect(),
            Some(Value::Array(elements)) => elements
                .iter()
                .map(|element| Cow::Owned(js::text(element).trim().to_owned()))
                .filter(|name: &Cow<'_, str>| !name.is_empty())
                .collect(),
            _ => Vec::new(),
        }
    }

    /// Whether names of fields are ways, which they are unless the node's options say otherwise.
    pub(super) fn dotted(self) -> bool {
        !self.flag("options.disableDotNotation", false)
    }
}

/// A fault of the parameters.
pub(super) fn invalid(message: impl Into<String>) -> Fault {
    Fault::new(FaultKind::InvalidParameter, message)
}

/// The fault as one of an item, with its number, counted from 0 as n8n does.
pub(super) fn of_item(mut fault: Fault, index: usize) -> Fault {
    fault.message = format!("{} (item {index})", fault.message);
    fault
}

/// A value for a message, cut where it is long.
pub(super) fn shown(value: &Value) -> String {
    const SHOWN: usize = 60;
    let text = match value {
        Value::String(text) => text.clone(),
        other => js::json(other),
    };
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("`{}\u{2026}`", text.get(..end).unwrap_or_default()),
        None => format!("`{text}`"),
    }
}

/// The object that a text of JSON stands for. What people write by hand is read as well: comments,
/// single quotes, names without quotes, commas too many.
pub(super) fn json(text: &str) -> Option<Value> {
    /// As deep as JSON itself is read.
    const DEEPEST: usize = 120;
    if let Ok(value) = serde_json::from_str(text) {
        return Some(value);
    }
    let mut depth = 0_usize;
    for byte in text.bytes() {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return None;
        }
    }
    jsonc_parser::parse_to_serde_value::<Option<Value>>(
        text,
        &jsonc_parser::ParseOptions::default(),
    )
    .ok()
    .flatten()
}

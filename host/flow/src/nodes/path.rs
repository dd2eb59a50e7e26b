//! Ways into values, as lodash reads them: `a.b[0]["c d"]`.

use std::borrow::Cow;

use serde_json::{Map, Value};

/// How far a list may be filled up for an element that stands behind its end.
const MOST_ELEMENTS: usize = 100_000;

/// How many keys a way may have.
const LONGEST_WAY: usize = 100;

/// The keys of a way.
fn keys(way: &str) -> Vec<Cow<'_, str>> {
    if !way.contains(['.', '[']) {
        return vec![Cow::Borrowed(way)];
    }
    let mut keys = Vec::new();
    let mut rest = way;
    // Whether a key is due here: at the start, and behind a dot.
    let mut due = true;
    loop {
        if let Some(inner) = rest.strip_prefix('[')
            && let Some((key, after)) = bracketed(inner)
        {
            keys.push(key);
            rest = after;
            due = false;
        } else if let Some(after) = rest.strip_prefix('.') {
            if due {
                keys.push(Cow::Borrowed(""));
            }
            rest = after;
            due = true;
        } else if rest.is_empty() {
            if due {
                keys.push(Cow::Borrowed(""));
            }
            return keys;
        } else {
            // A bracket that does not close belongs to the key.
            let first = rest.chars().next().map_or(0, char::len_utf8);
            let tail = rest.get(first..).unwrap_or_default();
            let end = tail.find(['.', '[']).map_or(rest.len(), |end| first + end);
            let (key, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
            keys.push(Cow::Borrowed(key));
            rest = after;
            due = false;
        }
    }
}

/// The key in brackets at the start of `inner`, and what stands behind the closing one.
fn bracketed(inner: &str) -> Option<(Cow<'_, str>, &str)> {
    let quote = inner
        .chars()
        .next()
        .filter(|&first| matches!(first, '"' | '\''));
    let Some(quote) = quote else {
        let (key, after) = inner.split_once(']')?;
        return Some((Cow::Borrowed(key), after));
    };
    let mut key = String::new();
    let mut characters = inner.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        if character == '\\' {
            key.push(characters.next()?.1);
        } else if character == quote {
            let after = inner.get(at + 1..)?.strip_prefix(']')?;
            return Some((Cow::Owned(key), after));
        } else {
            key.push(character);
        }
    }
    None
}

/// A field as a node's parameters name it.
#[derive(Clone, Debug)]
pub(super) struct Field<'a> {
    /// As it is named.
    pub(super) name: &'a str,
    keys: Vec<Cow<'a, str>>,
}

impl<'a> Field<'a> {
    /// A field; its name is a way when `dotted`.
    pub(super) fn new(name: &'a str, dotted: bool) -> Self {
        let mut keys = if dotted { keys(name) } else { Vec::new() };
        // A way that is longer than any object is deep is a name.
        if keys.is_empty() || keys.len() > LONGEST_WAY {
            keys = vec![Cow::Borrowed(name)];
        }
        Self { name, keys }
    }

    /// The value of the field. A key of exactly this name comes before a way.
    pub(super) fn get<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        if let Some(direct) = value.get(self.name) {
            return Some(direct);
        }
        let mut value = value;
        for key in &self.keys {
            value = member(value, key)?;
        }
        Some(value)
    }

    /// Sets the field, and makes what is missing on the way. A key of exactly this name comes
    /// before a way.
    pub(super) fn set(&self, fields: &mut Map<String, Value>, new: Value) {
        if let Some(direct) = fields.get_mut(self.name) {
            *direct = new;
            return;
        }
        let Some((first, rest)) = self.keys.split_first() else {
            return;
        };
        if rest.is_empty() {
            fields.insert(first.clone().into_owned(), new);
            return;
        }
        let slot = fields.entry(first.clone()).or_insert(Value::Null);
        put(slot, rest, new);
    }

    /// Takes the field away.
    pub(super) fn remove(&self, fields: &mut Map<String, Value>) -> Option<Value> {
        if let Some(removed) = fields.shift_remove(self.name) {
            return Some(removed);
        }
        let (last, way) = self.keys.split_last()?;
        let Some((first, way)) = way.split_first() else {
            return fields.shift_remove(last.as_ref());
        };
        let mut holder = fields.get_mut(first.as_ref())?;
        for key in way {
            holder = match holder {
                Value::Object(members) => members.get_mut(key.as_ref())?,
                Value::Array(elements) => elements.get_mut(key.parse::<usize>().ok()?)?,
                _ => return None,
            };
        }
        match holder {
            Value::Object(members) => members.shift_remove(last.as_ref()),
            Value::Array(elements) => {
                let element = elements.get_mut(last.parse::<usize>().ok()?)?;
                Some(element.take())
            }
            _ => None,
        }
    }
}

fn member<'v>(value: &'v Value, key: &str) -> Option<&'v Value> {
    match value {
        Value::Object(members) => members.get(key),
        Value::Array(elements) => elements.get(key.parse::<usize>().ok()?),
        _ => None,
    }
}

/// Puts a value at the end of a way. Whatever on the way holds nothing is replaced.
fn put(slot: &mut Value, way: &[Cow<'_, str>], new: Value) {
    let Some((key, rest)) = way.split_first() else {
        *slot = new;
        return;
    };
    let index = index(key);
    if !slot.is_object() && !slot.is_array() {
        *slot = match index {
            Some(_) => Value::Array(Vec::new()),
            None => Value::Object(Map::new()),
        };
    }
    match slot {
        Value::Object(members) => {
            put(members.entry(key.clone()).or_insert(Value::Null), rest, new);
        }
        Value::Array(elements) => {
            // A list has no members by name in JSON.
            let Some(index) = index else { return };
            if index >= elements.len() {
                elements.resize(index + 1, Value::Null);
            }
            if let Some(element) = elements.get_mut(index) {
                put(element, rest, new);
            }
        }
        _ => {}
    }
}

/// The place in a list that a key says.
fn index(key: &str) -> Option<usize> {
    let is_plain = key == "0" || !key.starts_with('0') && key.bytes().all(|b| b.is_ascii_digit());
    let index = key.parse::<usize>().ok().filter(|_| is_plain)?;
    (index < MOST_ELEMENTS).then_some(index)
}

/// The names of a list that is written with commas. Blanks around a name are not part of it.
pub(super) fn listed(text: &str) -> Vec<&str> {
    text.split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .collect()
}

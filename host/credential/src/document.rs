//! JSON that may hold secrets: its texts are wiped from memory when it is dropped.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use crate::token::AccessToken;

/// A JSON value. It has no `Serialize`, and prints no text.
#[derive(Clone, Debug)]
pub(crate) enum Document {
    Null,
    Flag(bool),
    Number(Number),
    Text(AccessToken),
    List(Vec<Self>),
    Object(Object),
}

/// The members of a JSON object, in their order. Unlike a map it still has both of two members of
/// the same name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Object(Vec<(String, Document)>);

impl Object {
    /// The first member of this name.
    pub(crate) fn get(&self, key: &str) -> Option<&Document> {
        self.0
            .iter()
            .find(|(candidate, _)| candidate == key)
            .map(|(_, value)| value)
    }

    /// Takes the first member of this name out.
    pub(crate) fn remove(&mut self, key: &str) -> Option<Document> {
        let index = self.0.iter().position(|(candidate, _)| candidate == key)?;
        Some(self.0.remove(index).1)
    }

    /// Adds a member behind the others.
    pub(crate) fn push(&mut self, key: impl Into<String>, value: Document) {
        self.0.push((key.into(), value));
    }

    /// The names of the members.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(key, _)| key.as_str())
    }

    /// The members.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Document)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// A name that two members have.
    pub(crate) fn repeated(&self) -> Option<&str> {
        self.keys()
            .enumerate()
            .find(|(index, key)| self.keys().take(*index).any(|earlier| earlier == *key))
            .map(|(_, key)| key)
    }
}

impl IntoIterator for Object {
    type Item = (String, Document);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl Document {
    /// Reads JSON.
    ///
    /// # Errors
    /// Where it is none: line and column. The parser's own words can quote what it found.
    pub(crate) fn parse(text: &str) -> Result<Self, NotJson> {
        serde_json::from_str(text).map_err(|error| NotJson {
            line: error.line(),
            column: error.column(),
        })
    }

    /// The text, if it is one.
    pub(crate) fn text(&self) -> Option<&AccessToken> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Where a text is no JSON.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("line {line}, column {column}")]
pub(crate) struct NotJson {
    line: usize,
    column: usize,
}

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DocumentVisitor)
    }
}

struct DocumentVisitor;

impl<'de> Visitor<'de> for DocumentVisitor {
    type Value = Document;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Document, E> {
        Ok(Document::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Document, E> {
        Ok(Document::Flag(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Document, E> {
        Ok(Document::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Document, E> {
        Ok(Document::Number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Document, E> {
        Ok(Number::from_f64(number).map_or(Document::Null, Document::Number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Document, E> {
        Ok(Document::Text(AccessToken::new(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Document, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = seq.next_element()? {
            elements.push(element);
        }
        Ok(Document::List(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Document, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Document::Object(Object(members)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_not_printed() {
        let document = Document::parse(r#"{"a": "secret text", "b": ["secret text"]}"#).unwrap();
        let printed = format!("{document:?}");
        assert!(!printed.contains("secret text"), "{printed}");
    }

    #[test]
    fn a_repeated_member_is_noticed() {
        for (text, expected) in [
            (r#"{"a": 1, "b": 2}"#, None),
            (r#"{"a": 1, "b": 2, "a": 3}"#, Some("a")),
        ] {
            let Document::Object(object) = Document::parse(text).unwrap() else {
                panic!("{text}");
            };
            assert_eq!(object.repeated(), expected, "{text}");
        }
    }
}

//! Credentials from a file.

use std::fmt;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use crate::error::CredentialError;
use crate::provider::Provider;
use crate::written::Written;

/// A JSON file of credentials, in one of two forms: an object whose keys are the credentials'
/// names, or the array that n8n writes when it exports credentials decrypted.
pub struct CredentialFile {
    place: String,
    credentials: Vec<(String, Map<String, Value>)>,
}

impl CredentialFile {
    /// Reads the file.
    ///
    /// # Errors
    /// When it cannot be read, or has neither form.
    pub fn read(path: &Path) -> Result<Self, CredentialError> {
        let place = path.display().to_string();
        let content = fs::read_to_string(path)
            .map(Zeroizing::new)
            .map_err(|source| CredentialError::Unreadable {
                place: "--credentials".to_owned(),
                path: path.to_owned(),
                source,
            })?;
        let malformed = |reason: String| CredentialError::Malformed {
            place: place.clone(),
            reason,
        };
        let content: Content = serde_json::from_str(&content).map_err(|error| {
            // The parser's own words can quote what it found, which may be a token.
            malformed(format!(
                "it must be a JSON object of credentials by name, or a decrypted n8n export: line {}, column {}",
                error.line(),
                error.column()
            ))
        })?;
        let credentials: Vec<(String, Map<String, Value>)> = match content {
            Content::ByName(members)
                if members
                    .iter()
                    .any(|(key, value)| is_of_workflow(key, value)) =>
            {
                return Err(malformed(
                    "it looks like a workflow; credentials stand in a file of their own".to_owned(),
                ));
            }
            Content::ByName(members) => members
                .into_iter()
                .map(|(name, value)| match value {
                    Value::Object(credential) => Ok((name, credential)),
                    _ => Err(malformed(format!("`{name}` must be an object"))),
                })
                .collect::<Result<_, _>>()?,
            Content::Exported(exported) => exported
                .into_iter()
                .enumerate()
                .map(|(index, value)| {
                    from_n8n(value)
                        .map_err(|reason| malformed(format!("entry {} {reason}", index + 1)))
                })
                .collect::<Result<_, _>>()?,
        };
        Ok(Self { place, credentials })
    }
}

/// What such a file holds. A map would keep only the last of two members of the same name.
enum Content {
    ByName(Vec<(String, Value)>),
    Exported(Vec<Value>),
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ContentVisitor;

        impl<'de> Visitor<'de> for ContentVisitor {
            type Value = Content;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object or an array")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Content, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Content::ByName(members))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Content, A::Error> {
                let mut elements = Vec::new();
                while let Some(element) = seq.next_element()? {
                    elements.push(element);
                }
                Ok(Content::Exported(elements))
            }
        }

        deserializer.deserialize_any(ContentVisitor)
    }
}

/// Whether a workflow has such a member. A credential may go by the name; it is no array.
fn is_of_workflow(key: &str, value: &Value) -> bool {
    matches!(key, "steps" | "nodes") && value.is_array()
}

/// `{"name", "type", "data": {…}}`, where `data` is text as long as it is encrypted; or what such
/// an entry is instead.
fn from_n8n(value: Value) -> Result<(String, Map<String, Value>), &'static str> {
    const NONE: &str = "is no decrypted n8n credential with `name`, `type` and `data`";
    let Value::Object(mut exported) = value else {
        return Err(NONE);
    };
    if exported
        .iter()
        .any(|(key, value)| is_of_workflow(key, value))
    {
        return Err("looks like a workflow, and not like a credential");
    }
    match (
        exported.remove("name"),
        exported.remove("type"),
        exported.remove("data"),
    ) {
        (Some(Value::String(name)), Some(credential_type), Some(Value::Object(mut data))) => {
            data.insert("type".to_owned(), credential_type);
            Ok((name, data))
        }
        (_, _, Some(Value::String(_))) => Err(
            "is encrypted; export it with `n8n export:credentials --all --decrypted --output=FILE`",
        ),
        _ => Err(NONE),
    }
}

impl Provider for CredentialFile {
    fn get(&self, name: &str) -> Result<Option<(String, Written)>, CredentialError> {
        let mut found = self
            .credentials
            .iter()
            .filter(|(candidate, _)| candidate == name);
        let Some((_, object)) = found.next() else {
            return Ok(None);
        };
        if found.next().is_some() {
            return Err(CredentialError::Malformed {
                place: self.place.clone(),
                reason: format!("`{name}` stands there twice"),
            });
        }
        let place = format!("{}: `{name}`", self.place);
        let written = Written::from_json(&place, object)?;
        Ok(Some((place, written)))
    }

    fn names(&self) -> Vec<String> {
        self.credentials
            .iter()
            .map(|(name, _)| name.clone())
            .collect()
    }
}

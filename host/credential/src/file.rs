//! Credentials from a file.

use std::fs;
use std::path::Path;

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
        let value: Value = serde_json::from_str(&content).map_err(|error| {
            // The parser's own words can quote what it found, which may be a token.
            malformed(format!(
                "it is not valid JSON: line {}, column {}",
                error.line(),
                error.column()
            ))
        })?;
        let credentials = match value {
            Value::Object(object) => object
                .into_iter()
                .map(|(name, value)| match value {
                    Value::Object(credential) => Ok((name, credential)),
                    _ => Err(malformed(format!("`{name}` must be an object"))),
                })
                .collect::<Result<_, _>>()?,
            Value::Array(exported) => exported
                .into_iter()
                .enumerate()
                .map(|(index, value)| {
                    from_n8n(value).ok_or_else(|| {
                        malformed(format!(
                            "entry {} is no decrypted n8n credential with `name`, `type` and `data`",
                            index + 1
                        ))
                    })
                })
                .collect::<Result<_, _>>()?,
            _ => {
                return Err(malformed(
                    "it must be an object of credentials by name, or a decrypted n8n export".to_owned(),
                ));
            }
        };
        Ok(Self { place, credentials })
    }
}

/// `{"name", "type", "data": {…}}`, where `data` is text as long as it is encrypted.
fn from_n8n(value: Value) -> Option<(String, Map<String, Value>)> {
    let Value::Object(mut exported) = value else {
        return None;
    };
    let (Some(Value::String(name)), Some(credential_type), Some(Value::Object(mut data))) = (
        exported.remove("name"),
        exported.remove("type"),
        exported.remove("data"),
    ) else {
        return None;
    };
    data.insert("type".to_owned(), credential_type);
    Some((name, data))
}

impl Provider for CredentialFile {
    fn get(&self, name: &str) -> Result<Option<(String, Written)>, CredentialError> {
        let Some((_, object)) = self
            .credentials
            .iter()
            .find(|(candidate, _)| candidate == name)
        else {
            return Ok(None);
        };
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

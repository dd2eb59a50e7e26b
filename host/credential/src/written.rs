//! A credential as somebody wrote it down.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::error::CredentialError;
use crate::token::AccessToken;

/// A credential before its type is known: what a file or a variable says.
#[derive(Clone, Debug)]
pub struct Written {
    /// The type, or a name that n8n gives to it.
    pub credential_type: String,
    /// The base URL as it was written.
    pub base_url: String,
    /// The token.
    pub token: AccessToken,
    /// Whether certificates that do not verify are accepted.
    pub ignore_ssl: bool,
    /// Further fields. Which of them are no secrets the type says.
    pub fields: BTreeMap<String, AccessToken>,
}

impl Written {
    /// Reads a JSON object: `type`, `baseUrl`, `accessToken`, `ignoreSsl` (or n8n's
    /// `allowUnauthorizedCerts`); other fields whose values are text are kept.
    ///
    /// # Errors
    /// When a field is missing or of the wrong kind. Messages name fields, never values.
    pub(crate) fn from_json(
        place: &str,
        object: &Map<String, Value>,
    ) -> Result<Self, CredentialError> {
        let malformed = |reason: String| CredentialError::Malformed {
            place: place.to_owned(),
            reason,
        };
        let text = |key: &str| match object.get(key) {
            Some(Value::String(text)) => Ok(text.clone()),
            Some(_) => Err(malformed(format!("`{key}` must be text"))),
            None => Err(malformed(format!("`{key}` is missing"))),
        };
        let flag = |key: &str| match object.get(key) {
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(Value::Null) | None => Ok(false),
            Some(_) => Err(malformed(format!("`{key}` must be true or false"))),
        };
        let known = [
            "type",
            "baseUrl",
            "accessToken",
            "ignoreSsl",
            "allowUnauthorizedCerts",
        ];
        let fields = object
            .iter()
            .filter(|(key, _)| !known.contains(&key.as_str()))
            .filter_map(|(key, value)| {
                Some((key.clone(), AccessToken::new(value.as_str()?.to_owned())))
            })
            .collect();
        Ok(Self {
            credential_type: text("type")?,
            base_url: text("baseUrl")?,
            token: AccessToken::new(text("accessToken")?),
            ignore_ssl: flag("ignoreSsl")? || flag("allowUnauthorizedCerts")?,
            fields,
        })
    }
}

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

/// The keys that say something about every credential.
const KNOWN: [&str; 5] = [
    "type",
    "baseUrl",
    "accessToken",
    "ignoreSsl",
    "allowUnauthorizedCerts",
];
/// What people write in place of a required key, in the form that [`plain`] gives.
const ALIASES: [(&str, &[&str]); 3] = [
    ("type", &["kind", "credentialtype"]),
    ("baseUrl", &["url", "host", "server", "endpoint"]),
    ("accessToken", &["token", "apitoken", "apikey", "bearer"]),
];

impl Written {
    /// Reads a JSON object: `type`, `baseUrl`, `accessToken`, `ignoreSsl` (or n8n's
    /// `allowUnauthorizedCerts`); other fields whose values are text are kept.
    ///
    /// # Errors
    /// When a field is missing, misspelled or of the wrong kind. Messages name fields, never
    /// values.
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
            None => Err(malformed(match meant(key, object) {
                Some(meant) => {
                    format!("`{key}` is missing (is `{meant}` meant to be it?)")
                }
                None => format!("`{key}` is missing"),
            })),
        };
        let flag = |key: &str| match object.get(key) {
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(Value::Null) | None => Ok(false),
            Some(_) => Err(malformed(format!("`{key}` must be true or false"))),
        };
        let (credential_type, base_url, token) = (
            text("type")?,
            text("baseUrl")?,
            AccessToken::new(text("accessToken")?),
        );
        for key in further(object) {
            if let Some(known) = KNOWN.iter().find(|known| plain(known) == plain(key)) {
                return Err(malformed(format!(
                    "unknown key `{key}`; did you mean `{known}`?"
                )));
            }
        }
        let ignore_ssl = flag("ignoreSsl")?;
        let allow_unauthorized = flag("allowUnauthorizedCerts")?;
        let fields = object
            .iter()
            .filter(|(key, _)| !KNOWN.contains(&key.as_str()))
            .filter_map(|(key, value)| {
                Some((key.clone(), AccessToken::new(value.as_str()?.to_owned())))
            })
            .collect();
        Ok(Self {
            credential_type,
            base_url,
            token,
            ignore_ssl: ignore_ssl || allow_unauthorized,
            fields,
        })
    }
}

/// The keys that do not belong to every credential.
fn further(object: &Map<String, Value>) -> impl Iterator<Item = &str> {
    object
        .keys()
        .map(String::as_str)
        .filter(|key| !KNOWN.contains(key))
}

/// The key that probably stands where this one is required.
fn meant<'a>(required: &str, object: &'a Map<String, Value>) -> Option<&'a str> {
    let aliases = ALIASES
        .iter()
        .find(|(key, _)| *key == required)
        .map_or(&[][..], |(_, aliases)| aliases);
    further(object)
        .find(|key| plain(key) == plain(required))
        .or_else(|| further(object).find(|key| aliases.contains(&plain(key).as_str())))
        .or_else(|| jackfield_suggest::nearest(required, further(object)))
}

/// A key without the things that spellings differ in.
fn plain(key: &str) -> String {
    key.chars()
        .filter(|character| !matches!(character, '_' | '-'))
        .flat_map(char::to_lowercase)
        .collect()
}

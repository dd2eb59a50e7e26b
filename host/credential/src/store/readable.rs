//! The store's file: what stands in it in the clear.
//!
//! ```json
//! {
//!   "storeVersion": 1,
//!   "credentials": [
//!     {
//!       "name": "team-chat", "type": "mattermost", "placement": [{"in": "bearer"}],
//!       "baseUrl": "https://chat.example.com", "ignoreSsl": false,
//!       "expires": "2027-01-31", "account": "@deploy-bot",
//!       "created": "2026-09-26T08:00:00Z", "changed": "2026-09-26T08:00:00Z",
//!       "secret": "age-encrypted, in base64"
//!     }
//!   ]
//! }
//! ```
//!
//! Keys that this version does not know are kept as they are; a file of a newer `storeVersion` is
//! refused.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::error::StoreError;
use crate::ca::CaBundle;
use crate::notes::Notes;

/// The version of the file.
const VERSION: u64 = 1;

/// A store's file, as it was read or will be written.
pub(super) struct Content {
    /// Everything but the credentials, as it stands there.
    rest: Map<String, Value>,
    entries: Vec<Entry>,
}

/// A credential in it: all its keys, and those that are known.
pub(super) struct Entry {
    all: Map<String, Value>,
    pub(super) readable: Readable,
}

/// The keys of a credential that this version knows.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Readable {
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) credential_type: String,
    pub(super) placement: Value,
    pub(super) base_url: String,
    #[serde(default)]
    pub(super) ignore_ssl: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) ca: Option<Ca>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) proxy: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) allow: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) expires: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) token_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) account: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) replaced_token_ids: Vec<String>,
    pub(super) created: Timestamp,
    pub(super) changed: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) checked: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) rotation: Option<String>,
    pub(super) secret: String,
}

/// A CA file.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Ca {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) path: Option<PathBuf>,
    pub(super) sha256: String,
    pub(super) pem: String,
}

impl Ca {
    pub(super) fn of(bundle: &CaBundle) -> Self {
        Self {
            path: bundle.path().map(Path::to_owned),
            sha256: bundle.sha256(),
            pem: bundle.pem().to_owned(),
        }
    }

    /// The digest of the certificates, and nothing that could be one if another is written beside
    /// them.
    pub(super) fn digest(&self) -> String {
        match CaBundle::parse(&self.pem) {
            Ok(bundle) if bundle.sha256() == self.sha256 => bundle.sha256(),
            _ => String::new(),
        }
    }
}

/// The keys of [`Readable`].
const KNOWN: [&str; 18] = [
    "name",
    "type",
    "placement",
    "baseUrl",
    "ignoreSsl",
    "ca",
    "proxy",
    "allow",
    "expires",
    "tokenId",
    "description",
    "account",
    "replacedTokenIds",
    "created",
    "changed",
    "checked",
    "rotation",
    "secret",
];

impl Readable {
    pub(super) fn notes(&self) -> Notes {
        Notes {
            token_id: self.token_id.clone(),
            description: self.description.clone(),
            account: self.account.clone(),
            replaced_token_ids: self.replaced_token_ids.clone(),
        }
    }

    pub(super) fn set_notes(&mut self, notes: &Notes) {
        self.token_id.clone_from(&notes.token_id);
        self.description.clone_from(&notes.description);
        self.account.clone_from(&notes.account);
        self.replaced_token_ids
            .clone_from(&notes.replaced_token_ids);
    }
}

impl Content {
    /// The file that stands for no store.
    pub(super) fn empty() -> Self {
        Self {
            rest: Map::from_iter([("storeVersion".to_owned(), VERSION.into())]),
            entries: Vec::new(),
        }
    }

    /// Reads the file.
    pub(super) fn parse(path: &Path, bytes: &[u8]) -> Result<Self, StoreError> {
        let damaged = |reason: String| StoreError::Damaged {
            path: path.to_owned(),
            reason,
        };
        let mut rest: Map<String, Value> = serde_json::from_slice(bytes).map_err(|error| {
            damaged(format!(
                "it is not a JSON object: line {}, column {}",
                error.line(),
                error.column()
            ))
        })?;
        match rest.get("storeVersion").and_then(Value::as_u64) {
            Some(VERSION) => {}
            Some(version) if version > VERSION => {
                return Err(StoreError::Newer {
                    path: path.to_owned(),
                });
            }
            _ => return Err(damaged("its `storeVersion` is none".to_owned())),
        }
        let Some(Value::Array(credentials)) = rest.remove("credentials") else {
            return Err(damaged("it has no list `credentials`".to_owned()));
        };
        let mut entries: Vec<Entry> = Vec::with_capacity(credentials.len());
        for (index, value) in credentials.into_iter().enumerate() {
            let entry = Entry::parse(value)
                .map_err(|reason| damaged(format!("credential {}: {reason}", index + 1)))?;
            let name = &entry.readable.name;
            if entries.iter().any(|other| other.readable.name == *name) {
                return Err(damaged(format!("`{name}` stands there twice")));
            }
            entries.push(entry);
        }
        Ok(Self { rest, entries })
    }

    /// The file's text.
    pub(super) fn written(&self) -> Result<Vec<u8>, serde_json::Error> {
        let entries: Result<Vec<Value>, _> = self.entries.iter().map(Entry::written).collect();
        let mut all = self.rest.clone();
        all.insert("credentials".to_owned(), Value::Array(entries?));
        let mut bytes = serde_json::to_vec_pretty(&all)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub(super) fn get(&self, name: &str) -> Option<&Readable> {
        self.entries
            .iter()
            .map(|entry| &entry.readable)
            .find(|readable| readable.name == name)
    }

    pub(super) fn get_mut(&mut self, name: &str) -> Option<&mut Readable> {
        self.entries
            .iter_mut()
            .map(|entry| &mut entry.readable)
            .find(|readable| readable.name == name)
    }

    /// Adds a credential, in the place of the one that has its name.
    pub(super) fn put(&mut self, readable: Readable) {
        let entry = Entry {
            all: Map::new(),
            readable,
        };
        let name = &entry.readable.name;
        match self
            .entries
            .iter_mut()
            .find(|other| other.readable.name == *name)
        {
            Some(other) => *other = entry,
            None => self.entries.push(entry),
        }
    }

    /// Takes a credential out; whether there was one.
    pub(super) fn remove(&mut self, name: &str) -> bool {
        let before = self.entries.len();
        self.entries.retain(|entry| entry.readable.name != name);
        self.entries.len() < before
    }
}

impl Entry {
    /// The parser's words are not repeated: they can quote what somebody wrote there.
    fn parse(value: Value) -> Result<Self, String> {
        let Value::Object(all) = value else {
            return Err("it must be an object".to_owned());
        };
        match serde_json::from_value(Value::Object(all.clone())) {
            Ok(readable) => Ok(Self { all, readable }),
            Err(_) => Err(match faulty(&all) {
                Some(key) => format!("its `{key}` cannot be read"),
                None => "it cannot be read".to_owned(),
            }),
        }
    }

    fn written(&self) -> Result<Value, serde_json::Error> {
        let known = serde_json::to_value(&self.readable)?;
        let mut all = match known {
            Value::Object(known) => known,
            _ => Map::new(),
        };
        for (key, value) in &self.all {
            if !KNOWN.contains(&key.as_str()) {
                all.insert(key.clone(), value.clone());
            }
        }
        Ok(Value::Object(all))
    }
}

/// The key that keeps an entry from being read: the one that is missing, or without which it
/// could be read.
fn faulty(all: &Map<String, Value>) -> Option<&'static str> {
    const REQUIRED: [&str; 7] = [
        "name",
        "type",
        "placement",
        "baseUrl",
        "created",
        "changed",
        "secret",
    ];
    let text = |key: &str| all.get(key).is_none_or(Value::is_string);
    REQUIRED
        .into_iter()
        .find(|key| all.get(*key).is_none_or(Value::is_null))
        .or_else(|| {
            [
                "name",
                "type",
                "baseUrl",
                "secret",
                "proxy",
                "tokenId",
                "description",
                "account",
                "rotation",
            ]
            .into_iter()
            .find(|key| !text(key))
        })
        .or_else(|| {
            KNOWN
                .into_iter()
                .filter(|key| !REQUIRED.contains(key) && all.contains_key(*key))
                .find(|key| {
                    let mut without = all.clone();
                    without.remove(*key);
                    serde_json::from_value::<Readable>(Value::Object(without)).is_ok()
                })
        })
}

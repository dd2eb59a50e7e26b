//! Credentials that n8n exports, decrypted or encrypted.
//!
//! `n8n export:credentials --all --output=FILE` writes an array of `{"name", "type", "data"}`;
//! with `--decrypted` `data` is an object, else the encrypted text of one.

pub(crate) mod beside;
mod cipher;
mod mapping;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use zeroize::Zeroizing;

use crate::document::{Document, Object};
use crate::error::CredentialError;
use crate::field::Spelling;
use crate::file::is_of_workflow;
use crate::provider::Depth;
use crate::reading::{self, Limits, Origin};
use crate::token::AccessToken;

pub use self::beside::Misspelled;
pub use self::mapping::{Mapped, Unmapped};

/// A credential of n8n.
#[derive(Clone, Debug)]
pub struct Exported {
    /// Its name in n8n.
    pub name: String,
    /// Its type in n8n, such as `httpHeaderAuth`.
    pub n8n_type: String,
    /// Its fields. Texts are as they are, all else as JSON spells it. Any of them can be secret.
    /// What somebody has added to the entry, such as a `baseUrl`, is among them.
    pub fields: BTreeMap<String, AccessToken>,
    /// The same as they were written.
    object: Object,
}

impl Exported {
    fn new(name: String, n8n_type: String, object: Object) -> Self {
        Self {
            name,
            n8n_type,
            fields: texts(object.clone()),
            object,
        }
    }

    /// What limits the credential and how its server is reached. The path of a CA file is relative
    /// to the directory.
    ///
    /// # Errors
    /// When something of it is misspelled or of the wrong kind, or the CA file cannot be read.
    pub fn limits(&self, directory: Option<&Path>) -> Result<Limits, CredentialError> {
        let origin = Origin {
            place: &self.name,
            spelling: Spelling::Json,
            directory,
            depth: Depth::WithoutToken,
        };
        reading::read_limits(origin, &self.object)
    }
}

/// The keys that n8n encrypts credentials with.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    /// `N8N_ENCRYPTION_KEY`, which is also in `~/.n8n/config`.
    pub instance: Option<AccessToken>,
    /// The data keys by their ids, as n8n's database has them (table `deployment_key`): encrypted
    /// with the instance key, or already decrypted, as 64 hexadecimal digits. An instance has
    /// them where its encryption keys are rotated.
    pub data: BTreeMap<String, AccessToken>,
}

/// Reads n8n's encryption key from a file that holds nothing else, or from n8n's `config` file.
///
/// # Errors
/// When the file cannot be read, or is a JSON object without a text `encryptionKey`.
#[expect(clippy::disallowed_methods, reason = "looks for the key in the file")]
pub fn read_key(file: impl io::Read) -> io::Result<AccessToken> {
    let text = AccessToken::read(file)?;
    let Ok(Document::Object(config)) = Document::parse(text.expose()) else {
        return Ok(text);
    };
    match config.get("encryptionKey") {
        Some(Document::Text(key)) => Ok(key.clone()),
        _ => Err(io::Error::other("it has no `encryptionKey`")),
    }
}

/// Reads data keys by their ids from a JSON object.
///
/// # Errors
/// When the file cannot be read or is no object of texts.
#[expect(clippy::disallowed_methods, reason = "reads the keys")]
pub fn read_data_keys(file: impl io::Read) -> io::Result<BTreeMap<String, AccessToken>> {
    let text = AccessToken::read(file)?;
    let none = || io::Error::other("it is no JSON object of keys by their ids");
    let Ok(Document::Object(keys)) = Document::parse(text.expose()) else {
        return Err(none());
    };
    keys.into_iter()
        .map(|(id, key)| match key {
            Document::Text(key) => Ok((id, key)),
            _ => Err(none()),
        })
        .collect()
}

/// Why a file is no export of credentials.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExportError {
    /// It is no JSON.
    #[error("it is no JSON: {0}")]
    NotJson(String),
    /// It is a workflow.
    #[error("it looks like a workflow, and not like credentials")]
    Workflow,
    /// It is something else.
    #[error(
        "it is no export of credentials, which is a list of objects with `name`, `type` and `data`"
    )]
    Other,
}

/// A credential in an export that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` ({n8n_type}) cannot be read: {fault}")]
pub struct Unreadable {
    /// Its name in n8n.
    pub name: String,
    /// Its type in n8n.
    pub n8n_type: String,
    /// Why.
    pub fault: Fault,
}

/// Why a credential cannot be decrypted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It is encrypted, and there is no key.
    #[error(
        "it is encrypted, and n8n's encryption key is needed (N8N_ENCRYPTION_KEY, or `encryptionKey` in ~/.n8n/config)"
    )]
    KeyNeeded,
    /// It is encrypted with a data key that is not at hand.
    #[error(
        "it is encrypted with n8n's data key `{0}`, which is in n8n's database (table `deployment_key`) and not in the export; give that key, or export with --decrypted"
    )]
    DataKeyNeeded(String),
    /// The key does not open it.
    #[error("n8n's encryption key does not open it")]
    WrongKey,
    /// The data key is none, or the instance key does not open it.
    #[error(
        "n8n's data key `{0}` cannot be used: it must be the value of the table `deployment_key`, with the encryption key of the same n8n"
    )]
    WrongDataKey(String),
    /// It is no encrypted text that n8n writes.
    #[error("it is encrypted in a way that is not known here")]
    UnknownFormat,
    /// Somebody has added a key to it that is none.
    #[error("it {0}")]
    Misspelled(#[from] Misspelled),
    /// What was encrypted is no object.
    #[error("it holds no fields")]
    NoFields,
}

/// Reads an export: what could be read and what could not, in the order of the file.
///
/// # Errors
/// When it is no export.
pub fn read_export(
    bytes: &[u8],
    keys: &Keys,
) -> Result<Vec<Result<Exported, Unreadable>>, ExportError> {
    let text = std::str::from_utf8(bytes).map_err(|_| ExportError::Other)?;
    let document =
        Document::parse(text).map_err(|error| ExportError::NotJson(error.to_string()))?;
    // `--separate` writes a file for each.
    let entries = match document {
        Document::List(entries) => entries,
        single @ Document::Object(_) => vec![single],
        _ => return Err(ExportError::Other),
    };
    entries.into_iter().map(|entry| one(entry, keys)).collect()
}

#[expect(clippy::disallowed_methods, reason = "name and type are no secrets")]
fn one(entry: Document, keys: &Keys) -> Result<Result<Exported, Unreadable>, ExportError> {
    let Document::Object(mut entry) = entry else {
        return Err(ExportError::Other);
    };
    if entry.iter().any(|(key, value)| is_of_workflow(key, value)) {
        return Err(ExportError::Workflow);
    }
    let (Some(Document::Text(name)), Some(Document::Text(n8n_type)), Some(data)) = (
        entry.remove("name"),
        entry.remove("type"),
        entry.remove("data"),
    ) else {
        return Err(ExportError::Other);
    };
    let (name, n8n_type) = (name.expose().to_owned(), n8n_type.expose().to_owned());
    let fields = match data {
        Document::Object(fields) => Ok(fields),
        Document::Text(encrypted) => cipher::decrypt(encrypted.expose(), keys).and_then(|plain| {
            match Document::parse(&plain) {
                Ok(Document::Object(fields)) => Ok(fields),
                Ok(_) => Err(Fault::NoFields),
                // Without a tag, a wrong key shows in what comes out.
                Err(_) => Err(Fault::WrongKey),
            }
        }),
        _ => Err(Fault::NoFields),
    };
    let whole = fields.and_then(|mut fields| {
        beside::move_into(&mut fields, &mut entry)?;
        Ok(fields)
    });
    Ok(match whole {
        Ok(fields) => Ok(Exported::new(name, n8n_type, fields)),
        Err(fault) => Err(Unreadable {
            name,
            n8n_type,
            fault,
        }),
    })
}

fn texts(fields: Object) -> BTreeMap<String, AccessToken> {
    fields
        .into_iter()
        .filter_map(|(name, value)| {
            let text = match value {
                Document::Text(text) => text,
                Document::Null => return None,
                other => AccessToken::new(other.spelled().to_string()),
            };
            Some((name, text))
        })
        .collect()
}

impl Document {
    /// As JSON.
    #[expect(clippy::disallowed_methods, reason = "kept in memory that is wiped")]
    fn spelled(&self) -> Zeroizing<String> {
        let joined = |parts: Vec<Zeroizing<String>>| {
            parts
                .iter()
                .map(|part| part.as_str())
                .collect::<Vec<_>>()
                .join(",")
        };
        let text = |text: &str| serde_json::Value::from(text).to_string();
        Zeroizing::new(match self {
            Self::Null => "null".to_owned(),
            Self::Flag(flag) => flag.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Text(token) => text(token.expose()),
            Self::List(list) => {
                format!("[{}]", joined(list.iter().map(Self::spelled).collect()))
            }
            Self::Object(object) => {
                let members = object.iter().map(|(key, value)| {
                    Zeroizing::new(format!("{}:{}", text(key), value.spelled().as_str()))
                });
                format!("{{{}}}", joined(members.collect()))
            }
        })
    }
}

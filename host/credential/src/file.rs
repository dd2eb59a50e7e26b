//! Credentials from a file.

use std::fs;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::document::{Document, Object};
use crate::error::CredentialError;
use crate::field::Spelling;
use crate::n8n::beside;
use crate::provider::{Found, Provider};
use crate::reading::{self, Origin};

/// A JSON file of credentials, in one of two forms: an object whose keys are the credentials'
/// names, or the array that n8n writes when it exports credentials decrypted. The path of a CA
/// file is relative to the file's directory.
pub struct CredentialFile {
    place: String,
    directory: Option<PathBuf>,
    credentials: Vec<(String, Object)>,
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
        const FORMS: &str =
            "it must be a JSON object of credentials by name, or a decrypted n8n export";
        let document =
            Document::parse(&content).map_err(|error| malformed(format!("{FORMS}: {error}")))?;
        let credentials: Vec<(String, Object)> = match document {
            Document::Object(members)
                if members
                    .iter()
                    .any(|(key, value)| is_of_workflow(key, value)) =>
            {
                return Err(malformed(
                    "it looks like a workflow; credentials stand in a file of their own".to_owned(),
                ));
            }
            Document::Object(members) => members
                .into_iter()
                .map(|(name, value)| match value {
                    Document::Object(credential) => Ok((name, credential)),
                    _ => Err(malformed(format!("`{name}` must be an object"))),
                })
                .collect::<Result<_, _>>()?,
            Document::List(exported) => exported
                .into_iter()
                .enumerate()
                .map(|(index, value)| {
                    from_n8n(value)
                        .map_err(|reason| malformed(format!("entry {} {reason}", index + 1)))
                })
                .collect::<Result<_, _>>()?,
            _ => return Err(malformed(FORMS.to_owned())),
        };
        let directory = path.parent().map(Path::to_owned);
        Ok(Self {
            place,
            directory,
            credentials,
        })
    }
}

/// Whether a workflow has such a member. A credential may go by the name; it is no array.
pub(crate) fn is_of_workflow(key: &str, value: &Document) -> bool {
    matches!(key, "steps" | "nodes") && matches!(value, Document::List(_))
}

/// `{"name", "type", "data": {…}}`, where `data` is text as long as it is encrypted; or what such
/// an entry is instead.
#[expect(clippy::disallowed_methods, reason = "the name is no secret")]
fn from_n8n(value: Document) -> Result<(String, Object), String> {
    const NONE: &str = "is no decrypted n8n credential with `name`, `type` and `data`";
    let Document::Object(mut exported) = value else {
        return Err(NONE.to_owned());
    };
    if exported
        .iter()
        .any(|(key, value)| is_of_workflow(key, value))
    {
        return Err("looks like a workflow, and not like a credential".to_owned());
    }
    match (
        exported.remove("name"),
        exported.remove("type"),
        exported.remove("data"),
    ) {
        (Some(Document::Text(name)), Some(credential_type), Some(Document::Object(mut data))) => {
            data.remove("type");
            data.push("type", credential_type);
            beside::move_into(&mut data, &mut exported).map_err(|fault| fault.to_string())?;
            Ok((name.expose().to_owned(), data))
        }
        (_, _, Some(Document::Text(_))) => Err(
            "is encrypted; export it with `n8n export:credentials --all --decrypted --output=FILE`"
                .to_owned(),
        ),
        _ => Err(NONE.to_owned()),
    }
}

impl Provider for CredentialFile {
    fn find(&self, name: &str) -> Result<Option<Found<'_>>, CredentialError> {
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
        Ok(Some(Found::new(place.clone(), move |depth| {
            let origin = Origin {
                place: &place,
                spelling: Spelling::Json,
                directory: self.directory.as_deref(),
                depth,
            };
            reading::read(origin, object)
        })))
    }

    fn names(&self) -> Vec<String> {
        self.credentials
            .iter()
            .map(|(name, _)| name.clone())
            .collect()
    }
}

//! Credentials from environment variables.
//!
//! | variable | holds |
//! |---|---|
//! | `JACKFIELD_CREDENTIAL_NAME` | the whole credential, as a JSON object |
//! | `JACKFIELD_CREDENTIAL_NAME_TYPE`, `_BASE_URL`, `_ACCESS_TOKEN`, `_IGNORE_SSL`, … | one [field](crate::field) of it |
//!
//! Each may end in `_FILE` and then holds the path of a file with that content, of which white
//! space at the end is cut off.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;

use zeroize::Zeroizing;

use crate::document::{Document, Object};
use crate::error::CredentialError;
use crate::field::{self, FIELDS, REQUIRED, Spelling, in_variable};
use crate::provider::{Depth, Found, Provider};
use crate::reading::{self, Origin};
use crate::token::AccessToken;
use crate::written::Written;

const PREFIX: &str = "JACKFIELD_CREDENTIAL_";
/// How the variables begin that hold the key of the store, or its path.
const IDENTITY_PREFIX: &str = "JACKFIELD_IDENTITY";

/// Credentials from the variables of a process.
#[derive(Clone)]
pub struct Environment {
    variables: BTreeMap<String, Zeroizing<String>>,
}

/// The variable that supplies the credential of this name: `team-chat` is
/// `JACKFIELD_CREDENTIAL_TEAM_CHAT`. Whatever is no letter and no digit becomes `_`.
#[must_use]
pub fn variable_name(name: &str) -> String {
    let slug: String = name
        .chars()
        .map(|character| {
            if character.is_ascii_alphanumeric() {
                character.to_ascii_uppercase()
            } else {
                '_'
            }
        })
        .collect();
    format!("{PREFIX}{slug}")
}

/// The variables of this process that no other program should get.
#[expect(
    clippy::disallowed_methods,
    reason = "the names of the variables that are kept from programs"
)]
pub(crate) fn names_of_secrets() -> Vec<OsString> {
    std::env::vars_os()
        .map(|(name, _)| name)
        .filter(|name| {
            let bytes = name.as_encoded_bytes();
            bytes.starts_with(PREFIX.as_bytes()) || bytes.starts_with(IDENTITY_PREFIX.as_bytes())
        })
        .collect()
}

impl Environment {
    /// The variables of this process. Those that are no UTF-8 are passed over.
    #[must_use]
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where secrets enter from the environment"
    )]
    pub fn of_process() -> Self {
        Self::of(std::env::vars_os().filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        }))
    }

    /// These variables.
    #[must_use]
    pub fn of(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        Self {
            variables: variables
                .into_iter()
                .filter(|(name, _)| name.starts_with(PREFIX))
                .map(|(name, value)| (name, Zeroizing::new(value)))
                .collect(),
        }
    }

    /// The variable that is set: this one, or the one that names its file.
    fn set(&self, variable: &str) -> Option<String> {
        [variable.to_owned(), format!("{variable}_FILE")]
            .into_iter()
            .find(|variable| self.variables.contains_key(variable))
    }

    /// The content of a variable, or of the file that the variable with `_FILE` names.
    fn content(&self, variable: &str) -> Result<Option<Zeroizing<String>>, CredentialError> {
        let file_variable = format!("{variable}_FILE");
        let (value, path) = (
            self.variables.get(variable),
            self.variables.get(&file_variable),
        );
        let path = match (value, path) {
            (Some(_), Some(_)) => {
                return Err(CredentialError::Malformed {
                    place: variable.to_owned(),
                    reason: format!("{file_variable} is set as well; remove one of them"),
                });
            }
            (Some(value), None) => return Ok(Some(value.clone())),
            (None, None) => return Ok(None),
            (None, Some(path)) => path,
        };
        let variable = file_variable;
        let path = PathBuf::from(path.as_str());
        match fs::read_to_string(&path) {
            Ok(content) => {
                let content = Zeroizing::new(content);
                Ok(Some(Zeroizing::new(content.trim_end().to_owned())))
            }
            Err(source) => Err(CredentialError::Unreadable {
                place: variable,
                path,
                source,
            }),
        }
    }

    fn read_whole_variable(
        &self,
        variable: &str,
        depth: Depth,
    ) -> Result<Written, CredentialError> {
        let content = self.content(variable)?.unwrap_or_default();
        let object = whole(variable, &content)?;
        let origin = Origin {
            place: variable,
            spelling: Spelling::Json,
            directory: None,
            depth,
        };
        reading::read(origin, &object)
    }

    fn read_single_variables(
        &self,
        prefix: &str,
        depth: Depth,
    ) -> Result<Written, CredentialError> {
        let mut object = Object::default();
        for key in FIELDS {
            let variable = format!("{prefix}_{}", in_variable(key));
            if let Some(content) = self.content(&variable)? {
                let text = AccessToken::new(content.trim().to_owned());
                field::push(&mut object, key, text, || variable)?;
            }
        }
        let origin = Origin {
            place: "environment",
            spelling: Spelling::Variables(prefix),
            directory: None,
            depth,
        };
        reading::read(origin, &object)
    }
}

/// The object that a place should hold as JSON.
pub(crate) fn whole(place: &str, content: &str) -> Result<Object, CredentialError> {
    let malformed = |reason: String| CredentialError::Malformed {
        place: place.to_owned(),
        reason,
    };
    match Document::parse(content) {
        Ok(Document::Object(object)) => Ok(object),
        Ok(_) => Err(malformed("it is JSON, and not an object".to_owned())),
        Err(error) => Err(malformed(format!("it is not a JSON object: {error}"))),
    }
}

impl Provider for Environment {
    fn find(&self, name: &str) -> Result<Option<Found<'_>>, CredentialError> {
        let variable = variable_name(name);
        let whole = self.set(&variable);
        let single = REQUIRED
            .into_iter()
            .any(|key| {
                self.set(&format!("{variable}_{}", in_variable(key)))
                    .is_some()
            })
            .then(|| format!("{variable}_…"));
        match (whole, single) {
            (Some(whole), Some(single)) => Err(CredentialError::Ambiguous {
                name: name.to_owned(),
                places: vec![whole, single],
            }),
            (Some(whole), None) => Ok(Some(Found::new(whole, move |depth| {
                self.read_whole_variable(&variable, depth)
            }))),
            (None, Some(single)) => Ok(Some(Found::new(single, move |depth| {
                self.read_single_variables(&variable, depth)
            }))),
            (None, None) => Ok(None),
        }
    }

    fn names(&self) -> Vec<String> {
        let suffixes: Vec<String> = FIELDS
            .into_iter()
            .map(|key| format!("_{}", in_variable(key)))
            // Last, for that of a CA file ends like it.
            .chain(["_FILE".to_owned()])
            .collect();
        self.variables
            .keys()
            .filter_map(|variable| variable.strip_prefix(PREFIX))
            .map(|mut slug| {
                while let Some(shorter) =
                    suffixes.iter().find_map(|suffix| slug.strip_suffix(suffix))
                {
                    slug = shorter;
                }
                slug.to_lowercase().replace('_', "-")
            })
            .collect()
    }
}

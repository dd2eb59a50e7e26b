//! Credentials from environment variables.
//!
//! | variable | holds |
//! |---|---|
//! | `JACKFIELD_CREDENTIAL_NAME` | the whole credential, as a JSON object |
//! | `JACKFIELD_CREDENTIAL_NAME_TYPE`, `_BASE_URL`, `_ACCESS_TOKEN`, `_IGNORE_SSL` | one field of it |
//!
//! Each may end in `_FILE` and then holds the path of a file with that content, of which white
//! space at the end is cut off.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use zeroize::Zeroizing;

use crate::error::CredentialError;
use crate::provider::Provider;
use crate::token::AccessToken;
use crate::written::Written;

const PREFIX: &str = "JACKFIELD_CREDENTIAL_";

/// Credentials from the variables of a process.
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

    fn read_whole_variable(&self, variable: &str) -> Result<Option<Written>, CredentialError> {
        let Some(content) = self.content(variable)? else {
            return Ok(None);
        };
        let malformed = |reason: String| CredentialError::Malformed {
            place: variable.to_owned(),
            reason,
        };
        let value: Value = serde_json::from_str(&content).map_err(|error| {
            malformed(format!(
                "it is not a JSON object: line {}, column {}",
                error.line(),
                error.column()
            ))
        })?;
        let Value::Object(object) = value else {
            return Err(malformed("it is JSON, and not an object".to_owned()));
        };
        Written::from_json(variable, &object).map(Some)
    }

    fn read_single_variables(&self, prefix: &str) -> Result<Option<Written>, CredentialError> {
        let field = |name: &str| self.content(&format!("{prefix}_{name}"));
        let (credential_type, base_url, token, ignore_ssl) = (
            field("TYPE")?,
            field("BASE_URL")?,
            field("ACCESS_TOKEN")?,
            field("IGNORE_SSL")?,
        );
        if credential_type.is_none() && base_url.is_none() && token.is_none() {
            return Ok(None);
        }
        let required = |value: Option<Zeroizing<String>>, name: &str| {
            value.ok_or_else(|| CredentialError::Malformed {
                place: "environment".to_owned(),
                reason: format!(
                    "{prefix}_{name} is missing, while other variables of this credential are set"
                ),
            })
        };
        let ignore_ssl = match ignore_ssl
            .as_deref()
            .map(|value| value.trim().to_lowercase())
        {
            None => false,
            Some(value) if matches!(value.as_str(), "" | "0" | "false" | "no") => false,
            Some(value) if matches!(value.as_str(), "1" | "true" | "yes") => true,
            Some(_) => {
                return Err(CredentialError::Malformed {
                    place: format!("{prefix}_IGNORE_SSL"),
                    reason: "it must be true or false".to_owned(),
                });
            }
        };
        Ok(Some(Written {
            credential_type: required(credential_type, "TYPE")?.trim().to_owned(),
            base_url: required(base_url, "BASE_URL")?.trim().to_owned(),
            token: AccessToken::new(required(token, "ACCESS_TOKEN")?.trim().to_owned()),
            ignore_ssl,
            fields: BTreeMap::new(),
        }))
    }
}

impl Provider for Environment {
    fn get(&self, name: &str) -> Result<Option<(String, Written)>, CredentialError> {
        let variable = variable_name(name);
        let whole = self.read_whole_variable(&variable)?;
        let single = self.read_single_variables(&variable)?;
        match (whole, single) {
            (Some(_), Some(_)) => Err(CredentialError::Ambiguous {
                name: name.to_owned(),
                first: variable.clone(),
                second: format!("{variable}_…"),
            }),
            (Some(written), None) => Ok(Some((variable, written))),
            (None, single) => Ok(single.map(|written| (format!("{variable}_…"), written))),
        }
    }

    fn names(&self) -> Vec<String> {
        const FIELDS: [&str; 5] = [
            "_FILE",
            "_TYPE",
            "_BASE_URL",
            "_ACCESS_TOKEN",
            "_IGNORE_SSL",
        ];
        self.variables
            .keys()
            .filter_map(|variable| variable.strip_prefix(PREFIX))
            .map(|mut slug| {
                while let Some(shorter) = FIELDS.iter().find_map(|field| slug.strip_suffix(field)) {
                    slug = shorter;
                }
                slug.to_lowercase().replace('_', "-")
            })
            .collect()
    }
}

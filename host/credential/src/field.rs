//! The fields of a credential and their three spellings.
//!
//! | in JSON | as a variable | as a file | holds |
//! |---|---|---|---|
//! | `type` | `TYPE` | `type` | the type |
//! | `baseUrl` | `BASE_URL` | `base-url` | the base URL |
//! | `accessToken` | `ACCESS_TOKEN` | `access-token` | the token; in JSON also `{"command": …}` |
//! | `ignoreSsl` | `IGNORE_SSL` | `ignore-ssl` | `true` or `false` |
//! | `caFile` | `CA_FILE` | `ca-file` | the path of a PEM file, or the PEM itself |
//! | `proxy` | `PROXY` | `proxy` | `env`, `none` or a URL |
//! | `expires` | `EXPIRES` | `expires` | `2027-01-31` or `31-01-2027` |
//! | `allow` | `ALLOW` | `allow` | rules such as `POST /api/v4/posts`; in JSON a list, else in lines or with commas |
//! | `tokenId`, `description`, `account` | `TOKEN_ID`, … | `token-id`, … | notes, which are no secrets |

use crate::document::{Document, Object};
use crate::error::CredentialError;
use crate::token::AccessToken;

/// The fields, as JSON spells them.
pub(crate) const FIELDS: [&str; 11] = [
    "type",
    "baseUrl",
    "accessToken",
    "ignoreSsl",
    "caFile",
    "proxy",
    "expires",
    "allow",
    "tokenId",
    "description",
    "account",
];

/// The fields without which there is no credential.
pub(crate) const REQUIRED: [&str; 3] = ["type", "baseUrl", "accessToken"];

/// How a place spells the fields.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Spelling<'a> {
    Json,
    /// Behind this, such as `JACKFIELD_CREDENTIAL_TEAM_CHAT`.
    Variables(&'a str),
    Files,
}

impl Spelling<'_> {
    /// The field as messages name it.
    pub(crate) fn shown(self, key: &str) -> String {
        match self {
            Self::Json => format!("`{key}`"),
            Self::Variables(prefix) => format!("{prefix}_{}", in_variable(key)),
            Self::Files => format!("`{}`", in_file(key)),
        }
    }
}

/// `caFile` as `CA_FILE`.
pub(crate) fn in_variable(key: &str) -> String {
    in_file(key).to_ascii_uppercase().replace('-', "_")
}

/// `caFile` as `ca-file`.
pub(crate) fn in_file(key: &str) -> String {
    let mut spelled = String::with_capacity(key.len() + 2);
    for character in key.chars() {
        if character.is_ascii_uppercase() {
            spelled.push('-');
        }
        spelled.push(character.to_ascii_lowercase());
    }
    spelled
}

/// The field that a file of this name holds.
pub(crate) fn of_file(name: &str) -> Option<&'static str> {
    FIELDS
        .into_iter()
        .find(|key| *key == name || in_file(key) == name)
}

/// Puts the text of a variable or a file into an object as if it stood in JSON.
#[expect(clippy::disallowed_methods, reason = "reads fields that are no tokens")]
pub(crate) fn push(
    object: &mut Object,
    key: &str,
    text: AccessToken,
    place: impl FnOnce() -> String,
) -> Result<(), CredentialError> {
    let value = match key {
        "ignoreSsl" => match text.expose().trim().to_lowercase().as_str() {
            "" | "0" | "false" | "no" => Document::Flag(false),
            "1" | "true" | "yes" => Document::Flag(true),
            _ => {
                return Err(CredentialError::Malformed {
                    place: place(),
                    reason: "it must be true or false".to_owned(),
                });
            }
        },
        _ => Document::Text(text),
    };
    object.push(key, value);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_three_spellings() {
        for (key, variable, file) in [
            ("type", "TYPE", "type"),
            ("baseUrl", "BASE_URL", "base-url"),
            ("accessToken", "ACCESS_TOKEN", "access-token"),
            ("caFile", "CA_FILE", "ca-file"),
        ] {
            assert_eq!(in_variable(key), variable);
            assert_eq!(in_file(key), file);
            assert_eq!(of_file(file), Some(key));
            assert_eq!(of_file(key), Some(key));
        }
        assert_eq!(of_file("access_token"), None);
    }
}

//! What can be wrong with a credential.

use std::io;
use std::path::{Path, PathBuf};

use crate::base_url::BaseUrlError;
use crate::store::StoreError;

/// A credential that cannot be had or cannot be used. No message contains a secret.
#[derive(Debug, thiserror::Error)]
pub enum CredentialError {
    /// No provider has it.
    #[error("there is no credential `{name}`")]
    Missing {
        /// The credential's name.
        name: String,
        /// The environment variable that would supply it.
        variable: String,
        /// The type that the workflow needs, if it says.
        credential_type: Option<String>,
        /// A name like it that exists.
        nearest: Option<String>,
    },
    /// Several providers have it.
    #[error("the credential `{name}` comes from {}", several(places))]
    Ambiguous {
        /// The credential's name.
        name: String,
        /// The places, two at least.
        places: Vec<String>,
    },
    /// A place holds something else.
    #[error("{place}: {reason}")]
    Malformed {
        /// Where it stands.
        place: String,
        /// What is wrong there.
        reason: String,
    },
    /// A file cannot be read.
    #[error("{place}: the file{} cannot be read: {source}", shown(path))]
    Unreadable {
        /// What names the file.
        place: String,
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A file in a home directory that others may read.
    #[error(
        "others may read {} (mode {mode:04o}), which holds a secret; run `chmod 600 {}`",
        path.display(), path.display()
    )]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// Its type is none that a connector describes.
    #[error("the credential `{name}` has a type that no connector here describes")]
    UnknownType {
        /// The credential's name.
        name: String,
        /// The type it gives.
        credential_type: String,
        /// The types there are.
        known: Vec<String>,
    },
    /// Its type is none that the operation can act with.
    #[error("the credential `{name}` is of type `{credential_type}`, and {wanted} is needed")]
    WrongType {
        /// The credential's name.
        name: String,
        /// Its type.
        credential_type: String,
        /// The types that would do.
        wanted: String,
    },
    /// Its base URL is none.
    #[error("the base URL of the credential `{name}` cannot be used: {source}")]
    BaseUrl {
        /// The credential's name.
        name: String,
        /// Why.
        #[source]
        source: BaseUrlError,
    },
    /// Its token is none.
    #[error("the access token of the credential `{name}` {reason}")]
    Token {
        /// The credential's name.
        name: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A field is missing that says where its token goes.
    #[error(
        "the credential `{name}` of type `{credential_type}` has no field `{field}`, which says where in a request its token goes"
    )]
    MissingField {
        /// The credential's name.
        name: String,
        /// Its type.
        credential_type: String,
        /// The field's name.
        field: String,
    },
    /// Its token is to go into a header that it cannot go into.
    #[error(
        "the credential `{name}` puts its token into the header {header:?}, which can carry none"
    )]
    HeaderName {
        /// The credential's name.
        name: String,
        /// What was given as the header's name.
        header: String,
    },
    /// Its type puts the token elsewhere than when it was saved.
    #[error(
        "the credential `{name}` was saved when its type `{credential_type}` put the token into another place of a request"
    )]
    OtherPlacement {
        /// The credential's name.
        name: String,
        /// Its type.
        credential_type: String,
    },
    /// It cannot be had from the store, or put there.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl CredentialError {
    /// What a person can do about it, where the message does not say.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Missing {
                name,
                variable,
                credential_type,
                nearest,
            } => {
                let credential_type = credential_type.as_deref().unwrap_or("TYPE");
                let nearest = nearest.as_ref().map_or_else(String::new, |nearest| {
                    format!("did you mean `{nearest}`? Otherwise ")
                });
                Some(format!(
                    "{nearest}add it with `jackfield credential add {name} --type {credential_type}`, or set {variable}='{{\"type\":\"{credential_type}\",\"baseUrl\":\"https://…\",\"accessToken\":\"…\"}}', or the variables {variable}_TYPE, {variable}_BASE_URL and {variable}_ACCESS_TOKEN, or put \"{name}\" into a file for --credentials"
                ))
            }
            Self::UnknownType {
                known,
                credential_type,
                ..
            } => {
                let nearest =
                    jackfield_suggest::nearest(credential_type, known.iter().map(String::as_str));
                Some(match nearest {
                    Some(nearest) => format!("did you mean `{nearest}`?"),
                    None => format!("known types: {}", known.join(", ")),
                })
            }
            Self::OtherPlacement { .. } => Some(
                "a connector that is plugged in may have taken the type over; if you trust it, add the credential again"
                    .to_owned(),
            ),
            Self::MissingField { field, .. } => Some(format!(
                "give it as `{field}` in the credential's JSON, or with --field {field}=VALUE"
            )),
            Self::Store(error) => error.hint(),
            _ => None,
        }
    }
}

/// How many places there are, and which.
fn several(places: &[String]) -> String {
    match places {
        [first, second] => format!("two places: {first} and {second}; remove one of them"),
        places => format!(
            "{} places: {}; remove all but one of them",
            places.len(),
            places.join(", ")
        ),
    }
}

/// A path, unless it looks more like a secret that was put where a path belongs.
fn shown(path: &Path) -> String {
    if path.components().count() > 1 || path.extension().is_some() {
        format!(" {}", path.display())
    } else {
        String::new()
    }
}

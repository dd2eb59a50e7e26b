//! A credential that can be used.

use std::collections::BTreeMap;

use jackfield_descriptor::{CredentialType, Placement};

use crate::base_url::BaseUrl;
use crate::error::CredentialError;
use crate::token::{AccessToken, Sealed};
use crate::written::Written;

/// A shorter text is no token, and cutting it out of everything would make output unreadable.
const SHORTEST_TOKEN: usize = 6;

/// Access token, base URL and ignore-SSL flag, with the token's place in a request.
#[derive(Clone, Debug)]
pub struct Credential {
    /// The name it goes by.
    pub name: String,
    /// Its type, such as `mattermost`.
    pub credential_type: String,
    /// Where the platform is.
    pub base_url: BaseUrl,
    /// Whether certificates that do not verify are accepted.
    pub ignore_ssl: bool,
    /// The token.
    pub token: AccessToken,
    /// What guests hold instead of the token.
    pub sealed: Sealed,
    /// Where the token goes.
    pub placement: Vec<Placement>,
    /// Further fields, those that the type declares public.
    pub fields: BTreeMap<String, String>,
}

impl Credential {
    /// Makes a written credential usable, with the types that connectors describe.
    ///
    /// # Errors
    /// When its type is unknown, or its base URL or token cannot be used.
    pub fn resolve<'a>(
        name: &str,
        written: Written,
        types: impl IntoIterator<Item = &'a CredentialType> + Clone,
    ) -> Result<Self, CredentialError> {
        let Some(credential_type) = types
            .clone()
            .into_iter()
            .find(|candidate| candidate.answers_to(&written.credential_type))
        else {
            return Err(CredentialError::UnknownType {
                name: name.to_owned(),
                credential_type: written.credential_type,
                known: types
                    .into_iter()
                    .map(|credential_type| credential_type.name.clone())
                    .collect(),
            });
        };
        let base_url = BaseUrl::parse(&written.base_url, &credential_type.base_url.strip_suffixes)
            .map_err(|source| CredentialError::BaseUrl {
                name: name.to_owned(),
                source,
            })?;
        check_token(name, &written.token)?;
        Ok(Self {
            name: name.to_owned(),
            credential_type: credential_type.name.clone(),
            base_url,
            ignore_ssl: written.ignore_ssl,
            token: written.token,
            sealed: Sealed::new(),
            placement: credential_type.placement.clone(),
            fields: public_fields(credential_type, &written.fields),
        })
    }
}

/// What a guest may know. All else in a credential is taken for a secret.
#[expect(
    clippy::disallowed_methods,
    reason = "the fields that the type declares public"
)]
fn public_fields(
    credential_type: &CredentialType,
    fields: &BTreeMap<String, AccessToken>,
) -> BTreeMap<String, String> {
    credential_type
        .public_fields
        .iter()
        .filter_map(|name| Some((name.clone(), fields.get(name)?.expose().to_owned())))
        .collect()
}

#[expect(
    clippy::disallowed_methods,
    reason = "looks whether the token can be one"
)]
fn check_token(name: &str, token: &AccessToken) -> Result<(), CredentialError> {
    let text = token.expose();
    let reason = if text.trim().is_empty() {
        "is empty"
    } else if text.len() < SHORTEST_TOKEN {
        "is too short to be one"
    } else if text.contains("://") {
        "looks like an address; it may have changed places with the base URL"
    } else if text
        .chars()
        .any(|character| character.is_control() || character.is_whitespace())
    {
        "contains a blank or a line break, which no token has; it was probably copied with something else"
    } else {
        return Ok(());
    };
    Err(CredentialError::Token {
        name: name.to_owned(),
        reason,
    })
}

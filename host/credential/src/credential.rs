//! A credential that can be used.

use std::collections::BTreeMap;

use jackfield_descriptor::{CredentialType, Placement};
use jiff::civil::Date;

use crate::allow::AllowList;
use crate::base_url::BaseUrl;
use crate::ca::CaBundle;
use crate::error::CredentialError;
use crate::notes::Notes;
use crate::proxy::Proxy;
use crate::token::{AccessToken, Sealed};
use crate::written::{self, Written};

/// A shorter text is no token, and cutting it out of everything would make output unreadable.
pub(crate) const SHORTEST_TOKEN: usize = 6;

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
    /// The certificate authorities that are accepted besides the system's.
    pub ca: Option<CaBundle>,
    /// How the platform is reached.
    pub proxy: Proxy,
    /// What may be done with it.
    pub allow: AllowList,
    /// The last day on which the token is valid.
    pub expires: Option<Date>,
    /// What is known about the token and is no secret.
    pub notes: Notes,
    /// The token.
    pub token: AccessToken,
    /// What guests hold instead of the token.
    pub sealed: Sealed,
    /// Where the token goes.
    pub placement: Vec<Placement>,
    /// Further fields, those that the type declares public.
    pub fields: BTreeMap<String, String>,
    /// What should be said to a person who uses it, such as that others may read its file.
    pub warnings: Vec<String>,
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
        let Some(credential_type) = written.type_among(types.clone()) else {
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
        if let Some(settled) = &written.placement
            && *settled != credential_type.placement
        {
            return Err(CredentialError::OtherPlacement {
                name: name.to_owned(),
                credential_type: credential_type.name.clone(),
            });
        }
        let fields = public_fields(credential_type, &written.fields, &written.notes);
        let placement = credential_type
            .placement
            .iter()
            .map(|place| place.settled(|field| fields.get(field).cloned()))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|field| CredentialError::MissingField {
                name: name.to_owned(),
                credential_type: credential_type.name.clone(),
                field: field.to_owned(),
            })?;
        refuse_framing(name, &placement)?;
        Ok(Self {
            name: name.to_owned(),
            credential_type: credential_type.name.clone(),
            base_url,
            ignore_ssl: written.ignore_ssl,
            ca: written.ca,
            proxy: written.proxy,
            allow: written.allow,
            expires: written.expires,
            token: written.token,
            sealed: Sealed::new(),
            placement,
            fields,
            notes: written.notes,
            warnings: written.warnings,
        })
    }

    /// One like it, with another token: whatever else is set for it, but for what is known about
    /// the token.
    #[must_use]
    pub fn with_token(&self, token: AccessToken) -> Written {
        let fields = self.fields.iter().filter(|(name, _)| *name != TOKEN_ID);
        Written {
            ignore_ssl: self.ignore_ssl,
            ca: self.ca.clone(),
            proxy: self.proxy.clone(),
            allow: self.allow.clone(),
            fields: fields
                .map(|(name, value)| (name.clone(), AccessToken::new(value.clone())))
                .collect(),
            ..Written::new(&self.credential_type, &self.base_url.to_string(), token)
        }
    }

    /// How many days there are until the token expires, from this day on: 0 on its last day, less
    /// when it is over.
    #[must_use]
    pub fn days_left(&self, today: Date) -> Option<i32> {
        let left = today.until(self.expires?).ok()?;
        Some(left.get_days())
    }

    /// Every secret in it that has to be cut out of what leaves the process.
    #[must_use]
    pub fn secrets(&self) -> Vec<AccessToken> {
        written::secrets(&self.token, &self.proxy)
    }
}

/// The field by which a connector asks for the id of the token in use. It is a note everywhere else.
const TOKEN_ID: &str = "token-id";

/// The headers that frame a message or say where it goes (RFC 9112, RFC 9110, section 7.2). A
/// credential that names its header itself could take a request apart with one of them.
const FRAMING: [&str; 9] = [
    "accept-encoding",
    "connection",
    "content-length",
    "content-type",
    "expect",
    "host",
    "te",
    "transfer-encoding",
    "upgrade",
];

fn refuse_framing(name: &str, placement: &[Placement]) -> Result<(), CredentialError> {
    for place in placement {
        if let Placement::Header { name: header, .. } = place
            && (FRAMING.contains(&header.to_ascii_lowercase().as_str())
                || !header.bytes().all(is_of_header_name))
        {
            return Err(CredentialError::HeaderName {
                name: name.to_owned(),
                header: header.clone(),
            });
        }
    }
    Ok(())
}

/// A `tchar` of RFC 9110, section 5.6.2.
fn is_of_header_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// What a guest may know. All else in a credential is taken for a secret.
#[expect(
    clippy::disallowed_methods,
    reason = "the fields that the type declares public"
)]
fn public_fields(
    credential_type: &CredentialType,
    fields: &BTreeMap<String, AccessToken>,
    notes: &Notes,
) -> BTreeMap<String, String> {
    let noted = |name: &str| notes.token_id.clone().filter(|_| name == TOKEN_ID);
    credential_type
        .public_fields
        .iter()
        .filter_map(|name| {
            let written = || Some(fields.get(name)?.expose().to_owned());
            Some((name.clone(), noted(name).or_else(written)?))
        })
        .collect()
}

#[expect(
    clippy::disallowed_methods,
    reason = "looks whether the token can be one"
)]
pub(crate) fn check_token(name: &str, token: &AccessToken) -> Result<(), CredentialError> {
    let text = token.expose();
    let reason = if text.trim().is_empty() {
        "is empty"
    } else if text.len() < SHORTEST_TOKEN {
        "is shorter than 6 characters, and a secret is cut out of everything that is shown: one so short would take half of the words with it; get a longer one"
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

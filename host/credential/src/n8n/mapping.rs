//! What n8n's types of credential are here.
//!
//! A type that a connector names among its n8n aliases is that connector's. n8n's generic types
//! say where a token goes and not whose it is; they are told as a placement.

use jackfield_descriptor::{CredentialType, Placement};

use super::Exported;
use crate::document::Document;
use crate::reading::is_alias;
use crate::token::AccessToken;

/// A credential of n8n, in our terms.
#[derive(Clone, Debug)]
pub struct Mapped {
    /// The type that a connector has for it; none for n8n's generic types.
    pub credential_type: Option<String>,
    /// Where the token goes.
    pub placement: Vec<Placement>,
    /// The base URL. n8n's generic types have none.
    pub base_url: Option<String>,
    /// The token.
    pub token: AccessToken,
    /// Whether certificates that do not verify are accepted.
    pub ignore_ssl: bool,
}

/// Why a credential of n8n is none here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unmapped {
    /// No connector has this type.
    #[error("no connector here has n8n's type `{0}`")]
    UnknownType(String),
    /// A field is missing or empty.
    #[error("its field `{0}` is missing or empty")]
    Missing(&'static str),
    /// A custom credential that is more than a token in a place.
    #[error("it sets {0}, and a credential here is one token in one place")]
    NotOneToken(&'static str),
    /// A custom credential that is no JSON.
    #[error("its `json` is no object of `headers`, `qs` and `body`")]
    Custom,
}

impl Exported {
    /// The credential in our terms.
    ///
    /// # Errors
    /// When it is none that can be known here.
    pub fn map<'a>(
        &self,
        types: impl IntoIterator<Item = &'a CredentialType>,
    ) -> Result<Mapped, Unmapped> {
        if let Some(own) = types
            .into_iter()
            .find(|candidate| candidate.answers_to(&self.n8n_type))
        {
            return Ok(Mapped {
                credential_type: Some(own.name.clone()),
                placement: own.placement.clone(),
                base_url: self.by_name("baseUrl").map(plain),
                token: self
                    .by_name("accessToken")
                    .cloned()
                    .ok_or(Unmapped::Missing("accessToken"))?,
                ignore_ssl: self.ignores_ssl(),
            });
        }
        match self.n8n_type.as_str() {
            "httpBearerAuth" => Ok(self.generic(Placement::Bearer, self.field("token")?.clone())),
            "httpHeaderAuth" => {
                let name = plain(self.field("name")?);
                let (placement, token) = of_header(name, self.field("value")?);
                Ok(self.generic(placement, token))
            }
            "httpBasicAuth" => {
                let username = self.fields.get("user").map(plain).unwrap_or_default();
                let placement = Placement::Basic { username };
                Ok(self.generic(placement, self.field("password")?.clone()))
            }
            "httpQueryAuth" => {
                let name = plain(self.field("name")?);
                Ok(self.generic(Placement::Query { name }, self.field("value")?.clone()))
            }
            "httpCustomAuth" => self.custom(),
            other => Err(Unmapped::UnknownType(other.to_owned())),
        }
    }

    fn generic(&self, placement: Placement, token: AccessToken) -> Mapped {
        Mapped {
            credential_type: None,
            placement: vec![placement],
            base_url: None,
            token,
            ignore_ssl: self.ignores_ssl(),
        }
    }

    /// A field that must be there.
    fn field(&self, name: &'static str) -> Result<&AccessToken, Unmapped> {
        self.fields
            .get(name)
            .filter(|value| !is_empty(value))
            .ok_or(Unmapped::Missing(name))
    }

    /// A field by our name, or by one that people give to it.
    fn by_name(&self, name: &str) -> Option<&AccessToken> {
        self.fields
            .get(name)
            .or_else(|| {
                self.fields
                    .iter()
                    .find(|(key, _)| is_alias(name, key))
                    .map(|(_, value)| value)
            })
            .filter(|value| !is_empty(value))
    }

    fn ignores_ssl(&self) -> bool {
        self.fields
            .get("allowUnauthorizedCerts")
            .is_some_and(|flag| plain(flag) == "true")
    }

    /// `{"headers": {…}, "qs": {…}, "body": {…}}`, as far as it is one value in one place.
    #[expect(clippy::disallowed_methods, reason = "reads the credential")]
    fn custom(&self) -> Result<Mapped, Unmapped> {
        let Ok(Document::Object(parts)) = Document::parse(self.field("json")?.expose()) else {
            return Err(Unmapped::Custom);
        };
        let mut values = Vec::new();
        for (place, members) in parts {
            let Document::Object(members) = members else {
                return Err(Unmapped::Custom);
            };
            for (name, value) in members {
                let Document::Text(value) = value else {
                    return Err(Unmapped::Custom);
                };
                values.push((place.clone(), name, value));
            }
        }
        let mut values = values.into_iter();
        let (Some((place, name, value)), None) = (values.next(), values.next()) else {
            return Err(Unmapped::NotOneToken("several values or none"));
        };
        match place.as_str() {
            "headers" => {
                let (placement, token) = of_header(name, &value);
                Ok(self.generic(placement, token))
            }
            "qs" => Ok(self.generic(Placement::Query { name }, value)),
            "body" => Err(Unmapped::NotOneToken("a value in a JSON body")),
            _ => Err(Unmapped::Custom),
        }
    }
}

/// The placement of a header's value, in which a word can stand before the token.
#[expect(
    clippy::disallowed_methods,
    reason = "takes the token out of the header"
)]
fn of_header(name: String, value: &AccessToken) -> (Placement, AccessToken) {
    let text = value.expose().trim();
    let (prefix, token) = match text.split_once(' ') {
        Some((scheme, token)) if !scheme.is_empty() && !token.trim().contains(' ') => {
            (format!("{scheme} "), token.trim())
        }
        _ => (String::new(), text),
    };
    let token = AccessToken::new(token.to_owned());
    if name.eq_ignore_ascii_case("authorization") && prefix.eq_ignore_ascii_case("bearer ") {
        return (Placement::Bearer, token);
    }
    (Placement::Header { name, prefix }, token)
}

#[expect(
    clippy::disallowed_methods,
    reason = "looks whether there is something"
)]
fn is_empty(value: &AccessToken) -> bool {
    value.expose().trim().is_empty()
}

#[expect(clippy::disallowed_methods, reason = "reads a field that is no token")]
fn plain(value: &AccessToken) -> String {
    value.expose().trim().to_owned()
}

//! What n8n's types of credential are here.
//!
//! A type that a connector names among its n8n aliases is that connector's. n8n's generic types
//! say where a token goes and not whose it is: a connector whose types do the same takes them, and
//! what they name, such as the header, becomes a field of the credential.

use std::collections::BTreeMap;

use jackfield_descriptor::{CredentialType, Placement};

use super::Exported;
use crate::document::{Document, Object};
use crate::reading::{is_alias, is_known};
use crate::token::AccessToken;

/// The type of a user name that is the secret. n8n has none for it.
const BASIC_USER: &str = "http-basic-user";

/// A credential of n8n, in our terms.
#[derive(Clone, Debug)]
pub struct Mapped {
    /// The type that a connector has for it; none where no connector has one.
    pub credential_type: Option<String>,
    /// Where the token goes.
    pub placement: Vec<Placement>,
    /// Further fields, such as the header's name. None of them is secret.
    pub fields: BTreeMap<String, AccessToken>,
    /// The base URL. n8n's generic types have none, unless somebody has added it.
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
    /// A field is a list or an object. As JSON spells it, it would be sent for the token.
    #[error(
        "its field `{0}` must be text; a command that gives the token stands in its place as `accessToken`, in a file for --credentials"
    )]
    NotText(String),
    /// A custom credential that is more than a token in a place.
    #[error("it sets {0}, and a credential here is one token in one place")]
    NotOneToken(&'static str),
    /// A custom credential that is no JSON.
    #[error("its `json` is no object of `headers`, `qs` and `body`")]
    Custom,
    /// A type that takes more than putting a token into a place.
    #[error("{0}")]
    Unsupported(&'static str),
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
        let types: Vec<&CredentialType> = types.into_iter().collect();
        let answering = |name: &str| types.iter().find(|candidate| candidate.answers_to(name));
        if let Some(generic) = self.generic_type() {
            let (name, mut mapped) = generic?;
            mapped.credential_type = answering(name).map(|own| own.name.clone());
            return Ok(mapped);
        }
        if let Some(own) = answering(&self.n8n_type) {
            return Ok(Mapped {
                credential_type: Some(own.name.clone()),
                placement: own.placement.clone(),
                fields: BTreeMap::new(),
                base_url: self.by_name("baseUrl")?.map(plain),
                token: self
                    .by_name("accessToken")?
                    .cloned()
                    .ok_or(Unmapped::Missing("accessToken"))?,
                ignore_ssl: self.ignores_ssl(),
            });
        }
        Err(Unmapped::UnknownType(self.n8n_type.clone()))
    }

    /// The members that a credential of one of n8n's generic types has here, if it is written as in
    /// n8n; nothing for all others. What belongs to every credential is kept.
    pub(crate) fn in_own_words(object: &Object) -> Option<Result<Object, Unmapped>> {
        let n8n_type = object.get("type")?.text().map(plain)?;
        if object.get("accessToken").is_some() {
            return None;
        }
        let exported = Self::new(String::new(), n8n_type, object.clone());
        let (name, mapped) = match exported.generic_type()? {
            Ok(generic) => generic,
            Err(unmapped) => return Some(Err(unmapped)),
        };
        let mut own = Object::default();
        for (key, value) in object.iter() {
            if key != "type" && is_known(key) {
                own.push(key, value.clone());
            }
        }
        let name = AccessToken::new(name.to_owned());
        own.push("type", Document::Text(name));
        own.push("accessToken", Document::Text(mapped.token));
        for (key, value) in mapped.fields {
            own.push(key, Document::Text(value));
        }
        Some(Ok(own))
    }

    /// What one of n8n's generic types is, with the generic type by which connectors know it: that
    /// of the place, for a custom one can be any of the others.
    fn generic_type(&self) -> Option<Result<(&'static str, Mapped), Unmapped>> {
        let (placement, token) = match self.placed()? {
            Ok(placed) => placed,
            Err(unmapped) => return Some(Err(unmapped)),
        };
        let text = |name: &str, value: &str| (name.to_owned(), AccessToken::new(value.to_owned()));
        let (name, fields) = match &placement {
            Placement::Header { name, prefix } => {
                let prefix = text("prefix", prefix.trim_end());
                let fields = if is_empty(&prefix.1) {
                    vec![text("name", name)]
                } else {
                    vec![text("name", name), prefix]
                };
                ("httpHeaderAuth", fields)
            }
            Placement::Query { name } => ("httpQueryAuth", vec![text("name", name)]),
            Placement::Basic { username } => ("httpBasicAuth", vec![text("user", username)]),
            Placement::BasicUser => (BASIC_USER, Vec::new()),
            _ => ("httpBearerAuth", Vec::new()),
        };
        let mapped = Mapped {
            credential_type: None,
            placement: vec![placement],
            fields: fields.into_iter().collect(),
            base_url: self.field("baseUrl").ok().map(plain),
            token,
            ignore_ssl: self.ignores_ssl(),
        };
        Some(Ok((name, mapped)))
    }

    /// Where the token of one of n8n's generic types goes; nothing for all other types.
    fn placed(&self) -> Option<Result<(Placement, AccessToken), Unmapped>> {
        const OAUTH: &str = "its tokens come from a sign-in that is not done here; get an access token and add it: `jackfield credential add NAME --type httpBearerAuth`";
        const CERTIFICATE: &str = "a client certificate is not sent from here; if the server takes a token as well, add that: `jackfield credential add NAME --type httpBearerAuth`";
        const DIGEST: &str = "Digest authentication is not spoken here; if the server takes Basic or a token as well, add that: `jackfield credential add NAME --type httpBasicAuth`";
        Some(match self.n8n_type.as_str() {
            "httpBearerAuth" => self
                .field("token")
                .map(|token| (Placement::Bearer, token.clone())),
            "httpHeaderAuth" => self
                .field("name")
                .and_then(|name| Ok(of_header(plain(name), self.field("value")?))),
            "httpBasicAuth" => match (self.field("user"), self.field("password")) {
                (Err(fault @ Unmapped::NotText(_)), _) => Err(fault),
                // Services with one key take it for the user name.
                (Ok(user), Err(Unmapped::Missing(_))) => Ok((Placement::BasicUser, user.clone())),
                (user, password) => password.map(|password| {
                    let username = user.map(plain).unwrap_or_default();
                    (Placement::Basic { username }, password.clone())
                }),
            },
            "httpQueryAuth" => self.field("name").and_then(|name| {
                let name = plain(name);
                Ok((Placement::Query { name }, self.field("value")?.clone()))
            }),
            "httpCustomAuth" | "httpTemplatedCustomAuth" => self.custom(),
            "httpDigestAuth" => Err(Unmapped::Unsupported(DIGEST)),
            "httpSslAuth" => Err(Unmapped::Unsupported(CERTIFICATE)),
            "oAuth1Api" | "oAuth2Api" => Err(Unmapped::Unsupported(OAUTH)),
            _ => return None,
        })
    }

    /// A field that must be there.
    fn field(&self, name: &'static str) -> Result<&AccessToken, Unmapped> {
        self.text(name)?.ok_or(Unmapped::Missing(name))
    }

    /// A field by our name, or by one that people give to it.
    fn by_name(&self, name: &str) -> Result<Option<&AccessToken>, Unmapped> {
        if self.fields.contains_key(name) {
            return self.text(name);
        }
        let mut keys = self.fields.keys();
        match keys.find(|key| is_alias(name, key)) {
            Some(key) => self.text(key),
            None => Ok(None),
        }
    }

    /// A field that is not empty.
    fn text(&self, name: &str) -> Result<Option<&AccessToken>, Unmapped> {
        // A custom credential is JSON in a text, and as good without the text.
        let is_nested = matches!(
            self.object.get(name),
            Some(Document::List(_) | Document::Object(_))
        );
        if is_nested && name != "json" {
            return Err(Unmapped::NotText(name.to_owned()));
        }
        Ok(self.fields.get(name).filter(|value| !is_empty(value)))
    }

    fn ignores_ssl(&self) -> bool {
        self.fields
            .get("allowUnauthorizedCerts")
            .is_some_and(|flag| plain(flag) == "true")
    }

    /// `{"headers": {…}, "qs": {…}, "body": {…}}`, as far as it is one value in one place.
    #[expect(clippy::disallowed_methods, reason = "reads the credential")]
    fn custom(&self) -> Result<(Placement, AccessToken), Unmapped> {
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
            "headers" => Ok(of_header(name, &value)),
            "qs" => Ok((Placement::Query { name }, value)),
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

//! A credential as somebody wrote it down.

use std::collections::BTreeMap;
use std::fmt;

use jackfield_descriptor::{CredentialType, Placement};
use jiff::civil::Date;

use crate::allow::AllowList;
use crate::base_url::BaseUrl;
use crate::ca::CaBundle;
use crate::credential::SHORTEST_TOKEN;
use crate::notes::Notes;
use crate::proxy::Proxy;
use crate::token::AccessToken;

/// A credential before its type is known: what a file or a variable says.
#[derive(Clone)]
pub struct Written {
    /// The type, or a name that n8n gives to it.
    pub credential_type: String,
    /// The base URL as it was written.
    pub base_url: String,
    /// The token.
    pub token: AccessToken,
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
    /// Further fields. Which of them are no secrets the type says.
    pub fields: BTreeMap<String, AccessToken>,
    /// Where the token goes, if that was settled when the credential was saved. A type that says
    /// otherwise is then refused.
    pub placement: Option<Vec<Placement>>,
    /// What should be said to a person who uses it, such as that others may read its file.
    pub warnings: Vec<String>,
}

impl Written {
    /// A credential with nothing more than it needs.
    #[must_use]
    pub fn new(credential_type: &str, base_url: &str, token: AccessToken) -> Self {
        Self {
            credential_type: credential_type.to_owned(),
            base_url: base_url.to_owned(),
            token,
            ignore_ssl: false,
            ca: None,
            proxy: Proxy::default(),
            allow: AllowList::default(),
            expires: None,
            notes: Notes::default(),
            fields: BTreeMap::new(),
            placement: None,
            warnings: Vec::new(),
        }
    }

    /// The type it has among these, by name or by one of n8n's names.
    #[must_use]
    pub fn type_among<'a>(
        &self,
        types: impl IntoIterator<Item = &'a CredentialType>,
    ) -> Option<&'a CredentialType> {
        types
            .into_iter()
            .find(|candidate| candidate.answers_to(&self.credential_type))
    }

    /// Every secret in it that has to be cut out of what leaves the process.
    #[must_use]
    pub fn secrets(&self) -> Vec<AccessToken> {
        secrets(&self.token, &self.proxy)
    }
}

/// The token, and the password of the proxy.
pub(crate) fn secrets(token: &AccessToken, proxy: &Proxy) -> Vec<AccessToken> {
    let password = match proxy {
        Proxy::Url(url) => url.login().map(|login| login.password.clone()),
        Proxy::Direct | Proxy::Environment => None,
    };
    #[expect(clippy::disallowed_methods, reason = "looks at its length")]
    let password = password.filter(|password| password.expose().len() >= SHORTEST_TOKEN);
    [token.clone()].into_iter().chain(password).collect()
}

impl fmt::Debug for Written {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Written")
            .field("credential_type", &self.credential_type)
            // What is no base URL may hold a password, or be a token in the wrong place.
            .field("base_url", &BaseUrl::parse(&self.base_url, &[]))
            .field("token", &self.token)
            .field("ignore_ssl", &self.ignore_ssl)
            .field("ca", &self.ca)
            .field("proxy", &self.proxy)
            .field("allow", &self.allow)
            .field("expires", &self.expires)
            .field("notes", &self.notes)
            .field("fields", &self.fields)
            .field("placement", &self.placement)
            .field("warnings", &self.warnings)
            .finish()
    }
}

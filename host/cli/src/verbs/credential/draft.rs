//! What the command line says about a credential, read and judged before anybody is asked for
//! anything.

use jackfield_credential::{
    AccessToken, AllowList, AllowRule, CaBundle, Proxy, Written, parse_expiry,
};
use jackfield_descriptor::CredentialType;
use jiff::civil::Date;

use crate::args::Fields;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::network;

/// The field that stands among the notes.
const TOKEN_ID: &str = "token-id";
/// What can be taken out of a credential, besides further fields.
const CLEARABLE: [&str; 7] = [
    "ca-file",
    "proxy",
    "allow",
    "expires",
    TOKEN_ID,
    "description",
    "account",
];

/// What is to become of a credential.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    pub(super) base_url: Option<String>,
    pub(super) token: Option<AccessToken>,
    ignore_ssl: Option<bool>,
    ca: Option<CaBundle>,
    proxy: Option<Proxy>,
    allow: Option<AllowList>,
    pub(super) expires: Option<Date>,
    fields: Vec<(String, AccessToken)>,
    token_id: Option<String>,
    description: Option<String>,
    pub(super) account: Option<String>,
    clear: Vec<String>,
}

impl Draft {
    /// The last day of the token, if the command line says.
    pub(super) fn expires(&self) -> Option<Date> {
        self.expires
    }

    /// Reads everything but the token.
    pub(super) fn read(
        fields: &Fields,
        clear: &[String],
        credential_type: &CredentialType,
    ) -> Result<Self, Failure> {
        let wrong = |option: &str, error: &dyn std::fmt::Display| {
            Failure::new(Exit::Usage, format!("{option}: {error}"))
        };
        let allow: Vec<AllowRule> = fields
            .allow
            .iter()
            .map(|rule| rule.parse().map_err(|error| wrong("--allow", &error)))
            .collect::<Result<_, _>>()?;
        for name in clear {
            let known =
                CLEARABLE.contains(&name.as_str()) || credential_type.public_fields.contains(name);
            if !known {
                return Err(
                    wrong("--clear", &format!("there is no `{name}` to take out"))
                        .hint(format!("there is {}", CLEARABLE.join(", "))),
                );
            }
        }
        let ca = fields.ca_file.as_deref().map(CaBundle::read).transpose();
        let expires = fields.expires.as_deref().map(parse_expiry).transpose();
        Ok(Self {
            base_url: fields.base_url.clone(),
            token: None,
            ignore_ssl: fields.ignore_ssl,
            ca: ca.map_err(|error| wrong("--ca-file", &error))?,
            proxy: fields.proxy.as_deref().map(network::proxy).transpose()?,
            allow: (!allow.is_empty()).then(|| AllowList::new(allow)),
            expires: expires.map_err(|error| wrong("--expires", &error))?,
            fields: fields
                .fields
                .iter()
                .map(|field| further(field, credential_type))
                .collect::<Result<_, _>>()?,
            token_id: fields.token_id.clone(),
            description: fields.description.clone(),
            account: fields.account.clone(),
            clear: clear.to_vec(),
        })
    }

    /// Whether it changes nothing.
    pub(super) fn is_empty(&self) -> bool {
        !self.concerns_platform()
            && self.expires.is_none()
            && self.fields.is_empty()
            && self.clear.is_empty()
            && [&self.token_id, &self.description, &self.account]
                .into_iter()
                .all(Option::is_none)
    }

    /// Whether it changes something that decides whether the credential works.
    pub(super) fn concerns_platform(&self) -> bool {
        self.base_url.is_some()
            || self.token.is_some()
            || self.ignore_ssl.is_some()
            || self.ca.is_some()
            || self.proxy.is_some()
            || self.allow.is_some()
            || self
                .clear
                .iter()
                .any(|name| ["ca-file", "proxy", "allow"].contains(&name.as_str()))
    }

    /// Changes a credential. With another token, what was known of the old one is forgotten.
    pub(super) fn apply(&self, written: &mut Written) {
        if let Some(token) = &self.token {
            written.token = token.clone();
            written.expires = None;
            written.notes.token_id = None;
            written.notes.description = None;
            written.notes.account = None;
        }
        for name in &self.clear {
            match name.as_str() {
                "ca-file" => written.ca = None,
                "proxy" => written.proxy = Proxy::default(),
                "allow" => written.allow = AllowList::default(),
                "expires" => written.expires = None,
                TOKEN_ID => written.notes.token_id = None,
                "description" => written.notes.description = None,
                "account" => written.notes.account = None,
                other => {
                    written.fields.remove(other);
                }
            }
        }
        set(&mut written.base_url, self.base_url.as_ref());
        set(&mut written.ignore_ssl, self.ignore_ssl.as_ref());
        set(&mut written.proxy, self.proxy.as_ref());
        set(&mut written.allow, self.allow.as_ref());
        replace(&mut written.ca, &self.ca);
        replace(&mut written.expires, &self.expires);
        replace(&mut written.notes.token_id, &self.token_id);
        replace(&mut written.notes.description, &self.description);
        replace(&mut written.notes.account, &self.account);
        written.fields.extend(self.fields.iter().cloned());
    }
}

fn set<T: Clone>(value: &mut T, new: Option<&T>) {
    if let Some(new) = new {
        value.clone_from(new);
    }
}

fn replace<T: Clone>(value: &mut Option<T>, new: &Option<T>) {
    if new.is_some() {
        value.clone_from(new);
    }
}

/// `NAME=VALUE`, of a field that is no secret.
fn further(text: &str, credential_type: &CredentialType) -> Result<(String, AccessToken), Failure> {
    let wrong = |reason: String| Failure::new(Exit::Usage, format!("--field: {reason}"));
    let Some((name, value)) = text.split_once('=') else {
        return Err(wrong("it must be NAME=VALUE".to_owned()));
    };
    if name == TOKEN_ID {
        return Err(wrong("the token's id is given with --token-id".to_owned()));
    }
    let public = &credential_type.public_fields;
    if !public.iter().any(|known| known == name) {
        let known: Vec<&str> = public
            .iter()
            .map(String::as_str)
            .filter(|known| *known != TOKEN_ID)
            .collect();
        let failure = wrong(format!(
            "the type `{}` has no public field `{name}`",
            credential_type.name
        ));
        return Err(if known.is_empty() {
            failure.hint("it has none")
        } else {
            failure.hint(format!("it has {}", known.join(", ")))
        });
    }
    Ok((name.to_owned(), AccessToken::new(value.to_owned())))
}

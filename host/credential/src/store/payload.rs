//! The encrypted part of a credential: its secrets, and a copy of all that they are bound to.
//!
//! Whoever can write to the store could otherwise send the token to a server of his own, by an
//! edit of the base URL.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::iter;

use age::x25519;
use age::{DecryptError, Decryptor, Encryptor};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use zeroize::Zeroizing;

use super::readable::Readable;
use crate::proxy::{Login, Proxy};
use crate::token::AccessToken;
use crate::written::Written;

/// The version of the encrypted part.
const VERSION: u32 = 1;

/// What the secrets of a credential are bound to.
#[derive(PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Bound {
    name: String,
    #[serde(rename = "type")]
    credential_type: String,
    placement: Value,
    base_url: String,
    ignore_ssl: bool,
    ca_sha256: Option<String>,
    proxy: Option<String>,
    allow: Vec<String>,
}

/// The secrets of a credential.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Opened {
    version: u32,
    bound: Bound,
    #[serde(deserialize_with = "token")]
    pub(super) access_token: AccessToken,
    #[serde(default)]
    proxy_login: Option<OpenedLogin>,
    #[serde(default)]
    fields: BTreeMap<String, OpenedField>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OpenedLogin {
    username: String,
    #[serde(deserialize_with = "token")]
    password: AccessToken,
}

#[derive(Deserialize)]
struct OpenedField(#[serde(deserialize_with = "token")] AccessToken);

/// The same, to be written. Exists only while it is encrypted.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Sealing<'a> {
    version: u32,
    bound: &'a Bound,
    access_token: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    proxy_login: Option<SealingLogin<'a>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    fields: BTreeMap<&'a str, &'a str>,
}

#[derive(Serialize)]
struct SealingLogin<'a> {
    username: &'a str,
    password: &'a str,
}

/// Why an encrypted part cannot be used.
pub(super) enum Fault {
    /// Encrypted for somebody else.
    WrongIdentity,
    /// Not what was written.
    Tampered,
    /// Written by a newer version.
    Newer,
    /// It belongs to another readable part; this field differs.
    Edited(&'static str),
}

impl Bound {
    pub(super) fn of(readable: &Readable) -> Self {
        Self {
            name: readable.name.clone(),
            credential_type: readable.credential_type.clone(),
            placement: readable.placement.clone(),
            base_url: readable.base_url.clone(),
            ignore_ssl: readable.ignore_ssl,
            // Of the certificates that will be used, not what is written beside them.
            ca_sha256: readable.ca.as_ref().map(super::readable::Ca::digest),
            proxy: readable.proxy.clone(),
            allow: readable.allow.clone(),
        }
    }

    /// The first field that is not the same.
    fn difference(&self, other: &Self) -> Option<&'static str> {
        [
            ("name", self.name != other.name),
            ("type", self.credential_type != other.credential_type),
            ("placement", self.placement != other.placement),
            ("baseUrl", self.base_url != other.base_url),
            ("ignoreSsl", self.ignore_ssl != other.ignore_ssl),
            ("ca", self.ca_sha256 != other.ca_sha256),
            ("proxy", self.proxy != other.proxy),
            ("allow", self.allow != other.allow),
        ]
        .into_iter()
        .find_map(|(field, differs)| differs.then_some(field))
    }
}

/// Encrypts the secrets of a credential together with what they are bound to.
#[expect(clippy::disallowed_methods, reason = "the secrets are encrypted")]
pub(super) fn seal(
    readable: &Readable,
    written: &Written,
    identity: &x25519::Identity,
) -> io::Result<String> {
    let login = match &written.proxy {
        Proxy::Url(url) => url.login(),
        Proxy::Direct | Proxy::Environment => None,
    };
    let sealing = Sealing {
        version: VERSION,
        bound: &Bound::of(readable),
        access_token: written.token.expose(),
        proxy_login: login.map(|login| SealingLogin {
            username: &login.username,
            password: login.password.expose(),
        }),
        fields: written
            .fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.expose()))
            .collect(),
    };
    // Measured first, so that the text never grows and leaves no copy behind in memory.
    let mut measure = Measure(0);
    serde_json::to_writer(&mut measure, &sealing)?;
    let mut plain = Zeroizing::new(Vec::with_capacity(measure.0));
    serde_json::to_writer(&mut *plain, &sealing)?;
    let recipient = identity.to_public();
    let encryptor = Encryptor::with_recipients(iter::once(&recipient as &dyn age::Recipient))
        .map_err(io::Error::other)?;
    let mut encrypted = Vec::new();
    let mut writer = encryptor.wrap_output(&mut encrypted)?;
    writer.write_all(&plain)?;
    writer.finish()?;
    Ok(STANDARD.encode(encrypted))
}

/// Decrypts the secrets, and holds what they are bound to against the readable part.
pub(super) fn open(readable: &Readable, identity: &x25519::Identity) -> Result<Opened, Fault> {
    #[derive(Deserialize)]
    struct Version {
        version: u32,
    }

    let encrypted = STANDARD
        .decode(&readable.secret)
        .map_err(|_| Fault::Tampered)?;
    let decryptor =
        Decryptor::new_buffered(encrypted.as_slice()).map_err(|error| fault_of(&error))?;
    let mut reader = decryptor
        .decrypt(iter::once(identity as &dyn age::Identity))
        .map_err(|error| fault_of(&error))?;
    let mut plain = Zeroizing::new(Vec::with_capacity(encrypted.len()));
    reader
        .read_to_end(&mut plain)
        .map_err(|_| Fault::Tampered)?;
    let opened: Opened =
        serde_json::from_slice(&plain).map_err(|_| {
            match serde_json::from_slice::<Version>(&plain) {
                Ok(Version { version }) if version > VERSION => Fault::Newer,
                _ => Fault::Tampered,
            }
        })?;
    if opened.version != VERSION {
        return Err(Fault::Newer);
    }
    match opened.bound.difference(&Bound::of(readable)) {
        Some(field) => Err(Fault::Edited(field)),
        None => Ok(opened),
    }
}

impl Opened {
    /// The further fields, and who uses the proxy.
    pub(super) fn rest(self) -> (BTreeMap<String, AccessToken>, Option<Login>) {
        let fields = self
            .fields
            .into_iter()
            .map(|(name, field)| (name, field.0))
            .collect();
        let login = self.proxy_login.map(|login| Login {
            username: login.username,
            password: login.password,
        });
        (fields, login)
    }
}

fn fault_of(error: &DecryptError) -> Fault {
    match error {
        DecryptError::NoMatchingKeys => Fault::WrongIdentity,
        DecryptError::UnknownFormat => Fault::Newer,
        _ => Fault::Tampered,
    }
}

fn token<'de, D: Deserializer<'de>>(deserializer: D) -> Result<AccessToken, D::Error> {
    String::deserialize(deserializer).map(AccessToken::new)
}

struct Measure(usize);

impl Write for Measure {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

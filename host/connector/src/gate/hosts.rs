//! Hosts that a workflow's author allows without a credential.

use std::net::IpAddr;

use url::{Host, Url};

/// A list of hosts. An empty list allows nothing.
///
/// | entry | allows |
/// |---|---|
/// | `api.example.com` | https to this host, at the default port |
/// | `api.example.com:8443` | https to this host and port |
/// | `http://127.0.0.1:8080` | http to this address and port |
/// | `wiki.example.com private` | the same as without the word, also at a private address |
///
/// A name reaches public addresses only, unless its entry says `private`; an address that is
/// written out is meant as it is.
#[derive(Clone, Debug, Default)]
pub struct AllowedHosts(Vec<Entry>);

#[derive(Clone, Debug)]
struct Entry {
    url: Url,
    private: bool,
}

/// A text that is no entry of the list.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{entry}` is no host to allow; write `api.example.com`, `api.example.com:8443`, `http://127.0.0.1:8080`, or `wiki.example.com private` for a host at a private address"
)]
pub struct InvalidHost {
    /// The text.
    pub entry: String,
}

impl AllowedHosts {
    /// Reads the entries.
    ///
    /// # Errors
    /// When one is neither a host nor an origin.
    pub fn parse<'a>(entries: impl IntoIterator<Item = &'a str>) -> Result<Self, InvalidHost> {
        let parse = |entry: &str| {
            let invalid = || InvalidHost {
                entry: entry.to_owned(),
            };
            let (host, private) = match entry.trim().rsplit_once(' ') {
                Some((host, "private")) => (host.trim_end(), true),
                _ => (entry.trim(), false),
            };
            let text = if host.contains("://") {
                host.to_owned()
            } else {
                format!("https://{host}")
            };
            let url = Url::parse(&text).map_err(|_| invalid())?;
            let is_host = match url.host() {
                Some(Host::Domain(name)) => name.chars().all(|character| {
                    character.is_ascii_alphanumeric() || "-._".contains(character)
                }),
                host => host.is_some(),
            };
            let is_origin = is_host
                && url.path() == "/"
                && url.query().is_none()
                && url.username().is_empty()
                && matches!(url.scheme(), "http" | "https");
            if is_origin {
                Ok(Entry { url, private })
            } else {
                Err(invalid())
            }
        };
        entries
            .into_iter()
            .map(parse)
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Adds the entries of another place. One that is none allows nothing.
    pub fn add(&mut self, entries: &[String]) {
        for entry in entries {
            if let Ok(more) = Self::parse([entry.as_str()]) {
                self.0.extend(more.0);
            }
        }
    }

    /// Whether a URL may be reached.
    #[must_use]
    pub fn allow(&self, url: &Url) -> bool {
        self.0
            .iter()
            .any(|entry| entry.url.origin() == url.origin())
    }

    /// Whether the author wrote this very address.
    #[must_use]
    pub fn name_literally(&self, address: IpAddr) -> bool {
        self.0.iter().any(|entry| match entry.url.host() {
            Some(Host::Ipv4(literal)) => IpAddr::V4(literal) == address,
            Some(Host::Ipv6(literal)) => IpAddr::V6(literal) == address,
            _ => false,
        })
    }

    /// Whether the author wrote that a URL's host may be at a private address.
    #[must_use]
    pub fn are_private(&self, url: &Url) -> bool {
        self.0
            .iter()
            .any(|entry| entry.private && entry.url.origin() == url.origin())
    }

    /// The entry that would allow a URL.
    pub(crate) fn entry_for(url: &Url) -> String {
        let origin = url.origin().ascii_serialization();
        match origin.strip_prefix("https://") {
            Some(host) => host.to_owned(),
            None => origin,
        }
    }
}

//! Names and their addresses.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::net::IpAddr;

use futures_util::future::BoxFuture;

/// What finds the addresses of a name. What it finds is judged before anything is connected to it.
pub trait Lookup: Send + Sync {
    /// The addresses of a host name.
    ///
    /// # Errors
    /// When it has none, or nobody can be asked.
    fn addresses<'a>(&'a self, host: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>>;
}

/// The system's resolver, with names that somebody has settled by hand in front of it.
#[derive(Clone, Debug, Default)]
pub struct SystemLookup {
    settled: BTreeMap<String, Vec<IpAddr>>,
}

/// A text that settles no name.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{entry}` settles no name; write `chat.example.com=192.0.2.7`")]
pub struct InvalidEntry {
    /// The text.
    pub entry: String,
}

impl SystemLookup {
    /// Reads entries such as `chat.example.com=192.0.2.7`. Several entries for a name are several
    /// addresses.
    ///
    /// # Errors
    /// When one is no name with an address.
    pub fn with<'a>(entries: impl IntoIterator<Item = &'a str>) -> Result<Self, InvalidEntry> {
        let mut settled: BTreeMap<String, Vec<IpAddr>> = BTreeMap::new();
        for entry in entries {
            let invalid = || InvalidEntry {
                entry: entry.to_owned(),
            };
            let (host, address) = entry.split_once('=').ok_or_else(invalid)?;
            let bare = address.trim_start_matches('[').trim_end_matches(']');
            let address = bare.parse().map_err(|_| invalid())?;
            if host.is_empty() || host.contains([':', '/']) {
                return Err(invalid());
            }
            settled
                .entry(host.to_ascii_lowercase())
                .or_default()
                .push(address);
        }
        Ok(Self { settled })
    }
}

impl Lookup for SystemLookup {
    fn addresses<'a>(&'a self, host: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>> {
        Box::pin(async move {
            if let Some(addresses) = self.settled.get(&host.to_ascii_lowercase()) {
                return Ok(addresses.clone());
            }
            let found = tokio::net::lookup_host((host, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

impl fmt::Debug for dyn Lookup {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Lookup")
    }
}

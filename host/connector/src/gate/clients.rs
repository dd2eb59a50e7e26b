//! HTTP clients, one for each way of trusting a server and of reaching it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jackfield_credential::{CaBundle, Proxy, ProxyUrl};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client};

use super::address::Reach;
use super::lookup::Lookup;
use super::resolver::JudgingResolver;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Idle connections are dropped before most servers would (Mattermost: 300 s, nginx: 75 s), so
/// that a request is rarely sent into a connection that is being closed.
const IDLE_TIMEOUT: Duration = Duration::from_secs(15);

/// How a server is trusted.
#[derive(Clone, Debug)]
pub(crate) enum Trust {
    /// A certificate, where there is TLS, must verify against the system's authorities.
    Strict,
    /// Or against these.
    Authorities(CaBundle),
    /// Any certificate will do.
    IgnoreSsl,
}

/// What a client is made for. Clients, and so connections, are not shared between kinds.
#[derive(Clone, Debug)]
pub(crate) struct Kind {
    pub(crate) trust: Trust,
    pub(crate) reach: Reach,
    pub(crate) proxy: Proxy,
}

/// What tells kinds apart.
#[derive(PartialEq, Eq, Hash)]
struct Key {
    trust: Option<String>,
    ignores_ssl: bool,
    reach: Reach,
    /// Whose proxy it is: two credentials may have different logins at the same one.
    proxy: Option<(String, String)>,
}

impl Kind {
    fn key(&self, owner: &str) -> Key {
        Key {
            trust: match &self.trust {
                Trust::Authorities(ca) => Some(ca.pem().to_owned()),
                Trust::Strict | Trust::IgnoreSsl => None,
            },
            ignores_ssl: matches!(self.trust, Trust::IgnoreSsl),
            reach: self.reach,
            proxy: self.proxy.shown().map(|proxy| (owner.to_owned(), proxy)),
        }
    }
}

/// The clients that were needed so far.
pub(crate) struct Clients {
    user_agent: String,
    lookup: Arc<dyn Lookup>,
    made: Mutex<HashMap<Key, Client>>,
}

impl Clients {
    pub(crate) fn new(user_agent: String, lookup: Arc<dyn Lookup>) -> Self {
        Self {
            user_agent,
            lookup,
            made: Mutex::default(),
        }
    }

    /// What finds the addresses of names.
    pub(crate) fn lookup(&self) -> &Arc<dyn Lookup> {
        &self.lookup
    }

    /// The client of this kind. `owner` is the credential whose proxy it may go through.
    pub(crate) fn get(&self, kind: &Kind, owner: &str) -> reqwest::Result<Client> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let key = kind.key(owner);
        if let Some(client) = made.get(&key) {
            return Ok(client.clone());
        }
        let client = self.make(kind)?;
        made.insert(key, client.clone());
        Ok(client)
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the gate is the one place that makes clients"
    )]
    fn make(&self, kind: &Kind) -> reqwest::Result<Client> {
        let builder = Client::builder()
            .user_agent(&self.user_agent)
            // A redirect would carry the token to wherever the server says; a retry of the
            // client's own could send twice what the connector wants once.
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .http1_only()
            .tcp_nodelay(true)
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_idle_timeout(IDLE_TIMEOUT)
            .dns_resolver(JudgingResolver {
                reach: kind.reach,
                lookup: Arc::clone(&self.lookup),
            });
        let builder = match &kind.trust {
            Trust::Strict => builder,
            Trust::Authorities(ca) => {
                builder.tls_certs_merge(Certificate::from_pem_bundle(ca.pem().as_bytes())?)
            }
            Trust::IgnoreSsl => builder
                .tls_danger_accept_invalid_certs(true)
                .tls_danger_accept_invalid_hostnames(true),
        };
        let builder = match &kind.proxy {
            Proxy::Direct => builder.no_proxy(),
            Proxy::Environment => builder,
            Proxy::Url(url) => builder.no_proxy().proxy(through(url)?),
        };
        builder.build()
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the proxy is told its password by the gate"
)]
fn through(url: &ProxyUrl) -> reqwest::Result<reqwest::Proxy> {
    let proxy = reqwest::Proxy::all(url.url().clone())?;
    Ok(match url.login() {
        Some(login) => proxy.basic_auth(&login.username, login.password.expose()),
        None => proxy,
    })
}

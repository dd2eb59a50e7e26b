//! HTTP clients, one for each way of trusting a server.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::Client;
use reqwest::redirect::Policy;

use super::address::Reach;
use super::lookup::Lookup;
use super::resolver::JudgingResolver;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Idle connections are dropped before most servers would (Mattermost: 300 s, nginx: 75 s), so
/// that a request is rarely sent into a connection that is being closed.
const IDLE_TIMEOUT: Duration = Duration::from_secs(15);

/// How a server is trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Trust {
    /// A certificate, where there is TLS, must verify against the system's roots.
    Strict,
    /// Any certificate will do.
    IgnoreSsl,
}

/// What a client is made for. Clients, and so connections, are not shared between kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Kind {
    pub(crate) trust: Trust,
    pub(crate) reach: Reach,
}

/// The clients that were needed so far.
pub(crate) struct Clients {
    user_agent: String,
    lookup: Arc<dyn Lookup>,
    made: Mutex<HashMap<Kind, Client>>,
}

impl Clients {
    pub(crate) fn new(user_agent: String, lookup: Arc<dyn Lookup>) -> Self {
        Self {
            user_agent,
            lookup,
            made: Mutex::default(),
        }
    }

    pub(crate) fn get(&self, kind: Kind) -> reqwest::Result<Client> {
        let mut made = match self.made.lock() {
            Ok(made) => made,
            Err(poisoned) => poisoned.into_inner(),
        };
        if let Some(client) = made.get(&kind) {
            return Ok(client.clone());
        }
        let client = self.make(kind)?;
        made.insert(kind, client.clone());
        Ok(client)
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the gate is the one place that makes clients"
    )]
    fn make(&self, kind: Kind) -> reqwest::Result<Client> {
        let builder = Client::builder()
            .user_agent(&self.user_agent)
            // A redirect would carry the token to wherever the server says; a retry of the
            // client's own could send twice what the connector wants once.
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .no_proxy()
            .http1_only()
            .tcp_nodelay(true)
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_idle_timeout(IDLE_TIMEOUT)
            .dns_resolver(JudgingResolver {
                reach: kind.reach,
                lookup: Arc::clone(&self.lookup),
            });
        let builder = match kind.trust {
            Trust::Strict => builder,
            Trust::IgnoreSsl => builder
                .tls_danger_accept_invalid_certs(true)
                .tls_danger_accept_invalid_hostnames(true),
        };
        builder.build()
    }
}

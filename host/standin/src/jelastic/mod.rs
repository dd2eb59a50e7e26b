//! A stand-in for a Jelastic (Virtuozzo Application Platform) API.
//!
//! Contract: the calls that concern environments, their nodes, what is deployed and installed
//! there, the actions under way and the account, under `/1.0/`, with the result codes and the
//! three levels of the platform's envelope. Every answer of the API is HTTP 200, errors too;
//! other paths are a plain 404. The token is taken from the form or the query, as the platform
//! does — [`Received`] tells which it was. A call can be made [`slow`](Jelastic::slow): a gateway
//! answers 504 in the platform's place, and the action goes on.
//!
//! The environments: `shop` runs, `forum` is down, both obey. `legacy` belongs to somebody else
//! (code 8). Whatever `stuck` is ordered fails in one of its `responses` (4109), and `nested` in
//! its `response` (99), both under a top-level 0 and, where its status is concerned, without
//! effect.
//!
//! Why: there is no open server for this API, and its clients fail by believing the HTTP status
//! or the first `result`. Codes and texts follow answers seen in the wild; the wording of 8202
//! is our own, as no real one was seen.

mod account;
mod control;
mod envelope;
mod lifecycle;
mod market;
mod methods;
mod nodes;
mod parameters;
mod site;
mod tracking;
mod world;

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::sync::Arc;

use serde_json::Value;

use crate::jelastic::site::JelasticSite;
use crate::jelastic::tracking::Slow;
use crate::received::Received;
use crate::script::Answer;
use crate::server::Server;

/// A running stand-in; it stops when dropped.
pub struct Jelastic {
    server: Server,
    site: Arc<JelasticSite>,
}

impl Jelastic {
    /// Starts a server that speaks plain HTTP.
    ///
    /// # Errors
    /// When no port or thread can be had.
    pub fn start() -> io::Result<Self> {
        let site = Arc::new(JelasticSite::default());
        let server = Server::start(Arc::clone(&site) as _, None)?;
        Ok(Self { server, site })
    }

    /// Where it listens: `http://127.0.0.1:PORT`, without the `/1.0` the calls are under.
    #[must_use]
    pub fn base_url(&self) -> String {
        self.server.origin().to_owned()
    }

    /// Every request so far, in order.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        self.server.received()
    }

    /// Queues a scripted answer.
    pub fn script(&self, answer: Answer) {
        self.server.script(answer);
    }

    /// The next call of this method, such as `stopenv`, is taken and answered with 504 by a
    /// gateway. The action is under way until somebody has looked at the current actions so many
    /// times, and then takes effect.
    pub fn slow(&self, method: &str, looks: usize) {
        self.announce(method, looks, true);
    }

    /// As [`slow`](Self::slow), but the action takes no effect in the end.
    pub fn slow_in_vain(&self, method: &str, looks: usize) {
        self.announce(method, looks, false);
    }

    /// Begins an action of this method, such as `stopenv`, on an environment, as somebody else does
    /// in the dashboard. It ends as a [`slow`](Self::slow) one does.
    pub fn begin(&self, method: &str, environment: &str, looks: usize) {
        let method = method.to_owned();
        let slow = Slow {
            method,
            looks,
            takes_effect: true,
        };
        self.site.begin(environment, &slow);
    }

    fn announce(&self, method: &str, looks: usize, takes_effect: bool) {
        self.site.announce(Slow {
            method: method.to_owned(),
            looks,
            takes_effect,
        });
    }

    /// Puts an environment into a status, as somebody else does in the dashboard.
    pub fn set_status(&self, environment: &str, status: i64) {
        self.site.set_status(environment, status);
    }

    /// Sets an environment variable of the nodes of a group, as somebody else does.
    pub fn set_variable(&self, environment: &str, group: &str, name: &str, value: &str) {
        self.site.set_variable(environment, group, name, value);
    }

    /// The environment variables of the first node of a group.
    #[must_use]
    pub fn variables(&self, environment: &str, group: &str) -> BTreeMap<String, String> {
        self.site.variables(environment, group)
    }

    /// What was deployed to an environment, in order: `fileUrl`, `fileName` and `context` of each.
    #[must_use]
    pub fn deployed(&self, environment: &str) -> Vec<Value> {
        self.site.deployed(environment)
    }

    /// The status of an environment, anybody's: 1 running, 2 down, 4 asleep; none if there is no such
    /// environment.
    #[must_use]
    pub fn environment_status(&self, name: &str) -> Option<i64> {
        self.site.environment_status(name)
    }
}

impl fmt::Debug for Jelastic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Jelastic")
            .field("base_url", &self.server.origin())
            .finish()
    }
}

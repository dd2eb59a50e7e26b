//! A stand-in for a Jelastic (Virtuozzo Application Platform) API.
//!
//! Contract: the calls that list, inspect, start and stop environments and name the account,
//! under `/1.0/`, with the result codes and the three levels of the platform's envelope. Every
//! answer of the API is HTTP 200, errors too; other paths are a plain 404. The token is taken
//! from the form or the query, as the platform does — [`Received`] tells which it was.
//!
//! The environments: `shop` runs, `forum` is down, both obey. `legacy` belongs to somebody else
//! (code 8). Stopping or starting `stuck` fails in one of its `responses` (4109), and `nested` in
//! its `response` (99), both under a top-level 0 and without effect.
//!
//! Why: there is no open server for this API, and its clients fail by believing the HTTP status
//! or the first `result`. Codes and texts follow answers seen in the wild; the wording of 8202
//! is our own, as no real one was seen.

mod account;
mod control;
mod envelope;
mod site;
mod world;

use std::fmt;
use std::io;
use std::sync::Arc;

use crate::jelastic::site::JelasticSite;
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

    /// The status of an environment, anybody's: 1 running, 2 down; none if there is no such
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

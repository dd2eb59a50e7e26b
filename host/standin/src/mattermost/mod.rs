//! A stand-in for a Mattermost server.
//!
//! Contract: the part of API v4 a posting connector meets, answered as version 5.37 answers it —
//! statuses, error ids, body shapes, who may do what — over one small team whose names and ids
//! are the constants below. Posts live until the handle is dropped.
//!
//! Why: what goes wrong with Mattermost goes wrong in details: an unknown channel is a 403, a
//! token's id looks like a token, a repeated `pending_post_id` returns the first post. The
//! recordings under `tests/recordings` are the authority, and `tests/contract.rs` asks them.

mod attachments;
mod auth;
mod channels;
mod errors;
mod ids;
mod listing;
mod people;
mod posts;
mod routes;
mod site;
mod store;
mod teams;
mod world;

use std::fmt;
use std::io;
use std::sync::Arc;

use native_tls::Identity;
use serde_json::Value;

use crate::mattermost::site::MattermostSite;
use crate::received::Received;
use crate::script::Answer;
use crate::server::Server;

/// A running stand-in; it stops when dropped.
pub struct Mattermost {
    server: Server,
    site: Arc<MattermostSite>,
}

impl Mattermost {
    /// Starts a server that speaks plain HTTP.
    ///
    /// # Errors
    /// When no port, thread or random number can be had.
    pub fn start() -> io::Result<Self> {
        Self::serving(None)
    }

    /// Starts a server that speaks HTTPS as `localhost`.
    ///
    /// # Errors
    /// When no port, thread or random number can be had, or TLS refuses the identity.
    pub fn start_tls(identity: Identity) -> io::Result<Self> {
        Self::serving(Some(identity))
    }

    fn serving(identity: Option<Identity>) -> io::Result<Self> {
        let site = Arc::new(MattermostSite::new()?);
        let server = Server::start(Arc::clone(&site) as _, identity)?;
        Ok(Self { server, site })
    }

    /// Where it listens, without a slash at the end: `http://127.0.0.1:PORT`, or
    /// `https://localhost:PORT` with TLS.
    #[must_use]
    pub fn base_url(&self) -> String {
        self.server.origin().to_owned()
    }

    /// Every request so far, in order.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        self.server.received()
    }

    /// The posts that exist now, oldest first.
    #[must_use]
    pub fn posts(&self) -> Vec<Value> {
        self.site.posts()
    }

    /// Queues a scripted answer.
    pub fn script(&self, answer: Answer) {
        self.server.script(answer);
    }

    /// Forgets every `pending_post_id`, as a restarted server does, or any server after 30
    /// seconds.
    pub fn forget_pending_posts(&self) {
        self.site.forget_pending_posts();
    }
}

impl fmt::Debug for Mattermost {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Mattermost")
            .field("base_url", &self.server.origin())
            .finish()
    }
}

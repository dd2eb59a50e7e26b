//! A stand-in for a Mattermost server.
//!
//! Contract: the part of API v4 a connector meets — accounts and their tokens, bots, teams,
//! channels, posts, reactions, files, incoming webhooks, the rate limit — answered as version
//! 5.37 answers it: statuses, error ids, bodies, who may do what. It starts with one small team
//! whose names and ids are the constants below, or with nothing at all. What is made lives until
//! the handle is dropped. What nothing recorded (group channels, changes of channels, whether
//! people are there, urgency, acknowledgements) follows the API's public description.
//!
//! Why: what goes wrong with Mattermost goes wrong in details: an unknown channel is a 403, a
//! token's id looks like a token, a repeated `pending_post_id` returns the first post. The
//! recordings under `tests/recordings` are the authority, and `tests/contract.rs` asks them.

mod arrange;
mod auth;
mod call;
mod calls;
mod errors;
mod fixture;
mod ids;
mod rate;
mod routes;
mod site;
mod world;

use std::fmt;
use std::io;
use std::sync::Arc;

use native_tls::Identity;
use serde_json::Value;

use crate::mattermost::rate::RateLimit;
use crate::mattermost::site::MattermostSite;
use crate::mattermost::world::World;
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
        Self::serving(World::small_team()?, None)
    }

    /// Starts a server that speaks HTTPS as `localhost`.
    ///
    /// # Errors
    /// When no port, thread or random number can be had, or TLS refuses the identity.
    pub fn start_tls(identity: Identity) -> io::Result<Self> {
        Self::serving(World::small_team()?, Some(identity))
    }

    /// Starts a server as it is right after installation, speaking plain HTTP: none of the
    /// accounts, tokens, teams and channels below exist, and the first account to be created,
    /// which needs no token, becomes the administrator.
    ///
    /// # Errors
    /// When no port, thread or random number can be had.
    pub fn start_empty() -> io::Result<Self> {
        Self::serving(World::empty()?, None)
    }

    fn serving(world: World, identity: Option<Identity>) -> io::Result<Self> {
        let site = Arc::new(MattermostSite::new(world));
        let server = Server::start(Arc::clone(&site) as _, identity)?;
        site.settle(server.origin());
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

    /// The posts that exist now, oldest first, without the server's own notices of people coming
    /// and going.
    #[must_use]
    pub fn posts(&self) -> Vec<Value> {
        self.site.posts()
    }

    /// The access tokens that exist now, oldest first, without their secrets.
    #[must_use]
    pub fn tokens(&self) -> Vec<Value> {
        self.site.tokens()
    }

    /// The secrets of the tokens that exist now, oldest first: what nobody else may come to know.
    #[must_use]
    pub fn secrets(&self) -> Vec<String> {
        self.site.secrets()
    }

    /// From now on lets tokens expire, as servers do from 11.10 on, and wants it within so many
    /// days unless that is 0. Tokens that exist do not expire.
    pub fn let_tokens_expire(&self, longest_days: u64) {
        self.site.let_tokens_expire(longest_days);
    }

    /// From now on posts can be important or urgent, as on servers from 7.7 on; and their authors
    /// can ask for acknowledgements if the server has a licence for it.
    pub fn know_priorities(&self, is_licensed: bool) {
        self.site
            .arrange(|world| world.priorities = Some(is_licensed));
    }

    /// Queues a scripted answer.
    pub fn script(&self, answer: Answer) {
        self.server.script(answer);
    }

    /// From now on takes no more than so many requests a second, and a burst on top, of all
    /// callers together; the rest are answered with 429. Nothing used before counts. Answers that
    /// were queued with [`script`](Self::script) use nothing up. None a second counts as one.
    pub fn limit_rate(&self, per_second: u32, burst: u32) {
        self.site
            .limit_rate(Some(RateLimit::new(per_second, burst)));
    }

    /// Takes any number of requests again, as it does from the start.
    pub fn lift_rate_limit(&self) {
        self.site.limit_rate(None);
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

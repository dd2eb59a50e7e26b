//! The way of a request through the server.
//!
//! Contract: rate limit, then route, then session, then the call; every answer of the API
//! carries a fresh `X-Request-Id`, the one its error body names, and the server's version. Paths
//! outside the API are the web app's page.

use std::sync::{Mutex, OnceLock};
use std::time::Instant;

use serde_json::Value;

use crate::mattermost::auth::Session;
use crate::mattermost::call::{Call, Outcome};
use crate::mattermost::errors::no_such_route;
use crate::mattermost::rate::RateLimit;
use crate::mattermost::routes::{Params, Route};
use crate::mattermost::world::World;
use crate::mattermost::world::account::AccessToken;
use crate::received::Received;
use crate::reply::Reply;
use crate::server::{Site, locked};

const VERSION: &str = "5.37.0.local.943ef321c9e6c5e87c41bbb5d378349d.false";
/// Of a server that lets tokens expire and knows priorities.
const LATER_VERSION: &str = "11.11.0.local.943ef321c9e6c5e87c41bbb5d378349d.false";

pub(super) struct MattermostSite {
    world: Mutex<World>,
    rate: Mutex<Option<RateLimit>>,
    origin: OnceLock<String>,
}

impl MattermostSite {
    pub(super) fn new(world: World) -> Self {
        Self {
            world: Mutex::new(world),
            rate: Mutex::new(None),
            origin: OnceLock::new(),
        }
    }

    /// Says where the server listens, which is known only once it does.
    pub(super) fn settle(&self, origin: &str) {
        self.origin.get_or_init(|| origin.to_owned());
    }

    pub(super) fn limit_rate(&self, limit: Option<RateLimit>) {
        *locked(&self.rate) = limit;
    }

    pub(super) fn posts(&self) -> Vec<Value> {
        let world = locked(&self.world);
        world
            .posts
            .existing()
            .filter(|post| !post.is_notice())
            .map(|post| world.post_json(post, 0))
            .collect()
    }

    pub(super) fn tokens(&self) -> Vec<Value> {
        let world = locked(&self.world);
        world.tokens.iter().map(AccessToken::json).collect()
    }

    pub(super) fn secrets(&self) -> Vec<String> {
        let world = locked(&self.world);
        let secrets = world.tokens.iter().map(|token| token.secret.clone());
        secrets.collect()
    }

    pub(super) fn let_tokens_expire(&self, longest_days: u64) {
        let mut world = locked(&self.world);
        world.token_lifetime = Some(longest_days);
        for token in &mut world.tokens {
            token.expires_at = Some(0);
        }
    }

    /// Changes the world between two requests.
    pub(super) fn arrange(&self, change: impl FnOnce(&mut World)) {
        change(&mut locked(&self.world));
    }

    pub(super) fn forget_pending_posts(&self) {
        locked(&self.world).pending.clear();
    }

    fn handle(&self, request: &Received) -> Reply {
        let segments = request.segments();
        let Some((route, params)) = Route::find(&request.method, &segments) else {
            return if segments.first().is_some_and(|first| first == "api") {
                no_such_route(&request.path)
            } else {
                web_app()
            };
        };
        let mut world = locked(&self.world);
        let request_id = world.ids.next();
        let version = if world.token_lifetime.is_some() || world.priorities.is_some() {
            LATER_VERSION
        } else {
            VERSION
        };
        let reply = match self.call(&mut world, route, params, request) {
            Ok(reply) => reply,
            Err(refusal) => refusal.into_reply(&request_id),
        };
        reply
            .with_header("x-request-id", request_id)
            .with_header("x-version-id", version)
    }

    fn call(
        &self,
        world: &mut World,
        route: &Route,
        params: Params,
        request: &Received,
    ) -> Outcome {
        let session = match Session::open(world, request) {
            Ok(session) => session,
            Err(refusal) if route.needs_session => return Err(refusal),
            Err(_) => Session::default(),
        };
        (route.run)(&mut Call {
            world,
            session,
            request,
            origin: self.origin.get().map_or("", String::as_str),
            params,
        })
    }
}

impl Site for MattermostSite {
    fn answer(&self, request: &Received) -> Reply {
        let verdict = locked(&self.rate)
            .as_mut()
            .map(|limit| limit.take(Instant::now()));
        match verdict {
            None => self.handle(request),
            Some(verdict) => match verdict.refusal() {
                Some(refusal) => refusal,
                None => verdict.mark(self.handle(request)),
            },
        }
    }
}

fn web_app() -> Reply {
    Reply::text(
        200,
        "text/html",
        "<!DOCTYPE html>\n<html lang=\"en\"><head><title>Mattermost</title></head>\
         <body><div id=\"root\"></div></body></html>\n",
    )
}

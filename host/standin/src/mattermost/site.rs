//! The way of a request through the server.
//!
//! Contract: route, then session, then the call; every answer of the API carries a fresh
//! `X-Request-Id`, the one its error body names, and the server's version. Paths outside the API
//! are the web app's page.

use std::io;
use std::sync::Mutex;

use serde_json::{Value, json};

use crate::mattermost::auth::Session;
use crate::mattermost::errors::{AppError, no_such_route};
use crate::mattermost::ids::Ids;
use crate::mattermost::routes::Endpoint;
use crate::mattermost::store::Store;
use crate::mattermost::{channels, listing, people, posts, teams};
use crate::received::Received;
use crate::reply::Reply;
use crate::server::{Site, locked};

const VERSION: &str = "5.37.0.local.943ef321c9e6c5e87c41bbb5d378349d.false";

/// What a call comes to: a status with its body, or a refusal.
pub(super) type Outcome = Result<(u16, Value), AppError>;

pub(super) struct MattermostSite {
    pub(super) ids: Ids,
    pub(super) store: Mutex<Store>,
}

impl MattermostSite {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self {
            ids: Ids::new()?,
            store: Mutex::default(),
        })
    }

    pub(super) fn posts(&self) -> Vec<Value> {
        locked(&self.store)
            .existing()
            .map(|post| post.json(0))
            .collect()
    }

    pub(super) fn forget_pending_posts(&self) {
        locked(&self.store).pending.clear();
    }

    fn call(&self, endpoint: &Endpoint<'_>, request: &Received) -> Outcome {
        if *endpoint == Endpoint::Ping {
            return Ok((200, ping()));
        }
        let session = Session::open(request)?;
        let found = match *endpoint {
            Endpoint::Ping => Ok(ping()),
            Endpoint::UserById(id) => people::by_id(session, id),
            Endpoint::UserByName(name) => people::by_name(session, name),
            Endpoint::UserByEmail(email) => people::by_email(session, email),
            Endpoint::TokensOf(user) => people::tokens_of(session, user),
            Endpoint::Token(id) => people::token(session, id),
            Endpoint::AllTokens => people::all_tokens(session),
            Endpoint::TeamsOf(user) => teams::of(session, user),
            Endpoint::TeamById(id) => teams::by_id(session, id),
            Endpoint::TeamByName(name) => teams::by_name(session, name),
            Endpoint::ChannelById(id) => channels::by_id(self, session, id),
            Endpoint::ChannelByName { team, name } => {
                channels::by_name(self, session, request, team, name)
            }
            Endpoint::ChannelByTeamAndName { team, name } => {
                channels::by_team_and_name(self, session, request, team, name)
            }
            Endpoint::ChannelsOf { user, team } => channels::of(self, session, request, user, team),
            Endpoint::SearchChannels { team } => channels::search(self, request, team),
            Endpoint::AllChannels => channels::all(self, session, request),
            Endpoint::ChannelPosts(id) => listing::of_channel(self, session, request, id),
            Endpoint::Post(id) => posts::get(self, session, id),
            Endpoint::DeletePost(id) => posts::delete(self, session, id),
            Endpoint::CreatePost => return posts::create(self, session, request),
        };
        found.map(|body| (200, body))
    }
}

impl Site for MattermostSite {
    fn answer(&self, request: &Received) -> Reply {
        let segments = request.segments();
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        let Some(endpoint) = Endpoint::of(&request.method, &segments) else {
            return if segments.first() == Some(&"api") {
                no_such_route(&request.path)
            } else {
                web_app()
            };
        };
        let request_id = self.ids.next();
        let reply = match self.call(&endpoint, request) {
            Ok((status, body)) => Reply::json(status, &body),
            Err(refusal) => refusal.into_reply(&request_id),
        };
        reply
            .with_header("x-request-id", request_id)
            .with_header("x-version-id", VERSION)
    }
}

fn ping() -> Value {
    json!({
        "AndroidLatestVersion": "",
        "AndroidMinVersion": "",
        "DesktopLatestVersion": "",
        "DesktopMinVersion": "",
        "IosLatestVersion": "",
        "IosMinVersion": "",
        "status": "OK",
    })
}

fn web_app() -> Reply {
    Reply::text(
        200,
        "text/html",
        "<!DOCTYPE html>\n<html lang=\"en\"><head><title>Mattermost</title></head>\
         <body><div id=\"root\"></div></body></html>\n",
    )
}

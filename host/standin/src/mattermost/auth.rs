//! Who is asking.
//!
//! Contract: a session cookie is looked at first and alone, then the `Authorization` header,
//! then the query, as in the real server. A secret is good while its token is enabled, or its
//! login not ended, and its account active. Whatever is wrong with it, the answer is the same
//! 401; only a request without any gets one that leaves the cookie in peace.

use crate::mattermost::errors::AppError;
use crate::mattermost::world::account::Account;
use crate::mattermost::world::channel::Channel;
use crate::mattermost::world::team::Team;
use crate::mattermost::world::{World, now_ms};
use crate::received::Received;

const COOKIE: &str = "MMAUTHTOKEN";
const TOKEN_LIMIT: usize = 50;

/// An account at work; the default is nobody, who is in nothing and may do nothing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Session {
    pub(crate) user_id: String,
    is_admin: bool,
}

impl Session {
    pub(crate) fn open(world: &World, request: &Received) -> Result<Self, AppError> {
        if let Some(secret) = cookie(request) {
            let session = Self::of(world, &secret)?;
            // A cookie may only read, unless the web app's proof comes with it.
            return if request.method == "GET" {
                Ok(session)
            } else {
                Err(AppError::bad_session())
            };
        }
        if let Some(secret) = bearer(request) {
            return Self::of(world, &secret);
        }
        if let Some(secret) = request.query_value("access_token") {
            Self::of(world, &secret)?;
            return Err(AppError::new(
                401,
                "api.context.token_provided.app_error",
                "Session is not OAuth but token was provided in the query string.",
            ));
        }
        Err(AppError::no_session())
    }

    fn of(world: &World, secret: &str) -> Result<Self, AppError> {
        let by_token = || {
            world
                .tokens
                .iter()
                .find(|token| token.secret == secret && token.is_good(now_ms()))
                .map(|token| &token.user_id)
        };
        world
            .logins
            .get(secret)
            .or_else(by_token)
            .and_then(|user_id| world.account(user_id))
            .filter(|account| account.is_active())
            .map(|account| Self {
                user_id: account.id.clone(),
                is_admin: account.is_admin(),
            })
            .ok_or_else(AppError::bad_session)
    }

    pub(crate) fn is_admin(&self) -> bool {
        self.is_admin
    }

    pub(crate) fn is(&self, user_id: &str) -> bool {
        self.user_id == user_id
    }

    pub(crate) fn account<'a>(&self, world: &'a World) -> Option<&'a Account> {
        world.account(&self.user_id)
    }

    /// Membership counts, not the channel being public.
    pub(crate) fn may_post_to(&self, channel: &Channel) -> bool {
        self.is_admin || channel.has_member(&self.user_id)
    }

    /// A team sees its public channels.
    pub(crate) fn may_see(&self, world: &World, channel: &Channel) -> bool {
        self.may_post_to(channel)
            || channel.is_public()
                && world
                    .team(&channel.team_id)
                    .is_some_and(|team| team.has_member(&self.user_id))
    }

    pub(crate) fn is_in(&self, team: &Team) -> bool {
        self.is_admin || team.has_member(&self.user_id)
    }

    pub(crate) fn manages(&self, team: &Team) -> bool {
        self.is_admin
            || team
                .member(&self.user_id)
                .is_some_and(|member| member.is_admin)
    }
}

fn cookie(request: &Received) -> Option<String> {
    request
        .headers
        .iter()
        .filter(|(name, _)| name == "cookie")
        .flat_map(|(_, value)| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(name, value)| (name == COOKIE).then(|| value.to_owned()))
}

fn bearer(request: &Received) -> Option<String> {
    let (scheme, token) = request.header("authorization")?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("bearer") && !scheme.eq_ignore_ascii_case("token") {
        return None;
    }
    let token: String = token.chars().take(TOKEN_LIMIT).collect();
    (!token.is_empty()).then_some(token)
}

//! Who is asking.
//!
//! Contract: a session cookie is looked at first and alone, then the `Authorization` header,
//! then the query, as in the real server. Whatever is wrong with a token, the answer is the same
//! 401; only a request without any gets one that leaves the cookie in peace.

use crate::mattermost::errors::AppError;
use crate::mattermost::world::{self, Account, Channel, TOKENS};
use crate::received::Received;

const COOKIE: &str = "MMAUTHTOKEN";
const TOKEN_LIMIT: usize = 50;

#[derive(Debug, Clone, Copy)]
pub(super) struct Session {
    pub(super) account: &'static Account,
}

impl Session {
    pub(super) fn open(request: &Received) -> Result<Self, AppError> {
        if let Some(token) = cookie(request) {
            let session = Self::of(&token)?;
            // A cookie may only read, unless the web app's proof comes with it.
            return if request.method == "GET" {
                Ok(session)
            } else {
                Err(AppError::bad_session())
            };
        }
        if let Some(token) = bearer(request) {
            return Self::of(&token);
        }
        if let Some(token) = request.query_value("access_token") {
            Self::of(&token)?;
            return Err(AppError::new(
                401,
                "api.context.token_provided.app_error",
                "Session is not OAuth but token was provided in the query string.",
            ));
        }
        Err(AppError::no_session())
    }

    fn of(token: &str) -> Result<Self, AppError> {
        TOKENS
            .iter()
            .find(|known| known.secret == token && known.is_active)
            .and_then(|known| world::account(known.user_id))
            .map(|account| Self { account })
            .ok_or_else(AppError::bad_session)
    }

    pub(super) fn is_admin(self) -> bool {
        self.account.is_admin()
    }

    /// Membership counts, not the channel being public.
    pub(super) fn may_post_to(self, channel: &Channel) -> bool {
        self.is_admin() || channel.has_member(self.account)
    }

    /// Everybody here is in the team, and the team sees its public channels.
    pub(super) fn may_see(self, channel: &Channel) -> bool {
        channel.is_public || self.may_post_to(channel)
    }

    /// The account a path names: `me`, the session's own id, or another's.
    pub(super) fn named(self, id: &str) -> Option<&'static Account> {
        if id == "me" {
            Some(self.account)
        } else {
            world::account(id)
        }
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

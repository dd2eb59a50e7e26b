//! Refusals, with the ids and texts of the real server.
//!
//! Contract: an [`AppError`] becomes the five-field JSON body the server sends; its `request_id`
//! is filled in when the answer leaves.

use serde_json::{Value, json};

use crate::reply::Reply;

#[derive(Debug)]
pub(crate) struct AppError {
    status: u16,
    id: &'static str,
    message: String,
    clears_cookie: bool,
}

impl AppError {
    pub(crate) fn new(status: u16, id: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            id,
            message: message.into(),
            clears_cookie: false,
        }
    }

    /// No token was sent.
    pub(crate) fn no_session() -> Self {
        Self::new(
            401,
            "api.context.session_expired.app_error",
            "Invalid or expired session, please login again.",
        )
    }

    /// A token was sent and is good for nothing.
    pub(crate) fn bad_session() -> Self {
        Self {
            clears_cookie: true,
            ..Self::no_session()
        }
    }

    pub(crate) fn permissions() -> Self {
        Self::new(
            403,
            "api.context.permissions.app_error",
            "You do not have the appropriate permissions.",
        )
    }

    pub(crate) fn invalid_url_param(name: &str) -> Self {
        Self::new(
            400,
            "api.context.invalid_url_param.app_error",
            format!("Invalid or missing {name} parameter in request URL."),
        )
    }

    pub(crate) fn invalid_body_param(name: &str) -> Self {
        Self::new(
            400,
            "api.context.invalid_body_param.app_error",
            format!("Invalid or missing {name} in request body."),
        )
    }

    pub(crate) fn no_user() -> Self {
        Self::new(
            404,
            "app.user.missing_account.const",
            "Unable to find the user.",
        )
    }

    pub(crate) fn no_token() -> Self {
        Self::new(
            404,
            "app.user_access_token.get_by_user.app_error",
            "Unable to get the personal access tokens by user.",
        )
    }

    pub(crate) fn no_team_of_name() -> Self {
        Self::new(
            404,
            "app.team.get_by_name.missing.app_error",
            "Unable to find the existing team.",
        )
    }

    pub(crate) fn no_channel() -> Self {
        Self::new(
            404,
            "app.channel.get.existing.app_error",
            "Unable to find the existing channel.",
        )
    }

    pub(crate) fn no_channel_of_name() -> Self {
        Self::new(
            404,
            "app.channel.get_by_name.missing.app_error",
            "Channel does not exist.",
        )
    }

    pub(crate) fn no_post() -> Self {
        Self::new(404, "app.post.get.app_error", "Unable to get the post.")
    }

    pub(crate) fn no_file() -> Self {
        Self::new(
            404,
            "app.file_info.get.app_error",
            "Unable to get the file info.",
        )
    }

    pub(crate) fn no_licence() -> Self {
        Self::new(
            501,
            "license_error.feature_unavailable",
            "Feature is not available for the current license.",
        )
    }

    pub(crate) fn into_reply(self, request_id: &str) -> Reply {
        let reply = Reply::json(
            self.status,
            &json!({
                "id": self.id,
                "message": self.message,
                "detailed_error": "",
                "request_id": request_id,
                "status_code": self.status,
            }),
        );
        if self.clears_cookie {
            reply.with_header("set-cookie", "MMAUTHTOKEN=; Path=/; Max-Age=0; HttpOnly")
        } else {
            reply
        }
    }
}

/// The answer to a path the API does not have: no request id, and JSON under the wrong type.
pub(crate) fn no_such_route(path: &str) -> Reply {
    let body = json!({
        "id": "api.context.404.app_error",
        "message": "Sorry, we could not find the page.",
        "detailed_error": format!(
            "There doesn't appear to be an api call for the url='{path}'.  \
             Typo? are you missing a team_id or user_id as part of the url?"
        ),
        "status_code": 404,
    });
    Reply::text(404, "text/plain; charset=utf-8", Value::to_string(&body))
}

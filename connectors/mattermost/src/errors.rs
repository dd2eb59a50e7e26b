//! What the API's errors mean.
//!
//! Errors are told apart by status and by their `id`; their `message` is in the account's
//! language.

use jackfield_sdk::{Credential, Fault, FaultKind, Request, Response, context};
use serde::Deserialize;

use crate::subject::{self, Subject};
use crate::{api, patience, webhook};

/// The error body of the API.
#[derive(Deserialize)]
struct ApiError {
    id: String,
    message: String,
}

/// The same pending post id is being worked on at this moment.
const POST_IN_FLIGHT: &str = "api.post.deduplicate_create_post.pending";
/// The server wants a second factor, which the account has not set up.
const SECOND_FACTOR: &str = "api.context.mfa_required.app_error";
/// The server could not look the token up; it says nothing about the token.
const TOKEN_LOOK_UP_FAILED: &str = "api.context.invalid_token.error";

/// How long the engine waits for a server, unless a step says otherwise.
const LONGEST_WAIT_MS: u64 = 60 * 1000;

/// The fault for an answer that is none of success. `doing` says what was being done, and the
/// subject what it was about.
pub(crate) fn fault(
    credential: Credential<'_>,
    response: &Response,
    doing: &str,
    subject: Subject,
) -> Fault {
    let status = response.status();
    let error = serde_json::from_slice::<ApiError>(response.bytes()).ok();
    let words = match &error {
        Some(error) => error.message.clone(),
        None => response.text().trim().chars().take(200).collect(),
    };
    let id = error.as_ref().map_or("", |error| error.id.as_str());
    let wait = patience::asked(response, context::now_ms());
    let fault_of = |kind| {
        let mut message = format!("{doing}: Mattermost answered {status}");
        if !words.is_empty() {
            message += &format!(": {words}");
        }
        if let Some(wait) = wait {
            message += &format!("; the server asks to wait {} s", wait.div_ceil(1000));
        }
        let fault = Fault::new(kind, message)
            .status(status)
            .retry_after_ms(wait);
        if id.is_empty() { fault } else { fault.code(id) }
    };
    match (status, error.is_some()) {
        (429, _) => fault_of(FaultKind::RateLimited).hint(limited(wait)),
        // 520 and 524 are Cloudflare's.
        (502 | 504 | 520 | 524, false) => fault_of(FaultKind::Unavailable)
            .hint("a gateway in front of Mattermost answered in its place; whether the request got through is not known")
            .outcome_unknown(),
        (500, false) => fault_of(FaultKind::Unavailable)
            .hint("the answer came from something in front of Mattermost, or from a server that broke down over the request; whether it took effect is not known")
            .outcome_unknown(),
        (413, false) => fault_of(FaultKind::InvalidParameter)
            .hint("the request is too large for the server or for the gateway in front of it (nginx: `client_max_body_size`): send less, or have the limit raised"),
        (500..=599, false) => fault_of(FaultKind::Unavailable)
            .hint("the answer came from something in front of Mattermost, or from a server that is failing"),
        (_, false) => response.not_the_api("no error of Mattermost's API"),
        (401 | 403, _) if id == SECOND_FACTOR => fault_of(FaultKind::CredentialRejected).hint(
            "the server wants every person to have a second factor, and this one has none: set it up (Profile > Security > Multi-factor Authentication), or take a bot's token, for bots need none",
        ),
        (401, _) => rejected(fault_of(FaultKind::CredentialRejected), credential),
        (403, _) => fault_of(FaultKind::PermissionDenied).hint(forbidden(credential, subject)),
        (404, _) => fault_of(FaultKind::NotFound).hint(subject::missing(id, subject)),
        (409, _) => fault_of(FaultKind::Conflict),
        (400, _) => match advice(id) {
            Some(hint) => fault_of(FaultKind::InvalidParameter).hint(hint),
            None => fault_of(FaultKind::InvalidParameter),
        },
        (413, _) if id.starts_with("api.file.") => fault_of(FaultKind::InvalidParameter)
            .hint("the server's limit is System Console > Environment > File Storage > Maximum File Size"),
        (413, _) => fault_of(FaultKind::InvalidParameter)
            .hint("the server's limit is System Console > Environment > Web Server > Maximum Payload Size"),
        (501, _) => fault_of(FaultKind::RefusedByPlatform)
            .hint("the feature is switched off on the server, or its licence does not include it"),
        (500, _) if id == POST_IN_FLIGHT || id == TOKEN_LOOK_UP_FAILED => {
            fault_of(FaultKind::Unavailable).retry_after_ms(Some(500))
        }
        (500..=599, _) => fault_of(FaultKind::Unavailable),
        _ => fault_of(FaultKind::RefusedByPlatform),
    }
}

/// What can be done about too many requests.
fn limited(wait: Option<u64>) -> String {
    let limits = "the server limits how many requests it takes (System Console > Environment > Rate Limiting)";
    match wait {
        Some(wait) if wait > LONGEST_WAIT_MS => format!(
            "{limits}; a step waits that long only where its `retry` says so, such as {{\"wait\": \"{}s\"}}",
            wait.div_ceil(1000)
        ),
        _ => limits.to_owned(),
    }
}

/// What can be done about a request that the server finds wrong.
fn advice(id: &str) -> Option<&'static str> {
    Some(match id {
        "api.post.create_post.can_not_post_to_deleted.error" => {
            "the channel is archived: `channel.restore` takes it out of the archive"
        }
        "api.post.create_post.root_id.app_error" => {
            "the post that begins the thread is wanted, and no reply: `message.reply` finds it by itself"
        }
        "store.sql_channel.save_channel.exists.app_error" => {
            "the team has a channel of that name, in the archive perhaps: `channel.restore` takes it out"
        }
        "api.post.post_priority.priority_post_only_allowed_for_root_post.request_error" => {
            "a reply has no priority: leave it out, or give it to the post that begins the thread"
        }
        _ => return None,
    })
}

fn rejected(fault: Fault, credential: Credential<'_>) -> Fault {
    fault.hint(format!(
        "{} does not accept the token. Most likely first: the Token ID was pasted instead of the access token (the server shows the access token only once, when it is created); the token was revoked, or disabled by an administrator (then it can be enabled again); it has expired; the account was deactivated; personal access tokens are switched off on the server (bots are exempt)",
        credential.base_url()
    ))
}

/// Says which account may not do it. The account is asked for only here, after a refusal.
fn forbidden(credential: Credential<'_>, subject: Subject) -> String {
    if credential.credential_type() == webhook::TYPE {
        return "the webhook may not post there: it is locked to its own channel (Integrations > Incoming Webhooks > Edit > Lock to this channel), or its maker is not in that channel".to_owned();
    }
    #[derive(Deserialize)]
    struct Account {
        username: String,
    }
    let who = credential
        .send(&Request::get(api::path(["users", "me"])))
        .and_then(|response| response.json::<Account>())
        .map_or_else(
            |_| "the account of this token".to_owned(),
            |account| format!("@{}", account.username),
        );
    subject::allowing(&who, subject)
}

//! Incoming webhooks: making them, and what they are sent.
//!
//! Contract: those who manage a team make hooks for its channels. A hook takes JSON or a form
//! with `payload`, posts as its maker, to another channel when one is named, and answers `ok`.
//! Other names and icons are not allowed and are ignored. Text too long for one post becomes
//! several.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::mattermost::call::{Call, Outcome, created, lenient};
use crate::mattermost::calls::posts::{self, LONGEST_MESSAGE};
use crate::mattermost::errors::AppError;
use crate::mattermost::world::World;
use crate::mattermost::world::channel::{Channel, Kind};
use crate::mattermost::world::hook::IncomingHook;
use crate::mattermost::world::post::Post;
use crate::received::Received;
use crate::reply::Reply;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Draft {
    channel_id: String,
    display_name: String,
    description: String,
    channel_locked: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Payload {
    text: String,
    channel: String,
    props: Map<String, Value>,
    attachments: Option<Vec<Value>>,
}

pub(crate) fn create(call: &mut Call<'_>) -> Outcome {
    let draft: Draft = call.body("incoming_webhook")?;
    let channel = call
        .world
        .channel(&draft.channel_id)
        .ok_or_else(AppError::no_channel)?;
    let team_id = channel.team_id.clone();
    let manages_team = call
        .world
        .team(&team_id)
        .is_some_and(|team| call.session.manages(team));
    if !manages_team || !call.session.may_see(call.world, channel) {
        return Err(AppError::permissions());
    }
    let hook = IncomingHook {
        id: call.world.ids.next(),
        created_at: call.world.tick(),
        user_id: call.session.user_id.clone(),
        channel_id: draft.channel_id,
        team_id,
        display_name: draft.display_name,
        description: draft.description,
        is_locked: draft.channel_locked,
    };
    let body = hook.json();
    call.world.hooks.push(hook);
    created(&body)
}

pub(crate) fn receive(call: &mut Call<'_>) -> Outcome {
    let payload = payload(call.request)?;
    let id = call.param("hook_id");
    let hook = call
        .world
        .hooks
        .iter()
        .find(|hook| hook.id == id)
        .ok_or_else(|| {
            refusal(
                400,
                "web.incoming_webhook.invalid.app_error",
                "Invalid webhook.",
            )
        })?;
    if payload.text.is_empty() && payload.attachments.is_none() {
        return Err(refusal(
            400,
            "web.incoming_webhook.text.app_error",
            "No text specified.",
        ));
    }
    let channel = addressed(call.world, hook, &payload.channel)?;

    let mut props = payload.props;
    props.insert("from_webhook".to_owned(), json!("true"));
    props.insert("webhook_display_name".to_owned(), json!(hook.display_name));
    let post = Post {
        user_id: hook.user_id.clone(),
        channel_id: channel.id.clone(),
        props,
        ..Post::default()
    };
    let mut pieces = pieces(&payload.text);
    let last = pieces.pop().unwrap_or_default();
    for message in pieces {
        posts::submit(
            call.world,
            Post {
                message,
                ..post.clone()
            },
        );
    }
    let mut last = Post {
        message: last,
        ..post
    };
    if let Some(attachments) = payload.attachments {
        last.kind = "slack_attachment";
        last.props
            .insert("attachments".to_owned(), Value::Array(attachments));
    }
    posts::submit(call.world, last);
    Ok(Reply::text(200, "text/plain", "ok"))
}

fn payload(request: &Received) -> Result<Payload, AppError> {
    let content_type = request.header("content-type").unwrap_or_default();
    let read = if content_type.starts_with("application/x-www-form-urlencoded") {
        request
            .form()
            .into_iter()
            .find(|(name, _)| name == "payload")
            .and_then(|(_, text)| serde_json::from_str(&text).ok())
    } else {
        request.json()
    };
    read.and_then(lenient).ok_or_else(|| {
        refusal(
            400,
            "model.incoming_hook.parse_data.app_error",
            "Unable to parse incoming data.",
        )
    })
}

/// The hook's own channel, another of the team by name, or a direct one by `@` and a name.
fn addressed<'a>(
    world: &'a World,
    hook: &IncomingHook,
    address: &str,
) -> Result<&'a Channel, AppError> {
    let missing = || {
        refusal(
            404,
            "web.incoming_webhook.channel.app_error",
            "Could not find the channel.",
        )
    };
    let channel = if address.is_empty() {
        world.channel(&hook.channel_id)
    } else if let Some(name) = address.strip_prefix('@') {
        world.channels.iter().find(|channel| {
            channel.kind == Kind::Direct
                && channel.has_member(&hook.user_id)
                && channel.members.iter().any(|member| {
                    world
                        .account(&member.user_id)
                        .is_some_and(|account| account.username == name)
                })
        })
    } else {
        world.channel_named(&hook.team_id, address.trim_start_matches('#'))
    }
    .filter(|channel| !channel.is_archived())
    .ok_or_else(missing)?;
    if hook.is_locked && channel.id != hook.channel_id {
        return Err(refusal(
            403,
            "web.incoming_webhook.channel_locked.app_error",
            "This webhook is not permitted to post to the requested channel.",
        ));
    }
    if !channel.is_public() && !channel.has_member(&hook.user_id) {
        return Err(refusal(
            403,
            "web.incoming_webhook.permissions.app_error",
            "Inappropriate channel permissions.",
        ));
    }
    Ok(channel)
}

fn pieces(text: &str) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    characters
        .chunks(LONGEST_MESSAGE)
        .map(|piece| piece.iter().collect())
        .collect()
}

fn refusal(status: u16, id: &'static str, message: &str) -> AppError {
    AppError::new(status, id, message)
}

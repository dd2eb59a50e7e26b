//! Incoming webhooks: `webhook.post`.
//!
//! A webhook is an address that takes messages for a channel, and whoever knows it may post
//! there. Its last part is the secret: a credential type of its own puts it into the path.

use jackfield_sdk::Effect::Unsafe;
use jackfield_sdk::{
    BaseUrl, Call, Credential, CredentialType, Fault, FaultKind, Outcome, Placement, Request,
};
use serde_json::{Map, Value, json};

use crate::api;
use crate::field::{Field, members, objects, text, words};
use crate::messages::{URGENCY, priority, props};
use crate::operation::Operation;
use crate::parameters::{Parameters, wrong};

/// The type of credential that is a webhook.
pub(crate) const TYPE: &str = "mattermost-webhook";

/// The server has no such webhook.
const INVALID: &str = "web.incoming_webhook.invalid.app_error";
/// There is nothing to post.
const NO_TEXT: &str = "web.incoming_webhook.text.app_error";

const MESSAGE: &[Field] = &[
    words(
        "message",
        "The text, in Markdown. The server makes several posts of what is too long for one.",
    )
    .definite(),
    text(
        "channel",
        "Another channel of the same team than the webhook's own, by its name in links, or `@user`, where the webhook is not locked to its own.",
    )
    .direct(),
    text(
        "username",
        "The name that is shown, where the server allows another than that of the webhook's maker.",
    ),
    text(
        "iconUrl",
        "The address of the picture that is shown, where the server allows another.",
    ),
    text(
        "iconEmoji",
        "The emoji that is shown in place of a picture, such as `rocket`.",
    ),
    objects(
        "attachments",
        "Message attachments, with the keys of Mattermost's API, or as n8n wraps them.",
    ),
    members("props", "Further properties of the post, such as `card`."),
    text(
        "type",
        "The type of the post, for a plugin that shows such posts in its own way: it begins with `custom_`.",
    ),
];

pub(crate) static OPERATIONS: &[Operation] = &[
    Operation::new("webhook.post", Unsafe, post, &[MESSAGE, URGENCY])
        .summary("Posts a message through an incoming webhook. The server answers nothing but `ok`, and cannot tell a repeat: `message.post` can.")
        .credential(TYPE)
        .permission("create_post in the channel, for who made the webhook")
        .example("A message to the webhook's channel", r#"{"message": "Released 1.2.3"}"#),
];

pub(crate) fn credential_type() -> CredentialType {
    CredentialType {
        name: TYPE.to_owned(),
        title: "Mattermost incoming webhook".to_owned(),
        placement: vec![Placement::PathSegment],
        guide: [
            "In Mattermost: Product menu (the nine dots; before 6.0 the three bars) > Integrations > Incoming Webhooks > Add Incoming Webhook. If it is not there, an administrator has to enable it: System Console > Integrations > Integration Management > Enable Incoming Webhooks.",
            "Its URL is https://SERVER/hooks/ID. The token is the ID, the 26 characters at the end; the base URL is what stands before /hooks.",
        ]
        .map(ToOwned::to_owned)
        .to_vec(),
        permissions_guide: Vec::new(),
        rotation_guide: [
            "Make a second webhook for the same channel, put its ID in the place of the first: `jackfield credential edit NAME`, and delete the first.",
        ]
        .map(ToOwned::to_owned)
        .to_vec(),
        base_url: BaseUrl {
            example: "https://chat.example.com".to_owned(),
            strip_suffixes: vec!["/hooks".to_owned(), "/api/v4".to_owned()],
        },
        public_fields: Vec::new(),
        n8n_aliases: Vec::new(),
    }
}

fn request(credential: Credential<'_>) -> Request {
    // The stand-in is replaced by the secret outside of the sandbox.
    Request::post(["hooks".to_owned(), credential.access_token()])
}

fn post(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let request = request(credential).json(&payload(parameters)?);
    api::succeed(credential, &request, "posting through a webhook").map_err(told)?;
    Outcome::json(&api::done())
}

fn payload(parameters: &Parameters) -> Result<Value, Fault> {
    let channel = parameters.word("channel");
    if let Some(channel) = channel.filter(|channel| channel.contains('/')) {
        return Err(wrong(format!(
            "a webhook takes the name of a channel, and no team: `{channel}`"
        ))
        .hint("a webhook posts in its own team: give `channel` as the channel's name in links alone, or as `@user`, or leave it out"));
    }
    let mut payload: Map<String, Value> = [
        ("message", "text"),
        ("channel", "channel"),
        ("username", "username"),
        ("iconUrl", "icon_url"),
        ("iconEmoji", "icon_emoji"),
        ("type", "type"),
    ]
    .into_iter()
    .filter_map(|(ours, theirs)| Some((ours, theirs, parameters.word(ours)?)))
    .map(|(ours, theirs, word)| {
        let value = match ours {
            // Blanks and line breaks mean something in a text alone.
            "message" => parameters.text(ours),
            "channel" => word.trim_start_matches('~').to_owned(),
            _ => word,
        };
        (theirs.to_owned(), value.into())
    })
    .collect();
    let mut props = props(parameters);
    let attachments = props.remove("attachments");
    if attachments.is_none() && !payload.contains_key("text") {
        return Err(wrong("there is nothing to post").hint("give `message` or `attachments`"));
    }
    if let Some(attachments) = attachments {
        payload.insert("attachments".to_owned(), attachments);
    }
    if !props.is_empty() {
        payload.insert("props".to_owned(), Value::Object(props));
    }
    if let Some(priority) = priority(parameters) {
        payload.insert("priority".to_owned(), priority);
    }
    Ok(Value::Object(payload))
}

fn told(fault: Fault) -> Fault {
    if fault.code.as_deref() != Some(INVALID) {
        return fault;
    }
    Fault {
        kind: FaultKind::CredentialRejected.as_str().to_owned(),
        ..fault
    }
    .hint("the server has no such webhook: it was deleted, or its channel was archived, or the token is not the end of the webhook's URL")
}

/// Looks whether webhooks are taken there. The server looks at the text before it looks for the
/// webhook, so that an empty message, which is never posted, tells as much as can be told.
pub(crate) fn check(credential: Credential<'_>) -> Result<Value, Fault> {
    let request = request(credential).json(&json!({})).repeatable();
    match api::succeed(credential, &request, "looking for the webhook").map_err(told) {
        Err(fault) if fault.code.as_deref() != Some(NO_TEXT) => Err(fault),
        _ => Ok(json!({
            "permissions": ["post to the webhook's channel"],
            "warnings": ["the server takes webhooks; whether it knows this one shows only when something is posted"],
        })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(parameters: &Value) -> Result<Value, Fault> {
        payload(&Parameters::of(Some(parameters)))
    }

    #[test]
    fn a_payload_has_what_was_given() {
        assert_eq!(
            of(&json!({"message": " a\n"})).unwrap(),
            json!({"text": " a\n"})
        );
        assert_eq!(
            of(&json!({
                "message": "a", "channel": "@bob", "iconUrl": "u", "iconEmoji": "e",
                "attachments": [{"text": "x", "fields": {}}], "props": {"card": "c"},
                "priority": "urgent", "persistentNotifications": true, "type": "custom_build",
            }))
            .unwrap(),
            json!({
                "text": "a", "channel": "@bob", "icon_url": "u", "icon_emoji": "e",
                "type": "custom_build", "attachments": [{"text": "x"}], "props": {"card": "c"},
                "priority": {
                    "priority": "urgent", "requested_ack": false, "persistent_notifications": true,
                },
            })
        );
        let of_team = of(&json!({"message": "a", "channel": "~town"})).unwrap();
        assert_eq!(of_team["channel"], json!("town"));
        for nothing in [json!({}), json!({"message": " "}), json!({"channel": "x"})] {
            assert!(of(&nothing).is_err(), "{nothing}");
        }
    }
}

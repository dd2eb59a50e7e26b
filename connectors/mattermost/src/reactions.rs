//! Reactions to posts: `reaction.*`.

use jackfield_sdk::Effect::{Idempotent, Read};
use jackfield_sdk::{Call, Fault, Outcome, Request, context};
use serde_json::{Value, json};

use crate::field::{Field, text, words};
use crate::names::{self, USER_OR_SELF};
use crate::operation::Operation;
use crate::parameters::Parameters;
use crate::{api, pages};

const POST: &[Field] = &[text("postId", "The post by its id or its link.").required()];
const EMOJI: &[Field] = &[words(
    "emojiName",
    "The name of the emoji, such as `tada`, with or without colons.",
)
.required()];

pub(crate) static OPERATIONS: &[Operation] = &[
    Operation::new(
        "reaction.create",
        Idempotent,
        create,
        &[POST, EMOJI, USER_OR_SELF],
    )
    .summary("Reacts to a post. The server lets an account react for itself only.")
    .permission("add_reaction")
    .example(
        "To the post of the step before",
        r#"{"postId": "{{ $json.id }}", "emojiName": "tada"}"#,
    ),
    Operation::new(
        "reaction.delete",
        Idempotent,
        delete,
        &[POST, EMOJI, USER_OR_SELF],
    )
    .summary("Takes a reaction back.")
    .permission("remove_reaction, or remove_others_reactions for somebody else's")
    .example(
        "From the post of the step before",
        r#"{"postId": "{{ $json.id }}", "emojiName": "tada"}"#,
    ),
    Operation::new("reaction.getAll", Read, list, &[POST, pages::ALL_AT_ONCE])
        .summary("Lists the reactions to a post. n8n's node takes the limit of the first item for all items; here each has its own.")
        .permission("read_channel")
        .example(
            "To the post of the step before",
            r#"{"postId": "{{ $json.id }}"}"#,
        ),
];

fn emoji(parameters: &Parameters) -> Result<String, Fault> {
    Ok(parameters.needed("emojiName")?.replace(':', ""))
}

fn create(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let request = Request::post(api::path(["reactions"]))
        .json(&json!({
            "user_id": names::user(credential, parameters)?,
            "post_id": parameters.needed("postId")?,
            "emoji_name": emoji(parameters)?,
            "create_at": context::first_attempt_at_ms(),
        }))
        .repeatable();
    api::items(credential, &request, "reacting to a post")
}

fn delete(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let user = names::user_in_path(credential, parameters)?;
    let (post_id, emoji) = (parameters.needed("postId")?, emoji(parameters)?);
    let path = ["users", &user, "posts", &post_id, "reactions", &emoji];
    let request = Request::delete(api::path(path)).repeatable();
    api::items(credential, &request, "taking a reaction back")
}

/// All come in one answer, which is `null` where there are none.
fn list(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let post_id = parameters.needed("postId")?;
    let request = Request::get(api::path(["posts", &post_id, "reactions"]));
    let found: Option<Vec<Value>> = api::call(credential, &request, "listing reactions")?;
    let mut found = found.unwrap_or_default();
    if let Some(limit) = pages::limit(parameters, true)? {
        found.truncate(limit);
    }
    Outcome::json(&Value::Array(found))
}

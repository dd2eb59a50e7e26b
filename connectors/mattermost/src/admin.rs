//! Bots and access tokens: `bot.*`, `token.*`.

use jackfield_sdk::Effect::{Idempotent, Read, Unsafe};
use jackfield_sdk::{Call, Fault, Outcome, Request};
use serde_json::{Value, json};

use crate::api;
use crate::field::{Field, text};
use crate::names::{self, USER_OR_SELF};
use crate::operation::Operation;
use crate::pages::{self, Pages};
use crate::parameters::Parameters;

const TOKEN_ID: &[Field] = &[text(
    "tokenId",
    "The id of the token, which is not the token itself.",
)
.required()];

const BOT: &[Field] = &[
    text(
        "username",
        "The name that mentions the bot: small letters, digits, `.`, `-`, `_`.",
    )
    .required(),
    text("displayName", "What the bot is called where people see it."),
    text("description", "What it is for."),
];

/// The answer of a server that no longer has a token.
const NO_TOKEN: &str = "app.user_access_token.get_by_user.app_error";

const ONE: (&str, &str) = (
    "A token by its id",
    r#"{"tokenId": "ajhencqkpbfs786hs6433gymic"}"#,
);

pub(crate) static OPERATIONS: &[Operation] = &[
    Operation::new("bot.create", Unsafe, create_bot, &[BOT])
        .summary("Makes a bot account. It has no token yet, and is in no team.")
        .permission("create_bot")
        .example(
            "A bot that announces releases",
            r#"{"username": "deploybot", "displayName": "Deploy Bot", "description": "Tells of releases"}"#,
        ),
    Operation::new("token.getAll", Read, list, &[USER_OR_SELF, pages::ALL])
        .summary("Lists the access tokens of an account, without the tokens themselves.")
        .permission("read_user_access_token")
        .example("One's own", "{}"),
    Operation::new("token.revoke", Idempotent, revoke, &[TOKEN_ID])
        .summary("Revokes an access token for good, and ends its sessions.")
        .permission("revoke_user_access_token")
        .example(ONE.0, ONE.1),
    Operation::new("token.disable", Idempotent, disable, &[TOKEN_ID])
        .summary("Disables an access token until it is enabled again.")
        .permission("revoke_user_access_token")
        .example(ONE.0, ONE.1),
    Operation::new("token.enable", Idempotent, enable, &[TOKEN_ID])
        .summary("Enables an access token that was disabled.")
        .permission("create_user_access_token")
        .example(ONE.0, ONE.1),
];

fn create_bot(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let request = Request::post(api::path(["bots"])).json(&json!({
        "username": parameters.needed("username")?,
        "display_name": parameters.text("displayName"),
        "description": parameters.text("description"),
    }));
    api::items(call.credential()?, &request, "creating a bot")
}

fn list(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let user = names::user_in_path(credential, parameters)?;
    let pages = Pages::of(call, pages::limit(parameters, true)?)?;
    let request = Request::get(api::path(["users", &user, "tokens"]))
        .query("page", pages.page)
        .query("per_page", pages.size);
    let mut found = api::call(credential, &request, "listing tokens")?;
    let next = pages.cut(&mut found);
    Pages::items(found, next)
}

fn set(call: &Call, parameters: &Parameters, what: &str, doing: &str) -> Result<Value, Fault> {
    let request = Request::post(api::path(["users", "tokens", what]))
        .json(&json!({"token_id": parameters.needed("tokenId")?}))
        .repeatable();
    api::call(call.credential()?, &request, doing)
}

fn revoke(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let answer = set(call, parameters, "revoke", "revoking a token");
    Outcome::json(&api::or_done_before(answer, NO_TOKEN, || {
        Ok(json!({"status": "OK"}))
    })?)
}

fn disable(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    Outcome::json(&set(call, parameters, "disable", "disabling a token")?)
}

fn enable(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    Outcome::json(&set(call, parameters, "enable", "enabling a token")?)
}

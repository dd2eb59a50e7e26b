//! Bots and access tokens: `bot.*`, `token.*`.

use jackfield_sdk::Effect::{Deduplicated, Idempotent, Read};
use jackfield_sdk::{Call, Credential, Fault, FaultKind, Outcome, Request, context};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::field::{Field, text};
use crate::names::{self, USER_OR_SELF};
use crate::operation::Operation;
use crate::pages::{self, Pages};
use crate::parameters::Parameters;
use crate::{api, users};

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
    Operation::new("bot.create", Deduplicated, create_bot, &[BOT])
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

/// `bot.create`. A repeat finds the bot of the first attempt by its name.
fn create_bot(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let body = json!({
        "username": parameters.needed("username")?,
        "display_name": parameters.text("displayName"),
        "description": parameters.text("description"),
    });
    let request = Request::post(api::path(["bots"])).json(&body);
    let answer = api::made(credential, &request, "creating a bot", || {
        own_bot(credential, &body)
    });
    let answer = match answer {
        Err(fault) if context::in_doubt() && users::is_taken(&fault) => {
            own_bot(credential, &body)?.ok_or(fault)
        }
        answer => answer,
    };
    Outcome::json(&answer?)
}

/// The bot of this name, if it was made by this call.
fn own_bot(credential: Credential<'_>, body: &Value) -> Result<Option<Value>, Fault> {
    const DOING: &str = "looking for the bot, which may have been made";
    #[derive(Deserialize)]
    struct Account {
        id: String,
    }
    let word = |of: &Value, name| of.get(name).and_then(Value::as_str).map(ToOwned::to_owned);
    let username = word(body, "username").unwrap_or_default();
    let request = Request::get(api::path(["users", "username", &username]));
    let account: Account = api::call(credential, &request, DOING)?;
    let request = Request::get(api::path(["bots", &account.id]));
    let bot: Value = match api::call(credential, &request, DOING) {
        // It is a person, or the bot of somebody else.
        Err(fault) if fault.kind == FaultKind::NotFound.as_str() => return Ok(None),
        bot => bot?,
    };
    // What is empty is left out of the answer.
    let is_same =
        |name| word(&bot, name).unwrap_or_default() == word(body, name).unwrap_or_default();
    let is_ours = api::is_of_this_call(&bot)
        && ["display_name", "description"].into_iter().all(is_same)
        && word(&bot, "owner_id") == Some(names::own_id(credential)?);
    Ok(is_ours.then_some(bot))
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
    api::value(call.credential()?, &request, doing)
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

//! Tokens that are made, of which nobody sees more than the id: `token.create`, `token.rotate`.

use jackfield_sdk::Effect::{Deduplicated, Idempotent};
use jackfield_sdk::{Call, Credential, Fault, NewToken, Outcome, context};
use serde_json::{Value, json};

use crate::field::{Field, count, text};
use crate::names::{self, USER};
use crate::operation::Operation;
use crate::parameters::{Parameters, wrong};
use crate::tokens::{self, DAY_MS};

const SAVE_AS: &str = "saveAs";
const VALID_DAYS: &str = "validDays";

const NEW: &[Field] = &[
    text(
        SAVE_AS,
        "The name under which the token is saved as a credential, one that is free. The token itself shows nowhere.",
    )
    .required(),
    text(
        "description",
        "What the token is for, as the account's list of tokens shows it; the call's key is added, by which a repeat finds it.",
    )
    .required(),
    count(
        VALID_DAYS,
        (1, 3650),
        None,
        "For how many days the token is valid (Mattermost 11.10 and later). By default it does not expire where the server allows that, and is valid as long as the server allows where it does not.",
    ),
];

pub(crate) static OPERATIONS: &[Operation] = &[
    Operation::new("token.create", Deduplicated, create, &[NEW, USER])
        .summary("Makes an access token for an account and saves it as a credential.")
        .permission("create_user_access_token; for the token of a bot also manage_bots or manage_others_bots; and read_user_access_token and revoke_user_access_token, by which nothing is left behind of what failed")
        .saves(SAVE_AS)
        .example(
            "A credential for a bot",
            r#"{"user": "@helper", "description": "posts the daily report", "saveAs": "report-bot"}"#,
        ),
    Operation::new("token.rotate", Idempotent, by_host, &[])
        .summary("Replaces the token of the step's credential, which is in the credential store, by a new one, and revokes the old one. Once in a run, however many items there are.")
        .permission("create_user_access_token, read_user_access_token and revoke_user_access_token")
        .timeout_ms(5 * 60 * 1000)
        .rotates()
        .example("The token that the step acts with", "{}"),
];

fn create(call: &Call, parameters: &Parameters) -> Result<Outcome, Fault> {
    let credential = call.credential()?;
    let user = names::other_user(credential, parameters)?;
    let mark = format!("({})", context::idempotency_key());
    if context::in_doubt() {
        // What an attempt has made whose answer was lost is a token that nobody knows.
        for token in tokens::of(credential, &user)? {
            if token.description.ends_with(&mark) {
                tokens::revoke(credential, &token.id)?;
            }
        }
    }
    let days = parameters.number(VALID_DAYS)?;
    let expires_at = days.map(|days| context::now_ms() + days * DAY_MS);
    let description = format!("{} {mark}", parameters.needed("description")?);
    let response = tokens::make(credential, &user, &description, expires_at)?;
    // What answers without a token in it may stand in front of a server that has made one.
    let new = tokens::made(&response).map_err(Fault::outcome_unknown)?;
    if days.is_some() && new.expires_at_ms.is_none() {
        let fault = wrong("the server lets no token expire, and would have ignored `validDays`")
            .hint("leave `validDays` out; servers know it from Mattermost 11.10 on");
        return Err(given_up(credential, &new, fault));
    }
    if let Err(fault) = credential.save(&new) {
        return Err(given_up(credential, &new, fault));
    }
    let mut item: Value = response.json()?;
    if let Some(members) = item.as_object_mut() {
        members.remove("token");
        members.insert("savedAs".to_owned(), json!(parameters.text(SAVE_AS)));
    }
    Outcome::json(&item)
}

/// The fault for whose sake a new token is of no use; the token is revoked.
fn given_up(credential: Credential<'_>, new: &NewToken, mut fault: Fault) -> Fault {
    let id = new.token_id.as_deref().unwrap_or_default();
    match tokens::revoke(credential, id) {
        Ok(()) => fault.message += "; the new token was revoked",
        Err(why) => {
            fault.message += &format!(
                "; the new token, with the id {id}, is of no use to anybody, and could not be revoked: {}",
                why.message
            );
        }
    }
    fault
}

fn by_host(_: &Call, _: &Parameters) -> Result<Outcome, Fault> {
    Err(Fault::left_to_host())
}

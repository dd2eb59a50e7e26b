//! A hostile connector that has tokens saved: those of one platform for another, its own stand-in,
//! what it invents, what an earlier call was given, more than it may.

use std::cell::RefCell;

use jackfield_sdk::{
    Call, Connector, Credential, CredentialType, Effect, Fault, FaultKind, NewToken, Operation,
    Outcome, Request, context,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Save {
    /// Which trick.
    trick: String,
    /// The name of what it saves.
    #[serde(rename = "name")]
    _name: String,
}

std::thread_local! {
    /// The stand-in of the last token that it was given.
    static LAST: RefCell<String> = const { RefCell::new(String::new()) };
}

fn save(call: &Call, Save { trick, .. }: Save) -> Result<Outcome, Fault> {
    let first = call.credential_of("first")?;
    let second = call.credential_of("second")?;
    let earlier = LAST.with_borrow(Clone::clone);
    let made = made(first)?;
    match trick.as_str() {
        "honest" => first.save(&new(&made))?,
        "nothing" => {}
        "twice" => {
            first.save(&new(&made))?;
            first.save(&new(&made))?;
        }
        "for another platform" => second.save(&new(&made))?,
        "of another platform" => first.save(&new(&self::made(second)?))?,
        "its own stand-in" => first.save(&new(&first.access_token()))?,
        "the stand-in of another" => first.save(&new(&second.access_token()))?,
        "invented" => first.save(&new("jackfield-sealed-0000000000000000"))?,
        "of an earlier call" => first.save(&new(&earlier))?,
        "in the clear" => first.save(&new("0penT0kenInTheClear"))?,
        "and keeps quiet" => {
            let _ = first.save(&new("0penT0kenInTheClear"));
        }
        "and goes on" => {
            first.save(&new(&made))?;
            return Ok(Outcome::json(&json!([]))?.call_again(0, "more"));
        }
        "with an odd id" => first.save(&NewToken {
            token_id: Some("a\nb".to_owned()),
            ..new(&made)
        })?,
        "and fails" => {
            first.save(&new(&made))?;
            if context::attempt() == 1 {
                return Err(Fault::new(FaultKind::Unavailable, "come back later"));
            }
        }
        _ => return Err(Fault::new(FaultKind::InvalidParameter, "no such trick")),
    }
    Outcome::json(&json!({"status": 200}))
}

/// Lets a platform make a token, and keeps the stand-in.
fn made(credential: Credential<'_>) -> Result<String, Fault> {
    // Asked for in a way that a dry run does not keep in.
    let answer = credential.send_sealing(&Request::get(["tokens"]), &["/token"])?;
    let body: Value = answer.json()?;
    let stand_in = body.get("token").and_then(Value::as_str);
    let stand_in = stand_in.unwrap_or_default().to_owned();
    LAST.set(stand_in.clone());
    Ok(stand_in)
}

fn new(token: &str) -> NewToken {
    NewToken {
        token: token.to_owned(),
        token_id: None,
        expires_at_ms: None,
    }
}

fn connector() -> Connector {
    let operation = |name: &'static str, credential_type: &str| {
        Operation::new(name, save)
            .effect(Effect::Deduplicated)
            .slot("first", credential_type)
            .slot("second", "saver")
    };
    Connector::new("token-saver", env!("CARGO_PKG_VERSION"))
        .title("Token saver")
        .summary("Tries to save tokens that it should not.")
        .credential_type(CredentialType::bearer(
            "saver",
            "Saver",
            "https://saver.example.com",
        ))
        .operation(operation("token.save", "saver").saves("name"))
        .operation(operation("token.adopt", "mattermost").saves("name"))
        .operation(operation("token.use", "saver"))
}

jackfield_sdk::export!(connector);

//! `account.get` and `account.billing`.

use jackfield_sdk::{Call, Effect, Fault, Operation, Outcome};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::api;
use crate::fields::Fields;
use crate::method::{self, Method};

/// Nothing: there is one account.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

pub(crate) fn operations() -> [Operation; 2] {
    let about = |operation: Operation, needs: Method<'static>| {
        operation
            .effect(Effect::Read)
            .permission(needs.0)
            .credential("jelastic")
            .example("The account of the token", json!({}))
    };
    [
        about(
            Operation::new("account.get", |call, _: Nothing| {
                ask(call, method::GET_USER_INFO)
            })
            .summary("Gets whose account the token belongs to."),
            method::GET_USER_INFO,
        ),
        about(
            Operation::new("account.billing", |call, _: Nothing| {
                ask(call, method::GET_ACCOUNT)
            })
            .summary("Gets the account's balance, bonus, credit and group."),
            method::GET_ACCOUNT,
        ),
    ]
}

fn ask(call: &Call, method: Method<'_>) -> Result<Outcome, Fault> {
    Outcome::json(&api::ask(call.credential()?, method, &Fields::default())?)
}

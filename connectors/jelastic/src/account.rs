//! `account.get` and `account.billing`.

use jackfield_sdk::{Call, Effect, Fault, Outcome};

use crate::api;
use crate::fields::Fields;
use crate::method::{self, Method};
use crate::operation::Operation;
use crate::parameters::parameters;

parameters! {
    /// Nothing: there is one account.
    struct Nothing {}
}

pub(crate) static OPERATIONS: &[Operation] = &[
    Operation::new::<Nothing>("account.get", Effect::Read, |call| {
        ask(call, method::GET_USER_INFO)
    })
    .summary("Gets whose account the token belongs to.")
    .needs(method::GET_USER_INFO)
    .examples(&[("The account of the token", "{}")]),
    Operation::new::<Nothing>("account.billing", Effect::Read, |call| {
        ask(call, method::GET_ACCOUNT)
    })
    .summary("Gets the account's balance, bonus, credit and group.")
    .needs(method::GET_ACCOUNT)
    .examples(&[("The account of the token", "{}")]),
];

fn ask(call: &Call, method: Method<'_>) -> Result<Outcome, Fault> {
    Outcome::json(&api::ask(call.credential()?, method, &Fields::default())?)
}

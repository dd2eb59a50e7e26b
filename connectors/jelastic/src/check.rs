//! Whose token it is.

use jackfield_sdk::{Credential, Fault};
use serde_json::{Value, json};

use crate::api;
use crate::fields::Fields;
use crate::method::GET_USER_INFO;

/// Asks for the account. A token that may not ask is valid all the same: the platform checks the
/// token first and the method afterwards.
pub(crate) fn check(credential: Credential<'_>) -> Result<Value, Fault> {
    match api::ask(credential, GET_USER_INFO, &Fields::default()) {
        Ok(account) => Ok(json!({
            "account": {
                "id": account.get("uid"),
                "name": account.get("email").or_else(|| account.get("name")),
            },
            "warnings": [],
        })),
        Err(fault) if matches!(fault.code.as_deref(), Some("8" | "8202")) => Ok(json!({
            "warnings": [format!(
                "the token is valid, and narrow: it may not ask whose it is (`{}`)",
                GET_USER_INFO.0
            )],
        })),
        Err(fault) => Err(fault),
    }
}
